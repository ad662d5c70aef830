//! Where a finding is, in words, and what stands around it.

use super::{Finding, Place};
use crate::model::{Corpus, DocumentId, Span};
use crate::text::positions::{grapheme_ceil, grapheme_floor};

impl Place {
    /// "P03 interview", "code delay": what it belongs to.
    pub fn subject(self, corpus: &Corpus) -> String {
        let document = |id| corpus.document(id).map(|d| d.name.clone()).unwrap_or_default();
        match self {
            Self::Text(id)
            | Self::Label(id, _)
            | Self::Name(id)
            | Self::File(id)
            | Self::Comment(id, _) => document(id),
            Self::Participant(_) => "Participants".to_owned(),
            Self::Title(_) | Self::Memo(_) => "Memos".to_owned(),
            Self::Code(id, _) => corpus
                .codes
                .get(id)
                .map(|code| format!("Code {}", code.fields.name))
                .unwrap_or_default(),
            Self::Theme(..) => "Themes".to_owned(),
            Self::Cell(_) => "Framework".to_owned(),
            Self::Orphan(id) => corpus
                .orphans
                .iter()
                .find(|orphan| orphan.id == id)
                .map(|orphan| document(orphan.document))
                .unwrap_or_default(),
        }
    }

    /// What kind of text it is, where it is no transcript.
    pub fn kind(self) -> Option<&'static str> {
        Some(match self {
            Self::Text(_) => return None,
            Self::Label(..) => "speaker’s label",
            Self::Name(_) => "document’s name",
            Self::File(_) => "file name",
            Self::Participant(_) => "participant",
            Self::Title(_) => "title of a memo",
            Self::Memo(_) => "memo",
            Self::Comment(..) => "comment",
            Self::Code(_, 0) => "code’s name",
            Self::Code(_, 1) => "definition",
            Self::Code(_, 2) => "include",
            Self::Code(_, 3) => "exclude",
            Self::Code(..) => "example",
            Self::Theme(_, 0) => "theme",
            Self::Theme(_, 1) => "concept",
            Self::Theme(_, 2) => "boundary",
            Self::Theme(..) => "reason",
            Self::Orphan(_) => "coding without place",
            Self::Cell(_) => "summary of a cell",
        })
    }
}

/// The words around a stretch of a text: at most so many characters on each side, without line breaks,
/// cut between words where that is possible.
pub fn around(text: &str, span: Span, reach: usize) -> (String, String, String) {
    let range = span.range();
    let plain = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let (Some(before), Some(words), Some(after)) =
        (text.get(..range.start), text.get(range.clone()), text.get(range.end..))
    else {
        return (String::new(), String::new(), String::new());
    };
    let from = before.char_indices().rev().nth(reach).map_or(0, |(at, _)| {
        let at = grapheme_floor(text, at);
        before.get(at..).and_then(|part| part.find(char::is_whitespace)).map_or(at, |gap| at + gap)
    });
    let to = after.char_indices().nth(reach).map_or(after.len(), |(at, _)| {
        let at = grapheme_ceil(text, range.end + at) - range.end;
        let behind = after.get(at..).and_then(|rest| rest.chars().next());
        if behind.is_some_and(char::is_whitespace) {
            return at;
        }
        after.get(..at).and_then(|part| part.rfind(char::is_whitespace)).unwrap_or(at)
    });
    let (head, tail) =
        (before.get(from..).unwrap_or_default(), after.get(..to).unwrap_or_default());
    let mut left = plain(head);
    if head.ends_with(char::is_whitespace) && !left.is_empty() {
        left.push(' ');
    }
    let mut right = plain(tail);
    if tail.starts_with(char::is_whitespace) && !right.is_empty() {
        right.insert(0, ' ');
    }
    if from > 0 {
        left.insert(0, '…');
    }
    if to < after.len() {
        right.push('…');
    }
    (left, plain(words), right)
}

impl Finding {
    /// The number of the paragraph it is in, where it is in a transcript.
    pub fn paragraph(&self, corpus: &Corpus) -> Option<usize> {
        match self.place {
            Place::Text(id) => corpus.document(id)?.turn_at(self.span.start()).map(|turn| turn + 1),
            Place::Label(id, speaker) => {
                let turns = &corpus.document(id)?.turns;
                turns.iter().position(|turn| turn.speaker == Some(speaker)).map(|turn| turn + 1)
            }
            _ => None,
        }
    }

    /// Where to read it: a document and bytes of its text. A label stands before its first turn.
    pub fn passage(&self, corpus: &Corpus) -> Option<(DocumentId, Span)> {
        match self.place {
            Place::Text(id) => Some((id, self.span)),
            Place::Label(id, _) => {
                let turn = self.paragraph(corpus)? - 1;
                let turn = corpus.document(id)?.turns.get(turn)?;
                Some((id, Span::new(turn.start, turn.end)?))
            }
            Place::Comment(id, coding) => Some((id, corpus.document(id)?.coding(coding)?.span)),
            _ => None,
        }
    }

    /// "P03, ¶14", "P03, speaker’s label".
    pub fn location(&self, corpus: &Corpus) -> String {
        let subject = self.place.subject(corpus);
        match (self.place.kind(), self.paragraph(corpus)) {
            (Some(kind), _) => format!("{subject}, {kind}"),
            (None, Some(number)) => format!("{subject}, ¶{number}"),
            (None, None) => subject,
        }
    }

    /// The words around it.
    pub fn context(&self, corpus: &Corpus, reach: usize) -> (String, String, String) {
        self.place.text(corpus).map_or_else(Default::default, |text| around(text, self.span, reach))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_between_words() {
        let check = |text: &str, words: &str, reach, expected: (&str, &str, &str)| {
            let at = text.find(words).unwrap();
            let span = Span::from_range(at..at + words.len()).unwrap();
            let (a, b, c) = around(text, span, reach);
            assert_eq!((a.as_str(), b.as_str(), c.as_str()), expected, "{text}");
        };
        check("we rang Besnik, twice", "Besnik", 40, ("we rang ", "Besnik", ", twice"));
        check("we rang\nBesnik twice that day", "Besnik", 6, ("…rang ", "Besnik", " twice…"));
        check("Besnik", "Besnik", 6, ("", "Besnik", ""));
        check(&"é".repeat(50), "é", 3, ("", "é", "ééé…"));
    }
}
