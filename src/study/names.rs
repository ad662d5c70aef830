//! Names of things: what may be one, and how steps speak of places.

use super::{Act, Error};
use crate::model::{CodeId, CodingId, CodingRow, Corpus, CorpusDocument, Refusal, Span, Voice};
use std::sync::Arc;

/// A name without white space around it and control characters in it.
pub(super) fn check(what: &str, name: &str) -> Result<String, Error> {
    let name: String = name.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.is_empty() {
        return Err(Refusal::new(format!("a {what} needs a name")).into());
    }
    if name.chars().count() > 200 {
        return Err(Refusal::new(format!("the name of a {what} can have 200 characters at most"))
            .instead("put the rest into a memo")
            .into());
    }
    Ok(name)
}

/// Text typed by a person: no NUL, which would end it in some exports.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "").trim_end().to_owned()
}

/// "P03 ¶14": the participant who speaks there, or the document, and the turn.
pub(super) fn place(corpus: &Corpus, document: &CorpusDocument, span: Span) -> String {
    let speaker = document.pieces_in(span).iter().find_map(|piece| match piece.voice {
        Voice::Participant(id) => corpus.participant(id).map(|participant| &participant.name),
        _ => None,
    });
    let name = speaker.unwrap_or(&document.name);
    match document.turn_at(span.start()) {
        Some(turn) => format!("{name} ¶{}", turn + 1),
        None => name.clone(),
    }
}

impl Act<'_> {
    pub(super) fn document(
        &self,
        id: crate::model::DocumentId,
    ) -> Result<&Arc<CorpusDocument>, Error> {
        self.corpus.document(id).ok_or_else(|| gone("document"))
    }

    pub(super) fn coding(&self, id: CodingId) -> Result<(&CorpusDocument, &CodingRow), Error> {
        // The file knows at once in which document: a study may have a million codings.
        let document = self.tx.document_of_coding(id)?.ok_or_else(|| gone("coding"))?;
        let document = self.document(document)?;
        let coding = document.coding(id).ok_or_else(|| gone("coding"))?;
        Ok((document, coding))
    }

    pub(super) fn code_name(&self, id: CodeId) -> Result<&str, Error> {
        Ok(&self.corpus.codes.get(id).ok_or_else(|| gone("code"))?.fields.name)
    }
}

/// The thing was removed meanwhile.
pub(super) fn gone(what: &str) -> Error {
    Refusal::new(format!("this {what} is not in the study any more")).into()
}

/// "1 coding", "3 codings".
pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
