//! How sure is it that the article answers, and if it does not, why not?

use super::{
    Silence,
    prepared::Prepared,
    question::{Asked, Kind},
    rank::{Asking, Scored},
};

/// The logistic function that makes a probability of what the best sentence
/// shows; fitted on the dev sets, own article against another's questions.
const BIAS: f32 = -5.6;
const COVERAGE: f32 = 3.4;
const PASSAGE: f32 = 4.2;
const MEANING: f32 = 7.0;
const KIND: f32 = 0.5;
const UNMET: f32 = -3.0;

/// Weight, as a share of the question, of a word that must be met.
const TELLING: f32 = 0.12;

/// Probability in 0..=1 that the article answers.
pub(super) fn confidence(asked: &Asked, prepared: &Prepared, best: &Scored) -> f32 {
    let asking = Asking::new(asked, prepared);
    let unmet: f32 = asking
        .unmet()
        .filter(|term| asked.terms.get(*term).is_some_and(|term| term.name))
        .map(|term| asking.weight(term))
        .sum();
    let sum = BIAS
        + COVERAGE * best.coverage
        + PASSAGE * best.passage
        + MEANING * best.meaning
        + if best.kind { KIND } else { 0.0 }
        + UNMET * unmet;
    1.0 / (1.0 + (-sum).exp())
}

/// Why there is no answer.
pub(super) fn silence(asked: &Asked, prepared: &Prepared, best: &Scored) -> Silence {
    let asking = Asking::new(asked, prepared);
    let mut unmet: Vec<usize> = asking
        .unmet()
        .filter(|term| asking.weight(*term) >= TELLING)
        .collect();
    unmet.sort_by(|a, b| asking.weight(*b).total_cmp(&asking.weight(*a)));
    unmet.truncate(3);
    unmet.sort_unstable();
    let typed: Vec<String> = unmet
        .iter()
        .filter_map(|term| asked.words.get(asked.terms.get(*term)?.word))
        .map(|word| word.folded.clone())
        .collect();
    if !typed.is_empty() {
        return Silence::NothingOn(typed);
    }
    if best.kind || best.coverage < 0.5 {
        return Silence::NotSure;
    }
    match asked.kind {
        Kind::Person | Kind::Name => Silence::NoSuch("the name", topic(asked)),
        Kind::Place => Silence::NoSuch("a place", topic(asked)),
        Kind::Time => Silence::NoSuch("a time", topic(asked)),
        Kind::Count | Kind::Measure | Kind::Percentage => Silence::NoSuch("a number", topic(asked)),
        Kind::Amount => Silence::NoSuch("an amount", topic(asked)),
        Kind::Reason => Silence::NoSuch("a reason", topic(asked)),
        _ => Silence::NotSure,
    }
}

/// What the question is about, in its own words.
pub(super) fn topic(asked: &Asked) -> Option<String> {
    let words: Vec<&str> = asked
        .terms
        .iter()
        .filter_map(|term| asked.words.get(term.word))
        .map(|word| word.folded.as_str())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}
