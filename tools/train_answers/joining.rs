//! What does a reader's word count beside the rest? Weights for its evidence, set
//! on questions that neither it nor the networks of their fold have learned from.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{BufReader, BufWriter},
    mem,
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

/// Thresholds for which it is said what they give.
const THRESHOLDS: [f64; 5] = [0.5, 0.6, 0.65, 0.7, 0.75];

/// Questions of each kind in a file, at most.
const MOST: usize = 150;

/// Steps of Newton's method, which has come to rest long before.
const STEPS: usize = 50;

/// A reader that reads each passage once and remembers what it said last.
#[derive(Debug)]
struct Once {
    reader: Reader,
    read: Mutex<HashMap<(String, String), Option<Reading>>>,
    /// How much surer it was of an answer than of none, of each passage.
    margins: Mutex<Vec<f32>>,
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
        self.margins.lock().ok()?.push(reading.margin());
        Some(reading)
    }

    fn weight(&self) -> Weight {
        self.weight
    }
}

/// A question asked of one article.
struct Sample<'a> {
    asked: &'a Asked,
    of: &'a Read,
    kind: Kind,
    weight: f64,
}

/// Which article it is asked of, in the order of `SHARES`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Its own, which answers.
    Answered,
    /// Its own, which does not.
    NearMiss,
    Another,
}

/// What came of it.
struct Outcome {
    kind: Kind,
    weight: f64,
    /// The logarithm of the odds by all but the reader, and the reader's.
    odds: f64,
    margin: f64,
    /// Whether the sentence that is first answers.
    right: bool,
    /// How far the words that are given are those that answer.
    overlap: f64,
}

/// What the odds count, what the reader's margin, and what is added.
type Fit = [f64; 3];

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
    let shipped = Weight::default();
    // All but the reader's odds, which are fitted here.
    let apart = Weight {
        answered: 0.0,
        odds: 1.0,
        offset: 0.0,
        ..shipped
    };
    let mut once = Once {
        reader: Reader::open(reader)?,
        read: Mutex::default(),
        margins: Mutex::default(),
        weight: apart,
    };
    let samples: Vec<Vec<Sample<'_>>> = (0..corpus.files())
        .map(|file| samples(corpus, &unread, file))
        .collect();
    let sentences = SENTENCE.map(|sentence| Weight { sentence, ..apart });
    let words = WORDS.map(|words| Weight { words, ..apart });
    for weight in sentences.into_iter().chain(words) {
        once.weight = weight;
        eprintln!("sentence {} words {}", weight.sentence, weight.words);
        for (file, samples) in dev.iter().zip(&samples) {
            let answered = samples.iter().filter(|one| one.kind == Kind::Answered);
            let own: Vec<Outcome> = answered.map(|one| outcome(one, folds, &once)).collect();
            eprintln!(
                "  {}: first {:.3} F1 {:.3}",
                file.display(),
                mean(&own, |one| f64::from(u8::from(one.right))),
                mean(&own, |one| one.overlap),
            );
        }
    }
    once.weight = apart;
    let outcomes: Vec<Vec<Outcome>> = samples
        .iter()
        .map(|some| some.iter().map(|one| outcome(one, folds, &once)).collect())
        .collect();
    let fit = fitted(outcomes.iter().flatten());
    let [odds, answered, offset] = fit;
    eprintln!("odds {odds:.3} answered {answered:.3} offset {offset:.3}");
    for (file, outcomes) in dev.iter().zip(&outcomes) {
        eprintln!("{}", file.display());
        for threshold in THRESHOLDS {
            eprintln!("  {}", given(outcomes, fit, threshold));
        }
    }
    once.weight = shipped;
    if let (Some(to), Some(file)) = (to, dev.first()) {
        let own = corpus.folds_of(0);
        let name = file.file_stem().unwrap_or_default().display();
        let out = File::create(to.join(format!("{name}.read.jsonl")))?;
        let data = BufReader::new(File::open(file)?);
        let model = |at: usize| &folds[own[at]];
        eprintln!(
            "{}",
            run_with(data, BufWriter::new(out), &model, Some(&once))?
        );
    }
    Ok(())
}

/// What is right first, and what is met with silence, of near misses and of what is
/// asked of another article, at a threshold.
fn given(outcomes: &[Outcome], [odds, answered, offset]: Fit, threshold: f64) -> String {
    let level = logit(threshold);
    let gives = |one: &Outcome| odds * one.odds + answered * one.margin + offset >= level;
    let share = |kind: Kind, counts: &dyn Fn(&Outcome) -> bool| {
        let own = outcomes.iter().filter(|one| one.kind == kind);
        mean(own, |one| f64::from(u8::from(counts(one))))
    };
    let right = share(Kind::Answered, &|one| one.right && gives(one));
    let [near, other] = [Kind::NearMiss, Kind::Another].map(|kind| share(kind, &|one| !gives(one)));
    format!("{threshold}: right first {right:.3} silent {near:.3} {other:.3}")
}

