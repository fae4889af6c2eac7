//! Where do the question's words stand in the documents, and how much is each
//! worth? Counts and statistics; the judgement is elsewhere.

mod counts;

use super::{
    Document, lexicon,
    prepared::{Prepared, Token, Type},
    question::{Asked, Kind, Term},
    spelling::misspelt,
    words::shape,
};

/// Stands for a stem that is no term; there are fewer, see `MOST_TERMS`.
const NO_TERM: u8 = u8::MAX;

/// How near such a word is in meaning; 1 is the same word.
const LIKENESS: f32 = 0.92;

/// The question against all documents.
pub(super) struct Matching<'a> {
    pub(super) asked: &'a Asked,
    /// By term: what finding it is worth.
    pub(super) weights: Vec<f32>,
    /// Sum of the weights; never 0.
    pub(super) total: f32,
    /// Terms that some document has, a bit each.
    pub(super) present: u32,
    /// Terms of a title: not what the article says, but not strange to it.
    pub(super) in_title: u32,
    /// Terms that are names, as typed or as some document writes them.
    pub(super) names: u32,
    pub(super) documents: Vec<Matched<'a>>,
}

/// The question against one document.
pub(super) struct Matched<'a> {
    pub(super) prepared: &'a Prepared,
    /// By term: its stem in this document.
    pub(super) stems: Vec<Option<usize>>,
    /// By term: this very word in this document.
    pub(super) words: Vec<Option<usize>>,
    /// By word of the question: its stem in this document.
    pub(super) asked: Vec<Option<usize>>,
    /// By stem of this document: the first term that it is.
    terms: Vec<u8>,
    /// By term: stems in this document of words that stand for it.
    others: Vec<Vec<usize>>,
    /// By sentence and by passage: the terms found, a bit each.
    pub(super) in_sentence: Vec<u32>,
    pub(super) in_passage: Vec<u32>,
    /// By sentence and by passage: BM25 as a share of the most there can be.
    pub(super) sentence_bm25: Vec<f32>,
    pub(super) passage_bm25: Vec<f32>,
    /// By sentence: its passage.
    pub(super) passage_of: Vec<usize>,
    /// By term and type: cosine, worked out when asked for.
    similar: Vec<f32>,
}

impl<'a> Matching<'a> {
    pub(super) fn new(asked: &'a Asked, documents: &[Document<'a>]) -> Self {
        let mut matched: Vec<Matched<'a>> = documents
            .iter()
            .map(|document| Matched::new(asked, document))
            .collect();
        let sentences: usize = matched.iter().map(|one| one.in_sentence.len()).sum();
        let mut weights = Vec::with_capacity(asked.terms.len());
        let (mut present, mut names, mut in_title) = (0, 0, 0);
        for (at, term) in asked.terms.iter().enumerate() {
            let found: usize = matched
                .iter()
                .map(|one| {
                    let others = one.others(at).map(<[_]>::len).sum::<usize>();
                    one.postings(at).len() + others
                })
                .sum();
            let written = |one: &Matched<'_>| one.is_name(term);
            if term.name || matched.iter().any(written) {
                names |= 1 << at;
            }
            if found > 0 {
                present |= 1 << at;
            }
            if matched.iter().any(|one| one.has_in_title(at)) {
                in_title |= 1 << at;
            }
            weights.push(worth(term, found, sentences));
        }
        let total = weights.iter().sum::<f32>().max(0.1);
        for one in &mut matched {
            one.count(&weights, total);
        }
        Self {
            asked,
            weights,
            total,
            present,
            in_title,
            names,
            documents: matched,
        }
    }

    /// The share of the question, by weight, that these terms are.
    pub(super) fn share(&self, terms: u32) -> f32 {
        let found: f32 = self
            .weights
            .iter()
            .enumerate()
            .filter(|&(at, _)| terms & (1 << at) > 0)
            .map(|(_, weight)| weight)
            .sum();
        found / self.total
    }
}

/// Whether a term can be the role or the thing that has a name.
fn is_role(one: &Matched<'_>, term: &Term) -> bool {
    !one.names(term) && !lexicon::is_light(&term.folded)
}

/// Rarity in the documents blended with rarity in general, the first the more
/// the longer the documents are.
fn worth(term: &Term, found: usize, sentences: usize) -> f32 {
    let (found, sentences) = (found as f32, sentences as f32);
    let here = (1.0 + (sentences - found + 0.5) / (found + 0.5)).ln();
    let general = (term.rarity - 4.0).clamp(0.5, 9.0) * 0.6;
    let trust = 0.6 * sentences / (sentences + 15.0);
    (trust * here + (1.0 - trust) * general).max(0.05)
}

impl<'a> Matched<'a> {
    fn new(asked: &Asked, document: &Document<'a>) -> Self {
        let prepared = document.prepared;
        let stem = |stem: &String| prepared.stems.get(stem).copied();
        let stems: Vec<Option<usize>> = asked
            .terms
            .iter()
            .map(|term| stem(&term.stem).or_else(|| misspelt(term, prepared)))
            .collect();
        let mut terms = vec![NO_TERM; prepared.postings.len()];
        for (term, stem) in (0..NO_TERM).zip(&stems).rev() {
            if let Some(of) = stem.and_then(|stem| terms.get_mut(stem)) {
                *of = term;
            }
        }
        let word = |term: &Term| prepared.by_word.get(&term.folded).copied();
        let others = asked
            .terms
            .iter()
            .map(|term| {
                // "CEO" has a capital and is no name.
                let name = term.name && term.shape & shape::ALL_CAPITALS == 0;
                let alike = lexicon::alike(&term.stem);
                let people = lexicon::people(&term.stem);
                let alike: &[String] = if name { &[] } else { alike };
                alike
                    .iter()
                    .chain(people)
                    .chain(&term.typed)
                    .filter_map(|stem| prepared.stems.get(stem).copied())
                    .filter(|stem| {
                        prepared
                            .postings
                            .get(*stem)
                            .is_some_and(|of| !of.is_empty())
                    })
                    .collect()
            })
            .collect();
        Self {
            prepared,
            words: asked.terms.iter().map(word).collect(),
            asked: asked.stems.iter().map(stem).collect(),
            stems,
            terms,
            others,
            in_sentence: vec![0; prepared.sentences.len()],
            in_passage: vec![0; prepared.passages.len()],
            sentence_bm25: vec![0.0; prepared.sentences.len()],
            passage_bm25: vec![0.0; prepared.passages.len()],
            passage_of: document
                .article
                .sentences
                .iter()
                .map(|sentence| sentence.passage)
                .collect(),
            similar: vec![f32::NAN; prepared.types.len() * asked.terms.len()],
        }
    }

