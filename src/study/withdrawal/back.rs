//! Names as they are followed back through the audit trail, line by line, from what is called so today. In
//! a line a name means whoever had it then: pseudonyms are numbered anew, and names that were taken back
//! are given to others.

/// A line of the audit trail.
pub(super) struct Line {
    /// It says that what it names was taken back.
    pub(super) undone: bool,
    /// What it names.
    pub(super) label: String,
}

/// A name that is followed back through the audit trail, the newest line first.
pub(super) struct Name {
    /// What it was before the lines that were passed; `None` before whoever has it was made.
    now: Option<String>,
    /// What it was after the last of them, where that one changed it.
    then: Option<String>,
    /// Both names in a line that says so: `Anna to P02`.
    renamed: fn(&str) -> Option<&str>,
    /// How a line begins that says that something of a name was made.
    made: &'static str,
}

impl Name {
    /// That of a participant.
    pub(super) fn of_person(name: &str) -> Self {
        Self {
            now: Some(name.to_owned()),
            then: None,
            renamed: renamed_person,
            made: "Add participant ",
        }
    }

    /// That of a document.
    pub(super) fn of_document(name: &str) -> Self {
        Self { now: Some(name.to_owned()), then: None, renamed: renamed_document, made: "Import " }
    }

    /// Goes back over a line.
    pub(super) fn pass(&mut self, line: &Line) {
        self.then = None;
        let Some(now) = self.now.as_deref() else { return };
        if let Some(names) = (self.renamed)(&line.label) {
            let old = if line.undone { after(names, now) } else { before(names, now) };
            if old.is_some() {
                self.then = std::mem::replace(&mut self.now, old);
            }
        } else if !line.undone && line.label.strip_prefix(self.made) == Some(now) {
            self.then = self.now.take();
        }
    }

    /// What it was before the lines that were passed.
    pub(super) fn get(&self) -> Option<&str> {
        self.now.as_deref()
    }

    /// True for the name as the line has it that was passed last.
    pub(super) fn is(&self, name: &str) -> bool {
        self.now.as_deref() == Some(name) || self.then.as_deref() == Some(name)
    }

    /// The present name first, then those before it. `lines`: the newest first.
    pub(super) fn all<'l>(mut self, lines: impl Iterator<Item = &'l Line>) -> Vec<String> {
        let mut all: Vec<String> = self.now.iter().cloned().collect();
        for line in lines {
            self.pass(line);
            if let Some(now) = self.get()
                && all.iter().all(|known| known != now)
            {
                all.push(now.to_owned());
            }
        }
        all
    }
}

/// `Anna to P02` of a line that says that a participant was renamed.
pub(super) fn renamed_person(label: &str) -> Option<&str> {
    label.strip_prefix("Rename participant ")
}

/// The same of a document.
pub(super) fn renamed_document(label: &str) -> Option<&str> {
    const OTHERS: [&str; 6] =
        ["participant ", "speaker ", "attribute ", "code ", "the filter ", "the study to "];
    let names = label.strip_prefix("Rename ")?;
    (!OTHERS.iter().any(|other| names.starts_with(other))).then_some(names)
}

/// `Anna` of `Anna to P02`, for the name `P02`.
fn before(names: &str, name: &str) -> Option<String> {
    Some(names.strip_suffix(name)?.strip_suffix(" to ")?.to_owned())
}

/// `P02` of `Anna to P02`, for the name `Anna`.
fn after(names: &str, name: &str) -> Option<String> {
    Some(names.strip_prefix(name)?.strip_prefix(" to ")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trail, the oldest line first; one that begins with `-` says that something was taken back.
    fn trail(lines: &[&str]) -> Vec<Line> {
        let line = |line: &&str| match line.strip_prefix('-') {
            Some(label) => Line { undone: true, label: label.to_owned() },
            None => Line { undone: false, label: (*line).to_owned() },
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn a_name_is_followed_and_not_mistaken_for_who_has_it_now() {
        let check = |lines: &[&str], name: &str, expected: &[&str]| {
            let names = Name::of_person(name).all(trail(lines).iter().rev());
            assert_eq!(names, expected, "{lines:?}");
        };
        let renumbered = ["Rename participant P03 to P04", "Rename participant P02 to P03"];
        check(&renumbered, "P04", &["P04", "P03"]);
        check(&renumbered, "P03", &["P03", "P02"]);
        let twice = [
            "Rename participant Anna to P02",
            "Rename participant P02 to P05",
            "Rename participant Ben to P02",
        ];
        check(&twice, "P02", &["P02", "Ben"]);
        check(&twice, "P05", &["P05", "P02", "Anna"]);
        // Taken back, and somebody else got the name; taken back and done again.
        let undone = [
            "Rename participant Anna to P02",
            "-Rename participant Anna to P02",
            "Rename participant Ben to P02",
        ];
        check(&undone, "P02", &["P02", "Ben"]);
        let again = [&undone[..2], &undone[..1]].concat();
        check(&again, "P02", &["P02", "Anna"]);
        // Before they were added somebody else had the name.
        let before = ["Rename participant Anna to P02", "Add participant P02"];
        check(&before, "P02", &["P02"]);
    }

    #[test]
    fn names_of_documents_are_followed_as_well() {
        let check = |lines: &[&str], expected: &[&str]| {
            let names = Name::of_document("B").all(trail(lines).iter().rev());
            assert_eq!(names, expected, "{lines:?}");
        };
        check(&["Rename A to B"], &["B", "A"]);
        check(&["Rename B to C", "Rename A to B"], &["B", "A"]);
        let chain = ["Rename X to A", "Rename A to C", "Rename Y to A", "Rename A to B"];
        check(&chain, &["B", "A", "Y"]);
        check(&["Rename participant A to B", "Rename code A to B"], &["B"]);
        check(&["Rename A to B", "Import B"], &["B"]);
    }
}
