//! Themes on their way out: the list of them as a table, and one theme with its passages by
//! participant, as data or as a document to read.

use super::formats::{
    DocxPage, Format, HtmlPage, LatexPage, MarkdownPage, Page, TextPage, write_sheet,
};
use super::imprint::Imprint;
use super::sheet::{Cell, Column, Row, Sheet, counted};
use crate::analysis::{
    Excerpt, Passage, Reader, ThemeCounts, ThemeExcerpts, Voices, exclusion_of_themes,
    role_attribute, theme_counts,
};
use crate::model::{CoderChoice, Corpus, Flags, ParticipantId, Theme};
use serde_json::{Value, json};
use std::io::{self, Write};

/// What the numbers of themes mean.
const COUNTED: &str = "Excerpts: distinct passages under any code of the theme and what is under it; a \
                       passage with several of these codes counts once. A code may serve several \
                       themes, so nothing here adds up to a total.";

/// The themes of a study as a table, in the researcher's order.
fn themes_sheet(corpus: &Corpus, coder: &CoderChoice) -> Sheet {
    let counts = theme_counts(corpus, coder);
    let mut notes = vec![COUNTED.to_owned(), coders(corpus, coder)];
    notes.extend(exclusion_of_themes(corpus, counts.iter().map(|counts| counts.left_out).sum()));
    let rows = corpus.themes.iter().zip(counts).enumerate();
    let rows = rows.map(|(at, (theme, counts))| Row {
        depth: 0,
        cells: vec![
            Cell::int(at as u64 + 1),
            Cell::Text(theme.fields.statement.clone()),
            Cell::Text(state(corpus, theme)),
            words(&theme.reason),
            words(&theme.fields.concept),
            words(&theme.fields.boundary),
            words(&codes(corpus, theme).join("; ")),
            Cell::Fraction { n: counts.participants as u64, of: counts.of as u64 },
            Cell::int(counts.excerpts as u64),
            Cell::int(counts.contradicting as u64),
        ],
    });
    let columns = vec![
        Column::number("No."),
        Column::text("Theme"),
        Column::text("State"),
        Column::text("Reason"),
        Column::text("Central concept"),
        Column::text("What it is not"),
        Column::text("Codes"),
        Column::number("Participants"),
        Column::number("Excerpts"),
        Column::number("Contradicting"),
    ];
    Sheet {
        title: titled(corpus, "themes"),
        columns,
        rows: rows.collect(),
        notes,
        ..Sheet::default()
    }
}

/// Writes the list of themes: as data, or as a document with a section for each.
///
/// # Errors
/// When `out` fails.
pub fn write_themes(
    corpus: &Corpus,
    coder: &CoderChoice,
    imprint: &Imprint,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Docx => list(corpus, coder, imprint, Box::new(DocxPage::new(out))),
        Format::Html => list(corpus, coder, imprint, Box::new(HtmlPage { out })),
        Format::Md => list(corpus, coder, imprint, Box::new(MarkdownPage { out })),
        Format::Latex => list(corpus, coder, imprint, Box::new(LatexPage { out })),
        Format::Text => list(corpus, coder, imprint, Box::new(TextPage { out })),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &themes_json(corpus, coder))?;
            out.write_all(b"\n")
        }
        Format::Csv | Format::Tsv | Format::Xlsx => {
            write_sheet(&imprint.under(themes_sheet(corpus, coder)), format, out)
        }
    }
}

