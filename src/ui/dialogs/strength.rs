//! How good a passphrase is, in words. By its length and by the lists everybody tries first: that is
//! all that can be said honestly without knowing how it was chosen.

use crate::ui::theme::Theme;

/// The sentence about a passphrase under its field; nothing while it is empty.
pub(super) fn show(ui: &mut egui::Ui, theme: &Theme, passphrase: &str) {
    if passphrase.is_empty() {
        return;
    }
    let strength = strength(passphrase);
    let ink = match strength {
        Strength::Useless => theme.error,
        Strength::Weak => theme.warning,
        Strength::Fair => theme.ink,
        Strength::Good => theme.success,
    };
    ui.label(egui::RichText::new(strength.words()).small().color(ink));
}

/// From useless to good.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Strength {
    /// Tried first by anybody.
    Useless,
    /// Found in hours.
    Weak,
    /// Holds against a finder of the laptop.
    Fair,
    /// Holds.
    Good,
}

/// Roots of what is on every list of common passwords.
const COMMON: [&str; 22] = [
    "password",
    "passwort",
    "passw0rd",
    "motdepasse",
    "contrasena",
    "qwerty",
    "qwertz",
    "azerty",
    "letmein",
    "welcome",
    "iloveyou",
    "admin",
    "dragon",
    "monkey",
    "football",
    "sunshine",
    "princess",
    "interview",
    "transcript",
    "research",
    "dissertation",
    "postil",
];

/// Judges a passphrase.
fn strength(passphrase: &str) -> Strength {
    let letters: Vec<char> = passphrase.chars().collect();
    let words = passphrase.split_whitespace().filter(|word| word.chars().count() > 2).count();
    let plain: String =
        passphrase.to_lowercase().chars().filter(|c| c.is_alphabetic() || *c == '0').collect();
    let common = COMMON.iter().any(|root| plain.contains(root) && plain.len() <= root.len() + 3);
    let mut different = letters.clone();
    different.sort_unstable();
    different.dedup();
    // 123456, abcdef: every step of the same size.
    let steps = |pair: &[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
    let run = letters.windows(2).map(steps).collect::<Vec<_>>();
    let row = run.len() > 2 && run.windows(2).all(|pair| pair[0] == pair[1]);
    match letters.len() {
        _ if common || row || different.len() < 4 => Strength::Useless,
        0..12 if letters.iter().all(char::is_ascii_digit) => Strength::Useless,
        0..8 => Strength::Useless,
        8..12 => Strength::Weak,
        _ if words >= 4 => Strength::Good,
        12..18 => Strength::Fair,
        _ => Strength::Good,
    }
}

impl Strength {
    /// The sentence beside the field.
    fn words(self) -> &'static str {
        match self {
            Self::Useless => {
                "Easily guessed. Four or five words that do not belong together are better"
            }
            Self::Weak => "Weak: a fast computer finds it. A few more words make it good",
            Self::Fair => "Fair: holds against somebody who finds the computer",
            Self::Good => "Good",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_makes_it_good_and_common_ones_never_are() {
        let check = |text: &str, expected| assert_eq!(strength(text), expected, "{text}");
        check("", Strength::Useless);
        check("Password123", Strength::Useless);
        check("interview2026", Strength::Useless);
        check("1234567890", Strength::Useless);
        check("aaaaaaaaaaaaaaaa", Strength::Useless);
        check("k3vFq9zT", Strength::Weak);
        check("two-grey-herons", Strength::Fair);
        check("lamp orbit velvet cabbage", Strength::Good);
        check("Übergangsregelungen-7", Strength::Good);
    }
}
