//! Lines that mean something only after another: "why?", "more", "and X?",
//! "did he really say that?".

use super::{
    Routed, action, ask, plain,
    words::{self, Words},
};
use crate::{
    command::{Arguments, find},
    memory::Turn,
};

/// The command that a follow-up means; `None` when the line stands alone.
pub(super) fn read(said: &Words<'_>, before: &[Turn]) -> Option<Routed> {
    let last = before.last()?;
    let mut from = 0;
    while said
        .at(from)
        .is_some_and(|word| matches!(word, "and" | "but" | "so" | "then" | "ok" | "also"))
    {
        from += 1;
    }
    let line = said.from(from);
    if line.is_empty() {
        return None;
    }
    to_a_question(&line, last)
        .or_else(|| next_action(&line, last))
        .or_else(|| another_length(&line, last))
        .or_else(|| what_else(&line, before))
        .or_else(|| about_that(&line, before))
        .or_else(|| bare_question_word(&line, before))
        .or_else(|| what_they_said(&line, before))
        .or_else(|| the_same_of(&line, from > 0, last))
}

/// "yes", "no": to the last reply, when that asked whether to go on.
fn to_a_question(said: &Words<'_>, last: &Turn) -> Option<Routed> {
    let go_on = last.actions.iter().find(|action| action.word == "yes")?;
    match said.bare().join(" ").as_str() {
        "yes" | "y" | "yes please" | "yes do it" | "yes do" | "yes remove it" | "yep" | "yeah"
        | "sure" | "do it" | "go ahead" | "confirm" => Some(action(&go_on.line)),
        // Run, so that it is remembered: a later "yes" has nothing to say it to.
        "no" | "n" | "no thanks" | "nope" | "no don't" | "don't" | "do not" | "cancel"
        | "never mind" | "nevermind" | "stop" | "keep it" | "no keep it" | "wait" => {
            Some(Routed::Run {
                command: crate::command::find(last.command)?,
                arguments: last.arguments.clone().with("confirm", "no"),
                named: true,
            })
        }
        _ => None,
    }
}

/// "more", "shorter", "context": a word of one of the last reply's actions.
fn next_action(said: &Words<'_>, last: &Turn) -> Option<Routed> {
    let all = said.bare().join(" ");
    let word = match all.as_str() {
        all if means_more(all) => "more",
        "shorter" | "shorter please" | "make it shorter" | "too long" | "even shorter"
        | "a bit shorter" | "much shorter" | "briefer" => "shorter",
        "longer" | "longer please" | "make it longer" | "more detail" | "more details"
        | "in more detail" | "even longer" | "a bit longer" | "much longer" | "too short" => {
            "longer"
        }
        "context"
        | "source"
        | "show context"
        | "show me"
        | "where does it say that"
        | "where does it say so"
        | "where is that"
        | "show the passage" => "context",
        other => other,
    };
    let known = last.actions.iter().find(|action| action.word == word);
    // After a summary, more of it is a longer one.
    let known = known.or_else(|| {
        (word == "more").then(|| last.actions.iter().find(|action| action.word == "longer"))?
    });
    if let Some(known) = known {
        return Some(action(&known.line));
    }
    // After an answer, more of it is where it comes from.
    if word == "more"
        && let Some(context) = last.actions.iter().find(|action| action.word == "context")
    {
        return Some(action(&context.line));
    }
    match word {
        "more" => Some(Routed::Courtesy("That was all.")),
        "shorter" => Some(Routed::Courtesy("I have nothing shorter.")),
        "longer" => Some(Routed::Courtesy("I have nothing longer.")),
        // Without an answer before it, the source of the article is meant.
        "context" if all != "source" => {
            Some(Routed::Courtesy("There is nothing to show the context of."))
        }
        _ => None,
    }
}

/// Whether words by themselves ask for what comes after the last reply.
pub(super) fn means_more(words: &str) -> bool {
    matches!(
        words,
        "more"
            | "next"
            | "next page"
            | "page 2"
            | "go on"
            | "continue"
            | "keep going"
            | "show more"
            | "more please"
            | "read on"
            | "tell me more"
    )
}

/// After a summary, a length by itself: "in three sentences", "as points".
fn another_length(said: &Words<'_>, last: &Turn) -> Option<Routed> {
    if last.command != "summary" {
        return None;
    }
    let words: Vec<&str> = said
        .bare()
        .iter()
        .map(String::as_str)
        .filter(|word| {
            !matches!(
                *word,
                "in" | "as" | "the" | "now" | "please" | "just" | "only"
            )
        })
        .collect();
    let taken = crate::command::length::length_words(&words);
    (taken > 0 && taken == words.len()).then(|| {
        let length = crate::command::length::argument(&words);
        plain("summary", last.arguments.clone().with("length", length))
    })
}

