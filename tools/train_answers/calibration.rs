//! Questions that the networks were not trained on, and how often what the
//! engine says of them holds.

use std::fmt::Write as _;

use verbatim::answer::training::{self, Model};

use crate::data::{Corpus, Read};

/// One question asked of one article.
#[derive(Clone)]
pub(crate) struct Trial {
    pub(crate) fold: usize,
    /// The evidence that the article answers.
    pub(crate) row: Vec<f32>,
    pub(crate) answers: bool,
    /// Whether the sentence that is first answers.
    pub(crate) right: bool,
    pub(crate) weight: f32,
}

/// What readers ask, as far as can be guessed: two of three questions are
/// answered, of the others every second is about what the article is about.
pub(crate) const SHARES: [f32; 3] = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];

/// Every question asked of its own article and, if that answers it, of the
/// next one, each by the model of the fold that has not seen the question. The
/// questions of each file count the same together.
pub(crate) fn trials(corpus: &Corpus, folds: &[Model]) -> Vec<Trial> {
    let mut trials: Vec<[Vec<Trial>; 3]> = vec![Default::default(); corpus.files()];
    for asked in corpus.questions() {
        let own = &corpus.articles[asked.article];
        let trial = |read: &Read, answers: bool| {
            let model = &folds[own.fold];
            let (row, first) = training::evidence_row(model, &asked.question, read.document());
            let sentence = first.map(|at| read.article.sentences[at].span);
            let holds = |gold| sentence.is_some_and(|sentence| sentence.contains(gold));
            Trial {
                fold: own.fold,
                row,
                answers,
                right: answers && asked.gold.iter().copied().any(holds),
                weight: 1.0,
            }
        };
        let groups = &mut trials[own.file];
        if asked.gold.is_empty() {
            groups[1].push(trial(own, false));
            continue;
        }
        groups[0].push(trial(own, true));
        groups[2].extend(corpus.another(asked).map(|read| trial(read, false)));
    }
    for groups in &mut trials {
        for (group, share) in groups.iter_mut().zip(SHARES) {
            let weight = share / group.len().max(1) as f32;
            for trial in group {
                trial.weight = weight;
            }
        }
    }
    trials.into_iter().flatten().flatten().collect()
}

/// How often the sentence that is first answers, by what the engine says with the
/// weights of the evidence that each fold has; of questions that are answered by that
/// sentence or not at all.
pub(crate) fn reliability<'w>(trials: &[Trial], weights: &dyn Fn(usize) -> &'w Vec<f32>) -> String {
    const BINS: usize = 10;
    let mut bins = [(0.0f32, 0.0f32, 0.0f32, 0usize); BINS];
    let counts = |trial: &&Trial| trial.right || !trial.answers;
    let total: f32 = trials.iter().filter(counts).map(|trial| trial.weight).sum();
    for trial in trials.iter().filter(counts) {
        let sure = training::sure(weights(trial.fold), &trial.row);
        let weight = trial.weight / total;
        let bin = &mut bins[((sure * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += weight;
        bin.1 += weight * sure;
        bin.2 += weight * f32::from(u8::from(trial.answers));
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
