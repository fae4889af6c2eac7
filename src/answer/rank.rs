//! Which sentences speak of what is asked? Words by stem, near spelling and
//! meaning, in the sentence and around it; knows nothing of how an answer is
//! cut out.

use super::{
    Document,
    prepared::{Prepared, Token},
    question::{Asked, Kind},
    words::shape,
};

/// How much each signal counts. Found by coordinate ascent on the dev sets,
/// sentence hit@1, by hand; see the ablation in this module's README.
pub(super) mod weight {
    /// The asked words in the sentence.
    pub(in crate::answer) const COVERAGE: f32 = 1.0;
    /// In its passage.
    pub(in crate::answer) const PASSAGE: f32 = 0.35;
    /// In the sentences beside it.
    pub(in crate::answer) const BESIDE: f32 = 0.12;
    /// In the heading over it.
    pub(in crate::answer) const HEADING: f32 = 0.12;
    /// Meaning of sentence and question.
    pub(in crate::answer) const MEANING: f32 = 0.55;
    /// Meaning of passage and question.
    pub(in crate::answer) const PASSAGE_MEANING: f32 = 0.15;
    /// Something of the kind asked for.
    pub(in crate::answer) const KIND: f32 = 0.14;
    /// Asked words that stand side by side as in the question.
    pub(in crate::answer) const PHRASE: f32 = 0.15;
    /// The one asked about speaks in it.
    pub(in crate::answer) const SPEAKER: f32 = 0.08;
    /// A short sentence says it more plainly than a long one.
    pub(in crate::answer) const LENGTH: f32 = 0.04;
}

/// Cosine from which two words count as meaning nearly the same.
const NEAR_MEANING: f32 = 0.5;

/// A sentence with what was found in it.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub(super) document: usize,
    pub(super) sentence: usize,
    pub(super) score: f32,
    /// Weighted share of the asked words in the sentence, 0..=1.
    pub(super) coverage: f32,
    /// In the passage.
    pub(super) passage: f32,
    /// Cosine of sentence and question.
    pub(super) meaning: f32,
    /// Whether something of the kind asked for stands in it.
    pub(super) kind: bool,
}

/// What a question's terms are to one document.
pub(super) struct Asking {
    /// By term: weight.
    weights: Vec<f32>,
    /// By term: for each word type of the document how well it meets, 0..=1.
    meets: Vec<Vec<(usize, f32)>>,
    total: f32,
}

impl Asking {
    pub(super) fn new(asked: &Asked, prepared: &Prepared) -> Self {
        let sentences = prepared.sentences.len().max(1) as f32;
        let mut weights = Vec::new();
        let mut meets = Vec::new();
        for term in &asked.terms {
            let stem = prepared.stems.get(&term.stem).copied();
            let seen = stem
                .and_then(|stem| prepared.postings.get(stem))
                .map_or(0.0, |postings| postings.len() as f32);
            let here =
                (1.0 + (sentences - seen + 0.5) / (seen + 0.5)).ln() / (1.0 + 2.0 * sentences).ln();
            let name = if term.name { 1.25 } else { 1.0 };
            let question = if asked.asking.0 <= term.word && term.word < asked.asking.1 {
                0.3
            } else {
                1.0
            };
            let focus = if asked.focus == Some(term.word) {
                0.6
            } else {
                1.0
            };
            weights.push(
                (0.35 + here) * (term.rarity / 14.0).clamp(0.25, 1.0) * name * question * focus,
            );
            meets.push(types_meeting(term, stem, prepared));
        }
        let total = weights.iter().sum::<f32>().max(1e-6);
        Self {
            weights,
            meets,
            total,
        }
    }

    /// By word type: the terms it meets and how well.
    fn by_type(&self, types: usize) -> Vec<Vec<(usize, f32)>> {
        let mut by_type = vec![Vec::new(); types];
        for (term, meets) in self.meets.iter().enumerate() {
            for (word, how) in meets {
                if let Some(of) = by_type.get_mut(*word) {
                    of.push((term, *how));
                }
            }
        }
        by_type
    }

    /// The terms that no word of the document meets.
    pub(super) fn unmet(&self) -> impl Iterator<Item = usize> {
        self.meets
            .iter()
            .enumerate()
            .filter(|(_, meets)| meets.iter().all(|(_, how)| *how < 0.75))
            .map(|(term, _)| term)
    }

