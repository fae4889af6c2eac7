//! What kind of thing does a question ask for, and which noun says so?

use super::Kind;
use crate::answer::{
    languages::Language,
    lexicon,
    words::{Word, shape},
};

pub(in crate::answer) const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "am", "do", "does", "did", "can", "could", "has", "have", "had",
    "will", "would", "should", "may", "might", "must", "isn't", "aren't", "wasn't", "weren't",
    "don't", "doesn't", "didn't", "hasn't", "haven't", "won't", "wouldn't", "can't", "couldn't",
];

/// What is asked for, and which words ask.
pub(super) fn kind(words: &[Word], language: &Language) -> (Kind, (usize, usize)) {
    let folded = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    let english = language.vectors;
    if english && AUXILIARIES.contains(&folded(0)) && words.len() > 2 {
        let polite = matches!(folded(0), "can" | "could" | "would" | "will") && folded(1) == "you";
        let indirect = words
            .iter()
            .take(9)
            .skip(2)
            .any(|word| asks(language, &word.folded));
        if !(polite || matches!(folded(0), "do" | "does") && folded(1) == "you" && indirect) {
            return (Kind::YesNo, (0, 1));
        }
    }
    if english && matches!(folded(0), "list" | "name") && words.len() > 1 {
        return (Kind::List, (0, 1));
    }
    for at in 0..words.len() {
        let pair = format!("{} {}", folded(at), folded(at + 1));
        for &(ask, kind) in language.asks {
            if ask == pair {
                return (kind, (at, at + 2));
            }
        }
        for &(ask, kind) in language.asks {
            if ask != folded(at) {
                continue;
            }
            // "the year when", "the people who": a clause, unless the
            // question has nothing else that asks.
            let later = words
                .iter()
                .skip(at + 1)
                .any(|word| asks(language, &word.folded));
            if english && at > 0 && later && matches!(ask, "who" | "which" | "when" | "where") {
                continue;
            }
            return (kind, (at, at + 1));
        }
    }
    if english && let Some((kind, at)) = in_short(words) {
        return (kind, (at, at + 1));
    }
    (Kind::Open, (0, 0))
}

/// "Price of a ticket?", "the exact date?": a question in short begins with the
/// noun of what is asked for.
fn in_short(words: &[Word]) -> Option<(Kind, usize)> {
    let first = |word: &Word| BEFORE_NOUN.contains(&word.folded.as_str());
    let at = words.iter().position(|word| !first(word))?;
    let kind = kind_of(&words.get(at)?.folded)?;
    let next = words.get(at + 1).map_or("", |word| word.folded.as_str());
    let ends = words.len() == at + 1 && at > 0
        || matches!(next, "of" | "for" | "per" | "at" | "in" | "when");
    (ends && !matches!(kind, Kind::Person)).then_some((kind, at))
}

/// Words before the noun of a question in short.
const BEFORE_NOUN: &[&str] = &[
    "the",
    "exact",
    "total",
    "full",
    "average",
    "current",
    "new",
    "old",
    "maximum",
    "max",
    "minimum",
    "final",
    "official",
    "estimated",
    "annual",
];

pub(in crate::answer) fn asks(language: &Language, folded: &str) -> bool {
    language.asks.iter().any(|&(ask, _)| ask == folded)
}

/// The noun that says what is asked for: the last word of the noun phrase
/// after the question word, before the verb.
pub(super) fn focus(
    words: &[Word],
    kind: Kind,
    asking: (usize, usize),
    function: &impl Fn(&Word) -> bool,
) -> Option<usize> {
    if !matches!(
        kind,
        Kind::Thing | Kind::Count | Kind::Amount | Kind::List | Kind::Person
    ) {
        return None;
    }
    let mut at = asking.1;
    let copula = |word: &Word| {
        matches!(
            word.folded.as_str(),
            "is" | "are" | "was" | "were" | "be" | "the" | "a" | "an" | "'s"
        )
    };
    let first = words.get(at);
    // "What happened to the van?" names no kind of thing.
    if first.is_some_and(|word| word.folded.starts_with("happen")) {
        return None;
    }
    let direct = first.is_some_and(|word| !function(word));
    if !direct {
        // "what is the name of …": the noun stands after the copula.
        while words.get(at).is_some_and(copula) {
            at += 1;
        }
        if at == asking.1 {
            return None;
        }
    }
    let mut last = None;
    for (index, word) in words.iter().enumerate().skip(at).take(4) {
        if function(word) || word.shape & shape::CLITIC > 0 {
            break;
        }
        // "which city hosts": the noun that names a kind ends the phrase.
        let named = last
            .and_then(|last: usize| words.get(last))
            .is_some_and(|last| kind_of(&last.folded).is_some());
        if direct && last.is_some() && (looks_like_verb(&word.folded) || named) {
            break;
        }
        last = Some(index);
    }
    last
}

