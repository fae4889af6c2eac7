//! What an article is made of: one normalised text, and the sections,
//! passages and sentences that point into it. Pure; reads no file.

use sha2::{Digest, Sha256};

use crate::text::{CodePoints, Span, shorten};

mod blocks;
mod captions;
mod clean;
mod dateline;
mod decode;
mod draft;
mod elements;
mod front_matter;
mod full_stop;
mod html;
mod language;
mod lines;
mod markdown;
mod markup;
mod metadata;
mod opening;
mod plain;
mod read;
mod refusal;
mod rubbish;
mod sentences;
pub(crate) mod structure;
mod walls;
mod words;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod reading_tests;

pub use read::{Format, LARGEST_SOURCE, Source, read};
pub use refusal::Unreadable;

/// One text with what is known about it.
#[derive(Clone, Debug)]
pub struct Article {
    /// Stable name: a slug of the title, or of the source when untitled.
    pub id: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the text.
    pub version: String,
    /// What is known about the article.
    pub metadata: Metadata,
    text: String,
    code_points: CodePoints,
    /// In order; there is always at least one, without heading if need be.
    pub sections: Vec<Section>,
    /// In order of the text.
    pub passages: Vec<Passage>,
    /// In order of the text.
    pub sentences: Vec<Sentence>,
    /// What stood in the source and is not part of the article.
    pub left_out: Vec<LeftOut>,
}

/// What the source says about the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Headline.
    pub title: Option<String>,
    /// Author or authors as the source writes them.
    pub byline: Option<String>,
    /// Publication date as the source writes it (ISO 8601 where it does).
    pub date: Option<String>,
    /// Where readers find it; only http and https.
    pub url: Option<String>,
    /// ISO 639-1 code, from the source or detected.
    pub language: Option<String>,
    /// Name of the publication.
    pub publisher: Option<String>,
    /// Where it was read from: a file name, a URL, "bundled".
    pub source: String,
}

impl Metadata {
    /// The day it was published on, without the time behind it in a date as
    /// programs write it; as the source writes it where that is not ISO 8601.
    #[must_use]
    pub fn day(&self) -> Option<&str> {
        let date = self.date.as_deref()?;
        let day = date.split_once('T').and_then(|(day, time)| {
            let digits = |part: Option<&str>, count| {
                part.is_some_and(|part| {
                    part.len() == count && part.chars().all(|c| c.is_ascii_digit())
                })
            };
            let mut parts = day.split('-');
            let is_day = digits(parts.next(), 4)
                && digits(parts.next(), 2)
                && digits(parts.next(), 2)
                && parts.next().is_none();
            (is_day && time.starts_with(|c: char| c.is_ascii_digit())).then_some(day)
        });
        Some(day.unwrap_or(date))
    }
}

/// From one heading to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's words, when it has one.
    pub heading: Option<Span>,
    /// 1 for a top heading; 0 for the part before the first heading.
    pub level: u8,
    /// Heading and passages.
    pub span: Span,
    /// Indexes into [`Article::passages`].
    pub passages: std::ops::Range<usize>,
}

/// A paragraph, a list item or a block quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The paragraph's words.
    pub span: Span,
    /// Index into [`Article::sections`].
    pub section: usize,
    /// Indexes into [`Article::sentences`].
    pub sentences: std::ops::Range<usize>,
}

/// One sentence of one passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The sentence's words, end mark and closing quotation mark included.
    pub span: Span,
    /// Index into [`Article::passages`].
    pub passage: usize,
}

/// A piece of the source that is not part of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its words, shortened where long.
    pub text: String,
    /// Why: "share buttons", "comment form", "image caption" …
    pub reason: &'static str,
}

impl LeftOut {
    /// Code points of a report: enough to recognise what was left out.
    pub const LONGEST: usize = 160;

    fn append(&mut self, more: &str) {
        if self.text.chars().count() < Self::LONGEST {
            self.text.push_str(" · ");
            self.text.push_str(shorten(more, Self::LONGEST));
            self.text = shorten(&self.text, Self::LONGEST).to_owned();
        }
    }
}

impl Article {
    /// Reads text that is already normal: it becomes the article's text
    /// unchanged, every non-empty line is a passage, nothing is left out.
    ///
    /// This is how evaluation data are read, whose offsets must stay true.
    #[must_use]
    pub fn from_lines(text: String, metadata: Metadata) -> Self {
        let lines = structure::lines(&text);
        Self::assemble(text, metadata, &lines, Vec::new())
    }

    /// Puts an article together from its text and the blocks that a reader
    /// found in it.
    pub(crate) fn assemble(
        text: String,
        metadata: Metadata,
        blocks: &[structure::Block],
        left_out: Vec<LeftOut>,
    ) -> Self {
        let structure::Structure {
            sections,
            passages,
            sentences,
        } = structure::build(&text, blocks);
        let digest = Sha256::digest(text.as_bytes());
        let mut version = String::new();
        for byte in digest.iter().take(8) {
            for half in [byte >> 4, byte & 15] {
                version.extend(char::from_digit(u32::from(half), 16));
            }
        }
        Self {
            id: slug(metadata.title.as_deref().unwrap_or(&metadata.source)),
            version,
            metadata,
            code_points: CodePoints::new(&text),
            text,
            sections,
            passages,
            sentences,
            left_out,
        }
    }

    /// The normalised text that every span points into.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words at `span`.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// `span` in Unicode code points, as it leaves the program.
    #[must_use]
    pub fn code_points(&self, span: Span) -> (usize, usize) {
        (
            self.code_points.at_byte(&self.text, span.start),
            self.code_points.at_byte(&self.text, span.end),
        )
    }

    /// Byte offset of a code point.
    #[must_use]
    pub fn byte_at(&self, code_point: usize) -> usize {
        self.code_points.to_byte(&self.text, code_point)
    }

    /// Index of the sentence that holds byte `at`, or the nearest before it.
    #[must_use]
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        self.sentences
            .partition_point(|sentence| sentence.span.start <= at)
            .checked_sub(1)
    }

    /// Index of the passage that holds byte `at`, or the nearest before it.
    #[must_use]
    pub fn passage_at(&self, at: usize) -> Option<usize> {
        self.passages
            .partition_point(|passage| passage.span.start <= at)
            .checked_sub(1)
    }

    /// Words of the text, headings included.
    #[must_use]
    pub fn word_count(&self) -> usize {
        use unicode_segmentation::UnicodeSegmentation;
        self.text.unicode_words().count()
    }

    /// The heading over a passage.
    #[must_use]
    pub fn heading_of(&self, passage: usize) -> Option<&str> {
        let section = self.passages.get(passage)?.section;
        self.sections
            .get(section)?
            .heading
            .map(|span| self.words(span))
    }

    /// The title, or the source where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        self.metadata
            .title
            .as_deref()
            .unwrap_or(&self.metadata.source)
    }
}

/// Lower-case letters and digits of `name` joined by hyphens, 60 at most.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for word in crate::text::fold(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if slug.chars().count() + word.chars().count() > 60 && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(60));
    }
    if slug.is_empty() {
        slug.push_str("article");
    }
    slug
}
