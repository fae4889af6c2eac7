//! SQL that both databases understand: values out and in, and statements whose
//! places are written `?1`. What only one of them can do is not here.

use super::error::Fault;
#[cfg(feature = "postgres")]
use super::postgres;

/// A value on its way into a statement. Nothing has a type too: PostgreSQL asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    NoText,
    NoBytes,
    /// Nothing, of the type of the column that it is for.
    Nothing,
}

/// What can be put into a statement.
pub(super) trait ToValue {
    /// What stands for nothing of the type.
    const NOTHING: Value<'static> = Value::Nothing;

    fn value(&self) -> Value<'_>;
}

/// The values of a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::sql::ToValue::value(&$value)),*]
    };
}
pub(super) use values;

impl ToValue for str {
    const NOTHING: Value<'static> = Value::NoText;

    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    const NOTHING: Value<'static> = Value::NoText;

    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    const NOTHING: Value<'static> = Value::NoBytes;

    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for i64 {
    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl ToValue for u32 {
    fn value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl ToValue for usize {
    fn value(&self) -> Value<'_> {
        // No length reaches half of what counts.
        Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    const NOTHING: Value<'static> = T::NOTHING;

    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(T::NOTHING, T::value)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ValueRef;
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match *self {
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::NoText | Value::NoBytes | Value::Nothing => ValueRef::Null,
        }))
    }
}

/// A row that was found.
pub(super) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    #[cfg(feature = "postgres")]
    Postgres(&'r ::postgres::Row),
}

impl Row<'_> {
    /// The value of a column, counted from 0.
    pub(super) fn get<T: FromColumn>(&self, at: usize) -> Result<T, Fault> {
        T::of(self, at)
    }

    /// The value as JSON has it, whatever its type.
    pub(super) fn json(&self, at: usize) -> Result<serde_json::Value, Fault> {
        match self {
            Self::Sqlite(row) => Ok(super::exported::out_of_sql(row.get_ref(at)?)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => postgres::wire::json(row, at),
        }
    }
}

/// What a column can be read as.
pub(super) trait FromColumn: Sized {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault>;
}

fn there<T>(value: Option<T>) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::Damaged("a value is missing".to_owned()))
}

impl FromColumn for Option<i64> {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
        match row {
            Row::Sqlite(row) => Ok(row.get(at)?),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => Ok(row.try_get(at)?),
        }
    }
}

impl FromColumn for Option<String> {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
        match row {
            Row::Sqlite(row) => Ok(row.get(at)?),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => postgres::wire::text(row, at),
        }
    }
}

impl FromColumn for Option<Vec<u8>> {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
        match row {
            Row::Sqlite(row) => Ok(row.get(at)?),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => Ok(row.try_get(at)?),
        }
    }
}

impl FromColumn for bool {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
        match row {
            Row::Sqlite(row) => Ok(row.get(at)?),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => Ok(row.try_get(at)?),
        }
    }
}

impl FromColumn for String {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
        there(row.get(at)?)
    }
}

impl FromColumn for i64 {
    fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
        there(row.get(at)?)
    }
}

macro_rules! counted {
    ($($number:ty),*) => {$(
        impl FromColumn for $number {
            fn of(row: &Row<'_>, at: usize) -> Result<Self, Fault> {
                let number: i64 = row.get(at)?;
                let counted = Self::try_from(number);
                counted.map_err(|_| Fault::Damaged(format!("{number} counts nothing")))
            }
        }
    )*};
}
counted!(u32, u64, usize);

/// A transaction that is open.
pub(super) enum Connection<'c> {
    Sqlite(&'c rusqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Transaction>),
}

impl Connection<'_> {
    /// Changes rows; says how many.
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Fault> {
        match self {
            // Parsing the statement takes longer than finding the row.
            Self::Sqlite(connection) => Ok(connection
                .prepare_cached(sql)?
                .execute(rusqlite::params_from_iter(values))?),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.execute(sql, values),
        }
    }

    /// Looks at every row that is found, one after the other. No other
    /// statement may be run meanwhile.
    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut look: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    look(&Row::Sqlite(row))?;
                }
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => {
                transaction.each(sql, values, |row| look(&Row::Postgres(row)))
            }
        }
    }

    /// What is made of the rows that are found.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut make: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(make(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// What is made of the first row, if there is one. The statement ends after it.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut make: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let mut first = None;
        self.each(sql, values, |row| {
            if first.is_none() {
                first = Some(make(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// The one value of the one row that there always is.
    pub(super) fn value<T: FromColumn>(&self, sql: &str, values: &[Value<'_>]) -> Result<T, Fault> {
        there(self.first(sql, values, |row| row.get(0))?)
    }

    /// Keeps others from changing articles until the transaction ends: a
    /// version is counted after the one before, and what changed is told in
    /// the order in which it is seen.
    pub(super) fn lock_library(&self) -> Result<(), Fault> {
        match self {
            // Who writes to SQLite is alone.
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.lock_library(),
        }
    }

    /// Says that an article is another one now, or gone.
    pub(super) fn note_change(&self, article: &str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(_) => {
                let _ = article;
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.note_change(article),
        }
    }

    /// Before rows are put in that may refer to rows to come.
    pub(super) fn begin_import(&self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(connection) => {
                Ok(connection.pragma_update(None, "defer_foreign_keys", true)?)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.begin_import(),
        }
    }

    /// When all rows are in; says whether one refers to a row that is missing.
    pub(super) fn end_import(&self) -> Result<bool, Fault> {
        match self {
            Self::Sqlite(_) => self.exists("PRAGMA foreign_key_check", &[]),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.end_import(),
        }
    }

    /// Whether there is a row.
    pub(super) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool, Fault> {
        Ok(self.first(sql, values, |_| Ok(()))?.is_some())
    }
}
