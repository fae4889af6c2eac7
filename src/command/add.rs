//! `add`: an article for the library: from an address, a file that came with
//! the message, or pasted text.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, article as receipt,
    surroundings::{Fetched, not_kept},
};
use crate::{
    article::{self, Article},
    bundled,
    index::Scope,
    library::Added,
    reply::{Block, Line, Piece},
    store,
};

pub(super) static COMMAND: Command = Command {
    name: "add",
    aliases: &[],
    summary: "adds an article: an address, a file that comes with the message, or pasted text",
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
            format: None,
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
    let source = context
        .here
        .outside
        .text_of(source)
        .map_err(Refusal::Asker)?;
    let article = read(&source)?;
    let media_type = source.content_type.as_deref().unwrap_or("text/plain");
    let stored = store::Source {
        bytes: &source.bytes,
        media_type,
    };
    let added = context
        .library
        .add_with_source(article, Some(stored))
        .map_err(not_kept)?;
    make_room(context, added.entry().article.id.as_str())?;
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

/// The article that came with the program makes room for the first one that
/// somebody chose.
fn make_room(context: &Context<'_>, added: &str) -> Result<(), Refusal> {
    let listings = context.library.listings(&Scope::All);
    let ours = |source: &str| bundled::ARTICLES.iter().any(|ours| ours.name == source);
    let all_ours = listings
        .iter()
        .filter(|listing| listing.id != added)
        .all(|listing| ours(&listing.metadata.source));
    if !all_ours {
        return Ok(());
    }
    for listing in listings.iter().filter(|listing| listing.id != added) {
        context.library.remove(&listing.id).map_err(not_kept)?;
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
