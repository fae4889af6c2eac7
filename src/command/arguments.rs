//! From the words after a command's name to its arguments. One grammar for
//! every command: `name:value` anywhere, then words that introduce an argument
//! ("about"), then position.

use std::fmt::Write;

use super::{Argument, Command, Kind};

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
            self.0.push((name, value.trim().to_owned()));
        }
        self
    }

    /// A value of more than `limit` code points, when there is one.
    #[must_use]
    pub fn longest(&self, limit: usize) -> Option<&str> {
        self.0
            .iter()
            .map(|(_, value)| value.as_str())
            .find(|value| value.chars().nth(limit).is_some())
    }

    /// The number of the first item to show, counted from 1.
    #[must_use]
    pub fn from_item(&self) -> usize {
        self.get("from")
            .and_then(|number| number.parse::<usize>().ok())
            .unwrap_or(1)
            .max(1)
    }

    /// The line that gives these arguments to `command` on any platform.
    #[must_use]
    pub fn line(&self, command: &str) -> String {
        let mut line = command.to_owned();
        for (name, value) in &self.0 {
            // A value ends at the next `name:`, so it needs no quotation marks.
            let _ = write!(line, " {name}:{value}");
        }
        line
    }
}

/// Reads what was typed after the command's name.
///
/// # Errors
/// A sentence that names the missing argument and shows how to use the
/// command.
pub fn parse(command: &Command, words: &str) -> Result<Arguments, String> {
    let mut given = Arguments::default();
    let mut positional: Vec<&str> = Vec::new();
    let mut named: Option<(&Argument, Vec<&str>)> = None;
    for word in words.split_whitespace() {
        let opened = word.split_once(':').and_then(|(name, value)| {
            let argument = command
                .arguments
                .iter()
                .find(|argument| argument.name.eq_ignore_ascii_case(name))?;
            Some((argument, value))
        });
        match (opened, &mut named) {
            (Some((argument, value)), _) => {
                close(&mut given, named.take());
                named = Some((argument, vec![value]));
            }
            (None, Some((_, value))) => value.push(word),
            (None, None) => positional.push(word),
        }
    }
    close(&mut given, named);
    let given = by_position(command, given, &positional);
    for argument in command.arguments {
        if argument.required && given.get(argument.name).is_none() {
            return Err(format!(
                "`{}` needs {}: {}. Usage: `{}`",
                command.name,
                argument.name,
                argument.help,
                command.usage()
            ));
        }
        if argument.kind == Kind::Number
            && given
                .get(argument.name)
                .is_some_and(|value| value.parse::<usize>().is_err())
        {
            return Err(format!(
                "`{}` takes a number for {}. Usage: `{}`",
                command.name,
                argument.name,
                command.usage()
            ));
        }
    }
    Ok(given)
}

fn close(given: &mut Arguments, named: Option<(&Argument, Vec<&str>)>) {
    if let Some((argument, value)) = named {
        let value = unquote(&value.join(" "));
        *given = std::mem::take(given).with(argument.name, value);
    }
}

/// Gives the words that were not named to the arguments that are left.
fn by_position(command: &Command, mut given: Arguments, words: &[&str]) -> Arguments {
    let mut left: Vec<&Argument> = command
        .arguments
        .iter()
        .filter(|argument| given.get(argument.name).is_none() && argument.kind.is_typed())
        .collect();
    let mut words = words.to_vec();
    // A quotation in marks is the quote, wherever it stands; what is left over
    // is somebody's name.
    if let Some(position) = left
        .iter()
        .position(|argument| argument.kind == Kind::Quote)
    {
        let line = words.join(" ");
        if let Some((before, quote, after)) = quoted(&line) {
            given = given.with(left[position].name, quote);
            left.remove(position);
            let rest = format!("{before} {after}");
            let rest = without_introduction(&left, &rest);
            if let Some(next) = left.first() {
                given = given.with(next.name, rest);
            }
            return given;
        }
        given = given.with(left[position].name, line);
        return given;
    }
    // An introducing word opens the argument that it introduces.
    // The last argument first: what it introduces stands last in the line.
    for argument in left.clone().into_iter().rev() {
        let found = words.iter().rposition(|word| {
            let word = word.trim_end_matches(':').to_lowercase();
            argument.introduced_by.contains(&word.as_str())
        });
        if let Some(found) = found.filter(|found| found + 1 < words.len()) {
            given = given.with(argument.name, unquote(&words[found + 1..].join(" ")));
            words.truncate(found);
            left.retain(|other| other.name != argument.name);
        }
    }
    if let Some(length) = left
        .iter()
        .position(|argument| argument.kind == Kind::Length)
    {
        let taken = crate::command::length::length_words(&words);
        if taken > 0 {
            given = given.with(left[length].name, words[..taken].join(" "));
            words.drain(..taken);
        }
        left.remove(length);
    }
    if let Some(first) = left.first()
        && !words.is_empty()
    {
        given = given.with(first.name, words.join(" "));
    }
    given
}

