//! What is learned, in order: to cut, to rank, to weigh the two together, to
//! decide.

use verbatim::answer::training::{self, HIDDEN, Model, NAMES, Network, RankRow, Rows};

use crate::{
    data::{Asked, Corpus, Read, casual},
    network::{Dice, Learner, TOGETHER, mean},
};

/// A sentence that holds an answer.
pub(crate) struct CutExample {
    pub(crate) rows: Rows,
    /// First and last word of each right answer.
    pub(crate) gold: Vec<(usize, usize)>,
}

/// The sentences of an article for a question, and which of them answer.
pub(crate) struct RankExample {
    pub(crate) asked: Asked,
    rows: Vec<RankRow>,
    gold: Vec<usize>,
}

pub(crate) fn rank_examples(corpus: &Corpus, without: &[String]) -> Vec<RankExample> {
    let off: Vec<usize> = (0..NAMES.len())
        .filter(|&at| without.iter().any(|w| w == NAMES[at]))
        .collect();
    let mut examples = Vec::new();
    let said = corpus
        .questions()
        .filter(|asked| !asked.gold.is_empty())
        .enumerate()
        .flat_map(|(at, asked)| {
            let mut other = asked.clone();
            other.question = casual(&asked.question, at % 2 == 0);
            let again = at % 2 == 0 || at % 3 == 0;
            [Some(asked.clone()), again.then_some(other)]
        })
        .flatten();
    for asked in said {
        let read = &corpus.articles[asked.article];
        let mut rows = training::rank_rows(&asked.question, &[read.document()]);
        for row in &mut rows {
            for &at in &off {
                row.values[at] = 0.0;
            }
        }
        let gold: Vec<usize> = (0..rows.len())
            .filter(|&at| {
                let span = read.article.sentences[rows[at].sentence].span;
                asked.gold.iter().any(|gold| span.contains(*gold))
            })
            .collect();
        if !gold.is_empty() {
            examples.push(RankExample {
                asked: asked.clone(),
                rows,
                gold,
            });
        }
    }
    examples
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

/// Maximum likelihood of the right span among all spans of the sentence.
pub(crate) fn cutter(
    mut model: Model,
    examples: &[&CutExample],
    rounds: usize,
    rate: f32,
) -> Model {
    let mut dice = Dice(11);
    let mut learner = Learner::new(model.cut.clone(), rate, 2e-4, 3);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let batch = 32;
    let steps = (rounds * examples.len()).div_ceil(batch).max(1);
    let mut step = 0;
    for round in 0..rounds {
        dice.shuffle(&mut order);
        let mut loss = 0.0;
        for some in order.chunks(batch) {
            let now = learner.rate * (1.0 - step as f32 / steps as f32).max(0.02);
            let mut lengths = vec![0.0; model.lengths.len()];
            for &at in some {
                model.cut.weights.clone_from(&learner.network.weights);
                loss += cut_one(
                    &model,
                    examples[at],
                    &mut learner,
                    &mut lengths,
                    1.0 / some.len() as f32,
                );
            }
            learner.step(now);
            for (weight, gradient) in model.lengths.iter_mut().zip(&lengths) {
                *weight -= 10.0 * now * gradient;
            }
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
    learner: &mut Learner,
    lengths: &mut [f32],
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
        model.cut.finish(&mut sums, &mut outputs);
        hidden.push(sums);
        scores.0.push(outputs);
    }
    let spans: Vec<(usize, usize, f32)> = scores.spans(model).collect();
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
        lengths[span.1 - span.0] += error;
    }
    let mut inside = 0.0;
    for (at, error) in errors.iter_mut().enumerate() {
        inside += running[at];
        error[2] = inside;
    }
    for (at, error) in errors.iter().enumerate() {
        learner.back(rows.inputs(at), &hidden[at], error);
    }
    all.ln() - good.ln()
}

/// Maximum likelihood of the right sentences, and half as much of their
/// passages, among those of the article.
pub(crate) fn ranker(examples: &[&RankExample]) -> Network {
    let all: Vec<Network> = (0..TOGETHER as u64)
        .map(|seed| one_ranker(examples, seed))
        .collect();
    mean(&all)
}

fn one_ranker(examples: &[&RankExample], seed: u64) -> Network {
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
    let passages: Vec<usize> = example
        .gold
        .iter()
        .map(|&at| example.rows[at].passage)
        .collect();
    let in_passage = |at: usize| passages.contains(&example.rows[at].passage);
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

/// The examples are mostly questions without an answer, those of readers mostly
/// are not: the logarithm of the ratio of the odds, with two of three answered.
const PRIOR: f32 = 1.25;

/// Logistic regression over a small network: answered here, or not. The
/// questions of the next article count fully, those about a changed fact less.
pub(crate) fn decision(model: &mut Model, corpus: &Corpus, own: &dyn Fn(&Asked) -> bool) {
    let mut examples: Vec<(Vec<f32>, f32, f32)> = Vec::new();
    for (number, asked) in corpus.questions().filter(|asked| own(asked)).enumerate() {
        let short = casual(&asked.question, number % 4 == 0);
        let of = |question: &str, article: &Read| {
            training::decision_row(model, question, &[article.document()])
        };
        let read = &corpus.articles[asked.article];
        if asked.gold.is_empty() {
            examples.push((of(&asked.question, read), 0.0, 0.8));
            continue;
        }
        examples.push((of(&asked.question, read), 1.0, 1.0));
        if number % 2 == 0 {
            examples.push((of(&short, read), 1.0, 0.7));
        }
        // The article as it would be without the sentence that answers.
        let (with, without) = around(read, asked);
        if number % 2 == 1 {
            examples.push((of(&asked.question, &with), 1.0, 0.5));
        }
        let question = if number % 3 == 0 {
            &short
        } else {
            &asked.question
        };
        examples.push((of(question, &without), 0.0, 0.5));
        // The next article of the same file, and two more from afar.
        let same: Vec<usize> = (0..corpus.articles.len())
            .filter(|&at| corpus.articles[at].file == read.file)
            .collect();
        let place = same.iter().position(|&at| at == asked.article).unwrap_or(0);
        for skip in [1, 2, 5] {
            let other = same[(place + skip) % same.len()];
            if other != asked.article {
                let question = if skip == 2 { &short } else { &asked.question };
                examples.push((of(question, &corpus.articles[other]), 0.0, 0.5));
            }
        }
    }
    let all: Vec<Network> = (0..TOGETHER as u64)
        .map(|seed| one_decision(&mut examples, seed))
        .collect();
    model.decide = mean(&all);
    model.platt = [1.0, PRIOR];
}

/// The paragraphs around the answer with and without the sentence that answers.
fn around(read: &Read, asked: &Asked) -> (Read, Read) {
    let from = asked.paragraph.saturating_sub(3);
    let window = |paragraphs: &[String]| {
        let some = paragraphs.iter().skip(from).take(7);
        some.filter(|text| !text.trim().is_empty())
            .cloned()
            .collect::<Vec<_>>()
    };
    let with = window(&read.paragraphs);
    let mut cut = read.paragraphs.clone();
    let gold = asked.gold.first();
    let sentence = gold.and_then(|gold| read.article.sentence_at(gold.start));
    if let Some(at) = sentence {
        let text = read.article.words(read.article.sentences[at].span);
        for paragraph in &mut cut {
            *paragraph = paragraph.replace('\n', " ").replace(text, "");
        }
    }
    (Read::new(&with), Read::new(&window(&cut)))
}

fn one_decision(examples: &mut [(Vec<f32>, f32, f32)], seed: u64) -> Network {
    let inputs = examples.first().map_or(0, |example| example.0.len());
    let network = Network::zeros(inputs, HIDDEN[1] / TOGETHER, 1);
    let mut learner = Learner::new(network, 0.003, 3e-3, 2 + seed);
    let mut dice = Dice(9 + 100 * seed);
    let rounds = 12;
    for round in 0..rounds {
        dice.shuffle(examples);
        for some in examples.chunks(32) {
            for (values, label, weight) in some {
                let (output, hidden) = learner.forward(values);
                let error = 1.0 / (1.0 + (-output).exp()) - label;
                learner.back_dense(values, &hidden, weight * error / some.len() as f32);
            }
            learner.step(learner.rate * (1.0 - round as f32 / rounds as f32));
        }
    }
    learner.network
}
