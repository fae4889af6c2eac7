//! Trains the weights of the answer engine.
//!
//! `cargo run --release --example train_answers -- WEIGHTS --dev FILE… [--spans FILE…] [--folds N] [--predictions DIR] [--without NAME]`
//!
//! `--dev`: articles with questions; cross-validated by article (articles that
//! share a paragraph stay together), then all of them give the weights that
//! are written. `--spans`: sentences with a question and the words that
//! answer, for the cutter alone. `--predictions`: where the predictions of
//! the cross-validation go, one file for each of `--dev`. `--without`: a
//! signal of the ranker that is held at zero, for the ablation.
#![allow(
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool: progress goes to the terminal, counts are small"
)]

#[path = "train_answers/data.rs"]
mod data;
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
    without: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let options = options()?;
    let corpus = Corpus::read(&options.dev)?;
    let spans = data::spans(&options.spans)?;
    eprintln!("{} articles, {} spans", corpus.articles.len(), spans.len());
    let rank_rows = stages::rank_examples(&corpus, &options.without);
    let dev_cuts = stages::cut_examples(&corpus);
    // The cutter learns from the sentences once; each fold goes on from there.
    let base = stages::cutter(Model::zeros(), &spans.iter().collect::<Vec<_>>(), 7, 0.002);
    let train = |skip: Option<usize>| {
        let own = |asked: &Asked| Some(corpus.articles[asked.article].fold) != skip;
        let cuts: Vec<_> = dev_cuts
            .iter()
            .filter(|(asked, _)| own(asked))
            .flat_map(|(_, example)| std::iter::repeat_n(example, 4))
            .chain(spans.iter().step_by(4))
            .collect();
        let mut model = stages::cutter(base.clone(), &cuts, 4, 0.001);
        let rows: Vec<_> = rank_rows.iter().filter(|row| own(&row.asked)).collect();
        model.rank = stages::ranker(&rows);
        stages::joint(&mut model, &corpus, &own);
        stages::decision(&mut model, &corpus, &own);
        model
    };
    if options.folds > 1 {
        let folds: Vec<Model> = (0..options.folds).map(|fold| train(Some(fold))).collect();
        for (number, file) in options.dev.iter().enumerate() {
            let own: Vec<usize> = corpus
                .articles
                .iter()
                .filter(|a| a.file == number)
                .map(|a| a.fold)
                .collect();
            let out: Box<dyn std::io::Write> = match (&options.predictions, file.file_name()) {
                (Some(directory), Some(name)) => {
                    fs::create_dir_all(directory)?;
                    Box::new(std::io::BufWriter::new(fs::File::create(
                        directory.join(name),
                    )?))
                }
                _ => Box::new(std::io::sink()),
            };
            let figures =
                verbatim::eval::qa::run_with(BufReader::new(fs::File::open(file)?), out, &|at| {
                    &folds[own[at]]
                })?;
            eprintln!("{}\n{figures}", file.display());
        }
    }
    if options.weights.as_os_str() != "-" {
        fs::write(&options.weights, train(None).to_bytes())?;
    }
    Ok(())
}

fn options() -> anyhow::Result<Options> {
    let mut options = Options {
        folds: 5,
        ..Options::default()
    };
    let mut to = "";
    let usage = "usage: WEIGHTS --dev FILE… [--spans FILE…] [--folds N] [--predictions DIR] [--without NAME]";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (weights, rest) = arguments.split_first().context(usage)?;
    options.weights = weights.into();
    for argument in rest {
        match (to, argument.as_str()) {
            (_, flag) if flag.starts_with("--") => to = flag,
            ("--dev", file) => options.dev.push(file.into()),
            ("--spans", file) => options.spans.push(file.into()),
            ("--folds", number) => options.folds = number.parse()?,
            ("--predictions", directory) => options.predictions = Some(directory.into()),
            ("--without", name) => options.without.push(name.to_owned()),
            _ => anyhow::bail!(usage),
        }
    }
    Ok(options)
}
