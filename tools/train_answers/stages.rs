//! What is learned, in order: to cut, to rank, to weigh the two together.

use verbatim::answer::training::{self, HIDDEN, Model, Network, RankRow, Rows};

use crate::{
    data::{Asked, Corpus, Read, casual},
    network::{Dice, Learner, Steps, TOGETHER, mean},
};

/// A sentence that holds an answer.
pub(crate) struct CutExample {
    pub(crate) rows: Rows,
    /// First and last word of each right answer.
    pub(crate) gold: Vec<(usize, usize)>,
}

/// The sentences of an article for a question, and which of them answer.
#[derive(Clone)]
pub(crate) struct RankExample {
    pub(crate) asked: Asked,
    pub(crate) rows: Vec<RankRow>,
    pub(crate) gold: Vec<usize>,
}

pub(crate) fn rank_examples(corpus: &Corpus) -> Vec<RankExample> {
    let mut examples = Vec::new();
    let answered = corpus.questions().filter(|asked| !asked.gold.is_empty());
    for (at, asked) in answered.enumerate() {
        let read = &corpus.articles[asked.article];
        examples.extend(rank_example(asked, read, &[]));
        if at % 2 == 0 || at % 3 == 0 {
            let mut other = asked.clone();
            other.question = casual(&asked.question, at % 2 == 0);
            examples.extend(rank_example(&other, read, &[]));
        } else {
            // Among other articles of the same file, as in a collection.
            let others: Vec<&Read> = corpus
                .articles
                .iter()
                .filter(|other| other.file == read.file && other.fold == read.fold)
                .filter(|other| !std::ptr::eq(*other, read))
                .take(AMONG)
                .collect();
            examples.extend(rank_example(asked, read, &others));
        }
    }
    examples
}

/// Articles that an article is ranked among, at most.
const AMONG: usize = 6;

fn rank_example(asked: &Asked, read: &Read, others: &[&Read]) -> Option<RankExample> {
    let documents: Vec<_> = std::iter::once(read)
        .chain(others.iter().copied())
        .map(Read::document)
        .collect();
    let rows = training::rank_rows(&asked.question, &documents);
    let gold: Vec<usize> = (0..rows.len())
        .filter(|&at| rows[at].document == 0)
        .filter(|&at| {
            let span = read.article.sentences[rows[at].sentence].span;
            asked.gold.iter().any(|gold| span.contains(*gold))
        })
        .collect();
    (!gold.is_empty()).then(|| RankExample {
        asked: asked.clone(),
        rows,
        gold,
    })
}

pub(crate) fn cut_examples(corpus: &Corpus) -> Vec<(Asked, CutExample)> {
    corpus
        .questions()
        .filter_map(|asked| {
            let example = CutExample::new(
                &asked.question,
                &corpus.articles[asked.article],
                &asked.gold,
            )?;
            Some((asked.clone(), example))
        })
        .collect()
}

/// How the cutter learns.
#[derive(Clone, Copy)]
pub(crate) struct Course {
    pub(crate) rounds: usize,
    pub(crate) rate: f32,
    /// Decay of the weights of whole spans.
    pub(crate) decay: f32,
    /// Share of the hidden units that rest in each example.
    pub(crate) rest: f32,
}

