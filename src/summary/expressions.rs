//! Where does a sentence say how much, when, and what is to come? By form and
//! short lists of function words; no names.

use super::reading::{Reading, own_word};
use crate::{
    quotes::{lexicon::Class, token::Token},
    text::Span,
};

/// An amount, and how much it tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub(super) span: Span,
    /// 1 for money, less for a share, a multitude and a plain count.
    pub(super) weight: f32,
}

const SCALES: &[&str] = &[
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "m",
    "bn",
    "tn",
    "k",
    "hundreds",
    "thousands",
    "millions",
    "billions",
];

const CURRENCIES: &[&str] = &[
    "dollar", "dollars", "pound", "pounds", "euro", "euros", "yen", "yuan", "rupee", "rupees",
    "franc", "francs", "crown", "crowns", "krona", "kronor", "peso", "pesos", "rouble", "roubles",
    "ruble", "rubles", "cents", "pence",
];

/// Nouns after a number that tell when or how long or where, not how much.
const NOT_COUNTED: &[&str] = &[
    "year", "years", "a.m", "p.m", "a.m.", "p.m.", "weekdays", "month", "months", "week", "weeks",
    "day", "days", "hour", "hours", "minute", "minutes", "second", "seconds", "am", "pm",
    "o'clock", "in", "at", "to", "of", "and", "ago", "times", "time", "p", "a",
];

const SPELLED: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "dozens",
    "hundreds",
    "thousands",
    "millions",
];

/// The amount of most weight among `tokens`.
pub(super) fn amount(reading: &Reading<'_>, tokens: &[Token]) -> Option<Amount> {
    (0..tokens.len())
        .filter_map(|at| amount_at(reading, tokens, at))
        .reduce(|best, next| {
            if next.weight > best.weight {
                next
            } else {
                best
            }
        })
}

fn amount_at(reading: &Reading<'_>, tokens: &[Token], at: usize) -> Option<Amount> {
    let token = tokens.get(at)?;
    let form = |number: usize| tokens.get(number).map_or("", |t| t.form.as_str());
    let spelled = SPELLED.contains(&token.form.as_str());
    let digits = token.class == Class::Number;
    if !(spelled || digits) {
        return None;
    }
    let mut last = at;
    while SCALES.contains(&form(last + 1)) {
        last += 1;
    }
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let sign = before.filter(|sign| {
        sign.span.end == token.span.start
            && matches!(reading.word(sign), "$" | "£" | "€" | "¥" | "₹" | "₽" | "₩")
    });
    let span = |from: usize, to: usize| Some(Span::new(from, tokens.get(to)?.span.end));
    let scaled = last > at;
    if let Some(sign) = sign {
        let span = span(sign.span.start, last)?;
        return Some(Amount { span, weight: 1.0 });
    }
    let start = token.span.start;
    let next = form(last + 1);
    if CURRENCIES.contains(&next) {
        let span = span(start, last + 1)?;
        return Some(Amount { span, weight: 1.0 });
    }
    if matches!(next, "%" | "percent") {
        let span = span(start, last + 1)?;
        return Some(Amount { span, weight: 0.7 });
    }
    if next == "per" && form(last + 2) == "cent" {
        let span = span(start, last + 2)?;
        return Some(Amount { span, weight: 0.7 });
    }
    let counted = tokens.get(last + 1)?;
    if counted.class == Class::OtherMark && matches!(reading.word(counted), "€" | "£" | "$") {
        let span = span(start, last + 1)?;
        return Some(Amount { span, weight: 1.0 });
    }
    let noun = matches!(counted.class, Class::Lower | Class::Group | Class::Role)
        && !NOT_COUNTED.contains(&counted.form.as_str());
    // A year, an age between commas, a section of a law.
    let year = digits && token.form.len() == 4 && !token.form.contains(',') && !scaled;
    if !noun || year || token.form.contains('-') {
        return None;
    }
    Some(Amount {
        span: span(start, last + 1)?,
        weight: match (scaled, digits) {
            (true, _) => 0.7,
            (false, true) => 0.4,
            (false, false) => 0.3,
        },
    })
}

