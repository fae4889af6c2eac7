//! How values travel to PostgreSQL and back. Its texts cannot have the
//! character U+0000, which messages can: it is written as two others.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use postgres::{
    Row,
    types::{IsNull, ToSql, Type, to_sql_checked},
};
use serde_json::Value as Json;

use super::super::{error::Fault, exported::bytes_out, sql::Value};

/// Stands before what stands for another character. No text needs it: Unicode
/// keeps it for the use of programs.
const ESCAPE: char = '\u{10FFFF}';

/// What a statement is told that a value is.
pub(super) fn type_of(value: &Value<'_>) -> Type {
    match value {
        Value::Integer(_) => Type::INT8,
        Value::Text(_) | Value::NoText => Type::TEXT,
        Value::Bytes(_) | Value::NoBytes => Type::BYTEA,
        // The server sees what it is for.
        Value::Nothing => Type::UNKNOWN,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Self::Integer(number) => out.put_i64(number),
            Self::Text(text) if text.contains(['\0', ESCAPE]) => {
                out.put_slice(escaped(text).as_bytes());
            }
            Self::Text(text) => out.put_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.put_slice(bytes),
            Self::NoText | Self::NoBytes | Self::Nothing => return Ok(IsNull::Yes),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\0' => escaped.extend([ESCAPE, '0']),
            ESCAPE => escaped.extend([ESCAPE, '1']),
            other => escaped.push(other),
        }
    }
    escaped
}

fn unescaped(text: String) -> String {
    if !text.contains(ESCAPE) {
        return text;
    }
    let mut unescaped = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ESCAPE => unescaped.push(match characters.next() {
                Some('0') => '\0',
                _ => ESCAPE,
            }),
            other => unescaped.push(other),
        }
    }
    unescaped
}

pub(in crate::store) fn text(row: &Row, at: usize) -> Result<Option<String>, Fault> {
    let text: Option<String> = row.try_get(at)?;
    Ok(text.map(unescaped))
}

pub(in crate::store) fn json(row: &Row, at: usize) -> Result<Json, Fault> {
    let kind = row.columns().get(at).map(postgres::Column::type_);
    Ok(match kind {
        Some(&Type::INT8) => row.try_get::<_, Option<i64>>(at)?.into(),
        Some(&Type::BYTEA) => row
            .try_get::<_, Option<&[u8]>>(at)?
            .map_or(Json::Null, bytes_out),
        _ => text(row, at)?.into(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_written_is_read(text in "[a\u{0}01\u{10FFFF}é]{0,12}|\\PC{0,8}") {
            let escaped = escaped(&text);
            prop_assert!(!escaped.contains('\0'));
            prop_assert_eq!(unescaped(escaped), text);
        }
    }
}
