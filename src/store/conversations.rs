//! What belongs to channels and to people: which articles a channel asks,
//! what a conversation remembers, and whether an answer was any good.

use rusqlite::{OptionalExtension, params};

use super::{Error, Memory, MessageKey, Seconds, Store, error::damaged, messages::remember};
use crate::index::Scope;

/// What somebody thought of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The message that was answered.
    pub key: MessageKey,
    /// Who; one vote each, the last one counts.
    pub person: String,
    /// Good or bad.
    pub vote: Vote,
    /// Why, in their words.
    pub reason: Option<String>,
    /// When.
    pub at: Seconds,
}

/// Good or bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vote {
    /// Good.
    Up,
    /// Bad.
    Down,
}

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
            let found = connection.query_row(sql, [platform, channel], |row| row.get(0));
            let Some(json): Option<String> = found.optional()? else {
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
            Scope::All | Scope::Community(_) => None,
            Scope::Articles(ids) => Some(ids),
        };
        let json = serde_json::to_string(&ids).unwrap_or_else(|_| "null".to_owned());
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO channels (platform, channel, scope) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (platform, channel) DO UPDATE SET scope = excluded.scope",
                params![platform, channel, json],
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
            let found =
                connection.query_row(sql, params![conversation, now, latest], |row| row.get(0));
            found.optional()
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
            transaction.execute("DELETE FROM conversations WHERE expires_at <= ?1", [now])
        })
    }

    /// Takes a vote; a second one of the same person on the same reply takes
    /// the place of the first.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn vote(&self, feedback: &Feedback) -> Result<(), Error> {
        let Feedback {
            key,
            person,
            vote,
            reason,
            at,
        } = feedback;
        let vote = match vote {
            Vote::Up => 1,
            Vote::Down => -1,
        };
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO feedback (platform, channel, message, person, vote, reason, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                 ON CONFLICT (platform, channel, message, person) DO UPDATE SET \
                 vote = excluded.vote, reason = excluded.reason, at = excluded.at",
                params![
                    key.platform,
                    key.channel,
                    key.message,
                    person,
                    vote,
                    reason,
                    at
                ],
            )?;
            Ok(())
        })
    }

    /// The last `limit` votes, latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn feedback(&self, limit: usize) -> Result<Vec<Feedback>, Error> {
        let sql = "SELECT platform, channel, message, person, vote, reason, at FROM feedback \
                   ORDER BY at DESC, platform, channel, message, person LIMIT ?1";
        self.read(|connection| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([limit], |row| {
                Ok(Feedback {
                    key: MessageKey {
                        platform: row.get(0)?,
                        channel: row.get(1)?,
                        message: row.get(2)?,
                    },
                    person: row.get(3)?,
                    vote: if row.get::<_, i64>(4)? > 0 {
                        Vote::Up
                    } else {
                        Vote::Down
                    },
                    reason: row.get(5)?,
                    at: row.get(6)?,
                })
            })?;
            rows.collect()
        })
    }
}
