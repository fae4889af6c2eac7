//! Is there an answer at all? One probability, from what speaks for the best
//! sentence, for how far it stands out, and from what of the question it lacks.

use super::{
    cut::{self, Cut},
    features::{self, Candidate},
    lexicon,
    matching::Matching,
    prepared::Line,
    words::shape,
};

const OWN: usize = 30;
/// The best sentence's features, then those of the decision.
pub(super) const COUNT: usize = features::COUNT + OWN;

/// The decision's own features by their place, as the ablation names them.
pub const NAMES: [&str; OWN] = [
    "score",
    "ahead",
    "most coverage",
    "most soft",
    "most cosine",
    "most passage coverage",
    "most passage cosine",
    "absent names",
    "absent numbers",
    "absent rare words",
    "cut score",
    "cut share",
    "most bm25",
    "most passage bm25",
    "cut fits",
    "cut fits not",
    "lost in sentence",
    "lost in passage",
    "lost names in sentence",
    "lost names in passage",
    "lost numbers in sentence",
    "lost numbers in passage",
    "largest lost",
    "contrary",
    "binding",
    "negation",
    "beside",
    "lost terms",
    "lost a name",
    "least met",
];

/// Below this likeness a word of the question is not met.
pub(super) const MET: f32 = 0.6;

/// Words around the answer that are near it.
const NEAR: usize = 6;

/// The row of the decision for candidates in order, best first.
pub(super) fn row(
    matching: &mut Matching<'_>,
    ranked: &[Candidate],
    cut: Option<Cut>,
) -> [f32; COUNT] {
    let mut values = [0.0; COUNT];
    let Some(best) = ranked.first() else {
        return values;
    };
    values[..features::COUNT].copy_from_slice(&best.values);
    let lacking = lacking(matching, best);
    let beside = beside(matching, best, cut);
    let (contrary, binding, negation) = against(matching, best);
    let asked = matching.asked;
    let most = |at: usize| {
        ranked
            .iter()
            .map(|row| row.values.get(at).copied().unwrap_or(0.0))
            .fold(0.0, f32::max)
    };
    let mask_of = |of: &dyn Fn(usize) -> bool| {
        (0..asked.terms.len()).fold(0u32, |mask, at| mask | (u32::from(of(at)) << at))
    };
    let absent = |mask: u32| {
        if mask == 0 {
            0.0
        } else {
            1.0 - matching.share(mask & matching.present) / matching.share(mask).max(1e-3)
        }
    };
    let numbers = mask_of(&|at| {
        let term = asked.terms.get(at);
        term.is_some_and(|term| term.shape & shape::DIGIT > 0)
    });
    let rare = mask_of(&|at| asked.terms.get(at).is_some_and(|term| term.rarity > 10.0));
    let lost = |mask: u32, within: u32| matching.share(mask & within);
    let largest = (0..asked.terms.len())
        .map(|at| matching.share(lacking.sentence & (1 << at)))
        .fold(0.0, f32::max);
    let second = ranked
        .iter()
        .find(|row| row.sentence != best.sentence || row.document != best.document);
    let shows = cut::shows(asked.kind);
    let fits = cut.is_some_and(|cut| cut.fits);
    let own = [
        best.score / 5.0,
        second.map_or(1.0, |second| (best.score - second.score) / 5.0),
        most(1),
        most(2),
        most(3),
        most(5),
        most(6),
        absent(matching.names),
        absent(numbers),
        absent(rare),
        cut.map_or(0.0, |cut| cut.score / 5.0),
        cut.map_or(0.0, |cut| cut.share),
        most(0),
        most(4),
        flag(shows && fits),
        flag(shows && !fits),
        lost(lacking.sentence, u32::MAX),
        lost(lacking.passage, u32::MAX),
        lost(lacking.sentence, matching.names),
        lost(lacking.passage, matching.names),
        flag(lacking.sentence & numbers != 0),
        flag(lacking.passage & numbers != 0),
        largest,
        contrary,
        binding,
        negation,
        beside,
        lacking.count as f32 / 6.0,
        flag(lacking.passage & matching.names != 0),
        lacking.least_of_passage,
    ];
    values[features::COUNT..].copy_from_slice(&own);
    values
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

/// What of the question is not met, a bit for each term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lacking {
    pub(super) sentence: u32,
    pub(super) passage: u32,
    /// Terms that the passage lacks.
    count: u32,
    /// How well the worst of the terms is met in the passage.
    least_of_passage: f32,
}

