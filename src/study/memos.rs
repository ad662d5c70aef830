//! Memos: write, change, remove.

use super::{Act, Acted, Error, Report, names};
use crate::model::{CodingId, Memo, MemoId, MemoKind, MemoOn, Refusal};
use crate::store::MemoRow;

/// What is written in a memo.
pub(super) struct Written {
    pub(super) kind: MemoKind,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) links: Vec<CodingId>,
}

impl Written {
    /// As it is stored: cleaned, each excerpt linked once.
    fn checked(&self, act: &Act<'_>) -> Result<Self, Error> {
        let (title, text) = (names::clean(&self.title), names::clean(&self.text));
        if title.trim().is_empty() && text.trim().is_empty() {
            return Err(Refusal::new("a memo needs a title or a text").into());
        }
        let mut links: Vec<CodingId> = Vec::with_capacity(self.links.len());
        for link in &self.links {
            if !links.contains(link) {
                act.coding(*link)?;
                links.push(*link);
            }
        }
        Ok(Self { kind: self.kind, title, text, links })
    }
}

/// What a memo hangs on, as steps speak of it: in names and places, never in words of a transcript.
fn place(act: &Act<'_>, on: MemoOn) -> Result<String, Error> {
    Ok(match on {
        MemoOn::Study => "the study".to_owned(),
        MemoOn::Document(id) => act.document(id)?.name.clone(),
        MemoOn::Participant(id) => {
            let found = act.corpus.participant(id).ok_or_else(|| names::gone("participant"))?;
            found.name.clone()
        }
        MemoOn::Code(id) => format!("code {}", act.code_name(id)?),
        MemoOn::Theme(id) => act.theme_name(id)?,
        MemoOn::Coding(id) => {
            let (document, coding) = act.coding(id)?;
            names::place(act.corpus, document, coding.span)
        }
    })
}

pub(super) fn add(act: &Act<'_>, on: MemoOn, written: &Written) -> Acted {
    let place = place(act, on)?;
    let Written { kind, title, text, links } = written.checked(act)?;
    let coder = act.tx.coder(act.coder)?;
    let row = MemoRow { kind, on, title: &title, text: &text, coder, at: act.at };
    let memo = act.tx.add_memo(&row)?;
    act.tx.set_links(memo, &links)?;
    let what = if kind == MemoKind::Journal { "Write in the journal" } else { "Write a memo" };
    let label = match (kind, on) {
        (MemoKind::Journal, MemoOn::Study) => what.to_owned(),
        _ => format!("{what} on {place}"),
    };
    Ok((Report::Memo(memo), label))
}

fn find<'a>(act: &'a Act<'_>, id: MemoId) -> Result<&'a Memo, Error> {
    act.corpus.memos.iter().find(|memo| memo.id == id).ok_or_else(|| names::gone("memo"))
}

fn label(verb: &str, memo: &Memo) -> String {
    // The day tells which memo without quoting it.
    let day = memo.created_at.get(..10).unwrap_or_default();
    format!("{verb} the {} memo of {day}", memo.kind.name())
}

pub(super) fn edit(act: &Act<'_>, id: MemoId, on: MemoOn, written: &Written) -> Acted {
    let memo = find(act, id)?;
    let Written { kind, title, text, links } = written.checked(act)?;
    if on != memo.on {
        place(act, on)?;
        act.tx.rehang_memo(id, on)?;
    }
    let same = (kind, &title, &text) == (memo.kind, &memo.title, &memo.text);
    if same && links == memo.links && on == memo.on {
        return Ok((Report::Memo(id), String::new()));
    }
    act.tx.set_memo(id, kind, &title, &text, act.at)?;
    if links != memo.links {
        // The order of the links is the order they were made in: all anew when it is another one.
        let behind = memo.links.iter().filter(|link| links.contains(link));
        if !links.iter().zip(behind).all(|(new, old)| new == old) {
            act.tx.set_links(id, &[])?;
        }
        act.tx.set_links(id, &links)?;
    }
    Ok((Report::Memo(id), label("Edit", memo)))
}

