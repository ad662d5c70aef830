//! Work that takes longer than a frame: what a worker thread does with the study, step by step.

pub(super) mod destroy;
pub(super) mod keep;
pub(super) mod leaving;
pub(super) mod pack;
pub(super) mod passphrase;
pub(super) mod withdraw;

use super::app::is_damage;
use super::desk::{News, Progress};
use super::import::Batch;
use super::keeping::Kept;
use super::outbox::{ChartOut, Export, Manner};
use super::privacy::Replacing;
use super::search::Wanted;
use crate::analysis::consent::veiled;
use crate::analysis::disclosure::{Disguise, protected_crosstab, protected_frequencies};
use crate::analysis::exploratory::{ComparisonSpec, compare};
use crate::analysis::{self, Template};
use crate::exchange::excerpt_files::Dress;
use crate::exchange::formats::{Format, sheet_bytes};
use crate::exchange::imprint::{Imprint, today};
use crate::exchange::{
    codebook, codings, excerpt_files, exploratory, figures, framework_files, hit_files, memo_files,
    pseudonyms, save, tables, theme_files, word_files,
};
use crate::log::Event;
use crate::model::{
    Corpus, NewDocument, PeopleTable, Pseudonym, Span, TextPlace, merge_pseudonyms,
};
use crate::study::{
    Command, Error, KeyFile, NamePlace, Outcome, Passphrase, Report, Study, find_names,
    key_entries, sample,
};
use crate::text::positions::CharMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a worker brings back.
type Back = (Option<Study>, Vec<News>);

/// Opens a study. The one before is kept when that fails.
pub(super) fn open(before: Option<Study>, path: PathBuf, key: Option<&Passphrase>) -> Back {
    // The same file twice would be two studies that disagree.
    let same = |study: &Study| {
        let (open, wanted) = (study.path().canonicalize(), path.canonicalize());
        open.is_ok() && open.ok() == wanted.ok()
    };
    let before = before.filter(|study| !same(study));
    match Study::open_in_window(&path, key) {
        Ok(study) => (Some(study), vec![News::Opened]),
        Err(error) if error.wants_passphrase() => {
            let noted = News::Noted(Event::Failed(error.kind()));
            (before, vec![noted, News::Locked(path, key.is_some())])
        }
        Err(error) if is_damage(&error, &path) => {
            let noted = News::Noted(Event::Failed(error.kind()));
            let damaged = Kept::Damaged(path, error.to_string(), key.cloned());
            (before, vec![noted, News::Kept(damaged)])
        }
        Err(error) => (before, failed(&error)),
    }
}

/// What could not be done, in words, and its kind for the log.
fn failed(error: &Error) -> Vec<News> {
    vec![News::Noted(Event::Failed(error.kind())), News::Complained(error.to_string())]
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
        Ok(mut study) => {
            study.hold();
            (Some(study), vec![News::Opened])
        }
        Err(error) => (before, failed(&error)),
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
        Err(error) => failed(&error),
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
                Report::Passages { known, .. } if known > 0 => {
                    let done = label.unwrap_or_else(|| "Nothing was coded".to_owned());
                    vec![News::Told(format!("{done}; {known} carried the code already"))]
                }
                _ => label.map(News::Told).into_iter().collect(),
            }
        }
    }
}

/// Reads transcripts in parallel, to be looked at. Cancelled, it leaves nothing.
pub(super) fn read_transcripts(
    study: Option<Study>,
    paths: &[PathBuf],
    progress: &Progress,
) -> Back {
    with(study, |study| {
        let corpus = study.corpus();
        let participants = corpus.participants.iter().map(|person| person.name.clone()).collect();
        let known = match study.file_hashes() {
            Ok(hashes) => hashes,
            Err(error) => return vec![News::Complained(error.to_string())],
        };
        let name = |id| corpus.document(id).map(|document| document.name.clone());
        let known = known.into_iter().filter_map(|(hash, id)| Some((hash, name(id)?))).collect();
        match Batch::read(paths, participants, known, progress) {
            None => vec![News::Told("Reading was cancelled; nothing was stored".to_owned())],
            Some(batch) if batch.is_empty() => vec![refusals(batch.refusals())],
            Some(batch) => vec![News::Read(batch)],
        }
    })
}

