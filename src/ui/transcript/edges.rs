//! The ends of a coding moved by hand or by key: plain arithmetic on bytes of the text.
//!
//! Whatever is asked for, the result is a span that is not empty, has no white space at its ends,
//! splits no grapheme and ends in no speaker's label.

use super::blocks::Blocks;
use super::selection::{step_letter, step_word};
use crate::model::Span;
use crate::text::positions;
use crate::ui::action::{Edge, Step};

/// The span after one step of one of its ends; `None` when it can go no farther.
pub(super) fn stepped(
    text: &str,
    blocks: &Blocks,
    span: Span,
    edge: Edge,
    step: Step,
) -> Option<Span> {
    let end = matches!(edge, Edge::EndOut | Edge::EndIn);
    let mut at = if end { span.end() } else { span.start() };
    // A letter more may be a space, which is not taken along: then it goes on.
    for _ in 0..64 {
        let next = match (step, edge) {
            (Step::Letter, Edge::StartOut | Edge::EndIn) => step_letter(text, blocks, at, false),
            (Step::Letter, Edge::StartIn | Edge::EndOut) => step_letter(text, blocks, at, true),
            (Step::Word, Edge::StartOut) => word_start_before(text, blocks, at),
            (Step::Word, Edge::StartIn) => word_start_after(text, blocks, at),
            (Step::Word, Edge::EndOut) => word_end_after(text, blocks, at),
            (Step::Word, Edge::EndIn) => word_end_before(text, blocks, at),
        };
        if next == at {
            return None;
        }
        at = next;
        let moved = if end { Span::new(span.start(), at) } else { Span::new(at, span.end()) };
        let moved = clean(text, moved?)?;
        if moved != span && !is_between(blocks, moved, end) {
            return Some(moved);
        }
    }
    None
}

/// The span with one end at a byte where the pointer is. It keeps at least one letter.
pub(super) fn pulled(text: &str, blocks: &Blocks, span: Span, end: bool, to: u32) -> Span {
    let to = blocks.settle(to);
    let moved = if end {
        let least = step_letter(text, blocks, span.start(), true);
        Span::new(span.start(), to.max(least))
    } else {
        let most = step_letter(text, blocks, span.end(), false);
        Span::new(to.min(most), span.end())
    };
    moved.and_then(|moved| clean(text, moved)).unwrap_or(span)
}

fn clean(text: &str, span: Span) -> Option<Span> {
    let start = positions::grapheme_floor(text, span.start() as usize);
    let end = positions::grapheme_ceil(text, span.end() as usize);
    positions::trim(text, Span::from_range(start..end)?)
}

/// True when the moved end lies between two blocks, where labels are.
fn is_between(blocks: &Blocks, span: Span, end: bool) -> bool {
    let at = if end { span.end() } else { span.start() };
    let block = blocks.get(blocks.at(at));
    at > block.end || end && at <= block.start || !end && at >= block.end
}

fn word_end_after(text: &str, blocks: &Blocks, at: u32) -> u32 {
    step_word(text, blocks, at, true)
}

fn word_start_before(text: &str, blocks: &Blocks, at: u32) -> u32 {
    step_word(text, blocks, at, false)
}

/// The start of the word behind the one that begins here.
fn word_start_after(text: &str, blocks: &Blocks, at: u32) -> u32 {
    let mut far = at;
    for _ in 0..8 {
        let next = step_word(text, blocks, far, true);
        if next == far {
            return at;
        }
        far = next;
        let start = step_word(text, blocks, far, false);
        if start > at {
            return start;
        }
    }
    at
}

