//! Which articles are there, and is this one of them? Knows titles, addresses
//! and versions, but no text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::address::page_of;
use crate::{article::Article, index::Scope, store::Listing, text::fold};

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
    by_page: HashMap<String, String>,
    by_source: HashMap<String, BTreeSet<String>>,
    /// Folded titles, each with the identifier of an article.
    titles: BTreeSet<(String, String)>,
    /// The identifiers of each community's articles; everybody's under `None`.
    by_owner: HashMap<Option<String>, BTreeSet<String>>,
}

/// A version, address or source as somebody's: what a community adds is
/// neither a version of others' articles nor known because others have it.
fn of(owner: Option<&str>, what: &str) -> String {
    format!("{}\n{what}", owner.unwrap_or_default())
}

impl Catalogue {
    pub(super) fn len(&self) -> usize {
        self.listings.len()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Listing> {
        self.listings.get(id)
    }

    /// How many articles a community, or everybody, has.
    pub(super) fn owned(&self, owner: Option<&str>) -> usize {
        let owner = owner.map(str::to_owned);
        self.by_owner.get(&owner).map_or(0, BTreeSet::len)
    }

    fn of_owner(&self, owner: Option<&str>) -> impl Iterator<Item = &Listing> {
        let ids = self.by_owner.get(&owner.map(str::to_owned));
        ids.into_iter()
            .flatten()
            .filter_map(|id| self.listings.get(id))
    }

    /// Whether an article is within a scope.
    pub(super) fn holds(&self, scope: &Scope, id: &str) -> bool {
        let Some(listing) = self.listings.get(id) else {
            return false;
        };
        match scope {
            Scope::All => true,
            Scope::Community(community) => {
                let owner = listing.owner.as_ref();
                owner.is_none_or(|owner| owner == community)
            }
            Scope::Of(owner) => listing.owner == *owner,
            Scope::Articles(ids) => ids.iter().any(|one| one == id),
        }
    }

    /// How many articles are within a scope.
    pub(super) fn count(&self, scope: &Scope) -> usize {
        match scope {
            Scope::All => self.len(),
            Scope::Community(community) => self.owned(None) + self.owned(Some(community)),
            Scope::Of(owner) => self.owned(owner.as_deref()),
            Scope::Articles(ids) => {
                let ids: BTreeSet<&String> = ids.iter().collect();
                let known = |id: &&&String| self.listings.contains_key(**id);
                ids.iter().filter(known).count()
            }
        }
    }

    /// The article of this address that a community, or everybody, has.
    pub(super) fn at_address(&self, url: &str, owner: Option<&str>) -> Option<&Listing> {
        let page = page_of(url);
        let own = self.by_page.get(&of(owner, &page));
        self.listings
            .get(own.or_else(|| self.by_page.get(&of(None, &page)))?)
    }

    /// The articles within a scope, by identifier.
    pub(super) fn within(&self, scope: &Scope) -> Vec<&Listing> {
        match scope {
            Scope::All => self.listings.values().collect(),
            Scope::Community(community) => {
                let own = self.of_owner(Some(community));
                let mut listings: Vec<&Listing> = self.of_owner(None).chain(own).collect();
                listings.sort_by(|one, other| one.id.cmp(&other.id));
                listings
            }
            Scope::Of(owner) => self.of_owner(owner.as_deref()).collect(),
            Scope::Articles(ids) => {
                let ids: BTreeSet<&String> = ids.iter().collect();
                ids.into_iter()
                    .filter_map(|id| self.listings.get(id))
                    .collect()
            }
        }
    }

    /// The identifiers of the articles within a scope whose folded title is
    /// `name` or, with `cut`, begins with it; in order.
    pub(super) fn titled(&self, scope: &Scope, name: &str, cut: bool) -> Vec<String> {
        let from = (name.to_owned(), String::new());
        let after = self.titles.range(from..);
        let called = after.take_while(|(title, _)| title == name || cut && title.starts_with(name));
        let held = called.filter(|(_, id)| self.holds(scope, id));
        let mut ids: Vec<String> = held.map(|(_, id)| id.clone()).collect();
        ids.sort_unstable();
        ids
    }

    /// Where `article` of `owner` belongs. The same text is the same article
    /// wherever it comes from; another text is another version of the article
    /// of the same URL, or of the same source under the same title. A file name
    /// or "pasted" says little by itself: the title must agree. What everybody
    /// may ask is known to a community, but not the community's to change.
    pub(super) fn place(&self, article: &Article, owner: Option<&str>) -> Place {
        let own = self.by_version.get(&of(owner, &article.version));
        let known = own.or_else(|| self.by_version.get(&of(None, &article.version)));
        if let Some(id) = known {
            return Place::Known(id.clone());
        }
        let page = article.metadata.url.as_deref().map(page_of);
        let same_page = page.as_ref().map(|page| of(owner, page));
        if let Some(id) = same_page.and_then(|page| self.by_page.get(&page)) {
            return Place::Version(id.clone());
        }
        let same_source = self.by_source.get(&of(owner, &article.metadata.source));
        let version = same_source.into_iter().flatten().find(|id| {
            self.listings.get(*id).is_some_and(|listing| {
                let titles = listing.metadata.title == article.metadata.title;
                let pages = match (&listing.metadata.url, &page) {
                    (Some(one), Some(other)) => page_of(one) == *other,
                    _ => true,
                };
                pages && titles
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
        let owner = listing.owner.as_deref();
        self.by_owner
            .entry(listing.owner.clone())
            .or_default()
            .insert(id.clone());
        self.by_version
            .entry(of(owner, &listing.version))
            .or_insert_with(|| id.clone());
        if let Some(url) = &listing.metadata.url {
            let page = of(owner, &page_of(url));
            self.by_page.entry(page).or_insert_with(|| id.clone());
        }
        self.by_source
            .entry(of(owner, &listing.metadata.source))
            .or_default()
            .insert(id.clone());
        self.titles
            .insert((fold(listing.title().trim()), id.clone()));
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
        let owner = listing.owner.as_deref();
        forget(&mut self.by_version, &of(owner, &listing.version));
        if let Some(url) = &listing.metadata.url {
            forget(&mut self.by_page, &of(owner, &page_of(url)));
        }
        let source = of(owner, &listing.metadata.source);
        if let Some(ids) = self.by_source.get_mut(&source) {
            ids.remove(id);
            if ids.is_empty() {
                self.by_source.remove(&source);
            }
        }
        let title = fold(listing.title().trim());
        self.titles.remove(&(title, listing.id));
        if let Some(ids) = self.by_owner.get_mut(&listing.owner) {
            ids.remove(id);
            if ids.is_empty() {
                self.by_owner.remove(&listing.owner);
            }
        }
        true
    }
}

/// The listing of an article that is held in memory.
pub(super) fn listing_of(
    article: &Article,
    owner: Option<String>,
    number: u32,
    added_at: i64,
) -> Listing {
    Listing {
        id: article.id.clone(),
        version: article.version.clone(),
        number,
        metadata: article.metadata.clone(),
        words: article.word_count(),
        passages: article.passages.len(),
        added_at,
        owner,
    }
}