/// Stores transcripts that were looked at, as one step.
pub(super) fn store_documents(
    study: Option<Study>,
    documents: Vec<NewDocument>,
    people: Option<PeopleTable>,
    progress: &Progress,
) -> Back {
    with(study, |study| {
        let names: Vec<String> = documents.iter().map(|d| d.origin.file_name.clone()).collect();
        let watch = |done, total| progress.goes_on(done, total);
        let outcome =
            match study.run_watched(Command::ImportDocuments { documents, people }, &watch) {
                Ok(outcome) => outcome,
                Err(Error::Cancelled) => {
                    let told = "Importing was cancelled; nothing was stored";
                    return vec![News::NotImported(told.to_owned())];
                }
                Err(error) => return vec![News::NotImported(error.to_string())],
            };
        let results = match outcome.report {
            Report::Documents(results) => results,
            _ => Vec::new(),
        };
        let first = results.iter().find_map(|result| result.as_ref().ok()).copied();
        let stored = results.iter().filter(|result| result.is_ok()).count();
        let line = match stored {
            1 => "1 document imported".to_owned(),
            n => format!("{n} documents imported"),
        };
        let mut news = vec![News::DocumentsStored(first, line)];
        let refused = names.iter().zip(&results);
        let refused: Vec<String> = refused
            .filter_map(|(name, result)| Some(format!("{name}: {}", result.as_ref().err()?)))
            .collect();
        if !refused.is_empty() {
            news.push(News::Receipts(format!("{} not imported", refused.len()), refused));
        }
        news
    })
}

