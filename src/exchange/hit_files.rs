//! Hits of a search on their way out: as data (csv, tsv, json, xlsx), as tables to read (docx, html, md)
//! and as words in context on a terminal.

use super::excerpt_files::{attributes, line_numbers};
use super::formats::{Format, printable, width, write_sheet};
use super::imprint::Imprint;
use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::Hits;
use crate::analysis::consent::note;
use crate::analysis::search::{Contexts, InContext, Width};
use crate::model::{Corpus, ParticipantId};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes hits with so much of their contexts; the imprint stands last in what is read as a table.
///
/// # Errors
/// When `out` fails, or there are more hits than the format can hold.
pub fn write_hits(
    corpus: &Corpus,
    hits: &Hits,
    (shown, imprint): (Width, &Imprint),
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut contexts = Contexts::new(corpus, shown);
    contexts.prepare(&hits.hits);
    let mut each = hits.hits.iter().filter_map(|hit| contexts.read(hit));
    match format {
        Format::Json => json_list(corpus, each, out),
        Format::Text => in_context(corpus, hits, &each.collect::<Vec<_>>(), out),
        Format::Csv | Format::Tsv | Format::Xlsx => {
            write_sheet(&imprint.under(data(corpus, &mut each)), format, out)
        }
        Format::Docx | Format::Html | Format::Md | Format::Latex => {
            write_sheet(&imprint.under(page(corpus, hits, &mut each)), format, out)
        }
    }
}

/// What was found, in sentences: how many, in whose words, and what was not looked at.
pub fn summary(corpus: &Corpus, hits: &Hits) -> Vec<String> {
    let count = |n: u64, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut said = vec![format!(
        "{} in {}, {}.",
        count(hits.total, "hit", "hits"),
        count(hits.documents.into(), "document", "documents"),
        count(hits.participants.len() as u64, "participant", "participants"),
    )];
    if hits.total > hits.hits.len() as u64 {
        said.push(format!("The first {} are shown.", hits.hits.len()));
    }
    if hits.unassigned > 0 {
        said.push(format!(
            "Not looked at: {} of speakers nobody is mapped to.",
            count(hits.unassigned, "word", "words")
        ));
    }
    if !hits.excluded.is_empty() {
        let names = hits.excluded.join(", ");
        said.push(format!("Passed over because they are excluded from analysis: {names}."));
    }
    if let Some(note) = note(corpus) {
        said.push(note);
    }
    let excluded = hits.participants.iter().filter_map(|id| corpus.participant(*id));
    let names: Vec<&str> =
        excluded.filter(|p| p.excluded.is_some()).map(|p| p.name.as_str()).collect();
    if !names.is_empty() {
        said.push(format!("Excluded from analysis and looked at: {}.", names.join(", ")));
    }
    said
}

fn names<'c>(corpus: &'c Corpus, participants: &[ParticipantId]) -> Vec<&'c str> {
    let people = participants.iter().filter_map(|id| corpus.participant(*id));
    people.map(|person| person.name.as_str()).collect()
}

fn joined(corpus: &Corpus, hit: &InContext) -> Option<String> {
    let names = names(corpus, &hit.participants);
    (!names.is_empty()).then(|| names.join("; "))
}

/// One hit by the contract of the command line.
fn hit_json(corpus: &Corpus, hit: &InContext) -> Value {
    let values = corpus.attributes.iter().zip(attributes(corpus, &hit.participants));
    let attributes: Map<String, Value> =
        values.map(|(attribute, value)| (attribute.name.clone(), json!(value))).collect();
    json!({
        "document": hit.document,
        "participant": joined(corpus, hit),
        "participants": names(corpus, &hit.participants),
        "attributes": attributes,
        "start": hit.chars.start,
        "end": hit.chars.end,
        "turn": hit.turn,
        "lines": line_numbers(hit.lines),
        "before": hit.before,
        "text": hit.text,
        "after": hit.after,
        "citation": hit.citation,
    })
}

