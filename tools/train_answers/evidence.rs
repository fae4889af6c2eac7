//! What is each part of the evidence worth? Logistic regression with weights of
//! a sign that is known, by projected gradients, on questions that the networks
//! were not trained on.

use std::fmt::Write as _;

use verbatim::answer::training::{EVIDENCE_NAMES, evidence_can_be};

use crate::calibration::Trial;

/// Half of what a weight costs for the square of its distance from what it is
/// before anything is learned, against a total weight of 1 of all questions.
const COST: f64 = 0.001;
/// The weight of the decision's odds before anything is learned.
const OF_ODDS: f64 = 0.6;
const ROUNDS: usize = 4_000;

/// The weights for the trials outside of `fold`, and the offset behind them.
pub(crate) fn learn(trials: &[Trial], fold: Option<usize>) -> Vec<f32> {
    // A question that is answered of which another sentence is first teaches
    // nothing: it ought not to be answered, but not for want of an answer.
    let own: Vec<&Trial> = trials
        .iter()
        .filter(|trial| Some(trial.fold) != fold && (trial.right || !trial.answers))
        .collect();
    let size = own.first().map_or(0, |trial| trial.row.len());
    let total: f64 = own.iter().map(|trial| f64::from(trial.weight)).sum();
    let start: Vec<f64> = (0..=size)
        .map(|at| match at {
            0 => OF_ODDS,
            _ if at == size => 0.0,
            _ => f64::from(evidence_can_be(at).1.min(0.0)),
        })
        .collect();
    let mut weights = start.clone();
    // Nesterov's momentum (Nesterov 1983) with a step of one over the curvature's bound.
    let bound: f64 = own
        .iter()
        .map(|trial| {
            let square: f64 = trial.row.iter().map(|value| f64::from(value * value)).sum();
            f64::from(trial.weight) / total * (square + 1.0) / 4.0
        })
        .sum();
    let rate = 1.0 / (bound + 2.0 * COST);
    let mut ahead = weights.clone();
    for round in 0..ROUNDS {
        let mut slope = vec![0.0; size + 1];
        for trial in &own {
            let row = trial.row.iter().map(|value| f64::from(*value));
            let sum: f64 = row
                .clone()
                .zip(&ahead)
                .map(|(value, weight)| value * weight)
                .sum();
            let sure = 1.0 / (1.0 + (-(sum + ahead[size])).exp());
            let error =
                f64::from(trial.weight) / total * (sure - f64::from(u8::from(trial.answers)));
            for (slope, value) in slope.iter_mut().zip(row) {
                *slope += error * value;
            }
            slope[size] += error;
        }
        let before = weights.clone();
        for at in 0..=size {
            let cost = if at == size {
                0.0
            } else {
                2.0 * COST * (ahead[at] - start[at])
            };
            let moved = ahead[at] - rate * (slope[at] + cost);
            let (least, most) = if at == size {
                (f64::NEG_INFINITY, f64::INFINITY)
            } else {
                let (least, most) = evidence_can_be(at);
                (f64::from(least), f64::from(most))
            };
            weights[at] = moved.clamp(least, most);
        }
        let momentum = round as f64 / (round as f64 + 3.0);
        for at in 0..=size {
            ahead[at] = weights[at] + momentum * (weights[at] - before[at]);
        }
    }
    weights.iter().map(|weight| *weight as f32).collect()
}

/// The weights with their names, a line each; those of kinds by their number.
pub(crate) fn table(weights: &[f32]) -> String {
    let mut table = String::new();
    for (at, weight) in weights.iter().enumerate() {
        let _ = match EVIDENCE_NAMES.get(at) {
            Some(name) => writeln!(table, "{name} | {weight:.2}"),
            None if at + 1 == weights.len() => writeln!(table, "offset | {weight:.2}"),
            None => writeln!(table, "kind {} | {weight:.2}", at - EVIDENCE_NAMES.len()),
        };
    }
    table
}
