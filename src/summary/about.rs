//! Is a sentence about what was asked for? A topic by its stems, a name by
//! near spelling, a speaker by what the article attributes to them.

use std::collections::HashSet;

use super::reading::Reading;
use crate::{
    index::analysis::{Analyser, tolerance, words},
    text::{fold, shorten},
};

/// Code points of a topic that are looked at.
const LONGEST: usize = 200;

/// Words of a topic that are looked at.
const MOST_WORDS: usize = 12;

/// What a summary is to keep to.
pub(super) struct Topic {
    language: String,
    /// Exact form and stem of each word asked for.
    asked: Vec<(String, Option<String>)>,
    speakers: HashSet<usize>,
    /// Whether only words of these speakers are asked for: "what Lee said".
    only_said: bool,
}

impl Topic {
    pub(super) fn of(reading: &Reading<'_>, about: &str) -> Self {
        let language = reading
            .article
            .metadata
            .language
            .clone()
            .unwrap_or_else(|| "en".to_owned());
        let (about, only_said) = said_by(shorten(about, LONGEST));
        let mut found = words(&about);
        found.truncate(MOST_WORDS);
        let stems = Analyser::new(&language).stems(&found);
        let bare = stems.iter().all(Option::is_none);
        let asked: Vec<(String, Option<String>)> = found
            .into_iter()
            .zip(stems)
            .filter(|(_, stem)| bare || stem.is_some())
            .map(|(word, stem)| (word.exact, stem))
            .collect();
        let speakers = reading
            .attributions
            .speakers
            .iter()
            .enumerate()
            .filter(|(_, speaker)| {
                let named: Vec<String> = std::iter::once(&speaker.name)
                    .chain(&speaker.also)
                    .flat_map(|name| name.split_whitespace().map(fold))
                    .collect();
                !asked.is_empty()
                    && asked
                        .iter()
                        .all(|(word, _)| named.iter().any(|name| near(word, name)))
            })
            .map(|(number, _)| number)
            .collect();
        Self {
            language,
            asked,
            speakers,
            only_said,
        }
    }

    /// The share of the topic that a sentence covers; `None` when it is about
    /// something else.
    pub(super) fn covered_by(&self, reading: &Reading<'_>, sentence: usize) -> Option<f32> {
        let said = reading.touching(sentence).iter().any(|number| {
            let attribution = reading.attributions.attributions.get(*number);
            attribution
                .and_then(|attribution| attribution.speaker)
                .is_some_and(|speaker| self.speakers.contains(&speaker))
        });
        if self.only_said {
            return said.then_some(1.0);
        }
        let hits = self.hits(reading.article.words(reading.span(sentence)));
        let share = hits as f32 / self.asked.len().max(1) as f32;
        if said {
            Some(share.max(1.0))
        } else {
            (hits > 0 && hits * 2 >= self.asked.len()).then_some(share)
        }
    }

    /// How many of the words asked for a text has.
    fn hits(&self, text: &str) -> usize {
        let found = words(shorten(text, 4_000));
        let by_form = |word: &str| {
            found
                .iter()
                .any(|other| other.exact == word || other.capital && near(word, &other.exact))
        };
        // Stemming costs most; most sentences share no beginning with the
        // topic.
        let begins_alike = |word: &str| {
            let head: String = word.chars().take(3).collect();
            found.iter().any(|other| other.exact.starts_with(&head))
        };
        let mut stems: Option<HashSet<String>> = None;
        self.asked
            .iter()
            .filter(|(word, stem)| {
                if by_form(word) {
                    return true;
                }
                let Some(stem) = stem.as_deref().filter(|_| begins_alike(word)) else {
                    return false;
                };
                stems
                    .get_or_insert_with(|| {
                        Analyser::new(&self.language)
                            .stems(&found)
                            .into_iter()
                            .flatten()
                            .collect()
                    })
                    .contains(stem)
            })
            .count()
    }
}

/// The speaker of "what Lee said" or "Lee's statements", and whether that is
/// what was asked.
fn said_by(about: &str) -> (String, bool) {
    const SAYS: &[&str] = &[
        "said", "says", "say", "thinks", "thought", "claims", "claimed", "argues", "argued",
        "told", "promises", "promised", "wants",
    ];
    let typed: Vec<&str> = about.split_whitespace().collect();
    match typed.as_slice() {
        [first, speaker @ .., last]
            if !speaker.is_empty()
                && fold(first) == "what"
                && SAYS.contains(&fold(last).as_str()) =>
        {
            (speaker.join(" "), true)
        }
        _ => (about.to_owned(), false),
    }
}

/// Whether two folded words are one name spelt two ways.
fn near(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let tolerance = tolerance(one);
    tolerance > 0
        && one.chars().next() == other.chars().next()
        && one.len().abs_diff(other.len()) <= tolerance
        && strsim::osa_distance(one, other) <= tolerance
}
