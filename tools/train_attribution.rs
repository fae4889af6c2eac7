//! Trains the two taggers of `quotes` on a file in the format of the bench
//! (`PolNeAR`) and writes their weights:
//! `cargo run --release --example train_attribution -- TRAIN.jsonl OUT [EPOCHS]`.
//! With `--folds N` instead, learns from all but every N-th article and writes
//! to OUT, for the bench's scorer, what is then found in those: every article
//! is read by weights that have not seen it.

use std::{collections::HashMap, fs, io::Write as _};

use anyhow::Context as _;
use verbatim::{
    article::{Article, Metadata},
    eval,
    quotes::{
        self,
        features::{self, CONTENT, CUE, Feature, LABELS, OUTSIDE, SOURCE},
        model::{CUE_BUCKETS, Model, TAG_BUCKETS, viterbi},
        token::Tokens,
    },
};

type Pairs = Vec<(usize, usize)>;

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    attributions: Vec<Gold>,
}

#[derive(serde::Deserialize)]
struct Gold {
    source: Pairs,
    cue: Pairs,
    content: Pairs,
}

/// One article with, for each attribution, the head of its cue and labels.
struct Example {
    tokens: Tokens,
    golds: Vec<(usize, HashMap<usize, usize>)>,
}

const USAGE: &str = "TRAIN.jsonl OUT [EPOCHS | --folds N]";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let data = arguments.first().context(USAGE)?;
    let out = arguments.get(1).context(USAGE)?;
    let data = fs::read_to_string(data)?;
    let lines: Vec<&str> = data.lines().collect();
    if arguments.get(2).is_some_and(|word| word == "--folds") {
        let folds = arguments.get(3).context(USAGE)?.parse()?;
        return cross_validate(&lines, folds, out);
    }
    let epochs = arguments.get(2).map_or(Ok(EPOCHS), |n| n.parse())?;
    fs::write(out, train(&lines, epochs)?)?;
    Ok(())
}

const EPOCHS: usize = 6;

fn cross_validate(lines: &[&str], folds: usize, out: &str) -> anyhow::Result<()> {
    anyhow::ensure!(folds > 1, "--folds needs a number from 2 on");
    let mut out = fs::File::create(out)?;
    for fold in 0..folds {
        let held = |own: bool| -> Vec<&str> {
            let numbered = lines.iter().enumerate();
            numbered
                .filter(|(number, _)| (number % folds == fold) == own)
                .map(|(_, line)| *line)
                .collect()
        };
        let bytes = train(&held(false), EPOCHS)?;
        let model = Model::read(&bytes);
        let articles = held(true).join("\n");
        eval::quotes::run_with(articles.as_bytes(), &mut out, |article| {
            quotes::attribute_with(article, &model)
        })?;
    }
    out.flush()?;
    Ok(())
}

/// The weights that the articles of `lines` teach, as they are stored.
fn train(lines: &[&str], epochs: usize) -> anyhow::Result<Vec<u8>> {
    let lines = lines
        .iter()
        .map(|line| serde_json::from_str(line))
        .collect::<Result<Vec<Line>, _>>()?;
    let examples = read(&lines);
    // Each half is scored by a model that has not seen it, so that the second
    // tagger learns from cues as wrong as it will meet.
    let even = train_cues(&examples.iter().step_by(2), 6);
    let odd = train_cues(&examples.iter().skip(1).step_by(2), 6);
    let scored: Vec<Vec<f32>> = examples
        .iter()
        .enumerate()
        .map(|(index, example)| score(example, if index % 2 == 0 { &odd } else { &even }))
        .collect();
    let cue = train_cues(&examples.iter(), 6);
    let (tag, transitions) = train_tags_in_orders(&examples, &scored, epochs);
    Ok(pack(&cue, &tag, &transitions))
}

