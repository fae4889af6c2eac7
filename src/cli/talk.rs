//! `verbatim chat`: with a person at a terminal, or with a program.

use std::{
    io::{self, IsTerminal},
    path::Path,
    sync::Arc,
};

use clap::ArgMatches;

use super::{
    Exit, Options, Output, grammar,
    reading::Reading,
    shelf::{self, Use},
};
use crate::{
    bot::Bot,
    chat::{
        layout::{Hints, Links, Shown},
        session::Session,
        terminal::{Format, Interactive, interactive, piped, render::Look},
    },
};

pub(super) fn chat(matches: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let bot = bot(matches, options, Use::Talk)?;
    let session = Session::new(&bot, "terminal");
    let output = Output::of(matches, options);
    let look = look(&session, &output, Hints::Words);
    let json = matches.get_flag(grammar::JSON);
    if !json && output.terminal && io::stdin().is_terminal() {
        let history = options.history.clone().filter(|path| prepare(path).is_ok());
        interactive(&session, &Interactive { look, history })?;
    } else {
        let format = if json {
            Format::Json
        } else {
            Format::Text(look)
        };
        piped(&session, io::stdin().lock(), io::stdout().lock(), format)?;
    }
    Ok(Exit::Answered)
}

/// A bot over the articles that the command line names, else over the library.
pub(super) fn bot(matches: &ArgMatches, options: &Options, purpose: Use) -> anyhow::Result<Bot> {
    let library = shelf::library(&named(matches, options), options, purpose)?;
    let reading = Reading::new(options);
    let bot = Bot::new(Arc::new(library), options.bot.clone()).reading(Box::new(reading));
    #[cfg(feature = "reader")]
    let bot = super::reader::attach(bot, options);
    Ok(bot)
}

/// What `--article` names, in order; else what the configuration names.
pub(super) fn named(matches: &ArgMatches, options: &Options) -> Vec<String> {
    let configured = || {
        let paths = options.articles.iter();
        paths
            .map(|path| path.to_string_lossy().into_owned())
            .collect()
    };
    matches
        .get_many::<String>(grammar::ARTICLE)
        .map_or_else(configured, |names| names.cloned().collect())
}

pub(super) fn look(session: &Session<'_>, output: &Output, hints: Hints) -> Look {
    Look {
        colour: output.colour,
        width: None,
        shown: Shown {
            titles: session.several_articles(),
            links: match (output.clickable, output.terminal) {
                (true, _) => Links::Behind,
                // Addresses that lead to words are long; on a screen they
                // would bury the words.
                (false, true) => Links::Hidden,
                (false, false) => Links::Written,
            },
            hints,
        },
    }
}

/// Makes the directory and the file of the history, for their owner alone.
fn prepare(history: &Path) -> io::Result<()> {
    if let Some(directory) = history.parent() {
        std::fs::create_dir_all(directory)?;
    }
    let mut file = std::fs::OpenOptions::new();
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = file.mode(0o600).open(history)?;
        // It may have been made by hand.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    file.open(history).map(drop)
}
