//! Cells that are being written. A draft becomes a step when its cell is left; until then it lies on
//! the study's desk, where it survives the page and the program.

use crate::analysis::framework::cell_text;
use crate::model::{CellState, Corpus, FrameworkCell, FrameworkColumn, ParticipantId};
use crate::study::Command;
use serde::{Deserialize, Serialize};

/// So often drafts are stored while somebody types, in seconds.
pub(in crate::ui) const PACE: f64 = 2.0;

/// A cell of the matrix, by what it is.
pub(super) type Place = (ParticipantId, FrameworkColumn);

/// What stands in a cell as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Words {
    /// `None`: empty.
    pub(super) state: Option<CellState>,
    /// The summary.
    pub(super) summary: String,
}

impl Words {
    /// What is written in a cell now.
    pub(super) fn of(cell: Option<&FrameworkCell>) -> Self {
        cell.map_or_else(Self::default, |cell| Self {
            state: cell.text.state,
            summary: cell.text.summary.clone(),
        })
    }

    /// After something was typed: words make a draft, and what was said of other words is no longer
    /// said of these. Without words nothing is drafted or reviewed.
    pub(super) fn typed(&mut self) {
        let silent = matches!(self.state, Some(CellState::NothingSaid | CellState::NotAsked));
        if !self.summary.trim().is_empty() {
            self.state = Some(CellState::Drafted);
        } else if !silent {
            self.state = None;
        }
    }

    /// As it is kept: white space at the end is nothing.
    fn is(&self, other: &Self) -> bool {
        self.state == other.state && self.summary.trim_end() == other.summary.trim_end()
    }
}

