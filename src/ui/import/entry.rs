//! A file on its way in: what was read from it, what is decided about it, and whether it should be
//! looked at.

use crate::exchange::import::FileRead;
use crate::exchange::import::{ImportError, layout_of};
use crate::model::{
    NewDocument, PeopleTable, Reading, Span, SpeakerChoice, SpeakerRule, TurnRow, Voice,
};
use crate::text::speech::pieces;
use crate::text::turns::{is_interviewer_label, label_key, same_label};
use crate::ui::parts::beginning;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A label of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Heard {
    /// As first written.
    pub(super) label: String,
    pub(super) turns: u32,
    pub(super) words: u32,
    /// Its first words of some length, on one line.
    pub(super) example: String,
    /// The turn they stand in.
    pub(super) at: Option<Span>,
}

/// A document that was read.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) document: Arc<NewDocument>,
    pub(super) labels: Vec<Heard>,
    /// Words that count as somebody's.
    pub(super) words: u32,
    /// The document of the study that came from the same file.
    pub(super) known: Option<String>,
}

/// Letters of an example at most.
const EXAMPLE: usize = 120;

impl Held {
    /// Counts who speaks; for a worker.
    pub(super) fn new(document: NewDocument, known: Option<String>) -> Self {
        let mut labels: Vec<Heard> = Vec::new();
        let mut place: HashMap<String, usize> = HashMap::new();
        let mut of_turn: Vec<Option<usize>> = Vec::with_capacity(document.turns.len());
        for turn in &document.turns {
            let at = turn.speaker.as_deref().map(|label| {
                *place.entry(label_key(label)).or_insert_with(|| {
                    labels.push(Heard {
                        label: label.to_owned(),
                        turns: 0,
                        words: 0,
                        example: String::new(),
                        at: Span::new(turn.start, turn.end),
                    });
                    labels.len() - 1
                })
            });
            if let Some(label) = at.and_then(|at| labels.get_mut(at)) {
                label.turns += 1;
            }
            of_turn.push(at);
        }
        let mut words = 0;
        let mut best = vec![0_u32; labels.len()];
        for piece in
            pieces(&document.text, &rows(&document), &spans(&document), |_| Voice::Unassigned)
        {
            words += piece.words;
            let turn = piece.turn as usize;
            let at = of_turn.get(turn).copied().flatten();
            let Some((label, best)) = at.and_then(|at| labels.get_mut(at).zip(best.get_mut(at)))
            else {
                continue;
            };
            label.words += piece.words;
            // Few words say little about who speaks.
            if *best < 6 && piece.words > *best {
                *best = piece.words;
                let words = piece.span.of(&document.text).unwrap_or_default();
                label.example = beginning(words, EXAMPLE);
                let turn = document.turns.get(turn);
                label.at = turn.and_then(|turn| Span::new(turn.start, turn.end));
            }
        }
        Self { document: Arc::new(document), labels, words, known }
    }

    /// The note with this stable word.
    pub(super) fn notes(&self, what: &str) -> impl Iterator<Item = &crate::model::ReceiptNote> {
        self.document.receipt.iter().filter(move |note| note.what == what)
    }

    /// The label the header gives another meaning than the usual one.
    pub(super) fn reversed(&self) -> Option<&Heard> {
        let note = self.notes("label-reversed").next()?;
        // The sentence names it: `the header says that I is …`.
        self.labels.iter().find(|label| note.note.contains(&format!("that {} is ", label.label)))
    }
}

/// The turns as the corpus has them, with speakers numbered from 1 in order of appearance.
pub(super) fn rows(document: &NewDocument) -> Vec<TurnRow> {
    let mut place: HashMap<String, i64> = HashMap::new();
    let row = |turn: &crate::model::NewTurn| {
        let speaker = turn.speaker.as_deref().map(|label| {
            let next = place.len() as i64 + 1;
            crate::model::SpeakerId(*place.entry(label_key(label)).or_insert(next))
        });
        TurnRow { start: turn.start, body: turn.body, end: turn.end, speaker, at_ms: turn.at_ms }
    };
    document.turns.iter().map(row).collect()
}

/// The marks as ranges.
pub(super) fn spans(document: &NewDocument) -> Vec<(u32, u32)> {
    document.marks.iter().map(|mark| (mark.start, mark.end)).collect()
}

/// What a survey says of its respondents.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) people: PeopleTable,
    /// Their ids, by the spelling labels are compared by.
    ids: HashMap<String, String>,
}

impl Table {
    fn new(people: PeopleTable) -> Self {
        let ids = people.rows.iter().map(|(_, id, _)| (label_key(id), id.trim().to_owned()));
        Self { ids: ids.collect(), people }
    }
}

