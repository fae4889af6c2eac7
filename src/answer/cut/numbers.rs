//! What does a number in a sentence count or measure? English only.

use super::{
    super::{
        lexicon,
        matching::Matched,
        prepared::Token,
        question::Asked,
        words::{Gap, shape},
    },
    vocabulary::{CURRENCIES, DURATIONS, LENGTHS, WEIGHTS},
};

/// What a number is a number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Things, or what is not known better.
    Things,
    Money,
    Percent,
    Length,
    Weight,
    /// A stretch of time.
    Duration,
    /// A day, a year or a time of day.
    Moment,
    /// A moment or things: "at 34".
    Either,
    /// No number: "L4".
    Code,
}

/// Number words between a number and its unit: "1.5 million euros".
const OF_NUMBER: usize = 2;

/// What the number at `at` is of; nothing where no number stands there.
pub(super) fn of(one: &Matched<'_>, tokens: &[Token], at: usize) -> Option<Of> {
    let token = tokens.get(at)?;
    if token.shape & shape::NUMERIC == 0 {
        return None;
    }
    let here = |at: usize| {
        let token = tokens.get(at)?;
        Some(&*one.prepared.type_of(token)?.folded)
    };
    let is = |at: usize, bits: u16| tokens.get(at).is_some_and(|token| token.shape & bits > 0);
    let joined = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| matches!(token.gap, Gap::None | Gap::Space | Gap::Hyphen))
    };
    if here(at)?.starts_with(char::is_alphabetic) && is(at, shape::DIGIT) {
        return Some(Of::Code);
    }
    // The "million" of "€63 million" is of what the 63 is of.
    if let Some(before) = at.checked_sub(1)
        && is(at, shape::NUMBER_WORD)
        && is(before, shape::DIGIT)
        && joined(at)
    {
        return of(one, tokens, before);
    }
    if is(at, shape::MONEY) {
        return Some(Of::Money);
    }
    if is(at, shape::PERCENT) {
        return Some(Of::Percent);
    }
    let mut unit = at + 1;
    while unit <= at + OF_NUMBER && joined(unit) && is(unit, shape::NUMBER_WORD) {
        unit += 1;
    }
    let named = here(unit).filter(|_| joined(unit)).unwrap_or("");
    let shaped = |bits: u16| joined(unit) && is(unit, bits);
    let before = at.checked_sub(1).and_then(here).unwrap_or("");
    Some(if shaped(shape::MONEY) || CURRENCIES.contains(&named) {
        Of::Money
    } else if shaped(shape::PERCENT) || named == "per" && here(unit + 1) == Some("cent") {
        Of::Percent
    } else if LENGTHS.contains(&named) {
        Of::Length
    } else if WEIGHTS.contains(&named) {
        Of::Weight
    } else if DURATIONS.contains(&named) {
        Of::Duration
    } else if is(at, shape::YEAR) && !plural_after(one, tokens, at)
        || dated(tokens, at)
        || clock(named, here(unit + 1))
        || decade(here(at)?)
        || ERAS.contains(&named)
        || ERAS.contains(&before)
        || minutes(tokens, at)
    {
        Of::Moment
    } else if MOMENTS.contains(&before) && alone(one, tokens, at) {
        Of::Either
    } else {
        Of::Things
    })
}

/// Words after a number up to the noun that it counts.
const UP_TO_NOUN: usize = 4;

/// Whether a number counts other things than the question asks for, "five wolves"
/// where rooms are asked for, or is a part of something.
pub(super) fn of_others(asked: &Asked, one: &Matched<'_>, tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| {
        let word = tokens.get(at).and_then(|token| one.prepared.type_of(token));
        word.map_or("", |word| &*word.folded)
    };
    // "a third", "a quarter"
    if matches!(word(at), "third" | "quarter" | "half") {
        return true;
    }
    let focus = asked.focus.and_then(|focus| {
        asked
            .terms
            .iter()
            .enumerate()
            .find(|(_, term)| term.word == focus)
    });
    let Some((_, term)) = focus else {
        return false;
    };
    let mut counted = (at + 1..tokens.len().min(at + 1 + UP_TO_NOUN)).take_while(|&at| {
        let token = tokens.get(at);
        let joined = token.is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen));
        let plain = token.and_then(|token| one.prepared.type_of(token));
        joined && plain.is_some_and(|word| !word.function)
    });
    let like = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            let vectors = one
                .prepared
                .type_of(token)
                .and_then(|word| word.vector.as_ref());
            let near = term
                .vector
                .as_ref()
                .zip(vectors)
                .is_some_and(|(a, b)| a.cosine(b) >= LIKE);
            // "How many shops together?" ends with no noun.
            near || (0..asked.terms.len()).any(|term| one.stands_for(term, token))
        })
    };
    // Nothing counted is named, or the noun says too little: "how many times".
    let mut named = false;
    let alike = counted.any(|at| {
        named = true;
        like(at)
    });
    named && !alike && !(lexicon::is_light(&term.folded) && term.folded != "people")
}

