//! A withdrawal on a worker: looked at, or done with its proof.

use super::super::desk::{News, Progress, WithdrawalNews};
use super::{Back, with};
use crate::model::{ParticipantId, WithdrawalScope};
use crate::study::{Study, Withdraw};
use std::cell::Cell;

/// Looks what would be removed.
pub(in crate::ui) fn look(
    study: Option<Study>,
    participant: ParticipantId,
    scope: WithdrawalScope,
) -> Back {
    with(study, |study| {
        let news = match study.look_at_withdrawal(participant, scope) {
            Ok(found) => WithdrawalNews::Looked(Box::new(found)),
            Err(error) => WithdrawalNews::Refused(error.to_string()),
        };
        vec![News::Withdrawal(Box::new(news))]
    })
}

/// Removes it, and looks for traces.
pub(in crate::ui) fn withdraw(study: Option<Study>, what: &Withdraw, progress: &Progress) -> Back {
    /// Looking, removing, removing copies, looking for traces.
    const PARTS: usize = 4;
    with(study, |study| {
        let done = Cell::new(0);
        let told = |_| {
            progress.goes_on(done.get(), PARTS);
            done.set(done.get() + 1);
        };
        let news = match study.withdraw(what, &told) {
            Ok(proof) => WithdrawalNews::Done(Box::new(proof)),
            Err(error) => WithdrawalNews::Refused(error.to_string()),
        };
        vec![News::Withdrawal(Box::new(news))]
    })
}

/// Cleans up after withdrawals during which the program was stopped, or that left copies.
pub(in crate::ui) fn finish(study: Option<Study>) -> Back {
    with(study, |study| match study.finish_withdrawals() {
        Ok((_, copies)) if copies.left.is_empty() => {
            let copies = match copies.removed.len() {
                0 => String::new(),
                1 => "; one copy of it was removed".to_owned(),
                n => format!("; {n} copies of it were removed"),
            };
            vec![News::Told(format!("The study is clean{copies}"))]
        }
        Ok((_, copies)) => {
            let left = copies.left.iter().map(|(path, why)| format!("{} ({why})", path.display()));
            let left = left.collect::<Vec<_>>().join(", ");
            vec![News::Complained(format!("Could not be removed: {left}"))]
        }
        Err(error) => vec![News::Complained(error.to_string())],
    })
}
