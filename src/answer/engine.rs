//! The way of a question through the engine: read, match, rank, cut, decide.

use super::{
    Document, Outcome, Ranked, Settings, Silence,
    cut::{Cut, Rows},
    decide, doubt, edges, evidence,
    features::{self, Candidate},
    languages,
    matching::Matching,
    model::Model,
    question::{Asked, Kind},
    reading, select, silence,
    words::shape,
};

/// How many of the best sentences are cut, which may change their order.
const CUT: usize = 4;

/// But none so far behind the best, in the logarithm of odds: of 3,372 questions (`XQuAD`,
/// `chats-2` and `chats-4` of `tools/questions`) one had another answer for it, and a fifth
/// of the time was saved.
const FAR: f32 = 4.0;

/// What a sentence loses, in the logarithm of odds, that has nothing of the
/// kind asked for.
const UNFIT: f32 = 1.0;

/// The same where "what did she call it?" meets a sentence in which nothing is
/// called anything.
const UNCALLED: f32 = 3.0;

/// Or nothing of the measure, which shows best.
const UNMEASURED: f32 = 2.0;

/// And one that does not say what the thing is that "what is …?" asks about.
const UNSAID: f32 = 2.0;

/// And one without a word for reasons where "why?" is asked. One in two of the
/// sentences that answer has one (8 of 17 in the development half of `SQuAD` 2.0), of
/// all sentences one in ten; 17 are few, so half of what that is worth.
const UNREASONED: f32 = 0.7;

/// And one that says when only by what else was, where dates are to be had.
const UNDATED: f32 = 1.0;

/// A question half-way: sentences in order, the best ones with their cuts.
pub(super) struct Found<'a> {
    pub(super) matching: Matching<'a>,
    pub(super) ranked: Vec<Candidate>,
    pub(super) cuts: Vec<Option<Cut>>,
    pub(super) confidence: f32,
    /// What the decision sees.
    pub(super) row: Vec<f32>,
    /// All that was considered.
    pub(super) evidence: Vec<f32>,
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
    let (heads, calls): (Vec<usize>, _) = (asked.heads().collect(), asked.calls());
    for row in &mut ranked {
        row.score = model.rank.score(&row.values);
        if lacks(&mut matching, row, heads.iter().copied()) {
            row.score -= UNFIT;
        }
        if lacks(&mut matching, row, calls) {
            row.score -= UNCALLED;
        }
        if !doubt::defined(&matching, Some(row)) {
            row.score -= UNSAID;
        }
        if !doubt::reasoned(&matching, row) {
            row.score -= UNREASONED;
        }
    }
    sort(&mut ranked);
    let mut cuts: Vec<Option<Cut>> = Vec::with_capacity(CUT);
    let measures = asked.kind == Kind::Measure;
    let best = ranked.first().map_or(0.0, |best| best.score);
    // What the best gains by its cut, so that those without one are not further behind.
    let mut usual = 0.0;
    for row in ranked.iter_mut().take(CUT) {
        if row.score < best - FAR {
            row.score += usual;
            cuts.push(None);
            continue;
        }
        let cut = edges::cut(model, &mut matching, row);
        if let Some(cut) = cut {
            let lost = if measures { UNMEASURED } else { UNFIT };
            let worth = model.joint * cut.score;
            usual = if cuts.is_empty() { worth } else { usual };
            row.score += worth - if cut.fits { 0.0 } else { lost };
            if undated(&matching, row, cut) {
                row.score -= UNDATED;
            }
        }
        cuts.push(cut);
    }
    reorder(&mut ranked, &mut cuts);
    let mut found = Found {
        matching,
        ranked,
        cuts,
        confidence: 0.0,
        row: Vec::new(),
        evidence: Vec::new(),
    };
    consider(model, &mut found);
    found
}

/// Works out how likely it is that the sentence which is first answers.
pub(super) fn consider(model: &Model, found: &mut Found<'_>) {
    let cut = found.cuts.first().copied().flatten();
    found.row = decide::row(&mut found.matching, &found.ranked, cut).to_vec();
    found.evidence = evidence::row(model, found).to_vec();
    found.confidence = evidence::sure(&model.evidence, &found.evidence);
}

