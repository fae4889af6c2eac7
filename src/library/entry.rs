//! One article of the library, and what became of one that was added.

use std::sync::{Arc, OnceLock};

use crate::{
    answer::{self, Document, Prepared},
    article::Article,
    quotes::{self, Attributions, Said},
};

/// One article of the library.
#[derive(Debug)]
pub struct Entry {
    /// The article.
    pub article: Article,
    attributions: OnceLock<Attributions>,
    prepared: OnceLock<Prepared>,
    said: quotes::Prepared,
}

impl Entry {
    /// An entry for an article; the rest is worked out when it is needed.
    #[must_use]
    pub fn new(article: Article) -> Self {
        Self {
            article,
            attributions: OnceLock::new(),
            prepared: OnceLock::new(),
            said: quotes::Prepared::default(),
        }
    }

    /// An entry for an article of which it is known already who said what.
    #[must_use]
    pub fn attributed(article: Article, attributions: Attributions) -> Self {
        Self {
            attributions: OnceLock::from(attributions),
            ..Self::new(article)
        }
    }

    /// Whether it is known already who said what in it.
    pub(super) fn is_attributed(&self) -> bool {
        self.attributions.get().is_some()
    }

    /// Who said what in it.
    pub fn attributions(&self) -> &Attributions {
        self.attributions
            .get_or_init(|| quotes::attribute(&self.article))
    }

    /// What lookups of what was said read.
    pub fn said(&self) -> Said<'_> {
        Said {
            article: &self.article,
            attributions: self.attributions(),
            prepared: &self.said,
        }
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

    /// Whether it is prepared for the answer engine already.
    pub(super) fn is_prepared(&self) -> bool {
        self.prepared.get().is_some()
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
