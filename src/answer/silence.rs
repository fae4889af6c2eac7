//! Why is there no answer? What the asker can be told in a few words.

use super::{
    Silence,
    engine::Found,
    lexicon,
    question::{Asked, Kind},
    words::{Gap, shape},
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

/// Words that a silence names at most.
const NAMED: usize = 3;

/// Share of the question, by weight, from which it is about something else.
const MOST_OF_IT: f32 = 0.3;

/// Why to be silent; nothing when there is an answer.
pub(super) fn reason(found: &Found<'_>, threshold: f32) -> Option<Silence> {
    let sure = found.confidence >= threshold && !found.ranked.is_empty();
    if sure && found.matching.present != 0 {
        return None;
    }
    let matching = &found.matching;
    let asked = matching.asked;
    let absent: Vec<usize> = (0..asked.terms.len())
        .filter(|at| (matching.present | matching.in_title) & (1 << at) == 0)
        .filter(|&at| {
            let (from, to) = asked.asking;
            let term = asked.terms.get(at);
            term.is_some_and(|term| {
                // "How old" asks; it is not what is asked about.
                let asks = from <= term.word && term.word < to;
                !asks && !lexicon::is_light(&term.folded)
            })
        })
        .collect();
    let names: Vec<usize> = absent
        .iter()
        .copied()
        .filter(|&at| {
            let term = asked.terms.get(at);
            term.is_some_and(|term| term.name || term.shape & shape::DIGIT > 0)
        })
        .collect();
    if !names.is_empty() {
        return Some(Silence::NothingOn(typed(asked, &names)));
    }
    // Most of what was asked about is not there.
    let missing = absent.iter().fold(0u32, |mask, at| mask | (1 << at));
    if !absent.is_empty() && matching.share(missing) > MOST_OF_IT {
        let mut words: Vec<(f32, usize)> = absent
            .iter()
            .filter_map(|&at| Some((*matching.weights.get(at)?, at)))
            .collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        words.truncate(NAMED);
        words.sort_by_key(|&(_, at)| at);
        let terms: Vec<usize> = words.iter().map(|&(_, at)| at).collect();
        return Some(Silence::NothingOn(typed(asked, &terms)));
    }
    let thing = match asked.kind {
        Kind::Person | Kind::Name => "the name",
        Kind::Count | Kind::Measure => "a number",
        Kind::Percentage => "a percentage",
        Kind::Amount => "an amount",
        Kind::Time => "a date",
        Kind::Place => "a place",
        Kind::Reason => "a reason",
        _ => return Some(Silence::NotSure),
    };
    // Which is so only where the nearest sentence has nothing of the kind.
    let best = found.cuts.first().copied().flatten();
    if best.is_some_and(|cut| cut.fits) {
        return Some(Silence::NotSure);
    }
    Some(Silence::NoSuch(thing, topic(found)))
}

/// What the question is about that the documents have, as typed.
fn topic(found: &Found<'_>) -> Option<String> {
    let asked = found.matching.asked;
    let matching = &found.matching;
    let told: Vec<usize> = (0..asked.terms.len())
        .filter(|&at| {
            let (from, to) = asked.asking;
            asked.terms.get(at).is_some_and(|term| {
                let asks = from <= term.word && term.word < to;
                !asks && !lexicon::is_light(&term.folded)
            })
        })
        .collect();
    // The weightiest word that the documents have, with those beside it.
    let known = |at: &&usize| matching.present & (1 << **at) > 0;
    let weight = |at: usize| matching.weights.get(at).copied().unwrap_or(0.0);
    let best = *told
        .iter()
        .filter(known)
        .max_by(|a, b| weight(**a).total_cmp(&weight(**b)).then(b.cmp(a)))?;
    let word = typed(asked, &[best]).pop()?;
    let phrases = typed(asked, &told);
    phrases.into_iter().find(|phrase| phrase.contains(&word))
}

/// Terms as the asker typed them; those that stand side by side are one.
fn typed(asked: &Asked, terms: &[usize]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut last = None;
    for term in terms.iter().filter_map(|term| asked.terms.get(*term)) {
        let Some(word) = asked.words.get(term.word) else {
            continue;
        };
        let beside = last == Some(term.word) && matches!(word.gap, Gap::Space);
        match said.last_mut().filter(|_| beside) {
            Some(phrase) => {
                phrase.push(' ');
                phrase.push_str(&word.written);
            }
            None => said.push(word.written.clone()),
        }
        last = Some(term.word + 1);
    }
    said
}
