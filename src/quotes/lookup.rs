//! Whom does somebody mean? From what an asker typed, a name, a title, a
//! misspelling, to speakers of an article.

use super::{Attributions, Speaker, SpeakerKind};
use crate::{article::Article, index::analysis::tolerance, text::fold};

/// Whom a query means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// These speakers, best first: indexes into [`Attributions::speakers`].
    Found(Vec<usize>),
    /// Named in the article, but nothing is attributed to them.
    Mentioned,
    /// Nobody, but these names are near.
    Suggest(Vec<String>),
    /// Nobody.
    Unknown,
}

/// Names that are suggested at most.
const SUGGESTIONS: usize = 3;

/// Jaro-Winkler similarity, 0..=1, from which a name is worth suggesting.
const NEAR: f64 = 0.84;

/// The speakers that `query` means.
#[must_use]
pub fn find_speakers(query: &str, article: &Article, attributions: &Attributions) -> Match {
    let wanted = words(query);
    if wanted.is_empty() {
        return Match::Unknown;
    }
    let mut found: Vec<(u32, usize)> = attributions
        .speakers
        .iter()
        .enumerate()
        .filter_map(|(index, speaker)| Some((fit(&wanted, speaker)?, index)))
        .collect();
    found.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), *index));
    if let Some((best, _)) = found.first().copied() {
        // A clear match by name is not diluted by a loose one by role.
        found.retain(|(score, _)| *score + 20 >= best);
        return Match::Found(found.into_iter().map(|(_, index)| index).collect());
    }
    let text = fold(article.text());
    let named = wanted
        .last()
        .is_some_and(|last| last.chars().count() > 2 && words(&text).contains(last));
    if named {
        return Match::Mentioned;
    }
    let mut near: Vec<(f64, &str)> = attributions
        .speakers
        .iter()
        .filter_map(|speaker| {
            let best = words(&speaker.name)
                .iter()
                .flat_map(|known| {
                    wanted
                        .iter()
                        .map(|wanted| strsim::jaro_winkler(known, wanted))
                        .collect::<Vec<_>>()
                })
                .fold(0.0, f64::max);
            (best >= NEAR).then_some((best, speaker.name.as_str()))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    if near.is_empty() {
        return Match::Unknown;
    }
    Match::Suggest(
        near.into_iter()
            .take(SUGGESTIONS)
            .map(|(_, name)| name.to_owned())
            .collect(),
    )
}

/// The speakers whom all of `query` names, by name and not by role alone; more
/// than one where they share what was typed.
#[must_use]
pub fn named(query: &str, attributions: &Attributions) -> Vec<usize> {
    let wanted = words(query);
    let all = attributions.speakers.iter().enumerate();
    let fits: Vec<(u32, usize)> = all
        .filter(|(_, speaker)| speaker.kind != SpeakerKind::Anonymous)
        .filter_map(|(index, speaker)| Some((fit(&wanted, speaker)?, index)))
        .filter(|(fits, _)| *fits > BY_ROLE)
        .collect();
    let best = fits.iter().map(|(fits, _)| *fits).max();
    let named = fits.iter().filter(|(fits, _)| Some(*fits) == best);
    named.map(|(_, index)| *index).collect()
}

/// How well a role alone fits.
const BY_ROLE: u32 = 50;

/// How well the words fit a speaker; `None` when they do not.
fn fit(wanted: &[String], speaker: &Speaker) -> Option<u32> {
    let name = words(&speaker.name);
    let roles: Vec<String> = speaker
        .roles
        .iter()
        .chain(&speaker.also)
        .flat_map(|role| words(role))
        .collect();
    if *wanted == *name {
        return Some(100);
    }
    let last = name.last()?;
    let in_name = |word: &String| name.iter().any(|known| known == word);
    let like_name = |word: &String| name.iter().any(|known| alike(known, word));
    let in_roles = |word: &String| {
        roles
            .iter()
            .any(|known| known == word || alike(known, word))
    };
    let names_last = wanted.iter().any(|word| word == last);
    if names_last && wanted.iter().all(|word| in_name(word) || in_roles(word)) {
        return Some(90);
    }
    if wanted.iter().all(in_name) {
        return Some(80);
    }
    let names_nearly = wanted.iter().any(|word| alike(last, word));
    if names_nearly && wanted.iter().all(|word| like_name(word) || in_roles(word)) {
        return Some(70);
    }
    if wanted.iter().all(like_name) {
        return Some(60);
    }
    // "the Treasury secretary"
    if !roles.is_empty() && wanted.iter().all(in_roles) {
        return Some(BY_ROLE);
    }
    // "UN" for a body's initials
    let initials: String = name.iter().filter_map(|word| word.chars().next()).collect();
    (wanted.len() == 1
        && name.len() >= 2
        && wanted[0].chars().count() >= 2
        && wanted[0] == initials)
        .then_some(40)
}

/// Whether two words are one name spelt in two ways.
fn alike(known: &str, typed: &str) -> bool {
    let allowed = tolerance(known).min(tolerance(typed));
    known == typed || allowed > 0 && strsim::osa_distance(known, typed) <= allowed
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.strip_suffix("'s").unwrap_or(word).trim_matches('\''))
        .filter(|word| {
            !word.is_empty()
                && !matches!(
                    *word,
                    "the" | "a" | "an" | "mr" | "mrs" | "ms" | "dr" | "of"
                )
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