/// Of nothing it is 0.
fn mean<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>, of: impl Fn(&Outcome) -> f64) -> f64 {
    let values: Vec<f64> = outcomes.into_iter().map(of).collect();
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}

/// Questions of the articles of one file that the reader has not learned from.
fn samples<'a>(corpus: &'a Corpus, unread: &HashSet<&str>, file: usize) -> Vec<Sample<'a>> {
    let own = corpus.articles.iter();
    let own = own.filter(|read| read.file == file && unread.contains(read.id.as_str()));
    let mut kinds: [Vec<(&Asked, &Read, Kind)>; SHARES.len()] = Default::default();
    for (asked, own) in own.flat_map(|read| read.questions.iter().map(move |one| (one, read))) {
        if asked.gold.is_empty() {
            kinds[1].push((asked, own, Kind::NearMiss));
            continue;
        }
        kinds[0].push((asked, own, Kind::Answered));
        let another = corpus.another(asked);
        kinds[2].extend(another.map(|read| (asked, read, Kind::Another)));
    }
    let mut all = Vec::new();
    for (some, share) in kinds.into_iter().zip(SHARES) {
        let every = some.len().div_ceil(MOST).max(1);
        let weight = f64::from(share) / some.len().div_ceil(every).max(1) as f64;
        let some = some.into_iter().step_by(every);
        all.extend(some.map(|(asked, of, kind)| Sample {
            asked,
            of,
            kind,
            weight,
        }));
    }
    all
}

fn outcome(sample: &Sample<'_>, folds: &[Model], once: &Once) -> Outcome {
    let settings = Settings {
        threshold: 0.0,
        keep: 1,
        reader: Some(once),
    };
    let (asked, article) = (sample.asked, &sample.of.article);
    // The question's own fold: another article is one of another fold.
    let model = &folds[asked.fold];
    let outcome = training::answer_with(model, &asked.question, &[sample.of.document()], &settings);
    let margins = once.margins.lock().map(|mut said| mem::take(&mut *said));
    let margins = margins.unwrap_or_default();
    let margin = margins.iter().sum::<f32>() / margins.len().max(1) as f32;
    let gold = if sample.kind == Kind::Answered {
        asked.gold.as_slice()
    } else {
        &[]
    };
    let first = outcome.ranked.first();
    let sentence = first.map(|ranked| article.sentences[ranked.sentence].span);
    let holds = |gold: &Span| sentence.is_some_and(|sentence| sentence.contains(*gold));
    let words = outcome.answers.first();
    let words = words.map_or("", |answer| article.words(answer.words));
    let overlaps = gold.iter().map(|gold| f1(words, article.words(*gold)));
    Outcome {
        kind: sample.kind,
        weight: sample.weight,
        odds: logit(f64::from(outcome.confidence)),
        margin: f64::from(margin),
        right: gold.iter().any(holds),
        overlap: overlaps.fold(0.0, f64::max),
    }
}

/// The harmonic mean of the shares of words that two texts have in common.
fn f1(given: &str, wanted: &str) -> f64 {
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
    f64::from(2 * common) / all.max(1) as f64
}

/// Logistic regression of whether there is an answer, by Newton's method.
fn fitted<'a>(outcomes: impl Iterator<Item = &'a Outcome> + Clone) -> Fit {
    // One that is answered elsewhere in the article teaches nothing.
    let teaching = outcomes.filter(|one| one.right || one.kind != Kind::Answered);
    let mut fit = [1.0, 0.0, 0.0];
    for _ in 0..STEPS {
        let mut slope = [0.0; 3];
        // Never singular, with this little.
        let mut curve = [[1e-6, 0.0, 0.0], [0.0, 1e-6, 0.0], [0.0, 0.0, 1e-6]];
        for one in teaching.clone() {
            let row = [one.odds, one.margin, 1.0];
            let sum: f64 = row.iter().zip(&fit).map(|(a, b)| a * b).sum();
            let sure = 1.0 / (1.0 + (-sum).exp());
            let error = sure - f64::from(u8::from(one.kind == Kind::Answered));
            for (at, value) in row.iter().enumerate() {
                slope[at] += one.weight * error * value;
                for (with, other) in row.iter().enumerate() {
                    curve[at][with] += one.weight * sure * (1.0 - sure) * value * other;
                }
            }
        }
        for (weight, step) in fit.iter_mut().zip(solved(curve, slope)) {
            *weight -= step;
        }
    }
    fit
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
