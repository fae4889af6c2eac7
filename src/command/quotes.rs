//! `quotes`: what somebody said, on a topic or at all, in the article's order.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, attributed, paging,
};
use crate::{
    library::Entry,
    memory::Focus,
    quotes::{
        How,
        lookup::{self, Match},
        retrieve,
    },
    reply::{Action, Block, Line, Piece, Reply, Status},
};
use std::sync::Arc;

pub(super) static COMMAND: Command = Command {
    name: "quotes",
    aliases: &["quote", "said"],
    summary: "lists what somebody said, on a topic or at all",
    arguments: &[
        Argument {
            name: "speaker",
            kind: Kind::Speaker,
            required: false,
            help: "whose words; by name, title or role",
            introduced_by: &["by", "from"],
        },
        Argument {
            name: "about",
            kind: Kind::Topic,
            required: false,
            help: "what about",
            introduced_by: &["about", "on", "regarding"],
        },
        Argument {
            name: "from",
            kind: Kind::Number,
            required: false,
            help: "the number of the first quote to show",
            introduced_by: &[],
        },
    ],
    examples: &["quotes", "quotes about money"],
    access: Access::Everyone,
    run,
};

/// Attributions shown at once.
const PAGE: usize = 5;

/// Articles that are looked through when there are many.
const ARTICLES: usize = 50;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let topic = arguments.get("about");
    let mut listed: Vec<(Arc<Entry>, usize)> = Vec::new();
    let mut unknown: Option<Line> = None;
    let mut called: Vec<String> = Vec::new();
    // What was typed as a name may be one with a topic behind it.
    let mut split: Option<String> = None;
    let mut others_about: Vec<String> = Vec::new();
    let mut silent = None;
    for entry in context.library.entries(context.scope).take(ARTICLES) {
        let attributions = entry.attributions();
        let (speakers, topic) = match arguments.get("speaker") {
            None => (None, topic.map(str::to_owned)),
            Some(typed) => match whom(typed, topic, &entry) {
                Ok((speakers, rest)) => (Some(speakers), rest),
                Err(line) => {
                    let look = || lookup::find_speakers(typed, &entry.article, attributions);
                    if typed.starts_with(char::is_uppercase) && look() == Match::Mentioned {
                        silent = Some(typed);
                    }
                    unknown = unknown.or(Some(line));
                    continue;
                }
            },
        };
        split = split.or_else(|| topic.clone());
        let names = speakers.iter().flatten();
        for speaker in names.filter_map(|at| attributions.speakers.get(*at)) {
            if !called.contains(&speaker.name) {
                called.push(speaker.name.clone());
            }
        }
        // "About Lee" asks what others say of Lee, not what Lee says.
        let of_somebody = topic
            .as_deref()
            .filter(|_| speakers.is_none())
            .map(|topic| lookup::named(topic, attributions))
            .unwrap_or_default();
        let found = if of_somebody.is_empty() {
            retrieve::about(topic.as_deref(), speakers.as_deref(), entry.said())
        } else {
            let people = of_somebody.iter();
            for person in people.filter_map(|at| attributions.speakers.get(*at)) {
                if !others_about.contains(&person.name) {
                    others_about.push(person.name.clone());
                }
            }
            let mentions = |person: &usize| retrieve::mentions_of(*person, entry.said());
            let mut found: Vec<usize> = of_somebody.iter().flat_map(mentions).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        // What nobody in particular is reported to say is no quote of anybody.
        let somebodys = found.into_iter().filter(|index| {
            attributions.attributions.get(*index).is_some_and(|found| {
                (found.how != How::Indirect || found.speaker.is_some())
                    && attributed::tells(&entry.article, found)
            })
        });
        listed.extend(somebodys.map(|index| (Arc::clone(&entry), index)));
    }
    attributed::without_repetition(&mut listed);
    let subject = called.first().cloned();
    if listed.is_empty() {
        return Ok(match others_about.first() {
            Some(_) => nobody_else(&others_about),
            None => nothing(subject, split.as_deref(), unknown, silent),
        });
    }
    let page = paging::page(&listed, arguments, PAGE);
    let mut blocks = Vec::new();
    let reported = |(entry, index): &(Arc<Entry>, usize)| attributed::is_reported(entry, *index);
    if arguments.get("speaker").is_some() && listed.iter().all(reported) {
        blocks.push(Block::Text(Line::own(attributed::ONLY_REPORTED)));
    }
    for (entry, index) in page.items {
        let attributions = entry.attributions();
        if let Some(attribution) = attributions.attributions.get(*index) {
            blocks.extend(attributed::blocks(
                &entry.article,
                attributions,
                attribution,
            ));
        }
    }
    let first = page.items.first();
    let title = match others_about.as_slice() {
        [_, ..] => names(Line::own("Others on "), &others_about).say(format!(
            ", {}",
            page.place().unwrap_or_else(|| listed.len().to_string())
        )),
        [] => title(&called, split.as_deref(), page.place(), listed.len()),
    };
    let subject = subject.or_else(|| others_about.first().cloned());
    let words = first.and_then(|(entry, index)| {
        let found = entry.attributions().attributions.get(*index)?;
        Some(entry.article.words(*found.content.first()?).to_owned())
    });
    Ok(Done {
        focus: Focus {
            article: first.map(|(entry, _)| entry.article.id.clone()),
            subject,
            words,
        },
        reply: Reply {
            command: COMMAND.name,
            title: Some(title),
            blocks,
            actions: page.more(COMMAND.name, arguments).into_iter().collect(),
            ..Reply::default()
        },
    })
}

