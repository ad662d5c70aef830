//! Merging, splitting and keeping versions: what was foretold is what is done, no coding is lost, and
//! one undo brings everything back.

use super::plan_merge;
use super::testing::{Bench, bench};
use crate::model::{CodeFields, CodeId, CodingId, MemoKind, MemoOn};
use crate::study::{CodeTarget, Command, Drift, Outcome, Report};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn define(bench: &mut Bench, path: &str, definition: &str) {
    let code = bench.code(path);
    let fields = bench.study.corpus().codes.get(code).unwrap().fields.clone();
    let fields = CodeFields { definition: definition.to_owned(), ..fields };
    bench.study.run(Command::EditCode { code, fields }).unwrap();
}

fn comment(bench: &mut Bench, coding: CodingId, memo: &str) {
    bench.study.run(Command::Comment { coding, memo: memo.to_owned() }).unwrap();
}

/// Merges by paths and compares what was foretold with what came; gives back the name of the step.
fn merge(bench: &mut Bench, codes: &[&str], into: &str) -> Result<String, String> {
    let codes: Vec<CodeId> = codes.iter().map(|path| bench.code(path)).collect();
    let into = bench.code(into);
    let before = bench.study.corpus().clone();
    let plan = plan_merge(&before, &codes, into).map_err(|error| error.to_string());
    let covered: BTreeMap<CodeId, _> = plan
        .iter()
        .flat_map(|plan| plan.counts.keys())
        .map(|target| {
            let folds = plan.iter().flat_map(|plan| &plan.folds);
            let from = folds.filter(|fold| fold.into == *target).map(|fold| fold.from);
            (*target, bench.coded(&from.chain([*target]).collect::<Vec<_>>()))
        })
        .collect();
    let done = bench.study.run(Command::MergeCodes { codes, into });
    let (plan, done) = match (plan, done) {
        (Ok(plan), Ok(done)) => (plan, done),
        (Err(foretold), Err(why)) => {
            assert_eq!(foretold, why.to_string());
            return Err(foretold);
        }
        (plan, done) => panic!("{plan:?} {done:?}"),
    };
    let after = bench.study.corpus();
    for fold in &plan.folds {
        assert!(after.codes.get(fold.from).is_none());
        assert_eq!(bench.coded(&[fold.from]), BTreeMap::new());
    }
    for (code, parent) in &plan.moved {
        assert_eq!(after.codes.get(*code).unwrap().parent, Some(*parent));
    }
    for (code, fields) in &plan.texts {
        assert_eq!(after.codes.get(*code).unwrap().fields, *fields);
    }
    for (code, (was, is)) in &plan.counts {
        let count = |corpus: &crate::model::Corpus| {
            let all = corpus.documents.iter().flat_map(|document| &document.codings);
            all.filter(|coding| coding.code == *code).count()
        };
        assert_eq!((count(&before), count(after)), (*was, *is));
        assert_eq!(bench.coded(&[*code]), covered[code], "words lost or won");
    }
    let gone: BTreeSet<CodingId> = plan.joins.iter().flat_map(|j| j.gone.clone()).collect();
    for join in &plan.joins {
        let document = after.document(join.document).unwrap();
        let coding = document.coding(join.keep).unwrap();
        assert_eq!((coding.span, coding.code), (join.span, join.code));
        assert!(!gone.contains(&join.keep));
    }
    assert_eq!(before.coding_count() - gone.len(), after.coding_count());
    assert_eq!(before.memos.len(), after.memos.len(), "no memo is lost");
    // What nobody spoke of is as it was.
    let told: BTreeSet<CodeId> = plan
        .folds
        .iter()
        .flat_map(|fold| [fold.from, fold.into])
        .chain(plan.moved.iter().map(|(code, _)| *code))
        .collect();
    for code in before.codes.codes().iter().filter(|code| !told.contains(&code.id)) {
        assert_eq!(after.codes.get(code.id), Some(code));
    }
    assert_eq!(bench.study.check().unwrap(), []);
    Ok(done.step.unwrap().label)
}

