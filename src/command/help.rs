//! `help`: how to ask, out of the table of commands.

use super::{Access, Argument, Arguments, COMMANDS, Command, Context, Done, Kind, Refusal};
use crate::{
    memory::Focus,
    reply::{Block, Line, Piece, Reply},
};

pub(super) static COMMAND: Command = Command {
    name: "help",
    aliases: &["commands", "?"],
    summary: "shows how to ask",
    arguments: &[Argument {
        name: "command",
        kind: Kind::Command,
        required: false,
        help: "the command to explain",
        introduced_by: &[],
    }],
    examples: &["help", "help check"],
    access: Access::Everyone,
    run,
};

fn run(_: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let reply = match arguments.get("command") {
        None => overview(),
        Some(name) => {
            let command = super::find(name).ok_or_else(|| Refusal::Asker(super::unknown(name)))?;
            one(command)
        }
    };
    Ok(Done {
        reply,
        focus: Focus::default(),
    })
}

fn overview() -> Reply {
    let rows = COMMANDS
        .iter()
        .map(|command| {
            Line(vec![Piece::Code(command.usage())]).say(format!(": {}", command.summary))
        })
        .collect();
    Reply {
        command: COMMAND.name,
        blocks: vec![
            Block::Text(
                Line::own("Just ask in your own words: ")
                    .and(Piece::Code("who said …?".into()))
                    .say(", ")
                    .and(Piece::Code("what did … say about …?".into()))
                    .say(", ")
                    .and(Piece::Code("did … really say …?".into()))
                    .say(", ")
                    .and(Piece::Code("how much …?".into()))
                    .say(", ")
                    .and(Piece::Code("tl;dr".into()))
                    .say(". Or use a command:"),
            ),
            Block::List(rows),
            Block::Note(
                Line::own("After an answer: ")
                    .and(Piece::Code("why?".into()))
                    .say(", ")
                    .and(Piece::Code("more".into()))
                    .say(", ")
                    .and(Piece::Code("and what else did he say?".into()))
                    .say(". ")
                    .and(Piece::Code("help check".into()))
                    .say(" explains one command."),
            ),
        ],
        ..Reply::default()
    }
}

fn one(command: &Command) -> Reply {
    let mut lines = Vec::new();
    for argument in command.arguments {
        if !argument.kind.is_typed() {
            continue;
        }
        lines.push(
            Line(vec![Piece::Code(argument.name.into())]).say(format!(": {}", argument.help)),
        );
    }
    let mut blocks = vec![Block::Text(
        Line(vec![Piece::Code(command.usage())]).say(format!(" {}.", command.summary)),
    )];
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    let mut note = Line::own("For example: ");
    for (number, example) in command.examples.iter().enumerate() {
        if number > 0 {
            note = note.say(" · ");
        }
        note = note.and(Piece::Code((*example).into()));
    }
    if !command.aliases.is_empty() {
        note = note.say(". Also: ");
        for (number, alias) in command.aliases.iter().enumerate() {
            if number > 0 {
                note = note.say(", ");
            }
            note = note.and(Piece::Code((*alias).into()));
        }
    }
    blocks.push(Block::Note(note.say(".")));
    Reply {
        command: COMMAND.name,
        blocks,
        ..Reply::default()
    }
}
