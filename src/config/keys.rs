//! The table of keys: what can be configured, and what each key takes. Reading
//! a file and reading the environment are derived from it.

use super::{
    Config, Format, History, Level,
    value::{Given, choice, number, path, paths, per_cent, text, texts},
};
use crate::chat::terminal::colour::{Clickable, Colour};

/// One key. A key is a value: one row of [`KEYS`].
#[derive(Debug)]
pub struct Key {
    /// The section it stands in, without brackets.
    pub section: &'static str,
    /// Its name in the section.
    pub name: &'static str,
    /// Puts a value in its place, or says what it must be.
    pub(super) put: fn(&mut Config, &Given<'_>) -> Result<(), String>,
}

impl Key {
    /// The variable of the environment that overrides it:
    /// `VERBATIM_ANSWERS_THRESHOLD`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("VERBATIM_{}_{}", self.section, self.name).to_uppercase()
    }
}

/// Every key, in the order of `config/verbatim.toml`.
pub static KEYS: &[Key] = &[
    Key {
        section: "answers",
        name: "threshold",
        put: |config, given| {
            config.answers.threshold = per_cent(given)?;
            Ok(())
        },
    },
    Key {
        section: "answers",
        name: "reader",
        put: |config, given| {
            config.answers.reader = choice(given, &[("auto", true), ("never", false)])?;
            Ok(())
        },
    },
    Key {
        section: "limits",
        name: "question_characters",
        put: |config, given| {
            // The longest is a long page: a question is matched word by word.
            config.limits.question_characters = number(given, 20, 10_000)?;
            Ok(())
        },
    },
    Key {
        section: "limits",
        name: "memory_turns",
        put: |config, given| {
            config.limits.memory_turns = number(given, 0, 100)?;
            Ok(())
        },
    },
    Key {
        section: "limits",
        name: "memory_minutes",
        put: |config, given| {
            // A day: after that nobody means yesterday's "he".
            let minutes = number(given, 0, 24 * 60)?;
            config.limits.memory_minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            Ok(())
        },
    },
    Key {
        section: "limits",
        name: "person_questions",
        put: |config, given| {
            config.limits.person_questions = questions(given)?;
            Ok(())
        },
    },
    Key {
        section: "limits",
        name: "channel_questions",
        put: |config, given| {
            config.limits.channel_questions = questions(given)?;
            Ok(())
        },
    },
    Key {
        section: "limits",
        name: "server_questions",
        put: |config, given| {
            config.limits.server_questions = questions(given)?;
            Ok(())
        },
    },
    Key {
        section: "terminal",
        name: "colour",
        put: |config, given| {
            config.terminal.colour = choice(
                given,
                &[
                    ("auto", Colour::Auto),
                    ("always", Colour::Always),
                    ("never", Colour::Never),
                ],
            )?;
            Ok(())
        },
    },
    Key {
        section: "terminal",
        name: "links",
        put: |config, given| {
            config.terminal.links = choice(
                given,
                &[
                    ("auto", Clickable::Auto),
                    ("always", Clickable::Always),
                    ("never", Clickable::Never),
                ],
            )?;
            Ok(())
        },
    },
    Key {
        section: "terminal",
        name: "history",
        put: |config, given| {
            let words = [("auto", History::Auto), ("never", History::Never)];
            config.terminal.history = match choice(given, &words) {
                Ok(history) => history,
                Err(words) => match path(given) {
                    Ok(path) => History::File(path),
                    Err(path) => return Err(format!("{words}, or {path}")),
                },
            };
            Ok(())
        },
    },
    Key {
        section: "library",
        name: "articles",
        put: |config, given| {
            config.library.articles = paths(given)?;
            Ok(())
        },
    },
    Key {
        section: "library",
        name: "data_dir",
        put: |config, given| {
            config.library.data_dir = match choice(given, &[("auto", None)]) {
                Ok(auto) => auto,
                Err(words) => match path(given) {
                    Ok(path) => Some(path),
                    Err(path) => return Err(format!("{words}, or {path}")),
                },
            };
            Ok(())
        },
    },
    Key {
        section: "fetch",
        name: "seconds",
        put: |config, given| {
            // Whoever asks for a page waits for it.
            let seconds = number(given, 1, 300)?;
            config.fetch.seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
            Ok(())
        },
    },
    Key {
        section: "fetch",
        name: "private_addresses",
        put: |config, given| {
            config.fetch.private_addresses = choice(given, &[("yes", true), ("no", false)])?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "guild",
        put: |config, given| {
            config.discord.guild = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "moderator_role",
        put: |config, given| {
            config.discord.moderator_role = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "shards",
        put: |config, given| {
            config.discord.shards = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "api",
        put: |config, given| {
            config.discord.api = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "http_proxy",
        put: |config, given| {
            config.discord.http_proxy = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "extra_ca_file",
        put: |config, given| {
            config.discord.extra_ca_file = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "discord",
        name: "silence_seconds",
        put: |config, given| {
            // A shard is heard of at least every 41 seconds.
            let seconds = number(given, 1, 3_600)?;
            config.discord.silence_seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
            Ok(())
        },
    },
    Key {
        section: "matrix",
        name: "homeserver",
        put: |config, given| {
            config.matrix.homeserver = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "matrix",
        name: "user",
        put: |config, given| {
            config.matrix.user = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "matrix",
        name: "device",
        put: |config, given| {
            config.matrix.device = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "matrix",
        name: "prefix",
        put: |config, given| {
            config.matrix.prefix = text(given)?;
            Ok(())
        },
    },
    Key {
        section: "matrix",
        name: "invitations",
        put: |config, given| {
            config.matrix.invitations = texts(given)?;
            Ok(())
        },
    },
    Key {
        section: "matrix",
        name: "reactions",
        put: |config, given| {
            config.matrix.reactions = choice(given, &[("yes", true), ("no", false)])?;
            Ok(())
        },
    },
    Key {
        section: "log",
        name: "level",
        put: |config, given| {
            let levels = [
                Level::Error,
                Level::Warn,
                Level::Info,
                Level::Debug,
                Level::Trace,
            ];
            config.log.level = choice(given, &levels.map(|level| (level.name(), level)))?;
            Ok(())
        },
    },
    Key {
        section: "log",
        name: "format",
        put: |config, given| {
            let formats = [("text", Format::Text), ("json", Format::Json)];
            config.log.format = choice(given, &formats)?;
            Ok(())
        },
    },
    Key {
        section: "monitoring",
        name: "port",
        put: |config, given| {
            let port = number(given, 0, usize::from(u16::MAX))?;
            config.monitoring.port = u16::try_from(port).unwrap_or_default();
            Ok(())
        },
    },
];

/// Questions at once and a minute; a hundred a second are more than any machine
/// answers.
fn questions(given: &Given<'_>) -> Result<u32, String> {
    let questions = number(given, 0, 6_000)?;
    Ok(u32::try_from(questions).unwrap_or(u32::MAX))
}
