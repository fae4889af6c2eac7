//! `feeds`: which feeds are followed, and no longer following one.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, article::counted,
    surroundings::not_kept,
};
use crate::reply::{Block, Line, Piece, Reply};

pub(super) static COMMAND: Command = Command {
    name: "feeds",
    aliases: &[],
    summary: "lists the feeds that are followed, or stops following one; its articles stay",
    arguments: &[Argument {
        name: "stop",
        kind: Kind::Text,
        required: false,
        help: "the address of the feed, or words of its title",
        introduced_by: &["stop"],
    }],
    examples: &["feeds", "feeds stop https://example.org/feed"],
    access: Access::Moderators,
    run,
};

/// Feeds that are listed; more are counted.
const LISTED: usize = 20;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let Some(store) = context.library.store() else {
        return Err(Refusal::Asker(
            "The library does not last here, so no feed is followed.".to_owned(),
        ));
    };
    let mut feeds = store.feeds()?;
    if context.community.is_some() {
        feeds.retain(|feed| feed.owner.as_deref() == context.community);
    }
    if let Some(which) = arguments.get("stop") {
        let wanted = crate::text::fold(which);
        let by_title = || {
            let words: Vec<&str> = wanted.split_whitespace().collect();
            feeds.iter().find(|feed| {
                let title = crate::text::fold(&feed.title);
                !words.is_empty() && words.iter().all(|word| title.contains(word))
            })
        };
        let named = feeds.iter().find(|feed| feed.address == which.trim());
        let Some(feed) = named.or_else(by_title) else {
            return Err(Refusal::Asker(format!(
                "I follow no feed {which}. `feeds` lists those that I follow."
            )));
        };
        store
            .remove_feed(feed.owner.as_deref(), &feed.address)
            .map_err(not_kept)?;
        let line = Line::own("No longer followed: ")
            .and(Piece::Strong(feed.title.clone()))
            .say(". Its articles stay.");
        return Ok(said(None, Block::Text(line)));
    }
    if feeds.is_empty() {
        let line = Line::own("I follow no feed. ")
            .and(Piece::Code("add https://…".into()))
            .say(" with the address of one follows it.");
        return Ok(said(None, Block::Text(line)));
    }
    let mut lines: Vec<Line> = feeds
        .iter()
        .take(LISTED)
        .map(|feed| {
            let mut line = Line(vec![Piece::Strong(feed.title.clone())])
                .say(" · ")
                .and(Piece::Code(feed.address.clone()));
            if let Some(owner) = feed.owner.as_ref().filter(|_| context.community.is_none()) {
                line = line
                    .say(" · for ")
                    .and(Piece::Code(owner.clone()))
                    .say(" alone");
            }
            if feed.failures > 0 {
                line = line.say(" · cannot be read at the moment");
            }
            line
        })
        .collect();
    if feeds.len() > LISTED {
        lines.push(Line::own(format!("and {} more", feeds.len() - LISTED)));
    }
    Ok(said(
        Some(Line::own(counted(feeds.len(), "feed"))),
        Block::List(lines),
    ))
}

fn said(title: Option<Line>, block: Block) -> Done {
    Done {
        reply: Reply {
            command: COMMAND.name,
            title,
            blocks: vec![block],
            ..Reply::default()
        },
        ..Done::default()
    }
}
