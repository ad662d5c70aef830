//! A text in which somebody no longer speaks: their turns stay as places, so that ¶ numbers stand, and
//! say only that something was said.

use super::edits::Edits;
use super::positions::trim;
use super::quotes::spelled;
use super::turns::{cue_times, same_label};
use crate::model::{
    CONTRIBUTION_WITHDRAWN, MarkKind, Piece, Span, TurnRow, WITHDRAWN, WithdrawalScope,
};
use std::ops::Range;

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

/// What takes the place of a label in front of a turn; `None` where there is none. All of it goes as it
/// is written there, also where the speaker is called by a part of it only; the signs around it, time
/// stamps and the transcript's own numbers stay.
fn relabelled(text: &str, turn: &TurnRow, label: &str) -> Option<(Span, String)> {
    let words = Span::new(turn.start, turn.body)?.of(text)?;
    let written = written(words, label)?;
    // A label in brackets of its own needs no second ones.
    let bracketed = words.get(..written.start).is_some_and(|before| before.ends_with('['));
    let word = if bracketed { WITHDRAWN.trim_matches(['[', ']']) } else { WITHDRAWN };
    let at = |byte: usize| turn.start + byte as u32;
    Some((Span::new(at(written.start), at(written.end))?, word.to_owned()))
}

/// Where the label stands in what leads a turn. Lines and cells may stand before it, none behind it but
/// times: what is written like the label is looked for from the end, then what holds it as words, then
/// any letters, since a renamed speaker may be written in other words.
fn written(words: &str, label: &str) -> Option<Range<usize>> {
    let times = times_in(words);
    let parts = parts_of(words);
    let found: Vec<Range<usize>> =
        parts.iter().filter_map(|part| label_in(words, part, &times, label)).collect();
    let of = |range: &Range<usize>| words.get(range.clone()).unwrap_or_default();
    let same = |range: &&Range<usize>| same_label(of(range), label);
    let named = |range: &&Range<usize>| !spelled(of(range), label).is_empty();
    let lettered = |range: &&Range<usize>| of(range).contains(char::is_alphabetic);
    let backwards = || found.iter().rev();
    backwards()
        .find(same)
        .or_else(|| backwards().find(named))
        .or_else(|| backwards().find(lettered))
        .or_else(|| backwards().next())
        .cloned()
}

/// The lines of what leads a turn, and their cells. The times of a cue name nobody, whatever settings
/// stand behind them, nor does the number over them.
fn parts_of(words: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in words.split('\n') {
        if is_cue(line) {
            let number = |part: &str| part.trim().bytes().all(|b| b.is_ascii_digit());
            parts.pop_if(|part| words.get(part.clone()).is_some_and(number));
            at += line.len() + 1;
            continue;
        }
        for cell in line.split('\t') {
            parts.push(at..at + cell.len());
            at += cell.len() + 1;
        }
    }
    parts
}

/// True for the times of a cue with nothing but its settings behind them. Behind times in brackets
/// somebody speaks.
fn is_cue(line: &str) -> bool {
    let line = line.trim();
    let Some((_, behind)) = line.split_once("-->").filter(|_| cue_times(line).is_some()) else {
        return false;
    };
    let mut settings = behind.split_whitespace().skip(1);
    if line.starts_with('[') {
        settings.next().is_none()
    } else {
        settings.all(|word| word.contains(':'))
    }
}

/// Where a label would stand in a line or cell: from its first letter to the colon, the bracket, the time
/// or the end behind it.
fn label_in(
    words: &str,
    part: &Range<usize>,
    times: &[Range<usize>],
    label: &str,
) -> Option<Range<usize>> {
    let timed = |at: usize| times.iter().any(|time| time.contains(&at));
    let mut letters = words.get(part.clone())?.char_indices();
    let (ink, _) = letters.find(|(at, c)| c.is_alphanumeric() && !timed(part.start + at))?;
    let start = part.start + ink;
    let closing = match words.get(..start)?.chars().next_back() {
        Some('[') => Some(']'),
        Some('(') => Some(')'),
        Some('<') => Some('>'),
        _ => None,
    };
    let rest = words.get(start..part.end)?;
    let colon = |at: usize, c: char| matches!(c, ':' | '：') && !timed(start + at);
    let ends = |(at, c): (usize, char)| {
        (timed(start + at) || colon(at, c) || Some(c) == closing).then_some(at)
    };
    let end = rest.char_indices().find_map(ends).unwrap_or(rest.len());
    let signs = |c: char| c.is_whitespace() || "*_>|-–—([<#".contains(c);
    let written = rest.get(..end)?.trim_end_matches(signs);
    // Numbers of lines are told from labels where a colon follows; elsewhere all of it was the label.
    let parted = rest.char_indices().any(|(at, c)| at >= end && colon(at, c));
    let number = if parted { number_before(written, label) } else { 0 };
    (!written.is_empty()).then(|| start + number..start + written.len())
}

/// Bytes of a line's own number before a label, as in `012 Anna: `; none where it is the label's.
fn number_before(written: &str, label: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let number = digits(written);
    let rest = written.get(number..).unwrap_or_default().trim_start_matches(['.', ')']);
    let name = rest.trim_start();
    let numbered = (1..=4).contains(&number)
        && name.len() < rest.len()
        && name.starts_with(char::is_alphabetic);
    let label = label.trim();
    let own = label.get(..digits(label)) == written.get(..number);
    if numbered && !own { written.len() - name.len() } else { 0 }
}

