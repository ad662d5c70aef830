//! Other names for participants in one export, so that its quotes cannot be put together with those
//! of another export or of the study.

use crate::analysis::chance::Chance;
use crate::model::ParticipantId;
use std::collections::BTreeMap;

/// "Participant 1", "Participant 2" … in an order of chance that the seed gives again. Never the order
/// they came in, as long as there are two of them.
pub fn renumber(participants: &[ParticipantId], seed: u64) -> BTreeMap<ParticipantId, String> {
    let mut order: Vec<usize> = (0..participants.len()).collect();
    let mut chance = Chance::new(seed);
    loop {
        chance.shuffle(&mut order);
        if order.len() < 2 || !order.is_sorted() {
            break;
        }
    }
    let named = order.iter().zip(1..);
    named.map(|(&at, number)| (participants[at], format!("Participant {number}"))).collect()
}