#[test]
fn a_merge_joins_what_overlaps_and_keeps_what_was_written() {
    let mut bench = bench(
        &[
            "Strain",
            "Strain/worry",
            "Strain/night",
            "Tiredness",
            "Tiredness/Night",
            "Tiredness/day",
        ],
        &[("Strain", 4, 13), ("Tiredness/Night", 4, 8), ("Strain/night", 4, 8)],
    );
    let apart = bench.put("Tiredness", 30, 34);
    let over = bench.put("Tiredness", 9, 18);
    let same = bench.put("Tiredness", 4, 13);
    comment(&mut bench, over, "so tired");
    comment(&mut bench, same, "strained");
    bench.study.run(Command::Comment { coding: apart, memo: "alone".to_owned() }).unwrap();
    define(&mut bench, "Strain", "What wears people down.");
    define(&mut bench, "Tiredness", "Being tired.");
    define(&mut bench, "Tiredness/Night", "At night.");
    let (tired, kind) = (bench.code("Tiredness"), MemoKind::Note);
    for on in [MemoOn::Code(tired), MemoOn::Coding(over)] {
        let (title, text) = (String::new(), "thought".to_owned());
        bench.study.run(Command::AddMemo { kind, on, title, text, links: Vec::new() }).unwrap();
    }
    // Another coder's coding on the same words stays their own.
    bench.study.act_as("ben").unwrap();
    bench.put("Tiredness", 4, 13);
    bench.study.act_as("ana").unwrap();
    let (before, tree) = (bench.codings(), bench.tree());
    let plan = plan_merge(bench.study.corpus(), &[tired], bench.code("Strain")).unwrap();
    assert_eq!(
        plan.told(bench.study.corpus()),
        [
            "Tiredness (4 codings) goes into Strain.",
            "Tiredness/Night (1 coding) goes into Strain/night, which has the same name.",
            "Strain: 3 codings afterwards instead of 1, 2 joined with another one of the same coder \
             on overlapping words.",
            "Strain/night: 1 coding afterwards instead of 1, 1 joined with another one of the same \
             coder on overlapping words.",
            "The definition of Tiredness is added to Strain, under “From Tiredness:”.",
            "The definition of Tiredness/Night is added to Strain/night, under “From Tiredness/Night:”.",
            "day moves under Strain.",
            "1 memo on Tiredness hangs on Strain afterwards.",
        ]
    );
    let label = merge(&mut bench, &["Tiredness"], "Strain");
    assert_eq!(label.as_deref(), Ok("Merge code Tiredness into Strain"));
    assert_eq!(bench.tree(), "Strain Strain/worry Strain/night Strain/day");
    assert_eq!(
        bench.codings(),
        [
            "Strain 30..34 (alone)",
            "Strain 4..13 ben",
            "Strain 4..18 (strained\n\nso tired)",
            "Strain/night 4..8",
        ]
    );
    let strain = &bench.study.corpus().codes.get(bench.code("Strain")).unwrap().fields;
    assert_eq!(strain.definition, "What wears people down.\n\nFrom Tiredness:\nBeing tired.");
    let night = &bench.study.corpus().codes.get(bench.code("night")).unwrap().fields;
    assert_eq!(night.definition, "From Tiredness/Night:\nAt night.");
    let corpus = bench.study.corpus();
    let hangs: Vec<MemoOn> = corpus.memos.iter().map(|memo| memo.on).collect();
    let kept = corpus.documents[0].codings.iter().find(|c| c.span.end() == 18).unwrap().id;
    assert_eq!(hangs, [MemoOn::Code(bench.code("Strain")), MemoOn::Coding(kept)]);
    bench.study.undo().unwrap();
    assert_eq!((bench.codings(), bench.tree()), (before, tree));
}

