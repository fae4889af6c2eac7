//! One question, one reply: which messages were handled, and which replies
//! have not been confirmed by the platform yet.

use super::{
    Error, Seconds, Store,
    error::Fault,
    sql::{Connection, Row, ToValue, Value, values},
};

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

/// The row of a message, of [`which`].
pub(super) const WHICH: &str = "platform = ?1 AND channel = ?2 AND message = ?3";

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
        self.read(|connection| connection.exists(&sql, &which(key)))
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
            let place: Option<i64> = transaction.first(
                "INSERT INTO handled (platform, channel, message, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (platform, channel, message) DO NOTHING RETURNING place",
                values![key.platform, key.channel, key.message, now],
                |row| row.get(0),
            )?;
            // Also when it was handled before: it may have come a second time
            // just while another process recorded it.
            let sql = format!("DELETE FROM inbox WHERE {WHICH}");
            transaction.execute(&sql, &which(key))?;
            let Some(place) = place else {
                return Ok(Recorded::Again);
            };
            if let Some(reply) = reply {
                transaction.execute(
                    "INSERT INTO outbox (place, reply, attempts) VALUES (?1, ?2, 0)",
                    values![place, reply],
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
        let sql = "SELECT h.channel, h.message FROM handled h JOIN (\
                   SELECT max(place) AS place FROM handled \
                   WHERE platform = ?1 AND at >= ?2 GROUP BY channel) AS latest \
                   ON latest.place = h.place ORDER BY h.place";
        self.read(|connection| {
            connection.all(sql, values![platform, time], |row| {
                Ok(MessageKey {
                    platform: platform.to_owned(),
                    channel: row.get(0)?,
                    message: row.get(1)?,
                })
            })
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
                    values![place],
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
                let sql = "DELETE FROM outbox WHERE place = ?1";
                Ok(transaction.execute(sql, values![place])? > 0)
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
        self.read(|connection| connection.all(&sql, &[], pending))
    }

    /// The replies to one channel that are not confirmed, in the order of the
    /// questions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pending_in(&self, platform: &str, channel: &str) -> Result<Vec<Pending>, Error> {
        let sql = format!("{PENDING} WHERE h.platform = ?1 AND h.channel = ?2 ORDER BY o.place");
        self.read(|connection| connection.all(&sql, values![platform, channel], pending))
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
                values![time, ALWAYS_KEPT],
            )
        })
    }
}

fn pending(row: &Row<'_>) -> Result<Pending, Fault> {
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

fn place(transaction: &Connection<'_>, key: &MessageKey) -> Result<Option<i64>, Fault> {
    let sql = format!("SELECT place FROM handled WHERE {WHICH}");
    transaction.first(&sql, &which(key), |row| row.get(0))
}

/// The values of [`WHICH`].
pub(super) fn which(key: &MessageKey) -> [Value<'_>; 3] {
    let MessageKey {
        platform,
        channel,
        message,
    } = key;
    [platform.value(), channel.value(), message.value()]
}

pub(super) fn remember(
    transaction: &Connection<'_>,
    memory: Memory<'_>,
    now: Seconds,
) -> Result<(), Fault> {
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
        values![conversation, memory, now, expires_at],
    )?;
    Ok(())
}