/// The first words among `tokens` that say when.
pub(super) fn moment(tokens: &[Token]) -> Option<Span> {
    (0..tokens.len()).find_map(|at| moment_at(tokens, at))
}

fn moment_at(tokens: &[Token], at: usize) -> Option<Span> {
    let token = tokens.get(at)?;
    let class = |number: usize| tokens.get(number).map(|t| t.class);
    let form = |number: usize| tokens.get(number).map_or("", |t| t.form.as_str());
    let number = |t: &Token| t.class == Class::Number && t.form.len() <= 4;
    if !own_word(token) {
        return None;
    }
    let alone = matches!(token.form.as_str(), "yesterday" | "today" | "tonight");
    let relative = matches!(token.form.as_str(), "last" | "next" | "this")
        && matches!(
            form(at + 1),
            "week"
                | "month"
                | "year"
                | "night"
                | "weekend"
                | "spring"
                | "summer"
                | "autumn"
                | "winter"
                | "morning"
                | "evening"
                | "afternoon"
        );
    if alone || relative {
        let last = tokens.get(at + usize::from(relative))?;
        return Some(Span::new(token.span.start, last.span.end));
    }
    let year = |t: &Token| t.form.len() == 4 && matches!(t.form.parse::<u32>(), Ok(1500..=2199));
    if year(token)
        && at > 0
        && matches!(
            form(at - 1),
            "in" | "since" | "until" | "by" | "from" | "of" | "during"
        )
    {
        return Some(token.span);
    }
    // "may" and "march" are words besides; capitals make them months.
    if class(at) != Some(Class::Date) {
        let may =
            form(at) == "may" && at > 0 && (number(tokens.get(at - 1)?) || form(at - 1) == "in");
        if !may {
            return None;
        }
    }
    let mut first = at;
    if first > 0 && tokens.get(first - 1).is_some_and(number) {
        first -= 1;
    }
    let mut last = at;
    for _ in 0..4 {
        let comma = class(last + 1) == Some(Class::Comma)
            && tokens
                .get(last + 2)
                .is_some_and(|t| year(t) || t.class == Class::Date);
        let step = if comma { 2 } else { 1 };
        let goes_on = tokens
            .get(last + step)
            .is_some_and(|t| number(t) || t.class == Class::Date);
        if !goes_on {
            break;
        }
        last += step;
    }
    Some(Span::new(
        tokens.get(first)?.span.start,
        tokens.get(last)?.span.end,
    ))
}

/// Nouns of which "is to" tells what they are, not what is to come.
const EXPLAINED: &[&str] = &[
    "task",
    "aim",
    "goal",
    "idea",
    "point",
    "purpose",
    "way",
    "job",
    "plan",
    "hope",
    "question",
    "challenge",
    "answer",
    "key",
    "role",
    "duty",
    "thing",
    "step",
    "trick",
    "solution",
    "objective",
    "strategy",
    "intention",
    "mission",
    "priority",
    "option",
    "problem",
    "dream",
    "wish",
];

const SURE_TO_COME: &[&str] = &[
    "set",
    "due",
    "expected",
    "scheduled",
    "planned",
    "likely",
    "going",
    "poised",
    "about",
    "supposed",
    "bound",
];

const MEANT_TO_COME: &[&str] = &[
    "plans", "plan", "intends", "intend", "hopes", "hope", "aims", "aim", "vowed", "promised",
    "agreed", "pledged", "decided", "wants",
];