fn list(
    corpus: &Corpus,
    coder: &CoderChoice,
    imprint: &Imprint,
    mut page: Box<dyn Page + '_>,
) -> io::Result<()> {
    page.title(&titled(corpus, "themes"))?;
    if corpus.themes.is_empty() {
        page.paragraph("There are no themes.")?;
    }
    for (at, (theme, counts)) in corpus.themes.iter().zip(theme_counts(corpus, coder)).enumerate() {
        page.heading(1, &format!("{}. {}", at + 1, theme.fields.statement))?;
        let mut line = format!("State: {}", state(corpus, theme));
        if !theme.reason.is_empty() {
            line.push_str(&format!(". {}", theme.reason));
        }
        page.paragraph(&line)?;
        for (name, text) in
            [("Central concept", &theme.fields.concept), ("What it is not", &theme.fields.boundary)]
        {
            if !text.trim().is_empty() {
                page.paragraph(&format!("{name}: {}", text.trim()))?;
            }
        }
        let names: Vec<&str> = theme
            .codes
            .iter()
            .filter_map(|code| corpus.codes.get(*code))
            .map(|code| code.fields.name.as_str())
            .collect();
        let none = if names.is_empty() { "none" } else { "" };
        page.paragraph(&format!("Codes: {}{none}", names.join("; ")))?;
        page.paragraph(&summary(&counts))?;
    }
    if !corpus.themes.is_empty() {
        page.heading(1, "What is counted")?;
        page.paragraph(COUNTED)?;
        page.paragraph(&coders(corpus, coder))?;
    }
    imprint.lines().iter().try_for_each(|line| page.paragraph(line))?;
    page.finish()
}

/// The themes as JSON: stable names, see the contract of the command line.
fn themes_json(corpus: &Corpus, coder: &CoderChoice) -> Value {
    let each = corpus.themes.iter().zip(theme_counts(corpus, coder));
    each.map(|(theme, counts)| theme_json(corpus, theme, &counts)).collect()
}

fn theme_json(corpus: &Corpus, theme: &Theme, counts: &ThemeCounts) -> Value {
    json!({
        "guid": theme.guid,
        "statement": theme.fields.statement,
        "concept": theme.fields.concept,
        "boundary": theme.fields.boundary,
        "state": theme.state.name(),
        "reason": theme.reason,
        "merged_into": theme.into.and_then(|id| corpus.theme(id)).map(|into| &into.fields.statement),
        "codes": codes(corpus, theme),
        "participants": counts.participants,
        "of_participants": counts.of,
        "excerpts": counts.excerpts,
        "key_quotes": counts.key,
        "contradicting": counts.contradicting,
        "contradicting_participants": counts.contradicting_participants,
        "uncertain": counts.uncertain,
        "excluded": counts.left_out,
    })
}

/// Writes a theme with its passages in the given format.
///
/// # Errors
/// When `out` fails.
pub fn write_theme(
    corpus: &Corpus,
    theme: &Theme,
    found: &ThemeExcerpts,
    (coder, imprint): (&CoderChoice, &Imprint),
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let it = Written { corpus, theme, found, coder, imprint };
    match format {
        Format::Docx => it.document(Box::new(DocxPage::new(out))),
        Format::Html => it.document(Box::new(HtmlPage { out })),
        Format::Md => it.document(Box::new(MarkdownPage { out })),
        Format::Latex => it.document(Box::new(LatexPage { out })),
        Format::Text => it.document(Box::new(TextPage { out })),
        Format::Json => it.json(out),
        Format::Csv | Format::Tsv | Format::Xlsx => {
            write_sheet(&imprint.under(it.sheet()), format, out)
        }
    }
}

struct Written<'a> {
    corpus: &'a Corpus,
    theme: &'a Theme,
    found: &'a ThemeExcerpts,
    coder: &'a CoderChoice,
    imprint: &'a Imprint,
}

