//! How a library follows what other processes change in its store.

use std::sync::atomic::Ordering;

use super::{Error, Library};

impl Library {
    /// Takes in what others have changed in the store since it was last looked
    /// at, into the catalogue and into this machine's index; says how many
    /// articles that were. Nothing where nobody else can.
    ///
    /// # Errors
    /// When the store cannot be read or the index not be written; then it is
    /// done again at the next look.
    pub fn follow(&self) -> Result<usize, Error> {
        let Some(store) = self.store().filter(|store| store.is_shared()) else {
            return Ok(0);
        };
        if store
            .changes_after(self.seen.load(Ordering::SeqCst))?
            .is_empty()
        {
            return Ok(0);
        }
        let _writing = self.writing();
        // Again, now that no other thread of this process follows or changes.
        let changes = store.changes_after(self.seen.load(Ordering::SeqCst))?;
        let Some(last) = changes.last() else {
            return Ok(0);
        };
        for change in &changes {
            let id = change.article.as_str();
            let listing = store.listing(id)?;
            let version = listing.as_ref().map(|listing| listing.version.clone());
            self.change(|catalogue| {
                catalogue.remove(id);
                if let Some(listing) = listing {
                    catalogue.insert(listing);
                }
            });
            let stale = self.loaded.get(id);
            if stale.is_some_and(|entry| version.as_deref() != Some(&entry.article.version)) {
                self.loaded.remove(id);
            }
        }
        if let Some(index) = self.index.get()
            && !store.is_read_only()
        {
            let ids: Vec<&str> = changes.iter().map(|one| one.article.as_str()).collect();
            self.catch_up_on(index, &ids)?;
        }
        self.seen.store(last.number, Ordering::SeqCst);
        Ok(changes.len())
    }
}
