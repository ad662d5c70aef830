//! Bytes opened as a pseudonym key, and read as a list of pseudonyms: refused or read, never a crash.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::study::{KeyFile, Passphrase};

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.csv", "a.tsv"] {
        let result = postil::exchange::pseudonyms::read_pseudonyms(name, bytes);
        assert!(!matches!(result, Err(postil::exchange::import::ImportError::Bug(_))));
    }
    let path = std::env::temp_dir().join(format!("postil-fuzz-{}.postil-key", std::process::id()));
    if std::fs::write(&path, bytes).is_ok()
        && let Some(passphrase) = Passphrase::new("x")
    {
        assert!(KeyFile::open(&path, &passphrase).is_err());
        assert_eq!(std::fs::read(&path).ok().as_deref(), Some(bytes));
    }
});
