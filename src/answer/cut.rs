//! Which words inside a sentence answer? Candidates by shape for the kind of
//! thing asked for; the nearest to the asked words wins.

use super::{
    prepared::{Prepared, Token},
    question::{Asked, Kind},
    words::{Gap, shape},
};
use crate::text::Span;

/// Words of an answer at most; longer ones are a clause, not an answer.
const LONGEST: usize = 16;

/// The words that answer, or nothing when no part of the sentence does alone.
pub(super) fn cut(asked: &Asked, prepared: &Prepared, tokens: &[Token]) -> Option<Span> {
    let asked_here: Vec<bool> = tokens
        .iter()
        .map(|token| is_asked(asked, prepared, token))
        .collect();
    let candidates = match asked.kind {
        Kind::Person | Kind::Place | Kind::Name => names(prepared, tokens, &asked_here),
        Kind::Time => times(prepared, tokens),
        Kind::Count | Kind::Measure => numbers(prepared, tokens, shape::NUMERIC),
        Kind::Amount => {
            let money = numbers(prepared, tokens, shape::MONEY);
            if money.is_empty() {
                numbers(prepared, tokens, shape::NUMERIC)
            } else {
                money
            }
        }
        Kind::Percentage => numbers(prepared, tokens, shape::PERCENT),
        Kind::Reason => {
            return clause(
                prepared,
                tokens,
                &[
                    "because", "since", "due", "citing", "owing", "to", "so", "as",
                ],
            );
        }
        Kind::Manner => return clause(prepared, tokens, &["by", "through", "using", "via"]),
        Kind::YesNo | Kind::List => return None,
        Kind::Open | Kind::Thing | Kind::Definition => phrases(prepared, tokens, &asked_here),
    };
    let best = candidates
        .into_iter()
        .filter(|(start, end)| {
            !asked_here
                .get(*start..*end)
                .is_some_and(|asked| asked.iter().all(|asked| *asked))
        })
        .map(|(start, end)| (start, end, nearness(&asked_here, start, end)))
        .reduce(|best, next| if next.2 > best.2 { next } else { best })?;
    spanning(tokens, best.0, best.1)
}

fn spanning(tokens: &[Token], start: usize, end: usize) -> Option<Span> {
    Some(Span::new(
        tokens.get(start)?.span.start,
        tokens.get(end.checked_sub(1)?)?.span.end,
    ))
}

fn is_asked(asked: &Asked, prepared: &Prepared, token: &Token) -> bool {
    prepared.type_of(token).is_some_and(|word| {
        asked.terms.iter().any(|term| {
            term.folded == word.folded || prepared.stems.get(&term.stem) == Some(&word.stem)
        })
    })
}

/// How near the asked words are: each counts by its distance.
fn nearness(asked_here: &[bool], start: usize, end: usize) -> f32 {
    let mut sum = 0.0;
    for (index, asked) in asked_here.iter().enumerate() {
        if !asked {
            continue;
        }
        if (start..end).contains(&index) {
            sum -= 0.4;
            continue;
        }
        let distance = if index < start {
            start - index
        } else {
            index + 1 - end
        };
        sum += 1.0 / (1.0 + distance as f32);
    }
    sum
}

/// Runs of capitalised words that the question does not have.
fn names(prepared: &Prepared, tokens: &[Token], asked_here: &[bool]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let name = |index: usize| {
            tokens.get(index).is_some_and(|token| {
                token.shape & shape::CAPITAL > 0
                    && prepared
                        .type_of(token)
                        .is_some_and(|word| !word.function || token.shape & shape::ALL_CAPITALS > 0)
            })
        };
        if !name(at) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        loop {
            let joined = |index: usize| {
                tokens
                    .get(index)
                    .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::None))
            };
            let linked = tokens
                .get(at)
                .and_then(|token| prepared.type_of(token))
                .is_some_and(|word| {
                    matches!(
                        word.folded.as_str(),
                        "of" | "the" | "de" | "von" | "van" | "der" | "la" | "al" | "and"
                    )
                });
            if name(at) && joined(at) {
                at += 1;
            } else if linked && joined(at) && name(at + 1) && joined(at + 1) {
                at += 2;
            } else {
                break;
            }
        }
        // "Mayor Lee" when "mayor" was asked for: the title is part of it.
        if !asked_here
            .get(start..at)
            .is_some_and(|asked| asked.iter().all(|asked| *asked))
        {
            found.push((start, at));
        }
    }
    found
}

