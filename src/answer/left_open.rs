//! Does a sentence say that something is not known, not decided or not told?
//! Then it seldom answers, however well it meets the question. English only.

use super::{
    prepared::{Prepared, Token},
    words::Gap,
};

/// Words that say so alone.
const ALONE: &[&str] = &[
    "unclear",
    "unknown",
    "undisclosed",
    "undecided",
    "unsettled",
    "unresolved",
    "unexplained",
    "unnamed",
    "unidentified",
    "anonymous",
    "anonymity",
    "whether",
    "pending",
];

/// And these, after a word that denies.
const DENIED: &[&str] = &[
    "known",
    "clear",
    "decided",
    "settled",
    "disclosed",
    "disclose",
    "named",
    "name",
    "identified",
    "determined",
    "published",
    "released",
    "revealed",
    "reveal",
    "announced",
    "announce",
    "confirmed",
    "explained",
    "established",
    "agreed",
    "set",
    "fixed",
    "given",
    "say",
    "said",
    "made",
    "found",
    "comment",
];

const DENIES: &[&str] = &["not", "no", "never", "nobody", "nothing", "without"];

/// And these, before "to": "declined to say", "has yet to be chosen".
const BEFORE_TO: &[&str] = &[
    "declined", "refused", "declines", "refuses", "yet", "remains", "remain",
];

/// Words between the one that denies and what it denies.
const FAR: usize = 4;

/// Whether the sentence leaves something open.
pub(super) fn says_so(prepared: &Prepared, tokens: &[Token]) -> bool {
    let folded = |at: usize| {
        let word = tokens.get(at).and_then(|token| prepared.type_of(token));
        word.map_or("", |word| &*word.folded)
    };
    (0..tokens.len()).any(|at| {
        let word = folded(at);
        let negative = DENIES.contains(&word) || word.ends_with("n't");
        let denied = negative && (at + 1..=at + FAR).any(|at| DENIED.contains(&folded(at)));
        let to = BEFORE_TO.contains(&word) && folded(at + 1) == "to";
        // "The harbour is open to all."
        let ends = tokens.get(at + 2).is_none_or(|next| next.gap != Gap::Space);
        let open = matches!(word, "remains" | "remain" | "is" | "left")
            && folded(at + 1) == "open"
            && ends;
        ALONE.contains(&word) || denied || to || open
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        library::Entry,
    };

    fn open(sentence: &str) -> bool {
        let metadata = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let entry = Entry::new(Article::from_lines(sentence.to_owned(), metadata));
        let prepared = entry.document().prepared;
        let line = prepared.sentences.first().unwrap();
        says_so(prepared, prepared.tokens_of(line))
    }

    #[test]
    fn what_is_not_known_or_not_decided_is_left_open() {
        for sentence in [
            "What became of the boat remains unclear.",
            "The sum has not yet been disclosed.",
            "The firm declined to say who had paid.",
            "A new captain has yet to be chosen.",
            "The question of the harbour is open.",
            "The buyer's name wasn't given.",
        ] {
            assert!(open(sentence), "{sentence}");
        }
        for sentence in [
            "The boat was sold for two million crowns.",
            "The shop opens at nine and is never empty.",
            "The harbour is open to all.",
        ] {
            assert!(!open(sentence), "{sentence}");
        }
    }
}
