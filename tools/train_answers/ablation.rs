//! What each signal is worth: the ranker and the decision trained anew, for
//! every fold, without a group of signals and with that group alone.

use verbatim::answer::training::{DECISION_NAMES, Model, NAMES, Network, RANKED};

use crate::{
    data::{Asked, Corpus},
    decision::{self, Example},
    stages::{self, RankExample},
};

/// Signals of the ranker that belong together.
const RANKING: &[(&str, &[&str])] = &[
    (
        "BM25",
        &[
            "bm25",
            "passage bm25",
            "bm25 behind best",
            "passage bm25 behind best",
        ],
    ),
    (
        "share of the question's words found",
        &[
            "coverage",
            "passage coverage",
            "coverage behind best",
            "rarest",
            "rarest in passage",
            "absent",
            "terms",
        ],
    ),
    (
        "meaning (word vectors)",
        &[
            "soft",
            "cosine",
            "passage cosine",
            "cosine behind best",
            "soft behind best",
            "passage cosine behind best",
            "softest",
            "focus",
        ],
    ),
    (
        "neighbours, heading, title",
        &[
            "before",
            "after",
            "heading",
            "neighbourhood",
            "pronoun",
            "title",
        ],
    ),
    (
        "phrases and nearness",
        &["bigrams", "proximity", "exact words", "asking words near"],
    ),
    (
        "names and numbers",
        &[
            "names",
            "passage names",
            "asks names",
            "numbers",
            "fresh names",
            "fresh numbers",
        ],
    ),
    ("kind of thing asked for", &["kind", "focus exact"]),
    (
        "place and length",
        &[
            "first in passage",
            "place in passage",
            "first passage",
            "length",
        ],
    ),
    ("speaker and quotation", &["speaker", "quotation"]),
];

/// Signals of the decision that belong together; "sentence" stands for those
/// of the best sentence, which the ranker sees as well.
const DECIDING: &[(&str, &[&str])] = &[
    ("the best sentence's signals", &["sentence"]),
    ("its rank and how far it stands out", &["score", "ahead"]),
    (
        "the most that any sentence has",
        &[
            "most coverage",
            "most soft",
            "most cosine",
            "most passage coverage",
            "most passage cosine",
            "most bm25",
            "most passage bm25",
        ],
    ),
    (
        "words that the article lacks",
        &["absent names", "absent numbers", "absent rare words"],
    ),
    (
        "words that the sentence or passage lacks",
        &[
            "lost in sentence",
            "lost in passage",
            "lost names in sentence",
            "lost names in passage",
            "lost numbers in sentence",
            "lost numbers in passage",
            "largest lost",
            "lost terms",
            "lost a name",
            "least met",
        ],
    ),
    (
        "contrary, binding word, negation",
        &["contrary", "binding", "negation"],
    ),
    (
        "the words that answer",
        &[
            "cut score",
            "cut share",
            "cut fits",
            "cut fits not",
            "beside",
        ],
    ),
];

