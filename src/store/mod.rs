//! What must last: articles with their versions, channel settings, messages
//! handled, replies on their way, conversations and feedback. The only user
//! of SQLite and of PostgreSQL; takes the time from its callers and knows no
//! platform.

use std::path::{Path, PathBuf};

mod articles;
mod attributed;
mod conversations;
mod error;
mod exported;
mod feedback;
mod feeds;
mod inbox;
mod messages;
mod migrations;
mod pages;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod shared;
mod sql;
mod sqlite;
mod transfer;
mod writer;

pub use articles::{Listing, Put, Source, StoredVersion};
pub use error::Error;
use error::Fault;
pub use feedback::{About, Evidence, Feedback, Unanswered, Vote};
pub use feeds::{FeedItem, FeedOf, Followed, Validators};
pub use inbox::{Answered, Backlog, Received};
pub use messages::{Memory, MessageKey, Pending, Recorded, Turn};
pub use pages::KnownPage;
#[cfg(feature = "postgres")]
pub use postgres::{Address, AddressError};
pub use shared::Change;
use sql::Connection;
use sqlite::{DATABASE, Sqlite};
pub use transfer::Imported;
use writer::Lasts;

/// Seconds since 1970, as the caller's clock says.
pub type Seconds = i64;

/// The store of one data directory, or of many machines.
#[derive(Debug)]
pub struct Store {
    /// The database, as faults name it.
    path: PathBuf,
    directory: PathBuf,
    database: Database,
}

#[derive(Debug)]
enum Database {
    Sqlite(Sqlite),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Server),
}

impl Store {
    /// Opens the store of `data_dir`, made when it is missing, for this
    /// process alone.
    ///
    /// # Errors
    /// When another process has it, or it cannot be used; it is never deleted
    /// or replaced.
    pub fn open(data_dir: &Path) -> Result<Self, Error> {
        Ok(Self {
            path: data_dir.join(DATABASE),
            directory: data_dir.to_owned(),
            database: Database::Sqlite(Sqlite::open(data_dir)?),
        })
    }

    /// Whether there is a store in a directory.
    #[must_use]
    pub fn is_in(data_dir: &Path) -> bool {
        data_dir.join(DATABASE).is_file()
    }

    /// Opens a store on PostgreSQL, which other processes may have too.
    /// `data_dir` holds what this process derives from it, and is its alone.
    ///
    /// # Errors
    /// When the server cannot be reached, or the database cannot be used.
    #[cfg(feature = "postgres")]
    pub fn connect(address: &Address, data_dir: &Path) -> Result<Self, Error> {
        Self::connect_so(address, data_dir, false)
    }

    /// The same to look at only: whatever writes fails with
    /// [`Error::ReadOnly`].
    ///
    /// # Errors
    /// As [`Store::connect`], and when no store was made there.
    #[cfg(feature = "postgres")]
    pub fn connect_read_only(address: &Address, data_dir: &Path) -> Result<Self, Error> {
        Self::connect_so(address, data_dir, true)
    }

    #[cfg(feature = "postgres")]
    fn connect_so(address: &Address, data_dir: &Path, read_only: bool) -> Result<Self, Error> {
        let path = address.shown();
        std::fs::create_dir_all(data_dir).map_err(|source| Error::file(data_dir, source))?;
        // What is derived there, and the keys of Matrix, are one process's.
        let purpose = if read_only {
            postgres::Purpose::Look
        } else {
            postgres::Purpose::Serve(sqlite::lock(data_dir)?)
        };
        let (server, state) =
            postgres::Server::open(address, purpose).map_err(|source| Error::sql(&path, source))?;
        state.usable(&path)?;
        Ok(Self {
            path,
            directory: data_dir.to_owned(),
            database: Database::Postgres(server),
        })
    }

    /// Whether it was opened to look at only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.is_read_only(),
            #[cfg(feature = "postgres")]
            Database::Postgres(server) => server.is_read_only(),
        }
    }

    /// Opens an existing store to look at, also while another process serves
    /// from it. Whatever writes fails with [`Error::ReadOnly`].
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn open_read_only(data_dir: &Path) -> Result<Self, Error> {
        Ok(Self {
            path: data_dir.join(DATABASE),
            directory: data_dir.to_owned(),
            database: Database::Sqlite(Sqlite::open_read_only(data_dir)?),
        })
    }

    /// Moves a database that cannot be read out of the way, so that a new one
    /// can be made. Nothing but an explicit instruction may call it.
    ///
    /// # Errors
    /// When another process has it, or it cannot be moved.
    pub fn set_aside(data_dir: &Path) -> Result<PathBuf, Error> {
        sqlite::set_aside(data_dir)
    }

    /// Reads the whole store and says what is wrong with it; nothing when all
    /// is well. Takes a second for each 100 MB or so.
    ///
    /// # Errors
    /// When it cannot even be read.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let mut faults = match &self.database {
            Database::Sqlite(sqlite) => sqlite.check(&self.path)?,
            // Its pages and references are the server's to check.
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Vec::new(),
        };
        if faults.is_empty() {
            faults.extend(self.damaged_articles()?);
        }
        Ok(faults)
    }

    /// Where the database is, without what must not be shown.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The data directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Reads a consistent state, without waiting for the writer.
    fn read<T>(&self, work: impl FnOnce(&Connection<'_>) -> Result<T, Fault>) -> Result<T, Error> {
        let read = match &self.database {
            Database::Sqlite(sqlite) => sqlite.read(work),
            #[cfg(feature = "postgres")]
            Database::Postgres(server) => server.read(work),
        };
        read.map_err(|source| Error::sql(&self.path, source))
    }

    /// Runs one transaction: all of it or, on any error, nothing.
    fn write<T>(&self, work: impl FnOnce(&Connection<'_>) -> Result<T, Fault>) -> Result<T, Error> {
        self.write_so(Lasts::OnDisk, work)
    }

    fn write_so<T>(
        &self,
        lasts: Lasts,
        work: impl FnOnce(&Connection<'_>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let written = match &self.database {
            Database::Sqlite(sqlite) => sqlite.write(lasts, work),
            #[cfg(feature = "postgres")]
            Database::Postgres(server) => server.write(lasts, work),
        };
        written.map_err(|source| Error::sql(&self.path, source))
    }
}

#[cfg(test)]
impl Store {
    /// Lets the database have so many pages and no more, or what it has: SQLite
    /// then says what it says when the file cannot grow.
    pub(crate) fn limit(&self, pages: i64) {
        match &self.database {
            Database::Sqlite(sqlite) => sqlite.limit(pages),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => panic!("the disk is the server's"),
        }
    }
}

#[cfg(test)]
mod tests;
