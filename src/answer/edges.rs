//! Where do the words that answer begin and end, once the cutter has said
//! which they are? A number or a name is not cut in two.

use super::{
    cut::Cut,
    engine::rows,
    features::Candidate,
    matching::{Matched, Matching},
    model::Model,
    prepared::Token,
    words::{Gap, shape},
};
use crate::text::Span;

/// The best words of a sentence.
pub(super) fn cut(model: &Model, matching: &mut Matching<'_>, row: &Candidate) -> Option<Cut> {
    cut_with(model, matching, row, |_| 0.0)
}

/// The same with what else speaks for words, in bytes of the article.
pub(super) fn cut_with(
    model: &Model,
    matching: &mut Matching<'_>,
    row: &Candidate,
    also: impl Fn(Span) -> f32,
) -> Option<Cut> {
    let rows = rows(matching, row.document, row.sentence)?;
    let prepared = matching.documents.get(row.document)?.prepared;
    let tokens = prepared.tokens_of(prepared.sentences.get(row.sentence)?);
    let words = |first: usize, last: usize| {
        let between = tokens.get(first).zip(tokens.get(last));
        between.map_or(0.0, |(first, last)| {
            also(Span::new(first.span.start, last.span.end))
        })
    };
    let mut cut = rows.scores(model).best_with(model, &rows, words)?;
    while continued(tokens, cut.last) {
        cut.last += 1;
    }
    let asked = matching.asked;
    if let Some(one) = matching
        .documents
        .get(row.document)
        .filter(|_| asked.english())
    {
        while modified(one, tokens, cut) {
            cut.first -= 1;
        }
    }
    Some(cut)
}

/// Whether a cut ends before the word that is asked about and lacks the first
/// of the words before it: "earth" of "rare earth minerals".
fn modified(one: &Matched<'_>, tokens: &[Token], cut: Cut) -> bool {
    let asks = |token: &Token| one.stems.contains(&Some(token.stem()));
    let joined = |token: &Token| matches!(token.gap, Gap::Space | Gap::Hyphen);
    let plain = |token: &Token| {
        token.shape == 0
            && one
                .prepared
                .type_of(token)
                .is_some_and(|word| !word.function)
    };
    // What modifies a noun is seldom a plural or a form of a verb.
    let bare = |token: &Token| {
        one.prepared.type_of(token).is_some_and(|word| {
            let ends = |ending: &str| word.folded.ends_with(ending);
            !(ends("s") && !ends("ss") || ends("ed") || ends("ing") || ends("ly"))
        })
    };
    let before = cut.first.checked_sub(1).and_then(|at| tokens.get(at));
    let (Some(before), Some(first), Some(next)) =
        (before, tokens.get(cut.first), tokens.get(cut.last + 1))
    else {
        return false;
    };
    let inside = tokens.get(cut.first..=cut.last).unwrap_or(&[]);
    inside.iter().all(&plain)
        && joined(next)
        && asks(next)
        && joined(first)
        && plain(before)
        && bare(before)
        && !asks(before)
}

/// Whether a number or a name goes on with the next word: "$3" and "million", "35" and
/// "minutes".
fn continued(tokens: &[Token], last: usize) -> bool {
    let (Some(this), Some(next)) = (tokens.get(last), tokens.get(last + 1)) else {
        return false;
    };
    let has = |token: &Token, bits: u16| token.shape & bits > 0;
    let number = has(this, shape::NUMERIC | shape::MONEY)
        && has(
            next,
            shape::NUMBER_WORD | shape::PERCENT | shape::MONEY | shape::UNIT,
        );
    let name = has(this, shape::CAPITAL)
        && has(next, shape::CAPITAL)
        && !has(this, shape::CALENDAR)
        && !has(next, shape::CALENDAR);
    next.gap == Gap::Space && (number || name)
}