/// Whether a sentence does not speak of one of these terms, without which it is
/// about something else: the uncle of "her uncle".
pub(super) fn lacks(
    matching: &mut Matching<'_>,
    row: &Candidate,
    terms: impl IntoIterator<Item = usize>,
) -> bool {
    let asked = matching.asked;
    let Some(one) = matching.documents.get_mut(row.document) else {
        return false;
    };
    let prepared = one.prepared;
    let Some(line) = prepared.sentences.get(row.sentence) else {
        return false;
    };
    let tokens = prepared.tokens_of(line);
    terms.into_iter().any(|term| {
        let mut likenesses = tokens.iter().map(|token| one.likeness(asked, term, token));
        !likenesses.any(|likeness| likeness >= decide::MET)
    })
}

/// Whether a cut answers "when?" without a date.
pub(super) fn undated(matching: &Matching<'_>, row: &Candidate, cut: Cut) -> bool {
    let one = matching.documents.get(row.document);
    let tokens = one.and_then(|one| {
        let line = one.prepared.sentences.get(row.sentence)?;
        one.prepared.tokens_of(line).get(cut.first..=cut.last)
    });
    matching.asked.kind == Kind::Time
        && tokens.is_some_and(|tokens| {
            let dates = shape::YEAR | shape::CALENDAR | shape::DIGIT;
            tokens.iter().all(|token| token.shape & dates == 0)
        })
}

fn sort(ranked: &mut [Candidate]) {
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.document, a.sentence).cmp(&(b.document, b.sentence)))
    });
}

/// Puts the sentences that were cut into their new order among themselves.
pub(super) fn reorder(ranked: &mut [Candidate], cuts: &mut [Option<Cut>]) {
    let mut pairs: Vec<(Candidate, Option<Cut>)> =
        ranked.iter().cloned().zip(cuts.iter().copied()).collect();
    pairs.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
    for ((row, cut), (ranked, place)) in pairs.into_iter().zip(ranked.iter_mut().zip(cuts)) {
        *ranked = row;
        *place = cut;
    }
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

/// Answers out of the article that has the best sentence, as if it were asked alone:
/// what an article answers does not depend on which others are beside it.
pub(super) fn answer(
    model: &Model,
    question: &str,
    documents: &[Document<'_>],
    settings: &Settings<'_>,
) -> Outcome {
    if documents.len() < 2 {
        return alone(model, question, documents, settings);
    }
    let all = find(model, &read(question, documents), documents).ranked;
    let best = all.first().map_or(0, |row| row.document);
    let Some(document) = documents.get(best) else {
        return Outcome::default();
    };
    let mut outcome = alone(model, question, std::slice::from_ref(document), settings);
    for answer in &mut outcome.answers {
        answer.document = best;
    }
    let all = all.iter();
    let all = all.map(|row| (row.document, row.sentence, row.score));
    let own = outcome.ranked.iter().map(|row| (row.sentence, row.score));
    let ranked = reordered(best, all.collect(), own.collect()).into_iter();
    outcome.ranked = ranked
        .take(settings.keep)
        .map(|(document, sentence, score)| Ranked {
            document,
            sentence,
            score,
        })
        .collect();
    outcome
}

/// Things of articles in the order of their scores, those of one article as they are
/// ordered where it is asked alone, the best of them as good as among all.
fn reordered(
    document: usize,
    all: Vec<(usize, usize, f32)>,
    own: Vec<(usize, f32)>,
) -> Vec<(usize, usize, f32)> {
    let of_all = all.iter().find(|one| one.0 == document);
    let moved = of_all.map_or(0.0, |one| one.2) - own.first().map_or(0.0, |one| one.1);
    let others = all.into_iter().filter(|one| one.0 != document);
    let own = own
        .into_iter()
        .map(|(at, score)| (document, at, score + moved));
    let mut all: Vec<_> = own.chain(others).collect();
    // Stable: of equals the article's own come first.
    all.sort_by(|a, b| b.2.total_cmp(&a.2));
    all
}

fn alone(
    model: &Model,
    question: &str,
    documents: &[Document<'_>],
    settings: &Settings<'_>,
) -> Outcome {
    let asked = read(question, documents);
    if silence::asks_nothing(&asked) {
        return Outcome {
            silence: Some(Silence::NothingAsked),
            ..Outcome::default()
        };
    }
    let mut found = find(model, &asked, documents);
    if let Some(reader) = settings.reader {
        reading::join(model, reader, question, documents, &mut found);
    }
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
    let all = passages(&found);
    let best = found.ranked.first().map(|row| row.document);
    let document = best.and_then(|best| Some((best, documents.get(best)?)));
    let Some((best, document)) = document.filter(|_| documents.len() > 1) else {
        return all;
    };
    let own = rank_passages(model, question, std::slice::from_ref(document)).into_iter();
    let own = own.map(|(_, passage, score)| (passage, score));
    reordered(best, all, own.collect())
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
