//! Lines that put a quotation forward and ask whether it is one: "is this quote
//! real: …", "X said …, right?", "fact check: …".

use super::{
    Routed, plain,
    words::{self, Words},
};
use crate::command::Arguments;

/// Openings after which an alleged quotation comes.
const OPENINGS: &[&[&str]] = &[
    &["fact", "check"],
    &["factcheck"],
    &["fact-check"],
    &["verify"],
    &["true", "or", "false"],
    &["is", "this", "quote", "real"],
    &["is", "this", "quote", "true"],
    &["is", "this", "quote", "right"],
    &["is", "this", "quote", "correct"],
    &["is", "this", "quote", "genuine"],
    &["is", "this", "quote", "accurate"],
    &["is", "this", "quotation", "correct"],
    &["is", "this", "a", "real", "quote"],
    &["is", "the", "quote", "real"],
    &["is", "this", "real"],
    &["is", "this", "correct"],
    &["is", "this", "true"],
    &["is", "it", "true", "that"],
    &["is", "it", "correct", "that"],
    &["is", "it", "right", "that"],
];

/// Words at the end that ask for a yes.
const ENDINGS: &[&[&str]] = &[
    &["right"],
    &["correct"],
    &["true"],
    &["didn't", "he"],
    &["didn't", "she"],
    &["didn't", "they"],
    &["yes"],
    &["isn't", "it"],
];

/// Longest name before "said" that is taken for a speaker, in words.
const SPEAKER_WORDS: usize = 6;

/// The check that a line means.
pub(super) fn read(said: &Words<'_>) -> Option<Routed> {
    if let Some(opening) = OPENINGS.iter().find(|opening| said.begins(opening)) {
        let alleged = said.from(opening.len());
        // "Is this true?" points at something said before.
        let (quote, speaker) = parts(&alleged)
            .or_else(|| alleged.quoted().map(|quote| (quote, by(&alleged))))
            .or_else(|| (alleged.len() >= 3).then(|| (alleged.rest(0), String::new())))?;
        // Without a speaker or marks "is it true that the dam broke?" asks the
        // article, not for a quotation.
        let asks = opening.first() == Some(&"is") && opening.last() == Some(&"that");
        if asks && speaker.is_empty() && said.quoted().is_none() {
            return None;
        }
        return Some(check(quote, speaker));
    }
    if let Some(ending) = ENDINGS.iter().find(|ending| said.ends_with(ending))
        && said.is_question()
    {
        let alleged = said.part(0, said.len() - ending.len());
        let (quote, speaker) = parts(&alleged)?;
        return Some(check(quote, speaker));
    }
    None
}

fn check(quote: String, speaker: String) -> Routed {
    plain(
        "check",
        Arguments::default()
            .with("quote", quote)
            .with("speaker", speaker),
    )
}

/// Quotation and speaker of "X said (that) …" and "X: “…”".
fn parts(said: &Words<'_>) -> Option<(String, String)> {
    let verb = said.find(1, words::is_say)?;
    let mut to = verb;
    while to > 1 && said.at(to - 1).is_some_and(words::is_filler) {
        to -= 1;
    }
    let first = said.at(0)?;
    if to > SPEAKER_WORDS
        || words::is_question_word(first)
        || words::is_auxiliary(first)
        || super::plain::is_pronoun(first)
    {
        return None;
    }
    let mut at = verb + 1;
    if said.at(at) == Some("that") {
        at += 1;
    }
    if said.at(at).is_some_and(words::is_about) {
        return None;
    }
    let quote = said.quoted().unwrap_or_else(|| said.rest(at));
    (!quote.is_empty()).then(|| (quote, said.said(0, to)))
}

/// The speaker of "… by X" after the quotation.
fn by(said: &Words<'_>) -> String {
    let last = (0..said.len())
        .rev()
        .find(|index| matches!(said.at(*index), Some("by" | "from")));
    last.filter(|at| said.len() - at <= SPEAKER_WORDS)
        .map_or_else(String::new, |at| said.rest(at + 1))
}

/// "is “…” a real quote?", "was “…” said (by X)?", "is “…” in the article?"
pub(super) fn stands_in_marks(said: &Words<'_>) -> Option<Routed> {
    let quote = said.quoted()?;
    let outside = said.outside_marks();
    let asks = matches!(
        outside.first()?.as_str(),
        "is" | "was" | "are" | "were" | "does" | "did"
    );
    let about_saying = outside.iter().any(|word| {
        words::is_say(word)
            || matches!(
                word.as_str(),
                "quote"
                    | "quotation"
                    | "quoted"
                    | "real"
                    | "verbatim"
                    | "fake"
                    | "genuine"
                    | "accurate"
                    | "article"
                    | "text"
            )
    });
    (asks && about_saying).then(|| {
        let after = outside.iter().position(|word| word == "by");
        let speaker = after.map_or_else(String::new, |_| by(said));
        check(quote, speaker)
    })
}
