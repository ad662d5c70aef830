//! No archive makes the reader panic, or leads it out of the archive.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::exchange::import::{ImportError, read_files};
use std::sync::atomic::AtomicBool;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("postil-fuzz-{}.zip", std::process::id()));
    std::fs::write(&path, bytes).expect("the folder for temporary files can be written");
    let never = AtomicBool::new(false);
    for file in read_files(&[path.clone()], &Default::default(), &|_, _| {}, &never) {
        assert!(file.path.starts_with(&path), "{:?}", file.path);
        assert!(!file.path.components().any(|part| part.as_os_str() == ".."));
        assert!(!matches!(file.result, Err(ImportError::Bug(_))), "{:?}", file.result);
    }
});
