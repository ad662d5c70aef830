//! One pass over the tokens of a web page.

use super::element::{self, Kind, Why};
use crate::exchange::import::decode;
use crate::exchange::import::rich::{Counts, Out};
use crate::model::{NewTime, Refusal};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use std::collections::{HashMap, HashSet};

/// Elements inside elements at most.
const DEPTH: usize = 50_000;

/// Tables inside tables at most.
const TABLES: usize = 1000;

/// How far back a paragraph that nobody closed is looked for.
const LOOK_BACK: usize = 32;

/// An element that is open.
struct Open {
    name: String,
    kind: Kind,
    bold: bool,
    pre: bool,
    role: Role,
}

/// What an element is in the apparatus of notes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    None,
    /// Notes under the text.
    Notes,
    /// The sign of a note in the text: where it began.
    Sign(usize),
    /// The sign before a note under the text.
    NoteSign(usize),
}

/// What was read.
pub(super) struct Page {
    pub(super) out: Out,
    pub(super) counts: Counts,
    pub(super) notes: usize,
    pub(super) notes_at: Option<usize>,
    pub(super) times: Vec<NewTime>,
}

/// Reads one page.
#[derive(Default)]
pub(super) struct Walker {
    out: Out,
    counts: Counts,
    open: Vec<Open>,
    /// How many elements of each name are open.
    names: HashMap<String, u32>,
    /// What is being passed over: its name and how many of that name are open in it.
    passing: Option<(String, u32)>,
    /// The style sheet that is being read.
    sheet: Option<String>,
    bold_classes: HashSet<String>,
    /// White space at the beginning of a line and behind other white space does not count.
    after_space: bool,
    /// Where the line or the cell began before which nothing is taken away.
    floor: usize,
    /// A line feed right behind `<pre>` does not count.
    fresh_pre: bool,
    notes: usize,
    /// Signs before notes under the text.
    signs: usize,
    notes_at: Option<usize>,
    in_notes: u32,
    /// Moments of the recording, as noScribe keeps them in its anchors.
    times: Vec<NewTime>,
}

impl Walker {
    pub(super) fn finish(mut self) -> Page {
        self.block();
        while self.out.tables() > 0 {
            self.out.end_table();
        }
        let end = self.out.text.trim_end().len();
        self.times.retain(|time| (time.at as usize) < end);
        // White space may have been taken away behind a moment, and other words stand there now.
        for time in &mut self.times {
            time.at = self.out.text.floor_char_boundary(time.at as usize) as u32;
        }
        self.times.dedup_by_key(|time| time.at);
        Page {
            times: self.times,
            out: self.out,
            counts: self.counts,
            notes: self.notes,
            notes_at: self.notes_at,
        }
    }