/// The end of the word before the one that ends here.
fn word_end_before(text: &str, blocks: &Blocks, at: u32) -> u32 {
    let mut far = at;
    for _ in 0..8 {
        let next = step_word(text, blocks, far, false);
        if next == far {
            return at;
        }
        far = next;
        let end = step_word(text, blocks, far, true);
        if end < at {
            return end;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "INT: How long did it take?\n\nP01: Fourteen months — all in. Nous e\u{301}tions\n\n\
                        la\u{300} 👩‍👩‍👧 ensemble.\n\nINT: And then?";

    fn span(words: &str) -> Span {
        let at = TEXT.find(words).unwrap();
        Span::from_range(at..at + words.len()).unwrap()
    }

    #[test]
    fn ends_go_by_words_and_letters_and_over_turns() {
        let document = sample::document(TEXT);
        let blocks = Blocks::new(&document);
        let check = |words: &str, edge, step, expected: Option<&str>| {
            let got = stepped(TEXT, &blocks, span(words), edge, step);
            assert_eq!(got.and_then(|got| got.of(TEXT)), expected, "{words} {edge:?} {step:?}");
        };
        check("months", Edge::EndOut, Step::Word, Some("months — all"));
        check("months", Edge::StartOut, Step::Word, Some("Fourteen months"));
        check("months — all", Edge::EndIn, Step::Word, Some("months"));
        check("months — all", Edge::StartIn, Step::Word, Some("all"));
        check("months", Edge::StartIn, Step::Word, None);
        check("months", Edge::EndIn, Step::Word, None);
        check("months", Edge::EndOut, Step::Letter, Some("months —"));
        check("months —", Edge::EndIn, Step::Letter, Some("months"));
        check("m", Edge::EndIn, Step::Letter, None);
        check("Nous", Edge::EndOut, Step::Letter, Some("Nous e\u{301}"));
        check("Fourteen", Edge::StartOut, Step::Word, Some("take?\n\nP01: Fourteen"));
        check("ensemble.", Edge::EndOut, Step::Word, Some("ensemble.\n\nINT: And"));
        check("How", Edge::StartOut, Step::Letter, None);
        check("then?", Edge::EndOut, Step::Word, None);
    }

    #[test]
    fn a_pulled_end_stops_before_the_other_one() {
        let document = sample::document(TEXT);
        let blocks = Blocks::new(&document);
        let check = |end, to: &str, expected: &str| {
            let to = span(to).start();
            let got = pulled(TEXT, &blocks, span("months — all"), end, to);
            assert_eq!(got.of(TEXT), Some(expected));
        };
        check(true, " in.", "months — all");
        check(true, ". Nous", "months — all in");
        check(true, "How", "m");
        check(false, "Fourteen", "Fourteen months — all");
        check(false, "ensemble", "l");
    }

    proptest! {
        #[test]
        fn no_end_ever_lies_where_it_must_not(
            from in 0usize..130,
            length in 1usize..40,
            moves in proptest::collection::vec((0..5_u8, any::<bool>(), 0u32..140), 1..20),
        ) {
            let document = sample::document(TEXT);
            let blocks = Blocks::new(&document);
            let borders: Vec<usize> = {
                use unicode_segmentation::UnicodeSegmentation as _;
                TEXT.grapheme_indices(true).map(|(at, _)| at).chain([TEXT.len()]).collect()
            };
            let from = borders[from % borders.len()];
            let to = borders.iter().copied().find(|at| *at >= from + length);
            let first = Span::from_range(from..to.unwrap_or(TEXT.len()));
            let Some(mut now) = first.and_then(|span| positions::trim(TEXT, span)) else {
                return Ok(());
            };
            for (kind, end, to) in moves {
                let edges = [Edge::StartOut, Edge::StartIn, Edge::EndOut, Edge::EndIn];
                let step = if end { Step::Word } else { Step::Letter };
                now = match edges.get(usize::from(kind)) {
                    Some(edge) => stepped(TEXT, &blocks, now, *edge, step).unwrap_or(now),
                    None => pulled(TEXT, &blocks, now, end, to),
                };
                prop_assert!(borders.contains(&(now.start() as usize)));
                prop_assert!(borders.contains(&(now.end() as usize)));
                let words = now.of(TEXT).unwrap();
                prop_assert_eq!(words.trim(), words);
                prop_assert!(!words.is_empty());
            }
        }
    }
}
