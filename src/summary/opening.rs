//! Does a sentence open on something that stands before it? Knows the words
//! that point back; knows neither the article nor what they point to.

use std::{collections::HashMap, sync::LazyLock};

use super::pointing_words::{
    BARE, CONNECTIVES, DEMONSTRATIVES, NOT_AFTER, PERSON, POINTING, PREPOSITIONS, SHELL_NOUNS,
    TELLS, TELLS_OF_ONE,
};
use crate::text::fold;

/// What stands at the beginning of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing that points back.
    Free,
    /// A connective that can be left off; the rest begins at this byte.
    Connective(usize),
    /// "He", "she", "his", "her": somebody named before.
    Person,
    /// "This", "it", "the latter", "another": it points back and no name
    /// mends it.
    Pointing,
}

/// The words of each connective, by the first of them.
static BY_FIRST_WORD: LazyLock<HashMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut known: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    for connective in CONNECTIVES.split('|') {
        let words: Vec<&str> = connective.split_whitespace().collect();
        if let Some(first) = words.first() {
            known.entry(*first).or_default().push(words);
        }
    }
    known
});

/// How a sentence opens.
pub(super) fn opening(text: &str) -> Opening {
    opening_at(text, 0)
}

/// As [`opening`] of what stands from byte `at`; a connective may follow a
/// connective once ("But, however, the …").
fn opening_at(text: &str, depth: usize) -> Opening {
    let words = Words::of(text);
    let Some(first) = words.get(0) else {
        return Opening::Pointing;
    };
    if let Some(rest) = words.after_connective(text) {
        let remains = text.get(rest..).unwrap_or("");
        return match opening_at(remains, depth + 1) {
            _ if depth > 1 || remains.split_whitespace().nth(3).is_none() => Opening::Pointing,
            Opening::Free => Opening::Connective(rest),
            Opening::Connective(further) => Opening::Connective(rest + further),
            other => other,
        };
    }
    // "In the meantime prices rose": a connective, though no comma parts it.
    if words.goes_on_unparted() {
        return Opening::Pointing;
    }
    let second = words.get(1).unwrap_or("");
    let third = words.get(2).unwrap_or("");
    if PERSON.contains(&first) {
        return Opening::Person;
    }
    let told_after = |from: usize| {
        (from..from + 3).any(|number| words.get(number).is_some_and(|word| TELLS.contains(&word)))
    };
    let points = match first {
        // "It is well known that", and not "it is the first that".
        "it" | "it's" if words.is_expletive() => false,
        // "Both Lee and Ray", "either way out".
        "both" | "either" | "neither" => {
            !(1..7).any(|number| matches!(words.get(number), Some("and" | "or" | "nor")))
        }
        // "Next came the mayor" against "next year".
        "next" => matches!(second, "came" | "comes" | "up") || verb_like(second),
        "so" | "yet" => !NOT_AFTER.contains(&second),
        // "Still images showed", "Plus points are": only apart or before a verb.
        "those" => !matches!(
            second,
            "who" | "with" | "in" | "from" | "living" | "without"
        ),
        "one" | "some" | "many" | "most" | "all" | "several" | "few" | "each" | "two" | "three"
            if TELLS_OF_ONE.contains(&second) =>
        {
            true
        }
        "the" => {
            (SHELL_NOUNS.contains(&second) && !TELLS.contains(&third))
                || (second.ends_with("-year-old") && !told_after(2))
                || (second == "former" && verb_like(third))
                || matches!(
                    second,
                    "above" | "aforementioned" | "following" | "resulting"
                )
        }
        _ if PREPOSITIONS.contains(&first) && DEMONSTRATIVES.contains(&second) => true,
        "all" | "one" | "some" | "many" | "most" | "each" | "none" | "part" | "two" | "three"
            if second == "of" =>
        {
            DEMONSTRATIVES.contains(&third)
        }
        _ => POINTING.contains(&first),
    };
    if points {
        Opening::Pointing
    } else {
        Opening::Free
    }
}

fn verb_like(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "do"
            | "does"
            | "did"
            | "say"
            | "said"
            | "says"
            | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
    )
}

/// The first words of a text, folded, marks at their ends taken off, with
/// where each ends and whether a comma follows.
struct Words {
    all: Vec<(String, usize, bool)>,
}

/// Words looked at: the longest connective and what tells a noun after it.
const LOOKED_AT: usize = 9;

impl Words {
    fn of(text: &str) -> Self {
        let mut all = Vec::with_capacity(LOOKED_AT);
        let mut at = 0;
        while all.len() < LOOKED_AT {
            let rest = text.get(at..).unwrap_or("");
            let word = rest.trim_start();
            if word.is_empty() {
                break;
            }
            let start = at + (rest.len() - word.len());
            let length = word.find(char::is_whitespace).unwrap_or(word.len());
            let typed = word.get(..length).unwrap_or("");
            let bare = typed.trim_matches(|c: char| !c.is_alphanumeric());
            if !bare.is_empty() {
                // No word that matters here is longer; a run of a megabyte is
                // not to be folded.
                let short = crate::text::shorten(bare, 24);
                all.push((fold(short), start + length, typed.ends_with(',')));
            }
            at = start + length;
        }
        Self { all }
    }

    fn get(&self, number: usize) -> Option<&str> {
        self.all.get(number).map(|(word, _, _)| word.as_str())
    }

