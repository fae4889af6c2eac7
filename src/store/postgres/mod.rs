//! The store of many machines: a PostgreSQL server, some connections to it,
//! and statements that are prepared once. Every other process may change what
//! is there at any time; what must be one step is one statement or has a lock.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs::File,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use postgres::{
    Client, Statement,
    error::SqlState,
    fallible_iterator::FallibleIterator,
    types::{ToSql, Type},
};

use super::{Error, error::Fault, migrations::State, sql::Value, writer::Lasts};

mod address;
mod parameters;
mod schema;
mod shares;
mod tls;
pub(super) mod wire;

pub use address::{Address, AddressError};
use shares::Shares;

/// Connections of one process: a server has a hundred for all of them, and as
/// many threads write at once as there are processors, not more.
const CONNECTIONS: usize = 8;

/// How long a connection is waited for, to the server and to be free.
const PATIENCE: Duration = Duration::from_secs(10);

/// What every connection is told first: nothing waits for ever, neither for a
/// row that a process that hangs has locked, nor for that process.
const SETTINGS: &str = "SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '60s'; \
    SET standard_conforming_strings = on; SET client_encoding = 'UTF8';";

/// A server, as one process uses it.
#[derive(Debug)]
pub(super) struct Server {
    address: Address,
    purpose: Purpose,
    pool: Mutex<Pool>,
    freed: Condvar,
    /// Which channels are this process's; nobody's when it only looks.
    shares: Option<Shares>,
}

/// What a server is opened for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// To look only: whatever writes fails.
    Look,
    /// To serve, as the one process that has a data directory; this keeps it.
    Serve(#[expect(dead_code, reason = "held as long as the server is open")] File),
}

#[derive(Debug, Default)]
struct Pool {
    idle: Vec<Link>,
    /// Those that are lent, too.
    open: usize,
}

/// One connection.
struct Link {
    client: Client,
    statements: HashMap<(String, Vec<Type>), Statement>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Link")
    }
}

/// A connection that is lent. It comes back whole or not at all.
struct Lent<'s> {
    server: &'s Server,
    link: Option<Link>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let whole = self.link.take();
        let mut pool = self.server.lock();
        match whole {
            Some(link) if !link.client.is_closed() => pool.idle.push(link),
            _ => pool.open -= 1,
        }
        self.server.freed.notify_one();
    }
}

impl Server {
    /// Connects, and brings the database up to date unless it is only looked at.
    pub(super) fn open(address: &Address, purpose: Purpose) -> Result<(Self, State), Fault> {
        apart(|| {
            let mut server = Self {
                address: address.clone().patient(PATIENCE),
                purpose,
                pool: Mutex::default(),
                freed: Condvar::new(),
                shares: None,
            };
            let mut first = server.link()?;
            let read_only = server.is_read_only();
            let state = if read_only {
                schema::state(&mut first.client)?
            } else {
                schema::migrate(&mut first.client)?
            };
            let mut pool = server.lock();
            pool.open = 1;
            pool.idle.push(first);
            drop(pool);
            if !read_only && state == State::Current {
                server.shares = Some(Shares::begin(&server.address)?);
            }
            Ok((server, state))
        })
    }

    pub(super) fn is_read_only(&self) -> bool {
        matches!(self.purpose, Purpose::Look)
    }

    pub(super) fn shares(&self) -> Option<&Shares> {
        self.shares.as_ref()
    }

