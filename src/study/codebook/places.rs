//! Where codes hang: moved and put in order, taken out of use, removed.

use super::super::{Act, Acted, Error, Report, names};
use super::check::depth_fault;
use crate::model::{CodeId, CodeTree, Refusal, name_key};

/// Of these codes those that hang under none of the others, in the order of the codebook, each once:
/// what hangs under a code goes where it goes.
fn tops(tree: &CodeTree, codes: &[CodeId]) -> Result<Vec<usize>, Error> {
    let mut places = Vec::with_capacity(codes.len());
    for code in codes {
        places.push(tree.place(*code).ok_or_else(|| names::gone("code"))?);
    }
    places.sort_unstable();
    let mut tops: Vec<usize> = Vec::with_capacity(places.len());
    let mut end = 0;
    for place in places {
        if place >= end {
            end = tree.subtree(place).end;
            tops.push(place);
        }
    }
    Ok(tops)
}

pub(in crate::study) fn move_to(
    act: &Act<'_>,
    codes: &[CodeId],
    parent: Option<CodeId>,
    before: Option<CodeId>,
) -> Acted {
    let tree = &act.corpus.codes;
    let tops = tops(tree, codes)?;
    let moved: Vec<CodeId> = tops.iter().map(|&place| tree.codes()[place].id).collect();
    let under = match parent {
        None => "the top".to_owned(),
        Some(parent) => {
            let at = tree.place(parent).ok_or_else(|| names::gone("code"))?;
            if let Some(&place) = tops.iter().find(|&&place| tree.subtree(place).contains(&at)) {
                let name = &tree.codes()[place].fields.name;
                return Err(Refusal::new(format!("{name} cannot hang under itself")).into());
            }
            tree.path(parent)
        }
    };
    let mut deep = tops.iter().filter(|&&place| tree.codes()[place].parent != parent);
    if let Some(refusal) = deep.find_map(|&place| depth_fault(tree, place, parent)) {
        return Err(refusal.into());
    }
    let siblings: Vec<CodeId> =
        tree.codes().iter().filter(|code| code.parent == parent).map(|code| code.id).collect();
    let staying: Vec<CodeId> = siblings.iter().copied().filter(|id| !moved.contains(id)).collect();
    free_names(tree, &moved, &staying, &under)?;
    // Before one of those that move means before the next one that stays.
    let gap = match before {
        None => staying.len(),
        Some(before) => {
            let at = siblings.iter().position(|id| *id == before).ok_or_else(|| {
                Refusal::new("the code to stand before hangs elsewhere").instead("name a sibling")
            })?;
            siblings[..at].iter().filter(|id| !moved.contains(id)).count()
        }
    };
    let mut order = staying;
    order.splice(gap..gap, moved.iter().copied());
    if order == siblings {
        return Ok((Report::Plain, String::new()));
    }
    for &place in &tops {
        let code = &tree.codes()[place];
        if code.parent != parent {
            act.tx.move_code(code.id, parent)?;
        }
    }
    act.tx.order_codes(&order)?;
    let what = match tops.as_slice() {
        [one] => format!("code {}", tree.codes()[*one].fields.name),
        several => names::count(several.len(), "code"),
    };
    let at_home = tops.iter().all(|&place| tree.codes()[place].parent == parent);
    let next = order.get(gap + moved.len()).and_then(|id| tree.get(*id));
    let label = match (at_home, next) {
        (true, Some(next)) => format!("Move {what} before {}", next.fields.name),
        (true, None) => format!("Move {what} to the end of {under}"),
        (false, _) => format!("Move {what} to {under}"),
    };
    Ok((moved.first().map_or(Report::Plain, |id| Report::Code(*id)), label))
}

