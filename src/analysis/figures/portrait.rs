//! The portrait of a document: where along its text each code stands, one lane for each code, the
//! interviewer's turns shaded. Several documents stand under each other.
//!
//! It draws the list of excerpts. Along a lane everything is as long as it has characters.

use super::lettering::{clean, counted, cut, grouped};
use super::marks::{Anchor, Block, Ink, Opens, Pattern, point};
use super::pen::{BODY, Pen, QUIET, STRONG, Style};
use super::together::code_ink;
use super::widths::width;
use super::{EMPTY, Figure, Look, Nothing};
use crate::analysis::{ExcerptRef, described, excerpts, exclusion_of_list};
use crate::model::{CodeId, Corpus, CorpusDocument, Filter, Speech, Voice};
use crate::text::positions::CharMap;
use std::collections::BTreeSet;

/// Height of a lane.
const LANE: f32 = 12.5;
/// The thinnest mark that is seen.
const THIN: f32 = 1.6;

/// Draws the documents of a filter in which a code stands.
///
/// # Errors
/// When no excerpt is in the filter.
pub fn portrait(corpus: &Corpus, filter: &Filter, look: Look) -> Result<Figure, Nothing> {
    let filter = Filter { speech: Speech::Participants, ..filter.clone() };
    let all = excerpts(corpus, &filter);
    if all.is_empty() {
        return Err(Nothing::new(EMPTY));
    }
    let total = look.room();
    let names = names_width(corpus, &all, total);
    let mut pen = Pen::default();
    let mut y = legend(&mut pen) + 6.0;
    let mut drawn = 0;
    for part in all.chunk_by(|one, other| one.document == other.document) {
        let index = part.first().map_or(0, |first| first.document as usize);
        let Some(document) = corpus.documents.get(index) else { continue };
        let strip = Strip::new(document, names + 8.0, total - 34.0);
        y = block(&mut pen, corpus, &strip, part, y) + 16.0;
        drawn += 1;
    }
    let one = all.first().and_then(|first| corpus.documents.get(first.document as usize));
    let title = match one {
        Some(document) if drawn == 1 => format!("Codes along {}", document.name),
        _ => "Codes along the documents".to_owned(),
    };
    Ok(Figure {
        title,
        width: total,
        height: y - 12.0,
        frozen: point(0.0, 0.0),
        marks: pen.marks,
        caption: caption(corpus, &filter, all.len(), drawn),
    })
}

fn names_width(corpus: &Corpus, all: &[ExcerptRef], total: f32) -> f32 {
    let used: BTreeSet<CodeId> =
        all.iter().filter_map(|one| Some(one.coding(corpus)?.code)).collect();
    let codes = corpus.codes.codes().iter().filter(|code| used.contains(&code.id));
    let long = codes.map(|code| width(&clean(&code.fields.name), BODY.size, false));
    long.fold(50.0, f32::max).min(total * 0.3)
}

/// Where a document lies on the figure.
struct Strip<'c> {
    document: &'c CorpusDocument,
    map: CharMap<'c>,
    left: f32,
    right: f32,
}

impl<'c> Strip<'c> {
    fn new(document: &'c CorpusDocument, left: f32, right: f32) -> Self {
        Self { document, map: CharMap::new(&document.text), left, right }
    }

    /// How far from the left a byte of the text stands.
    fn x(&self, byte: u32) -> f32 {
        let all = self.map.characters().max(1);
        let at = self.map.character(byte).unwrap_or(all);
        self.left + (at as f64 / all as f64) as f32 * (self.right - self.left)
    }

    /// Over and around its lanes: the interviewer's turns, and ¶ numbers under them.
    fn ground(&self, pen: &mut Pen, top: f32, bottom: f32) {
        let voice = |speaker| self.document.speaker(speaker).map(|speaker| speaker.voice);
        pen.line(point(self.left, bottom), point(self.right, bottom), 0.6, Ink::Line);
        let mut free = self.left - 12.0;
        for (at, turn) in self.document.turns.iter().enumerate() {
            let (from, to) = (self.x(turn.start), self.x(turn.end));
            if turn.speaker.and_then(voice) == Some(Voice::Interviewer) {
                pen.area(Block::new(from, top, (to - from).max(0.5), bottom - top), Ink::Band);
            }
            // Round numbers, and the first.
            let number = at + 1;
            let text = format!("¶{number}");
            let half = width(&text, 7.5, false) / 2.0;
            if (number == 1 || number % 5 == 0) && from - half > free && from + half < self.right {
                pen.line(point(from, bottom), point(from, bottom + 3.0), 0.6, Ink::Quiet);
                let style = Style { size: 7.5, anchor: Anchor::Middle, ..QUIET };
                pen.words(point(from, bottom + 10.5), &text, style);
                free = from + half + 14.0;
            }
        }
    }
}

