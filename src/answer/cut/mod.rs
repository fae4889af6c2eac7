//! Which words of a sentence answer? A small network looks at each word in
//! its surroundings and says how likely the answer begins, ends or goes on
//! there; the best span of words is the answer.

mod choice;
mod fitting;
mod holds;
mod layout;
mod numbers;
mod repeated;
mod row;
mod vocabulary;
mod whole;

pub(super) use fitting::shows;
pub(super) use layout::WEIGHTS;
pub(super) use row::function_class;

use std::ops::Range;

use super::{
    matching::Matched,
    model::Model,
    prepared::Token,
    question::{Asked, KINDS},
    vectors::Unit,
    words::shape,
};
use choice::Scored;
use row::{MEANING, TOKEN, flag};
use whole::Whole;

/// Words before and after that a word is judged by.
const AROUND: usize = 2;
/// Features of the question.
pub(super) const QUESTION: usize = KINDS + MEANING + 3;
/// Inputs of the network: the words around, then the question.
pub const INPUTS: usize = (2 * AROUND + 1) * TOKEN + QUESTION;
/// The longest answer, in words.
pub const LONGEST: usize = 20;
/// Words of a sentence that are looked at.
const MOST_TOKENS: usize = 120;

/// The features of a question and a sentence, ready for the network.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// By word.
    pub tokens: Vec<[f32; TOKEN]>,
    /// Features that are not zero, which are few, of one word after the other,
    /// and by word where its own are.
    some: Vec<(usize, f32)>,
    places: Vec<Range<usize>>,
    /// Of the question.
    pub question: Vec<f32>,
    /// By word: whether it can be what is asked for; empty when any can.
    pub(super) fitting: Vec<bool>,
    /// By word: whether it leans on the one before, so that no answer begins
    /// with it.
    leaning: Vec<bool>,
    whole: Whole,
}

/// A span of words with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    /// First word of the sentence, and last one inside.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Higher is better.
    pub(super) score: f32,
    /// The share of all spans' weight that the likeliest has.
    pub(super) share: f32,
    /// Whether it is of the kind that is asked for, as far as that shows.
    pub(super) fits: bool,
}

/// What the network says of each word: begins, ends, goes on.
#[derive(Clone, Debug, Default)]
pub struct Scores(pub Vec<[f32; 3]>);

impl Rows {
    /// Features for `tokens` of one sentence.
    pub(super) fn new(
        asked: &Asked,
        one: &mut Matched<'_>,
        tokens: &[Token],
        weights: &[f32],
        total: f32,
    ) -> Self {
        let tokens = tokens.get(..MOST_TOKENS).unwrap_or(tokens);
        let mut rows: Vec<[f32; TOKEN]> = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| row::row(asked, one, token, at, weights, total))
            .collect();
        row::distances(&mut rows);
        row::adjacency(asked, one, tokens, &mut rows);
        let mut question = vec![0.0; QUESTION];
        if let Some(kind) = question.get_mut(asked.kind as usize) {
            *kind = 1.0;
        }
        let meaning: [f32; MEANING] = asked
            .focus_vector
            .as_ref()
            .map_or([0.0; MEANING], Unit::leading);
        question[KINDS..KINDS + MEANING].copy_from_slice(&meaning.map(|x| 3.0 * x));
        question[KINDS + MEANING] = flag(asked.focus.is_some());
        question[KINDS + MEANING + 1] = asked.words.len().min(20) as f32 / 20.0;
        question[KINDS + MEANING + 2] = tokens.len().min(60) as f32 / 60.0;
        let fitting = fitting::fitting(asked, one, tokens);
        let mut some = Vec::with_capacity(rows.len() * TOKEN / 3);
        let places = rows.iter().map(|row| {
            let start = some.len();
            let values = row.iter().copied().enumerate();
            some.extend(values.filter(|(_, value)| *value != 0.0));
            start..some.len()
        });
        let places = places.collect();
        Self {
            whole: Whole::new(asked, one.prepared, tokens, &rows, &fitting),
            fitting,
            leaning: tokens
                .iter()
                .map(|token| token.shape & shape::CLITIC > 0)
                .collect(),
            some,
            places,
            tokens: rows,
            question,
        }
    }

    /// The features of the word at `at` that are not zero.
    fn some_of(&self, at: usize) -> Option<&[(usize, f32)]> {
        self.some.get(self.places.get(at)?.clone())
    }

    /// The hidden sums of the network for the word at `at`.
    #[must_use]
    pub fn sums(&self, model: &Model, question: &[f32], at: usize) -> Vec<f32> {
        let mut sums = question.to_vec();
        self.add_around(model, at, &mut sums);
        sums
    }

    /// Adds the words around the one at `at` to the hidden sums.
    fn add_around(&self, model: &Model, at: usize, sums: &mut [f32]) {
        for offset in 0..=2 * AROUND {
            let near = (at + offset).checked_sub(AROUND);
            if let Some(row) = near.and_then(|at| self.some_of(at)) {
                model.cut.add_some(row, offset * TOKEN, sums);
            }
        }
    }

    /// The inputs of the network that are not zero, for the word at `at`.
    pub fn inputs(&self, at: usize) -> impl Iterator<Item = (usize, f32)> {
        (0..=2 * AROUND)
            .filter_map(move |offset| {
                let row = (at + offset)
                    .checked_sub(AROUND)
                    .and_then(|at| self.tokens.get(at))?;
                Some(
                    row.iter()
                        .enumerate()
                        .map(move |(i, &value)| (offset * TOKEN + i, value)),
                )
            })
            .flatten()
            .chain(
                self.question
                    .iter()
                    .enumerate()
                    .map(|(i, &value)| ((2 * AROUND + 1) * TOKEN + i, value)),
            )
            .filter(|&(_, value)| value != 0.0)
    }

    /// What the network says.
    #[must_use]
    pub fn scores(&self, model: &Model) -> Scores {
        let mut question = model.cut.start().to_vec();
        model
            .cut
            .add(&self.question, (2 * AROUND + 1) * TOKEN, &mut question);
        let mut sums = question.clone();
        Scores(
            (0..self.tokens.len())
                .map(|at| {
                    sums.copy_from_slice(&question);
                    self.add_around(model, at, &mut sums);
                    let mut outputs = [0.0; 3];
                    model.cut.finish(&mut sums, &mut outputs);
                    outputs
                })
                .collect(),
        )
    }
}

