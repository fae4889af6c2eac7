//! Does a question ask what happened where the sentence says only what will?
//! Then it seldom answers: what the bridge "will cost" is not what the road did. English
//! only.

use super::{
    prepared::{Prepared, Token, is_possessive},
    question::Asked,
    roles,
};

/// Words that put a question into the past.
const PAST: &[&str] = &["did", "was", "were", "had", "didn't", "wasn't", "weren't"];

/// Words that put a sentence into the future.
const FUTURE: &[&str] = &["will", "'ll", "shall", "won't"];

/// Stems of what is done in the past about the future: "what did she promise?"
const AHEAD: &[&str] = &[
    "said",
    "say",
    "told",
    "tell",
    "promis",
    "pledg",
    "vow",
    "announc",
    "plan",
    "decid",
    "agre",
    "propos",
    "offer",
    "demand",
    "want",
    "ask",
    "expect",
    "predict",
    "warn",
    "hope",
    "order",
    "think",
    "thought",
    "believ",
    "vote",
    "suggest",
    "recommend",
    "approv",
    "sign",
    "choos",
    "chose",
    "name",
    "appoint",
    "schedul",
    "postpon",
    "delay",
    "move",
];

/// Whether what is asked about is past and what the sentence says is to come, with no
/// verb in the past.
pub(super) fn to_come(asked: &Asked, prepared: &Prepared, tokens: &[Token]) -> bool {
    let words = &asked.words;
    let after = words.get(asked.asking.1);
    let past = words.iter().any(|word| PAST.contains(&&*word.folded))
        || asked.asking.1 > asked.asking.0 && after.is_some_and(|word| roles::past(&word.folded));
    let ahead = asked.stems.iter().any(|stem| AHEAD.contains(&&**stem));
    if !asked.english() || !past || ahead {
        return false;
    }
    let mut future = false;
    for (at, token) in tokens.iter().enumerate() {
        let word = |token: &Token| prepared.type_of(token).map_or("", |word| &*word.folded);
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        // "a will" and "his will" are papers.
        let paper = before.is_some_and(|before| {
            let word = word(before);
            matches!(word, "a" | "the" | "own") || is_possessive(word)
        });
        future |= FUTURE.contains(&word(token)) && !paper;
        if PAST.contains(&word(token)) || roles::past(word(token)) {
            return false;
        }
    }
    future
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::languages,
        article::{Article, Metadata},
        library::Entry,
    };

    fn to_come_of(question: &str, sentence: &str) -> bool {
        let metadata = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let entry = Entry::new(Article::from_lines(sentence.to_owned(), metadata));
        let prepared = entry.document().prepared;
        let asked = Asked::new(question, languages::of(Some("en")));
        let line = prepared.sentences.first().unwrap();
        to_come(&asked, prepared, prepared.tokens_of(line))
    }

    #[test]
    fn what_will_be_is_no_answer_to_what_was() {
        let later = "The town will spend two million crowns on the bridge.";
        let earlier = "The town spent two million crowns on the bridge.";
        for question in ["how much did the bridge cost?", "who paid for the bridge?"] {
            assert!(to_come_of(question, later), "{question}");
            assert!(!to_come_of(question, earlier), "{question}");
        }
        for question in [
            "how much will the bridge cost?",
            "what did the town promise?",
        ] {
            assert!(!to_come_of(question, later), "{question}");
        }
    }
}
