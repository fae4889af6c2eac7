//! Where do the question's words stand in the documents, and how much is each
//! worth? Counts and statistics; the judgement is elsewhere.

mod counts;
mod likeness;

use super::{
    Document,
    decide::Lacking,
    lexicon,
    prepared::{Prepared, Token, Type},
    question::{Asked, Kind, Term},
    spelling::misspelt,
    words::shape,
};

/// Words of a question, from the first, of which it is looked up where they
/// stand side by side; a bit each.
const WORDS: usize = 41;

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
    /// What was found to be lacking last, by document and sentence.
    pub(super) lacking: Option<((usize, usize), Lacking)>,
}

/// The question against one document.
pub(super) struct Matched<'a> {
    pub(super) prepared: &'a Prepared,
    /// By term: its stem in this document.
    pub(super) stems: Vec<Option<usize>>,
    /// How many words the question has.
    pub(super) asked: usize,
    /// By stem of this document: what of the question it is.
    of_stem: Vec<OfStem>,
    /// By type of this document: what of the question it is.
    of_type: Vec<OfType>,
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
    /// By type and term: how near they are, worked out when asked for.
    similar: Vec<f32>,
}

/// What of the question has a stem, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfStem {
    pub(super) terms: u32,
    /// Its words, whether terms or not.
    pub(super) words: u64,
}

/// What of the question is written as a word is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfType {
    /// The terms, a bit each.
    pub(super) terms: u32,
    /// Whether any word is.
    pub(super) asked: bool,
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
            lacking: None,
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
        let words = asked.stems.iter().map(stem).collect::<Vec<_>>();
        let mut of_stem = vec![OfStem::default(); prepared.stems.len()];
        for (term, stem) in stems.iter().enumerate() {
            if let Some(of) = stem.and_then(|stem| of_stem.get_mut(stem)) {
                of.terms |= 1 << term;
            }
        }
        for (word, stem) in words.iter().enumerate().take(WORDS) {
            if let Some(of) = stem.and_then(|stem| of_stem.get_mut(stem)) {
                of.words |= 1 << word;
            }
        }
        let mut of_type = vec![OfType::default(); prepared.types.len()];
        let written = |folded: &String| prepared.by_word.get(folded.as_str()).copied();
        for (at, term) in asked.terms.iter().enumerate() {
            if let Some(of) = written(&term.folded).and_then(|word| of_type.get_mut(word)) {
                of.terms |= 1 << at;
            }
        }
        for word in &asked.words {
            if let Some(of) = written(&word.folded).and_then(|word| of_type.get_mut(word)) {
                of.asked = true;
            }
        }
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
                    .filter(|stem| !prepared.postings.of(*stem).is_empty())
                    .collect()
            })
            .collect();
        Self {
            prepared,
            asked: words.len(),
            stems,
            of_stem,
            of_type,
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

    /// The terms and the words of the question that a token is by its stem.
    pub(super) fn of_stem(&self, token: &Token) -> OfStem {
        self.of_stem.get(token.stem()).copied().unwrap_or_default()
    }

    /// The terms that a token is, letter for letter.
    pub(super) fn written(&self, token: &Token) -> u32 {
        self.of_type.get(token.word).map_or(0, |of| of.terms)
    }

    /// Whether a token is any word of the question, letter for letter.
    pub(super) fn asks(&self, token: &Token) -> bool {
        self.of_type.get(token.word).is_some_and(|of| of.asked)
    }

    fn postings(&self, term: usize) -> &'a [(usize, u16)] {
        let stem = self.stems.get(term).copied().flatten();
        stem.map_or(&[], |stem| self.prepared.postings.of(stem))
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
            .map(move |stem| prepared.postings.of(*stem))
    }

    fn type_of(&self, term: &Term) -> Option<&Type> {
        let word = self.prepared.by_word.get(term.folded.as_str())?;
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
        let stem = token.stem();
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
}
