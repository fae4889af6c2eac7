//! `add`: an article for the library: from an address, a file that came with
//! the message, or pasted text.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal,
    add_feed::from_feed,
    article as receipt,
    room::{made_room_for, make_room},
    surroundings::{Fetched, not_kept},
};
use crate::{
    article::{self, Article},
    feed,
    index::Scope,
    library::{Added, Entry},
    reply::{Block, Line, Piece},
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
        let fetched = Fetched {
            name: attachment.name.clone(),
            content_type: attachment.content_type.clone(),
            bytes: attachment.bytes.clone(),
            ..Fetched::default()
        };
        sources.push(Found::Read(fetched, None));
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

/// Something to add.
enum Found {
    /// It was read, at this address where it has one.
    Read(Fetched, Option<String>),
    /// Its server says that it is what it was: this article.
    Unchanged(String),
}

/// What stands at an address. A page that was read before is asked for only if
/// it has changed since.
fn fetched(context: &Context<'_>, address: &str) -> Result<Found, Refusal> {
    let store = context.library.store();
    let known = match store {
        Some(store) => store.page(address, context.community)?,
        None => None,
    };
    let outside = context.here.outside;
    let Some(known) = known else {
        let fetched = outside.fetch(address).map_err(Refusal::Asker)?;
        return Ok(Found::Read(fetched, Some(address.to_owned())));
    };
    let changed = outside
        .fetch_changed(address, &known.validators)
        .map_err(Refusal::Asker)?;
    Ok(match changed {
        Some(fetched) => Found::Read(fetched, Some(address.to_owned())),
        None => Found::Unchanged(known.article),
    })
}

/// What the words after the command mean.
fn named(context: &Context<'_>, what: &str) -> Result<Found, Refusal> {
    let address = what.trim_matches(|c: char| "<>[]()\"'".contains(c));
    if is_address(address) {
        return fetched(context, address);
    }
    let text = pasted(context.here.said, what);
    if text.split_whitespace().nth(PASTED_WORDS).is_some() {
        let fetched = Fetched {
            name: "pasted text".to_owned(),
            bytes: text.into_bytes(),
            ..Fetched::default()
        };
        return Ok(Found::Read(fetched, None));
    }
    if context.here.owner {
        let read = context.here.outside.read(what);
        return read
            .map(|fetched| Found::Read(fetched, None))
            .map_err(Refusal::Asker);
    }
    Err(Refusal::Asker(format!(
        "That is no address, and too short for an article: I take texts of more than {PASTED_WORDS} words, addresses that begin with https://, and files that come with the message."
    )))
}

pub(super) fn is_address(what: &str) -> bool {
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

fn one(context: &Context<'_>, found: Found) -> Result<Done, Refusal> {
    let (source, address) = match found {
        Found::Read(source, address) => (source, address),
        Found::Unchanged(id) => {
            let entry = context.library.get(&id);
            let entry = entry.ok_or_else(|| anyhow::anyhow!("article `{id}` cannot be read"))?;
            widen(context, std::slice::from_ref(&id))?;
            let says = Line::own("I have this article already; its page has not changed since.");
            return Ok(with_receipt(&entry, says));
        }
    };
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
    let before = made_room_for(context);
    let added = context
        .library
        .add_for(context.community, article, Some(stored))
        .map_err(not_kept)?;
    make_room(context.library, &before).map_err(not_kept)?;
    let id = added.entry().article.id.clone();
    if let (Some(store), Some(address)) = (context.library.store(), address)
        && !store.is_read_only()
    {
        let kept = store.put_page(&address, &id, &source.validators);
        kept.map_err(not_kept)?;
    }
    widen(context, &[id])?;
    Ok(with_receipt(added.entry(), became(context, &added)))
}

/// A channel that asks some articles asks those that it adds, too.
pub(super) fn widen(context: &Context<'_>, added: &[String]) -> Result<(), Refusal> {
    let Some(asked) = context.here.channel.chosen()? else {
        return Ok(());
    };
    let new = added.iter().filter(|id| !asked.contains(id));
    let new: Vec<String> = new.cloned().collect();
    if new.is_empty() {
        return Ok(());
    }
    let scope = Scope::Articles([asked, new].concat());
    context.here.channel.ask(&scope).map_err(not_kept)
}

fn with_receipt(entry: &Entry, says: Line) -> Done {
    let mut done = receipt::receipt(entry);
    done.reply.command = COMMAND.name;
    done.reply.blocks.insert(0, Block::Text(says));
    done
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
