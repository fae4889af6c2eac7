//! How do alleged words and an article's words go together? Finds the stretch
//! of the article that is nearest and the difference, word by word.

use std::collections::HashMap;

pub(super) use super::compare::{Word, words};

/// Alleged words that are compared; a chat message has fewer.
const MOST_WORDS: usize = 700;

/// Stretches of the article that are aligned in full; the best are first.
const STRETCHES: usize = 6;

/// Comparisons of words that looking for an exact place may take, so that a
/// hostile article of one word, repeated, costs no more than a moment.
const BUDGET: usize = 20_000_000;

/// One step from the article's words to the alleged ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Article's word and alleged word are the same; indexes of both.
    Same(usize, usize),
    /// The alleged words have another word there.
    Changed(usize, usize),
    /// The article has a word that the alleged words leave out.
    Missing(usize),
    /// The alleged words have a word that the article does not have there.
    Added(usize),
}

/// Alleged words laid beside those of the article.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    pub(super) steps: Vec<Step>,
    /// Share of the alleged words that stand in the article, in order, 0..=1.
    pub(super) likeness: f32,
}

impl Alignment {
    pub(super) fn is_exact(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| matches!(step, Step::Same(..)))
    }

    /// First and last word of the article that it touches.
    pub(super) fn reach(&self) -> Option<(usize, usize)> {
        let mut touched = self.steps.iter().filter_map(|step| match step {
            Step::Same(article, _) | Step::Changed(article, _) | Step::Missing(article) => {
                Some(*article)
            }
            Step::Added(_) => None,
        });
        let first = touched.next()?;
        Some((first, touched.next_back().unwrap_or(first)))
    }
}

/// Every place where the alleged words stand exactly, as ranges of article
/// words.
pub(super) fn exact(article: &[Word], alleged: &[Word]) -> Vec<(usize, usize)> {
    if alleged.is_empty() {
        return Vec::new();
    }
    let mut budget = BUDGET;
    let mut found = Vec::new();
    for start in 0..article.len() {
        if let Some(end) = exact_from(article, alleged, start, &mut budget) {
            found.push((start, end));
        }
        if budget == 0 {
            break;
        }
    }
    found
}

/// Where the alleged words end that stand in the article from word `start` on.
/// Words tied by hyphens are one word or several.
pub(super) fn exact_from(
    article: &[Word],
    alleged: &[Word],
    start: usize,
    budget: &mut usize,
) -> Option<usize> {
    let (mut at, mut by) = (start, 0);
    while by < alleged.len() {
        *budget = budget.checked_sub(1)?;
        let (there, said) = (article.get(at)?, &alleged[by]);
        if there.folded == said.folded {
            at += 1;
            by += 1;
        } else if let Some(tied) = together(&article[at..], &said.folded) {
            at += tied;
            by += 1;
        } else if let Some(tied) = together(&alleged[by..], &there.folded) {
            at += 1;
            by += tied;
        } else {
            return None;
        }
    }
    Some(at)
}

/// How many words, tied by hyphens, make up `whole` ("goal-keeper"). Not where
/// the hyphen tells two words apart: "re-sign" is not "resign".
fn together(words: &[Word], whole: &str) -> Option<usize> {
    let mut rest = whole;
    for (number, word) in words.iter().enumerate().take(6) {
        if number == 0 && word.folded == "re" {
            return None;
        }
        rest = rest.strip_prefix(word.folded.as_str())?;
        if rest.is_empty() {
            return (number > 0).then_some(number + 1);
        }
        if !word.tied {
            return None;
        }
    }
    None
}

/// The stretch of the article that is most like the alleged words.
pub(super) fn nearest(article: &[Word], alleged: &[Word]) -> Alignment {
    let alleged = alleged.get(..MOST_WORDS.min(alleged.len())).unwrap_or(&[]);
    let said = alleged
        .iter()
        .map(|word| (word.folded.as_str(), Vec::new()));
    let mut places: HashMap<&str, Vec<usize>> = said.collect();
    for (index, word) in article.iter().enumerate() {
        if let Some(places) = places.get_mut(word.folded.as_str()) {
            places.push(index);
        }
    }
    // Rare words vote for where the alleged words would begin.
    let bucket = (alleged.len() / 2).max(6);
    let mut votes: HashMap<usize, f32> = HashMap::new();
    for (index, word) in alleged.iter().enumerate() {
        let Some(at) = places.get(word.folded.as_str()) else {
            continue;
        };
        let weight = 1.0 / (at.len() as f32).sqrt();
        for place in at.iter().take(200) {
            let begins = (place + alleged.len()).saturating_sub(index) / bucket;
            *votes.entry(begins).or_default() += weight;
        }
    }
    let mut best: Vec<(usize, f32)> = votes.into_iter().collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    best.truncate(STRETCHES);
    let mut nearest = Alignment::default();
    for (begins, _) in best {
        let start = (begins * bucket).saturating_sub(alleged.len() + bucket);
        let end = (begins * bucket + 2 * bucket + alleged.len() / 2 + 12).min(article.len());
        let Some(window) = article.get(start..end.max(start)) else {
            continue;
        };
        let aligned = align(window, alleged, start);
        if aligned.likeness > nearest.likeness {
            nearest = aligned;
        }
    }
    nearest
}

/// Word-level alignment of all alleged words with the best part of `window`
/// (semi-global edit distance: leaving out words before and after is free).
fn align(window: &[Word], alleged: &[Word], offset: usize) -> Alignment {
    let (rows, columns) = (alleged.len() + 1, window.len() + 1);
    let mut cost = vec![0_u32; rows * columns];
    for row in 1..rows {
        cost[row * columns] = u32::try_from(row).unwrap_or(u32::MAX / 2) * 2;
        for column in 1..columns {
            let same = window[column - 1].folded == alleged[row - 1].folded;
            let across = cost[(row - 1) * columns + column - 1] + if same { 0 } else { 3 };
            let added = cost[(row - 1) * columns + column] + 2;
            let missing = cost[row * columns + column - 1] + 1;
            cost[row * columns + column] = across.min(added).min(missing);
        }
    }
    let last = rows - 1;
    let mut column = (0..columns)
        .min_by_key(|column| cost[last * columns + column])
        .unwrap_or(0);
    let mut row = last;
    let mut steps = Vec::new();
    while row > 0 {
        let here = cost[row * columns + column];
        if column > 0 {
            let same = window[column - 1].folded == alleged[row - 1].folded;
            if here == cost[(row - 1) * columns + column - 1] + if same { 0 } else { 3 } {
                let (article, said) = (offset + column - 1, row - 1);
                steps.push(if same {
                    Step::Same(article, said)
                } else {
                    Step::Changed(article, said)
                });
                row -= 1;
                column -= 1;
                continue;
            }
            if here == cost[row * columns + column - 1] + 1 {
                steps.push(Step::Missing(offset + column - 1));
                column -= 1;
                continue;
            }
        }
        steps.push(Step::Added(row - 1));
        row -= 1;
    }
    steps.reverse();
    let same = steps
        .iter()
        .filter(|step| matches!(step, Step::Same(..)))
        .count();
    let all = steps.len().max(1);
    Alignment {
        likeness: same as f32 / all as f32,
        steps,
    }
}
