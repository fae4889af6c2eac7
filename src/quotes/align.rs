//! How do alleged words and an article's words go together? Finds the stretch
//! of the article that is nearest and the difference, word by word. Compares
//! folded words: case, accents, marks, dashes and spacing do not count.

use std::collections::HashMap;

use crate::text::{Span, fold};

/// Alleged words that are compared; a chat message has fewer.
const MOST_WORDS: usize = 700;

/// Stretches of the article that are aligned in full; the best are first.
const STRETCHES: usize = 6;

/// One word: where it stands and how it is compared.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) folded: String,
}

/// The words of a text. Hyphens and dashes part words, apostrophes do not.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, c)| *c);
        let between_digits = matches!(c, '.' | ',')
            && next.is_some_and(|c| c.is_ascii_digit())
            && text
                .get(..at)
                .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        let apostrophe = matches!(c, '\'' | '’') && next.is_some_and(char::is_alphanumeric);
        let inside = c.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(c)
            || start.is_some() && (between_digits || apostrophe)
            || matches!(c, '$' | '€' | '£' | '%');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(text, from, at, &mut words);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(text, from, text.len(), &mut words);
    }
    words
}

fn push(text: &str, from: usize, to: usize, words: &mut Vec<Word>) {
    let span = Span::new(from, to);
    words.push(Word {
        span,
        folded: fold(span.of(text)),
    });
}

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
    let Some(first) = alleged.first() else {
        return Vec::new();
    };
    let length = alleged.len();
    article
        .windows(length)
        .enumerate()
        .filter(|(_, window)| {
            window[0].folded == first.folded
                && window
                    .iter()
                    .zip(alleged)
                    .all(|(a, b)| a.folded == b.folded)
        })
        .map(|(at, _)| (at, at + length))
        .collect()
}

/// The stretch of the article that is most like the alleged words.
pub(super) fn nearest(article: &[Word], alleged: &[Word]) -> Alignment {
    let alleged = alleged.get(..MOST_WORDS.min(alleged.len())).unwrap_or(&[]);
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, word) in article.iter().enumerate() {
        places.entry(&word.folded).or_default().push(index);
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
