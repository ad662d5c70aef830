//! Excerpts on their way out: as data (csv, tsv, json, xlsx) and as documents to read (docx, html,
//! md, text), grouped by code.

use super::formats::{
    Book, DocxPage, Format, HtmlPage, LatexPage, MarkdownPage, Page, TextPage, neutral, writer,
};
use super::imprint::Imprint;
use super::sheet::{Cell, ColumnKind, Row, counted};
use crate::analysis::disclosure::Disguise;
use crate::analysis::{Excerpt, ExcerptRef, Reader, Scope, Template, described, exclusion_of_list};
use crate::model::{Corpus, Filter, ParticipantId};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// How excerpts are shown beyond what they say.
#[derive(Clone, Copy, Default)]
pub struct Dress<'d> {
    /// What stands last.
    pub imprint: Option<&'d Imprint>,
    /// How they are cited; else as [`crate::analysis::Excerpt::citation`] has it.
    pub citation: Option<&'d Template>,
    /// Under which names; its study is the one that is written.
    pub disguise: Option<&'d Disguise>,
}

impl Dress<'_> {
    fn put_on(&self, corpus: &Corpus, excerpt: &mut Excerpt) {
        if let Some(disguise) = self.disguise {
            disguise.dress(excerpt);
        }
        if let Some(template) = self.citation {
            excerpt.citation = template.cite(corpus, excerpt);
        }
    }

    fn guid(&self, excerpt: &Excerpt) -> String {
        let hidden = self.disguise.is_some_and(Disguise::hides_ids);
        if hidden { String::new() } else { excerpt.guid.to_string() }
    }

    /// Whether document, positions, turn and lines are told.
    fn places(&self) -> bool {
        !self.disguise.is_some_and(Disguise::hides_places)
    }

    /// What is said of all excerpts, first and last.
    fn notes(&self) -> (&[String], Vec<String>) {
        let first = self.disguise.map_or(&[][..], |disguise| &disguise.notes);
        (first, self.imprint.map(Imprint::lines).unwrap_or_default())
    }
}

/// Writes the excerpts that were found with `filter` in the given format. Data formats keep the order
/// of the list; documents to read group by code in the order of the codebook.
///
/// # Errors
/// When `out` fails, or there are more excerpts than the format can hold.
pub fn write_excerpts(
    corpus: &Corpus,
    filter: &Filter,
    excerpts: &[ExcerptRef],
    dress: Dress<'_>,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Csv => delimited(corpus, excerpts, dress, b',', out),
        Format::Tsv => delimited(corpus, excerpts, dress, b'\t', out),
        Format::Json => json_list(corpus, excerpts, dress, out),
        Format::Xlsx => xlsx(corpus, excerpts, dress, out),
        Format::Docx => document(corpus, (filter, dress), excerpts, Box::new(DocxPage::new(out))),
        Format::Html => document(corpus, (filter, dress), excerpts, Box::new(HtmlPage { out })),
        Format::Md => document(corpus, (filter, dress), excerpts, Box::new(MarkdownPage { out })),
        Format::Latex => document(corpus, (filter, dress), excerpts, Box::new(LatexPage { out })),
        Format::Text => document(corpus, (filter, dress), excerpts, Box::new(TextPage { out })),
    }
}

/// How many excerpts are read before they are written: enough for all threads, little memory.
const BATCH: usize = 4096;
/// How many of them one thread takes at a time.
const PART: usize = 256;

/// Reads excerpts in batches, so that a million of them need no more memory than a few thousand, makes
/// something of each part of a batch on all threads, and uses that in their order.
fn each_part<T: Send>(
    corpus: &Corpus,
    excerpts: &[ExcerptRef],
    dress: Dress<'_>,
    make: impl Fn(Vec<Excerpt>) -> io::Result<T> + Sync,
    mut use_one: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let mut reader = Reader::new(corpus);
    for batch in excerpts.chunks(BATCH) {
        reader.prepare(batch);
        let read = |excerpt: &ExcerptRef| {
            let mut excerpt = reader.read_prepared(excerpt)?;
            dress.put_on(corpus, &mut excerpt);
            Some(excerpt)
        };
        let part = |part: &[ExcerptRef]| make(part.iter().filter_map(read).collect());
        let made: Vec<T> = batch.par_chunks(PART).map(part).collect::<io::Result<_>>()?;
        made.into_iter().try_for_each(&mut use_one)?;
    }
    Ok(())
}

