//! The articles that can be asked, each with what was worked out about it,
//! and the index over them. May be read and added to from many threads.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard},
};

use crate::{
    answer::{self, Document, Prepared},
    article::Article,
    index::{self, Hit, Index, Kind, Scope},
    quotes::{self, Attributions},
};

/// One article of the library.
#[derive(Debug)]
pub struct Entry {
    /// The article.
    pub article: Article,
    attributions: OnceLock<Attributions>,
    prepared: OnceLock<Prepared>,
}

impl Entry {
    /// An entry for an article; the rest is worked out when it is needed.
    #[must_use]
    pub fn new(article: Article) -> Self {
        Self {
            article,
            attributions: OnceLock::new(),
            prepared: OnceLock::new(),
        }
    }

    /// Who said what in it.
    pub fn attributions(&self) -> &Attributions {
        self.attributions
            .get_or_init(|| quotes::attribute(&self.article))
    }

    /// What the answer engine reads.
    pub fn document(&self) -> Document<'_> {
        let attributions = self.attributions();
        Document {
            article: &self.article,
            attributions,
            prepared: self
                .prepared
                .get_or_init(|| answer::prepare(&self.article, attributions)),
        }
    }
}

/// What became of an article that was added.
#[derive(Clone, Debug)]
pub enum Added {
    /// It is new.
    New(Arc<Entry>),
    /// It takes the place of another version of the same article.
    Changed {
        /// The version that is asked from now on.
        entry: Arc<Entry>,
        /// The version that was asked before.
        before: String,
    },
    /// The library had it already, text for text.
    Known(Arc<Entry>),
}

impl Added {
    /// The article that is asked from now on.
    #[must_use]
    pub fn entry(&self) -> &Arc<Entry> {
        match self {
            Added::New(entry) | Added::Changed { entry, .. } | Added::Known(entry) => entry,
        }
    }
}

/// The articles by identifier, and the index over them.
#[derive(Debug, Default)]
pub struct Library {
    entries: RwLock<BTreeMap<String, Arc<Entry>>>,
    /// Built at the first search: asking one article needs none.
    index: OnceLock<Index>,
    /// Held while articles are added or removed; readers go on meanwhile.
    writing: Mutex<()>,
}