/// Prints the tables; each row trains again, so it takes a while.
pub(crate) fn print(corpus: &Corpus, rank: &[RankExample], folds: &[Model]) {
    let places = |names: &[&str]| -> Vec<usize> {
        let at = |name: &&str| NAMES.iter().position(|known| known == name);
        names.iter().filter_map(at).collect()
    };
    eprintln!("ranking | hit@1 | hit@3 | passage@1");
    let all: Vec<usize> = (0..NAMES.len()).collect();
    let row = |name: &str, off: &[usize]| {
        let [one, three, passage] = ranked(corpus, rank, folds.len(), off);
        eprintln!("{name} | {one:.3} | {three:.3} | {passage:.3}");
    };
    row("all", &[]);
    for (name, names) in RANKING {
        row(&format!("without {name}"), &places(names));
    }
    for (name, names) in RANKING {
        let kept = places(names);
        let off: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| !kept.contains(at))
            .collect();
        row(&format!("only {name}"), &off);
    }
    let examples: Vec<Vec<Example>> = folds
        .iter()
        .enumerate()
        .map(|(fold, model)| decision::examples(model, corpus, &outside(corpus, fold)))
        .collect();
    let trials: Vec<[Vec<Vec<f32>>; 3]> = folds
        .iter()
        .enumerate()
        .map(|(fold, model)| decision::held_out(model, corpus, fold))
        .collect();
    eprintln!("decision | AUROC another article | AUROC one fact changed");
    let row = |name: &str, off: &[usize]| {
        let mut scores: [Vec<f32>; 3] = Default::default();
        for (examples, trials) in examples.iter().zip(&trials) {
            let mut examples = examples.clone();
            let zero = |values: &mut Vec<f32>| {
                for &at in off {
                    values[at] = 0.0;
                }
            };
            for example in &mut examples {
                zero(&mut example.0);
            }
            let network = decision::one(&mut examples, 0);
            for (scores, trials) in scores.iter_mut().zip(trials) {
                scores.extend(trials.iter().map(|values| {
                    let mut values = values.clone();
                    zero(&mut values);
                    network.score(&values)
                }));
            }
        }
        let [own, hard, other] = &scores;
        eprintln!(
            "{name} | {:.3} | {:.3}",
            auroc(own, other),
            auroc(own, hard)
        );
    };
    row("all", &[]);
    for (name, names) in DECIDING {
        let off: Vec<usize> = if names.contains(&"sentence") {
            (0..RANKED).collect()
        } else {
            let at = |name: &&str| DECISION_NAMES.iter().position(|known| known == name);
            names.iter().filter_map(at).map(|at| RANKED + at).collect()
        };
        row(&format!("without {name}"), &off);
    }
}

pub(crate) fn outside(corpus: &Corpus, fold: usize) -> impl Fn(&Asked) -> bool + '_ {
    move |asked: &Asked| corpus.articles[asked.article].fold != fold
}

/// Sentence hit@1, hit@3 and passage hit@1 of the ranker alone, for the first
/// of the files.
fn ranked(corpus: &Corpus, rank: &[RankExample], folds: usize, off: &[usize]) -> [f32; 3] {
    let mut without: Vec<RankExample> = rank.to_vec();
    for example in &mut without {
        for row in &mut example.rows {
            for &at in off {
                row.values[at] = 0.0;
            }
        }
    }
    let (mut sums, mut count) = ([0.0f32; 3], 0.0f32);
    for fold in 0..folds {
        let own = outside(corpus, fold);
        let rows: Vec<&RankExample> = without.iter().filter(|one| own(&one.asked)).collect();
        let network = stages::one_ranker(&rows, 0);
        let held = without
            .iter()
            .filter(|one| !own(&one.asked) && one.asked.question.ends_with('?'))
            .filter(|one| one.rows.iter().all(|row| row.document == 0))
            .filter(|one| corpus.articles[one.asked.article].file == 0);
        for example in held {
            count += 1.0;
            for (sum, hit) in sums.iter_mut().zip(hits(&network, example)) {
                *sum += f32::from(u8::from(hit));
            }
        }
    }
    sums.map(|sum| sum / count.max(1.0))
}

fn hits(network: &Network, example: &RankExample) -> [bool; 3] {
    let mut order: Vec<(f32, usize)> = example
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| (network.score(&row.values), at))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let gold = |(_, at): &(f32, usize)| example.gold.contains(at);
    let mut passages: Vec<(usize, f32)> = Vec::new();
    for (score, at) in &order {
        let passage = example.rows[*at].passage;
        match passages.iter_mut().find(|known| known.0 == passage) {
            Some(known) => known.1 += score.exp(),
            None => passages.push((passage, score.exp())),
        }
    }
    let best = passages.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let right = |passage: usize| {
        let mut gold = example.gold.iter();
        gold.any(|at| example.rows[*at].passage == passage)
    };
    [
        order.first().is_some_and(gold),
        order.iter().take(3).any(gold),
        best.is_some_and(|best| right(best.0)),
    ]
}

/// Area under the ROC curve: how often one of `high` is above one of `low`.
fn auroc(high: &[f32], low: &[f32]) -> f32 {
    let mut all: Vec<(f32, bool)> = high.iter().map(|score| (*score, true)).collect();
    all.extend(low.iter().map(|score| (*score, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum) = (0.0f64, 0.0f64);
    for (_, is_high) in &all {
        if *is_high {
            sum += below;
        } else {
            below += 1.0;
        }
    }
    (sum / (high.len() as f64 * low.len() as f64).max(1.0)) as f32
}
