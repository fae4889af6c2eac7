//! Which questions are in one line? "Who won, and when?" asks two things.

use super::{
    Document, languages,
    languages::Language,
    question::{
        self,
        kind::{AUXILIARIES, asks},
    },
    words::{self, Word},
};
use crate::text::Span;

/// One question of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As it was typed.
    pub typed: String,
    /// As it is asked: with the words that it shares with the one before.
    pub asked: String,
}

/// More questions of one line are not answered apart.
const MOST: usize = 4;

/// Words of a question phrase at most: "for how much".
const PHRASE: usize = 3;

/// The questions of a line, in order; one when it asks one thing.
#[must_use]
pub fn parts(line: &str, documents: &[Document<'_>]) -> Vec<Part> {
    let language = documents
        .first()
        .and_then(|document| document.article.metadata.language.as_deref());
    split(line, languages::of(language))
}

fn split(line: &str, language: &Language) -> Vec<Part> {
    let line = question::bounded(line);
    let whole = vec![Part {
        typed: line.to_owned(),
        asked: line.to_owned(),
    }];
    let words = words::split(line, 0);
    let starts = starts(line, &words, language);
    if starts.len() < 2 || starts.len() > MOST {
        return whole;
    }
    let pieces: Vec<&[Word]> = starts
        .iter()
        .enumerate()
        .filter_map(|(at, &from)| {
            let to = starts.get(at + 1).copied().unwrap_or(words.len());
            words.get(from..to).map(unjoined)
        })
        .collect();
    let typed: Vec<String> = pieces.iter().map(|piece| text(line, piece)).collect();
    let bare: Vec<bool> = pieces
        .iter()
        .map(|piece| piece.len() <= PHRASE && phrase(piece, language) == piece.len())
        .collect();
    // "Where and when did it sink?", "who founded it and when?": a bare phrase
    // takes its words from the question beside it.
    let mut parts = Vec::new();
    for (at, piece) in typed.iter().enumerate() {
        let asked = if bare.get(at) == Some(&true) {
            let beside = at
                .checked_sub(1)
                .filter(|before| bare.get(*before) == Some(&false))
                .or_else(|| {
                    bare.iter()
                        .skip(at)
                        .position(|bare| !bare)
                        .map(|on| at + on)
                });
            let Some(beside) = beside.and_then(|at| pieces.get(at)) else {
                return whole;
            };
            let from = phrase(beside, language).min(beside.len());
            let rest = beside
                .get(from..)
                .map_or_else(String::new, |rest| text(line, rest));
            format!("{piece} {rest}")
        } else {
            piece.clone()
        };
        parts.push(Part {
            typed: piece.clone(),
            asked,
        });
    }
    parts
}

/// The words at which questions begin; conjunctions before them left out.
fn starts(line: &str, words: &[Word], language: &Language) -> Vec<usize> {
    let folded = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    let between = |at: usize| {
        let from = at.checked_sub(1).and_then(|at| words.get(at));
        let from = from.map_or(0, |word| word.span.end);
        let to = words.get(at).map_or(line.len(), |word| word.span.start);
        Span::new(from, to).of(line)
    };
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let marked = at > 0 && between(at).contains(['?', ';', '\n']);
        let joined = joins(folded(at));
        let first = if joined { at + 1 } else { at };
        let preposition = usize::from(leads(folded(first)));
        let asking = asks(language, folded(first + preposition))
            || asks(
                language,
                &format!("{} {}", folded(first), folded(first + 1)),
            );
        let verb = language.vectors && AUXILIARIES.contains(&folded(first));
        let here = at == 0 || (marked || joined) && asking || marked && verb;
        if here {
            starts.push(if at == 0 { at } else { first });
            at = first;
        }
        at += 1;
    }
    // What stands before the second question must ask something too.
    let first = words
        .get(..starts.get(1).copied().unwrap_or(0))
        .unwrap_or(&[]);
    let asks_first = first.iter().any(|word| asks(language, &word.folded))
        || language.vectors && AUXILIARIES.contains(&folded(0));
    if starts.len() > 1 && !asks_first {
        return vec![0];
    }
    starts
}

fn joins(folded: &str) -> bool {
    matches!(folded, "and" | "und" | "et" | "y" | "e" | "en" | "и")
}

fn leads(folded: &str) -> bool {
    matches!(
        folded,
        "for" | "by" | "in" | "with" | "at" | "to" | "from" | "on" | "since"
    )
}

/// How many words at the beginning ask: "when", "how many", "for how much".
fn phrase(words: &[Word], language: &Language) -> usize {
    let folded = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    let from = usize::from(leads(folded(0)));
    let two = format!("{} {}", folded(from), folded(from + 1));
    if asks(language, &two) {
        from + 2
    } else if asks(language, folded(from)) {
        from + 1
    } else {
        0
    }
}

/// A conjunction at the end of a piece belongs to no one.
fn unjoined(piece: &[Word]) -> &[Word] {
    match piece.split_last() {
        Some((last, before)) if joins(&last.folded) && !before.is_empty() => before,
        _ => piece,
    }
}

/// The words of a piece as typed.
fn text(line: &str, piece: &[Word]) -> String {
    match (piece.first(), piece.last()) {
        (Some(first), Some(last)) => Span::new(first.span.start, last.span.end)
            .of(line)
            .to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(line: &str) -> Vec<String> {
        let parts = split(line, languages::of(Some("en")));
        parts.into_iter().map(|part| part.asked).collect()
    }

    #[test]
    fn several_questions_are_told_apart() {
        assert_eq!(
            asked("who sank the boat? and why did he do it?"),
            ["who sank the boat", "why did he do it"]
        );
        assert_eq!(
            asked("Who opened the mill, and when?"),
            ["Who opened the mill", "when opened the mill"]
        );
        assert_eq!(
            asked("where and when did it sink"),
            ["where did it sink", "when did it sink"]
        );
        assert_eq!(asked("did it rain? who cares? how much was it?").len(), 3);
    }

    #[test]
    fn one_question_stays_one() {
        for line in [
            "who are Ann and Bob?",
            "what broke?? the engines?",
            "how many were hurt and killed",
            "the mill and who opened it",
            "why?",
            "Mill Street and when",
        ] {
            assert_eq!(asked(line), [line]);
        }
    }

    #[test]
    fn other_languages_join_questions_too() {
        let parts = split("Wer gewann und wann?", languages::of(Some("de")));
        let asked: Vec<&str> = parts.iter().map(|part| part.asked.as_str()).collect();
        assert_eq!(asked, ["Wer gewann", "wann gewann"]);
    }

    proptest! {
        #[test]
        fn any_line_has_its_questions(line in "\\PC{0,200}") {
            let parts = split(&line, languages::of(Some("en")));
            prop_assert!(!parts.is_empty() && parts.len() <= MOST);
        }
    }
}
