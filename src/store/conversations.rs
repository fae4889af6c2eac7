//! What belongs to channels and to conversations: which articles a channel
//! asks, and what a conversation remembers.

use super::{Error, Memory, Seconds, Store, error::damaged, messages::remember, sql::values};
use crate::index::Scope;

/// A memory saved so much later than now says that the clock was wrong; it is
/// not used, since it would not expire either. In seconds.
const CLOCK_TOLERANCE: Seconds = 300;

impl Store {
    /// Which articles a channel asks; `None` when nobody has said.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn scope(&self, platform: &str, channel: &str) -> Result<Option<Scope>, Error> {
        let sql = "SELECT scope FROM channels WHERE platform = ?1 AND channel = ?2";
        self.read(|connection| {
            let found = connection.first(sql, values![platform, channel], |row| row.get(0))?;
            let Some(json): Option<String> = found else {
                return Ok(None);
            };
            let ids: Option<Vec<String>> = serde_json::from_str(&json)
                .map_err(|_| damaged(format!("the scope of channel `{channel}` is not JSON")))?;
            Ok(Some(ids.map_or(Scope::All, Scope::Articles)))
        })
    }

    /// Says which articles a channel asks.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_scope(&self, platform: &str, channel: &str, scope: &Scope) -> Result<(), Error> {
        let ids = match scope {
            Scope::All | Scope::Community(_) | Scope::Of(_) => None,
            Scope::Articles(ids) => Some(ids),
        };
        let json = serde_json::to_string(&ids).unwrap_or_else(|_| "null".to_owned());
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO channels (platform, channel, scope) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (platform, channel) DO UPDATE SET scope = excluded.scope",
                values![platform, channel, json],
            )?;
            Ok(())
        })
    }

    /// What a conversation remembers, unless it is to be forgotten by now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn memory(&self, conversation: &str, now: Seconds) -> Result<Option<String>, Error> {
        let sql = "SELECT memory FROM conversations \
                   WHERE conversation = ?1 AND expires_at > ?2 AND saved_at <= ?3";
        self.read(|connection| {
            let latest = now.saturating_add(CLOCK_TOLERANCE);
            connection.first(sql, values![conversation, now, latest], |row| row.get(0))
        })
    }

    /// Says what a conversation remembers, outside of a turn.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_memory(&self, memory: Memory<'_>, now: Seconds) -> Result<(), Error> {
        self.write(|transaction| remember(transaction, memory, now))
    }

    /// Deletes the memories that are to be forgotten; says how many.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn forget_expired(&self, now: Seconds) -> Result<usize, Error> {
        self.write(|transaction| {
            let sql = "DELETE FROM conversations WHERE expires_at <= ?1";
            transaction.execute(sql, values![now])
        })
    }
}
