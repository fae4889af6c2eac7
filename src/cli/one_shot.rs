//! One command, or one for each line of standard input, and out.

use std::io::{self, Write};

use anyhow::bail;
use clap::ArgMatches;

use super::{
    Exit, Options, Output, gathering, grammar,
    reading::Reading,
    shelf::{self, Use},
    talk,
};
use crate::{
    bot::Bot,
    chat::{
        json::Object,
        layout::Hints,
        lines::{Heard, LONGEST, next},
        session::{Session, refusal},
        terminal::{
            columns,
            render::{Look, render},
        },
    },
    command::{Access, Arguments, Command, Kind, parse},
    index::Scope,
    reply::{Reply, Status},
};

/// The question that means: read them from standard input.
const FROM_INPUT: &str = "-";

pub(super) fn run(
    command: &'static Command,
    given: &ArgMatches,
    options: &Options,
) -> anyhow::Result<Exit> {
    if command.name == "article" && given.get_flag(grammar::TEXT) {
        return text(command, given, options);
    }
    let words = words(given);
    let flags = flags(command, given);
    let purpose = match command.access {
        Access::Everyone => Use::Ask,
        Access::Moderators => Use::Change,
    };
    let bot = talk::bot(given, options, purpose)?;
    let session = Session::new(&bot, "command line");
    let output = Output::of(given, options);
    let mut look = talk::look(&session, &output, Hints::Lines);
    if output.terminal {
        look.width = columns().filter(|columns| *columns > 0);
    }
    let mut printer = Printer {
        bot: &bot,
        look,
        json: given.get_flag(grammar::JSON),
        printed: false,
    };
    if command.name == "add" && gathering::is_meant(&words) {
        let reading = Reading::new(options);
        let reply = gathering::add(&words, options.article_bytes, bot.library(), &reading)?;
        return printer.print(&reply);
    }
    if words != [FROM_INPUT] {
        let reply = match arguments(command, &words, flags) {
            Ok(arguments) => session.run(command, arguments),
            Err(sentence) => refusal(command.name, &sentence),
        };
        return printer.print(&reply);
    }
    let mut input = io::stdin().lock();
    let mut exit = Exit::Answered;
    let mut number = 0_usize;
    while let Some(heard) = next(&mut input)? {
        number += 1;
        let reply = match heard {
            Heard::TooLong => refusal(
                command.name,
                &format!("That line is longer than {} kB.", LONGEST / 1024),
            ),
            // A program counts lines; a person leaves some empty.
            Heard::Line(line) if line.trim().is_empty() && !printer.json => continue,
            Heard::Line(line) => match arguments(command, &[line], flags.clone()) {
                // Each question stands alone, whatever was asked before.
                Ok(arguments) => {
                    Session::new(&bot, format!("line {number}")).run(command, arguments)
                }
                Err(sentence) => refusal(command.name, &sentence),
            },
        };
        exit = exit.max(printer.print(&reply)?);
    }
    Ok(exit)
}

fn words(given: &ArgMatches) -> Vec<String> {
    // A command without arguments takes no words.
    match given.try_get_many::<String>(grammar::WORDS) {
        Ok(Some(words)) => words.cloned().collect(),
        Ok(None) | Err(_) => Vec::new(),
    }
}

fn flags(command: &'static Command, given: &ArgMatches) -> Vec<(&'static str, String)> {
    command
        .arguments
        .iter()
        .filter_map(|argument| {
            let value = given.get_one::<String>(argument.name)?;
            Some((argument.name, value.clone()))
        })
        .collect()
}

/// The arguments out of the words of the command line, read as a chat reads
/// them, and the flags, which win.
fn arguments(
    command: &Command,
    words: &[String],
    flags: Vec<(&'static str, String)>,
) -> Result<Arguments, String> {
    let mut line = String::new();
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            line.push(' ');
        }
        if number == 0 && is_whole_quote(command, word) {
            line.push('“');
            line.push_str(word);
            line.push('”');
        } else {
            line.push_str(word);
        }
    }
    // So that the words leave to the flags what is theirs. The values wait:
    // they must not be read for further `name:value`.
    for (name, _) in &flags {
        line.push(' ');
        line.push_str(name);
        line.push_str(":1");
    }
    let parsed = parse(command, line.trim_start())?;
    Ok(flags
        .into_iter()
        .fold(parsed, |parsed, (name, value)| parsed.with(name, value)))
}

/// Whether the shell's quotation marks were those of an alleged quotation:
/// `verbatim check "a fair deal" --speaker "Ann Lee"`.
fn is_whole_quote(command: &Command, word: &str) -> bool {
    let takes_quote = command
        .arguments
        .first()
        .is_some_and(|argument| argument.kind == Kind::Quote);
    let named = command.arguments.iter().any(|argument| {
        word.split_whitespace()
            .any(|word| word.starts_with(&format!("{}:", argument.name)))
    });
    takes_quote
        && !named
        && word.trim().contains(char::is_whitespace)
        && !word.contains(['"', '“', '”', '«', '»', '„'])
}

/// `article --text`: the text that every offset refers to, and nothing else.
fn text(command: &'static Command, given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let library = shelf::library(&talk::named(given, options), options, Use::Ask)?;
    let which = arguments(command, &words(given), flags(command, given))
        .map_err(anyhow::Error::msg)?
        .get("which")
        .map(str::to_owned);
    let listings = library.listings(&Scope::All);
    let mut ids: Vec<&str> = listings.iter().map(|listing| listing.id.as_str()).collect();
    if let Some(which) = &which {
        ids.retain(|id| id == which);
    }
    let [id] = ids.as_slice() else {
        let shown: Vec<&str> = listings.iter().take(5).map(|one| one.id.as_str()).collect();
        bail!(
            "name one article: verbatim article --text {}",
            shown.join(" or ")
        );
    };
    let Some(entry) = library.get(id) else {
        bail!("`{id}` cannot be read");
    };
    io::stdout()
        .lock()
        .write_all(entry.article.text().as_bytes())?;
    Ok(Exit::Answered)
}

struct Printer<'a> {
    bot: &'a Bot,
    look: Look,
    json: bool,
    printed: bool,
}

impl Printer<'_> {
    /// Prints a reply: for people with an empty line between two, and what is
    /// no answer to standard error.
    fn print(&mut self, reply: &Reply) -> anyhow::Result<Exit> {
        if self.json {
            let object = Object::new(reply, self.bot.library());
            writeln!(io::stdout(), "{}", object.line()?)?;
        } else if reply.status == Status::Refused {
            let look = Look {
                colour: false,
                ..self.look
            };
            writeln!(io::stderr(), "error: {}", render(reply, look))?;
        } else {
            let gap = if self.printed { "\n" } else { "" };
            writeln!(io::stdout(), "{gap}{}", render(reply, self.look))?;
            self.printed = true;
        }
        Ok(reply.status.into())
    }
}
