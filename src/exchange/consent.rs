//! What participants agreed to: the list on its way out, and a table of it on its way in.

use super::LineError;
use super::grid;
use super::neutral::restore;
use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::consent::Deposit;
use crate::model::{
    Consent, ConsentChange, ConsentField, ConsentScope, Corpus, ParticipantId, days_between,
};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Days before a deadline on which it is said to be near.
pub const NEAR: i64 = 14;

/// What a deadline is on a day, in words; nothing where there is none.
pub fn deadline(until: &str, today: &str) -> &'static str {
    match days_between(today, until) {
        Some(days) if days < 0 => "passed",
        Some(0..=NEAR) => "near",
        Some(_) => "open",
        None => "",
    }
}

/// "yes", "no" or "not recorded".
pub fn answer_in_words(answer: Option<bool>) -> &'static str {
    match Consent::word(answer) {
        "" => "not recorded",
        word => word,
    }
}

/// The participants with what they agreed to.
pub fn consent_sheet(corpus: &Corpus, today: &str) -> Sheet {
    let mut columns = vec![Column::text("Participant")];
    columns.extend(["Quotation", "Archiving", "Recontact", "Form"].map(Column::text));
    columns.extend(["Withdraw until", "Deadline"].map(Column::text));
    let rows = corpus.participants.iter().map(|person| {
        let consent = &person.consent;
        let words = |text: &str| Cell::words((!text.is_empty()).then(|| text.to_owned()));
        let mut cells = vec![Cell::Text(person.name.clone())];
        cells.extend(ConsentScope::ALL.map(|scope| words(Consent::word(consent.of(scope)))));
        cells.extend([
            words(&consent.form),
            words(&consent.withdraw_until),
            words(deadline(&consent.withdraw_until, today)),
        ]);
        Row { depth: 0, cells }
    });
    let study = corpus.study.trim();
    let title = if study.is_empty() { "Consent".to_owned() } else { format!("{study}: consent") };
    Sheet {
        title,
        columns,
        rows: rows.collect(),
        notes: summary(corpus, today),
        ..Sheet::default()
    }
}

/// How many agreed to what, in sentences.
pub fn summary(corpus: &Corpus, today: &str) -> Vec<String> {
    let people = &corpus.participants;
    let mut notes: Vec<String> = ConsentScope::ALL
        .map(|scope| {
            let count = |answer| people.iter().filter(|p| p.consent.of(scope) == answer).count();
            let name = match scope {
                ConsentScope::Quotation => "To be quoted",
                ConsentScope::Archiving => "To be archived",
                ConsentScope::Recontact => "To be asked again",
            };
            format!(
                "{name}: {} yes, {} no, {} not recorded.",
                count(Some(true)),
                count(Some(false)),
                count(None)
            )
        })
        .into();
    let mut text = String::new();
    for state in ["near", "passed"] {
        let n =
            people.iter().filter(|p| deadline(&p.consent.withdraw_until, today) == state).count();
        if n > 0 {
            write!(text, "{}{n} {state}", if text.is_empty() { "" } else { ", " }).ok();
        }
    }
    if !text.is_empty() {
        notes.push(format!("Deadlines of withdrawal: {text}."));
    }
    notes
}

/// The same by the contract of the command line.
pub fn consent_json(corpus: &Corpus, today: &str) -> Value {
    let each = corpus.participants.iter().map(|person| {
        let consent = &person.consent;
        let state = deadline(&consent.withdraw_until, today);
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        json!({
            "id": person.name,
            "guid": person.guid,
            "quotation": consent.quotation,
            "archiving": consent.archiving,
            "recontact": consent.recontact,
            "form": text(&consent.form),
            "withdraw_until": text(&consent.withdraw_until),
            "deadline": text(state),
        })
    });
    each.collect()
}

/// What is not in a deposit, as JSON.
pub fn deposit_json(deposit: &Deposit) -> Value {
    json!({
        "no_archiving_consent": {
            "participants": deposit.participants,
            "documents": deposit.documents,
            "codings": deposit.codings,
        },
        "archiving_not_recorded": deposit.unknown,
        "no_quotation_consent": {"participants": deposit.unquoted},
    })
}

