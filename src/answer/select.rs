//! From ranked sentences to answers: the words, whole sentences where no part
//! answers alone, several sentences where several are asked for or are equal.

use super::{
    Answer, Document, cut::Cut, edges, engine::Found, features::Candidate, matching::Matched,
    model::Model, polarity, prepared::Token, question::Kind, words::shape,
};
use crate::text::Span;

/// Sentences of a list.
const MOST_ITEMS: usize = 5;
/// How far, in the logarithm of odds, a sentence of a list may be behind.
const LIST_MARGIN: f32 = 1.5;
/// Below this share of all spans' weight a cut is a guess.
const LEAST_SHARE: f32 = 0.06;
/// The same where the cut is one plain word, which says little alone.
const LEAST_OF_ONE: f32 = 0.2;
/// Two sentences are equally good when the second is hardly behind.
const EQUAL_MARGIN: f32 = 0.1;
/// Or, where both have every word of the question, when it is not far behind.
const COMPLETE_MARGIN: f32 = 1.0;

pub(super) fn answers(
    model: &Model,
    found: &mut Found<'_>,
    documents: &[Document<'_>],
) -> Vec<Answer> {
    let kind = found.matching.asked.kind;
    let Some(best) = found.ranked.first().map(|row| row.score) else {
        return Vec::new();
    };
    let (margin, most) = if kind == Kind::List {
        (LIST_MARGIN, MOST_ITEMS)
    } else {
        (EQUAL_MARGIN, 2)
    };
    let rows: Vec<Candidate> = found
        .ranked
        .iter()
        .take(most)
        .filter(|row| {
            let behind = best - row.score;
            behind <= margin || behind <= COMPLETE_MARGIN && complete(found, row)
        })
        .cloned()
        .collect();
    let mut answers: Vec<Answer> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let cut = match found.cuts.get(at) {
            Some(cut) => *cut,
            None => edges::cut(model, &mut found.matching, row),
        };
        // A second sentence without the kind of thing asked for adds nothing.
        if at > 0 && cut.is_some_and(|cut| !cut.fits) {
            continue;
        }
        if let Some(answer) = one(found, documents, row, cut) {
            let words = documents.get(answer.document);
            let words = words.map_or("", |document| document.article.words(answer.words));
            let words = crate::text::fold(words);
            // Nor does one that says the same again.
            if !said.contains(&words) {
                said.push(words);
                answers.push(answer);
            }
        }
    }
    answers
}

/// Whether the best sentence and this one have every word of the question.
fn complete(found: &Found<'_>, row: &Candidate) -> bool {
    let all = (1u64 << found.matching.asked.terms.len()) - 1;
    let has = |row: &Candidate| {
        let one = found.matching.documents.get(row.document);
        let mask = one.and_then(|one| one.in_sentence.get(row.sentence));
        mask.is_some_and(|mask| u64::from(*mask) == all)
    };
    all > 1 && has(row) && found.ranked.first().is_some_and(has)
}

fn one(
    found: &Found<'_>,
    documents: &[Document<'_>],
    row: &Candidate,
    cut: Option<Cut>,
) -> Option<Answer> {
    let kind = found.matching.asked.kind;
    let article = documents.get(row.document)?.article;
    let sentence = article.sentences.get(row.sentence)?.span;
    let polarity = (kind == Kind::YesNo)
        .then(|| polarity::of(&found.matching, row.document, row.sentence))
        .flatten();
    // "Who is Ann Lee?" asks for what she is.
    let one = found.matching.documents.get(row.document);
    let described = one.is_some_and(|one| one.asks_who_it_is(found.matching.asked));
    let whole = described || matches!(kind, Kind::YesNo | Kind::List | Kind::Open);
    let words = match cut {
        Some(cut) if !whole && alone(found, row, cut) => span(found, row, cut).unwrap_or(sentence),
        _ => sentence,
    };
    Some(Answer {
        document: row.document,
        sentence: row.sentence,
        words,
        polarity,
    })
}

/// Whether a cut says enough to stand alone: it has a word that is neither a
/// function word nor the question's, and is no mere guess.
fn alone(found: &Found<'_>, row: &Candidate, cut: Cut) -> bool {
    let Some(one) = found.matching.documents.get(row.document) else {
        return false;
    };
    let Some(line) = one.prepared.sentences.get(row.sentence) else {
        return false;
    };
    let tokens = one.prepared.tokens_of(line);
    let says = tokens.get(cut.first..=cut.last).is_some_and(|words| {
        words.iter().any(|token| {
            let stem = token.stem();
            let plain = one.prepared.type_of(token).is_none_or(|word| word.function);
            !plain && !one.stems.contains(&Some(stem)) || token.shape & shape::NUMERIC > 0
        })
    });
    let single = cut.first == cut.last
        && tokens.get(cut.first).is_some_and(|token| {
            token.shape & (shape::NUMERIC | shape::CAPITAL | shape::MONEY) == 0
        });
    // A bare verb, "relinquish" of "he'd relinquish it", says nothing alone.
    let before = cut.first.checked_sub(1).and_then(|at| tokens.get(at));
    let verb = single
        && before
            .and_then(|token| one.prepared.type_of(token))
            .is_some_and(|word| BEFORE_A_VERB.contains(&&*word.folded));
    let explains = !matches!(found.matching.asked.kind, Kind::Reason) || clause(one, tokens, cut);
    says && explains && !verb && cut.share >= if single { LEAST_OF_ONE } else { LEAST_SHARE }
}

/// Words after which a verb stands.
const BEFORE_A_VERB: &[&str] = &[
    "he", "she", "it", "they", "we", "i", "you", "who", "to", "'d", "'ll", "will", "would", "can",
    "could", "may", "might", "must", "should", "not",
];

/// Words of a reason that may be a phrase: beside a word that gives reasons.
const GIVES_REASON: usize = 3;
/// Words that a clause has at least.
const CLAUSE: usize = 6;

/// Whether a cut can be a reason: a clause, or what a word like "because"
/// introduces; a date or a name alone is none.
fn clause(one: &Matched<'_>, tokens: &[Token], cut: Cut) -> bool {
    let causal = |token: &Token| {
        one.prepared.type_of(token).is_some_and(|word| {
            matches!(
                &*word.folded,
                "because"
                    | "since"
                    | "due"
                    | "to"
                    | "for"
                    | "so"
                    | "as"
                    | "by"
                    | "after"
                    | "caused"
                    | "cause"
                    | "reason"
                    | "blamed"
                    | "thanks"
            )
        })
    };
    let from = cut.first.saturating_sub(GIVES_REASON);
    let introduced = tokens
        .get(from..=cut.first)
        .is_some_and(|some| some.iter().any(causal));
    let plain = tokens.get(cut.first..=cut.last).is_some_and(|words| {
        words.iter().any(|token| {
            let dated = token.shape & (shape::YEAR | shape::CALENDAR | shape::DIGIT) > 0;
            !dated
                && one
                    .prepared
                    .type_of(token)
                    .is_some_and(|word| !word.function)
        })
    });
    plain && (introduced || cut.last - cut.first + 1 >= CLAUSE)
}

/// The span of a cut's words in the article.
pub(super) fn span(found: &Found<'_>, row: &Candidate, cut: Cut) -> Option<Span> {
    let prepared = found.matching.documents.get(row.document)?.prepared;
    let tokens = prepared.tokens_of(prepared.sentences.get(row.sentence)?);
    Some(Span::new(
        tokens.get(cut.first)?.span.start,
        tokens.get(cut.last)?.span.end,
    ))
}