pub(super) fn remove(act: &Act<'_>, id: MemoId) -> Acted {
    let memo = find(act, id)?;
    act.tx.remove_memo(id)?;
    Ok((Report::Plain, label("Remove", memo)))
}

#[cfg(test)]
mod tests {
    use crate::model::{CodingId, MemoKind, MemoOn};
    use crate::study::{Command, Report, Study, sample};

    fn made() -> (tempfile::TempDir, Study) {
        let folder = tempfile::tempdir().unwrap();
        let study = sample::create(&folder.path().join("s.postil"), None).unwrap();
        (folder, study)
    }

    fn add(on: MemoOn, text: &str, links: Vec<CodingId>) -> Command {
        let kind = MemoKind::Note;
        Command::AddMemo { kind, on, title: String::new(), text: text.to_owned(), links }
    }

    #[test]
    fn the_whole_edit_is_one_step_and_nothing_changed_is_none() {
        let (_folder, mut study) = made();
        let document = study.corpus().documents[0].id;
        let [a, b, c] = [0, 1, 2].map(|at| study.corpus().documents[0].codings[at].id);
        let made = study.run(add(MemoOn::Document(document), "x", vec![a, b, a])).unwrap();
        let Report::Memo(id) = made.report else { panic!("{made:?}") };
        let of =
            |study: &Study| study.corpus().memos.iter().find(|memo| memo.id == id).unwrap().clone();
        let memo = of(&study);
        assert_eq!((memo.links, memo.edited_at.as_str()), (vec![a, b], ""));
        let edit = |kind, on, text: &str, links: &[CodingId]| Command::EditMemo {
            memo: id,
            kind,
            on,
            title: String::new(),
            text: text.to_owned(),
            links: links.to_vec(),
        };
        let on = MemoOn::Document(document);
        assert!(study.run(edit(MemoKind::Note, on, "x ", &[a, b])).unwrap().step.is_none());
        assert_eq!(of(&study).edited_at, "");
        for links in [&[b, a][..], &[b, a, c], &[a, c], &[]] {
            let steps = study.history().unwrap().len();
            study.run(edit(MemoKind::Note, on, "x", links)).unwrap();
            assert_eq!(of(&study).links, links);
            assert_eq!(study.history().unwrap().len(), steps + 1);
        }
        study.run(edit(MemoKind::Theoretical, MemoOn::Coding(a), "y", &[c])).unwrap();
        let memo = of(&study);
        assert_eq!((memo.kind, memo.on), (MemoKind::Theoretical, MemoOn::Coding(a)));
        assert_eq!((memo.text.as_str(), memo.links), ("y", vec![c]));
        assert!(!memo.edited_at.is_empty());
        study.undo().unwrap();
        let memo = of(&study);
        assert_eq!((memo.kind, memo.on, memo.text.as_str()), (MemoKind::Note, on, "x"));
    }

    #[test]
    fn a_link_goes_with_its_excerpt_and_comes_back_with_it() {
        let (_folder, mut study) = made();
        let [a, b] = [0, 1].map(|at| study.corpus().documents[0].codings[at].id);
        study.run(add(MemoOn::Study, "x", vec![a, b])).unwrap();
        let links = |study: &Study| study.corpus().memos.last().unwrap().links.clone();
        study.run(Command::RemoveCodings { codings: vec![a] }).unwrap();
        assert_eq!(links(&study), [b]);
        assert_eq!(study.check().unwrap(), []);
        study.undo().unwrap();
        assert_eq!(links(&study), [a, b]);
    }

    #[test]
    fn what_is_refused_says_why() {
        let (_folder, mut study) = made();
        let check = |study: &mut Study, command: Command, expected: &str| {
            assert_eq!(study.run(command).unwrap_err().to_string(), expected);
        };
        check(&mut study, add(MemoOn::Study, " \n", vec![]), "a memo needs a title or a text");
        let gone = "this coding is not in the study any more";
        check(&mut study, add(MemoOn::Study, "x", vec![CodingId(-1)]), gone);
        check(&mut study, add(MemoOn::Coding(CodingId(-1)), "x", vec![]), gone);
    }
}
