//! Searching the whole study in the window: typed, counted, read in its place, coded, undone.

use crate::screen::{Window, click, codings, key, sample_window, settle, type_and_enter};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::analysis::{Hits, SearchSpec, search};
use postil::model::{Filter, Speech};
use postil::text::folded::Letters;
use postil::text::query::{Query, Unit};

fn found(window: &Window, words: &str, speech: Speech) -> Hits {
    let query = Query::parse(words, Letters::Plain).unwrap();
    let filter = Filter { speech, ..Filter::default() };
    let (without, limit) = (Vec::new(), usize::MAX);
    search(window.state().corpus(), &SearchSpec { query, unit: Unit::Turn, filter, without, limit })
}

/// Opens the page by its key, where the field waits for words.
fn search_for(window: &mut Window, words: &str) {
    key(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    window.event(Event::Text(words.to_owned()));
    settle(window);
}

fn shows(window: &Window, hits: &Hits) {
    let counted = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let text = format!(
        "{} in {}, {}",
        counted(hits.total as usize, "hit"),
        counted(hits.documents as usize, "document"),
        counted(hits.participants.len(), "participant"),
    );
    assert!(window.query_by_label(&text).is_some(), "{text}");
}

fn row(window: &Window, nth: usize) -> String {
    let mut rows: Vec<_> = window.get_all_by_role(Role::ListItem).collect();
    rows.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    rows[nth].accesskit_node().label().unwrap()
}

#[test]
fn words_of_the_whole_study_are_read_in_their_places() {
    let (_folder, mut window) = sample_window();
    search_for(&mut window, "letter");
    let hits = found(&window, "letter", Speech::Participants);
    assert_eq!(hits.total, 13);
    shows(&window, &hits);
    // Typed over: the field had its words marked.
    search_for(&mut window, "\"home office\" -police");
    let hits = found(&window, "\"home office\" -police", Speech::Participants);
    assert!(hits.total > 1);
    shows(&window, &hits);
    click(&mut window, "Whose words");
    click(&mut window, "everything, the interviewer’s words too");
    shows(&window, &found(&window, "\"home office\" -police", Speech::Any));
    click(&mut window, "Whose words");
    click(&mut window, "participants’ words");
    // The first hit in its transcript, and on from there without going back.
    let name = |at: usize| {
        let document = hits.hits[at].document as usize;
        window.state().corpus().documents[document].id
    };
    let (first, second) = (name(0), name(1));
    let label = row(&window, 0);
    click(&mut window, &label);
    assert_eq!(window.state().document_read(), Some(first));
    key(&mut window, Modifiers::NONE, Key::F3);
    assert_eq!(window.state().document_read(), Some(second));
    key(&mut window, Modifiers::SHIFT, Key::F3);
    assert_eq!(window.state().document_read(), Some(first));
    // Back: everything stands as it was left.
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    shows(&window, &hits);
}

#[test]
fn chosen_hits_are_coded_together_and_undone_together() {
    let (_folder, mut window) = sample_window();
    let before = codings(&window);
    search_for(&mut window, "letter*");
    let hits = found(&window, "letter*", Speech::Participants);
    shows(&window, &hits);
    click(&mut window, "All");
    click(&mut window, &format!("Code {} hits…", hits.total));
    type_and_enter(&mut window, "Post from the state");
    assert_eq!(codings(&window), before + hits.total as usize);
    let corpus = window.state().corpus();
    let code =
        corpus.codes.codes().iter().find(|c| c.fields.name == "Post from the state").unwrap();
    for hit in &hits.hits {
        let document = &corpus.documents[hit.document as usize];
        let there = |c: &&postil::model::CodingRow| c.code == code.id && c.span == hit.span;
        assert_eq!(document.codings.iter().filter(there).count(), 1);
    }
    // The same again changes nothing: they carry the code.
    let coded = codings(&window);
    click(&mut window, &format!("Code {} hits…", hits.total));
    type_and_enter(&mut window, "Post from the state");
    assert_eq!(codings(&window), coded);
    // The keyboard is in the list, not in a field: the step is taken back as a whole.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(codings(&window), before);
    assert!(
        window
            .state()
            .corpus()
            .codes
            .codes()
            .iter()
            .all(|c| c.fields.name != "Post from the state")
    );
}

#[test]
fn the_palette_finds_the_search() {
    let (_folder, mut window) = sample_window();
    key(&mut window, Modifiers::COMMAND, Key::K);
    type_and_enter(&mut window, "Search");
    window.get_by_label("Search all transcripts");
    window.event(Event::Text("court".to_owned()));
    settle(&mut window);
    shows(&window, &found(&window, "court", Speech::Participants));
}
