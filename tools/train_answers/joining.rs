//! What does a reader's word count beside the rest? Weights for its evidence, set
//! on questions that neither it nor the networks of their fold have learned from.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
    sync::Mutex,
};

use anyhow::Context;
use verbatim::{
    answer::{
        Settings,
        training::{self, Model},
    },
    eval::qa::run_with,
    reader::{Reader, Reading, Reads, Weight},
    text::{Span, fold},
};

use crate::{
    calibration::SHARES,
    data::{Asked, Corpus, Read},
};

/// Weights that are tried for sentences, and for words.
const SENTENCE: [f32; 5] = [0.0, 0.15, 0.3, 0.5, 0.8];
const WORDS: [f32; 5] = [0.0, 0.3, 0.6, 1.0, 1.5];

/// Thresholds, in per cent, for which it is said what they give.
const THRESHOLDS: [u8; 5] = [50, 60, 65, 70, 75];

/// Questions of each kind in a file, at most; reading them all takes an hour.
const MOST: usize = 150;

/// A reader's word counts no more than this, as in the engine.
const SUREST: f32 = 12.0;

/// A reader that reads each passage once and remembers what it said last.
#[derive(Debug)]
struct Once {
    reader: Reader,
    read: Mutex<HashMap<(String, String), Option<Reading>>>,
    /// How much surer it was of an answer than of none.
    margin: Mutex<f32>,
    weight: Weight,
}

impl Reads for Once {
    fn read(&self, question: &str, passage: &str) -> Option<Reading> {
        let key = (question.to_owned(), passage.to_owned());
        let mut read = self.read.lock().ok()?;
        let reading = read
            .entry(key)
            .or_insert_with(|| self.reader.read(question, passage))
            .clone()?;
        let best = reading.best_within(Span::new(0, passage.len()));
        let margin = best.map_or(-SUREST, |(_, likely)| likely - reading.absent());
        *self.margin.lock().ok()? = margin.clamp(-SUREST, SUREST);
        Some(reading)
    }

    fn weight(&self) -> Weight {
        self.weight
    }
}

/// A question asked of one article, its own or another.
struct Sample<'a> {
    asked: &'a Asked,
    of: &'a Read,
    /// Whether it is answered there; else whether it is a near miss or of another article.
    group: usize,
    weight: f64,
}

/// What came of it.
struct Outcome {
    /// The logarithm of the odds by all but the reader, and the reader's.
    odds: f64,
    margin: f64,
    right: bool,
    overlap: f32,
}

