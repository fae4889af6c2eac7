//! Which part of a sentence is worth showing? Leaves off a dateline, an image
//! caption that ran into the sentence without a full stop, and an opening
//! connective; what is left is always one stretch of the article.

use super::{
    opening::{Opening, opening},
    reading::{Reading, own_word, verb},
};
use crate::{
    quotes::{
        lexicon::{self, Class},
        token::Token,
    },
    text::{Span, shorten},
};

/// A sentence as it would be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// What is shown.
    pub(super) span: Span,
    /// How that opens.
    pub(super) opening: Opening,
    /// Whether a connective was left off.
    pub(super) connective: bool,
    /// Whether words before it ran in without a full stop.
    pub(super) run_in: bool,
}

/// Words that are worth showing when what runs in before them is left off.
const FEWEST_WORDS: usize = 6;

/// Lines that pages put between paragraphs, without a full stop.
const SIGNPOSTS: &[&str] = &[
    "scroll down for video",
    "scroll down for videos",
    "scroll down for more",
    "click here for more",
    "watch the video below",
];

/// Function words that no name or title has before a word in lower case:
/// capitalised in mid-sentence, they open a sentence of their own.
const OPENERS: &[&str] = &[
    "he", "she", "they", "it", "but", "when", "while", "if", "although", "there", "because",
    "despite", "however", "we", "you",
];

/// The same where the word before is in lower case.
const OPENERS_AFTER_LOWER_CASE: &[&str] = &[
    "the", "a", "an", "in", "on", "at", "after", "as", "for", "this", "these", "his", "her",
    "their", "its", "with", "two", "one", "police", "from", "during", "last", "now", "both",
];

pub(super) fn cut(reading: &Reading<'_>, sentence: usize) -> Cut {
    let article = reading.article;
    let mut span = reading.span(sentence);
    span.start += signpost(article.words(span));
    span.start += dateline(article.words(span));
    span = span.trimmed(article.text());
    let mut run_in = false;
    if let Some(start) = last_opener(reading, sentence, span) {
        run_in = true;
        span.start = start;
    }
    match opening(article.words(span)) {
        Opening::Connective(at) => Cut {
            span: Span::new(span.start + at, span.end),
            opening: Opening::Free,
            connective: true,
            run_in,
        },
        opening => Cut {
            span,
            opening,
            connective: false,
            run_in,
        },
    }
}

