//! `verbatim eval`: opens the files and hands over.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::ArgMatches;

use super::{Exit, grammar};
use crate::{eval, reader::Reads};

pub(super) fn run(given: &ArgMatches) -> anyhow::Result<Exit> {
    let path = |name: &str| {
        given
            .get_one::<PathBuf>(name)
            .with_context(|| format!("--{name} is missing"))
    };
    let (data, out) = (path(grammar::DATA)?, path(grammar::OUT)?);
    let input = File::open(data).with_context(|| format!("failed to open `{}`", data.display()))?;
    let output =
        File::create(out).with_context(|| format!("failed to write `{}`", out.display()))?;
    let (input, output) = (BufReader::new(input), BufWriter::new(output));
    let figures = match given.get_one::<String>(grammar::TASK).map(String::as_str) {
        Some("qa") => match reader(given)? {
            Some(reader) => eval::qa::run_reading(input, output, &*reader),
            None => eval::qa::run(input, output),
        },
        Some("quotes") => eval::quotes::run(input, output),
        _ => eval::summary::run(input, output),
    }
    .with_context(|| format!("failed to evaluate `{}`", data.display()))?;
    writeln!(io::stdout(), "{}", figures.trim_end())?;
    Ok(Exit::Answered)
}

#[cfg(feature = "reader")]
fn reader(given: &ArgMatches) -> anyhow::Result<Option<Box<dyn Reads>>> {
    let named = given.get_one::<PathBuf>(grammar::READER);
    let opened = named.map(|path| crate::reader::Reader::open(path));
    Ok(opened
        .transpose()?
        .map(|reader| Box::new(reader) as Box<dyn Reads>))
}

#[cfg(not(feature = "reader"))]
fn reader(_: &ArgMatches) -> anyhow::Result<Option<Box<dyn Reads>>> {
    Ok(None)
}
