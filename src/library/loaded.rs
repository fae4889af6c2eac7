//! Which articles are in memory? All of a library in memory; of a stored one
//! those that were asked last.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Entry;

/// The articles in memory.
#[derive(Debug)]
pub(super) struct Loaded {
    most: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// With the time of its last use, counted in uses.
    by_id: HashMap<String, (Arc<Entry>, u64)>,
    uses: u64,
}

impl Loaded {
    /// Keeps `most` articles at most.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            entries: Mutex::default(),
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Entry>> {
        let entries = &mut *self.lock();
        entries.uses += 1;
        let (entry, used) = entries.by_id.get_mut(id)?;
        *used = entries.uses;
        Some(Arc::clone(entry))
    }

    /// Keeps an article; lets go of the one not used for the longest time
    /// when there are too many.
    pub(super) fn insert(&self, entry: Arc<Entry>) {
        let entries = &mut *self.lock();
        entries.uses += 1;
        let id = entry.article.id.clone();
        entries.by_id.insert(id, (entry, entries.uses));
        if entries.by_id.len() > self.most {
            let oldest = entries.by_id.iter().min_by_key(|(_, (_, used))| *used);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                entries.by_id.remove(&id);
            }
        }
    }

    pub(super) fn remove(&self, id: &str) -> Option<Arc<Entry>> {
        self.lock().by_id.remove(id).map(|(entry, _)| entry)
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
