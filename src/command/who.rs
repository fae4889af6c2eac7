//! `who`: who said or claimed something, how, and where.

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};

pub(super) static COMMAND: Command = Command {
    name: "who",
    aliases: &["whosaid"],
    summary: "finds who said or claimed something, and how",
    arguments: &[
        Argument {
            name: "words",
            kind: Kind::Text,
            required: true,
            help: "the words, or what they were about",
            introduced_by: &[],
        },
        Argument {
            name: "from",
            kind: Kind::Number,
            required: false,
            help: "the number of the first quote to show",
            introduced_by: &[],
        },
    ],
    examples: &["who said it first?", "who win-win"],
    access: Access::Everyone,
    run,
};

fn run(_: &Context<'_>, _: &Arguments) -> Result<Done, Refusal> {
    Ok(Done::default())
}
