//! The json of Whisper and of the programs built on it: segments with times, and sometimes speakers.

use super::Cues;
use crate::model::Refusal;
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Reads `{"segments": […]}`, a bare list of segments, or whisper.cpp's `{"transcription": […]}`.
///
/// # Errors
/// When it is other json.
pub(super) fn json(text: &str) -> Result<Cues, Refusal> {
    let whole: Whole = serde_json::from_str(text).map_err(|error| {
        Refusal::new(format!("it is no json that holds a transcript: {error}")).instead(advice())
    })?;
    if !whole.known {
        return Err(Refusal::new("there are no segments in this json").instead(advice()));
    }
    let mut cues = Cues::default();
    for segment in &whole.segments {
        let (from, to) = segment.times();
        let words = segment.text.as_deref().unwrap_or_default();
        cues.cue((from, to), segment.speaker.clone(), words)?;
    }
    if cues.pieces.is_empty()
        && let Some(text) = &whole.text
    {
        cues.cue((None, None), None, text)?;
    }
    Ok(cues)
}

fn advice() -> &'static str {
    "export it from the transcription program as vtt, srt or txt"
}

#[derive(Default)]
struct Whole {
    segments: Vec<Segment>,
    text: Option<String>,
    /// One of the shapes that are known.
    known: bool,
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor;

impl<'de> Visitor<'de> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("segments of a transcript")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Whole, A::Error> {
        let segments = Segments::collect(seq)?;
        let known = segments.iter().any(|segment| segment.text.is_some());
        Ok(Whole { segments, text: None, known })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Whole, A::Error> {
        let mut whole = Whole::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "segments" | "transcription" => {
                    whole.segments = map.next_value::<Segments>()?.0;
                    whole.known = true;
                }
                "text" => whole.text = map.next_value::<Words>()?.0,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(whole)
    }
}

/// A list that is not longer than a transcript can be.
struct Segments(Vec<Segment>);

impl Segments {
    fn collect<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Vec<Segment>, A::Error> {
        let mut segments = Vec::new();
        while let Some(segment) = seq.next_element()? {
            if segments.len() >= super::MOST {
                return Err(de::Error::custom("more than a million segments"));
            }
            segments.push(segment);
        }
        Ok(segments)
    }
}

impl<'de> Deserialize<'de> for Segments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Segments;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of segments")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Segments, A::Error> {
                Segments::collect(seq).map(Segments)
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// Words where words are expected; nothing where something else stands.
#[derive(Default)]
struct Words(Option<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Words(words) => Some(words),
            // Speakers may be numbered.
            Scalar::Number(number) => Some(number.to_string()),
            Scalar::Other => None,
        }))
    }
}

/// A value that may be written as a number or in quotes.
enum Scalar {
    Words(String),
    Number(f64),
    Other,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E>(self, words: &str) -> Result<Scalar, E> {
                Ok(Scalar::Words(words.to_owned()))
            }
            fn visit_string<E>(self, words: String) -> Result<Scalar, E> {
                Ok(Scalar::Words(words))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number as f64))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number as f64))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar::Other)
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Other)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::Other)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A time in seconds, or as `00:00:01,200`.
struct Seconds(Option<f64>);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Number(number) => Some(number),
            Scalar::Words(words) => words
                .trim()
                .parse()
                .ok()
                .or_else(|| crate::text::turns::time_of(&words).map(|ms| ms as f64 / 1000.0)),
            Scalar::Other => None,
        }))
    }
}

#[derive(Default)]
struct Segment {
    text: Option<String>,
    speaker: Option<String>,
    start: Option<f64>,
    end: Option<f64>,
    /// Of whisper.cpp: milliseconds.
    offsets: Option<(f64, f64)>,
}

impl Segment {
    fn times(&self) -> (Option<i64>, Option<i64>) {
        if let Some((from, to)) = self.offsets {
            return (Some(from as i64), Some(to as i64));
        }
        let ms = |seconds: f64| (seconds * 1000.0).round() as i64;
        (self.start.map(ms), self.end.map(ms))
    }
}

impl<'de> Deserialize<'de> for Segment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Segment;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a segment")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Segment, A::Error> {
                #[derive(Deserialize)]
                struct Offsets {
                    from: f64,
                    to: f64,
                }
                let mut segment = Segment::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "text" => segment.text = map.next_value::<Words>()?.0,
                        "speaker" => segment.speaker = map.next_value::<Words>()?.0,
                        "start" => segment.start = map.next_value::<Seconds>()?.0,
                        "end" => segment.end = map.next_value::<Seconds>()?.0,
                        "offsets" => {
                            let offsets: Offsets = map.next_value()?;
                            segment.offsets = Some((offsets.from, offsets.to));
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(segment)
            }
        }
        deserializer.deserialize_map(One)
    }
}
