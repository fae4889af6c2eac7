//! `quotes`: what somebody said, on a topic or at all, in the article's order.

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};

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

fn run(_: &Context<'_>, _: &Arguments) -> Result<Done, Refusal> {
    Ok(Done::default())
}
