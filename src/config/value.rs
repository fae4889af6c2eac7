//! One value of a key, as a file or a variable gives it, and what keys take.
//! The errors say what the value must be: "a whole number from 0 to 100".

use std::path::PathBuf;

/// A value before its key has looked at it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given<'a> {
    /// Of the environment, where everything is text.
    Variable(&'a str),
    /// Text in a file.
    Text(&'a str),
    /// A number in a file, as it is written, without separators.
    Number(&'a str),
    /// A list in a file; `None` for an item that is no text.
    List(&'a [Option<String>]),
    /// Anything else: no key takes it.
    Other,
}

/// What separates the items of a list in a variable, as in `PATH`.
const SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// A percentage as a probability.
pub(super) fn per_cent(given: &Given<'_>) -> Result<f32, String> {
    let text = match given {
        Given::Variable(text) => text.trim_end_matches('%').trim_end(),
        Given::Number(text) => text,
        Given::Text(_) | Given::List(_) | Given::Other => "",
    };
    let expected = || "a number from 0 to 100, in per cent".to_owned();
    let number: f32 = text.parse().map_err(|_| expected())?;
    if (0.0..=100.0).contains(&number) {
        Ok(number / 100.0)
    } else {
        Err(expected())
    }
}

/// A whole number in bounds.
pub(super) fn number(given: &Given<'_>, least: usize, most: usize) -> Result<usize, String> {
    let (Given::Variable(text) | Given::Number(text)) = given else {
        return Err(format!("a whole number from {least} to {most}"));
    };
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("a whole number from {least} to {most}"))
}

/// One of a few words.
pub(super) fn choice<T: Clone>(given: &Given<'_>, words: &[(&str, T)]) -> Result<T, String> {
    let chosen = match given {
        Given::Variable(text) | Given::Text(text) => words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text)),
        Given::Number(_) | Given::List(_) | Given::Other => None,
    };
    chosen.map(|(_, value)| value.clone()).ok_or_else(|| {
        let words: Vec<String> = words
            .iter()
            .map(|(word, _)| format!("\"{word}\""))
            .collect();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    })
}

/// The path of a file or a directory.
pub(super) fn path(given: &Given<'_>) -> Result<PathBuf, String> {
    match given {
        Given::Variable(text) | Given::Text(text) if is_path(text) => Ok(PathBuf::from(text)),
        _ => Err("a path in quotation marks".to_owned()),
    }
}

/// Several paths.
pub(super) fn paths(given: &Given<'_>) -> Result<Vec<PathBuf>, String> {
    let expected = || "a list of paths, each in quotation marks: [\"a.md\", \"b.html\"]".to_owned();
    match given {
        Given::Variable(text) => Ok(text
            .split(SEPARATOR)
            .filter(|path| is_path(path))
            .map(PathBuf::from)
            .collect()),
        Given::List(items) => items
            .iter()
            .map(|item| item.as_deref().filter(|path| is_path(path)))
            .map(|item| item.map(PathBuf::from).ok_or_else(expected))
            .collect(),
        Given::Text(_) | Given::Number(_) | Given::Other => Err(expected()),
    }
}

fn is_path(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains('\0')
}

/// A line of text; nothing is text too.
pub(super) fn text(given: &Given<'_>) -> Result<String, String> {
    match given {
        Given::Variable(text) | Given::Text(text) if is_line(text) => Ok(text.trim().to_owned()),
        _ => Err("one line of text in quotation marks".to_owned()),
    }
}

/// Several lines of text.
pub(super) fn texts(given: &Given<'_>) -> Result<Vec<String>, String> {
    let expected = || "a list of texts, each in quotation marks: [\"a\", \"b\"]".to_owned();
    let kept = |text: &str| !text.trim().is_empty() && is_line(text);
    match given {
        Given::Variable(text) => Ok(text
            .split(',')
            .filter(|item| kept(item))
            .map(|item| item.trim().to_owned())
            .collect()),
        Given::List(items) => items
            .iter()
            .map(|item| item.as_deref().filter(|item| kept(item)))
            .map(|item| item.map(|item| item.trim().to_owned()).ok_or_else(expected))
            .collect(),
        Given::Text(_) | Given::Number(_) | Given::Other => Err(expected()),
    }
}

/// Longer than any name is a slip.
fn is_line(text: &str) -> bool {
    text.chars().take(1_001).count() <= 1_000 && !text.contains(char::is_control)
}