fn refusals(mut lines: Vec<String>) -> News {
    match lines.len() {
        0 => News::Told("There was nothing to import".to_owned()),
        1 => News::Complained(lines.remove(0)),
        n => News::Receipts(format!("None of {n} files could be imported"), lines),
    }
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

/// A chart, as its file's ending says.
fn write_chart(corpus: &Corpus, out: &ChartOut, path: &Path) -> Result<(), String> {
    let format = figures::Format::from_path(path).ok_or_else(|| {
        format!("the ending of {} names no format of charts; use svg or png", file_name(path))
    })?;
    let drawn = analysis::figures::draw_for(corpus, &out.asked, &out.protection, out.look);
    let (figure, _) = drawn.map_err(|why| why.to_string())?;
    let today = jiff::Zoned::now().date().to_string();
    let bytes = figures::figure_bytes(&figure, format, out.palette, &today);
    let bytes = bytes.map_err(|error| error.to_string())?;
    save::save_bytes(path, &bytes).map_err(|error| error.to_string())
}

/// Exploratory tests.
fn write_tests(
    corpus: &Corpus,
    spec: &ComparisonSpec,
    (format, path): (Format, &Path),
) -> Result<(), String> {
    let answer = compare(corpus, spec);
    let imprint = Imprint::new(corpus, &today());
    save::save(path, |out| match format {
        Format::Json => {
            let value = imprint.within(exploratory::comparison_json(&answer));
            serde_json::to_writer_pretty(out, &value).map_err(std::io::Error::from)
        }
        format => exploratory::write_comparison(&answer, &imprint, format, out),
    })
    .map_err(|error| error.to_string())
}

/// Writes a file from the corpus, in the format its ending names, without the words of people who did
/// not consent to be quoted.
///
/// # Errors
/// A sentence: an ending that names no format, a table that may not go to these readers, a folder that
/// cannot be written to.
pub fn write_export(corpus: &Arc<Corpus>, what: &Export, path: &Path) -> Result<(), String> {
    write(&veiled(corpus, leaving::profile(what)), what, path)
}

/// The same from a corpus that may be written as it is.
fn write(corpus: &Corpus, what: &Export, path: &Path) -> Result<(), String> {
    // Charts have formats of their own.
    if let Export::Chart(out) = what {
        return write_chart(corpus, out, path);
    }
    let format = Format::from_path(path).ok_or_else(|| {
        format!(
            "the ending of {} names no format; use csv, tsv, xlsx, docx, html, md, tex, json or txt",
            file_name(path)
        )
    })?;
    let imprint = Imprint::new(corpus, &today());
    let sheet =
        |sheet| sheet_bytes(&imprint.under(sheet), format).map_err(|error| error.to_string());
    let bytes = match what {
        Export::Excerpts(filter, pair) => {
            let list = match pair {
                Some(pair) => analysis::together(corpus, pair, filter),
                None => analysis::excerpts(corpus, filter),
            };
            let imprint = Imprint::of_list(corpus, &list, &today());
            let dress = Dress { imprint: Some(&imprint), ..Dress::default() };
            return save::save(path, |out| {
                excerpt_files::write_excerpts(corpus, filter, &list, dress, format, out)
            })
            .map_err(|error| error.to_string());
        }
        Export::Dressed(of, manner) => return dressed(corpus, of, manner, (format, path)),
        Export::Pack(..) => return Err("the methods pack is a folder".to_owned()),
        Export::Hits(wanted) => return write_hits(corpus, wanted, &imprint, (format, path)),
        Export::Words(spec) => {
            sheet(word_files::words_sheet(&analysis::words(corpus, spec), None))?
        }
        Export::Crosstab(spec, protection) => {
            let found = protected_crosstab(corpus, spec, protection);
            sheet(tables::crosstab_sheet(&found.map_err(|why| why.to_string())?.table))?
        }
        Export::Frequencies(filter, protection) => {
            let found = protected_frequencies(corpus, filter, protection);
            sheet(tables::frequencies_sheet(&found.map_err(|why| why.to_string())?.table))?
        }
        Export::Together(spec) => {
            sheet(tables::cooccurrence_sheet(&analysis::cooccurrence(corpus, spec)))?
        }
        Export::Matrix(spec) => sheet(tables::matrix_sheet(&analysis::matrix(corpus, spec)))?,
        Export::Coverage(by, filter) => {
            sheet(tables::coverage_sheet(&analysis::coverage(corpus, *by, filter)))?
        }
        Export::Saturation(spec) => {
            sheet(tables::saturation_sheet(corpus, &analysis::saturation(corpus, spec)))?
        }
        Export::Tests(spec) => return write_tests(corpus, spec, (format, path)),
        Export::Chart(out) => return write_chart(corpus, out, path),
        // Read in again as it is: nothing stands under it.
        Export::Codebook if format == Format::Xlsx => {
            let sheet = codebook::codebook_sheet(&codebook::rows(&corpus.codes));
            sheet_bytes(&sheet, format).map_err(|error| error.to_string())?
        }
        Export::Codebook => codebook_bytes(corpus, format),
        Export::Codings => codings_csv(corpus),
        Export::Themes(coder) => {
            return save::save(path, |out| {
                theme_files::write_themes(corpus, coder, &imprint, format, out)
            })
            .map_err(|error| error.to_string());
        }
        Export::Theme(theme, coder) => {
            let theme = corpus.theme(*theme).ok_or("this theme is not in the study any more")?;
            let found = analysis::theme_excerpts(corpus, theme, coder);
            return save::save(path, |out| {
                theme_files::write_theme(corpus, theme, &found, (coder, &imprint), format, out)
            })
            .map_err(|error| error.to_string());
        }
        Export::Framework(spec) => {
            let matrix = analysis::framework::framework(corpus, spec);
            let imprint = Imprint::new(corpus, &today());
            return save::save(path, |out| {
                framework_files::write_framework(corpus, (&matrix, &imprint), format, out)
            })
            .map_err(|error| error.to_string());
        }
        Export::Anonymised(log) => sheet(pseudonyms::anonymised_sheet(&corpus.study, log))?,
        Export::Withdrawal(proof) if format == Format::Json => {
            format!("{:#}\n", proof.json()).into_bytes()
        }
        Export::Withdrawal(proof) => proof.text().into_bytes(),
        Export::People | Export::Consent | Export::Log(_) | Export::Inventory(_) => {
            leaving::about_the_study(corpus, what, format)?
        }
        Export::Receipt(document, receipt) => {
            let (receipt, _) = leaving::receipt(corpus, *document, receipt);
            if format == Format::Json {
                serde_json::to_vec_pretty(&receipt.json()).map_err(|error| error.to_string())?
            } else {
                sheet(receipt.sheet())?
            }
        }
        Export::Memos => return write_memos(corpus, &imprint, (format, path)),
    };
    save::save_bytes(path, &bytes).map_err(|error| error.to_string())
}

fn write_hits(
    corpus: &Corpus,
    wanted: &Wanted,
    imprint: &Imprint,
    (format, path): (Format, &Path),
) -> Result<(), String> {
    let hits = wanted.find(corpus);
    save::save(path, |out| {
        hit_files::write_hits(corpus, &hits, (Wanted::CONTEXT, imprint), format, out)
    })
    .map_err(|error| error.to_string())
}

fn write_memos(
    corpus: &Corpus,
    imprint: &Imprint,
    (format, path): (Format, &Path),
) -> Result<(), String> {
    let notes = analysis::Notes::new(corpus);
    let query = analysis::NoteQuery { oldest: true, ..analysis::NoteQuery::default() };
    let memos = memo_files::memos_out(corpus, &notes, &notes.find(&query));
    save::save(path, |out| memo_files::write_memos(&corpus.study, &memos, imprint, format, out))
        .map_err(|error| error.to_string())
}

/// Writes excerpts for others.
fn dressed(
    corpus: &Corpus,
    of: &Export,
    manner: &Manner,
    (format, path): (Format, &Path),
) -> Result<(), String> {
    let Export::Excerpts(filter, pair) = of else {
        return Err("only excerpts can be dressed for others".to_owned());
    };
    let told = |refusal: crate::model::Refusal| refusal.to_string();
    let disguise = Disguise::new(corpus, &manner.spec);
    let text = manner.citation.as_deref().or(disguise.citation());
    let shown = Arc::clone(&disguise.corpus);
    let template = text.map(|text| Template::read(&shown, text)).transpose().map_err(told)?;
    let mut list = match pair {
        Some(pair) => analysis::together(&shown, pair, filter),
        None => analysis::excerpts(&shown, filter),
    };
    disguise.order(&mut list);
    let imprint = Imprint::of_list(&shown, &list, &today());
    let dress =
        Dress { imprint: Some(&imprint), citation: template.as_ref(), disguise: Some(&disguise) };
    save::save(path, |out| excerpt_files::write_excerpts(&shown, filter, &list, dress, format, out))
        .map_err(|error| error.to_string())
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
    let Some(mut study) = study else {
        return (None, vec![News::Replaced(key.map(Box::new), false)]);
    };
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
    news.push(News::Replaced(key.map(Box::new), done));
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