fn read(lines: &[Line]) -> Vec<Example> {
    let mut words: HashMap<String, (f64, f64)> = HashMap::new();
    let mut read = Vec::new();
    for line in lines {
        let article = Article::from_lines(line.text.clone(), Metadata::default());
        let tokens = Tokens::of(&article);
        let bytes: Vec<usize> = line.text.char_indices().map(|(at, _)| at).collect();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(line.text.len());
        let inside = |pairs: &Pairs| -> Vec<usize> {
            let mut found = Vec::new();
            for &(start, end) in pairs {
                let (start, end) = (byte(start), byte(end));
                let first = tokens.all.partition_point(|t| t.span.start < start);
                found.extend(
                    (first..tokens.all.len()).take_while(|i| tokens.all[*i].span.end <= end),
                );
            }
            found
        };
        for token in &tokens.all {
            words.entry(token.form.clone()).or_default().1 += 1.0;
        }
        let golds: Vec<_> = line
            .attributions
            .iter()
            .map(|gold| {
                (
                    inside(&gold.source),
                    inside(&gold.cue),
                    inside(&gold.content),
                )
            })
            .collect();
        for (_, cue, _) in &golds {
            for at in cue {
                words.entry(tokens.all[*at].form.clone()).or_default().0 += 1.0;
            }
        }
        read.push((tokens, golds));
    }
    let weight = |form: &str| {
        words
            .get(form)
            .map_or(0.0, |(cue, all)| (cue + 0.1) / (all + 2.0))
    };
    read.into_iter()
        .map(|(tokens, golds)| Example {
            golds: golds
                .into_iter()
                .filter_map(|(source, cue, content)| {
                    let head = cue.iter().copied().max_by(|a, b| {
                        weight(&tokens.all[*a].form).total_cmp(&weight(&tokens.all[*b].form))
                    })?;
                    let mut labels = HashMap::new();
                    labels.extend(content.into_iter().map(|at| (at, CONTENT)));
                    labels.extend(source.into_iter().map(|at| (at, SOURCE)));
                    labels.extend(cue.into_iter().map(|at| (at, CUE)));
                    Some((head, labels))
                })
                .collect(),
            tokens,
        })
        .collect()
}

/// Logistic regression with `AdaGrad` over hashed features.
fn train_cues<'a>(
    examples: &(impl Iterator<Item = &'a Example> + Clone),
    epochs: usize,
) -> Vec<f32> {
    let mut weights = vec![0.0_f32; CUE_BUCKETS];
    let mut squares = vec![1e-6_f32; CUE_BUCKETS];
    let mut buffer: Vec<Feature> = Vec::new();
    for _ in 0..epochs {
        for example in examples.clone() {
            for at in 0..example.tokens.all.len() {
                features::cue(&example.tokens, at, &mut buffer);
                let gold = example.golds.iter().any(|(head, _)| *head == at);
                let sum: f32 = buffer
                    .iter()
                    .map(|f| weights[*f as usize % CUE_BUCKETS])
                    .sum();
                let error = f32::from(u8::from(gold)) - 1.0 / (1.0 + (-sum).exp());
                if error.abs() < 0.01 {
                    continue;
                }
                for feature in &buffer {
                    let bucket = *feature as usize % CUE_BUCKETS;
                    let gradient = error - 2e-5 * weights[bucket];
                    squares[bucket] += gradient * gradient;
                    weights[bucket] += 0.1 * gradient / squares[bucket].sqrt().max(0.3);
                }
            }
        }
    }
    weights
}

fn score(example: &Example, weights: &[f32]) -> Vec<f32> {
    let mut buffer = Vec::new();
    (0..example.tokens.all.len())
        .map(|at| {
            features::cue(&example.tokens, at, &mut buffer);
            buffer
                .iter()
                .map(|f| weights[*f as usize % CUE_BUCKETS])
                .sum()
        })
        .collect()
}

type Transitions = [[f32; LABELS]; LABELS + 1];

/// Orders of the examples that the second tagger is trained in. What one order
/// happens to teach differs by half a point of F1; their mean is steadier.
const ORDERS: usize = 4;

/// The mean of the weights that several orders of the examples teach.
fn train_tags_in_orders(
    examples: &[Example],
    scored: &[Vec<f32>],
    epochs: usize,
) -> (Vec<f32>, Transitions) {
    let mut weights = vec![0.0_f32; TAG_BUCKETS * LABELS];
    let mut transitions: Transitions = [[0.0; LABELS]; LABELS + 1];
    for order in 0..ORDERS {
        let (own, between) = train_tags(examples, scored, epochs, order);
        for (sum, weight) in weights.iter_mut().zip(own) {
            *sum += weight / ORDERS as f32;
        }
        for (sums, row) in transitions.iter_mut().zip(between) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight / ORDERS as f32;
            }
        }
    }
    (weights, transitions)
}

/// The numbers below `length`, in one of many orders (Fisher and Yates, by a
/// linear congruential generator, so that training gives the same bytes again).
fn shuffled(length: usize, order: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..length).collect();
    let mut state = order as u64 + 1;
    for end in (1..length).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        numbers.swap(end, (state >> 33) as usize % (end + 1));
    }
    numbers
}

