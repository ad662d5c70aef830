//! What a matrix counts and what it leaves out, in sentences.

use super::Framework;
use crate::analysis::filter::Scope;
use crate::analysis::measures::LeftOut;
use crate::analysis::notes::{of_framework, plural};
use crate::model::{Filter, FrameworkColumn};

pub(super) fn notes(
    scope: &Scope<'_>,
    filter: &Filter,
    matrix: &Framework,
    left: &LeftOut,
) -> Vec<String> {
    let mut said = vec![
        "A row is a participant with all their interviews; a column is a code with everything under it, \
         or a theme with all its codes."
            .to_owned(),
    ];
    let themes = matrix.columns.iter().any(|c| matches!(c.column, FrameworkColumn::Theme(_)));
    if themes {
        let note = "Under a theme, a passage with several of its codes is one excerpt.";
        said.push(note.to_owned());
    }
    said.extend(of_framework(scope, filter, left));
    let hidden = hidden(matrix);
    if hidden > 0 {
        let cells = plural(hidden, "written cell is", "written cells are");
        said.push(format!("{cells} in rows or columns that are not shown."));
    }
    if matrix.progress.stale > 0 {
        let cells = plural(matrix.progress.stale, "cell is", "cells are");
        said.push(format!(
            "{cells} stale: excerpts were added, changed or removed after they were written, by \
             whichever coder."
        ));
    }
    said
}

/// Cells that are not empty and stand in no row or column of the matrix.
fn hidden(matrix: &Framework) -> u64 {
    let people: std::collections::HashSet<_> =
        matrix.rows.iter().map(|row| row.participant).collect();
    let shown = |cell: &&crate::model::FrameworkCell| {
        people.contains(&cell.participant) && matrix.columns.iter().any(|c| c.column == cell.column)
    };
    (matrix.written.len() - matrix.written.iter().filter(shown).count()) as u64
}
