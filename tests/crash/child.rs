//! What the killed program does: random acts, each said after it came back.

#![expect(clippy::print_stdout, reason = "the parent listens")]

use super::{Aim, Key, Look, people_at};
use crate::support::corpus::Dice;
use crate::undo_acts::{KINDS, command, transcript};
use postil::model::{
    NewDocument, NewTurn, Origin, Reading, SpeakerChoice, WithdrawalReason, WithdrawalScope,
};
use postil::study::{Command, Error, Study, Withdraw, backups, look_into, readable_copies, wipe};
use std::path::{Path, PathBuf};

/// Tells the child which study, with which chance, and what it is to do most.
pub(super) const CHILD: &str = "POSTIL_CRASH_CHILD";

/// Not a test of its own: what the killed program does.
#[test]
fn child_that_is_killed() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let mut words = told.splitn(4, ' ');
    let mut number = || words.next().unwrap().parse::<u64>().unwrap();
    let (seed, aim, key) = (number(), Aim::of(number()), Key(number() as usize));
    let path = PathBuf::from(words.next().unwrap());
    let study = Study::open_in_window(&path, key.passphrase().as_ref()).unwrap();
    let mut child = Child { study: Some(study), path, key, dice: Dice::new(seed * 2 + 1) };
    child.say("");
    let mut acts = 0;
    loop {
        acts += 1;
        // Some acts first, so that there is something to be lost.
        let chosen = if acts % 6 == 5 { aim } else { Aim::Anything };
        let done = match chosen {
            Aim::Relock => child.relock(),
            Aim::Withdraw => child.withdraw(),
            Aim::Restore => child.restore(),
            Aim::Anything => child.any(),
        };
        if let Err(error) = done {
            println!("FAILED {error}");
            return;
        }
    }
}

struct Child {
    study: Option<Study>,
    path: PathBuf,
    key: Key,
    dice: Dice,
}

impl Child {
    fn study(&mut self) -> &mut Study {
        self.study.as_mut().unwrap()
    }

    /// What was done is done: how many lines the trail has, what is in the study, under which key.
    fn say(&self, more: &str) {
        let Look { lines, print, .. } = Look::at(&self.path, self.key);
        println!("SAID {lines} {print} {} {more}", self.key.0);
    }

    fn number(&mut self) -> u16 {
        self.dice.below(65_536) as u16
    }

    fn any(&mut self) -> Result<(), Error> {
        let act = (self.number() % u16::from(KINDS), self.number(), self.number(), self.number());
        let path = self.path.clone();
        let study = self.study();
        let done = match act.0 {
            _ if act.1.is_multiple_of(9) => study.undo().map(drop),
            _ if act.1 % 9 == 1 => study.redo().map(drop),
            _ if act.1 % 31 == 2 => study.backup_anyway("by hand").map(drop),
            _ if act.1 % 31 == 3 => {
                // Large enough to be killed in the middle.
                let documents = (0..12)
                    .map(|n| {
                        let mut document = transcript(act.2 / 2 + n);
                        document.name = format!("Large {} {n}", act.2 / 2);
                        let tail = "We waited. ".repeat(600);
                        document.text = format!("{}{tail}\n", document.text.trim_end());
                        let end = document.text.trim_end().len() as u32;
                        document.turns.last_mut().unwrap().end = end;
                        document
                    })
                    .collect();
                study.run(Command::ImportDocuments { documents, people: None }).map(drop)
            }
            _ if act.1 % 31 == 4 && !backups(&path).is_empty() => study.settle().map(drop),
            _ if act.1 % 61 == 5 => return self.relock(),
            _ if act.1 % 61 == 6 => return self.withdraw(),
            _ if act.1 % 61 == 7 => return self.restore(),
            kind => match command(study.corpus(), (kind as u8, act.1, act.2, act.3)) {
                Some(command) => study.run(command).map(drop),
                None => return Ok(()),
            },
        };
        match done {
            Ok(()) | Err(Error::Refused(_)) => {
                self.say("");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Another passphrase, a first one, or none. Where the study was readable before, so are its copies:
    /// they are removed, as the program advises.
    fn relock(&mut self) -> Result<(), Error> {
        let new = self.key.another(&mut self.dice);
        if new == self.key {
            // Without encryption there is no other.
            return Ok(());
        }
        println!("BEGIN relock {}", new.0);
        let (study, done) = self.study.take().unwrap().relock(new.passphrase().as_ref());
        self.study = study;
        done?;
        self.key = new;
        if new.passphrase().is_some() {
            for copy in readable_copies(&self.path) {
                wipe(&copy).map_err(Error::from)?;
            }
        }
        self.say("");
        Ok(())
    }

    /// One of the backups that open with the passphrase of today takes the place of the study.
    fn restore(&mut self) -> Result<(), Error> {
        let key = self.key.passphrase();
        let mut found = backups(&self.path);
        found.retain(|backup| {
            let locked = look_into(&backup.path, None).is_err();
            locked == key.is_some() && look_into(&backup.path, key.as_ref()).is_ok()
        });
        if found.is_empty() {
            self.study().backup_anyway("by hand")?;
            return Ok(());
        }
        let backup = found.swap_remove(self.dice.below(found.len())).path;
        let Look { lines, print, .. } = Look::at(&backup, self.key);
        println!("BEGIN restore {lines} {print}");
        self.study().restore(&backup, key.as_ref())?;
        self.say("");
        Ok(())
    }

    /// Somebody is interviewed, a backup is made, and they withdraw.
    fn withdraw(&mut self) -> Result<(), Error> {
        let marker: String =
            (0..10).map(|_| char::from(b'a' + self.dice.below(20) as u8)).collect();
        let documents = vec![interview(&marker)];
        match self.study().run(Command::ImportDocuments { documents, people: None }) {
            Ok(_) => self.say(""),
            // An older one has this name.
            Err(Error::Refused(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
        self.study().backup_anyway("before withdrawal")?;
        let corpus = self.study().corpus().clone();
        let who = corpus.participant_named(&format!("W{marker}")).unwrap().id;
        let what = Withdraw {
            participant: who,
            scope: WithdrawalScope::Everything,
            reason: WithdrawalReason::Asked,
            remove_memos: Vec::new(),
        };
        println!("BEGIN withdraw {marker} {}", people_at(&corpus));
        let proof = self.study().withdraw(&what, &|_| ())?;
        assert!(proof.is_clean(), "{proof:?}");
        self.say(&marker);
        Ok(())
    }
}

/// What somebody wrote who uses a word that nobody else uses; nobody else speaks in it.
fn interview(marker: &str) -> NewDocument {
    let label = format!("W{marker}");
    let text = format!("{label}: We waited, and then the {marker} came again.\n");
    let turn = NewTurn {
        start: 0,
        body: label.len() as u32 + 2,
        end: text.len() as u32 - 1,
        speaker: Some(label.clone()),
        at_ms: None,
    };
    // Each of them another file: the same one is not taken in twice.
    let sha256 = marker.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
    let origin = Origin { sha256: sha256.to_string(), ..transcript(0).origin };
    let voices = vec![(label.clone(), SpeakerChoice::Participant(label))];
    NewDocument {
        name: format!("Gone {}", marker.bytes().map(u32::from).sum::<u32>()),
        turns: vec![turn],
        text,
        reading: Reading { voices, ..Reading::default() },
        origin,
        ..transcript(0)
    }
}

/// For the parent: the file at a place, whatever it is.
pub(super) fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}
