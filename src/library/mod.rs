//! The articles that can be asked, each with what was worked out about it,
//! and the index over them. May be read and added to from many threads.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, atomic::AtomicI64,
    },
};

use crate::{
    article::Article,
    index::{self, Hit, Index, Kind, Scope},
    store::{self, Listing, Store},
};

mod adding;
mod address;
mod candidates;
mod catalogue;
mod entry;
mod following;
mod indexing;
mod loaded;

pub use adding::Bytes;
pub(crate) use adding::now;
use catalogue::Catalogue;
pub use entry::{Added, Entry};
use loaded::Loaded;

/// Articles of a stored library that are kept in memory; each takes about
/// twenty times its text, some 200 kB.
const MOST_LOADED: NonZeroUsize = NonZeroUsize::new(128).expect("not zero");

/// What can go wrong with a library.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index fails.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The articles by identifier, and the index over them.
#[derive(Debug)]
pub struct Library {
    catalogue: RwLock<Catalogue>,
    loaded: Loaded,
    /// Where the articles last, and where their index does.
    kept: Option<(Arc<Store>, PathBuf)>,
    /// Opened or built at the first search: asking one article needs none.
    index: OnceLock<Index>,
    /// Held while articles are added or removed; readers go on meanwhile.
    writing: Mutex<()>,
    /// The last change of the store that the catalogue knows.
    seen: AtomicI64,
}

impl Default for Library {
    fn default() -> Self {
        Self {
            catalogue: RwLock::default(),
            loaded: Loaded::all(),
            kept: None,
            index: OnceLock::new(),
            writing: Mutex::default(),
            seen: AtomicI64::default(),
        }
    }
}

