//! Which articles does a channel or a thread ask? Kept in the store where there is one,
//! else for as long as the program runs.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use super::Thread;
use crate::{
    command::Channel,
    index::Scope,
    library::Library,
    store::{self, Store},
};

/// Channels whose scope is held in memory; beyond, all are read again.
const CHANNELS: usize = 10_000;

/// What was said by platform and channel or thread; `None` where nobody has.
type Known = HashMap<(&'static str, String), Option<Scope>>;

/// What channels ask, as far as anybody has asked.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    known: Mutex<Known>,
}

/// One channel, or one thread in it.
#[derive(Debug)]
pub(super) struct ChannelOf<'a> {
    pub(super) scopes: &'a Scopes,
    pub(super) store: Option<&'a Store>,
    pub(super) platform: &'static str,
    pub(super) channel: &'a str,
    pub(super) thread: Option<InThread<'a>>,
}

/// What is known of a thread.
#[derive(Debug)]
pub(super) struct InThread<'a> {
    thread: &'a Thread,
    library: &'a Library,
    /// What may be asked in it, and the community it belongs to.
    reach: Scope,
    community: Option<String>,
    /// The articles it was opened under, once that was needed.
    about: OnceLock<Vec<String>>,
}

impl<'a> InThread<'a> {
    pub(super) fn new(
        thread: &'a Thread,
        library: &'a Library,
        reach: Scope,
        community: Option<String>,
    ) -> Self {
        Self {
            thread,
            library,
            reach,
            community,
            about: OnceLock::new(),
        }
    }

    fn about(&self) -> &[String] {
        let community = self.community.as_deref();
        let about = || self.thread.about(self.library, &self.reach, community);
        self.about.get_or_init(about)
    }
}

impl ChannelOf<'_> {
    /// What it asks: what somebody said for the thread, else the articles that
    /// the thread was opened under, else what somebody said for the channel,
    /// else all that it may.
    pub(super) fn scope(&self) -> Result<Scope, store::Error> {
        if let Some(thread) = &self.thread {
            if let Some(scope) = self.said_for(&thread.thread.id)? {
                return Ok(scope);
            }
            let about = thread.about();
            if !about.is_empty() {
                return Ok(Scope::Articles(about.to_vec()));
            }
        }
        Ok(self.said_for(self.channel)?.unwrap_or_default())
    }

    /// What `use` said where `id` is the channel or the thread.
    fn said_for(&self, id: &str) -> Result<Option<Scope>, store::Error> {
        let key = (self.platform, id.to_owned());
        if let Some(scope) = self.scopes.lock().get(&key) {
            return Ok(scope.clone());
        }
        let scope = match self.store {
            Some(store) => store.scope(self.platform, id)?,
            None => None,
        };
        self.scopes.put(key, scope.clone());
        Ok(scope)
    }
}

impl Channel for ChannelOf<'_> {
    fn kind(&self) -> &'static str {
        match self.thread {
            Some(_) => "thread",
            None => "channel",
        }
    }

    fn ask(&self, scope: &Scope) -> anyhow::Result<()> {
        let thread = self.thread.as_ref();
        let id = thread.map_or(self.channel, |thread| &thread.thread.id);
        if let Some(store) = self.store {
            store.set_scope(self.platform, id, scope)?;
        }
        let key = (self.platform, id.to_owned());
        self.scopes.put(key, Some(scope.clone()));
        Ok(())
    }

    fn chosen(&self) -> anyhow::Result<Option<Vec<String>>> {
        Ok(match self.scope()? {
            Scope::Articles(ids) => Some(ids),
            Scope::All | Scope::Community(_) | Scope::Of(_) => None,
        })
    }
}

impl Scopes {
    fn put(&self, key: (&'static str, String), scope: Option<Scope>) {
        let mut known = self.lock();
        // Without a store this forgets, which needs ten thousand channels of
        // one terminal.
        if known.len() >= CHANNELS && !known.contains_key(&key) {
            known.clear();
        }
        known.insert(key, scope);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
