//! Which class is a word of, and where do the features of whole spans stand?

use super::LONGEST;
use crate::answer::{
    prepared::{Prepared, Token},
    question::KINDS,
    words::shape,
};

/// Classes of words, much as parts of speech.
pub(super) const CLASSES: usize = 18;
pub(super) const EDGE: usize = 0;
pub(super) const DETERMINER: usize = 1;
pub(super) const PREPOSITION: usize = 2;
pub(super) const COORDINATOR: usize = 3;
pub(super) const SUBORDINATOR: usize = 4;
pub(super) const PRONOUN: usize = 5;
pub(super) const AUXILIARY: usize = 6;
pub(super) const RELATIVE: usize = 7;
pub(super) const TO: usize = 8;
pub(super) const NEGATION: usize = 9;
pub(super) const NUMBER: usize = 10;
pub(super) const DATE: usize = 11;
pub(super) const NAME: usize = 12;
pub(super) const POSSESSIVE: usize = 13;
pub(super) const VERB: usize = 14;
pub(super) const FUNCTION: usize = 15;
pub(super) const CONTENT: usize = 16;
pub(super) const ADVERB: usize = 17;

/// What stands between two words: nothing much, a comma, an end, marks.
pub(super) const GAPS: usize = 4;
/// Buckets of distance to the nearest word of the question.
pub(super) const DISTANCES: usize = 6;
/// Function words that are told apart, and none of them.
pub(super) const WORDS: usize = 31;

// Where the features begin; those before `CROSSED` are learned for each kind
// of question and for all, the others for all only.
pub(super) const LENGTH: usize = 0;
pub(super) const BETWEEN: usize = LENGTH + LONGEST;
pub(super) const FIRST: usize = BETWEEN + GAPS * GAPS;
pub(super) const LAST: usize = FIRST + CLASSES;
pub(super) const BEFORE: usize = LAST + CLASSES;
pub(super) const AFTER: usize = BEFORE + CLASSES;
pub(super) const HEAD: usize = AFTER + CLASSES;
pub(super) const OPENS: usize = HEAD + CLASSES;
pub(super) const FITS: usize = OPENS + WORDS;
pub(super) const SAID: usize = FITS + 4;
pub(super) const INSIDE: usize = SAID + 4;
pub(super) const WHOLE_NAME: usize = INSIDE + COUNTED;
pub(super) const CLAUSE: usize = WHOLE_NAME + 3;
pub(super) const LEFT: usize = CLAUSE + 3;
pub(super) const RIGHT: usize = LEFT + DISTANCES;
pub(super) const NEAREST: usize = RIGHT + DISTANCES;
pub(super) const APART: usize = NEAREST + DISTANCES;
pub(super) const LIKE: usize = APART + 6;
pub(super) const CROSSED: usize = LIKE + 5;
pub(super) const ENDS: usize = CROSSED;
pub(super) const AROUND: usize = ENDS + CLASSES * CLASSES;
pub(super) const FOLLOWED: usize = AROUND + CLASSES * CLASSES;
pub(super) const HEADED: usize = FOLLOWED + CLASSES * CLASSES;
pub(super) const ALL: usize = HEADED + CLASSES * CLASSES;

/// Kinds of question, those that ask "what" with and without a noun apart.
pub(super) const GROUPS: usize = KINDS + 1;

/// Weights that are learned.
pub(in crate::answer) const WEIGHTS: usize = ALL + GROUPS * CROSSED;

// What is counted inside a span.
pub(super) const COUNTED: usize = 13;
pub(super) const COMMAS: usize = 0;
pub(super) const BREAKS: usize = 1;
pub(super) const QUOTES: usize = 2;
pub(super) const BRACKETS: usize = 3;
pub(super) const OF_CLASS: [(usize, usize); 7] = [
    (4, COORDINATOR),
    (5, AUXILIARY),
    (6, PREPOSITION),
    (7, RELATIVE),
    (8, NUMBER),
    (9, DATE),
    (10, NAME),
];
pub(super) const FITTING: usize = 11;
pub(super) const ASKED: usize = 12;
/// Content words, beside the counts that are features.
pub(super) const WORTH: usize = 13;

pub(super) fn class(prepared: &Prepared, token: &Token, at: usize) -> usize {
    let Some(word) = prepared.type_of(token) else {
        return EDGE;
    };
    let is = |bits: u16| token.shape & bits > 0;
    if let Some(function) = word.class {
        return match function {
            0 | 1 | 22 | 24 => DETERMINER,
            5 => TO,
            11 | 12 => COORDINATOR,
            13 | 14 | 28 => SUBORDINATOR,
            15 | 16 => RELATIVE,
            17..=19 | 29 => AUXILIARY,
            20 => NEGATION,
            21 => POSSESSIVE,
            23 => PRONOUN,
            _ => PREPOSITION,
        };
    }
    if is(shape::CALENDAR | shape::YEAR) {
        DATE
    } else if is(shape::NUMERIC | shape::MONEY | shape::PERCENT) {
        NUMBER
    } else if is(shape::CAPITAL) && !word.function && (at > 0 || word.is_name()) {
        NAME
    } else if word.function {
        FUNCTION
    } else if word.folded.ends_with("ly") {
        ADVERB
    } else if word.folded.ends_with("ed") || word.folded.ends_with("ing") {
        VERB
    } else {
        CONTENT
    }
}

/// The bucket of a distance in words.
pub(super) fn bucket(distance: Option<usize>) -> usize {
    match distance {
        Some(0 | 1) => 0,
        Some(2) => 1,
        Some(3) => 2,
        Some(4..=6) => 3,
        Some(_) => 4,
        None => 5,
    }
}
