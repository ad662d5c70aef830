//! Memos: write, change, remove.

use super::{Act, Acted, Report, names};
use crate::model::{Memo, MemoId, MemoKind, MemoOn, Refusal};
use crate::store::MemoRow;

pub(super) fn add(act: &Act<'_>, kind: MemoKind, on: MemoOn, title: &str, text: &str) -> Acted {
    let (title, text) = (names::clean(title), names::clean(text));
    if title.trim().is_empty() && text.trim().is_empty() {
        return Err(Refusal::new("a memo needs a title or a text").into());
    }
    let place = match on {
        MemoOn::Study => "the study".to_owned(),
        MemoOn::Document(id) => act.document(id)?.name.clone(),
        MemoOn::Participant(id) => {
            let found = act.corpus.participant(id).ok_or_else(|| names::gone("participant"))?;
            found.name.clone()
        }
        MemoOn::Code(id) => format!("code {}", act.code_name(id)?),
        MemoOn::Theme(id) => {
            // A theme is a sentence: which one is told by its number in the list.
            let at = act.corpus.themes.iter().position(|theme| theme.id == id);
            format!("theme {}", at.ok_or_else(|| names::gone("theme"))? + 1)
        }
        MemoOn::Coding(id) => {
            let (document, coding) = act.coding(id)?;
            names::place(act.corpus, document, coding.span)
        }
    };
    let coder = act.tx.coder(act.coder)?;
    let row = MemoRow { kind, on, title: &title, text: &text, coder, at: act.at };
    act.tx.add_memo(&row)?;
    Ok((Report::Plain, format!("Write a memo on {place}")))
}

fn find<'a>(act: &'a Act<'_>, id: MemoId) -> Result<&'a Memo, super::Error> {
    act.corpus.memos.iter().find(|memo| memo.id == id).ok_or_else(|| names::gone("memo"))
}

fn label(verb: &str, memo: &Memo) -> String {
    // The day tells which memo without quoting it.
    let day = memo.created_at.get(..10).unwrap_or_default();
    format!("{verb} the {} memo of {day}", memo.kind.name())
}

pub(super) fn edit(act: &Act<'_>, id: MemoId, title: &str, text: &str) -> Acted {
    let memo = find(act, id)?;
    act.tx.set_memo(id, memo.kind, &names::clean(title), &names::clean(text), act.at)?;
    Ok((Report::Plain, label("Edit", memo)))
}

pub(super) fn remove(act: &Act<'_>, id: MemoId) -> Acted {
    let memo = find(act, id)?;
    act.tx.remove_memo(id)?;
    Ok((Report::Plain, label("Remove", memo)))
}
