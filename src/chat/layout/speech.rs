//! In which words is it told who said something, and how surely?

use super::{Run, Style, words::in_marks};
use crate::{
    quotes::{Force, How},
    reply::{Quotation, SpokenBy},
    text::Span,
};

/// "Ann Lee said:", and where it was not said like that, how.
pub(super) fn introduction(speaker: &SpokenBy, quotation: &Quotation) -> Vec<Run> {
    let phrases = phrases(quotation);
    let how = match (speaker.force, speaker.how) {
        (Force::Asserted, How::Mixed) if !phrases.is_empty() => {
            format!(", reported; quoted {phrases}:")
        }
        (Force::Questioned, How::Mixed) if !phrases.is_empty() => {
            format!(" asked, reported; quoted {phrases}:")
        }
        _ => how(speaker).to_owned(),
    };
    match &speaker.name {
        Some(name) => vec![
            Run::new(Style::Strong, name.clone()),
            Run::new(Style::Plain, how),
        ],
        None => vec![
            Run::new(Style::Strong, unclear(speaker)),
            Run::new(Style::Plain, how.replacen(" said", ", quoted", 1)),
        ],
    }
}

/// Words up to which a phrase that is quoted within a sentence is named before
/// it; a longer one is only marked in it.
const PHRASE: usize = 8;

/// The quoted phrases of a sentence that otherwise reports, each in marks.
fn phrases(quotation: &Quotation) -> String {
    let text = &quotation.excerpt.text;
    // Only what the article has in marks: a mark of ours may be on any words.
    let quoted = quotation.marked.iter().filter(|span| {
        let before = Span::new(0, span.start).of(text);
        before
            .chars()
            .next_back()
            .is_some_and(|c| "\"“„«»「『‘'`".contains(c))
    });
    let marked = quoted.map(|span| span.of(text).trim());
    let short: Vec<String> = marked
        .filter(|phrase| (1..=PHRASE).contains(&phrase.split_whitespace().count()))
        .map(in_marks)
        .collect();
    if short.len() == quotation.marked.len() {
        short.join(", ")
    } else {
        String::new()
    }
}

fn how(speaker: &SpokenBy) -> &'static str {
    match (speaker.force, speaker.how) {
        (Force::Asserted, How::Direct) => " said:",
        (Force::Asserted, How::Mixed) => ", reported and in part quoted:",
        (Force::Asserted, How::Indirect) => ", reported, not quoted:",
        (Force::Questioned, How::Direct) => " asked:",
        (Force::Questioned, How::Mixed) => " asked, reported and in part quoted:",
        (Force::Questioned, How::Indirect) => " asked, reported, not quoted:",
        (Force::Denied, _) => " did not say this, or denies it:",
        (Force::Hypothetical, _) => ", as something that may be said, not that was:",
    }
}

/// ", quoting Ann Lee", for a sentence of the article with somebody's words
/// in it.
pub(super) fn attribution(speaker: &SpokenBy) -> String {
    let how = match (speaker.force, speaker.how) {
        (Force::Asserted, How::Direct) => "quoting",
        (Force::Asserted, How::Mixed) => "quoting in part",
        (Force::Asserted, How::Indirect) => "reporting, not quoting",
        (Force::Questioned, _) => "asked by",
        (Force::Denied, _) => "not said or denied by",
        (Force::Hypothetical, _) => "not said but imagined of",
    };
    let name = speaker.name.clone().unwrap_or_else(|| unclear(speaker));
    format!(" · {how}: {name}")
}

fn unclear(speaker: &SpokenBy) -> String {
    match &speaker.as_written {
        // Not in quotation marks: those are for words that were verified.
        Some(words) => format!("Speaker unclear (written as: {words})"),
        None => "Speaker unclear".to_owned(),
    }
}
