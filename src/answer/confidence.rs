//! How sure is it that the article answers, and if it does not, why not?

use super::{
    Silence,
    prepared::Prepared,
    question::{Asked, Kind},
    rank::{Asking, Scored},
};

/// The logistic function that makes a probability of what the best sentence
/// shows; fitted on the dev sets, own article against another's questions.
const BIAS: f32 = -5.1;
const COVERAGE: f32 = 3.4;
const PASSAGE: f32 = 4.2;
const MEANING: f32 = 7.0;
const KIND: f32 = 0.5;
const UNMET_NAME: f32 = -3.0;
const UNMET_WORD: f32 = -2.5;
/// "What is the capital of …?" where no capital is spoken of.
const UNMET_FOCUS: f32 = -2.0;

/// Words of a question in which the thing asked for is most of it.
const BRIEF: usize = 3;

/// Weight, as a share of the question, of a word that must be met.
const TELLING: f32 = 0.12;

/// Probability in 0..=1 that the article answers.
pub(super) fn confidence(asked: &Asked, prepared: &Prepared, best: &Scored) -> f32 {
    let asking = Asking::new(asked, prepared);
    let unmet: f32 = asking
        .unmet()
        .filter_map(|term| Some((term, asked.terms.get(term)?.name)))
        .map(|(term, name)| asking.weight(term) * if name { UNMET_NAME } else { UNMET_WORD })
        .sum();
    let brief = asked.terms.len() <= BRIEF;
    let unfocused = brief
        && asking
            .unmet()
            .filter_map(|term| asked.terms.get(term))
            .any(|term| asked.focus == Some(term.word));
    let sum = BIAS
        + COVERAGE * best.coverage
        + PASSAGE * best.passage
        + MEANING * best.meaning
        + if best.kind { KIND } else { 0.0 }
        + unmet
        + if unfocused { UNMET_FOCUS } else { 0.0 };
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
    not_given(asked)
}

/// The article speaks of it but does not give what was asked for.
pub(super) fn not_given(asked: &Asked) -> Silence {
    let kind = match asked.kind {
        Kind::Person | Kind::Name => "the name",
        Kind::Place => "a place",
        Kind::Time => "a time",
        Kind::Count | Kind::Measure | Kind::Percentage => "a number",
        Kind::Amount => "an amount",
        Kind::Reason => "a reason",
        _ => return Silence::NotSure,
    };
    Silence::NoSuch(kind, topic(asked))
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