/// A table of consent that was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadConsent {
    /// What changes, of whom.
    pub changes: Vec<(ParticipantId, ConsentChange)>,
    /// Lines that were not taken.
    pub refused: Vec<LineError>,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holds {
    Who,
    Of(ConsentField),
}

/// By the words of its heading.
fn column(heading: &str) -> Option<Holds> {
    let words = heading.trim().to_lowercase().replace(['_', '-'], " ");
    Some(match words.trim() {
        "participant" | "id" | "participant id" | "pseudonym" | "code" => Holds::Who,
        // In a table of consent these can be nothing else.
        "form" | "version" => Holds::Of(ConsentField::Form),
        "deadline" => Holds::Of(ConsentField::Until),
        _ => Holds::Of(ConsentField::of_heading(heading)?.0),
    })
}

/// Rows that are looked through for the headings: a list that this program wrote has a title over them.
const HEADINGS: usize = 20;

/// What the columns hold by their headings.
fn columns_of(head: &[String]) -> Vec<Option<Holds>> {
    // A list this program wrote has the state of a deadline behind the deadline itself.
    let mut columns: Vec<Option<Holds>> = Vec::with_capacity(head.len());
    for heading in head {
        let holds = column(heading).filter(|holds| !columns.contains(&Some(*holds)));
        columns.push(holds);
    }
    columns
}

/// Reads a table of consent: csv, tsv, xlsx or ods, its headings in the first row or under a title. A
/// blank cell says nothing; "unknown" takes back what is recorded.
///
/// # Errors
/// When it is no table, or has no column of participants or none of consent.
pub fn read_consent(corpus: &Corpus, name: &str, bytes: &[u8]) -> Result<ReadConsent, String> {
    let grid = grid::read(name, bytes).map_err(|error| error.to_string())?;
    let heads = grid.rows.iter().take(HEADINGS).map(|(_, cells)| columns_of(cells));
    let who = |columns: &Vec<Option<Holds>>| columns.contains(&Some(Holds::Who));
    let all = |columns: &Vec<Option<Holds>>| columns.iter().flatten().count() > 1 && who(columns);
    let Some((at, columns)) = heads.clone().enumerate().find(|(_, columns)| all(columns)) else {
        let missing = if heads.clone().any(|columns| who(&columns)) {
            "quotation, archiving, recontact, form or withdraw_until"
        } else {
            "participant"
        };
        return Err(format!("there is no column {missing} in its first row"));
    };
    let head = grid.rows.get(at).map_or(0, |(line, _)| *line);
    let mut read = ReadConsent::default();
    for (line, cells) in grid.below(head) {
        match row(corpus, &columns, &cells) {
            Ok(Some(change)) => read.changes.push(change),
            Ok(None) => {}
            Err(why) => read.refused.push(LineError::new(line, why)),
        }
    }
    Ok(read)
}

