//! `status`: is all well, what is asked here, and why the bot may be silent.

use super::{Access, Arguments, Command, Context, Done, Refusal, article::counted};
use crate::{
    memory::Focus,
    reply::{Block, Line, Piece, Reply},
};

pub(super) static COMMAND: Command = Command {
    name: "status",
    aliases: &[],
    summary: "says whether all is well, and why the bot may be silent",
    arguments: &[],
    examples: &["status"],
    access: Access::Everyone,
    run,
};

/// Titles that are named; more are counted.
const TITLES: usize = 3;

fn run(context: &Context<'_>, _: &Arguments) -> Result<Done, Refusal> {
    let listings = context.library.listings(context.scope);
    let mut asked = Line::own(format!(
        "This conversation asks {}",
        counted(listings.len(), "article")
    ));
    for (number, listing) in listings.iter().take(TITLES).enumerate() {
        asked = asked
            .say(if number == 0 { ": " } else { "; " })
            .and(Piece::Strong(listing.title().to_owned()));
    }
    if listings.len() > TITLES {
        asked = asked.say("; …");
    }
    let mut lines = vec![
        asked,
        Line::own(format!(
            "I answer when I am at least {:.0} % sure that the article does; otherwise I say that it does not, and show the nearest passage.",
            context.settings.threshold * 100.0
        )),
        Line::own(format!(
            "I remember the last {} of a conversation for {} minutes.",
            counted(context.settings.memory_turns, "question"),
            context.settings.memory_time.as_secs() / 60
        )),
        Line::own(format!("Verbatim {}", env!("CARGO_PKG_VERSION"))),
    ];
    lines.extend(context.here.notices.iter().map(Line::own));
    let well = if listings.is_empty() {
        "There is no article to ask, so every question goes unanswered."
    } else {
        "All is well."
    };
    Ok(Done {
        reply: Reply {
            command: COMMAND.name,
            blocks: vec![Block::Text(Line::own(well)), Block::List(lines)],
            ..Reply::default()
        },
        focus: Focus::default(),
    })
}
