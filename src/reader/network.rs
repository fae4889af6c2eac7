//! The network: an extractive model of the BERT family in ONNX with its
//! vocabulary beside it, checked when it is opened.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use rten::{Model, NodeId, ValueOrView};
use rten_tensor::NdTensor;

use super::{
    Reading, Reads, Token, Unfit, files,
    shape::{self, Input},
    wire,
    wordpiece::{Piece, WordPiece},
};

/// The network that is used unless another is put in, and its vocabulary.
static BUILT_IN: &[u8] = include_bytes!("../../index/reader/model.onnx");
static PIECES: &str = include_str!("../../index/reader/vocab.txt");

/// Tokens of a question, and of question and passage together, as in training.
const QUESTION: usize = 40;
const TOGETHER: usize = 256;

/// A network that points at answers.
pub struct Reader {
    model: Model,
    inputs: Vec<(Input, NodeId)>,
    outputs: [NodeId; 2],
    words: WordPiece,
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
        let (bytes, words) = files::read(path)?;
        let [file, vocabulary] = files::files(path);
        if !wire::ends(&bytes) {
            let fault = "a number in it has no end".to_owned();
            return Err(Unfit::Model(file, fault));
        }
        Self::new(|| Model::load(bytes), &words, &file, vocabulary)
    }

    /// The network that the program brings along.
    ///
    /// # Errors
    /// When it fails, which a test rules out.
    pub fn built_in() -> Result<Self, Unfit> {
        let path = Path::new("index/reader");
        let [file, vocabulary] = files::files(path);
        Self::new(
            || Model::load_static_slice(BUILT_IN),
            PIECES,
            &file,
            vocabulary,
        )
    }

    fn new(
        load: impl FnOnce() -> Result<Model, rten::LoadError>,
        words: &str,
        file: &Path,
        vocabulary: PathBuf,
    ) -> Result<Self, Unfit> {
        let words = WordPiece::new(words).ok_or(Unfit::Vocabulary(vocabulary))?;
        // A model is data from outside, and the runtime is not ours.
        let loaded = guarded(|| load().map_err(|fault| fault.to_string()));
        let model = loaded.map_err(|fault| Unfit::Model(file.to_owned(), fault))?;
        let inputs = shape::inputs(&model)?;
        let outputs = shape::outputs(&model)?;
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

#[cfg(test)]
pub(super) mod tests {
    use super::{
        files::{MODEL, VOCABULARY},
        *,
    };
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

    #[test]
    fn the_one_that_is_built_in_reads() {
        let reader = Reader::built_in().unwrap();
        let passage = "The old mill was sold on Monday for two million crowns. Ann Lee bought it.";
        for (question, answer) in [
            ("When was the mill sold?", "Monday"),
            ("who bought the mill", "Ann Lee"),
        ] {
            let read = reader.read(question, passage).unwrap();
            let (span, likely) = read.best_within(Span::new(0, passage.len())).unwrap();
            let found = passage.get(span.start..span.end).unwrap();
            assert!(found.contains(answer), "{question}: {found}");
            assert!(likely > read.absent(), "{question}");
        }
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
