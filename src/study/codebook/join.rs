//! Codings that come to a code that is there already: the same code on overlapping text by the same
//! coder becomes one. Worked out beforehand as a value, so that a preview cannot differ from what is
//! done.

use super::super::{Act, Error};
use crate::model::{
    CodeId, CoderId, CodingId, CodingRow, Corpus, DocumentId, Flags, Refusal, Span,
};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of one coding that comes, together with those it meets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Join {
    /// Where.
    pub document: DocumentId,
    /// The code it carries afterwards.
    pub code: CodeId,
    /// The coding that stays: one that was there where there was one.
    pub keep: CodingId,
    /// True when it carried another code before.
    pub comes: bool,
    /// What it covers afterwards.
    pub span: Span,
    /// What it covered before.
    pub was: Span,
    /// The comments of all of them, in the order of the text; `None` when it stays as it is.
    pub memo: Option<String>,
    /// What any of them was marked as; `None` when it stays as it is.
    pub flags: Option<Flags>,
    /// Codings taken up by it.
    pub gone: Vec<CodingId>,
}

/// Works out what becomes of the codings that `goes` sends to another code. One pass over the study.
pub(super) fn joins(corpus: &Corpus, goes: impl Fn(&CodingRow) -> Option<CodeId>) -> Vec<Join> {
    let mut all = Vec::new();
    for document in &corpus.documents {
        let comes: Vec<(usize, CodeId)> = document
            .codings
            .iter()
            .enumerate()
            .filter_map(|(at, coding)| Some((at, goes(coding)?)))
            .collect();
        if comes.is_empty() {
            continue;
        }
        let targets: BTreeSet<CodeId> = comes.iter().map(|(_, code)| *code).collect();
        let mut groups: BTreeMap<(CodeId, CoderId), Vec<(&CodingRow, bool)>> = BTreeMap::new();
        let mut next = comes.iter().peekable();
        for (at, coding) in document.codings.iter().enumerate() {
            let coming = next.next_if(|(place, _)| *place == at).map(|(_, code)| *code);
            let code = coming.unwrap_or(coding.code);
            if coming.is_some() || targets.contains(&code) {
                let group = groups.entry((code, coding.coder)).or_default();
                group.push((coding, coming.is_some()));
            }
        }
        for ((code, _), codings) in groups {
            let mut rest = codings.as_slice();
            while let Some((first, _)) = rest.first() {
                // Sorted by start: whoever begins before the end so far overlaps.
                let mut end = first.span.end();
                let mut len = 0;
                while let Some((coding, _)) = rest.get(len).filter(|(c, _)| c.span.start() < end) {
                    end = end.max(coding.span.end());
                    len += 1;
                }
                let (cluster, after) = rest.split_at(len.max(1));
                rest = after;
                // Codings among which none comes are left as they are.
                if cluster.iter().any(|(_, comes)| *comes) {
                    all.extend(one(document.id, code, cluster, end));
                }
            }
        }
    }
    all
}

fn one(
    document: DocumentId,
    code: CodeId,
    cluster: &[(&CodingRow, bool)],
    end: u32,
) -> Option<Join> {
    let (keep, comes) = cluster.iter().find(|(_, comes)| !comes).or_else(|| cluster.first())?;
    let memo = comments(cluster.iter().filter_map(|(coding, _)| coding.memo.as_deref()));
    let flags = cluster.iter().fold(Flags::default(), |all, (coding, _)| all.or(coding.flags));
    let alone = cluster.len() == 1;
    Some(Join {
        document,
        code,
        keep: keep.id,
        comes: *comes,
        span: Span::new(cluster.first()?.0.span.start(), end)?,
        was: keep.span,
        memo: (!alone && keep.memo.as_deref().unwrap_or_default() != memo).then_some(memo),
        flags: (!alone && keep.flags != flags).then_some(flags),
        gone: cluster.iter().map(|(c, _)| c.id).filter(|id| *id != keep.id).collect(),
    })
}

/// The comments on codings that become one: each once, a blank line between them.
pub(in crate::study) fn comments<'c>(each: impl Iterator<Item = &'c str>) -> String {
    let mut comments: Vec<&str> = Vec::new();
    for comment in each.map(str::trim).filter(|comment| !comment.is_empty()) {
        if !comments.contains(&comment) {
            comments.push(comment);
        }
    }
    comments.join("\n\n")
}

