//! Chance that can be had again: the same seed gives the same numbers on every machine and in every
//! release, so that a result with its seed can be checked years later. Not for secrets.
//!
//! `SplitMix64` (Steele, Lea & Flood 2014): one addition and three mixing steps for each number.

/// A stream of numbers from a seed.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, each as likely as the others; 0 where there is none below.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        if end < 2 {
            return 0;
        }
        // The high half of a product is even only without the products that wrap (Lemire 2019).
        let short = end.wrapping_neg() % end;
        loop {
            let product = u128::from(self.bits()) * u128::from(end);
            if product as u64 >= short {
                return (product >> 64) as usize;
            }
        }
    }

    /// Brings a list into an order of chance, every order as likely as the others.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// Brings a list into an order of chance that the seed gives again.
pub fn shuffled<T>(list: &mut [T], seed: u64) {
    Chance::new(seed).shuffle(list);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // The first numbers of the authors' program for seed 1234567.
        let mut chance = Chance::new(1_234_567);
        let first =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([chance.bits(), chance.bits(), chance.bits()], first);
    }

    #[test]
    fn every_order_comes_as_often_as_the_others() {
        let mut chance = Chance::new(7);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..24_000 {
            let mut list = [0, 1, 2, 3];
            chance.shuffle(&mut list);
            *seen.entry(list).or_insert(0_u32) += 1;
        }
        assert_eq!(seen.len(), 24);
        // 1000 expected of each, with a standard deviation of 31.
        assert!(seen.values().all(|&n| (850..1150).contains(&n)), "{seen:?}");
        assert_eq!((chance.below(0), chance.below(1)), (0, 0));
    }
}
