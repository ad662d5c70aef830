//! Work that takes longer than a frame: what a worker thread does with the study, step by step.

use super::desk::{News, Progress};
use super::outbox::Export;
use super::privacy::Replacing;
use crate::analysis;
use crate::exchange::formats::{Format, sheet_bytes};
use crate::exchange::import::{FileRead, ImportError, ImportHints, read_files};
use crate::exchange::{
    codebook, codings, excerpt_files, memo_files, pseudonyms, save, tables, theme_files,
};
use crate::model::{
    Corpus, NewDocument, PeopleTable, Pseudonym, ReceiptNote, Span, TextPlace, merge_pseudonyms,
};
use crate::study::{
    Command, Error, KeyFile, NamePlace, Outcome, Passphrase, Report, Study, find_names,
    key_entries, sample,
};
use crate::text::positions::CharMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// What a worker brings back.
type Back = (Option<Study>, Vec<News>);

/// Opens a study. The one before is kept when that fails.
pub(super) fn open(before: Option<Study>, path: PathBuf, key: Option<&Passphrase>) -> Back {
    match Study::open(&path, key) {
        Ok(study) => (Some(study), vec![News::Opened]),
        Err(error) if error.wants_passphrase() => (before, vec![News::Locked(path, key.is_some())]),
        Err(error) => (before, vec![News::Complained(error.to_string())]),
    }
}

/// Makes a study and opens it.
pub(super) fn create(
    before: Option<Study>,
    path: &Path,
    name: &str,
    coder: &str,
    key: Option<&Passphrase>,
) -> Back {
    let coder = Some(coder.trim()).filter(|coder| !coder.is_empty());
    opened(before, Study::create(path, key, name, coder))
}

/// Makes the sample study in a folder, beside its transcripts, and opens it. An older one is opened
/// as it is: somebody may have worked on it.
pub(super) fn create_sample(before: Option<Study>, folder: &Path) -> Back {
    let path = folder.join("sample.postil");
    if path.exists() {
        return open(before, path, None);
    }
    if let Err(error) = std::fs::create_dir_all(folder) {
        let line = format!("making the folder: {error}: {}", folder.display());
        return (before, vec![News::Complained(line)]);
    }
    opened(before, sample::create(&path, None))
}

fn opened(before: Option<Study>, made: Result<Study, Error>) -> Back {
    match made {
        Ok(study) => (Some(study), vec![News::Opened]),
        Err(error) => (before, vec![News::Complained(error.to_string())]),
    }
}

/// Does a command that may take longer than a frame.
pub(super) fn run(study: Option<Study>, command: Command) -> Back {
    with(study, |study| told(study.run(command)))
}

fn with(study: Option<Study>, act: impl FnOnce(&mut Study) -> Vec<News>) -> Back {
    let Some(mut study) = study else { return (None, Vec::new()) };
    let news = act(&mut study);
    (Some(study), news)
}

/// A command's outcome in words.
pub(super) fn told(result: Result<Outcome, Error>) -> Vec<News> {
    match result {
        Err(error) => vec![News::Complained(error.to_string())],
        Ok(outcome) => {
            let label = outcome.step.map(|step| step.label);
            match outcome.report {
                Report::Lines { taken, known, refused } => {
                    let mut lines = vec![format!("{taken} taken in, {known} were there already")];
                    lines.extend(refused.iter().map(ToString::to_string));
                    if refused.is_empty() {
                        vec![News::Told(lines.remove(0))]
                    } else {
                        let title = format!("{} lines were not taken", refused.len());
                        vec![News::Receipts(title, lines)]
                    }
                }
                _ => label.map(News::Told).into_iter().collect(),
            }
        }
    }
}

/// Reads transcripts in parallel and stores them as one step. Cancelled, it leaves nothing.
pub(super) fn import_transcripts(
    study: Option<Study>,
    paths: &[PathBuf],
    progress: &Progress,
) -> Back {
    with(study, |study| {
        let hints = ImportHints {
            participants: study.corpus().participants.iter().map(|p| p.name.clone()).collect(),
            ..ImportHints::default()
        };
        let tell = |done: usize, total: usize| {
            progress.total.store(total, Ordering::Relaxed);
            progress.done.store(done, Ordering::Relaxed);
        };
        let read = read_files(paths, &hints, &tell, &progress.cancel);
        if progress.cancel.load(Ordering::Relaxed) {
            return vec![News::Told("Import cancelled, nothing was stored".to_owned())];
        }
        let mut lines = Vec::new();
        let mut refused = 0;
        let mut documents: Vec<NewDocument> = Vec::new();
        let mut people: Option<PeopleTable> = None;
        for FileRead { path, result, people: more } in read {
            match result {
                Ok(held) => {
                    documents.extend(held);
                    if let Some(more) = more {
                        people.get_or_insert_default().join(more);
                    }
                }
                Err(ImportError::Cancelled) => {}
                Err(error) => {
                    refused += 1;
                    lines.push(format!("{}: {error}", file_name(&path)));
                }
            }
        }
        if documents.is_empty() {
            return vec![refusals(lines)];
        }
        let facts: Vec<(String, String)> =
            documents.iter().map(|d| (d.origin.file_name.clone(), receipt(d))).collect();
        match study.run(Command::ImportDocuments { documents, people }) {
            Err(error) => vec![News::Complained(error.to_string())],
            Ok(outcome) => {
                let results = match outcome.report {
                    Report::Documents(results) => results,
                    _ => Vec::new(),
                };
                let mut stored = 0;
                for ((name, facts), result) in facts.into_iter().zip(results) {
                    match result {
                        Ok(_) => {
                            stored += 1;
                            lines.push(format!("{name}: {facts}"));
                        }
                        Err(why) => {
                            refused += 1;
                            lines.push(format!("{name}: {why}"));
                        }
                    }
                }
                let title = match refused {
                    0 => format!("{stored} imported"),
                    _ => format!("{stored} imported, {refused} not"),
                };
                vec![News::Receipts(title, lines)]
            }
        }
    })
}

