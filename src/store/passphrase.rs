//! A passphrase that is wiped from memory when it is dropped, and never printed.

use zeroize::Zeroizing;

/// What locks a study.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// `None` for an empty text: that is no passphrase.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = Zeroizing::new(text.into());
        (!text.is_empty()).then_some(Self(text))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// The statement that gives the key to a connection; wiped like the passphrase itself.
    pub(super) fn key_statement(&self) -> Zeroizing<String> {
        const BEFORE: &str = "PRAGMA key = '";
        // Room for every letter doubled: growing would leave copies behind.
        let mut sql = Zeroizing::new(String::with_capacity(BEFORE.len() + 2 * self.0.len() + 1));
        sql.push_str(BEFORE);
        for letter in self.0.chars() {
            sql.push(letter);
            if letter == '\'' {
                sql.push(letter);
            }
        }
        sql.push('\'');
        sql
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_ends_no_statement() {
        let check = |text: &str, expected: &str| {
            let passphrase = Passphrase::new(text).unwrap();
            assert_eq!(*passphrase.key_statement(), expected);
            assert_eq!(format!("{passphrase:?}"), "Passphrase(…)");
        };
        check("two herons", "PRAGMA key = 'two herons'");
        check("it's; DROP", "PRAGMA key = 'it''s; DROP'");
        check("\"x'", "PRAGMA key = '\"x'''");
        assert!(Passphrase::new("").is_none());
    }
}
