//! `memos`: everything that was written down, memos and comments alike.

use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::{self, Note, NoteId, NoteKind, NoteQuery, Notes, Reader, Spot, Subject};
use crate::exchange::memo_files::{LinkOut, MemoOut, write_memos};
use crate::model::{Corpus, Guid};

/// `postil memos STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct MemosArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Only this kind: note, code, theoretical, method, journal or comment
    #[arg(long, value_name = "KIND", value_parser = read_kind)]
    kind: Option<NoteKind>,
    /// Only memos on: study, document, participant, code, coding or theme
    #[arg(long, value_name = "WHAT", value_parser = read_subject)]
    on: Option<Subject>,
    /// Only memos by this person
    #[arg(long, value_name = "NAME")]
    by_coder: Option<String>,
    /// Only memos with all these words, whatever their case and accents
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only memos that point to excerpts
    #[arg(long)]
    linked: bool,
    /// The newest first
    #[arg(long)]
    newest: bool,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_kind(name: &str) -> Result<NoteKind, String> {
    NoteKind::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = NoteKind::ALL.into_iter().map(NoteKind::name).collect();
        format!("there is no such kind; the kinds are {}", names.join(", "))
    })
}

fn read_subject(name: &str) -> Result<Subject, String> {
    Subject::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Subject::ALL.into_iter().map(Subject::name).collect();
        format!("memos hang on {}", names.join(", "))
    })
}

pub(super) fn run(args: &MemosArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let query = NoteQuery {
        here: None,
        kind: args.kind,
        subject: args.on,
        coder: args.by_coder.as_deref().map(|name| names::coder(corpus, name)).transpose()?,
        linked: args.linked,
        words: args.search.clone().unwrap_or_default(),
        oldest: !args.newest,
    };
    let notes = Notes::new(corpus);
    let mut reader = Reader::quick(corpus);
    let memos: Vec<MemoOut> = notes
        .find(&query)
        .into_iter()
        .filter_map(|at| notes.all.get(at))
        .map(|note| told(corpus, &notes, &mut reader, note))
        .collect();
    let name = corpus.study.clone();
    Ok(Done::answer(
        target,
        Answer::new(move |format, out| write_memos(&name, &memos, format, out)),
    ))
}

fn told(corpus: &Corpus, notes: &Notes, reader: &mut Reader<'_>, note: &Note) -> MemoOut {
    let links = note.links.iter().filter_map(|id| link(corpus, reader, notes.spot(*id)?));
    MemoOut {
        guid: guid(corpus, notes, note.id),
        kind: note.kind.name(),
        on: Subject::of(note.on).name(),
        name: note.name.clone(),
        title: note.title.clone(),
        text: note.text.clone(),
        coder: corpus.coder(note.coder).map(|coder| coder.name.clone()).unwrap_or_default(),
        written: note.written.clone(),
        changed: note.changed.clone(),
        links: links.collect(),
    }
}

fn guid(corpus: &Corpus, notes: &Notes, id: NoteId) -> Guid {
    let found = match id {
        NoteId::Memo(id) => corpus.memos.iter().find(|memo| memo.id == id).map(|memo| memo.guid),
        NoteId::Comment(id) => {
            notes.spot(id).and_then(|spot| spot.of(corpus)).map(|(_, coding)| coding.guid)
        }
    };
    found.unwrap_or_default()
}

fn link(corpus: &Corpus, reader: &mut Reader<'_>, spot: Spot) -> Option<LinkOut> {
    let (_, coding) = spot.of(corpus)?;
    let reference = analysis::ExcerptRef {
        document: spot.document,
        coding: spot.coding,
        span: coding.span,
        folded: false,
    };
    let excerpt = reader.read(&reference)?;
    Some(LinkOut {
        guid: coding.guid,
        document: excerpt.document_name,
        chars: excerpt.chars,
        code: excerpt.code_path,
        citation: excerpt.citation,
        text: excerpt.text,
    })
}
