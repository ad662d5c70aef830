//! The line of steps: done ones first, undone ones behind them.
//!
//! Where the done ones end is found by halving the numbers of steps. Walking over all undone ones (or
//! all done ones) would make each undo take longer than the one before.

use super::{Error, Store};
use crate::model::{StepId, StepLine};
use rusqlite::{Connection, OptionalExtension as _, params};

/// The first number, the last one, and whether that one is undone.
const ENDS: &str =
    "SELECT (SELECT min(id) FROM steps), id, undone FROM steps ORDER BY id DESC LIMIT 1";

/// The first step between two numbers.
const FIRST_OF: &str =
    "SELECT id, undone FROM steps WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1";

/// The number of the newest step that is done.
///
/// In a damaged file, where a done step stands behind an undone one, it is one of those that are done.
pub(super) fn newest_done(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut ends = connection.prepare_cached(ENDS)?;
    let ends = ends
        .query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?))
        })
        .optional()?;
    let Some((mut low, mut high, undone)) = ends else { return Ok(None) };
    // The usual case: nothing is undone.
    if !undone {
        return Ok(Some(high));
    }
    let mut first_of = connection.prepare_cached(FIRST_OF)?;
    let mut newest = None;
    // Everything before `low` is done, everything behind `high` is undone.
    while low <= high {
        let middle = low + (high - low) / 2;
        let found = first_of
            .query_row([middle, high], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
            .optional()?;
        match found {
            Some((id, false)) => {
                newest = Some(id);
                low = id + 1;
            }
            // Numbers have gaps: from the middle up to what was found there is no other step.
            Some((_, true)) | None => high = middle - 1,
        }
    }
    Ok(newest)
}

/// The number of the oldest step that is undone.
pub(super) fn oldest_undone(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let done = newest_done(connection)?.unwrap_or(0);
    let sql = "SELECT id FROM steps WHERE id > ?1 AND undone = 1 ORDER BY id LIMIT 1";
    connection.prepare_cached(sql)?.query_row([done], |row| row.get(0)).optional()
}

/// The name of a step.
pub(super) fn label(connection: &Connection, step: i64) -> rusqlite::Result<String> {
    let sql = "SELECT label FROM steps WHERE id = ?1";
    connection.prepare_cached(sql)?.query_row([step], |row| row.get(0))
}

/// Undone steps before the new step `step`, the newest of all, go.
pub(super) fn forget_undone(connection: &Connection, step: i64) -> rusqlite::Result<()> {
    let sql = "SELECT undone FROM steps WHERE id < ?1 ORDER BY id DESC LIMIT 1";
    let before = connection.prepare_cached(sql)?.query_row([step], |row| row.get(0)).optional()?;
    // Undone ones are the last ones: where the last one is done there is none.
    if before == Some(true) {
        connection.execute_batch(
            "DELETE FROM history WHERE step_id IN (SELECT id FROM steps WHERE undone = 1);
             DELETE FROM steps WHERE undone = 1;",
        )?;
    }
    Ok(())
}

impl Store {
    /// The steps, oldest first, undone ones at the end.
    pub fn steps(&self) -> Result<Vec<StepLine>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, at, coder, label, undone FROM steps ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(StepLine {
                step: StepId(row.get(0)?),
                when: row.get(1)?,
                coder: row.get(2)?,
                label: row.get(3)?,
                undone: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Names of the step that undo would take back and of the one redo would do again.
    pub fn next_steps(&self) -> Result<(Option<String>, Option<String>), Error> {
        let name = |step: Option<i64>| step.map(|step| label(&self.connection, step)).transpose();
        let (undo, redo) = (newest_done(&self.connection)?, oldest_undone(&self.connection)?);
        Ok((name(undo)?, name(redo)?))
    }

    /// How many rows undo (or redo) would change.
    pub fn weight_of_next(&self, redo: bool) -> Result<u64, Error> {
        let which = if redo { oldest_undone } else { newest_done };
        let sql = "SELECT count(*) FROM history WHERE step_id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let step = which(&self.connection)?;
        let rows: i64 = statement.query_row(params![step], |row| row.get(0))?;
        Ok(rows.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    /// Numbers with gaps, the first `done` of them done.
    fn line(numbers: &[i64], done: usize) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE steps (id INTEGER PRIMARY KEY, undone INTEGER NOT NULL)")
            .unwrap();
        for (at, number) in numbers.iter().enumerate() {
            let sql = "INSERT INTO steps VALUES (?1, ?2)";
            connection.execute(sql, params![number, at >= done]).unwrap();
        }
        connection
    }

    #[test]
    fn where_the_done_ones_end_is_found_with_any_gaps() {
        let all: [&[i64]; 6] = [
            &[],
            &[1],
            &[7],
            &[1, 2, 3, 4, 5, 6, 7, 8],
            &[3, 4, 90, 91, 1_000, 1_001, 5_000],
            &[2, 1_000_000_000_000],
        ];
        for numbers in all {
            for done in 0..=numbers.len() {
                let connection = line(numbers, done);
                let newest = done.checked_sub(1).map(|at| numbers[at]);
                assert_eq!(newest_done(&connection).unwrap(), newest, "{numbers:?} {done}");
                let oldest = numbers.get(done).copied();
                assert_eq!(oldest_undone(&connection).unwrap(), oldest, "{numbers:?} {done}");
            }
        }
    }

    /// Ten thousand undone steps cost a few dozen times looking, not ten thousand.
    #[test]
    fn a_long_line_of_undone_steps_is_not_walked() {
        let numbers: Vec<i64> = (1..=10_000).collect();
        let connection = line(&numbers, 3_000);
        assert_eq!(newest_done(&connection).unwrap(), Some(3_000));
        assert_eq!(oldest_undone(&connection).unwrap(), Some(3_001));
        let spent = |sql| {
            let statement = connection.prepare_cached(sql).unwrap();
            statement.get_status(StatementStatus::VmStep)
        };
        let (ends, halves) = (spent(ENDS), spent(FIRST_OF));
        assert!(ends > 0 && halves > 0 && ends + halves < 1_500, "{ends} {halves}");
    }
}
