//! What may be configured, and is it right? From `verbatim.toml` to settings;
//! an unknown key is refused with the nearest name.

use std::{path::Path, time::Duration};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::bot;

/// Longest configuration file in bytes; the documented one has about one
/// thousand.
const LARGEST: u64 = 100_000;

/// Everything that may be configured. `config/verbatim.toml` documents it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// When to answer.
    pub answers: Answers,
    /// How much of everything.
    pub limits: Limits,
    /// How the terminal chat looks.
    pub terminal: Terminal,
}

/// When to answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// How sure `ask` must be, in per cent.
    pub threshold: f32,
}

/// How much of everything.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Longest question in code points.
    pub question_characters: usize,
    /// Turns that a conversation remembers.
    pub memory_turns: usize,
    /// For how many minutes.
    pub memory_minutes: u64,
}

/// How the terminal chat looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terminal {
    /// When to use colours.
    pub colour: When,
}

/// When to do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            threshold: bot::Settings::default().threshold * 100.0,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let settings = bot::Settings::default();
        Self {
            question_characters: settings.question_characters,
            memory_turns: settings.memory_turns,
            memory_minutes: settings.memory_time.as_secs() / 60,
        }
    }
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it cannot be read, a key is unknown or a value impossible; the
    /// message names file, line and key.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let length = std::fs::metadata(path)
            .with_context(|| format!("failed to read the configuration `{shown}`"))?
            .len();
        if length > LARGEST {
            bail!("the configuration `{shown}` is {length} bytes long; at most {LARGEST} are read");
        }
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("failed to read the configuration `{shown}`"))?;
        Self::parse(&text).with_context(|| format!("the configuration `{shown}` is not right"))
    }

    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// When a key is unknown or a value impossible.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map_or(1, |before| before.matches('\n').count() + 1);
            let message = error.message();
            anyhow::anyhow!("line {line}: {message}{}", nearest(message))
        })?;
        if !(0.0..=100.0).contains(&config.answers.threshold) {
            bail!("`answers.threshold` is a percentage from 0 to 100");
        }
        if config.limits.question_characters == 0 {
            bail!("`limits.question_characters` must be at least 1");
        }
        Ok(config)
    }

    /// The bot's part of it.
    #[must_use]
    pub fn bot(&self) -> bot::Settings {
        bot::Settings {
            threshold: self.answers.threshold / 100.0,
            question_characters: self.limits.question_characters,
            memory_turns: self.limits.memory_turns,
            memory_time: Duration::from_secs(self.limits.memory_minutes.saturating_mul(60)),
        }
    }
}

/// "; did you mean `threshold`?" for a message about an unknown key: the
/// message lists the known ones between backticks after the unknown one.
fn nearest(message: &str) -> String {
    if !message.starts_with("unknown field") {
        return String::new();
    }
    let mut names = message.split('`').skip(1).step_by(2);
    let Some(unknown) = names.next() else {
        return String::new();
    };
    names
        .map(|known| (strsim::osa_distance(unknown, known), known))
        .filter(|(slips, known)| slips * 2 < known.chars().count())
        .min_by_key(|(slips, _)| *slips)
        .map_or_else(String::new, |(_, known)| {
            format!("; did you mean `{known}`?")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documented_file_says_the_defaults() {
        let documented = Config::parse(include_str!("../config/verbatim.toml")).unwrap();
        assert_eq!(documented, Config::default());
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line_and_the_nearest_name() {
        let error = Config::parse("[answers]\n\nthreshhold = 40\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("line 3") && error.contains("did you mean `threshold`?"),
            "{error}"
        );
        let error = Config::parse("[answer]\n").unwrap_err().to_string();
        assert!(error.contains("did you mean `answers`?"), "{error}");
    }

    #[test]
    fn impossible_values_are_refused() {
        for text in [
            "[answers]\nthreshold = 101",
            "[answers]\nthreshold = -1",
            "[limits]\nquestion_characters = 0",
            "[limits]\nmemory_turns = \"many\"",
            "[terminal]\ncolour = \"pink\"",
        ] {
            assert!(Config::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_reach_the_bot() {
        let config =
            Config::parse("[answers]\nthreshold = 80\n[limits]\nmemory_minutes = 2").unwrap();
        let settings = config.bot();
        assert!((settings.threshold - 0.8).abs() < 1e-6);
        assert_eq!(settings.memory_time, Duration::from_secs(120));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z\\[\\]=\". \n0-9]{0,120}") {
            let _ = Config::parse(&text);
        }
    }
}
