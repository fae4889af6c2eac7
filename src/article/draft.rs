//! What every reader hands over: pieces of text in order, metadata, and what
//! it left out. Knows no format.

use unicode_segmentation::UnicodeSegmentation;

use super::clean::{clean, one_line};
use super::structure::Block;
use super::{Article, LeftOut, Metadata};
use crate::text::{Span, shorten};

/// An article before it has one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) metadata: Metadata,
    pub(super) pieces: Vec<Piece>,
    pub(super) left_out: Vec<LeftOut>,
}

/// A paragraph or heading with its words already normal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// It follows the piece before it without a gap, as the lines of a list or
    /// of a menu do; only plain text tells.
    pub(super) close: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u8),
    Paragraph,
    /// An item of a list, a row of a table: short without being rubbish.
    Item,
}

impl Draft {
    pub(super) fn push(&mut self, kind: Kind, text: String) {
        if !text.is_empty() {
            self.pieces.push(Piece {
                kind,
                text,
                close: false,
            });
        }
    }

    /// Reports `text` as no part of the article; neighbours left out for the
    /// same reason become one report.
    pub(super) fn leave_out(&mut self, text: &str, reason: &'static str) {
        /// Reports past this are counted nowhere else and read by nobody.
        const REPORTS: usize = 500;
        if text.is_empty() {
            return;
        }
        let room = self.left_out.len() < REPORTS;
        match self.left_out.last_mut() {
            Some(last) if last.reason == reason => last.append(text),
            _ if room => self.left_out.push(LeftOut {
                text: shorten(text, LeftOut::LONGEST).to_owned(),
                reason,
            }),
            _ => {}
        }
    }

    /// Takes out once more what only deceives or commands a screen: markup can
    /// write such characters with others, as `&#27;` and `\u202e` do.
    pub(super) fn clean(&mut self) {
        let clean = |text: &mut String| *text = one_line(&clean(text));
        self.pieces
            .iter_mut()
            .for_each(|piece| clean(&mut piece.text));
        self.pieces.retain(|piece| !piece.text.is_empty());
        self.left_out
            .iter_mut()
            .for_each(|left| clean(&mut left.text));
        self.left_out.retain(|left| !left.text.is_empty());
        let metadata = &mut self.metadata;
        for value in [
            &mut metadata.title,
            &mut metadata.byline,
            &mut metadata.date,
            &mut metadata.url,
            &mut metadata.language,
            &mut metadata.publisher,
        ] {
            value.iter_mut().for_each(clean);
            *value = value.take().filter(|value| !value.is_empty());
        }
    }

    /// Words of the pieces, headings left aside.
    pub(super) fn word_count(&self) -> usize {
        self.pieces
            .iter()
            .filter(|piece| !matches!(piece.kind, Kind::Heading(_)))
            .map(|piece| piece.text.unicode_words().count())
            .sum()
    }

    /// All texts, those left out included.
    pub(super) fn every_text(&self) -> impl Iterator<Item = &str> {
        let pieces = self.pieces.iter().map(|piece| piece.text.as_str());
        pieces.chain(self.left_out.iter().map(|left| left.text.as_str()))
    }

    /// One text of all pieces, an empty line between them. A heading that
    /// repeats the title, or has nothing under it, is left out.
    pub(super) fn into_article(mut self) -> Article {
        let pieces = std::mem::take(&mut self.pieces);
        let mut text = String::new();
        let mut blocks = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let heading = matches!(piece.kind, Kind::Heading(_));
            let repeats = self.metadata.title.as_deref() == Some(&*piece.text);
            if repeats && (heading || text.is_empty()) {
                continue;
            }
            if is_bare(piece, pieces.get(at + 1)) {
                self.leave_out(&piece.text, "heading without text");
                continue;
            }
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            let start = text.len();
            text.push_str(&piece.text);
            let span = Span::new(start, text.len());
            blocks.push(match piece.kind {
                Kind::Heading(level) => Block::Heading(span, level),
                Kind::Paragraph | Kind::Item => Block::Passage(span),
            });
        }
        Article::assemble(text, self.metadata, &blocks, self.left_out)
    }
}

/// Whether nothing stands under a heading, not even a lower one.
fn is_bare(piece: &Piece, next: Option<&Piece>) -> bool {
    match (piece.kind, next.map(|next| next.kind)) {
        (Kind::Heading(level), Some(Kind::Heading(under))) => under <= level,
        (Kind::Heading(_), None) => true,
        _ => false,
    }
}
