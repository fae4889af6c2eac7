//! What can go wrong with the store, so that each fault gets its own sentence
//! and its own next step. Every error names the path.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::{ErrorCode, ffi};

/// What a statement can end with.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// SQLite refuses.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refuses, or cannot be reached.
    #[cfg(feature = "postgres")]
    #[error("{}", super::postgres::told(.0))]
    Postgres(#[from] ::postgres::Error),
    /// What is there cannot be what was written.
    #[error("{0}")]
    Damaged(String),
    /// All connections are in use for long.
    #[cfg(feature = "postgres")]
    #[error("every connection to the server has been in use for long")]
    Busy,
    /// Ends a transaction; why is told elsewhere.
    #[error("stopped")]
    Stopped,
}

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process has the data directory.
    #[error("`{}` is in use by another process{}", path.display(), .process.map_or(String::new(), |id| format!(" ({id})")))]
    InUse {
        /// The data directory.
        path: PathBuf,
        /// Its process number, where it could be read.
        process: Option<u32>,
    },
    /// No space is left. What was confirmed is safe.
    #[error("no space is left for `{}`", path.display())]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// It may only be read.
    #[error("`{}` may only be read", path.display())]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// It is damaged. It is kept as it is.
    #[error("`{}` is damaged: {what}", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A newer program has made it.
    #[error("`{}` is of format {found}; this program knows formats up to {known}", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format this program knows.
        known: i64,
    },
    /// It is a database of some other program.
    #[error("`{}` is a database of another program", path.display())]
    Foreign {
        /// The database.
        path: PathBuf,
    },
    /// A file or directory cannot be used.
    #[error("failed to use `{}`", path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line of an export cannot be taken; nothing was imported.
    #[error("line {line} of the export cannot be taken: {what}")]
    Import {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// An import would mix two states.
    #[error("`{}` is not empty; an export is imported into an empty store", path.display())]
    NotEmpty {
        /// The database.
        path: PathBuf,
    },
    /// Any other fault of the database.
    #[error("failed to use the database `{}`", path.display())]
    Sql {
        /// The database.
        path: PathBuf,
        /// What it says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Sorts a fault of the database.
    pub(super) fn sql(path: &Path, fault: impl Into<Fault>) -> Self {
        match fault.into() {
            Fault::Sqlite(source) => Self::sqlite(path, source),
            #[cfg(feature = "postgres")]
            Fault::Postgres(source) => super::postgres::sorted(path, source),
            Fault::Damaged(what) => Self::Damaged {
                path: path.to_owned(),
                what,
            },
            other => Self::Sql {
                path: path.to_owned(),
                source: other.into(),
            },
        }
    }

    fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match &source {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => Self::Damaged {
                path,
                what: source.to_string(),
            },
            // The log's index cannot grow: so SQLite says it when a store is
            // opened on a disk that has no room left.
            rusqlite::Error::SqliteFailure(failure, _)
                if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE =>
            {
                Self::Full { path }
            }
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Self::Full { path },
                ErrorCode::ReadOnly => Self::ReadOnly { path },
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged {
                    path,
                    what: source.to_string(),
                },
                _ => Self::Sql {
                    path,
                    source: source.into(),
                },
            },
            _ => Self::Sql {
                path,
                source: source.into(),
            },
        }
    }

    /// Sorts a fault of the file system.
    pub(super) fn file(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::File { path, source },
        }
    }
}

/// A value of the database that cannot be what was written.
pub(super) fn damaged(what: impl Into<String>) -> Fault {
    Fault::Damaged(what.into())
}
