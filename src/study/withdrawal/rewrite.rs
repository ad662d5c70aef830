//! What becomes of the texts that stay: without the person's words and names.

use super::called::{apart, tells};
use super::plan::{Plan, bodies};
use super::trail::without_labels;
use crate::model::{DocumentId, QUOTATION_WITHDRAWN, Span, Voice, WITHDRAWN, WithdrawalScope};
use crate::text::edits::Edits;
use crate::text::quotes::{not_taken_without, spelled, whole_words, words_of_path};

impl Plan<'_> {
    /// What becomes of a text that stays; `None` leaves it. `place` is its table and column, `document` the
    /// one it belongs to.
    pub(super) fn anew(
        &self,
        place: (&str, &str),
        document: Option<DocumentId>,
        text: &str,
    ) -> Option<String> {
        let first = match place {
            ("audit" | "desk" | "steps" | "exports", _) => {
                return self.rewritten_label(place.0, text);
            }
            ("documents", "name" | "file_name") => self.path_in(document, text),
            ("documents", "receipt") => self.taken(document, text).or_else(|| self.decided(text)),
            ("codes" | "codebook_versions", _) => self.quoting.get(text).cloned(),
            _ => None,
        };
        // There others may be speaking, of whomever they call so.
        let spoken = matches!(place, ("revisions", _) | ("orphans", "words"));
        let document = document.filter(|_| !spoken);
        self.rewritten(document, first.as_deref().unwrap_or(text)).or(first)
    }

    /// A text that was written about the study, or about a document, without the person's words and name;
    /// `None` when it holds neither.
    fn rewritten(&self, document: Option<DocumentId>, text: &str) -> Option<String> {
        self.without_names(self.called.here(document), text)
    }

    fn without_names<'n>(
        &self,
        names: impl Iterator<Item = &'n String>,
        text: &str,
    ) -> Option<String> {
        let mut spans: Vec<(Span, String)> = Vec::new();
        let quotes = self.quotes.find(text);
        spans.extend(quotes.iter().map(|span| (*span, QUOTATION_WITHDRAWN.to_owned())));
        for name in names {
            let places = self.called.stands(text, name).into_iter();
            let apart = places.filter(|place| !quotes.iter().any(|quote| quote.overlaps(*place)));
            spans.extend(apart.map(|place| (place, WITHDRAWN.to_owned())));
        }
        (!spans.is_empty()).then(|| Edits::replacing(text, &spans).0)
    }

    /// As [`Plan::rewritten`], for lines that also name documents that go and values of attributes.
    fn rewritten_label(&self, table: &str, text: &str) -> Option<String> {
        let values = &self.values.found;
        // The old value is known to nobody any more.
        if let Some((head, _)) = text.strip_prefix("Recode ").and_then(|rest| rest.split_once(": "))
            && (self.values.recoded.contains(text)
                || values.iter().any(|value| !whole_words(text, value).is_empty()))
        {
            return Some(format!("Recode {head}: {WITHDRAWN}"));
        }
        let mut spans: Vec<(Span, String)> = Vec::new();
        for document in &self.sole {
            for name in [&document.name, &document.file_name] {
                if tells(name) {
                    let places = apart(text, whole_words(text, name), &self.staying).into_iter();
                    spans.extend(places.map(|place| (place, WITHDRAWN.to_owned())));
                }
            }
        }
        for value in values {
            let places = whole_words(text, value).into_iter();
            spans.extend(places.map(|place| (place, WITHDRAWN.to_owned())));
        }
        let without = (!spans.is_empty()).then(|| Edits::replacing(text, &spans).0);
        let now = without.as_deref().unwrap_or(text);
        // In the audit trail a name is somebody else's at another time: see `trail`.
        let names = self.called.names.iter();
        let names = names.filter(|name| table != "audit" || !self.trail.is_contested(name));
        self.without_names(names, now).or(without)
    }

    /// Where a file lies, without the person's name: in names of files it stands beside `_` and in
    /// letters of any size, as in `p02_excerpts.docx`.
    pub(super) fn rewritten_path(&self, path: &str) -> Option<String> {
        self.path_in(None, path)
    }

    fn path_in(&self, document: Option<DocumentId>, path: &str) -> Option<String> {
        let mut now = path.to_owned();
        let replaced = |now: &str, places: Vec<Span>| {
            let spans: Vec<_> =
                places.into_iter().map(|place| (place, WITHDRAWN.to_owned())).collect();
            Edits::replacing(now, &spans).0
        };
        let documents = self.sole.iter().flat_map(|d| [d.name.as_str(), d.file_name.as_str()]);
        for name in documents.filter(|name| tells(name)) {
            now = replaced(&now, apart(&now, words_of_path(&now, name), &self.staying));
        }
        for name in self.called.here(document) {
            let places = self.called.apart_in_path(&now, words_of_path(&now, name));
            now = replaced(&now, places);
        }
        (now != path).then_some(now)
    }

    /// The receipt of an import quotes words that it did not take for speakers: in documents in which they
    /// speak or spoke those stay that somebody else says there today.
    fn taken(&self, document: Option<DocumentId>, note: &str) -> Option<String> {
        let id = document.filter(|id| self.spoke.contains(id))?;
        if self.scope != WithdrawalScope::Everything {
            return None;
        }
        let document = self.corpus.document(id)?;
        let voice = Voice::Participant(self.person.id);
        let stays = |label: &str| {
            bodies(document, |other| other != voice).any(|said| !spelled(said, label).is_empty())
        };
        not_taken_without(note, QUOTATION_WITHDRAWN, stays).map(|(note, _)| note)
    }

    /// What was decided about labels when a document was read, as its receipt has it: a label that only they
    /// have goes however short it is.
    fn decided(&self, note: &str) -> Option<String> {
        const TAKEN: &str = "taken for speakers: ";
        let said = note.strip_prefix("decided: ")?;
        let word = |label| if self.called.is_alone(label) { WITHDRAWN } else { label };
        let new = if let Some((not, labels)) = said.split_once(TAKEN) {
            let labels = without_labels(labels, &|label| self.called.is_alone(label));
            format!("decided: {not}{TAKEN}{labels}")
        } else {
            let (label, whom) = said.split_once(" is ")?;
            match whom.strip_prefix("participant ") {
                Some(name) if self.trail.is_sure(name) => {
                    format!("decided: {WITHDRAWN} is participant {WITHDRAWN}")
                }
                _ => format!("decided: {} is {}", word(label), word(whom)),
            }
        };
        (new != note).then_some(new)
    }

    pub(super) fn holds(&self, document: Option<DocumentId>, text: &str) -> bool {
        self.quotes.are_in(text) || self.names_them(document, text)
    }

    pub(super) fn names_them(&self, document: Option<DocumentId>, text: &str) -> bool {
        self.called.here(document).any(|name| !self.called.stands(text, name).is_empty())
    }
}
