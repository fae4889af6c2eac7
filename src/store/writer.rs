//! The one connection that writes, for all threads: transactions that come at
//! the same time reach the disk together, so that many cost one wait for it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rusqlite::{Connection, ErrorCode, TransactionBehavior, ffi};

use super::error::Fault;

/// Transactions that reach the disk together at most, so that the first of
/// them does not wait for ever.
const TOGETHER: usize = 128;

/// How long a transaction is to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasts {
    /// Through a power cut: it is on the disk when it is done.
    OnDisk,
    /// Through the death of the process: the system has it. A power cut within
    /// moments undoes it, which nobody notices because it is done again.
    InSystem,
}

/// The connection, and who waits for it.
#[derive(Debug)]
pub(super) struct Writer {
    state: Mutex<State>,
    /// A batch has ended.
    ended: Condvar,
    /// Threads that are about to take `state`; one of them ends the batch.
    coming: AtomicUsize,
}

#[derive(Debug)]
struct State {
    connection: Connection,
    /// The transaction that is open, with its number of members.
    batch: Option<(Arc<Batch>, usize)>,
}

/// Transactions that end together: each is a savepoint of one.
#[derive(Debug, Default)]
struct Batch {
    /// Set when it has ended: with nothing when all of it is written.
    outcome: OnceLock<Option<(ffi::Error, String)>>,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            state: Mutex::new(State {
                connection,
                batch: None,
            }),
            ended: Condvar::new(),
            coming: AtomicUsize::new(0),
        }
    }

    /// Runs one transaction: all of it or, on any error, nothing. When this
    /// returns, it lasts.
    pub(super) fn write<T>(
        &self,
        lasts: Lasts,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.coming.fetch_add(1, Ordering::SeqCst);
        let mut state = self.lock();
        self.coming.fetch_sub(1, Ordering::SeqCst);
        if lasts == Lasts::InSystem && state.batch.is_none() {
            return state.lightly(work);
        }
        let batch = state.open()?;
        let done = catch_unwind(AssertUnwindSafe(|| state.run(work)));
        if state.connection.is_autocommit() {
            // SQLite itself has undone all of it, as it does when the disk is full.
            let why = match &done {
                Ok(Err(fault)) => plain(fault),
                _ => plain(&Fault::Stopped),
            };
            state.end(&batch, Some(why));
            self.ended.notify_all();
        } else if self.coming.load(Ordering::SeqCst) == 0 || state.is_full() {
            let written = state.connection.execute_batch("COMMIT");
            if written.is_err() && !state.connection.is_autocommit() {
                // Its own fault does not matter beside that of the commit.
                let _ = state.connection.execute_batch("ROLLBACK");
            }
            state.end(&batch, written.err().map(|fault| plain(&fault.into())));
            self.ended.notify_all();
        } else {
            // Whoever is coming sees to it.
            while batch.outcome.get().is_none() {
                let waited = self.ended.wait(state);
                state = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
        drop(state);
        let done = done.unwrap_or_else(|panic| resume_unwind(panic))?;
        match batch.outcome.get() {
            Some(Some((fault, says))) => {
                Err(rusqlite::Error::SqliteFailure(*fault, Some(says.clone())).into())
            }
            _ => Ok(done),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in between has undone its own part.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the connection itself, between transactions.
    #[cfg(test)]
    pub(super) fn with<T>(&self, look: impl FnOnce(&Connection) -> T) -> T {
        look(&self.lock().connection)
    }
}

impl State {
    /// The batch that is open, opened where none is.
    fn open(&mut self) -> rusqlite::Result<Arc<Batch>> {
        if let Some((batch, members)) = &mut self.batch {
            *members += 1;
            return Ok(Arc::clone(batch));
        }
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let batch = Arc::new(Batch::default());
        self.batch = Some((Arc::clone(&batch), 1));
        Ok(batch)
    }

    fn is_full(&self) -> bool {
        self.batch
            .as_ref()
            .is_some_and(|(_, members)| *members >= TOGETHER)
    }

    /// Runs the work within the open transaction; what fails leaves nothing.
    fn run<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        // Undone when it is dropped without being committed, by a panic too.
        let savepoint = self.connection.savepoint()?;
        let value = work(&savepoint)?;
        savepoint.commit()?;
        Ok(value)
    }

    fn end(&mut self, batch: &Batch, outcome: Option<(ffi::Error, String)>) {
        self.batch = None;
        // Set once: whoever ends a batch has taken it out.
        let _ = batch.outcome.set(outcome);
    }

    /// One transaction by itself, without waiting for the disk.
    fn lightly<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.connection
            .pragma_update(None, "synchronous", "NORMAL")?;
        let done = catch_unwind(AssertUnwindSafe(|| {
            let immediate = TransactionBehavior::Immediate;
            let transaction = self.connection.transaction_with_behavior(immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        }));
        let back = self.connection.pragma_update(None, "synchronous", "FULL");
        let done = done.unwrap_or_else(|panic| resume_unwind(panic));
        back?;
        done
    }
}

/// A fault that can be told to each member of a batch.
fn plain(fault: &Fault) -> (ffi::Error, String) {
    let code = match fault {
        Fault::Sqlite(rusqlite::Error::SqliteFailure(code, _)) => *code,
        _ => ffi::Error {
            code: ErrorCode::Unknown,
            extended_code: ffi::SQLITE_ERROR,
        },
    };
    (code, fault.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    fn writer(path: &std::path::Path) -> Writer {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 CREATE TABLE numbers (number INTEGER NOT NULL UNIQUE) STRICT;",
            )
            .unwrap();
        Writer::new(connection)
    }

    fn insert(number: i64) -> impl FnOnce(&Connection) -> Result<usize, Fault> {
        move |connection| {
            let sql = "INSERT INTO numbers (number) VALUES (?1)";
            Ok(connection.execute(sql, [number])?)
        }
    }

    fn count(path: &std::path::Path) -> i64 {
        let reader = Connection::open(path).unwrap();
        reader
            .query_row("SELECT count(*) FROM numbers", [], |row| row.get(0))
            .unwrap()
    }

    /// 2 means that a commit waits for the disk.
    fn synchronous(writer: &Writer) -> i64 {
        let level = |connection: &Connection| {
            connection.pragma_query_value(None, "synchronous", |row| row.get(0))
        };
        writer.with(level).unwrap()
    }

    #[test]
    fn what_many_threads_write_at_once_is_there_and_each_learns_of_its_own_fault() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("numbers");
        let writer = writer(&path);
        let start = Barrier::new(8);
        let refused = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (writer, start, refused) = (&writer, &start, &refused);
                scope.spawn(move || {
                    start.wait();
                    for number in 0..100 {
                        // Each number comes from two threads; one is refused.
                        let number = (thread / 2) * 100 + number;
                        let lasts = if number % 3 == 0 {
                            Lasts::InSystem
                        } else {
                            Lasts::OnDisk
                        };
                        if writer.write(lasts, insert(number)).is_err() {
                            refused.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert_eq!(count(&path), 400);
        assert_eq!(refused.into_inner(), 400);
        assert_eq!(synchronous(&writer), 2);
    }

    #[test]
    fn a_panic_undoes_its_own_part_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("numbers");
        let writer = writer(&path);
        for (number, lasts) in [(1, Lasts::OnDisk), (3, Lasts::InSystem)] {
            let panicking = catch_unwind(AssertUnwindSafe(|| {
                writer.write(lasts, |connection| -> Result<usize, Fault> {
                    insert(number)(connection)?;
                    panic!("of all things")
                })
            }));
            assert!(panicking.is_err());
            writer.write(lasts, insert(number + 1)).unwrap();
        }
        assert_eq!(count(&path), 2);
        assert_eq!(synchronous(&writer), 2);
    }
}
