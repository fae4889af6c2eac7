//! What the two taggers see: features of a token as a cue, and of a token as
//! source or content of a given cue. The trainer and the program share them.

use super::{
    lexicon::Class,
    token::{Token, Tokens},
};

/// Hash of a feature, before it is folded into a table.
pub type Feature = u32;

/// Labels of the second tagger.
pub const LABELS: usize = 4;
/// Outside.
pub const OUTSIDE: usize = 0;
/// Part of the source.
pub const SOURCE: usize = 1;
/// Part of the content.
pub const CONTENT: usize = 2;
/// Part of the cue.
pub const CUE: usize = 3;

/// Tokens on either side of a cue that are looked at.
const REACH: (usize, usize) = (140, 220);

fn mix(a: u32, b: u32) -> u32 {
    let mixed = (a ^ b.rotate_left(15)).wrapping_mul(0x85eb_ca6b);
    (mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35)
}

fn class_at(tokens: &Tokens, here: &Token, at: Option<usize>) -> u32 {
    at.and_then(|at| tokens.all.get(at))
        .filter(|t| t.passage == here.passage)
        .map_or(99, |t| t.class as u32)
}

fn hash_at(tokens: &Tokens, here: &Token, at: Option<usize>) -> u32 {
    at.and_then(|at| tokens.all.get(at))
        .filter(|t| t.passage == here.passage)
        .map_or(7, |t| t.hash)
}

/// Features of token `at` as the head of a cue.
pub fn cue(tokens: &Tokens, at: usize, into: &mut Vec<Feature>) {
    into.clear();
    let Some(here) = tokens.all.get(at) else {
        return;
    };
    let word = |offset: isize| hash_at(tokens, here, at.checked_add_signed(offset));
    let class = |offset: isize| class_at(tokens, here, at.checked_add_signed(offset));
    let mut id = 0;
    let mut add = |value: u32| {
        id += 1;
        into.push(mix(id, value));
    };
    let quoted = u32::from(here.quotation.is_some());
    let own = here.class as u32;
    add(0);
    add(here.hash);
    add(here.ending);
    add(own);
    add(mix(here.hash, quoted));
    add(mix(own, quoted));
    add(word(-1));
    add(word(1));
    add(word(-2));
    add(word(2));
    add(mix(word(-1), here.hash));
    add(mix(here.hash, word(1)));
    add(mix(mix(word(-1), here.hash), word(1)));
    add(mix(word(1), word(2)));
    add(mix(word(-2), word(-1)));
    add(mix(class(-1), here.hash));
    add(mix(here.hash, class(1)));
    add(mix(here.ending, class(1)));
    add(mix(here.ending, class(-1)));
    add(mix(mix(class(-2), class(-1)), own));
    add(mix(mix(own, class(1)), class(2)));
    add(mix(mix(class(-1), own), class(1)));
    add(mix(mix(class(-1), here.hash), class(1)));
    add(mix(mix(class(-1), here.ending), class(1)));
    add(mix(mix(class(1), class(2)), here.hash));
    add(mix(mix(class(-1), class(-2)), here.hash));
    add(mix(mix(class(1), class(2)), class(3)));
    add(mix(mix(class(-1), class(-2)), class(-3)));
    let near = |offset: isize| {
        let t = at
            .checked_add_signed(offset)
            .and_then(|at| tokens.all.get(at));
        t.is_some_and(|t| {
            t.passage == here.passage && matches!(t.class, Class::Open | Class::Close)
        })
    };
    let quote_before = (1..6).position(|o| near(-o)).map_or(9, |p| p as u32);
    let quote_after = (1..6).position(near).map_or(9, |p| p as u32);
    add(mix(quote_before, quoted));
    add(mix(mix(quote_after, 3), quoted));
    add(mix(mix(quote_before, quote_after), own));
    add(mix(mix(quote_before, quote_after), here.hash));
    let that = (1..5).any(|o| class(o) == Class::That as u32);
    add(mix(u32::from(that), here.ending));
    add(mix(u32::from(that), here.hash));
}

/// The tokens that may belong to the attribution with a cue at `at`.
#[must_use]
pub fn window(tokens: &Tokens, at: usize) -> (usize, usize) {
    let passage = tokens.all.get(at).map_or(0, |t| t.passage as usize);
    let (start, end) = tokens.passages.get(passage).copied().unwrap_or((at, at));
    (start.max(at.saturating_sub(REACH.0)), end.min(at + REACH.1))
}

/// What was passed between the cue and a token, as far as it matters.
#[derive(Clone, Copy, Default)]
struct Path {
    signature: u32,
    length: u32,
    commas: u32,
    verbs: u32,
    others: u32,
    names: u32,
}

impl Path {
    fn pass(&mut self, token: &Token, other_cue: bool) {
        let class = token.class;
        let mark = match class {
            Class::Comma
            | Class::Stop
            | Class::Colon
            | Class::Semicolon
            | Class::Dash
            | Class::Open
            | Class::Close
            | Class::Bracket
            | Class::That
            | Class::Relative
            | Class::Conjunction
            | Class::Subordinator
            | Class::To => class as u32,
            _ if other_cue => 77,
            _ if class.is_verb() => 78,
            _ => 0,
        };
        self.commas += u32::from(class == Class::Comma);
        self.verbs += u32::from(class.is_verb());
        self.others += u32::from(other_cue);
        self.names += u32::from(class.is_name());
        if mark != 0 && self.length < 5 {
            self.signature = mix(self.signature, mark);
            self.length += 1;
        }
    }
}

