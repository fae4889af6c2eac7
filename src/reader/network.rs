//! The network: an extractive model of the BERT family in ONNX with its
//! vocabulary beside it, checked when it is opened.

use std::{
    collections::BTreeSet,
    fmt,
    fs::File,
    io::Read,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use rten::{Model, NodeId, ValueOrView};
use rten_tensor::NdTensor;

use super::{
    Reading, Reads, Token,
    wordpiece::{Piece, WordPiece},
};

/// The file of the network in a folder.
pub(super) const MODEL: &str = "model.onnx";
/// The file of the vocabulary beside it, one piece a line.
pub(super) const VOCABULARY: &str = "vocab.txt";

/// A larger network would take seconds for a question.
const LARGEST_MODEL: u64 = 256 * 1024 * 1024;
/// That of multilingual BERT has 1 MB.
const LARGEST_VOCABULARY: u64 = 8 * 1024 * 1024;

/// Tokens of a question, and of question and passage together, as in training.
const QUESTION: usize = 40;
const TOGETHER: usize = 256;

/// Inputs by the names that exporters of this family give them.
const INPUTS: [&str; 3] = ["input_ids", "attention_mask", "token_type_ids"];
const OUTPUTS: [&str; 2] = ["start_logits", "end_logits"];

/// A network that points at answers.
pub struct Reader {
    model: Model,
    inputs: Vec<(Input, NodeId)>,
    outputs: [NodeId; 2],
    words: WordPiece,
}

#[derive(Clone, Copy)]
enum Input {
    Pieces,
    Mask,
    Kinds,
}

/// Why a network cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// A file cannot be read.
    #[error("failed to read `{}`", .0.display())]
    File(PathBuf, #[source] std::io::Error),
    /// A file is too large.
    #[error("`{}` has {} MB; the most is {} MB", .0.display(), .1, .2)]
    Large(PathBuf, u64, u64),
    /// It is no ONNX model, or needs an operation that is not there.
    #[error("`{}` cannot be loaded as an ONNX model: {}", .0.display(), .1)]
    Model(PathBuf, String),
    /// Its inputs are others than those of a BERT.
    #[error(
        "the model's inputs are {0}; a reader has input_ids, attention_mask and, if it likes, token_type_ids"
    )]
    Inputs(String),
    /// Its outputs are not those of a model that answers questions.
    #[error("the model's outputs are {0}; a reader has start_logits and end_logits")]
    Outputs(String),
    /// The vocabulary is no `WordPiece` vocabulary.
    #[error("`{}` is no vocabulary of BERT: it must have [UNK], [CLS] and [SEP], one piece a line", .0.display())]
    Vocabulary(PathBuf),
    /// It fails on a question that is easy to read.
    #[error("the model fails when it reads: {0}")]
    Fails(String),
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("parameters", &self.model.total_params())
            .field("pieces", &self.words.len())
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// Opens the network in a folder, or the file of one with the vocabulary
    /// beside it, and lets it read a question to see that it can.
    ///
    /// # Errors
    /// When a file is missing or too large, when the model's shape is not that
    /// of a reader, or when it fails.
    pub fn open(path: &Path) -> Result<Self, Unfit> {
        let [file, vocabulary] = files(path);
        let size = check(&file, LARGEST_MODEL)?;
        let words = read_text(&vocabulary)?;
        let words = WordPiece::new(&words).ok_or(Unfit::Vocabulary(vocabulary))?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        File::open(&file)
            .and_then(|open| open.take(LARGEST_MODEL).read_to_end(&mut bytes))
            .map_err(|fault| Unfit::File(file.clone(), fault))?;
        // A model is data from outside, and the runtime is not ours.
        let loaded = guarded(|| Model::load(bytes).map_err(|fault| fault.to_string()));
        let model = loaded.map_err(|fault| Unfit::Model(file, fault))?;
        let inputs = inputs(&model)?;
        let outputs = outputs(&model)?;
        let reader = Self {
            model,
            inputs,
            outputs,
            words,
        };
        reader.try_out()?;
        Ok(reader)
    }

    /// The numbers of its parameters and of the pieces of its vocabulary.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.model.total_params(), self.words.len())
    }

    /// Its first and its last piece must be in its table, and its logits numbers.
    fn try_out(&self) -> Result<(), Unfit> {
        let last = i32::try_from(self.words.len()).unwrap_or(i32::MAX) - 1;
        let (opening, closing) = (self.words.opening, self.words.closing);
        let ids = [opening, 0, closing, last, closing];
        let [starts, ends] = self.logits(&ids, 3).map_err(Unfit::Fails)?;
        if !starts.iter().chain(&ends).all(|logit| logit.is_finite()) {
            return Err(Unfit::Fails("its logits are no numbers".to_owned()));
        }
        Ok(())
    }

    /// Logits of start and end for each token; the passage begins at `passage`.
    fn logits(&self, ids: &[i32], passage: usize) -> Result<[Vec<f32>; 2], String> {
        let count = ids.len();
        let row = |values: Vec<i32>| ValueOrView::from(NdTensor::from_data([1, count], values));
        let given = self.inputs.iter().map(|(input, node)| {
            let values = match input {
                Input::Pieces => ids.to_vec(),
                Input::Mask => vec![1; count],
                Input::Kinds => (0..count).map(|at| i32::from(at >= passage)).collect(),
            };
            (*node, row(values))
        });
        let given: Vec<_> = given.collect();
        guarded(|| {
            let ran = self.model.run_n(given, self.outputs, None);
            let [starts, ends] = ran.map_err(|fault| fault.to_string())?;
            let numbers = |value: rten::Value| -> Result<Vec<f32>, String> {
                let row: NdTensor<f32, 2> = value
                    .try_into()
                    .map_err(|_| "its logits are no table of numbers".to_owned())?;
                let row = row.into_data();
                if row.len() == count {
                    Ok(row)
                } else {
                    Err(format!("{} logits for {count} tokens", row.len()))
                }
            };
            Ok([numbers(starts)?, numbers(ends)?])
        })
    }

    fn tried(&self, question: &str, passage: &str) -> Result<Option<Reading>, String> {
        let question = self.words.pieces(question, QUESTION);
        let begins = question.len() + 2;
        let passage = self.words.pieces(passage, TOGETHER - begins - 1);
        let id = |piece: &Piece| piece.id;
        let mut ids = vec![self.words.opening];
        ids.extend(question.iter().map(id));
        ids.push(self.words.closing);
        ids.extend(passage.iter().map(id));
        ids.push(self.words.closing);
        let [starts, ends] = self.logits(&ids, begins)?;
        let logits = starts.iter().zip(&ends);
        let tokens = passage.iter().zip(logits.clone().skip(begins));
        let tokens = tokens.map(|(piece, (&start, &end))| Token {
            span: piece.span,
            start,
            end,
        });
        // "Not here" is the place of the first token.
        let absent = logits.clone().next().map(|(start, end)| start + end);
        Ok(absent.and_then(|absent| Reading::new(tokens.collect(), absent)))
    }
}

