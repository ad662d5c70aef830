//! Lines of the audit trail that name the person, by how steps are named: `Set age of P02 to 15`. What such
//! a line says of them goes, however short the name is, whatever the value, and whoever else has that name
//! at another time. Lines that say the same of somebody else stay as they are.

use super::back::{Line, Name, renamed_document, renamed_person};
use super::called::{Called, tells};
use super::labels::{Labels, Whose};
use super::plan::Plan;
use crate::model::{CorpusDocument, DocumentId, Span, WITHDRAWN};
use crate::text::edits::Edits;
use std::collections::HashMap;

/// What stands before and behind the name of a participant; nothing behind: the end of the line.
const PEOPLE: [(&str, &str); 10] = [
    ("Add participant ", ""),
    ("Remove participant ", ""),
    ("Exclude participant ", " from analysis"),
    ("Take participant ", " back into analysis"),
    ("Record consent of ", ": "),
    ("Record consent of ", ""),
    ("Write the cell ", " × "),
    ("Empty the cell ", " × "),
    ("Write a memo on ", ""),
    ("Write in the journal on ", ""),
];

/// The same of a document.
const DOCUMENTS: [(&str, &str); 9] = [
    ("Import ", ""),
    ("Remove ", " with "),
    ("Remove ", ""),
    ("Correct ", ": "),
    ("Correct ", ""),
    ("Say that ", " is of "),
    ("Forget the day of ", ""),
    ("Find speakers again in ", ""),
    ("Write a memo on ", ""),
];

/// What stands before a place, `P02 ¶14`.
const AT: [&str; 4] = [" at ", " to ", " from ", " on "];

/// What is known of such lines before they are read.
pub(super) struct Trail {
    /// What they are and were called, and no other participant.
    sure: Vec<String>,
    /// What they are and were called, and somebody else at another time.
    contested: Vec<String>,
    /// What other participants are and were called.
    others: Vec<String>,
    /// What documents that go are and were called, and none that stays.
    documents: Vec<String>,
    /// Lines on speakers that are theirs, and what they become.
    speakers: HashMap<String, String>,
}

impl Trail {
    pub(super) fn of(
        labels: &Labels<'_>,
        called: &Called,
        stays: impl Fn(DocumentId) -> bool,
    ) -> Self {
        let contested = labels.own.iter().filter(|name| !labels.sure.contains(name));
        let (stay, go): (Vec<_>, Vec<_>) =
            labels.corpus.documents.iter().partition(|document| stays(document.id));
        let documents = go.iter().flat_map(|gone| labels.past.names_of_document(gone.id));
        let documents = documents.filter(|name| stay.iter().all(|other| other.name != **name));
        let lines = labels.past.lines.iter().map(|line| line.label.as_str());
        let theirs = |line: &str| {
            let new = Moved { labels, called, stays: &stays }.anew(line)?;
            (new != line).then(|| (line.to_owned(), new))
        };
        Self {
            sure: labels.sure.clone(),
            contested: contested.cloned().collect(),
            others: labels.others.clone(),
            documents: documents.cloned().collect(),
            speakers: lines.filter_map(theirs).collect(),
        }
    }

    /// True for a name that is theirs in every line.
    pub(super) fn is_sure(&self, name: &str) -> bool {
        self.sure.iter().any(|own| own == name)
    }

    /// True for a name that is somebody else's in other lines.
    pub(super) fn is_contested(&self, name: &str) -> bool {
        self.contested.iter().any(|own| own == name)
    }
}

/// Lines on speakers: they name a document, whose labels tell whose they are.
struct Moved<'m> {
    labels: &'m Labels<'m>,
    called: &'m Called,
    stays: &'m dyn Fn(DocumentId) -> bool,
}

