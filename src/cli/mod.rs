//! The command line: from arguments to output and an exit status. What can be
//! asked it has from the table of commands.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::ArgMatches;

use crate::{
    chat::terminal::{
        self,
        colour::{Clickable, Colour},
    },
    command,
    config::Log,
};

mod apart;
mod articles;
mod bench;
mod doctor;
mod evaluation;
mod exit;
mod feedback;
#[cfg(feature = "serve")]
mod forgetting;
mod gathering;
mod grammar;
mod log;
#[cfg(feature = "matrix")]
mod matrix;
mod moving;
mod next_step;
mod one_shot;
mod options;
mod papers;
mod progress;
#[cfg(feature = "reader")]
mod reader;
mod reading;
#[cfg(feature = "serve")]
mod reload;
#[cfg(feature = "serve")]
mod running;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod shared;
mod shelf;
#[cfg(feature = "serve")]
mod supervision;
mod talk;

pub use exit::Exit;
pub use options::Options;

/// Runs the program with its arguments, the first of which is its name.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match grammar::program().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(shown) => {
            // Help and version are answers, everything else is a usage error;
            // clap tells them apart. There is nobody to tell when it fails.
            let _ = shown.print();
            return if shown.use_stderr() {
                Exit::Fault.into()
            } else {
                Exit::Answered.into()
            };
        }
    };
    // Needs no configuration, and must not be stopped by one.
    if matches.subcommand_name() == Some(grammar::READ_PDF) {
        return apart::run().into();
    }
    let named = matches.get_one::<PathBuf>(grammar::CONFIG);
    let configured = Options::configured(named.map(PathBuf::as_path));
    let log = configured.as_ref().map_or(Log::default(), |o| o.config.log);
    log::start(matches.get_count(grammar::VERBOSE), log);
    match configured.and_then(|options| dispatch(&matches, &options)) {
        Ok(exit) => exit.into(),
        // Who reads no further has what they wanted: `verbatim … | head -1`.
        Err(error) if is_broken_pipe(&error) => Exit::Answered.into(),
        Err(error) => {
            let sentence = format!("{error:#}");
            let shown = terminal::sanitise::sanitise(&sentence);
            let _ = writeln!(io::stderr(), "error: {shown}");
            if let Some(next) = next_step::after(&error) {
                let _ = writeln!(io::stderr(), "{next}");
            }
            Exit::Fault.into()
        }
    }
}

fn dispatch(matches: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    match matches.subcommand() {
        #[cfg(feature = "serve")]
        None if matches.get_one::<String>(grammar::ARTICLE).is_none()
            && !serve::configured(&options.config)?.is_empty() =>
        {
            serve::run(options)
        }
        None | Some((grammar::CHAT, _)) => talk::chat(matches, options),
        #[cfg(feature = "serve")]
        Some((grammar::SERVE, _)) => serve::run(options),
        #[cfg(feature = "matrix")]
        Some((grammar::MATRIX, chosen)) => matrix::run(chosen, options),
        Some((grammar::EVAL, chosen)) => evaluation::run(chosen),
        Some((grammar::COMPLETIONS, given)) => papers::completions(given),
        Some((grammar::MANUAL, given)) => papers::manual(given),
        Some((grammar::EXPORT, given)) => moving::export(given, options),
        Some((grammar::IMPORT, given)) => moving::import(given, options),
        Some((grammar::FEEDBACK, given)) => feedback::run(given, options),
        #[cfg(feature = "serve")]
        Some((grammar::DOCTOR, given)) if given.get_flag(grammar::RUNNING) => running::run(options),
        Some((grammar::DOCTOR, _)) => doctor::run(options),
        #[cfg(feature = "reader")]
        Some((grammar::READER, given)) => reader::run(given, options),
        Some((grammar::BENCH, given)) => bench::run(given, options),
        Some((name, given)) => {
            let command = command::find(name)
                .ok_or_else(|| anyhow::anyhow!("there is no command `{name}`"))?;
            one_shot::run(command, given, options)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// What the output is and what the user wants of it.
struct Output {
    terminal: bool,
    colour: bool,
    clickable: bool,
}

impl Output {
    fn of(matches: &ArgMatches, options: &Options) -> Self {
        let environment = |name: &str| std::env::var(name).ok();
        let chosen = matches.get_one::<Colour>(grammar::COLOUR).copied();
        let terminal = io::stdout().is_terminal();
        let colour = chosen
            .unwrap_or(options.colour)
            .decide(terminal, &environment);
        // Links are escape sequences too: none where colours are unwanted.
        let links = if colour {
            options.links
        } else {
            Clickable::Never
        };
        Self {
            terminal,
            colour,
            clickable: links.decide(terminal, &environment),
        }
    }
}