/// The line with the names of those who were meant behind it: two people may
/// have one surname.
fn names(line: Line, called: &[String]) -> Line {
    let strong = |name: &String| Piece::Strong(name.clone());
    match called {
        [] => line,
        [name] => line.and(strong(name)),
        [one, other] => line.and(strong(one)).say(" and ").and(strong(other)),
        [one, ..] => line.and(strong(one)).say(" and others"),
    }
}

fn title(called: &[String], topic: Option<&str>, place: Option<String>, total: usize) -> Line {
    let mut line = match called {
        [] => Line::own("Quotes"),
        called => names(Line(Vec::new()), called),
    };
    if let Some(topic) = topic {
        line = line.say(" on ").and(Piece::Asked(topic.to_owned()));
    }
    line.say(format!(", {}", place.unwrap_or_else(|| total.to_string())))
}

/// The speakers that were meant, and the topic: what was typed as one may be a
/// name with a topic behind it.
fn whom(
    typed: &str,
    topic: Option<&str>,
    entry: &Entry,
) -> Result<(Vec<usize>, Option<String>), Line> {
    let attributions = entry.attributions();
    let look = |typed: &str| lookup::find_speakers(typed, &entry.article, attributions);
    let whole = look(typed);
    if let Match::Found(found) = whole {
        return Ok((found, topic.map(str::to_owned)));
    }
    let words: Vec<&str> = typed.split_whitespace().collect();
    if topic.is_none() {
        // "Norway's envoy" and "the envoy of Norway" are no name and a topic.
        let parts = |end: &usize| {
            !words[end - 1].ends_with(['\'', '’'])
                && !words[end - 1].ends_with("'s")
                && !words[end - 1].ends_with("’s")
                && !matches!(words[*end], "of" | "for" | "from" | "in" | "at")
        };
        for end in (1..words.len()).rev().filter(parts) {
            if let Match::Found(found) = look(&words[..end].join(" ")) {
                return Ok((found, Some(words[end..].join(" "))));
            }
        }
    }
    attributed::speakers(typed, whole).map(|found| (found, topic.map(str::to_owned)))
}

/// Nobody speaks about somebody who speaks.
fn nobody_else(people: &[String]) -> Done {
    let name = people.first().cloned().unwrap_or_default();
    let line = names(
        Line::own("Nobody else in the article is quoted or reported about "),
        people,
    )
    .say(".");
    Done {
        reply: Reply {
            command: COMMAND.name,
            status: Status::NotInArticle,
            blocks: vec![Block::Text(line)],
            actions: vec![Action {
                label: "Their own words",
                word: "quotes",
                line: Arguments::default()
                    .with("speaker", name.clone())
                    .line(COMMAND.name),
            }],
            ..Reply::default()
        },
        focus: Focus {
            subject: Some(name),
            ..Focus::default()
        },
    }
}

/// `silent` is a name of the article to which nothing is attributed.
fn nothing(
    subject: Option<String>,
    topic: Option<&str>,
    unknown: Option<Line>,
    silent: Option<&str>,
) -> Done {
    let named = silent.filter(|_| unknown.is_some()).map(|name| Action {
        label: "Where it is named",
        word: "search",
        line: Arguments::default().with("words", name).line("search"),
    });
    let line = match (subject.clone(), topic, unknown) {
        (None, _, Some(unknown)) => unknown,
        (Some(subject), Some(topic), _) => Line::own("The article has nothing that ")
            .and(Piece::Strong(subject))
            .say(" says about ")
            .and(Piece::Asked(topic.to_owned()))
            .say("."),
        (None, Some(topic), None) => {
            Line::own("Nobody in the article is quoted or reported about ")
                .and(Piece::Asked(topic.to_owned()))
                .say(".")
        }
        _ => Line::own("Nobody is quoted or reported in the article."),
    };
    Done {
        reply: Reply {
            command: COMMAND.name,
            status: Status::NotInArticle,
            blocks: vec![Block::Text(line)],
            actions: named.into_iter().collect(),
            ..Reply::default()
        },
        focus: Focus {
            subject,
            ..Focus::default()
        },
    }
}