impl<'m> Moved<'m> {
    /// A line without labels of theirs, and without documents that go; `None` for one on something else.
    fn anew(&self, line: &str) -> Option<String> {
        if let Some(rest) = line.strip_prefix("Rename speaker ") {
            let (document, [old, place, new]) = self.parts(rest)?;
            let (old, new) = (self.label(document, old), self.label(document, new));
            return Some(format!(
                "Rename speaker {old} of {} to {new}",
                self.place(document, place)
            ));
        }
        if let Some(rest) = line.strip_prefix("Give ") {
            let (document, [turns, place, label]) = self.parts(rest)?;
            let (place, label) = (self.place(document, place), self.label(document, label));
            return Some(format!("Give {turns} of {place} to {label}"));
        }
        let (pairs, place) = line.strip_prefix("Join ")?.rsplit_once(" in ")?;
        let document = self.documents().find(|(_, name)| *name == place).map(|(found, _)| found);
        let goes = |label: &str| self.label(document, label) != label;
        let sides: Vec<String> =
            pairs.split(" with ").map(|side| without_labels(side, &goes)).collect();
        Some(format!("Join {} in {}", sides.join(" with "), self.place(document, place)))
    }

    /// Every document with what it is and was called.
    fn documents(&self) -> impl Iterator<Item = (&'m CorpusDocument, &'m str)> + use<'m> {
        let labels = self.labels;
        labels.corpus.documents.iter().flat_map(move |document| {
            let names = labels.past.names_of_document(document.id).iter();
            names.map(move |name| (&**document, name.as_str()))
        })
    }

    /// `Anna`, `FG1`, `P02` of `Anna of FG1 to P02`, and the document where it is known.
    fn parts<'l>(&self, line: &'l str) -> Option<(Option<&'m CorpusDocument>, [&'l str; 3])> {
        let known = self.documents().find_map(|(document, name)| {
            let (first, last) = line.split_once(&format!(" of {name} to "))?;
            let place =
                line.get(first.len() + " of ".len()..line.len() - last.len() - " to ".len())?;
            Some((Some(document), [first, place, last]))
        });
        known.or_else(|| {
            let (first, rest) = line.split_once(" of ")?;
            let (place, last) = rest.rsplit_once(" to ")?;
            Some((None, [first, place, last]))
        })
    }

    fn label<'l>(&self, document: Option<&CorpusDocument>, label: &'l str) -> &'l str {
        let theirs = match document {
            Some(document) => self.labels.whose(document, label) == Whose::Theirs,
            None => self.called.is_alone(label),
        };
        if theirs { WITHDRAWN } else { label }
    }

    fn place<'l>(&self, document: Option<&CorpusDocument>, name: &'l str) -> &'l str {
        let goes = document.is_some_and(|document| !(self.stays)(document.id));
        if goes { WITHDRAWN } else { name }
    }
}

/// Whose names are in one line.
struct Then<'t> {
    trail: &'t Trail,
    name: &'t Name,
}

impl Then<'_> {
    fn theirs(&self, name: &str) -> bool {
        self.name.is(name) || self.trail.is_sure(name)
    }

    /// True for the name of any participant, of those who withdrew before, too.
    fn known(&self, name: &str) -> bool {
        self.theirs(name) || name == WITHDRAWN || self.trail.others.iter().any(|one| one == name)
    }
}

