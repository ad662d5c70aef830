//! The table of layouts: one transcript for each convention that tools and people write, with the text
//! as it will stand and the turns as they are found.
//!
//! A turn is written `Speaker@time words`: the label (`-` for nobody), the moment where one is known,
//! and how its words begin, `/` for line ends.

use postil::exchange::import::{ImportHints, read_document};
use postil::model::NewDocument;

/// What becomes of the text.
enum Text {
    /// It stands as it was, labels and times included.
    AsItWas,
    /// It is made anew.
    Made(&'static str),
}
use Text::{AsItWas, Made};

mod structured;
mod tools;
mod typed;

fn layouts() -> impl Iterator<Item = &'static Layout> {
    tools::LAYOUTS.iter().chain(typed::LAYOUTS).chain(structured::LAYOUTS)
}

struct Layout {
    name: &'static str,
    file: &'static str,
    content: &'static str,
    text: Text,
    turns: &'static [&'static str],
}

fn time(ms: i64) -> String {
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let clock = match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    };
    if rest == 0 { clock } else { format!("{clock}.{rest:03}") }
}

fn turns(document: &NewDocument) -> Vec<String> {
    let one = |turn: &postil::model::NewTurn| {
        let body = &document.text[turn.body as usize..turn.end as usize];
        let speaker = turn.speaker.as_deref().unwrap_or("-");
        let at = turn.at_ms.map(|ms| format!("@{}", time(ms))).unwrap_or_default();
        let words: String = body.chars().take(24).collect();
        format!("{speaker}{at} {}", words.replace('\n', "/").trim_end()).trim_end().to_owned()
    };
    document.turns.iter().map(one).collect()
}

#[test]
fn every_layout_gives_its_text_and_turns() {
    let mut wrong = Vec::new();
    for layout in layouts() {
        let read =
            read_document(layout.file, layout.content.as_bytes(), &ImportHints::default()).unwrap();
        let expected = match layout.text {
            AsItWas => layout.content,
            Made(text) => text,
        };
        if read.text != expected {
            wrong.push(format!("{}: text\n{:?}\nnot\n{expected:?}", layout.name, read.text));
        }
        let got = turns(&read);
        if got != layout.turns {
            wrong.push(format!("{}: turns\n{got:#?}\nnot\n{:#?}", layout.name, layout.turns));
        }
        // Turns hold every word, in order.
        let mut end = 0;
        for turn in &read.turns {
            assert!(read.text[end..turn.start as usize].trim().is_empty(), "{}", layout.name);
            end = turn.end as usize;
        }
        assert!(read.text[end..].trim().is_empty(), "{}", layout.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_two_rows_of_the_table_have_one_name() {
    let mut names: Vec<&str> = layouts().map(|layout| layout.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
