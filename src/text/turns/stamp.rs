//! Time stamps as transcripts write them: `0:12`, `[00:12:03]`, `#00:00:05-2#`, `00:00.000 --> 00:27.640`.

/// A time read at the start of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    /// Bytes it takes.
    pub(super) len: usize,
    /// Milliseconds from the start of the recording.
    pub(super) ms: i64,
    /// Hours are written too.
    pub(super) hours: bool,
}

/// Up to `most` digits at the start of `text`.
fn digits(text: &[u8], most: usize) -> Option<(usize, i64)> {
    let len = text.iter().take(most + 1).take_while(|b| b.is_ascii_digit()).count();
    if len == 0 || len > most {
        return None;
    }
    let value = text.iter().take(len).fold(0_i64, |value, b| value * 10 + i64::from(b - b'0'));
    Some((len, value))
}

/// Reads `m:ss`, `mm:ss`, `h:mm:ss`, with `.` or `,` and a fraction of a second.
pub(super) fn clock(text: &str) -> Option<Clock> {
    clock_with(text.as_bytes(), b':')
}

fn clock_with(text: &[u8], separator: u8) -> Option<Clock> {
    let (mut len, first) = digits(text, 3)?;
    let next = |len: usize| {
        if text.get(len) != Some(&separator) {
            return None;
        }
        let (more, value) = digits(text.get(len + 1..)?, 2)?;
        Some((len + 1 + more, more, value))
    };
    let (after, mut width, second) = next(len)?;
    len = after;
    let third = next(len);
    if let Some((after, more, _)) = third {
        len = after;
        width = more;
    }
    let mut fraction = 0;
    let mut has_fraction = false;
    if matches!(text.get(len), Some(b'.' | b','))
        && separator == b':'
        && let Some((more, value)) = text.get(len + 1..).and_then(|rest| digits(rest, 3))
    {
        has_fraction = true;
        fraction = value * [100, 10, 1].get(more - 1).copied().unwrap_or(1);
        len += 1 + more;
    }
    // `10:5` is no time; old Teams files write `0:0:5.1`.
    if width != 2 && !(has_fraction && third.is_some()) {
        return None;
    }
    let (hours, minutes, seconds) = match third {
        Some((_, _, seconds)) => (first, second, seconds),
        None => (0, first, second),
    };
    let goes_on = text.get(len).is_some_and(u8::is_ascii_alphanumeric)
        || (text.get(len) == Some(&separator) && text.get(len + 1).is_some_and(u8::is_ascii_digit));
    if seconds > 59 || (third.is_some() && minutes > 59) || goes_on {
        return None;
    }
    let ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
    Some(Clock { len, ms, hours: third.is_some() })
}

/// Reads a time stamp in `[ ]`, `( )` or `# #` at the start of `text`.
pub(super) fn enclosed(text: &str) -> Option<Clock> {
    let bytes = text.as_bytes();
    let inner = bytes.get(1..)?;
    match bytes.first()? {
        b'[' => {
            if let Some(cue) = arrow(text).filter(|_| !text.starts_with("[]")) {
                return Some(Clock { len: cue.len, ms: cue.from, hours: true });
            }
            let time = clock_with(inner, b':').or_else(|| clock_with(inner, b'.'))?;
            (inner.get(time.len) == Some(&b']')).then_some(Clock { len: time.len + 2, ..time })
        }
        b'(' => {
            let time = clock_with(inner, b':')?;
            (inner.get(time.len) == Some(&b')')).then_some(Clock { len: time.len + 2, ..time })
        }
        b'#' => {
            let mut time = clock_with(inner, b':')?;
            // f4 writes tenths of a second behind a hyphen.
            if inner.get(time.len) == Some(&b'-')
                && let Some((more, value)) =
                    inner.get(time.len + 1..).and_then(|rest| digits(rest, 3))
            {
                time.ms += value * [100, 10, 1].get(more - 1).copied().unwrap_or(1);
                time.len += 1 + more;
            }
            (inner.get(time.len) == Some(&b'#')).then_some(Clock { len: time.len + 2, ..time })
        }
        _ => None,
    }
}

/// A stamp that is one wherever it stands in a line; `(12:30)` is not, that may be said of a train.
pub(super) fn anywhere(text: &str) -> Option<Clock> {
    enclosed(text).filter(|time| !text.starts_with('(') || time.hours)
}

/// The times of a subtitle cue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cue {
    /// Bytes it takes, brackets included.
    pub(super) len: usize,
    /// Milliseconds.
    pub(super) from: i64,
    /// Milliseconds.
    pub(super) to: i64,
}

/// Reads `00:00.000 --> 00:27.640`, in brackets or not.
pub(super) fn arrow(text: &str) -> Option<Cue> {
    let rest = text.strip_prefix('[').unwrap_or(text);
    let from = clock(rest)?;
    let rest = rest.get(from.len..)?.trim_start_matches([' ', '\t']).strip_prefix("-->")?;
    let rest = rest.trim_start_matches([' ', '\t']);
    let to = clock(rest)?;
    let rest = rest.get(to.len..)?;
    let rest = if text.starts_with('[') { rest.strip_prefix(']')? } else { rest };
    Some(Cue { len: text.len() - rest.len(), from: from.ms, to: to.ms })
}

/// From and to, in milliseconds, of a line of cue times such as `0:0:3.5 --> 0:0:6.1 align:start`.
pub fn cue_times(line: &str) -> Option<(i64, i64)> {
    let line = line.trim();
    // `-->` is searched first: most lines have none.
    if !line.get(..line.len().min(200)).unwrap_or(line).contains("-->") {
        return None;
    }
    arrow(line).map(|cue| (cue.from, cue.to))
}

/// The time that words are, and nothing else: `0:12`, `[00:12:03]`, `#00:00:05-2#`.
pub fn time_of(words: &str) -> Option<i64> {
    let words = words.trim();
    enclosed(words).or_else(|| clock(words)).filter(|time| time.len == words.len()).map(|t| t.ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_spelling() {
        let check = |text: &str, expected: Option<(usize, i64)>| {
            let got = enclosed(text).or_else(|| clock(text));
            assert_eq!(got.map(|time| (time.len, time.ms)), expected, "{text}");
        };
        check("0:12", Some((4, 12_000)));
        check("12:03 ", Some((5, 723_000)));
        check("1:00:03.5", Some((9, 3_603_500)));
        check("[00:12:03] x", Some((10, 723_000)));
        check("[12.30]", Some((7, 750_000)));
        check("(00:03)", Some((7, 3000)));
        check("#00:00:05-2#", Some((12, 5200)));
        check("0:0:5.100", Some((9, 5100)));
        check("00:43,810", Some((9, 43_810)));
        check("[00:43.810 --> 00:47.850]  So", Some((25, 43_810)));
        check("10:5", None);
        check("12:75", None);
        check("[12:30", None);
        check("1:2:3:4", None);
        check("12:30pm", None);
        check("", None);
        check("[", None);
    }

    #[test]
    fn cue_lines_give_both_times() {
        let cue = arrow("00:00.000 --> 00:27.640").unwrap();
        assert_eq!((cue.len, cue.from, cue.to), (23, 0, 27_640));
        assert_eq!(arrow("0:0:5.100 --> 0:0:8.250 align:start").unwrap().len, 23);
        assert!(arrow("00:00 -> 00:27").is_none());
    }
}
