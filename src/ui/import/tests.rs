//! The page as a person meets it, by what a screen reader says of it.
