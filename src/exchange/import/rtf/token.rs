//! The tokens of a rich text file.

/// One token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token<'b> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\b0`: a word of letters with the number behind it.
    Word(&'b str, Option<i32>),
    /// `\~`: one sign.
    Sign(u8),
    /// `\'e9`
    Byte(u8),
    /// Bytes of text without line ends.
    Text(&'b [u8]),
}

/// Letters of a control word at most; longer ones are none.
const LONGEST: usize = 32;

/// Splits bytes into tokens; whatever the bytes are, each call moves on.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Passes over raw bytes, which follow `\bin`.
    pub(super) fn pass(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    fn run(&mut self, most: usize, fits: impl Fn(u8) -> bool) -> &'b [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(most).take_while(|&&b| fits(b)).count();
        self.at += length;
        &rest[..length]
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.bytes.get(self.at)?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first == b'\'' {
                let hex = self
                    .bytes
                    .get(self.at..self.at + 2)
                    .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
                if let Some(byte) = hex {
                    self.at += 2;
                    return Some(Token::Byte(byte));
                }
            }
            return Some(Token::Sign(first));
        }
        let word = self.run(LONGEST, |b| b.is_ascii_alphabetic());
        let start = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        let digits = self.run(10, |b| b.is_ascii_digit());
        let number = if digits.is_empty() {
            self.at = start;
            None
        } else {
            let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or("0");
            Some(text.parse::<i64>().unwrap_or(0).clamp(i32::MIN.into(), i32::MAX.into()) as i32)
        };
        self.at += usize::from(self.bytes.get(self.at) == Some(&b' '));
        Some(Token::Word(std::str::from_utf8(word).unwrap_or(""), number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            match byte {
                b'{' | b'}' => {
                    self.at += 1;
                    return Some(if byte == b'{' { Token::Open } else { Token::Close });
                }
                b'\\' => {
                    self.at += 1;
                    return self.control();
                }
                b'\r' | b'\n' | 0 => self.at += 1,
                _ => {
                    let text = self
                        .run(usize::MAX, |b| !matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
                    return Some(Token::Text(text));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_split_into_tokens() {
        let check = |bytes: &[u8], expected: &[Token<'_>]| {
            let got: Vec<Token<'_>> = Tokens::new(bytes).collect();
            assert_eq!(got, expected, "{}", String::from_utf8_lossy(bytes));
        };
        use Token::*;
        check(b"{\\rtf1 a}", &[Open, Word("rtf", Some(1)), Text(b"a"), Close]);
        check(b"\\b0\\i  x", &[Word("b", Some(0)), Word("i", None), Text(b" x")]);
        check(b"\\u-4026?", &[Word("u", Some(-4026)), Text(b"?")]);
        check(
            b"\\'e9\\~\\\\\\'zz",
            &[Byte(0xe9), Sign(b'~'), Sign(b'\\'), Sign(b'\''), Text(b"zz")],
        );
        check(b"a\r\nb\0", &[Text(b"a"), Text(b"b")]);
        check(b"\\", &[]);
        check(b"\\par-x", &[Word("par", None), Text(b"-x")]);
        check(b"\\x99999999999", &[Word("x", Some(i32::MAX)), Text(b"9")]);
    }
}
