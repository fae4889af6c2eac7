//! What is a reader worth beside ranking and cutting? Predictions with its
//! evidence at several weights, of questions that neither have been trained on.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter},
    path::Path,
    sync::Mutex,
};

use anyhow::Context;
use verbatim::{
    answer::training::Model,
    reader::{Reader, Reading, Reads, Weight},
};

/// Weights that are tried for sentences, and for words.
const SENTENCE: [f32; 5] = [0.0, 0.15, 0.3, 0.5, 0.8];
const WORDS: [f32; 5] = [0.0, 0.3, 0.6, 1.0, 1.5];

/// A reader that reads each passage once.
#[derive(Debug)]
struct Once {
    reader: Reader,
    read: Mutex<HashMap<(String, String), Option<Reading>>>,
    weight: Weight,
}

impl Reads for Once {
    fn read(&self, question: &str, passage: &str) -> Option<Reading> {
        let key = (question.to_owned(), passage.to_owned());
        let mut read = self.read.lock().ok()?;
        read.entry(key)
            .or_insert_with(|| self.reader.read(question, passage))
            .clone()
    }

    fn weight(&self) -> Weight {
        self.weight
    }
}

/// Writes predictions for the questions of `file` into the folder `to`, a file
/// for each pair of weights.
pub(super) fn try_weights<'m>(
    reader: &Path,
    file: &Path,
    to: &Path,
    model: &dyn Fn(usize) -> &'m Model,
) -> anyhow::Result<()> {
    let name = file.file_stem().context("a file without a name")?;
    let mut once = Once {
        reader: Reader::open(reader)?,
        read: Mutex::default(),
        weight: Weight::default(),
    };
    for sentence in SENTENCE {
        for words in WORDS {
            once.weight = Weight {
                sentence,
                words,
                ..Weight::default()
            };
            let out = format!("{}.{sentence}-{words}.jsonl", name.display());
            let out = BufWriter::new(File::create(to.join(&out))?);
            let data = BufReader::new(File::open(file)?);
            verbatim::eval::qa::run_with(data, out, model, Some(&once))?;
        }
        eprintln!("{}: read with {sentence} for sentences", file.display());
    }
    Ok(())
}
