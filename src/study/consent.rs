//! What participants agreed to, and until when the study is kept.

use super::{Act, Acted, Report, names};
use crate::model::{
    Consent, ConsentChange, ConsentScope, Participant, ParticipantId, Refusal, Retention, is_day,
};

/// A day as it is kept; nothing for none.
fn day(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() || is_day(typed) {
        return Ok(typed.to_owned());
    }
    Err(Refusal::new(format!("{typed} is no day")).instead("write it like 2026-03-31"))
}

pub(super) fn set(act: &Act<'_>, people: &[(ParticipantId, ConsentChange)]) -> Acted {
    let mut changed: Vec<(&Participant, Consent)> = Vec::new();
    for (id, change) in people {
        let person = act.corpus.participant(*id).ok_or_else(|| names::gone("participant"))?;
        // The same person twice: the second change goes on top of the first.
        let before = changed.iter().position(|(known, _)| known.id == *id);
        let known = before.map_or(&person.consent, |at| &changed[at].1);
        let mut consent = change.on(known);
        consent.withdraw_until = day(&consent.withdraw_until)?;
        consent.form = names::clean(consent.form.trim());
        match before {
            Some(at) => changed[at].1 = consent,
            None => changed.push((person, consent)),
        }
    }
    changed.retain(|(person, consent)| person.consent != *consent);
    for (person, consent) in &changed {
        act.tx.set_consent(person.id, consent)?;
    }
    Ok((Report::Plain, label(&changed)))
}

/// "Record consent of P03: quotation no, archiving yes".
fn label(changed: &[(&Participant, Consent)]) -> String {
    let told = |person: &Participant, consent: &Consent| {
        let mut told = Vec::new();
        for scope in ConsentScope::ALL {
            if person.consent.of(scope) != consent.of(scope) {
                let answer = match Consent::word(consent.of(scope)) {
                    "" => "not recorded",
                    word => word,
                };
                told.push(format!("{} {answer}", scope.name()));
            }
        }
        if person.consent.form != consent.form {
            told.push("form".to_owned());
        }
        if person.consent.withdraw_until != consent.withdraw_until {
            told.push("withdrawal deadline".to_owned());
        }
        told.join(", ")
    };
    let Some((first, consent)) = changed.first() else { return "Record consent".to_owned() };
    let what = told(first, consent);
    let same = changed.iter().all(|(person, consent)| told(person, consent) == what);
    let who = match changed {
        [(person, _)] => person.name.clone(),
        several => names::count(several.len(), "participant"),
    };
    if same {
        format!("Record consent of {who}: {what}")
    } else {
        format!("Record consent of {who}")
    }
}

pub(super) fn retain(act: &Act<'_>, retention: &Retention) -> Acted {
    let until = day(&retention.until)?;
    let rule = names::clean(retention.rule.trim());
    let label = match (until.as_str(), rule.as_str()) {
        ("", "") => "Forget until when the study is kept".to_owned(),
        ("", _) => "Say by which rule the study is kept".to_owned(),
        (day, _) => format!("Keep the study until {day}"),
    };
    act.tx.set_retention(&Retention { until, rule })?;
    Ok((Report::Plain, label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Command, Study};

    struct Desk {
        study: Study,
        _folder: tempfile::TempDir,
    }

    impl Desk {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let study = Study::create(&folder.path().join("s.postil"), None, "s", None).unwrap();
            Self { study, _folder: folder }
        }
    }

    fn people(desk: &mut Desk) -> Vec<ParticipantId> {
        for name in ["P01", "P02", "P03"] {
            desk.study.run(Command::AddParticipant { name: name.to_owned() }).unwrap();
        }
        desk.study.corpus().participants.iter().map(|person| person.id).collect()
    }

    fn no_quotation(id: ParticipantId) -> (ParticipantId, ConsentChange) {
        (id, ConsentChange::scope(ConsentScope::Quotation, Some(false)))
    }

    #[test]
    fn consent_is_one_step_that_can_be_undone() {
        let mut desk = Desk::new();
        let ids = people(&mut desk);
        let before = desk.study.corpus().participants.clone();
        let command =
            Command::SetConsent { people: ids[..2].iter().copied().map(no_quotation).collect() };
        let done = desk.study.run(command.clone()).unwrap().step.unwrap();
        assert_eq!(done.label, "Record consent of 2 participants: quotation no");
        let answers = |desk: &Desk| -> Vec<Option<bool>> {
            desk.study.corpus().participants.iter().map(|p| p.consent.quotation).collect()
        };
        assert_eq!(answers(&desk), [Some(false), Some(false), None]);
        assert_eq!(desk.study.run(command).unwrap().step, None, "nothing changes a second time");
        desk.study.undo().unwrap();
        assert_eq!(desk.study.corpus().participants, before);
        desk.study.redo().unwrap();
        assert_eq!(answers(&desk), [Some(false), Some(false), None]);
    }

    #[test]
    fn what_is_no_day_is_refused_and_nothing_is_changed() {
        let mut desk = Desk::new();
        let ids = people(&mut desk);
        let change =
            ConsentChange { withdraw_until: Some("soon".to_owned()), ..ConsentChange::default() };
        let people = vec![no_quotation(ids[0]), (ids[1], change)];
        let error = desk.study.run(Command::SetConsent { people }).unwrap_err().to_string();
        assert!(error.contains("soon is no day"), "{error}");
        assert!(desk.study.corpus().participants.iter().all(|p| p.consent.is_unknown()));
        let retention = Retention { until: "2031-02-30".to_owned(), rule: String::new() };
        assert!(desk.study.run(Command::SetRetention { retention }).is_err());
    }

    #[test]
    fn until_when_it_is_kept_is_in_the_study() {
        let mut desk = Desk::new();
        let retention = Retention { until: "2036-09-30".to_owned(), rule: "ten years".to_owned() };
        desk.study.run(Command::SetRetention { retention: retention.clone() }).unwrap();
        assert_eq!(desk.study.corpus().retention, retention);
        desk.study.undo().unwrap();
        assert_eq!(desk.study.corpus().retention, Retention::default());
    }
}
