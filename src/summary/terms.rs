//! What are the sentences of an article about, which are alike, and which are
//! central? Stems weighted by how rare they are within the article, and the
//! degree of a sentence in the graph in which each stem joins the sentences
//! that hold it.

use std::collections::HashMap;

use super::reading::Reading;
use crate::{
    index::analysis::{Analyser, words},
    text::shorten,
};

/// Code points of a sentence that are looked at.
const LONGEST: usize = 2_000;

/// A stem that so many sentences hold joins a sentence to the rest of the
/// article as much as a stem can.
const MANY: u32 = 5;

/// A sentence as weighted terms of length 1, sorted by term.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    weighted: Vec<(u32, f32)>,
    /// The stems in order, stop words left out.
    stems: Vec<u32>,
}

impl Terms {
    /// Cosine of the angle between two sentences, 0..=1.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b, mut sum) = (0, 0, 0.0);
        while let (Some((left, weight)), Some((right, other_weight))) =
            (self.weighted.get(a), other.weighted.get(b))
        {
            match left.cmp(right) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    sum += weight * other_weight;
                    a += 1;
                    b += 1;
                }
            }
        }
        sum
    }

    /// Share of this sentence's stems that `other` has too.
    pub(super) fn share_in(&self, other: &Self) -> f32 {
        let has = |stem: u32| {
            other
                .weighted
                .binary_search_by_key(&stem, |(term, _)| *term)
                .is_ok()
        };
        let common = self.stems.iter().filter(|stem| has(**stem)).count();
        common as f32 / self.stems.len().max(1) as f32
    }
}

/// The vocabulary of an article.
pub(super) struct Vocabulary {
    analyser: Analyser,
    numbers: HashMap<String, u32>,
    /// Sentences that hold each stem.
    sentences: Vec<u32>,
    all: u32,
}

impl Vocabulary {
    /// The terms of the given sentences, in their order, and the vocabulary
    /// they make.
    pub(super) fn of(reading: &Reading<'_>, sentences: &[usize]) -> (Self, Vec<Terms>) {
        let language = reading.article.metadata.language.as_deref();
        let mut vocabulary = Self {
            analyser: Analyser::new(language.unwrap_or("en")),
            numbers: HashMap::new(),
            sentences: Vec::new(),
            all: 0,
        };
        let stems: Vec<Vec<u32>> = sentences
            .iter()
            .map(|sentence| {
                let text = reading.article.words(reading.span(*sentence));
                vocabulary.add(text)
            })
            .collect();
        let terms = stems
            .into_iter()
            .map(|stems| vocabulary.weigh(stems))
            .collect();
        (vocabulary, terms)
    }

    fn add(&mut self, text: &str) -> Vec<u32> {
        let found = words(shorten(text, LONGEST));
        let mut stems = Vec::with_capacity(found.len());
        for stem in self.analyser.stems(&found).into_iter().flatten() {
            let next = u32::try_from(self.sentences.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(stem).or_insert(next);
            if number == next {
                self.sentences.push(0);
            }
            stems.push(number);
        }
        let mut once = stems.clone();
        once.sort_unstable();
        once.dedup();
        for stem in once {
            if let Some(count) = self.sentences.get_mut(stem as usize) {
                *count += 1;
            }
        }
        self.all += 1;
        stems
    }

    fn weigh(&self, stems: Vec<u32>) -> Terms {
        let mut sorted = stems.clone();
        sorted.sort_unstable();
        let mut weighted: Vec<(u32, f32)> = Vec::with_capacity(sorted.len());
        for stem in sorted {
            match weighted.last_mut() {
                Some((last, count)) if *last == stem => *count += 1.0,
                _ => weighted.push((stem, 1.0)),
            }
        }
        for (stem, weight) in &mut weighted {
            let sentences = self.sentences.get(*stem as usize).copied().unwrap_or(0);
            let rare = (1.0 + self.all as f32 / sentences.max(1) as f32).ln();
            *weight = (1.0 + weight.ln()) * rare;
        }
        let length = weighted
            .iter()
            .map(|(_, weight)| weight * weight)
            .sum::<f32>()
            .sqrt()
            .max(1e-6);
        for (_, weight) in &mut weighted {
            *weight /= length;
        }
        Terms { weighted, stems }
    }

    /// How much a sentence's stems join it to others, 0..=1: the mean over its
    /// stems of the sentences that hold each, up to [`MANY`].
    pub(super) fn centrality(&self, terms: &Terms) -> f32 {
        let held = |stem: u32| {
            let sentences = self.sentences.get(stem as usize).copied().unwrap_or(0);
            sentences.min(MANY) as f32 / MANY as f32
        };
        let sum: f32 = terms.weighted.iter().map(|(stem, _)| held(*stem)).sum();
        sum / terms.weighted.len().max(1) as f32
    }

    /// The terms of words that need not stand in the article; those that do
    /// not are left out.
    pub(super) fn terms(&mut self, text: &str) -> Terms {
        let found = words(shorten(text, LONGEST));
        let stems = self
            .analyser
            .stems(&found)
            .into_iter()
            .flatten()
            .filter_map(|stem| self.numbers.get(&stem).copied())
            .collect();
        self.weigh(stems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };

    #[test]
    fn what_others_speak_of_is_central() {
        let article = Article::from_lines(
            "The mill burnt down. The old mill of Harl burnt for a day. Trout live in the river. \
             Nobody was in the mill when it burnt."
                .to_owned(),
            Metadata::default(),
        );
        let none = Attributions::default();
        let reading = Reading::of(&article, &none);
        let (vocabulary, terms) = Vocabulary::of(&reading, &[0, 1, 2, 3]);
        let central: Vec<f32> = terms
            .iter()
            .map(|terms| vocabulary.centrality(terms))
            .collect();
        assert!(central[2] < central[0].min(central[1]).min(central[3]));
        assert!(central.iter().all(|degree| (0.0..=1.0).contains(degree)));
        assert!(terms[0].likeness(&terms[1]) > terms[0].likeness(&terms[2]));
        assert!((terms[0].likeness(&terms[0]) - 1.0).abs() < 1e-4);
        assert!(vocabulary.centrality(&Terms::default()) < 1e-6);
    }
}
