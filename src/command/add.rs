//! `add`: an article for the library: from an address, a file that came with
//! the message, or pasted text.

use std::ops::ControlFlow;

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal,
    article::{self as receipt, counted},
    surroundings::{Fetched, not_kept},
};
use crate::{
    article::{self, Article},
    bundled,
    feed::{self, Feed, Taken},
    index::Scope,
    library::{self, Added, Library},
    reply::{Block, Line, Piece, Reply},
    store,
};

pub(super) static COMMAND: Command = Command {
    name: "add",
    aliases: &[],
    summary: "adds an article, or the articles of a feed: an address, a file with the message, or pasted text",
    arguments: &[Argument {
        name: "source",
        kind: Kind::Text,
        required: false,
        help: "its address, or its text",
        introduced_by: &[],
    }],
    examples: &["add https://example.org/article"],
    access: Access::Moderators,
    run,
};

/// Fewer words than this are a slip, not a text that somebody pasted.
const PASTED_WORDS: usize = 30;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let mut sources = Vec::new();
    for attachment in context.here.attachments {
        sources.push(Fetched {
            name: attachment.name.clone(),
            content_type: attachment.content_type.clone(),
            bytes: attachment.bytes.clone(),
            ..Fetched::default()
        });
    }
    if let Some(what) = arguments.get("source") {
        sources.push(named(context, what)?);
    }
    if sources.is_empty() {
        return Err(Refusal::Asker(
            "Add what? Give me an address, attach a file, or paste the text: `add https://…`."
                .to_owned(),
        ));
    }
    let mut done: Option<Done> = None;
    for source in sources {
        let added = one(context, source)?;
        done = Some(match done {
            None => added,
            Some(mut before) => {
                if let Some(title) = added.reply.title {
                    before.reply.blocks.push(Block::Text(title));
                }
                before.reply.blocks.extend(added.reply.blocks);
                before.focus = added.focus;
                before
            }
        });
    }
    Ok(done.unwrap_or_default())
}

/// What the words after the command mean.
fn named(context: &Context<'_>, what: &str) -> Result<Fetched, Refusal> {
    let address = what.trim_matches(|c: char| "<>[]()\"'".contains(c));
    if is_address(address) {
        return context.here.outside.fetch(address).map_err(Refusal::Asker);
    }
    let text = pasted(context.here.said, what);
    if text.split_whitespace().nth(PASTED_WORDS).is_some() {
        return Ok(Fetched {
            name: "pasted text".to_owned(),
            bytes: text.into_bytes(),
            ..Fetched::default()
        });
    }
    if context.here.owner {
        return context.here.outside.read(what).map_err(Refusal::Asker);
    }
    Err(Refusal::Asker(format!(
        "That is no address, and too short for an article: I take texts of more than {PASTED_WORDS} words, addresses that begin with https://, and files that come with the message."
    )))
}

fn is_address(what: &str) -> bool {
    let scheme = what.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        ["http", "https"]
            .iter()
            .any(|one| scheme.eq_ignore_ascii_case(one))
    }) && !what.contains(char::is_whitespace)
}

/// The text as it was pasted: its lines count, and arguments have none.
fn pasted(said: &str, what: &str) -> String {
    let first = what.split_whitespace().next().unwrap_or_default();
    let start = said.find(first).filter(|_| !first.is_empty());
    let text = start.and_then(|start| said.get(start..));
    text.unwrap_or(what).to_owned()
}

fn one(context: &Context<'_>, source: Fetched) -> Result<Done, Refusal> {
    if let Some(feed) = feed::read(&source.bytes, &source.name) {
        return from_feed(context, &feed, source);
    }
    // What came is kept, whatever it was read as.
    let text = context
        .here
        .outside
        .text_of(source.clone())
        .map_err(Refusal::Asker)?;
    let article = read(&text)?;
    let media_type = source.content_type.as_deref().unwrap_or("text/plain");
    let stored = store::Source {
        bytes: &source.bytes,
        media_type,
    };
    let before = bundled_only(context.library);
    let added = context
        .library
        .add_with_source(article, Some(stored))
        .map_err(not_kept)?;
    make_room(context.library, &before).map_err(not_kept)?;
    let id = added.entry().article.id.clone();
    if let Scope::Articles(ids) = context.scope
        && !ids.contains(&id)
    {
        let mut ids = ids.clone();
        ids.push(id);
        context
            .here
            .channel
            .ask(&Scope::Articles(ids))
            .map_err(not_kept)?;
    }
    let mut done = receipt::receipt(added.entry());
    done.reply.command = COMMAND.name;
    done.reply
        .blocks
        .insert(0, Block::Text(became(context, &added)));
    Ok(done)
}

/// Articles of a feed that are read while somebody waits; the rest follows
/// when the feed is looked at again.
const OF_A_FEED: usize = 10;

/// Titles that are named; more are counted.
const NAMED: usize = 5;

