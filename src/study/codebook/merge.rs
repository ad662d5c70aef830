//! Codes merged into another one. What will happen is worked out first, as a value: the preview shows
//! it, the command does it, and so the two cannot differ.

use super::super::{Act, Acted, Error, Report, names};
use super::check::depth_fault;
use super::join::{Join, carry_out, joins};
use crate::model::{CodeFields, CodeId, CodeTree, Corpus, Guid, MemoOn, Refusal, name_key};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A code that goes into another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fold {
    /// The code that is removed afterwards.
    pub from: CodeId,
    /// The code that takes it up.
    pub into: CodeId,
    /// False for a code that goes along because it hangs under one that goes and its name is taken.
    pub asked: bool,
    /// Its codings, all coders.
    pub codings: usize,
    /// Memos on it.
    pub memos: usize,
    /// Themes it belongs to.
    pub themes: usize,
    /// Parts of what is written about it that are added: "definition", "include" …
    pub texts: Vec<&'static str>,
}

/// What a merge does, to the last row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergePlan {
    /// The code everything goes into.
    pub into: CodeId,
    /// The codes that go.
    pub folds: Vec<Fold>,
    /// Codes that hang under another one afterwards.
    pub moved: Vec<(CodeId, CodeId)>,
    /// What is written about the codes that take others up, where that changes.
    pub texts: Vec<(CodeId, CodeFields)>,
    /// What becomes of the codings that come, and of those they meet.
    pub joins: Vec<Join>,
    /// Codings of each code that takes others up: before, and afterwards.
    pub counts: BTreeMap<CodeId, (usize, usize)>,
}

/// Works out what merging does.
///
/// # Errors
/// When nothing would be merged, the code to merge into hangs under one that goes, or what hangs under one
/// that goes would come too deep.
pub fn plan_merge(corpus: &Corpus, codes: &[CodeId], into: CodeId) -> Result<MergePlan, Error> {
    let tree = &corpus.codes;
    let target = tree.place(into).ok_or_else(|| names::gone("code"))?;
    let mut places = BTreeSet::new();
    for code in codes.iter().filter(|code| **code != into) {
        let place = tree.place(*code).ok_or_else(|| names::gone("code"))?;
        if tree.subtree(place).contains(&target) {
            let (above, below) = (tree.path(*code), tree.path(into));
            let name = tree.get(*code).map_or("", |code| code.fields.name.as_str());
            return Err(Refusal::new(format!("{below} hangs under {above}"))
                .instead(format!("merge into {name}, or move it out first"))
                .into());
        }
        places.insert(place);
    }
    if places.is_empty() {
        return Err(Refusal::new("there is nothing to merge")
            .instead("choose at least one other code")
            .into());
    }
    let mut work = Work::new(tree, &places);
    for &place in &places {
        work.fold(place, into, true);
    }
    let Work { folds, moved, .. } = work;
    let mut deep = moved.iter().filter_map(|(code, parent)| Some((tree.place(*code)?, *parent)));
    if let Some(refusal) = deep.find_map(|(place, to)| depth_fault(tree, place, Some(to))) {
        return Err(refusal.into());
    }
    // Few codes, asked for every coding of the study: a sorted list is quicker than a map.
    let mut goes: Vec<(CodeId, CodeId)> = folds.iter().map(|(from, to, _)| (*from, *to)).collect();
    goes.sort_unstable();
    let joins = joins(corpus, |coding| {
        let at = goes.binary_search_by_key(&coding.code, |(from, _)| *from).ok()?;
        Some(goes[at].1)
    });
    let used = used(corpus, &goes);
    let count = |code: CodeId| used.get(&code).copied().unwrap_or(0);
    // Whoever is taken up by another one is counted no more.
    let mut counts: BTreeMap<CodeId, (usize, usize)> =
        folds.iter().map(|(_, into, _)| (*into, (count(*into), count(*into)))).collect();
    for (from, into, _) in &folds {
        counts.entry(*into).and_modify(|(_, after)| *after += count(*from));
    }
    for join in &joins {
        counts.entry(join.code).and_modify(|(_, after)| *after -= join.gone.len());
    }
    let mut texts: BTreeMap<CodeId, CodeFields> = BTreeMap::new();
    let folds = folds.into_iter().map(|(from, to, asked)| {
        let added = add_texts(tree, from, to, &mut texts);
        Fold {
            from,
            into: to,
            asked,
            codings: count(from),
            memos: corpus.memos.iter().filter(|memo| memo.on == MemoOn::Code(from)).count(),
            themes: corpus.themes.iter().filter(|theme| theme.codes.contains(&from)).count(),
            texts: added,
        }
    });
    let folds = folds.collect();
    Ok(MergePlan { into, folds, moved, texts: texts.into_iter().collect(), joins, counts })
}

