//! Which words of a text are the ones that were searched for? For marking
//! hits; compares as the index does and knows nothing of it.

use std::collections::HashSet;

use super::analysis::{Analyser, Word, tolerance, words};
use crate::text::{Span, shorten};

/// What was searched for, ready to be found in texts of one language.
pub struct Marker {
    analyser: Analyser,
    /// Words that are sought, folded.
    exact: HashSet<String>,
    stems: HashSet<String>,
    all_stop_words: bool,
}

impl Marker {
    /// Reads what was searched for in texts of `language`.
    #[must_use]
    pub fn new(searched: &str, language: Option<&str>) -> Self {
        let mut analyser = Analyser::new(language.unwrap_or("en"));
        let mut asked = words(shorten(searched, super::LONGEST_QUERY));
        asked.truncate(super::MOST_WORDS);
        let stems = analyser.stems(&asked);
        let all_stop_words = stems.iter().all(Option::is_none);
        let sought = asked.into_iter().zip(&stems);
        Self {
            exact: sought
                .filter(|(_, stem)| stem.is_some() || all_stop_words)
                .map(|(word, _)| word.exact)
                .collect(),
            stems: stems.into_iter().flatten().collect(),
            all_stop_words,
            analyser,
        }
    }

    /// The words of `text` that are sought, in order, not overlapping: by stem,
    /// by folded form, and names by near spelling.
    #[must_use]
    pub fn marks(&mut self, text: &str) -> Vec<Span> {
        let found = words(text);
        let stems = self.analyser.stems(&found);
        let (exact, all) = (&self.exact, self.all_stop_words);
        let sought = |word: &Word, stem: Option<&String>| {
            (exact.contains(&word.exact) && (stem.is_some() || all))
                || stem.is_some_and(|stem| self.stems.contains(stem))
                || (word.capital && exact.iter().any(|other| near(other, &word.exact)))
        };
        found
            .iter()
            .zip(&stems)
            .filter(|(word, stem)| sought(word, stem.as_ref()))
            .map(|(word, _)| word.span)
            .collect()
    }
}

/// Whether two folded words are one name spelt two ways.
fn near(one: &str, other: &str) -> bool {
    let tolerance = tolerance(one);
    tolerance > 0
        && one.chars().next() == other.chars().next()
        && one.len().abs_diff(other.len()) <= tolerance
        && strsim::osa_distance(one, other) <= tolerance
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(searched: &str, text: &str) -> Vec<String> {
        Marker::new(searched, Some("en"))
            .marks(text)
            .into_iter()
            .map(|span| span.of(text).to_owned())
            .collect()
    }

    #[test]
    fn marks_other_forms_of_the_word() {
        assert_eq!(
            marked("what about votes?", "They voted; the vote was Tuesday’s."),
            ["voted", "vote"]
        );
    }

    #[test]
    fn marks_a_name_in_another_spelling_and_without_its_accents() {
        assert_eq!(
            marked("Zelensky", "Zelenskyy met Zelenskiy’s guests"),
            ["Zelenskyy", "Zelenskiy"]
        );
        assert_eq!(marked("Walesa", "Lech Wałęsa spoke"), ["Wałęsa"]);
    }

    #[test]
    fn stop_words_are_marked_only_when_there_is_nothing_else() {
        assert_eq!(
            marked("the harbour", "The harbour of the town"),
            ["harbour"]
        );
        assert_eq!(marked("the", "The harbour of the town"), ["The", "the"]);
    }

    #[test]
    fn numbers_and_initials_meet_however_they_are_written() {
        assert_eq!(marked("1500", "some 1,500 people, 15.00 each"), ["1,500"]);
        assert_eq!(marked("US", "the U.S. and us"), ["U.S"]);
    }

    proptest! {
        #[test]
        fn spans_are_words_of_the_text(searched in ".{0,60}", text in ".{0,200}") {
            let mut end = 0;
            for span in Marker::new(&searched, None).marks(&text) {
                prop_assert!(span.start >= end && !span.of(&text).is_empty());
                end = span.end;
            }
        }
    }
}
