//! `use`: which articles a channel asks.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, article::counted,
    surroundings::not_kept,
};
use crate::{
    index::Scope,
    reply::{Block, Line, Piece, Reply},
};

pub(super) static COMMAND: Command = Command {
    name: "use",
    aliases: &["ask-only"],
    summary: "says which articles this channel asks: one, several or all",
    arguments: &[Argument {
        name: "which",
        kind: Kind::Article,
        required: false,
        help: "an article by identifier or title, several with commas between them, or all",
        introduced_by: &[],
    }],
    examples: &["use all", "use first-article, second-article"],
    access: Access::Moderators,
    run,
};

/// Titles that are named; more are counted.
const TITLES: usize = 5;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let scope = match arguments.get("which") {
        None => {
            let all = context.here.channel.chosen()?.is_none();
            let scope = context.scope;
            let opening = format!("This {} asks ", context.here.channel.kind());
            return Ok(said(asks(opening, context, scope, all)));
        }
        Some(which) if is_all(which) => Scope::All,
        Some(which) => {
            let everything = Context {
                scope: context.reach,
                ..*context
            };
            let mut ids = Vec::new();
            for name in names(&everything, which) {
                let id = everything.article(Some(&name))?.article.id.clone();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            Scope::Articles(ids)
        }
    };
    context.here.channel.ask(&scope).map_err(not_kept)?;
    let (asked, all) = match &scope {
        Scope::Articles(_) => (&scope, false),
        Scope::All | Scope::Community(_) | Scope::Of(_) => (context.reach, true),
    };
    let opening = format!("From now on this {} asks ", context.here.channel.kind());
    Ok(said(asks(opening, context, asked, all)))
}

fn is_all(which: &str) -> bool {
    let which = crate::text::fold(which);
    matches!(
        which.trim(),
        "all" | "everything" | "every article" | "all articles"
    )
}

/// The names in a list; a title with a comma in it is one name.
fn names(context: &Context<'_>, which: &str) -> Vec<String> {
    if context.article(Some(which)).is_ok() {
        return vec![which.to_owned()];
    }
    which
        .split([',', ';'])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn asks(opening: String, context: &Context<'_>, scope: &Scope, all: bool) -> Line {
    let listings = context.library.listings(scope);
    let opening = Line::own(opening);
    let count = counted(listings.len(), "article");
    if all {
        return opening.say(format!("all there are: {count}."));
    }
    let mut line = match listings.len() {
        0 => {
            return opening
                .say("no article: those it asked are gone. ")
                .and(Piece::Code("use all".into()))
                .say(" asks all there are.");
        }
        1 => opening,
        _ => opening.say(format!("{count}: ")),
    };
    for (number, listing) in listings.iter().take(TITLES).enumerate() {
        if number > 0 {
            line = line.say("; ");
        }
        line = line.and(Piece::Strong(listing.title().to_owned()));
    }
    line.say(if listings.len() > TITLES {
        "; …"
    } else {
        "."
    })
}

fn said(line: Line) -> Done {
    Done {
        reply: Reply {
            command: COMMAND.name,
            blocks: vec![Block::Text(line)],
            ..Reply::default()
        },
        ..Done::default()
    }
}
