//! Who works at which channel: at most one worker of this process, and at most
//! one process of those that share a store.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::sleep;

use super::{Desk, Office};
use crate::store::Error;

/// How often it is looked for what another process left, where there are others.
const LOOK: Duration = Duration::from_secs(5);

/// Channels at which somebody works, and whether they were called since they
/// last listened.
#[derive(Debug, Default)]
pub(super) struct Attended(Mutex<HashMap<String, bool>>);

impl Attended {
    /// Calls whoever works at a channel; says whether nobody does, and the
    /// caller must send somebody.
    fn call(&self, channel: &str) -> bool {
        let mut channels = self.lock();
        if let Some(called) = channels.get_mut(channel) {
            *called = true;
            return false;
        }
        channels.insert(channel.to_owned(), false);
        true
    }

    /// Hears only calls from now on: whoever called before left what it is
    /// about where it is found.
    fn listen(&self, channel: &str) {
        if let Some(called) = self.lock().get_mut(channel) {
            *called = false;
        }
    }

    /// Leaves a channel unless there was a call; says whether it was left.
    fn leave(&self, channel: &str) -> bool {
        let mut channels = self.lock();
        if channels.get(channel) == Some(&true) {
            return false;
        }
        channels.remove(channel);
        true
    }

    /// Leaves it whatever was called.
    fn vacate(&self, channel: &str) {
        self.lock().remove(channel);
    }

    /// Whether nobody works anywhere.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A worker's place at a channel; leaves it empty when the worker fails.
pub(super) struct Attendance<O: Office> {
    pub(super) desk: Arc<Desk<O>>,
    pub(super) channel: String,
    left: bool,
}

impl<O: Office> Drop for Attendance<O> {
    fn drop(&mut self) {
        if !self.left {
            self.desk.attended.vacate(&self.channel);
        }
    }
}

impl<O: Office> Desk<O> {
    /// Sees to it that somebody works at a channel.
    pub(super) fn attend(self: &Arc<Self>, channel: String) {
        if !self.attended.call(&channel) {
            return;
        }
        let attendance = Attendance {
            desk: Arc::clone(self),
            channel,
            left: false,
        };
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        while workers.try_join_next().is_some() {}
        workers.spawn(async move { attendance.work().await });
    }

    /// Takes over what waits in channels at which nobody works any more.
    pub(super) async fn look_after(self: Arc<Self>) {
        let mut stop = self.serving.stop.clone();
        loop {
            tokio::select! {
                () = sleep(LOOK) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            match self.kept(|store| store.channels_waiting(O::PLATFORM)).await {
                Ok(channels) => {
                    for channel in channels
                        .into_iter()
                        .filter(|channel| self.office.reaches(channel))
                    {
                        self.attend(channel);
                    }
                }
                Err(fault) => tracing::warn!(%fault, "what waits cannot be looked for"),
            }
        }
    }
}

impl<O: Office> Attendance<O> {
    /// Whether this process alone works at the channel from now on.
    pub(super) async fn begins(&self) -> bool {
        // Nor is a thread asked that may wait, where there is nothing to wait for.
        if !self.desk.serving.store.is_shared() {
            return true;
        }
        let channel = self.channel.clone();
        let claimed = self
            .desk
            .kept(move |store| store.claim(O::PLATFORM, &channel))
            .await;
        // Else another process works here; this one looks again soon.
        claimed.unwrap_or_else(|fault| {
            tracing::error!(%fault, "a channel cannot be claimed; it is looked at again soon");
            false
        })
    }

    /// Goes home when nothing waits; says whether it did.
    pub(super) async fn leaves(&mut self) -> Result<bool, Error> {
        self.desk.attended.listen(&self.channel);
        if !self.next()?.is_empty() {
            return Ok(false);
        }
        // First, so that nobody else of this process has it meanwhile.
        self.lets_go().await;
        if self.desk.attended.leave(&self.channel) {
            self.left = true;
            return Ok(true);
        }
        Ok(!self.begins().await)
    }

    async fn lets_go(&self) {
        if !self.desk.serving.store.is_shared() {
            return;
        }
        let channel = self.channel.clone();
        let gone = self
            .desk
            .kept(move |store| store.let_go(O::PLATFORM, &channel))
            .await;
        if let Err(fault) = gone {
            tracing::warn!(%fault, "a channel is kept until this process ends");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_called_stays_and_looks_again() {
        let attended = Attended::default();
        assert!(attended.call("room"));
        assert!(!attended.call("room"), "two would work at one channel");
        attended.listen("room");
        // As when a question comes between the last look and the way home.
        assert!(!attended.call("room"));
        assert!(!attended.leave("room"));
        attended.listen("room");
        assert!(attended.leave("room"));
        assert!(attended.call("room"), "nobody is there any more");
        attended.call("room");
        attended.vacate("room");
        assert!(attended.call("room"));
    }
}
