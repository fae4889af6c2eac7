//! Whom does somebody mean? From what an asker typed, a name, a title, a
//! misspelling, to speakers of an article.

use super::{
    Attributions, Speaker, SpeakerKind,
    roles::{self, Means},
};
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
    if stands(&wanted, article) {
        return Match::Mentioned;
    }
    let held = holders(&wanted, attributions);
    if !held.is_empty() {
        return Match::Suggest(held);
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

/// How well a role fits that somebody held, when another holds it.
const BYGONE: u32 = 25;

/// How well the words fit a speaker; `None` when they do not.
fn fit(wanted: &[String], speaker: &Speaker) -> Option<u32> {
    let name = words(&speaker.name);
    if *wanted == *name {
        return Some(100);
    }
    let last = name.last()?;
    let beside: Vec<String> = speaker
        .roles
        .iter()
        .chain(&speaker.also)
        .chain(&speaker.of)
        .flat_map(|words_beside| words(words_beside))
        .collect();
    let in_name = |word: &String| name.iter().any(|known| known == word);
    let like_name = |word: &String| name.iter().any(|known| alike(known, word));
    let is_beside = |word: &String| beside.iter().any(|known| same(known, word));
    let names_last = wanted.iter().any(|word| word == last);
    if names_last && wanted.iter().all(|word| in_name(word) || is_beside(word)) {
        return Some(90);
    }
    if wanted.iter().all(in_name) {
        return Some(80);
    }
    let names_nearly = wanted.iter().any(|word| alike(last, word));
    if names_nearly && wanted.iter().all(|word| like_name(word) || is_beside(word)) {
        return Some(70);
    }
    if wanted.iter().all(like_name) {
        return Some(60);
    }
    // "Bob Marsh" for "Robert Marsh", called so elsewhere.
    if speaker
        .also
        .iter()
        .any(|also| wanted.iter().all(|word| words(also).contains(word)))
    {
        return Some(BY_ROLE);
    }
    // "the Treasury secretary"
    let said: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let means = speaker
        .roles
        .iter()
        .filter_map(|role| roles::means(&said, role, &speaker.of, same));
    let best = means.map(|means| match means {
        Means::Held => BY_ROLE,
        Means::Bygone => BYGONE,
    });
    if let Some(best) = best.max() {
        return Some(best);
    }
    // "UN" for a body's initials
    let initials: String = name.iter().filter_map(|word| word.chars().next()).collect();
    (wanted.len() == 1
        && name.len() >= 2
        && wanted[0].chars().count() >= 2
        && wanted[0] == initials)
        .then_some(40)
}

/// Who holds the role that was typed, though the article does not say of whom
/// it is one: "Norway's envoy" where an envoy speaks.
fn holders(wanted: &[String], attributions: &Attributions) -> Vec<String> {
    let said: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let holds = |own: &&Speaker| {
        own.roles
            .iter()
            .any(|role| roles::within(&said, role, same))
    };
    let all = attributions.speakers.iter().filter(holds);
    all.take(SUGGESTIONS).map(|own| own.name.clone()).collect()
}

/// Whether the words stand in the article side by side.
fn stands(wanted: &[String], article: &Article) -> bool {
    let telling = wanted.last().is_some_and(|last| last.chars().count() > 2);
    telling
        && words(article.text())
            .windows(wanted.len())
            .any(|there| there == wanted)
}

/// Whether a word beside a name is the one that was typed.
fn same(known: &str, typed: &str) -> bool {
    alike(known, typed) || roles::one_word(known, typed)
}

/// Whether two words are one name spelt in two ways.
fn alike(known: &str, typed: &str) -> bool {
    let allowed = tolerance(known).min(tolerance(typed));
    known == typed || allowed > 0 && strsim::osa_distance(known, typed) <= allowed
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let split = |piece: &str| -> Vec<String> {
        // "U.S."
        let letters = piece
            .trim_end_matches("'s")
            .trim_matches(|c: char| !c.is_alphabetic());
        let initials = letters.contains('.') && letters.split('.').all(|l| l.chars().count() == 1);
        if initials {
            return vec![letters.replace('.', "")];
        }
        piece
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .map(|word| word.strip_suffix("'s").unwrap_or(word).trim_matches('\''))
            .map(str::to_owned)
            .collect()
    };
    let mut found: Vec<String> = folded.split_whitespace().flat_map(split).collect();
    found.retain(|word| {
        !matches!(
            word.as_str(),
            "" | "the" | "a" | "an" | "mr" | "mrs" | "ms" | "dr" | "of"
        )
    });
    found
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
