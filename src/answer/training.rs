//! What the trainer in `tools/train_answers.rs` needs of the engine: the rows
//! that its networks see, and the engine with other weights. Not for use in
//! the program.

use super::{Document, Outcome, Settings, engine, features};
use crate::text::Span;

pub use super::cut::{INPUTS, LONGEST, Rows, Scores};
pub use super::decide::NAMES as DECISION_NAMES;
pub use super::evidence::{NAMES as EVIDENCE_NAMES, can_be as evidence_can_be, sure};
pub use super::features::{COUNT as RANKED, NAMES};
pub use super::model::{HIDDEN, Model, Network};

/// One sentence as the ranker sees it.
#[derive(Clone, Debug)]
pub struct RankRow {
    /// Index into the documents.
    pub document: usize,
    /// Index into the article's sentences.
    pub sentence: usize,
    /// Index into the article's passages.
    pub passage: usize,
    /// The features.
    pub values: Vec<f32>,
}

/// The sentences that the ranker would look at.
#[must_use]
pub fn rank_rows(question: &str, documents: &[Document<'_>]) -> Vec<RankRow> {
    let asked = engine::read(question, documents);
    let mut matching = super::matching::Matching::new(&asked, documents);
    features::candidates(&mut matching)
        .into_iter()
        .map(|row| RankRow {
            document: row.document,
            sentence: row.sentence,
            passage: row.passage,
            values: row.values.to_vec(),
        })
        .collect()
}

/// A sentence as the cutter sees it, and the places of its words.
#[must_use]
pub fn cut_rows(
    question: &str,
    document: Document<'_>,
    sentence: usize,
) -> Option<(Rows, Vec<Span>)> {
    let documents = [document];
    let asked = engine::read(question, &documents);
    let mut matching = super::matching::Matching::new(&asked, &documents);
    let rows = engine::rows(&mut matching, 0, sentence)?;
    let prepared = document.prepared;
    let tokens = prepared.tokens_of(prepared.sentences.get(sentence)?);
    let places = tokens
        .iter()
        .take(rows.tokens.len())
        .map(|token| token.span)
        .collect();
    Some((rows, places))
}

/// What the decision sees.
#[must_use]
pub fn decision_row(model: &Model, question: &str, documents: &[Document<'_>]) -> Vec<f32> {
    let asked = engine::read(question, documents);
    engine::find(model, &asked, documents).row
}

/// What is considered last: the numbers of the evidence, and the sentence of
/// the one document that is first.
#[must_use]
pub fn evidence_row(
    model: &Model,
    question: &str,
    document: Document<'_>,
) -> (Vec<f32>, Option<usize>) {
    let documents = [document];
    let asked = engine::read(question, &documents);
    let found = engine::find(model, &asked, &documents);
    (found.evidence, found.ranked.first().map(|row| row.sentence))
}

/// [`super::answer`] with other weights.
#[must_use]
pub fn answer_with(
    model: &Model,
    question: &str,
    documents: &[Document<'_>],
    settings: &Settings<'_>,
) -> Outcome {
    engine::answer(model, question, documents, settings)
}

/// [`super::rank_passages`] with other weights.
#[must_use]
pub fn rank_passages_with(
    model: &Model,
    question: &str,
    documents: &[Document<'_>],
) -> Vec<(usize, usize, f32)> {
    engine::rank_passages(model, question, documents)
}

/// The best words of a sentence whatever the decision is.
#[must_use]
pub fn best_cut(
    model: &Model,
    question: &str,
    document: Document<'_>,
    sentence: usize,
) -> Option<Span> {
    let (rows, places) = cut_rows(question, document, sentence)?;
    let cut = rows.scores(model).best(model, &rows)?;
    Some(Span::new(
        places.get(cut.first)?.start,
        places.get(cut.last)?.end,
    ))
}
