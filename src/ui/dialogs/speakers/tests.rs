//! The dialog as a person meets it.
