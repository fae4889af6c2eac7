//! From what a person typed to a query: every word by stem, by its exact form
//! and, for names and rare words, by near spellings. Built from values; what
//! was typed is never parsed as a query language.

use std::collections::{BTreeSet, HashSet};

use tantivy::{
    Searcher, Term,
    query::{
        BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery,
        TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    Kind, LONGEST_QUERY, MOST_WORDS, Scope,
    analysis::{Analyser, Word, tolerance, words},
    documents::Fields,
};
use crate::text::shorten;

/// A word as it was typed says a little more than its stem. Weights of 0.3 to
/// 0.6 are equally good on the development questions.
const EXACT: f32 = 0.5;
/// A title or heading says what its passages are about without being them.
const HEADING: f32 = 0.25;
/// Asking for a speaker's words by name.
const SPEAKER: f32 = 0.6;
/// A near spelling of a word that does occur, and of one that does not.
const NEAR: f32 = 0.2;
const NEAR_UNKNOWN: f32 = 0.7;
/// Words in quotation marks are wanted in that order.
const PHRASE: f32 = 2.0;

/// Words of one query that are looked up by near spelling; each costs a walk
/// through the term dictionary.
const MOST_NEAR_WORDS: usize = 6;
/// Near spellings that are kept for each.
const MOST_SPELLINGS: usize = 4;
/// Near spellings that are looked at, for each and in each segment.
const MOST_LOOKED_AT: usize = 64;
/// A word is rare when fewer than one document in so many has it.
const RARE: u64 = 500;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// The query for `typed`, or `None` when there is no word in it.
pub(super) fn build(
    searcher: &Searcher,
    fields: &Fields,
    languages: &BTreeSet<String>,
    (kind, typed, scope): (Kind, &str, &Scope),
) -> tantivy::Result<Option<Box<dyn Query>>> {
    let typed = shorten(typed, LONGEST_QUERY);
    let mut seen = HashSet::new();
    let mut asked = words(typed);
    asked.retain(|word| seen.insert(word.exact.clone()));
    asked.truncate(MOST_WORDS);
    let into = fields.words(kind);

    let mut clauses: Clauses = Vec::new();
    let mut stemmed = HashSet::new();
    let mut telling = vec![false; asked.len()];
    for language in languages {
        let stems = Analyser::new(language).stems(&asked);
        for (stem, telling) in stems.into_iter().zip(&mut telling) {
            let Some(stem) = stem else { continue };
            *telling = true;
            if stemmed.insert(stem.clone()) {
                clauses.push(term(into.stems, &stem, 1.0));
                if kind == Kind::Passage {
                    clauses.push(term(fields.heading, &stem, HEADING));
                }
            }
        }
    }
    let all_stop_words = !telling.contains(&true);
    let mut near = 0;
    for (word, telling) in asked.iter().zip(telling) {
        if !telling && !all_stop_words {
            continue;
        }
        clauses.push(term(into.exact, &word.exact, EXACT));
        if kind == Kind::Quote {
            clauses.push(term(fields.speaker, &word.exact, SPEAKER));
        }
        if near < MOST_NEAR_WORDS && tolerance(&word.exact) > 0 {
            near += usize::from(add_spellings(searcher, into.exact, word, &mut clauses)?);
            if kind == Kind::Quote && word.capital {
                add_spellings(searcher, fields.speaker, word, &mut clauses)?;
            }
        }
    }
    for phrase in phrases(typed) {
        let terms = phrase
            .iter()
            .map(|word| Term::from_field_text(into.exact, &word.exact));
        let query = Box::new(PhraseQuery::new(terms.collect()));
        clauses.push((Occur::Should, Box::new(BoostQuery::new(query, PHRASE))));
    }
    if clauses.is_empty() {
        return Ok(None);
    }
    let wanted = BooleanQuery::new(clauses);
    Ok(Some(match scope {
        // Left to the collector: nearly every document is within these.
        Scope::All | Scope::Community(_) | Scope::Of(_) => Box::new(wanted),
        Scope::Articles(ids) => {
            let ids = ids
                .iter()
                .map(|id| Term::from_field_text(fields.article, id));
            within(wanted, Box::new(TermSetQuery::new(ids)))
        }
    }))
}

/// What is wanted, among the documents of a scope only.
fn within(wanted: BooleanQuery, scope: Box<dyn Query>) -> Box<dyn Query> {
    // Belonging to the scope is worth nothing in itself.
    let scope = BoostQuery::new(scope, 0.0);
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, Box::new(wanted)),
        (Occur::Must, Box::new(scope)),
    ]))
}

fn term(field: Field, text: &str, boost: f32) -> (Occur, Box<dyn Query>) {
    let term = Term::from_field_text(field, text);
    let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
    if (boost - 1.0).abs() < f32::EPSILON {
        (Occur::Should, query)
    } else {
        (Occur::Should, Box::new(BoostQuery::new(query, boost)))
    }
}

/// Adds the near spellings of a name or a rare word that the index holds.
/// Says whether the dictionary was walked.
fn add_spellings(
    searcher: &Searcher,
    field: Field,
    word: &Word,
    clauses: &mut Clauses,
) -> tantivy::Result<bool> {
    let known = searcher.doc_freq(&Term::from_field_text(field, &word.exact))?;
    let rare = known * RARE <= searcher.num_docs();
    if !(word.capital || rare) {
        return Ok(false);
    }
    let boost = if known == 0 { NEAR_UNKNOWN } else { NEAR };
    for spelling in spellings(searcher, field, &word.exact)? {
        clauses.push(term(field, &spelling, boost));
    }
    Ok(true)
}

/// The spellings near `word` in the dictionary that most documents use.
fn spellings(searcher: &Searcher, field: Field, word: &str) -> tantivy::Result<Vec<String>> {
    let distance = u8::try_from(tolerance(word)).unwrap_or(0);
    let fuzzy = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true);
    let initial = word.chars().next().map(String::from).unwrap_or_default();
    let beyond = format!("{initial}{}", char::MAX);
    // Once for all segments: making it takes longer than walking with it.
    let automaton = fuzzy.automaton()?;
    let mut found: Vec<(u32, String)> = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        // The first letter is rarely misspelt; keeping it makes the walk short.
        let mut stream = inverted
            .terms()
            .search(&automaton)
            .ge(initial.as_bytes())
            .lt(beyond.as_bytes())
            .into_stream()?;
        let mut looked_at = 0;
        while looked_at < MOST_LOOKED_AT && stream.advance() {
            looked_at += 1;
            let Ok(spelling) = std::str::from_utf8(stream.key()) else {
                continue;
            };
            if spelling == word {
                continue;
            }
            match found.iter_mut().find(|(_, known)| known == spelling) {
                Some((documents, _)) => *documents += stream.value().doc_freq,
                None => found.push((stream.value().doc_freq, spelling.to_owned())),
            }
        }
    }
    found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    found.truncate(MOST_SPELLINGS);
    Ok(found.into_iter().map(|(_, spelling)| spelling).collect())
}

/// What stands in quotation marks, of two to sixteen words; three at most.
fn phrases(typed: &str) -> Vec<Vec<Word>> {
    typed
        .split(['"', '“', '”', '„', '«', '»'])
        .skip(1)
        .step_by(2)
        .map(words)
        .filter(|phrase| (2..=16).contains(&phrase.len()))
        .take(3)
        .collect()
}