impl Reads for Reader {
    fn read(&self, question: &str, passage: &str) -> Option<Reading> {
        self.tried(question, passage).unwrap_or_else(|fault| {
            tracing::warn!("the reader failed: {fault}");
            None
        })
    }
}

/// A panic of the runtime is a fault of the model.
fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err("the runtime gave up on it".to_owned()))
}

/// The model's file and that of its vocabulary.
pub(super) fn files(path: &Path) -> [PathBuf; 2] {
    if path.is_dir() {
        [path.join(MODEL), path.join(VOCABULARY)]
    } else {
        [path.to_owned(), path.with_file_name(VOCABULARY)]
    }
}

/// The size of an ordinary file, if it is not too large.
fn check(path: &Path, most: u64) -> Result<u64, Unfit> {
    let about = path
        .metadata()
        .map_err(|fault| Unfit::File(path.to_owned(), fault))?;
    if !about.is_file() {
        let fault = std::io::Error::other("it is no ordinary file");
        return Err(Unfit::File(path.to_owned(), fault));
    }
    if about.len() > most {
        let mega = |bytes: u64| bytes / 1024 / 1024;
        return Err(Unfit::Large(path.to_owned(), mega(about.len()), mega(most)));
    }
    Ok(about.len())
}

fn read_text(path: &Path) -> Result<String, Unfit> {
    check(path, LARGEST_VOCABULARY)?;
    let bytes = std::fs::read(path).map_err(|fault| Unfit::File(path.to_owned(), fault))?;
    String::from_utf8(bytes).map_err(|_| Unfit::Vocabulary(path.to_owned()))
}