/// One line; `None` where it says nothing.
fn row(
    corpus: &Corpus,
    columns: &[Option<Holds>],
    cells: &[String],
) -> Result<Option<(ParticipantId, ConsentChange)>, String> {
    let (mut who, mut change) = (None, ConsentChange::default());
    for (column, cell) in columns.iter().zip(cells) {
        let cell = cell.trim();
        let (Some(column), false) = (column, cell.is_empty()) else { continue };
        match column {
            Holds::Who => who = Some(restore(cell)),
            Holds::Of(field) => field.put(&mut change, &field.read(restore(cell))?),
        }
    }
    // Also what stands under a list.
    if change.is_empty() && cells.iter().filter(|cell| !cell.trim().is_empty()).count() < 2 {
        return Ok(None);
    }
    let who = who.ok_or("it names no participant")?;
    let person = corpus.participant_named(who);
    let person = person.ok_or_else(|| format!("there is no participant {who}"))?;
    Ok((!change.is_empty()).then_some((person.id, change)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;
    use crate::exchange::formats::{Format, sheet_bytes};

    fn study() -> Corpus {
        Builder::new().participant("P01", &[]).participant("P02", &[]).build()
    }

    #[test]
    fn a_table_of_consent_is_read_line_by_line() {
        let corpus = study();
        let csv = "Participant;Quotation;Archive;Form;Withdraw until\n\
                   p01;no;;v2;2026-12-01\nP02;perhaps;yes;;\nP09;yes;yes;;\nP02;unknown;yes;;\n";
        let read = read_consent(&corpus, "c.csv", csv.as_bytes()).unwrap();
        let first = ConsentChange {
            quotation: Some(Some(false)),
            form: Some("v2".to_owned()),
            withdraw_until: Some("2026-12-01".to_owned()),
            ..ConsentChange::default()
        };
        let second = ConsentChange {
            quotation: Some(None),
            archiving: Some(Some(true)),
            ..ConsentChange::default()
        };
        assert_eq!(
            read.changes,
            [(corpus.participants[0].id, first), (corpus.participants[1].id, second)]
        );
        let lines: Vec<u64> = read.refused.iter().map(|line| line.line).collect();
        assert_eq!(lines, [3, 4]);
        assert!(read_consent(&corpus, "c.csv", b"name,role\nP01,x\n").is_err());
    }

    #[test]
    fn a_merged_cell_holds_for_everybody_beside_it() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let format = rust_xlsxwriter::Format::new();
        sheet.merge_range(0, 0, 1, 0, "Consent", &format).unwrap();
        for (column, name) in ["Participant", "Quotation"].into_iter().enumerate() {
            sheet.write_string(2, column as u16, name).unwrap();
        }
        for (row, name) in ["P01", "P02"].into_iter().enumerate() {
            sheet.write_string(row as u32 + 3, 0, name).unwrap();
        }
        sheet.merge_range(3, 1, 4, 1, "no", &format).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let corpus = study();
        let read = read_consent(&corpus, "c.xlsx", &bytes).unwrap();
        let refused = ConsentChange { quotation: Some(Some(false)), ..ConsentChange::default() };
        let expected: Vec<(ParticipantId, ConsentChange)> =
            corpus.participants.iter().map(|person| (person.id, refused.clone())).collect();
        assert_eq!((read.changes, read.refused), (expected, Vec::new()));
    }

    #[test]
    fn a_name_that_looks_like_a_formula_is_found() {
        let corpus = Builder::new().participant("@anna", &[]).build();
        let check = |cell: &str| {
            let csv = format!("Participant,Quotation\n{cell},no\n");
            let read = read_consent(&corpus, "c.csv", csv.as_bytes()).unwrap();
            assert_eq!((read.changes.len(), read.refused), (1, Vec::new()), "{cell}");
        };
        check("'@anna");
        check("@anna");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut corpus = study();
        let people = corpus.participants.iter().cloned().map(|mut person| {
            person.consent = Consent {
                quotation: Some(false),
                form: "v1, 2026".to_owned(),
                withdraw_until: "2026-12-01".to_owned(),
                ..Consent::default()
            };
            person
        });
        corpus.participants = people.collect();
        let sheet = consent_sheet(&corpus, "2026-11-29");
        for format in [Format::Csv, Format::Tsv, Format::Xlsx] {
            let bytes = sheet_bytes(&sheet, format).unwrap();
            let read = read_consent(&study_of(&corpus), "c.csv", &bytes).unwrap();
            assert_eq!((read.refused, read.changes.len()), (Vec::new(), 2), "{format:?}");
            for ((_, change), person) in read.changes.iter().zip(corpus.participants.iter()) {
                assert_eq!(change.on(&Consent::default()), person.consent);
            }
        }
    }

    fn study_of(corpus: &Corpus) -> Corpus {
        let people = corpus.participants.iter().cloned().map(|mut person| {
            person.consent = Consent::default();
            person
        });
        Corpus { participants: people.collect(), ..corpus.clone() }
    }

    #[test]
    fn a_deadline_is_open_near_or_passed() {
        let check = |until: &str, expected: &str| {
            assert_eq!(deadline(until, "2026-11-29"), expected, "{until}");
        };
        check("", "");
        check("2026-11-28", "passed");
        check("2026-11-29", "near");
        check("2026-12-13", "near");
        check("2026-12-14", "open");
    }
}
