//! What the network sees of one word.

use super::super::{
    matching::Matched,
    prepared::Token,
    question::{Asked, Kind},
    vectors::Unit,
    words::{Gap, shape},
};

/// Leading dimensions of the vectors that the network sees.
pub(super) const MEANING: usize = 16;
const FUNCTIONS: usize = 30;
const SHAPES: usize = 10;
const GAPS: usize = 6;
const ENDINGS: usize = 5;
const SIGNALS: usize = 20;
/// Where it is said that a word is an article: "the", then "a" or "an".
pub(super) const ARTICLES: usize = SIGNALS + SHAPES + GAPS + ENDINGS;
/// Features of one word.
pub(super) const TOKEN: usize = SIGNALS + SHAPES + GAPS + ENDINGS + FUNCTIONS + MEANING;

pub(super) fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

pub(super) fn row(
    asked: &Asked,
    one: &mut Matched<'_>,
    token: &Token,
    at: usize,
    weights: &[f32],
    total: f32,
) -> [f32; TOKEN] {
    let mut values = [0.0; TOKEN];
    let Some(word) = one.prepared.type_of(token) else {
        return values;
    };
    let (mut near, mut worth, mut exact) = (0.0f32, 0.0f32, false);
    let asks = one.asks(token);
    let likenesses = one.likenesses(asked, token);
    for (&like, weight) in likenesses.iter().zip(weights) {
        near = near.max(like);
        if like >= 1.0 {
            exact = true;
            worth = weight / total;
        }
    }
    let focus = asked
        .focus
        .and_then(|focus| asked.terms.iter().position(|term| term.word == focus))
        .and_then(|term| likenesses.get(term).copied())
        .unwrap_or(0.0);
    let is = |bits: u16| flag(token.shape & bits > 0);
    values[0] = flag(exact);
    values[1] = if exact { 0.0 } else { near };
    values[2] = worth;
    values[3] = if exact { 0.0 } else { focus };
    values[4] = flag(word.function);
    values[5] = flag(asks);
    values[6] = (word.rarity - 8.0) / 6.0;
    values[7] = flag(at == 0);
    values[8] = fits(asked.kind, token.shape, at) * flag(!exact);
    // 9 to 16 are filled in by `distances` and `adjacency`.
    values[17] = is(shape::CAPITAL) * flag(at > 0 && !word.function && !exact);
    values[18] = (at.min(60) as f32) / 60.0;
    values[19] = (word.folded.chars().count().min(12) as f32) / 12.0;
    let mut next = SIGNALS;
    for bit in 0..SHAPES {
        values[next + bit] = is(1 << bit);
    }
    next += SHAPES;
    let gap = match token.gap {
        Gap::None | Gap::Space => None,
        Gap::Hyphen => Some(0),
        Gap::Comma => Some(1),
        Gap::Quote => Some(2),
        Gap::Bracket => Some(3),
        Gap::Dash => Some(4),
        Gap::End => Some(5),
    };
    if let Some(gap) = gap {
        values[next + gap] = 1.0;
    }
    next += GAPS;
    for (at, ending) in ["ly", "ing", "ed", "s", "ion"].iter().enumerate() {
        values[next + at] = flag(word.folded.ends_with(ending));
    }
    next += ENDINGS;
    if let Some(class) = word.class {
        values[next + usize::from(class)] = 1.0;
    }
    next += FUNCTIONS;
    let meaning: [f32; MEANING] = word.vector.as_ref().map_or([0.0; MEANING], Unit::leading);
    values[next..].copy_from_slice(&meaning.map(|x| 3.0 * x));
    values
}

fn fits(kind: Kind, shape: u16, at: usize) -> f32 {
    let is = |bits: u16| flag(shape & bits > 0);
    match kind {
        Kind::Person | Kind::Place | Kind::Name => {
            is(shape::CAPITAL) * if at == 0 { 0.5 } else { 1.0 }
        }
        Kind::Time => is(shape::YEAR | shape::CALENDAR).max(0.5 * is(shape::NUMERIC)),
        Kind::Count | Kind::Measure => is(shape::NUMERIC),
        Kind::Amount => is(shape::NUMERIC | shape::MONEY),
        Kind::Percentage => is(shape::PERCENT | shape::NUMERIC),
        _ => 0.0,
    }
}

/// How far the nearest words of the question are, to the left and right.
pub(super) fn distances(rows: &mut [[f32; TOKEN]]) {
    let mut left = 0.0;
    for row in rows.iter_mut() {
        row[9] = left;
        left = if row[0] > 0.0 { 1.0 } else { left * 0.75 };
    }
    let mut right = 0.0;
    for row in rows.iter_mut().rev() {
        row[10] = right;
        right = if row[0] > 0.0 { 1.0 } else { right * 0.75 };
    }
    let all: f32 = rows.iter().map(|row| row[2]).sum();
    let mut seen = 0.0;
    for row in rows.iter_mut() {
        // The share of what was found that stands to the left.
        row[11] = if all > 0.0 { seen / all } else { 0.5 };
        seen += row[2];
    }
}

/// Which words stand in the question's gap: after the word that comes before
/// the question words, before the one that follows them, after the last word.
pub(super) fn adjacency(
    asked: &Asked,
    one: &Matched<'_>,
    tokens: &[Token],
    rows: &mut [[f32; TOKEN]],
) {
    let stem = |at: Option<usize>| {
        at.and_then(|at| asked.stems.get(at))
            .and_then(|stem| one.prepared.stems.get(stem))
            .copied()
    };
    let (from, to) = asked.asking;
    let to = asked
        .focus
        .map_or(to, |focus| focus.max(to.saturating_sub(1)) + 1);
    let places = [
        (12, stem(from.checked_sub(1))),
        (13, stem(Some(to))),
        (14, stem(asked.words.len().checked_sub(1))),
        (15, stem(Some(to + 1))),
        (16, stem(asked.words.len().checked_sub(2))),
    ];
    for (token, row) in tokens.iter().zip(rows) {
        let own = token.stem();
        for (signal, stem) in places {
            row[signal] = flag(stem == Some(own));
        }
    }
}

/// Which of the function words that are told apart a folded word is.
pub(in crate::answer) fn function_class(folded: &str) -> Option<u8> {
    Some(match folded {
        "the" => 0,
        "a" | "an" => 1,
        "of" => 2,
        "in" => 3,
        "on" | "at" => 4,
        "to" => 5,
        "by" => 6,
        "for" => 7,
        "from" => 8,
        "with" | "without" => 9,
        "as" => 10,
        "and" => 11,
        "or" => 12,
        "but" | "although" | "though" | "however" => 13,
        "because" | "since" | "due" => 14,
        "that" => 15,
        "which" | "who" | "whom" | "whose" => 16,
        "is" | "are" | "was" | "were" | "'m" | "'re" => 17,
        "be" | "been" | "being" => 18,
        "has" | "have" | "had" | "'ve" => 19,
        "not" | "no" | "never" => 20,
        "'s" => 21,
        "his" | "her" | "their" | "its" => 22,
        "he" | "she" | "it" | "they" => 23,
        "this" | "these" | "those" => 24,
        "than" | "about" | "over" | "nearly" | "around" | "approximately" => 25,
        "into" | "through" | "under" | "against" | "within" | "among" | "between" => 26,
        "during" | "after" | "before" | "until" => 27,
        "when" | "while" | "where" => 28,
        "can" | "could" | "would" | "will" | "may" | "might" | "should" | "must" | "'d" | "'ll" => {
            29
        }
        _ => return None,
    })
}
