//! Things by their names: documents, codes, participants, attributes, coders.

use super::fault::Fault;
use crate::model::{Attribute, CodeId, Corpus, CorpusDocument, Participant, Theme, name_key};
use std::sync::Arc;

/// How many names an advice lists at most.
const LISTED: usize = 12;

/// "; the documents are a, b, c", or what to do where there is none yet.
fn known<'a>(what: &str, names: impl Iterator<Item = &'a str>, none: &str) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return format!("; {none}");
    }
    let more = names.len().saturating_sub(LISTED);
    let listed = names.get(..LISTED.min(names.len())).unwrap_or_default().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("; the {what} are {listed}{more}")
}

/// The document of this name.
pub(super) fn document<'c>(
    corpus: &'c Corpus,
    name: &str,
) -> Result<&'c Arc<CorpusDocument>, Fault> {
    corpus.document_named(name).ok_or_else(|| {
        let names = corpus.documents.iter().map(|document| document.name.as_str());
        let advice = known("documents", names, "import some with postil import");
        Fault::new(format!("there is no document {name}{advice}"))
    })
}

/// The participant of this id.
pub(super) fn participant<'c>(corpus: &'c Corpus, name: &str) -> Result<&'c Participant, Fault> {
    corpus.participant_named(name).ok_or_else(|| {
        let names = corpus.participants.iter().map(|person| person.name.as_str());
        let advice = known(
            "participants",
            names,
            "import some with postil participants STUDY --import FILE",
        );
        Fault::new(format!("there is no participant {name}{advice}"))
    })
}

/// The attribute of this name.
pub(super) fn attribute<'c>(corpus: &'c Corpus, name: &str) -> Result<&'c Attribute, Fault> {
    corpus.attribute_named(name).ok_or_else(|| {
        let names = corpus.attributes.iter().map(|attribute| attribute.name.as_str());
        let advice =
            known("attributes", names, "import some with postil participants STUDY --import FILE");
        Fault::new(format!("there is no attribute {name}{advice}"))
    })
}

/// The code of this name or path.
pub(super) fn code(corpus: &Corpus, name: &str) -> Result<CodeId, Fault> {
    maybe_code(corpus, name)?.ok_or_else(|| {
        let names = corpus.codes.codes().iter().map(|code| code.fields.name.as_str());
        let advice = known("codes", names, "import some with postil codebook STUDY --import FILE");
        Fault::new(format!("there is no code {name}{advice}"))
    })
}

/// As [`code`]; `None` when there is none of this name.
pub(super) fn maybe_code(corpus: &Corpus, name: &str) -> Result<Option<CodeId>, Fault> {
    match corpus.codes.find(name).as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        several => {
            let paths: Vec<String> = several.iter().map(|id| corpus.codes.path(*id)).collect();
            let paths = paths.join(" or ");
            Err(Fault::new(format!("{name} can mean {paths}; write the path")))
        }
    }
}

/// The coder of this name.
pub(super) fn coder(corpus: &Corpus, name: &str) -> Result<crate::model::CoderId, Fault> {
    corpus.coder_named(name).map(|coder| coder.id).ok_or_else(|| {
        let names = corpus.coders.iter().map(|coder| coder.name.as_str());
        Fault::new(format!(
            "there is no coder {name}{}",
            known("coders", names, "nobody codes yet")
        ))
    })
}

/// The saved filter of this name.
pub(super) fn filter<'c>(
    corpus: &'c Corpus,
    name: &str,
) -> Result<&'c crate::model::SavedFilter, Fault> {
    corpus.filter_named(name).ok_or_else(|| {
        let names = corpus.filters.iter().map(|saved| saved.name.as_str());
        let advice = known("filters", names, "save one with postil filters STUDY --save NAME");
        Fault::new(format!("there is no filter {name}{advice}"))
    })
}

/// The label of a speaker of some document, as it is written there.
pub(super) fn speaker(corpus: &Corpus, label: &str) -> Result<String, Fault> {
    let wanted = name_key(label);
    let all = || corpus.documents.iter().flat_map(|document| &document.speakers);
    let found = all().find(|speaker| name_key(&speaker.label) == wanted);
    found.map(|speaker| speaker.label.clone()).ok_or_else(|| {
        let labels: std::collections::BTreeSet<&str> =
            all().map(|speaker| speaker.label.as_str()).collect();
        let advice = known("speakers", labels.into_iter(), "no transcript names anybody");
        Fault::new(format!("there is no speaker {label}{advice}"))
    })
}

/// The theme of this number or statement, or of the only statement that begins so.
pub(super) fn theme<'c>(corpus: &'c Corpus, name: &str) -> Result<&'c Theme, Fault> {
    let wanted = name_key(name);
    let statement = |theme: &Theme| name_key(&theme.fields.statement);
    let number = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let Some(theme) = corpus.themes.iter().find(|theme| statement(theme) == wanted) {
        return Ok(theme);
    }
    if let Some(theme) = number.and_then(|number| corpus.themes.get(number)) {
        return Ok(theme);
    }
    let begins = |theme: &&Theme| !wanted.is_empty() && statement(theme).starts_with(&wanted);
    let found: Vec<&Theme> = corpus.themes.iter().filter(begins).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let names = corpus.themes.iter().map(|theme| theme.fields.statement.as_str());
            let advice = known("themes", names, "make some in the window");
            Err(Fault::new(format!("there is no theme {name}{advice}")))
        }
        several => {
            let statements: Vec<&str> =
                several.iter().map(|theme| theme.fields.statement.as_str()).collect();
            let statements = statements.join(" or ");
            Err(Fault::new(format!("{name} can mean {statements}; write more of it")))
        }
    }
}

/// "1 turn", "3 turns".
pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
