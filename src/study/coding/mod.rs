//! Codings: put, change, mark, take away.

mod import;
mod join;
#[cfg(test)]
mod tests;

pub(super) use import::import;

use super::codebook::Shelf;
use super::{Act, Acted, CodeTarget, Error, Report, names};
use crate::model::{
    CodeId, CodingId, CodingRow, CorpusDocument, DocumentId, Flag, Flags, Refusal, Span,
};
use crate::text::positions::check_span;
use join::Joiner;
use std::collections::HashSet;

/// The longest name a code can have.
const LONGEST: usize = 200;

/// Puts codes on words, with flags and a comment in the same motion.
pub(super) fn apply(
    act: &Act<'_>,
    id: DocumentId,
    spans: &[Span],
    targets: &[CodeTarget],
    flags: Flags,
    memo: &str,
) -> Acted {
    let codes = resolve_all(act, targets)?;
    apply_codes(act, id, spans, &codes, flags, memo)
}

fn apply_codes(
    act: &Act<'_>,
    id: DocumentId,
    spans: &[Span],
    codes: &[(CodeId, String)],
    flags: Flags,
    memo: &str,
) -> Acted {
    let document = act.document(id)?;
    let (Some(first), false) = (spans.first(), codes.is_empty()) else {
        return Err(Refusal::new("there is nothing to code").instead("select a passage").into());
    };
    for span in spans {
        check_span(&document.text, span.start(), span.end())
            .map_err(|error| Refusal::new(error.to_string()))?;
    }
    let memo = names::clean(memo);
    let coder = act.tx.coder(act.coder)?;
    let mut joiner = Joiner::new(act);
    let mut made = Vec::new();
    for span in spans {
        for (code, _) in codes {
            made.extend(joiner.put((id, *code, coder), *span, flags, &memo)?);
        }
    }
    let what = match codes {
        [(_, name)] => format!("code {name}"),
        [(_, a), (_, b)] => format!("codes {a} and {b}"),
        several => names::count(several.len(), "code"),
    };
    if made.is_empty() {
        let what = what.strip_prefix("code ").unwrap_or(&what);
        return Err(Refusal::new(format!("these words carry {what} already")).into());
    }
    begin_with_version(act, document)?;
    let place = match spans {
        [_] => names::place(act.corpus, document, *first),
        several => names::count(several.len(), "passage"),
    };
    let label = format!("Apply {what} to {place}{}", joiner.told());
    let report = match made.as_slice() {
        [one] => Report::Coding(*one),
        _ => Report::Codings(made),
    };
    Ok((report, label))
}

/// Puts a code on passages of several documents, as one step.
pub(super) fn apply_everywhere(
    act: &Act<'_>,
    passages: &[(DocumentId, Vec<Span>)],
    target: &CodeTarget,
) -> Acted {
    let count: usize = passages.iter().map(|(_, spans)| spans.len()).sum();
    if count == 0 {
        return Err(Refusal::new("there is nothing to code")
            .instead("look for other words")
            .into());
    }
    for (id, spans) in passages {
        let document = act.document(*id)?;
        for span in spans {
            check_span(&document.text, span.start(), span.end())
                .map_err(|error| Refusal::new(format!("{}: {error}", document.name)))?;
        }
    }
    let codes = resolve_all(act, std::slice::from_ref(target))?;
    let (code, name) = codes.first().ok_or_else(|| names::gone("code"))?;
    let coder = act.tx.coder(act.coder)?;
    let mut joiner = Joiner::new(act);
    let (mut made, mut known, mut documents) = (Vec::new(), 0, 0);
    for (id, spans) in passages {
        let before = made.len();
        for span in spans {
            match joiner.put((*id, *code, coder), *span, Flags::default(), "")? {
                Some(coding) => made.push(coding),
                None => known += 1,
            }
        }
        if made.len() > before {
            begin_with_version(act, act.document(*id)?)?;
            documents += 1;
        }
    }
    if made.is_empty() {
        return Err(Refusal::new(format!("all these passages carry {name} already")).into());
    }
    let passages = names::count(made.len(), "passage");
    let label = format!(
        "Apply code {name} to {passages} in {}{}",
        names::count(documents, "document"),
        joiner.told()
    );
    Ok((Report::Passages { made, known }, label))
}

