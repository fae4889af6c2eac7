//! The way of a question through the engine: read, match, rank, cut, decide.

use super::{
    Document, Outcome, Ranked, Settings, Silence,
    cut::{Cut, Rows},
    decide,
    features::{self, Candidate},
    languages,
    matching::Matching,
    model::Model,
    prepared::Token,
    question::Asked,
    select, silence,
    words::{Gap, shape},
};

/// How many of the best sentences are cut, which may change their order.
const CUT: usize = 4;

/// What a sentence loses, in the logarithm of odds, that has nothing of the
/// kind asked for.
const UNFIT: f32 = 1.0;

/// What is left of the confidence then.
const NOT_GIVEN: f32 = 0.4;

/// And where "which banks" were asked for and no bank is spoken of.
const UNFOCUSED: f32 = 0.6;

/// A question half-way: sentences in order, the best ones with their cuts.
pub(super) struct Found<'a> {
    pub(super) matching: Matching<'a>,
    pub(super) ranked: Vec<Candidate>,
    pub(super) cuts: Vec<Option<Cut>>,
    pub(super) confidence: f32,
    pub(super) row: Vec<f32>,
}

/// Reads a question in the language of the documents.
pub(super) fn read(question: &str, documents: &[Document<'_>]) -> Asked {
    let language = documents
        .first()
        .and_then(|document| document.article.metadata.language.as_deref());
    Asked::new(question, languages::of(language))
}

pub(super) fn find<'a>(model: &Model, asked: &'a Asked, documents: &[Document<'a>]) -> Found<'a> {
    let mut matching = Matching::new(asked, documents);
    let mut ranked = features::candidates(&mut matching);
    for row in &mut ranked {
        row.score = model.rank.score(&row.values);
    }
    sort(&mut ranked);
    let mut cuts: Vec<Option<Cut>> = Vec::with_capacity(CUT);
    for row in ranked.iter_mut().take(CUT) {
        let cut = cut(model, &mut matching, row);
        row.score += cut.map_or(0.0, |cut| {
            model.joint * cut.score - if cut.fits { 0.0 } else { UNFIT }
        });
        cuts.push(cut);
    }
    reorder(&mut ranked, &mut cuts);
    let best = cuts.first().copied().flatten();
    let row = decide::row(&mut matching, &ranked, best);
    let given = best.is_none_or(|cut| cut.fits);
    let focused = decide::focused(&mut matching, ranked.first());
    let confidence = decide::confidence(model, &row)
        * decide::left(&row)
        * if given { 1.0 } else { NOT_GIVEN }
        * if focused { 1.0 } else { UNFOCUSED };
    Found {
        matching,
        ranked,
        cuts,
        confidence,
        row: row.to_vec(),
    }
}

fn sort(ranked: &mut [Candidate]) {
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.document, a.sentence).cmp(&(b.document, b.sentence)))
    });
}

/// Puts the sentences that were cut into their new order among themselves.
fn reorder(ranked: &mut [Candidate], cuts: &mut [Option<Cut>]) {
    let mut pairs: Vec<(Candidate, Option<Cut>)> =
        ranked.iter().cloned().zip(cuts.iter().copied()).collect();
    pairs.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
    for ((row, cut), (ranked, place)) in pairs.into_iter().zip(ranked.iter_mut().zip(cuts)) {
        *ranked = row;
        *place = cut;
    }
}

/// The best words of a sentence.
pub(super) fn cut(model: &Model, matching: &mut Matching<'_>, row: &Candidate) -> Option<Cut> {
    let rows = rows(matching, row.document, row.sentence)?;
    let mut cut = rows.scores(model).best(model, &rows.fitting)?;
    let prepared = matching.documents.get(row.document)?.prepared;
    let tokens = prepared.tokens_of(prepared.sentences.get(row.sentence)?);
    while continued(tokens, cut.last) {
        cut.last += 1;
    }
    Some(cut)
}

/// Whether a number or a name goes on with the next word: "$3" and "million".
fn continued(tokens: &[Token], last: usize) -> bool {
    let (Some(this), Some(next)) = (tokens.get(last), tokens.get(last + 1)) else {
        return false;
    };
    let has = |token: &Token, bits: u16| token.shape & bits > 0;
    let number = has(this, shape::NUMERIC | shape::MONEY)
        && has(next, shape::NUMBER_WORD | shape::PERCENT | shape::MONEY);
    let name = has(this, shape::CAPITAL)
        && has(next, shape::CAPITAL)
        && !has(this, shape::CALENDAR)
        && !has(next, shape::CALENDAR);
    next.gap == Gap::Space && (number || name)
}

/// What the cutter sees of a sentence.
pub(super) fn rows(matching: &mut Matching<'_>, document: usize, sentence: usize) -> Option<Rows> {
    let asked = matching.asked;
    let one = matching.documents.get_mut(document)?;
    let prepared = one.prepared;
    let tokens = prepared.tokens_of(prepared.sentences.get(sentence)?);
    Some(Rows::new(
        asked,
        one,
        tokens,
        &matching.weights,
        matching.total,
    ))
}

pub(super) fn answer(
    model: &Model,
    question: &str,
    documents: &[Document<'_>],
    settings: &Settings,
) -> Outcome {
    let asked = read(question, documents);
    if silence::asks_nothing(&asked) {
        return Outcome {
            silence: Some(Silence::NothingAsked),
            ..Outcome::default()
        };
    }
    let mut found = find(model, &asked, documents);
    let ranked = found
        .ranked
        .iter()
        .take(settings.keep)
        .map(|row| Ranked {
            document: row.document,
            sentence: row.sentence,
            score: row.score,
        })
        .collect();
    let silence = silence::reason(&found, settings.threshold);
    let answers = if silence.is_some() {
        Vec::new()
    } else {
        select::answers(model, &mut found, documents)
    };
    Outcome {
        ranked,
        silence: if answers.is_empty() {
            silence.or(Some(Silence::NotSure))
        } else {
            None
        },
        answers,
        confidence: found.confidence,
    }
}

pub(super) fn rank_passages(
    model: &Model,
    question: &str,
    documents: &[Document<'_>],
) -> Vec<(usize, usize, f32)> {
    let asked = read(question, documents);
    let found = find(model, &asked, documents);
    passages(&found)
}

/// A passage is as good as its sentences together.
pub(super) fn passages(found: &Found<'_>) -> Vec<(usize, usize, f32)> {
    let mut all: Vec<(usize, usize, f32)> = Vec::new();
    for row in &found.ranked {
        let same = all
            .iter_mut()
            .find(|one| (one.0, one.1) == (row.document, row.passage));
        match same {
            // The sum of the probabilities, in logarithms.
            Some(one) => one.2 += (row.score - one.2).exp().ln_1p(),
            None => all.push((row.document, row.passage, row.score)),
        }
    }
    all.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    all
}
