//! Ten thousand steps, and all of them undone: how long, how large, how much memory.
//!
//! `POSTIL_THOROUGH=1 cargo test --locked --test all ten_thousand -- --nocapture`; otherwise three hundred.

use crate::support::dump::dump;
use postil::model::{Flag, MemoKind, MemoOn, Span};
use postil::study::{CodeTarget, Command, Study, sample};
use std::path::Path;
use std::time::Instant;

/// Megabytes this process has in memory, where the system says.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

/// Seconds of computing this process has used, where the system says: what else the computer does is not
/// in it. Counted in hundredths.
fn computed() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = behind_name.split(' ').skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn megabytes(path: &Path) -> f64 {
    let size = |suffix: &str| {
        let path = format!("{}{suffix}", path.display());
        std::fs::metadata(path).map_or(0, |found| found.len())
    };
    (size("") + size("-wal")) as f64 / 1.0e6
}

/// The n-th step: mostly codes put on turns, with flags, comments and memos in between.
fn step(study: &Study, n: usize) -> Command {
    let corpus = study.corpus();
    let document = &corpus.documents[n % corpus.documents.len()];
    let coding = document.codings.get(n / 7 % document.codings.len().max(1));
    match (n % 10, coding) {
        (0, Some(coding)) => Command::FlagCodings {
            codings: vec![coding.id],
            flag: Flag::Key,
            on: n.is_multiple_of(20),
        },
        (1, Some(coding)) => Command::Comment { coding: coding.id, memo: format!("note {n}") },
        (2, _) => Command::AddMemo {
            kind: MemoKind::Journal,
            on: MemoOn::Study,
            title: format!("Step {n}"),
            text: "A thought of some length about what was said. ".repeat(4),
            links: Vec::new(),
        },
        _ => {
            // Each code on each turn once: the same code on the same words would be no step.
            let turns = corpus
                .documents
                .iter()
                .flat_map(|document| document.turns.iter().map(|turn| (document.id, *turn)));
            let turns: Vec<_> = turns.collect();
            let codes = corpus.codes.codes();
            let (document, turn) = turns[n % turns.len()];
            let code = codes[n / turns.len() % codes.len()].id;
            let span = Span::new(turn.body, turn.end).unwrap();
            Command::ApplyCode { document, span, code: CodeTarget::Id(code) }
        }
    }
}

#[test]
fn ten_thousand_steps_and_all_undone() {
    let all = if std::env::var_os("POSTIL_THOROUGH").is_some() { 10_000 } else { 300 };
    let some = all / 10;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = sample::create(&path, None).unwrap();
    let before = dump(&path);
    println!("begin: {:.1} MB in the file, {:.0} MB in memory", megabytes(&path), memory());
    let (mut done, mut tried) = (0, 0);
    // Only the steps themselves are timed: what is refused or changes nothing is none.
    let mut spent = std::time::Duration::ZERO;
    let mut used = computed();
    while done < all {
        tried += 1;
        let command = step(&study, tried);
        let begun = Instant::now();
        if study.run(command).is_ok_and(|outcome| outcome.step.is_some()) {
            spent += begun.elapsed();
            done += 1;
            if done % some == 0 {
                println!(
                    "{done:>6} steps: {:.2} ms each ({:.2} ms computing), {:.1} MB in the file, {:.0} MB \
                     in memory",
                    spent.as_secs_f64() * 1e3 / some as f64,
                    (computed() - used) * 1e3 / some as f64,
                    megabytes(&path),
                    memory()
                );
                spent = std::time::Duration::ZERO;
                used = computed();
            }
        }
        assert!(tried < 4 * all, "{done} of {tried}");
    }
    let begun = Instant::now();
    assert_eq!(study.check().unwrap(), []);
    println!("checked in {:.2} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    drop(study);
    let mut study = Study::open(&path, None).unwrap();
    println!("closed and opened in {:.2} s", begun.elapsed().as_secs_f64());
    let mut round = Instant::now();
    let mut used = computed();
    let mut costs = Vec::new();
    for undone in 1..=done {
        study.undo().unwrap().unwrap();
        if undone % some == 0 {
            let cost = (computed() - used) * 1e3 / some as f64;
            println!(
                "{undone:>6} undone: {:.2} ms each ({cost:.2} ms computing), {:.1} MB in the file, {:.0} \
                 MB in memory",
                round.elapsed().as_secs_f64() * 1e3 / some as f64,
                megabytes(&path),
                memory()
            );
            costs.push(cost);
            round = Instant::now();
            used = computed();
        }
    }
    assert_eq!(dump(&path), before, "undone to the beginning");
    assert_eq!(study.check().unwrap(), []);
    // Less is in the study each time: undoing does not take longer. Three hundred are too few to tell.
    if all == 10_000 {
        let longest = costs.iter().copied().fold(0.0, f64::max);
        assert!(longest < 2.0 * costs[0] + 0.2, "{costs:?}");
    }
}
