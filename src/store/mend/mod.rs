//! What no longer fits together is made to fit, without losing words or codes: rows that point at rows
//! that are gone, turns with gaps between them, codings on words that are not there, values that cannot
//! be ([`values`]).
//!
//! No text is touched. Where a code, a participant or a coder is gone and something still points at
//! it, one with a name that says so takes its place. Each change is told in words.

mod values;

use super::{Error, Tx};
use crate::model::{CodingId, DocumentId, Guid, Span};
use crate::text::positions::check_span;
use rusqlite::params;

/// Things that get a substitute when something points at one that is gone.
const SUBSTITUTES: [(&str, &str, &str); 6] = [
    ("coders", "coder", "INSERT INTO coders (id, guid, name) VALUES (?1, ?2, ?3)"),
    (
        "participants",
        "participant",
        "INSERT INTO participants (id, guid, name) VALUES (?1, ?2, ?3)",
    ),
    (
        "attributes",
        "attribute",
        "INSERT INTO attributes (id, guid, name, kind, position) VALUES (?1, ?2, ?3, 'text', ?1)",
    ),
    (
        "codes",
        "code",
        "INSERT INTO codes (id, guid, name, position, created_at) VALUES (?1, ?2, ?3, ?1, ?4)",
    ),
    (
        "themes",
        "theme",
        "INSERT INTO themes (id, guid, position, statement, state, created_at)
         VALUES (?1, ?2, ?1, ?3, 'candidate', ?4)",
    ),
    (
        "documents",
        "document",
        "INSERT INTO documents (id, guid, name, text, text_sha256, file_name, format, encoding,
             file_bytes, file_sha256, receipt, imported_at)
         VALUES (?1, ?2, ?3, '(The words of this document were lost.)', ?5, '', 'txt', 'utf-8', 0,
             '', '[]', ?4)",
    ),
];

/// Mends everything it can, and says each thing it did.
pub(super) fn mend(tx: &Tx<'_>, at: &str) -> Result<Vec<String>, Error> {
    let mut told = Vec::new();
    // A substitute may be pointed to by rows that were looked at before: once more is enough.
    for _ in 0..2 {
        references(tx, at, &mut told)?;
    }
    let connection = tx.connection();
    values::values(connection, &mut told)?;
    let documents: Vec<(i64, String, String)> = connection
        .prepare("SELECT id, name, text FROM documents ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (id, name, text) in documents {
        turns(tx, id, &name, &text, &mut told)?;
        marks(tx, id, &name, &text, &mut told)?;
        codings(tx, id, &name, &text, at, &mut told)?;
    }
    Ok(told)
}

/// What the rows of a table are, for people.
pub(super) fn in_words(table: &str) -> &str {
    match table {
        "study" => "the study itself",
        "attribute_values" => "values of participants",
        "marks" => "marks in transcripts",
        "times" => "times in transcripts",
        "theme_codes" => "codes of themes",
        "memo_links" => "links of memos",
        "codebook_versions" => "kept codebooks",
        "coded_with" => "notes of which codebook was coded with",
        "revisions" => "older texts",
        "orphans" => "codings that lost their words",
        "anonymised" => "notes of what was replaced",
        "kept_findings" => "kept findings",
        "saved_filters" => "filters with names",
        "framework_cells" => "cells of the framework matrix",
        "exports" => "files that were written",
        "export_participants" => "people in files that were written",
        "evidence_lost" => "notes of what lost evidence",
        "audit" => "the audit trail",
        "desk" => "drafts and reading positions",
        // Documents, participants, codes and the like are called what they are.
        other => other,
    }
}

