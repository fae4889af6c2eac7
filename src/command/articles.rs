//! `articles`: the list of articles that can be asked here.

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, paging};
use crate::{
    memory::Focus,
    reply::{Block, Line, Piece, Reply},
};

pub(super) static COMMAND: Command = Command {
    name: "articles",
    aliases: &["library"],
    summary: "lists the articles that can be asked here",
    arguments: &[Argument {
        name: "from",
        kind: Kind::Number,
        required: false,
        help: "the number of the first article to show",
        introduced_by: &[],
    }],
    examples: &["articles"],
    access: Access::Everyone,
    run,
};

const PAGE: usize = 10;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let listings = context.library.listings(context.scope);
    let page = paging::page(&listings, arguments, PAGE);
    let lines = page
        .items
        .iter()
        .map(|listing| {
            let mut line = Line(vec![Piece::Strong(listing.title().to_owned())]);
            if let Some(day) = listing.metadata.day() {
                line = line.say(", ").say(day.to_owned());
            }
            line = line.say(" · ").and(Piece::Code(listing.id.clone()));
            // Whoever runs the program sees what belongs to whom.
            match &listing.owner {
                Some(owner) if context.community.is_none() => line
                    .say(" · for ")
                    .and(Piece::Code(owner.clone()))
                    .say(" alone"),
                _ => line,
            }
        })
        .collect();
    let title = match page.place() {
        Some(place) => Line::own(format!("Articles {place}")),
        None => Line::own(super::article::counted(listings.len(), "article")),
    };
    Ok(Done {
        focus: Focus::default(),
        reply: Reply {
            command: COMMAND.name,
            title: Some(title),
            actions: page.more(COMMAND.name, arguments).into_iter().collect(),
            blocks: vec![Block::List(lines)],
            ..Reply::default()
        },
    })
}