/// "what else did he say?", "anything else?"
fn what_else(said: &Words<'_>, before: &[Turn]) -> Option<Routed> {
    let else_at = said.find(0, |word| word == "else")?;
    if else_at > 1 || !matches!(said.at(0)?, "what" | "anything") {
        return None;
    }
    let last = before.last()?;
    let more = last.actions.iter().find(|action| action.word == "more");
    if said.len() == 2 || last.command == "quotes" && !names_somebody(said) {
        return Some(more.map_or(Routed::Courtesy("That was all."), |more| action(&more.line)));
    }
    let speaks = said.find(2, words::is_say)?;
    let about = match said.at(speaks + 1) {
        Some(word) if words::is_about(word) => said.rest(speaks + 2),
        _ => String::new(),
    };
    if names_somebody(said) {
        return None;
    }
    let arguments = Arguments::default().with("speaker", subject(before)?);
    Some(plain("quotes", arguments.with("about", about)))
}

/// "who said that?", "did he really say that?", "is that a quote?"
fn about_that(said: &Words<'_>, before: &[Turn]) -> Option<Routed> {
    let points = said.bare().last().is_some_and(|word| words::is_that(word));
    if !points {
        return None;
    }
    let speaks = said.find(0, words::is_say)?;
    if speaks + 2 != said.len() {
        return None;
    }
    let words = before
        .iter()
        .rev()
        .find_map(|turn| turn.focus.words.clone())?;
    if said.at(0)? == "who" {
        return Some(plain("who", Arguments::default().with("words", words)));
    }
    if !matches!(said.at(0)?, "did" | "does" | "has" | "have") {
        return None;
    }
    let named: Vec<&str> = said.bare()[1..speaks]
        .iter()
        .map(String::as_str)
        .filter(|word| !words::is_filler(word))
        .collect();
    let speaker = match named.as_slice() {
        [pronoun] if super::plain::is_pronoun(pronoun) => subject(before)?,
        [] => return None,
        _ => said.said(1, speaks),
    };
    Some(plain(
        "check",
        Arguments::default()
            .with("quote", words)
            .with("speaker", speaker),
    ))
}

/// "why?", "how much?": the last question, asked with another question word.
fn bare_question_word(said: &Words<'_>, before: &[Turn]) -> Option<Routed> {
    let asks = words::is_question_word(said.at(0)?)
        && (said.len() == 1
            || said.len() == 2
                && matches!(
                    said.at(1)?,
                    "much"
                        | "many"
                        | "long"
                        | "come"
                        | "exactly"
                        | "not"
                        | "so"
                        | "then"
                        | "often"
                        | "far"
                ));
    if !asks {
        return None;
    }
    let turn = before
        .iter()
        .rev()
        .find(|turn| turn.answered && !matches!(turn.command, "help" | "status" | "articles"))?;
    let mut rest = match turn.command {
        "ask" => {
            let question = turn.arguments.get("question")?;
            let old = Words::new(question);
            let mut start = 0;
            while old.at(start).is_some_and(|word| {
                words::is_question_word(word)
                    || start > 0 && matches!(word, "much" | "many" | "long")
            }) {
                start += 1;
            }
            old.rest(start)
        }
        "who" => format!("said {}", turn.arguments.get("words")?),
        "quotes" => format!(
            "did say {}",
            turn.arguments.get("about").unwrap_or_default()
        ),
        "check" => format!("did say {}", turn.arguments.get("quote")?),
        _ => return None,
    };
    if let Some(subject) = &turn.focus.subject {
        let last = subject.split_whitespace().last().unwrap_or(subject);
        if !rest.contains(last) {
            rest = format!("{rest} {subject}");
        }
    }
    Some(ask(&format!("{} {rest}?", said.rest(0))))
}

/// "what did he say about Y?", with whoever was talked about.
fn what_they_said(said: &Words<'_>, before: &[Turn]) -> Option<Routed> {
    if !matches!(said.at(0)?, "what" | "did" | "does" | "has") {
        return None;
    }
    let speaks = said.find(1, words::is_say)?;
    let pronoun = said.find(1, |word| matches!(word, "he" | "she" | "they"))?;
    if pronoun > speaks || speaks - pronoun > 2 {
        return None;
    }
    let subject = subject(before)?;
    let line = [
        said.said(0, pronoun),
        subject,
        said.typed()[pronoun + 1..].join(" "),
    ]
    .join(" ");
    super::plain::read(&Words::new(&line))
}