    /// Reads what is there at one moment.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&super::Connection<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
    }

    /// Runs one transaction: all of it or, on any error, nothing.
    pub(super) fn write<T>(
        &self,
        lasts: Lasts,
        work: impl FnOnce(&super::Connection<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let begin = match lasts {
            Lasts::OnDisk => "BEGIN",
            Lasts::InSystem => "BEGIN; SET LOCAL synchronous_commit = off",
        };
        self.run(begin, work)
    }

    fn run<T>(
        &self,
        begin: &str,
        work: impl FnOnce(&super::Connection<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        apart(|| {
            let mut lent = self.begin(begin)?;
            // Out of the way of a panic: a transaction that is open ends with
            // its connection.
            let Some(link) = lent.link.take() else {
                return Err(Fault::Stopped);
            };
            let transaction = super::Connection::Postgres(Box::new(Transaction {
                link: RefCell::new(link),
            }));
            let done = work(&transaction);
            let super::Connection::Postgres(transaction) = transaction else {
                return Err(Fault::Stopped);
            };
            let mut link = transaction.link.into_inner();
            let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
            let ended = link.client.batch_execute(end);
            if ended.is_ok() {
                lent.link = Some(link);
            }
            match done {
                Ok(done) => ended.map(|()| done).map_err(Fault::from),
                // The first fault is the one that matters.
                Err(fault) => Err(fault),
            }
        })
    }

    /// A connection in which a transaction has begun. One that the server has
    /// closed meanwhile, as it does when it is restarted, is made anew.
    fn begin(&self, begin: &str) -> Result<Lent<'_>, Fault> {
        loop {
            let (mut lent, fresh) = self.lend()?;
            let Some(link) = &mut lent.link else {
                return Err(Fault::Stopped);
            };
            match link.client.batch_execute(begin) {
                Ok(()) => return Ok(lent),
                Err(fault) if fresh => return Err(fault.into()),
                Err(_) => lent.link = None,
            }
        }
    }

    /// A connection, and whether it was made just now.
    fn lend(&self) -> Result<(Lent<'_>, bool), Fault> {
        let pool = self.lock();
        let waited = self.freed.wait_timeout_while(pool, PATIENCE, |pool| {
            pool.idle.is_empty() && pool.open >= CONNECTIONS
        });
        let (mut pool, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(link) = pool.idle.pop() {
            let link = Some(link);
            return Ok((Lent { server: self, link }, false));
        }
        if timeout.timed_out() {
            return Err(Fault::Busy);
        }
        pool.open += 1;
        drop(pool);
        let mut lent = Lent {
            server: self,
            link: None,
        };
        lent.link = Some(self.link()?);
        Ok((lent, true))
    }

    fn link(&self) -> Result<Link, Fault> {
        Ok(Link {
            client: connect(&self.address, self.is_read_only())?,
            statements: HashMap::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.lock().idle);
        let shares = self.shares.take();
        apart(|| drop((shares, idle)));
    }
}

fn connect(address: &Address, read_only: bool) -> Result<Client, postgres::Error> {
    let mut client = address.connect()?;
    client.batch_execute(SETTINGS)?;
    if read_only {
        client.batch_execute("SET default_transaction_read_only = on")?;
    }
    Ok(client)
}

/// Lets the client wait, which it does in a runtime of its own: a thread of
/// the runtime that serves platforms must be told before.
fn apart<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::Handle;
    #[cfg(feature = "serve")]
    use tokio::runtime::RuntimeFlavor;
    match Handle::try_current() {
        #[cfg(feature = "serve")]
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}

/// A transaction that is open.
pub(super) struct Transaction {
    link: RefCell<Link>,
}

impl Transaction {
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Fault> {
        let mut link = self.link.borrow_mut();
        let statement = link.prepare(sql, values)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let changed = link.client.execute(&statement, &values)?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut look: impl FnMut(&postgres::Row) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut link = self.link.borrow_mut();
        let statement = link.prepare(sql, values)?;
        let values = values.iter().map(|value| value as &dyn ToSql);
        let mut rows = link.client.query_raw(&statement, values)?;
        while let Some(row) = rows.next()? {
            look(&row)?;
        }
        Ok(())
    }

    pub(super) fn lock_library(&self) -> Result<(), Fault> {
        self.batch(&format!(
            "SELECT pg_advisory_xact_lock({})",
            schema::LIBRARY
        ))
    }

    pub(super) fn begin_import(&self) -> Result<(), Fault> {
        self.batch("SET CONSTRAINTS ALL DEFERRED")
    }

    /// Tells the other processes that an article is another one now.
    pub(super) fn note_change(&self, article: &str) -> Result<(), Fault> {
        let sql = "INSERT INTO changes (article) VALUES (?1) ON CONFLICT (article) DO UPDATE \
                   SET place = nextval(pg_get_serial_sequence('changes', 'place'))";
        self.execute(sql, &[Value::Text(article)]).map(drop)
    }

    /// Counts on after the rows that were put in.
    pub(super) fn end_import(&self) -> Result<bool, Fault> {
        match self.batch("SET CONSTRAINTS ALL IMMEDIATE") {
            Ok(()) => {}
            Err(Fault::Postgres(fault))
                if fault.code() == Some(&SqlState::FOREIGN_KEY_VIOLATION) =>
            {
                return Ok(true);
            }
            Err(fault) => return Err(fault),
        }
        for table in ["handled", "inbox", "answers"] {
            self.batch(&format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'place'), \
                 (SELECT coalesce(max(place), 0) + 1 FROM {table}), false)"
            ))?;
        }
        self.batch("INSERT INTO changes (article) SELECT id FROM articles ON CONFLICT DO NOTHING")?;
        Ok(false)
    }

    fn batch(&self, sql: &str) -> Result<(), Fault> {
        Ok(self.link.borrow_mut().client.batch_execute(sql)?)
    }
}

impl Link {
    fn prepare(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Statement, postgres::Error> {
        let types: Vec<Type> = values.iter().map(wire::type_of).collect();
        let key = (sql.to_owned(), types);
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        // No statement of the store has a question mark of another kind.
        let statement = self.client.prepare_typed(&sql.replace('?', "$"), &key.1)?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }
}

/// What a fault says, without the rows that it is about: they may be what
/// people wrote.
pub(super) fn told(fault: &postgres::Error) -> String {
    if let Some(of_server) = fault.as_db_error() {
        return format!("{} ({})", of_server.message(), of_server.code().code());
    }
    match std::error::Error::source(fault) {
        Some(source) => format!("{fault}: {source}"),
        None => fault.to_string(),
    }
}

/// Sorts a fault of the server.
pub(super) fn sorted(path: &std::path::Path, fault: postgres::Error) -> Error {
    let path = path.to_owned();
    match fault.code() {
        Some(&SqlState::DISK_FULL) => Error::Full { path },
        Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => Error::ReadOnly { path },
        _ => Error::Sql {
            path,
            source: Fault::Postgres(fault).into(),
        },
    }
}
