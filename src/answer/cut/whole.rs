//! What speaks for a span of words as a whole: its length, its ends together,
//! its head, what it has inside and how near the question's words stand.

use super::{
    LONGEST,
    layout::{
        ADVERB, AFTER, ALL, APART, AROUND, ASKED, AUXILIARY, BEFORE, BETWEEN, BRACKETS, BREAKS,
        CLASSES, CLAUSE, COMMAS, CONTENT, COORDINATOR, CROSSED, DATE, DETERMINER, EDGE, ENDS,
        FIRST, FITS, FITTING, FOLLOWED, GAPS, HEAD, HEADED, INSIDE, LAST, LEFT, LENGTH, LIKE, NAME,
        NEAREST, NUMBER, OF_CLASS, OPENS, PREPOSITION, PRONOUN, QUOTES, RELATIVE, RIGHT, SAID,
        SUBORDINATOR, TO, VERB, WHOLE_NAME, WORDS, WORTH, bucket, class,
    },
    row::TOKEN,
};
use crate::answer::{
    prepared::{Prepared, Token},
    question::{Asked, KINDS, Kind},
    words::Gap,
};

/// Bits of one count.
const BITS: usize = 8;
/// All of them.
const EACH: u128 = (1 << BITS) - 1;

/// The counts of gaps, and those of classes of words, that are features when they
/// are not zero.
const GAPS_COUNTED: u128 = (1 << (BITS * (BRACKETS + 1))) - 1;
const CLASSES_COUNTED: u128 = ((1 << (BITS * FITTING)) - 1) & !GAPS_COUNTED;

/// One of the counts.
fn of(sum: u128, what: usize) -> u8 {
    (sum >> (BITS * what)) as u8
}

/// What is known of a sentence's words, for features of any span of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    group: usize,
    classes: Vec<u8>,
    opens: Vec<u8>,
    gaps: Vec<u8>,
    /// By word: how often each thing stands before it, eight bits a thing. What
    /// is looked at has fewer words than that counts, so that all are added and
    /// subtracted at once.
    sums: Vec<u128>,
    /// By word: the last word of the phrase that it is in.
    ends: Vec<usize>,
    /// By word: the nearest word of the question at or before, at or after.
    left: Vec<Option<usize>>,
    right: Vec<Option<usize>>,
    /// By word: how like the noun that is asked for, in buckets.
    like: Vec<u8>,
    fitting: Vec<bool>,
}

