//! Who withdrew, as it is told under a table: how many, never who.

use crate::model::{Corpus, WithdrawalScope};

/// One sentence; `None` where nobody withdrew.
pub(super) fn withdrew(corpus: &Corpus) -> Option<String> {
    let all = corpus.withdrawals.len();
    let stays =
        corpus.withdrawals.iter().filter(|one| one.scope == WithdrawalScope::Person).count();
    let who = match all {
        0 => return None,
        1 => "1 participant withdrew".to_owned(),
        n => format!("{n} participants withdrew"),
    };
    Some(match stays {
        0 if all == 1 => format!("{who} and is in no count."),
        0 => format!("{who} and are in no count."),
        stays if stays == all => format!("{who}: what was said stays, as nobody’s."),
        stays => format!("{who}: of {stays} what was said stays, as nobody’s."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Guid, Tombstone, WithdrawalCounts, WithdrawalReason};

    #[test]
    fn how_many_and_never_who() {
        let one = |scope| Tombstone {
            guid: Guid::new(),
            day: String::new(),
            scope,
            reason: WithdrawalReason::Asked,
            counts: WithdrawalCounts::default(),
            cleaned: None,
        };
        let check = |scopes: &[WithdrawalScope], expected: Option<&str>| {
            let withdrawals = scopes.iter().map(|scope| one(*scope)).collect();
            let corpus = Corpus { withdrawals, ..Corpus::default() };
            assert_eq!(withdrew(&corpus).as_deref(), expected);
        };
        use WithdrawalScope::{Everything, Person};
        check(&[], None);
        check(&[Everything], Some("1 participant withdrew and is in no count."));
        check(&[Everything, Everything], Some("2 participants withdrew and are in no count."));
        check(&[Person], Some("1 participant withdrew: what was said stays, as nobody’s."));
        check(
            &[Person, Everything],
            Some("2 participants withdrew: of 1 what was said stays, as nobody’s."),
        );
    }
}
