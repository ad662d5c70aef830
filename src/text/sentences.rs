//! Sentences and words around a place: what a double or triple click takes.

use crate::model::Span;
use unicode_segmentation::UnicodeSegmentation as _;

/// The word at a byte of `text`, by Unicode word boundaries; `None` on white space or outside.
pub fn word_at(text: &str, byte: usize) -> Option<Span> {
    segment_at(text.split_word_bound_indices(), text, byte)
}

/// The sentence at a byte of `text`, without the white space behind it.
pub fn sentence_at(text: &str, byte: usize) -> Option<Span> {
    segment_at(text.split_sentence_bound_indices(), text, byte)
}

fn segment_at<'t>(
    segments: impl Iterator<Item = (usize, &'t str)>,
    text: &str,
    byte: usize,
) -> Option<Span> {
    let byte = if byte == text.len() { byte.checked_sub(1)? } else { byte };
    let (start, segment) = segments.take_while(|(at, _)| *at <= byte).last()?;
    let trimmed = segment.trim_end();
    Span::from_range(start..start + trimmed.len()).filter(|_| byte < start + segment.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_takes_the_word_or_the_sentence() {
        let text = "He waited. Fourteen months, it took. And then?";
        let word = |at| word_at(text, at).and_then(|s| s.of(text));
        let sentence = |at| sentence_at(text, at).and_then(|s| s.of(text));
        assert_eq!(word(4), Some("waited"));
        assert_eq!(word(2), None);
        assert_eq!(sentence(13), Some("Fourteen months, it took."));
        assert_eq!(sentence(text.len()), Some("And then?"));
        assert_eq!(sentence_at("", 0), None);
    }
}
