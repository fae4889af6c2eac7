//! From a question to ranked sentences, the words that answer, a calibrated
//! confidence, and from there to an answer or to silence. Pure.

use crate::{article::Article, quotes::Attributions, text::Span};

mod confidence;
mod cut;
mod languages;
mod prepared;
mod question;
mod rank;
pub(crate) mod vectors;
mod words;

use cut::Cut;
pub use prepared::Prepared;
use question::{Asked, Kind};
use rank::Scored;

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
    /// The article mentions it but does not give the kind of thing asked for
    /// ("the name", "a number", "a date", "a place", "a reason").
    NoSuch(&'static str, Option<String>),
    /// Something is near, but not near enough.
    NotSure,
}

/// How the engine decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Below this confidence the engine is silent; a probability in 0..=1.
    pub threshold: f32,
    /// How many ranked sentences to return.
    pub keep: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.5,
            keep: 10,
        }
    }
}

/// A second sentence answers as well when its score is so near to the first's.
const EQUALLY: f32 = 0.985;

/// Sentences of a list at most.
const LISTED: usize = 4;

/// A sentence belongs to a list when its score is this share of the first's.
const OF_A_LIST: f32 = 0.85;

/// Answers `question` out of `documents`.
#[must_use]
pub fn answer(question: &str, documents: &[Document<'_>], settings: &Settings) -> Outcome {
    let questions = read(question, documents);
    let empty = questions.iter().all(|asked| asked.terms.is_empty());
    if empty {
        return Outcome {
            silence: Some(Silence::NothingAsked),
            ..Outcome::default()
        };
    }
    let scored = rank::rank(&questions, documents);
    let Some(best) = scored.first() else {
        return Outcome {
            silence: Some(Silence::NothingAsked),
            ..Outcome::default()
        };
    };
    let (asked, document) = (&questions[best.document], &documents[best.document]);
    let confidence = confidence::confidence(asked, document.prepared, best);
    let mut outcome = Outcome {
        ranked: scored
            .iter()
            .take(settings.keep)
            .map(|scored| Ranked {
                document: scored.document,
                sentence: scored.sentence,
                score: scored.score,
            })
            .collect(),
        answers: Vec::new(),
        confidence,
        silence: None,
    };
    if confidence < settings.threshold {
        outcome.silence = Some(confidence::silence(asked, document.prepared, best));
        return outcome;
    }
    let many = asked.kind == Kind::List;
    let (most, near) = if many {
        (LISTED, OF_A_LIST)
    } else {
        (2, EQUALLY)
    };
    outcome.answers = scored
        .iter()
        .take(most)
        .filter(|scored| scored.document == best.document && scored.score >= best.score * near)
        // A second sentence without the kind of thing asked for adds nothing.
        .filter(|scored| scored.kind || scored.sentence == best.sentence || many)
        .filter_map(|scored| answered(&questions, documents, scored))
        .collect();
    if outcome.answers.is_empty() {
        // The best sentence does not give it; another that is near may.
        outcome.answers = scored
            .iter()
            .take(settings.keep)
            .filter(|scored| scored.score >= best.score * OF_A_LIST)
            .find_map(|scored| answered(&questions, documents, scored))
            .into_iter()
            .collect();
    }
    if outcome.answers.is_empty() {
        outcome.confidence = outcome.confidence.min(settings.threshold / 2.0);
        outcome.silence = Some(confidence::not_given(asked));
    }
    outcome
}

/// The question as each document's language reads it.
fn read(question: &str, documents: &[Document<'_>]) -> Vec<Asked> {
    documents
        .iter()
        .map(|document| {
            let language = languages::of(document.article.metadata.language.as_deref());
            Asked::new(question, language)
        })
        .collect()
}

fn answered(questions: &[Asked], documents: &[Document<'_>], scored: &Scored) -> Option<Answer> {
    let (asked, document) = (&questions[scored.document], &documents[scored.document]);
    let sentence = document.article.sentences.get(scored.sentence)?.span;
    let line = document.prepared.sentences.get(scored.sentence)?;
    let words = match cut::cut(asked, document.prepared, document.prepared.tokens_of(line)) {
        Cut::Words(words) if sentence.contains(words) => words,
        Cut::Words(_) | Cut::Sentence => sentence,
        Cut::Nothing => return None,
    };
    Some(Answer {
        document: scored.document,
        sentence: scored.sentence,
        words,
        polarity: None,
    })
}

/// The passages of all documents, best first: document, passage, score.
#[must_use]
pub fn rank_passages(question: &str, documents: &[Document<'_>]) -> Vec<(usize, usize, f32)> {
    let questions = read(question, documents);
    let mut passages: Vec<(usize, usize, f32)> = Vec::new();
    for scored in rank::rank(&questions, documents) {
        let Some(sentence) = documents
            .get(scored.document)
            .and_then(|document| document.article.sentences.get(scored.sentence))
        else {
            continue;
        };
        let known = passages.iter().any(|(document, passage, _)| {
            (*document, *passage) == (scored.document, sentence.passage)
        });
        if !known {
            passages.push((scored.document, sentence.passage, scored.score));
        }
    }
    passages
}