fn json_list(
    corpus: &Corpus,
    hits: impl Iterator<Item = InContext>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut first = true;
    out.write_all(b"[")?;
    for hit in hits {
        out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &hit_json(corpus, &hit))?;
    }
    out.write_all(b"\n]\n")
}

const FIRST: [&str; 2] = ["document", "participant"];
const LAST: [&str; 8] = ["start", "end", "turn", "lines", "before", "text", "after", "citation"];

fn data(corpus: &Corpus, hits: &mut dyn Iterator<Item = InContext>) -> Sheet {
    let taken = |name: &str| FIRST.iter().chain(&LAST).any(|own| own.eq_ignore_ascii_case(name));
    let mut columns: Vec<Column> = FIRST.map(Column::text).to_vec();
    columns.extend(corpus.attributes.iter().map(|attribute| {
        let name = &attribute.name;
        Column::text(if taken(name) { format!("attribute {name}") } else { name.clone() })
    }));
    columns.extend(LAST.map(|name| match name {
        "start" | "end" | "turn" => Column::number(name),
        _ => Column::text(name),
    }));
    let rows = hits.map(|hit| {
        let mut cells = vec![Cell::Text(hit.document.clone()), Cell::words(joined(corpus, &hit))];
        cells.extend(attributes(corpus, &hit.participants).into_iter().map(Cell::words));
        let text = |text: String| Cell::words((!text.is_empty()).then_some(text));
        cells.extend([
            Cell::int(hit.chars.start),
            Cell::int(hit.chars.end),
            Cell::int(hit.turn.into()),
            text(line_numbers(hit.lines)),
            text(hit.before),
            text(hit.text),
            text(hit.after),
            text(hit.citation),
        ]);
        Row { depth: 0, cells }
    });
    Sheet { columns, rows: rows.collect(), ..Sheet::default() }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page(corpus: &Corpus, hits: &Hits, each: &mut dyn Iterator<Item = InContext>) -> Sheet {
    let study = corpus.study.trim();
    let rows = each.map(|hit| {
        let cells =
            [one_line(&hit.before), one_line(&hit.text), one_line(&hit.after), hit.citation];
        Row { depth: 0, cells: cells.map(Cell::Text).to_vec() }
    });
    Sheet {
        title: if study.is_empty() { "Hits".to_owned() } else { format!("{study}: hits") },
        columns: ["Before", "Words", "After", "Citation"].map(Column::text).to_vec(),
        rows: rows.collect(),
        notes: summary(corpus, hits),
        ..Sheet::default()
    }
}

/// Words in context: the words found stand under each other.
fn in_context(
    corpus: &Corpus,
    hits: &Hits,
    each: &[InContext],
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown: Vec<[String; 3]> =
        each.iter().map(|hit| [&hit.before, &hit.text, &hit.after].map(|t| one_line(t))).collect();
    let widest = |of: &dyn Fn(&[String; 3]) -> usize| shown.iter().map(of).max().unwrap_or(0);
    let left = widest(&|[before, ..]| width(before));
    let right = widest(&|[_, text, after]| width(text) + width(after));
    for (hit, [before, text, after]) in each.iter().zip(&shown) {
        let indent = " ".repeat(left - width(before));
        let gap = " ".repeat(right - width(text) - width(after));
        // A sign that follows its word stands where it stood.
        let joins = |text: &str, end: bool| {
            let edge = if end { text.chars().next_back() } else { text.chars().next() };
            edge.is_some_and(|c| !c.is_whitespace())
        };
        let before_gap = if joins(&hit.before, true) { "" } else { " " };
        let after_gap = if joins(&hit.after, false) { "" } else { " " };
        let pad = [before_gap, after_gap].map(|gap| if gap.is_empty() { " " } else { "" }).concat();
        let line = format!(
            "{indent}{before}{before_gap}[[{text}]]{after_gap}{after}{pad}{gap}  {}",
            hit.citation
        );
        writeln!(out, "{}", printable(line.trim_end()))?;
    }
    if !each.is_empty() {
        writeln!(out)?;
    }
    for line in summary(corpus, hits) {
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(())
}
