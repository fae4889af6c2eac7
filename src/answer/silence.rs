//! Why is there no answer? What the asker can be told in a few words.

use super::{
    Silence,
    engine::Found,
    question::{Asked, Kind},
    words::shape,
};

/// Words of greeting and thanks, which ask nothing.
const PLEASANTRIES: &[&str] = &[
    "thanks",
    "thank",
    "cheers",
    "bye",
    "goodbye",
    "ok",
    "okay",
    "lol",
    "morning",
    "afternoon",
    "evening",
    "good",
    "great",
    "nice",
    "cool",
    "welcome",
    "bonjour",
    "hallo",
    "hola",
    "ciao",
    "merci",
    "danke",
    "gracias",
    "yo",
    "sup",
    "hiya",
    "howdy",
    "greetings",
    "haha",
    "wow",
    "sorry",
    "test",
];

/// Whether there is nothing to look for.
pub(super) fn asks_nothing(asked: &Asked) -> bool {
    asked.terms.iter().all(|term| {
        PLEASANTRIES.contains(&term.folded.as_str())
            || !term.folded.chars().any(char::is_alphanumeric)
    })
}

/// Why to be silent; nothing when there is an answer.
pub(super) fn reason(found: &Found<'_>, threshold: f32) -> Option<Silence> {
    let sure = found.confidence >= threshold && !found.ranked.is_empty();
    if sure && found.matching.present != 0 {
        return None;
    }
    let asked = found.matching.asked;
    let absent: Vec<usize> = (0..asked.terms.len())
        .filter(|at| found.matching.present & (1 << at) == 0)
        .collect();
    let names: Vec<String> = absent
        .iter()
        .filter(|&&at| {
            asked
                .terms
                .get(at)
                .is_some_and(|term| term.name || term.shape & shape::DIGIT > 0)
        })
        .filter_map(|&at| typed(asked, at))
        .collect();
    if !names.is_empty() {
        return Some(Silence::NothingOn(names));
    }
    // Most of what was asked about is not there.
    let missing = 1.0 - found.matching.share(found.matching.present);
    if missing > 0.4 || found.matching.present == 0 {
        let mut words: Vec<(f32, usize)> = absent
            .iter()
            .filter_map(|&at| Some((*found.matching.weights.get(at)?, at)))
            .collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        words.truncate(3);
        words.sort_by_key(|&(_, at)| at);
        let words: Vec<String> = words
            .iter()
            .filter_map(|&(_, at)| typed(asked, at))
            .collect();
        if !words.is_empty() {
            return Some(Silence::NothingOn(words));
        }
    }
    let thing = match asked.kind {
        Kind::Person | Kind::Name => "a name",
        Kind::Count | Kind::Amount | Kind::Percentage | Kind::Measure => "a number",
        Kind::Time => "a date",
        Kind::Place => "a place",
        Kind::Reason => "a reason",
        _ => return Some(Silence::NotSure),
    };
    // Which fits only where the nearest sentence has nothing of the kind.
    let fits = found
        .ranked
        .first()
        .is_some_and(|best| best.values.get(17).is_some_and(|fit| *fit > 0.0));
    if fits {
        return Some(Silence::NotSure);
    }
    Some(Silence::NoSuch(thing, topic(found)))
}

/// The weightiest term that the documents have, as typed.
fn topic(found: &Found<'_>) -> Option<String> {
    let asked = found.matching.asked;
    let (at, _) = found
        .matching
        .weights
        .iter()
        .enumerate()
        .filter(|&(at, _)| found.matching.present & (1 << at) > 0)
        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    typed(asked, at)
}

/// A term as the asker typed it, with the names beside it.
fn typed(asked: &Asked, term: usize) -> Option<String> {
    let term = asked.terms.get(term)?;
    Some(asked.words.get(term.word)?.written.clone())
}
