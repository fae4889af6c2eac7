//! How rows look in an export: which tables and columns there are, and what
//! their values are in JSON.

use rusqlite::types::ValueRef;
use serde_json::{Value, json};

use super::sql;

/// A value that was read, until it is in the database.
pub(super) enum Kept {
    Nothing,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl sql::ToValue for Kept {
    fn value(&self) -> sql::Value<'_> {
        match self {
            Self::Nothing => sql::Value::Nothing,
            Self::Integer(number) => sql::Value::Integer(*number),
            Self::Text(text) => sql::Value::Text(text),
            Self::Bytes(bytes) => sql::Value::Bytes(bytes),
        }
    }
}

/// Tables and columns, in an order in which every row finds what it refers to.
pub(super) const TABLES: &[(&str, &[&str])] = &[
    ("articles", &["id", "number", "added_at", "owner"]),
    (
        "versions",
        &[
            "article",
            "number",
            "version",
            "title",
            "byline",
            "date",
            "url",
            "language",
            "publisher",
            "source",
            "words",
            "passages",
            "source_hash",
            "source_type",
            "added_at",
        ],
    ),
    (
        "texts",
        &[
            "article",
            "number",
            "text",
            "blocks",
            "left_out",
            "source_bytes",
        ],
    ),
    ("channels", &["platform", "channel", "scope"]),
    (
        "handled",
        &["place", "platform", "channel", "message", "at"],
    ),
    ("outbox", &["place", "reply", "attempts"]),
    (
        "inbox",
        &["place", "platform", "channel", "message", "question", "at"],
    ),
    (
        "answers",
        &[
            "place", "platform", "channel", "message", "answer", "offers", "at",
        ],
    ),
    (
        "conversations",
        &["conversation", "memory", "saved_at", "expires_at"],
    ),
    (
        "feedback",
        &[
            "platform", "channel", "message", "person", "vote", "reason", "at", "about",
        ],
    ),
    ("unanswered", &["owner", "topic", "times", "at"]),
    (
        "feeds",
        &[
            "address",
            "title",
            "etag",
            "last_modified",
            "checked_at",
            "failures",
            "owner",
        ],
    ),
    (
        "feed_items",
        &["feed", "item", "stamp", "article", "tries", "at", "owner"],
    ),
    (
        "pages",
        &["article", "version", "address", "etag", "last_modified"],
    ),
];

/// What stands in a column in an export from before there was one: what was
/// added then is everybody's, and what an opinion is about was not kept.
pub(super) fn before_it_was(table: &str, column: &str) -> Option<Value> {
    match (table, column) {
        ("articles", "owner") | ("feedback", "about") => Some(Value::Null),
        ("feeds" | "feed_items", "owner") => Some(Value::String(String::new())),
        _ => None,
    }
}

/// A value of the database, as JSON has it.
pub(super) fn out_of_sql(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(_) => value.as_str()?.into(),
        ValueRef::Blob(bytes) => bytes_out(bytes),
    })
}

/// Bytes, as JSON has them.
pub(super) fn bytes_out(bytes: &[u8]) -> Value {
    json!({ "hex": hex(bytes) })
}

/// The value again; nothing when no export has such a one.
pub(super) fn into_sql(value: &Value) -> Option<Kept> {
    Some(match value {
        Value::Null => Kept::Nothing,
        Value::Number(number) => Kept::Integer(number.as_i64()?),
        Value::String(text) => Kept::Text(text.clone()),
        Value::Object(object) if object.len() == 1 => {
            Kept::Bytes(unhex(object.get("hex")?.as_str()?)?)
        }
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        hex.extend([byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]));
    }
    hex
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let [high, low] = *pair else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(high)? * 16 + digit(low)?).ok()
        })
        .collect()
}
