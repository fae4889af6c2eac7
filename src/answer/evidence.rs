//! All things considered, does the article answer? Logistic regression over what
//! the decision says, what speaks against the best sentence by rule, and what is
//! asked for. Trained by `tools/train_answers.rs` on questions that the decision
//! has not seen, those of chats among them.

use super::{
    cut::Cut,
    decide, doubt,
    engine::{self, Found},
    features::Candidate,
    left_open,
    matching::Matching,
    model::Model,
    prepared::Type,
    question::{KINDS, Kind},
    tense,
    words::shape,
};

const OWN: usize = 16;
/// Numbers of the regression's row.
pub(super) const COUNT: usize = OWN + KINDS;

/// What the numbers before the kinds are, in their order.
pub const NAMES: [&str; OWN] = [
    "odds",
    "lacks much",
    "not given",
    "not measured",
    "surely no such thing",
    "unclaimed",
    "undone",
    "undefined",
    "unreasoned",
    "to come",
    "head not met",
    "not ahead",
    "lost names in sentence",
    "left open",
    "last word unmet in sentence",
    "no place",
];

/// What the weight of a number may be, in the logarithm of odds: the odds of the
/// decision speak for an answer, all other numbers but the kinds against one, and
/// the rules of `doubt` at least so much, for the questions that are learned from
/// have too few of what they are for.
#[must_use]
pub fn can_be(at: usize) -> (f32, f32) {
    let most = match NAMES.get(at) {
        Some(&"odds") => return (0.0, f32::INFINITY),
        // "How old?" is never answered by a sum.
        Some(&"not measured") => -2.0,
        Some(&("surely no such thing" | "undone")) => -0.5,
        Some(&"undefined") => -0.4,
        Some(&("not given" | "unclaimed")) => -0.3,
        Some(_) => 0.0,
        None => f32::INFINITY,
    };
    (f32::NEG_INFINITY, most)
}

/// Odds beyond are no surer, in logarithms.
const SUREST: f32 = 7.0;

/// The row of a question that was looked for: of the sentence that is first.
pub(super) fn row(model: &Model, found: &mut Found<'_>) -> [f32; COUNT] {
    let cut = found.cuts.first().copied().flatten();
    let odds = model.decide.score(&found.row);
    let (matching, ranked) = (&mut found.matching, &found.ranked);
    let mut values = [0.0; COUNT];
    let asked = matching.asked;
    let Some(best) = ranked.first() else {
        return values;
    };
    let flag = |is: bool| f32::from(u8::from(is));
    let fits = cut.is_none_or(|cut| cut.fits);
    let measures = asked.kind == Kind::Measure;
    let second = ranked
        .iter()
        .find(|row| row.sentence != best.sentence || row.document != best.document);
    let ahead = second.map_or(8.0, |second| best.score - second.score);
    let lacking = decide::lacking(matching, best);
    let shows = shows(matching, best, cut);
    let own = [
        odds.clamp(-SUREST, SUREST),
        1.0 - doubt::left(matching, Some(best)),
        flag(!fits && !measures),
        flag(!fits && measures),
        flag(doubt::strange(matching, Some(best), cut)),
        flag(!doubt::claimed(matching, Some(best))),
        flag(!doubt::done(matching, Some(best))),
        flag(!doubt::defined(matching, Some(best))),
        flag(!doubt::reasoned(matching, best)),
        flag(shows.to_come),
        flag(engine::lacks(matching, best, asked.heads())),
        (-ahead.max(0.0)).exp(),
        matching.share(lacking.sentence & matching.names),
        flag(shows.left_open),
        shows.last_unmet,
        flag(shows.unplaced),
    ];
    values[..OWN].copy_from_slice(&own);
    if let Some(kind) = values.get_mut(OWN + asked.kind as usize) {
        *kind = 1.0;
    }
    values
}

/// The probability that the article answers, with these weights and the offset
/// behind them.
#[must_use]
pub fn sure(weights: &[f32], row: &[f32]) -> f32 {
    let (offset, weights) = weights.split_last().unwrap_or((&0.0, &[]));
    let each = row
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight);
    1.0 / (1.0 + (-(each.sum::<f32>() + offset)).exp())
}

/// What a look at the words of the sentence shows.
#[derive(Default)]
struct Shows {
    /// Whether it says that something is not known.
    left_open: bool,
    /// Whether it says what will be where it is asked what was.
    to_come: bool,
    /// How little the last word of the question that names nobody is met, in 0..=1.
    last_unmet: f32,
    /// Whether what was cut out for "where?" names nothing.
    unplaced: bool,
}

fn shows(matching: &mut Matching<'_>, best: &Candidate, cut: Option<Cut>) -> Shows {
    let mut shows = Shows::default();
    let asked = matching.asked;
    let names = matching.names;
    let Some(one) = matching.documents.get_mut(best.document) else {
        return shows;
    };
    let prepared = one.prepared;
    let Some(line) = prepared.sentences.get(best.sentence) else {
        return shows;
    };
    let sentence = prepared.tokens_of(line);
    shows.left_open = asked.english() && left_open::says_so(prepared, sentence);
    shows.to_come = tense::to_come(asked, prepared, sentence);
    let says = |at: &usize| {
        let term = asked.terms.get(*at);
        names & (1 << at) == 0 && term.is_some_and(|term| !doubt::no_topic(&term.folded))
    };
    if let Some(last) = (0..asked.terms.len()).rev().find(says) {
        let near = one.nearest(asked, sentence).get(last).copied();
        shows.last_unmet = 1.0 - near.unwrap_or(0.0).min(1.0);
    }
    let words = cut.and_then(|cut| sentence.get(cut.first..=cut.last));
    shows.unplaced = asked.kind == Kind::Place
        && words.is_some_and(|words| {
            !words.iter().any(|token| {
                let name = prepared.type_of(token).is_some_and(Type::is_name);
                token.shape & shape::CAPITAL > 0 && name
            })
        });
    shows
}
