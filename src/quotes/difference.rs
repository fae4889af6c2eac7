//! How do alleged words differ from the article's, word by word, and in what
//! kinds of words?

use super::{
    align::{self, Step, Word},
    change::{self, Change},
};
use crate::text::Span;

/// Share of alleged and article words that must stand in order in one stretch
/// before it is called the same statement, altered. Half would join any two
/// sentences on one topic.
const ALIKE: f32 = 0.6;

/// Words that must be the same before a stretch counts as alike at all.
const SAME_WORDS: usize = 3;

/// A stretch of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The same in both.
    Same(Span),
    /// In the article, left out of what was alleged.
    Missing(Span),
    /// Alleged, not in the article.
    Added(String),
}

impl Difference {
    /// Where the article has it; what it does not have comes last.
    pub(super) fn place(&self) -> usize {
        match self {
            Difference::Same(span) | Difference::Missing(span) => span.start,
            Difference::Added(_) => usize::MAX,
        }
    }
}

/// The stretch of the article that comes nearest.
pub(super) struct Nearest {
    pub(super) span: Span,
    pub(super) parts: Vec<Difference>,
    pub(super) changes: Vec<Change>,
}

/// The nearest stretch, when it is near enough to be the same statement.
pub(super) fn nearest(text: &str, words: &[Word], alleged: &str, said: &[Word]) -> Option<Nearest> {
    let mut alignment = align::nearest(words, said);
    pair_opening(text, words, &mut alignment.steps);
    let same = alignment
        .steps
        .iter()
        .filter(|step| matches!(step, Step::Same(..)))
        .count();
    let enough = same >= SAME_WORDS.min(said.len().saturating_sub(1)).max(2);
    let (first, last) = alignment
        .reach()
        .filter(|_| enough && alignment.likeness >= ALIKE && !alignment.is_exact())?;
    let mut parts: Vec<Difference> = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    for stretch in alignment
        .steps
        .chunk_by(|a, b| matches!(a, Step::Same(..)) == matches!(b, Step::Same(..)))
    {
        let mut there: Vec<&Word> = Vec::new();
        let mut instead: Vec<&Word> = Vec::new();
        for step in stretch {
            match *step {
                Step::Same(at, _) => same_words(&mut parts, words[at].span),
                Step::Missing(at) => there.push(&words[at]),
                Step::Changed(at, by) => {
                    there.push(&words[at]);
                    instead.push(&said[by]);
                }
                Step::Added(by) => instead.push(&said[by]),
            }
        }
        if let (Some(first), Some(last)) = (there.first(), there.last()) {
            parts.push(Difference::Missing(Span::new(
                first.span.start,
                last.span.end,
            )));
        }
        if let (Some(first), Some(last)) = (instead.first(), instead.last()) {
            let written = Span::new(first.span.start, last.span.end).of(alleged);
            parts.push(Difference::Added(written.to_owned()));
        }
        if !(there.is_empty() && instead.is_empty()) {
            changes.push(change::of_stretch(text, &there, alleged, &instead));
        }
    }
    changes.sort_unstable();
    changes.dedup();
    Some(Nearest {
        span: Span::new(words[first].span.start, words[last].span.end),
        parts,
        changes,
    })
}

/// Alleged words at the opening that may stand for those the article has there.
const OPENING: usize = 2;

/// Sets added words that open what was alleged beside those of the article in
/// their place: "I'm" for "I am", which would else seem to be missing nothing.
fn pair_opening(text: &str, words: &[Word], steps: &mut [Step]) {
    let added = steps
        .iter()
        .take_while(|step| matches!(step, Step::Added(_)))
        .count();
    let Some(Step::Same(first, _)) = steps.get(added).copied() else {
        return;
    };
    let Some(start) = first.checked_sub(added) else {
        return;
    };
    let between = Span::new(words[start].span.start, words[first].span.start).of(text);
    if !(1..=OPENING).contains(&added) || between.contains(|c: char| !in_clause(c)) {
        return;
    }
    for (number, step) in steps.iter_mut().take(added).enumerate() {
        if let Step::Added(by) = *step {
            *step = Step::Changed(start + number, by);
        }
    }
}

/// Whether a character parts no clauses.
fn in_clause(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || matches!(c, '\'' | '’' | '-')
}

fn same_words(parts: &mut Vec<Difference>, span: Span) {
    match parts.last_mut() {
        Some(Difference::Same(last)) => last.end = span.end,
        _ => parts.push(Difference::Same(span)),
    }
}

/// What kind of words an ellipsis hides.
pub(super) fn left_out(text: &str, hidden: &[Word]) -> Change {
    let kinds = hidden.iter().map(|word| change::of_word(text, word));
    let gravest = kinds.min().unwrap_or(Change::Word);
    if gravest == Change::Word && !change::turns_sense(text, hidden) {
        Change::Shortened
    } else {
        gravest
    }
}

/// What was kept of a quotation and what was left out between, as ranges of
/// its words.
pub(super) fn of_parts(stream: &[Word], kept: &[(usize, usize)]) -> Vec<Difference> {
    let span = |start: usize, end: usize| {
        let words = stream.get(start..end)?;
        Some(Span::new(words.first()?.span.start, words.last()?.span.end))
    };
    let mut parts = Vec::new();
    for (number, &(start, end)) in kept.iter().enumerate() {
        if let Some((_, before)) = number.checked_sub(1).and_then(|n| kept.get(n)) {
            parts.extend(span(*before, start).map(Difference::Missing));
        }
        parts.extend(span(start, end).map(Difference::Same));
    }
    parts
}
