//! The ways in which people ask for a command without naming it.

use super::{
    Routed, plain,
    summing_up::summarise,
    words::{self, Words},
};
use crate::command::Arguments;

/// The command that a line means, when it does not ask the article itself.
pub(super) fn read(said: &Words<'_>) -> Option<Routed> {
    wants_help(said)
        .or_else(|| who_said(said))
        .or_else(|| what_was_said(said))
        .or_else(|| quotes_of(said))
        .or_else(|| what_somebody_said(said))
        .or_else(|| did_somebody_say(said))
        .or_else(|| summarise(said))
}

fn wants_help(said: &Words<'_>) -> Option<Routed> {
    let all = said.bare().join(" ");
    match all.as_str() {
        "what can you do" | "what do you do" | "what can i ask" | "what can i ask you"
        | "how do i ask" | "how does this work" | "how do you work" | "how to ask"
        | "how do i use this" | "how do i use you" | "commands" | "help me" => {
            Some(plain("help", Arguments::default()))
        }
        "which articles"
        | "what articles"
        | "what articles do you know"
        | "which articles do you know"
        | "what articles are there"
        | "which articles are there"
        | "list articles"
        | "list the articles" => Some(plain("articles", Arguments::default())),
        _ => None,
    }
}

/// "who said …?", "who called … a …?"
fn who_said(said: &Words<'_>) -> Option<Routed> {
    if said.at(0)? != "who" {
        return None;
    }
    let mut at = 1;
    while said.at(at).is_some_and(words::is_filler) {
        at += 1;
    }
    if !said.at(at).is_some_and(words::is_report) {
        return None;
    }
    at += 1;
    while let Some(word) = said.at(at) {
        let skipped = words::is_about(word)
            || matches!(word, "that" | "there")
            || (said.from(at).begins(&["the", "word"]) || said.from(at).begins(&["the", "words"]))
            || (said.from(at).begins(&["the", "phrase"]));
        if !skipped {
            break;
        }
        at += if word == "the" { 2 } else { 1 };
    }
    // "Who said anything about Lee?", "who mentioned Lee?"
    let vague = said
        .at(at)
        .is_some_and(|word| matches!(word, "something" | "anything" | "what"))
        && said.at(at + 1).is_some_and(words::is_about);
    let names = said
        .at(at - 1)
        .is_some_and(|word| matches!(word, "mention" | "mentions" | "mentioned"));
    if vague || names {
        let about = said.rest(if vague { at + 2 } else { at });
        return (!about.is_empty())
            .then(|| plain("quotes", Arguments::default().with("about", about)));
    }
    let words = said.rest(at);
    if words.is_empty() || spoken_to(said, at) {
        return None;
    }
    Some(plain(
        "who",
        Arguments::default().with("words", strip_marks(&words)),
    ))
}

/// "who told the workers?", "who called the police?": nothing but whom somebody
/// spoke to follows the verb, and no words of what was said.
fn spoken_to(said: &Words<'_>, at: usize) -> bool {
    let verb = at.checked_sub(1).and_then(|verb| said.at(verb));
    let telling = matches!(verb, Some("told" | "tells" | "tell" | "called" | "calls"));
    let whom = said.at(at).is_some_and(words::is_determiner) && said.len() == at + 2;
    telling && whom && said.quoted().is_none()
}

/// "what was said about …?", "what is being said on …?"
fn what_was_said(said: &Words<'_>) -> Option<Routed> {
    let verb = said.find(1, |word| word == "said")?;
    let passive = said.at(0)? == "what"
        && said.bare().get(1..verb)?.iter().all(|word| {
            matches!(
                word.as_str(),
                "was" | "is" | "has" | "been" | "being" | "else"
            )
        });
    if !passive || verb < 2 || !said.at(verb + 1).is_some_and(words::is_about) {
        return None;
    }
    Some(plain(
        "quotes",
        Arguments::default().with("about", said.rest(verb + 2)),
    ))
}

/// "X quotes", "quotes from X", "everything X said about Y".
fn quotes_of(said: &Words<'_>) -> Option<Routed> {
    let is_quotes = |word: &str| matches!(word, "quotes" | "quotations" | "statements");
    let quotes = said.find(0, is_quotes);
    if let Some(at) = quotes.filter(|at| *at > 0)
        && !said.is_question()
    {
        let before = said.bare().get(..at)?;
        let plain_before = before.iter().all(|word| {
            matches!(
                word.as_str(),
                "all" | "the" | "show" | "me" | "list" | "give" | "every" | "some" | "direct"
            )
        });
        if plain_before && matches!(said.at(at + 1), Some("by" | "from" | "of")) {
            return Some(of(said, at + 2));
        }
        // "Bessent quotes", "all Bessent quotes".
        if at + 1 == said.len() && !plain_before && at <= 4 {
            let skipped = before
                .iter()
                .take_while(|word| {
                    matches!(
                        word.as_str(),
                        "all" | "the" | "show" | "me" | "list" | "give"
                    )
                })
                .count();
            let speaker = said.said(skipped, at);
            let speaker = speaker
                .strip_suffix("'s")
                .or_else(|| speaker.strip_suffix("’s"))
                .unwrap_or(&speaker);
            return Some(plain(
                "quotes",
                Arguments::default().with("speaker", speaker),
            ));
        }
    }
    let everything = matches!(said.at(0)?, "everything" | "all")
        || said.begins(&["list", "everything"])
        || said.begins(&["show", "everything"]);
    let from = said.find(0, |word| matches!(word, "everything" | "all"))? + 1;
    let verb = said.find(from, words::is_say)?;
    if !everything || verb <= from || verb - from > 6 {
        return None;
    }
    let about = match said.at(verb + 1) {
        None => String::new(),
        Some(word) if words::is_about(word) => said.rest(verb + 2),
        Some(_) => return None,
    };
    let speaker = said.said(from, verb);
    let arguments = Arguments::default().with("speaker", speaker);
    Some(plain("quotes", arguments.with("about", about)))
}

