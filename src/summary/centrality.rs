//! How much does a sentence stand for the whole article? A sentence graph
//! over shared stems, walked as in `LexRank` (Erkan & Radev 2004), and where
//! the sentence stands.

use std::collections::BTreeMap;

use crate::{
    article::Article,
    index::analysis::{Analyser, words},
};

/// Sentences that take part; the graph grows with their square. The beginning
/// of a longer article decides.
pub(super) const MOST_SENTENCES: usize = 400;

/// Damping of the walk, as in `PageRank`.
const DAMPING: f32 = 0.85;

const ROUNDS: usize = 20;

/// A sentence as weighted terms of length 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms(pub(super) Vec<(u32, f32)>);

impl Terms {
    /// Cosine of the angle between two sentences, 0..=1.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b, mut sum) = (0, 0, 0.0);
        while let (Some((left, weight)), Some((right, other_weight))) =
            (self.0.get(a), other.0.get(b))
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
}

/// The sentences of an article as vectors of tf-idf weighted stems.
pub(super) fn vectors(article: &Article) -> Vec<Terms> {
    let mut analyser = Analyser::new(article.metadata.language.as_deref().unwrap_or("en"));
    let stems: Vec<Vec<String>> = article
        .sentences
        .iter()
        .take(MOST_SENTENCES)
        .map(|sentence| {
            let words = words(article.words(sentence.span));
            analyser.stems(&words).into_iter().flatten().collect()
        })
        .collect();
    let mut known: BTreeMap<&str, (u32, f32)> = BTreeMap::new();
    for sentence in &stems {
        let mut seen: Vec<&str> = sentence.iter().map(String::as_str).collect();
        seen.sort_unstable();
        seen.dedup();
        for stem in seen {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            known.entry(stem).or_insert((next, 0.0)).1 += 1.0;
        }
    }
    let all = stems.len() as f32;
    stems
        .iter()
        .map(|sentence| {
            let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
            for stem in sentence {
                if let Some((number, sentences)) = known.get(stem.as_str()) {
                    *counts.entry(*number).or_default() += (1.0 + all / sentences).ln();
                }
            }
            let length = counts
                .values()
                .map(|weight| weight * weight)
                .sum::<f32>()
                .sqrt()
                .max(1e-6);
            Terms(
                counts
                    .into_iter()
                    .map(|(number, weight)| (number, weight / length))
                    .collect(),
            )
        })
        .collect()
}

/// How central each sentence is, the most central 1.
pub(super) fn centrality(vectors: &[Terms]) -> Vec<f32> {
    let n = vectors.len();
    if n == 0 {
        return Vec::new();
    }
    let mut graph = vec![0.0_f32; n * n];
    for a in 0..n {
        for b in a + 1..n {
            let likeness = vectors[a].likeness(&vectors[b]);
            graph[a * n + b] = likeness;
            graph[b * n + a] = likeness;
        }
    }
    let degree: Vec<f32> = (0..n)
        .map(|a| graph[a * n..(a + 1) * n].iter().sum::<f32>().max(1e-6))
        .collect();
    let mut rank = vec![1.0 / n as f32; n];
    for _ in 0..ROUNDS {
        let mut next = vec![(1.0 - DAMPING) / n as f32; n];
        for a in 0..n {
            let share = DAMPING * rank[a] / degree[a];
            for b in 0..n {
                next[b] += share * graph[a * n + b];
            }
        }
        rank = next;
    }
    let most = rank.iter().copied().fold(0.0_f32, f32::max).max(1e-9);
    rank.into_iter().map(|rank| rank / most).collect()
}
