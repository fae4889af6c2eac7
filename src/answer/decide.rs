//! Is there an answer at all? One probability, from what speaks for the best
//! sentence and for how far it stands out.

use super::{
    features::{self, Candidate},
    matching::Matching,
    model::Model,
    words::shape,
};

const OWN: usize = 14;
/// The best sentence's features, then those of the decision.
pub(super) const COUNT: usize = features::COUNT + OWN;

/// The row of the decision for candidates in order, best first; `cut` is the
/// score and the share of the best cut.
pub(super) fn row(matching: &Matching<'_>, ranked: &[Candidate], cut: (f32, f32)) -> [f32; COUNT] {
    let mut values = [0.0; COUNT];
    let Some(best) = ranked.first() else {
        return values;
    };
    values[..features::COUNT].copy_from_slice(&best.values);
    let asked = matching.asked;
    let most = |at: usize| {
        ranked
            .iter()
            .map(|row| row.values.get(at).copied().unwrap_or(0.0))
            .fold(0.0, f32::max)
    };
    let absent = |of: &dyn Fn(usize) -> bool| {
        let mask = (0..asked.terms.len()).fold(0u32, |mask, at| mask | (u32::from(of(at)) << at));
        if mask == 0 {
            0.0
        } else {
            1.0 - matching.share(mask & matching.present) / matching.share(mask).max(1e-3)
        }
    };
    let second = ranked
        .iter()
        .find(|row| row.sentence != best.sentence || row.document != best.document);
    let own = [
        best.score / 5.0,
        second.map_or(1.0, |second| (best.score - second.score) / 5.0),
        most(1),
        most(2),
        most(3),
        most(5),
        most(6),
        absent(&|at| asked.terms.get(at).is_some_and(|term| term.name)),
        absent(&|at| {
            asked
                .terms
                .get(at)
                .is_some_and(|term| term.shape & shape::DIGIT > 0)
        }),
        absent(&|at| asked.terms.get(at).is_some_and(|term| term.rarity > 10.0)),
        cut.0 / 5.0,
        cut.1,
        most(0),
        most(4),
    ];
    values[features::COUNT..].copy_from_slice(&own);
    values
}

/// The probability that the documents answer.
pub(super) fn confidence(model: &Model, row: &[f32]) -> f32 {
    let [slope, offset] = model.platt;
    1.0 / (1.0 + (-(slope * model.decide.score(row) + offset)).exp())
}