fn looks_like_verb(folded: &str) -> bool {
    folded.ends_with("ed")
        || matches!(
            folded,
            "made"
                | "came"
                | "won"
                | "took"
                | "went"
                | "led"
                | "became"
                | "makes"
                | "lies"
                | "comes"
                | "use"
                | "uses"
                | "live"
                | "lives"
                | "work"
                | "works"
                | "want"
                | "wants"
                | "need"
                | "needs"
                | "happens"
                | "gets"
        )
}

/// Whether a word is a participle as it stands after "what was".
fn done(folded: &str) -> bool {
    folded.len() > 4 && folded.ends_with("ed") && !folded.ends_with("eed")
        || lexicon::irregular(folded)
}

/// What the noun says about the kind.
pub(super) fn refined(kind: Kind, focus: Option<&Word>, words: &[Word]) -> Kind {
    // "What is that village called?"
    let named = words
        .last()
        .is_some_and(|last| matches!(last.folded.as_str(), "name" | "called" | "named"));
    if named && matches!(kind, Kind::Thing | Kind::Definition | Kind::Manner) {
        return Kind::Name;
    }
    // "What are the paintings worth?"
    if words.last().is_some_and(|last| last.folded == "worth")
        && matches!(kind, Kind::Thing | Kind::Definition)
    {
        return Kind::Amount;
    }
    // "What does a bike cost?"
    let costs = words.windows(2).any(|pair| {
        matches!(pair, [before, word] if matches!(word.folded.as_str(), "cost" | "costs")
            && !matches!(before.folded.as_str(), "the" | "a" | "what" | "which"))
    });
    if kind == Kind::Thing && costs {
        return Kind::Amount;
    }
    let clitics = words
        .iter()
        .filter(|word| word.shape & shape::CLITIC > 0)
        .count();
    let short = words.len() - clitics <= 5
        && words.iter().any(|word| {
            matches!(
                word.folded.as_str(),
                "is" | "are" | "was" | "mean" | "means" | "'s"
            )
        });
    // "What is brine?": nothing but the thing itself; "what was stolen?" asks
    // for what something happened to.
    let alone = focus.is_none_or(|focus| {
        if focus.shape & shape::CAPITAL == 0 && done(&focus.folded) {
            return false;
        }
        let mut after = words
            .iter()
            .skip_while(|word| word.span != focus.span)
            .skip(1);
        // "What is Occam's razor?": the possessive ends no phrase.
        let ends = match after.next() {
            None => true,
            Some(next) => next.shape & shape::CLITIC > 0 && after.count() == 1,
        };
        ends && kind_of(&focus.folded).is_none()
    });
    if kind == Kind::Thing && short && alone {
        return Kind::Definition;
    }
    let Some(focus) = focus else {
        return kind;
    };
    if kind != Kind::Thing {
        return match focus.folded.as_str() {
            "percent" | "percentage" | "per" if kind != Kind::List => Kind::Percentage,
            _ => kind,
        };
    }
    kind_of(&focus.folded).unwrap_or(kind)
}

/// The kind of thing that a noun names.
fn kind_of(noun: &str) -> Option<Kind> {
    Some(match noun {
        "year" | "years" | "date" | "day" | "month" | "century" | "decade" | "time" | "era" => {
            Kind::Time
        }
        "city" | "country" | "state" | "place" | "location" | "town" | "county" | "region"
        | "continent" | "province" | "village" | "area" => Kind::Place,
        "person" | "man" | "woman" | "people" | "president" | "leader" | "author" | "player"
        | "actor" | "king" | "queen" | "emperor" | "minister" | "scientist" | "artist" => {
            Kind::Person
        }
        "percent" | "percentage" | "proportion" | "share" => Kind::Percentage,
        "number" | "population" | "count" | "total" | "toll" | "attendance" => Kind::Count,
        "amount" | "cost" | "price" | "salary" | "budget" | "sum" | "value" | "fee" | "bill"
        | "turnover" | "revenue" | "rent" | "fare" | "wage" => Kind::Amount,
        "age" | "length" | "height" | "distance" | "size" | "speed" | "temperature" | "weight"
        | "duration" => Kind::Measure,
        "reason" | "cause" | "purpose" => Kind::Reason,
        "name" | "names" | "title" | "term" | "word" | "nickname" => Kind::Name,
        _ => return None,
    })
}