pub(super) fn lacking(matching: &mut Matching<'_>, best: &Candidate) -> Lacking {
    // The decision and each of its doubts ask it of the same sentence.
    let place = (best.document, best.sentence);
    if let Some((_, known)) = matching.lacking.filter(|(of, _)| *of == place) {
        return known;
    }
    let lacking = looked_up(matching, best);
    matching.lacking = Some((place, lacking));
    lacking
}

fn looked_up<'a>(matching: &mut Matching<'a>, best: &Candidate) -> Lacking {
    let mut lacking = Lacking {
        sentence: 0,
        passage: 0,
        count: 0,
        least_of_passage: 1.0,
    };
    let asked = matching.asked;
    let Some(one) = matching.documents.get_mut(best.document) else {
        return lacking;
    };
    let prepared = one.prepared;
    let of = |lines: &'a [Line], at: usize| {
        lines
            .get(at)
            .map_or(&[][..], |line| prepared.tokens_of(line))
    };
    let sentence = of(&prepared.sentences, best.sentence);
    let passage = of(&prepared.passages, best.passage);
    let near = one.nearest(asked, sentence);
    let around = one.nearest(asked, passage);
    for (term, (near, around)) in near
        .into_iter()
        .zip(around)
        .enumerate()
        .take(asked.terms.len())
    {
        let around = around.max(near);
        if near < MET {
            lacking.sentence |= 1 << term;
        }
        if around < MET {
            lacking.passage |= 1 << term;
            lacking.count += 1;
        }
        lacking.least_of_passage = lacking.least_of_passage.min(around);
    }
    lacking
}

/// The share of the question that stands around the words that answer.
fn beside(matching: &Matching<'_>, best: &Candidate, cut: Option<Cut>) -> f32 {
    let (Some(cut), Some(one)) = (cut, matching.documents.get(best.document)) else {
        return 0.0;
    };
    let Some(line) = one.prepared.sentences.get(best.sentence) else {
        return 0.0;
    };
    let tokens = one.prepared.tokens_of(line);
    let around = tokens.iter().take(cut.last + NEAR + 1);
    let mut found = 0u32;
    for token in around.skip(cut.first.saturating_sub(NEAR)) {
        let stem = token.stem();
        for (term, known) in one.stems.iter().enumerate() {
            found |= u32::from(*known == Some(stem)) << term;
        }
    }
    matching.share(found)
}

/// What speaks against the sentence: a word that says the contrary of an asked
/// one, a binding word that it lacks, a negation on one side only.
fn against(matching: &Matching<'_>, best: &Candidate) -> (f32, f32, f32) {
    let asked = matching.asked;
    let Some(one) = matching.documents.get(best.document) else {
        return (0.0, 0.0, 0.0);
    };
    let prepared = one.prepared;
    let Some(line) = prepared.sentences.get(best.sentence) else {
        return (0.0, 0.0, 0.0);
    };
    let tokens = prepared.tokens_of(line);
    let has = |stem: &String| {
        prepared
            .stems
            .get(stem)
            .is_some_and(|stem| tokens.iter().any(|token| token.stem() == *stem))
    };
    let word_here = |folded: &str| {
        prepared
            .by_word
            .get(folded)
            .is_some_and(|word| tokens.iter().any(|token| token.word == *word))
    };
    let contrary = asked
        .stems
        .iter()
        .any(|stem| !has(stem) && lexicon::contrary(stem).iter().any(has));
    let binding = asked
        .words
        .iter()
        .any(|word| lexicon::BINDING.contains(&word.folded.as_str()) && !word_here(&word.folded));
    let negative = |folded: &str| {
        matches!(folded, "not" | "never" | "no" | "without" | "cannot") || folded.ends_with("n't")
    };
    let asks = asked.words.iter().any(|word| negative(&word.folded));
    let says = tokens.iter().any(|token| {
        prepared
            .type_of(token)
            .is_some_and(|word| negative(&word.folded))
    });
    let negation = match (asks, says) {
        (true, false) => 1.0,
        (false, true) => 0.5,
        _ => 0.0,
    };
    (flag(contrary), flag(binding), negation)
}