/// Maximum likelihood of the right span among all spans of the sentence.
pub(crate) fn cutter(mut model: Model, examples: &[&CutExample], course: Course) -> Model {
    let mut dice = Dice(11);
    let Course {
        rounds,
        rate,
        decay,
        ..
    } = course;
    let mut learner = Learner::new(model.cut.clone(), rate, 2e-4, 3);
    let mut spans = Steps::new(model.spans.len(), decay);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let batch = 32;
    let steps = (rounds * examples.len()).div_ceil(batch).max(1);
    let mut step = 0;
    for round in 0..rounds {
        dice.shuffle(&mut order);
        let mut loss = 0.0;
        for some in order.chunks(batch) {
            let now = learner.rate * (1.0 - step as f32 / steps as f32).max(0.02);
            model.cut.weights.clone_from(&learner.network.weights);
            for &at in some {
                let kept: Vec<f32> = (0..model.cut.hidden)
                    .map(|_| f32::from(u8::from(dice.unit() >= course.rest)) / (1.0 - course.rest))
                    .collect();
                loss += cut_one(
                    &model,
                    examples[at],
                    (&mut learner, &kept),
                    &mut spans.gradient,
                    1.0 / some.len() as f32,
                );
            }
            learner.step(now);
            spans.step(&mut model.spans, now);
            step += 1;
        }
        eprintln!("cutter round {round}: {:.4}", loss / examples.len() as f32);
    }
    model.cut = learner.network;
    model
}

fn cut_one(
    model: &Model,
    example: &CutExample,
    (learner, kept): (&mut Learner, &[f32]),
    of_spans: &mut [f32],
    share: f32,
) -> f32 {
    let rows = &example.rows;
    let mut question = model.cut.start().to_vec();
    let first = model.cut.inputs - rows.question.len();
    model.cut.add(&rows.question, first, &mut question);
    let mut hidden: Vec<Vec<f32>> = Vec::with_capacity(rows.tokens.len());
    let mut scores = training::Scores::default();
    for at in 0..rows.tokens.len() {
        let mut sums = rows.sums(model, &question, at);
        let mut outputs = [0.0; 3];
        model.cut.finish_some(&mut sums, kept, &mut outputs);
        hidden.push(sums);
        scores.0.push(outputs);
    }
    let spans = scores.spans(model, rows, f32::INFINITY);
    let most = spans.iter().fold(f32::MIN, |most, span| most.max(span.2));
    let right = |span: &(usize, usize, f32)| example.gold.contains(&(span.0, span.1));
    let all: f32 = spans.iter().map(|span| (span.2 - most).exp()).sum();
    let good: f32 = spans
        .iter()
        .filter(|span| right(span))
        .map(|span| (span.2 - most).exp())
        .sum();
    let good = good.max(1e-20);
    let mut errors = vec![[0.0f32; 3]; hidden.len()];
    let mut running = vec![0.0f32; hidden.len() + 1];
    for span in &spans {
        let weight = (span.2 - most).exp();
        let error = share * (weight / all - if right(span) { weight / good } else { 0.0 });
        errors[span.0][0] += error;
        errors[span.1][1] += error;
        running[span.0] += error;
        running[span.1 + 1] -= error;
        if error.abs() > 1e-4 * share {
            rows.learn(span.0, span.1, error, of_spans);
        }
    }
    let mut inside = 0.0;
    for (at, error) in errors.iter_mut().enumerate() {
        inside += running[at];
        error[2] = inside;
    }
    for (at, error) in errors.iter().enumerate() {
        learner.back(rows.inputs(at), &hidden[at], kept, error);
    }
    all.ln() - good.ln()
}

/// How often the words that the cutter takes of the sentence that answers are
/// those of a right answer, and how far they overlap (F1 over words).
pub(crate) fn cut_figures(model: &Model, examples: &[&CutExample]) -> (f32, f32) {
    let (mut exact, mut overlap) = (0.0, 0.0);
    for example in examples {
        let taken = example.rows.scores(model).taken(model, &example.rows);
        let Some((first, last)) = taken else {
            continue;
        };
        exact += f32::from(u8::from(example.gold.contains(&(first, last))));
        overlap += example
            .gold
            .iter()
            .map(|&(from, to)| {
                let common = (last.min(to) + 1).saturating_sub(first.max(from)) as f32;
                2.0 * common / (last - first + to - from + 2) as f32
            })
            .fold(0.0, f32::max);
    }
    let count = examples.len().max(1) as f32;
    (exact / count, overlap / count)
}

