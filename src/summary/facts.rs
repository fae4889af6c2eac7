//! What of a sentence can be compared with one of another article: do the two
//! tell the same, or of the same otherwise?

use std::collections::BTreeSet;

use crate::{
    index::analysis::{Analyser, figure, words},
    text::shorten,
};

/// Code points of a sentence that are looked at.
const LONGEST: usize = 1_000;

/// Twice the common stems against all: so much says the same.
const SAME: f32 = 0.6;

/// So much speaks of the same when the same thing is counted.
const ALIKE: f32 = 0.35;

/// Stems that two sentences of the same matter have in common at least.
const FEWEST_COMMON: usize = 3;

/// What can be compared of a sentence.
pub(super) struct Facts {
    pub(super) stems: BTreeSet<String>,
    /// Each number with the stem of the word after it.
    pub(super) numbers: BTreeSet<(String, String)>,
    denies: bool,
}

impl Facts {
    pub(super) fn of(analyser: &mut Analyser, text: &str) -> Self {
        let found = words(shorten(text, LONGEST));
        let stems = analyser.stems(&found);
        let mut facts = Self {
            stems: BTreeSet::new(),
            numbers: BTreeSet::new(),
            denies: false,
        };
        for (at, word) in found.iter().enumerate() {
            facts.denies |= matches!(
                word.exact.as_str(),
                "not" | "no" | "never" | "denied" | "denies" | "nobody" | "none" | "without"
            ) || word.exact.ends_with("nt") && word.exact.len() < 8;
            if let Some(number) = number(&word.exact) {
                let unit = stems.get(at + 1).cloned().flatten().unwrap_or_default();
                facts.numbers.insert((number, unit));
            } else if let Some(Some(stem)) = stems.get(at) {
                facts.stems.insert(stem.clone());
            }
        }
        facts
    }

    /// Twice the common stems against all.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let common = self.stems.intersection(&other.stems).count();
        2.0 * common as f32 / (self.stems.len() + other.stems.len()).max(1) as f32
    }

    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let numbers =
            self.numbers.is_subset(&other.numbers) || other.numbers.is_subset(&self.numbers);
        numbers && self.denies == other.denies && self.likeness(other) >= SAME
    }

    /// Whether both speak of the same, and count it otherwise or deny it.
    pub(super) fn differs(&self, other: &Self) -> bool {
        let likeness = self.likeness(other);
        if likeness < ALIKE || self.stems.intersection(&other.stems).count() < FEWEST_COMMON {
            return false;
        }
        let of = |facts: &Self, unit: &str| -> BTreeSet<String> {
            let numbers = facts.numbers.iter().filter(|(_, of)| of == unit);
            numbers.map(|(number, _)| number.clone()).collect()
        };
        let counted_otherwise = self.numbers.iter().any(|(_, unit)| {
            let theirs = of(other, unit);
            !unit.is_empty() && !theirs.is_empty() && of(self, unit).is_disjoint(&theirs)
        });
        counted_otherwise || (self.denies != other.denies && likeness >= SAME)
    }
}

/// The value of a word that is a number.
fn number(word: &str) -> Option<String> {
    // "One" is a pronoun as often as a number.
    if let Some(figure) = figure(word).filter(|_| word != "one") {
        return Some(figure.to_owned());
    }
    word.starts_with(|c: char| c.is_ascii_digit())
        .then(|| word.to_owned())
}