impl Library {
    /// A library in memory. Articles of one identifier that are not the same
    /// article get different ones.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub fn in_memory(articles: Vec<Article>) -> Result<Self, index::Error> {
        let library = Self::default();
        library.add_all(articles)?;
        Ok(library)
    }

    /// Adds an article, or a new version of one: of the same URL, or of the
    /// same source under the same title. The same text again changes nothing.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn add(&self, article: Article) -> Result<Added, index::Error> {
        let _writing = self.writing();
        let added = self.place(article);
        if let (Some(index), Added::New(entry) | Added::Changed { entry, .. }) =
            (self.index.get(), &added)
        {
            index.add(&[(&entry.article, entry.attributions())])?;
        }
        Ok(added)
    }

    /// Adds many articles, which is faster than one by one.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn add_all(&self, articles: Vec<Article>) -> Result<Vec<Added>, index::Error> {
        let _writing = self.writing();
        let added: Vec<Added> = articles
            .into_iter()
            .map(|article| self.place(article))
            .collect();
        if let Some(index) = self.index.get() {
            let entries = added.iter().filter_map(|added| match added {
                Added::New(entry) | Added::Changed { entry, .. } => Some(entry),
                Added::Known(_) => None,
            });
            let articles: Vec<_> = entries
                .map(|entry| (&entry.article, entry.attributions()))
                .collect();
            index.add(&articles)?;
        }
        Ok(added)
    }

    /// Removes an article and returns it; `None` when there is none.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn remove(&self, id: &str) -> Result<Option<Arc<Entry>>, index::Error> {
        let _writing = self.writing();
        let removed = self.write_entries(|entries| entries.remove(id));
        if let (Some(index), Some(_)) = (self.index.get(), &removed) {
            index.remove(&[id])?;
        }
        Ok(removed)
    }

    /// One article.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<Entry>> {
        self.read().get(id).cloned()
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.read().is_empty()
    }

    /// The articles within a scope, by identifier, as they are now.
    pub fn entries(&self, scope: &Scope) -> impl Iterator<Item = Arc<Entry>> + use<> {
        let entries: Vec<_> = match scope {
            Scope::All => self.read().values().cloned().collect(),
            Scope::Articles(ids) => {
                let entries = self.read();
                let ids: std::collections::BTreeSet<&String> = ids.iter().collect();
                ids.into_iter()
                    .filter_map(|id| entries.get(id).cloned())
                    .collect()
            }
        };
        entries.into_iter()
    }

    /// Searches the index.
    ///
    /// # Errors
    /// When the index fails.
    pub fn search(
        &self,
        kind: Kind,
        words: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Hit>, index::Error> {
        self.index()?.search(kind, words, scope, limit)
    }

    /// The articles to ask, best first, at most `limit`: all of the scope
    /// when it is that small, else those with the best passages.
    ///
    /// # Errors
    /// When the index fails.
    pub fn candidates(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Arc<Entry>>, index::Error> {
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

    /// The index, built when it is first needed.
    fn index(&self) -> Result<&Index, index::Error> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let _writing = self.writing();
        // Another thread may have built it in the meantime.
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = Index::in_memory()?;
        let entries: Vec<Arc<Entry>> = self.entries(&Scope::All).collect();
        let articles: Vec<_> = entries
            .iter()
            .map(|entry| (&entry.article, entry.attributions()))
            .collect();
        index.add(&articles)?;
        Ok(self.index.get_or_init(|| index))
    }

    /// Puts an article where it belongs, under an identifier of its own.
    fn place(&self, mut article: Article) -> Added {
        self.write_entries(|entries| {
            let slug = article.id.clone();
            let same_text = entries
                .values()
                .find(|entry| entry.article.version == article.version);
            if let Some(entry) = same_text {
                return Added::Known(Arc::clone(entry));
            }
            let earlier = entries
                .values()
                .find(|entry| is_version_of(&article, &slug, &entry.article));
            if let Some(earlier) = earlier {
                article.id.clone_from(&earlier.article.id);
                let before = earlier.article.version.clone();
                let entry = Arc::new(Entry::new(article));
                entries.insert(entry.article.id.clone(), Arc::clone(&entry));
                return Added::Changed { entry, before };
            }
            let mut number = 2;
            while entries.contains_key(&article.id) {
                article.id = format!("{slug}-{number}");
                number += 1;
            }
            let entry = Arc::new(Entry::new(article));
            entries.insert(entry.article.id.clone(), Arc::clone(&entry));
            Added::New(entry)
        })
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, Arc<Entry>>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_entries<T>(&self, change: impl FnOnce(&mut BTreeMap<String, Arc<Entry>>) -> T) -> T {
        change(&mut self.entries.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `new`, whose title makes `slug`, is another version of `old`. A
/// file name or "pasted" says little by itself: the title must agree.
fn is_version_of(new: &Article, slug: &str, old: &Article) -> bool {
    match (&new.metadata.url, &old.metadata.url) {
        (Some(new), Some(old)) => new == old,
        _ => {
            new.metadata.source == old.metadata.source
                && (old.id == slug || new.metadata.title == old.metadata.title)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;

    fn article(title: &str, source: &str, text: &str) -> Article {
        let metadata = Metadata {
            title: Some(title.to_owned()),
            source: source.to_owned(),
            ..Metadata::default()
        };
        Article::from_lines(text.to_owned(), metadata)
    }

    fn with_url(mut article: Article, url: &str) -> Article {
        article.metadata.url = Some(url.to_owned());
        article
    }

    fn ids(library: &Library) -> Vec<String> {
        library
            .entries(&Scope::All)
            .map(|entry| entry.article.id.clone())
            .collect()
    }

    #[test]
    fn two_articles_of_one_title_keep_apart() {
        let library = Library::in_memory(vec![
            article("Storm", "a.txt", "The harbour flooded."),
            article("Storm", "b.txt", "The roofs flew off."),
            article("Storm", "c.txt", "The bridge held."),
        ])
        .unwrap();
        assert_eq!(ids(&library), ["storm", "storm-2", "storm-3"]);
        let hits = library
            .search(Kind::Sentence, "roofs", &Scope::All, 5)
            .unwrap();
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].article, "storm-2");
    }

    #[test]
    fn the_same_text_again_changes_nothing() {
        let library = Library::in_memory(vec![article("Storm", "a.txt", "It rained.")]).unwrap();
        let again = library
            .add(article("Storm", "copy.txt", "It rained."))
            .unwrap();
        assert!(matches!(again, Added::Known(_)));
        assert_eq!(ids(&library), ["storm"]);
    }

    #[test]
    fn a_changed_text_at_the_same_address_takes_the_place_of_the_old() {
        let url = "https://example.org/storm";
        let first = with_url(article("Storm", url, "Two ships sank."), url);
        let before = first.version.clone();
        let library = Library::in_memory(vec![first]).unwrap();
        assert_eq!(
            library
                .search(Kind::Passage, "two", &Scope::All, 5)
                .unwrap()
                .len(),
            1
        );

        let changed = with_url(article("The storm, updated", url, "Three ships sank."), url);
        let version = changed.version.clone();
        let added = library.add(changed).unwrap();
        assert!(matches!(&added, Added::Changed { before: old, .. } if *old == before));
        assert_eq!(ids(&library), ["storm"]);
        assert!(
            library
                .search(Kind::Passage, "two", &Scope::All, 5)
                .unwrap()
                .is_empty()
        );
        let hits = library
            .search(Kind::Passage, "three", &Scope::All, 5)
            .unwrap();
        assert_eq!(hits[0].version, version);
    }

    #[test]
    fn pasted_texts_are_not_versions_of_each_other() {
        let library = Library::in_memory(vec![
            article("Storm", "pasted", "It rained."),
            article("Harvest", "pasted", "It was rich."),
        ])
        .unwrap();
        assert_eq!(ids(&library), ["harvest", "storm"]);
    }

    #[test]
    fn removed_articles_are_not_found() {
        let library = Library::in_memory(vec![
            article("Storm", "a.txt", "It rained."),
            article("Harvest", "b.txt", "It was rich."),
        ])
        .unwrap();
        assert_eq!(
            library
                .search(Kind::Passage, "rained", &Scope::All, 5)
                .unwrap()
                .len(),
            1
        );
        assert!(library.remove("storm").unwrap().is_some());
        assert!(library.remove("storm").unwrap().is_none());
        assert!(library.get("storm").is_none());
        assert!(
            library
                .search(Kind::Passage, "rained", &Scope::All, 5)
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn candidates_keep_to_the_scope_and_come_best_first() {
        let library = Library::in_memory(vec![
            article("Storm", "a.txt", "A storm over the harbour."),
            article(
                "Harbour",
                "b.txt",
                "The harbour is new. The harbour is deep.",
            ),
            article("Harvest", "c.txt", "It was rich."),
        ])
        .unwrap();
        let all = library
            .candidates("how deep is the harbour?", &Scope::All, 1)
            .unwrap();
        assert_eq!(all[0].article.id, "harbour");
        let scope = Scope::Articles(vec!["storm".to_owned(), "harvest".to_owned()]);
        let scoped = library
            .candidates("how deep is the harbour?", &scope, 1)
            .unwrap();
        assert_eq!(scoped[0].article.id, "storm");
    }

    #[test]
    fn reading_goes_on_while_articles_are_added() {
        let library = Library::in_memory(vec![article("Storm", "a.txt", "It rained.")]).unwrap();
        std::thread::scope(|threads| {
            for reader in 0..2 {
                let library = &library;
                threads.spawn(move || {
                    while library.len() < 20 {
                        let kind = [Kind::Passage, Kind::Sentence][reader];
                        let hits = library.search(kind, "rained", &Scope::All, 50).unwrap();
                        assert!(!hits.is_empty());
                        for hit in hits {
                            assert!(library.get(&hit.article).is_some());
                        }
                    }
                });
            }
            for number in 1..20 {
                let text = format!("It rained {number} times.");
                library
                    .add(article("Storm", &format!("{number}.txt"), &text))
                    .unwrap();
            }
        });
        assert_eq!(library.len(), 20);
    }
}