#[test]
fn merges_that_make_no_sense_are_refused_and_namesakes_step_aside() {
    let mut bench = bench(&["A", "A/x", "A/x/X", "A/x/p", "B", "B/p"], &[("A/x/X", 4, 8)]);
    let mut check = |codes: &[&str], into: &str, expected: Result<&str, &str>| {
        let done = merge(&mut bench, codes, into);
        assert_eq!(done.as_deref().map_err(String::as_str), expected);
        if done.is_ok() {
            let tree = bench.tree();
            bench.study.undo().unwrap();
            return tree;
        }
        String::new()
    };
    check(&["A"], "A", Err("there is nothing to merge; choose at least one other code"));
    check(&["A", "B"], "A/x/p", Err("A/x/p hangs under A; merge into A, or move it out first"));
    // The child is called as the code that goes; it takes its place.
    let tree = check(&["A/x"], "A", Ok("Merge code x into A"));
    assert_eq!(tree, "A A/X A/p B B/p");
    // Both the code and what hangs under it go, each on its own account.
    let tree = check(&["A/x", "A/x/X", "A"], "B", Ok("Merge 3 codes into B"));
    assert_eq!(tree, "B B/p");
}

/// Random trees, random codings by two coders, random merges.
fn codings() -> impl Strategy<Value = Vec<(usize, u32, u32, bool, u8)>> {
    proptest::collection::vec((0..9_usize, 4..50_u32, 1..14_u32, any::<bool>(), 0..4_u8), 0..24)
}

const PATHS: [&str; 9] = ["A", "A/x", "A/x/y", "A/y", "B", "B/x", "B/x/Y", "C", "C/x"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn a_merge_loses_no_word_of_any_coder(
        codings in codings(),
        codes in proptest::collection::vec(0..9_usize, 1..4),
        into in 0..9_usize,
    ) {
        let mut bench = bench(&PATHS, &[]);
        for (code, start, len, second, comments) in codings {
            bench.study.act_as(if second { "ben" } else { "ana" }).unwrap();
            let document = bench.study.corpus().documents[0].id;
            let span = crate::model::Span::new(start, start + len).unwrap();
            let code = CodeTarget::Id(bench.code(PATHS[code]));
            // Words that carry the code already are refused; that is no matter here.
            let done = bench.study.run(Command::ApplyCode { document, span, code });
            if let Ok(Outcome { report: Report::Coding(id), .. }) = done
                && comments > 0
            {
                comment(&mut bench, id, &format!("note {comments}"));
            }
        }
        bench.study.act_as("ana").unwrap();
        let (before, tree) = (bench.codings(), bench.tree());
        let codes: Vec<&str> = codes.into_iter().map(|at| PATHS[at]).collect();
        if merge(&mut bench, &codes, PATHS[into]).is_ok() {
            bench.study.undo().unwrap();
        }
        prop_assert_eq!((bench.codings(), bench.tree()), (before, tree));
    }
}

