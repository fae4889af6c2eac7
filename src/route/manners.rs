//! What people say around a question to be polite or to begin: "hey, can you
//! tell me …, please?". Taken off before the question is read.

use super::words::Words;

/// Openings that ask for nothing by themselves, longest first where one begins
/// another.
const OPENINGS: &[&[&str]] = &[
    &["can", "you", "please", "tell", "me"],
    &["could", "you", "please", "tell", "me"],
    &["would", "you", "please", "tell", "me"],
    &["can", "you", "tell", "me"],
    &["could", "you", "tell", "me"],
    &["would", "you", "tell", "me"],
    &["can", "you", "please"],
    &["could", "you", "please"],
    &["would", "you", "please"],
    &["can", "you", "show", "me"],
    &["could", "you", "show", "me"],
    &["can", "you", "explain"],
    &["could", "you", "explain"],
    &["can", "somebody", "tell", "me"],
    &["can", "someone", "tell", "me"],
    &["does", "anyone", "know"],
    &["does", "anybody", "know"],
    &["do", "you", "know"],
    &["do", "you", "happen", "to", "know"],
    &["i", "want", "to", "know"],
    &["i", "would", "like", "to", "know"],
    &["i'd", "like", "to", "know"],
    &["i", "wonder"],
    &["i", "was", "wondering"],
    &["i'm", "wondering"],
    &["just", "wondering"],
    &["please", "tell", "me"],
    &["quick", "question"],
    &["according", "to", "the", "article"],
    &["according", "to", "this", "article"],
    &["in", "the", "article"],
    &["in", "this", "article"],
    &["does", "the", "article", "say"],
    &["does", "it", "say"],
    &["please"],
    &["pls"],
    &["plz"],
    &["hey"],
    &["hi"],
    &["hello"],
    &["well"],
    &["um"],
    &["uh"],
    &["hmm"],
];

/// Endings of the same kind.
const ENDINGS: &[&[&str]] = &[
    &["according", "to", "the", "article"],
    &["according", "to", "this", "article"],
    &["in", "the", "article"],
    &["in", "this", "article"],
    &["for", "me", "please"],
    &["if", "you", "please"],
    &["please"],
    &["pls"],
    &["plz"],
    &["thanks"],
    &["thank", "you"],
    &["thx"],
];

/// Openings after which a statement is no question: "tell me about the port".
const BEFORE_A_QUESTION: &[&[&str]] = &[&["tell", "me"], &["show", "me"]];

/// The words of `said` without manners; all of them when nothing else is left.
pub(super) fn without<'a>(said: &Words<'a>) -> Words<'a> {
    let mut rest = said.part(0, said.len());
    let begins =
        |rest: &Words<'_>, opening: &[&str]| rest.begins(opening) && opening.len() < rest.len();
    while let Some(opening) = OPENINGS.iter().find(|opening| begins(&rest, opening)) {
        // "In the article of 1990" goes on; "does it say why?" asks.
        if !begins_anew(&rest, opening.len()) && opening.len() > 1 && !ends(opening) {
            break;
        }
        rest = rest.from(opening.len());
    }
    if let Some(opening) = BEFORE_A_QUESTION
        .iter()
        .find(|opening| begins(&rest, opening))
        && rest
            .at(opening.len())
            .is_some_and(super::words::is_question_word)
    {
        rest = rest.from(opening.len());
    }
    while let Some(ending) = ENDINGS
        .iter()
        .find(|ending| rest.ends_with(ending) && ending.len() < rest.len())
    {
        rest = rest.part(0, rest.len() - ending.len());
    }
    rest
}

/// Whether an opening says by itself that it ends: with a verb that takes a
/// question after it.
fn ends(opening: &[&str]) -> bool {
    opening
        .last()
        .is_some_and(|last| matches!(*last, "me" | "please" | "know" | "explain" | "question"))
}

/// Whether the word at `index` begins a question or an order.
fn begins_anew(said: &Words<'_>, index: usize) -> bool {
    said.at(index).is_some_and(|word| {
        super::words::is_question_word(word) || super::words::is_auxiliary(word)
    })
}