/// One document; gives back where it ends.
fn block(pen: &mut Pen, corpus: &Corpus, strip: &Strip<'_>, part: &[ExcerptRef], y: f32) -> f32 {
    let turns = strip.document.turns.len() as u64;
    let name = cut(&clean(&strip.document.name), strip.right * 0.6, STRONG.size, true);
    let after = width(&name, STRONG.size, true) + 10.0;
    pen.words(point(0.0, y + 10.0), &name, STRONG);
    let size = format!(
        "{} · {}",
        counted(part.len() as u64, "excerpt", "excerpts"),
        counted(turns, "turn", "turns")
    );
    pen.words(point(after, y + 10.0), &size, QUIET);
    let top = y + 17.0;
    let mut lanes: Vec<(usize, CodeId, Vec<&ExcerptRef>)> = Vec::new();
    for excerpt in part {
        let Some(coding) = excerpt.coding(corpus) else { continue };
        let Some(place) = corpus.codes.place(coding.code) else { continue };
        match lanes.iter_mut().find(|lane| lane.0 == place) {
            Some(lane) => lane.2.push(excerpt),
            None => lanes.push((place, coding.code, vec![excerpt])),
        }
    }
    lanes.sort_by_key(|lane| lane.0);
    let bottom = top + lanes.len() as f32 * LANE;
    strip.ground(pen, top, bottom);
    for (at, (_, code, here)) in lanes.iter().enumerate() {
        lane(pen, corpus, strip, (*code, here), top + at as f32 * LANE);
    }
    bottom + 12.0
}

/// One code of one document.
fn lane(
    pen: &mut Pen,
    corpus: &Corpus,
    strip: &Strip<'_>,
    (code, here): (CodeId, &[&ExcerptRef]),
    y: f32,
) {
    let full = corpus.codes.get(code).map_or_else(String::new, |code| code.fields.name.clone());
    let name = cut(&clean(&full), strip.left - 10.0, BODY.size - 0.5, false);
    let base_line = y + LANE / 2.0 + 3.4;
    let told = if name == clean(&full) { String::new() } else { corpus.codes.path(code) };
    let style = Style { size: BODY.size - 0.5, ..BODY };
    pen.words(point(0.0, base_line), &name, style).says(told, None);
    let middle = y + LANE / 2.0;
    pen.line(point(strip.left, middle), point(strip.right, middle), 0.4, Ink::Line);
    let ink = code_ink(corpus, code);
    for excerpt in here {
        let (from, to) = (strip.x(excerpt.span.start()), strip.x(excerpt.span.end()));
        let block = Block::new(from, y + 2.0, (to - from).max(THIN), LANE - 4.0);
        let place = turns(strip.document, excerpt);
        let told = format!("{full}, {} {place}", strip.document.name);
        let words = excerpt.span.of(&strip.document.text).map(beginning).unwrap_or_default();
        let opens =
            excerpt.id(corpus).map(|id| Opens::Passage(strip.document.id, excerpt.span, id));
        pen.bar(block, ink, Pattern::Plain).says(format!("{told}\n{words}"), opens);
    }
    let number = grouped(here.len() as u64);
    let style = Style { anchor: Anchor::End, ..QUIET };
    pen.words(point(strip.right + 30.0, base_line), &number, style);
}

/// "¶14" or "¶14–16".
fn turns(document: &CorpusDocument, excerpt: &ExcerptRef) -> String {
    let number = |byte: u32| document.turn_at(byte).map_or(0, |turn| turn + 1);
    let first = number(excerpt.span.start());
    let last = number(excerpt.span.end().saturating_sub(1));
    if first == last { format!("¶{first}") } else { format!("¶{first}–{last}") }
}

/// The first words of a passage.
fn beginning(text: &str) -> String {
    const LETTERS: usize = 160;
    let clean = clean(text);
    match clean.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", clean[..end].trim_end()),
        None => clean,
    }
}

fn legend(pen: &mut Pen) -> f32 {
    let at = Block::new(0.0, 1.0, 18.0, 9.0);
    pen.area(at, Ink::Band);
    let told = "the interviewer’s turns; ¶ are turns; the number of excerpts stands at the right";
    pen.words(point(24.0, 9.0), told, QUIET);
    14.0
}

fn caption(corpus: &Corpus, filter: &Filter, excerpts: usize, drawn: usize) -> Vec<String> {
    let mut caption = vec![
        format!(
            "Each mark is an excerpt that touches participants’ speech, as long as it has characters; \
             {} in {}.",
            counted(excerpts as u64, "excerpt", "excerpts"),
            counted(drawn as u64, "document", "documents")
        ),
        format!("Filter: {}.", described(corpus, filter)),
    ];
    caption.extend(exclusion_of_list(corpus, filter));
    let asked = |document: &&std::sync::Arc<CorpusDocument>| {
        filter.documents.is_empty() || filter.documents.contains(&document.id)
    };
    let missing = corpus.documents.iter().filter(asked).count().saturating_sub(drawn);
    if missing > 0 {
        let documents = counted(missing as u64, "document", "documents");
        caption.push(format!("Not drawn: {documents} without an excerpt of the filter."));
    }
    caption.push("A code counts alone here, without the codes under it.".to_owned());
    caption
}
