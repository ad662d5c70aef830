//! What the record of somebody's consent says about which withdrawal it can be.
//!
//! Once it is nobody's, what was said is no longer held back from quotations and deposits. So where
//! either was refused nothing that was said can stay.

use crate::model::{Consent, ConsentScope, Refusal, WithdrawalScope, days_between};

/// Whether what was said can stay when only who said it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MayStay {
    /// Quotation and archiving are both recorded as agreed to.
    Agreed,
    /// One of them is not recorded, and none refused.
    Unrecorded,
    /// These were refused.
    Refused(Vec<ConsentScope>),
}

/// What keeping the words of somebody asks for.
const NEEDED: [ConsentScope; 2] = [ConsentScope::Quotation, ConsentScope::Archiving];

impl MayStay {
    /// By the record.
    pub fn of(consent: &Consent) -> Self {
        let answers = |wanted| NEEDED.into_iter().filter(move |scope| consent.of(*scope) == wanted);
        let refused: Vec<ConsentScope> = answers(Some(false)).collect();
        if !refused.is_empty() {
            Self::Refused(refused)
        } else if answers(Some(true)).count() == NEEDED.len() {
            Self::Agreed
        } else {
            Self::Unrecorded
        }
    }

    /// The word in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Unrecorded => "unrecorded",
            Self::Refused(_) => "refused",
        }
    }

    /// What follows from it, in a sentence or two.
    pub fn told(&self) -> String {
        match self {
            Self::Agreed => {
                let text = "They agreed to quotation and archiving: what they said may stay, where \
                            the consent form allows that after a withdrawal.";
                text.to_owned()
            }
            Self::Unrecorded => {
                let text = "Whether what they said may stay is not recorded: remove everything, \
                            unless the consent form says otherwise.";
                text.to_owned()
            }
            Self::Refused(scopes) => format!(
                "They did not agree to {}: what they said cannot stay. As nobody’s words it would no \
                 longer be held back.",
                list(scopes)
            ),
        }
    }

    /// Refuses a withdrawal that would leave words which may not stay.
    pub(super) fn allow(&self, scope: WithdrawalScope) -> Result<(), Refusal> {
        match self {
            Self::Refused(scopes) if scope == WithdrawalScope::Person => {
                Err(Refusal::new(format!(
                    "the participant did not agree to {}, so that what was said cannot stay",
                    list(scopes)
                ))
                .instead("withdraw everything, or put right what is recorded of their consent"))
            }
            _ => Ok(()),
        }
    }
}

fn list(scopes: &[ConsentScope]) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" and ")
}

/// What is recorded, a line each; `today` as `YYYY-MM-DD`.
pub fn consent_lines(consent: &Consent, today: &str) -> Vec<String> {
    let mut lines: Vec<String> = ConsentScope::ALL
        .into_iter()
        .map(|scope| {
            let word = Some(Consent::word(consent.of(scope))).filter(|word| !word.is_empty());
            format!("{}: {}", scope.name(), word.unwrap_or("not recorded"))
        })
        .collect();
    if !consent.form.is_empty() {
        lines.push(format!("consent form: {}", consent.form));
    }
    if !consent.withdraw_until.is_empty() {
        let over = days_between(&consent.withdraw_until, today).is_some_and(|days| days > 0);
        let over = if over { ", which is over" } else { "" };
        lines.push(format!("can withdraw until {}{over}", consent.withdraw_until));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_decides_and_what_is_unknown_is_said() {
        let check = |quotation, archiving, name: &str, person: bool| {
            let consent = Consent { quotation, archiving, ..Consent::default() };
            let stays = MayStay::of(&consent);
            assert_eq!(stays.name(), name, "{consent:?}");
            assert_eq!(stays.allow(WithdrawalScope::Person).is_ok(), person, "{consent:?}");
            assert!(stays.allow(WithdrawalScope::Everything).is_ok());
        };
        check(Some(true), Some(true), "agreed", true);
        check(Some(true), None, "unrecorded", true);
        check(None, None, "unrecorded", true);
        check(Some(false), Some(true), "refused", false);
        check(Some(true), Some(false), "refused", false);
        check(None, Some(false), "refused", false);
        let both = Consent { quotation: Some(false), archiving: Some(false), ..Consent::default() };
        assert!(MayStay::of(&both).told().contains("agree to quotation and archiving: "));
    }

    #[test]
    fn the_record_is_told_line_by_line() {
        let consent = Consent {
            quotation: Some(true),
            form: "v2".to_owned(),
            withdraw_until: "2026-03-01".to_owned(),
            ..Consent::default()
        };
        let until = |today| consent_lines(&consent, today).pop().unwrap();
        let lines = consent_lines(&consent, "2026-03-01");
        assert_eq!(
            lines[..4],
            [
                "quotation: yes",
                "archiving: not recorded",
                "recontact: not recorded",
                "consent form: v2"
            ]
        );
        assert_eq!(until("2026-03-01"), "can withdraw until 2026-03-01");
        assert_eq!(until("2026-03-02"), "can withdraw until 2026-03-01, which is over");
    }
}