fn refusals(mut lines: Vec<String>) -> News {
    match lines.len() {
        0 => News::Told("There was nothing to import".to_owned()),
        1 => News::Complained(lines.remove(0)),
        n => News::Receipts(format!("None of {n} files could be imported"), lines),
    }
}

/// What was found in a transcript, in a line.
fn receipt(document: &NewDocument) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for label in document.turns.iter().filter_map(|turn| turn.speaker.as_deref()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let words = crate::text::words::count_words(&document.text);
    let mut line = format!(
        "{}, {}, {words} words, {} turns, ",
        document.origin.format,
        document.origin.encoding,
        document.turns.len()
    );
    if labels.is_empty() {
        line.push_str("no speakers found");
    } else {
        line.push_str("speakers ");
        line.push_str(&labels.join(", "));
    }
    for ReceiptNote { note, .. } in &document.receipt {
        line.push_str("; ");
        line.push_str(note);
    }
    line
}

/// Takes in a codebook.
pub(super) fn import_codebook(study: Option<Study>, path: &Path) -> Back {
    with(study, |study| {
        let read = bytes(path).and_then(|bytes| {
            codebook::read_codebook(&file_name(path), &bytes).map_err(|error| error.to_string())
        });
        match read {
            Ok(book) => {
                let mut news = told(study.run(Command::ImportCodebook { codes: book.codes }));
                if !book.refused.is_empty() {
                    let lines = book.refused.iter().map(ToString::to_string).collect();
                    let title = format!("{} lines were not taken", book.refused.len());
                    news.push(News::Receipts(title, lines));
                }
                news
            }
            Err(why) => vec![News::Complained(format!("{}: {why}", file_name(path)))],
        }
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| error.to_string())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Writes a file from the corpus; the study itself is not needed.
pub(super) fn export(corpus: &Corpus, what: &Export, path: &Path) -> News {
    match write(corpus, what, path) {
        Ok(()) => News::Told(format!("Written: {}", path.display())),
        Err(why) => News::Complained(why),
    }
}

fn write(corpus: &Corpus, what: &Export, path: &Path) -> Result<(), String> {
    let format = Format::from_path(path).ok_or_else(|| {
        format!(
            "the ending of {} names no format; use csv, tsv, xlsx, docx, html, md, json or txt",
            file_name(path)
        )
    })?;
    let sheet = |sheet| sheet_bytes(&sheet, format).map_err(|error| error.to_string());
    let bytes = match what {
        Export::Excerpts(filter) => {
            let list = analysis::excerpts(corpus, filter);
            return save::save(path, |out| {
                excerpt_files::write_excerpts(corpus, filter, &list, format, out)
            })
            .map_err(|error| error.to_string());
        }
        Export::Crosstab(spec) => sheet(tables::crosstab_sheet(&analysis::crosstab(corpus, spec)))?,
        Export::Frequencies(filter) => {
            sheet(tables::frequencies_sheet(&analysis::frequencies(corpus, filter)))?
        }
        Export::Codebook if format == Format::Xlsx => {
            sheet(codebook::codebook_sheet(&codebook::rows(&corpus.codes)))?
        }
        Export::Codebook => codebook_bytes(corpus, format),
        Export::Codings => codings_csv(corpus),
        Export::Themes(coder) => {
            return save::save(path, |out| theme_files::write_themes(corpus, coder, format, out))
                .map_err(|error| error.to_string());
        }
        Export::Theme(theme, coder) => {
            let theme = corpus.theme(*theme).ok_or("this theme is not in the study any more")?;
            let found = analysis::theme_excerpts(corpus, theme, coder);
            return save::save(path, |out| {
                theme_files::write_theme(corpus, theme, &found, coder, format, out)
            })
            .map_err(|error| error.to_string());
        }
        Export::Anonymised(log) => sheet(pseudonyms::anonymised_sheet(&corpus.study, log))?,
        Export::Memos => {
            let notes = analysis::Notes::new(corpus);
            let query = analysis::NoteQuery { oldest: true, ..analysis::NoteQuery::default() };
            let memos = memo_files::memos_out(corpus, &notes, &notes.find(&query));
            return save::save(path, |out| {
                memo_files::write_memos(&corpus.study, &memos, format, out)
            })
            .map_err(|error| error.to_string());
        }
    };
    save::save_bytes(path, &bytes).map_err(|error| error.to_string())
}

fn codebook_bytes(corpus: &Corpus, format: Format) -> Vec<u8> {
    let rows = codebook::rows(&corpus.codes);
    match format {
        Format::Json => codebook::write_codebook_json(&rows),
        Format::Text => codebook::write_codebook_text(&rows),
        _ => codebook::write_codebook_csv(&rows),
    }
}

fn codings_csv(corpus: &Corpus) -> Vec<u8> {
    let paths: std::collections::HashMap<_, _> =
        corpus.codes.codes().iter().map(|c| (c.id, corpus.codes.path(c.id))).collect();
    let rows = corpus.documents.iter().flat_map(|document| {
        let map = CharMap::new(&document.text);
        let (paths, name) = (&paths, &document.name);
        document.codings.iter().filter_map(move |coding| {
            Some(codings::CodingOut {
                document: name,
                chars: map.char_span(coding.span)?,
                code: paths.get(&coding.code)?,
                coder: corpus.coder(coding.coder).map_or("", |coder| &coder.name),
                memo: coding.memo.as_deref().unwrap_or_default(),
                guid: coding.guid,
            })
        })
    });
    codings::write_codings_csv(rows)
}

/// Puts pseudonyms in the place of names, and writes into the key what stood there.
pub(super) fn pseudonymise(
    study: Option<Study>,
    mut key: Option<KeyFile>,
    what: Replacing,
    progress: &Progress,
) -> Back {
    let Some(mut study) = study else { return (None, vec![News::Replaced(key, false)]) };
    let mut news = Vec::new();
    let (list, places, elsewhere) = match what {
        Replacing::Places { list, places, elsewhere } => (list, places, elsewhere),
        Replacing::Words { line, places, everywhere } => {
            let places = of_words(study.corpus(), &line, places, everywhere, progress);
            (vec![line], places, everywhere)
        }
    };
    let entries = key_entries(study.corpus(), &list, &places, study.coder());
    let command = Command::ApplyPseudonyms { list: list.clone(), places, elsewhere };
    let result = study.run(command);
    let done = result.is_ok();
    news.extend(told(result));
    if let (true, Some(key)) = (done, &mut key) {
        let mut all = key.list().to_vec();
        // What was replaced everywhere belongs to the list from now on.
        let changed = elsewhere && merge_pseudonyms(&mut all, list) != (0, 0);
        let kept = key.add_to_log(&entries);
        let kept = kept.and_then(|()| if changed { key.set_list(&all) } else { Ok(()) });
        if let Err(error) = kept {
            let text = format!("{error}; the names were replaced, Undo takes it back");
            news.push(News::Complained(text));
        }
    }
    news.push(News::Replaced(key, done));
    (Some(study), news)
}

/// Where words that a scan found stand: these places, or everywhere in all their forms.
fn of_words(
    corpus: &Corpus,
    line: &Pseudonym,
    found: Vec<(TextPlace, Span, String)>,
    everywhere: bool,
    progress: &Progress,
) -> Vec<NamePlace> {
    let list = std::slice::from_ref(line);
    let all = find_names(corpus, list, &progress.cancel).unwrap_or_default();
    // A label is replaced with the places where it stands in front of a turn.
    let labelled =
        |id| found.iter().any(|(place, ..)| matches!(place, TextPlace::Label(of, _) if *of == id));
    let in_label = |place: &NamePlace| match place.place {
        TextPlace::Label(id, _) => labelled(id),
        TextPlace::Text(id) if labelled(id) => corpus.document(id).is_some_and(|document| {
            let turn = document.turn_at(place.span.start());
            let turn = turn.and_then(|turn| document.turns.get(turn));
            turn.is_some_and(|turn| place.span.start() < turn.body)
        }),
        _ => false,
    };
    let mut places: Vec<NamePlace> =
        all.into_iter().filter(|place| (everywhere && place.sure) || in_label(place)).collect();
    for (place, span, words) in found {
        let known = places.iter().any(|one| one.place == place && one.span.overlaps(span));
        if !known {
            places.push(NamePlace { place, span, words, line: 0, sure: true });
        }
    }
    places
}

/// Forgets every step so far.
pub(super) fn make_final(study: Option<Study>, list: &[Pseudonym]) -> Back {
    with(study, |study| match study.make_final(list) {
        Ok(_) => vec![News::Told("Every step so far is forgotten".to_owned())],
        Err(error) => vec![News::Complained(error.to_string())],
    })
}
