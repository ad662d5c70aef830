//! What can be asked: pure functions over a read-only corpus.
