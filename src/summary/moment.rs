//! Where does a sentence say when? By form and short lists of function words.

use super::reading::own_word;
use crate::{
    quotes::{lexicon::Class, token::Token},
    text::Span,
};

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

#[cfg(test)]
mod tests {
    use super::{super::reading::Reading, *};
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };

    fn found(text: &str) -> Option<String> {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let none = Attributions::default();
        let reading = Reading::of(&article, &none);
        moment(reading.tokens(0)).map(|span| article.words(span).to_owned())
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
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
    }
}
