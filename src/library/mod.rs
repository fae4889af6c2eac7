//! The articles that can be asked, each with what was worked out about it,
//! and the index over them. May be read and added to from many threads.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    article::Article,
    index::{self, Hit, Index, Kind, Scope},
    store::{self, Listing, Source, Store},
};

mod catalogue;
mod entry;
mod loaded;

use catalogue::{Catalogue, Place, listing_of};
pub use entry::{Added, Entry};
use loaded::Loaded;

/// Articles of a stored library that are kept in memory; each takes about
/// twenty times its text, some 200 kB.
const MOST_LOADED: usize = 128;

/// Articles that are indexed between two commits: enough to keep commits
/// rare, few enough that an interruption costs seconds.
const INDEXED_AT_ONCE: usize = 256;

/// Articles that are stored in one transaction when many are added.
const STORED_AT_ONCE: usize = 256;

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
}

impl Default for Library {
    fn default() -> Self {
        Self {
            catalogue: RwLock::default(),
            loaded: Loaded::new(usize::MAX),
            kept: None,
            index: OnceLock::new(),
            writing: Mutex::default(),
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
        let mut catalogue = Catalogue::default();
        for listing in store.listings()? {
            catalogue.insert(listing);
        }
        Ok(Self {
            catalogue: RwLock::new(catalogue),
            loaded: Loaded::new(MOST_LOADED),
            kept: Some((store, index_directory.to_owned())),
            index: OnceLock::new(),
            writing: Mutex::default(),
        })
    }

    /// The store, where the library has one.
    #[must_use]
    pub fn store(&self) -> Option<&Arc<Store>> {
        self.kept.as_ref().map(|(store, _)| store)
    }

    /// Adds an article, or a new version of one: of the same URL, or of the
    /// same source under the same title. The same text again changes nothing.
    ///
    /// # Errors
    /// When the store or the index cannot be written; once the store is, the
    /// article is added, and an index that lags behind catches up later.
    pub fn add(&self, article: Article) -> Result<Added, Error> {
        self.add_with_source(article, None)
    }

    /// As [`Library::add`], and keeps the bytes the article was read from.
    ///
    /// # Errors
    /// As [`Library::add`].
    pub fn add_with_source(
        &self,
        article: Article,
        source: Option<Source<'_>>,
    ) -> Result<Added, Error> {
        let _writing = self.writing();
        let added = match self.plan(article) {
            Plan::Nothing(entry) => Added::Known(entry),
            Plan::Put(planned) => {
                let now = now();
                if let Some(store) = self.store() {
                    store.put_article(&planned.article, source, now)?;
                }
                self.take_in(planned, now)
            }
        };
        self.index_added(std::slice::from_ref(&added))?;
        Ok(added)
    }

    /// Adds many articles, which is faster than one by one; returns what
    /// became of each.
    ///
    /// # Errors
    /// As [`Library::add`]; those before the fault are added.
    pub fn add_all(&self, articles: Vec<Article>) -> Result<Vec<Added>, Error> {
        let _writing = self.writing();
        let mut added = Vec::with_capacity(articles.len());
        let mut planned: Vec<Planned> = Vec::new();
        for article in articles {
            // What an article is depends on those before it.
            if planned.len() >= STORED_AT_ONCE
                || planned.iter().any(|earlier| earlier.may_concern(&article))
            {
                self.put_planned(&mut planned, &mut added)?;
            }
            match self.plan(article) {
                Plan::Put(plan) => planned.push(plan),
                Plan::Nothing(entry) => {
                    self.put_planned(&mut planned, &mut added)?;
                    added.push(Added::Known(entry));
                }
            }
        }
        self.put_planned(&mut planned, &mut added)?;
        self.index_added(&added)?;
        Ok(added)
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
        // Without a store the article in memory is the latest there is, also
        // while it is being replaced.
        if let Some(entry) = self.loaded.get(id)
            && (entry.article.version == version || self.kept.is_none())
        {
            return Some(entry);
        }
        let (store, _) = self.kept.as_ref()?;
        let entry = match store.article(id) {
            Ok(article) => Arc::new(Entry::new(article?)),
            Err(fault) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(article = id, fault, "an article cannot be read");
                return None;
            }
        };
        self.loaded.insert(Arc::clone(&entry));
        Some(entry)
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

    /// What is known of the articles within a scope without reading them, by
    /// identifier.
    #[must_use]
    pub fn listings(&self, scope: &Scope) -> Vec<Listing> {
        self.read().within(scope).into_iter().cloned().collect()
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

    /// The articles to ask, best first, at most `limit`: all of the scope
    /// when it is that small, else those with the best passages.
    ///
    /// # Errors
    /// As [`Library::search`].
    pub fn candidates(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Arc<Entry>>, Error> {
        let few = match scope {
            Scope::All => self.len() <= limit,
            Scope::Articles(ids) => ids.len() <= limit,
        };
        if few {
            return Ok(self.entries(scope).collect());
        }
        let ids = self.index()?.candidates(question, scope, limit)?;
        Ok(ids.iter().filter_map(|id| self.get(id)).collect())
    }

    /// Brings the index up to date before the first search needs it; tells
    /// how many of how many articles are done. May be interrupted at any time
    /// and goes on from there.
    ///
    /// # Errors
    /// As [`Library::search`].
    pub fn prepare_index(&self, mut progress: impl FnMut(usize, usize)) -> Result<(), Error> {
        self.index_with(&mut progress).map(|_| ())
    }

    fn index(&self) -> Result<&Index, Error> {
        self.index_with(&mut |_, _| {})
    }

    fn index_with(&self, progress: &mut dyn FnMut(usize, usize)) -> Result<&Index, Error> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let _writing = self.writing();
        // Another thread may have built it in the meantime.
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = match &self.kept {
            Some((_, directory)) => {
                let index = Index::open(directory)?;
                match self.catch_up(&index, progress) {
                    Ok(()) => index,
                    Err(Error::Index(fault)) => {
                        let fault: &dyn std::error::Error = &fault;
                        tracing::warn!(fault, "the index cannot be used and is made anew");
                        drop(index);
                        let index = Index::open_anew(directory)?;
                        self.catch_up(&index, progress)?;
                        index
                    }
                    Err(fault) => return Err(fault),
                }
            }
            None => {
                let index = Index::in_memory()?;
                self.catch_up(&index, progress)?;
                index
            }
        };
        Ok(self.index.get_or_init(|| index))
    }

    /// Removes from `index` what is not in the library and adds what it lacks
    /// or has in another version.
    fn catch_up(&self, index: &Index, progress: &mut dyn FnMut(usize, usize)) -> Result<(), Error> {
        let held: BTreeMap<String, String> = index.articles()?;
        let (gone, missing): (Vec<&str>, Vec<String>) = {
            let catalogue = self.read();
            let gone = held.keys().filter(|id| catalogue.get(id).is_none());
            let lacks = |listing: &&Listing| held.get(&listing.id) != Some(&listing.version);
            let missing = catalogue.within(&Scope::All).into_iter().filter(lacks);
            (
                gone.map(String::as_str).collect(),
                missing.map(|listing| listing.id.clone()).collect(),
            )
        };
        if !gone.is_empty() {
            index.remove(&gone)?;
        }
        let at_once = match self.kept {
            Some(_) => INDEXED_AT_ONCE,
            None => missing.len().max(1),
        };
        let mut done = 0;
        for ids in missing.chunks(at_once) {
            progress(done, missing.len());
            let mut entries = Vec::with_capacity(ids.len());
            for id in ids {
                // Past the articles in memory, which are those being asked.
                let loaded = self.loaded.get(id);
                let entry = match (loaded, &self.kept) {
                    (Some(entry), _) => Some(entry),
                    (None, Some((store, _))) => store
                        .article(id)?
                        .map(|article| Arc::new(Entry::new(article))),
                    (None, None) => None,
                };
                entries.extend(entry);
            }
            add_to(index, &entries)?;
            done += ids.len();
        }
        progress(done, missing.len());
        Ok(())
    }

    /// Indexes what was added, when there is an index already.
    fn index_added(&self, added: &[Added]) -> Result<(), Error> {
        let Some(index) = self.index.get() else {
            return Ok(());
        };
        let entries = added.iter().filter_map(|added| match added {
            Added::New(entry) | Added::Changed { entry, .. } => Some(Arc::clone(entry)),
            Added::Known(_) => None,
        });
        let entries: Vec<Arc<Entry>> = entries.collect();
        for entries in entries.chunks(INDEXED_AT_ONCE) {
            add_to(index, entries)?;
        }
        Ok(())
    }

    /// What is to be done with an article, and its identifier.
    fn plan(&self, mut article: Article) -> Plan {
        let place = self.read().place(&article);
        let before = match &place {
            Place::Version(id) => self.read().get(id).cloned(),
            Place::Known(_) | Place::New(_) => None,
        };
        match place {
            Place::Known(id) => {
                let entry = self.get(&id).unwrap_or_else(|| {
                    // The store has it and cannot read it; this is its text.
                    article.id = id;
                    Arc::new(Entry::new(article))
                });
                Plan::Nothing(entry)
            }
            Place::Version(id) | Place::New(id) => {
                article.id = id;
                Plan::Put(Planned { article, before })
            }
        }
    }

    /// Stores all that is planned in one transaction, then takes it in.
    fn put_planned(&self, planned: &mut Vec<Planned>, added: &mut Vec<Added>) -> Result<(), Error> {
        let now = now();
        if let (Some(store), false) = (self.store(), planned.is_empty()) {
            store.put_articles(planned.iter().map(|planned| &planned.article), now)?;
        }
        added.extend(planned.drain(..).map(|planned| self.take_in(planned, now)));
        Ok(())
    }

    /// Makes an article that is stored the one that is asked.
    fn take_in(&self, Planned { article, before }: Planned, now: store::Seconds) -> Added {
        let number = before.as_ref().map_or(1, |before| before.number + 1);
        let listing = listing_of(&article, number, now);
        let entry = Arc::new(Entry::new(article));
        self.loaded.insert(Arc::clone(&entry));
        self.change(|catalogue| catalogue.insert(listing));
        match before {
            Some(Listing { version, .. }) => Added::Changed {
                entry,
                before: version,
            },
            None => Added::New(entry),
        }
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

/// What is to be done with an article that is added.
enum Plan {
    /// It is there.
    Nothing(Arc<Entry>),
    /// It is to be put down.
    Put(Planned),
}

/// An article under the identifier it will have.
struct Planned {
    article: Article,
    /// The version it takes the place of.
    before: Option<Listing>,
}

impl Planned {
    /// Whether this could decide what `other` is.
    fn may_concern(&self, other: &Article) -> bool {
        let (one, two) = (&self.article.metadata, &other.metadata);
        self.article.id.starts_with(&other.id)
            || self.article.version == other.version
            || one.source == two.source
            || (one.url.is_some() && one.url == two.url)
    }
}

/// Adds articles to the index; finding out who said what in them, which takes
/// the longest, is shared among the processors.
fn add_to(index: &Index, entries: &[Arc<Entry>]) -> Result<(), Error> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if entries.len() >= 2 * threads {
        std::thread::scope(|scope| {
            for share in entries.chunks(entries.len().div_ceil(threads)) {
                scope.spawn(move || {
                    for entry in share {
                        entry.attributions();
                    }
                });
            }
        });
    }
    let articles: Vec<_> = entries
        .iter()
        .map(|entry| (&entry.article, entry.attributions()))
        .collect();
    Ok(index.add(&articles)?)
}

/// Seconds since 1970; a clock before that counts as 1970.
fn now() -> store::Seconds {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests;
