//! What a package of the program brings along, made from the grammar of the
//! command line: completions of shells and a page of the manual.

use std::io::{self, Write};

use clap::ArgMatches;
use clap_complete::Shell;

use super::{Exit, grammar};

/// `verbatim completions <shell>`: the script, to standard output.
pub(super) fn completions(given: &ArgMatches) -> anyhow::Result<Exit> {
    let Some(shell) = given.get_one::<Shell>(grammar::SHELL) else {
        anyhow::bail!("name a shell: verbatim completions bash");
    };
    let mut program = grammar::program();
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut program, "verbatim", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Answered)
}

/// `verbatim man [command]`: the page, as troff, to standard output.
pub(super) fn manual(given: &ArgMatches) -> anyhow::Result<Exit> {
    let mut program = grammar::program();
    program.build();
    let page = match given.get_one::<String>(grammar::COMMAND) {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => anyhow::bail!("there is no command `{name}`"),
        },
    };
    let mut troff = Vec::new();
    clap_mangen::Man::new(page).render(&mut troff)?;
    io::stdout().lock().write_all(&troff)?;
    Ok(Exit::Answered)
}