/// Takes in what a feed announces and, where it has an address and the library
/// lasts, follows it from now on.
fn from_feed(context: &Context<'_>, feed: &Feed, source: Fetched) -> Result<Done, Refusal> {
    let library = context.library;
    let before = bundled_only(library);
    let mut read = 0;
    let mut go_on = |done, of| {
        context.here.outside.progress(done, of);
        read += 1;
        if read > OF_A_FEED && !context.here.owner {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let outside = context.here.outside;
    let now = library::now();
    let taken =
        feed::take_in(feed, &source.name, library, outside, now, &mut go_on).map_err(not_kept)?;
    make_room(library, &before).map_err(not_kept)?;
    if let Scope::Articles(ids) = context.scope
        && !taken.added.is_empty()
    {
        let mut ids = ids.clone();
        ids.extend(taken.added.iter().cloned());
        let scope = Scope::Articles(ids);
        context.here.channel.ask(&scope).map_err(not_kept)?;
    }
    let followed = match library.store().filter(|_| is_address(&source.name)) {
        Some(store) => {
            store
                .put_feed(&store::Followed {
                    address: source.name,
                    title: feed.title.clone(),
                    // Only what was read to its end need not come again.
                    validators: if taken.left == 0 && taken.refused.is_empty() {
                        source.validators
                    } else {
                        store::Validators::default()
                    },
                    // What is left is due at once.
                    checked_at: if taken.left == 0 { now } else { 0 },
                    failures: 0,
                })
                .map_err(not_kept)?;
            true
        }
        None => false,
    };
    Ok(report(context, feed, &taken, followed))
}

fn report(context: &Context<'_>, feed: &Feed, taken: &Taken, followed: bool) -> Done {
    let mut parts = vec![format!("{} added", counted(taken.added.len(), "article"))];
    for (count, what) in [
        (taken.changed.len(), "changed"),
        (taken.known, "known already"),
        (taken.refused.len(), "not taken"),
        (taken.left, "still to come"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let mut first = Line::own(format!("A feed: {}.", parts.join(", ")));
    if followed {
        first = first.say(" I follow it from now on.");
    }
    let mut blocks = vec![Block::Text(first)];
    let mut lines: Vec<Line> = Vec::new();
    for id in taken.added.iter().chain(&taken.changed).take(NAMED) {
        if let Some(listing) = context.library.listing(id) {
            lines.push(
                Line(vec![Piece::Strong(listing.title().to_owned())])
                    .say(" · ")
                    .and(Piece::Code(id.clone())),
            );
        }
    }
    for (title, why) in taken.refused.iter().take(NAMED) {
        lines.push(Line(vec![Piece::Strong(title.clone())]).say(format!(": {why}")));
    }
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    Done {
        reply: Reply {
            command: COMMAND.name,
            title: Some(Line(vec![Piece::Strong(feed.title.clone())])),
            blocks,
            ..Reply::default()
        },
        ..Done::default()
    }
}

fn read(source: &Fetched) -> Result<Article, Refusal> {
    article::read(article::Source {
        bytes: &source.bytes,
        name: &source.name,
        content_type: source.content_type.as_deref(),
        format: source.format,
    })
    .map_err(|unreadable| Refusal::Asker(unreadable.to_string()))
}

fn became(context: &Context<'_>, added: &Added) -> Line {
    let id = &added.entry().article.id;
    match added {
        Added::New(_) => Line::own("Added."),
        Added::Known(_) => Line::own("I have this article already, word for word."),
        Added::Changed { before, .. } => {
            let number = context
                .library
                .listing(id)
                .map_or(2, |listing| listing.number);
            Line::own(format!("Added as version {number}; version "))
                .and(Piece::Code(before.clone()))
                .say(" is kept.")
        }
    }
}

/// The articles that came with the program, while the library holds no other:
/// they make room for the first that somebody chose.
pub(crate) fn bundled_only(library: &Library) -> Vec<String> {
    let listings = library.listings(&Scope::All);
    let ours = |source: &str| bundled::ARTICLES.iter().any(|ours| ours.name == source);
    if listings.len() <= bundled::ARTICLES.len()
        && listings
            .iter()
            .all(|listing| ours(&listing.metadata.source))
    {
        listings.into_iter().map(|listing| listing.id).collect()
    } else {
        Vec::new()
    }
}

/// Takes out what makes room, once something else was added.
pub(crate) fn make_room(library: &Library, before: &[String]) -> Result<(), library::Error> {
    let chosen = library.len() > before.len();
    for id in before.iter().filter(|_| chosen) {
        library.remove(id)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_text() {
        assert!(is_address("https://example.org/a?b=c"));
        assert!(is_address("HTTP://example.org"));
        for text in [
            "example.org",
            "see https://example.org",
            "ftp://example.org",
            "://",
            "",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }

    #[test]
    fn pasted_lines_stay_lines() {
        assert_eq!(
            pasted(
                "!verbatim add First line\n\nSecond line",
                "First line Second line"
            ),
            "First line\n\nSecond line"
        );
        assert_eq!(pasted("", "First line"), "First line");
    }
}
