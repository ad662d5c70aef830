//! What is typed into forms and is not stored yet: a code that is being described, a comment, days of
//! interviews. It lies on the study's desk, in the study file and locked with it, and is there again
//! when the study is opened.
//!
//! A form puts in what it would be sad to lose, and nothing where nothing was typed. It takes only what
//! still means something: of a code that is gone nothing is taken.

use crate::model::Span;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// So often it is put on the desk while somebody types, in seconds.
pub(super) const PACE: f64 = 2.0;

/// What is typed, form by form.
#[derive(Default)]
pub(super) struct Typed(Map<String, Value>);

impl Typed {
    /// As it lay on the desk.
    pub(super) fn read(stored: &str) -> Self {
        Self(serde_json::from_str(stored).unwrap_or_default())
    }

    /// As it is to lie on the desk; `None` where nothing is typed.
    pub(super) fn written(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::to_string(&self.0).unwrap_or_default())
    }

    /// Puts down what is typed into a form.
    pub(super) fn put(&mut self, form: &str, words: &impl Serialize) {
        if let Ok(value) = serde_json::to_value(words) {
            self.0.insert(form.to_owned(), value);
        }
    }

    /// Takes what was typed into a form.
    pub(super) fn take<T: DeserializeOwned>(&mut self, form: &str) -> Option<T> {
        serde_json::from_value(self.0.remove(form)?).ok()
    }
}

/// Both ends of a stretch, as they are written.
pub(super) fn ends(span: Span) -> (u32, u32) {
    (span.start(), span.end())
}

/// The stretch between two places of a text; `None` where the text has no such stretch now.
pub(super) fn between(text: &str, (start, end): (u32, u32)) -> Option<Span> {
    let span = Span::new(start, end)?;
    span.of(text).map(|_| span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_down_is_taken_up_once() {
        let mut typed = Typed::default();
        assert_eq!(typed.written(), None);
        typed.put("comment", &(7, "wörds"));
        let mut again = Typed::read(&typed.written().unwrap());
        assert_eq!(again.take::<String>("comment"), None, "another shape is no comment");
        let mut again_too = Typed::read(&typed.written().unwrap());
        assert_eq!(again_too.take("comment"), Some((7, "wörds".to_owned())));
        assert_eq!(again_too.take::<(i32, String)>("comment"), None);
        assert_eq!(again.written(), None);
        assert_eq!(Typed::read("not JSON").written(), None);
        assert_eq!(between("äb", (0, 2)).map(ends), Some((0, 2)));
        assert_eq!(between("äb", (1, 2)), None, "no letter begins there");
        assert_eq!(between("äb", (0, 9)), None);
    }
}
