//! What the command line needs to know beside its arguments.

use std::path::PathBuf;

use crate::{
    article::LARGEST_SOURCE,
    bot,
    chat::terminal::colour::{Clickable, Colour},
    config::{Config, When},
};

/// Settings of the program.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the bot decides.
    pub bot: bot::Settings,
    /// Longest article in bytes.
    pub article_bytes: u64,
    /// When to use colours, unless the command line says.
    pub colour: Colour,
    /// When citations are links.
    pub links: Clickable,
    /// Where the chat keeps its history; nowhere without.
    pub history: Option<PathBuf>,
}

impl Options {
    /// The defaults, with what a configuration file says otherwise.
    ///
    /// # Errors
    /// When the file cannot be read or is not right.
    pub(super) fn configured(file: Option<&PathBuf>) -> anyhow::Result<Self> {
        let mut options = Self::default();
        if let Some(file) = file {
            let config = Config::load(file)?;
            options.bot = config.bot();
            options.colour = match config.terminal.colour {
                When::Auto => Colour::Auto,
                When::Always => Colour::Always,
                When::Never => Colour::Never,
            };
        }
        Ok(options)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bot: bot::Settings::default(),
            article_bytes: LARGEST_SOURCE as u64,
            colour: Colour::default(),
            links: Clickable::default(),
            history: history(),
        }
    }
}

/// Where programs keep their state (XDG Base Directory Specification).
fn history() -> Option<PathBuf> {
    let absolute = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")))?;
    Some(state.join("verbatim").join("history"))
}
