//! The faces the program brings along, all under the SIL Open Font License (texts in `assets/fonts`):
//! Charis SIL for reading, Inter for the interface, Lexend for those who read it more easily. Other
//! scripts come from the system's fonts, character by character, where the window allows them.
//!
//! Lexend and not `OpenDyslexic`: what helps in the trials is room between letters and words, which it
//! was drawn for, and its licence is the open one.

use crate::exchange::figures::fonts;
use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontDefinitions, FontFamily};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Family name of the serif that transcripts are read in.
pub const READING: &str = "Reading";

/// Family name of the semibold sans, for names and headings.
pub const SEMIBOLD: &str = "Semibold";

/// What a transcript can be read in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Face {
    /// Charis SIL.
    #[default]
    Serif,
    /// Inter.
    Sans,
    /// Lexend.
    Easy,
    /// What the system writes its own windows in; Inter where it does not say.
    System,
}

impl Face {
    /// In the order they are offered.
    pub const ALL: [Self; 4] = [Self::Serif, Self::Sans, Self::Easy, Self::System];

    /// Name and what is special about it.
    pub fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Serif => ("Serif", "Charis SIL: made for long reading in many languages"),
            Self::Sans => ("Sans", "Inter: plain and open"),
            Self::Easy => ("Easy", "Lexend: wide letters and spaces, read more easily by some"),
            Self::System => ("System", "The font this computer uses for its own windows"),
        }
    }

    /// The one after it, and the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|&face| face == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// The family egui knows it by.
    pub fn family(self) -> FontFamily {
        let name = match self {
            Self::Serif => READING,
            Self::Sans => "Reading sans",
            Self::Easy => "Reading easy",
            Self::System => SYSTEM,
        };
        FontFamily::Name(name.into())
    }
}

/// Family name of the system's own font.
const SYSTEM: &str = "Reading system";

/// Name inside the file, and the file.
pub(super) static FILES: [(&str, &[u8]); 4] = [
    ("Charis SIL", fonts::CHARIS),
    ("Inter", fonts::INTER),
    ("Lexend", fonts::LEXEND),
    ("Inter SemiBold", fonts::INTER_SEMIBOLD),
];

/// Gives the fonts to egui; once, before the first frame.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

/// Lets text use the fonts of the system. Not in tests: they look the same on every machine.
pub fn allow_system(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique(SYSTEM), true));
}

/// True after [`allow_system`].
pub fn is_system_allowed(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(egui::Id::unique(SYSTEM))).unwrap_or(false)
}

/// Puts a font in the place of [`Face::System`].
pub(super) fn add_system(ctx: &egui::Context, data: FontData) {
    let families =
        vec![InsertFontFamily { family: Face::System.family(), priority: FontPriority::Highest }];
    ctx.add_font(FontInsert { name: SYSTEM.to_owned(), data, families });
}

/// The fonts and their fallbacks.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in FILES {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |names: &[&str]| -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).chain(fallback.iter().cloned()).collect()
    };
    let sans = ["Inter", "Charis SIL"];
    fonts.families.insert(FontFamily::Proportional, family(&sans));
    fonts.families.insert(Face::Serif.family(), family(&["Charis SIL", "Inter"]));
    fonts.families.insert(Face::Sans.family(), family(&sans));
    fonts.families.insert(Face::Easy.family(), family(&["Lexend", "Inter", "Charis SIL"]));
    fonts.families.insert(Face::System.family(), family(&sans));
    fonts.families.insert(
        FontFamily::Name(SEMIBOLD.into()),
        family(&["Inter SemiBold", "Inter", "Charis SIL"]),
    );
    fonts
}