impl Plan<'_> {
    /// Lines of the audit trail that change, with what they become. `lines`: the newest first.
    pub(super) fn trail_anew(&self, lines: Vec<(i64, bool, String)>) -> Vec<(i64, String)> {
        let mut name = Name::of_person(&self.person.name);
        let mut changed = Vec::new();
        for (id, undone, label) in lines {
            let line = Line { undone, label };
            name.pass(&line);
            let then = Then { trail: &self.trail, name: &name };
            let new = self.line_anew(&line.label, &then);
            let bare = self.without_contested(new.as_deref().unwrap_or(&line.label), &then);
            changed.extend(bare.or(new).map(|new| (id, new)));
        }
        changed
    }

    fn line_anew(&self, line: &str, then: &Then<'_>) -> Option<String> {
        let theirs = |name: &str| then.theirs(name);
        let goes = |name: &str| self.trail.documents.iter().any(|gone| gone == name);
        let stays = |name: &str| {
            let stay = self.corpus.documents.iter();
            let mut stay = stay.filter(|d| self.sole.iter().all(|gone| gone.id != d.id));
            stay.any(|document| document.name == name)
        };
        let alone = |label: &str| self.called.is_alone(label);
        let people = || PEOPLE.iter().find_map(|slot| filled(line, *slot, &theirs));
        let documents = || DOCUMENTS.iter().find_map(|slot| filled(line, *slot, &goes));
        let place = |name: &str| goes(name) || then.theirs(name) && !stays(name);
        self.trail
            .speakers
            .get(line)
            .cloned()
            .or_else(|| renamed(line, then, &goes))
            .or_else(|| valued(line, then))
            .or_else(|| mapped(line, then, &alone))
            .or_else(people)
            .or_else(documents)
            .or_else(|| of_document(line, &goes))
            .or_else(|| placed(line, &place))
    }

    /// A line without names that were theirs when it was written, and are somebody else's in other lines.
    fn without_contested(&self, line: &str, then: &Then<'_>) -> Option<String> {
        // A number may be anything in a line; where one names somebody is known by its place.
        let names = self.trail.contested.iter();
        let names = names.filter(|name| tells(name) && then.name.is(name));
        let places = names.flat_map(|name| self.called.stands(line, name));
        let spans: Vec<(Span, String)> =
            places.map(|place| (place, WITHDRAWN.to_owned())).collect();
        (!spans.is_empty()).then(|| Edits::replacing(line, &spans).0)
    }
}

/// Both sides of every place where a line can be parted.
fn parted<'l>(line: &'l str, sign: &'l str) -> impl Iterator<Item = (&'l str, &'l str)> {
    let places = line.match_indices(sign);
    places.filter_map(move |(at, sign)| Some((line.get(..at)?, line.get(at + sign.len()..)?)))
}

/// A list of labels without those that go. A comma may be part of a label: of several that could be meant
/// the longest goes.
pub(super) fn without_labels(list: &str, goes: &dyn Fn(&str) -> bool) -> String {
    let mut kept = Vec::new();
    let mut rest = Some(list);
    while let Some(now) = rest {
        let commas = now.rmatch_indices(", ").map(|(at, _)| at);
        let mut ends = std::iter::once(now.len()).chain(commas);
        let gone = ends.find(|end| now.get(..*end).is_some_and(goes));
        let end = gone.or_else(|| now.find(", ")).unwrap_or(now.len());
        let (first, more) = now.split_at_checked(end).unwrap_or((now, ""));
        kept.push(if gone.is_some() { WITHDRAWN } else { first });
        rest = more.strip_prefix(", ");
    }
    kept.join(", ")
}

/// A line whose name between these words goes.
fn filled(
    line: &str,
    (before, behind): (&str, &str),
    goes: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let rest = line.strip_prefix(before)?;
    if behind.is_empty() {
        return goes(rest).then(|| format!("{before}{WITHDRAWN}"));
    }
    let (_, tail) = parted(rest, behind).find(|(name, _)| goes(name))?;
    Some(format!("{before}{WITHDRAWN}{behind}{tail}"))
}

/// `Rename participant Anna to P02`: both names are theirs where one is. The same of documents.
fn renamed(line: &str, then: &Then<'_>, goes: &dyn Fn(&str) -> bool) -> Option<String> {
    if let Some(names) = renamed_person(line) {
        let mut names = parted(names, " to ");
        let theirs = names.any(|(old, new)| then.theirs(old) || then.theirs(new));
        return theirs.then(|| format!("Rename participant {WITHDRAWN} to {WITHDRAWN}"));
    }
    let mut names = parted(renamed_document(line)?, " to ");
    let gone = names.any(|(old, new)| goes(old) || goes(new));
    gone.then(|| format!("Rename {WITHDRAWN} to {WITHDRAWN}"))
}

