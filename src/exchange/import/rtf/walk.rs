//! One pass over the tokens of a rich text file.

use super::charset::{SYMBOL, code_page, of_font};
use super::token::{Token, Tokens};
use super::words::{Destination, character, destination};
use crate::exchange::import::decode;
use crate::exchange::import::rich::{Counts, Out, one_line, symbol};
use crate::model::Refusal;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;

/// Groups inside groups at most.
const DEPTH: usize = 10_000;

/// Footnotes at most.
const NOTES: usize = 100_000;

/// Tables inside tables at most; deeper ones count as this deep.
const TABLES: i32 = 60;

/// A group that is open: what is said in it holds until it ends.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing by itself")]
#[derive(Clone, Copy, Default)]
struct Group {
    destination: Destination,
    /// The destination began here, and ends here.
    begins: bool,
    bold: bool,
    hidden: bool,
    deleted: bool,
    inserted: bool,
    font: Option<i32>,
    /// Characters that stand in for one given in Unicode.
    fallback: usize,
    /// How deep in tables the paragraph is.
    table: usize,
}

/// A text in the making: the document's, a note's, that of a box.
#[derive(Default)]
struct Sheet {
    out: Out,
    /// Text boxes that hang on the open paragraph.
    boxes: Out,
}

#[derive(Clone, Copy, Default)]
struct Font {
    encoding: Option<&'static Encoding>,
    symbols: bool,
}

/// Reads one document.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing by itself")]
#[derive(Default)]
pub(super) struct Walker {
    sheet: Sheet,
    waiting: Vec<Sheet>,
    groups: Vec<Group>,
    now: Group,
    counts: Counts,
    notes: Vec<Option<String>>,
    /// Notes that are being read.
    reading: Vec<usize>,
    fonts: HashMap<i32, Font>,
    /// The font of the table of fonts that is being described.
    described: i32,
    default_font: Option<i32>,
    document: Option<&'static Encoding>,
    /// Bytes that wait for their encoding.
    pending: Vec<u8>,
    high_surrogate: Option<u16>,
    /// Characters to pass over: they stand in for one given in Unicode.
    passing: usize,
    inked: bool,
    /// The last words were deleted or inserted: the next ones belong to the same change.
    in_deletion: bool,
    in_insertion: bool,
    in_hidden: bool,
}