/// Does what was worked out.
///
/// # Errors
/// When the words carry the code already: whoever worked it out has overlooked a coding there.
pub(in crate::study) fn carry_out(act: &Act<'_>, join: &Join) -> Result<(), Error> {
    for gone in &join.gone {
        act.tx.rehang_memos_of_coding(*gone, join.keep)?;
        act.tx.remove_coding(*gone)?;
    }
    let mut fits = true;
    if join.comes {
        fits &= act.tx.recode(join.keep, join.code)?;
    }
    if join.span != join.was {
        fits &= act.tx.set_span(join.keep, join.span)?;
    }
    if !fits {
        // Cannot be while the plan is of the study as it is: whatever lay there was taken up.
        return Err(Refusal::new("these words carry this code already").into());
    }
    if let Some(memo) = &join.memo {
        act.tx.comment(join.keep, memo)?;
    }
    if let Some(flags) = join.flags {
        act.tx.set_flags(join.keep, flags)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CorpusDocument, Flag, Guid};
    use std::sync::Arc;

    /// A document with codings: id, bytes, code, coder, comment, key quote.
    fn corpus(rows: &[(i64, u32, u32, i64, i64, &str, bool)]) -> Corpus {
        let codings = rows.iter().map(|&(id, start, end, code, coder, memo, key)| CodingRow {
            memo: (!memo.is_empty()).then(|| Arc::from(memo)),
            flags: Flags::default().with(Flag::Key, key),
            ..CodingRow::new(
                CodingId(id),
                Span::new(start, end).unwrap(),
                CodeId(code),
                CoderId(coder),
            )
        });
        let mut document = CorpusDocument {
            id: DocumentId(1),
            guid: Guid::new(),
            name: "D1".to_owned(),
            file_name: String::new(),
            text: Arc::from("x".repeat(100)),
            turns: Arc::default(),
            speakers: Vec::new(),
            pieces: Arc::default(),
            words: crate::model::WordIndex::default(),
            held_on: String::new(),
            times: Arc::default(),
            codings: codings.collect(),
        };
        document.sort_codings();
        Corpus { documents: vec![Arc::new(document)], ..Corpus::default() }
    }

    #[test]
    fn whoever_comes_is_joined_with_what_overlaps_and_nobody_else() {
        // Code 2 goes to code 1.
        let told = |rows: &[_]| -> Vec<String> {
            let corpus = corpus(rows);
            let all = joins(&corpus, |coding| (coding.code.0 == 2).then_some(CodeId(1)));
            let each = all.iter().map(|join| {
                let gone: Vec<i64> = join.gone.iter().map(|id| id.0).collect();
                let (start, end) = (join.span.start(), join.span.end());
                let mut line = format!("{} {start}..{end}", join.keep.0);
                if join.comes {
                    line += " comes";
                }
                if !gone.is_empty() {
                    line += &format!(" takes up {gone:?}");
                }
                if let Some(memo) = &join.memo {
                    line += &format!(" {memo:?}");
                }
                if join.flags.is_some_and(|flags| flags.has(Flag::Key)) {
                    line += " key";
                }
                line
            });
            each.collect()
        };
        // Alone; side by side is no overlap.
        assert_eq!(
            told(&[(1, 0, 5, 1, 1, "", false), (2, 5, 9, 2, 1, "a", true)]),
            ["2 5..9 comes"]
        );
        // A chain becomes one; comments in the order of the text, each once; flags of any.
        assert_eq!(
            told(&[
                (1, 4, 10, 1, 1, "b", false),
                (2, 0, 5, 2, 1, "a", true),
                (3, 9, 20, 2, 1, "b", false),
                (4, 20, 30, 1, 1, "", false),
            ]),
            ["1 0..20 takes up [2, 3] \"a\\n\\nb\" key"]
        );
        // The same words; another coder's are their own.
        assert_eq!(
            told(&[
                (1, 0, 5, 1, 1, "", false),
                (2, 0, 5, 2, 1, "", false),
                (3, 0, 5, 2, 2, "", false)
            ]),
            ["1 0..5 takes up [2]", "3 0..5 comes"]
        );
        // Overlaps among those that were there are nobody's business here.
        assert_eq!(
            told(&[
                (1, 0, 5, 1, 1, "", false),
                (2, 3, 8, 1, 1, "", false),
                (3, 40, 45, 2, 1, "", false)
            ]),
            ["3 40..45 comes"]
        );
    }
}