    /// The words of the longest connective that the text opens with.
    fn connective(&self) -> Option<usize> {
        let (first, ..) = self.all.first()?;
        let known = BY_FIRST_WORD.get(first.as_str())?;
        let same = known.iter().filter(|connective| {
            connective
                .iter()
                .enumerate()
                .all(|(number, word)| self.get(number) == Some(word))
        });
        same.map(Vec::len).max()
    }

    /// Whether a connective of several words has no comma behind it and goes
    /// with no noun of its own ("as a result of the fire").
    fn goes_on_unparted(&self) -> bool {
        self.connective().is_some_and(|words| {
            let last = words.checked_sub(1).and_then(|last| self.all.get(last));
            words > 1
                // "After all the votes were counted".
                && self.get(1) != Some("all")
                && last.is_some_and(|(_, _, comma)| !comma)
                && !matches!(
                    self.get(words),
                    Some("of" | "to" | "with" | "as" | "that" | "than" | "time")
                )
        })
    }

    /// Whether "it" only stands in for a clause to come.
    fn is_expletive(&self) -> bool {
        let be = usize::from(matches!(self.get(1), Some("is" | "was")));
        (be > 0 || self.get(0) == Some("it's"))
            && !matches!(
                self.get(1 + be),
                None | Some("the" | "a" | "an" | "his" | "her" | "their" | "not" | "this" | "that")
            )
            && (2 + be..5 + be)
                .any(|at| matches!(self.get(at), Some("that" | "what" | "how" | "whether")))
    }

    /// Where the text goes on after a connective that can be left off.
    fn after_connective(&self, text: &str) -> Option<usize> {
        let found = self.connective().and_then(|words| {
            let (_, end, comma) = self.all.get(words.checked_sub(1)?)?;
            comma.then_some(*end)
        });
        let bare = || {
            let (first, end, _) = self.all.first()?;
            let bare = BARE.contains(&first.as_str())
                && self.get(1).is_some_and(|second| {
                    !(NOT_AFTER.contains(&second) && matches!(first.as_str(), "so" | "yet"))
                })
                // "Or so says Lee": the verb came first for the connective.
                && !self.get(1).is_some_and(verb_like);
            bare.then_some(*end)
        };
        let end = found.or_else(bare)?;
        let rest = text.get(end..)?;
        Some(end + (rest.len() - rest.trim_start().len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rest(text: &str) -> Option<&str> {
        match opening(text) {
            Opening::Connective(at) => text.get(at..),
            _ => None,
        }
    }

    #[test]
    fn connectives_can_be_left_off() {
        for (text, expected) in [
            (
                "But the harbour stayed open all winter.",
                "the harbour stayed open all winter.",
            ),
            (
                "However, the harbour stayed open.",
                "the harbour stayed open.",
            ),
            (
                "As a result, the harbour had to close.",
                "the harbour had to close.",
            ),
            (
                "And yet the old harbour stayed open.",
                "the old harbour stayed open.",
            ),
            (
                "At the same time, prices rose by a third.",
                "prices rose by a third.",
            ),
        ] {
            assert_eq!(rest(text), Some(expected));
        }
    }

    #[test]
    fn what_points_back_is_seen() {
        for text in [
            "It was the first in ten years.",
            "It was the mayor that closed the mill.",
            "This surprised the council.",
            "These talks will go on.",
            "But this surprised the council.",
            "The latter refused to pay.",
            "The move was welcomed by all.",
            "The 39-year-old lost the race.",
            "In this way the town saved money.",
            "In the meantime it rose by a third.",
            "In the meantime prices rose by a third.",
            "Or so says the mayor of Harl.",
            "So did the mayor of Harl.",
            "Next came the mayor of Harl.",
            "Another was found in the river.",
            "Some of them had never voted.",
            "They voted on Monday.",
            "Then Mayor Lee left the room.",
            "Both were set free.",
            "…",
        ] {
            assert_eq!(opening(text), Opening::Pointing, "{text}");
        }
        for text in [
            "He left the room.",
            "“She’s mad,” Lee said.",
            "But his car was gone.",
            "HER car stood there.",
        ] {
            assert_eq!(opening(text), Opening::Person, "{text}");
        }
    }

    #[test]
    fn what_stands_alone_is_left_alone() {
        for text in [
            "The town of Harl will close its mill.",
            "So far nobody has come.",
            "Next year the harbour will be closed.",
            "As a result of the fire the harbour was closed.",
            "It is well known that trout live in the river.",
            "It’s amazing what a coat of paint can do.",
            "Yet another bridge was closed on Friday.",
            "Both Lee and Ray voted for it.",
            "Those who came early got seats.",
            "The 39-year-old mayor of Harl has resigned.",
            "There were two votes against it.",
            "The decision to close the mill was taken on Monday.",
            "Italy won.",
            "Theirry Bo won.",
        ] {
            assert_eq!(opening(text), Opening::Free, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_remains_is_a_part_of_the_text(text in "(But|And|However|So|Yet|In fact)?[ ,“]{0,3}[A-Za-zé ,.”]{0,60}") {
            if let Opening::Connective(at) = opening(&text) {
                prop_assert!(text.get(at..).is_some_and(|rest| !rest.trim().is_empty()));
            }
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            opening(&text);
        }
    }
}
