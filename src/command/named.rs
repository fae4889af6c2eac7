//! Which article do words of its title mean? "The goat article" means one whose
//! title speaks of goats.

use super::Context;
use crate::{store::Listing, text::fold};

/// Words around the name of an article that are no part of it.
const AROUND: &[&str] = &[
    "the", "a", "an", "this", "that", "one", "article", "articles", "story", "piece", "report",
    "text", "page", "post", "paper", "about", "on", "of",
];

/// A word this short must be a word of the title; a longer one may be part of one.
const SHORT: usize = 3;

impl Context<'_> {
    /// The identifier of the first article asked here whose title has all these
    /// words; else all that are not merely said around a name.
    pub(super) fn called(&self, name: &str) -> Option<String> {
        let all = words(name);
        let telling: Vec<String> = all
            .iter()
            .filter(|word| !AROUND.contains(&word.as_str()))
            .cloned()
            .collect();
        let with = |words: &[String]| {
            let mut found = None;
            if !words.is_empty() {
                self.library.look_through(self.scope, |listing| {
                    if is_called(listing, words) {
                        found = Some(listing.id.clone());
                    }
                    found.is_none()
                });
            }
            found
        };
        with(&all).or_else(|| with(&telling))
    }
}

/// The name in "the goat article" and "the article about goats"; `None` where
/// no article is spoken of.
pub(super) fn name_in(topic: &str) -> Option<String> {
    const NOUNS: &[&str] = &["article", "story", "report", "piece", "text", "post"];
    let words = words(topic);
    let noun = |word: Option<&String>| word.is_some_and(|word| NOUNS.contains(&word.as_str()));
    let begins = words
        .iter()
        .position(|word| !matches!(word.as_str(), "the" | "a" | "that"));
    let begins = begins.unwrap_or(0);
    let about = words
        .get(begins + 1)
        .is_some_and(|word| matches!(word.as_str(), "about" | "on"));
    let name = if noun(words.last()) {
        words.get(begins..words.len() - 1)?
    } else if noun(words.get(begins)) && about {
        words.get(begins + 2..)?
    } else {
        return None;
    };
    (!name.is_empty()).then(|| name.join(" "))
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_called(listing: &Listing, wanted: &[String]) -> bool {
    let title = words(listing.title());
    wanted.iter().all(|word| {
        let short = word.chars().count() < SHORT;
        title.iter().any(|of| {
            of == word || !short && (of.contains(word.as_str()) || singular(of) == singular(word))
        })
    })
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(one) if one.chars().count() >= SHORT => one,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_named_before_the_noun_or_after_it() {
        for (topic, name) in [
            ("the goat article", Some("goat")),
            ("The story about the old goats", Some("the old goats")),
            ("night train report", Some("night train")),
            ("the article", None),
            ("the goats", None),
            ("a report", None),
            ("", None),
        ] {
            assert_eq!(name_in(topic).as_deref(), name, "{topic}");
        }
    }
}
