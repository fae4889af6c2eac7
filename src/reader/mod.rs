//! What does a small neural network make of a question and a passage? It only
//! says which words of the passage may answer, so it cannot say what the
//! passage does not. `answer` joins that with its own evidence.

use std::fmt;

#[cfg(feature = "reader")]
mod files;
#[cfg(feature = "reader")]
mod kept;
#[cfg(feature = "reader")]
mod network;
mod reading;
#[cfg(feature = "reader")]
mod shape;
#[cfg(feature = "reader")]
mod wire;
#[cfg(feature = "reader")]
mod wordpiece;

#[cfg(feature = "reader")]
pub use kept::{Kept, kept, remove, take};
#[cfg(feature = "reader")]
pub use network::Reader;
pub use reading::{Reading, Token};
#[cfg(feature = "reader")]
pub use shape::Unfit;

/// Reads; the network is one that does.
pub trait Reads: fmt::Debug + Send + Sync {
    /// What it makes of a passage, of which it may read the beginning only;
    /// none when it fails.
    fn read(&self, question: &str, passage: &str) -> Option<Reading>;

    /// How far it is to be trusted.
    fn weight(&self) -> Weight {
        Weight::default()
    }
}

/// What a reader's logarithms of probabilities are multiplied with before they
/// are added to other evidence, in logarithms of odds.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    /// Beside the score of a sentence.
    pub sentence: f32,
    /// Beside the score of a span of words.
    pub words: f32,
    /// Beside the odds that there is an answer: of the best span against "not here".
    pub answered: f32,
    /// What those odds count then, which are partly of the same.
    pub odds: f32,
    /// And what is added, in the logarithm of odds.
    pub offset: f32,
}

impl Default for Weight {
    /// Set for the reader that `tools/reader` trains, on articles that it has not
    /// seen (`train_answers --reader`): most well below one, since what it sees is
    /// partly what the others see.
    fn default() -> Self {
        Self {
            sentence: 0.3,
            words: 1.0,
            answered: 0.226,
            odds: 0.72,
            offset: 0.173,
        }
    }
}