/// A document that gets its first coding was coded with the newest codebook that was kept.
fn begin_with_version(act: &Act<'_>, document: &CorpusDocument) -> Result<(), Error> {
    let known = act.corpus.coded_with.contains_key(&document.id);
    if let (Some(newest), true, false) =
        (act.corpus.versions.last(), document.codings.is_empty(), known)
    {
        act.tx.set_coded_with(document.id, newest.id)?;
    }
    Ok(())
}

/// The codes that are meant, each once; those that are missing are made.
fn resolve_all(act: &Act<'_>, targets: &[CodeTarget]) -> Result<Vec<(CodeId, String)>, Error> {
    let mut shelf = Shelf::new(act);
    let mut codes: Vec<(CodeId, String)> = Vec::with_capacity(targets.len());
    for target in targets {
        let (id, name) = match target {
            CodeTarget::Id(id) => (*id, act.code_name(*id)?.to_owned()),
            CodeTarget::Path(path) => {
                let (id, _) = shelf.make(act, path, "inductive")?;
                let name = path.last().map(|name| name.trim().to_owned()).unwrap_or_default();
                (id, name)
            }
        };
        offered(act, id, &name)?;
        if codes.iter().all(|(known, _)| *known != id) {
            codes.push((id, name));
        }
    }
    Ok(codes)
}

/// A retired code is put on nothing new.
fn offered(act: &Act<'_>, code: CodeId, name: &str) -> Result<(), Error> {
    if act.corpus.codes.get(code).is_some_and(|code| code.retired) {
        return Err(Refusal::new(format!("the code {name} is retired"))
            .instead("bring it back in the codebook, or use another one")
            .into());
    }
    Ok(())
}

/// Makes a code of the words themselves, or takes the one that is called so, and puts it on them.
pub(super) fn in_vivo(act: &Act<'_>, id: DocumentId, span: Span, flags: Flags) -> Acted {
    let document = act.document(id)?;
    check_span(&document.text, span.start(), span.end())
        .map_err(|error| Refusal::new(error.to_string()))?;
    let name = in_vivo_name(span.of(&document.text).unwrap_or_default())?;
    let tree = &act.corpus.codes;
    let (code, new) = match tree.find(&name).as_slice() {
        [] => (Shelf::new(act).make(act, std::slice::from_ref(&name), "in vivo")?.0, true),
        [one] => (*one, false),
        several => {
            let paths: Vec<String> = several.iter().map(|id| tree.path(*id)).collect();
            return Err(Refusal::new("several codes are called so")
                .instead(format!("choose one of {}", paths.join(", ")))
                .into());
        }
    };
    offered(act, code, &name)?;
    let place = names::place(act.corpus, document, span);
    let (report, label) = apply_codes(act, id, &[span], &[(code, name)], flags, "")?;
    // The name of a step never quotes a transcript.
    let label = if new { format!("Make an in-vivo code of words at {place}") } else { label };
    Ok((report, label))
}

/// Words as the name of a code: one line, no slash.
pub(super) fn in_vivo_name(words: &str) -> Result<String, Error> {
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ").replace('/', "-");
    if name.chars().count() > LONGEST {
        return Err(Refusal::new(format!(
            "the name of a code can have {LONGEST} characters at most"
        ))
        .instead("select fewer words")
        .into());
    }
    Ok(name)
}

/// Puts a coding on other words.
pub(super) fn set_span(act: &Act<'_>, id: CodingId, span: Span) -> Acted {
    let (document, coding) = act.coding(id)?;
    let name = act.code_name(coding.code)?;
    check_span(&document.text, span.start(), span.end())
        .map_err(|error| Refusal::new(error.to_string()))?;
    if span == coding.span {
        return Ok((Report::Coding(id), String::new()));
    }
    let mut joiner = Joiner::new(act);
    let stays = joiner.change(document.id, coding, coding.code, span)?;
    let place = names::place(act.corpus, document, span);
    Ok((Report::Coding(stays), format!("Resize {name} at {place}{}", joiner.told())))
}