/// How far behind the best, by the network alone, a span is still looked at as
/// a whole: its share is below one in thousands.
const HOPELESS: f32 = 8.0;

impl Scores {
    /// Calls `each` with every span of words and its score by the network alone.
    fn by_words(&self, rows: &Rows, mut each: impl FnMut(usize, usize, f32)) {
        for (first, begin) in self.0.iter().enumerate() {
            if rows.leaning.get(first) == Some(&true) {
                continue;
            }
            let mut inside = 0.0;
            for (last, at) in self.0.iter().enumerate().skip(first).take(LONGEST) {
                inside += at[2];
                each(first, last, begin[0] + at[1] + inside);
            }
        }
    }

    /// The spans of words that are worth a look, and their scores.
    #[must_use]
    pub fn spans(&self, model: &Model, rows: &Rows, within: f32) -> Vec<Scored> {
        let weights = rows.whole.weights(&model.spans);
        // By word: the first one from there on that fits.
        let mut fitting = vec![usize::MAX; self.0.len()];
        let mut next = usize::MAX;
        for (at, first) in fitting.iter_mut().enumerate().rev() {
            if rows.fitting.is_empty() || rows.fitting.get(at) == Some(&true) {
                next = at;
            }
            *first = next;
        }
        let fits = |first: usize, last: usize| fitting.get(first).is_some_and(|&at| at <= last);
        let (mut best, mut best_fitting) = (f32::MIN, f32::MIN);
        self.by_words(rows, |first, last, score| {
            best = best.max(score);
            if fits(first, last) {
                best_fitting = best_fitting.max(score);
            }
        });
        let mut spans = Vec::new();
        self.by_words(rows, |first, last, score| {
            if score >= best - within || score >= best_fitting - within && fits(first, last) {
                spans.push((first, last, score));
            }
        });
        for (first, last, score) in &mut spans {
            rows.whole.features(*first, *last, |feature| {
                *score += weights.get(feature).copied().unwrap_or(0.0);
            });
        }
        spans
    }

    /// First and last word of the best span.
    #[must_use]
    pub fn taken(&self, model: &Model, rows: &Rows) -> Option<(usize, usize)> {
        self.best(model, rows).map(|cut| (cut.first, cut.last))
    }

    /// The best span; one with a word that fits, where there is one.
    pub(super) fn best(&self, model: &Model, rows: &Rows) -> Option<Cut> {
        self.best_with(model, rows, |_, _| 0.0)
    }

    /// The same where there is more to say for a span from a first to a last
    /// word than the network does.
    pub(super) fn best_with(
        &self,
        model: &Model,
        rows: &Rows,
        also: impl Fn(usize, usize) -> f32,
    ) -> Option<Cut> {
        let mut spans = self.spans(model, rows, HOPELESS);
        for (first, last, score) in &mut spans {
            *score += also(*first, *last);
        }
        let higher = |most: f32, span: &Scored| most.max(span.2);
        let most = spans.iter().fold(f32::MIN, higher);
        let sum: f32 = spans.iter().map(|span| (span.2 - most).exp()).sum();
        let of_kind = spans.iter().filter(|span| rows.fits(span));
        let best_of_kind = of_kind.map(|span| span.2).reduce(f32::max);
        let fits = best_of_kind.is_some();
        let share = (best_of_kind.unwrap_or(most) - most).exp() / sum;
        let chosen = choice::choose(spans, &rows.tokens, |span| !fits || rows.fits(span))?;
        Some(Cut {
            first: chosen.0,
            last: chosen.1,
            score: most + sum.ln(),
            share,
            fits,
        })
    }
}

impl Rows {
    /// Whether a span has a word that can be what is asked for.
    fn fits(&self, &(first, last, _): &Scored) -> bool {
        self.fitting.is_empty()
            || self
                .fitting
                .get(first..=last)
                .is_some_and(|some| some.contains(&true))
    }

    /// Adds `error` of the span from `first` to `last` to the gradients of the
    /// weights of whole spans.
    pub fn learn(&self, first: usize, last: usize, error: f32, gradient: &mut [f32]) {
        self.whole.features(first, last, |feature| {
            self.whole.learn(feature, error, gradient);
        });
    }
}
