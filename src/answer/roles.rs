//! Which side of its verb does a question ask for, and which words of a sentence
//! stand there? "Who sold it?" asks for what stands before "sold" or after "was
//! sold by", "who was it sold to?" for what stands after "to". English only.

use super::{
    lexicon,
    matching::Matched,
    prepared::Token,
    question::{Asked, Kind},
    words::{Gap, Word, shape},
};

/// What is asked for, as seen from a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sought<'a> {
    /// Who or what does it.
    Doer,
    /// Who or what it is done to.
    Undergoer,
    /// What stands after this preposition.
    After(&'a str),
}

/// Words after the verb among which its preposition is looked for.
const FAR: usize = 12;
/// Words after a preposition that belong to it.
const OF_PREPOSITION: usize = 6;
/// Words before a participle among which a form of "be" makes a passive.
const OF_PASSIVE: usize = 3;

/// Words on either side of a noun for who does it.
const OF_AGENT: usize = 4;

const BE: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "being", "'s", "get", "got",
];
const OTHER_AUXILIARIES: &[&str] = &[
    "will", "would", "can", "could", "has", "have", "had", "may", "might", "must", "should",
];
const STRANDED: &[&str] = &[
    "to", "by", "for", "from", "with", "in", "on", "at", "into", "about", "against",
];
/// Participles that look like the verb itself.
const SAME_FORM: &[&str] = &[
    "hit", "cut", "put", "set", "shut", "hurt", "let", "read", "shed", "split", "spread", "beat",
];

/// By word of the sentence, whether it stands where the question asks; nothing
/// where the question is of another form or the sentence has not its verb.
pub(super) fn places(asked: &Asked, one: &Matched<'_>, tokens: &[Token]) -> Option<Vec<bool>> {
    let (verb, sought) = sought(asked)?;
    let folded = |at: usize| {
        let token = tokens.get(at)?;
        Some(&*one.prepared.type_of(token)?.folded)
    };
    let is = |at: usize, words: &[&str]| folded(at).is_some_and(|word| words.contains(&word));
    let mut places = vec![false; tokens.len()];
    let mut mark = |from: usize, to: usize| {
        for place in places.iter_mut().take(to).skip(from) {
            *place = true;
        }
    };
    let mut found = false;
    for (at, token) in tokens.iter().enumerate() {
        if !one.stands_for(verb, token) {
            continue;
        }
        found = true;
        let after = |preposition: &str| {
            let mut near =
                (at + 1..tokens.len().min(at + 1 + FAR)).take_while(|&at| goes_on(tokens, at));
            let from = near.find(|&at| folded(at) == Some(preposition))? + 1;
            // "by the owner, Ann Lee": the name after the comma is the owner's.
            let capital = |at: usize| {
                let token = tokens.get(at);
                token.is_some_and(|token| token.shape & shape::CAPITAL > 0)
            };
            let named = |at: usize| {
                let comma = tokens.get(at).is_some_and(|token| token.gap == Gap::Comma);
                comma && capital(at) && !capital(at - 1)
            };
            let phrase = (from..tokens.len().min(from + OF_PREPOSITION)).take_while(|&at| {
                at == from || (goes_on(tokens, at) || named(at)) && !is(at, STRANDED)
            });
            Some((from, from + phrase.count()))
        };
        let participle = folded(at).is_some_and(past);
        // "three paintings by Ann Lee" for "who painted them?".
        let by = folded(at + 1) == Some("by") && goes_on(tokens, at + 1);
        let passive = by || participle && (at.saturating_sub(OF_PASSIVE)..at).any(|at| is(at, BE));
        // "The owner, Carla Nord" for "who owns it?": the name is beside the noun.
        let agent = !participle && folded(at).is_some_and(is_agent);
        match (sought, passive) {
            (Sought::Doer, false) if agent => {
                mark(at.saturating_sub(OF_AGENT), at);
                mark(at + 1, at + 1 + OF_AGENT);
            }
            (Sought::Doer, false) | (Sought::Undergoer, true) => mark(0, at),
            (Sought::Undergoer, false) => mark(at + 1, at + 1 + FAR),
            (Sought::Doer, true) => {
                if let Some((from, to)) = after("by") {
                    mark(from, to);
                }
            }
            (Sought::After(preposition), _) => {
                if let Some((from, to)) = after(preposition) {
                    mark(from, to);
                }
            }
        }
    }
    found.then_some(places)
}

/// Whether a word goes on with what stands before it.
fn goes_on(tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at)
        .is_some_and(|token| matches!(token.gap, Gap::None | Gap::Space | Gap::Hyphen | Gap::Quote))
}

