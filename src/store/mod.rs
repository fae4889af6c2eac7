//! What must last: articles with their versions, channel settings, messages
//! handled, replies on their way, conversations and feedback. The only user
//! of SQLite; takes the time from its callers and knows no platform.

use std::{
    fs::{self, File, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

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
mod rows;
mod transfer;
mod writer;

pub use articles::{Listing, Put, Source, StoredVersion};
pub use error::Error;
pub use feedback::{About, Evidence, Feedback, Unanswered, Vote};
pub use feeds::{FeedItem, FeedOf, Followed, Validators};
pub use inbox::{Answered, Backlog, Received};
pub use messages::{Memory, MessageKey, Pending, Recorded, Turn};
pub use pages::KnownPage;
pub use transfer::Imported;
use writer::{Lasts, Writer};

/// Seconds since 1970, as the caller's clock says.
pub type Seconds = i64;

/// The database in the data directory.
const DATABASE: &str = "verbatim.sqlite";

/// Held by the one process that may write; says which it is.
const LOCK: &str = "verbatim.lock";

/// How long a statement waits for another connection of this process or for a
/// backup that reads the file.
const BUSY: Duration = Duration::from_secs(5);

/// The store of one data directory.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// Reading does not wait for the writer: that is what the write-ahead log
    /// is for. Closed first, because only a writer that is the last to close
    /// can take the log into the database.
    reader: Mutex<Connection>,
    /// One writer; every transaction of it is short.
    writer: Writer,
    /// Locked as long as the store is open; the system lets go when the
    /// process dies.
    lock: Option<File>,
}

impl Store {
    /// Opens the store of `data_dir`, made when it is missing, for this
    /// process alone.
    ///
    /// # Errors
    /// When another process has it, or it cannot be used; it is never deleted
    /// or replaced.
    pub fn open(data_dir: &Path) -> Result<Self, Error> {
        fs::create_dir_all(data_dir).map_err(|source| Error::file(data_dir, source))?;
        let lock = lock(&data_dir.join(LOCK))?;
        let path = data_dir.join(DATABASE);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let writer = connect(&path, flags).and_then(|mut writer| {
            // A reply that was confirmed must survive a power cut too.
            writer.pragma_update(None, "journal_mode", "WAL")?;
            writer.pragma_update(None, "synchronous", "FULL")?;
            writer.pragma_update(None, "foreign_keys", true)?;
            let state = migrations::migrate(&mut writer, migrations::ALL)?;
            Ok((writer, state))
        });
        let (writer, state) = writer.map_err(|source| Error::sql(&path, source))?;
        state.usable(&path)?;
        let reader = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|source| Error::sql(&path, source))?;
        Ok(Self {
            path,
            writer: Writer::new(writer),
            reader: Mutex::new(reader),
            lock: Some(lock),
        })
    }

    /// Whether there is a store in a directory.
    #[must_use]
    pub fn is_in(data_dir: &Path) -> bool {
        data_dir.join(DATABASE).is_file()
    }

    /// Whether it was opened to look at only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    /// Opens an existing store to look at, also while another process serves
    /// from it. Whatever writes fails with [`Error::ReadOnly`].
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn open_read_only(data_dir: &Path) -> Result<Self, Error> {
        let path = data_dir.join(DATABASE);
        if !path.is_file() {
            return Err(Error::file(&path, std::io::ErrorKind::NotFound.into()));
        }
        let open = || {
            let connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            let state = migrations::state(&connection, migrations::ALL)?;
            Ok((connection, state))
        };
        let (reader, state) = open().map_err(|source| Error::sql(&path, source))?;
        state.usable(&path)?;
        let (writer, _) = open().map_err(|source| Error::sql(&path, source))?;
        Ok(Self {
            path,
            writer: Writer::new(writer),
            reader: Mutex::new(reader),
            lock: None,
        })
    }

    /// Moves a database that cannot be read out of the way, so that a new one
    /// can be made. Nothing but an explicit instruction may call it.
    ///
    /// # Errors
    /// When another process has it, or it cannot be moved.
    pub fn set_aside(data_dir: &Path) -> Result<PathBuf, Error> {
        let _lock = lock(&data_dir.join(LOCK))?;
        let path = data_dir.join(DATABASE);
        let mut number = 1;
        let aside = loop {
            let aside = data_dir.join(format!("{DATABASE}.aside-{number}"));
            if !aside.exists() {
                break aside;
            }
            number += 1;
        };
        // The log first: without it the database is older, but whole.
        for suffix in ["-wal", "-shm", ""] {
            let from = data_dir.join(format!("{DATABASE}{suffix}"));
            let to = PathBuf::from(format!("{}{suffix}", aside.display()));
            if suffix.is_empty() || from.exists() {
                fs::rename(&from, to).map_err(|source| Error::file(&path, source))?;
            }
        }
        Ok(aside)
    }

    /// Reads the whole store and says what is wrong with it; nothing when all
    /// is well. Takes a second for each 100 MB or so.
    ///
    /// # Errors
    /// When it cannot even be read.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let mut faults = self.read(|connection| {
            let mut faults = Vec::new();
            let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let fault: String = row.get(0)?;
                if fault != "ok" {
                    faults.push(fault);
                }
            }
            let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let table: String = row.get(0)?;
                faults.push(format!("a row of `{table}` belongs to nothing"));
            }
            Ok(faults)
        })?;
        if faults.is_empty() {
            faults.extend(self.damaged_articles()?);
        }
        Ok(faults)
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The data directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Reads a consistent state, without waiting for the writer.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let mut reader = lock_of(&self.reader);
        let result = reader
            .transaction()
            .and_then(|transaction| work(&transaction));
        result.map_err(|source| Error::sql(&self.path, source))
    }

    /// Runs one transaction: all of it or, on any error, nothing.
    fn write<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.write_so(Lasts::OnDisk, work)
    }

    fn write_so<T>(
        &self,
        lasts: Lasts,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let written = self.writer.write(lasts, work);
        written.map_err(|source| Error::sql(&self.path, source))
    }
}

#[cfg(test)]
impl Store {
    /// Lets the database have so many pages and no more, or what it has: SQLite
    /// then says what it says when the file cannot grow.
    pub(crate) fn limit(&self, pages: i64) {
        let sql = format!("PRAGMA max_page_count = {pages}");
        let set = self
            .writer
            .with(|writer| writer.query_row(&sql, [], |row| row.get::<_, i64>(0)));
        assert!(set.is_ok_and(|set| set <= pages.max(100)));
    }
}

fn lock_of(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    // A panic in between has rolled its transaction back.
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // A database from elsewhere must not run what it brings along.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Takes the lock file, or says who has it.
fn lock(path: &Path) -> Result<File, Error> {
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|source| Error::file(path, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            return Err(Error::InUse {
                path: path.parent().unwrap_or(path).to_owned(),
                process: holder.trim().parse().ok(),
            });
        }
        Err(TryLockError::Error(source)) => return Err(Error::file(path, source)),
    }
    // The number only helps people; the lock is what counts.
    let _ = file.set_len(0);
    let _ = writeln!(file, "{}", std::process::id());
    Ok(file)
}

#[cfg(test)]
mod tests;
