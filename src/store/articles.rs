//! Articles with all their versions: putting them down, listing them, getting
//! them back.

use std::collections::HashSet;

use super::{
    Error, Seconds, Store,
    rows::{LISTED, laid, listing, put, restore, select, verify},
    sql::{Value, values},
};
use crate::article::{Article, Metadata};

/// What was read to make an article.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The bytes as they came.
    pub bytes: &'a [u8],
    /// Their media type: "text/html".
    pub media_type: &'a str,
}

/// What is known of an article without reading its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Identifier.
    pub id: String,
    /// Hash of the text that is asked.
    pub version: String,
    /// How many versions there have been.
    pub number: u32,
    /// As the source says.
    pub metadata: Metadata,
    /// Words of its text.
    pub words: usize,
    /// Passages.
    pub passages: usize,
    /// When this version was added.
    pub added_at: Seconds,
    /// The community that added it and alone may ask it; everybody may without.
    pub owner: Option<String>,
}

impl Listing {
    /// What the article is called: its title, else its source.
    #[must_use]
    pub fn title(&self) -> &str {
        self.metadata
            .title
            .as_deref()
            .unwrap_or(&self.metadata.source)
    }
}

/// One version of an article that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVersion {
    /// Counted from 1.
    pub number: u32,
    /// Hash of its text.
    pub version: String,
    /// Hash of what it was read from.
    pub source_hash: String,
    /// When it was added.
    pub added_at: Seconds,
}

/// What became of an article that was put down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// There was none of its identifier.
    New,
    /// It is asked from now on; the version before it is kept.
    Changed,
    /// It is the version that is asked already.
    Known,
}

impl Store {
    /// Puts an article down as the version of its identifier that is asked.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn put_article(
        &self,
        article: &Article,
        source: Option<Source<'_>>,
        now: Seconds,
    ) -> Result<Put, Error> {
        self.write(|transaction| put(transaction, article, None, source, now))
    }

    /// Puts many articles down in one transaction, each with its owner and
    /// what it was read from. An article that is there keeps its owner.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn put_articles<'a>(
        &self,
        articles: impl IntoIterator<Item = (&'a Article, Option<&'a str>, Option<Source<'a>>)>,
        now: Seconds,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            for (article, owner, source) in articles {
                put(transaction, article, owner, source, now)?;
            }
            Ok(())
        })
    }

    /// Removes an article with all its versions; says whether there was one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn remove_article(&self, id: &str) -> Result<bool, Error> {
        self.write(|transaction| {
            transaction.lock_library()?;
            transaction.note_change(id)?;
            let sql = "DELETE FROM articles WHERE id = ?1";
            Ok(transaction.execute(sql, values![id])? > 0)
        })
    }

    /// All articles, by identifier.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn listings(&self) -> Result<Vec<Listing>, Error> {
        let sql = format!(
            "SELECT {LISTED} FROM articles a \
             JOIN versions v ON v.article = a.id AND v.number = a.number ORDER BY a.id"
        );
        self.read(|connection| connection.all(&sql, &[], listing))
    }

    /// What is known of one article.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn listing(&self, id: &str) -> Result<Option<Listing>, Error> {
        let sql = format!(
            "SELECT {LISTED} FROM articles a \
             JOIN versions v ON v.article = a.id AND v.number = a.number WHERE a.id = ?1"
        );
        self.read(|connection| connection.first(&sql, values![id], listing))
    }

    /// The versions of an article, oldest first; none for an unknown one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn versions(&self, id: &str) -> Result<Vec<StoredVersion>, Error> {
        let sql = "SELECT number, version, source_hash, added_at FROM versions \
                   WHERE article = ?1 ORDER BY number";
        self.read(|connection| {
            connection.all(sql, values![id], |row| {
                Ok(StoredVersion {
                    number: row.get(0)?,
                    version: row.get(1)?,
                    source_hash: row.get(2)?,
                    added_at: row.get(3)?,
                })
            })
        })
    }

    /// An article in the version that is asked.
    ///
    /// # Errors
    /// When the store cannot be read or what was read is damaged.
    pub fn article(&self, id: &str) -> Result<Option<Article>, Error> {
        self.load(
            "JOIN articles a ON a.id = v.article AND a.number = v.number WHERE v.article = ?1",
            values![id],
        )
    }

    /// An article in the version of this hash, asked or kept.
    ///
    /// # Errors
    /// When the store cannot be read or what was read is damaged.
    pub fn article_version(&self, id: &str, version: &str) -> Result<Option<Article>, Error> {
        self.load(
            "WHERE v.article = ?1 AND v.version = ?2 ORDER BY v.number DESC LIMIT 1",
            values![id, version],
        )
    }

    /// Hashes of what the articles that are asked were read from: the SHA-256
    /// in hexadecimal digits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn source_hashes(&self) -> Result<HashSet<String>, Error> {
        let sql = "SELECT v.source_hash FROM articles a \
                   JOIN versions v ON v.article = a.id AND v.number = a.number";
        let hashes: Vec<String> =
            self.read(|connection| connection.all(sql, &[], |row| row.get(0)))?;
        Ok(hashes.into_iter().collect())
    }

    /// The bytes an article was read from, in the version of this hash, where
    /// they were kept.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn source_bytes(&self, id: &str, version: &str) -> Result<Option<Vec<u8>>, Error> {
        let sql = "SELECT t.source_bytes FROM versions v \
                   JOIN texts t ON t.article = v.article AND t.number = v.number \
                   WHERE v.article = ?1 AND v.version = ?2 ORDER BY v.number DESC LIMIT 1";
        self.read(|connection| {
            let bytes = connection.first(sql, values![id, version], |row| row.get(0));
            Ok(bytes?.flatten())
        })
    }

    /// What is wrong with the articles' texts, if anything.
    pub(super) fn damaged_articles(&self) -> Result<Option<String>, Error> {
        match self.read(verify) {
            Ok(()) => Ok(None),
            Err(Error::Damaged { what, .. }) => Ok(Some(what)),
            Err(fault) => Err(fault),
        }
    }

    fn load(&self, which: &str, values: &[Value<'_>]) -> Result<Option<Article>, Error> {
        let found = self.read(|connection| connection.first(&select(which), values, laid))?;
        // Put together when others may read again: it takes longer than finding the row.
        let article = found.map(restore).transpose();
        article.map_err(|fault| Error::sql(&self.path, fault))
    }
}
