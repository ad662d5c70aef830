//! A text in which somebody no longer speaks: their turns stay as places, so that ¶ numbers stand, and
//! say only that something was said.

use super::edits::Edits;
use super::positions::trim;
use crate::model::{
    CONTRIBUTION_WITHDRAWN, MarkKind, Piece, Span, TurnRow, WITHDRAWN, WithdrawalScope,
};

/// What is laid over a text, before and after.
pub struct Layers<'t> {
    /// In order, apart.
    pub turns: &'t [TurnRow],
    /// Stretches that nobody said and their kind, in order.
    pub marks: &'t [(Span, String)],
    /// Moments of the recording: byte and milliseconds, in order.
    pub times: &'t [(u32, i64)],
    /// What was said, in order.
    pub pieces: &'t [Piece],
}

/// The text without them, and what lies over it.
pub struct Withdrawn {
    /// The text.
    pub text: String,
    /// As many as before.
    pub turns: Vec<TurnRow>,
    /// Those that were inside the turns are gone; what stands there now is marked as said by nobody.
    pub marks: Vec<(Span, String)>,
    /// Those that were inside are gone.
    pub times: Vec<(u32, i64)>,
    edits: Edits,
    /// The turns that were emptied, in the old text.
    zones: Vec<Span>,
}

impl Withdrawn {
    /// Takes somebody out of a text. `label` gives the label of the turns that are theirs. With
    /// [`WithdrawalScope::Person`] only the labels change.
    pub fn new<'l>(
        text: &str,
        layers: &Layers<'_>,
        scope: WithdrawalScope,
        label: impl Fn(&TurnRow) -> Option<&'l str>,
    ) -> Self {
        let mut replacements: Vec<(Span, String)> = Vec::new();
        let (mut zones, mut bodies) = (Vec::new(), Vec::new());
        for turn in layers.turns {
            let Some(label) = label(turn) else { continue };
            replacements.extend(relabelled(text, turn, label));
            let body = Span::new(turn.body, turn.end).filter(|body| trim(text, *body).is_some());
            if scope == WithdrawalScope::Everything
                && let Some(body) = body
            {
                zones.extend(Span::new(turn.start, turn.end));
                bodies.push(body);
                replacements.push((body, CONTRIBUTION_WITHDRAWN.to_owned()));
            }
        }
        let (new, edits) = Edits::replacing(text, &replacements);
        let at = |byte: u32| edits.place(byte, false);
        let turns = layers.turns.iter().map(|turn| TurnRow {
            start: at(turn.start),
            body: at(turn.body),
            end: edits.place(turn.end, true),
            ..*turn
        });
        let turns: Vec<TurnRow> = turns.collect();
        let inside = |byte: u32| bodies.iter().any(|b| b.start() <= byte && byte < b.end());
        let kept =
            layers.marks.iter().filter(|(mark, _)| !bodies.iter().any(|b| b.overlaps(*mark)));
        let mut marks: Vec<(Span, String)> = kept
            .filter_map(|(mark, kind)| {
                let moved = Span::new(at(mark.start()), edits.place(mark.end(), true))?;
                Some((trim(&new, moved)?, kind.clone()))
            })
            .collect();
        let header = MarkKind::Header.name();
        marks.extend(bodies.iter().filter_map(|body| {
            let place = Span::new(at(body.start()), edits.place(body.end(), true))?;
            Some((place, header.to_owned()))
        }));
        marks.sort_by_key(|(mark, _)| (mark.start(), std::cmp::Reverse(mark.end())));
        let mut from = 0;
        marks.retain(|(mark, _)| {
            let fits = mark.start() >= from;
            from = if fits { mark.end() } else { from };
            fits
        });
        let mut times: Vec<(u32, i64)> = Vec::new();
        for (byte, ms) in layers.times.iter().filter(|(byte, _)| !inside(*byte)) {
            let place = at(*byte);
            if times.last().is_none_or(|(last, _)| *last < place) {
                times.push((place, *ms));
            }
        }
        Self { text: new, turns, marks, times, edits, zones }
    }

    /// True when nothing of the text changes.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Where a place of the old text is now.
    pub fn place(&self, byte: u32) -> u32 {
        self.edits.place(byte, false)
    }

    /// True for a place of the old text that is in an emptied turn or at the edge of one.
    pub fn touches(&self, byte: u32) -> bool {
        self.zones.iter().any(|zone| zone.start() <= byte && byte <= zone.end())
    }

    /// True when a coding of the old text shares something with a turn that was emptied.
    pub fn reaches(&self, span: Span) -> bool {
        self.zones.iter().any(|zone| zone.overlaps(span))
    }

    /// Where a coding is now; `None` when nothing that somebody else said is left of it. `layers` are
    /// those of the old text.
    ///
    /// An end that lay in an emptied turn moves to the nearest word of somebody else. A coding that
    /// begins before such a turn and ends after it stays in one piece over it.
    pub fn span(&self, span: Span, layers: &Layers<'_>) -> Option<Span> {
        let (mut from, mut to) = (span.start(), span.end());
        if self.reaches(span) {
            let zones: Vec<Span> =
                self.zones.iter().copied().filter(|z| z.overlaps(span)).collect();
            let others = layers
                .pieces
                .iter()
                .filter(|piece| !zones.iter().any(|zone| zone.overlaps(piece.span)))
                .filter_map(|piece| piece.span.intersect(span));
            let (first, last) = others.fold((None, None), |(first, _), piece| {
                (first.or(Some(piece.start())), Some(piece.end()))
            });
            let (first, last) = (first?, last?);
            if zones.first().is_some_and(|zone| zone.start() <= from) {
                from = first;
            }
            if zones.last().is_some_and(|zone| to <= zone.end()) {
                to = last;
            }
            let moved = Span::new(self.edits.place(from, false), self.edits.place(to, true))?;
            return trim(&self.text, moved);
        }
        let moved = Span::new(self.edits.place(from, false), self.edits.place(to, true))?;
        moved.of(&self.text).is_some_and(|words| !words.trim().is_empty()).then_some(moved)
    }
}