/// The same, one after the other.
fn each(
    corpus: &Corpus,
    excerpts: &[ExcerptRef],
    dress: Dress<'_>,
    mut use_one: impl FnMut(&Excerpt) -> io::Result<()>,
) -> io::Result<()> {
    let use_part = |part: Vec<Excerpt>| part.iter().try_for_each(&mut use_one);
    each_part(corpus, excerpts, dress, Ok, use_part)
}

const BEFORE: [&str; 3] = ["guid", "document", "participant"];
const AFTER: [&str; 10] =
    ["code", "path", "coder", "start", "end", "turn", "lines", "text", "citation", "memo"];

/// The columns: an attribute that is called like one of ours says that it is an attribute.
fn columns(corpus: &Corpus) -> Vec<String> {
    let taken =
        |name: &str| BEFORE.iter().chain(&AFTER).any(|known| known.eq_ignore_ascii_case(name));
    let attributes = corpus.attributes.iter().map(|attribute| {
        if taken(&attribute.name) {
            format!("attribute {}", attribute.name)
        } else {
            attribute.name.clone()
        }
    });
    let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    own(&BEFORE).into_iter().chain(attributes).chain(own(&AFTER)).collect()
}

/// What is known of the participants, by attribute: several values joined in the order of the names;
/// `None` where nothing is known of anybody.
pub(super) fn attributes(corpus: &Corpus, participants: &[ParticipantId]) -> Vec<Option<String>> {
    let people: Vec<_> = participants.iter().filter_map(|id| corpus.participant(*id)).collect();
    let values = corpus.attributes.iter().map(|attribute| {
        let values: Vec<&str> = people
            .iter()
            .map(|person| person.values.get(&attribute.id).map(String::as_str).unwrap_or_default())
            .collect();
        values.iter().any(|value| !value.is_empty()).then(|| values.join("; "))
    });
    values.collect()
}

/// "120-124", "120", or nothing.
pub(super) fn line_numbers(lines: Option<(u32, u32)>) -> String {
    match lines {
        None => String::new(),
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first}-{last}"),
    }
}

fn delimited(
    corpus: &Corpus,
    excerpts: &[ExcerptRef],
    dress: Dress<'_>,
    delimiter: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut head = writer(out, delimiter)?;
    head.write_record(columns(corpus).iter().map(|name| neutral(name).into_owned()))?;
    head.flush()?;
    drop(head);
    let rows = |part: Vec<Excerpt>| {
        let mut bytes = Vec::new();
        let mut records = csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut bytes);
        part.iter().try_for_each(|excerpt| record(corpus, excerpt, dress, &mut records))?;
        records.flush()?;
        drop(records);
        Ok(bytes)
    };
    each_part(corpus, excerpts, dress, rows, |bytes| out.write_all(&bytes))
}

fn record(
    corpus: &Corpus,
    excerpt: &Excerpt,
    dress: Dress<'_>,
    records: &mut csv::Writer<&mut Vec<u8>>,
) -> io::Result<()> {
    let mut field = |text: &str| records.write_field(neutral(text).as_bytes());
    let place = |text: String| if dress.places() { text } else { String::new() };
    field(&dress.guid(excerpt))?;
    field(&place(excerpt.document_name.clone()))?;
    field(&excerpt.participant_names(corpus).unwrap_or_default())?;
    for value in attributes(corpus, &excerpt.participants) {
        field(&value.unwrap_or_default())?;
    }
    field(&excerpt.code_name)?;
    field(&excerpt.code_path)?;
    field(&excerpt.coder)?;
    field(&place(excerpt.chars.start.to_string()))?;
    field(&place(excerpt.chars.end.to_string()))?;
    field(&place(excerpt.turns.0.to_string()))?;
    field(&place(line_numbers(excerpt.lines)))?;
    field(&excerpt.text)?;
    field(&excerpt.citation)?;
    field(excerpt.memo.as_deref().unwrap_or_default())?;
    Ok(records.write_record(None::<&[u8]>)?)
}