/// Numbers with their units: "two million crowns", "$3.5 billion", "40 %".
fn numbers(prepared: &Prepared, tokens: &[Token], wanted: u16) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].shape & (wanted | shape::NUMERIC) == 0 {
            at += 1;
            continue;
        }
        let start = at;
        while tokens.get(at).is_some_and(|token| {
            token.shape & (shape::NUMERIC | shape::MONEY | shape::PERCENT | shape::UNIT) > 0
                && (at == start
                    || !matches!(token.gap, Gap::Comma | Gap::Bracket | Gap::Dash | Gap::End))
        }) {
            at += 1;
        }
        at = at.max(start + 1);
        let fits = tokens[start..at]
            .iter()
            .any(|token| token.shape & wanted > 0);
        if fits {
            // The noun that is counted belongs to it when it follows at once.
            let noun = wanted == shape::NUMERIC
                && tokens.get(at).is_some_and(|token| {
                    token.gap == Gap::Space
                        && prepared.type_of(token).is_some_and(|word| !word.function)
                })
                && tokens[start..at]
                    .iter()
                    .all(|token| token.shape & shape::UNIT == 0)
                && tokens
                    .get(at)
                    .is_some_and(|token| token.shape & shape::UNIT > 0);
            found.push((start, if noun { at + 1 } else { at }));
        }
    }
    found
}

/// "in June 2021", "on Monday", "last spring": runs of calendar words.
fn times(prepared: &Prepared, tokens: &[Token]) -> Vec<(usize, usize)> {
    let dated = |index: usize| {
        tokens
            .get(index)
            .is_some_and(|token| token.shape & (shape::YEAR | shape::CALENDAR) > 0)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !dated(at) {
            at += 1;
            continue;
        }
        let mut start = at;
        while dated(at)
            || tokens
                .get(at)
                .is_some_and(|token| token.shape & shape::DIGIT > 0)
        {
            at += 1;
        }
        let before = |index: usize| {
            tokens
                .get(index)
                .and_then(|token| prepared.type_of(token))
                .map(|word| word.folded.as_str())
        };
        while start > 0
            && (tokens[start - 1].shape & shape::DIGIT > 0
                || matches!(
                    before(start - 1),
                    Some(
                        "last"
                            | "next"
                            | "this"
                            | "early"
                            | "late"
                            | "mid"
                            | "the"
                            | "spring"
                            | "summer"
                            | "autumn"
                            | "winter"
                    )
                ))
        {
            start -= 1;
        }
        found.push((start, at));
    }
    if found.is_empty() {
        // "for two weeks", "three years"
        return numbers(prepared, tokens, shape::NUMERIC);
    }
    found
}

/// What follows a word that gives a reason or a way, up to the next stop.
fn clause(prepared: &Prepared, tokens: &[Token], openings: &[&str]) -> Option<Span> {
    for opening in openings {
        let at = tokens.iter().enumerate().skip(1).find(|(_, token)| {
            prepared
                .type_of(token)
                .is_some_and(|word| word.folded == *opening)
        });
        let Some((at, _)) = at else { continue };
        // "to" gives a reason only before a verb, "as" only after a comma.
        let next = tokens.get(at + 1)?;
        let plain = next.shape & (shape::CAPITAL | shape::NUMERIC) == 0
            && prepared.type_of(next).is_some_and(|word| !word.function);
        if *opening == "to" && !plain
            || matches!(*opening, "as" | "so") && tokens[at].gap != Gap::Comma
        {
            continue;
        }
        let end = (at + 2..tokens.len())
            .find(|index| matches!(tokens[*index].gap, Gap::End | Gap::Dash))
            .unwrap_or(tokens.len());
        return spanning(tokens, at, end.min(at + 2 * LONGEST));
    }
    None
}

/// Noun phrases: runs of words between function words and marks.
fn phrases(prepared: &Prepared, tokens: &[Token], asked_here: &[bool]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    let plain = |index: usize| {
        tokens
            .get(index)
            .and_then(|token| prepared.type_of(token))
            .is_some_and(|word| !word.function)
            && !asked_here.get(index).copied().unwrap_or(true)
    };
    while at < tokens.len() {
        if !plain(at) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while plain(at)
            && tokens
                .get(at)
                .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::None))
            && at - start < LONGEST
        {
            at += 1;
        }
        found.push((start, at));
    }
    found
}
