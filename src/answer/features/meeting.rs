//! How do the question's words meet those of a sentence?

use super::{
    super::{
        matching::{Matched, Matching, OfStem},
        prepared::Token,
        question::{Asked, Kind},
        words::{Gap, shape},
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

/// What one walk over the words of a sentence finds of the question, and what is
/// new in it.
#[derive(Debug, Default)]
pub(super) struct Walk {
    names: u32,
    numbers: u32,
    times: u32,
    money: u32,
    percents: u32,
    because: bool,
    /// Terms that stand before the one after them, a bit each.
    pairs: u32,
    /// The same of all words of the question.
    word_pairs: u64,
    /// Terms that stand here in the very same form, a bit each.
    written: u32,
    /// How close together terms stand, by weight.
    close: f32,
    pub(super) quotation: bool,
}

impl Walk {
    pub(super) fn new(matching: &Matching<'_>, one: &Matched<'_>, tokens: &[Token]) -> Self {
        let mut walk = Self::default();
        let mut before = OfStem::default();
        let mut last: Option<(usize, usize)> = None;
        for (at, token) in tokens.iter().enumerate() {
            let of = one.of_stem(token);
            walk.pairs |= before.terms & (of.terms >> 1);
            walk.word_pairs |= before.words & (of.words >> 1);
            before = of;
            walk.written |= one.written(token);
            walk.quotation |= token.gap == Gap::Quote;
            if of.terms == 0 {
                walk.look_at_new(matching.asked, one, token, at);
                continue;
            }
            let term = of.terms.trailing_zeros() as usize;
            if let Some((place, other)) = last
                && other != term
            {
                let weight = get(&matching.weights, term).min(get(&matching.weights, other));
                walk.close += weight / (at - place) as f32;
            }
            last = Some((at, term));
        }
        walk
    }

    fn look_at_new(&mut self, asked: &Asked, one: &Matched<'_>, token: &Token, at: usize) {
        let Some(word) = one.prepared.type_of(token) else {
            return;
        };
        let is = |bits: u16| u32::from(token.shape & bits > 0);
        self.numbers += is(shape::NUMERIC);
        self.times += is(shape::YEAR | shape::CALENDAR);
        self.money += is(shape::MONEY);
        self.percents += is(shape::PERCENT);
        self.names += u32::from(at > 0 && !word.function) & is(shape::CAPITAL);
        self.because |= asked.kind == Kind::Reason
            && word.reason
            && matches!(
                &*word.folded,
                "because" | "since" | "due" | "therefore" | "reason" | "caused" | "so"
            );
    }

    /// Names and numbers that the question does not have, and whether one is of
    /// the kind that is asked for.
    pub(super) fn fresh(&self, asked: &Asked) -> (f32, f32, f32) {
        let some = |count: u32| flag(count > 0);
        let kind = match asked.kind {
            Kind::Person | Kind::Place | Kind::Name => some(self.names),
            Kind::Time => 0.7 * some(self.times) + 0.3 * some(self.numbers),
            Kind::Count | Kind::Measure => some(self.numbers),
            Kind::Amount => 0.5 * some(self.money) + 0.5 * some(self.numbers),
            Kind::Percentage => some(self.percents),
            Kind::Reason => flag(self.because),
            _ => 0.5,
        };
        let (names, numbers) = (self.names.min(4), self.numbers.min(3));
        (names as f32 / 4.0, numbers as f32 / 3.0, kind)
    }

    /// The share of the question's neighbouring terms that are neighbours here.
    pub(super) fn bigrams(&self, asked: &Asked) -> f32 {
        let neighbours = bits(
            asked
                .terms
                .windows(2)
                .map(|two| matches!(two, [a, b] if b.word == a.word + 1)),
        );
        if neighbours == 0 {
            return 0.0;
        }
        let found = self.pairs & neighbours;
        found.count_ones() as f32 / neighbours.count_ones() as f32
    }

    /// How close together the found terms stand, by weight.
    pub(super) fn proximity(&self, matching: &Matching<'_>) -> f32 {
        (self.close / matching.total).min(1.5)
    }

    /// The share of the question's words that stand here in the very same form.
    pub(super) fn exact(&self, matching: &Matching<'_>) -> f32 {
        matching.share(self.written)
    }

    /// Whether the words around the question word's gap, such as a verb or a
    /// preposition, stand together here: the share of the question's pairs of
    /// words, function words included, that the sentence has.
    pub(super) fn asking(&self, one: &Matched<'_>) -> f32 {
        let pairs = one.asked.saturating_sub(1).max(1);
        self.word_pairs.count_ones() as f32 / pairs as f32
    }
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
    for (best, weight) in one.nearest(asked, tokens).iter().zip(weights) {
        sum += best * weight;
        least = least.min(*best);
    }
    let mut focus = 0.0f32;
    if let Some(at) = asked
        .focus
        .and_then(|focus| asked.terms.iter().position(|term| term.word == focus))
    {
        for token in tokens {
            if one.of_stem(token).terms == 0 {
                focus = focus.max(one.likeness(asked, at, token));
            }
        }
    }
    (sum / total, least, focus)
}
