//! How the program is to behave: defaults, then a file, then the environment;
//! the command line has the last word. Knows no command and opens nothing but
//! its file.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    bot,
    chat::terminal::colour::{Clickable, Colour},
    fetch,
    text::shorten,
};

mod fault;
mod keys;
mod reload;
mod secret;
mod source;
mod value;

pub use fault::ConfigError;
pub use keys::{KEYS, Key};
pub use secret::{Secret, SecretError};

/// A configuration file is a page of text; more is some other file.
const LONGEST_FILE: u64 = 1024 * 1024;

/// Everything that can be configured. `config/verbatim.toml` says what each
/// key means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// When an answer is one.
    pub answers: Answers,
    /// How much is taken and remembered.
    pub limits: Limits,
    /// How the terminal looks.
    pub terminal: Terminal,
    /// Which articles.
    pub library: Library,
    /// How pages of the web are read.
    pub fetch: Fetch,
    /// The account on Discord.
    pub discord: Discord,
    /// The account on Matrix.
    pub matrix: Matrix,
    /// What is logged.
    pub log: Log,
    /// Where it can be read how the service is doing.
    pub monitoring: Monitoring,
}

/// `[answers]`
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// Below this probability, in 0..=1, that the article answers, `ask` is
    /// silent. Written in per cent.
    pub threshold: f32,
    /// Whether a network reads what was found and points at the words that answer.
    pub reader: bool,
}

/// `[limits]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest question in code points.
    pub question_characters: usize,
    /// How many turns a conversation remembers.
    pub memory_turns: usize,
    /// For how many minutes a turn is remembered.
    pub memory_minutes: u32,
    /// Questions that one person may ask at once, and again over a minute;
    /// 0 for any number.
    pub person_questions: u32,
    /// The same of all people in one channel.
    pub channel_questions: u32,
    /// The same of all channels of one server.
    pub server_questions: u32,
}

/// `[terminal]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// When to use colours.
    pub colour: Colour,
    /// When citations are links.
    pub links: Clickable,
    /// Where the lines that were typed are kept.
    pub history: History,
}

/// Where the lines that were typed are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// Where programs keep their state.
    #[default]
    Auto,
    /// Nowhere: each chat begins without.
    Never,
    /// In this file.
    File(PathBuf),
}

/// `[library]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// Files that are asked when the command line names none; without, the
    /// articles that are compiled in.
    pub articles: Vec<PathBuf>,
    /// Where the library lasts; where programs keep their data without.
    pub data_dir: Option<PathBuf>,
}

/// `[fetch]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// For how many seconds a page is waited for.
    pub seconds: u32,
    /// Whether addresses of this machine and of private networks are opened.
    pub private_addresses: bool,
}

/// `[discord]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discord {
    /// The only server in which commands are registered; all without.
    pub guild: String,
    /// A role whose members may use moderators' commands.
    pub moderator_role: String,
    /// Which shards this process serves.
    pub shards: String,
    /// Where requests go instead of to Discord.
    pub api: String,
    /// The proxy through which requests go to Discord.
    pub http_proxy: String,
    /// A file of certificates that are trusted beside the usual ones.
    pub extra_ca_file: String,
    /// After so many seconds without a sign of life a shard is restarted.
    pub silence_seconds: u32,
}

impl Default for Discord {
    fn default() -> Self {
        Self {
            guild: String::new(),
            moderator_role: String::new(),
            shards: "auto".to_owned(),
            api: String::new(),
            http_proxy: String::new(),
            extra_ca_file: String::new(),
            silence_seconds: 150,
        }
    }
}

/// `[matrix]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The homeserver: a server name or an address. Nothing: no Matrix.
    pub homeserver: String,
    /// The account: "@verbatim:example.org", or its first part.
    pub user: String,
    /// The device that an access token belongs to.
    pub device: String,
    /// What a question begins with in a room with others.
    pub prefix: String,
    /// Who may invite: users, servers, rooms, or "*" for everybody.
    pub invitations: Vec<String>,
    /// Whether what can be done next is offered as reactions.
    pub reactions: bool,
}

impl Default for Matrix {
    fn default() -> Self {
        Self {
            homeserver: String::new(),
            user: String::new(),
            device: String::new(),
            prefix: "!verbatim".to_owned(),
            invitations: Vec::new(),
            reactions: true,
        }
    }
}

/// `[log]`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The least important that is logged.
    pub level: Level,
    /// How a line of it looks.
    pub format: Format,
}

