//! Was a negation cut off? Words can stand in a quotation exactly and still say
//! the opposite, when what they were cut from denies them.

use super::{align::Word, change::is_negation};
use crate::text::Span;

/// Words before the alleged ones among which a negation is looked for.
const REACH: usize = 10;

/// The article's words from a negation up to the alleged ones that it governs,
/// or from the alleged ones to a negation directly behind them ("we will" of
/// "we will not"). `frame` is what was said, `spans` what was alleged of it.
pub(super) fn negation_cut_off(
    text: &str,
    words: &[Word],
    frame: &[Span],
    spans: &[Span],
) -> Option<Span> {
    before(text, words, frame, spans).or_else(|| after(text, words, frame, spans))
}

/// The sign that was cut off a figure: "90" of "$90", "12" of "12%".
pub(super) fn sign_cut_off(words: &[Word], spans: &[Span]) -> Option<Span> {
    let (first, last) = (spans.first()?, spans.last()?);
    let sign = |word: &&Word| !word.folded.chars().any(char::is_alphanumeric);
    let number = |span: Span, at: usize| {
        let word = words.get(at)?;
        (span.contains(word.span) && word.folded.starts_with(|c: char| c.is_numeric()))
            .then_some(word)
    };
    let from = words.partition_point(|word| word.span.start < first.start);
    let before = number(*first, from)
        .zip(
            from.checked_sub(1)
                .and_then(|at| words.get(at))
                .filter(sign),
        )
        .filter(|(word, sign)| sign.span.end == word.span.start);
    let to = words.partition_point(|word| word.span.start < last.end);
    let after = to
        .checked_sub(1)
        .and_then(|at| number(*last, at))
        .zip(words.get(to).filter(sign))
        .filter(|(word, sign)| sign.span.start - word.span.end <= 2);
    before.or(after).map(|(_, sign)| sign.span)
}

fn before(text: &str, words: &[Word], frame: &[Span], spans: &[Span]) -> Option<Span> {
    let first = spans.first()?;
    let whole = frame.iter().find(|whole| whole.contains(*first))?;
    let at = words.partition_point(|word| word.span.start < first.start);
    let mut next = words.get(at)?;
    for word in words.get(at.saturating_sub(REACH)..at)?.iter().rev() {
        if !whole.contains(word.span) {
            return None;
        }
        let between = Span::new(word.span.end, next.span.start).of(text);
        if ends_scope(between, next) {
            return None;
        }
        // "Not only …" and "no doubt …" deny nothing.
        let affirms = matches!(
            next.folded.as_str(),
            "only" | "just" | "merely" | "doubt" | "wonder" | "question"
        );
        if is_negation(&word.folded) && !affirms {
            return Some(Span::new(word.span.start, words.get(at - 1)?.span.end));
        }
        next = word;
    }
    None
}

fn after(text: &str, words: &[Word], frame: &[Span], spans: &[Span]) -> Option<Span> {
    let last = spans.last()?;
    let whole = frame.iter().find(|whole| whole.contains(*last))?;
    let at = words.partition_point(|word| word.span.start < last.end);
    let next = words.get(at)?;
    let between = Span::new(last.end, next.span.start.max(last.end)).of(text);
    (whole.contains(next.span)
        && between.chars().all(char::is_whitespace)
        && matches!(next.folded.as_str(), "not" | "never" | "nicht" | "nie"))
    .then_some(next.span)
}

/// Whether the clause that a negation governs ends between two words: at a
/// full stop or a semicolon, before "but", and at a comma that a new clause
/// follows ("it is not a gift, it is a loan").
fn ends_scope(between: &str, next: &Word) -> bool {
    let opens_clause = matches!(
        next.folded.as_str(),
        "i" | "we"
            | "he"
            | "she"
            | "it"
            | "they"
            | "you"
            | "its"
            | "we're"
            | "that"
            | "this"
            | "there"
            | "and"
            | "so"
            | "or"
            | "the"
    );
    between.contains(['.', ';', ':', '!', '?', '—', '–', '…'])
        || between.contains(',') && opens_clause
        || matches!(
            next.folded.as_str(),
            "but" | "because" | "although" | "though" | "while" | "until" | "when" | "if"
        )
}