/// Bytes of a signpost and the white space after it.
fn signpost(text: &str) -> usize {
    SIGNPOSTS
        .iter()
        .filter(|signpost| {
            text.get(..signpost.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(signpost))
                && text
                    .get(signpost.len()..)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
        .map(|signpost| signpost.len())
        .max()
        .filter(|end| text.get(*end..).is_some_and(|rest| rest.len() > 20))
        .unwrap_or(0)
}

/// Bytes of a dateline: "PARIS (AP) — ", "Rome (Wire)", "HARL, Veland – ".
fn dateline(text: &str) -> usize {
    /// Code points; the longest datelines name two towns and an agency.
    const LONGEST: usize = 60;
    let head = shorten(text, LONGEST);
    let place = |words: &str| {
        words.split_whitespace().count() <= 6
            && words.split_whitespace().all(|word| {
                word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
                    || matches!(word, "and" | "of")
            })
    };
    let capitals = |words: &str| {
        let mut letters = words.chars().filter(|c| c.is_alphabetic());
        letters.clone().count() > 2
            && letters.by_ref().filter(|c| c.is_lowercase()).count() * 2
                < words.chars().filter(|c| c.is_alphabetic()).count()
    };
    let agency = head.split_once('(').and_then(|(before, rest)| {
        let (inside, _) = rest.split_once(')')?;
        let letters = inside.chars().filter(|c| c.is_alphabetic());
        let named = inside.starts_with(char::is_uppercase)
            && inside.split_whitespace().count() <= 2
            && letters.count() > 1;
        let short = before.trim().is_empty() || (place(before) && before.len() <= 40);
        (named && short).then_some(before.len() + inside.len() + 2)
    });
    let after = |end: usize| {
        let rest = text.get(end..).unwrap_or("");
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'))
    };
    if let Some(end) = agency {
        let rest = after(end);
        let opens = rest
            .chars()
            .find(|c| c.is_alphanumeric())
            .is_some_and(|c| c.is_uppercase() || c.is_numeric());
        let dashed = rest.len() < text.get(end..).map_or(0, |rest| rest.trim_start().len());
        // "Lee (Harl) Ray": a bracket amid names is no dateline.
        let before = text.get(..end).unwrap_or("");
        let plain = before.starts_with('(') || dashed || capitals(before) || !rest.is_empty();
        if opens && plain {
            return text.len() - rest.len();
        }
    }
    for dash in [" — ", " – ", " - ", " -- "] {
        if let Some((before, rest)) = head.split_once(dash)
            && capitals(before)
            && place(before)
            && rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || "“\"‘'".contains(c))
        {
            return before.len() + dash.len();
        }
    }
    0
}

/// Where the last sentence begins that ran into others without a full stop.
fn last_opener(reading: &Reading<'_>, sentence: usize, span: Span) -> Option<usize> {
    let tokens = reading.tokens_in(sentence, span);
    let words = tokens.iter().filter(|token| !token.class.is_mark()).count();
    let mut seen = 0;
    let mut found = None;
    for (number, token) in tokens.iter().enumerate() {
        let before = seen;
        seen += usize::from(!token.class.is_mark());
        let (Some(last), Some(next)) = (
            number.checked_sub(1).and_then(|at| tokens.get(at)),
            tokens.get(number + 1),
        ) else {
            continue;
        };
        let told = || {
            tokens
                .get(..number)
                .is_some_and(|head| head.iter().any(verb))
        };
        if before >= 3
            && words - before >= FEWEST_WORDS
            && (opens_anew(reading, last, token, next)
                || (opens_on_noun(reading, last, token, next) && told()))
            && tokens
                .get(number..)
                .is_some_and(|rest| rest.iter().any(verb))
        {
            found = Some(token.span.start);
        }
    }
    found
}

fn opens_anew(reading: &Reading<'_>, last: &Token, token: &Token, next: &Token) -> bool {
    let upper = |token: &Token| reading.word(token).starts_with(char::is_uppercase);
    let lower = |token: &Token| reading.word(token).starts_with(char::is_lowercase);
    let shouted = reading
        .word(token)
        .chars()
        .filter(|c| c.is_uppercase())
        .count()
        > 1;
    own_word(token)
        && own_word(last)
        && !next.class.is_mark()
        && upper(token)
        && !shouted
        && (lower(next) || next.class == Class::Genitive)
        && (OPENERS.contains(&token.form.as_str())
            || (OPENERS_AFTER_LOWER_CASE.contains(&token.form.as_str())
                && lower(last)
                && !last.class.is_verb()
                && !lexicon::opens_clause(&last.form)))
}

/// Whether a common noun with a capital opens a sentence of its own after a
/// whole one: "Lee lost in court Drivers face fines".
fn opens_on_noun(reading: &Reading<'_>, last: &Token, token: &Token, next: &Token) -> bool {
    own_word(token)
        && own_word(last)
        && matches!(
            last.class,
            Class::Name | Class::Acronym | Class::Lower | Class::Number | Class::Date
        )
        && reading.is_no_name(token)
        && reading.word(next).starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let none = Attributions::default();
        let reading = Reading::of(&article, &none);
        article.words(cut(&reading, 0).span).to_owned()
    }

    #[test]
    fn a_dateline_is_left_off() {
        for text in [
            "(WIRE)The mill of Harl burnt down on Monday.",
            "Harl, Veland (Wire) The mill of Harl burnt down on Monday.",
            "HARL (AB) — The mill of Harl burnt down on Monday.",
            "HARL, V.D., Sept. 26 (AB) — The mill of Harl burnt down on Monday.",
            "NEW HARL, Veland — The mill of Harl burnt down on Monday.",
            "Scroll down for video The mill of Harl burnt down on Monday.",
        ] {
            assert_eq!(
                shown(text),
                "The mill of Harl burnt down on Monday.",
                "{text}"
            );
        }
        for text in [
            "Lee (pictured) left the town of Harl on Monday.",
            "The mill (built in 1900) burnt down on Monday.",
            "Harl – a small town – lost its mill on Monday.",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_caption_that_ran_in_is_left_off() {
        for (text, expected) in [
            (
                "Ann Lee stands before the old mill in Harl She was elected mayor nine years ago.",
                "She was elected mayor nine years ago.",
            ),
            (
                "The old mill as it was before the fire The council will vote on the plan in May.",
                "The council will vote on the plan in May.",
            ),
        ] {
            assert_eq!(shown(text), expected);
        }
        assert_eq!(
            shown(
                "Ann Lee lost her case at the Court of Harl Drivers of old cars will pay fines in all \
                 towns of the valley. Few drivers knew of it."
            ),
            "Drivers of old cars will pay fines in all towns of the valley."
        );
        for text in [
            "The film When Mills Burn was shown to everybody in the town.",
            "Lee told The Harl Echo that nobody in town had been asked.",
            "People in The Hague have waited for it since last summer.",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_connective_is_left_off() {
        assert_eq!(
            shown("However, the mill in Harl stayed open."),
            "the mill in Harl stayed open."
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_is_a_part_of_the_sentence(text in "([A-Z]{0,6} ?\\([A-Za-z]{0,4}\\) ?)?[A-Za-zé ‘’“”.,—-]{0,120}") {
            let article = Article::from_lines(text, Metadata::default());
            let none = Attributions::default();
            let reading = Reading::of(&article, &none);
            for (number, sentence) in article.sentences.iter().enumerate() {
                let cut = cut(&reading, number);
                prop_assert!(sentence.span.contains(cut.span));
                prop_assert!(article.text().get(cut.span.start..cut.span.end).is_some());
            }
        }
    }
}
