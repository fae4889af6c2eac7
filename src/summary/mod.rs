//! An article in a few of its own sentences. Pure.

use crate::{article::Article, quotes::Attributions, text::Span};

/// How long a summary may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// One or two sentences.
    Short,
    /// About five sentences.
    Medium,
    /// About ten sentences.
    Long,
    /// So many sentences.
    Sentences(usize),
    /// At most so many words.
    Words(usize),
}

/// What to summarise.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// How long.
    pub length: Length,
    /// A topic or a speaker to keep to.
    pub about: Option<&'a str>,
    /// Index of one section to keep to.
    pub section: Option<usize>,
}

/// The chosen sentences, in order of the article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The sentences.
    pub lines: Vec<Line>,
    /// Whether this is the whole article because it is so short.
    pub whole: bool,
}

/// One sentence of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Index into the article's sentences.
    pub sentence: usize,
    /// The words shown: the sentence, or a contiguous part of it (an opening
    /// connective left off).
    pub span: Span,
    /// Words to put in the place of a span, in square brackets, so that the
    /// line can be read alone: `[Zelenskyy]` for `He`. They are not the
    /// article's words at that place.
    pub replace: Option<(Span, String)>,
}

/// Summarises `article`.
#[must_use]
pub fn summarise(article: &Article, attributions: &Attributions, request: &Request<'_>) -> Summary {
    let _ = (article, attributions, request);
    Summary::default()
}
