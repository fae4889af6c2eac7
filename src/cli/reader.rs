//! `verbatim reader`: which network points at the words that answer, and
//! another in its place.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use anyhow::Context;
use clap::ArgMatches;

use super::{Exit, Options, grammar, shelf};
use crate::{
    bot::Bot,
    reader::{self, Kept},
};

pub(super) fn run(given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let place = shelf::place(options)?;
    let mut out = io::stdout().lock();
    match given.subcommand() {
        Some((grammar::READER_USE, given)) => {
            let from = given.get_one::<PathBuf>(grammar::FILE);
            let from = from.context("the path of a model is missing")?;
            let (parameters, pieces) = reader::take(from, place)
                .with_context(|| format!("`{}` is not used", from.display()))?;
            writeln!(
                out,
                "It is used from the next start on: {parameters} parameters, {pieces} word pieces."
            )?;
            if !options.config.answers.reader {
                writeln!(out, "The configuration turns readers off: answers.reader.")?;
            }
        }
        Some((grammar::READER_REMOVE, _)) => {
            let said = if reader::remove(place)? {
                "Removed; the one that is built in takes its place."
            } else {
                "None was put in; the one that is built in stays."
            };
            writeln!(out, "{said}")?;
        }
        _ => writeln!(out, "{}", described(options)?)?,
    }
    Ok(Exit::Answered)
}

/// Which network reads, or that none does; opened to see that it can.
pub(super) fn described(options: &Options) -> anyhow::Result<String> {
    if !options.config.answers.reader {
        return Ok("None: the configuration turns it off (answers.reader).".to_owned());
    }
    let kept = Kept::new(options.data_dir.as_deref());
    let (parameters, pieces) = kept.open()?.size();
    let name = kept.folder().map_or_else(
        || "The one that is built in".to_owned(),
        |folder| format!("`{}`", folder.display()),
    );
    Ok(format!(
        "{name}: {parameters} parameters, {pieces} word pieces."
    ))
}

/// The bot with a reader, unless the configuration wants none.
pub(super) fn attach(bot: Bot, options: &Options) -> Bot {
    if !options.config.answers.reader {
        return bot;
    }
    bot.with_reader(Arc::new(Kept::new(options.data_dir.as_deref())))
}