impl Whole {
    pub(super) fn new(
        asked: &Asked,
        prepared: &Prepared,
        tokens: &[Token],
        rows: &[[f32; TOKEN]],
        fitting: &[bool],
    ) -> Self {
        let classes: Vec<u8> = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| class(prepared, token, at) as u8)
            .collect();
        let matched: Vec<bool> = rows.iter().map(|row| row[0] > 0.0).collect();
        let fits = |at: usize| fitting.get(at).copied().unwrap_or(false);
        let mut sums = Vec::with_capacity(tokens.len() + 1);
        sums.push(0u128);
        for (at, token) in tokens.iter().enumerate() {
            let class = classes.get(at).map_or(EDGE, |class| usize::from(*class));
            let mut sum = sums.last().copied().unwrap_or_default();
            let mut count = |what: usize, is: bool| sum += u128::from(is) << (BITS * what);
            count(COMMAS, token.gap == Gap::Comma);
            count(BREAKS, matches!(token.gap, Gap::Dash | Gap::End));
            count(QUOTES, token.gap == Gap::Quote);
            count(BRACKETS, token.gap == Gap::Bracket);
            for (what, of) in OF_CLASS {
                count(what, class == of);
            }
            let content = matches!(class, NUMBER | DATE | NAME | VERB | CONTENT | ADVERB);
            let asks = matched.get(at) == Some(&true);
            count(FITTING, fits(at));
            count(ASKED, content && asks);
            count(WORTH, content);
            sums.push(sum);
        }
        let boundary = |at: usize| {
            tokens.get(at).is_none_or(|token| {
                !matches!(token.gap, Gap::None | Gap::Space | Gap::Hyphen)
                    || matches!(
                        classes.get(at).map_or(EDGE, |class| usize::from(*class)),
                        PREPOSITION
                            | COORDINATOR
                            | SUBORDINATOR
                            | AUXILIARY
                            | RELATIVE
                            | TO
                            | PRONOUN
                            | VERB
                    )
            })
        };
        let mut ends = vec![0; tokens.len()];
        for at in (0..tokens.len()).rev() {
            ends[at] = if boundary(at + 1) { at } else { ends[at + 1] };
        }
        let mut left = vec![None; tokens.len()];
        let mut right = vec![None; tokens.len()];
        let mut last = None;
        for (at, place) in left.iter_mut().enumerate() {
            if matched.get(at) == Some(&true) {
                last = Some(at);
            }
            *place = last;
        }
        last = None;
        for (at, place) in right.iter_mut().enumerate().rev() {
            if matched.get(at) == Some(&true) {
                last = Some(at);
            }
            *place = last;
        }
        let like = rows
            .iter()
            .map(|row| match (asked.focus.is_some(), row[3]) {
                (false, _) => 0,
                (_, like) if like < 0.25 => 1,
                (_, like) if like < 0.4 => 2,
                (_, like) if like < 0.55 => 3,
                _ => 4,
            })
            .collect();
        Self {
            group: if asked.kind == Kind::Thing && asked.focus.is_none() {
                KINDS
            } else {
                asked.kind as usize
            },
            opens: tokens
                .iter()
                .map(|token| {
                    let word = prepared.type_of(token);
                    word.and_then(|word| word.class).unwrap_or(WORDS as u8 - 1)
                })
                .collect(),
            gaps: tokens
                .iter()
                .map(|token| match token.gap {
                    Gap::None | Gap::Space | Gap::Hyphen => 0,
                    Gap::Comma => 1,
                    Gap::End => 2,
                    Gap::Quote | Gap::Bracket | Gap::Dash => 3,
                })
                .collect(),
            classes,
            sums,
            ends,
            left,
            right,
            like,
            fitting: fitting.to_vec(),
        }
    }

    /// The weights for this question: those for all kinds and its own.
    pub(super) fn weights(&self, learned: &[f32]) -> Vec<f32> {
        let mut weights = learned.get(..ALL).map_or_else(Vec::new, <[f32]>::to_vec);
        let own = ALL + self.group * CROSSED;
        let own = learned.get(own..own + CROSSED).unwrap_or(&[]);
        for (weight, own) in weights.iter_mut().zip(own) {
            *weight += own;
        }
        weights
    }

    /// Adds `error` to the gradients of all weights behind `feature`.
    pub(super) fn learn(&self, feature: usize, error: f32, gradient: &mut [f32]) {
        if let Some(to) = gradient.get_mut(feature) {
            *to += error;
        }
        if feature < CROSSED
            && let Some(to) = gradient.get_mut(ALL + self.group * CROSSED + feature)
        {
            *to += error;
        }
    }

    /// Calls `active` with each feature of the words from `first` to `last`.
    pub(super) fn features(&self, first: usize, last: usize, mut active: impl FnMut(usize)) {
        let class = |at: Option<usize>| {
            at.and_then(|at| self.classes.get(at))
                .map_or(EDGE, |class| usize::from(*class))
        };
        let gap = |at: usize| self.gaps.get(at).map_or(2, |gap| usize::from(*gap));
        let sum = |at: usize| self.sums.get(at).copied().unwrap_or(0);
        let (all_inside, all_within) = (
            sum(last + 1).wrapping_sub(sum(first)),
            // A gap stands before its word, so the first word's is outside.
            sum(last + 1).wrapping_sub(sum(first + 1)),
        );
        let inside = |what: usize| of(all_inside, what);
        let within = |what: usize| of(all_within, what);
        let (before, after) = (class(first.checked_sub(1)), class(Some(last + 1)));
        let (opening, closing) = (class(Some(first)), class(Some(last)));
        active(LENGTH + (last - first).min(LONGEST - 1));
        active(BETWEEN + gap(first) * GAPS + gap(last + 1));
        active(FIRST + opening);
        active(LAST + closing);
        active(BEFORE + before);
        active(AFTER + after);
        let head = self.head(first, last);
        let headed = class(Some(head));
        active(HEAD + headed);
        active(
            OPENS
                + self
                    .opens
                    .get(first)
                    .map_or(WORDS - 1, |word| usize::from(*word)),
        );
        active(FITS + usize::from(inside(FITTING).min(2)));
        if self.fitting.get(head) == Some(&true) {
            active(FITS + 3);
        }
        active(
            SAID + match (inside(ASKED), inside(WORTH)) {
                (_, 0) => 0,
                (asked, worth) if asked == worth => 1,
                (0, _) => 2,
                _ => 3,
            },
        );
        let mut there = all_within & GAPS_COUNTED | all_inside & CLASSES_COUNTED;
        while there != 0 {
            let what = there.trailing_zeros() as usize / BITS;
            active(INSIDE + what);
            there &= !(EACH << (BITS * what));
        }
        // A quotation or bracket that is opened and not closed, or the reverse.
        if within(QUOTES) % 2 == 1 {
            active(INSIDE + FITTING);
        }
        if within(BRACKETS) % 2 == 1 {
            active(INSIDE + ASKED);
        }
        let joined = |at: usize| gap(at) == 0;
        let (cut_left, cut_right) = (
            opening == NAME && before == NAME && joined(first),
            closing == NAME && after == NAME && joined(last + 1),
        );
        if cut_left {
            active(WHOLE_NAME);
        }
        if cut_right {
            active(WHOLE_NAME + 1);
        }
        if !cut_left && !cut_right && usize::from(inside(10)) == last + 1 - first {
            active(WHOLE_NAME + 2);
        }
        let starts = first == 0
            || !joined(first)
            || matches!(opening, SUBORDINATOR | RELATIVE | TO)
            || matches!(before, SUBORDINATOR | RELATIVE);
        let stops = gap(last + 1) != 0 || matches!(after, SUBORDINATOR | RELATIVE | EDGE);
        if starts || stops {
            active(CLAUSE + usize::from(starts) + 2 * usize::from(stops) - 1);
        }
        let left = first
            .checked_sub(1)
            .and_then(|at| self.left.get(at).copied().flatten());
        let right = self.right.get(last + 1).copied().flatten();
        let (to_left, to_right) = (
            bucket(left.map(|at| first - at)),
            bucket(right.map(|at| at - last)),
        );
        active(LEFT + to_left);
        active(RIGHT + to_right);
        active(NEAREST + to_left.min(to_right));
        let breaks = |a: usize, b: usize| {
            let (a, b) = (sum(a), sum(b));
            let all = |sum: u128| of(sum, COMMAS) + of(sum, BREAKS) + of(sum, 7);
            usize::from(all(b).saturating_sub(all(a)).min(2))
        };
        if let Some(left) = left {
            active(APART + breaks(left + 1, first + 1));
        }
        if let Some(right) = right {
            active(APART + 3 + breaks(last + 1, right + 1));
        }
        active(LIKE + self.like.get(head).map_or(0, |like| usize::from(*like)));
        active(ENDS + opening * CLASSES + closing);
        active(AROUND + before * CLASSES + after);
        active(FOLLOWED + opening * CLASSES + after);
        active(HEADED + opening * CLASSES + headed);
    }

    /// The word that a span is about: the last one of its first phrase.
    fn head(&self, first: usize, last: usize) -> usize {
        let mut from = first;
        while from < last
            && self.classes.get(from).is_some_and(|class| {
                matches!(
                    usize::from(*class),
                    DETERMINER | PREPOSITION | TO | SUBORDINATOR | ADVERB
                )
            })
        {
            from += 1;
        }
        self.ends.get(from).map_or(last, |end| (*end).min(last))
    }
}
