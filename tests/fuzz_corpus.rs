//! Every parser is given the bytes that a fuzzer once found worth keeping (`fuzz/kept`), and what holds
//! for any bytes holds for them: nothing panics, nothing is read that is not there.

#[expect(unreachable_pub, reason = "the targets, another package, name them too")]
#[path = "fuzz/src/lib.rs"]
mod parsers;

use std::path::Path;

#[test]
fn what_the_fuzzer_kept_harms_no_parser() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/kept");
    let mut count = 0;
    for (name, parser) in parsers::PARSERS {
        let mut files: Vec<_> = std::fs::read_dir(kept.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() >= 10, "{name}: {}", files.len());
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let read = std::panic::catch_unwind(|| parser(&bytes));
            assert!(read.is_ok(), "{}", file.display());
            count += 1;
        }
    }
    println!("{count} files");
}
