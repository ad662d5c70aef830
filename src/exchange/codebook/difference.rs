//! What has changed between two codebooks, in words.

use crate::model::{ChangeKind, CodeChange};
use std::fmt::Write as _;

/// One change, as a person says it of a code.
pub fn told(change: &ChangeKind) -> String {
    match change {
        ChangeKind::Added => "new".to_owned(),
        ChangeKind::Removed => "removed, or merged into another one".to_owned(),
        ChangeKind::Renamed { from } => format!("called {from} before"),
        ChangeKind::Moved { from } if from.is_empty() => "at the top before".to_owned(),
        ChangeKind::Moved { from } => format!("under {from} before"),
        ChangeKind::Edited { field, from, to } => match (from.is_empty(), to.is_empty()) {
            (true, _) => format!("{field} written"),
            (_, true) => format!("{field} removed"),
            _ => format!("{field} changed"),
        },
        ChangeKind::Retired => "retired".to_owned(),
        ChangeKind::Restored => "in use again".to_owned(),
    }
}

/// The changes of one code after the other, each with its path.
pub fn by_code(changes: &[CodeChange]) -> impl Iterator<Item = &[CodeChange]> {
    changes.chunk_by(|a, b| a.guid == b.guid)
}

/// The difference as Markdown that reads well as plain text too.
pub fn write_difference(title: &str, changes: &[CodeChange]) -> String {
    let mut text = format!("# {title}\n");
    if changes.is_empty() {
        text.push_str("\nNothing has changed.\n");
    }
    for code in by_code(changes) {
        let path = code.first().map_or("", |change| change.path.as_str());
        write!(text, "\n## {path}\n\n").ok();
        for change in code {
            writeln!(text, "- {}", told(&change.what)).ok();
            if let ChangeKind::Edited { from, to, .. } = &change.what {
                for (head, words) in [("before", from), ("now", to)] {
                    if !words.is_empty() {
                        let words = words.replace('\n', "\n    ");
                        writeln!(text, "  - {head}: {words}").ok();
                    }
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Guid;

    #[test]
    fn changes_are_told_code_by_code() {
        let (a, b) = (Guid::new(), Guid::new());
        let change = |guid, path: &str, what| CodeChange { guid, path: path.to_owned(), what };
        let edited = |from: &str, to: &str| ChangeKind::Edited {
            field: "definition",
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let changes = [
            change(a, "Time/delay", ChangeKind::Renamed { from: "wait".to_owned() }),
            change(a, "Time/delay", edited("Waiting.", "Waiting\nfor a decision.")),
            change(b, "home", ChangeKind::Removed),
        ];
        assert_eq!(
            write_difference("Version 1 to now", &changes),
            "# Version 1 to now\n\n## Time/delay\n\n- called wait before\n- definition changed\n  \
             - before: Waiting.\n  - now: Waiting\n    for a decision.\n\n## home\n\n- removed, or \
             merged into another one\n"
        );
        assert!(write_difference("x", &[]).contains("Nothing has changed."));
        assert_eq!(told(&edited("", "x")), "definition written");
        assert_eq!(told(&ChangeKind::Moved { from: String::new() }), "at the top before");
    }
}
