//! Every colour and type size of the program, light and dark. No other file makes a colour.
//!
//! Contrast is held by the tests below: text against everything it stands on by WCAG 2 AA (4.5 : 1),
//! signs such as stripes and focus rings by 3 : 1.

use super::fonts::{READING, SEMIBOLD};
use crate::model::{Code, CodeId};
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, vec2};
use std::collections::BTreeMap;

/// Colours of the program in one of its two lights.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    /// True for light on dark.
    pub dark: bool,
    /// Behind text that is read: transcripts, excerpts, memos.
    pub page: Color32,
    /// Behind lists, toolbars and the codebook.
    pub panel: Color32,
    /// Behind the rail and other outermost things; a little apart from `panel`.
    pub rail: Color32,
    /// Behind menus, dialogs and tooltips.
    pub raised: Color32,
    /// Behind fields to type in.
    pub field: Color32,
    /// Hairlines between things.
    pub line: Color32,
    /// Borders of controls: seen, 3 : 1.
    pub border: Color32,
    /// Text.
    pub ink: Color32,
    /// Headings and what is chosen.
    pub strong: Color32,
    /// The interviewer's words in a transcript: a step behind the answers.
    pub question: Color32,
    /// Second-rank text: counts, ¶ numbers, time stamps, hints. Still AA.
    pub quiet: Color32,
    /// What can be acted on: links, chosen things, focus.
    pub accent: Color32,
    /// Text on a ground of `accent`.
    pub on_accent: Color32,
    /// Ground of a control at rest.
    pub control: Color32,
    /// … under the pointer.
    pub control_hover: Color32,
    /// … pressed or open.
    pub control_active: Color32,
    /// Ground of the chosen row of a list.
    pub chosen: Color32,
    /// Ground of selected text.
    pub selection: Color32,
    /// Ground of a passage that was just jumped to.
    pub flash: Color32,
    /// Words of warning.
    pub warning: Color32,
    /// Words of an error or a refusal.
    pub error: Color32,
    /// Words of success.
    pub success: Color32,
    /// Shadow under raised things.
    pub shadow: Color32,
}

/// The researcher's own letters for a code: up to three, none when they are made from its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OwnLetters([Option<char>; 3]);

impl OwnLetters {
    fn new(letters: &str) -> Self {
        let mut letters = letters.trim().chars();
        Self(std::array::from_fn(|_| letters.next()))
    }
}

/// How one code is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeColors {
    /// Translucent ground under coded words; `ink` of the theme stays legible on two of them.
    pub tint: Color32,
    /// Stripes, brackets, badges: 3 : 1 on page and panel.
    pub stripe: Color32,
    /// The code's name written in its own colour: 4.5 : 1 on page and panel.
    pub ink: Color32,
    /// Letters on a ground of `stripe`: 4.5 : 1.
    pub on_stripe: Color32,
    /// Letters of its own.
    pub own: OwnLetters,
}