/// Whether the writer tells of something to come.
pub(super) fn is_to_come(tokens: &[Token]) -> bool {
    let form = |number: usize| tokens.get(number).map_or("", |t| t.form.as_str());
    tokens.iter().enumerate().any(|(at, token)| {
        if !own_word(token) {
            return false;
        }
        let to = |at: usize| form(at) == "to";
        match token.form.as_str() {
            // "Ill will" is none.
            "will" | "shall" | "won't" => tokens.get(at + 1).is_some_and(|next| {
                matches!(
                    next.class,
                    Class::Lower
                        | Class::Be
                        | Class::Have
                        | Class::Do
                        | Class::Adverb
                        | Class::Not
                        | Class::Cue
                )
            }),
            "is" | "are" => {
                let adverb = usize::from(matches!(form(at + 1), "now" | "also" | "not"));
                let after = at + 1 + adverb;
                (SURE_TO_COME.contains(&form(after)) && to(after + 1))
                    || (to(after)
                        && !at
                            .checked_sub(1)
                            .is_some_and(|at| EXPLAINED.contains(&form(at)))
                        && tokens
                            .get(after + 1)
                            .is_some_and(|t| matches!(t.class, Class::Lower | Class::Be)))
                    || matches!(
                        (form(after), form(after + 1)),
                        ("due" | "expected" | "scheduled", "in" | "on" | "next")
                    )
            }
            "has" | "have" if to(at + 1) => form(at + 2) == "decide",
            "until" => tokens.get(at + 1).is_some_and(|t| t.class == Class::Date),
            other => MEANT_TO_COME.contains(&other) && to(at + 1) && follows_somebody(tokens, at),
        }
    })
}

/// Whether the word at `at` can be a verb: "the union plans to", not "plans
/// to pay" after a verb or "the plan to".
fn follows_somebody(tokens: &[Token], at: usize) -> bool {
    let class = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.class);
    match class(at.checked_sub(1)) {
        Some(Class::Lower) => matches!(
            class(at.checked_sub(2)),
            Some(Class::Determiner | Class::Possessive | Class::Genitive | Class::Name)
        ),
        Some(class) => {
            class.is_name()
                || matches!(
                    class,
                    Class::Role
                        | Class::Group
                        | Class::Subject
                        | Class::Adverb
                        | Class::Relative
                        | Class::Have
                        | Class::Comma
                        | Class::Close
                )
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };

    fn found(text: &str) -> (Option<String>, Option<String>, bool) {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let none = Attributions::default();
        let reading = Reading::of(&article, &none);
        let tokens = reading.tokens(0);
        let words = |span: Span| article.words(span).to_owned();
        (
            amount(&reading, tokens).map(|amount| words(amount.span)),
            moment(tokens).map(words),
            is_to_come(tokens),
        )
    }

    #[test]
    fn amounts_are_seen() {
        for (text, expected) in [
            ("The mill cost $2.5 million in 1999.", Some("$2.5 million")),
            ("It sold 40 loaves for £3 each.", Some("£3")),
            ("Prices rose by 12 per cent.", Some("12 per cent")),
            ("Prices rose 6.4% there.", Some("6.4%")),
            ("Some 1,900 employees left.", Some("1,900 employees")),
            (
                "The mill cost two million crowns.",
                Some("two million crowns"),
            ),
            ("Eleven people were hurt.", Some("Eleven people")),
            ("It was built in 1999 and lost.", None),
            ("Ann Lee, 58, waited 20 minutes.", None),
        ] {
            assert_eq!(found(text).0.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments_are_seen() {
        for (text, expected) in [
            (
                "The mill burnt down on 2 April 2024 at night.",
                Some("2 April 2024"),
            ),
            ("The mill burnt down on Monday.", Some("Monday")),
            ("It fell on March 3, 2021, at noon.", Some("March 3, 2021")),
            ("The mill was built in 1850 by monks.", Some("1850")),
            ("Last week the mill burnt down.", Some("Last week")),
            ("The owner may sell the mill.", None),
            ("Nobody knows.", None),
        ] {
            assert_eq!(found(text).1.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_to_come_is_seen() {
        for text in [
            "The court will hear the case.",
            "The firm is to buy its rival.",
            "The vote is expected to be close.",
            "The union plans to strike.",
        ] {
            assert!(found(text).2, "{text}");
        }
        for text in [
            "The court heard the case.",
            "“We will never pay,” Lee said.",
            "It was to be the last.",
            "She bore him no ill will.",
            "The mayor did not unveil plans to pay.",
            "The main task is to keep calm.",
        ] {
            assert!(!found(text).2, "{text}");
        }
    }
}