/// The verb, as a term of the question, and what is asked for beside it.
fn sought(asked: &Asked) -> Option<(usize, Sought<'_>)> {
    let (from, first) = asked.asking;
    let asks = asked.words.get(from)?.folded.as_str();
    let kind =
        matches!(asked.kind, Kind::Person | Kind::Thing) && matches!(asks, "who" | "whom" | "what");
    if !asked.english() || !kind || first != from + 1 {
        return None;
    }
    let word = |at: usize| asked.words.get(at).map_or("", |word| word.folded.as_str());
    let term = |at: usize| {
        let term = asked.terms.iter().position(|term| term.word == at)?;
        asked
            .terms
            .get(term)
            .filter(|term| !term.name)
            .map(|_| term)
    };
    // "who beat Lee?", "what tore the roof off?"
    if let Some(verb) = term(first) {
        let sure = asks == "who" || past(word(first));
        return sure.then_some((verb, Sought::Doer));
    }
    let last = last_word(&asked.words)?;
    let final_preposition = STRANDED.iter().find(|known| **known == word(last));
    let be = BE.contains(&word(first));
    let other = OTHER_AUXILIARIES.contains(&word(first));
    if let Some(verb) = term(first + 1)
        && final_preposition.is_none()
    {
        // "who is building it?", "who will pay?", "who was fined?"
        let next = word(first + 1);
        if other || be && next.ends_with("ing") {
            return Some((verb, Sought::Doer));
        }
        return (be && past(next)).then_some((verb, Sought::Undergoer));
    }
    let does = matches!(word(first), "did" | "does" | "do");
    if !(be || other || does) {
        return None;
    }
    // "by whom was it designed?", "who was it sold to?"
    let before = from.checked_sub(1).map_or("", word);
    let opening = STRANDED.iter().find(|known| **known == before);
    let (verb, preposition) = match (final_preposition, opening) {
        (Some(preposition), _) => (last.checked_sub(1)?, *preposition),
        (None, Some(preposition)) => (last, *preposition),
        // "what did she call the price?"
        (None, None) if asked.calls().is_some() => {
            return Some((asked.calls()?, Sought::Undergoer));
        }
        // "what does she sell?", "who did they beat?"
        (None, None) if !be => return Some((term(last)?, Sought::Undergoer)),
        (None, None) => return None,
    };
    let sought = if preposition == "by" && be {
        Sought::Doer
    } else {
        Sought::After(preposition)
    };
    Some((term(verb)?, sought))
}

/// The term that says what was done, where the form of the question shows which
/// it is: "who built …?", "when was … built?".
pub(super) fn verb(asked: &Asked) -> Option<usize> {
    let word = |at: usize| asked.words.get(at).map_or("", |word| word.folded.as_str());
    let term = |at: usize| {
        asked
            .terms
            .iter()
            .position(|term| term.word == at && !term.name && !lexicon::is_light(&term.folded))
    };
    let first = asked.asking.1;
    if asked.kind == Kind::Person {
        return term(first);
    }
    let last = last_word(&asked.words).filter(|last| *last > first + 1)?;
    let passive = matches!(word(first), "is" | "are" | "was" | "were") && past(word(last));
    let asks = matches!(asked.kind, Kind::Time | Kind::Place | Kind::Reason);
    let told = !ENDS.contains(&word(last));
    term(last).filter(|_| asked.english() && asks && passive && told)
}

/// Participles of which a date or a place alone may tell.
const ENDS: &[&str] = &[
    "born", "held", "based", "located", "situated", "started", "ended",
];

fn last_word(words: &[Word]) -> Option<usize> {
    words
        .iter()
        .rposition(|word| word.shape & shape::CLITIC == 0)
}

/// Whether a word, of a verb's stem, can be a noun for who does it: "owner",
/// "operator".
fn is_agent(folded: &str) -> bool {
    folded.len() > 4 && (folded.ends_with("er") || folded.ends_with("or"))
}

/// Whether a word is surely a past or a participle.
pub(super) fn past(folded: &str) -> bool {
    let regular = folded.len() > 3 && folded.ends_with("ed") && !folded.ends_with("eed");
    regular || lexicon::base(folded) != folded || SAME_FORM.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::{languages, matching::Matching},
        article::{Article, Metadata},
        library::Entry,
    };

    /// The words that stand where the question asks.
    fn asked_for(question: &str, sentence: &str) -> Option<String> {
        let metadata = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let entry = Entry::new(Article::from_lines(sentence.to_owned(), metadata));
        let document = entry.document();
        let asked = Asked::new(question, languages::of(Some("en")));
        let matching = Matching::new(&asked, &[document]);
        let line = document.prepared.sentences.first()?;
        let tokens = document.prepared.tokens_of(line);
        let places = places(&asked, matching.documents.first()?, tokens)?;
        let words = tokens.iter().zip(&places).filter(|(_, place)| **place);
        let words: Vec<&str> = words
            .map(|(token, _)| document.article.words(token.span))
            .collect();
        Some(words.join(" "))
    }

    #[test]
    fn a_question_asks_for_one_side_of_its_verb() {
        let passive = "The barge was sold by the town on Monday to Ann Lee.";
        let active = "The town sold the barge to Ann Lee.";
        for (question, sentence, expected) in [
            ("who sold the barge?", passive, "the town"),
            ("who sold the barge?", active, "The town"),
            ("who was the barge sold to?", passive, "Ann Lee"),
            ("who was the barge sold to?", active, "Ann Lee"),
            ("by whom was the barge sold?", passive, "the town"),
            ("what was sold on Monday?", passive, "The barge was"),
            ("what did the town sell?", active, "the barge to Ann Lee"),
            (
                "who owned the barge?",
                "The barge's owner, Ann Lee, was glad.",
                "The barge 's Ann Lee was glad",
            ),
            (
                "who was the barge sold by?",
                "The barge was sold on Monday by its owner, Ann Lee, for little.",
                "its owner Ann Lee",
            ),
        ] {
            let found = asked_for(question, sentence);
            assert_eq!(found.as_deref(), Some(expected), "{question}");
        }
    }

    #[test]
    fn nobody_stands_where_the_sentence_names_nobody() {
        let sentence = "The barge was sold on Monday.";
        assert_eq!(
            asked_for("who sold the barge?", sentence).as_deref(),
            Some("")
        );
        assert_eq!(
            asked_for("who was it sold to?", sentence).as_deref(),
            Some("")
        );
        assert_eq!(asked_for("who built the barge?", sentence), None);
        assert_eq!(asked_for("when was the barge sold?", sentence), None);
    }
}
