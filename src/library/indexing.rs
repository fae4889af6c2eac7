//! How the index follows the library: built or brought up to date at the
//! first search, then told of every change.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{Added, Entry, Error, Library};
use crate::{
    index::{Index, Indexed, Scope},
    store::{Listing, Store},
};

/// Articles that are indexed between two commits: enough to keep commits
/// rare, few enough that an interruption costs seconds.
const INDEXED_AT_ONCE: usize = 256;

impl Library {
    /// Brings the index up to date before the first search needs it; tells
    /// how many of how many articles are done. May be interrupted at any time
    /// and goes on from there.
    ///
    /// # Errors
    /// As [`Library::search`].
    pub fn prepare_index(&self, mut progress: impl FnMut(usize, usize)) -> Result<(), Error> {
        self.index_with(&mut progress).map(|_| ())
    }

    pub(super) fn index(&self) -> Result<&Index, Error> {
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
        let index = if let Some((store, directory)) = &self.kept
            && let Some(index) = self.opened(store, directory, progress)?
        {
            index
        } else {
            let index = Index::in_memory()?;
            self.catch_up(&index, progress)?;
            index
        };
        Ok(self.index.get_or_init(|| index))
    }

    /// The index in `directory`, up to date. One that does not work is made
    /// anew, once. Where the store may only be read its index may too: there
    /// is none when it cannot be trusted.
    fn opened(
        &self,
        store: &Store,
        directory: &Path,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Option<Index>, Error> {
        if store.is_read_only() {
            let Some(index) = Index::open_to_read(directory) else {
                return Ok(None);
            };
            let lacking = self.lacking(&index)?;
            return Ok((lacking.gone.is_empty() && lacking.missing.is_empty()).then_some(index));
        }
        let index = Index::open(directory)?;
        match self.catch_up(&index, progress) {
            Ok(()) => Ok(Some(index)),
            Err(Error::Index(fault)) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::warn!(fault, "the index cannot be used and is made anew");
                drop(index);
                let index = Index::open_anew(directory)?;
                self.catch_up(&index, progress)?;
                Ok(Some(index))
            }
            Err(fault) => Err(fault),
        }
    }

    /// Removes from `index` what is not in the library and adds what it lacks
    /// or has in another version.
    pub(super) fn catch_up(
        &self,
        index: &Index,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), Error> {
        self.supply(index, self.lacking(index)?, progress)
    }

    /// The same for articles that may have changed, and no others.
    pub(super) fn catch_up_on(&self, index: &Index, ids: &[&str]) -> Result<(), Error> {
        let held = index.held(ids)?;
        let mut lacking = Lacking::default();
        let catalogue = self.read();
        for &id in ids {
            match (catalogue.get(id), held.get(id)) {
                (None, Some(_)) => lacking.gone.push(id.to_owned()),
                (Some(listing), version) if version != Some(&listing.version) => {
                    lacking.missing.push(id.to_owned());
                }
                _ => {}
            }
        }
        drop(catalogue);
        self.supply(index, lacking, &mut |_, _| {})
    }

    fn supply(
        &self,
        index: &Index,
        lacking: Lacking,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), Error> {
        let Lacking { gone, missing } = lacking;
        if !gone.is_empty() {
            let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
            index.remove(&gone)?;
        }
        if self.kept.is_none() {
            let entries: Vec<Arc<Entry>> = self.entries(&Scope::All).collect();
            return Ok(index.add(&indexed(&entries, &self.owners(&entries)))?);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let mut writer = index.writer()?;
        let mut done = 0;
        for ids in missing.chunks(INDEXED_AT_ONCE) {
            progress(done, missing.len());
            let mut entries = Vec::with_capacity(ids.len());
            for id in ids {
                // Past the articles in memory, which are those being asked.
                let loaded = self.loaded.get(id);
                let entry = match (loaded, &self.kept) {
                    (Some(entry), _) => Some(entry),
                    (None, Some((store, _))) => super::stored_entry(store, id)?.map(Arc::new),
                    (None, None) => None,
                };
                entries.extend(entry);
            }
            writer.add(&indexed(&entries, &self.owners(&entries)))?;
            self.keep(&entries);
            done += ids.len();
        }
        writer.finish()?;
        progress(done, missing.len());
        Ok(())
    }

    /// How `index` and the library differ.
    fn lacking(&self, index: &Index) -> Result<Lacking, Error> {
        let held: BTreeMap<String, String> = index.articles()?;
        let catalogue = self.read();
        let gone = held.keys().filter(|id| catalogue.get(id).is_none());
        let lacks = |listing: &&Listing| held.get(&listing.id) != Some(&listing.version);
        let missing = catalogue.within(&Scope::All).into_iter().filter(lacks);
        Ok(Lacking {
            gone: gone.cloned().collect(),
            missing: missing.map(|listing| listing.id.clone()).collect(),
        })
    }

    /// Indexes what was added, when there is an index already.
    pub(super) fn index_added(&self, added: &[Added]) -> Result<(), Error> {
        let Some(index) = self.index.get() else {
            return Ok(());
        };
        let entries = added.iter().filter_map(|added| match added {
            Added::New(entry) | Added::Changed { entry, .. } => Some(Arc::clone(entry)),
            Added::Known(_) => None,
        });
        let entries: Vec<Arc<Entry>> = entries.collect();
        if entries.len() <= INDEXED_AT_ONCE {
            index.add(&indexed(&entries, &self.owners(&entries)))?;
            self.keep(&entries);
            return Ok(());
        }
        let mut writer = index.writer()?;
        for entries in entries.chunks(INDEXED_AT_ONCE) {
            writer.add(&indexed(entries, &self.owners(entries)))?;
            self.keep(entries);
        }
        Ok(writer.finish()?)
    }

    /// Keeps what was worked out about articles, for when they are asked.
    pub(super) fn keep(&self, entries: &[Arc<Entry>]) {
        let Some(store) = self.store().filter(|store| !store.is_read_only()) else {
            return;
        };
        let found = entries.iter();
        let found = found.map(|entry| (&entry.article, entry.attributions()));
        if let Err(fault) = store.keep_attributions(found) {
            let fault: &dyn std::error::Error = &fault;
            tracing::warn!(
                fault,
                "what articles attribute is worked out again next time"
            );
        }
    }

    /// Whose each of the articles is.
    fn owners(&self, entries: &[Arc<Entry>]) -> Vec<Option<String>> {
        let catalogue = self.read();
        entries
            .iter()
            .map(|entry| catalogue.get(&entry.article.id)?.owner.clone())
            .collect()
    }
}

/// Identifiers of the articles that an index should not have, and of those
/// that it has not or in another version.
#[derive(Default)]
struct Lacking {
    gone: Vec<String>,
    missing: Vec<String>,
}

/// The articles with what they attribute. Finding that out takes the longest
/// and is shared among the processors.
fn indexed<'a>(entries: &'a [Arc<Entry>], owners: &'a [Option<String>]) -> Vec<Indexed<'a>> {
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
    entries
        .iter()
        .zip(owners)
        .map(|(entry, owner)| Indexed {
            article: &entry.article,
            attributions: entry.attributions(),
            owner: owner.as_deref(),
        })
        .collect()
}