/// Rows that point at rows that are not there.
fn references(tx: &Tx<'_>, at: &str, told: &mut Vec<String>) -> Result<(), Error> {
    let connection = tx.connection();
    let keys: Vec<(String, String, String, bool)> = connection
        .prepare(
            "SELECT t.name, k.\"table\", k.\"from\", c.\"notnull\" OR c.pk > 0
             FROM sqlite_schema t, pragma_foreign_key_list(t.name) k, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.name = k.\"from\" AND t.name <> 'history'
             ORDER BY t.name, k.\"from\"",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (table, parent, column, needed) in keys {
        let missing: Vec<i64> = connection
            .prepare(&format!(
                "SELECT DISTINCT \"{column}\" FROM {table} WHERE \"{column}\" IS NOT NULL
                 AND \"{column}\" NOT IN (SELECT id FROM {parent})"
            ))?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let substitute = SUBSTITUTES.iter().find(|(name, ..)| *name == parent);
        for id in missing {
            if let Some((_, word, sql)) = substitute {
                let name = format!("lost {word} {id}");
                let lost = super::check::text_hash("(The words of this document were lost.)");
                let guid = Guid::new().to_string();
                let mut statement = connection.prepare(sql)?;
                match statement.parameter_count() {
                    3 => statement.execute(params![id, guid, name])?,
                    4 => statement.execute(params![id, guid, name, at])?,
                    _ => statement.execute(params![id, guid, name, at, lost])?,
                };
                let who = in_words(&table);
                told.push(format!(
                    "a {word} is gone that {who} point at: \"{name}\" stands for it"
                ));
                continue;
            }
            let (sql, what) = if needed {
                (format!("DELETE FROM {table} WHERE \"{column}\" = ?1"), "were taken out")
            } else {
                let set = format!("UPDATE {table} SET \"{column}\" = NULL");
                (format!("{set} WHERE \"{column}\" = ?1"), "point at nothing now")
            };
            let rows = connection.execute(&sql, [id])?;
            let (who, parent) = (in_words(&table), in_words(&parent));
            told.push(format!(
                "{who}: {rows} pointed at {parent} {id}, which is gone: they {what}"
            ));
        }
    }
    Ok(())
}

/// A turn as it is stored.
#[derive(Clone, Copy, Debug)]
struct Turn {
    number: i64,
    start: usize,
    body: usize,
    end: usize,
    speaker: Option<i64>,
    at_ms: Option<i64>,
}

/// Turns that do not fit the text go; words that are in no turn get turns without a speaker, under the
/// numbers that are missing where there are such.
fn turns(
    tx: &Tx<'_>,
    document: i64,
    name: &str,
    text: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let connection = tx.connection();
    let stored: Vec<Turn> = connection
        .prepare(
            "SELECT number, start, body, \"end\", speaker_id, at_ms FROM turns
             WHERE document_id = ?1 ORDER BY number",
        )?
        .query_map([document], |row| {
            let at = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
            Ok(Turn {
                number: row.get(0)?,
                start: at(row.get(1)?),
                body: at(row.get(2)?),
                end: at(row.get(3)?),
                speaker: row.get(4)?,
                at_ms: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let (whole, gaps) = fitted(text, &stored);
    let same = whole.len() == stored.len()
        && whole.iter().zip(&stored).all(|(new, old)| {
            (new.number, new.start, new.body, new.end) == (old.number, old.start, old.body, old.end)
        });
    if same {
        return Ok(());
    }
    connection.execute("DELETE FROM turns WHERE document_id = ?1", [document])?;
    let mut insert = connection.prepare(
        "INSERT INTO turns (document_id, number, start, body, \"end\", speaker_id, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for turn in &whole {
        insert.execute(params![
            document,
            turn.number,
            turn.start as i64,
            turn.body as i64,
            turn.end as i64,
            turn.speaker,
            turn.at_ms
        ])?;
    }
    let renumbered = stored
        .iter()
        .any(|old| whole.iter().any(|new| new.start == old.start && new.number != old.number));
    let renumbered = if renumbered { "; ¶ numbers behind them changed" } else { "" };
    told.push(format!(
        "{name}: {gaps} stretches of words were in no turn; they are turns without a speaker now \
         ({} turns before, {} now){renumbered}",
        stored.len(),
        whole.len()
    ));
    Ok(())
}

/// Turns that cover the whole text, in order, numbered from 1; and how many gaps were filled.
fn fitted(text: &str, stored: &[Turn]) -> (Vec<Turn>, usize) {
    let mut whole: Vec<Turn> = Vec::with_capacity(stored.len());
    let (mut before, mut number, mut gaps) = (0, 0, 0);
    let mut fill = |whole: &mut Vec<Turn>, from: usize, to: usize, next: Option<i64>| {
        let gap = text.get(from..to).unwrap_or_default();
        if gap.trim().is_empty() {
            return;
        }
        gaps += 1;
        let last = whole.last().map_or(0, |turn| turn.number);
        let wanted = next.map(|next| usize::try_from(next - last - 1).unwrap_or(0));
        for (n, (start, end)) in (1_i64..).zip(pieces(gap, wanted)) {
            let (start, end) = (from + start, from + end);
            whole.push(Turn {
                number: last + n,
                start,
                body: start,
                end,
                speaker: None,
                at_ms: None,
            });
        }
    };
    for turn in stored {
        let mut turn = *turn;
        turn.end = turn.end.min(text.len());
        let fits = turn.start >= before
            && turn.start < turn.end
            && turn.number > number
            && text.is_char_boundary(turn.start)
            && text.is_char_boundary(turn.end);
        if !fits {
            continue;
        }
        turn.body = turn.body.clamp(turn.start, turn.end);
        if !text.is_char_boundary(turn.body) {
            turn.body = turn.start;
        }
        fill(&mut whole, before, turn.start, Some(turn.number));
        (before, number) = (turn.end, turn.number);
        whole.push(turn);
    }
    fill(&mut whole, before, text.len(), None);
    // Numbers cannot be kept where more or fewer turns came into a gap than were lost.
    for (turn, number) in whole.iter_mut().zip(1_i64..) {
        turn.number = number;
    }
    (whole, gaps)
}

/// The paragraphs of a gap: as many as are wanted where the text has them, by blank lines or by lines.
fn pieces(gap: &str, wanted: Option<usize>) -> Vec<(usize, usize)> {
    let by = |separator: &str| -> Vec<(usize, usize)> {
        let mut at = 0;
        let mut found = Vec::new();
        for part in gap.split(separator) {
            let lead = part.len() - part.trim_start().len();
            let length = part.trim().len();
            if length > 0 {
                found.push((at + lead, at + lead + length));
            }
            at += part.len() + separator.len();
        }
        found
    };
    let (blocks, lines) = (by("\n\n"), by("\n"));
    match wanted {
        Some(n) if blocks.len() != n && lines.len() == n => lines,
        Some(n) if n > 0 && blocks.len() > n => {
            let mut some: Vec<(usize, usize)> = blocks[..n].to_vec();
            if let (Some(last), Some((_, end))) = (some.last_mut(), blocks.last()) {
                last.1 = *end;
            }
            some
        }
        _ => blocks,
    }
}

/// A place in a text; where the number is none, one behind every text.
fn place(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u32> {
    Ok(u32::try_from(row.get::<_, i64>(column)?).unwrap_or(u32::MAX))
}

/// Stretches that nobody said and that do not fit the text go.
fn marks(
    tx: &Tx<'_>,
    document: i64,
    name: &str,
    text: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let stored: Vec<(i64, u32, u32)> = tx
        .connection()
        .prepare("SELECT id, start, \"end\" FROM marks WHERE document_id = ?1 ORDER BY start")?
        .query_map([document], |row| Ok((row.get(0)?, place(row, 1)?, place(row, 2)?)))?
        .collect::<Result<_, _>>()?;
    let (mut before, mut gone) = (0, 0);
    for (id, start, end) in stored {
        if start >= before && Span::new(start, end).and_then(|span| span.of(text)).is_some() {
            before = end;
        } else {
            gone += tx.connection().execute("DELETE FROM marks WHERE id = ?1", [id])?;
        }
    }
    if gone > 0 {
        told.push(format!("{name}: {gone} time stamps or headings did not fit the text"));
    }
    Ok(())
}

/// Codings whose words are not there go to the tray, with their memos.
fn codings(
    tx: &Tx<'_>,
    document: i64,
    name: &str,
    text: &str,
    at: &str,
    told: &mut Vec<String>,
) -> Result<(), Error> {
    let stored: Vec<(i64, u32, u32)> = tx
        .connection()
        .prepare("SELECT id, start, \"end\" FROM codings WHERE document_id = ?1 ORDER BY id")?
        .query_map([document], |row| Ok((row.get(0)?, place(row, 1)?, place(row, 2)?)))?
        .collect::<Result<_, _>>()?;
    let mut moved = 0;
    for (id, start, end) in stored {
        if check_span(text, start, end).is_ok() {
            continue;
        }
        // The words that are left of it, where there are any.
        let place = text.floor_char_boundary(start as usize);
        let rest = text.get(place..text.floor_char_boundary(end as usize)).unwrap_or_default();
        let words = if rest.trim().is_empty() { "(its words were lost)" } else { rest };
        tx.orphan_coding(DocumentId(document), CodingId(id), words, place as u32, at)?;
        moved += 1;
    }
    if moved > 0 {
        told.push(format!(
            "{name}: {moved} codings stood on words that are not there; they lie in the tray"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_words_for_people() {
        let model = rusqlite::Connection::open_in_memory().unwrap();
        for schema in crate::store::open::MIGRATIONS {
            model.execute_batch(schema).unwrap();
        }
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'
                   AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite%'";
        let mut tables = model.prepare(sql).unwrap();
        let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let tables: Vec<String> = tables.map(Result::unwrap).collect();
        assert!(tables.len() > 20);
        for table in tables {
            assert!(!in_words(&table).contains('_'), "{table}");
        }
    }

    fn turn(number: i64, start: usize, end: usize) -> Turn {
        Turn { number, start, body: start, end, speaker: Some(1), at_ms: None }
    }

    #[test]
    fn gaps_between_turns_are_filled_with_what_stands_there() {
        let text = "one\n\ntwo\n\nthree\n\nfour\n";
        let check = |stored: &[Turn], expected: &[(i64, &str, bool)]| {
            let (whole, _) = fitted(text, stored);
            let told: Vec<(i64, &str, bool)> = whole
                .iter()
                .map(|turn| (turn.number, &text[turn.start..turn.end], turn.speaker.is_some()))
                .collect();
            assert_eq!(told, expected, "{stored:?}");
        };
        let all = [turn(1, 0, 3), turn(2, 5, 8), turn(3, 10, 15), turn(4, 17, 21)];
        let kept = [(1, "one", true), (2, "two", true), (3, "three", true), (4, "four", true)];
        check(&all, &kept);
        let mut lost = kept;
        lost[1].2 = false;
        lost[2].2 = false;
        check(&[all[0], all[3]], &lost);
        let nobody = kept.map(|(number, words, _)| (number, words, false));
        check(&[], &nobody);
        check(&[turn(1, 4, 2), turn(9, 90, 99)], &nobody);
        // Fewer turns were lost than there are paragraphs.
        let short = [(1, "one", true), (2, "two\n\nthree", false), (3, "four", true)];
        check(&[all[0], turn(3, 17, 21)], &short);
        // A text that was cut.
        let (cut, _) = fitted("one\n\ntw", &all);
        assert_eq!(cut.iter().map(|t| (t.number, t.end)).collect::<Vec<_>>(), [(1, 3), (2, 7)]);
    }
}