/// Features of every token of `window(tokens, at)` given the cue at `at`;
/// `cues` tells of every token whether it looks like a cue itself.
pub fn tags(
    tokens: &Tokens,
    at: usize,
    cues: &dyn Fn(usize) -> bool,
    each: &mut dyn FnMut(usize, &[Feature]),
) {
    let (start, end) = window(tokens, at);
    let Some(cue) = tokens.all.get(at) else {
        return;
    };
    let mut paths = vec![Path::default(); end.saturating_sub(start)];
    let mut path = Path::default();
    for index in (start..at).rev() {
        paths[index - start] = path;
        path.pass(&tokens.all[index], cues(index));
    }
    let mut path = Path::default();
    for index in at + 1..end {
        paths[index - start] = path;
        path.pass(&tokens.all[index], cues(index));
    }
    let follows = mix(
        class_at(tokens, cue, Some(at + 1)),
        class_at(tokens, cue, Some(at + 2)),
    );
    let precedes = mix(
        class_at(tokens, cue, at.checked_sub(1)),
        class_at(tokens, cue, at.checked_sub(2)),
    );
    // The nearest quotation on either side in the same passage.
    let near = |range: &mut dyn Iterator<Item = usize>| {
        range
            .filter_map(|index| tokens.all.get(index))
            .find(|t| t.class == Class::Open || t.class == Class::Close)
            .and_then(|t| t.quotation)
    };
    let before = near(&mut (at.saturating_sub(60).max(start)..at).rev());
    let after = near(&mut (at + 1..end.min(at + 60)));
    let mut features = Vec::with_capacity(48);
    for index in start..end {
        let here = &tokens.all[index];
        let path = paths[index - start];
        let side = u32::from(index > at) + u32::from(index == at) * 2;
        let distance = index.abs_diff(at);
        let bucket = match distance {
            0..=4 => distance as u32,
            5..=7 => 5,
            8..=12 => 6,
            13..=20 => 7,
            21..=40 => 8,
            _ => 9,
        };
        let apart = here.sentence.abs_diff(cue.sentence).min(3);
        let place = mix(side, apart);
        let quoted = match here.quotation {
            None => 0,
            q if q == cue.quotation => 1,
            q if q == before && q == after => 2,
            q if q == before => 3,
            q if q == after => 4,
            Some(_) => 5,
        };
        let cue_quoted = u32::from(cue.quotation.is_some());
        let own = here.class as u32;
        let word = |offset: isize| hash_at(tokens, here, index.checked_add_signed(offset));
        let class = |offset: isize| class_at(tokens, here, index.checked_add_signed(offset));
        features.clear();
        let mut id = 1000;
        let mut add = |value: u32| {
            id += 1;
            features.push(mix(id, value));
        };
        let way = mix(path.signature, mix(place, path.length));
        let counts = mix(
            mix(path.commas.min(3), path.verbs.min(3)),
            mix(path.others.min(2), place),
        );
        add(0);
        add(mix(place, bucket));
        add(mix(mix(place, own), bucket));
        add(mix(place, mix(own, cue.class as u32)));
        add(mix(place, here.hash));
        add(mix(place, mix(here.hash, bucket)));
        add(mix(place, mix(here.ending, own)));
        add(mix(place, mix(own, cue.hash)));
        add(mix(place, mix(quoted, cue_quoted)));
        add(mix(place, mix(quoted, cue.hash)));
        add(mix(mix(quoted, cue_quoted), mix(follows, place)));
        add(mix(mix(quoted, cue_quoted), mix(precedes, place)));
        add(mix(way, quoted));
        add(mix(way, own));
        add(mix(way, cue.hash));
        add(mix(way, cue.ending));
        add(mix(way, mix(follows, 5)));
        add(mix(way, precedes));
        add(mix(way, cue.class as u32));
        add(mix(counts, own));
        add(mix(counts, quoted));
        add(mix(counts, cue.hash));
        add(mix(place, mix(class(-1), own)));
        add(mix(place, mix(own, mix(class(1), 3))));
        add(mix(place, mix(class(-1), mix(own, class(1)))));
        add(mix(place, mix(class(-2), mix(class(-1), own))));
        add(mix(place, mix(own, mix(class(1), class(2)))));
        add(mix(place, word(-1)));
        add(mix(place, mix(word(1), 9)));
        add(mix(mix(place, cue.hash), mix(follows, quoted)));
        add(mix(mix(place, cue.hash), mix(precedes, quoted)));
        add(mix(mix(follows, precedes), mix(place, quoted)));
        add(mix(mix(follows, precedes), mix(place, own)));
        add(mix(
            mix(path.names.min(3), place),
            mix(own, path.commas.min(2)),
        ));
        add(mix(u32::from(cues(index)), mix(place, bucket)));
        add(mix(
            u32::from(index == start),
            mix(
                u32::from(before.is_some()) + 2 * u32::from(after.is_some()),
                place,
            ),
        ));
        each(index, &features);
    }
}
