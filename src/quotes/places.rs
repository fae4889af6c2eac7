//! Where do alleged words stand in an article, and in whose words?

use std::cmp::Reverse;

use super::{
    Attribution, Attributions,
    align::{self, Word},
};
use crate::text::Span;

/// What is asked and what it is held against.
pub(super) struct Question<'a> {
    pub(super) text: &'a str,
    /// The words of the article.
    pub(super) words: &'a [Word],
    pub(super) attributions: &'a Attributions,
    /// Whoever the asker's speaker may be.
    pub(super) speakers: Option<Vec<usize>>,
}

impl Question<'_> {
    /// The words of an attribution's quotations.
    pub(super) fn stream(&self, attribution: &Attribution) -> Vec<Word> {
        let quoted = attribution.quoted.iter();
        quoted
            .flat_map(|quoted| self.inside(*quoted))
            .cloned()
            .collect()
    }

    pub(super) fn inside(&self, span: Span) -> &[Word] {
        let from = self.words.partition_point(|w| w.span.start < span.start);
        let to = self.words.partition_point(|w| w.span.end <= span.end);
        self.words.get(from..to).unwrap_or(&[])
    }

    /// Where the alleged words stand exactly: in a quotation, over the cue
    /// amid one, or elsewhere in the article.
    pub(super) fn exact_places(&self, said: &[Word]) -> Vec<(Option<usize>, Vec<Span>)> {
        let mut places = Vec::new();
        let all = &self.attributions.attributions;
        for (index, attribution) in all.iter().enumerate() {
            let stream = self.stream(attribution);
            for (start, end) in align::exact(&stream, said) {
                places.push((Some(index), spans_of(&stream[start..end], attribution)));
            }
        }
        for (start, end) in align::exact(self.words, said) {
            let span = Span::new(self.words[start].span.start, self.words[end - 1].span.end);
            let quoted = all
                .iter()
                .any(|attribution| attribution.quoted.iter().any(|q| q.contains(span)));
            if !quoted {
                places.push((self.belongs_to(span), vec![span]));
            }
        }
        places
    }

    /// The attribution in whose content most of `span` stands.
    pub(super) fn belongs_to(&self, span: Span) -> Option<usize> {
        let shared = |attribution: &Attribution| -> usize {
            let content = attribution.content.iter();
            content
                .map(|own| {
                    own.end
                        .min(span.end)
                        .saturating_sub(own.start.max(span.start))
                })
                .sum()
        };
        // Of one within another the inner one, which says less.
        let length = |attribution: &Attribution| -> usize {
            attribution.content.iter().map(|own| own.len()).sum()
        };
        let all = self.attributions.attributions.iter().enumerate();
        all.map(|(index, own)| ((shared(own), Reverse(length(own))), index))
            .filter(|((shared, _), _)| *shared > 0)
            .max_by_key(|(fit, index)| (*fit, Reverse(*index)))
            .map(|(_, index)| index)
    }
}

/// The words as spans of the quotations they stand in.
pub(super) fn spans_of(words: &[Word], attribution: &Attribution) -> Vec<Span> {
    let quoted = attribution.quoted.iter();
    quoted
        .filter_map(|quoted| {
            let mut inside = words.iter().filter(|word| quoted.contains(word.span));
            let first = inside.next()?;
            let last = inside.next_back().unwrap_or(first);
            Some(Span::new(first.span.start, last.span.end))
        })
        .collect()
}