impl Written<'_> {
    fn notes(&self) -> Vec<String> {
        let left_out = exclusion_of_themes(self.corpus, self.found.counts.left_out);
        std::iter::once(coders(self.corpus, self.coder)).chain(left_out).collect()
    }

    /// Each passage as it is read, by its index; `None` where it cannot be.
    fn read(&self) -> Vec<Option<Excerpt>> {
        let references: Vec<_> =
            self.found.passages.iter().filter_map(Passage::reference).collect();
        let mut reader = Reader::new(self.corpus);
        reader.prepare(&references);
        let each = self.found.passages.iter();
        each.map(|passage| reader.read(&passage.reference()?)).collect()
    }

    fn document(&self, mut page: Box<dyn Page + '_>) -> io::Result<()> {
        let (corpus, theme) = (self.corpus, self.theme);
        page.title(&theme.fields.statement)?;
        let mut state = format!("State: {}", state(corpus, theme));
        if !theme.reason.is_empty() {
            state.push_str(&format!(". {}", theme.reason));
        }
        page.paragraph(&state)?;
        for (name, text) in
            [("Central concept", &theme.fields.concept), ("What it is not", &theme.fields.boundary)]
        {
            if !text.trim().is_empty() {
                page.heading(2, name)?;
                page.paragraph(text.trim())?;
            }
        }
        page.heading(2, "Codes")?;
        let codes = codes(corpus, theme);
        let none = "No code is in this theme.".to_owned();
        page.paragraph(&if codes.is_empty() { none } else { codes.join("; ") })?;
        page.heading(2, "Excerpts")?;
        page.paragraph(&summary(&self.found.counts))?;
        for note in self.notes() {
            page.paragraph(&note)?;
        }
        let read = self.read();
        for voices in &self.found.voices {
            page.heading(3, &voice(corpus, voices))?;
            for at in &voices.passages {
                let passage = self.found.passages.get(*at as usize);
                let excerpt = read.get(*at as usize).and_then(Option::as_ref);
                if let (Some(passage), Some(excerpt)) = (passage, excerpt) {
                    self.quote(page.as_mut(), passage, excerpt)?;
                }
            }
        }
        self.imprint.lines().iter().try_for_each(|line| page.paragraph(line))?;
        page.finish()
    }

    fn quote(&self, page: &mut dyn Page, passage: &Passage, excerpt: &Excerpt) -> io::Result<()> {
        let several = excerpt.parts.len() > 1;
        let name = |part: &crate::analysis::Part| match part.speaker.as_str() {
            "" => "Unnamed".to_owned(),
            named => named.to_owned(),
        };
        let speakers: Vec<String> = excerpt.parts.iter().map(name).collect();
        let mut parts: Vec<(Option<&str>, &str)> = excerpt
            .parts
            .iter()
            .zip(&speakers)
            .map(|(part, speaker)| (several.then_some(speaker.as_str()), part.text.as_str()))
            .collect();
        if parts.is_empty() {
            parts.push((None, excerpt.text.trim()));
        }
        let mut place = format!("{} {}", excerpt.citation, self.names(passage).join(", "));
        let flags = flags(passage.flags).join(", ");
        if !flags.is_empty() {
            place.push_str(&format!(" [{flags}]"));
        }
        page.quote(&parts, &place)?;
        match self.comments(passage) {
            comments if comments.is_empty() => Ok(()),
            comments => page.comment(&comments),
        }
    }

    /// The names of the codes on a passage.
    fn names(&self, passage: &Passage) -> Vec<String> {
        let each = passage.codes.iter().filter_map(|(code, _)| self.corpus.codes.get(*code));
        each.map(|code| code.fields.name.clone()).collect()
    }

    /// What was said about a passage under any of its codes.
    fn comments(&self, passage: &Passage) -> String {
        let codings = passage.codes.iter().flat_map(|(_, listed)| listed.codings(self.corpus));
        let memos = codings.filter_map(|coding| coding.memo.as_deref());
        memos.filter(|memo| !memo.trim().is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn people(&self, participants: &[ParticipantId]) -> String {
        let known = participants.iter().filter_map(|id| self.corpus.participant(*id));
        known.map(|person| person.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// One line for each passage, however many people speak in it.
    fn sheet(&self) -> Sheet {
        let rows = self.found.passages.iter().zip(self.read()).filter_map(|(passage, excerpt)| {
            let excerpt = excerpt?;
            Some(Row {
                depth: 0,
                cells: vec![
                    Cell::Text(excerpt.document_name.clone()),
                    words(&self.people(&passage.participants)),
                    words(&self.names(passage).join("; ")),
                    Cell::int(excerpt.chars.start),
                    Cell::int(excerpt.chars.end),
                    Cell::int(excerpt.turns.0.into()),
                    Cell::Text(excerpt.text.clone()),
                    Cell::Text(excerpt.citation.clone()),
                    words(&flags(passage.flags).join("; ")),
                    words(&self.comments(passage)),
                ],
            })
        });
        let columns = vec![
            Column::text("document"),
            Column::text("participants"),
            Column::text("codes"),
            Column::number("start"),
            Column::number("end"),
            Column::number("turn"),
            Column::text("text"),
            Column::text("citation"),
            Column::text("flags"),
            Column::text("comment"),
        ];
        Sheet {
            title: self.theme.fields.statement.clone(),
            subtitle: vec![summary(&self.found.counts)],
            columns,
            rows: rows.collect(),
            notes: self.notes(),
            ..Sheet::default()
        }
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let paths = |passage: &Passage| -> Vec<String> {
            passage.codes.iter().map(|(code, _)| self.corpus.codes.path(*code)).collect()
        };
        let excerpts: Vec<Value> = self
            .found
            .passages
            .iter()
            .zip(self.read())
            .filter_map(|(passage, excerpt)| {
                let excerpt = excerpt?;
                let people =
                    passage.participants.iter().filter_map(|id| self.corpus.participant(*id));
                let comments = self.comments(passage);
                Some(json!({
                    "document": excerpt.document_name,
                    "participants": people.map(|person| &person.name).collect::<Vec<_>>(),
                    "codes": self.names(passage),
                    "paths": paths(passage),
                    "start": excerpt.chars.start,
                    "end": excerpt.chars.end,
                    "turn": excerpt.turns.0,
                    "last_turn": excerpt.turns.1,
                    "text": excerpt.text,
                    "citation": excerpt.citation,
                    "flags": flags(passage.flags),
                    "comment": (!comments.is_empty()).then_some(comments),
                }))
            })
            .collect();
        let mut value = theme_json(self.corpus, self.theme, &self.found.counts);
        value["list"] = Value::Array(excerpts);
        serde_json::to_writer_pretty(&mut *out, &value)?;
        out.write_all(b"\n")
    }
}

fn words(text: &str) -> Cell {
    Cell::words((!text.is_empty()).then(|| text.to_owned()))
}

fn titled(corpus: &Corpus, what: &str) -> String {
    match corpus.study.trim() {
        "" => what.to_owned(),
        study => format!("{study}: {what}"),
    }
}

/// "kept", "merged into “…”".
fn state(corpus: &Corpus, theme: &Theme) -> String {
    match theme.into.and_then(|id| corpus.theme(id)) {
        Some(into) => format!("merged into “{}”", into.fields.statement),
        None => theme.state.name().to_owned(),
    }
}

fn codes(corpus: &Corpus, theme: &Theme) -> Vec<String> {
    theme.codes.iter().map(|code| corpus.codes.path(*code)).collect()
}

fn flags(flags: Flags) -> Vec<&'static str> {
    flags.each().map(crate::model::Flag::name).collect()
}

/// "41 excerpts of 9 of 10 participants; 3 contradicting, of 2 participants".
pub fn summary(counts: &ThemeCounts) -> String {
    let mut text = format!(
        "{} of {} of {} participants",
        counted(counts.excerpts, "excerpt", "excerpts"),
        counts.participants,
        counts.of
    );
    if counts.contradicting > 0 {
        text.push_str(&format!(
            "; {} contradicting, of {}",
            counts.contradicting,
            counted(counts.contradicting_participants, "participant", "participants")
        ));
    }
    text
}

/// A participant with what says most about them, or why there is nobody.
fn voice(corpus: &Corpus, voices: &Voices) -> String {
    let Some(person) = voices.participant.and_then(|id| corpus.participant(id)) else {
        return "No participant (counted for nobody)".to_owned();
    };
    let role = role_attribute(corpus).and_then(|id| person.values.get(&id));
    match role.map(|role| role.trim()).filter(|role| !role.is_empty()) {
        Some(role) => format!("{}, {role}", person.name),
        None => person.name.clone(),
    }
}

/// Whose codings these are.
fn coders(corpus: &Corpus, coder: &CoderChoice) -> String {
    match coder {
        CoderChoice::All => {
            "Codings of all coders; one code on overlapping text counts once.".to_owned()
        }
        CoderChoice::One(id) => {
            let name = corpus.coder(*id).map_or("nobody", |coder| coder.name.as_str());
            format!("Codings of {name}.")
        }
    }
}