fn inputs(model: &Model) -> Result<Vec<(Input, NodeId)>, Unfit> {
    let found = names(model, model.input_ids());
    let shown = || Unfit::Inputs(shown(&found));
    if found.iter().any(|name| !INPUTS.contains(&name.as_str())) {
        return Err(shown());
    }
    let mut inputs = Vec::new();
    for (input, name) in [Input::Pieces, Input::Mask, Input::Kinds]
        .into_iter()
        .zip(INPUTS)
    {
        match model.find_node(name) {
            Some(node) if found.contains(name) => inputs.push((input, node)),
            // DistilBERT does not tell the question from the passage.
            _ if matches!(input, Input::Kinds) => {}
            _ => return Err(shown()),
        }
    }
    Ok(inputs)
}

fn outputs(model: &Model) -> Result<[NodeId; 2], Unfit> {
    let found = names(model, model.output_ids());
    let node = |name: &str| {
        let node = model.find_node(name).filter(|_| found.contains(name));
        node.ok_or_else(|| Unfit::Outputs(shown(&found)))
    };
    let [start, end] = OUTPUTS;
    Ok([node(start)?, node(end)?])
}

fn names(model: &Model, nodes: &[NodeId]) -> BTreeSet<String> {
    let named = nodes.iter().filter_map(|node| model.node_info(*node));
    named
        .map(|node| node.name().unwrap_or("one without a name").to_owned())
        .collect()
}