    /// The term that a token is, if any.
    pub(super) fn term_of(&self, token: &Token) -> Option<usize> {
        let term = self.terms.get(self.prepared.stem_of(token));
        let term = term.copied().filter(|term| *term != NO_TERM);
        term.map(usize::from)
    }

    fn postings(&self, term: usize) -> &'a [(usize, u16)] {
        self.stems
            .get(term)
            .copied()
            .flatten()
            .and_then(|stem| self.prepared.postings.get(stem))
            .map_or(&[], Vec::as_slice)
    }

    fn has_in_title(&self, term: usize) -> bool {
        let stem = self.stems.get(term).copied().flatten();
        stem.is_some_and(|stem| self.prepared.title.binary_search(&stem).is_ok())
    }

    /// Postings of each word that stands for the term.
    fn others(&self, term: usize) -> impl Iterator<Item = &'a [(usize, u16)]> {
        let prepared = self.prepared;
        self.others
            .get(term)
            .into_iter()
            .flatten()
            .filter_map(move |stem| prepared.postings.get(*stem))
            .map(Vec::as_slice)
    }

    fn type_of(&self, term: &Term) -> Option<&Type> {
        let word = self.prepared.by_word.get(&term.folded)?;
        self.prepared.types.get(*word)
    }

    fn is_name(&self, term: &Term) -> bool {
        self.type_of(term).is_some_and(Type::is_name)
    }

    /// Whether a term is a name and no acronym, as typed or as the document
    /// writes it.
    pub(super) fn names(&self, term: &Term) -> bool {
        let acronym = self.type_of(term).is_some_and(|word| word.acronym);
        let acronym = acronym || term.shape & shape::ALL_CAPITALS > 0;
        !acronym && (term.name || self.is_name(term))
    }

    /// Whether it is asked who somebody is that the question names.
    pub(super) fn asks_who_it_is(&self, asked: &Asked) -> bool {
        asked.kind == Kind::Person
            && !asked.terms.is_empty()
            && asked.terms.iter().all(|term| self.names(term))
    }

    /// Whether a token is a term, or a word that stands for it.
    pub(super) fn stands_for(&self, term: usize, token: &Token) -> bool {
        let stem = self.prepared.stem_of(token);
        let others = self.others.get(term);
        self.stems.get(term) == Some(&Some(stem))
            || others.is_some_and(|others| others.contains(&stem))
    }

    /// Whether a token is one of the question's words that name no one.
    pub(super) fn stands_for_role(&self, asked: &Asked, token: &Token) -> bool {
        asked
            .terms
            .iter()
            .enumerate()
            .any(|(at, term)| is_role(self, term) && self.stands_for(at, token))
    }

    /// Whether a question speaks of more than names.
    pub(super) fn asks_of_role(&self, asked: &Asked) -> bool {
        asked.terms.iter().any(|term| is_role(self, term))
    }

    /// How near a term is to the nearest of `tokens`, as [`Matched::likeness`]
    /// says; 0 without any.
    pub(super) fn nearest(&mut self, asked: &Asked, term: usize, tokens: &[Token]) -> f32 {
        if let Some(own) = self.stems.get(term).copied().flatten()
            && tokens
                .iter()
                .any(|token| self.prepared.stem_of(token) == own)
        {
            return 1.0;
        }
        let mut nearest = 0.0f32;
        for token in tokens {
            nearest = nearest.max(self.likeness(asked, term, token));
        }
        nearest
    }

    /// How near a term is to a token: 1 for the same stem, else the cosine.
    pub(super) fn likeness(&mut self, asked: &Asked, term: usize, token: &Token) -> f32 {
        let Some(word) = self.prepared.types.get(token.word) else {
            return 0.0;
        };
        if self.stems.get(term).copied().flatten() == Some(word.stem) {
            return 1.0;
        }
        if self
            .others
            .get(term)
            .is_some_and(|others| others.contains(&word.stem))
        {
            return LIKENESS;
        }
        if word.function {
            return 0.0;
        }
        let types = self.prepared.types.len();
        let at = term * types + token.word;
        let Some(known) = self.similar.get(at) else {
            return 0.0;
        };
        if !known.is_nan() {
            return *known;
        }
        // For all terms while the word's vector is at hand.
        for (term, asked) in asked.terms.iter().enumerate() {
            let similar = match (&asked.vector, &word.vector) {
                // 0.9: near in meaning is never as good as the same word.
                (Some(a), Some(b)) => a.cosine(b).clamp(0.0, 0.9),
                _ => 0.0,
            };
            if let Some(known) = self.similar.get_mut(term * types + token.word) {
                *known = similar;
            }
        }
        self.similar.get(at).copied().unwrap_or(0.0)
    }
}