#[test]
fn a_split_is_one_step_and_joins_what_meets() {
    let mut bench = bench(&["A", "A/x"], &[("A/x", 4, 13)]);
    let ids: Vec<CodingId> =
        [(9, 18), (19, 23), (24, 28)].map(|(from, to)| bench.put("A", from, to)).into();
    comment(&mut bench, ids[0], "half");
    let code = bench.code("A");
    let parts = vec![
        (CodeTarget::Id(bench.code("A/x")), vec![ids[0]]),
        (CodeTarget::Path(vec!["B".to_owned(), "new".to_owned()]), vec![ids[1]]),
        (CodeTarget::Id(code), vec![ids[2]]),
    ];
    let before = bench.codings();
    let split = Command::SplitCode { code, parts, retire: true };
    let step = bench.study.run(split.clone()).unwrap().step.unwrap();
    assert_eq!(step.label, "Split code A into x (1) and new (1)");
    assert_eq!(bench.codings(), ["A 24..28", "A/x 4..18 (half)", "B/new 19..23"]);
    assert!(bench.study.corpus().codes.get(code).unwrap().retired);
    let why = bench.study.run(split).unwrap_err().to_string();
    assert_eq!(why, "some of these excerpts do not carry A any more; begin the split again");
    bench.study.undo().unwrap();
    assert_eq!((bench.codings(), bench.tree().as_str()), (before, "A A/x"));
    let none = Command::SplitCode { code, parts: Vec::new(), retire: true };
    let why = bench.study.run(none).unwrap_err().to_string();
    assert_eq!(why, "no excerpt goes to another code; decide for at least one");
    let x = CodeTarget::Id(bench.code("A/x"));
    let y = CodeTarget::Path(vec!["y".to_owned()]);
    let twice = vec![(x, vec![ids[0]]), (y, vec![ids[0]])];
    let why = bench.study.run(Command::SplitCode { code, parts: twice, retire: false });
    assert_eq!(
        why.unwrap_err().to_string(),
        "an excerpt cannot go to two codes at once; choose one of the two"
    );
}

#[test]
fn a_document_waits_to_be_checked_when_a_code_means_something_else() {
    let mut bench = bench(&["A", "B"], &[]);
    let keep = |bench: &mut Bench, note: &str| {
        let kept = bench.study.run(Command::KeepVersion { note: note.to_owned() });
        kept.map(|outcome| outcome.step.unwrap().label).map_err(|error| error.to_string())
    };
    let mut drift = Drift::default();
    let document = bench.study.corpus().documents[0].id;
    let mut waits = |bench: &Bench| {
        let since = drift.of(bench.study.corpus(), document);
        since.map(|since| (since.number, since.codes))
    };
    assert_eq!(keep(&mut bench, " first ").as_deref(), Ok("Keep version 1 of the codebook"));
    assert_eq!(bench.study.corpus().versions[0].note, "first");
    assert_eq!(keep(&mut bench, "again"), Err("nothing has changed since version 1".to_owned()));
    define(&mut bench, "B", "Something.");
    // Not coded yet: nothing to look at again.
    assert_eq!(waits(&bench), None);
    bench.put("A", 4, 8);
    assert_eq!(waits(&bench), Some((1, 1)));
    let check = Command::CheckedWith { documents: vec![document] };
    let step = bench.study.run(check.clone()).unwrap().step.unwrap();
    assert_eq!(step.label, "Check D1 against version 2 of the codebook");
    assert_eq!(bench.study.corpus().versions.len(), 2);
    assert_eq!(waits(&bench), None);
    assert_eq!(bench.study.run(check).unwrap().step, None, "checked already");
    define(&mut bench, "A", "Something else.");
    define(&mut bench, "B", "Something quite else.");
    assert_eq!(waits(&bench), Some((2, 2)));
    assert_eq!(keep(&mut bench, "").as_deref(), Ok("Keep version 3 of the codebook"));
    assert_eq!(waits(&bench), Some((2, 2)), "kept is not checked");
    for _ in 0..3 {
        bench.study.undo().unwrap();
    }
    assert_eq!(waits(&bench), None);
    bench.study.undo().unwrap();
    assert_eq!(waits(&bench), Some((1, 1)), "undone: it waits again");
    bench.study.undo().unwrap();
    assert_eq!(bench.study.corpus().coded_with.len(), 0, "the first coding is undone");
}

#[test]
fn documents_coded_before_a_version_was_kept_were_coded_with_it() {
    let mut bench = bench(&["A"], &[("A", 4, 8)]);
    bench.study.run(Command::KeepVersion { note: String::new() }).unwrap();
    let corpus = bench.study.corpus();
    let first = corpus.versions[0].id;
    assert_eq!(corpus.coded_with.values().copied().collect::<Vec<_>>(), [first]);
}
