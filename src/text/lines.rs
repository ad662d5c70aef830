//! Frozen line numbers: the second stable counter of a citation, `ll. 120-124`.
//!
//! Lines are broken once, at a stored width, by a rule that never looks at a screen; so a printed
//! transcript and a citation agree for good.

use unicode_segmentation::UnicodeSegmentation as _;

/// Characters a line of the numbered transcript holds at most.
pub const WIDTH: usize = 70;

/// First bytes of the numbered lines of a text.
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Breaks `text` into lines of at most `width` characters as a reader sees them, at white space
    /// where there is any, and after every line feed. Blank lines carry no number.
    pub fn new(text: &str, width: usize) -> Self {
        let mut starts = Vec::with_capacity(text.len() / width.max(1) + 1);
        let mut begin = 0;
        for line in text.split_inclusive('\n') {
            if !line.trim().is_empty() {
                break_line(line, begin, width.max(1), &mut starts);
            }
            begin += line.len();
        }
        Self { starts }
    }

    /// The number of the line that holds the byte, from 1; 0 before the first one.
    pub fn number(&self, byte: u32) -> u32 {
        u32::try_from(self.starts.partition_point(|&start| start <= byte)).unwrap_or(u32::MAX)
    }

    /// Number and first byte of every line that begins in a stretch of bytes.
    pub fn beginning_in(&self, bytes: std::ops::Range<u32>) -> impl Iterator<Item = (u32, u32)> {
        let first = self.starts.partition_point(|&start| start < bytes.start);
        let rest = self.starts.get(first..).unwrap_or_default().iter().copied();
        (first as u32 + 1..).zip(rest.take_while(move |&start| start < bytes.end))
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

fn break_line(line: &str, begin: usize, width: usize, starts: &mut Vec<u32>) {
    let push = |at: usize, starts: &mut Vec<u32>| {
        starts.push(u32::try_from(begin + at).unwrap_or(u32::MAX));
    };
    push(0, starts);
    // No reader sees more characters than there are bytes.
    if line.len() <= width {
        return;
    }
    let mut used = 0;
    for (at, token) in line.split_word_bound_indices() {
        let blank = token.trim().is_empty();
        // In ASCII only CR LF is one character of two bytes. Most words need no table.
        let plain = token.is_ascii() && !token.contains('\r');
        let length = if plain { token.len() } else { token.graphemes(true).count() };
        if !blank && used > 0 && used + length > width {
            push(at, starts);
            used = 0;
        }
        if length > width {
            // One endless token: cut it hard.
            for (n, (within, _)) in token.grapheme_indices(true).enumerate() {
                if n > 0 && n % width == 0 {
                    push(at + within, starts);
                }
            }
            used = length % width;
        } else {
            used += length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_and_blank_lines_have_no_number() {
        let check = |text: &str, expected: &[&str]| {
            let lines = Lines::new(text, 10);
            let mut ends: Vec<u32> = lines.starts.clone();
            ends.push(text.len() as u32);
            let got: Vec<&str> =
                ends.windows(2).map(|w| text[w[0] as usize..w[1] as usize].trim_end()).collect();
            assert_eq!(got, expected);
        };
        check("one two three four", &["one two", "three four"]);
        check("one\n\ntwo", &["one", "two"]);
        check("abcdefghijklmno", &["abcdefghij", "klmno"]);
        check("", &[]);
    }

    #[test]
    fn a_byte_has_the_number_of_its_line() {
        let lines = Lines::new("one two three\nfour", 8);
        assert_eq!([0, 7, 8, 14, 99].map(|at| lines.number(at)), [1, 1, 2, 3, 3]);
        assert_eq!(Lines::new("", 8).number(0), 0);
        let begin = |bytes| lines.beginning_in(bytes).collect::<Vec<_>>();
        assert_eq!(begin(0..99), [(1, 0), (2, 8), (3, 14)]);
        assert_eq!(begin(1..14), [(2, 8)]);
    }
}