/// From this likeness on one noun counts what the other does: riders are people.
const LIKE: f32 = 0.3;

const ERAS: &[&str] = &["ad", "bc", "bce", "ce"];

/// Words before a year or an hour.
const MOMENTS: &[&str] = &[
    "in", "since", "by", "until", "till", "from", "around", "circa", "before", "after", "at",
    "between", "past",
];

/// "7 May", "May 7".
fn dated(tokens: &[Token], at: usize) -> bool {
    let calendar = |at: usize| {
        let token = tokens.get(at);
        token.is_some_and(|token| token.shape & (shape::CALENDAR) > 0)
    };
    let close = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::Space);
    calendar(at + 1) && close(at + 1) || at.checked_sub(1).is_some_and(calendar) && close(at)
}

/// "the 1950s", "1890s".
fn decade(folded: &str) -> bool {
    folded
        .strip_suffix('s')
        .is_some_and(|year| year.chars().all(|c| c.is_ascii_digit()))
}

/// "4:51", either of its numbers.
fn minutes(tokens: &[Token], at: usize) -> bool {
    let short = |at: usize| {
        let token = tokens.get(at);
        token.is_some_and(|token| token.shape & shape::DIGIT > 0 && token.span.len() <= 2)
    };
    // What stands between is one character.
    let colon = |at: usize| {
        let pair = (tokens.get(at), tokens.get(at + 1));
        matches!(pair, (Some(hour), Some(minute))
            if minute.gap == Gap::Dash && minute.span.start == hour.span.end + 1)
    };
    short(at) && (short(at + 1) && colon(at) || at > 0 && short(at - 1) && colon(at - 1))
}

/// "a.m." is two words, a letter each.
fn clock(after: &str, then: Option<&str>) -> bool {
    matches!(after, "am" | "pm" | "o'clock" | "past")
        || matches!(after, "a" | "p") && then == Some("m")
}

/// Whether nothing follows that a number could count.
pub(super) fn alone(one: &Matched<'_>, tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_none_or(|next| {
        let plain = one.prepared.type_of(next).is_none_or(|word| word.function);
        plain || !matches!(next.gap, Gap::Space | Gap::Hyphen)
    })
}

/// "2,012 bicycles" may be written "2012 bicycles".
fn plural_after(one: &Matched<'_>, tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| {
        let word = one.prepared.type_of(next);
        let plural = word.is_some_and(|word| {
            !word.function && word.folded.ends_with('s') && !word.folded.ends_with("ss")
        });
        plural && next.gap == Gap::Space && next.shape & shape::CAPITAL == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::{languages, matching::Matching},
        article::{Article, Metadata},
        library::Entry,
    };

    /// What the numbers of a sentence are of.
    fn first(sentence: &str) -> Option<Of> {
        all(sentence).first().copied()
    }

    fn all(sentence: &str) -> Vec<Of> {
        let metadata = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let entry = Entry::new(Article::from_lines(sentence.to_owned(), metadata));
        let asked = Asked::new("how many?", languages::of(Some("en")));
        let document = entry.document();
        let matching = Matching::new(&asked, &[document]);
        let one = matching.documents.first().unwrap();
        let line = document.prepared.sentences.first().unwrap();
        let tokens = document.prepared.tokens_of(line);
        let numbers = (0..tokens.len()).filter_map(|at| of(one, tokens, at));
        numbers.collect()
    }

    #[test]
    fn what_follows_a_number_says_what_it_is_of() {
        for (sentence, expected) in [
            ("The barge carried 340 sheep.", Of::Things),
            ("They sold it for 1.5 million crowns.", Of::Money),
            ("It cost £30 to enter.", Of::Money),
            ("Prices fell by 17 per cent.", Of::Percent),
            ("Turnout was 40% again.", Of::Percent),
            ("The town lies nine miles away.", Of::Length),
            ("The anchor weighs 80 kilograms.", Of::Weight),
            ("The crossing takes 35 minutes.", Of::Duration),
            ("It opened on 7 May after all.", Of::Moment),
            ("It opened in 1904 at last.", Of::Moment),
            ("It was rebuilt in the 1950s by hand.", Of::Moment),
            ("The call came at 1.20 a.m. from the harbour.", Of::Moment),
            ("With 4:51 on the clock they scored.", Of::Moment),
            ("The wall fell in 476, they say.", Of::Either),
            ("They sold 2012 bicycles there.", Of::Things),
            ("Their numbers begin with L4 only.", Of::Code),
        ] {
            assert_eq!(first(sentence), Some(expected), "{sentence}");
        }
        assert_eq!(first("No number stands here."), None);
        // Both words of "€63 million" are of money.
        assert_eq!(all("Profit fell to €63 million."), [Of::Money, Of::Money]);
    }
}
