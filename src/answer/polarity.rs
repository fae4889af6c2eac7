//! Does a sentence say yes or no to a question? Only where it can be told
//! from the words; otherwise nothing.

use super::{
    matching::Matching,
    prepared::Token,
    words::{Gap, shape},
};

const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nobody",
    "nothing",
    "neither",
    "nor",
    "without",
    "cannot",
    "don't",
    "doesn't",
    "didn't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "won't",
    "wouldn't",
    "can't",
    "couldn't",
    "hasn't",
    "haven't",
    "hadn't",
    "shouldn't",
];

/// Words that turn what follows into something that is not so, or not known
/// to be so.
const CLOUDS: &[&str] = &[
    "denied",
    "denies",
    "deny",
    "refused",
    "refuses",
    "rejected",
    "rejects",
    "rejecting",
    "failed",
    "fails",
    "unlikely",
    "if",
    "whether",
    "may",
    "might",
    "could",
    "would",
    "'d",
    "should",
    "perhaps",
    "possibly",
    "reportedly",
    "allegedly",
    "plans",
    "planned",
    "hopes",
    "hoped",
    "considering",
    "considered",
    "unless",
    "although",
    "but",
    "however",
    "hardly",
    "barely",
    "ruled",
    "doubt",
    "doubts",
    "doubted",
    "fears",
    "feared",
    "until",
    "instead",
    "rather",
    "almost",
    "nearly",
    "unclear",
    "claimed",
    "claims",
    "false",
    "falsely",
    "untrue",
    "ban",
    "banned",
    "avoid",
    "avoided",
];

/// Whether a sentence affirms or denies the question; nothing unless every
/// term of the question stands in it and nothing clouds the matter.
pub(super) fn of(matching: &Matching<'_>, document: usize, sentence: usize) -> Option<bool> {
    let one = matching.documents.get(document)?;
    let asked = matching.asked;
    let found = one.in_sentence.get(sentence).copied()?;
    let all = (1u64 << asked.terms.len()) - 1;
    if asked.terms.is_empty() || u64::from(found) != all {
        return None;
    }
    let tokens = one
        .prepared
        .tokens_of(one.prepared.sentences.get(sentence)?);
    let folded = |token: &Token| one.prepared.type_of(token).map_or("", |word| &*word.folded);
    let (mut negations, mut clouded) = (0, false);
    for token in tokens {
        negations += usize::from(NEGATIONS.contains(&folded(token)));
        // What the question has as well clouds nothing: "was it rejected?"
        let asked = one.stems.contains(&Some(token.stem()));
        clouded |= CLOUDS.contains(&folded(token)) && !asked || token.gap == Gap::Quote;
    }
    clouded |= ahead(matching, one, tokens);
    let asked_negated = asked
        .words
        .iter()
        .any(|word| NEGATIONS.contains(&word.folded.as_str()));
    let asked_clouded = asked.words.iter().enumerate().skip(1).any(|(at, word)| {
        let term = asked.terms.iter().any(|term| term.word == at);
        !term && CLOUDS.contains(&word.folded.as_str())
    });
    // "all", "only", "first" change what is asked without changing the topic.
    let bounded = asked.words.iter().any(|word| {
        matches!(
            word.folded.as_str(),
            "only"
                | "all"
                | "every"
                | "any"
                | "always"
                | "first"
                | "last"
                | "more"
                | "most"
                | "less"
                | "least"
                | "or"
                | "still"
                | "already"
                | "before"
                | "after"
        )
    });
    if clouded
        || asked_clouded
        || asked_negated
        || bounded
        || negations > 1
        || !in_order(matching, one, tokens)
    {
        return None;
    }
    Some(negations == 0)
}

/// Whether the question asks what has been and the sentence says what is to
/// come: "Did the mill close?" and "The mill is to close in May."
fn ahead(matching: &Matching<'_>, one: &super::matching::Matched<'_>, tokens: &[Token]) -> bool {
    let past = matching.asked.words.first().is_some_and(|word| {
        matches!(
            word.folded.as_str(),
            "did"
                | "didn't"
                | "was"
                | "wasn't"
                | "were"
                | "weren't"
                | "has"
                | "hasn't"
                | "have"
                | "haven't"
                | "had"
        )
    });
    past && (1..tokens.len()).any(|at| {
        // "to be towed": two words before.
        let before = tokens.get(at.saturating_sub(2)..at).unwrap_or(&[]);
        let comes = before.iter().any(|token| {
            one.prepared
                .type_of(token)
                .is_some_and(|word| matches!(&*word.folded, "to" | "will" | "'ll" | "shall"))
        });
        let asked = tokens.get(at).is_some_and(|token| {
            let term = one.stems.contains(&Some(token.stem()));
            term && token.shape & shape::CAPITAL == 0
        });
        comes && asked
    })
}

/// Whether the terms stand in the sentence in the order of the question, so
/// that who did it to whom is the same.
fn in_order(matching: &Matching<'_>, one: &super::matching::Matched<'_>, tokens: &[Token]) -> bool {
    let mut next = 0;
    let mut stems = tokens.iter().map(Token::stem);
    while let Some(stem) = one.stems.get(next) {
        if !stems.any(|found| Some(found) == *stem) {
            return false;
        }
        next += 1;
    }
    next == matching.asked.terms.len()
}
