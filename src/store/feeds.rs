//! Feeds that are followed, and what was read of each.

use super::{Error, Seconds, Store, sql::values};

/// What a server gave to ask with whether a page has changed since
/// (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`, as the server writes it.
    pub last_modified: Option<String>,
}

/// A feed that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The community that follows it; everybody's without.
    pub owner: Option<String>,
    /// Where it is.
    pub address: String,
    /// What it is called.
    pub title: String,
    /// What was read last.
    pub validators: Validators,
    /// When it was looked at last.
    pub checked_at: Seconds,
    /// How often in a row it could not be read.
    pub failures: u32,
}

/// What became of one article of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedItem {
    /// When the feed said that it changed.
    pub stamp: String,
    /// The article that it is, once it was read.
    pub article: Option<String>,
    /// How often it could not be read.
    pub tries: u32,
}

/// A feed as somebody reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedOf<'a> {
    /// Its address, or the name of its file.
    pub address: &'a str,
    /// The community that its articles are for; everybody without.
    pub owner: Option<&'a str>,
}

impl Store {
    /// Follows a feed, or keeps what was learned of one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn put_feed(&self, feed: &Followed) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO feeds (address, title, etag, last_modified, checked_at, failures, owner) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (owner, address) DO UPDATE SET \
                 title = excluded.title, etag = excluded.etag, \
                 last_modified = excluded.last_modified, checked_at = excluded.checked_at, \
                 failures = excluded.failures",
                values![
                    feed.address,
                    feed.title,
                    feed.validators.etag,
                    feed.validators.last_modified,
                    feed.checked_at,
                    feed.failures,
                    feed.owner.as_deref().unwrap_or_default(),
                ],
            )?;
            Ok(())
        })
    }

    /// No longer follows a feed; its articles stay. Says whether it was
    /// followed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn remove_feed(&self, owner: Option<&str>, address: &str) -> Result<bool, Error> {
        let owner = owner.unwrap_or_default();
        self.write(|transaction| {
            let which = values![owner, address];
            let items = "DELETE FROM feed_items WHERE owner = ?1 AND feed = ?2";
            transaction.execute(items, which)?;
            let feed = "DELETE FROM feeds WHERE owner = ?1 AND address = ?2";
            Ok(transaction.execute(feed, which)? > 0)
        })
    }

    /// The feeds that are followed, by address.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn feeds(&self) -> Result<Vec<Followed>, Error> {
        self.read(|connection| {
            connection.all(
                "SELECT address, title, etag, last_modified, checked_at, failures, owner \
                 FROM feeds ORDER BY address, owner",
                &[],
                |row| {
                    Ok(Followed {
                        address: row.get(0)?,
                        title: row.get(1)?,
                        validators: Validators {
                            etag: row.get(2)?,
                            last_modified: row.get(3)?,
                        },
                        checked_at: row.get(4)?,
                        failures: row.get(5)?,
                        owner: row
                            .get(6)
                            .map(|owner: String| Some(owner).filter(|owner| !owner.is_empty()))?,
                    })
                },
            )
        })
    }

    /// What became of an article of a feed; nothing when it was never seen.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn feed_item(&self, feed: FeedOf<'_>, key: &str) -> Result<Option<FeedItem>, Error> {
        self.read(|connection| {
            connection.first(
                "SELECT stamp, article, tries FROM feed_items \
                 WHERE owner = ?1 AND feed = ?2 AND item = ?3",
                values![feed.owner.unwrap_or_default(), feed.address, key],
                |row| {
                    Ok(FeedItem {
                        stamp: row.get(0)?,
                        article: row.get(1)?,
                        tries: row.get(2)?,
                    })
                },
            )
        })
    }

    /// Keeps what became of an article of a feed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn put_feed_item(
        &self,
        feed: FeedOf<'_>,
        key: &str,
        item: &FeedItem,
        now: Seconds,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO feed_items (feed, item, stamp, article, tries, at, owner) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                 ON CONFLICT (owner, feed, item) DO UPDATE SET \
                 stamp = excluded.stamp, article = excluded.article, \
                 tries = excluded.tries, at = excluded.at",
                values![
                    feed.address,
                    key,
                    item.stamp,
                    item.article,
                    item.tries,
                    now,
                    feed.owner.unwrap_or_default(),
                ],
            )?;
            Ok(())
        })
    }
}
