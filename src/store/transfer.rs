//! The whole state as JSON Lines, out and in again: a header, one object a
//! row, and an end that says how many there were. Streams both ways.

use std::io::{BufRead, Read, Write};

use serde_json::{Map, Value, json};

use super::{
    Error, Store,
    error::Fault,
    exported::{Kept, TABLES, before_it_was, into_sql},
    sql::{Connection, ToValue},
};

/// Raise it when a table or a column is renamed; import refuses others.
const FORMAT: u64 = 1;

/// A longer line is no row of ours, in bytes: an article of 100 MB would be
/// refused long before.
const LONGEST_LINE: u64 = 512 << 20;

/// What an import brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Rows of all tables.
    pub rows: u64,
}

impl Store {
    /// Writes the whole state, as it is at this moment, as JSON Lines.
    ///
    /// # Errors
    /// When the store cannot be read, or `out` cannot be written.
    pub fn export(&self, mut out: impl Write) -> Result<u64, Error> {
        let mut broken: Option<std::io::Error> = None;
        let mut rows = 0;
        let mut line = |value: &Value| {
            let written = writeln!(out, "{value}");
            written.map_err(|fault| {
                broken = Some(fault);
                // Ends the reading; the fault itself is told below.
                Fault::Stopped
            })
        };
        let result = self.read(|connection| {
            line(&json!({ "verbatim": "export", "format": FORMAT }))?;
            for (table, columns) in TABLES {
                let sql = format!("SELECT {} FROM {table} ORDER BY 1, 2", columns.join(", "));
                connection.each(&sql, &[], |row| {
                    let mut object = Map::new();
                    for (at, column) in columns.iter().enumerate() {
                        object.insert((*column).to_owned(), row.json(at)?);
                    }
                    line(&json!({ "table": table, "row": object }))?;
                    rows += 1;
                    Ok(())
                })?;
            }
            line(&json!({ "end": rows }))
        });
        if let Some(source) = broken {
            return Err(Error::file(std::path::Path::new("the export"), source));
        }
        result?;
        out.flush()
            .map_err(|source| Error::file(std::path::Path::new("the export"), source))?;
        Ok(rows)
    }

    /// Reads an export into an empty store: all of it or, when a line cannot
    /// be taken, nothing.
    ///
    /// # Errors
    /// When a line is not of the format, the export is cut short, or what it
    /// says does not hold together.
    pub fn import(&self, mut from: impl BufRead) -> Result<Imported, Error> {
        if !self.is_empty()? {
            return Err(Error::NotEmpty {
                path: self.path.clone(),
            });
        }
        let mut refused: Option<Error> = None;
        let result = self.write(|transaction| {
            transaction.begin_import()?;
            let rows = take(transaction, &mut from).map_err(|fault| refuse(&mut refused, fault))?;
            Ok(Imported { rows })
        });
        match refused {
            Some(refused) => Err(refused),
            None => result,
        }
    }

    /// Whether nothing was ever put into the store.
    fn is_empty(&self) -> Result<bool, Error> {
        self.read(|connection| {
            for (table, _) in TABLES {
                let sql = format!("SELECT EXISTS (SELECT 1 FROM {table})");
                if connection.value(&sql, &[])? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }
}

/// Keeps what is told, and ends the transaction.
fn refuse(refused: &mut Option<Error>, fault: Error) -> Fault {
    *refused = Some(fault);
    Fault::Stopped
}

/// Takes every line; returns how many rows there were.
fn take(transaction: &Connection<'_>, from: &mut impl BufRead) -> Result<u64, Error> {
    let mut number = 0;
    let mut rows = 0;
    loop {
        let mut bytes = Vec::new();
        let mut limited = from.take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut bytes);
        number += 1;
        let wrong = |what: &str| Error::Import {
            line: number,
            what: what.to_owned(),
        };
        read.map_err(|fault| wrong(&fault.to_string()))?;
        if bytes.is_empty() {
            return Err(wrong("the export ends before its end"));
        }
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| wrong("it is not JSON"))?;
        if number == 1 {
            if value.get("verbatim").and_then(Value::as_str) != Some("export") {
                return Err(wrong("it is not the head of an export"));
            }
            if value.get("format").and_then(Value::as_u64) != Some(FORMAT) {
                return Err(wrong("the export is of another format"));
            }
        } else if let Some(end) = value.get("end") {
            if end.as_u64() != Some(rows) {
                return Err(wrong("rows are missing"));
            }
            return verify(transaction)
                .map_err(|what| wrong(&what))
                .map(|()| rows);
        } else {
            insert(transaction, &value).map_err(|what| wrong(&what))?;
            rows += 1;
        }
    }
}

/// Puts one row in, after checking that it has exactly its table's columns.
fn insert(transaction: &Connection<'_>, value: &Value) -> Result<(), String> {
    let name = value.get("table").and_then(Value::as_str).unwrap_or("");
    let Some((table, columns)) = TABLES.iter().find(|(table, _)| *table == name) else {
        return Err(format!("there is no table `{name}`"));
    };
    let Some(row) = value.get("row").and_then(Value::as_object) else {
        return Err("there is no row".to_owned());
    };
    if let Some(unknown) = row.keys().find(|key| !columns.contains(&key.as_str())) {
        return Err(format!("`{table}` has no `{unknown}`"));
    }
    let values = columns
        .iter()
        .map(|column| {
            let value = row.get(*column).cloned();
            let value = value
                .or_else(|| before_it_was(table, column))
                .ok_or_else(|| format!("`{column}` is missing"))?;
            into_sql(&value).ok_or_else(|| format!("`{column}` cannot be taken"))
        })
        .collect::<Result<Vec<Kept>, String>>()?;
    let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        places.join(", ")
    );
    let values: Vec<_> = values.iter().map(ToValue::value).collect();
    let inserted = transaction.execute(&sql, &values);
    inserted.map_err(|fault| fault.to_string()).map(|_| ())
}

/// Checks what the tables themselves cannot: that every reference holds, that
/// every article has the version that is asked, and that texts are whole.
fn verify(transaction: &Connection<'_>) -> Result<(), String> {
    let told = |fault: Fault| fault.to_string();
    if transaction.end_import().map_err(told)? {
        return Err("a row refers to one that is missing".to_owned());
    }
    let headless = "SELECT a.id FROM articles a WHERE NOT EXISTS (SELECT 1 FROM versions v \
                    JOIN texts t ON t.article = v.article AND t.number = v.number \
                    WHERE v.article = a.id AND v.number = a.number)";
    if transaction.exists(headless, &[]).map_err(told)? {
        return Err("an article is without its text".to_owned());
    }
    super::rows::verify(transaction).map_err(told)
}
