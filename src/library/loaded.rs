//! Which articles are in memory? All of a library in memory; of a stored one
//! those that were asked last.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;

use super::Entry;

/// The articles in memory, by identifier.
#[derive(Debug)]
pub(super) struct Loaded(Mutex<LruCache<String, Arc<Entry>>>);

impl Loaded {
    /// Keeps all articles.
    pub(super) fn all() -> Self {
        Self(Mutex::new(LruCache::unbounded()))
    }

    /// Keeps `most` articles; beyond, the one not used for the longest time goes.
    pub(super) fn last(most: NonZeroUsize) -> Self {
        Self(Mutex::new(LruCache::new(most)))
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Entry>> {
        self.lock().get(id).cloned()
    }

    pub(super) fn insert(&self, entry: Arc<Entry>) {
        let id = entry.article.id.clone();
        let gone = self.lock().push(id, entry);
        // Dropped here, after the lock: what was worked out of an article is in many pieces.
        drop(gone);
    }

    pub(super) fn remove(&self, id: &str) -> Option<Arc<Entry>> {
        self.lock().pop(id)
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, Arc<Entry>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
