//! Trains the weights of the answer engine.
//!
//! `cargo run --release --example train_answers -- WEIGHTS --dev FILE… [--spans FILE…] [--folds N] [--predictions DIR] [--keep DIR] [--ablation] [--reader DIR --unread FILE]`
//!
//! `--dev`: articles with questions; cross-validated by article (articles that
//! share a paragraph stay together), then all of them give the weights that
//! are written. `--spans`: sentences with a question and the words that
//! answer, for the cutter alone. `--predictions`: where the predictions of
//! the cross-validation go, one file for each of `--dev`. `--keep`: where the
//! models of the folds are kept, and read again if they are there. `--ablation`: prints
//! what each group of signals is worth. `--reader`: prints what a reader's evidence
//! should count, on the articles that `--unread` lists. `--cut-only`: stops after figures of the
//! cutter on the sentences that answer. `--course`: rounds, rate, decay and share
//! of resting units of its training, then rounds and repeats of the folds'.
#![allow(
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool: progress goes to the terminal, counts are small"
)]

#[path = "train_answers/ablation.rs"]
mod ablation;
#[path = "train_answers/calibration.rs"]
mod calibration;
#[path = "train_answers/cutting.rs"]
mod cutting;
#[path = "train_answers/data.rs"]
mod data;
#[path = "train_answers/decision.rs"]
mod decision;
#[path = "train_answers/evidence.rs"]
mod evidence;
#[cfg(feature = "reader")]
#[path = "train_answers/joining.rs"]
mod joining;
#[path = "train_answers/network.rs"]
mod network;
#[path = "train_answers/stages.rs"]
mod stages;

use std::{fs, io::BufReader, path::PathBuf};

use anyhow::Context;
use data::{Asked, Corpus};
use verbatim::answer::training::Model;

/// What was asked for on the command line.
#[derive(Default)]
struct Options {
    weights: PathBuf,
    dev: Vec<PathBuf>,
    spans: Vec<PathBuf>,
    folds: usize,
    predictions: Option<PathBuf>,
    keep: Option<PathBuf>,
    ablation: bool,
    #[cfg(feature = "reader")]
    reader: Option<PathBuf>,
    #[cfg(feature = "reader")]
    unread: Option<PathBuf>,
    cut_only: bool,
    course: [f32; 6],
}

fn main() -> anyhow::Result<()> {
    let options = options()?;
    let corpus = Corpus::read(&options.dev)?;
    let spans = data::spans(&options.spans)?;
    eprintln!("{} articles, {} spans", corpus.articles.len(), spans.len());
    let dev_cuts = stages::cut_examples(&corpus);
    let [rounds, rate, decay, rest, again, often] = options.course;
    let course = stages::Course {
        rounds: rounds as usize,
        rate,
        decay,
        rest,
    };
    // The cutter learns from the sentences once; each fold goes on from there.
    let base = options.kept("base", || {
        stages::cutter(Model::zeros(), &spans.iter().collect::<Vec<_>>(), course)
    })?;
    let course = stages::Course {
        rounds: again as usize,
        rate: rate / 2.0,
        ..course
    };
    let cutter = |skip: Option<usize>| {
        let own = dev_cuts
            .iter()
            .filter(|(asked, _)| Some(asked.fold) != skip);
        let own = own.flat_map(|(_, example)| std::iter::repeat_n(example, often as usize));
        let cuts: Vec<_> = own.chain(spans.iter().step_by(4)).collect();
        options.kept(&name(skip), || stages::cutter(base.clone(), &cuts, course))
    };
    if options.cut_only {
        let of = (options.dev.as_slice(), &corpus);
        return cutting::print(of, &dev_cuts, options.folds, |fold| cutter(Some(fold)));
    }
    let rank_rows = stages::rank_examples(&corpus);
    let train = |skip: Option<usize>| {
        let own = |asked: &Asked| Some(asked.fold) != skip;
        let whole = format!("{}-whole", name(skip));
        if let Some(model) = options.held(&whole) {
            return anyhow::Ok(model);
        }
        let mut model = cutter(skip)?;
        let rows: Vec<_> = rank_rows.iter().filter(|row| own(&row.asked)).collect();
        model.rank = stages::ranker(&rows);
        stages::joint(&mut model, &corpus, &own);
        decision::learn(&mut model, &corpus, &own);
        options.keep(&whole, &model)?;
        anyhow::Ok(model)
    };
    let mut weighed = None;
    if options.folds > 1 {
        let mut folds: Vec<Model> = (0..options.folds)
            .map(|fold| train(Some(fold)))
            .collect::<anyhow::Result<_>>()?;
        let trials = calibration::trials(&corpus, &folds);
        for (fold, model) in folds.iter_mut().enumerate() {
            model.evidence = evidence::learn(&trials, Some(fold));
        }
        let learned = evidence::learn(&trials, None);
        eprintln!("{}", evidence::table(&learned));
        weighed = Some(learned);
        eprintln!(
            "{}",
            calibration::reliability(&trials, &|fold| &folds[fold].evidence)
        );
        predict(&options, &corpus, &folds)?;
        #[cfg(feature = "reader")]
        if let (Some(reader), Some(unread)) = (&options.reader, &options.unread) {
            let to = options.predictions.as_deref();
            joining::learn((reader, unread), (&corpus, &folds), &options.dev, to)?;
        }
        if options.ablation {
            ablation::print(&corpus, &rank_rows, &folds);
        }
    }
    if options.weights.as_os_str() != "-" {
        let mut model = train(None)?;
        if let Some(weighed) = weighed {
            model.evidence = weighed;
        }
        fs::write(&options.weights, model.to_bytes())?;
    }
    Ok(())
}

