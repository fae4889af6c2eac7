//! Which words of a sentence can be what is asked for, as far as that shows?

use super::{
    super::{
        lexicon,
        matching::Matched,
        prepared::Token,
        question::{Asked, Kind},
        roles,
        words::{Gap, shape},
    },
    vocabulary::{CURRENCIES, LENGTHS, PERSONS, PLACING, PRICED, QUANTITIES, TIMES, UNITS},
};

/// Kinds of which the words themselves show whether they can be the answer.
pub(in crate::answer) fn shows(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Time | Kind::Count | Kind::Measure | Kind::Amount | Kind::Percentage | Kind::Person
    )
}

/// Words between a role and the name of who holds it.
const BESIDE: usize = 3;

/// Words between a preposition of place and the end of what it places.
const AFTER_PLACING: usize = 3;

/// "Who is the envoy?": asks for the name of whoever holds a role.
fn asks_for_holder(asked: &Asked) -> bool {
    let word = |at: usize| asked.words.get(at).map_or("", |word| word.folded.as_str());
    let after = asked.asking.1;
    asked.kind == Kind::Person
        && matches!(word(after), "is" | "was" | "are" | "were" | "'s")
        && matches!(
            word(after + 1),
            "the" | "a" | "an" | "its" | "their" | "his" | "her"
        )
        && asked.words.len() <= after + 6
}

