//! The faces the program brings along: Charis SIL for reading, Inter for the interface, both under
//! the SIL Open Font License (texts in `assets/fonts`). Other scripts come from the system's fonts,
//! character by character, where the window was opened with egui's font provider.

use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// Family name of the serif that transcripts are read in.
pub const READING: &str = "Reading";

/// Family name of the semibold sans, for names and headings.
pub const SEMIBOLD: &str = "Semibold";

/// Gives the fonts to egui; once, before the first frame.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

/// The fonts and their fallbacks.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let files: [(&str, &'static [u8]); 3] = [
        ("Charis SIL", include_bytes!("../../assets/fonts/CharisSIL-Regular.ttf")),
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |names: &[&str]| -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).chain(fallback.iter().cloned()).collect()
    };
    fonts.families.insert(FontFamily::Proportional, family(&["Inter", "Charis SIL"]));
    fonts.families.insert(FontFamily::Name(READING.into()), family(&["Charis SIL", "Inter"]));
    fonts.families.insert(
        FontFamily::Name(SEMIBOLD.into()),
        family(&["Inter SemiBold", "Inter", "Charis SIL"]),
    );
    fonts
}