/// Prints what each weight gives, and those to take. `unread` lists the articles
/// that the reader has not learned from, a line each. Writes what is predicted for
/// the first file of `dev`, with the weights that ship, into the folder `to`.
pub(crate) fn learn(
    (reader, unread): (&Path, &Path),
    (corpus, folds): (&Corpus, &[Model]),
    dev: &[PathBuf],
    to: Option<&Path>,
) -> anyhow::Result<()> {
    let list = fs::read_to_string(unread).with_context(|| unread.display().to_string())?;
    let unread: HashSet<&str> = list.lines().collect();
    let samples = samples(corpus, &unread);
    let mut once = Once {
        reader: Reader::open(reader)?,
        read: Mutex::default(),
        margin: Mutex::default(),
        weight: Weight {
            answered: 0.0,
            odds: 1.0,
            offset: 0.0,
            ..Weight::default()
        },
    };
    let files = corpus.articles.iter().map(|read| read.file + 1).max();
    let files = files.unwrap_or(0);
    let mut tries: Vec<Weight> = Vec::new();
    tries.extend(SENTENCE.map(|sentence| Weight {
        sentence,
        ..once.weight
    }));
    tries.extend(WORDS.map(|words| Weight {
        words,
        ..once.weight
    }));
    for weight in tries {
        once.weight = weight;
        eprint!("sentence {} words {}:", weight.sentence, weight.words);
        for file in 0..files {
            let own = samples.iter().filter(|s| s.group == 0 && s.of.file == file);
            let own: Vec<Outcome> = own.map(|sample| outcome(sample, folds, &once)).collect();
            let count = own.len().max(1) as f32;
            let right = own.iter().filter(|one| one.right).count() as f32;
            let overlap: f32 = own.iter().map(|one| one.overlap).sum();
            eprint!(" {:.3} {:.3} |", right / count, overlap / count);
        }
        eprintln!();
    }
    once.weight = Weight {
        sentence: Weight::default().sentence,
        words: Weight::default().words,
        ..once.weight
    };
    let outcomes: Vec<Outcome> = samples
        .iter()
        .map(|sample| outcome(sample, folds, &once))
        .collect();
    let [odds, answered, offset] = fitted(&samples, &outcomes);
    eprintln!("odds {odds:.3} answered {answered:.3} offset {offset:.3}");
    for file in 0..files {
        eprint!("file {file}:");
        for threshold in THRESHOLDS {
            let level = f64::from(threshold) / 100.0;
            let level = (level / (1.0 - level)).ln();
            let share = |group: usize, counts: &dyn Fn(&Outcome, bool) -> bool| {
                let own = samples.iter().zip(&outcomes);
                let own = own.filter(|(s, _)| s.group == group && s.of.file == file);
                let (mut good, mut all) = (0, 0);
                for (_, one) in own {
                    let sum = odds * one.odds + answered * one.margin + offset;
                    good += usize::from(counts(one, sum >= level));
                    all += 1;
                }
                good as f32 / all.max(1) as f32
            };
            let right = share(0, &|one, given| one.right && given);
            let silent = [1, 2].map(|group| share(group, &|_, given| !given));
            eprint!(
                " {threshold} %: {right:.3} {:.3} {:.3} |",
                silent[0], silent[1]
            );
        }
        eprintln!();
    }
    once.weight = Weight::default();
    if let (Some(to), Some(file)) = (to, dev.first()) {
        let own: Vec<usize> = corpus
            .articles
            .iter()
            .filter(|read| read.file == 0)
            .map(|read| read.fold)
            .collect();
        let name = format!(
            "{}.read.jsonl",
            file.file_stem().unwrap_or_default().display()
        );
        let out = BufWriter::new(File::create(to.join(name))?);
        let data = BufReader::new(File::open(file)?);
        let figures = run_with(data, out, &|at| &folds[own[at]], Some(&once))?;
        eprintln!("{figures}");
    }
    Ok(())
}

fn samples<'a>(corpus: &'a Corpus, unread: &HashSet<&str>) -> Vec<Sample<'a>> {
    let files = corpus.articles.iter().map(|read| read.file + 1).max();
    let mut all = Vec::new();
    for file in 0..files.unwrap_or(0) {
        let mut groups: [Vec<Sample<'a>>; 3] = Default::default();
        let own = corpus
            .articles
            .iter()
            .filter(|read| read.file == file && unread.contains(read.id.as_str()));
        for (asked, own) in
            own.flat_map(|read| read.questions.iter().map(move |asked| (asked, read)))
        {
            let mut add = |group: usize, of: &'a Read| {
                groups[group].push(Sample {
                    asked,
                    of,
                    group,
                    weight: 1.0,
                });
            };
            if asked.gold.is_empty() {
                add(1, own);
                continue;
            }
            add(0, own);
            let others = corpus.articles.iter().skip(asked.article + 1);
            let mut others = others.chain(corpus.articles.iter().take(asked.article));
            if let Some(next) = others.find(|read| read.file == file && read.fold != own.fold) {
                add(2, next);
            }
        }
        for (group, share) in groups.into_iter().zip(SHARES) {
            let every = group.len().div_ceil(MOST).max(1);
            let some: Vec<_> = group.into_iter().step_by(every).collect();
            let weight = f64::from(share) / some.len().max(1) as f64;
            all.extend(some.into_iter().map(|sample| Sample { weight, ..sample }));
        }
    }
    all
}