/// Nothing that comes has the name of something that stays, or of something that comes along.
fn free_names(
    tree: &CodeTree,
    moved: &[CodeId],
    staying: &[CodeId],
    under: &str,
) -> Result<(), Error> {
    let name = |id: &CodeId| tree.get(*id).map_or("", |code| code.fields.name.as_str());
    for (at, id) in moved.iter().enumerate() {
        let wanted = name_key(name(id));
        let same = |other: &&CodeId| name_key(name(other)) == wanted;
        if let Some(twin) = staying.iter().find(same) {
            let why = format!("there is a code {} already", tree.path(*twin));
            return Err(Refusal::new(why).instead("rename one of the two, or merge them").into());
        }
        if moved[..at].iter().any(|other| same(&other)) {
            let why = format!("two of them are called {}: both cannot stand at {under}", name(id));
            return Err(Refusal::new(why).instead("rename one of the two, or merge them").into());
        }
    }
    Ok(())
}

pub(in crate::study) fn retire(act: &Act<'_>, codes: &[CodeId], retired: bool) -> Acted {
    let mut names = Vec::with_capacity(codes.len());
    for id in codes {
        let code = act.corpus.codes.get(*id).ok_or_else(|| names::gone("code"))?;
        if code.retired != retired {
            act.tx.retire_code(*id, retired)?;
            names.push(code.fields.name.as_str());
        }
    }
    let verb = if retired { "Retire" } else { "Restore" };
    let label = match names.as_slice() {
        [] => String::new(),
        [one] => format!("{verb} code {one}"),
        several => format!("{verb} {}", names::count(several.len(), "code")),
    };
    Ok((Report::Plain, label))
}