    pub(super) fn weight(&self, term: usize) -> f32 {
        self.weights.get(term).copied().unwrap_or(0.0) / self.total
    }

    fn coverage(&self, met: &[f32]) -> f32 {
        met.iter()
            .zip(&self.weights)
            .map(|(met, weight)| met * weight)
            .sum::<f32>()
            / self.total
    }
}

fn types_meeting(
    term: &super::question::Term,
    stem: Option<usize>,
    prepared: &Prepared,
) -> Vec<(usize, f32)> {
    let long = term.folded.chars().count() >= 5 && term.folded.chars().all(char::is_alphabetic);
    let allowed = if term.folded.chars().count() >= 9 {
        2
    } else {
        1
    };
    prepared
        .types
        .iter()
        .enumerate()
        .filter_map(|(index, word)| {
            if Some(word.stem) == stem || word.folded == term.folded {
                return Some((index, 1.0));
            }
            if word.function {
                return None;
            }
            let first = term.folded.chars().next();
            if stem.is_none()
                && long
                && word.folded.chars().next() == first
                && word
                    .folded
                    .chars()
                    .count()
                    .abs_diff(term.folded.chars().count())
                    <= allowed
                && strsim::osa_distance(&word.folded, &term.folded) <= allowed
            {
                return Some((index, 0.9));
            }
            let cosine = word.vector.as_ref()?.cosine(term.vector.as_ref()?);
            (cosine >= NEAR_MEANING).then_some((index, 0.75 * cosine * cosine))
        })
        .collect()
}

/// Every sentence of every document, best first.
pub(super) fn rank(questions: &[Asked], documents: &[Document<'_>]) -> Vec<Scored> {
    let mut scored = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        if let Some(asked) = questions.get(number) {
            rank_document(number, asked, document, &mut scored);
        }
    }
    scored.sort_by(|a: &Scored, b: &Scored| {
        b.score
            .total_cmp(&a.score)
            .then(a.document.cmp(&b.document))
            .then(a.sentence.cmp(&b.sentence))
    });
    scored
}

fn rank_document(number: usize, asked: &Asked, document: &Document<'_>, scored: &mut Vec<Scored>) {
    let prepared = document.prepared;
    let asking = Asking::new(asked, prepared);
    let by_type = asking.by_type(prepared.types.len());
    let met: Vec<Vec<f32>> = prepared
        .sentences
        .iter()
        .map(|line| met(prepared.tokens_of(line), &by_type, asked.terms.len()))
        .collect();
    for (index, passage) in document.article.passages.iter().enumerate() {
        let mut all = vec![0.0_f32; asked.terms.len()];
        for sentence in passage.sentences.clone() {
            for (all, one) in all.iter_mut().zip(met.get(sentence).into_iter().flatten()) {
                *all = all.max(*one);
            }
        }
        let in_passage = asking.coverage(&all);
        let heading = heading(asked, prepared, passage.section);
        let cosine = |vector: &Option<super::vectors::Unit>| match (vector, &asked.vector) {
            (Some(a), Some(b)) => a.cosine(b),
            _ => 0.0,
        };
        let passage_meaning = prepared
            .passages
            .get(index)
            .map_or(0.0, |line| cosine(&line.vector));
        for sentence in passage.sentences.clone() {
            let (Some(line), Some(own)) = (prepared.sentences.get(sentence), met.get(sentence))
            else {
                continue;
            };
            let coverage = asking.coverage(own);
            let beside = [sentence.checked_sub(1), Some(sentence + 1)]
                .into_iter()
                .flatten()
                .filter(|other| passage.sentences.contains(other))
                .filter_map(|other| met.get(other))
                .map(|met| asking.coverage(met))
                .fold(0.0, f32::max);
            let tokens = prepared.tokens_of(line);
            let kind = has_kind(asked, prepared, tokens);
            let meaning = cosine(&line.vector);
            let speaker = speaks(asked, prepared, sentence);
            let score = weight::COVERAGE * coverage
                + weight::PASSAGE * in_passage
                + weight::BESIDE * beside
                + weight::HEADING * heading
                + weight::MEANING * meaning
                + weight::PASSAGE_MEANING * passage_meaning
                + if kind { weight::KIND } else { 0.0 }
                + weight::PHRASE * phrases(asked, prepared, tokens)
                + if speaker { weight::SPEAKER } else { 0.0 }
                - weight::LENGTH * (tokens.len() as f32 / 30.0).min(2.0);
            scored.push(Scored {
                document: number,
                sentence,
                score,
                coverage,
                passage: in_passage,
                meaning,
                kind,
            });
        }
    }
}

