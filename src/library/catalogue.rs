//! Which articles are there, and is this one of them? Knows titles, addresses
//! and versions, but no text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{article::Article, index::Scope, store::Listing};

/// Where an article belongs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Its text is there already, under this identifier.
    Known(String),
    /// It is another version of the article of this identifier.
    Version(String),
    /// It is new and gets this identifier.
    New(String),
}

/// All articles, and the ways to find one.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    listings: BTreeMap<String, Listing>,
    by_version: HashMap<String, String>,
    by_url: HashMap<String, String>,
    by_source: HashMap<String, BTreeSet<String>>,
}

impl Catalogue {
    pub(super) fn len(&self) -> usize {
        self.listings.len()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Listing> {
        self.listings.get(id)
    }

    /// The articles within a scope, by identifier.
    pub(super) fn within(&self, scope: &Scope) -> Vec<&Listing> {
        match scope {
            Scope::All => self.listings.values().collect(),
            Scope::Articles(ids) => {
                let ids: BTreeSet<&String> = ids.iter().collect();
                ids.into_iter()
                    .filter_map(|id| self.listings.get(id))
                    .collect()
            }
        }
    }

    /// Where `article` belongs. The same text is the same article wherever it
    /// comes from; another text is another version of the article of the same
    /// URL, or of the same source under the same title. A file name or
    /// "pasted" says little by itself: the title must agree.
    pub(super) fn place(&self, article: &Article) -> Place {
        if let Some(id) = self.by_version.get(&article.version) {
            return Place::Known(id.clone());
        }
        let url = article.metadata.url.as_ref();
        if let Some(id) = url.and_then(|url| self.by_url.get(url)) {
            return Place::Version(id.clone());
        }
        let same_source = self.by_source.get(&article.metadata.source);
        let version = same_source.into_iter().flatten().find(|id| {
            self.listings.get(*id).is_some_and(|listing| {
                let titles = listing.metadata.title == article.metadata.title;
                let urls = match (&listing.metadata.url, url) {
                    (Some(one), Some(other)) => one == other,
                    _ => true,
                };
                urls && titles
            })
        });
        if let Some(id) = version {
            return Place::Version(id.clone());
        }
        let mut id = article.id.clone();
        let mut number = 2;
        while self.listings.contains_key(&id) {
            id = format!("{}-{number}", article.id);
            number += 1;
        }
        Place::New(id)
    }

    /// Takes an article in, in the place of another version of it.
    pub(super) fn insert(&mut self, listing: Listing) {
        self.remove(&listing.id);
        let id = &listing.id;
        self.by_version
            .entry(listing.version.clone())
            .or_insert_with(|| id.clone());
        if let Some(url) = &listing.metadata.url {
            self.by_url.entry(url.clone()).or_insert_with(|| id.clone());
        }
        self.by_source
            .entry(listing.metadata.source.clone())
            .or_default()
            .insert(id.clone());
        self.listings.insert(id.clone(), listing);
    }

    /// Takes an article out; says whether it was there.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let Some(listing) = self.listings.remove(id) else {
            return false;
        };
        let forget = |ids: &mut HashMap<String, String>, key: &str| {
            if ids.get(key).is_some_and(|known| known == id) {
                ids.remove(key);
            }
        };
        forget(&mut self.by_version, &listing.version);
        if let Some(url) = &listing.metadata.url {
            forget(&mut self.by_url, url);
        }
        let source = &listing.metadata.source;
        if let Some(ids) = self.by_source.get_mut(source) {
            ids.remove(id);
            if ids.is_empty() {
                self.by_source.remove(source);
            }
        }
        true
    }
}

/// The listing of an article that is held in memory.
pub(super) fn listing_of(article: &Article, number: u32, added_at: i64) -> Listing {
    Listing {
        id: article.id.clone(),
        version: article.version.clone(),
        number,
        metadata: article.metadata.clone(),
        words: article.word_count(),
        passages: article.passages.len(),
        added_at,
    }
}
