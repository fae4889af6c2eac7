//! From the decision's numbers to probabilities that mean what they say: Platt
//! scaling (Platt 1999) on questions that the networks were not trained on.

use std::fmt::Write as _;

use verbatim::answer::training::{self, Model};

use crate::data::{Corpus, Read};

/// One question asked of one article.
#[derive(Clone, Copy)]
pub(crate) struct Trial {
    fold: usize,
    /// Logarithm of the odds that the engine gives, before scaling.
    odds: f32,
    answers: bool,
    weight: f32,
}

/// What readers ask, as far as can be guessed: two of three questions are
/// answered, of the others every second is about what the article is about.
const SHARES: [f32; 3] = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];

/// Every question asked of its own article and, if that answers it, of the
/// next one, each by the model of the fold that has not seen the question.
pub(crate) fn trials(corpus: &Corpus, folds: &[Model]) -> Vec<Trial> {
    let bare: Vec<Model> = folds
        .iter()
        .map(|model| Model {
            platt: [1.0, 0.0],
            ..model.clone()
        })
        .collect();
    let mut trials: [Vec<Trial>; 3] = Default::default();
    for asked in corpus.questions() {
        let own = &corpus.articles[asked.article];
        let odds = |read: &Read| {
            let documents = [read.document()];
            let sure = training::confidence_with(&bare[own.fold], &asked.question, &documents);
            let sure = sure.clamp(1e-6, 1.0 - 1e-6);
            (sure / (1.0 - sure)).ln()
        };
        let trial = |read: &Read, answers: bool| Trial {
            fold: own.fold,
            odds: odds(read),
            answers,
            weight: 1.0,
        };
        if asked.gold.is_empty() {
            trials[1].push(trial(own, false));
            continue;
        }
        trials[0].push(trial(own, true));
        let next = (asked.article + 1..corpus.articles.len())
            .chain(0..asked.article)
            .map(|at| &corpus.articles[at])
            .find(|read| read.file == own.file && read.fold != own.fold);
        trials[2].extend(next.map(|read| trial(read, false)));
    }
    for (group, share) in trials.iter_mut().zip(SHARES) {
        let weight = share / group.len().max(1) as f32;
        for trial in group {
            trial.weight = weight;
        }
    }
    trials.concat()
}

/// Slope and offset of most likelihood for the trials outside of `fold`.
pub(crate) fn platt(trials: &[Trial], fold: Option<usize>) -> [f32; 2] {
    let (mut slope, mut offset) = (1.0f64, 0.0f64);
    for _ in 0..50 {
        let (mut first, mut second) = ([0.0f64; 2], [1e-9f64, 0.0, 1e-9]);
        for trial in trials.iter().filter(|trial| Some(trial.fold) != fold) {
            let (x, weight) = (f64::from(trial.odds), f64::from(trial.weight));
            let p = 1.0 / (1.0 + (-(slope * x + offset)).exp());
            let error = weight * (p - f64::from(u8::from(trial.answers)));
            let curve = weight * p * (1.0 - p);
            first[0] += error * x;
            first[1] += error;
            second[0] += curve * x * x;
            second[1] += curve * x;
            second[2] += curve;
        }
        let determinant = second[0] * second[2] - second[1] * second[1];
        slope -= (second[2] * first[0] - second[1] * first[1]) / determinant;
        offset -= (second[0] * first[1] - second[1] * first[0]) / determinant;
    }
    [slope as f32, offset as f32]
}

/// How often the article answers, by what the engine says of it.
pub(crate) fn reliability(trials: &[Trial], scales: &dyn Fn(usize) -> [f32; 2]) -> String {
    const BINS: usize = 10;
    let mut bins = [(0.0f32, 0.0f32, 0.0f32, 0usize); BINS];
    for trial in trials {
        let [slope, offset] = scales(trial.fold);
        let sure = 1.0 / (1.0 + (-(slope * trial.odds + offset)).exp());
        let bin = &mut bins[((sure * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += trial.weight;
        bin.1 += trial.weight * sure;
        bin.2 += trial.weight * f32::from(u8::from(trial.answers));
        bin.3 += 1;
    }
    let mut table = String::from("confidence | questions | share | said | answered\n");
    let mut away = 0.0;
    for (at, (weight, said, answered, count)) in bins.iter().enumerate() {
        away += (said - answered).abs();
        let _ = writeln!(
            table,
            "{}–{} % | {count} | {:.1} % | {:.1} % | {:.1} %",
            at * 100 / BINS,
            (at + 1) * 100 / BINS,
            100.0 * weight,
            100.0 * said / weight.max(1e-9),
            100.0 * answered / weight.max(1e-9),
        );
    }
    let _ = writeln!(table, "expected calibration error: {away:.4}");
    table
}
