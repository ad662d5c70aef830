//! What stands inside the words of a cue: voices, emphasis, entities.

use std::borrow::Cow;

/// Tags of the formats: they say how words look, or when each was said.
const TAGS: [&str; 14] =
    ["c", "i", "b", "u", "s", "em", "strong", "ruby", "rt", "lang", "font", "span", "br", "p"];

/// Bytes of a tag at most: what is longer is no tag.
const LONGEST: usize = 300;

/// What was taken out.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Counts {
    /// Tags of emphasis, colour and place.
    pub(super) tags: u64,
    /// Times of single words.
    pub(super) word_times: u64,
}

/// A line of a cue by one voice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    pub(super) voice: Option<String>,
    pub(super) words: String,
}

/// The lines of a cue without markup.
pub(super) fn lines(payload: &str, counts: &mut Counts) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let mut voice: Option<String> = None;
    let mut words = String::new();
    let mut close = |voice: &Option<String>, words: &mut String| {
        if !words.trim().is_empty() {
            spoken.push(Spoken { voice: voice.clone(), words: words.trim().to_owned() });
        }
        words.clear();
    };
    let mut rest = payload;
    while let Some(at) = rest.find(['<', '{', '\n']) {
        words.push_str(&entities(&rest[..at]));
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('\n') {
            close(&voice, &mut words);
            rest = after;
            continue;
        }
        match tag(rest) {
            Some((len, Tag::Voice(name))) => {
                close(&voice, &mut words);
                voice = Some(name).filter(|name| !name.is_empty());
                rest = &rest[len..];
            }
            Some((len, Tag::Silent)) => {
                close(&voice, &mut words);
                voice = None;
                rest = &rest[len..];
            }
            Some((len, Tag::Time)) => {
                counts.word_times += 1;
                rest = &rest[len..];
            }
            Some((len, Tag::Look)) => {
                counts.tags += 1;
                rest = &rest[len..];
            }
            None => {
                words.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    words.push_str(&entities(rest));
    close(&voice, &mut words);
    spoken
}

enum Tag {
    Voice(String),
    Silent,
    Time,
    Look,
}

/// The tag at the start of `text` and its length; `None` when it is words, such as `<laughs>`.
fn tag(text: &str) -> Option<(usize, Tag)> {
    if let Some(inner) = text.strip_prefix("{\\") {
        // `{\an8}`: where a subtitle stands on the picture.
        let len = inner.bytes().take(40).position(|b| matches!(b, b'}' | b'\n'))?;
        return (inner.as_bytes()[len] == b'}').then_some((len + 3, Tag::Look));
    }
    let inner = text.strip_prefix('<')?;
    let len = inner.bytes().take(LONGEST).position(|b| matches!(b, b'>' | b'<'))?;
    if inner.as_bytes()[len] != b'>' {
        return None;
    }
    let (inner, len) = (&inner[..len], len + 2);
    let closes = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let name_end = inner.find(|c: char| c.is_whitespace() || c == '.').unwrap_or(inner.len());
    let (name, more) = inner.split_at(name_end);
    let name = name.trim_end_matches('/').to_ascii_lowercase();
    if name == "v" {
        // `<v.loud Last, First>`: classes, then the name.
        let spoken = more.find(char::is_whitespace).map_or("", |at| &more[at..]);
        let spoken = entities(spoken).split_whitespace().collect::<Vec<_>>().join(" ");
        return Some((len, if closes { Tag::Silent } else { Tag::Voice(spoken) }));
    }
    if name.starts_with(|c: char| c.is_ascii_digit())
        && inner.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
        && inner.contains(':')
    {
        return Some((len, Tag::Time));
    }
    (TAGS.contains(&name.as_str())).then_some((len, Tag::Look))
}

/// The words with the characters that `&amp;` and its like stand for.
pub(super) fn entities(words: &str) -> Cow<'_, str> {
    if !words.contains('&') {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        match end.and_then(|end| Some((end, character(&rest[1..end])?))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_tags_and_entities_are_read() {
        let check = |payload: &str, expected: &[(&str, &str)]| {
            let got = lines(payload, &mut Counts::default());
            let got: Vec<(&str, &str)> =
                got.iter().map(|s| (s.voice.as_deref().unwrap_or("-"), s.words.as_str())).collect();
            assert_eq!(got, expected, "{payload}");
        };
        check("plain", &[("-", "plain")]);
        check(
            "<v Last, First>text that\ngoes on</v>",
            &[("Last, First", "text that"), ("Last, First", "goes on")],
        );
        check("<v Ann>one <v Ben>two", &[("Ann", "one"), ("Ben", "two")]);
        check("<v.loud.x Ann &amp; Co>a</v> b", &[("Ann & Co", "a"), ("-", "b")]);
        check("<i>so</i> <c.yellow>it</c> <font color=\"#ff0\">is</font>", &[("-", "so it is")]);
        check("{\\an8}up <00:00:01.200><c> here</c>", &[("-", "up  here")]);
        check(
            "a < b & c &lt; d &foo; &#8217; <laughs> <",
            &[("-", "a < b & c < d &foo; ’ <laughs> <")],
        );
        check("<v >who", &[("-", "who")]);
        check("é<é>&é;", &[("-", "é<é>&é;")]);
        check("", &[]);
    }
}
