//! What a column of a table may say of consent: which field it is, how its cells are read.

use super::consent::{Consent, ConsentChange, ConsentScope, is_day};

/// A field of [`Consent`], as a column holds it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConsentField {
    /// Yes or no to one thing.
    Scope(ConsentScope),
    /// Which form was signed.
    Form,
    /// The last day of withdrawal.
    Until,
}

impl ConsentField {
    /// All of them, in the order of a table.
    pub const ALL: [Self; 5] = [
        Self::Scope(ConsentScope::Quotation),
        Self::Scope(ConsentScope::Archiving),
        Self::Scope(ConsentScope::Recontact),
        Self::Form,
        Self::Until,
    ];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scope(ConsentScope::Quotation) => "consent-quotation",
            Self::Scope(ConsentScope::Archiving) => "consent-archiving",
            Self::Scope(ConsentScope::Recontact) => "consent-recontact",
            Self::Form => "consent-form",
            Self::Until => "consent-until",
        }
    }

    /// The inverse of [`ConsentField::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The heading in tables this program writes, and what it is called on the screen.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Scope(ConsentScope::Quotation) => "consent quotation",
            Self::Scope(ConsentScope::Archiving) => "consent archiving",
            Self::Scope(ConsentScope::Recontact) => "consent recontact",
            Self::Form => "consent form",
            Self::Until => "withdraw until",
        }
    }

    /// The field a heading names beyond doubt, without regard to case, and whether it does so in the
    /// very words of [`ConsentField::heading`].
    pub fn of_heading(heading: &str) -> Option<(Self, bool)> {
        let words: Vec<String> = heading
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let heading = words.join(" ");
        if let Some(field) = Self::ALL.into_iter().find(|field| field.heading() == heading) {
            return Some((field, true));
        }
        let bare = heading.strip_prefix("consent ").unwrap_or(&heading);
        let bare = bare.strip_prefix("to ").or(bare.strip_prefix("for ")).unwrap_or(bare);
        let bare = bare.strip_suffix(" consent").unwrap_or(bare);
        let field = match bare {
            "quotation" | "quotations" | "quote" | "quotes" | "quoting" | "verbatim"
            | "verbatim quotation" | "verbatim quotes" | "be quoted" | "may be quoted" => {
                Self::Scope(ConsentScope::Quotation)
            }
            "archiving" | "archive" | "be archived" | "may be archived" | "deposit" => {
                Self::Scope(ConsentScope::Archiving)
            }
            "recontact"
            | "re contact"
            | "contact again"
            | "be contacted again"
            | "may be contacted again"
            | "be recontacted" => Self::Scope(ConsentScope::Recontact),
            "consent form" | "consent form version" | "form version" | "consent version" => {
                Self::Form
            }
            "withdraw until" | "withdraw by" | "withdrawal deadline" | "withdrawal until" => {
                Self::Until
            }
            // After the word "consent" these are clear, too.
            "form" | "version" if heading != bare => Self::Form,
            "until" | "deadline" if heading != bare => Self::Until,
            _ => return None,
        };
        Some((field, false))
    }

    /// A cell as it is kept: `yes`, `no` or nothing; the form; the day. An error says what to write.
    ///
    /// # Errors
    /// When the cell is no answer or no day.
    pub fn read(self, cell: &str) -> Result<String, String> {
        let cell = cell.trim();
        match self {
            Self::Scope(_) => Consent::read(cell)
                .map(|answer| Consent::word(answer).to_owned())
                .ok_or_else(|| format!("{cell} is no answer; write yes, no or unknown")),
            Self::Form => Ok(cell.to_owned()),
            Self::Until => {
                read_day(cell).ok_or_else(|| format!("{cell} is no day; write it like 2026-03-31"))
            }
        }
    }

    /// What is recorded, as [`ConsentField::read`] gives it.
    pub fn of(self, consent: &Consent) -> &str {
        match self {
            Self::Scope(scope) => Consent::word(consent.of(scope)),
            Self::Form => &consent.form,
            Self::Until => &consent.withdraw_until,
        }
    }

    /// The change that records what [`ConsentField::read`] gave.
    pub fn put(self, change: &mut ConsentChange, value: &str) {
        let answer = || Some(Consent::read(value).flatten());
        match self {
            Self::Scope(ConsentScope::Quotation) => change.quotation = answer(),
            Self::Scope(ConsentScope::Archiving) => change.archiving = answer(),
            Self::Scope(ConsentScope::Recontact) => change.recontact = answer(),
            Self::Form => change.form = Some(value.to_owned()),
            Self::Until => change.withdraw_until = Some(value.to_owned()),
        }
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day as people write it, as `YYYY-MM-DD`: so, with an hour behind it, with the day first
/// (`31/03/2026`, `31.3.2026`) or with the month in words (`31 March 2026`, `March 31, 2026`). What
/// only makes sense with the month first is no day: the rest of such a column would be read wrongly.
/// Nothing stays nothing.
pub fn read_day(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return Some(String::new());
    }
    if let Some(day) = text.get(..10).filter(|day| is_day(day))
        && text.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['T', ' ']))
    {
        return Some(day.to_owned());
    }
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "./-,".contains(c))
        .filter(|part| !part.is_empty())
        .collect();
    let [a, b, year] = parts.as_slice() else { return None };
    let number = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let rest = part.get(digits.len()..).unwrap_or_default();
        let ordinal = ["", "st", "nd", "rd", "th"].contains(&rest);
        digits.parse::<u8>().ok().filter(|_| ordinal && digits.len() <= 2)
    };
    let month = |part: &str| {
        let lower = part.to_lowercase();
        let at = MONTHS.iter().position(|name| lower.starts_with(name) && lower.len() >= 3)?;
        u8::try_from(at + 1).ok()
    };
    let year = year.parse::<u16>().ok().filter(|_| year.len() == 4)?;
    let (day, month) = match (number(a), month(a)) {
        (Some(day), _) => {
            let plain = b.bytes().all(|c| c.is_ascii_digit());
            (day, if plain { number(b)? } else { month(b)? })
        }
        (None, Some(month)) => (number(b)?, month),
        (None, None) => return None,
    };
    let day = format!("{year:04}-{month:02}-{day:02}");
    is_day(&day).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(read_day(text).as_deref(), expected, "{text}");
        };
        for text in [
            "2026-03-31",
            " 2026-03-31T00:00:00",
            "2026-03-31 12:00",
            "31/03/2026",
            "31.3.2026",
            "31-03-2026",
            "31 March 2026",
            "31st Mar 2026",
            "March 31, 2026",
        ] {
            check(text, Some("2026-03-31"));
        }
        check("1/2/2026", Some("2026-02-01"));
        check("", Some(""));
        for text in
            ["03/31/2026", "31/02/2026", "soon", "2026", "31/03/26", "2026-03-311", "x y 2026"]
        {
            check(text, None);
        }
    }

    #[test]
    fn headings_are_known_by_the_usual_words_and_by_no_others() {
        for field in ConsentField::ALL {
            assert_eq!(ConsentField::of_heading(field.heading()), Some((field, true)));
            assert_eq!(ConsentField::of_heading(field.name()).map(|(f, _)| f), Some(field));
            assert_eq!(ConsentField::from_name(field.name()), Some(field));
        }
        let check = |heading: &str, expected: Option<&str>| {
            let found = ConsentField::of_heading(heading).map(|(field, _)| field.heading());
            assert_eq!(found, expected, "{heading}");
        };
        check("Quotation consent", Some("consent quotation"));
        check("May be quoted?", Some("consent quotation"));
        check("Consent to archive", Some("consent archiving"));
        check("Re-contact", Some("consent recontact"));
        check("Consent_form_version", Some("consent form"));
        check("Withdrawal deadline", Some("withdraw until"));
        check("Consent: until", Some("withdraw until"));
        for heading in ["form", "version", "deadline", "until", "code", "consent", "quoted in", ""]
        {
            check(heading, None);
        }
    }

    #[test]
    fn a_field_is_put_as_it_was_read() {
        let cells = ["yes", "No", "unknown", "v2, 2026", "31/03/2026"];
        let mut change = ConsentChange::default();
        for (field, cell) in ConsentField::ALL.into_iter().zip(cells) {
            field.put(&mut change, &field.read(cell).unwrap());
        }
        let known = Consent { recontact: Some(true), ..Consent::default() };
        let consent = change.on(&known);
        let told: Vec<&str> = ConsentField::ALL.iter().map(|field| field.of(&consent)).collect();
        assert_eq!(told, ["yes", "no", "", "v2, 2026", "2026-03-31"]);
        assert!(ConsentField::ALL[0].read("perhaps").is_err());
        assert!(ConsentField::Until.read("soon").is_err());
    }
}