/// Names in a sentence; a model may have any number of any length.
fn shown(names: &BTreeSet<String>) -> String {
    let mut shown: Vec<&str> = names
        .iter()
        .take(6)
        .map(|name| crate::text::shorten(name, 40))
        .collect();
    if names.len() > shown.len() {
        shown.push("others");
    }
    if shown.is_empty() {
        "none".to_owned()
    } else {
        shown.join(", ")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::text::Span;

    /// A network of a few kB with random weights, made by `tools/reader/tiny.py`.
    pub(in crate::reader) fn tiny() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader")
    }

    /// What another runtime and another tokenizer make of it.
    pub(in crate::reader) fn expected() -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(tiny().join("expected.jsonl")).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.collect()
    }

    #[test]
    fn logits_are_those_of_another_runtime() {
        let reader = Reader::open(&tiny()).unwrap();
        let mut compared = 0;
        for line in expected() {
            let (Some(question), Some(passage)) =
                (line["question"].as_str(), line["passage"].as_str())
            else {
                continue;
            };
            let id = |piece: Piece| piece.id;
            let question: Vec<i32> = reader
                .words
                .pieces(question, 99)
                .into_iter()
                .map(id)
                .collect();
            let passage = reader.words.pieces(passage, 99).into_iter().map(id);
            let begins = question.len() + 2;
            let (opening, closing) = (reader.words.opening, reader.words.closing);
            let ids: Vec<i32> = std::iter::once(opening)
                .chain(question)
                .chain([closing])
                .chain(passage)
                .chain([closing])
                .collect();
            let logits = reader.logits(&ids, begins).unwrap();
            for (ours, name) in logits.iter().zip(["start", "end"]) {
                let theirs = line[name].as_array().unwrap();
                assert_eq!(ours.len(), theirs.len());
                for (ours, theirs) in ours.iter().zip(theirs) {
                    // A value between two steps of 8 bits may be rounded either way.
                    let apart = (f64::from(*ours) - theirs.as_f64().unwrap()).abs();
                    assert!(apart < 0.05, "{ours} {theirs}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 40, "{compared}");
    }

    #[test]
    fn it_points_into_the_passage_whatever_it_is_given() {
        let reader = Reader::open(&tiny()).unwrap();
        for passage in ["The mayor spoke on Monday.", "“Über” 日本 e\u{301}", "🙂"] {
            let read = reader.read("who spoke?", passage).unwrap();
            let everywhere = Span::new(0, passage.len());
            let (span, likely) = read.best_within(everywhere).unwrap();
            assert!(passage.get(span.start..span.end).is_some());
            assert!(likely <= 0.0 && read.absent() <= 0.0);
            assert_eq!(reader.read("who spoke?", passage), Some(read));
        }
        assert_eq!(reader.read("who?", " \u{0} "), None);
        // More tokens than it has positions for: a fault that is logged.
        assert_eq!(reader.read("who?", &"harbour ".repeat(9_000)), None);
    }

    fn changed(change: impl Fn(&Path)) -> Unfit {
        let place = tempfile::tempdir().unwrap();
        for name in [MODEL, VOCABULARY] {
            std::fs::copy(tiny().join(name), place.path().join(name)).unwrap();
        }
        change(place.path());
        Reader::open(place.path()).unwrap_err()
    }

    fn renamed(from: &'static str, to: &'static str) -> Unfit {
        assert_eq!(from.len(), to.len());
        changed(|place| {
            let mut bytes = std::fs::read(place.join(MODEL)).unwrap();
            let places: Vec<usize> = bytes
                .windows(from.len())
                .enumerate()
                .filter(|(_, window)| *window == from.as_bytes())
                .map(|(at, _)| at)
                .collect();
            assert!(!places.is_empty());
            for at in places {
                bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
            }
            std::fs::write(place.join(MODEL), bytes).unwrap();
        })
    }

    #[test]
    fn another_shape_is_refused_and_named() {
        let outputs = renamed("start_logits", "other_logits");
        assert!(matches!(&outputs, Unfit::Outputs(names) if names == "end_logits, other_logits"));
        let inputs = renamed("input_ids", "image_ids");
        assert!(matches!(&inputs, Unfit::Inputs(names) if names.contains("image_ids")));
        let none = changed(|place| std::fs::remove_file(place.join(VOCABULARY)).unwrap());
        assert!(matches!(none, Unfit::File(..)));
        let empty = changed(|place| std::fs::write(place.join(VOCABULARY), "a\nb\n").unwrap());
        assert!(matches!(empty, Unfit::Vocabulary(_)));
        let long = changed(|place| {
            let path = place.join(VOCABULARY);
            let mut text = std::fs::read_to_string(&path).unwrap();
            text.push_str("more\n");
            std::fs::write(path, text).unwrap();
        });
        assert!(matches!(long, Unfit::Fails(_)), "{long}");
        let rubbish = changed(|place| std::fs::write(place.join(MODEL), "no model").unwrap());
        assert!(matches!(rubbish, Unfit::Model(..)));
        let cut = changed(|place| {
            let bytes = std::fs::read(place.join(MODEL)).unwrap();
            std::fs::write(place.join(MODEL), &bytes[..bytes.len() / 2]).unwrap();
        });
        assert!(
            matches!(cut, Unfit::Model(..) | Unfit::Outputs(_) | Unfit::Fails(_)),
            "{cut}"
        );
    }
}
