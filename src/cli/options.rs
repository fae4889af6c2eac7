//! What the command line needs to know beside its arguments.

use std::path::{Path, PathBuf};

use crate::{
    article::LARGEST_SOURCE,
    bot,
    chat::terminal::colour::{Clickable, Colour},
    config::{Config, History, Secret},
};

/// Settings of the program.
#[derive(Clone, Debug)]
pub struct Options {
    /// All that was configured.
    pub config: Config,
    /// From which file.
    pub file: Option<PathBuf>,
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
    /// Files that are asked, unless the command line names others.
    pub articles: Vec<PathBuf>,
    /// Where the library lasts; nowhere when there is no place for it.
    pub data_dir: Option<PathBuf>,
    /// The server that keeps the state instead of a file there.
    pub database: Option<Secret>,
}

impl Options {
    /// What the configuration says: the file that is named, else the one that
    /// is found, and the environment.
    ///
    /// # Errors
    /// When the configuration cannot be read or is not right.
    pub(super) fn configured(file: Option<&Path>) -> anyhow::Result<Self> {
        let environment = |name: &str| std::env::var(name).ok();
        let found = match file {
            Some(file) => Some(file.to_owned()),
            None => Config::find(environment, Path::is_file),
        };
        let config = Config::load(found.as_deref(), environment)?;
        Ok(Self {
            bot: config.settings(),
            colour: config.terminal.colour,
            links: config.terminal.links,
            articles: config.library.articles.clone(),
            data_dir: config.library.data_dir.clone().or_else(data_dir),
            history: match &config.terminal.history {
                History::Auto => history(),
                History::Never => None,
                History::File(path) => Some(path.clone()),
            },
            config,
            file: found,
            database: Secret::load("VERBATIM_DATABASE", environment, |path| {
                std::fs::read_to_string(path)
            })?,
            ..Self::default()
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: Config::default(),
            file: None,
            bot: bot::Settings::default(),
            article_bytes: LARGEST_SOURCE as u64,
            colour: Colour::default(),
            links: Clickable::default(),
            history: history(),
            articles: Vec::new(),
            data_dir: data_dir(),
            database: None,
        }
    }
}

/// Where programs keep their state (XDG Base Directory Specification).
fn history() -> Option<PathBuf> {
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".local").join("state")))?;
    Some(state.join("verbatim").join("history"))
}

/// Beside the articles of the repository when the program is started there,
/// else where programs keep their data.
fn data_dir() -> Option<PathBuf> {
    let beside = Path::new("index");
    let ours = |article: &crate::bundled::Bundled| beside.join(article.name).is_file();
    if crate::bundled::ARTICLES.iter().all(ours) {
        return Some(beside.to_owned());
    }
    let data = absolute("XDG_DATA_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".local").join("share")))?;
    Some(data.join("verbatim"))
}

fn absolute(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}