    /// Reads a page.
    pub(super) fn read(&mut self, text: &str) -> Result<(), Refusal> {
        self.after_space = true;
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(text, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    if let Some((passed, count)) = &mut self.passing {
                        *count += u32::from(*passed == name && !tag.self_closing);
                        continue;
                    }
                    if self.open.len() >= DEPTH || self.out.tables() > TABLES {
                        return Err(Refusal::new(
                            "its parts are nested deeper than in any document",
                        ));
                    }
                    self.start(name, &tag);
                }
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name);
                    self.end(&name);
                }
                Token::String(words) => {
                    if let Some(sheet) = &mut self.sheet {
                        sheet.push_str(&String::from_utf8_lossy(&words));
                    }
                    if self.passing.is_none() {
                        self.words(&String::from_utf8_lossy(&words));
                    }
                }
                _ => {}
            }
            if self.out.text.len() > decode::LIMIT {
                return Err(decode::too_long());
            }
        }
        Ok(())
    }

    fn start(&mut self, name: String, tag: &StartTag<()>) {
        let style = element::style(tag);
        let mut kind = element::kind(&name);
        if let Some(why) = element::hides(tag, &style) {
            kind = Kind::Skip(why);
        }
        if let Kind::Skip(why) = kind {
            self.skip(name, why);
            return;
        }
        if !matches!(kind, Kind::Inline | Kind::Insertion | Kind::Image | Kind::Break) {
            self.close_paragraph();
        }
        let pre = kind == Kind::Pre || self.open.last().is_some_and(|open| open.pre);
        match kind {
            Kind::Break => self.line_feed(),
            Kind::Image => self.counts.images += 1,
            Kind::Rule | Kind::Block => self.block(),
            Kind::Pre => {
                self.block();
                self.fresh_pre = true;
            }
            Kind::Item => {
                self.block();
                self.counts.numbered += 1;
            }
            Kind::Table => {
                self.block();
                self.counts.tables += 1;
                self.out.begin_table();
            }
            Kind::Row => {
                self.block();
                self.out.begin_row();
            }
            Kind::Cell => {
                self.block();
                self.out.begin_cell();
                self.floor = self.out.text.len();
                self.after_space = true;
            }
            Kind::Insertion => self.counts.insertions += 1,
            Kind::Inline | Kind::Skip(_) => {}
        }
        if element::is_void(&name) {
            return;
        }
        let classed = || {
            let class = element::attribute(tag, "class");
            class.split_whitespace().any(|class| self.bold_classes.contains(class)).then_some(true)
        };
        let inherited = self.open.last().is_some_and(|open| open.bold);
        let bold = element::weight(&style)
            .or_else(classed)
            .unwrap_or(inherited || element::is_bold(&name));
        let role = self.role(tag, &style);
        *self.names.entry(name.clone()).or_insert(0) += 1;
        self.open.push(Open { name, kind, bold, pre, role });
    }

    /// Signs of notes and the notes themselves, as Word and `LibreOffice` write them.
    fn role(&mut self, tag: &StartTag<()>, style: &str) -> Role {
        let class = element::attribute(tag, "class").to_ascii_lowercase();
        let id = element::attribute(tag, "id");
        let list = style.contains("mso-element:footnote-list")
            || style.contains("mso-element:endnote-list")
            || tag.name.as_slice() == b"div"
                && (id.starts_with("sdfootnote") || id.starts_with("sdendnote"));
        if list {
            self.in_notes += 1;
            self.notes_at.get_or_insert(self.out.text.len());
            return Role::Notes;
        }
        let sign = matches!(
            class.as_str(),
            "sdfootnoteanc" | "sdendnoteanc" | "msofootnotereference" | "msoendnotereference"
        );
        // `ts_12500_15300_S01`: from, to, who.
        let name = element::attribute(tag, "name");
        let from = name.strip_prefix("ts_").and_then(|rest| rest.split('_').next()?.parse().ok());
        let at = u32::try_from(self.out.text.len()).ok();
        if let (Some(ms), Some(at)) = (from, at)
            && self.times.last().is_none_or(|last| last.at < at)
        {
            self.times.push(NewTime { at, ms });
        }
        if sign && self.in_notes == 0 {
            return Role::Sign(self.out.text.len());
        }
        if matches!(class.as_str(), "sdfootnotesym" | "sdendnotesym") {
            return Role::NoteSign(self.out.text.len());
        }
        Role::None
    }

    fn skip(&mut self, name: String, why: Why) {
        match why {
            Why::NoText => {}
            Why::Form => self.counts.controls += 1,
            Why::Object => self.counts.objects += 1,
            Why::Image => self.counts.images += 1,
            Why::Hidden => self.counts.hidden += 1,
            Why::Deletion => self.counts.deletions += 1,
            Why::Comment => self.counts.comments += 1,
            Why::ListNumber => self.counts.numbered += 1,
            Why::Header => self.counts.headers += 1,
        }
        if name == "style" {
            self.sheet = Some(String::new());
        }
        if !element::is_void(&name) {
            self.passing = Some((name, 1));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((passed, count)) = &mut self.passing {
            *count -= u32::from(passed == name);
            if *count == 0 {
                self.passing = None;
                if let Some(sheet) = self.sheet.take() {
                    element::bold_classes(&sheet, &mut self.bold_classes);
                }
            }
            return;
        }
        if self.names.get(name).copied().unwrap_or(0) > 0 {
            while let Some(top) = self.open.last() {
                let found = top.name == name;
                self.close();
                if found {
                    break;
                }
            }
        } else if matches!(name, "p" | "br") {
            self.line_feed();
        }
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(count) = self.names.get_mut(&open.name) {
            *count -= 1;
            if *count == 0 {
                self.names.remove(&open.name);
            }
        }
        match open.kind {
            Kind::Block | Kind::Pre | Kind::Item | Kind::Rule => self.block(),
            Kind::Cell => {
                self.block();
                self.out.end_cell();
                self.begin_line();
            }
            Kind::Row => {
                self.block();
                self.out.end_row();
                self.begin_line();
            }
            Kind::Table => {
                self.block();
                self.out.end_table();
                self.begin_line();
            }
            _ => {}
        }
        match open.role {
            Role::Notes => self.in_notes -= 1,
            Role::Sign(start) => self.sign(start),
            Role::NoteSign(start) => {
                self.cut_back(start);
                self.signs += 1;
                self.out.push(&format!("[{}] ", self.signs), false);
                self.notes_at = self.notes_at.map(|at| at.min(self.out.text.len()));
                self.after_space = true;
            }
            Role::None => {}
        }
    }

    /// Makes what was written from the byte `start` on the sign of a note.
    fn sign(&mut self, start: usize) {
        if self.out.asides.last().is_some_and(|last| last.end > start)
            || self.out.text.get(start..).is_none_or(|words| words.trim().is_empty())
        {
            return;
        }
        // Counted anew: some programs write the same number everywhere.
        self.notes += 1;
        self.cut_back(start);
        self.out.aside(&format!("[{}]", self.notes));
        // The sign is no note itself, where a page opens its list of notes inside one.
        self.notes_at = self.notes_at.map(|at| at.min(self.out.text.len()));
        self.after_space = false;
    }

    /// Takes back what was written from the byte `start` on, and what points into it.
    fn cut_back(&mut self, start: usize) {
        self.out.cut_back(start);
        let end = self.out.text.len();
        self.floor = self.floor.min(end);
        self.times.retain(|time| time.at as usize <= end);
    }

    /// A block ends a paragraph that nobody closed.
    fn close_paragraph(&mut self) {
        let back = self
            .open
            .iter()
            .rev()
            .take(LOOK_BACK)
            .take_while(|open| open.kind == Kind::Inline || open.name == "p")
            .position(|open| open.name == "p");
        for _ in 0..back.map_or(0, |back| back + 1) {
            self.close();
        }
    }

    fn begin_line(&mut self) {
        self.floor = self.out.text.len();
        self.after_space = true;
    }

    fn trim_spaces(&mut self) {
        let kept = self.out.text.trim_end_matches(' ').len().max(self.floor);
        self.out.cut(kept);
    }

    /// Ends the line, if anything stands in it.
    fn block(&mut self) {
        self.trim_spaces();
        if self.out.text.len() > self.floor && !self.out.text.ends_with('\n') {
            self.out.push("\n", false);
        }
        self.after_space = true;
        self.fresh_pre = false;
    }

    fn line_feed(&mut self) {
        self.trim_spaces();
        self.out.push("\n", false);
        self.after_space = true;
    }

    fn words(&mut self, words: &str) {
        let (bold, pre) = self.open.last().map_or((false, false), |open| (open.bold, open.pre));
        let mut kept = String::with_capacity(words.len());
        for c in words.chars() {
            let blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
            if std::mem::take(&mut self.fresh_pre) && c == '\n' {
                continue;
            }
            if pre && blank {
                kept.extend((c != '\r').then_some(c));
            } else if blank {
                if !self.after_space {
                    kept.push(' ');
                }
            } else if !c.is_control() && c != '\u{feff}' {
                kept.push(c);
            }
            self.after_space = blank && !pre;
        }
        if kept.is_empty() {
            return;
        }
        // Words between the rows of a table stand before it in a browser; here they keep their place.
        if self.in_notes == 0 && !kept.trim().is_empty() {
            self.notes_at = None;
        }
        self.out.push(&kept, bold);
    }
}