/// Codings with their documents, each once, in the order of the corpus.
fn find_all<'a>(
    act: &'a Act<'_>,
    ids: &[CodingId],
) -> Result<Vec<(&'a CorpusDocument, &'a CodingRow)>, Error> {
    let wanted: HashSet<CodingId> = ids.iter().copied().collect();
    let documents = act.corpus.documents.iter();
    let found: Vec<_> = documents
        .flat_map(|document| document.codings.iter().map(move |coding| (&**document, coding)))
        .filter(|(_, coding)| wanted.contains(&coding.id))
        .collect();
    if found.len() < wanted.len() { Err(names::gone("coding")) } else { Ok(found) }
}

/// Gives codings another code.
pub(super) fn recode(act: &Act<'_>, ids: &[CodingId], target: &CodeTarget) -> Acted {
    let found = find_all(act, ids)?;
    let codes = resolve_all(act, std::slice::from_ref(target))?;
    let (code, name) = codes.first().ok_or_else(|| names::gone("code"))?;
    let others: Vec<_> = found.iter().filter(|(_, coding)| coding.code != *code).collect();
    let mut joiner = Joiner::new(act);
    let mut stay = Vec::new();
    for (document, coding) in &others {
        let id = joiner.change(document.id, coding, *code, coding.span)?;
        if !stay.contains(&id) {
            stay.push(id);
        }
    }
    let label = match others.as_slice() {
        [] => String::new(),
        [(document, coding)] => {
            let old = act.code_name(coding.code)?;
            let place = names::place(act.corpus, document, coding.span);
            format!("Recode {old} as {name} at {place}{}", joiner.told())
        }
        several => {
            let count = names::count(several.len(), "coding");
            format!("Recode {count} as {name}{}", joiner.told())
        }
    };
    let report = match (stay.as_slice(), ids) {
        ([one], _) | ([], [one]) => Report::Coding(*one),
        _ => Report::Codings(stay),
    };
    Ok((report, label))
}

/// Sets a flag on codings, or takes it away.
pub(super) fn flag(act: &Act<'_>, ids: &[CodingId], flag: Flag, on: bool) -> Acted {
    let found = find_all(act, ids)?;
    let changed: Vec<_> =
        found.into_iter().filter(|(_, coding)| coding.flags.has(flag) != on).collect();
    for (_, coding) in &changed {
        act.tx.set_flags(coding.id, coding.flags.with(flag, on))?;
    }
    let what = match changed.as_slice() {
        [] => return Ok((Report::Plain, String::new())),
        [(document, coding)] => {
            let place = names::place(act.corpus, document, coding.span);
            format!("{} at {place}", act.code_name(coding.code)?)
        }
        several => names::count(several.len(), "coding"),
    };
    let name = flag.name();
    let label =
        if on { format!("Mark {what} as {name}") } else { format!("Unmark {what} as {name}") };
    Ok((Report::Plain, label))
}

pub(super) fn comment(act: &Act<'_>, id: CodingId, memo: &str) -> Acted {
    let (document, coding) = act.coding(id)?;
    let name = act.code_name(coding.code)?;
    let memo = names::clean(memo);
    act.tx.comment(id, &memo)?;
    let place = names::place(act.corpus, document, coding.span);
    let verb = if memo.is_empty() { "Remove the comment" } else { "Comment" };
    Ok((Report::Coding(id), format!("{verb} on {name} at {place}")))
}

pub(super) fn remove(act: &Act<'_>, ids: &[CodingId]) -> Acted {
    let label = match ids {
        [one] => {
            let (document, coding) = act.coding(*one)?;
            let place = names::place(act.corpus, document, coding.span);
            format!("Remove code {} from {place}", act.code_name(coding.code)?)
        }
        many => format!("Remove {}", names::count(many.len(), "coding")),
    };
    for id in ids {
        act.tx.remove_coding(*id)?;
    }
    Ok((Report::Plain, label))
}