pub(in crate::study) fn remove(act: &Act<'_>, codes: &[CodeId]) -> Acted {
    let tree = &act.corpus.codes;
    let tops = tops(tree, codes)?;
    let (mut codings, mut below) = (0, 0);
    // The lowest first: a code cannot go while others hang under it.
    for &place in tops.iter().rev() {
        let subtree = tree.codes().get(tree.subtree(place)).unwrap_or_default();
        below += subtree.len() - 1;
        for code in subtree.iter().rev() {
            codings += act.tx.remove_code(code.id)?;
        }
    }
    let mut label = match tops.as_slice() {
        [one] => format!("Remove code {}", tree.codes()[*one].fields.name),
        several => format!("Remove {}", names::count(several.len(), "code")),
    };
    if below > 0 {
        let them = if tops.len() == 1 { "it" } else { "them" };
        label += &format!(" and {} under {them}", names::count(below, "code"));
    }
    if codings > 0 {
        label += &format!(" with {}", names::count(codings, "coding"));
    }
    Ok((Report::Plain, label))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, bench};
    use crate::model::CodeFields;
    use crate::study::Command;

    /// Moves codes by their paths; gives back the tree as paths, or why not.
    fn moved(bench: &mut Bench, codes: &[&str], parent: &str, before: &str) -> String {
        let codes = codes.iter().map(|path| bench.code(path)).collect();
        let find = |path: &str| (!path.is_empty()).then(|| bench.code(path));
        let (parent, before) = (find(parent), find(before));
        match bench.study.run(Command::MoveCodes { codes, parent, before }) {
            Ok(outcome) => {
                let label = outcome.step.map_or_else(|| "nothing".to_owned(), |step| step.label);
                format!("{label}: {}", bench.tree())
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn codes_move_under_others_between_them_and_to_the_top() {
        let mut bench = bench(&["A", "A/x", "A/y", "A/z", "B", "B/x", "B/w"], &[]);
        let mut check = |codes: &[&str], parent: &str, before: &str, expected: &str| {
            assert_eq!(moved(&mut bench, codes, parent, before), expected);
            if !expected.starts_with("nothing") && bench.study.corpus().codes.len() == 7 {
                bench.study.undo().unwrap();
                assert_eq!(bench.tree(), "A A/x A/y A/z B B/x B/w");
            }
        };
        check(&["A/z"], "A", "A/x", "Move code z before x: A A/z A/x A/y B B/x B/w");
        check(&["A/x"], "A", "", "Move code x to the end of A: A A/y A/z A/x B B/x B/w");
        check(&["A/y", "A/z"], "B", "B/w", "Move 2 codes to B: A A/x B B/x B/y B/z B/w");
        check(&["A/z"], "", "B", "Move code z to the top: A A/x A/y z B B/x B/w");
        check(&["B", "B/w"], "A", "A/y", "Move code B to A: A A/x A/B A/B/x A/B/w A/y A/z");
        // Before one that moves too means before the next that stays.
        check(&["A/y", "A/x"], "A", "A/y", "nothing: A A/x A/y A/z B B/x B/w");
        check(&["A/x", "A/z"], "A", "A/z", "Move 2 codes to the end of A: A A/y A/x A/z B B/x B/w");
    }

    #[test]
    fn circles_and_namesakes_are_refused_with_a_way_out() {
        let mut bench = bench(&["A", "A/x", "A/x/p", "B", "B/X", "C"], &[]);
        let mut check = |codes: &[&str], parent: &str, before: &str, expected: &str| {
            assert_eq!(moved(&mut bench, codes, parent, before), expected);
        };
        check(&["A"], "A/x/p", "", "A cannot hang under itself");
        check(&["A"], "A", "", "A cannot hang under itself");
        check(
            &["A/x"],
            "B",
            "",
            "there is a code B/X already; rename one of the two, or merge them",
        );
        check(
            &["A/x", "B/X"],
            "C",
            "",
            "two of them are called X: both cannot stand at C; rename one of the two, or merge them",
        );
        check(&["A/x"], "C", "B", "the code to stand before hangs elsewhere; name a sibling");
    }

    #[test]
    fn a_codebook_gets_no_deeper_than_its_files() {
        let deep: Vec<String> = (1..=30).map(|n| format!("k{n}")).collect();
        let deep = deep.join("/");
        let mut bench = bench(&[deep.as_str(), "A", "A/x", "A/x/p"], &[]);
        let told = moved(&mut bench, &["A"], &deep, "");
        assert_eq!(told, "it is more than 32 levels deep; hang it further up");
        assert!(moved(&mut bench, &["A/x"], &deep, "").starts_with("Move code x to k1/"));
        // Two levels are left under the 30: those of x and p. A new code has no room under p.
        let lowest = bench.code(&format!("{deep}/x/p"));
        let fields = CodeFields { name: "q".to_owned(), ..CodeFields::default() };
        let add = Command::AddCode { parent: Some(lowest), fields };
        let told = bench.study.run(add).unwrap_err().to_string();
        assert_eq!(told, "it is more than 32 levels deep; hang it further up");
        assert_eq!(bench.study.check().unwrap(), []);
    }

    #[test]
    fn codes_are_retired_restored_and_removed_several_at_once() {
        let mut bench = bench(&["A", "A/x", "B", "C"], &[("A/x", 0, 4), ("C", 2, 6)]);
        let mut check = |paths: &[&str], command: fn(Vec<_>) -> Command, expected: &str| {
            let codes = paths.iter().map(|path| bench.code(path)).collect();
            let step = bench.study.run(command(codes)).unwrap().step;
            assert_eq!(step.map(|step| step.label).as_deref().unwrap_or("nothing"), expected);
        };
        let retire = |codes| Command::RetireCodes { codes, retired: true };
        let restore = |codes| Command::RetireCodes { codes, retired: false };
        let remove = |codes| Command::RemoveCodes { codes };
        check(&["A", "B"], retire, "Retire 2 codes");
        check(&["A"], retire, "nothing");
        check(&["A", "C"], restore, "Restore code A");
        check(&["A/x", "A", "C"], remove, "Remove 2 codes and 1 code under them with 2 codings");
        assert_eq!(bench.tree(), "B");
        assert!(bench.study.corpus().codes.codes()[0].retired);
        bench.study.undo().unwrap();
        assert_eq!(bench.tree(), "A A/x B C");
        assert_eq!(bench.study.corpus().coding_count(), 2);
    }
}
