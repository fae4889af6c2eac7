//! An article as tokens with word classes, sentences and quotations: all that
//! the taggers look at. Guesses classes from form and short word lists.

use super::{
    class,
    lexicon::{self, Class},
    marks::{Quotation, quotations},
    split::split,
};
use crate::{
    article::Article,
    text::{Span, fold},
};

/// One word or mark.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Folded form.
    pub form: String,
    /// Word class guessed from form.
    pub class: Class,
    /// Whether it is written with a capital first letter.
    pub capital: bool,
    /// Number of its sentence in the article.
    pub sentence: u32,
    /// Number of its passage in the article.
    pub passage: u32,
    /// The quotation it stands in, marks included.
    pub quotation: Option<u32>,
    /// Hash of the folded form.
    pub hash: u32,
    /// Hash of the last three letters.
    pub ending: u32,
}

/// An article made ready for tagging.
#[derive(Debug, Default)]
pub struct Tokens {
    /// In order.
    pub all: Vec<Token>,
    /// In order.
    pub quotations: Vec<Quotation>,
    /// For each passage, the range of its tokens.
    pub passages: Vec<(usize, usize)>,
}

/// FNV-1a over bytes: stable across machines, which the compiled-in weights
/// rely on.
#[must_use]
pub fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |state, byte| {
        (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

impl Tokens {
    /// Reads an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let text = article.text();
        let spans: Vec<Span> = article.passages.iter().map(|p| p.span).collect();
        let quotations = quotations(text, &spans);
        let mut tokens = Self {
            quotations,
            ..Self::default()
        };
        let mut sentence = 0;
        let mut quotation = 0;
        for (passage, &span) in spans.iter().enumerate() {
            let first = tokens.all.len();
            for (position, found) in split(text, span).into_iter().enumerate() {
                while tokens
                    .quotations
                    .get(quotation)
                    .is_some_and(|q| q.whole.end <= found.start)
                {
                    quotation += 1;
                }
                let inside = tokens
                    .quotations
                    .get(quotation)
                    .filter(|q| q.whole.start <= found.start)
                    .map(|_| u32::try_from(quotation).unwrap_or(u32::MAX));
                if position > 0 && tokens.breaks(first, found.of(text)) {
                    sentence += 1;
                }
                let word = found.of(text);
                let form = fold(word);
                let opens_sentence = tokens.all.last().is_none_or(|last| {
                    last.sentence != sentence
                        || matches!(last.class, Class::Open | Class::Colon | Class::OtherMark)
                });
                let class = class::class(word, &form, opens_sentence, || {
                    let q = inside.and_then(|_| tokens.quotations.get(quotation));
                    q.map(|q| found.end <= q.inside.start)
                });
                let tail = form.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
                tokens.all.push(Token {
                    span: found,
                    hash: hash(&form),
                    ending: hash(form.get(tail..).unwrap_or("")),
                    form,
                    class,
                    capital: word.starts_with(char::is_uppercase),
                    sentence,
                    passage: u32::try_from(passage).unwrap_or(u32::MAX),
                    quotation: inside,
                });
            }
            sentence += 1;
            tokens.passages.push((first, tokens.all.len()));
        }
        tokens
    }

    /// Number of the passage that byte `at` stands in.
    #[must_use]
    pub fn passage_at(&self, at: usize) -> u32 {
        let next = self.all.partition_point(|t| t.span.start <= at);
        next.checked_sub(1)
            .and_then(|i| self.all.get(i))
            .map_or(0, |t| t.passage)
    }

    /// Whether the word at token `at` is a noun though its form is a verb's:
    /// "the label", "his report".
    #[must_use]
    pub(super) fn noun(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.all.get(before));
        self.all.get(at).zip(before).is_some_and(|(own, before)| {
            own.class == Class::Cue
                && own.sentence == before.sentence
                && matches!(
                    before.class,
                    Class::Determiner | Class::Possessive | Class::Genitive
                )
        })
    }

    /// Whether byte `at` stands in a quotation.
    #[must_use]
    pub fn quoted(&self, at: usize) -> bool {
        let next = self.all.partition_point(|t| t.span.start <= at);
        let token = next.checked_sub(1).and_then(|i| self.all.get(i));
        token.is_some_and(|t| t.quotation.is_some())
    }

    /// Whether byte `at` opens a quotation that fills its passage.
    #[must_use]
    pub fn only_quotation(&self, at: usize) -> bool {
        let passage = self.passage_at(at) as usize;
        let Some(&(start, end)) = self.passages.get(passage) else {
            return false;
        };
        let ends = |index: usize| self.all.get(index).and_then(|t| t.quotation);
        let first = ends(start);
        first.is_some()
            && self
                .all
                .get(start..end)
                .and_then(|all| all.iter().rev().find(|t| t.class != Class::Stop))
                .and_then(|t| t.quotation)
                == first
    }

    /// Whether byte `at` stands in the last sentence of its passage.
    #[must_use]
    pub fn ends_passage(&self, at: usize) -> bool {
        let next = self.all.partition_point(|t| t.span.start <= at);
        let token = next.checked_sub(1).and_then(|i| self.all.get(i));
        token.is_some_and(|t| {
            self.passages
                .get(t.passage as usize)
                .and_then(|(_, end)| self.all.get(end.checked_sub(1)?))
                .is_some_and(|last| last.sentence == t.sentence)
        })
    }

    /// Whether a passage ends in a colon.
    #[must_use]
    pub fn ends_in_colon(&self, passage: u32) -> bool {
        self.passages
            .get(passage as usize)
            .and_then(|(_, end)| end.checked_sub(1))
            .and_then(|last| self.all.get(last))
            .is_some_and(|t| t.class == Class::Colon)
    }

    /// Whether a sentence ends before the token `word` that is about to come.
    fn breaks(&self, first: usize, word: &str) -> bool {
        let starts = word
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_numeric() || "“\"‘'«„「".contains(c));
        if !starts {
            return false;
        }
        let head = self.all.get(first..).unwrap_or_default();
        let mut marks = head.iter().rev();
        let mut last = marks.next();
        if last.is_some_and(|t| matches!(t.class, Class::Close | Class::Bracket)) {
            last = marks.next();
        } else if matches!(word, "”" | "\"" | "''")
            && head.last().and_then(|t| t.quotation).is_some_and(|q| {
                let q = self.quotations.get(q as usize);
                q.is_some_and(|q| head.last().is_some_and(|t| t.span.end >= q.inside.end))
            })
        {
            return false;
        }
        if last.is_some_and(|t| t.form.ends_with('.') && t.form.len() > 1)
            && head.last().map(|t| t.span) == last.map(|t| t.span)
        {
            return lexicon::opens_clause(&fold(word));
        }
        if last.is_none_or(|t| t.class != Class::Stop) {
            return false;
        }
        last.is_some_and(|t| t.form != ".")
            || marks.next().is_none_or(|t| !lexicon::abbreviation(&t.form))
    }
}
