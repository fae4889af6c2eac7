//! Which words of a sentence say how long something lasts, or how often it is
//! so? English only.

use super::{
    super::{matching::Matched, prepared::Token, words::shape},
    numbers::{self, Of},
    vocabulary::DURATIONS,
};

/// Whether a word says how long something lasts: "two weeks", "half an hour",
/// "since 1974", "900 metres".
pub(super) fn lasts(one: &Matched<'_>, tokens: &[Token], at: usize) -> bool {
    let here = |at: usize| {
        let word = tokens.get(at).and_then(|token| one.prepared.type_of(token));
        word.map_or("", |word| &*word.folded)
    };
    let before = |by: usize| at.checked_sub(by).map_or("", here);
    match numbers::of(one, tokens, at) {
        Some(Of::Duration | Of::Length) => true,
        Some(Of::Moment | Of::Either) => (1..4).any(|by| UP_TO.contains(&before(by))),
        Some(_) => false,
        None => {
            let dated = tokens
                .get(at)
                .is_some_and(|token| token.shape & (shape::YEAR | shape::CALENDAR) > 0);
            DURATIONS.contains(&here(at)) && ONE.contains(&before(1))
                || dated && (1..4).any(|by| UP_TO.contains(&before(by)))
        }
    }
}

/// Words before the moment from which, or until which, something lasts.
const UP_TO: &[&str] = &["since", "until", "till", "through"];
/// Words for one of a unit.
const ONE: &[&str] = &[
    "a", "an", "one", "whole", "entire", "full", "half", "further", "another",
];

/// Whether a word says how often something is so: "twice", "every two weeks",
/// "on 22 occasions".
pub(super) fn repeats(one: &Matched<'_>, tokens: &[Token], at: usize) -> bool {
    let here = |at: usize| {
        let word = tokens.get(at).and_then(|token| one.prepared.type_of(token));
        word.map_or("", |word| &*word.folded)
    };
    let before = |by: usize| at.checked_sub(by).map_or("", here);
    let number = tokens
        .get(at)
        .is_some_and(|token| token.shape & shape::NUMERIC > 0);
    let unit = |at: usize| DURATIONS.contains(&here(at));
    let each =
        |at: usize| matches!(here(at), "a" | "an" | "per" | "each" | "every") && unit(at + 1);
    REPEATED.contains(&here(at))
        || number
            && (1..4)
                .any(|on| matches!(here(at + on), "times" | "time" | "occasions") || each(at + on))
        || (1..3).any(|by| matches!(before(by), "every" | "each")) && (number || unit(at))
}

const REPEATED: &[&str] = &[
    "once",
    "twice",
    "thrice",
    "hourly",
    "daily",
    "nightly",
    "weekly",
    "fortnightly",
    "monthly",
    "quarterly",
    "yearly",
    "annually",
    "never",
    "always",
    "regularly",
    "rarely",
    "seldom",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::{languages, matching::Matching, question::Asked},
        article::{Article, Metadata},
        library::Entry,
    };

    /// The words of a sentence of which `says` holds.
    fn words(sentence: &str, says: impl Fn(&Matched<'_>, &[Token], usize) -> bool) -> Vec<String> {
        let metadata = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let entry = Entry::new(Article::from_lines(sentence.to_owned(), metadata));
        let document = entry.document();
        let asked = Asked::new("how long?", languages::of(Some("en")));
        let matching = Matching::new(&asked, &[document]);
        let one = matching.documents.first().unwrap();
        let line = document.prepared.sentences.first().unwrap();
        let tokens = document.prepared.tokens_of(line);
        let said = (0..tokens.len()).filter(|&at| says(one, tokens, at));
        said.map(|at| document.article.words(tokens[at].span).to_owned())
            .collect()
    }

    #[test]
    fn a_stretch_of_time_or_of_way_is_how_long() {
        for (sentence, expected) in [
            ("The strike lasted nine days in May.", "nine"),
            (
                "Her family has baked there since 1974 for 200 guests.",
                "1974",
            ),
            ("His contract runs until June at least.", "June"),
            ("The wall is 900 metres long.", "900"),
            ("They waited half an hour for six men.", "hour"),
            ("At the age of six she sold 40 loaves.", ""),
        ] {
            assert_eq!(words(sentence, lasts).join(" "), expected, "{sentence}");
        }
    }

    #[test]
    fn a_number_of_times_or_an_interval_is_how_often() {
        for (sentence, expected) in [
            ("The ferry runs every two hours.", "two hours"),
            ("They met on 22 occasions with four guests.", "22"),
            ("The bells ring twice on Sundays at 9.", "twice"),
            ("Forty boats leave there.", ""),
        ] {
            assert_eq!(words(sentence, repeats).join(" "), expected, "{sentence}");
        }
    }
}