/// What came of a file.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every file is read")]
pub(super) enum Found {
    /// Its documents, and what a survey says of its respondents.
    Read(Vec<Held>, Option<Table>),
    /// Why not.
    Refused(String),
    /// Files of a folder that are nothing to be read: told, no failure.
    PassedOver(String),
}

impl Found {
    /// Looks closer at what was read; for a worker. `known` gives the document that came from a file
    /// with this hash.
    pub(super) fn new(read: FileRead, known: &(dyn Fn(&str) -> Option<String> + Sync)) -> Self {
        match read.result {
            Ok(documents) => {
                let held = documents.into_iter().map(|document| {
                    // A survey is one file of many respondents: what they answered tells them apart.
                    let alone = document.reading.survey.is_none();
                    let twin = known(&document.origin.sha256).filter(|_| alone);
                    Held::new(document, twin)
                });
                Self::Read(held.collect(), read.people.map(Table::new))
            }
            Err(ImportError::PassedOver(what)) => {
                let what = what.strip_prefix("passed over: ").map(str::to_owned).unwrap_or(what);
                Self::PassedOver(what)
            }
            Err(error) => Self::Refused(error.to_string()),
        }
    }
}

/// A file.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    /// The file's name; inside an archive with the archive's.
    pub(super) name: String,
    /// To be imported.
    pub(super) ticked: bool,
    /// What is decided.
    pub(super) reading: Reading,
    /// With what of it the file was read last.
    pub(super) read_with: Reading,
    pub(super) found: Found,
    /// Why it cannot be read as was decided; what stands is from before.
    pub(super) fault: Option<String>,
    /// The layout by which decisions are shared; of the file as it was found first.
    pub(super) layout: String,
    /// Grows with every change of what is shown.
    pub(super) version: u64,
}

/// How a file stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stand {
    Ready,
    Look,
    Refused,
    Known,
    PassedOver,
}

impl Stand {
    /// The word in the list.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Look => "needs a look",
            Self::Refused => "refused",
            Self::Known => "in the study already",
            Self::PassedOver => "passed over",
        }
    }
}

impl Entry {
    pub(super) fn new(path: PathBuf, name: String, found: Found) -> Self {
        let layout = match &found {
            Found::Read(held, _) => held.first().map(|held| layout_of(&held.document)),
            _ => None,
        };
        let reading = match &found {
            Found::Read(held, _) => held.first().map(|held| held.document.reading.clone()),
            _ => None,
        };
        let reading = reading.unwrap_or_default();
        Self {
            path,
            name,
            ticked: true,
            read_with: reading.clone(),
            reading,
            found,
            fault: None,
            layout: layout.unwrap_or_default(),
            version: 0,
        }
    }

    /// What was read.
    pub(super) fn held(&self) -> &[Held] {
        match &self.found {
            Found::Read(held, _) => held,
            _ => &[],
        }
    }

    /// Whose a label will be: as was decided, by its spelling, or by the survey it comes with.
    pub(super) fn whose(&self, people: &People, label: &str) -> SpeakerChoice {
        match (people.whose(&self.reading, label), &self.found) {
            (SpeakerChoice::Nobody, Found::Read(_, Some(table))) if !self.decided(label) => {
                let own = table.ids.get(&label_key(label));
                own.map_or(SpeakerChoice::Nobody, |id| SpeakerChoice::Participant(id.clone()))
            }
            (choice, _) => choice,
        }
    }

    /// True when somebody said whose a label is.
    pub(super) fn decided(&self, label: &str) -> bool {
        self.reading.voices.iter().any(|(known, _)| same_label(known, label))
    }

    /// True when a decision was made that asks for reading the file again.
    pub(super) fn is_stale(&self) -> bool {
        // Asked of every file in every frame: nothing is copied for it.
        let Reading { encoding, speakers, take, leave, same, voices: _, pause_ms, survey } =
            &self.reading;
        let with = &self.read_with;
        *encoding != with.encoding
            || *speakers != with.speakers
            || *take != with.take
            || *leave != with.leave
            || *same != with.same
            || *pause_ms != with.pause_ms
            || *survey != with.survey
    }

    /// True when it can be imported.
    pub(super) fn may_come(&self) -> bool {
        self.fault.is_none() && self.held().iter().any(|held| held.known.is_none())
    }

