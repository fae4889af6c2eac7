//! Where text may be cut, counted and compared: the one module that turns
//! byte offsets into slices and code points.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A half-open byte range of an article's text, on character boundaries.
///
/// Spans are bytes inside the program and Unicode code points wherever they
/// leave it; [`CodePoints`] converts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The words of `text` at this span; empty when the span does not fit the
    /// text, so that a stale span can never panic.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span without white space at its ends.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Span {
        let inside = self.of(text);
        let start = self.start + (inside.len() - inside.trim_start().len());
        Span::new(start, start + inside.trim().len())
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Self {
        Self::new(start, end)
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Converts byte offsets of one text into code points and back, in
/// logarithmic time.
#[derive(Clone, Debug)]
pub struct CodePoints {
    /// Byte offset of every [`STRIDE`]th code point.
    marks: Vec<usize>,
    length: usize,
}

const STRIDE: usize = 64;

impl CodePoints {
    /// Measures `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let marks = text
            .char_indices()
            .step_by(STRIDE)
            .map(|(at, _)| at)
            .collect();
        Self {
            marks,
            length: text.chars().count(),
        }
    }

    /// Code points before byte `at` of the text that was measured.
    #[must_use]
    pub fn at_byte(&self, text: &str, at: usize) -> usize {
        let block = self.marks.partition_point(|&mark| mark <= at);
        let Some(block) = block.checked_sub(1) else {
            return 0;
        };
        let mark = self.marks.get(block).copied().unwrap_or(0);
        let rest = text.get(mark..at.min(text.len())).unwrap_or("");
        (block * STRIDE + rest.chars().count()).min(self.length)
    }

    /// Byte offset of code point number `at`; the text's length when beyond.
    #[must_use]
    pub fn to_byte(&self, text: &str, at: usize) -> usize {
        let Some(&mark) = self.marks.get(at / STRIDE) else {
            return text.len();
        };
        let rest = text.get(mark..).unwrap_or("");
        rest.char_indices()
            .nth(at % STRIDE)
            .map_or(text.len(), |(offset, _)| mark + offset)
    }
}

/// A word made comparable: lower case, without accents, `ß` and the like kept.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// The same in the place of what is in `folded`, for many words one after the other.
pub(crate) fn fold_into(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
        return;
    }
    let letters = word.nfd().filter(|c| !is_combining_mark(*c));
    let letters = letters.flat_map(char::to_lowercase);
    folded.extend(letters.map(|c| if c == '’' || c == '‘' { '\'' } else { c }));
}

/// The first `limit` code points of `text`, cut at the last white space when
/// there is one in the second half; never inside a character.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return text;
    };
    let head = text.get(..end).unwrap_or("");
    match head.rfind(char::is_whitespace) {
        Some(space) if space * 2 >= head.len() => head.get(..space).unwrap_or(head).trim_end(),
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_meets_across_accents_and_case() {
        assert_eq!(fold("Zelenskýy"), "zelenskyy");
        assert_eq!(fold("ÉCOLE"), fold("école"));
    }

    #[test]
    fn shortening_prefers_a_word_boundary() {
        assert_eq!(shorten("one two three", 9), "one two");
        assert_eq!(shorten("short", 9), "short");
    }

    proptest! {
        #[test]
        fn code_points_go_there_and_back(text in ".{0,300}") {
            let points = CodePoints::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at_byte(&text, byte), count);
                prop_assert_eq!(points.to_byte(&text, count), byte);
            }
            prop_assert_eq!(points.at_byte(&text, text.len()), text.chars().count());
        }

        #[test]
        fn shortening_never_exceeds_the_limit(text in ".{0,80}", limit in 0usize..40) {
            prop_assert!(shorten(&text, limit).chars().count() <= limit);
        }

        #[test]
        fn stale_spans_do_not_panic(text in ".{0,40}", a in 0usize..60, b in 0usize..60) {
            let _ = Span::new(a, b).of(&text).len();
        }
    }
}
