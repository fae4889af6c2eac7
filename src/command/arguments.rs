//! From the words after a command's name to its arguments.

use super::{Argument, Command};

/// The arguments that were given, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments(Vec<(&'static str, String)>);

impl Arguments {
    /// The value of an argument, when it was given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| *given == name)
            .map(|(_, value)| value.as_str())
    }

    /// With an argument set; an empty value leaves it out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.0.retain(|(given, _)| *given != name);
        if !value.trim().is_empty() {
            self.0.push((name, value));
        }
        self
    }
}

/// Reads what was typed after the command's name.
///
/// # Errors
/// A sentence that names the missing argument and shows how to use the
/// command.
pub fn parse(command: &Command, words: &str) -> Result<Arguments, String> {
    let first: Option<&Argument> = command.arguments.first();
    Ok(first.map_or_else(Arguments::default, |argument| {
        Arguments::default().with(argument.name, words)
    }))
}
