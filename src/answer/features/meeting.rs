//! How do the question's words meet those of a sentence?

use super::{
    super::{
        matching::{Matched, Matching},
        prepared::Token,
        question::{Asked, Kind},
        words::shape,
    },
    bits, flag, get,
};

/// Whether the sentence is said by somebody the question names.
pub(super) fn speaker(one: &Matched<'_>, sentence: usize) -> f32 {
    let speakers = one
        .prepared
        .speakers
        .get(sentence)
        .map_or(&[][..], Vec::as_slice);
    flag(
        one.stems
            .iter()
            .flatten()
            .any(|stem| speakers.contains(stem)),
    )
}

/// The terms of the question among `stems`, a bit each.
pub(super) fn mask_of(one: &Matched<'_>, stems: &[usize]) -> u32 {
    bits(
        one.stems
            .iter()
            .map(|stem| stem.is_some_and(|stem| stems.binary_search(&stem).is_ok())),
    )
}

/// Names and numbers that the question does not have, and whether one is of
/// the kind that is asked for.
pub(super) fn fresh(asked: &Asked, one: &Matched<'_>, tokens: &[Token]) -> (f32, f32, f32) {
    let (mut names, mut numbers, mut times, mut money, mut percents, mut because) =
        (0, 0, 0, 0, 0, false);
    for (at, token) in tokens.iter().enumerate() {
        if one.term_of(token).is_some() {
            continue;
        }
        let Some(word) = one.prepared.type_of(token) else {
            continue;
        };
        let is = |bits: u16| u32::from(token.shape & bits > 0);
        numbers += is(shape::NUMERIC);
        times += is(shape::YEAR | shape::CALENDAR);
        money += is(shape::MONEY);
        percents += is(shape::PERCENT);
        names += u32::from(at > 0 && !word.function) & is(shape::CAPITAL);
        because |= matches!(
            word.folded.as_str(),
            "because" | "since" | "due" | "therefore" | "reason" | "caused" | "so"
        );
    }
    let some = |count: u32| flag(count > 0);
    let kind = match asked.kind {
        Kind::Person | Kind::Place | Kind::Name => some(names),
        Kind::Time => 0.7 * some(times) + 0.3 * some(numbers),
        Kind::Count | Kind::Measure => some(numbers),
        Kind::Amount => 0.5 * some(money) + 0.5 * some(numbers),
        Kind::Percentage => some(percents),
        Kind::Reason => flag(because),
        _ => 0.5,
    };
    (names.min(4) as f32 / 4.0, numbers.min(3) as f32 / 3.0, kind)
}

/// Whether two stems stand side by side, in this order.
fn neighbours(one: &Matched<'_>, tokens: &[Token], a: usize, b: usize) -> bool {
    let next = tokens.iter().skip(1);
    tokens
        .iter()
        .zip(next)
        .any(|(token, next)| one.prepared.stem_of(token) == a && one.prepared.stem_of(next) == b)
}

/// The share of the question's neighbouring terms that are neighbours here.
pub(super) fn bigrams(asked: &Asked, one: &Matched<'_>, tokens: &[Token]) -> f32 {
    let mut pairs = 0;
    let mut found = 0;
    for (at, two) in asked.terms.windows(2).enumerate() {
        let [a, b] = two else { continue };
        if b.word != a.word + 1 {
            continue;
        }
        pairs += 1;
        let stem = |term: usize| one.stems.get(term).copied().flatten();
        if let (Some(a), Some(b)) = (stem(at), stem(at + 1)) {
            found += u32::from(neighbours(one, tokens, a, b));
        }
    }
    if pairs == 0 {
        0.0
    } else {
        found as f32 / pairs as f32
    }
}

/// How close together the found terms stand, by weight.
pub(super) fn proximity(matching: &Matching<'_>, one: &Matched<'_>, tokens: &[Token]) -> f32 {
    let mut last: Option<(usize, usize)> = None;
    let mut sum = 0.0;
    for (at, token) in tokens.iter().enumerate() {
        let Some(term) = one.term_of(token) else {
            continue;
        };
        if let Some((place, other)) = last
            && other != term
        {
            let weight = get(&matching.weights, term).min(get(&matching.weights, other));
            sum += weight / (at - place) as f32;
        }
        last = Some((at, term));
    }
    (sum / matching.total).min(1.5)
}

/// The share of the question's words that stand here in the very same form.
pub(super) fn exact(matching: &Matching<'_>, one: &Matched<'_>, tokens: &[Token]) -> f32 {
    let has = |word: usize| tokens.iter().any(|token| token.word == word);
    let mask = bits(one.words.iter().map(|word| word.is_some_and(has)));
    matching.share(mask)
}

/// Whether the words around the question word's gap, such as a verb or a
/// preposition, stand together here: the share of the question's pairs of
/// words, function words included, that the sentence has.
pub(super) fn asking(one: &Matched<'_>, tokens: &[Token]) -> f32 {
    let pairs = one.asked.len().saturating_sub(1).max(1);
    let found = one
        .asked
        .windows(2)
        .take(40)
        .filter(|pair| match pair {
            [Some(a), Some(b)] => neighbours(one, tokens, *a, *b),
            _ => false,
        })
        .count();
    found as f32 / pairs as f32
}

/// Soft alignment: how well the terms are met, how well the worst of them is,
/// and how near some word that the question lacks is to the focus.
pub(super) fn soft(
    asked: &Asked,
    one: &mut Matched<'_>,
    weights: &[f32],
    total: f32,
    sentence: usize,
) -> (f32, f32, f32) {
    let Some(line) = one.prepared.sentences.get(sentence) else {
        return (0.0, 0.0, 0.0);
    };
    let prepared = one.prepared;
    let tokens = prepared.tokens_of(line);
    let (mut sum, mut least) = (0.0, 1.0f32);
    for term in 0..asked.terms.len() {
        let best = one.nearest(asked, term, tokens);
        sum += best * get(weights, term);
        least = least.min(best);
    }
    let mut focus = 0.0f32;
    if let Some(at) = asked
        .focus
        .and_then(|focus| asked.terms.iter().position(|term| term.word == focus))
    {
        for token in tokens {
            if one.term_of(token).is_none() {
                focus = focus.max(one.likeness(asked, at, token));
            }
        }
    }
    (sum / total, least, focus)
}
