//! `check`: did they say it, word for word?

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};

pub(super) static COMMAND: Command = Command {
    name: "check",
    aliases: &["verify"],
    summary: "says whether a quotation is in the article word for word, and whose it is",
    arguments: &[
        Argument {
            name: "quote",
            kind: Kind::Quote,
            required: true,
            help: "the alleged words, best in quotation marks",
            introduced_by: &[],
        },
        Argument {
            name: "speaker",
            kind: Kind::Speaker,
            required: false,
            help: "who is said to have said it",
            introduced_by: &["by", "said", "from"],
        },
    ],
    examples: &["check \"a fair deal\" by the minister"],
    access: Access::Everyone,
    run,
};

fn run(_: &Context<'_>, _: &Arguments) -> Result<Done, Refusal> {
    Ok(Done::default())
}
