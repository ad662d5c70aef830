//! What a participant agreed to, until when the study is kept, and which files were written from it.

use super::ids::Guid;
use serde::Serialize;

/// Yes, no, or `None`: not recorded.
pub type Answer = Option<bool>;

/// One thing a participant may have agreed to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConsentScope {
    /// That their words are quoted.
    Quotation,
    /// That their interview is deposited in an archive.
    Archiving,
    /// That they are asked again.
    Recontact,
}

impl ConsentScope {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Quotation, Self::Archiving, Self::Recontact];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Archiving => "archiving",
            Self::Recontact => "recontact",
        }
    }
}

/// What a participant agreed to. The usual value is: nothing is recorded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// Whether their words may be quoted; `None`: not recorded.
    pub quotation: Answer,
    /// Whether their interview may go into an archive; `None`: not recorded.
    pub archiving: Answer,
    /// Whether they may be asked again; `None`: not recorded.
    pub recontact: Answer,
    /// Which consent form they signed; may be empty.
    pub form: String,
    /// The last day on which they can withdraw, `YYYY-MM-DD`; empty where none is known.
    pub withdraw_until: String,
}

impl Consent {
    /// What is recorded of one scope.
    pub fn of(&self, scope: ConsentScope) -> Answer {
        match scope {
            ConsentScope::Quotation => self.quotation,
            ConsentScope::Archiving => self.archiving,
            ConsentScope::Recontact => self.recontact,
        }
    }

    /// Records one scope.
    pub fn put(&mut self, scope: ConsentScope, answer: Answer) {
        match scope {
            ConsentScope::Quotation => self.quotation = answer,
            ConsentScope::Archiving => self.archiving = answer,
            ConsentScope::Recontact => self.recontact = answer,
        }
    }

    /// True when nothing is recorded.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// An answer as the study file keeps it: empty where nothing is recorded.
    pub fn word(answer: Answer) -> &'static str {
        match answer {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        }
    }

    /// An answer as people write it; `None` when it is none. What could mean either, such as an x, is
    /// none: nobody's consent is guessed.
    pub fn read(text: &str) -> Option<Answer> {
        Some(match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "ja" | "oui" | "sí" | "si" | "sim" | "tak" | "agreed"
            | "agrees" | "given" | "granted" | "✓" | "✔" => Some(true),
            "no" | "n" | "false" | "0" | "nein" | "non" | "não" | "nee" | "nej" | "nie"
            | "not agreed" | "not given" | "refused" | "declined" | "✗" | "✘" => Some(false),
            "" | "unknown" | "not known" | "not recorded" | "not asked" | "n/a" | "?" | "-"
            | "–" => None,
            _ => return None,
        })
    }
}

/// What changes in the consent of participants: only what is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConsentChange {
    /// Whether their words may be quoted.
    pub quotation: Option<Answer>,
    /// Whether their interview may go into an archive.
    pub archiving: Option<Answer>,
    /// Whether they may be asked again.
    pub recontact: Option<Answer>,
    /// Which form; empty: none.
    pub form: Option<String>,
    /// The last day on which they can withdraw; empty: none.
    pub withdraw_until: Option<String>,
}

impl ConsentChange {
    /// One scope alone.
    pub fn scope(scope: ConsentScope, answer: Answer) -> Self {
        let mut change = Self::default();
        match scope {
            ConsentScope::Quotation => change.quotation = Some(answer),
            ConsentScope::Archiving => change.archiving = Some(answer),
            ConsentScope::Recontact => change.recontact = Some(answer),
        }
        change
    }

    /// True when nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The consent with what is named in it.
    pub fn on(&self, known: &Consent) -> Consent {
        Consent {
            quotation: self.quotation.unwrap_or(known.quotation),
            archiving: self.archiving.unwrap_or(known.archiving),
            recontact: self.recontact.unwrap_or(known.recontact),
            form: self.form.clone().unwrap_or_else(|| known.form.clone()),
            withdraw_until: self
                .withdraw_until
                .clone()
                .unwrap_or_else(|| known.withdraw_until.clone()),
        }
    }
}

/// Until when the study is kept, and by which rule.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Retention {
    /// `YYYY-MM-DD`; empty where no day is set.
    pub until: String,
    /// Whose rule it is, in words; may be empty.
    pub rule: String,
}

/// Days between two days, negative when `to` lies before `from`; `None` where one of them is no day.
pub fn days_between(from: &str, to: &str) -> Option<i64> {
    let day = |text: &str| text.trim().parse::<jiff::civil::Date>().ok();
    let span = day(from)?.until(day(to)?).ok()?;
    Some(i64::from(span.get_days()))
}

/// True for a day as it is kept.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// A file that was written from the study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// When, RFC 3339.
    pub at: String,
    /// By whom.
    pub coder: String,
    /// What it is: the name of the command that makes it.
    pub what: String,
    /// Where it was written to.
    pub path: String,
    /// For whom it was made; empty where nothing was said.
    pub profile: String,
    /// Whose words or numbers are in it.
    pub participants: Vec<Guid>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_write_them() {
        let check = |text: &str, expected| assert_eq!(Consent::read(text), expected, "{text:?}");
        check(" Yes ", Some(Some(true)));
        check("N", Some(Some(false)));
        check("", Some(None));
        check("unknown", Some(None));
        check("perhaps", None);
        for answer in [Some(true), Some(false), None] {
            assert_eq!(Consent::read(Consent::word(answer)), Some(answer));
        }
    }

    #[test]
    fn a_change_touches_what_it_names_and_nothing_else() {
        let known = Consent {
            quotation: Some(true),
            form: "v2".to_owned(),
            withdraw_until: "2026-12-01".to_owned(),
            ..Consent::default()
        };
        let changed = ConsentChange::scope(ConsentScope::Archiving, Some(false)).on(&known);
        assert_eq!(changed, Consent { archiving: Some(false), ..known.clone() });
        let cleared = ConsentChange {
            quotation: Some(None),
            withdraw_until: Some(String::new()),
            ..ConsentChange::default()
        };
        let cleared = cleared.on(&known);
        assert_eq!(cleared, Consent { form: "v2".to_owned(), ..Consent::default() });
        assert!(ConsentChange::default().is_empty());
    }

    #[test]
    fn days_are_counted_over_months_and_years() {
        assert_eq!(days_between("2026-11-29", "2026-12-29"), Some(30));
        assert_eq!(days_between("2026-01-01", "2028-01-01"), Some(730));
        assert_eq!(days_between("2026-03-02", "2026-03-01"), Some(-1));
        assert_eq!(days_between("2026-02-30", "2026-03-01"), None);
        assert!(is_day("2026-02-28") && !is_day("2026-2-28") && !is_day("2026-02-30"));
    }
}
