//! What can go wrong with the store, so that each fault gets its own sentence
//! and its own next step. Every error names the path.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::{ErrorCode, ffi};

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
    /// Any other fault of SQLite.
    #[error("failed to use the database `{}`", path.display())]
    Sql {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl Error {
    /// Sorts a fault of SQLite.
    pub(super) fn sql(path: &Path, source: rusqlite::Error) -> Self {
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
                _ => Self::Sql { path, source },
            },
            _ => Self::Sql { path, source },
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
pub(super) fn damaged(what: impl Into<String>) -> rusqlite::Error {
    let what: Box<dyn std::error::Error + Send + Sync> = what.into().into();
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, what)
}