fn outcome(sample: &Sample<'_>, folds: &[Model], once: &Once) -> Outcome {
    let settings = Settings {
        threshold: 0.0,
        keep: 1,
        reader: Some(once),
    };
    let asked = sample.asked;
    let article = &sample.of.article;
    // The question's own fold: another article is one of another fold.
    let fold = &folds[asked.fold];
    let outcome = training::answer_with(fold, &asked.question, &[sample.of.document()], &settings);
    let first = outcome.ranked.first();
    let sentence = first.map(|ranked| article.sentences[ranked.sentence].span);
    let holds = |gold| sentence.is_some_and(|sentence: Span| sentence.contains(gold));
    let right = sample.group == 0 && asked.gold.iter().copied().any(holds);
    let words = outcome.answers.first().map(|answer| answer.words);
    let overlap = asked.gold.iter().zip(words.iter().cycle());
    let overlap = overlap.map(|(gold, words)| f1(article.words(*words), article.words(*gold)));
    let sure = f64::from(outcome.confidence).clamp(1e-6, 1.0 - 1e-6);
    Outcome {
        odds: (sure / (1.0 - sure)).ln(),
        margin: once.margin.lock().map_or(0.0, |margin| f64::from(*margin)),
        right,
        overlap: if sample.group == 0 {
            overlap.fold(0.0, f32::max)
        } else {
            0.0
        },
    }
}

/// The harmonic mean of the shares of words that two texts have in common.
fn f1(given: &str, wanted: &str) -> f32 {
    let words = |text: &str| -> Vec<String> {
        let bare = |word: &str| fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        text.split_whitespace().map(bare).collect()
    };
    let (given, mut wanted) = (words(given), words(wanted));
    let all = given.len() + wanted.len();
    let mut common = 0;
    for word in given {
        if let Some(at) = wanted.iter().position(|other| *other == word) {
            wanted.swap_remove(at);
            common += 1;
        }
    }
    2.0 * common as f32 / all.max(1) as f32
}

/// Logistic regression of whether there is an answer, by Newton's method: what the
/// odds count, what the reader's word counts, and the offset.
fn fitted(samples: &[Sample<'_>], outcomes: &[Outcome]) -> [f64; 3] {
    let mut weights = [1.0, 0.0, 0.0];
    for _ in 0..50 {
        let mut slope = [0.0; 3];
        let mut curve = [[0.0; 3]; 3];
        for (sample, one) in samples.iter().zip(outcomes) {
            // One that is answered elsewhere in the article teaches nothing.
            if sample.group == 0 && !one.right {
                continue;
            }
            let row = [one.odds, one.margin, 1.0];
            let sum: f64 = row.iter().zip(&weights).map(|(a, b)| a * b).sum();
            let sure = 1.0 / (1.0 + (-sum).exp());
            let error = sure - f64::from(u8::from(sample.group == 0));
            for (at, value) in row.iter().enumerate() {
                slope[at] += sample.weight * error * value;
                for (with, other) in row.iter().enumerate() {
                    curve[at][with] += sample.weight * sure * (1.0 - sure) * value * other;
                }
            }
        }
        for (at, row) in curve.iter_mut().enumerate() {
            row[at] += 1e-6;
        }
        let step = solved(curve, slope);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight -= step;
        }
    }
    weights
}

/// Three equations in three unknowns, by elimination; the matrix is positive definite.
fn solved(mut matrix: [[f64; 3]; 3], mut right: [f64; 3]) -> [f64; 3] {
    for at in 0..3 {
        let pivot = matrix[at];
        for below in at + 1..3 {
            let times = matrix[below][at] / pivot[at];
            for (value, above) in matrix[below].iter_mut().zip(pivot) {
                *value -= times * above;
            }
            right[below] -= times * right[at];
        }
    }
    for at in (0..3).rev() {
        for known in at + 1..3 {
            right[at] -= matrix[at][known] * right[known];
        }
        right[at] /= matrix[at][at];
    }
    right
}