/// The quotes of whoever is named from word `at` on, on what comes after
/// "about".
fn of(said: &Words<'_>, at: usize) -> Routed {
    let about = said.find(at, |word| matches!(word, "about" | "on" | "regarding"));
    let arguments =
        Arguments::default().with("speaker", said.said(at, about.unwrap_or(said.len())));
    let about = about.map_or_else(String::new, |about| said.rest(about + 1));
    plain("quotes", arguments.with("about", about))
}

/// "what did X say about Y?", "what X said about Y", "what does X think of Y?"
fn what_somebody_said(said: &Words<'_>) -> Option<Routed> {
    if said.at(0)? != "what" {
        return None;
    }
    let mut from = 1;
    if said.at(from) == Some("else") {
        from += 1;
    }
    let asked = said.at(from).is_some_and(|word| {
        matches!(
            word,
            "did" | "does" | "do" | "has" | "have" | "had" | "would"
        )
    });
    if asked {
        from += 1;
    }
    let verb = said.find(from, words::is_say)?;
    // "does … have to say"
    let mut to = verb;
    if said.from(verb.saturating_sub(2)).begins(&["have", "to"]) {
        to = verb - 2;
    }
    while to > from && said.at(to - 1).is_some_and(words::is_filler) {
        to -= 1;
    }
    if to <= from || to - from > 6 {
        return None;
    }
    let speaker = said.said(from, to);
    let about = match said.at(verb + 1) {
        None => String::new(),
        Some(word) if words::is_about(word) => said.rest(verb + 2),
        Some(_) => return None,
    };
    let subject = said.bare().get(from..to)?.join(" ");
    match subject.as_str() {
        "the article" | "article" | "it" | "the text" | "this" | "this article" => {
            let arguments = Arguments::default().with("length", "short");
            Some(plain("summary", arguments.with("about", about)))
        }
        "people" | "other people" | "they all" | "everybody" | "everyone" | "others"
        | "the others" | "anyone" | "anybody" | "anyone else" | "anybody else"
        | "everyone else" | "everybody else" | "someone else" | "somebody else" => {
            Some(plain("quotes", Arguments::default().with("about", about)))
        }
        _ if is_pronoun(&subject) => None,
        _ => Some(plain(
            "quotes",
            Arguments::default()
                .with("speaker", speaker)
                .with("about", about),
        )),
    }
}

/// "did X really say …?", "is it true that X said …?", "“…”?"
fn did_somebody_say(said: &Words<'_>) -> Option<Routed> {
    if said.all_quoted() && said.len() >= 2 {
        return Some(plain(
            "check",
            Arguments::default().with("quote", said.quoted()?),
        ));
    }
    let mut from = match said.at(0)? {
        "did" | "does" | "has" | "have" | "had" => 1,
        "is" | "was" => {
            let opening = [
                &["is", "it", "true", "that"][..],
                &["is", "it", "true"],
                &["is", "it", "right", "that"],
                &["is", "it", "correct", "that"],
                &["was", "it", "true", "that"],
            ];
            opening.iter().find(|opening| said.begins(opening))?.len()
        }
        _ => return None,
    };
    while said.at(from).is_some_and(words::is_filler) {
        from += 1;
    }
    let verb = said.find(from, words::is_say)?;
    let mut to = verb;
    while to > from && said.at(to - 1).is_some_and(words::is_filler) {
        to -= 1;
    }
    if to <= from || to - from > 6 {
        return None;
    }
    let subject = said.bare().get(from..to)?.join(" ");
    if is_pronoun(&subject) {
        return None;
    }
    let nobody = matches!(
        subject.as_str(),
        "anyone" | "anybody" | "someone" | "somebody" | "the article" | "article"
    );
    let speaker = if nobody {
        String::new()
    } else {
        said.said(from, to)
    };
    let arguments = Arguments::default();
    let mut at = verb + 1;
    let next = said.at(at)?;
    if matches!(next, "anything" | "something" | "much" | "a" | "more")
        && let Some(about) = said.find(at, |word| matches!(word, "about" | "on" | "regarding"))
        && about <= at + 2
    {
        return Some(plain(
            "quotes",
            arguments
                .with("speaker", speaker)
                .with("about", said.rest(about + 1)),
        ));
    }
    if words::is_about(next) {
        return Some(plain(
            "quotes",
            arguments
                .with("speaker", speaker)
                .with("about", said.rest(at + 1)),
        ));
    }
    if words::is_question_word(next) || words::is_that(next) && said.len() == at + 1 {
        return None;
    }
    if next == "that" {
        at += 1;
    }
    let quote = said.quoted().unwrap_or_else(|| said.rest(at));
    Some(plain(
        "check",
        arguments.with("quote", quote).with("speaker", speaker),
    ))
}

pub(super) fn is_pronoun(word: &str) -> bool {
    matches!(
        word,
        "he" | "she" | "they" | "him" | "her" | "them" | "it" | "we" | "you" | "i"
    )
}

/// `words` without one pair of quotation marks around all of them.
fn strip_marks(words: &str) -> &str {
    let marks: &[char] = &['"', '“', '”', '„', '«', '»'];
    let inner = words.trim_start_matches(marks).trim_end_matches(marks);
    if inner.contains(marks) { words } else { inner }
}
