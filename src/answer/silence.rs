//! Why is there no answer? What the asker can be told in a few words.

use super::{
    Missing, Silence, doubt,
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
    let matching = &found.matching;
    let asked = matching.asked;
    // "Who is the envoy?" asks for a name: however well a sentence without one meets
    // it, it does not answer.
    let fits = found
        .cuts
        .first()
        .copied()
        .flatten()
        .is_none_or(|cut| cut.fits);
    let nameless =
        asked.kind == Kind::Person && !fits && held(found).is_some_and(|(_, _, name)| !name);
    if sure && matching.present != 0 && !nameless {
        return None;
    }
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
    let asks = match asked.kind {
        Kind::Person => "who",
        Kind::Name => return not_given(found, Missing::Name(named(found))),
        Kind::Count => "how many",
        Kind::Measure => asked.phrase().unwrap_or("how much"),
        Kind::Percentage | Kind::Amount => "how much",
        Kind::Time => "when",
        Kind::Place => "where",
        Kind::Reason => "why",
        Kind::Definition if !doubt::defined(&found.matching, found.ranked.first()) => {
            let held = held(found).map(|(thing, is, _)| (thing, is));
            return Some(Silence::NoSuch(Missing::Said("what", held)));
        }
        _ => return Some(Silence::NotSure),
    };
    let missing = match (asked.kind, held(found)) {
        // "Who is the envoy?" asks for a name, "who is Lee?" does not.
        (Kind::Person, Some((thing, _, false))) => Missing::Name(Some(thing)),
        (_, held) => Missing::Said(asks, held.map(|(thing, is, _)| (thing, is))),
    };
    not_given(found, missing)
}

/// That the article does not give something, which can be said only where the
/// nearest sentence has nothing of the kind.
fn not_given(found: &Found<'_>, missing: Missing) -> Option<Silence> {
    let best = found.cuts.first().copied().flatten();
    Some(if best.is_some_and(|cut| cut.fits) {
        Silence::NotSure
    } else {
        Silence::NoSuch(missing)
    })
}

/// What "the name of …" is followed by at the end of the question.
fn named(found: &Found<'_>) -> Option<String> {
    let asked = found.matching.asked;
    let name = asked.focus?;
    let of = asked.words.get(name + 1)?;
    let (thing, _) = phrase(found, name + 2).filter(|_| of.folded == "of")?;
    Some(thing)
}

/// The thing and the verb of "when is the final?", where nothing but the thing
/// follows the verb; and whether the thing is a name.
fn held(found: &Found<'_>) -> Option<(String, String, bool)> {
    let asked = found.matching.asked;
    let verb = asked.words.get(asked.asking.1)?;
    if !matches!(verb.folded.as_str(), "is" | "are" | "was" | "were" | "'s") {
        return None;
    }
    let (thing, name) = phrase(found, asked.asking.1 + 1)?;
    let is = if verb.folded == "'s" {
        "is"
    } else {
        &verb.folded
    };
    Some((thing, is.to_owned(), name))
}

/// Words of a thing at most.
const OF_A_THING: usize = 4;

/// The words from `first` on, as typed, if they can be a thing and no more: a
/// name, or a determiner and what it belongs to, without a verb. And whether
/// they are a name.
fn phrase(found: &Found<'_>, first: usize) -> Option<(String, bool)> {
    let asked = found.matching.asked;
    let words = asked.words.get(first..)?;
    let opening = words.first()?;
    let names = words.iter().enumerate().all(|(at, word)| {
        let term = asked.terms.iter().position(|term| term.word == first + at);
        let known = term.is_some_and(|term| found.matching.names & (1 << term) > 0);
        known || word.shape & (shape::CAPITAL | shape::CLITIC) > 0
    });
    let determined = matches!(
        opening.folded.as_str(),
        "the" | "a" | "an" | "this" | "that" | "its" | "their" | "his" | "her" | "your" | "our"
    );
    let plain = words.iter().skip(1).enumerate().all(|(at, word)| {
        let clitic = word.shape & shape::CLITIC > 0 || word.folded == "of";
        let verb = word.folded.ends_with("ed") || word.folded.ends_with("ing");
        clitic || !verb && !is_plain(asked, first + 1 + at)
    });
    let few = words.len() <= OF_A_THING + usize::from(determined);
    if !few || !(names || determined && words.len() > 1 && plain) {
        return None;
    }
    let mut said = String::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 && word.gap != Gap::None {
            said.push(if word.gap == Gap::Hyphen { '-' } else { ' ' });
        }
        said.push_str(&word.written);
    }
    Some((said, names))
}

/// Whether a word of the question is none of its terms: a function word.
fn is_plain(asked: &Asked, word: usize) -> bool {
    !asked.terms.iter().any(|term| term.word == word)
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
