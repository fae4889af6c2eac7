//! Which words of a sentence can be what is asked for, as far as that shows?

use super::{
    super::{
        lexicon,
        matching::Matched,
        prepared::Token,
        question::{Asked, Kind},
        roles,
        words::{Gap, Word, shape},
    },
    holds,
    numbers::{self, Of},
    repeated,
    vocabulary::{
        AREAS, CURRENCIES, DURATIONS, LENGTHS, PERSONS, PLACES, PLACING, PRICED, QUANTITIES,
        SPEEDS, TIMES, UNITS, WEIGHTS,
    },
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

/// The same between a thing and its name, which may stand before its description.
const AROUND: usize = 10;

/// Words between a preposition of place and the end of what it places.
const AFTER_PLACING: usize = 3;

/// "Who is the envoy?": asks for the name of whoever holds a role.
fn asks_for_holder(asked: &Asked) -> bool {
    let word = |at: usize| asked.words.get(at).map_or("", |word| word.folded.as_str());
    let after = asked.asking.1;
    let determined = matches!(
        word(after + 1),
        "the" | "a" | "an" | "its" | "their" | "his" | "her"
    );
    // "Who is Voltra's chief executive?"
    let possessed = asked
        .words
        .iter()
        .skip(after + 2)
        .any(|word| word.folded == "'s");
    asked.kind == Kind::Person
        && matches!(word(after), "is" | "was" | "are" | "were" | "'s")
        && (determined || possessed)
        && asked.words.len() <= after + 6
}

/// By word: whether it can be what is asked for; empty where any can be.
pub(super) fn fitting(asked: &Asked, one: &Matched<'_>, tokens: &[Token]) -> Vec<bool> {
    let known = |token: &Token| {
        let stem = token.stem();
        one.stems.contains(&Some(stem))
    };
    if matches!(asked.kind, Kind::Open | Kind::YesNo | Kind::List) {
        return Vec::new();
    }
    // "Who is Ann Lee?" asks what she is, not for a name.
    if one.asks_who_it_is(asked) {
        return plain_words(one, tokens, &known);
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
        return plain_words(one, tokens, &known);
    }
    let named = rest_of_name(one, tokens, &known);
    let here = |at: usize| {
        let token = tokens.get(at)?;
        Some(&*one.prepared.type_of(token)?.folded)
    };
    let how = |adjectives: &[&str]| {
        let asking = asked.words.get(asked.asking.0..asked.asking.1);
        let is = |word: &Word| adjectives.contains(&word.folded.as_str());
        asking.is_some_and(|words| words.iter().any(is))
    };
    let called = |noun: &str| asked.words.iter().any(|word| word.folded == noun);
    let age = how(&["old"]) || called("age");
    let long = how(&["long"]) || called("duration");
    let often = how(&["often"]);
    let area = how(&["big", "large"]);
    let far = area || how(&["deep", "tall", "high", "wide", "far"]);
    let (heavy, fast) = (how(&["heavy"]), how(&["fast"]));
    // "How many hours": a unit is what is counted.
    let of_unit = asked.focus.and_then(|at| asked.words.get(at));
    let of_unit = of_unit.is_some_and(|word| {
        let units = [DURATIONS, LENGTHS, WEIGHTS, CURRENCIES, UNITS, AREAS];
        let word = word.folded.as_str();
        units.iter().any(|units| units.contains(&word))
    });
    // "What is that village called?"
    let of_place = asked
        .terms
        .iter()
        .any(|term| PLACES.contains(&term.folded.as_str()));
    let number = |at: usize| numbers::of(one, tokens, at);
    let soon = |at: usize, words: &[&str]| {
        (1..4)
            .filter_map(|on| here(at + on))
            .any(|word| words.contains(&word))
    };
    let unit = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.shape & shape::UNIT > 0)
            || here(at).is_some_and(|word| UNITS.contains(&word))
    };
    let current = asked
        .words
        .get(asked.asking.1)
        .is_some_and(|word| matches!(word.folded.as_str(), "is" | "are" | "'s"));
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
        // "a farmer of 71"
        let of = at.checked_sub(1).and_then(here) == Some("of") && numbers::alone(one, tokens, at);
        // "How old is she?" does not ask what she did "at the age of six".
        let then = current && at > 1 && here(at - 1) == Some("of") && here(at - 2) == Some("age");
        !then && (apart || two || of || year && old)
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
    // What has the name, "the envoy" or "the hotel": only a name beside it is its own.
    let of_something = holder || asked.kind == Kind::Name && one.asks_of_role(asked);
    let role: Vec<usize> = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| {
            of_something
                && one.stands_for_role(asked, token)
                && !holds::of_another(asked, one, tokens, *at)
        })
        .map(|(at, _)| at)
        .collect();
    let near = if holder { BESIDE } else { AROUND };
    let beside = |at: usize| !of_something || role.iter().any(|role| role.abs_diff(at) <= near);
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
            token.is_some_and(|token| {
                // "Cobbler's Field" is one name.
                token.shape & shape::CLITIC > 0
                    || token.shape & shape::CAPITAL > 0 && token.gap == Gap::Space
            })
        };
        let first = (0..=at)
            .rev()
            .find(|&at| !name(at))
            .map_or(0, |before| before + 1);
        let before = first.checked_sub(1).and_then(here);
        before.is_some_and(|word| matches!(word, "in" | "at" | "on" | "near" | "outside"))
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
            let folded = &*word.folded;
            let is = |bits: u16| token.shape & bits > 0;
            let dated = |token: &Token| token.shape & (shape::YEAR | shape::CALENDAR) > 0;
            let fits = match asked.kind {
                Kind::Time => {
                    dated(token)
                        || DURATIONS.contains(&folded)
                        || TIMES.contains(&folded)
                        || matches!(number(at), Some(Of::Moment | Of::Duration | Of::Either))
                        || !asked.english()
                            && is(shape::DIGIT)
                            && !is(shape::MONEY | shape::PERCENT)
                }
                Kind::Count if of_unit || !asked.english() => {
                    is(shape::NUMERIC) && !is(shape::MONEY | shape::PERCENT | shape::YEAR)
                        || QUANTITIES.contains(&folded)
                }
                Kind::Count => {
                    matches!(number(at), Some(Of::Things | Of::Either))
                        && !is(shape::YEAR)
                        && !numbers::of_others(asked, one, tokens, at)
                        || QUANTITIES.contains(&folded)
                }
                Kind::Measure if age => is(shape::NUMERIC) && aged(at),
                Kind::Measure if long => repeated::lasts(one, tokens, at),
                Kind::Measure if often => repeated::repeats(one, tokens, at),
                Kind::Measure if far => {
                    is(shape::NUMERIC) && (soon(at, LENGTHS) || area && soon(at, AREAS))
                }
                Kind::Measure if heavy => {
                    is(shape::NUMERIC) && (soon(at, WEIGHTS) || soon(at, &["pounds"]))
                }
                Kind::Measure if fast => {
                    is(shape::NUMERIC) && (soon(at, SPEEDS) || soon(at, LENGTHS))
                }
                Kind::Measure => is(shape::NUMERIC) && (unit(at) || unit(at + 1) || unit(at + 2)),
                Kind::Place if where_to => !dated(token) && !word.function && placed(at),
                Kind::Place => is(shape::CAPITAL) && !word.function && !dated(token) || within(at),
                Kind::Name => {
                    is(shape::CAPITAL)
                        && (of_place || !placed_name(at))
                        && !word.function
                        && !dated(token)
                        && !is(shape::NUMBER_WORD)
                        && (at > 0 || word.is_name() || word.inside == 0)
                }
                Kind::Amount if priced => {
                    is(shape::MONEY) || is(shape::NUMERIC) && (currency(at + 1) || currency(at + 2))
                }
                Kind::Amount if money => is(shape::MONEY),
                Kind::Amount => {
                    let other = match number(at) {
                        Some(Of::Moment) => true,
                        Some(Of::Duration) => !called("time") && !called("longer"),
                        Some(Of::Things | Of::Either) => {
                            let measured = unit(at + 1) || unit(at + 2);
                            !measured && numbers::of_others(asked, one, tokens, at)
                        }
                        _ => false,
                    };
                    is(shape::NUMERIC | shape::MONEY) && !is(shape::YEAR) && !other
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

/// By word: whether it is none of the question's own, which are no answer to it,
/// and says something.
fn plain_words(one: &Matched<'_>, tokens: &[Token], known: &impl Fn(&Token) -> bool) -> Vec<bool> {
    let says = |token: &Token| {
        let function = one.prepared.type_of(token).is_none_or(|word| word.function);
        !known(token) && (!function || token.shape & shape::NUMERIC > 0)
    };
    tokens.iter().map(says).collect()
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