impl CodeColors {
    /// The letters drawn on the colour of a code with this name.
    pub fn letters(&self, name: &str) -> String {
        let own: String = self.own.0.iter().flatten().collect();
        if own.is_empty() { badge(name) } else { own }
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Told apart by readers with any of the common colour blindnesses: Okabe & Ito 2008 (without
/// black), then the hues that Tol's *muted* scheme adds (technical note SRON/EPS/TN/09-002).
const PALETTE: [u32; 12] = [
    0x00_72B2, 0xD5_5E00, 0x00_9E73, 0xCC_79A7, 0xE6_9F00, 0x56_B4E9, 0x88_2255, 0x99_9933,
    0x33_2288, 0xCC_6677, 0x44_AA99, 0xF0_E442,
];

impl Theme {
    /// Dark on light: warm paper.
    pub fn light() -> Self {
        Self {
            dark: false,
            page: rgb(0xFD_FCFA),
            panel: rgb(0xF5_F3EF),
            rail: rgb(0xEC_E9E3),
            raised: rgb(0xFF_FFFF),
            field: rgb(0xFF_FFFF),
            line: rgb(0xE0_DCD4),
            border: rgb(0x84_7E73),
            ink: rgb(0x26_2420),
            strong: rgb(0x12_110F),
            question: rgb(0x4B_4740),
            quiet: rgb(0x63_5E56),
            accent: rgb(0x1F_5F82),
            on_accent: rgb(0xFF_FFFF),
            control: rgb(0xE9_E6DF),
            control_hover: rgb(0xE1_DDD4),
            control_active: rgb(0xD6_D1C6),
            chosen: rgb(0xD9_E6EE),
            selection: rgb(0xBF_D9EC),
            flash: rgb(0xFB_E8A6),
            warning: rgb(0x8A_5300),
            error: rgb(0xA8_2A1F),
            success: rgb(0x2B_6B3A),
            shadow: Color32::from_black_alpha(38),
        }
    }

    /// Light on dark: not black, not white.
    pub fn dark() -> Self {
        Self {
            dark: true,
            page: rgb(0x1C_1D1F),
            panel: rgb(0x23_2427),
            rail: rgb(0x18_191B),
            raised: rgb(0x2B_2D30),
            field: rgb(0x17_181A),
            line: rgb(0x36_383C),
            border: rgb(0x7C_7F85),
            ink: rgb(0xDD_DAD3),
            strong: rgb(0xF4_F2EC),
            question: rgb(0xBB_B8B1),
            quiet: rgb(0xA6_A39C),
            accent: rgb(0x86_BEDB),
            on_accent: rgb(0x10_2430),
            control: rgb(0x32_3438),
            control_hover: rgb(0x3C_3F44),
            control_active: rgb(0x47_4A50),
            chosen: rgb(0x25_3947),
            selection: rgb(0x2C_4D66),
            flash: rgb(0x5A_4B12),
            warning: rgb(0xE5_B567),
            error: rgb(0xF0_9A8E),
            success: rgb(0x93_C99F),
            shadow: Color32::from_black_alpha(110),
        }
    }

    /// One of the two.
    pub fn new(dark: bool) -> Self {
        if dark { Self::dark() } else { Self::light() }
    }

    /// Makes egui look like this theme: fonts must have been set by [`super::fonts::install`].
    /// Cheap enough to be called when a setting changes, not every frame.
    pub fn apply(&self, ctx: &egui::Context) {
        let kind = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_theme(kind);
        let mut style = (*ctx.style_of(kind)).clone();
        style.text_styles = text_styles();
        self.set_spacing(&mut style);
        self.set_visuals(&mut style.visuals);
        // For both of egui's themes: whichever it thinks is on, ours is drawn.
        for kind in [egui::Theme::Light, egui::Theme::Dark] {
            ctx.set_style_of(kind, style.clone());
        }
    }

    #[expect(clippy::unused_self, reason = "spacing is part of the theme, though not yet a choice")]
    fn set_spacing(&self, style: &mut egui::Style) {
        style.spacing.item_spacing = vec2(8.0, 6.0);
        style.spacing.button_padding = vec2(10.0, 5.0);
        style.spacing.interact_size.y = 28.0;
        style.spacing.menu_margin = Margin::symmetric(6, 6);
        style.spacing.window_margin = Margin::same(16);
        style.spacing.indent = 16.0;
        style.spacing.icon_width = 16.0;
        style.spacing.icon_width_inner = 9.0;
        style.spacing.combo_width = 120.0;
        style.spacing.tooltip_width = 360.0;
        style.spacing.scroll = egui::style::ScrollStyle::thin();
        style.spacing.scroll.fade.strength = 0.0;
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.45;
    }

    fn set_visuals(&self, visuals: &mut egui::Visuals) {
        visuals.dark_mode = self.dark;
        visuals.override_text_color = None;
        visuals.weak_text_color = Some(self.quiet);
        visuals.hyperlink_color = self.accent;
        visuals.faint_bg_color = self.panel;
        visuals.extreme_bg_color = self.field;
        visuals.text_edit_bg_color = Some(self.field);
        visuals.code_bg_color = self.control;
        visuals.warn_fg_color = self.warning;
        visuals.error_fg_color = self.error;
        visuals.panel_fill = self.panel;
        visuals.window_fill = self.raised;
        visuals.window_stroke = Stroke::new(1.0, self.line);
        visuals.window_corner_radius = CornerRadius::same(10);
        visuals.menu_corner_radius = CornerRadius::same(8);
        visuals.window_shadow = Shadow { offset: [0, 8], blur: 28, spread: 0, color: self.shadow };
        visuals.popup_shadow = Shadow { offset: [0, 4], blur: 14, spread: 0, color: self.shadow };
        visuals.selection.bg_fill = self.chosen;
        visuals.selection.stroke = Stroke::new(1.0, self.strong);
        visuals.text_cursor.stroke = Stroke::new(2.0, self.accent);
        visuals.interact_cursor = None;
        visuals.indent_has_left_vline = false;
        let radius = CornerRadius::same(6);
        let set = |widget: &mut egui::style::WidgetVisuals, ground, edge: Stroke, ink| {
            widget.bg_fill = ground;
            widget.weak_bg_fill = ground;
            widget.bg_stroke = edge;
            widget.fg_stroke = Stroke::new(1.5, ink);
            widget.corner_radius = radius;
            widget.expansion = 0.0;
        };
        let widgets = &mut visuals.widgets;
        set(&mut widgets.noninteractive, self.panel, Stroke::new(1.0, self.line), self.ink);
        set(&mut widgets.inactive, self.control, Stroke::NONE, self.ink);
        set(&mut widgets.hovered, self.control_hover, Stroke::new(1.0, self.border), self.strong);
        set(&mut widgets.active, self.control_active, Stroke::new(1.5, self.accent), self.strong);
        set(&mut widgets.open, self.control_active, Stroke::new(1.0, self.border), self.strong);
    }

    /// How a code is drawn: from its own colour, or from the palette. Its place in the codebook does
    /// not matter: a code that is moved keeps its colour, and so do all those it passes.
    /// A colour that would be lost on the page is made darker or lighter, its hue kept.
    pub fn code_color(&self, code: &Code) -> CodeColors {
        let own = OwnLetters::new(&code.fields.badge);
        CodeColors { own, ..self.color_of(&code.fields.color, code.id) }
    }

    /// As [`Theme::code_color`], for a colour as it is written down: empty means one of the palette,
    /// always the same one for a code.
    pub fn color_of(&self, color: &str, code: CodeId) -> CodeColors {
        let one = code.0.wrapping_sub(1).rem_euclid(PALETTE.len() as i64) as usize;
        self.shades(parse(color).unwrap_or(rgb(PALETTE[one])))
    }

    /// The same for a code that is not in the codebook (any more).
    pub fn unknown_code_color(&self) -> CodeColors {
        self.shades(self.quiet)
    }

    /// As strong as the words on two layers of it allow.
    fn tint(&self, base: Color32) -> Color32 {
        let strongest = if self.dark { 22 } else { 15 };
        let layers = (4..=strongest).rev().map(|n| base.gamma_multiply(n as f32 / 100.0));
        let fits = |tint: &Color32| {
            let ground = self.page.blend(*tint).blend(*tint);
            contrast(self.question, ground) >= 4.6 && contrast(self.ink, ground) >= 6.0
        };
        layers.into_iter().find(fits).unwrap_or(base.gamma_multiply(0.04))
    }

    fn shades(&self, base: Color32) -> CodeColors {
        let grounds = [self.page, self.panel];
        let stripe = reach(base, self.strong, &grounds, 3.0);
        let on = |ink: Color32| contrast(ink, stripe);
        CodeColors {
            tint: self.tint(base),
            stripe,
            ink: reach(base, self.strong, &grounds, 4.5),
            on_stripe: if on(Color32::WHITE) >= 4.5 || on(Color32::WHITE) > on(Color32::BLACK) {
                Color32::WHITE
            } else {
                Color32::BLACK
            },
            own: OwnLetters::default(),
        }
    }
}

/// Type sizes in points. *Reading* is the serif at its default size; the transcript sets its own.
fn text_styles() -> BTreeMap<TextStyle, FontId> {
    let sans = |size| FontId::new(size, FontFamily::Proportional);
    [
        (TextStyle::Small, sans(12.0)),
        (TextStyle::Body, sans(14.0)),
        (TextStyle::Button, sans(14.0)),
        (TextStyle::Monospace, FontId::new(13.0, FontFamily::Monospace)),
        (TextStyle::Heading, FontId::new(19.0, FontFamily::Name(SEMIBOLD.into()))),
        (strong(), FontId::new(14.0, FontFamily::Name(SEMIBOLD.into()))),
        (reading(), FontId::new(17.0, FontFamily::Name(READING.into()))),
    ]
    .into()
}

/// The text style of words that are read: the serif.
pub fn reading() -> TextStyle {
    TextStyle::Name("Reading".into())
}

/// The text style of small headings and names: body size, semibold.
pub fn strong() -> TextStyle {
    TextStyle::Name("Strong".into())
}

/// One or two letters of a name: the first of its first two words, or the first two of a single one.
pub fn badge(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| word.chars().any(char::is_alphanumeric));
    let upper = |c: char| c.to_uppercase().next().unwrap_or(c);
    let first: Vec<char> = words.next().unwrap_or("?").chars().take(2).collect();
    let second = words.next().and_then(|word| word.chars().find(|c| c.is_alphanumeric()));
    let mut badge = String::new();
    badge.extend(first.first().copied().map(upper));
    match second {
        Some(c) => badge.push(upper(c)),
        None => badge.extend(first.get(1).copied()),
    }
    badge
}

/// The colours offered for codes, as they are written down.
pub fn palette() -> impl Iterator<Item = String> {
    PALETTE.iter().map(|hex| format!("#{hex:06x}"))
}

/// What a colour of the palette is called.
pub fn color_name(at: usize) -> &'static str {
    const NAMES: [&str; PALETTE.len()] = [
        "blue",
        "vermilion",
        "green",
        "pink",
        "orange",
        "sky blue",
        "wine",
        "olive",
        "indigo",
        "rose",
        "teal",
        "yellow",
    ];
    NAMES[at % NAMES.len()]
}

/// `#rrggbb`, with or without `#`.
pub fn parse(text: &str) -> Option<Color32> {
    let digits = text.trim();
    let digits = digits.strip_prefix('#').unwrap_or(digits);
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok().map(rgb)
}

/// Contrast of two opaque colours by WCAG 2.2, 1 to 21.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let linear = |channel: u8| {
            let c = f32::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Mixes `color` toward `ink` in small steps until it stands out from every ground.
fn reach(color: Color32, ink: Color32, grounds: &[Color32], wanted: f32) -> Color32 {
    (0..=20)
        .map(|step| color.lerp_to_gamma(ink, step as f32 / 20.0))
        .find(|mixed| grounds.iter().all(|&ground| contrast(*mixed, ground) >= wanted))
        .unwrap_or(ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeFields;

    #[test]
    fn text_is_legible_on_everything_it_stands_on() {
        for theme in [Theme::light(), Theme::dark()] {
            let grounds = [theme.page, theme.panel, theme.rail, theme.raised, theme.field];
            for ground in grounds {
                for (name, ink) in [
                    ("ink", theme.ink),
                    ("strong", theme.strong),
                    ("quiet", theme.quiet),
                    ("accent", theme.accent),
                    ("warning", theme.warning),
                    ("error", theme.error),
                    ("success", theme.success),
                ] {
                    let got = contrast(ink, ground);
                    assert!(got >= 4.5, "{name} on {ground:?}, dark {}: {got}", theme.dark);
                }
                assert!(contrast(theme.border, ground) >= 3.0, "border on {ground:?}");
            }
            for ground in [
                theme.control,
                theme.control_hover,
                theme.control_active,
                theme.chosen,
                theme.selection,
                theme.flash,
            ] {
                assert!(contrast(theme.ink, ground) >= 4.5, "{ground:?} dark {}", theme.dark);
            }
            assert!(contrast(theme.quiet, theme.chosen) >= 4.5);
            assert!(contrast(theme.on_accent, theme.accent) >= 4.5);
        }
    }

    #[test]
    fn every_code_colour_is_made_legible() {
        let own = ["#ffffff", "#000000", "#ffff00", "#00ff00", "#777777", "#fdfcfa", "none", ""];
        for theme in [Theme::light(), Theme::dark()] {
            for (place, color) in own.into_iter().chain([""; 12]).enumerate() {
                let got = theme.color_of(color, CodeId(place as i64));
                for ground in [theme.page, theme.panel] {
                    assert!(contrast(got.stripe, ground) >= 3.0, "{color} stripe");
                    assert!(contrast(got.ink, ground) >= 4.5, "{color} ink");
                }
                let tinted = theme.page.blend(got.tint).blend(got.tint);
                for ink in [theme.ink, theme.question] {
                    assert!(contrast(ink, tinted) >= 4.5, "{color} {place} dark {}", theme.dark);
                }
                assert!(contrast(got.on_stripe, got.stripe) >= 4.5, "{color} badge");
            }
        }
    }

    #[test]
    fn a_badge_is_one_or_two_letters_or_the_researchers_own() {
        let letters = |badge: &str| {
            let fields = CodeFields { badge: badge.to_owned(), ..CodeFields::default() };
            Theme::light().code_color(&Code::new(CodeId(1), None, fields)).letters("delay")
        };
        assert_eq!(letters("⏳!"), "⏳!");
        assert_eq!(letters(""), "De");
        let check = |name: &str, expected: &str| assert_eq!(badge(name), expected, "{name}");
        check("delay", "De");
        check("trust-work", "TW");
        check("child's voice", "CV");
        check("information sharing later", "IS");
        check("x", "X");
        check("Überleben", "Üb");
        check("", "?");
        check("— (why)", "Wh");
        check("信任", "信任");
    }
}
