//! This process among those that share a database: it is heard of at short
//! intervals, by the clock of the server, and keeps its channels as long.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::JoinHandle,
    time::Duration,
};

use postgres::Client;

use super::{Address, apart, connect};
use crate::store::error::Fault;

/// A process that was not heard of for so long is forgotten.
const FORGOTTEN: &str = "1 hour";

/// A process, as the others see it.
#[derive(Debug)]
pub(in crate::store) struct Shares {
    process: i64,
    lease: Duration,
    /// Ends the thread when it is dropped.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Shares {
    pub(super) fn begin(address: &Address) -> Result<Self, Fault> {
        let lease = address.lease();
        let mut client = connect(address, false)?;
        let process = client
            .query_one(
                "INSERT INTO processes (seen_at) VALUES (clock_timestamp()) RETURNING id",
                &[],
            )?
            .try_get(0)?;
        let (stop, stopped) = mpsc::channel();
        let address = address.clone();
        let thread = std::thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || {
                let mut client = Some(client);
                // Three may be lost before the lease ends.
                while stopped.recv_timeout(lease / 4) == Err(RecvTimeoutError::Timeout) {
                    beat(&mut client, &address, process);
                }
                if let Some(mut client) = client {
                    // At once, so that nobody need wait for the lease to end;
                    // when it cannot be said, they wait.
                    let _ = client.execute("DELETE FROM processes WHERE id = $1", &[&process]);
                }
            });
        Ok(Self {
            process,
            lease,
            stop: Some(stop),
            thread: Some(thread.map_err(|_| Fault::Stopped)?),
        })
    }

    pub(in crate::store) fn process(&self) -> i64 {
        self.process
    }

    /// In milliseconds.
    pub(in crate::store) fn lease(&self) -> i64 {
        i64::try_from(self.lease.as_millis()).unwrap_or(i64::MAX)
    }
}

impl Drop for Shares {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Its panic was told when it happened.
            let _ = apart(|| thread.join());
        }
    }
}

/// Is heard of once; connects again where the connection was lost.
fn beat(client: &mut Option<Client>, address: &Address, process: i64) {
    let beaten = (|| {
        let connected = match client.take() {
            Some(client) if !client.is_closed() => client,
            _ => connect(address, false)?,
        };
        let client = client.insert(connected);
        client.execute(
            "INSERT INTO processes (id, seen_at) VALUES ($1, clock_timestamp()) \
             ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
            &[&process],
        )?;
        let sql = format!(
            "DELETE FROM processes WHERE seen_at < clock_timestamp() - interval '{FORGOTTEN}'"
        );
        client.execute(&sql, &[])
    })();
    if let Err(fault) = beaten {
        tracing::warn!(
            "the database cannot be told that this process lives: {}",
            super::told(&fault)
        );
    }
}
