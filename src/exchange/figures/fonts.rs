//! The fonts the program brings along, as they lie in `assets/fonts`: once in the program, for the
//! window and for pictures.

/// Charis SIL, for reading; letters that the interface font does not have.
pub static CHARIS: &[u8] = include_bytes!("../../../assets/fonts/CharisSIL-Regular.ttf");
/// Inter, the interface font.
pub static INTER: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
/// Inter, semibold.
pub static INTER_SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.otf");
/// Lexend, for those who read it more easily.
pub static LEXEND: &[u8] = include_bytes!("../../../assets/fonts/Lexend-Regular.ttf");
