//! BERT's tokenizer: text becomes words, words become the longest pieces of a
//! vocabulary (Devlin et al. 2019; Wu et al. 2016). Each piece knows where in
//! the text it stands.

use std::collections::HashMap;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::text::Span;

/// A longer word, in letters, is unknown, as it is to BERT.
const LONGEST_WORD: usize = 100;

/// One piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) id: i32,
    /// Bytes of the text.
    pub(super) span: Span,
}

/// A vocabulary, and what becomes of a text before it is looked up.
#[derive(Debug)]
pub(super) struct WordPiece {
    pieces: HashMap<String, i32>,
    lines: usize,
    longest_piece: usize,
    cased: bool,
    unknown: i32,
    pub(super) opening: i32,
    pub(super) closing: i32,
    classes: Classes,
}

/// Classes of characters by Unicode's general category.
#[derive(Debug)]
struct Classes {
    /// Control and format characters, unassigned ones.
    other: Regex,
    punctuation: Regex,
    accent: Regex,
}

impl Classes {
    fn new() -> Option<Self> {
        Some(Self {
            other: Regex::new(r"^\p{C}$").ok()?,
            punctuation: Regex::new(r"^\p{P}$").ok()?,
            accent: Regex::new(r"^\p{Mn}$").ok()?,
        })
    }

    fn is(class: &Regex, c: char) -> bool {
        class.is_match(c.encode_utf8(&mut [0; 4]))
    }

    fn is_other(&self, c: char) -> bool {
        !c.is_ascii_graphic() && Self::is(&self.other, c)
    }

    fn is_punctuation(&self, c: char) -> bool {
        c.is_ascii_punctuation() || !c.is_ascii() && Self::is(&self.punctuation, c)
    }

    fn is_accent(&self, c: char) -> bool {
        !c.is_ascii() && Self::is(&self.accent, c)
    }
}

/// What a word is made of: letters as they are looked up, and where they stand.
type Word = Vec<(char, Span)>;

impl WordPiece {
    /// A tokenizer of a `vocab.txt`: one piece a line, its identifier the number
    /// of the line. None where a token is missing that BERT needs.
    pub(super) fn new(vocabulary: &str) -> Option<Self> {
        // Of a piece that stands there twice the last counts, as elsewhere.
        let pieces: HashMap<String, i32> = vocabulary.lines().map(str::to_owned).zip(0..).collect();
        let special = |piece: &str| pieces.get(piece).copied();
        Some(Self {
            unknown: special("[UNK]")?,
            opening: special("[CLS]")?,
            closing: special("[SEP]")?,
            longest_piece: pieces.keys().map(|piece| piece.chars().count()).max()?,
            // A vocabulary without capitals wants none.
            cased: pieces
                .keys()
                .any(|piece| !piece.starts_with('[') && piece.chars().any(char::is_uppercase)),
            classes: Classes::new()?,
            lines: vocabulary.lines().count(),
            pieces,
        })
    }

    /// How many identifiers it has.
    pub(super) fn len(&self) -> usize {
        self.lines
    }

    /// The pieces of `text`, at most `most`.
    pub(super) fn pieces(&self, text: &str, most: usize) -> Vec<Piece> {
        let mut found = Vec::new();
        let mut word = Word::new();
        for (at, c) in text.char_indices() {
            if found.len() >= most {
                break;
            }
            let span = Span::new(at, at + c.len_utf8());
            if c.is_whitespace() {
                self.end(&mut word, &mut found);
            } else if c == '\u{fffd}' || self.classes.is_other(c) {
                // Stands between no words.
            } else if is_ideograph(c) {
                self.end(&mut word, &mut found);
                self.letter(c, span, &mut word, &mut found);
                self.end(&mut word, &mut found);
            } else {
                self.letter(c, span, &mut word, &mut found);
            }
        }
        self.end(&mut word, &mut found);
        found.truncate(most);
        found
    }

