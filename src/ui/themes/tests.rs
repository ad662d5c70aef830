//! The page used by accessible names.