    /// The name without its ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// How it stands, and why.
    pub(super) fn stand(&self, people: &People) -> (Stand, String) {
        let held = match &self.found {
            Found::Refused(why) => return (Stand::Refused, why.clone()),
            Found::PassedOver(what) => return (Stand::PassedOver, what.clone()),
            Found::Read(held, _) => held,
        };
        if let Some(why) = &self.fault {
            return (Stand::Refused, why.clone());
        }
        if let Some(known) = held.iter().find_map(|held| held.known.as_ref())
            && !self.may_come()
        {
            return (Stand::Known, format!("as {known}"));
        }
        let mut why: Vec<String> = Vec::new();
        if held.iter().any(|held| held.labels.is_empty())
            && self.reading.speakers != SpeakerRule::Nobody
        {
            why.push("no speakers found".to_owned());
        }
        if let Some(label) = held.iter().find_map(Held::reversed) {
            if !self.decided(&label.label) {
                why.push(format!("who is {}?", label.label));
            }
        } else {
            let mut waiting: Vec<&str> = Vec::new();
            let mut seen: HashSet<&str> = HashSet::new();
            for label in held.iter().flat_map(|held| &held.labels) {
                if seen.insert(&label.label)
                    && self.whose(people, &label.label) == SpeakerChoice::Nobody
                    && !self.decided(&label.label)
                {
                    waiting.push(&label.label);
                }
            }
            match waiting.as_slice() {
                [] => {}
                [one] => why.push(format!("{one} is nobody yet")),
                [one, two] => why.push(format!("{one}, {two} are nobody yet")),
                many => why.push(format!("{} labels are nobody yet", many.len())),
            }
        }
        if self.reading.encoding.is_none()
            && held
                .iter()
                .flat_map(|held| held.notes("encoding"))
                .any(|n| n.note.contains("look of"))
        {
            why.push("encoding guessed".to_owned());
        }
        if why.is_empty() {
            let speakers = held.iter().map(|held| held.labels.len()).max().unwrap_or(0);
            let turns: usize = held.iter().map(|held| held.document.turns.len()).sum();
            let text = match held.len() {
                1 => format!(
                    "{}, {}",
                    crate::ui::parts::count(turns, "turn"),
                    crate::ui::parts::count(speakers, "speaker")
                ),
                n => crate::ui::parts::count(n, "document"),
            };
            return (Stand::Ready, text);
        }
        (Stand::Look, why.join("; "))
    }
}

/// Who is in the study, by the spellings labels are compared by.
#[derive(Clone, Default, Debug)]
pub(super) struct People {
    by_key: HashMap<String, String>,
    by_name: HashMap<String, String>,
}

impl People {
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut people = Self::default();
        for name in names {
            people.by_key.entry(label_key(name)).or_insert_with(|| name.to_owned());
            people.by_name.entry(name.to_lowercase()).or_insert_with(|| name.to_owned());
        }
        people
    }

    /// The participant with this name, as it is spelled in the study.
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        self.by_name.get(&name.trim().to_lowercase()).map(String::as_str)
    }

    /// Whose a label will be, as it is when it is stored: as was decided, or by its spelling.
    pub(super) fn whose(&self, reading: &Reading, label: &str) -> SpeakerChoice {
        if let Some((_, choice)) = reading.voices.iter().find(|(known, _)| same_label(known, label))
        {
            return choice.clone();
        }
        match self.by_key.get(&label_key(label)) {
            Some(name) => SpeakerChoice::Participant(name.clone()),
            None if is_interviewer_label(label) => SpeakerChoice::Interviewer,
            None => SpeakerChoice::Nobody,
        }
    }

    /// Whom a file is about, by its name: a participant of the study, or what looks like an id.
    pub(super) fn suggested(&self, stem: &str) -> Option<String> {
        let tokens = || stem.split(|c: char| !c.is_alphanumeric()).filter(|t| !t.is_empty());
        let mut whole = std::iter::once(stem).chain(tokens());
        if let Some(name) = whole.find_map(|token| self.by_key.get(&label_key(token))) {
            return Some(name.clone());
        }
        let is_id = |token: &&str| {
            let letters = token.chars().take_while(|c| c.is_alphabetic()).count();
            let digits = token.chars().skip(letters);
            (1..=4).contains(&letters)
                && token.chars().count() > letters
                && token.chars().count() <= letters + 4
                && digits.clone().all(|c| c.is_ascii_digit())
                && token.chars().next().is_some_and(char::is_uppercase)
        };
        tokens().find(is_id).map(str::to_owned)
    }
}

/// Decides whose a label is.
pub(super) fn decide(reading: &mut Reading, label: &str, choice: SpeakerChoice) {
    reading.voices.retain(|(known, _)| !same_label(known, label));
    reading.voices.push((label.to_owned(), choice));
}

