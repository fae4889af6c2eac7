//! The store of one machine: a file of SQLite in the data directory, one
//! connection that writes, one that reads, and a lock against a second process.

use std::{
    fs::{self, File, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use super::{
    Error,
    error::Fault,
    migrations, sql,
    writer::{Lasts, Writer},
};

/// The database in the data directory.
pub(super) const DATABASE: &str = "verbatim.sqlite";

/// Held by the one process that may write; says which it is.
const LOCK: &str = "verbatim.lock";

/// How long a statement waits for another connection of this process or for a
/// backup that reads the file.
const BUSY: Duration = Duration::from_secs(5);

/// Statements that are kept parsed; the store has fewer.
const STATEMENTS: usize = 128;

/// A file of SQLite.
#[derive(Debug)]
pub(super) struct Sqlite {
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

impl Sqlite {
    pub(super) fn open(data_dir: &Path) -> Result<Self, Error> {
        fs::create_dir_all(data_dir).map_err(|source| Error::file(data_dir, source))?;
        let lock = lock(data_dir)?;
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
            writer: Writer::new(writer),
            reader: Mutex::new(reader),
            lock: Some(lock),
        })
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    pub(super) fn open_read_only(data_dir: &Path) -> Result<Self, Error> {
        let path = data_dir.join(DATABASE);
        if !path.is_file() {
            return Err(Error::file(&path, std::io::ErrorKind::NotFound.into()));
        }
        let open = || {
            let connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            let state = migrations::state(&connection, migrations::ALL)?;
            Ok((connection, state))
        };
        let open = || open().map_err(|source: rusqlite::Error| Error::sql(&path, source));
        let (reader, state) = open()?;
        state.usable(&path)?;
        let (writer, _) = open()?;
        Ok(Self {
            writer: Writer::new(writer),
            reader: Mutex::new(reader),
            lock: None,
        })
    }

    /// What SQLite itself finds wrong with the file.
    pub(super) fn check(&self, path: &Path) -> Result<Vec<String>, Error> {
        let faults = self.read(|connection| {
            let mut faults = connection.all("PRAGMA integrity_check(20)", &[], |row| row.get(0))?;
            faults.retain(|fault: &String| fault != "ok");
            connection.each("PRAGMA foreign_key_check", &[], |row| {
                let table: String = row.get(0)?;
                faults.push(format!("a row of `{table}` belongs to nothing"));
                Ok(())
            })?;
            Ok(faults)
        });
        faults.map_err(|source| Error::sql(path, source))
    }

    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&sql::Connection<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut reader = lock_of(&self.reader);
        let transaction = reader.transaction()?;
        work(&sql::Connection::Sqlite(&transaction))
    }

    pub(super) fn write<T>(
        &self,
        lasts: Lasts,
        work: impl FnOnce(&sql::Connection<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.writer
            .write(lasts, |writer| work(&sql::Connection::Sqlite(writer)))
    }

    #[cfg(test)]
    pub(super) fn limit(&self, pages: i64) {
        let sql = format!("PRAGMA max_page_count = {pages}");
        let set = self
            .writer
            .with(|writer| writer.query_row(&sql, [], |row| row.get::<_, i64>(0)));
        assert!(set.is_ok_and(|set| set <= pages.max(100)));
    }
}

/// Moves a database out of the way, with its log.
pub(super) fn set_aside(data_dir: &Path) -> Result<PathBuf, Error> {
    let _lock = lock(data_dir)?;
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

fn lock_of(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    // A panic in between has rolled its transaction back.
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A database from elsewhere must not run what it brings along.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Takes the lock file, or says who has it.
pub(super) fn lock(data_dir: &Path) -> Result<File, Error> {
    let path = data_dir.join(LOCK);
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| Error::file(&path, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            return Err(Error::InUse {
                path: data_dir.to_owned(),
                process: holder.trim().parse().ok(),
            });
        }
        Err(TryLockError::Error(source)) => return Err(Error::file(&path, source)),
    }
    // The number only helps people; the lock is what counts.
    let _ = file.set_len(0);
    let _ = writeln!(file, "{}", std::process::id());
    Ok(file)
}
