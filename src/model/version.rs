//! The codebook as it stood on a day, and what has changed between two such days.

use super::code::{CodeFields, CodeTree};
use super::ids::{CoderId, Guid, VersionId};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A code as it stood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FrozenCode {
    /// Identity across files, and across versions.
    pub guid: Guid,
    /// The code above it.
    pub parent: Option<Guid>,
    /// Its written part.
    pub fields: CodeFields,
    /// No longer offered for coding.
    #[serde(default)]
    pub retired: bool,
}

/// A codebook as it stood: parents before children, siblings in order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FrozenCodebook(pub Vec<FrozenCode>);

/// A version that was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodebookVersion {
    /// Row in this file.
    pub id: VersionId,
    /// Identity across files.
    pub guid: Guid,
    /// 1, 2, 3 …
    pub number: u32,
    /// Why it was kept; may be empty.
    pub note: String,
    /// Who kept it.
    pub coder: CoderId,
    /// When, RFC 3339.
    pub created_at: String,
    /// The codebook; empty where it cannot be read.
    pub codes: Arc<FrozenCodebook>,
    /// False when its entry in the file is damaged: it is kept, and says nothing of any code.
    pub readable: bool,
}

/// One difference between two codebooks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CodeChange {
    /// Which code.
    pub guid: Guid,
    /// Its path: in the newer codebook, or in the older one when it is gone.
    pub path: String,
    /// What happened to it.
    pub what: ChangeKind,
}

/// What happened to a code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone: removed, or merged into another one.
    Removed,
    /// Its name was another.
    Renamed {
        /// The name before.
        from: String,
    },
    /// It hung elsewhere.
    Moved {
        /// The path of the code above it before; empty for the top.
        from: String,
    },
    /// A part of what is written about it changed.
    Edited {
        /// "definition", "include", "exclude", "example", "origin".
        field: &'static str,
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// It is no longer offered.
    Retired,
    /// It is offered again.
    Restored,
}

impl ChangeKind {
    /// True when passages coded before may have to be looked at again: the code means something else
    /// now, is new, or is gone. A new name, place, example or origin alone changes no meaning.
    pub fn needs_recheck(&self) -> bool {
        match self {
            Self::Added | Self::Removed | Self::Retired | Self::Restored => true,
            Self::Renamed { .. } | Self::Moved { .. } => false,
            Self::Edited { field, .. } => matches!(*field, "definition" | "include" | "exclude"),
        }
    }
}

impl FrozenCodebook {
    /// The codebook as it stands.
    pub fn of(tree: &CodeTree) -> Self {
        let each = tree.codes().iter().map(|code| FrozenCode {
            guid: code.guid,
            parent: code.parent.and_then(|id| tree.get(id)).map(|parent| parent.guid),
            fields: code.fields.clone(),
            retired: code.retired,
        });
        Self(each.collect())
    }

    /// What has changed from this codebook to `newer`: first by the order of `newer`, then what is
    /// gone. Colour, letters, key and order of siblings are no changes of a codebook's content.
    pub fn changes_to(&self, newer: &Self) -> Vec<CodeChange> {
        let before: HashMap<Guid, &FrozenCode> = self.0.iter().map(|c| (c.guid, c)).collect();
        let (old_paths, new_paths) = (self.paths(), newer.paths());
        let path = |paths: &HashMap<Guid, String>, guid: Option<Guid>| {
            guid.and_then(|guid| paths.get(&guid)).cloned().unwrap_or_default()
        };
        let mut changes = Vec::new();
        for code in &newer.0 {
            let mut tell = |what| {
                let path = path(&new_paths, Some(code.guid));
                changes.push(CodeChange { guid: code.guid, path, what });
            };
            let Some(old) = before.get(&code.guid) else {
                tell(ChangeKind::Added);
                continue;
            };
            if old.fields.name != code.fields.name {
                tell(ChangeKind::Renamed { from: old.fields.name.clone() });
            }
            if old.parent != code.parent {
                tell(ChangeKind::Moved { from: path(&old_paths, old.parent) });
            }
            let (was, is) = (&old.fields, &code.fields);
            for (field, from, to) in [
                ("definition", &was.definition, &is.definition),
                ("include", &was.include, &is.include),
                ("exclude", &was.exclude, &is.exclude),
                ("example", &was.example, &is.example),
                ("origin", &was.origin, &is.origin),
            ] {
                if from != to {
                    tell(ChangeKind::Edited { field, from: from.clone(), to: to.clone() });
                }
            }
            match (old.retired, code.retired) {
                (false, true) => tell(ChangeKind::Retired),
                (true, false) => tell(ChangeKind::Restored),
                _ => {}
            }
        }
        let now: HashSet<Guid> = newer.0.iter().map(|code| code.guid).collect();
        for code in self.0.iter().filter(|code| !now.contains(&code.guid)) {
            let path = path(&old_paths, Some(code.guid));
            changes.push(CodeChange { guid: code.guid, path, what: ChangeKind::Removed });
        }
        changes
    }

