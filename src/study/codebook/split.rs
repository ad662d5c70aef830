//! A code split into others by going through its excerpts.

use super::super::{Act, Acted, CodeTarget, Report, names};
use super::join::{carry_out, joins};
use super::resolve;
use crate::model::{CodeId, CodingId, Refusal};
use std::collections::HashMap;

pub(in crate::study) fn split(
    act: &Act<'_>,
    code: CodeId,
    parts: &[(CodeTarget, Vec<CodingId>)],
    retired: bool,
) -> Acted {
    let name = act.code_name(code)?.to_owned();
    let mut goes: HashMap<CodingId, CodeId> = HashMap::new();
    let mut named: Vec<(String, usize)> = Vec::new();
    for (target, codings) in parts.iter().filter(|(_, codings)| !codings.is_empty()) {
        let (into, to) = resolve(act, target)?;
        if into == code {
            continue;
        }
        for coding in codings {
            if goes.insert(*coding, into).is_some_and(|other| other != into) {
                return Err(Refusal::new("an excerpt cannot go to two codes at once")
                    .instead("choose one of the two")
                    .into());
            }
        }
        named.push((to, codings.len()));
    }
    let there: usize = act
        .corpus
        .documents
        .iter()
        .flat_map(|document| &document.codings)
        .filter(|coding| coding.code == code && goes.contains_key(&coding.id))
        .count();
    if there < goes.len() {
        return Err(Refusal::new(format!("some of these excerpts do not carry {name} any more"))
            .instead("begin the split again")
            .into());
    }
    if goes.is_empty() {
        return Err(Refusal::new("no excerpt goes to another code")
            .instead("decide for at least one")
            .into());
    }
    for join in joins(act.corpus, |coding| goes.get(&coding.id).copied()) {
        carry_out(act, &join)?;
    }
    if retired {
        act.tx.retire_code(code, true)?;
    }
    let into = match named.as_slice() {
        [(to, n)] => format!("{to} ({n})"),
        [(a, n), (b, m)] => format!("{a} ({n}) and {b} ({m})"),
        several => names::count(several.len(), "code"),
    };
    Ok((Report::Code(code), format!("Split code {name} into {into}")))
}
