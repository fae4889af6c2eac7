//! From a normalised text and its blocks to sections, passages and sentences.

use super::sentences::split;
use super::{Passage, Section, Sentence};
use crate::text::Span;

/// A piece of the text that a reader recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading of the given level, 1 the highest.
    Heading(Span, u8),
    /// A paragraph, a list item, a block quotation.
    Passage(Span),
}

pub(super) struct Structure {
    pub(super) sections: Vec<Section>,
    pub(super) passages: Vec<Passage>,
    pub(super) sentences: Vec<Sentence>,
}

/// Every non-empty line as a passage.
pub(super) fn lines(text: &str) -> Vec<Block> {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len()).trimmed(text);
        if !span.is_empty() {
            blocks.push(Block::Passage(span));
        }
        at += line.len() + 1;
    }
    blocks
}

pub(super) fn build(text: &str, blocks: &[Block]) -> Structure {
    let mut sections: Vec<Section> = Vec::new();
    let mut passages: Vec<Passage> = Vec::new();
    let mut sentences = Vec::new();
    for block in blocks {
        match *block {
            Block::Heading(span, level) => sections.push(Section {
                heading: Some(span),
                level,
                span,
                passages: passages.len()..passages.len(),
            }),
            Block::Passage(span) => {
                if sections.is_empty() {
                    sections.push(Section {
                        heading: None,
                        level: 0,
                        span,
                        passages: 0..0,
                    });
                }
                let first = sentences.len();
                for found in split(span.of(text)) {
                    sentences.push(Sentence {
                        span: Span::new(span.start + found.start, span.start + found.end),
                        passage: passages.len(),
                    });
                }
                let section = sections.len() - 1;
                passages.push(Passage {
                    span,
                    section,
                    sentences: first..sentences.len(),
                });
                if let Some(last) = sections.last_mut() {
                    last.passages.end = passages.len();
                    last.span.end = span.end;
                }
            }
        }
    }
    if sections.is_empty() {
        sections.push(Section {
            heading: None,
            level: 0,
            span: Span::default(),
            passages: 0..0,
        });
    }
    Structure {
        sections,
        passages,
        sentences,
    }
}