/// By word: whether it can be what is asked for; empty where any can be.
pub(super) fn fitting(asked: &Asked, one: &Matched<'_>, tokens: &[Token]) -> Vec<bool> {
    let known = |token: &Token| {
        let stem = one.prepared.stem_of(token);
        one.stems.contains(&Some(stem))
    };
    if matches!(asked.kind, Kind::Open | Kind::YesNo | Kind::List) {
        return Vec::new();
    }
    // "Who was it sold to?" asks for what stands after "to".
    if let Some(places) = roles::places(asked, one, tokens) {
        let fits = |token: &Token| {
            let dated = token.shape & (shape::YEAR | shape::CALENDAR) > 0;
            let number = token.shape & (shape::NUMERIC | shape::MONEY) > 0;
            let plain = one.prepared.type_of(token).is_none_or(|word| word.function);
            !known(token) && !dated && !number && !plain
        };
        let both = tokens.iter().zip(&places);
        return both.map(|(token, place)| *place && fits(token)).collect();
    }
    if !shows(asked.kind) && !matches!(asked.kind, Kind::Place | Kind::Name) {
        // The question's own words are no answer to it.
        return tokens
            .iter()
            .map(|token| {
                let plain = one.prepared.type_of(token).is_none_or(|word| word.function);
                !known(token) && (!plain || token.shape & shape::NUMERIC > 0)
            })
            .collect();
    }
    let named = rest_of_name(one, tokens, &known);
    let age = asked
        .words
        .get(asked.asking.0..asked.asking.1)
        .is_some_and(|words| words.iter().any(|word| word.folded == "old"));
    let far = asked
        .words
        .get(asked.asking.0..asked.asking.1)
        .is_some_and(|words| {
            words.iter().any(|word| {
                matches!(
                    word.folded.as_str(),
                    "deep" | "tall" | "high" | "wide" | "far" | "big" | "large"
                )
            })
        });
    let here = |at: usize| {
        let token = tokens.get(at)?;
        Some(one.prepared.type_of(token)?.folded.as_str())
    };
    let unit = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.shape & (shape::UNIT | shape::NUMBER_WORD) > 0)
            || here(at).is_some_and(|word| UNITS.contains(&word))
    };
    // "Lee, 41," and "the 19-year-old" and "aged 7".
    let aged = |at: usize| {
        let after = tokens.get(at + 1).map_or(Gap::End, |token| token.gap);
        let apart = tokens.get(at).is_some_and(|token| token.gap == Gap::Comma)
            && matches!(after, Gap::Comma | Gap::End);
        let two = at
            .checked_sub(1)
            .and_then(here)
            .is_some_and(|word| matches!(word, "aged" | "age" | "turned" | "turns"));
        let year =
            here(at + 1).is_some_and(|word| matches!(word, "year" | "years" | "months" | "month"));
        let old = (at..at + 4)
            .filter_map(here)
            .any(|word| word.contains("old"));
        apart || two || year && old
    };
    let priced = asked
        .words
        .iter()
        .any(|word| PRICED.contains(&word.folded.as_str()));
    let currency = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.shape & shape::MONEY > 0)
            || here(at).is_some_and(|word| CURRENCIES.contains(&word))
    };
    let holder = asks_for_holder(asked);
    // Where the words of a role stand: only a name beside them is its holder's.
    let role: Vec<usize> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| holder && one.stands_for_role(asked, token))
        .map(|(at, _)| at)
        .collect();
    let beside = |at: usize| !holder || role.iter().any(|role| role.abs_diff(at) <= BESIDE);
    let within = |at: usize| {
        at.checked_sub(1)
            .and_then(here)
            .is_some_and(|word| PLACING.contains(&word))
    };
    // "Where" asks for what a preposition places: "in Carrow".
    let where_to = asked
        .words
        .get(asked.asking.0)
        .is_some_and(|word| word.folded == "where");
    let placed = |at: usize| {
        let joined = |at: usize| {
            let gap = tokens.get(at).map(|token| token.gap);
            matches!(gap, Some(Gap::Space | Gap::Hyphen))
        };
        (at.saturating_sub(AFTER_PLACING)..=at)
            .any(|from| within(from) && (from + 1..=at).all(joined))
    };
    // "Leland" of "in Port Leland": nobody's name.
    let placed_name = |at: usize| {
        let name = |at: usize| {
            let token = tokens.get(at);
            token.is_some_and(|token| token.shape & shape::CAPITAL > 0 && token.gap == Gap::Space)
        };
        let first = (0..=at)
            .rev()
            .find(|&at| !name(at))
            .map_or(0, |before| before + 1);
        let before = first.checked_sub(1).and_then(here);
        before.is_some_and(|word| matches!(word, "in" | "at" | "near" | "outside"))
    };
    let money = tokens
        .iter()
        .any(|token| token.shape & shape::MONEY > 0 && !known(token));
    tokens
        .iter()
        .enumerate()
        .map(|(at, token)| {
            let Some(word) = one.prepared.type_of(token) else {
                return false;
            };
            let folded = word.folded.as_str();
            let is = |bits: u16| token.shape & bits > 0;
            let dated = |token: &Token| token.shape & (shape::YEAR | shape::CALENDAR) > 0;
            let fits = match asked.kind {
                Kind::Time => {
                    dated(token)
                        || is(shape::UNIT)
                        || TIMES.contains(&folded)
                        || is(shape::DIGIT) && !is(shape::MONEY | shape::PERCENT)
                }
                Kind::Count => {
                    is(shape::NUMERIC) && !is(shape::MONEY | shape::PERCENT | shape::YEAR)
                        || QUANTITIES.contains(&folded)
                }
                Kind::Measure if age => is(shape::NUMERIC) && aged(at),
                Kind::Measure if far => {
                    is(shape::NUMERIC)
                        && (1..3)
                            .filter_map(|on| here(at + on))
                            .any(|word| LENGTHS.contains(&word))
                }
                Kind::Measure => is(shape::NUMERIC) && (unit(at) || unit(at + 1) || unit(at + 2)),
                Kind::Place if where_to => !dated(token) && !word.function && placed(at),
                Kind::Place => is(shape::CAPITAL) && !word.function && !dated(token) || within(at),
                Kind::Name => is(shape::CAPITAL) && !word.function && !dated(token),
                Kind::Amount if priced => {
                    is(shape::MONEY) || is(shape::NUMERIC) && (currency(at + 1) || currency(at + 2))
                }
                Kind::Amount if money => is(shape::MONEY),
                Kind::Amount => {
                    is(shape::NUMERIC | shape::MONEY) && !is(shape::YEAR)
                        || QUANTITIES.contains(&folded)
                }
                Kind::Percentage => {
                    is(shape::PERCENT | shape::NUMERIC) || QUANTITIES.contains(&folded)
                }
                _ => {
                    let capital = is(shape::CAPITAL)
                        && !dated(token)
                        && !word.function
                        && (holder || named.get(at) != Some(&true));
                    capital
                        && !within(at)
                        && !placed_name(at)
                        && (at > 0 || word.is_name() || word.inside == 0)
                        && !(holder && (is(shape::ALL_CAPITALS) || lexicon::is_people(folded)))
                        || PERSONS.contains(&folded) && !holder
                }
            };
            fits && !known(token) && beside(at)
        })
        .collect()
}

/// By word: whether it is the rest of a name that the question has the
/// beginning of, as "Daughters" in "Hart & Daughters" when asked about Hart.
fn rest_of_name(one: &Matched<'_>, tokens: &[Token], known: &impl Fn(&Token) -> bool) -> Vec<bool> {
    let mut rest = vec![false; tokens.len()];
    for (at, pair) in tokens.windows(2).enumerate() {
        let [last, next] = pair else { continue };
        let capital = |token: &Token| {
            token.shape & shape::CAPITAL > 0
                && one
                    .prepared
                    .type_of(token)
                    .is_some_and(|word| !word.function)
        };
        // An ampersand between spaces is three bytes.
        let joined = match next.gap {
            Gap::Space | Gap::Hyphen => true,
            Gap::Dash => next.span.start - last.span.end == 3,
            _ => false,
        };
        if joined && capital(last) && capital(next) && (known(last) || rest[at]) {
            rest[at + 1] = !known(next);
        }
    }
    rest
}
