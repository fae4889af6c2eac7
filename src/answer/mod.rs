//! From a question to ranked sentences, the words that answer, a calibrated
//! confidence, and from there to an answer or to silence. Pure.

use crate::{article::Article, quotes::Attributions, reader::Reads, text::Span};

mod cut;
mod decide;
mod doubt;
mod edges;
mod engine;
mod evidence;
mod features;
mod known_words;
mod languages;
mod left_open;
mod lexicon;
mod matching;
mod model;
mod parts;
mod polarity;
mod postings;
mod prepared;
mod question;
mod reading;
mod roles;
mod select;
mod silence;
mod spelling;
mod tense;
pub mod training;
pub(crate) mod vectors;
mod words;

pub(crate) use lexicon::{irregular, one_country};
pub use parts::{Part, parts};
pub use prepared::Prepared;

/// One article in the form the engine reads: with its attributions and what
/// [`prepare`] worked out beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Who said what in it.
    pub attributions: &'a Attributions,
    /// Terms and statistics of it.
    pub prepared: &'a Prepared,
}

/// Works out what [`answer`] needs to know about an article.
#[must_use]
pub fn prepare(article: &Article, attributions: &Attributions) -> Prepared {
    Prepared::new(article, attributions)
}

/// What the engine found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Sentences, best first, at most [`Settings::keep`].
    pub ranked: Vec<Ranked>,
    /// The answers, best first; empty means silence. More than one when the
    /// question asks for several things or sentences answer equally.
    pub answers: Vec<Answer>,
    /// Probability in 0..=1, calibrated, that the documents answer.
    pub confidence: f32,
    /// Why it is silent, when it is.
    pub silence: Option<Silence>,
}

/// A sentence with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Index into the documents that were given.
    pub document: usize,
    /// Index into the article's sentences.
    pub sentence: usize,
    /// Comparable within one outcome only; higher is better.
    pub score: f32,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Index into the documents that were given.
    pub document: usize,
    /// Index into the article's sentences.
    pub sentence: usize,
    /// The words that answer, inside the sentence; the whole sentence when no
    /// part of it is the answer alone.
    pub words: Span,
    /// For yes/no questions, what the sentence says.
    pub polarity: Option<bool>,
}

/// Why the engine is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// There is nothing to look for in the question.
    NothingAsked,
    /// The article does not mention what the question is about.
    NothingOn(Vec<String>),
    /// The article mentions it but does not give the kind of thing asked for.
    NoSuch(Missing),
    /// Something is near, but not near enough.
    NotSure,
}

/// What an article does not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The name of this, as it was typed; of whatever was meant, where nothing
    /// in the question stands for it alone.
    Name(Option<String>),
    /// What these words ask, such as "when" or "how many", about a thing as it
    /// was typed with the verb that goes with it ("the final", "is"), where
    /// the question says no more than that.
    Said(&'static str, Option<(String, String)>),
}

/// How the engine decides.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// Below this confidence the engine is silent; a probability in 0..=1.
    pub threshold: f32,
    /// How many ranked sentences to return.
    pub keep: usize,
    /// Reads the best sentences, where there is one.
    pub reader: Option<&'a dyn Reads>,
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self {
            threshold: 0.7,
            keep: 10,
            reader: None,
        }
    }
}

/// Answers `question` out of `documents`.
#[must_use]
pub fn answer(question: &str, documents: &[Document<'_>], settings: &Settings<'_>) -> Outcome {
    engine::answer(model::Model::built_in(), question, documents, settings)
}

/// The passages nearest to `question`, best first: document, passage, score.
#[must_use]
pub fn rank_passages(question: &str, documents: &[Document<'_>]) -> Vec<(usize, usize, f32)> {
    engine::rank_passages(model::Model::built_in(), question, documents)
}

#[cfg(test)]
mod tests;
