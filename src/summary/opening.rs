//! Can a sentence be read without those before it? Knows openings that hang
//! on something, and what may be done about them.

use crate::{
    article::Article,
    quotes::{Attributions, SpeakerKind},
    text::{Span, fold},
};

/// What stands at the beginning of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing hangs on anything.
    Free,
    /// A connective that can be left off: what remains.
    Connective(Span),
    /// A pronoun, and whether it is a possessive.
    Pronoun(Span, bool),
    /// "This", "such", "these talks": it points back and nothing can be done.
    Pointing,
}

/// How a sentence opens.
pub(super) fn opening(article: &Article, sentence: Span) -> Opening {
    let text = article.words(sentence);
    let mut words = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\''));
    let typed = words.next().unwrap_or("");
    let first = fold(typed);
    let second = fold(words.next().unwrap_or(""));
    let third = fold(words.next().unwrap_or(""));
    match first.as_str() {
        "he" | "she" | "they" => pronoun(article, sentence, typed, false),
        "his" | "her" | "their" => pronoun(article, sentence, typed, true),
        "he's" | "she's" | "they're" | "he'd" | "she'd" | "it's" | "that's" | "it" | "its"
        | "them" | "him" => Opening::Pointing,
        "this" | "that" | "these" | "those" | "such" | "here" | "there's" => {
            // "That Lee resigned surprised nobody" does not point; too rare to
            // tell apart from "That surprised nobody".
            Opening::Pointing
        }
        "there" => Opening::Free,
        "the"
            if matches!(
                second.as_str(),
                "latter"
                    | "former"
                    | "two"
                    | "pair"
                    | "trio"
                    | "duo"
                    | "move"
                    | "moves"
                    | "remark"
                    | "remarks"
                    | "comment"
                    | "comments"
                    | "same"
                    | "rest"
                    | "others"
                    | "other"
                    | "result"
                    | "statement"
                    | "statements"
                    | "decision"
                    | "incident"
                    | "news"
                    | "couple"
                    | "rhetoric"
                    | "claim"
            ) =>
        {
            Opening::Pointing
        }
        "one" | "another" | "others" | "both" | "neither" | "either" | "some" | "many" | "few"
        | "several" | "none" | "all" | "most" | "each"
            if matches!(
                second.as_str(),
                "of" | "is" | "was" | "were" | "are" | "has" | "have" | "said" | "will" | "would"
            ) && !matches!(third.as_str(), "the" | "a") =>
        {
            Opening::Pointing
        }
        "but" | "and" | "so" | "yet" | "or" | "nor" | "then" | "also" | "still" | "instead"
        | "otherwise" | "however" | "meanwhile" | "moreover" | "furthermore" | "nevertheless"
        | "nonetheless" | "therefore" | "thus" | "hence" | "besides" | "additionally"
        | "consequently" | "similarly" | "likewise" | "ultimately" | "finally" | "indeed"
        | "again" | "too" | "plus" | "afterwards" | "later" => {
            connective(article, sentence, &first)
        }
        "in" | "as" | "on" | "for" | "at" | "by" | "after" | "because"
            if matches!(
                (second.as_str(), third.as_str()),
                (
                    "addition"
                        | "contrast"
                        | "fact"
                        | "turn"
                        | "result"
                        | "example"
                        | "instance"
                        | "parallel"
                        | "that"
                        | "this"
                        | "these"
                        | "those",
                    _
                ) | ("a", "result")
                    | ("the", "other" | "same" | "meantime")
                    | ("of", "this" | "that")
            ) =>
        {
            Opening::Pointing
        }
        "amid" | "with" | "despite" | "under" | "following"
            if matches!(
                second.as_str(),
                "this" | "that" | "these" | "those" | "such"
            ) =>
        {
            Opening::Pointing
        }
        _ if typed.is_empty() => Opening::Pointing,
        _ => Opening::Free,
    }
}

fn pronoun(article: &Article, sentence: Span, typed: &str, possessive: bool) -> Opening {
    let text = article.words(sentence);
    match text.find(typed) {
        Some(at) => Opening::Pronoun(
            Span::new(sentence.start + at, sentence.start + at + typed.len()),
            possessive,
        ),
        None => Opening::Pointing,
    }
}

/// What remains without "However,"; only where a comma shows that the
/// connective stands apart, or it is a bare "But" or "And".
fn connective(article: &Article, sentence: Span, first: &str) -> Opening {
    let text = article.words(sentence);
    let after = text
        .split_once(char::is_whitespace)
        .map_or(text.len(), |(word, _)| word.len());
    let apart = text.get(..after).is_some_and(|word| word.ends_with(','));
    if !apart && !matches!(first, "but" | "and" | "so" | "yet") {
        return Opening::Pointing;
    }
    let rest = Span::new(sentence.start + after, sentence.end).trimmed(article.text());
    if matches!(opening(article, rest), Opening::Free)
        && article.words(rest).split_whitespace().count() >= 5
    {
        Opening::Connective(rest)
    } else {
        Opening::Pointing
    }
}

/// The name that a pronoun at `at` stands for, when only one is possible: the
/// only person named in the sentence before, or the speaker it resolves to.
pub(super) fn antecedent(
    article: &Article,
    attributions: &Attributions,
    sentence: usize,
    pronoun: Span,
) -> Option<String> {
    if matches!(fold(article.words(pronoun)).as_str(), "they" | "their") {
        return None;
    }
    let resolved = attributions
        .attributions
        .iter()
        .find(|attribution| attribution.source == Some(pronoun))
        .and_then(|attribution| attributions.speaker_of(attribution))
        .filter(|speaker| speaker.kind == SpeakerKind::Person);
    let before = article.sentences.get(sentence.checked_sub(1)?)?;
    let same_passage = article.sentences.get(sentence)?.passage == before.passage;
    let named: Vec<&str> = attributions
        .speakers
        .iter()
        .filter(|speaker| speaker.kind == SpeakerKind::Person)
        .filter(|speaker| {
            let last = speaker.name.split_whitespace().last().unwrap_or("");
            last.chars().count() > 2 && article.words(before.span).contains(last)
        })
        .map(|speaker| speaker.name.as_str())
        .collect();
    let name = match (resolved, named.as_slice()) {
        (Some(speaker), [only]) if speaker.name == *only => speaker.name.as_str(),
        (Some(speaker), []) if same_passage => speaker.name.as_str(),
        (None, [only]) if same_passage => only,
        _ => return None,
    };
    Some(name.to_owned())
}
