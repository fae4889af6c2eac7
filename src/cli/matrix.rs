//! `verbatim matrix`: the account on Matrix, set up by hand.

use std::io::{self, Write};

use anyhow::Context;
use clap::ArgMatches;

use super::{Exit, Options, grammar, shelf};
use crate::chat::{
    matrix::{Step, set_up},
    terminal::sanitise::sanitise,
};

/// Does the step that was named, and prints what it says.
pub(super) fn run(given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let step = match given.get_one::<String>(grammar::STEP).map(String::as_str) {
        Some("verify") => Step::Verify,
        Some("logout") => Step::LogOut,
        _ => Step::LogIn,
    };
    let place = shelf::place(options)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")?;
    let says = runtime.block_on(set_up(&options.config, place, step))?;
    writeln!(io::stdout(), "{}", sanitise(&says))?;
    Ok(Exit::Answered)
}
