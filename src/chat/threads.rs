//! Under what were the threads opened in which something was asked last? What
//! is known need not be fetched before every answer.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::bot::Thread;

/// Threads that are known at once; where more are busy, some are fetched again.
const KNOWN: usize = 500;

/// How long an answer waits to learn what its thread was opened under. Then the
/// thread asks what its channel asks.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The threads that were asked in last, by their identifiers; nothing where the
/// identifier is that of a channel.
#[derive(Debug, Default)]
pub struct Threads(Mutex<VecDeque<(String, Option<Thread>)>>);

impl Threads {
    /// What is known of an identifier: a thread, or that it is none.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Option<Thread>> {
        let known = self.lock();
        let found = known.iter().find(|(known, _)| known == id);
        found.map(|(_, thread)| thread.clone())
    }

    /// Takes note of a thread, or that there is none.
    pub fn put(&self, id: &str, thread: Option<Thread>) {
        self.forget(id);
        let mut known = self.lock();
        if known.len() >= KNOWN {
            known.pop_front();
        }
        known.push_back((id.to_owned(), thread));
    }

    /// What it was opened under has changed.
    pub fn forget(&self, id: &str) {
        self.lock().retain(|(known, _)| known != id);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, Option<Thread>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_threads_are_known_until_they_change() {
        let threads = Threads::default();
        let thread = |id: &str| Thread {
            id: id.to_owned(),
            ..Thread::default()
        };
        threads.put("a", Some(thread("a")));
        threads.put("b", None);
        assert_eq!(threads.get("a"), Some(Some(thread("a"))));
        assert_eq!(threads.get("b"), Some(None));
        assert_eq!(threads.get("c"), None);
        threads.forget("a");
        assert_eq!(threads.get("a"), None);
        for number in 0..KNOWN {
            threads.put(&number.to_string(), None);
        }
        assert_eq!(threads.get("b"), None);
        assert_eq!(threads.lock().len(), KNOWN);
    }
}