/// `Set date of birth of P02 to 2009-04-12`, `Clear age of P02`. The first participant that can be meant is:
/// behind the name anything may stand.
fn valued(line: &str, then: &Then<'_>) -> Option<String> {
    let sets = line.starts_with("Set ");
    if !sets && !line.starts_with("Clear ") {
        return None;
    }
    for (what, rest) in parted(line, " of ") {
        let whole = std::iter::once(rest).filter(|_| !sets);
        let named = parted(rest, " to ").filter(|_| sets).map(|(name, _)| name);
        for name in whole.chain(named) {
            if then.theirs(name) {
                let value = if sets { format!(" to {WITHDRAWN}") } else { String::new() };
                return Some(format!("{what} of {WITHDRAWN}{value}"));
            }
            if then.known(name) {
                return None;
            }
        }
    }
    None
}

/// `Map Mother, Anna to P02; INT to interviewer`: what was mapped to them goes with their name; of what was
/// nobody's yet the labels that only they have.
fn mapped(line: &str, then: &Then<'_>, alone: &dyn Fn(&str) -> bool) -> Option<String> {
    let parts = line.strip_prefix("Map ")?.split("; ").map(|part| {
        let Some((labels, whom)) = part.rsplit_once(" to ") else { return part.to_owned() };
        if then.theirs(whom) || whom == "nobody yet" && alone(labels) {
            let whom = if then.theirs(whom) { WITHDRAWN } else { whom };
            return format!("{WITHDRAWN} to {whom}");
        }
        if whom != "nobody yet" {
            return part.to_owned();
        }
        format!("{} to {whom}", without_labels(labels, alone))
    });
    let new = format!("Map {}", parts.collect::<Vec<_>>().join("; "));
    (new != line).then_some(new)
}

/// `Restore text 2 of Anna: 1 coding changed`.
fn of_document(line: &str, goes: &dyn Fn(&str) -> bool) -> Option<String> {
    let kinds = ["Restore text ", "Replace words in "];
    if !kinds.iter().any(|kind| line.starts_with(kind)) {
        return None;
    }
    parted(line, " of ").find_map(|(what, rest)| {
        let new = filled(rest, ("", ": "), goes).or_else(|| filled(rest, ("", ""), goes))?;
        Some(format!("{what} of {new}"))
    })
}

