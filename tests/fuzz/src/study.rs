//! A study file in which bytes were changed, or any bytes at all, opened and asked: refused or
//! answered, never a crash; a file that is refused is left as it was.

use postil::analysis::{self, CooccurrenceSpec, CrosstabSpec, MatrixSpec, SaturationSpec};
use postil::model::{Filter, Span};
use postil::study::{CodeTarget, Command, Study};
use std::sync::OnceLock;

/// A small study, its log in the file.
fn base() -> &'static [u8] {
    static BASE: OnceLock<Vec<u8>> = OnceLock::new();
    BASE.get_or_init(|| {
        let path = super::place("base.postil");
        std::fs::remove_file(&path).ok();
        let mut study = Study::create(&path, None, "s", Some("ana")).expect("a study");
        let text =
            b"INT: Since when?\n\nP1: We waited \xe2\x80\x94 n\xc3\xa9e months.\n\nP2: A letter.\n";
        let hints = postil::exchange::import::ImportHints::default();
        let read = postil::exchange::import::read_document("a.txt", text, &hints);
        let documents = vec![read.expect("a transcript")];
        study.run(Command::ImportDocuments { documents, people: None }).expect("a step");
        let document = study.corpus().documents[0].id;
        for (start, end, code) in [(21, 30, "wait"), (24, 45, "month"), (50, 60, "letter")] {
            let (span, code) = (Span::new(start, end), CodeTarget::Path(vec![code.to_owned()]));
            let span = span.expect("a span");
            study.run(Command::ApplyCode { document, span, code }).expect("a step");
        }
        study.settle().expect("a settled study");
        drop(study);
        std::fs::read(&path).expect("a file")
    })
}

/// Opened, asked, checked, undone.
pub fn study(bytes: &[u8]) {
    let image = if bytes.starts_with(b"SQLite format 3\0") {
        bytes.to_vec()
    } else {
        let mut image = base().to_vec();
        for change in bytes.chunks_exact(4) {
            let at = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize;
            let at = at % image.len();
            if let Some(byte) = image.get_mut(at) {
                *byte = change[3];
            }
        }
        image
    };
    let path = super::place("s.postil");
    let clear = || {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            std::fs::remove_file(name).ok();
        }
    };
    clear();
    if std::fs::write(&path, &image).is_err() {
        return;
    }
    let Ok(mut study) = Study::open(&path, None) else {
        assert!(std::fs::read(&path).ok().as_deref() == Some(&*image), "refused, yet changed");
        clear();
        return;
    };
    let corpus = study.corpus().clone();
    let all = Filter::default();
    analysis::frequencies(&corpus, &all);
    analysis::crosstab(&corpus, &CrosstabSpec::default());
    analysis::matrix(&corpus, &MatrixSpec::default());
    analysis::cooccurrence(&corpus, &CooccurrenceSpec::default()).pairs();
    analysis::saturation(&corpus, &SaturationSpec::default());
    for excerpt in analysis::excerpts(&corpus, &all) {
        analysis::excerpt(&corpus, &excerpt);
    }
    study.check().ok();
    study.history().ok();
    study.undo().ok();
    study.redo().ok();
    drop(study);
    clear();
}