/// Codings of the codes that go and of those that take them up.
fn used(corpus: &Corpus, goes: &[(CodeId, CodeId)]) -> HashMap<CodeId, usize> {
    let mut codes: Vec<CodeId> = goes.iter().flat_map(|(from, to)| [*from, *to]).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut counts = vec![0; codes.len()];
    for coding in corpus.documents.iter().flat_map(|document| &document.codings) {
        if let Ok(at) = codes.binary_search(&coding.code) {
            counts[at] += 1;
        }
    }
    codes.into_iter().zip(counts).collect()
}

/// Who goes where, while it is being worked out.
struct Work<'t> {
    tree: &'t CodeTree,
    going: &'t BTreeSet<usize>,
    /// Codes that stay, by parent and key of the name, as they will hang.
    names: HashMap<(CodeId, String), CodeId>,
    folds: Vec<(CodeId, CodeId, bool)>,
    moved: Vec<(CodeId, CodeId)>,
}

impl<'t> Work<'t> {
    fn new(tree: &'t CodeTree, going: &'t BTreeSet<usize>) -> Self {
        let staying = tree.codes().iter().enumerate().filter(|(place, _)| !going.contains(place));
        let names = staying
            .filter_map(|(_, code)| Some(((code.parent?, name_key(&code.fields.name)), code.id)))
            .collect();
        Self { tree, going, names, folds: Vec::new(), moved: Vec::new() }
    }

    /// The code at `place` goes into another one; what hangs under it goes along.
    fn fold(&mut self, place: usize, into: CodeId, asked: bool) {
        let from = self.tree.codes()[place].id;
        self.folds.push((from, into, asked));
        let below = self.tree.subtree(place);
        let children: Vec<usize> = below
            .filter(|&at| at != place && self.tree.codes()[at].parent == Some(from))
            .filter(|at| !self.going.contains(at))
            .collect();
        for child in children {
            let code = &self.tree.codes()[child];
            let key = (into, name_key(&code.fields.name));
            match self.names.get(&key) {
                Some(&twin) => self.fold(child, twin, false),
                None => {
                    self.names.insert(key, code.id);
                    self.moved.push((code.id, into));
                }
            }
        }
    }
}

/// Adds what is written about a code to what is written about the one that takes it up. Gives back
/// the parts that grew.
fn add_texts(
    tree: &CodeTree,
    from: CodeId,
    to: CodeId,
    texts: &mut BTreeMap<CodeId, CodeFields>,
) -> Vec<&'static str> {
    let (Some(source), Some(target)) = (tree.get(from), tree.get(to)) else { return Vec::new() };
    let mut fields = texts.remove(&to).unwrap_or_else(|| target.fields.clone());
    let mut grown = Vec::new();
    let head = format!("From {}:", tree.path(from));
    let mut add = |part: &'static str, own: &mut String, new: &str, was: &str| {
        let new = new.trim();
        if new.is_empty() || new == was.trim() {
            return;
        }
        if !own.trim().is_empty() {
            own.push_str("\n\n");
        }
        own.push_str(&head);
        own.push('\n');
        own.push_str(new);
        grown.push(part);
    };
    let (new, was) = (&source.fields, &target.fields);
    add("definition", &mut fields.definition, &new.definition, &was.definition);
    add("include", &mut fields.include, &new.include, &was.include);
    add("exclude", &mut fields.exclude, &new.exclude, &was.exclude);
    add("example", &mut fields.example, &new.example, &was.example);
    if fields != target.fields {
        texts.insert(to, fields);
    }
    grown
}

