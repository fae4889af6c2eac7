//! Trains what `quotes::antecedent` weighs, on a file in the format of the
//! bench (`PolNeAR`), and prints the table of weights and, for a fifth of the
//! articles that it did not learn from, what each likelihood is worth:
//! `cargo run --release --example train_antecedents -- TRAIN.jsonl`.

#![expect(clippy::print_stdout, reason = "what it prints is its result")]

use std::fs;

use anyhow::Context as _;
use verbatim::{
    article::{Article, Metadata},
    quotes::{
        self,
        antecedent::{FEATURES, Weighed, likeliest},
    },
    text::fold,
};

const EPOCHS: usize = 30;

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    attributions: Vec<Gold>,
}

#[derive(serde::Deserialize)]
struct Gold {
    source: Vec<(usize, usize)>,
    source_kind: String,
    resolved: Option<String>,
}

/// The candidates of one pronoun and which of them is meant, if any.
#[derive(Clone)]
struct Example {
    candidates: Vec<(usize, Weighed)>,
    meant: Option<usize>,
}

fn main() -> anyhow::Result<()> {
    let data = std::env::args().nth(1).context("TRAIN.jsonl")?;
    let mut learnt = Vec::new();
    let mut held = Vec::new();
    for (number, line) in fs::read_to_string(data)?.lines().enumerate() {
        let found = examples(&serde_json::from_str(line)?);
        if number % 5 == 0 {
            &mut held
        } else {
            &mut learnt
        }
        .extend(found);
    }
    let weights = train(&believable(&learnt));
    println!("learnt from {}, held out {}", learnt.len(), held.len());
    println!("likelihood  given  right");
    for tenth in 0..10_u8 {
        let floor = f32::from(tenth) / 10.0;
        let given: Vec<bool> = held
            .iter()
            .filter_map(|example| {
                let (best, likelihood) = likeliest(&example.candidates, &weights)?;
                (likelihood >= floor).then_some(example.meant == Some(best))
            })
            .collect();
        let right = given.iter().filter(|right| **right).count();
        println!(
            "{floor:10.1} {:6.3} {:6.3}",
            given.len() as f32 / held.len() as f32,
            right as f32 / given.len().max(1) as f32
        );
    }
    learnt.extend(held);
    println!("const WEIGHTS: Weighed = [");
    for row in train(&believable(&learnt)).chunks(9) {
        let row: Vec<String> = row.iter().map(|weight| format!("{weight:.3}")).collect();
        println!("    {},", row.join(", "));
    }
    println!("];");
    Ok(())
}

fn examples(line: &Line) -> Vec<Example> {
    let article = Article::from_lines(line.text.clone(), Metadata::default());
    quotes::choices(&article)
        .into_iter()
        .filter_map(|choice| {
            let (at, _) = article.code_points(verbatim::text::Span::new(choice.at, choice.at + 1));
            let gold = line.attributions.iter().find(|gold| {
                gold.source_kind == "pronoun" && gold.source.iter().any(|(start, _)| *start == at)
            })?;
            // What the annotation calls by a pronoun again tells nothing.
            let names = head(gold.resolved.as_deref()?);
            let mut meant = choice
                .candidates
                .iter()
                .enumerate()
                .filter(|(_, (name, _))| name.last().is_some_and(|last| names.contains(last)));
            let first = meant.next().map(|(index, _)| index);
            let clear = meant.next().is_none();
            Some(Example {
                meant: first.filter(|_| clear),
                candidates: choice
                    .candidates
                    .into_iter()
                    .enumerate()
                    .map(|(index, (_, weighed))| (index, weighed))
                    .collect(),
            })
        })
        .collect()
}

/// The words of a name up to its first comma, bracket or preposition.
fn head(name: &str) -> Vec<String> {
    name.split_whitespace()
        .take_while(|word| {
            !matches!(
                *word,
                "," | "-LRB-" | "of" | "in" | "for" | "with" | "who" | "from" | "at" | "'s"
            )
        })
        .map(fold)
        .collect()
}

/// Likelihood of an annotation below which it is taken for a mistake: names
/// were put to pronouns by a program, about one in six of them wrongly.
const BELIEVABLE: f32 = 0.1;

/// The examples whose annotation weights learned from all of them do not call
/// all but impossible.
fn believable(examples: &[Example]) -> Vec<Example> {
    let weights = train(examples);
    let likely = |example: &&Example| {
        let all: Vec<f32> = example
            .candidates
            .iter()
            .map(|(_, weighed)| {
                let sum: f32 = weighed.iter().zip(&weights).map(|(a, b)| a * b).sum();
                sum.exp()
            })
            .collect();
        let meant = example
            .meant
            .and_then(|meant| all.get(meant))
            .unwrap_or(&1.0);
        meant / (1.0 + all.iter().sum::<f32>()) >= BELIEVABLE
    };
    examples.iter().filter(likely).cloned().collect()
}

/// Multinomial logistic regression, nobody being a candidate of weight nought.
fn train(examples: &[Example]) -> Weighed {
    let mut weights = [0.0_f32; FEATURES];
    let mut squares = [1e-3_f32; FEATURES];
    for _ in 0..EPOCHS {
        for example in examples {
            let scores: Vec<f32> = example
                .candidates
                .iter()
                .map(|(_, weighed)| {
                    let sum: f32 = weighed.iter().zip(&weights).map(|(a, b)| a * b).sum();
                    sum.clamp(-30.0, 30.0).exp()
                })
                .collect();
            let all: f32 = 1.0 + scores.iter().sum::<f32>();
            let mut gradient = weights.map(|weight| -1e-4 * weight);
            for ((index, weighed), score) in example.candidates.iter().zip(&scores) {
                let error = f32::from(u8::from(example.meant == Some(*index))) - score / all;
                for (sum, value) in gradient.iter_mut().zip(weighed) {
                    *sum += error * value;
                }
            }
            for ((weight, square), gradient) in weights.iter_mut().zip(&mut squares).zip(gradient) {
                *square += gradient * gradient;
                *weight += 0.1 * gradient / square.sqrt();
            }
        }
    }
    weights
}
