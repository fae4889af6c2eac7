//! What speaks for a sentence: one row of numbers for the network that ranks.

mod meeting;

use super::{
    matching::{Matched, Matching},
    prepared::Line,
    question::{Asked, KINDS},
    words::shape,
};
use meeting::{Walk, mask_of, soft, speaker};

/// Signals, then what is asked for, one-hot.
pub const COUNT: usize = SIGNALS + KINDS;

const SIGNALS: usize = 43;

/// The signals by their place, as the ablation names them.
pub const NAMES: [&str; SIGNALS] = [
    "bm25",
    "coverage",
    "soft",
    "cosine",
    "passage bm25",
    "passage coverage",
    "passage cosine",
    "before",
    "after",
    "heading",
    "neighbourhood",
    "bigrams",
    "proximity",
    "names",
    "passage names",
    "asks names",
    "numbers",
    "kind",
    "fresh names",
    "fresh numbers",
    "focus",
    "focus exact",
    "first in passage",
    "place in passage",
    "first passage",
    "length",
    "pronoun",
    "bm25 behind best",
    "cosine behind best",
    "soft behind best",
    "passage bm25 behind best",
    "passage cosine behind best",
    "speaker",
    "terms",
    "rarest",
    "rarest in passage",
    "absent",
    "exact words",
    "softest",
    "quotation",
    "title",
    "coverage behind best",
    "asking words near",
];

/// A sentence that may answer.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) document: usize,
    pub(super) sentence: usize,
    pub(super) passage: usize,
    pub(super) values: [f32; COUNT],
    pub(super) score: f32,
}

/// A sentence after the first look at it.
struct Quick {
    score: f32,
    /// Of the question and the sentence.
    cosine: f32,
    /// Its document, and which sentence of it.
    place: (usize, usize),
}

/// What sentences of one passage have in common.
#[derive(Default)]
struct Passage {
    /// Its document, and which passage of it; of none before the first.
    place: Option<(usize, usize)>,
    /// Of the question and the passage.
    cosine: f32,
    /// The terms of the question in its heading, and in the title.
    heading: u32,
    title: u32,
}

impl Passage {
    fn new(matching: &Matching<'_>, document: usize, passage: usize) -> Self {
        let Some(one) = matching.documents.get(document) else {
            return Self::default();
        };
        let whole = one.prepared.passages.get(passage);
        let heading = one.prepared.headings.get(section(one, passage));
        Self {
            place: Some((document, passage)),
            cosine: whole.map_or(0.0, |whole| cosine(matching.asked, whole)),
            heading: mask_of(one, heading.map_or(&[], Vec::as_slice)),
            title: mask_of(one, &one.prepared.title),
        }
    }
}

/// How many sentences are looked at closely.
const CLOSELY: usize = 40;

/// The sentences worth a close look, with their features; by document and
/// sentence.
pub(super) fn candidates(matching: &mut Matching<'_>) -> Vec<Candidate> {
    let mut quick: Vec<Quick> = Vec::new();
    for (at, document) in matching.documents.iter().enumerate() {
        for (sentence, line) in document.prepared.sentences.iter().enumerate() {
            let passage = document.passage_of.get(sentence).copied().unwrap_or(0);
            let cosine = cosine(matching.asked, line);
            quick.push(Quick {
                score: 2.0 * get(&document.sentence_bm25, sentence)
                    + get(&document.passage_bm25, passage)
                    + cosine,
                cosine,
                place: (at, sentence),
            });
        }
    }
    if quick.len() > CLOSELY {
        quick.select_nth_unstable_by(CLOSELY, |a, b| {
            b.score.total_cmp(&a.score).then(a.place.cmp(&b.place))
        });
        quick.truncate(CLOSELY);
    }
    quick.sort_unstable_by_key(|quick| quick.place);
    let mut passage = Passage::default();
    let mut rows: Vec<Candidate> = quick
        .iter()
        .map(|quick| candidate(matching, quick, &mut passage))
        .collect();
    for (from, to) in [(0, 27), (3, 28), (2, 29), (4, 30), (6, 31), (1, 41)] {
        let best = rows
            .iter()
            .map(|row| get(&row.values, from))
            .fold(f32::MIN, f32::max);
        for row in &mut rows {
            if let Ok([value, behind]) = row.values.get_disjoint_mut([from, to]) {
                *behind = best - *value;
            }
        }
    }
    rows
}

fn get(values: &[f32], at: usize) -> f32 {
    values.get(at).copied().unwrap_or(0.0)
}

fn cosine(asked: &Asked, line: &Line) -> f32 {
    match (&asked.vector, &line.vector) {
        (Some(a), Some(b)) => a.cosine(b),
        _ => 0.0,
    }
}

