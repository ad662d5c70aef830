//! A codebook from a table: one row for each code, parents by name or by path.

use super::{Collector, NewCodebook, Written, set_field, split_path};
use crate::exchange::import::{ImportError, note};
use crate::exchange::neutral::restore;
use crate::exchange::{LineError, grid};
use crate::model::{CODE_LEVELS, Refusal, name_key};
use std::collections::HashMap;

/// A row before its parents are known.
struct Row {
    line: u64,
    /// Its own names, from the top down where it is written as a path.
    own: Vec<String>,
    /// The parent as written.
    parent: String,
    said: Written,
}

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<NewCodebook, ImportError> {
    let grid = grid::read(name, bytes)?;
    let (top, header) = grid.rows.first().cloned().unwrap_or_default();
    let lines = grid.below(top);
    let columns: Vec<String> = header.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let find = |names: &[&str]| columns.iter().position(|column| names.contains(&column.as_str()));
    let (path, own, parent) =
        (find(&["path"]), find(&["name", "code"]), find(&["parent", "category"]));
    if path.is_none() && own.is_none() {
        return Err(Refusal::new("there is no column name, code or path")
            .instead("name the columns name,parent,definition,include,exclude,example,origin,color,badge,key,status in the first line")
            .into());
    }
    let mut collector = Collector::default();
    let merged = grid.told_of_merged(&lines);
    collector.book.notes = grid.notes;
    collector.book.notes.extend(merged);
    let mut rows = Vec::new();
    let mut unread: Vec<&str> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let place = [path, own, parent].contains(&Some(at));
        if !place && !column.is_empty() && !set_field(&mut Written::default(), column, "") {
            unread.push(column);
        }
    }
    if !unread.is_empty() {
        let words = format!("columns passed over: {}", unread.join(", "));
        collector.book.notes.push(note("column", unread.len() as u64, words));
    }
    for (line, cells) in lines {
        let cell = |at: Option<usize>| {
            at.and_then(|at| cells.get(at)).map(|cell| restore(cell).trim()).unwrap_or_default()
        };
        let mut said = Written::default();
        for (at, column) in columns.iter().enumerate() {
            set_field(
                &mut said,
                column,
                cells.get(at).map(|cell| restore(cell)).unwrap_or_default(),
            );
        }
        let (written, parent) = (cell(path), cell(parent));
        let own = if !written.is_empty() {
            split_path(written)
        } else if parent.is_empty() {
            split_path(cell(own))
        } else {
            vec![cell(own).to_owned()]
        };
        let parent = if written.is_empty() { parent.to_owned() } else { String::new() };
        rows.push(Row { line, own, parent, said });
    }
    resolve(rows, &mut collector);
    Ok(collector.book)
}

/// Finds the path of every row: a parent that is a row itself brings its own parents.
fn resolve(rows: Vec<Row>, collector: &mut Collector) {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, row) in rows.iter().enumerate() {
        if let Some(name) = row.own.last() {
            by_name.entry(name_key(name)).or_default().push(n);
        }
    }
    let paths: Vec<Result<Vec<String>, String>> =
        (0..rows.len()).map(|n| path_of(n, &rows, &by_name)).collect();
    for (row, path) in rows.into_iter().zip(paths) {
        match path {
            Ok(path) => collector.add(path, row.said, row.line),
            Err(why) => collector.book.refused.push(LineError::new(row.line, why)),
        }
    }
}

fn path_of(
    n: usize,
    rows: &[Row],
    by_name: &HashMap<String, Vec<usize>>,
) -> Result<Vec<String>, String> {
    let mut path: Vec<String> = rows[n].own.clone();
    let mut at = n;
    for _ in 0..=CODE_LEVELS {
        let parent = rows[at].parent.trim();
        if parent.is_empty() {
            return Ok(path);
        }
        let mut above = split_path(parent);
        // A path, a name that no row explains, or that of the row itself (the code *Trust* in the
        // category *Trust*) stands for itself.
        let row = match by_name.get(&name_key(parent)).map(Vec::as_slice) {
            Some([row]) if above.len() == 1 && *row != at => Some(*row),
            Some([_, _, ..]) if above.len() == 1 => {
                return Err(format!(
                    "several codes are named {parent}: write the parent as a path"
                ));
            }
            _ => None,
        };
        if let Some(row) = row {
            above.clone_from(&rows[row].own);
            at = row;
        }
        above.extend(path);
        path = above;
        if row.is_none() {
            return Ok(path);
        }
    }
    Err(format!("its parents go round in a circle, or more than {CODE_LEVELS} levels up"))
}