    /// Adds a character to the word, as it is looked up. Punctuation is a word.
    fn letter(&self, c: char, span: Span, word: &mut Word, found: &mut Vec<Piece>) {
        let mut add = |c: char| {
            if self.classes.is_punctuation(c) {
                self.end(word, found);
                word.push((c, span));
                self.end(word, found);
            } else {
                word.push((c, span));
            }
        };
        if self.cased {
            add(c);
            return;
        }
        for plain in std::iter::once(c).nfd() {
            if !self.classes.is_accent(plain) {
                plain.to_lowercase().for_each(&mut add);
            }
        }
    }

    /// Cuts the word into the longest pieces, from its beginning; if that fails
    /// anywhere, all of it is unknown.
    fn end(&self, word: &mut Word, found: &mut Vec<Piece>) {
        let word = std::mem::take(word);
        let Some(whole) = between(&word) else {
            return;
        };
        let known = found.len();
        let mut rest = word.as_slice();
        while !rest.is_empty() && word.len() <= LONGEST_WORD {
            let prefix = if rest.len() == word.len() { "" } else { "##" };
            let longest = (1..=rest.len().min(self.longest_piece))
                .rev()
                .find_map(|len| {
                    let letters = rest.get(..len)?;
                    let piece: String = prefix
                        .chars()
                        .chain(letters.iter().map(|(c, _)| *c))
                        .collect();
                    let id = *self.pieces.get(&piece)?;
                    Some((len, id, between(letters)?))
                });
            let Some((len, id, span)) = longest else {
                break;
            };
            found.push(Piece { id, span });
            rest = rest.get(len..).unwrap_or_default();
        }
        if !rest.is_empty() {
            found.truncate(known);
            found.push(Piece {
                id: self.unknown,
                span: whole,
            });
        }
    }
}

fn between(letters: &[(char, Span)]) -> Option<Span> {
    Some(Span::new(letters.first()?.1.start, letters.last()?.1.end))
}

/// A character that BERT takes for a word of its own.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x2_0000..=0x2_A6DF | 0x2_A700..=0x2_B73F
        | 0x2_B740..=0x2_B81F | 0x2_B920..=0x2_CEAF | 0xF900..=0xFAFF | 0x2_F800..=0x2_FA1F)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::network::tests::{expected, tiny};
    use crate::text::CodePoints;

    fn tokenizer() -> WordPiece {
        WordPiece::new(&std::fs::read_to_string(tiny().join("vocab.txt")).unwrap()).unwrap()
    }

    /// `tools/reader/tiny.py` wrote what the reference implementation gives.
    #[test]
    fn odd_texts_are_cut_as_the_reference_cuts_them() {
        let tokenizer = tokenizer();
        let mut compared = 0;
        for line in expected() {
            let Some(text) = line["text"].as_str() else {
                continue;
            };
            let pieces = tokenizer.pieces(text, 1_000);
            let ids: Vec<i32> = pieces.iter().map(|piece| piece.id).collect();
            assert_eq!(serde_json::json!(ids), line["ids"], "{text:?}");
            let points = CodePoints::new(text);
            let spans: Vec<[usize; 2]> = pieces
                .iter()
                .map(|piece| [piece.span.start, piece.span.end].map(|at| points.at_byte(text, at)))
                .collect();
            assert_eq!(serde_json::json!(spans), line["spans"], "{text:?}");
            compared += 1;
        }
        assert!(compared >= 15, "{compared}");
    }

    #[test]
    fn a_vocabulary_with_capitals_keeps_them() {
        let tokenizer = WordPiece::new("[PAD]\n[UNK]\n[CLS]\n[SEP]\nBern\nbern\né\n").unwrap();
        assert_eq!(tokenizer.pieces("Bern", 9)[0].id, 4);
        assert_eq!(tokenizer.pieces("é", 9)[0].id, 6);
        assert!(WordPiece::new("[PAD]\n[UNK]\nBern\n").is_none());
    }

    #[test]
    fn no_more_pieces_than_asked_for() {
        let pieces = tokenizer().pieces(&"harbour ".repeat(10_000), 7);
        assert_eq!(pieces.len(), 7);
    }
}
