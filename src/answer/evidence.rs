//! All things considered, does the article answer? Logistic regression over what
//! the decision says, what speaks against the best sentence by rule, and what is
//! asked for. Trained by `tools/train_answers.rs` on questions that the decision
//! has not seen, those of chats among them.

use super::{
    cut::{self, Cut},
    decide,
    doubt::{self, Focus},
    engine::{self, Found},
    features::Candidate,
    left_open,
    matching::Matching,
    model::Model,
    question::{KINDS, Kind},
    words::shape,
};

const OWN: usize = 26;
/// Numbers of the regression's row.
pub(super) const COUNT: usize = OWN + KINDS;

/// What the numbers before the kinds are, in their order.
pub const NAMES: [&str; OWN] = [
    "odds",
    "lacks much",
    "not given",
    "not measured",
    "other kind of thing",
    "surely no such thing",
    "unclaimed",
    "undone",
    "undefined",
    "unreasoned",
    "undated",
    "uncalled",
    "head not met",
    "cut unsure",
    "not ahead",
    "lost in sentence",
    "lost in passage",
    "lost names in sentence",
    "left open",
    "least met in sentence",
    "least met in passage",
    "mean unmet in sentence",
    "thing asked for unmet",
    "last word unmet in sentence",
    "no place",
    "no name",
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
        Some(&"not measured") => -3.0,
        Some(&("surely no such thing" | "undone")) => -1.5,
        Some(&"undefined") => -1.2,
        Some(&("not given" | "unclaimed")) => -0.9,
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
    let focus = doubt::focus(matching, Some(best), cut);
    let second = ranked
        .iter()
        .find(|row| row.sentence != best.sentence || row.document != best.document);
    let ahead = second.map_or(8.0, |second| best.score - second.score);
    let lacking = decide::lacking(matching, best);
    let met = met(matching, best, cut);
    let own = [
        odds.clamp(-SUREST, SUREST),
        1.0 - doubt::left(matching, Some(best)),
        flag(!fits && !measures),
        flag(!fits && measures),
        flag(focus == Focus::Possible),
        flag(focus == Focus::Strange),
        flag(!doubt::claimed(matching, Some(best))),
        flag(!doubt::done(matching, Some(best))),
        flag(!doubt::defined(matching, Some(best))),
        flag(!doubt::reasoned(matching, best)),
        flag(cut.is_some_and(|cut| engine::undated(matching, best, cut))),
        flag(engine::lacks(matching, best, asked.calls())),
        flag(engine::lacks(matching, best, asked.heads())),
        if cut::shows(asked.kind) {
            1.0 - cut.map_or(0.0, |cut| cut.share)
        } else {
            0.0
        },
        (-ahead.max(0.0)).exp(),
        matching.share(lacking.sentence),
        matching.share(lacking.passage),
        matching.share(lacking.sentence & matching.names),
        flag(met.open),
        met.least,
        met.least_around,
        met.mean,
        met.focus,
        met.last,
        flag(met.unplaced),
        flag(met.unnamed),
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

/// How much of the words that name nobody is not met, each in 0..=1.
#[derive(Default)]
struct Met {
    open: bool,
    least: f32,
    least_around: f32,
    mean: f32,
    focus: f32,
    last: f32,
    unplaced: bool,
    unnamed: bool,
}

fn met(matching: &mut Matching<'_>, best: &Candidate, cut: Option<Cut>) -> Met {
    let mut met = Met::default();
    let asked = matching.asked;
    let names = matching.names;
    let Some(one) = matching.documents.get_mut(best.document) else {
        return met;
    };
    let prepared = one.prepared;
    let of = |line: Option<&super::prepared::Line>| {
        line.map_or(&[][..], |line| prepared.tokens_of(line))
    };
    let sentence = of(prepared.sentences.get(best.sentence));
    let passage = of(prepared.passages.get(best.passage));
    met.open = asked.english() && left_open::says_so(prepared, sentence);
    let nearest = one.nearest(asked, sentence);
    let nearest_around = one.nearest(asked, passage);
    let mut count = 0.0;
    for (at, term) in asked.terms.iter().enumerate() {
        if names & (1 << at) > 0 || doubt::no_topic(&term.folded) {
            continue;
        }
        let unmet = |near: &[f32]| 1.0 - near.get(at).copied().unwrap_or(0.0).min(1.0);
        let here = unmet(&nearest);
        let around = here.min(unmet(&nearest_around));
        met.least = met.least.max(here);
        met.least_around = met.least_around.max(around);
        met.mean += here;
        met.last = here;
        count += 1.0;
        if asked.focus == Some(term.word) {
            met.focus = here;
        }
    }
    met.mean /= f32::max(count, 1.0);
    if let Some(words) = cut.and_then(|cut| sentence.get(cut.first..=cut.last)) {
        let capital = words.iter().any(|token| {
            token.shape & shape::CAPITAL > 0
                && prepared
                    .type_of(token)
                    .is_some_and(super::prepared::Type::is_name)
        });
        met.unnamed = matches!(asked.kind, Kind::Person | Kind::Name) && !capital;
        met.unplaced = asked.kind == Kind::Place && !capital;
    }
    met
}
