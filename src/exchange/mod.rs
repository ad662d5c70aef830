//! Files in, files out: bytes to and from model values; no database.
