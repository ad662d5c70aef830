//! A matrix on a small study, by hand; and the cells against the lists behind them.

use super::*;
use crate::analysis::testing::Builder;
use crate::analysis::{excerpts, theme_excerpts};
use crate::model::CodeId;
use crate::model::{
    AttributeKind, CellId, CoderChoice, CoderId, Guid, Theme, ThemeFields, ThemeId, ThemeState,
};

fn corpus() -> Corpus {
    let mut corpus = Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P01", &["worker"])
        .participant("P02", &[""])
        .participant("P03", &["judge"])
        .participant("P04", &["worker"])
        .code("Time/delay")
        .code("Time/letters")
        .code("Home")
        .document("P01", "INT: why wait\nP01: we wait and wait\nP01: a letter came\n")
        .document("P01 again", "P01: still we wait\n")
        .document("FG", "P02: they wait P03: no\nP03: home is home\nX: wait\n")
        .coding("P01", "delay", "we wait", "A")
        .coding("P01", "Time", "wait and wait", "A")
        .coding("P01", "letters", "a letter came", "A")
        .coding("P01", "delay", "why wait", "A")
        .coding("P01 again", "delay", "still", "B")
        .coding("FG", "Home", "home is home", "A")
        .coding("FG", "delay", "they wait", "B")
        .coding("FG", "letters", "they wait", "B")
        .build();
    let codes = corpus.codes.find("delay").into_iter().chain(corpus.codes.find("letters"));
    corpus.themes = vec![Theme {
        id: ThemeId(1),
        guid: Guid::new(),
        fields: ThemeFields { statement: "Waiting".to_owned(), ..ThemeFields::default() },
        state: ThemeState::Candidate,
        reason: String::new(),
        into: None,
        codes: codes.collect(),
        created_at: String::new(),
    }]
    .into();
    corpus
}

fn code(corpus: &Corpus, name: &str) -> FrameworkColumn {
    FrameworkColumn::Code(corpus.codes.find(name)[0])
}

fn write(corpus: &mut Corpus, who: i64, column: FrameworkColumn, state: CellState, summary: &str) {
    let participant = ParticipantId(who);
    let text = cell_text(corpus, (participant, column), Some(state), summary.to_owned());
    let mut cells = corpus.framework.to_vec();
    cells.retain(|cell| (cell.participant, cell.column) != (participant, column));
    cells.push(FrameworkCell {
        id: CellId(cells.len() as i64 + 1),
        guid: Guid::new(),
        participant,
        column,
        text,
        coder: CoderId(1),
        edited_at: "2026-11-01T10:00:00Z".to_owned(),
    });
    corpus.framework = cells.into();
}

fn counts(matrix: &Framework) -> Vec<(&str, Vec<u32>)> {
    let rows = matrix.rows.iter();
    rows.map(|r| (r.name.as_str(), r.cells.iter().map(|c| c.excerpts).collect())).collect()
}