/// One excerpt by the contract of the command line.
pub fn excerpt_json(corpus: &Corpus, excerpt: &Excerpt) -> Value {
    let values = corpus.attributes.iter().zip(attributes(corpus, &excerpt.participants));
    let attributes: Map<String, Value> =
        values.map(|(attribute, value)| (attribute.name.clone(), json!(value))).collect();
    let people: Vec<&str> = excerpt
        .participants
        .iter()
        .filter_map(|id| corpus.participant(*id))
        .map(|participant| participant.name.as_str())
        .collect();
    json!({
        "guid": excerpt.guid,
        "document": excerpt.document_name,
        "participant": excerpt.participant_names(corpus),
        "participants": people,
        "attributes": attributes,
        "code": excerpt.code_name,
        "path": excerpt.code_path,
        "coder": excerpt.coder,
        "start": excerpt.chars.start,
        "end": excerpt.chars.end,
        "turn": excerpt.turns.0,
        "last_turn": excerpt.turns.1,
        "lines": line_numbers(excerpt.lines),
        "text": excerpt.text,
        "citation": excerpt.citation,
        "memo": excerpt.memo,
    })
}

/// As [`excerpt_json`], without what the dress hides.
pub fn dressed_json(corpus: &Corpus, excerpt: &Excerpt, dress: Dress<'_>) -> Value {
    let mut value = excerpt_json(corpus, excerpt);
    if dress.disguise.is_some_and(Disguise::hides_ids) {
        value["guid"] = Value::Null;
    }
    if !dress.places() {
        for name in ["document", "start", "end", "turn", "last_turn", "lines"] {
            value[name] = Value::Null;
        }
    }
    value
}

fn json_list(
    corpus: &Corpus,
    excerpts: &[ExcerptRef],
    dress: Dress<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let values = |part: Vec<Excerpt>| {
        let mut bytes = Vec::new();
        for excerpt in &part {
            bytes.extend(b",\n");
            serde_json::to_writer(&mut bytes, &dressed_json(corpus, excerpt, dress))?;
        }
        Ok(bytes)
    };
    let mut first = true;
    out.write_all(b"[")?;
    each_part(corpus, excerpts, dress, values, |bytes| {
        // No comma stands before the first one.
        let skip = usize::from(first && !bytes.is_empty());
        first &= bytes.is_empty();
        out.write_all(bytes.get(skip..).unwrap_or_default())
    })?;
    out.write_all(b"\n]\n")
}

fn xlsx(
    corpus: &Corpus,
    excerpts: &[ExcerptRef],
    dress: Dress<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names = columns(corpus);
    let mut book = Book::new("Excerpts");
    let wide = |name: &str| match name {
        "guid" | "memo" => 36,
        "text" => 70,
        "citation" | "path" => 30,
        _ => 16,
    };
    let head: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), wide(name))).collect();
    let kind = |name: &String| match name.as_str() {
        "start" | "end" | "turn" => ColumnKind::Number,
        _ => ColumnKind::Text,
    };
    book.head(&head, names.iter().map(kind))?;
    book.freeze()?;
    let text = |text: &str| {
        if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
    };
    each(corpus, excerpts, dress, |excerpt| {
        let place = |cell: Cell| if dress.places() { cell } else { Cell::Blank };
        let mut cells = vec![
            text(&dress.guid(excerpt)),
            place(text(&excerpt.document_name)),
            text(&excerpt.participant_names(corpus).unwrap_or_default()),
        ];
        let known = attributes(corpus, &excerpt.participants);
        cells.extend(known.iter().map(|value| text(value.as_deref().unwrap_or_default())));
        cells.extend([
            text(&excerpt.code_name),
            text(&excerpt.code_path),
            text(&excerpt.coder),
            place(Cell::int(excerpt.chars.start)),
            place(Cell::int(excerpt.chars.end)),
            place(Cell::int(excerpt.turns.0.into())),
            place(text(&line_numbers(excerpt.lines))),
            text(&excerpt.text),
            text(&excerpt.citation),
            text(excerpt.memo.as_deref().unwrap_or_default()),
        ]);
        book.row(&Row { depth: 0, cells }, false)
    })?;
    let (first, last) = dress.notes();
    if !first.is_empty() || !last.is_empty() {
        book.skip();
    }
    first.iter().chain(&last).try_for_each(|line| book.line(line))?;
    book.finish(out)
}

