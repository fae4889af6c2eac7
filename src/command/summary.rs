//! `summary`: the article in a few of its own sentences.

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};
use crate::{
    citation,
    library::Entry,
    memory::Focus,
    reply::{Action, Block, Line, Piece, Reply, Role, Status},
    summary::{self, Length, Request},
    text::{Span, fold},
};

pub(super) static COMMAND: Command = Command {
    name: "summary",
    aliases: &["summarise", "summarize", "tldr", "tl;dr"],
    summary: "gives the article in a few of its own sentences",
    arguments: &[
        Argument {
            name: "length",
            kind: Kind::Length,
            required: false,
            help: "short, medium, long, a number of sentences, or so many words",
            introduced_by: &[],
        },
        Argument {
            name: "about",
            kind: Kind::Topic,
            required: false,
            help: "a topic, a speaker or a section to keep to",
            introduced_by: &["about", "on", "of", "regarding"],
        },
    ],
    examples: &["summary", "summary short", "summary 3 about money"],
    access: Access::Everyone,
    run,
};

/// Articles that a summary of several goes through at most.
const ARTICLES: usize = 5;

/// How many of `words` at their beginning say a length.
#[must_use]
pub fn length_words(words: &[&str]) -> usize {
    let two = words
        .get(..2)
        .is_some_and(|two| length(&two.join(" ")).is_some());
    if two {
        2
    } else {
        usize::from(words.first().is_some_and(|first| length(first).is_some()))
    }
}

/// The length that somebody typed.
#[must_use]
pub fn length(typed: &str) -> Option<Length> {
    let typed = fold(typed.trim().trim_matches(|c: char| !c.is_alphanumeric()));
    match typed.as_str() {
        "short" | "shorter" | "brief" | "tiny" => return Some(Length::Short),
        "medium" | "normal" => return Some(Length::Medium),
        "long" | "longer" | "full" | "detailed" => return Some(Length::Long),
        _ => {}
    }
    let mut words = typed.split_whitespace();
    let number = match words.next()? {
        "one" | "a" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        digits => digits.parse::<usize>().ok()?,
    };
    match words.next() {
        None if typed == "a" => None,
        None | Some("sentence" | "sentences" | "lines" | "line") if number > 0 => {
            Some(Length::Sentences(number))
        }
        Some("word" | "words") if number > 0 => Some(Length::Words(number)),
        _ => None,
    }
}

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let length = match arguments.get("length") {
        None => Length::Medium,
        Some(typed) => length(typed).ok_or_else(|| {
            Refusal::Asker(format!(
                "A summary can be `short`, `medium`, `long`, a number of sentences like `3`, or `50 words`; not {typed}."
            ))
        })?,
    };
    let about = arguments.get("about");
    let last = context
        .before
        .iter()
        .rev()
        .find_map(|turn| turn.focus.article.clone());
    let mut entries: Vec<_> = context.library.entries(context.scope).collect();
    if entries.len() > 1
        && let Some(last) = last
        && entries.iter().any(|entry| entry.article.id == last)
    {
        entries.retain(|entry| entry.article.id == last);
    }
    let several = context.several();
    let mut blocks = Vec::new();
    let mut title = None;
    let mut whole = false;
    for entry in entries.iter().take(ARTICLES) {
        let (lines, all) = lines(entry, length, about);
        if lines.is_empty() {
            continue;
        }
        whole |= all;
        let headline = Line(vec![Piece::Strong(entry.article.title().to_owned())]);
        if several && entries.len() > 1 {
            blocks.push(Block::Text(headline));
        } else {
            title = Some(headline);
        }
        blocks.extend(lines);
    }
    if blocks.is_empty() {
        let reason = match about {
            Some(about) => Line::own("The article says nothing about ")
                .and(Piece::Asked(about.to_owned()))
                .say("."),
            None => Line::own("There is nothing to sum up."),
        };
        return Ok(Done {
            reply: Reply {
                command: COMMAND.name,
                status: Status::NotInArticle,
                blocks: vec![Block::Text(reason)],
                ..Reply::default()
            },
            focus: Focus::default(),
        });
    }
    if whole {
        blocks.push(Block::Note(Line::own(
            "The article is so short that this is all of it.",
        )));
    }
    if entries.len() > ARTICLES {
        blocks.push(Block::Note(Line::own(format!(
            "These are {ARTICLES} of {} articles.",
            entries.len()
        ))));
    }
    Ok(Done {
        reply: Reply {
            command: COMMAND.name,
            title,
            blocks,
            actions: actions(length, arguments, whole),
            ..Reply::default()
        },
        focus: Focus {
            article: entries.first().map(|entry| entry.article.id.clone()),
            ..Focus::default()
        },
    })
}

