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
                "Removed; answers go without a reader."
            } else {
                "There is none."
            };
            writeln!(out, "{said}")?;
        }
        _ => match reader::kept(place) {
            Some(folder) => {
                let (parameters, pieces) = reader::Reader::open(&folder)?.size();
                let folder = folder.display();
                writeln!(
                    out,
                    "`{folder}`: {parameters} parameters, {pieces} word pieces."
                )?;
            }
            None => writeln!(
                out,
                "There is none; `verbatim reader use PATH` puts one in."
            )?,
        },
    }
    Ok(Exit::Answered)
}

/// The bot with the reader that is kept, if there is one and the configuration
/// wants it.
pub(super) fn attach(bot: Bot, options: &Options) -> Bot {
    let folder = options.data_dir.as_deref().and_then(reader::kept);
    match folder.filter(|_| options.config.answers.reader) {
        Some(folder) => bot.with_reader(Arc::new(Kept::new(folder))),
        None => bot,
    }
}