    /// How many codes mean something else in `newer`, are new there, or are gone.
    pub fn codes_to_recheck(&self, newer: &Self) -> usize {
        let mut codes: Vec<Guid> = self
            .changes_to(newer)
            .into_iter()
            .filter(|change| change.what.needs_recheck())
            .map(|change| change.guid)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len()
    }

    fn paths(&self) -> HashMap<Guid, String> {
        let mut paths: HashMap<Guid, String> = HashMap::with_capacity(self.0.len());
        for code in &self.0 {
            // Parents come first; a file made by hand may have it otherwise: then the name alone.
            let path = match code.parent.and_then(|parent| paths.get(&parent)) {
                Some(above) => format!("{above}/{}", code.fields.name),
                None => code.fields.name.clone(),
            };
            paths.insert(code.guid, path);
        }
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(guid: Guid, parent: Option<Guid>, name: &str, definition: &str) -> FrozenCode {
        let fields = CodeFields {
            name: name.to_owned(),
            definition: definition.to_owned(),
            ..CodeFields::default()
        };
        FrozenCode { guid, parent, fields, retired: false }
    }

    fn told(changes: &[CodeChange]) -> Vec<String> {
        let each = changes.iter().map(|change| match &change.what {
            ChangeKind::Added => format!("{} added", change.path),
            ChangeKind::Removed => format!("{} removed", change.path),
            ChangeKind::Renamed { from } => format!("{} was {from}", change.path),
            ChangeKind::Moved { from } => format!("{} was under {from:?}", change.path),
            ChangeKind::Edited { field, from, to } => {
                format!("{} {field}: {from} -> {to}", change.path)
            }
            ChangeKind::Retired => format!("{} retired", change.path),
            ChangeKind::Restored => format!("{} restored", change.path),
        });
        each.collect()
    }

    #[test]
    fn every_kind_of_change_is_told_and_only_meaning_asks_for_a_second_look() {
        let [time, delay, home, limbo] = [(); 4].map(|()| Guid::new());
        let old = FrozenCodebook(vec![
            code(time, None, "Time", ""),
            code(delay, Some(time), "delay", "Waiting."),
            code(home, None, "home", ""),
        ]);
        assert_eq!(old.changes_to(&old), []);
        let mut colored = old.clone();
        colored.0[0].fields.color = "#ff0000".to_owned();
        colored.0[1].fields.key = "d".to_owned();
        assert_eq!(old.changes_to(&colored), [], "looks are no content");
        let mut new = FrozenCodebook(vec![
            code(time, None, "Time and waiting", ""),
            code(delay, None, "delay", "Waiting for a decision."),
            code(limbo, Some(time), "limbo", ""),
        ]);
        new.0[0].retired = true;
        assert_eq!(
            told(&old.changes_to(&new)),
            [
                "Time and waiting was Time",
                "Time and waiting retired",
                "delay was under \"Time\"",
                "delay definition: Waiting. -> Waiting for a decision.",
                "Time and waiting/limbo added",
                "home removed",
            ]
        );
        assert_eq!(old.codes_to_recheck(&new), 4);
        assert_eq!(told(&new.changes_to(&old))[1], "Time restored");
        let mut renamed = old.clone();
        renamed.0[1].fields.name = "Delay".to_owned();
        assert_eq!(old.codes_to_recheck(&renamed), 0, "a name alone changes no meaning");
    }
}
