//! One question, one reply: which messages were handled, and which replies
//! have not been confirmed by the platform yet.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Seconds, Store};

/// A message, as its platform names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey {
    /// "discord", "matrix".
    pub platform: String,
    /// Channel or room.
    pub channel: String,
    /// The message's own identifier.
    pub message: String,
}

/// What one message led to.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The message.
    pub key: &'a MessageKey,
    /// The reply as its adapter wants it back; `None` for a message that gets
    /// none.
    pub reply: Option<&'a str>,
    /// What the conversation remembers from now on.
    pub memory: Option<Memory<'a>>,
}

/// What a conversation remembers.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'a> {
    /// The conversation: who, and where.
    pub conversation: &'a str,
    /// The memory, as its owner wants it back.
    pub memory: &'a str,
    /// When it is to be forgotten.
    pub expires_at: Seconds,
}

/// Whether a turn was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It was, with its reply and its memory.
    First,
    /// The message was handled before; nothing was changed.
    Again,
}

/// A reply that its platform has not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The message it answers; the same key makes the same idempotency token,
    /// so that sending again does not say it twice.
    pub key: MessageKey,
    /// The reply.
    pub reply: String,
    /// How often sending failed.
    pub attempts: u32,
    /// When the message was handled.
    pub at: Seconds,
}

/// So many of the last messages are remembered whatever the clock says: a
/// clock that leaps ahead must not make the bot answer everything again.
const ALWAYS_KEPT: i64 = 10_000;

const WHICH: &str = "platform = ?1 AND channel = ?2 AND message = ?3";

/// The outbox, with the message that each reply is for.
const PENDING: &str = "SELECT h.platform, h.channel, h.message, o.reply, o.attempts, h.at \
                       FROM outbox o JOIN handled h ON h.place = o.place";

impl Store {
    /// Whether a message was handled already.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn is_handled(&self, key: &MessageKey) -> Result<bool, Error> {
        let sql = format!("SELECT 1 FROM handled WHERE {WHICH}");
        self.read(|connection| {
            let found = connection.query_row(&sql, parameters(key), |_| Ok(()));
            Ok(found.optional()?.is_some())
        })
    }

    /// Records that a message was handled, the reply it gets and what its
    /// conversation remembers: all of it at once, and only the first time.
    /// Send the reply afterwards, then [`Store::confirm`].
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn record(&self, turn: &Turn<'_>, now: Seconds) -> Result<Recorded, Error> {
        let Turn { key, reply, memory } = *turn;
        self.write(|transaction| {
            if place(transaction, key)?.is_some() {
                return Ok(Recorded::Again);
            }
            let place: i64 = transaction.query_row(
                "SELECT coalesce(max(place), 0) + 1 FROM handled",
                [],
                |row| row.get(0),
            )?;
            transaction.execute(
                "INSERT INTO handled (platform, channel, message, place, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![key.platform, key.channel, key.message, place, now],
            )?;
            transaction.execute(
                "DELETE FROM inbox WHERE platform = ?1 AND channel = ?2 AND message = ?3",
                parameters(key),
            )?;
            if let Some(reply) = reply {
                transaction.execute(
                    "INSERT INTO outbox (place, reply, attempts) VALUES (?1, ?2, 0)",
                    params![place, reply],
                )?;
            }
            if let Some(memory) = memory {
                remember(transaction, memory, now)?;
            }
            Ok(Recorded::First)
        })
    }

    /// The last message handled in each channel of a platform since `time`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_handled(&self, platform: &str, time: Seconds) -> Result<Vec<MessageKey>, Error> {
        let sql = "SELECT channel, message, max(place) FROM handled \
                   WHERE platform = ?1 AND at >= ?2 GROUP BY channel ORDER BY max(place)";
        self.read(|connection| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map(params![platform, time], |row| {
                Ok(MessageKey {
                    platform: platform.to_owned(),
                    channel: row.get(0)?,
                    message: row.get(1)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Counts an attempt to send the reply to a message that failed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn attempted(&self, key: &MessageKey) -> Result<(), Error> {
        self.write(|transaction| {
            if let Some(place) = place(transaction, key)? {
                transaction.execute(
                    "UPDATE outbox SET attempts = attempts + 1 WHERE place = ?1",
                    [place],
                )?;
            }
            Ok(())
        })
    }

    /// Takes the reply to a message off the outbox: the platform has it. Says
    /// whether it was there.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn confirm(&self, key: &MessageKey) -> Result<bool, Error> {
        self.write(|transaction| match place(transaction, key)? {
            Some(place) => {
                Ok(transaction.execute("DELETE FROM outbox WHERE place = ?1", [place])? > 0)
            }
            None => Ok(false),
        })
    }

    /// The replies not confirmed, in the order of the questions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pending(&self) -> Result<Vec<Pending>, Error> {
        let sql = format!("{PENDING} ORDER BY o.place");
        self.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            statement.query_map([], pending)?.collect()
        })
    }

    /// The replies to one channel that are not confirmed, in the order of the
    /// questions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pending_in(&self, platform: &str, channel: &str) -> Result<Vec<Pending>, Error> {
        let sql = format!("{PENDING} WHERE h.platform = ?1 AND h.channel = ?2 ORDER BY o.place");
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([platform, channel], pending)?;
            rows.collect()
        })
    }

    /// Forgets messages handled before `time`, except the last ten thousand
    /// and those whose reply is on its way. Says how many.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn forget_handled_before(&self, time: Seconds) -> Result<usize, Error> {
        self.write(|transaction| {
            transaction.execute(
                "DELETE FROM handled WHERE at < ?1 \
                 AND place <= (SELECT coalesce(max(place), 0) FROM handled) - ?2 \
                 AND place NOT IN (SELECT place FROM outbox)",
                params![time, ALWAYS_KEPT],
            )
        })
    }
}

fn pending(row: &rusqlite::Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        key: MessageKey {
            platform: row.get(0)?,
            channel: row.get(1)?,
            message: row.get(2)?,
        },
        reply: row.get(3)?,
        attempts: row.get(4)?,
        at: row.get(5)?,
    })
}

fn place(transaction: &Connection, key: &MessageKey) -> rusqlite::Result<Option<i64>> {
    let sql = format!("SELECT place FROM handled WHERE {WHICH}");
    let place = transaction.query_row(&sql, parameters(key), |row| row.get(0));
    place.optional()
}

fn parameters(key: &MessageKey) -> [&str; 3] {
    let MessageKey {
        platform,
        channel,
        message,
    } = key;
    [platform, channel, message]
}

pub(super) fn remember(
    transaction: &Connection,
    memory: Memory<'_>,
    now: Seconds,
) -> rusqlite::Result<()> {
    let Memory {
        conversation,
        memory,
        expires_at,
    } = memory;
    transaction.execute(
        "INSERT INTO conversations (conversation, memory, saved_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT (conversation) DO UPDATE SET \
         memory = excluded.memory, saved_at = excluded.saved_at, \
         expires_at = excluded.expires_at",
        params![conversation, memory, now, expires_at],
    )?;
    Ok(())
}
