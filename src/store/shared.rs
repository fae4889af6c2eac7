//! What several processes agree on that share a store: who works at which
//! channel, and which articles have changed. A file of SQLite has one process,
//! which works everywhere and knows what it changed.

use super::{Database, Error, Store};
#[cfg(feature = "postgres")]
use super::{sql::values, writer::Lasts};

/// An article that another process may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Counted up; a later change has a higher number.
    pub number: i64,
    /// The article's identifier: it is new, changed or gone.
    pub article: String,
}

impl Store {
    /// Whether other processes may have it at the same time.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        match self.database {
            Database::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => true,
        }
    }

    /// Takes a channel, to work at alone: says whether it could be had. It is
    /// kept until it is let go, or until this process has not been heard of
    /// for long.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn claim(&self, platform: &str, channel: &str) -> Result<bool, Error> {
        match &self.database {
            Database::Sqlite(_) => {
                let _ = (platform, channel);
                Ok(true)
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(server) => {
                let Some(shares) = server.shares() else {
                    return Ok(false);
                };
                // One statement: of two processes that try, one waits for the
                // other's and then sees it.
                let sql = "INSERT INTO claims (platform, channel, process) VALUES (?1, ?2, ?3) \
                    ON CONFLICT (platform, channel) DO UPDATE SET process = excluded.process \
                    WHERE claims.process = excluded.process OR NOT EXISTS (\
                    SELECT 1 FROM processes p WHERE p.id = claims.process AND p.seen_at > \
                    clock_timestamp() - ?4 * interval '1 millisecond')";
                let (process, lease) = (shares.process(), shares.lease());
                let values = values![platform, channel, process, lease];
                // Whoever dies lets go, too.
                self.write_so(Lasts::InSystem, |transaction| {
                    Ok(transaction.execute(sql, values)? > 0)
                })
            }
        }
    }

    /// Lets a channel go that this process has taken.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn let_go(&self, platform: &str, channel: &str) -> Result<(), Error> {
        match &self.database {
            Database::Sqlite(_) => {
                let _ = (platform, channel);
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(server) => {
                let Some(shares) = server.shares() else {
                    return Ok(());
                };
                let sql = "DELETE FROM claims \
                           WHERE platform = ?1 AND channel = ?2 AND process = ?3";
                self.write_so(Lasts::InSystem, |transaction| {
                    transaction.execute(sql, values![platform, channel, shares.process()])?;
                    Ok(())
                })
            }
        }
    }

    /// The articles that changed after the change of a number, in the order of
    /// their changes; none where no other process can change any.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changes_after(&self, number: i64) -> Result<Vec<Change>, Error> {
        match &self.database {
            Database::Sqlite(_) => {
                let _ = number;
                Ok(Vec::new())
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => self.read(|connection| {
                let sql = "SELECT place, article FROM changes WHERE place > ?1 ORDER BY place";
                connection.all(sql, values![number], |row| {
                    Ok(Change {
                        number: row.get(0)?,
                        article: row.get(1)?,
                    })
                })
            }),
        }
    }

    /// The number of the last change.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_change(&self) -> Result<i64, Error> {
        match &self.database {
            Database::Sqlite(_) => Ok(0),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => self.read(|connection| {
                connection.value("SELECT coalesce(max(place), 0) FROM changes", &[])
            }),
        }
    }
}
