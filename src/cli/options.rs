//! What the command line needs to know beside its arguments.

use std::path::PathBuf;

use crate::{
    bot,
    chat::terminal::colour::{Clickable, Colour},
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

impl Default for Options {
    fn default() -> Self {
        Self {
            bot: bot::Settings::default(),
            // Ten times the longest novel; a saved page is well under one.
            article_bytes: 20 * 1024 * 1024,
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