fn lines(entry: &Entry, length: Length, about: Option<&str>) -> (Vec<Block>, bool) {
    let article = &entry.article;
    let section = about.and_then(|about| section(entry, about));
    let request = Request {
        length,
        about: about.filter(|_| section.is_none()),
        section,
    };
    let attributions = entry.attributions();
    let summary = summary::summarise(article, attributions, &request);
    let blocks = summary
        .lines
        .iter()
        .map(|line| {
            let mut quotation = citation::quotation(article, line.span, Role::Summary);
            quotation.replace = line.replace.as_ref().map(|(span, with)| {
                let start = span.start.saturating_sub(line.span.start);
                (Span::new(start, start + span.len()), with.clone())
            });
            quotation.speaker = citation::attribution_of(attributions, line.span)
                .map(|attribution| citation::spoken_by(article, attributions, attribution));
            Block::Quotation(quotation)
        })
        .collect();
    (blocks, summary.whole)
}

/// The section whose heading `about` names whole, or by its number.
fn section(entry: &Entry, about: &str) -> Option<usize> {
    let article = &entry.article;
    let wanted = fold(about.trim());
    let wanted = wanted.strip_prefix("section ").unwrap_or(&wanted).trim();
    article.sections.iter().position(|section| {
        section
            .heading
            .is_some_and(|heading| fold(article.words(heading)) == wanted)
    })
}

/// "Shorter" and "longer", as far as there is a next step.
fn actions(length: Length, arguments: &Arguments, whole: bool) -> Vec<Action> {
    let step = |label, word, length: &str| Action {
        label,
        word,
        line: arguments.clone().with("length", length).line(COMMAND.name),
    };
    let mut actions = Vec::new();
    if let Some(shorter) = shorter(length) {
        actions.push(step("Shorter", "shorter", &shorter));
    }
    if let Some(longer) = longer(length).filter(|_| !whole) {
        actions.push(step("Longer", "longer", &longer));
    }
    actions
}

/// The next shorter length, as it is typed.
#[must_use]
pub fn shorter(length: Length) -> Option<String> {
    match length {
        Length::Short => None,
        Length::Medium => Some("short".to_owned()),
        Length::Long => Some("medium".to_owned()),
        Length::Sentences(number) => (number > 1).then(|| number.div_ceil(2).to_string()),
        Length::Words(number) => (number > 20).then(|| format!("{} words", number / 2)),
    }
}

/// The next longer length, as it is typed.
#[must_use]
pub fn longer(length: Length) -> Option<String> {
    match length {
        Length::Short => Some("medium".to_owned()),
        Length::Medium => Some("long".to_owned()),
        Length::Long => None,
        Length::Sentences(number) => (number < 40).then(|| (number * 2).to_string()),
        Length::Words(number) => (number < 1_000).then(|| format!("{} words", number * 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("short", Some(Length::Short)),
            ("LONG", Some(Length::Long)),
            ("3", Some(Length::Sentences(3))),
            ("three sentences", Some(Length::Sentences(3))),
            ("50 words", Some(Length::Words(50))),
            ("0", None),
            ("a", None),
            ("the port", None),
            ("-3 words", Some(Length::Words(3))),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(length(typed), expected, "{typed}");
        }
    }

    #[test]
    fn steps_end_somewhere() {
        let mut length_now = Length::Long;
        let mut steps = 0;
        while let Some(next) = shorter(length_now) {
            length_now = length(&next).unwrap();
            steps += 1;
        }
        assert_eq!((length_now, steps), (Length::Short, 2));
        assert_eq!(shorter(Length::Sentences(1)), None);
        assert_eq!(longer(Length::Long), None);
    }
}