/// "and X?", "what about X?": the last command about somebody or something
/// else.
fn the_same_of(said: &Words<'_>, joined: bool, last: &Turn) -> Option<Routed> {
    let from = if said.begins(&["what", "about"]) || said.begins(&["how", "about"]) {
        2
    } else if joined
        && said.len() <= 5
        && !words::is_question_word(said.at(0)?)
        && !words::is_auxiliary(said.at(0)?)
    {
        0
    } else {
        return None;
    };
    let other = said.rest(from);
    if other.is_empty() {
        return None;
    }
    let arguments = last.arguments.clone().with("from", "");
    match last.command {
        "ask" => {
            let question = arguments.get("question")?.to_owned();
            let alone = format!("what about {other}?");
            let asked = with_other_name(&question, &other, last).unwrap_or_else(|| {
                // What the article did not answer is not asked again, and
                // "what about" begins something new when it replaces nothing.
                if last.answered && from == 0 {
                    format!("{question} {other}")
                } else {
                    alone
                }
            });
            Some(ask(&asked))
        }
        command => {
            let command = find(command)?;
            let argument = ["speaker", "about", "words"].into_iter().find(|name| {
                command
                    .arguments
                    .iter()
                    .any(|argument| argument.name == *name && argument.kind.is_typed())
            })?;
            Some(plain(command.name, arguments.with(argument, other)))
        }
    }
}

/// The question with another name where it named somebody or something: whom
/// the conversation is about, else its last name.
fn with_other_name(question: &str, other: &str, last: &Turn) -> Option<String> {
    let subject = last.focus.subject.as_ref().and_then(|subject| {
        let surname = subject.split_whitespace().last()?;
        [subject.as_str(), surname]
            .into_iter()
            .find(|name| question.contains(*name))
    });
    if let Some(name) = subject {
        return Some(question.replacen(name, other, 1));
    }
    // "and of Spain?" after "who is the king of Sweden?"
    let other = Words::new(other);
    let bare = usize::from(other.len() > 1 && other.at(0).is_some_and(words::is_preposition));
    let asked = Words::new(question);
    // "and the barn?" after "who bought the mill?"
    if other.len() > bare + 1 && other.at(bare).is_some_and(words::is_determiner) {
        let at = asked
            .bare()
            .iter()
            .rposition(|word| words::is_determiner(word))
            .filter(|at| *at > 0)?;
        return Some(format!("{} {}?", asked.said(0, at), other.rest(bare)));
    }
    if !is_name(other.typed().get(bare)?) {
        return None;
    }
    let end = asked.typed().iter().rposition(|word| is_name(word))? + 1;
    let start = asked
        .typed()
        .iter()
        .take(end)
        .rposition(|word| !is_name(word))?
        + 1;
    let before = asked.said(0, start);
    let after = asked.rest(end);
    let mark = if after.is_empty() { "?" } else { " " };
    Some(format!("{before} {}{mark}{after}", other.rest(bare)))
}

/// Whether a word is written as names are.
fn is_name(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word != "I" && !word.starts_with("I'") && word.chars().next().is_some_and(char::is_uppercase)
}

/// The line with "he" or "her" replaced by whom the conversation is about, when
/// the line names nobody itself. "They" is as often a crowd or a country.
pub(super) fn with_names(said: &Words<'_>, before: &[Turn]) -> String {
    let typed = said.line();
    if names_somebody(said) {
        return typed;
    }
    let Some(subject) = subject(before) else {
        return typed;
    };
    let Some(at) = said.find(0, |word| {
        matches!(word, "he" | "she" | "him" | "her" | "his" | "hers")
    }) else {
        return typed;
    };
    let word = said.at(at).unwrap_or_default();
    let last = at + 1 == said.len();
    let possessive = matches!(word, "his" | "hers") || word == "her" && !last;
    let end: String = said.typed()[at]
        .chars()
        .rev()
        .take_while(|c| !c.is_alphanumeric())
        .collect();
    let name = format!(
        "{subject}{}{}",
        if possessive { "'s" } else { "" },
        end.chars().rev().collect::<String>()
    );
    let mut words: Vec<&str> = said.typed().to_vec();
    words[at] = &name;
    words.join(" ")
}

/// Whether a word other than the first is capitalised.
fn names_somebody(said: &Words<'_>) -> bool {
    said.typed().iter().skip(1).any(|word| is_name(word))
}

/// Whom the conversation is about.
fn subject(before: &[Turn]) -> Option<String> {
    before
        .iter()
        .rev()
        .find_map(|turn| turn.focus.subject.clone())
}