/// By term: how well the best word of the sentence meets it.
fn met(tokens: &[Token], by_type: &[Vec<(usize, f32)>], terms: usize) -> Vec<f32> {
    let mut met = vec![0.0_f32; terms];
    for token in tokens {
        for (term, how) in by_type.get(token.word).into_iter().flatten() {
            if let Some(best) = met.get_mut(*term) {
                *best = best.max(*how);
            }
        }
    }
    met
}

fn heading(asked: &Asked, prepared: &Prepared, section: usize) -> f32 {
    let Some(stems) = prepared.headings.get(section) else {
        return 0.0;
    };
    let known = asked
        .terms
        .iter()
        .filter(|term| {
            prepared
                .stems
                .get(&term.stem)
                .is_some_and(|stem| stems.contains(stem))
        })
        .count();
    known as f32 / asked.terms.len().max(1) as f32
}

/// Share of the question's neighbouring words that are neighbours here too.
fn phrases(asked: &Asked, prepared: &Prepared, tokens: &[Token]) -> f32 {
    let pairs: Vec<(usize, usize)> = asked
        .stems
        .windows(2)
        .filter_map(|pair| {
            Some((
                *prepared.stems.get(&pair[0])?,
                *prepared.stems.get(&pair[1])?,
            ))
        })
        .collect();
    if pairs.is_empty() {
        return 0.0;
    }
    let stems: Vec<usize> = tokens.iter().map(|token| prepared.stem_of(token)).collect();
    let found = pairs
        .iter()
        .filter(|(a, b)| stems.windows(2).any(|pair| pair[0] == *a && pair[1] == *b))
        .count();
    found as f32 / asked.stems.len().max(2) as f32 * 2.0
}

fn speaks(asked: &Asked, prepared: &Prepared, sentence: usize) -> bool {
    prepared.speakers.get(sentence).is_some_and(|speakers| {
        asked.terms.iter().any(|term| {
            term.name
                && prepared
                    .stems
                    .get(&term.stem)
                    .is_some_and(|stem| speakers.contains(stem))
        })
    })
}

/// Whether the sentence has something of the kind asked for that is not in
/// the question itself.
fn has_kind(asked: &Asked, prepared: &Prepared, tokens: &[Token]) -> bool {
    let new = |token: &Token| {
        prepared
            .type_of(token)
            .is_some_and(|word| !asked.words.iter().any(|asked| asked.folded == word.folded))
    };
    let any = |shape: u16| {
        tokens
            .iter()
            .any(|token| token.shape & shape > 0 && new(token))
    };
    match asked.kind {
        Kind::Person | Kind::Place | Kind::Name => tokens
            .iter()
            .skip(1)
            .any(|token| token.shape & shape::CAPITAL > 0 && new(token)),
        Kind::Time => any(shape::YEAR | shape::CALENDAR),
        Kind::Count | Kind::Measure => any(shape::NUMERIC),
        Kind::Amount => any(shape::MONEY) || any(shape::NUMERIC),
        Kind::Percentage => any(shape::PERCENT),
        Kind::Reason => has_word(prepared, tokens, REASONS),
        _ => false,
    }
}

pub(super) const REASONS: &[&str] = &[
    "because",
    "since",
    "due",
    "as",
    "so",
    "therefore",
    "citing",
    "reason",
    "cause",
    "caused",
    "owing",
    "thanks",
    "to",
    "after",
    "weil",
    "denn",
    "parce",
    "porque",
    "perché",
    "omdat",
];

fn has_word(prepared: &Prepared, tokens: &[Token], words: &[&str]) -> bool {
    tokens.iter().any(|token| {
        prepared
            .type_of(token)
            .is_some_and(|word| words.contains(&word.folded.as_str()))
    })
}
