//! How long a summary somebody wants, as people type it, and which step is
//! the next shorter or longer.

use crate::{summary::Length, text::fold};

/// What somebody wants of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Sentences of it.
    Prose(Length),
    /// Who, what, how much, when, what next.
    Points,
}

/// How many of `words` at their beginning say a length.
#[must_use]
pub fn length_words(words: &[&str]) -> usize {
    let two = words
        .get(..2)
        .is_some_and(|two| form(&two.join(" ")).is_some());
    if two {
        2
    } else {
        usize::from(words.first().is_some_and(|first| form(first).is_some()))
    }
}

/// A length as an argument: "key points" and "bullet points" are "points".
#[must_use]
pub fn argument(words: &[&str]) -> String {
    let typed = words.join(" ");
    match form(&typed) {
        Some(Form::Points) => "points".to_owned(),
        _ => typed,
    }
}

/// What somebody typed for a length.
#[must_use]
pub fn form(typed: &str) -> Option<Form> {
    let typed = fold(typed.trim().trim_matches(|c: char| !c.is_alphanumeric()));
    let named = match typed.as_str() {
        "short" | "shorter" | "brief" | "tiny" => Some(Form::Prose(Length::Short)),
        "medium" | "normal" => Some(Form::Prose(Length::Medium)),
        "long" | "longer" | "full" | "detailed" => Some(Form::Prose(Length::Long)),
        "points" | "bullets" | "key points" | "main points" | "bullet points" | "key facts"
        | "main facts" | "key takeaways" | "takeaways" => Some(Form::Points),
        _ => None,
    };
    named.or_else(|| counted(&typed).map(Form::Prose))
}

/// "3", "three sentences", "50 words".
fn counted(typed: &str) -> Option<Length> {
    let mut words = typed.split_whitespace();
    let number = match words.next()? {
        "one" | "a" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        digits => digits.parse::<usize>().ok()?,
    };
    match words.next() {
        None if typed == "a" => None,
        None | Some("sentence" | "sentences" | "lines" | "line") if number > 0 => {
            Some(Length::Sentences(number))
        }
        Some("word" | "words") if number > 0 => Some(Length::Words(number)),
        _ => None,
    }
}

/// The next shorter length, as it is typed, after so many sentences were
/// shown.
#[must_use]
pub fn shorter(form: Form, shown: usize) -> Option<String> {
    let length = match form {
        Form::Points => return Some("short".to_owned()),
        Form::Prose(length) => length,
    };
    match length {
        _ if shown < 2 => None,
        Length::Words(number) => (number > 20).then(|| format!("{} words", number / 2)),
        Length::Long if shown > 5 => Some("medium".to_owned()),
        Length::Long | Length::Medium if shown > 2 => Some("short".to_owned()),
        Length::Sentences(_) => Some(shown.div_ceil(2).to_string()),
        Length::Long | Length::Medium | Length::Short => Some("1".to_owned()),
    }
}

/// The next longer length, as it is typed.
#[must_use]
pub fn longer(form: Form) -> Option<String> {
    let length = match form {
        Form::Points => return Some("long".to_owned()),
        Form::Prose(length) => length,
    };
    match length {
        Length::Short => Some("medium".to_owned()),
        Length::Medium => Some("long".to_owned()),
        Length::Long => None,
        Length::Sentences(number) => (number < 40).then(|| (number * 2).to_string()),
        Length::Words(number) => (number < 1_000).then(|| format!("{} words", number * 2)),
    }
}

/// The length for each of several articles: together they are to be read at
/// one go.
#[must_use]
pub fn shared(length: Length, articles: usize) -> Length {
    let articles = articles.max(1);
    match length {
        _ if articles == 1 => length,
        Length::Short => Length::Sentences(1),
        Length::Medium => Length::Sentences(3),
        Length::Long => Length::Sentences(6),
        Length::Sentences(number) => Length::Sentences((number / articles).max(1)),
        Length::Words(number) => Length::Words((number / articles).max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("short", Some(Form::Prose(Length::Short))),
            ("LONG", Some(Form::Prose(Length::Long))),
            ("3", Some(Form::Prose(Length::Sentences(3)))),
            ("three sentences", Some(Form::Prose(Length::Sentences(3)))),
            ("50 words", Some(Form::Prose(Length::Words(50)))),
            ("points", Some(Form::Points)),
            ("Key points", Some(Form::Points)),
            ("0", None),
            ("a", None),
            ("the port", None),
            ("-3 words", Some(Form::Prose(Length::Words(3)))),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(form(typed), expected, "{typed}");
        }
    }

    #[test]
    fn steps_end_somewhere() {
        for (start, mut shown) in [("long", 10), ("medium", 5), ("9", 9), ("points", 5)] {
            let mut now = form(start).unwrap();
            let mut steps = 0;
            while let Some(next) = shorter(now, shown) {
                now = form(&next).unwrap();
                shown = match now {
                    Form::Prose(Length::Sentences(number)) => number,
                    Form::Prose(Length::Short) => 2,
                    _ => 5,
                };
                steps += 1;
                assert!(steps < 6, "{start}");
            }
            assert_eq!(shown, 1, "{start}");
        }
        assert_eq!(shorter(Form::Prose(Length::Sentences(1)), 1), None);
        assert_eq!(longer(Form::Prose(Length::Long)), None);
    }

    #[test]
    fn a_step_gives_another_length() {
        // An article whose third is three sentences shows three at any length.
        assert_eq!(
            shorter(Form::Prose(Length::Long), 3).as_deref(),
            Some("short")
        );
        assert_eq!(shorter(Form::Prose(Length::Short), 2).as_deref(), Some("1"));
    }
}