/// Maximum likelihood of the right sentences, and half as much of their
/// passages, among those of the article.
pub(crate) fn ranker(examples: &[&RankExample]) -> Network {
    let all: Vec<Network> = (0..TOGETHER as u64)
        .map(|seed| one_ranker(examples, seed))
        .collect();
    mean(&all)
}

pub(crate) fn one_ranker(examples: &[&RankExample], seed: u64) -> Network {
    let mut dice = Dice(5 + 100 * seed);
    let inputs = examples
        .first()
        .and_then(|example| example.rows.first())
        .map_or(0, |row| row.values.len());
    let mut learner = Learner::new(
        Network::zeros(inputs, HIDDEN[0] / TOGETHER, 1),
        0.003,
        3e-3,
        1 + seed,
    );
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let rounds = 14;
    for round in 0..rounds {
        dice.shuffle(&mut order);
        let mut loss = 0.0;
        for some in order.chunks(16) {
            for &at in some {
                loss += rank_one(examples[at], &mut learner, 1.0 / some.len() as f32);
            }
            learner.step(learner.rate * (1.0 - round as f32 / rounds as f32));
        }
        if round + 1 == rounds {
            eprintln!("ranker: {:.4}", loss / examples.len() as f32);
        }
    }
    learner.network
}

fn rank_one(example: &RankExample, learner: &mut Learner, share: f32) -> f32 {
    let outputs: Vec<(f32, Vec<f32>)> = example
        .rows
        .iter()
        .map(|row| learner.forward(&row.values))
        .collect();
    let most = outputs
        .iter()
        .fold(f32::MIN, |most, output| most.max(output.0));
    let weights: Vec<f32> = outputs
        .iter()
        .map(|output| (output.0 - most).exp())
        .collect();
    let all: f32 = weights.iter().sum();
    let is_gold = |at: usize| example.gold.contains(&at);
    let passage_of = |at: usize| (example.rows[at].document, example.rows[at].passage);
    let passages: Vec<_> = example.gold.iter().map(|&at| passage_of(at)).collect();
    let in_passage = |at: usize| passages.contains(&passage_of(at));
    let sum = |of: &dyn Fn(usize) -> bool| {
        (0..weights.len())
            .filter(|&at| of(at))
            .map(|at| weights[at])
            .sum::<f32>()
            .max(1e-20)
    };
    let (good, near) = (sum(&is_gold), sum(&in_passage));
    for (at, row) in example.rows.iter().enumerate() {
        let w = weights[at];
        let error = 1.5 * w / all
            - if is_gold(at) { w / good } else { 0.0 }
            - if in_passage(at) { 0.5 * w / near } else { 0.0 };
        learner.back_dense(&row.values, &outputs[at].1, share * error);
    }
    (all / good).ln()
}

/// What the cut is worth in the ranking: the best of a few values.
pub(crate) fn joint(model: &mut Model, corpus: &Corpus, own: &dyn Fn(&Asked) -> bool) {
    let settings = verbatim::answer::Settings {
        threshold: 0.0,
        keep: 1,
        reader: None,
    };
    let mut best = (0, 0.0);
    for step in 0..6u8 {
        let mut tried = model.clone();
        tried.joint = f32::from(step) * 0.1;
        let mut right = 0;
        for asked in corpus
            .questions()
            .filter(|asked| own(asked) && !asked.gold.is_empty())
        {
            let read = &corpus.articles[asked.article];
            let outcome =
                training::answer_with(&tried, &asked.question, &[read.document()], &settings);
            let hit = outcome.ranked.first().is_some_and(|ranked| {
                let span = read.article.sentences[ranked.sentence].span;
                asked.gold.iter().any(|gold| span.contains(*gold))
            });
            right += usize::from(hit);
        }
        if right > best.0 {
            best = (right, tried.joint);
        }
    }
    model.joint = best.1;
    eprintln!("joint: {} ({} right)", best.1, best.0);
}
