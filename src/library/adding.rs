//! How articles come into the library: under which identifier, as which
//! version, and into the store before anything else.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    Added, Entry, Error, Library,
    address::page_of,
    catalogue::{Place, listing_of},
};
use crate::{
    article::Article,
    store::{Listing, Seconds, Source},
};

/// Articles that are stored in one transaction when many are added.
const STORED_AT_ONCE: usize = 256;

/// What an article was read from, and its media type.
pub type Bytes = (Vec<u8>, String);

impl Library {
    /// Adds an article, or a new version of one: of the same URL, or of the
    /// same source under the same title. The same text again changes nothing.
    ///
    /// # Errors
    /// When the store or the index cannot be written; once the store is, the
    /// article is added, and an index that lags behind catches up later.
    pub fn add(&self, article: Article) -> Result<Added, Error> {
        self.add_for(None, article, None)
    }

    /// As [`Library::add`], for one community alone or for everybody, and keeps
    /// the bytes the article was read from. What everybody may ask a community
    /// has already; it changes only what is its own.
    ///
    /// # Errors
    /// As [`Library::add`].
    pub fn add_for(
        &self,
        owner: Option<&str>,
        article: Article,
        source: Option<Source<'_>>,
    ) -> Result<Added, Error> {
        let _writing = self.writing();
        let added = match self.plan(article, owner) {
            Plan::Nothing(entry) => Added::Known(entry),
            Plan::Put(planned) => {
                let now = now();
                if let Some(store) = self.store() {
                    store.put_articles([(&planned.article, owner, source)], now)?;
                }
                self.take_in(*planned, now)
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
        let articles = articles.into_iter().map(|article| (article, None));
        self.add_all_with_sources(articles.collect())
    }

    /// As [`Library::add_all`], and keeps what each article was read from: the
    /// bytes and their media type.
    ///
    /// # Errors
    /// As [`Library::add`]; those before the fault are added.
    pub fn add_all_with_sources(
        &self,
        articles: Vec<(Article, Option<Bytes>)>,
    ) -> Result<Vec<Added>, Error> {
        let _writing = self.writing();
        let mut added = Vec::with_capacity(articles.len());
        let mut planned: Vec<Planned> = Vec::new();
        for (article, source) in articles {
            // What an article is depends on those before it.
            let page = article.metadata.url.as_deref().map(page_of);
            if planned.len() >= STORED_AT_ONCE
                || planned
                    .iter()
                    .any(|earlier| earlier.may_concern(&article, page.as_deref()))
            {
                self.put_planned(&mut planned, &mut added)?;
            }
            match self.plan(article, None) {
                Plan::Put(plan) => planned.push(Planned {
                    source,
                    page,
                    ..*plan
                }),
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

    /// What is to be done with an article, and its identifier.
    fn plan(&self, mut article: Article, owner: Option<&str>) -> Plan {
        let place = self.read().place(&article, owner);
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
                Plan::Put(Box::new(Planned {
                    article,
                    owner: owner.map(str::to_owned),
                    before,
                    source: None,
                    page: None,
                }))
            }
        }
    }

    /// Stores all that is planned in one transaction, then takes it in.
    fn put_planned(&self, planned: &mut Vec<Planned>, added: &mut Vec<Added>) -> Result<(), Error> {
        let now = now();
        if let (Some(store), false) = (self.store(), planned.is_empty()) {
            let articles = planned.iter().map(|planned| {
                let source = planned.source.as_ref();
                let source = source.map(|(bytes, media_type)| Source { bytes, media_type });
                (&planned.article, planned.owner.as_deref(), source)
            });
            store.put_articles(articles, now)?;
        }
        added.extend(planned.drain(..).map(|planned| self.take_in(planned, now)));
        Ok(())
    }

    /// Makes an article that is stored the one that is asked.
    fn take_in(&self, planned: Planned, now: Seconds) -> Added {
        let Planned {
            article,
            owner,
            before,
            source: _,
            page: _,
        } = planned;
        let number = before.as_ref().map_or(1, |before| before.number + 1);
        let listing = listing_of(&article, owner, number, now);
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
}

/// What is to be done with an article that is added.
enum Plan {
    /// It is there.
    Nothing(Arc<Entry>),
    /// It is to be put down.
    Put(Box<Planned>),
}

/// An article under the identifier it will have.
struct Planned {
    article: Article,
    /// The community that it is for.
    owner: Option<String>,
    /// The version it takes the place of.
    before: Option<Listing>,
    /// What it was read from, and its media type.
    source: Option<Bytes>,
    /// The page it stands on, where others may stand there too.
    page: Option<String>,
}

impl Planned {
    /// Whether this could decide what `other` is, which stands on `page`.
    fn may_concern(&self, other: &Article, page: Option<&str>) -> bool {
        self.article.id.starts_with(&other.id)
            || self.article.version == other.version
            || self.article.metadata.source == other.metadata.source
            || (page.is_some() && self.page.as_deref() == page)
    }
}

/// Seconds since 1970; a clock before that counts as 1970.
pub(crate) fn now() -> Seconds {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