/// What takes the place of a label in front of a turn; `None` where there is none.
fn relabelled(text: &str, turn: &TurnRow, label: &str) -> Option<(Span, String)> {
    let prefix = Span::new(turn.start, turn.body)?;
    let words = prefix.of(text)?;
    let (lower, wanted) = (words.to_ascii_lowercase(), label.to_ascii_lowercase());
    match lower.find(&wanted).filter(|_| !wanted.is_empty()) {
        Some(at) => {
            let start = turn.start + at as u32;
            let span = Span::new(start, start + wanted.len() as u32)?;
            // A label in brackets of its own needs no second ones.
            let bracketed = words.get(..at).is_some_and(|before| before.ends_with('['));
            let word = if bracketed { WITHDRAWN.trim_matches(['[', ']']) } else { WITHDRAWN };
            Some((span, word.to_owned()))
        }
        // Written in another way than the label: all of it.
        None if words.contains(char::is_alphabetic) => Some((prefix, format!("{WITHDRAWN}: "))),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SpeakerId, Voice};
    use crate::text::speech;

    const TEXT: &str =
        "INT: How was it?\n\n[0:12] P2: Long. [0:15] Very long.\n\nP5: As P2 says.\n";

    type Owned = (Vec<TurnRow>, Vec<(Span, String)>, Vec<(u32, i64)>, Vec<Piece>);

    fn layers() -> Owned {
        let turn = |words: &str, body: u32, speaker| {
            let start = TEXT.find(words).unwrap() as u32;
            let end = start + words.len() as u32;
            TurnRow {
                start,
                body: start + body,
                end,
                speaker: Some(SpeakerId(speaker)),
                at_ms: None,
            }
        };
        let turns = vec![
            turn("INT: How was it?", 5, 1),
            turn("[0:12] P2: Long. [0:15] Very long.", 11, 2),
            turn("P5: As P2 says.", 4, 3),
        ];
        let mark = |words: &str| {
            let at = TEXT.find(words).unwrap();
            (Span::from_range(at..at + words.len()).unwrap(), "time".to_owned())
        };
        let marks = vec![mark("[0:12]"), mark("[0:15]")];
        let plain: Vec<(u32, u32)> = marks.iter().map(|(m, _)| (m.start(), m.end())).collect();
        let pieces = speech::pieces(TEXT, &turns, &plain, |_| Voice::Unassigned);
        let times = vec![(0, 1), (turns[1].body + 3, 2), (turns[2].start, 3)];
        (turns, marks, times, pieces)
    }

    fn span(words: &str) -> Span {
        let at = TEXT.find(words).unwrap();
        Span::from_range(at..at + words.len()).unwrap()
    }

    fn withdrawn(scope: WithdrawalScope, check: impl Fn(&Withdrawn, &Layers<'_>)) {
        let (turns, marks, times, pieces) = layers();
        let layers = Layers { turns: &turns, marks: &marks, times: &times, pieces: &pieces };
        let gone = Withdrawn::new(TEXT, &layers, scope, |t| {
            (t.speaker == Some(SpeakerId(2))).then_some("P2")
        });
        check(&gone, &layers);
    }

    #[test]
    fn a_turn_that_was_withdrawn_keeps_its_place_and_nothing_else() {
        withdrawn(WithdrawalScope::Everything, |gone, _| {
            assert_eq!(
                gone.text,
                "INT: How was it?\n\n[0:12] [withdrawn]: [contribution withdrawn]\n\nP5: As P2 says.\n"
            );
            let words = |turn: &TurnRow| &gone.text[turn.body as usize..turn.end as usize];
            let said: Vec<&str> = gone.turns.iter().map(words).collect();
            assert_eq!(said, ["How was it?", "[contribution withdrawn]", "As P2 says."]);
            let marks: Vec<&str> =
                gone.marks.iter().filter_map(|(m, _)| m.of(&gone.text)).collect();
            assert_eq!(marks, ["[0:12]", "[contribution withdrawn]"]);
            let after = gone.text.find("P5").unwrap() as u32;
            assert_eq!(gone.times, [(0, 1), (after, 3)]);
        });
        withdrawn(WithdrawalScope::Person, |gone, _| {
            assert!(gone.text.contains("[0:12] [withdrawn]: Long. [0:15] Very long."));
            assert_eq!((gone.marks.len(), gone.times.len()), (2, 3));
        });
    }

    #[test]
    fn codings_keep_what_others_said_and_never_less() {
        withdrawn(WithdrawalScope::Everything, |gone, layers| {
            let check = |coded: Span, expected: Option<&str>| {
                let now = gone.span(coded, layers);
                assert_eq!(now.and_then(|span| span.of(&gone.text)), expected, "{coded:?}");
            };
            check(span("How was it?"), Some("How was it?"));
            check(span("was"), Some("was"));
            check(span("Long."), None);
            check(span("P2: Long. [0:15] Very"), None);
            check(span("Very long.\n\nP5:"), None);
            check(span("it?\n\n[0:12] P2: Long."), Some("it?"));
            check(span("long.\n\nP5: As P2"), Some("As P2"));
            check(span("P5: As"), Some("P5: As"));
            check(
                span("it?\n\n[0:12] P2: Long. [0:15] Very long.\n\nP5: As"),
                Some("it?\n\n[0:12] [withdrawn]: [contribution withdrawn]\n\nP5: As"),
            );
        });
    }
}
