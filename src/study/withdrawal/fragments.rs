//! What the proof looks for, chosen at random from what was said.

use super::FRAGMENT;
use super::plan::Plan;
use crate::store::Needles;
use crate::text::composed::composed;
use icu_normalizer::DecomposingNormalizerBorrowed;
use std::hash::BuildHasher as _;

/// So many fragments are tried: most of them stand nowhere else.
const CANDIDATES: usize = 60;

impl Plan<'_> {
    /// Everything they said, with accents of both kinds: what is left of it in a table is a trace.
    pub(super) fn removed(&self) -> Vec<String> {
        let all = self.said.iter().copied().chain(self.former.said.iter().map(String::as_str));
        all.flat_map(spellings).collect()
    }

    /// Stretches of what they said and words in them, at random: what the proof looks for.
    pub(super) fn needles(&self) -> Needles {
        let mut needles = Needles::default();
        let all = || self.said.iter().copied().chain(self.former.said.iter().map(String::as_str));
        let long: Vec<&str> = all().filter(|said| said.chars().count() >= FRAGMENT).collect();
        let length: usize = long.iter().map(|said| said.len()).sum();
        let chance = std::hash::RandomState::new();
        for n in 0..CANDIDATES * 4 {
            if needles.fragments.len() >= CANDIDATES || length == 0 {
                break;
            }
            let mut at = chance.hash_one(n) as usize % length;
            let Some(said) = long.iter().find(|said| {
                let here = at < said.len();
                at -= if here { 0 } else { said.len() };
                here
            }) else {
                continue;
            };
            let tail = said.char_indices().map(|(place, _)| place).find(|place| *place >= at);
            let fragment: String =
                said.get(tail.unwrap_or(0)..).unwrap_or_default().chars().take(FRAGMENT).collect();
            let spoken = fragment.chars().filter(|c| c.is_alphanumeric()).count() * 2 > FRAGMENT;
            if fragment.chars().count() == FRAGMENT && spoken {
                needles.fragments.extend(spellings(&fragment));
            }
        }
        let words = all().flat_map(|said| said.split(|c: char| !c.is_alphanumeric()));
        let plain = |word: &&str| word.len() >= 6 && word.bytes().all(|b| b.is_ascii_alphabetic());
        needles.words = words.filter(plain).map(str::to_ascii_lowercase).collect();
        // At random: the first ones that stand nowhere else are taken.
        needles.words.sort_by_cached_key(|word| (chance.hash_one(word), word.clone()));
        needles.words.dedup();
        needles
    }
}

/// A text as it is, and as somebody may have copied it: with accents of the other kind.
fn spellings(text: &str) -> Vec<String> {
    let nfd = DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned();
    let nfc = composed(text).into_owned();
    let mut all: Vec<String> = [nfc, nfd].into_iter().filter(|other| other != text).collect();
    all.push(text.to_owned());
    all
}