/// Prints the figures of each file, and writes what is predicted, each question by the
/// model of its fold.
fn predict(options: &Options, corpus: &Corpus, folds: &[Model]) -> anyhow::Result<()> {
    for (number, file) in options.dev.iter().enumerate() {
        let own = corpus.folds_of(number);
        let out: Box<dyn std::io::Write> = match (&options.predictions, file.file_name()) {
            (Some(directory), Some(name)) => {
                fs::create_dir_all(directory)?;
                Box::new(std::io::BufWriter::new(fs::File::create(
                    directory.join(name),
                )?))
            }
            _ => Box::new(std::io::sink()),
        };
        let figures = verbatim::eval::qa::run_with(
            BufReader::new(fs::File::open(file)?),
            out,
            &|at| &folds[own[at]],
            None,
        )?;
        eprintln!("{}\n{figures}", file.display());
    }
    Ok(())
}

/// What a model is called that has not seen a fold.
fn name(skip: Option<usize>) -> String {
    skip.map_or("all".to_owned(), |fold| format!("fold{fold}"))
}

impl Options {
    /// A model that was kept under this name.
    fn held(&self, name: &str) -> Option<Model> {
        let bytes = fs::read(self.keep.as_ref()?.join(name)).ok()?;
        Model::from_bytes(&bytes)
    }

    fn keep(&self, name: &str, model: &Model) -> anyhow::Result<()> {
        if let Some(directory) = &self.keep {
            fs::create_dir_all(directory)?;
            fs::write(directory.join(name), model.to_bytes())?;
        }
        Ok(())
    }

    /// A model that was kept under this name, or else as it is trained now.
    fn kept(&self, name: &str, train: impl FnOnce() -> Model) -> anyhow::Result<Model> {
        if let Some(model) = self.held(name) {
            return Ok(model);
        }
        let model = train();
        self.keep(name, &model)?;
        Ok(model)
    }
}

fn options() -> anyhow::Result<Options> {
    let mut options = Options {
        folds: 5,
        course: [6.0, 0.002, 0.02, 0.1, 4.0, 4.0],
        ..Options::default()
    };
    let mut to = "";
    let usage = "usage: WEIGHTS --dev FILE… [--spans FILE…] [--folds N] [--predictions DIR] [--keep DIR] [--ablation] [--reader DIR --unread FILE]";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (weights, rest) = arguments.split_first().context(usage)?;
    options.weights = weights.into();
    for argument in rest {
        match (to, argument.as_str()) {
            (_, "--ablation") => options.ablation = true,
            (_, "--cut-only") => options.cut_only = true,
            (_, flag) if flag.starts_with("--") => to = flag,
            ("--course", numbers) => {
                for (at, number) in numbers.split(',').enumerate() {
                    options.course[at] = number.parse()?;
                }
            }
            ("--dev", file) => options.dev.push(file.into()),
            ("--spans", file) => options.spans.push(file.into()),
            ("--keep", directory) => options.keep = Some(directory.into()),
            ("--folds", number) => options.folds = number.parse()?,
            #[cfg(feature = "reader")]
            ("--reader", directory) => options.reader = Some(directory.into()),
            #[cfg(feature = "reader")]
            ("--unread", file) => options.unread = Some(file.into()),
            ("--predictions", directory) => options.predictions = Some(directory.into()),
            _ => anyhow::bail!(usage),
        }
    }
    Ok(options)
}