/// What of the decisions about one file another one of the same layout is given. What was decided by
/// the name of the first file goes by the name of the second; labels that differ from file to file are
/// told by their order.
pub(super) fn shared(from: &Entry, to: &Entry, people: &People) -> Reading {
    let mut reading = Reading { voices: Vec::new(), ..from.reading.clone() };
    let empty: &[Heard] = &[];
    let here = from.held().first().map_or(empty, |held| &held.labels);
    let there = to.held().first().map_or(empty, |held| &held.labels);
    let own = |label: &str, labels: &[Heard]| labels.iter().any(|l| same_label(&l.label, label));
    let (first, second) = (people.suggested(from.stem()), people.suggested(to.stem()));
    for (label, choice) in &from.reading.voices {
        let twin = if own(label, there) {
            Some(label.clone())
        } else {
            let alone = |labels: &[Heard], others: &[Heard]| -> Vec<String> {
                let alone = labels.iter().filter(|l| !own(&l.label, others));
                alone.map(|l| l.label.clone()).collect()
            };
            let (mine, theirs) = (alone(here, there), alone(there, here));
            let at = mine.iter().position(|known| same_label(known, label));
            at.filter(|_| mine.len() == theirs.len()).and_then(|at| theirs.get(at).cloned())
        };
        let Some(twin) = twin else { continue };
        let choice = match choice {
            SpeakerChoice::Participant(name) if Some(name) == first.as_ref() => match &second {
                Some(second) => SpeakerChoice::Participant(second.clone()),
                None => continue,
            },
            SpeakerChoice::Participant(name) if same_label(name, label) => {
                SpeakerChoice::Participant(twin.clone())
            }
            // A person's own label means nobody else's, and `I` or `B` is somebody else each time.
            SpeakerChoice::Participant(_)
                if !same_label(&twin, label)
                    || is_interviewer_label(label)
                    || label.chars().count() <= 2 =>
            {
                continue;
            }
            other => other.clone(),
        };
        reading.voices.push((twin, choice));
    }
    // What was decided there about labels that do not come from here stays.
    for (label, choice) in &to.reading.voices {
        if !reading.voices.iter().any(|(known, _)| same_label(known, label)) {
            reading.voices.push((label.clone(), choice.clone()));
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::import::{ImportHints, read_again};
    use std::path::Path;

    fn entry(name: &str, text: &str) -> Entry {
        let read = read_again(Path::new(name), text.as_bytes(), &ImportHints::default());
        Entry::new(name.into(), name.to_owned(), Found::new(read, &|_| None))
    }

    fn participant(name: &str) -> SpeakerChoice {
        SpeakerChoice::Participant(name.to_owned())
    }

    #[test]
    fn a_file_says_how_it_stands() {
        let people = People::new(["P07"].into_iter());
        let check = |text: &str, expected: (Stand, &str)| {
            let (stand, why) = entry("a.txt", text).stand(&people);
            assert_eq!((stand, why.as_str()), expected, "{text}");
        };
        check("INT: Why?\nP07: Because.", (Stand::Ready, "2 turns, 2 speakers"));
        check("INT: Why?\nP08: Because.", (Stand::Look, "P08 is nobody yet"));
        check("Just words.\n\nAnd more.", (Stand::Look, "no speakers found"));
        check(" ", (Stand::Refused, "there is no text in it"));
    }

    #[test]
    fn a_file_s_name_suggests_whom_it_is_about() {
        let people = People::new(["P07", "Anna B"].into_iter());
        let check = |stem: &str, expected: Option<&str>| {
            assert_eq!(people.suggested(stem).as_deref(), expected, "{stem}");
        };
        check("p07", Some("P07"));
        check("2024-03 Interview_P07 final", Some("P07"));
        check("anna b", Some("Anna B"));
        check("Interview P12", Some("P12"));
        check("ID104_clean", Some("ID104"));
        check("interview 3", None);
        check("notes", None);
    }

    #[test]
    fn a_decision_serves_files_whose_labels_differ() {
        let text =
            |label: &str| format!("I: Why is it so?\n{label}: It is.\nI: And?\n{label}: No.");
        let people = People::new(["P01", "P02"].into_iter());
        let (mut one, two) = (entry("P01.txt", &text("JT")), entry("P02.txt", &text("MB")));
        assert_eq!(one.layout, two.layout);
        decide(&mut one.reading, "JT", participant("P01"));
        decide(&mut one.reading, "I", SpeakerChoice::Interviewer);
        one.reading.leave.push("Note".to_owned());
        let reading = shared(&one, &two, &people);
        assert_eq!(
            reading.voices,
            [("MB".to_owned(), participant("P02")), ("I".to_owned(), SpeakerChoice::Interviewer)]
        );
        assert_eq!(reading.leave, ["Note"]);
        // Who is named by their own label is so in the other file, too; another's name is not shared.
        one.reading.voices = vec![("JT".to_owned(), participant("JT"))];
        assert_eq!(shared(&one, &two, &people).voices, [("MB".to_owned(), participant("MB"))]);
        one.reading.voices = vec![("JT".to_owned(), participant("P09"))];
        assert_eq!(shared(&one, &two, &people).voices, []);
    }
}
