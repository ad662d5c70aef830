//! The window and the command line give the same numbers: twenty random questions about the sample
//! study, asked as the page of tables asks them and as a script would, byte for byte.

use crate::support::Desk;
use postil::model::{CodeId, CoderChoice, Corpus, WhereClause, WhereOp};
use postil::study::Study;
use postil::ui::tables::{Kind, State};
use std::fs;

/// Numbers that look random and are the same on every machine (Knuth's linear generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A question as the page keeps it, and the same as arguments.
fn question(dice: &mut Dice, corpus: &Corpus) -> (State, Vec<String>) {
    use postil::analysis::{Measure, Percent};
    let mut state = State::default();
    let kinds = [
        (Kind::Crosstab, vec!["crosstab"]),
        (Kind::Crosstab, vec!["crosstab"]),
        (Kind::Crosstab, vec!["crosstab"]),
        (Kind::Frequencies, vec!["frequencies"]),
        (Kind::Together, vec!["cooccurrence", "--roll-up"]),
        (Kind::Matrix, vec!["matrix", "--rows", "document"]),
        (Kind::Coverage, vec!["coverage"]),
    ];
    let (kind, words) = dice.one(&kinds).clone();
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    state.kind = kind;
    if kind == Kind::Crosstab {
        let by = dice.one(&corpus.attributes);
        (state.by, state.chosen) = ([Some(by.id), None], true);
        words.extend(["--by".to_owned(), by.name.clone()]);
        let second = dice.one(&corpus.attributes);
        if second.id != by.id && dice.below(2) == 0 {
            state.by[1] = Some(second.id);
            words.extend(["--by".to_owned(), second.name.clone()]);
        }
        state.measure = *dice.one(&Measure::ALL);
        words.extend(["--measure".to_owned(), state.measure.name().to_owned()]);
        state.percent = *dice.one(&Percent::ALL);
        if state.measure.is_count() {
            words.extend(["--percent".to_owned(), state.percent.name().to_owned()]);
        }
    }
    if dice.below(3) == 0 {
        let document = dice.one(&corpus.documents);
        state.filter.documents = vec![document.id];
        words.extend(["--document".to_owned(), document.name.clone()]);
    }
    if dice.below(3) == 0 {
        let person = dice.one(&corpus.participants);
        state.filter.participants = vec![person.id];
        words.extend(["--participant".to_owned(), person.name.clone()]);
    }
    if kind != Kind::Coverage && dice.below(3) == 0 {
        let codes: Vec<CodeId> = corpus.codes.codes().iter().map(|code| code.id).collect();
        let code = *dice.one(&codes);
        state.filter.codes = vec![code];
        words.extend(["--code".to_owned(), corpus.codes.path(code)]);
    }
    if dice.below(3) == 0 {
        let role = corpus.attributes.iter().find(|one| one.name == "role").expect("a role");
        let values = ["LA worker", "ICTG", "Solicitor"];
        let value = *dice.one(&values);
        let apart = dice.below(2) == 0;
        let op = if apart { WhereOp::IsNot } else { WhereOp::Is };
        state.filter.wheres = vec![WhereClause { attribute: role.id, op, value: value.to_owned() }];
        words.push("--where".to_owned());
        words.push(format!("role{}{value}", if apart { "!=" } else { "=" }));
    }
    (state, words)
}

/// The sample study, written by the program.
fn sample(desk: &Desk) -> std::path::PathBuf {
    desk.run(&["demo", "d"]);
    let files = fs::read_dir(desk.path("d")).expect("a folder").flatten().map(|file| file.path());
    let path = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "postil"));
    path.expect("the sample study")
}

#[test]
fn the_window_and_the_command_line_give_the_same_numbers() {
    let desk = Desk::new();
    let path = sample(&desk);
    let study = Study::open(&path, None).expect("the sample study opens");
    let corpus = study.corpus();
    let mut dice = Dice(20_261_129);
    for at in 0..20 {
        let (state, mut words) = question(&mut dice, corpus);
        let (window, script) = (format!("window{at}.csv"), format!("script{at}.csv"));
        let export = state.export(corpus, &CoderChoice::All).expect("a table");
        postil::ui::write_export(corpus, &export, &desk.path(&window)).expect("written");
        words.insert(1, path.display().to_string());
        words.extend(["--by-coder", "all", "--out", &script].map(str::to_owned));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        desk.ok(&words);
        let read = |name: &str| fs::read_to_string(desk.path(name)).expect("a file");
        let (window, script) = (read(&window), read(&script));
        assert!(window.lines().count() > 1, "nothing is counted by {words:?}");
        assert_eq!(window, script, "{words:?}");
    }
}

#[test]
fn a_word_list_is_the_same_from_the_window_and_from_the_command_line() {
    let desk = Desk::new();
    let path = sample(&desk);
    let study = Study::open(&path, None).expect("the sample study opens");
    let mut window = postil::ui::search::State::default();
    window.look_in(vec![study.corpus().documents[0].id]);
    let spec = window.words(&CoderChoice::All);
    let export = postil::ui::outbox::Export::Words(spec);
    for ending in ["csv", "html", "md"] {
        let (mine, script) = (format!("window.{ending}"), format!("script.{ending}"));
        postil::ui::write_export(study.corpus(), &export, &desk.path(&mine)).expect("written");
        let name = study.corpus().documents[0].name.clone();
        let study = path.display().to_string();
        let args = ["words", &study, "--no-numbers", "--document", &name, "--by-coder", "all"];
        desk.ok(&[&args[..], &["--out", &script]].concat());
        let read = |name: &str| fs::read(desk.path(name)).expect("a file");
        let (mine, script) = (read(&mine), read(&script));
        assert!(mine.len() > 1_000);
        assert!(mine == script, "{ending}");
    }
}
