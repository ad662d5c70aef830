//! Which colour an ink is, in a file: as on the screen, for paper, or for paper without colour.

use crate::analysis::figures::Ink;

/// Colours of a figure in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Palette {
    /// Warm paper, as in the window.
    Screen,
    /// White paper, dark ink.
    #[default]
    Print,
    /// Greys only: groups are told apart by signs, patterns and words.
    Greyscale,
}

/// Red, green, blue.
type Rgb = [u8; 3];

/// Told apart by readers with any of the common colour blindnesses: Okabe & Ito 2008 (without black),
/// then the hues that Tol's *muted* scheme adds. The colours of codes in the window.
const HUES: [Rgb; 12] = [
    [0x00, 0x72, 0xB2],
    [0xD5, 0x5E, 0x00],
    [0x00, 0x9E, 0x73],
    [0xCC, 0x79, 0xA7],
    [0xE6, 0x9F, 0x00],
    [0x56, 0xB4, 0xE9],
    [0x88, 0x22, 0x55],
    [0x99, 0x99, 0x33],
    [0x33, 0x22, 0x88],
    [0xCC, 0x66, 0x77],
    [0x44, 0xAA, 0x99],
    [0xF0, 0xE4, 0x42],
];

/// Neighbours lie far apart, and all of them are seen on white.
const GREYS: [u8; 4] = [0x26, 0x7C, 0x4F, 0x8E];

impl Palette {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Print, Self::Screen, Self::Greyscale];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Print => "print",
            Self::Greyscale => "greyscale",
        }
    }

    /// The inverse of [`Palette::name`]; the American spelling is read too.
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase().replace("gray", "grey");
        Self::ALL.into_iter().find(|palette| palette.name() == wanted)
    }

    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Screen => "as on the screen",
            Self::Print => "for print",
            Self::Greyscale => "in greys",
        }
    }

    /// The colour of an ink.
    pub fn color(self, ink: Ink) -> Rgb {
        let grey = self == Self::Greyscale;
        let page = match self {
            Self::Screen => [0xFD, 0xFC, 0xFA],
            Self::Print | Self::Greyscale => [0xFF; 3],
        };
        let strongest = match self {
            Self::Screen => [0x1F, 0x5F, 0x82],
            Self::Print => [0x0B, 0x4F, 0x79],
            Self::Greyscale => [0x2E; 3],
        };
        match (ink, self) {
            (Ink::Page, _) => page,
            (Ink::Text, Self::Screen) => [0x26, 0x24, 0x20],
            (Ink::Text, _) => [0x14; 3],
            (Ink::Quiet, Self::Screen) => [0x63, 0x5E, 0x56],
            (Ink::Quiet, _) => [0x55; 3],
            (Ink::Line, Self::Screen) => [0xDA, 0xD6, 0xCD],
            (Ink::Line, _) => [0xCE; 3],
            (Ink::Band, Self::Screen) => [0xF1, 0xEE, 0xE8],
            (Ink::Band, _) => [0xEF; 3],
            (Ink::Accent, _) => strongest,
            (Ink::Group(group), _) if grey => [GREYS[usize::from(group) % GREYS.len()]; 3],
            (Ink::Group(group), _) => seen(HUES[usize::from(group) % HUES.len()], page),
            (Ink::Code(..), _) if grey => [0x45; 3],
            (Ink::Code(code, own), _) => {
                let one = code.0.wrapping_sub(1).rem_euclid(HUES.len() as i64) as usize;
                seen(own.unwrap_or(HUES[one]), page)
            }
            (Ink::Shade(0), _) => mix(page, self.color(Ink::Line), 0.35),
            (Ink::Shade(level), _) => mix(page, strongest, f32::from(level.min(100)) / 100.0),
            (Ink::OnShade(level), _) => {
                let ground = self.color(Ink::Shade(level));
                let (dark, light) = ([0; 3], [0xFF; 3]);
                if contrast(dark, ground) >= contrast(light, ground) { dark } else { light }
            }
        }
    }
}

fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|at| {
        let (from, to) = (f32::from(from[at]), f32::from(to[at]));
        (from + (to - from) * share).round() as u8
    })
}

/// A colour made darker until it is seen on a ground: 3 : 1.
fn seen(color: Rgb, ground: Rgb) -> Rgb {
    let mut darker = (0_u8..20).map(|step| mix(color, [0; 3], f32::from(step) * 0.05));
    darker.find(|color| contrast(*color, ground) >= 3.0).unwrap_or([0; 3])
}

/// Contrast of two colours by WCAG 2.2, 1 to 21.
fn contrast(a: Rgb, b: Rgb) -> f32 {
    let luminance = |color: Rgb| {
        let linear = |channel: u8| {
            let c = f32::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2])
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeId;

    #[test]
    fn words_are_read_and_signs_are_seen_in_every_palette() {
        for palette in Palette::ALL {
            let color = |ink| palette.color(ink);
            let page = color(Ink::Page);
            for words in [Ink::Text, Ink::Quiet] {
                assert!(contrast(color(words), page) >= 4.5, "{palette:?} {words:?}");
                assert!(contrast(color(words), color(Ink::Band)) >= 4.5, "{palette:?} {words:?}");
            }
            for group in 0..12 {
                assert!(contrast(color(Ink::Group(group)), page) >= 3.0, "{palette:?} {group}");
                let code = Ink::Code(CodeId(i64::from(group) + 1), Some([255, 255, 0]));
                assert!(contrast(color(code), page) >= 3.0, "{palette:?} {group}");
            }
            for level in 0..=100 {
                let (on, ground) = (color(Ink::OnShade(level)), color(Ink::Shade(level)));
                assert!(contrast(on, ground) >= 4.5, "{palette:?} {level}");
            }
            assert_eq!(Palette::from_name(palette.name()), Some(palette));
        }
        let grey = |ink| Palette::Greyscale.color(ink);
        let all = [Ink::Text, Ink::Accent, Ink::Group(3), Ink::Shade(50), Ink::Line];
        assert!(
            all.into_iter().all(|ink| grey(ink)[0] == grey(ink)[1] && grey(ink)[1] == grey(ink)[2])
        );
        assert_eq!(Palette::from_name("Grayscale"), Some(Palette::Greyscale));
    }
}
