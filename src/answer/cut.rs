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

/// What there is to cut out of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// These words answer.
    Words(Span),
    /// No part of the sentence does alone.
    Sentence,
    /// The sentence speaks of what was asked but does not give it.
    Nothing,
}

/// The words of a sentence that answer.
pub(super) fn cut(asked: &Asked, prepared: &Prepared, tokens: &[Token]) -> Cut {
    let asked_here: Vec<bool> = tokens
        .iter()
        .map(|token| is_asked(asked, prepared, token))
        .collect();
    let holder = asks_for_holder(asked);
    let candidates = match asked.kind {
        // "Who is Ann Lee?" asks for what she is.
        Kind::Person if asked.terms.iter().all(|term| term.name) => return Cut::Sentence,
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
            let openings = [
                "because", "since", "due", "citing", "owing", "to", "so", "as",
            ];
            return clause(prepared, tokens, &openings).map_or(Cut::Sentence, Cut::Words);
        }
        Kind::Manner => {
            let openings = ["by", "through", "using", "via"];
            return clause(prepared, tokens, &openings).map_or(Cut::Sentence, Cut::Words);
        }
        // A part of the sentence would be a guess: the sentence is the answer.
        Kind::YesNo | Kind::List | Kind::Open | Kind::Definition => return Cut::Sentence,
        Kind::Thing => phrases(prepared, tokens, &asked_here),
    };
    let best = candidates
        .into_iter()
        .filter(|(start, end)| {
            !asked_here
                .get(*start..*end)
                .is_some_and(|asked| asked.iter().all(|asked| *asked))
        })
        .filter(|(start, end)| !holder || beside(prepared, tokens, &asked_here, *start, *end))
        .map(|(start, end)| {
            let person = match asked.kind {
                Kind::Person => likely_person(tokens, start, end),
                _ => 0.0,
            };
            (start, end, nearness(&asked_here, start, end) + person)
        })
        .reduce(|best, next| if next.2 > best.2 { next } else { best });
    match best.and_then(|(start, end, _)| spanning(tokens, start, end)) {
        Some(words) => Cut::Words(words),
        None if holder => Cut::Nothing,
        None => Cut::Sentence,
    }
}

/// "Who is the envoy?": asks for the name of whoever holds a role.
fn asks_for_holder(asked: &Asked) -> bool {
    let word = |at: usize| asked.words.get(at).map_or("", |word| word.folded.as_str());
    asked.kind == Kind::Person
        && matches!(word(asked.asking.1), "is" | "was" | "are" | "were" | "'s")
        && matches!(
            word(asked.asking.1 + 1),
            "the" | "a" | "an" | "its" | "their"
        )
        && asked.words.len() <= asked.asking.1 + 6
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
    let folded = |index: usize| {
        let token = tokens.get(index)?;
        Some(prepared.type_of(token)?.folded.as_str())
    };
    let name = |index: usize| {
        tokens.get(index).is_some_and(|token| {
            let function = prepared.type_of(token).is_none_or(|word| word.function);
            let capital = token.shape & shape::CAPITAL > 0;
            capital && (!function || token.shape & shape::ALL_CAPITALS > 0)
        })
    };
    let joined = |index: usize| {
        tokens
            .get(index)
            .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::None))
    };
    let particle = |index: usize| {
        joined(index)
            && folded(index).is_some_and(|word| {
                matches!(
                    word,
                    "of" | "de"
                        | "von"
                        | "van"
                        | "der"
                        | "den"
                        | "la"
                        | "al"
                        | "bin"
                        | "del"
                        | "da"
                        | "di"
                )
            })
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !name(at) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        loop {
            let particles = (0..2).take_while(|ahead| particle(at + ahead)).count();
            if joined(at + particles) && name(at + particles) {
                at += particles + 1;
            } else {
                break;
            }
        }
        let all_asked = asked_here
            .get(start..at)
            .is_some_and(|asked| asked.iter().all(|asked| *asked));
        if !all_asked {
            found.push((start, at));
        }
    }
    found
}

/// Which of the names is a person's: one of several words, or the subject,
/// rather than an abbreviation.
fn likely_person(tokens: &[Token], start: usize, end: usize) -> f32 {
    let several = if end - start >= 2 { 0.35 } else { 0.0 };
    let subject = if start <= 1 { 0.3 } else { 0.0 };
    let initials = tokens.get(start..end).is_some_and(|name| {
        name.iter()
            .all(|token| token.shape & shape::ALL_CAPITALS > 0)
    });
    several + subject - if initials { 0.5 } else { 0.0 }
}

/// Whether a name stands right beside the asked words, as in "Treasury
/// Secretary Ann Lee" and "Ann Lee, the envoy": only then is it theirs.
fn beside(
    prepared: &Prepared,
    tokens: &[Token],
    asked_here: &[bool],
    start: usize,
    end: usize,
) -> bool {
    let inside = asked_here
        .get(start..end)
        .is_some_and(|asked| asked.contains(&true));
    let bridge = |index: usize| {
        tokens
            .get(index)
            .and_then(|token| prepared.type_of(token))
            .is_some_and(|word| {
                matches!(
                    word.folded.as_str(),
                    "the" | "a" | "an" | "is" | "was" | "as"
                )
            })
    };
    let asked =
        |index: Option<usize>| index.is_some_and(|index| asked_here.get(index) == Some(&true));
    let before = start.checked_sub(1).map(|last| {
        if bridge(last) {
            last.wrapping_sub(1)
        } else {
            last
        }
    });
    let mut after = end;
    while bridge(after) && after < end + 2 {
        after += 1;
    }
    inside || asked(before) || asked(Some(after))
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