/// The cell of the study in a place; `None` while it is empty.
pub(super) fn cell_at(corpus: &Corpus, place: Place) -> Option<&FrameworkCell> {
    corpus.framework.iter().find(|cell| (cell.participant, cell.column) == place)
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Draft {
    participant: ParticipantId,
    column: FrameworkColumn,
    words: Words,
    /// It waits until somebody looks at it: left over from the last sitting, or refused.
    #[serde(skip)]
    held: bool,
    /// As it was sent to become a step.
    #[serde(skip)]
    sent: Option<Words>,
}

impl Draft {
    fn place(&self) -> Place {
        (self.participant, self.column)
    }
}

/// All drafts.
#[derive(Default)]
pub(super) struct Drafts {
    list: Vec<Draft>,
    stored: String,
    stored_at: f64,
    /// Something was typed since, and the time has not come yet.
    pub(super) waiting: bool,
}

impl Drafts {
    /// What is being written in a cell, where it is not what the study has.
    pub(super) fn of(&self, place: Place) -> Option<&Words> {
        self.list.iter().find(|draft| draft.place() == place).map(|draft| &draft.words)
    }

    /// Drafts that wait to be looked at.
    pub(super) fn held(&self) -> impl Iterator<Item = Place> {
        self.list.iter().filter(|draft| draft.held).map(Draft::place)
    }

    /// Puts down what is typed; nothing where the study has the same.
    pub(super) fn put(&mut self, corpus: &Corpus, place: Place, words: Words) {
        let same = words.is(&Words::of(cell_at(corpus, place)));
        let known = self.list.iter().position(|draft| draft.place() == place);
        match known.and_then(|at| self.list.get_mut(at)) {
            // What is on its way may come to differ from the study again.
            Some(draft) if draft.sent.is_some() || !same => {
                draft.words = words;
                draft.held = false;
            }
            Some(_) => self.discard(place),
            None if same => {}
            None => self.list.push(Draft {
                participant: place.0,
                column: place.1,
                words,
                held: false,
                sent: None,
            }),
        }
    }

    /// Somebody looks at it: it is a draft like others again.
    pub(super) fn release(&mut self, place: Place) {
        for draft in self.list.iter_mut().filter(|draft| draft.place() == place) {
            draft.held = false;
        }
    }

    /// Forgets what was typed.
    pub(super) fn discard(&mut self, place: Place) {
        self.list.retain(|draft| draft.place() != place);
    }

    /// One step of all drafts but the one that is being written, and those that wait.
    pub(super) fn leave(&mut self, corpus: &Corpus, but: Option<Place>) -> Option<Command> {
        let gone = |place: Place| {
            corpus.participant(place.0).is_none()
                || match place.1 {
                    FrameworkColumn::Code(id) => corpus.codes.get(id).is_none(),
                    FrameworkColumn::Theme(id) => corpus.theme(id).is_none(),
                }
        };
        let mut cells = Vec::new();
        for draft in &mut self.list {
            let place = draft.place();
            if draft.held || draft.sent.is_some() || but == Some(place) || gone(place) {
                continue;
            }
            let Words { state, summary } = draft.words.clone();
            draft.sent = Some(draft.words.clone());
            let text = cell_text(corpus, place, state, summary.trim_end().to_owned());
            cells.push((place.0, place.1, text));
        }
        (!cells.is_empty()).then_some(Command::SetCells { cells })
    }

    /// What was sent is a step, or was refused: then it is not tried again until somebody changes it.
    pub(super) fn answered(&mut self, kept: bool) {
        self.list.retain_mut(|draft| {
            let Some(sent) = draft.sent.take() else { return true };
            draft.held = !kept;
            !(kept && sent.is(&draft.words))
        });
    }

    /// What should lie on the desk now and does not yet: an empty text for nothing. An infinite time
    /// does not wait for the next turn.
    pub(super) fn unstored(&mut self, time: f64) -> Option<String> {
        self.waiting = false;
        let now = if self.list.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&self.list).unwrap_or_default()
        };
        if now == self.stored {
            return None;
        }
        // At once when the last one became a step: nobody shall be offered what is part of the study.
        if time - self.stored_at < PACE && !now.is_empty() {
            self.waiting = true;
            return None;
        }
        if time.is_finite() {
            self.stored_at = time;
        }
        self.stored.clone_from(&now);
        Some(now)
    }

    /// Takes what lay on the desk when the study was opened. True when there was something.
    pub(super) fn restore(&mut self, corpus: &Corpus, stored: &str) -> bool {
        let Ok(mut drafts) = serde_json::from_str::<Vec<Draft>>(stored) else { return false };
        stored.clone_into(&mut self.stored);
        drafts.retain(|draft| !draft.words.is(&Words::of(cell_at(corpus, draft.place()))));
        for draft in &mut drafts {
            draft.held = true;
        }
        self.list = drafts;
        !self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeId;
    use crate::ui::testing::small;

    const PLACE: Place = (ParticipantId(1), FrameworkColumn::Code(CodeId(2)));

    fn words(summary: &str) -> Words {
        let mut words = Words { state: None, summary: summary.to_owned() };
        words.typed();
        words
    }

    #[test]
    fn a_draft_is_a_step_once_its_cell_is_left() {
        let corpus = small();
        let mut drafts = Drafts::default();
        drafts.put(&corpus, PLACE, words("  "));
        assert!(drafts.of(PLACE).is_none(), "nothing was typed");
        drafts.put(&corpus, PLACE, words("waits"));
        assert!(drafts.leave(&corpus, Some(PLACE)).is_none(), "it is still open");
        let Some(Command::SetCells { cells }) = drafts.leave(&corpus, None) else { panic!() };
        assert_eq!(cells[0].2.state, Some(CellState::Drafted));
        assert!(cells[0].2.seen.starts_with("1 "), "{}", cells[0].2.seen);
        assert!(drafts.leave(&corpus, None).is_none(), "it is on its way");
        drafts.answered(false);
        assert!(drafts.leave(&corpus, None).is_none(), "it was refused and waits");
        assert_eq!(drafts.held().count(), 1);
        drafts.put(&corpus, PLACE, words("waits long"));
        assert!(drafts.leave(&corpus, None).is_some());
        // Something more is typed before the answer comes.
        drafts.put(&corpus, PLACE, words("waits longer"));
        drafts.answered(true);
        assert_eq!(drafts.of(PLACE), Some(&words("waits longer")));
        assert!(drafts.leave(&corpus, None).is_some());
        drafts.answered(true);
        assert!(drafts.of(PLACE).is_none());
    }

    #[test]
    fn what_is_typed_survives_the_program() {
        let corpus = small();
        let mut drafts = Drafts::default();
        assert_eq!(drafts.unstored(10.0), None);
        drafts.put(&corpus, PLACE, words("half a th"));
        let first = drafts.unstored(10.0).unwrap();
        drafts.put(&corpus, PLACE, words("half a thought"));
        assert_eq!(drafts.unstored(11.0), None, "too soon");
        assert!(drafts.waiting);
        assert!(drafts.unstored(f64::INFINITY).is_some(), "the window closes");
        let mut next = Drafts::default();
        assert!(next.restore(&corpus, &first));
        assert_eq!(next.of(PLACE).unwrap().summary, "half a th");
        assert!(next.leave(&corpus, None).is_none(), "somebody must look at it first");
        next.discard(PLACE);
        assert_eq!(next.unstored(0.0), Some(String::new()), "nothing is left");
        assert!(!Drafts::default().restore(&corpus, "no json"));
    }

    #[test]
    fn words_and_states_go_together() {
        let check = |state: Option<CellState>, summary: &str, expected: Option<CellState>| {
            let mut words = Words { state, summary: summary.to_owned() };
            words.typed();
            assert_eq!(words.state, expected, "{state:?} {summary}");
        };
        use CellState::{Drafted, NothingSaid, Reviewed};
        check(None, "a", Some(Drafted));
        check(Some(Reviewed), "a", Some(Drafted));
        check(Some(NothingSaid), "a", Some(Drafted));
        check(Some(NothingSaid), " ", Some(NothingSaid));
        check(Some(Reviewed), "", None);
    }
}