pub(in crate::study) fn merge(act: &Act<'_>, codes: &[CodeId], into: CodeId) -> Acted {
    let plan = plan_merge(act.corpus, codes, into)?;
    let tree = &act.corpus.codes;
    for join in &plan.joins {
        carry_out(act, join)?;
    }
    let takes: BTreeSet<CodeId> = plan.moved.iter().map(|(_, parent)| *parent).collect();
    for fold in &plan.folds {
        act.tx.rehang_memos_of_code(fold.from, fold.into)?;
        act.tx.recode_orphans(fold.from, fold.into)?;
        act.tx.replace_in_themes(fold.from, fold.into)?;
        act.tx.move_cells_of_code(fold.from, fold.into)?;
        // What moves may be called like a code that goes: that one steps aside.
        if let Some(code) = tree.get(fold.from)
            && code.parent.is_some_and(|parent| takes.contains(&parent))
        {
            let fields = CodeFields { name: Guid::new().to_string(), ..code.fields.clone() };
            act.tx.set_code(fold.from, &fields)?;
        }
    }
    for (code, parent) in &plan.moved {
        act.tx.move_code(*code, Some(*parent))?;
    }
    let mut going: Vec<usize> = plan.folds.iter().filter_map(|f| tree.place(f.from)).collect();
    going.sort_unstable();
    // The lowest first: a code cannot go while others hang under it.
    for place in going.into_iter().rev() {
        act.tx.remove_code(tree.codes()[place].id)?;
    }
    for (code, fields) in &plan.texts {
        act.tx.set_code(*code, fields)?;
    }
    let asked: Vec<&Fold> = plan.folds.iter().filter(|fold| fold.asked).collect();
    let what = match asked.as_slice() {
        [one] => format!("code {}", act.code_name(one.from)?),
        several => names::count(several.len(), "code"),
    };
    let label = format!("Merge {what} into {}", act.code_name(into)?);
    Ok((Report::Code(into), label))
}

impl MergePlan {
    /// Codings that come.
    pub fn coming(&self) -> usize {
        self.folds.iter().map(|fold| fold.codings).sum()
    }

    /// Codings that are joined with another one.
    pub fn joined(&self) -> usize {
        self.joins.iter().map(|join| join.gone.len()).sum()
    }

    /// Codings of the code everything goes into: before, and afterwards.
    pub fn count(&self) -> (usize, usize) {
        self.counts.get(&self.into).copied().unwrap_or_default()
    }

    /// The plan in sentences, with numbers. What the dialog and the command line show.
    pub fn told(&self, corpus: &Corpus) -> Vec<String> {
        let tree = &corpus.codes;
        let path = |code: CodeId| tree.path(code);
        let mut lines = Vec::new();
        for fold in &self.folds {
            let codings = names::count(fold.codings, "coding");
            let mut line = format!("{} ({codings}) goes into {}", path(fold.from), path(fold.into));
            if !fold.asked {
                line += ", which has the same name";
            }
            lines.push(line + ".");
        }
        for (code, (before, after)) in &self.counts {
            let joined: usize =
                self.joins.iter().filter(|j| j.code == *code).map(|join| join.gone.len()).sum();
            let after = names::count(*after, "coding");
            let mut line = format!("{}: {after} afterwards instead of {before}", path(*code));
            if joined > 0 {
                line += &format!(
                    ", {joined} joined with another one of the same coder on overlapping words"
                );
            }
            lines.push(line + ".");
        }
        for fold in self.folds.iter().filter(|fold| !fold.texts.is_empty()) {
            let verb = if fold.texts.len() == 1 { "is" } else { "are" };
            let (from, into) = (path(fold.from), path(fold.into));
            let texts = and(&fold.texts);
            lines.push(format!(
                "The {texts} of {from} {verb} added to {into}, under “From {from}:”."
            ));
        }
        let mut homes: BTreeMap<CodeId, Vec<&str>> = BTreeMap::new();
        for (code, parent) in &self.moved {
            let name = tree.get(*code).map_or("", |code| code.fields.name.as_str());
            homes.entry(*parent).or_default().push(name);
        }
        for (parent, codes) in homes {
            let verb = if codes.len() == 1 { "moves" } else { "move" };
            lines.push(format!("{} {verb} under {}.", and(&codes), path(parent)));
        }
        for fold in &self.folds {
            let (from, into) = (path(fold.from), path(fold.into));
            if fold.memos > 0 {
                let verb = if fold.memos == 1 { "hangs" } else { "hang" };
                let memos = names::count(fold.memos, "memo");
                lines.push(format!("{memos} on {from} {verb} on {into} afterwards."));
            }
            if fold.themes > 0 {
                let themes = names::count(fold.themes, "theme");
                lines.push(format!("{into} takes its place in {themes}."));
            }
        }
        lines
    }
}

/// "a", "a and b", "a, b and c"; more than six are counted.
fn and(names: &[&str]) -> String {
    const MOST: usize = 6;
    if names.len() > MOST {
        let more = names.len() - (MOST - 1);
        return format!("{} and {more} more", names[..MOST - 1].join(", "));
    }
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