#[test]
fn rows_are_people_and_cells_are_what_they_say() {
    let corpus = corpus();
    let columns =
        vec![code(&corpus, "Time"), code(&corpus, "Home"), FrameworkColumn::Theme(ThemeId(1))];
    let spec = FrameworkSpec { columns, ..FrameworkSpec::default() };
    let matrix = framework(&corpus, &spec);
    // The passage of P02 under two codes of the theme is one there and two under the code above.
    assert_eq!(
        counts(&matrix),
        [
            ("P01", vec![4, 0, 3]),
            ("P02", vec![2, 0, 1]),
            ("P03", vec![0, 1, 0]),
            ("P04", vec![0, 0, 0]),
        ]
    );
    assert_eq!((matrix.rows[0].documents, matrix.rows[3].documents), (2, 0));
    assert_eq!(matrix.progress.told(), "0 of 12 cells written");
    assert_eq!(matrix.progress.waiting, 5);
    assert!(matrix.notes.iter().any(|n| n.contains("1 coding only in the interviewer’s words")));
    // By role; of P02 none is known.
    let group = Some(corpus.attributes[0].id);
    let grouped = framework(&corpus, &FrameworkSpec { group, ..spec.clone() });
    assert_eq!((grouped.grouped_by.as_str(), grouped.groups.len()), ("role", 3));
    let names: Vec<(&str, &str)> = grouped
        .rows
        .iter()
        .map(|row| (grouped.groups[row.group as usize].as_str(), row.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [("judge", "P03"), ("worker", "P01"), ("worker", "P04"), ("(no value)", "P02"),]
    );
    // One coder, one document: the filter counts, and rows outside it are not shown.
    let document = corpus.document_named("FG").unwrap().id;
    let filter = Filter {
        documents: vec![document],
        coder: CoderChoice::One(CoderId(2)),
        ..Filter::default()
    };
    let some = framework(&corpus, &FrameworkSpec { filter, ..spec });
    assert_eq!(counts(&some), [("P02", vec![2, 0, 1]), ("P03", vec![0, 0, 0])]);
}

#[test]
fn every_cell_counts_what_is_listed_for_it() {
    let corpus = corpus();
    let mut columns: Vec<FrameworkColumn> =
        corpus.codes.codes().iter().map(|code| FrameworkColumn::Code(code.id)).collect();
    columns.push(FrameworkColumn::Theme(ThemeId(1)));
    for coder in [CoderChoice::All, CoderChoice::One(CoderId(1)), CoderChoice::One(CoderId(2))] {
        let filter = Filter { coder: coder.clone(), ..Filter::default() };
        let spec = FrameworkSpec { columns: columns.clone(), filter, ..FrameworkSpec::default() };
        let matrix = framework(&corpus, &spec);
        for row in &matrix.rows {
            for (entry, column) in row.cells.iter().zip(&columns) {
                let listed = cell_excerpts(&corpus, (row.participant, *column), &spec.filter);
                assert_eq!(entry.excerpts as usize, listed.len(), "{} {column:?}", row.name);
                let other = match column {
                    FrameworkColumn::Code(id) => {
                        let filter = Filter {
                            codes: vec![*id],
                            participants: vec![row.participant],
                            ..spec.filter.clone()
                        };
                        excerpts(&corpus, &filter).len()
                    }
                    FrameworkColumn::Theme(id) => {
                        let theme = corpus.theme(*id).unwrap();
                        let found = theme_excerpts(&corpus, theme, &coder);
                        let theirs = found.voices.iter();
                        let theirs = theirs.filter(|v| v.participant == Some(row.participant));
                        theirs.map(|voices| voices.passages.len()).sum()
                    }
                };
                assert_eq!(entry.excerpts as usize, other, "{} {column:?}", row.name);
            }
        }
    }
}

#[test]
fn states_differ_and_a_cell_goes_stale() {
    let mut corpus = corpus();
    let (time, home) = (code(&corpus, "Time"), code(&corpus, "Home"));
    write(&mut corpus, 1, time, CellState::Drafted, "Waits, see P01 ¶2 and P01-2 ¶1.");
    write(&mut corpus, 2, time, CellState::NothingSaid, "");
    write(&mut corpus, 3, time, CellState::NotAsked, "");
    write(&mut corpus, 3, home, CellState::Reviewed, "Home (FG ¶2)");
    let spec = FrameworkSpec { columns: vec![time], ..FrameworkSpec::default() };
    let matrix = framework(&corpus, &spec);
    assert_eq!(matrix.progress.states, [1, 0, 1, 1]);
    assert_eq!((matrix.progress.stale, matrix.progress.waiting), (0, 0));
    assert!(
        matrix.notes.iter().any(|note| note.starts_with("1 written cell is in rows or columns"))
    );
    assert_eq!(matrix.shown().len(), 3);
    // Both codings of ¶2 and the one of the second interview.
    assert_eq!(matrix.cell(0, 0).unwrap().text.links.len(), 3);
    // Another coder's coding is new, one is gone, one carries another code: whoever looks.
    let mut changed = corpus.clone();
    let document = Arc::make_mut(&mut changed.documents[0]);
    document.codings.remove(1);
    let delay = changed.codes.find("delay")[0];
    document.codings.last_mut().unwrap().code = delay;
    let mut twin = document.codings[1].clone();
    (twin.guid, twin.coder) = (Guid::new(), CoderId(2));
    document.codings.push(twin);
    document.sort_codings();
    let expected = Since::Excerpts { added: 1, changed: 1, removed: 1 };
    for coder in [CoderChoice::All, CoderChoice::One(CoderId(2))] {
        let filter = Filter { coder, ..Filter::default() };
        let matrix = framework(&changed, &FrameworkSpec { filter, ..spec.clone() });
        assert_eq!(matrix.rows[0].cells[0].since, expected);
        assert_eq!(matrix.progress.told(), "3 of 4 cells written, 1 stale");
        assert_eq!(matrix.rows[1].cells[0].since, Since::Nothing);
    }
    let listed = cell_excerpts(&changed, (ParticipantId(1), time), &Filter::default());
    let fresh: Vec<Fresh> = listed.iter().map(|excerpt| excerpt.fresh).collect();
    assert!(fresh.contains(&Fresh::Added) && fresh.contains(&Fresh::Changed));
    // A cell of unknown origin cannot be trusted.
    let mut cells = changed.framework.to_vec();
    cells[1].text.seen = String::new();
    changed.framework = cells.into();
    assert_eq!(framework(&changed, &spec).rows[1].cells[0].since, Since::Unknown);
}

#[test]
fn nobody_nothing_and_what_is_gone() {
    let empty = Corpus::default();
    let spec = FrameworkSpec {
        columns: vec![FrameworkColumn::Code(CodeId(9)), FrameworkColumn::Theme(ThemeId(9))],
        ..FrameworkSpec::default()
    };
    let matrix = framework(&empty, &spec);
    assert!(matrix.columns.is_empty() && matrix.rows.is_empty());
    let corpus = Builder::new()
        .participant("P01", &[])
        .participant("P02", &[])
        .excluded("withdrawn")
        .code("a")
        .document("d", "P01: one\nP02: two\n")
        .coding("d", "a", "two", "A")
        .build();
    let spec = FrameworkSpec { columns: vec![code(&corpus, "a")], ..FrameworkSpec::default() };
    let matrix = framework(&corpus, &spec);
    assert_eq!(counts(&matrix), [("P01", vec![0])]);
    assert!(matrix.notes.iter().any(|note| note.contains("P02") && note.contains("1 excerpt")));
    let filter = Filter { include_excluded: true, ..Filter::default() };
    let all = framework(&corpus, &FrameworkSpec { filter: filter.clone(), ..spec });
    assert_eq!(counts(&all), [("P01", vec![0]), ("P02", vec![1])]);
    let place = (ParticipantId(2), code(&corpus, "a"));
    assert_eq!(cell_excerpts(&corpus, place, &Filter::default()), []);
    assert_eq!(cell_excerpts(&corpus, place, &filter).len(), 1);
}
