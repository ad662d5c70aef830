//! What is written when somebody withdraws.

use super::super::codebook::comments;
use super::plan::{Group, Kept, Plan};
use super::{Act, Error, Withdraw};
use crate::model::{
    DocumentId, MemoOn, Span, Tombstone, TurnRow, Voice, WITHDRAWN, WithdrawalScope,
};
use std::collections::BTreeMap;

pub(super) fn apply(
    act: &Act<'_>,
    plan: &Plan<'_>,
    what: &Withdraw,
    tombstone: &Tombstone,
) -> Result<(), Error> {
    let lost = plan.lost(&what.remove_memos);
    memos(act, plan, what)?;
    for group in &plan.groups {
        rewrite_group(act, plan, group)?;
    }
    for document in &plan.sole {
        act.tx.withdraw_document(document.id)?;
    }
    let everything = plan.scope == WithdrawalScope::Everything;
    let former = if everything { &plan.former.documents } else { &plan.former.whole };
    for document in former {
        act.tx.forget_revisions(*document)?;
    }
    for (document, texts) in &plan.former.relabelled {
        act.tx.rewrite_revisions(*document, &|text| {
            let found = texts.iter().find(|(old, _)| old == text);
            found.map(|(_, new)| new.clone())
        })?;
    }
    act.tx.withdraw_orphans(&plan.former_orphans().collect::<Vec<_>>())?;
    act.tx.unlink_cells(&|guid| plan.gone_guids.contains(guid))?;
    for saved in act.corpus.filters.iter() {
        match plan.filter(saved) {
            Kept::Same => {}
            Kept::Gone => act.tx.remove_filter(saved.id)?,
            Kept::Less(filter) => {
                act.tx.save_filter(&saved.name, &filter, act.at)?;
            }
        }
    }
    findings(act, plan)?;
    act.tx.withdraw_participant(plan.person.id)?;
    // A correction that is being typed holds the whole text of its document.
    act.tx.clear_drafts(plan.person.id)?;
    for (document, reading) in &plan.readings {
        let reading = serde_json::to_string(reading)
            .map_err(|error| crate::store::Error::Unexpected(error.to_string()))?;
        act.tx.set_reading(*document, &reading)?;
    }
    // Before names are taken out of lines: they tell which lines are theirs.
    for (id, line) in plan.trail_anew(act.tx.audit_lines()?) {
        act.tx.put_audit_line(id, &line)?;
    }
    act.tx.rewrite_for_withdrawal(&|place, document, text| plan.anew(place, document, text))?;
    act.tx.rename_exports(&|path| plan.rewritten_path(path))?;
    act.tx.withdraw_from_exports(plan.person.guid, tombstone.guid)?;
    act.tx.add_tombstone(tombstone, &lost)?;
    Ok(())
}

/// Memos that were chosen go; the others hang on something that stays.
fn memos(act: &Act<'_>, plan: &Plan<'_>, what: &Withdraw) -> Result<(), Error> {
    for memo in act.corpus.memos.iter() {
        if what.remove_memos.contains(&memo.id) {
            act.tx.remove_memo(memo.id)?;
        } else if plan.hangs(memo) {
            let group = plan.groups.iter().find(|group| match memo.on {
                MemoOn::Coding(id) => group.gone.contains(&id),
                _ => false,
            });
            let on = group.map_or(MemoOn::Study, |group| MemoOn::Document(group.document.id));
            act.tx.rehang_memo(memo.id, on)?;
        }
    }
    Ok(())
}

/// A document of several: the person's turns are emptied, everything else moves with its words.
fn rewrite_group(act: &Act<'_>, plan: &Plan<'_>, group: &Group<'_>) -> Result<(), Error> {
    let document = group.document;
    let marks = act.tx.marks(document.id)?;
    let (after, _) = plan.without(document, &marks);
    act.tx.withdraw_codings(&group.gone)?;
    for (first, second) in &group.joined {
        act.tx.rehang_memos_of_coding(second.id, first.id)?;
        act.tx.remove_coding(second.id)?;
        let both = [first.memo.as_deref(), second.memo.as_deref()];
        act.tx.comment(first.id, &comments(both.into_iter().flatten()))?;
        act.tx.set_flags(first.id, first.flags.or(second.flags))?;
    }
    let moves: Vec<_> = group.moved.iter().map(|(coding, span)| (coding.id, *span)).collect();
    // Two codings of one hand never end on the same words: those were joined.
    if !act.tx.move_codings(&moves)?.is_empty() {
        return Err(
            crate::store::Error::Unexpected("codings in each other's way".to_owned()).into()
        );
    }
    act.tx.withdraw_orphans(&group.orphans)?;
    for orphan in act.corpus.orphans.iter().filter(|orphan| orphan.document == document.id) {
        act.tx.move_orphan(orphan.id, after.place(orphan.at))?;
    }
    let everything = plan.scope == WithdrawalScope::Everything;
    let voice = Voice::Participant(plan.person.id);
    let theirs: Vec<_> =
        document.speakers.iter().filter(|speaker| speaker.voice == voice).map(|s| s.id).collect();
    if !after.is_empty() {
        // Their turns keep their speaker until it is taken away below.
        let turns: Vec<TurnRow> = after.turns.clone();
        act.tx.set_turns(document.id, &turns)?;
        let marks: Vec<(Span, &str)> =
            after.marks.iter().map(|(span, kind)| (*span, kind.as_str())).collect();
        act.tx.set_marks(document.id, &marks)?;
        act.tx.set_times(document.id, &after.times)?;
        act.tx.set_text(document.id, &after.text)?;
    }
    for speaker in theirs {
        if everything {
            act.tx.forget_speaker(speaker)?;
        } else {
            act.tx.hide_speaker(document.id, speaker, WITHDRAWN)?;
        }
    }
    if everything {
        act.tx.forget_revisions(document.id)?;
    }
    Ok(())
}

/// Findings of the scan that were kept, and whose words went with the person.
fn findings(act: &Act<'_>, plan: &Plan<'_>) -> Result<(), Error> {
    if plan.scope != WithdrawalScope::Everything {
        return Ok(());
    }
    let mut now: BTreeMap<DocumentId, String> = BTreeMap::new();
    for document in &act.corpus.documents {
        if plan.sole.iter().all(|gone| gone.id != document.id) {
            let group = plan.groups.iter().any(|group| group.document.id == document.id);
            let text =
                if group { plan.without(document, &[]).0.text } else { document.text.to_string() };
            now.insert(document.id, text);
        }
    }
    let stood = |document: Option<DocumentId>, words: &str| {
        act.corpus
            .documents
            .iter()
            .any(|one| document.is_none_or(|id| id == one.id) && one.text.contains(words))
    };
    let stands = |document: Option<DocumentId>, words: &str| {
        now.iter().any(|(id, text)| document.is_none_or(|one| one == *id) && text.contains(words))
    };
    // Said once, and corrected out of the text since.
    let once = |words: &str| plan.former.said.iter().any(|said| said.contains(words));
    act.tx.forget_findings(&|document, words| {
        (stood(document, words) || once(words)) && !stands(document, words)
    })?;
    Ok(())
}