/// Where times stand, with the brackets around them: `[00:12:03]`, `0:12`, `#00:00:05-2#`, `[12.30]`.
fn times_in(words: &str) -> Vec<Range<usize>> {
    let bytes = words.as_bytes();
    let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied();
    let letter = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || b >= 0x80);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes.get(at..).unwrap_or_default();
        let run = run.iter().take_while(|b| b.is_ascii_digit() || b":.,-".contains(b)).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let time = words.get(at..at + run).unwrap_or_default();
        let digits = time.trim_end_matches(|c: char| !c.is_ascii_digit());
        let before = at.checked_sub(1);
        let end = at + digits.len();
        let opened = byte(before).is_some_and(|b| b"[(#<".contains(&b));
        let closed = opened && byte(Some(end)).is_some_and(|b| b"])#>".contains(&b));
        // Old transcripts write minutes and seconds with a point, and then in brackets only.
        let parted = digits.contains(':') || closed && digits.contains('.');
        let apart = !letter(byte(before)) && !letter(byte(Some(end)));
        if parted && apart && digits.starts_with(|c: char| c.is_ascii_digit()) {
            found.push(if closed { at - 1..end + 1 } else { at..end });
        }
        at += run;
    }
    found
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
    fn all_of_a_label_goes_as_it_is_written_and_times_stay() {
        let check = |lead: &str, label: &str, expected: &str| {
            let text = format!("{lead}It was cold.");
            let end = text.len() as u32;
            let turn =
                TurnRow { start: 0, body: lead.len() as u32, end, speaker: None, at_ms: None };
            let layers = Layers { turns: &[turn], marks: &[], times: &[], pieces: &[] };
            let gone = Withdrawn::new(&text, &layers, WithdrawalScope::Person, |_| Some(label));
            assert_eq!(gone.text, format!("{expected}It was cold."), "{lead:?}");
        };
        // The speaker was renamed: the label is written as it was.
        check("Anna Smith: ", "Anna", "[withdrawn]: ");
        check("Anna Smith: ", "Smith", "[withdrawn]: ");
        check("Anna Smith: ", "P02", "[withdrawn]: ");
        check("Rene\u{301}e S.: ", "Renée S.", "[withdrawn]: ");
        check("[0:12] **Anna Smith:** ", "Anna", "[0:12] **[withdrawn]:** ");
        check("Anna Smith (00:12:03): ", "Anna", "[withdrawn] (00:12:03): ");
        check("Anna Smith (nurse) [00:12]: ", "Anna", "[withdrawn] [00:12]: ");
        check("Anna Smith  0:12\n", "Anna", "[withdrawn]  0:12\n");
        check("00:00:03 Speaker 1\n", "Speaker 1", "00:00:03 [withdrawn]\n");
        check("#00:00:05-2# Anna Smith: ", "Anna", "#00:00:05-2# [withdrawn]: ");
        check("[Anna Smith] ", "Anna", "[withdrawn] ");
        check("<Anna Smith> ", "Anna", "<[withdrawn]> ");
        check("Anna Smith >> ", "Anna", "[withdrawn] >> ");
        check("1\tAnna Smith\t", "Anna", "1\t[withdrawn]\t");
        check("7: ", "7", "[withdrawn]: ");
        check(
            "2\n00:00:01,000 --> 00:00:04,500 align:start\nAnna Smith: ",
            "P02",
            "2\n00:00:01,000 --> 00:00:04,500 align:start\n[withdrawn]: ",
        );
        check("", "Anna", "");
        // Letters of the label stand in what is before it.
        check("Part 1\tP\t", "P", "Part 1\t[withdrawn]\t");
        check("Part 1\tP. Smith\t", "P", "Part 1\t[withdrawn]\t");
        check("Part 1\tSusi\t0:12\t", "P", "Part 1\t[withdrawn]\t0:12\t");
        let cue = "00:00:01 --> 00:00:04 align:start\n";
        check(&format!("{cue}Al: "), "Al", &format!("{cue}[withdrawn]: "));
        check(&format!("2\n{cue}Al Smith: "), "Al", &format!("2\n{cue}[withdrawn]: "));
        check("[00:43.810 --> 00:47.850] Al: ", "P02", "[00:43.810 --> 00:47.850] [withdrawn]: ");
        // Nobody is named over a turn that was given to somebody by hand.
        check(&format!("2\n{cue}"), "Al", &format!("2\n{cue}"));
    }

    #[test]
    fn numbers_of_lines_are_no_part_of_a_label() {
        let check = |lead: &str, label: &str, expected: &str| {
            let new = written(lead, label).map(|range| {
                let mut new = lead.to_owned();
                new.replace_range(range, "X");
                new
            });
            assert_eq!(new.as_deref(), Some(expected), "{lead:?}");
        };
        check("012 Anna: ", "Anna", "012 X: ");
        check("012 Anna Smith: ", "P02", "012 X: ");
        check("12. Anna (0:12): ", "Anna", "12. X (0:12): ");
        check("[0:12] 012 Anna：", "Anna", "[0:12] 012 X：");
        // The number is the label's.
        check("012 Anna: ", "012 Anna", "X: ");
        check("012: ", "012", "X: ");
        check("2023001 Anna: ", "Anna", "X: ");
        // Where no colon follows the label was all of it, before it was renamed.
        check("012 Anna\t", "Anna", "X\t");
        check("012 Anna  0:12\n", "Anna", "X  0:12\n");
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
