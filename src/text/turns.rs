//! Who spoke when, found from the label conventions of real transcripts.
