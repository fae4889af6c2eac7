//! The ways in which people ask for a summary: how long, and about what.

use super::{
    Routed, plain,
    words::{self, Words},
};
use crate::command::{Arguments, length};

/// The summary that a line asks for.
pub(super) fn summarise(said: &Words<'_>) -> Option<Routed> {
    let asks = said.bare().iter().any(|word| {
        matches!(
            word.as_str(),
            "tl;dr" | "tldr" | "summarise" | "summarize" | "summary" | "gist" | "nutshell"
        )
    }) || said
        .find(0, |word| matches!(word, "key" | "main"))
        .is_some_and(|at| {
            matches!(
                said.at(at + 1),
                Some("points" | "facts" | "takeaways" | "arguments")
            ) && (at < 4 || said.at(at - 1) == Some("the"))
        })
        || said.begins(&["sum", "it", "up"])
        || said.begins(&["sum", "up"])
        || said.begins(&["sum", "this", "up"])
        || said.begins(&["in", "short"]);
    // A long sentence with "summary" in it asks something else, and what
    // names its arguments is read as a command.
    let named = |word: &&str| word.starts_with("about:") || word.starts_with("length:");
    if !asks || said.len() > 14 || said.typed().iter().any(named) {
        return None;
    }
    let mut arguments = Arguments::default();
    let mut at = 0;
    let (mut asked, mut left_over) = (false, false);
    while at < said.len() {
        let left: Vec<&str> = said.bare()[at..].iter().map(String::as_str).collect();
        let taken = length::length_words(&left);
        let is_article = taken == 1 && left.first() == Some(&"a");
        if taken > 0 && !is_article {
            arguments = arguments.with("length", length::argument(&left[..taken]));
            at += taken;
            asked |= matches!(left[0], "key" | "main");
            continue;
        }
        if left[0] == "in" || left[0] == "the" && left.get(1).is_some_and(|w| names_article(w)) {
            at += if left[0] == "in" { 1 } else { 2 };
            continue;
        }
        // "Summarise what Lee said", "sum up the section on money", "tl;dr of both".
        let topic = if words::is_about(left[0]) && at + 1 < said.len() {
            Some(at + 1)
        } else if asked && (left[0] == "what" || is_section(&left) || left[0] == "both") {
            Some(at)
        } else {
            None
        };
        if let Some(from) = topic {
            let (topic, length) = without_length(said, from);
            if let Some(length) = length {
                arguments = arguments.with("length", length);
            }
            if !is_whole(&topic) {
                arguments = arguments.with("about", topic);
            }
            break;
        }
        asked |= matches!(
            left[0],
            "tl;dr" | "tldr" | "summarise" | "summarize" | "summary" | "up"
        );
        left_over |= !is_said_with_summary(left[0]);
        at += 1;
    }
    // "Summary Ann Lee": what follows the command's name is its topic.
    let by_name = said
        .at(0)
        .is_some_and(|first| matches!(first, "summary" | "summarise" | "summarize" | "tldr"));
    if by_name && left_over {
        return None;
    }
    Some(plain("summary", arguments))
}

/// Words from `from` on without a length at their end: "the port in three
/// sentences".
fn without_length(said: &Words<'_>, from: usize) -> (String, Option<String>) {
    for last in [2, 1] {
        let Some(at) = said.len().checked_sub(last + 1).filter(|at| *at > from) else {
            continue;
        };
        let left: Vec<&str> = said.bare()[at + 1..].iter().map(String::as_str).collect();
        if matches!(said.at(at), Some("in" | "as")) && length::length_words(&left) == last {
            return (said.said(from, at), Some(length::argument(&left)));
        }
    }
    (said.rest(from), None)
}

/// Words around "summary" that name no topic.
fn is_said_with_summary(word: &str) -> bool {
    names_article(word)
        || matches!(
            word,
            "a" | "an"
                | "the"
                | "this"
                | "that"
                | "it"
                | "me"
                | "us"
                | "give"
                | "please"
                | "can"
                | "could"
                | "you"
                | "i"
                | "want"
                | "need"
                | "for"
                | "in"
                | "as"
                | "now"
                | "again"
                | "whole"
                | "quick"
                | "quickly"
                | "briefly"
                | "sum"
                | "up"
                | "tl;dr"
                | "tldr"
                | "summary"
                | "summarise"
                | "summarize"
                | "gist"
                | "nutshell"
                | "bot"
                | "of"
                | "about"
                | "on"
                | "to"
        )
}

fn names_article(word: &str) -> bool {
    matches!(word, "article" | "text" | "story" | "piece" | "page")
}

/// Whether a topic is the whole article.
fn is_whole(topic: &str) -> bool {
    let topic = topic.to_lowercase();
    let bare = ["the ", "this ", "whole "]
        .iter()
        .fold(topic.as_str(), |topic, word| {
            topic.strip_prefix(word).unwrap_or(topic)
        });
    matches!(bare, "it" | "this" | "everything" | "whole") || names_article(bare)
}

/// "The section …", "section 2", "the last section".
fn is_section(left: &[&str]) -> bool {
    left.iter()
        .take(3)
        .any(|word| matches!(*word, "section" | "chapter"))
}