impl Walker {
    /// The encoding of the document.
    pub(super) fn encoding(&self) -> &'static str {
        self.document.unwrap_or(WINDOWS_1252).name()
    }

    pub(super) fn finish(mut self) -> (Out, Counts, Vec<String>) {
        while !self.waiting.is_empty() {
            self.end_sheet(false);
        }
        self.level(0);
        self.paragraph_end(false);
        let notes = self.notes.into_iter().map(Option::unwrap_or_default).collect();
        (self.sheet.out, self.counts, notes)
    }

    /// Reads all bytes; false when the file ends before its last group does.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<bool, Refusal> {
        self.now.fallback = 1;
        let mut tokens = Tokens::new(bytes);
        let mut ignorable = false;
        // A destination's word stands at the beginning of its group.
        let mut begins = false;
        while let Some(token) = tokens.next() {
            match token {
                Token::Open => {
                    self.flush();
                    self.passing = 0;
                    if self.groups.len() >= DEPTH {
                        return Err(Refusal::new(
                            "its groups are nested deeper than in any document",
                        ));
                    }
                    self.groups.push(self.now);
                    self.now.begins = false;
                    if self.now.destination == Destination::Twice {
                        self.now.destination = Destination::Skip;
                    }
                }
                Token::Close => {
                    self.flush();
                    self.passing = 0;
                    self.close();
                    if self.groups.is_empty() {
                        return Ok(true);
                    }
                }
                Token::Sign(b'*') if begins => {
                    ignorable = true;
                    continue;
                }
                Token::Word("bin", count) => {
                    tokens.pass(usize::try_from(count.unwrap_or(0)).unwrap_or(0));
                }
                Token::Word(word, number) => self.word(word, number, begins, ignorable),
                Token::Sign(sign) => self.control_sign(sign),
                Token::Byte(byte) => self.bytes(&[byte]),
                Token::Text(text) => self.bytes(text),
            }
            begins = token == Token::Open;
            ignorable = false;
            if self.sheet.out.text.len() > decode::LIMIT || self.pending.len() > decode::LIMIT {
                return Err(decode::too_long());
            }
            if self.notes.len() > NOTES {
                return Err(Refusal::new("it has more notes than any document"));
            }
        }
        self.flush();
        Ok(false)
    }

    fn close(&mut self) {
        let ended = self.now;
        self.now = self.groups.pop().unwrap_or_default();
        if !ended.begins {
            return;
        }
        match ended.destination {
            Destination::Note | Destination::TextBox => {
                self.end_sheet(ended.destination == Destination::Note);
            }
            Destination::Header => {
                self.counts.headers += u64::from(std::mem::take(&mut self.inked));
            }
            Destination::ListNumber => {
                self.counts.numbered += u64::from(std::mem::take(&mut self.inked));
            }
            _ => {}
        }
    }

    fn begin(&mut self, to: Destination) {
        let from = self.now.destination;
        // `\ud` gives the text of `\upr` once more; nothing else comes back from what is passed over.
        let twice = self.groups.last().is_some_and(|group| group.destination == Destination::Twice);
        if matches!(from, Destination::Skip | Destination::Picture | Destination::Comment)
            && !(to == Destination::Text && twice)
            || from == Destination::Header
                && !matches!(to, Destination::Skip | Destination::Picture | Destination::Note)
        {
            return;
        }
        self.now.destination = to;
        self.now.begins = true;
        match to {
            Destination::Picture => self.counts.images += 1,
            Destination::Object => {
                self.counts.objects += 1;
                self.now.destination = Destination::Text;
            }
            Destination::Comment => self.counts.comments += 1,
            Destination::Note if from == Destination::Header => {
                self.now.destination = Destination::Skip;
            }
            Destination::Note => {
                self.ready();
                self.notes.push(None);
                self.reading.push(self.notes.len() - 1);
                let sign = format!("[{}]", self.notes.len());
                self.sheet.out.aside(&sign);
                self.begin_sheet();
            }
            Destination::TextBox => self.begin_sheet(),
            _ => {}
        }
    }

    fn begin_sheet(&mut self) {
        self.waiting.push(std::mem::take(&mut self.sheet));
        self.now.table = 0;
        self.now.deleted = false;
        self.now.hidden = false;
        self.now.bold = false;
    }

    fn end_sheet(&mut self, note: bool) {
        self.level(0);
        self.paragraph_end(false);
        let Some(before) = self.waiting.pop() else { return };
        let ended = std::mem::replace(&mut self.sheet, before).out;
        if note {
            if let Some(place) = self.reading.pop().and_then(|n| self.notes.get_mut(n)) {
                *place = Some(one_line(&ended.text));
            }
        } else if !ended.text.trim().is_empty() {
            self.counts.text_boxes += 1;
            self.sheet.boxes.append(&ended);
            if !ended.text.ends_with('\n') {
                self.sheet.boxes.push("\n", false);
            }
        }
    }

    #[expect(clippy::fn_params_excessive_bools, reason = "each says one thing by itself")]
    fn word(&mut self, word: &str, number: Option<i32>, begins: bool, ignorable: bool) {
        if word == "u" {
            self.unicode(number.unwrap_or(0));
            return;
        }
        if self.passing > 0 {
            let stands_in = character(word).is_some();
            self.passing = if stands_in { self.passing - 1 } else { 0 };
            if stands_in {
                return;
            }
        }
        self.flush();
        if (begins || ignorable)
            && let Some(to) = destination(word, ignorable)
        {
            self.begin(to);
            return;
        }
        let on = number != Some(0);
        match word {
            "ansicpg" => self.document = code_page(number.unwrap_or(0)).or(self.document),
            "mac" => self.document = self.document.or(code_page(10_000)),
            "deff" => self.default_font = number,
            "uc" => self.now.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(0).min(64),
            "f" if self.now.destination == Destination::Fonts => {
                self.described = number.unwrap_or(0);
            }
            "f" => self.now.font = number,
            "fcharset" if self.now.destination == Destination::Fonts => {
                let charset = number.unwrap_or(0);
                let font = Font { encoding: of_font(charset), symbols: charset == SYMBOL };
                self.fonts.insert(self.described, font);
            }
            "b" => self.now.bold = on,
            "v" => self.now.hidden = on,
            "deleted" => self.now.deleted = on,
            "revised" => self.now.inserted = on,
            "plain" => {
                self.now.bold = false;
                self.now.hidden = false;
                self.now.deleted = false;
                self.now.inserted = false;
                self.now.font = None;
            }
            "pard" => self.now.table = 0,
            "intbl" => self.now.table = self.now.table.max(1),
            "itap" => {
                self.now.table = number.unwrap_or(0).clamp(0, TABLES) as usize;
            }
            "par" => self.line_end(true),
            "line" | "lbr" => self.line_end(false),
            "page" | "column" | "sect" => {
                if self.writes() {
                    self.counts.page_breaks += u64::from(word != "sect");
                    if !self.sheet.out.text.is_empty() && !self.sheet.out.text.ends_with('\n') {
                        self.line_end(true);
                    }
                }
            }
            "tab" => self.put("\t"),
            "cell" => self.cell_end(1),
            "nestcell" => self.cell_end(self.now.table.max(2)),
            "row" => self.row_end(1),
            "nestrow" => self.row_end(self.now.table.max(2)),
            other => {
                if let Some(character) = character(other) {
                    self.put(character);
                }
            }
        }
    }

    fn control_sign(&mut self, sign: u8) {
        if self.passing > 0 {
            self.passing -= 1;
            return;
        }
        self.flush();
        match sign {
            b'\\' | b'{' | b'}' => self.bytes(&[sign]),
            b'~' => self.put("\u{a0}"),
            b'_' => self.put("\u{2011}"),
            b'\t' => self.put("\t"),
            b'\r' | b'\n' => self.line_end(true),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        self.passing = self.now.fallback;
        // Written as a signed number of 16 bits.
        let code = if number < 0 { number + 65_536 } else { number };
        let Ok(unit) = u16::try_from(code) else {
            if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) {
                self.put(c.encode_utf8(&mut [0; 4]));
            }
            return;
        };
        match (self.high_surrogate.take(), unit) {
            (_, 0xd800..0xdc00) => self.high_surrogate = Some(unit),
            (Some(high), 0xdc00..0xe000) => {
                let pair = char::decode_utf16([high, unit]).flatten().next();
                self.put(pair.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
            }
            (None, 0xdc00..0xe000) => self.put("\u{fffd}"),
            (_, unit) => self.character(u32::from(unit)),
        }
    }

    fn character(&mut self, code: u32) {
        // The separators of lines and of paragraphs are what `\line` is.
        if matches!(code, 0x2028 | 0x2029) {
            self.line_end(false);
            return;
        }
        if (0xf000..0xf100).contains(&code) {
            self.counts.symbols += u64::from(self.writes());
        }
        let c = symbol(code);
        if code >= 0x20 || code == 0x09 {
            self.put(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let passed = self.passing.min(bytes.len());
        self.passing -= passed;
        self.pending.extend_from_slice(&bytes[passed..]);
    }

    /// Puts the bytes that wait, now that no more of them come in this encoding.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let font = self.now.font.or(self.default_font).and_then(|n| self.fonts.get(&n)).copied();
        let font = font.unwrap_or_default();
        if font.symbols && self.writes() {
            for byte in bytes {
                self.character(if byte > 0x20 { 0xf000 + u32::from(byte) } else { 0x20 });
            }
            return;
        }
        let encoding = font.encoding.or(self.document).unwrap_or(WINDOWS_1252);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        if text.contains(|c: char| c.is_control()) {
            let clean: String = text.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
            self.put(&clean);
        } else {
            self.put(&text);
        }
    }

    /// Whether what is read now goes into the text.
    fn writes(&self) -> bool {
        matches!(self.now.destination, Destination::Text | Destination::Note | Destination::TextBox)
    }

    /// Adds words in the look of the group.
    fn put(&mut self, words: &str) {
        if matches!(self.now.destination, Destination::Header | Destination::ListNumber) {
            self.inked |= !words.trim().is_empty();
        }
        if !self.writes() || words.is_empty() {
            return;
        }
        let change = |now: bool, before: &mut bool| -> u64 {
            u64::from(now && !std::mem::replace(before, now))
        };
        self.counts.deletions += change(self.now.deleted, &mut self.in_deletion);
        self.in_deletion = self.now.deleted;
        if self.now.deleted {
            return;
        }
        self.counts.hidden += change(self.now.hidden, &mut self.in_hidden);
        self.in_hidden = self.now.hidden;
        if self.now.hidden {
            return;
        }
        self.counts.insertions += change(self.now.inserted, &mut self.in_insertion);
        self.in_insertion = self.now.inserted;
        self.ready();
        self.sheet.out.push(words, self.now.bold);
    }

    fn line_end(&mut self, paragraph: bool) {
        if !self.writes() {
            return;
        }
        if self.now.deleted && paragraph {
            // The program would glue the words; we never do.
            if self.sheet.out.text.ends_with(char::is_alphanumeric) {
                self.sheet.out.push(" ", false);
            }
            return;
        }
        self.ready();
        if paragraph {
            self.paragraph_end(true);
        } else {
            self.sheet.out.push("\n", false);
        }
    }

    fn paragraph_end(&mut self, always: bool) {
        let boxes = std::mem::take(&mut self.sheet.boxes);
        if always || !boxes.text.is_empty() {
            self.sheet.out.push("\n", false);
        }
        self.sheet.out.append(&boxes);
    }

    /// Opens the tables, row and cell that the paragraph stands in.
    fn ready(&mut self) {
        self.level(self.now.table);
        self.sheet.out.open_cell();
    }

    /// Opens or closes tables until so many are open.
    fn level(&mut self, count: usize) {
        while self.sheet.out.tables() > count {
            self.sheet.out.end_table();
        }
        while self.sheet.out.tables() < count {
            self.sheet.out.open_cell();
            if self.sheet.out.tables() == 0 && !self.sheet.out.text.is_empty() {
                self.fresh_line();
            }
            self.counts.tables += 1;
            self.sheet.out.begin_table();
        }
    }

    fn fresh_line(&mut self) {
        if !self.sheet.out.text.ends_with('\n') {
            self.sheet.out.push("\n", false);
        }
    }

    fn cell_end(&mut self, level: usize) {
        if !self.writes() {
            return;
        }
        self.level(level);
        self.sheet.out.open_cell();
        let boxes = std::mem::take(&mut self.sheet.boxes);
        if !boxes.text.is_empty() {
            self.fresh_line();
            self.sheet.out.append(&boxes);
        }
        self.sheet.out.end_cell();
    }

    fn row_end(&mut self, level: usize) {
        if self.writes() && self.sheet.out.tables() >= level {
            self.level(level);
            self.sheet.out.end_row();
        }
    }
}
