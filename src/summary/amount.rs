//! Where does a sentence say how much? By form and short lists of function
//! words.

use super::reading::Reading;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };

    fn found(text: &str) -> Option<String> {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let none = Attributions::default();
        let reading = Reading::of(&article, &none);
        amount(&reading, reading.tokens(0)).map(|amount| article.words(amount.span).to_owned())
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
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
    }
}