/// A document to read: codes as headings, definitions, counts, quotations.
fn document(
    corpus: &Corpus,
    (filter, dress): (&Filter, Dress<'_>),
    excerpts: &[ExcerptRef],
    mut page: Box<dyn Page + '_>,
) -> io::Result<()> {
    let mut by_code: Vec<Vec<ExcerptRef>> = vec![Vec::new(); corpus.codes.len()];
    for excerpt in excerpts {
        let place = excerpt.coding(corpus).and_then(|coding| corpus.codes.place(coding.code));
        if let Some(list) = place.and_then(|place| by_code.get_mut(place)) {
            list.push(*excerpt);
        }
    }
    let study = corpus.study.trim();
    let title = if study.is_empty() { "Excerpts".to_owned() } else { format!("{study}: excerpts") };
    page.title(&title)?;
    let asked: BTreeSet<ParticipantId> =
        Scope::new(corpus, filter).participants().into_iter().collect();
    let (first, last) = dress.notes();
    for note in first {
        page.paragraph(note)?;
    }
    let asked_for = described(corpus, filter);
    if asked_for != "all" && dress.imprint.is_some() {
        page.paragraph(&format!("Only {asked_for}."))?;
    }
    if let Some(note) = exclusion_of_list(corpus, filter) {
        page.paragraph(&note)?;
    }
    if excerpts.is_empty() {
        page.paragraph("There are no excerpts.")?;
    }
    let lines = dress.citation.is_some_and(Template::needs_lines);
    let mut reader = if lines { Reader::new(corpus) } else { Reader::quick(corpus) };
    reader.prepare(excerpts);
    for (place, code) in corpus.codes.codes().iter().enumerate() {
        let below = corpus.codes.subtree(place);
        if by_code.get(below).is_none_or(|lists| lists.iter().all(Vec::is_empty)) {
            continue;
        }
        let own = by_code.get(place).map(Vec::as_slice).unwrap_or_default();
        page.heading(usize::from(corpus.codes.depth(place)) + 1, &code.fields.name)?;
        if !code.fields.definition.trim().is_empty() {
            page.paragraph(code.fields.definition.trim())?;
        }
        if own.is_empty() {
            continue;
        }
        let mut read: Vec<Excerpt> =
            own.iter().filter_map(|excerpt| reader.read(excerpt)).collect();
        for excerpt in &mut read {
            dress.put_on(corpus, excerpt);
        }
        let people: BTreeSet<ParticipantId> = read
            .iter()
            .flat_map(|excerpt| excerpt.participants.iter().copied())
            .filter(|id| asked.contains(id))
            .collect();
        page.paragraph(&format!(
            "{} from {}",
            counted(read.len(), "excerpt", "excerpts"),
            counted(people.len(), "participant", "participants")
        ))?;
        for excerpt in &read {
            quote(page.as_mut(), excerpt)?;
        }
    }
    for note in &last {
        page.paragraph(note)?;
    }
    page.finish()
}

fn quote(page: &mut dyn Page, excerpt: &Excerpt) -> io::Result<()> {
    let several = excerpt.parts.len() > 1;
    let name = |speaker: &str| if speaker.is_empty() { "Unnamed" } else { speaker }.to_owned();
    let speakers: Vec<String> = excerpt.parts.iter().map(|part| name(&part.speaker)).collect();
    let mut parts: Vec<(Option<&str>, &str)> = excerpt
        .parts
        .iter()
        .zip(&speakers)
        .map(|(part, speaker)| (several.then_some(speaker.as_str()), part.text.as_str()))
        .collect();
    if parts.is_empty() {
        parts.push((None, excerpt.text.trim()));
    }
    page.quote(&parts, &excerpt.citation)?;
    excerpt.memo.as_deref().map_or(Ok(()), |memo| page.comment(memo))
}