impl Library {
    /// A library in memory. Articles of one identifier that are not the same
    /// article get different ones.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub fn in_memory(articles: Vec<Article>) -> Result<Self, Error> {
        let library = Self::default();
        library.add_all(articles)?;
        Ok(library)
    }

    /// The library of a store. Articles are read when they are asked; the
    /// index in `index_directory` is derived, and brought up to date at the
    /// first search or by [`Library::prepare_index`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn stored(store: Arc<Store>, index_directory: &Path) -> Result<Self, Error> {
        // Before the articles: what changes in between is looked at twice.
        let seen = store.last_change()?;
        let mut catalogue = Catalogue::default();
        for listing in store.listings()? {
            catalogue.insert(listing);
        }
        Ok(Self {
            catalogue: RwLock::new(catalogue),
            loaded: Loaded::last(MOST_LOADED),
            kept: Some((store, index_directory.to_owned())),
            index: OnceLock::new(),
            writing: Mutex::default(),
            seen: AtomicI64::new(seen),
        })
    }

    /// The store, where the library has one.
    #[must_use]
    pub fn store(&self) -> Option<&Arc<Store>> {
        self.kept.as_ref().map(|(store, _)| store)
    }

    /// Removes an article with all its versions; says whether there was one.
    ///
    /// # Errors
    /// When the store or the index cannot be written.
    pub fn remove(&self, id: &str) -> Result<bool, Error> {
        let _writing = self.writing();
        if let Some(store) = self.store() {
            store.remove_article(id)?;
        }
        let removed = self.change(|catalogue| catalogue.remove(id));
        self.loaded.remove(id);
        if let (Some(index), true) = (self.index.get(), removed) {
            index.remove(&[id])?;
        }
        Ok(removed)
    }

    /// One article. One that cannot be read is logged, and there is none.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<Entry>> {
        let version = self.read().get(id)?.version.clone();
        if let Some(entry) = self.in_memory_of(id, &version) {
            return Some(entry);
        }
        let (store, _) = self.kept.as_ref()?;
        let entry = match stored_entry(store, id) {
            Ok(entry) => Arc::new(entry?),
            Err(fault) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(article = id, fault, "an article cannot be read");
                return None;
            }
        };
        // Of an older program, or never indexed.
        if !entry.is_attributed() {
            self.keep(std::slice::from_ref(&entry));
        }
        self.loaded.insert(Arc::clone(&entry));
        Some(entry)
    }

    fn in_memory_of(&self, id: &str, version: &str) -> Option<Arc<Entry>> {
        let entry = self.loaded.get(id)?;
        // Without a store the article in memory is the latest there is, also
        // while it is being replaced.
        (entry.article.version == version || self.kept.is_none()).then_some(entry)
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of one article without reading it.
    #[must_use]
    pub fn listing(&self, id: &str) -> Option<Listing> {
        self.read().get(id).cloned()
    }

    /// How many articles are within a scope.
    #[must_use]
    pub fn count(&self, scope: &Scope) -> usize {
        self.read().count(scope)
    }

    /// Whether an article is within a scope.
    #[must_use]
    pub fn holds(&self, scope: &Scope, id: &str) -> bool {
        self.read().holds(scope, id)
    }

    /// How many articles one community, or everybody, has; those of everybody
    /// do not count as the community's.
    #[must_use]
    pub fn owned(&self, owner: Option<&str>) -> usize {
        self.read().owned(owner)
    }

    /// What is known of the article of this address that a community has, else
    /// of everybody's. How the address was passed on does not matter: its
    /// scheme, its fragment, where the reader came from.
    #[must_use]
    pub fn at_address(&self, url: &str, owner: Option<&str>) -> Option<Listing> {
        self.read().at_address(url, owner).cloned()
    }

    /// The identifiers of the articles within a scope that are called so, by
    /// their title; in a title as long as names may be, its end may be missing.
    #[must_use]
    pub fn titled(&self, scope: &Scope, name: &str) -> Vec<String> {
        /// Names of at least so many characters are taken for titles cut short.
        const CUT: usize = 60;
        let name = crate::text::fold(name.trim().trim_end_matches('…').trim_end());
        let long = name.chars().nth(CUT - 1).is_some();
        self.read().titled(scope, &name, long)
    }

    /// What is known of the articles within a scope without reading them, by
    /// identifier.
    #[must_use]
    pub fn listings(&self, scope: &Scope) -> Vec<Listing> {
        self.read().within(scope).into_iter().cloned().collect()
    }

    /// Shows what is known of each article within a scope, by identifier, until
    /// `each`, which must not ask the library, says that it has seen enough.
    /// Nothing is copied: every key that somebody presses may want it.
    pub fn look_through(&self, scope: &Scope, mut each: impl FnMut(&Listing) -> bool) {
        let catalogue = self.read();
        let _ = catalogue.within(scope).into_iter().all(&mut each);
    }

    /// The articles within a scope, by identifier; each is read when it is
    /// its turn.
    pub fn entries(&self, scope: &Scope) -> impl Iterator<Item = Arc<Entry>> + use<'_> {
        let catalogue = self.read();
        let within = catalogue.within(scope).into_iter();
        let ids: Vec<String> = within.map(|listing| listing.id.clone()).collect();
        ids.into_iter().filter_map(|id| self.get(&id))
    }

    /// Searches the index.
    ///
    /// # Errors
    /// When the index or, while it is brought up to date, the store fails.
    pub fn search(
        &self,
        kind: Kind,
        words: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        Ok(self.index()?.search(kind, words, scope, limit)?)
    }

    fn read(&self) -> RwLockReadGuard<'_, Catalogue> {
        self.catalogue
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Catalogue) -> T) -> T {
        change(
            &mut self
                .catalogue
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An article of the store, with who said what where that was kept.
fn stored_entry(store: &Store, id: &str) -> Result<Option<Entry>, store::Error> {
    let Some(article) = store.article(id)? else {
        return Ok(None);
    };
    Ok(Some(match store.attributions(&article)? {
        Some(attributions) => Entry::attributed(article, attributions),
        None => Entry::new(article),
    }))
}

#[cfg(test)]
mod tests;