/// `Apply code delay to P02 ¶14`.
fn placed(line: &str, goes: &dyn Fn(&str) -> bool) -> Option<String> {
    let (head, number) = line.rsplit_once(" ¶")?;
    AT.iter().find_map(|at| {
        let (what, _) = parted(head, at).find(|(_, name)| goes(name))?;
        Some(format!("{what}{at}{WITHDRAWN} ¶{number}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn trail() -> Trail {
        Trail {
            sure: words(&["Vy", "P02"]),
            contested: Vec::new(),
            others: words(&["P05", "An"]),
            documents: words(&["Vy"]),
            speakers: HashMap::new(),
        }
    }

    #[test]
    fn what_a_line_says_of_them_goes() {
        let (trail, name) = (trail(), Name::of_person("P02"));
        let then = Then { trail: &trail, name: &name };
        let theirs = |name: &str| then.theirs(name);
        let goes = |name: &str| name == "Vy";
        let check = |line: &str, expected: Option<&str>| {
            let new = renamed(line, &then, &goes)
                .or_else(|| valued(line, &then))
                .or_else(|| mapped(line, &then, &goes))
                .or_else(|| PEOPLE.iter().find_map(|slot| filled(line, *slot, &theirs)))
                .or_else(|| DOCUMENTS.iter().find_map(|slot| filled(line, *slot, &goes)))
                .or_else(|| of_document(line, &goes))
                .or_else(|| placed(line, &theirs));
            assert_eq!(new.as_deref(), expected, "{line}");
        };
        let gone = Some("Set date of birth of [withdrawn] to [withdrawn]");
        check("Set date of birth of P02 to 2009-04-12", gone);
        check("Set note of Vy to went to school", Some("Set note of [withdrawn] to [withdrawn]"));
        check("Set friend of P05 to one of P02 to be", None);
        check("Set age of 3 participants", None);
        check("Clear date of birth of Vy", Some("Clear date of birth of [withdrawn]"));
        check("Clear age of An", None);
        let gone = Some("Rename participant [withdrawn] to [withdrawn]");
        check("Rename participant Vy to P02", gone);
        check("Rename participant Anna Smith to Vy", gone);
        check("Rename participant An to P05", None);
        check("Rename code Vy to P02", None);
        check("Rename Vy to An", Some("Rename [withdrawn] to [withdrawn]"));
        check("Add participant Vy", Some("Add participant [withdrawn]"));
        check("Add participant An", None);
        let gone = Some("Exclude participant [withdrawn] from analysis");
        check("Exclude participant Vy from analysis", gone);
        let gone = Some("Record consent of [withdrawn]: quotation no");
        check("Record consent of Vy: quotation no", gone);
        check("Record consent of 2 participants", None);
        check("Write the cell Vy × delay", Some("Write the cell [withdrawn] × delay"));
        let gone = Some("Map [withdrawn] to [withdrawn]; An to P05; INT to interviewer");
        check("Map Mother, Vy to P02; An to P05; INT to interviewer", gone);
        check("Map An, Vy to nobody yet", Some("Map An, [withdrawn] to nobody yet"));
        check("Map Vy to P05", None);
        check("Import Vy", Some("Import [withdrawn]"));
        check("Correct Vy: 1 coding changed", Some("Correct [withdrawn]: 1 coding changed"));
        let gone = Some("Restore text 2 of [withdrawn]: 1 coding changed");
        check("Restore text 2 of Vy: 1 coding changed", gone);
        let gone = Some("Apply code way to go to [withdrawn] ¶14, joined with 1 coding");
        check("Apply code way to go to Vy ¶14, joined with 1 coding", gone);
        check("Write a memo on Vy ¶3", Some("Write a memo on [withdrawn] ¶3"));
        check("Apply code Vy to An ¶14", None);
    }

    #[test]
    fn a_label_with_a_comma_goes_whole() {
        let goes = |label: &str| ["Smith, Anna", "Anna", "Vy"].contains(&label);
        let check = |list: &str, expected: &str| {
            assert_eq!(without_labels(list, &goes), expected, "{list}");
        };
        check("Smith, Anna", "[withdrawn]");
        check("Mother, Smith, Anna, Anna", "Mother, [withdrawn], [withdrawn]");
        check("Smith, Ben", "Smith, Ben");
        check("Anna, Smith, Ben, Vy", "[withdrawn], Smith, Ben, [withdrawn]");
        check("", "");
    }

    /// A name that others had before and after is theirs only while they had it.
    #[test]
    fn a_name_is_theirs_while_they_have_it() {
        let trail = Trail {
            sure: words(&["P04"]),
            contested: words(&["P03"]),
            others: words(&["P03", "P02"]),
            documents: Vec::new(),
            speakers: HashMap::new(),
        };
        let mut name = Name::of_person("P04");
        let lines = [
            ("Set age of P03 to 16", false),
            ("Rename participant P02 to P03", false),
            ("Rename participant P03 to P04", true),
            ("Set age of P02 to 14", false),
            ("Set age of P03 to 15", true),
        ];
        for (label, expected) in lines {
            let line = Line { undone: false, label: label.to_owned() };
            name.pass(&line);
            let then = Then { trail: &trail, name: &name };
            let new = renamed(label, &then, &|_| false).or_else(|| valued(label, &then));
            assert_eq!(new.is_some(), expected, "{label}");
        }
    }
}