/// Averaged structured perceptron.
fn train_tags(
    examples: &[Example],
    scored: &[Vec<f32>],
    epochs: usize,
    order: usize,
) -> (Vec<f32>, Transitions) {
    let mut weights = vec![0.0_f32; TAG_BUCKETS * LABELS];
    let mut totals = vec![0.0_f32; TAG_BUCKETS * LABELS];
    let mut transitions: Transitions = [[0.0; LABELS]; LABELS + 1];
    let mut transition_totals = transitions;
    let mut step = 1.0_f32;
    for epoch in 0..epochs {
        for number in shuffled(examples.len(), order * epochs + epoch) {
            let (example, likely) = (&examples[number], &scored[number]);
            let tokens = &example.tokens;
            let mut cues: Vec<(usize, HashMap<usize, usize>)> = example.golds.clone();
            for (at, score) in likely.iter().enumerate() {
                if *score > 0.0 && !example.golds.iter().any(|(_, l)| l.get(&at) == Some(&CUE)) {
                    cues.push((at, HashMap::new()));
                }
            }
            for (at, gold) in cues {
                let (start, end) = features::window(tokens, at);
                let mut all: Vec<Vec<usize>> = Vec::with_capacity(end - start);
                let mut sums: Vec<[f32; LABELS]> = Vec::with_capacity(end - start);
                features::tags(tokens, at, &|i| likely[i] > 0.0, &mut |_, found| {
                    let buckets: Vec<usize> = found
                        .iter()
                        .map(|f| *f as usize % TAG_BUCKETS * LABELS)
                        .collect();
                    let mut sum = [0.0; LABELS];
                    for bucket in &buckets {
                        for (label, sum) in sum.iter_mut().enumerate() {
                            *sum += weights[bucket + label];
                        }
                    }
                    all.push(buckets);
                    sums.push(sum);
                });
                let guess = viterbi(&sums, &transitions, at - start);
                let truth: Vec<usize> = (start..end)
                    .map(|i| {
                        if i == at {
                            CUE
                        } else {
                            gold.get(&i).copied().unwrap_or(OUTSIDE)
                        }
                    })
                    .collect();
                step += 1.0;
                if guess == truth {
                    continue;
                }
                for (index, buckets) in all.iter().enumerate() {
                    let (g, t) = (guess[index], truth[index]);
                    if g != t {
                        for bucket in buckets {
                            weights[bucket + t] += 1.0;
                            totals[bucket + t] += step;
                            weights[bucket + g] -= 1.0;
                            totals[bucket + g] -= step;
                        }
                    }
                    let before = |labels: &[usize]| {
                        index.checked_sub(1).map_or(LABELS, |before| labels[before])
                    };
                    let (from_truth, from_guess) = (before(&truth), before(&guess));
                    if (from_truth, t) != (from_guess, g) {
                        transitions[from_truth][t] += 1.0;
                        transition_totals[from_truth][t] += step;
                        transitions[from_guess][g] -= 1.0;
                        transition_totals[from_guess][g] -= step;
                    }
                }
            }
        }
    }
    for (weight, total) in weights.iter_mut().zip(&totals) {
        *weight -= total / step;
    }
    for (row, totals) in transitions.iter_mut().zip(&transition_totals) {
        for (weight, total) in row.iter_mut().zip(totals) {
            *weight -= total / step;
        }
    }
    (weights, transitions)
}

/// Header, then one signed byte a weight.
fn pack(cue: &[f32], tag: &[f32], transitions: &Transitions) -> Vec<u8> {
    let (cue_scale, cue) = quantise(cue);
    let (tag_scale, tag) = quantise(tag);
    let mut bytes = Vec::new();
    bytes.extend(cue_scale.to_le_bytes());
    bytes.extend(tag_scale.to_le_bytes());
    for weight in transitions.iter().flatten() {
        bytes.extend(weight.to_le_bytes());
    }
    bytes.extend(cue);
    bytes.extend(tag);
    bytes
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to the range of a signed byte"
)]
fn quantise(weights: &[f32]) -> (f32, Vec<u8>) {
    let mut sizes: Vec<f32> = weights.iter().map(|w| w.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let largest = sizes
        .get(sizes.len() - sizes.len() / 5000 - 1)
        .copied()
        .unwrap_or(1.0);
    let scale = (largest / 127.0).max(1e-9);
    let bytes = weights
        .iter()
        .map(|w| ((w / scale).round().clamp(-127.0, 127.0) as i8).cast_unsigned())
        .collect();
    (scale, bytes)
}
