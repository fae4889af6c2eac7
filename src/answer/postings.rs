//! Which sentences of an article have a word, by its stem, and how often?

use super::prepared::{Line, Token};

/// The lists of all stems, one after the other: a vector for each would be hundreds
/// of small ones to make and to drop with every article.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// By stem: where its list starts, and behind the last where that ends.
    starts: Vec<usize>,
    /// Sentences in order, and how often they have the stem.
    all: Vec<(usize, u16)>,
}

impl Postings {
    /// Those of `sentences`, lines of `tokens`, which have this many stems.
    pub(super) fn new(stems: usize, tokens: &[Token], sentences: &[Line]) -> Self {
        // By stem: the sentence that it was seen in last, and in how many before.
        let mut seen: Vec<(usize, usize)> = vec![(usize::MAX, 0); stems];
        let pairs = || {
            let lines = sentences.iter().enumerate();
            lines.flat_map(|(number, line)| {
                let own = tokens.get(line.start..line.end).unwrap_or(&[]);
                own.iter().map(move |token| (number, token.stem()))
            })
        };
        for (number, stem) in pairs() {
            if let Some((last, count)) = seen.get_mut(stem)
                && *last != number
            {
                (*last, *count) = (number, *count + 1);
            }
        }
        let mut starts = Vec::with_capacity(stems + 1);
        let mut length = 0;
        for (last, count) in &mut seen {
            starts.push(length);
            length += *count;
            (*last, *count) = (usize::MAX, length - *count);
        }
        starts.push(length);
        let mut all = vec![(0, 0u16); length];
        for (number, stem) in pairs() {
            let Some((last, next)) = seen.get_mut(stem) else {
                continue;
            };
            if *last != number {
                (*last, *next) = (number, *next + 1);
            }
            if let Some((sentence, times)) = next.checked_sub(1).and_then(|at| all.get_mut(at)) {
                (*sentence, *times) = (number, times.saturating_add(1));
            }
        }
        Self { starts, all }
    }

    /// The sentences that have a stem; none have one that the article does not.
    pub(super) fn of(&self, stem: usize) -> &[(usize, u16)] {
        let ends = self.starts.get(stem).zip(self.starts.get(stem + 1));
        ends.and_then(|(start, end)| self.all.get(*start..*end))
            .unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::words::Gap;
    use crate::text::Span;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_are_what_counting_gives(
            sentences in proptest::collection::vec(proptest::collection::vec(0usize..7, 0..9), 0..6),
        ) {
            let stems = 8;
            let token = |stem: &usize| Token::new(Span::new(0, 0), 0, *stem, 0, Gap::None);
            let tokens: Vec<Token> = sentences.iter().flatten().map(token).collect();
            let mut lines = Vec::new();
            let mut start = 0;
            for sentence in &sentences {
                let end = start + sentence.len();
                lines.push(Line { start, end, vector: None });
                start = end;
            }
            let postings = Postings::new(stems, &tokens, &lines);
            for stem in 0..stems {
                let times = sentences.iter().map(|of| of.iter().filter(|one| **one == stem).count());
                let counted = times.enumerate().filter(|(_, times)| *times > 0);
                let counted: Vec<(usize, u16)> =
                    counted.map(|(at, times)| (at, u16::try_from(times).unwrap())).collect();
                prop_assert_eq!(postings.of(stem), counted);
            }
            prop_assert!(postings.of(stems).is_empty());
            prop_assert!(postings.of(99).is_empty());
        }
    }
}
