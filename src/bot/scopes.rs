//! Which articles does a channel ask? Kept in the store where there is one,
//! else for as long as the program runs.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    command::Channel,
    index::Scope,
    store::{self, Store},
};

/// Channels whose scope is held in memory; beyond, all are read again.
const CHANNELS: usize = 10_000;

/// What channels ask, as far as anybody has asked.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    known: Mutex<HashMap<(&'static str, String), Scope>>,
}

/// One channel.
#[derive(Debug)]
pub(super) struct ChannelOf<'a> {
    pub(super) scopes: &'a Scopes,
    pub(super) store: Option<&'a Store>,
    pub(super) platform: &'static str,
    pub(super) channel: &'a str,
}

impl ChannelOf<'_> {
    /// What it asks: all that it may unless somebody said otherwise.
    pub(super) fn scope(&self) -> Result<Scope, store::Error> {
        let key = (self.platform, self.channel.to_owned());
        if let Some(scope) = self.scopes.lock().get(&key) {
            return Ok(scope.clone());
        }
        let stored = match self.store {
            Some(store) => store.scope(self.platform, self.channel)?,
            None => None,
        };
        let scope = stored.unwrap_or_default();
        self.scopes.put(key, scope.clone());
        Ok(scope)
    }
}

impl Channel for ChannelOf<'_> {
    fn ask(&self, scope: &Scope) -> anyhow::Result<()> {
        if let Some(store) = self.store {
            store.set_scope(self.platform, self.channel, scope)?;
        }
        let key = (self.platform, self.channel.to_owned());
        self.scopes.put(key, scope.clone());
        Ok(())
    }

    fn chosen(&self) -> anyhow::Result<Option<Vec<String>>> {
        Ok(match self.scope()? {
            Scope::Articles(ids) => Some(ids),
            Scope::All | Scope::Community(_) => None,
        })
    }
}

impl Scopes {
    fn put(&self, key: (&'static str, String), scope: Scope) {
        let mut known = self.lock();
        // Without a store this forgets, which needs ten thousand channels of
        // one terminal.
        if known.len() >= CHANNELS && !known.contains_key(&key) {
            known.clear();
        }
        known.insert(key, scope);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(&'static str, String), Scope>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
