//! From the text of a configuration file to its values, each with the line it
//! stands on, and to what was meant where a key is unknown.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{
    Config,
    keys::{KEYS, Key},
    value::Given,
};
use crate::text::shorten;

/// Longest part of a value that an error shows, in code points.
const LONGEST_SHOWN: usize = 60;

/// A fault and its line, counted from 1.
type Fault = (usize, String);

/// Puts what `text` says into `config`.
pub(super) fn apply(config: &mut Config, text: &str) -> Result<(), Fault> {
    // Editors on Windows put a mark before the first line.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().replace('\n', "; ");
        (line(text, at), format!("this is no TOML: {message}"))
    })?;
    for (section, content) in document.get_ref() {
        let name: &str = section.get_ref();
        let here = line(text, section.span().start);
        let DeValue::Table(keys) = content.get_ref() else {
            return Err((here, outside(name)));
        };
        let rows: Vec<&Key> = KEYS.iter().filter(|key| key.section == name).collect();
        if rows.is_empty() {
            return Err((here, no_section(name)));
        }
        for (key, value) in keys {
            let here = line(text, key.span().start);
            let row = rows
                .iter()
                .find(|row| row.name == key.get_ref().as_ref())
                .ok_or_else(|| (here, no_key(name, key.get_ref(), &rows)))?;
            put(row, config, value.get_ref()).map_err(|expected| {
                let written = written(text, value.span());
                let key = row.name;
                (here, format!("`{key}` must be {expected}, not {written}"))
            })?;
        }
    }
    Ok(())
}

fn put(row: &Key, config: &mut Config, value: &DeValue<'_>) -> Result<(), String> {
    let number;
    let items: Vec<Option<String>>;
    let given = match value {
        DeValue::String(text) => Given::Text(text),
        DeValue::Integer(integer) => {
            number = i64::from_str_radix(integer.as_str(), integer.radix())
                .map_or_else(|_| String::new(), |integer| integer.to_string());
            Given::Number(&number)
        }
        DeValue::Float(float) => Given::Number(float.as_str()),
        DeValue::Array(array) => {
            items = array
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect();
            Given::List(&items)
        }
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Table(_) => Given::Other,
    };
    (row.put)(config, &given)
}

fn outside(name: &str) -> String {
    let shown = shorten(name, LONGEST_SHOWN);
    match section_of(name) {
        Some(key) => format!(
            "`{shown}` stands outside its section; write it below `[{}]`",
            key.section
        ),
        None => format!("there is no key `{shown}`"),
    }
}

fn no_section(name: &str) -> String {
    let shown = shorten(name, LONGEST_SHOWN);
    let mut sections: Vec<&str> = KEYS.iter().map(|key| key.section).collect();
    sections.dedup();
    let Some(near) = nearest(name, &sections) else {
        return format!(
            "there is no section `[{shown}]`; there are `[{}]`",
            sections.join("]`, `[")
        );
    };
    format!("there is no section `[{shown}]`; did you mean `[{near}]`?")
}

fn no_key(section: &str, name: &str, rows: &[&Key]) -> String {
    let shown = shorten(name, LONGEST_SHOWN);
    let names: Vec<&str> = rows.iter().map(|row| row.name).collect();
    if let Some(near) = nearest(name, &names) {
        return format!("`[{section}]` has no key `{shown}`; did you mean `{near}`?");
    }
    match section_of(name) {
        Some(key) => format!(
            "`[{section}]` has no key `{shown}`; it belongs to `[{}]`",
            key.section
        ),
        None => format!(
            "`[{section}]` has no key `{shown}`; it has `{}`",
            names.join("`, `")
        ),
    }
}

fn section_of(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// What was probably meant, when a third of the letters or fewer are wrong.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = shorten(name, LONGEST_SHOWN)
        .to_lowercase()
        .replace('-', "_");
    known
        .iter()
        .map(|known| (strsim::osa_distance(&name, known), *known))
        .min()
        .filter(|(slips, known)| slips * 3 <= known.chars().count().max(3))
        .map(|(_, known)| known)
}

/// The line of byte `at`, counted from 1.
fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// A value as it is written, on one line and not endless.
fn written(text: &str, span: Range<usize>) -> String {
    let whole = text.get(span).unwrap_or("");
    let first = whole.lines().next().unwrap_or("");
    let shown = shorten(first, LONGEST_SHOWN);
    if shown.len() < whole.len() {
        format!("`{shown} …`")
    } else {
        format!("`{shown}`")
    }
}