/// The features of a sentence; `around` is the passage of the one before, which
/// is often the same.
fn candidate(matching: &mut Matching<'_>, quick: &Quick, around: &mut Passage) -> Candidate {
    let mut values = [0.0; COUNT];
    let mut passage = 0;
    let asked = matching.asked;
    let (document, sentence) = quick.place;
    if let Some(one) = matching.documents.get(document) {
        passage = one.passage_of.get(sentence).copied().unwrap_or(0);
        if around.place != Some((document, passage)) {
            *around = Passage::new(matching, document, passage);
        }
        let signals = signals(matching, one, quick, passage, around);
        values[..SIGNALS].copy_from_slice(&signals);
    }
    let (weights, total) = (&matching.weights, matching.total);
    if let Some(one) = matching.documents.get_mut(document) {
        let (mean, least, focus) = soft(asked, one, weights, total, sentence);
        values[2] = mean;
        values[38] = least;
        values[20] = focus;
    }
    values[SIGNALS + asked.kind as usize] = 1.0;
    Candidate {
        document,
        sentence,
        passage,
        values,
        score: 0.0,
    }
}

fn signals(
    matching: &Matching<'_>,
    one: &Matched<'_>,
    quick: &Quick,
    passage: usize,
    around: &Passage,
) -> [f32; SIGNALS] {
    let asked = matching.asked;
    let (_, sentence) = quick.place;
    let mask_at = |at: usize| one.in_sentence.get(at).copied().unwrap_or(0);
    let same_passage = |at: usize| one.passage_of.get(at) == Some(&passage);
    let line = one.prepared.sentences.get(sentence);
    let tokens = line.map_or(&[][..], |line| one.prepared.tokens_of(line));
    let (here, all) = (
        mask_at(sentence),
        one.in_passage.get(passage).copied().unwrap_or(0),
    );
    let before = match sentence.checked_sub(1) {
        Some(at) if same_passage(at) => mask_at(at),
        _ => 0,
    };
    let after = if same_passage(sentence + 1) {
        mask_at(sentence + 1)
    } else {
        0
    };
    let (heading, title) = (around.heading, around.title);
    let names = matching.names;
    let numbers = bits(asked.terms.iter().map(|term| term.shape & shape::DIGIT > 0));
    let of = |mask: u32, within: u32| {
        if within == 0 {
            0.0
        } else {
            matching.share(mask & within) / matching.share(within).max(1e-3)
        }
    };
    let rarest = matching
        .weights
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
        .map_or(0, |(at, _)| 1 << at);
    let walk = Walk::new(matching, one, tokens);
    let (fresh_names, fresh_numbers, kind) = walk.fresh(asked);
    let pronoun = tokens
        .first()
        .and_then(|token| one.prepared.type_of(token))
        .is_some_and(|word| {
            matches!(
                &*word.folded,
                "he" | "she" | "it" | "they" | "this" | "these" | "his" | "her" | "their" | "its"
            )
        });
    let first_of_passage = sentence.checked_sub(1).is_none_or(|at| !same_passage(at));
    let passage_start = (0..=sentence)
        .rev()
        .take_while(|&at| same_passage(at))
        .count();
    let mut values = [0.0; SIGNALS];
    values[0] = get(&one.sentence_bm25, sentence);
    values[1] = matching.share(here);
    values[3] = quick.cosine;
    values[4] = get(&one.passage_bm25, passage);
    values[5] = matching.share(all);
    values[6] = around.cosine;
    values[7] = matching.share(before & !here);
    values[8] = matching.share(after & !here);
    values[9] = matching.share(heading & !here);
    values[10] = matching.share(here | before | heading);
    values[11] = walk.bigrams(asked);
    values[12] = walk.proximity(matching);
    values[13] = of(here, names);
    values[14] = of(all, names);
    values[15] = flag(names != 0);
    values[16] = if numbers == 0 {
        0.0
    } else {
        of(here, numbers) - 0.5
    };
    values[17] = kind;
    values[18] = fresh_names;
    values[19] = fresh_numbers;
    values[21] = asked.focus.map_or(0.0, |focus| {
        asked
            .terms
            .iter()
            .position(|term| term.word == focus)
            .map_or(0.0, |at| flag(here & (1 << at) > 0))
    });
    values[22] = flag(first_of_passage);
    values[23] = (passage_start.min(8) as f32 - 1.0) / 8.0;
    values[24] = flag(passage == 0);
    values[25] = (1.0 + tokens.len().min(100) as f32).ln() / 4.0;
    values[26] = if pronoun {
        matching.share((before | heading) & !here)
    } else {
        0.0
    };
    values[32] = speaker(one, sentence);
    values[33] = asked.terms.len().min(12) as f32 / 12.0;
    values[34] = flag(here & rarest > 0);
    values[35] = flag(all & rarest > 0);
    values[36] = 1.0 - matching.share(matching.present);
    values[37] = walk.exact(matching);
    values[39] = flag(walk.quotation);
    values[40] = matching.share(title & !here);
    values[42] = walk.asking(one);
    values
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn bits(flags: impl Iterator<Item = bool>) -> u32 {
    flags
        .enumerate()
        .fold(0, |mask, (at, set)| mask | (u32::from(set) << at))
}

fn section(one: &Matched<'_>, passage: usize) -> usize {
    one.prepared
        .section_of
        .get(passage)
        .copied()
        .unwrap_or(usize::MAX)
}