/// `[monitoring]`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Monitoring {
    /// The port of this machine at which it can be read; nowhere for 0.
    pub port: u16,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object, for programs that gather logs.
    Json,
}

/// How important what is logged must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Faults of ours only.
    Error,
    /// And what may become one.
    #[default]
    Warn,
    /// And what happens.
    Info,
    /// And how it is done.
    Debug,
    /// And everything that the libraries have to say.
    Trace,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            threshold: bot::Settings::default().threshold,
            reader: true,
        }
    }
}

impl Default for Fetch {
    fn default() -> Self {
        let limits = fetch::Limits::default();
        Self {
            seconds: u32::try_from(limits.time.as_secs()).unwrap_or(u32::MAX),
            private_addresses: limits.private,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let settings = bot::Settings::default();
        let minutes = settings.memory_time.as_secs() / 60;
        Self {
            question_characters: settings.question_characters,
            memory_turns: settings.memory_turns,
            memory_minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
            // More than people type and read, less than holds up others.
            person_questions: 20,
            channel_questions: 60,
            server_questions: 240,
        }
    }
}

impl Config {
    /// The configuration of a file, if one is named, and of an environment.
    /// Relative paths in the file are seen from the working directory, as
    /// those of the command line are.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, or has a key that is unknown
    /// or a value that is not one of the key's; the error says where, and what
    /// was probably meant. The same for a variable's value.
    pub fn load(
        path: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(path) = path {
            let text = read(path).map_err(|source| ConfigError::Unreadable {
                path: path.to_owned(),
                source,
            })?;
            source::apply(&mut config, &text).map_err(|(line, fault)| ConfigError::File {
                path: path.to_owned(),
                line,
                fault,
            })?;
        }
        for key in KEYS {
            let name = key.variable();
            // An empty variable is how many programs unset one.
            let Some(text) = environment(&name).filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            (key.put)(&mut config, &value::Given::Variable(text.trim())).map_err(|expected| {
                ConfigError::Variable {
                    name,
                    fault: format!("it must be {expected}, not `{}`", shorten(text.trim(), 60)),
                }
            })?;
        }
        Ok(config)
    }

    /// The file to load when none is named: what `VERBATIM_CONFIG` says, else
    /// the first there is of `config/verbatim.toml` below the working
    /// directory and `verbatim/verbatim.toml` where programs keep their
    /// configuration (XDG Base Directory Specification).
    #[must_use]
    pub fn find(
        environment: impl Fn(&str) -> Option<String>,
        is_file: impl Fn(&Path) -> bool,
    ) -> Option<PathBuf> {
        let named = |name: &str| {
            environment(name)
                .filter(|value| !value.trim().is_empty())
                .map(PathBuf::from)
        };
        // A file that is asked for and missing is an error, not a fallback.
        if let Some(path) = named("VERBATIM_CONFIG") {
            return Some(path);
        }
        let absolute = |name: &str| named(name).filter(|path| path.is_absolute());
        let personal = absolute("XDG_CONFIG_HOME")
            .or_else(|| Some(absolute("HOME")?.join(".config")))
            .map(|directory| directory.join("verbatim").join("verbatim.toml"));
        [Some(PathBuf::from("config/verbatim.toml")), personal]
            .into_iter()
            .flatten()
            .find(|path| is_file(path))
    }

    /// What reading pages of the web needs of it.
    #[must_use]
    pub fn fetch(&self) -> fetch::Limits {
        fetch::Limits {
            time: Duration::from_secs(u64::from(self.fetch.seconds)),
            private: self.fetch.private_addresses,
            ..fetch::Limits::default()
        }
    }

    /// What the bot needs of it.
    #[must_use]
    pub fn settings(&self) -> bot::Settings {
        bot::Settings {
            threshold: self.answers.threshold,
            question_characters: self.limits.question_characters,
            memory_turns: self.limits.memory_turns,
            memory_time: Duration::from_secs(u64::from(self.limits.memory_minutes) * 60),
        }
    }
}

impl Level {
    /// As the key's value and as filters of the log write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

fn read(path: &Path) -> io::Result<String> {
    // Looked at before it is opened: opening a pipe waits for its writer.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is not an ordinary file"));
    }
    let mut text = String::new();
    File::open(path)?
        .take(LONGEST_FILE + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST_FILE {
        return Err(io::Error::other("it is longer than a configuration"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