/// What stands before, in and after the first and last quotation marks.
fn quoted(line: &str) -> Option<(String, String, String)> {
    const MARKS: [char; 8] = ['"', '“', '”', '„', '«', '»', '「', '」'];
    let parts: Vec<&str> = line.split(MARKS).collect();
    if let [before, inside @ .., after] = parts.as_slice()
        && !inside.is_empty()
    {
        // Marks within the quotation stay its own words' business: `check`
        // forgives them.
        return Some(((*before).to_owned(), inside.join("\""), (*after).to_owned()));
    }
    None
}

/// `rest` without the word that introduces an argument at its beginning, and
/// without dashes and marks around it.
fn without_introduction(left: &[&Argument], rest: &str) -> String {
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    while let Some(first) = words.first() {
        let bare = first.to_lowercase();
        let introduces = left
            .iter()
            .any(|argument| argument.introduced_by.contains(&bare.as_str()));
        if introduces || first.chars().all(|c| !c.is_alphanumeric()) {
            words.remove(0);
        } else {
            break;
        }
    }
    words
        .join(" ")
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '.')
        .to_owned()
}

/// `value` without one pair of quotation marks around it.
fn unquote(value: &str) -> String {
    value
        .trim()
        .trim_start_matches(['"', '“', '„', '«'])
        .trim_end_matches(['"', '”', '“', '»'])
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::find;
    use proptest::prelude::*;

    fn read(name: &str, words: &str) -> Vec<(String, String)> {
        let command = find(name).unwrap();
        parse(command, words)
            .unwrap()
            .0
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn lines_are_taken_apart() {
        for (name, words, expected) in [
            ("ask", "how much?", &[("question", "how much?")][..]),
            ("quotes", "", &[]),
            ("quotes", "Ann Lee", &[("speaker", "Ann Lee")]),
            (
                "quotes",
                "Ann Lee about the new port",
                &[("about", "the new port"), ("speaker", "Ann Lee")],
            ),
            ("quotes", "about the port", &[("about", "the port")]),
            (
                "quotes",
                "about:the port speaker:Ann Lee from:6",
                &[("about", "the port"), ("speaker", "Ann Lee"), ("from", "6")],
            ),
            (
                "check",
                "“We will not pay” by Ann Lee",
                &[("quote", "We will not pay"), ("speaker", "Ann Lee")],
            ),
            (
                "check",
                "Lee: \"We will not pay\"",
                &[("quote", "We will not pay"), ("speaker", "Lee")],
            ),
            (
                "check",
                "it was paid for by the people",
                &[("quote", "it was paid for by the people")],
            ),
            ("summary", "short", &[("length", "short")]),
            (
                "summary",
                "50 words about the port",
                &[("about", "the port"), ("length", "50 words")],
            ),
            ("summary", "the port", &[("about", "the port")]),
        ] {
            assert_eq!(read(name, words), pairs(expected), "{name} {words}");
        }
    }

    #[test]
    fn a_missing_argument_is_named_with_the_usage() {
        let error = parse(find("who").unwrap(), "  ").unwrap_err();
        assert!(
            error.contains("words") && error.contains("who <words>"),
            "{error}"
        );
        let error = parse(find("quotes").unwrap(), "from:many").unwrap_err();
        assert!(error.contains("number"), "{error}");
    }

    #[test]
    fn a_line_made_of_arguments_reads_back() {
        let given = Arguments::default()
            .with("speaker", "Ann Lee")
            .with("about", "the port")
            .with("from", "6");
        let line = given.line("quotes");
        let (_, words) = line.split_once(' ').unwrap();
        assert_eq!(parse(find("quotes").unwrap(), words).unwrap(), given);
    }

    proptest! {
        #[test]
        fn any_words_are_read(words in ".{0,120}") {
            for command in crate::command::COMMANDS {
                let _ = parse(command, &words);
            }
        }
    }
}
