//! Questions that were received and not yet worked out, and which message of
//! the platform answers which question.

use super::{
    Error, MessageKey, Seconds, Store,
    error::Fault,
    messages::{WHICH, which},
    sql::{Row, values},
    writer::Lasts,
};

/// A question that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The message.
    pub key: MessageKey,
    /// The question, as its adapter wants it back.
    pub question: String,
}

/// The message of a platform that answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The message that was answered.
    pub key: MessageKey,
    /// The message that answers it, as the platform names it.
    pub answer: String,
    /// What the answer offers, as its adapter wants it back.
    pub offers: String,
}

/// Answers of the last so many messages are known by their message: enough
/// for whoever still clicks or edits.
const ANSWERS_KEPT: i64 = 100_000;

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Questions that were not worked out.
    pub inbox: u64,
    /// Replies that were not confirmed.
    pub outbox: u64,
    /// When the oldest of the questions came.
    pub oldest: Option<Seconds>,
}

impl Store {
    /// How much waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn backlog(&self) -> Result<Backlog, Error> {
        let sql = "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM outbox), \
                   (SELECT at FROM inbox ORDER BY place LIMIT 1)";
        self.read(|connection| {
            let backlog = connection.first(sql, &[], |row| {
                Ok(Backlog {
                    inbox: row.get(0)?,
                    outbox: row.get(1)?,
                    oldest: row.get(2)?,
                })
            })?;
            Ok(backlog.unwrap_or_default())
        })
    }

    /// Whether a message came before: it waits, or it was handled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn is_known(&self, key: &MessageKey) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM inbox \
                   WHERE platform = ?1 AND channel = ?2 AND message = ?3) \
                   OR EXISTS (SELECT 1 FROM handled \
                   WHERE platform = ?1 AND channel = ?2 AND message = ?3)";
        self.read(|connection| connection.value(sql, &which(key)))
    }

    /// Writes a question down before anything is done about it, so that it is
    /// answered even when the process dies. Says whether it is new: neither
    /// waiting nor handled.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn receive(&self, key: &MessageKey, question: &str, now: Seconds) -> Result<bool, Error> {
        self.receive_so(Lasts::OnDisk, key, question, now)
    }

    /// [`Store::receive`] without waiting for the disk: what a power cut undoes
    /// must come again from the platform.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn receive_lightly(
        &self,
        key: &MessageKey,
        question: &str,
        now: Seconds,
    ) -> Result<bool, Error> {
        self.receive_so(Lasts::InSystem, key, question, now)
    }

    fn receive_so(
        &self,
        lasts: Lasts,
        key: &MessageKey,
        question: &str,
        now: Seconds,
    ) -> Result<bool, Error> {
        self.write_so(lasts, |transaction| {
            let new = transaction.execute(
                "INSERT INTO inbox (platform, channel, message, question, at) \
                 SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM handled \
                 WHERE platform = ?1 AND channel = ?2 AND message = ?3) \
                 ON CONFLICT (platform, channel, message) DO NOTHING",
                values![key.platform, key.channel, key.message, question, now],
            )?;
            Ok(new > 0)
        })
    }

    /// The channels of a platform in which a question waits, or a reply that
    /// was not confirmed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn channels_waiting(&self, platform: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT channel FROM inbox WHERE platform = ?1 \
                   UNION SELECT h.channel FROM outbox o JOIN handled h ON h.place = o.place \
                   WHERE h.platform = ?1";
        self.read(|connection| connection.all(sql, values![platform], |row| row.get(0)))
    }

    /// The first `most` questions that wait in a channel, in the order in
    /// which they came.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn received(
        &self,
        platform: &str,
        channel: &str,
        most: u32,
    ) -> Result<Vec<Received>, Error> {
        let sql = "SELECT platform, channel, message, question FROM inbox \
                   WHERE platform = ?1 AND channel = ?2 ORDER BY place LIMIT ?3";
        self.read(|connection| {
            connection.all(sql, values![platform, channel, most], |row| {
                Ok(Received {
                    key: key(row)?,
                    question: row.get(3)?,
                })
            })
        })
    }

    /// Takes a question back that waits: it is handled, without a reply. Says
    /// whether it waited.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn withdraw(&self, key: &MessageKey, now: Seconds) -> Result<bool, Error> {
        self.write(|transaction| {
            // In the order in which a turn is recorded, so that two processes
            // never wait for each other.
            transaction.execute(
                "INSERT INTO handled (platform, channel, message, at) SELECT ?1, ?2, ?3, ?4 \
                 WHERE EXISTS (SELECT 1 FROM inbox \
                 WHERE platform = ?1 AND channel = ?2 AND message = ?3) \
                 ON CONFLICT (platform, channel, message) DO NOTHING",
                values![key.platform, key.channel, key.message, now],
            )?;
            let sql = format!("DELETE FROM inbox WHERE {WHICH}");
            Ok(transaction.execute(&sql, &which(key))? > 0)
        })
    }

    /// Takes the reply to a message off the outbox, as [`Store::confirm`]
    /// does, and keeps which message it became. A power cut may undo it; then
    /// the reply is sent again, and the platform knows it by its token.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn confirm_as(&self, answered: &Answered, now: Seconds) -> Result<(), Error> {
        let Answered {
            key,
            answer,
            offers,
        } = answered;
        self.write_so(Lasts::InSystem, |transaction| {
            transaction.execute(
                "DELETE FROM outbox WHERE place = (SELECT place FROM handled \
                 WHERE platform = ?1 AND channel = ?2 AND message = ?3)",
                values![key.platform, key.channel, key.message],
            )?;
            transaction.execute(
                "INSERT INTO answers (platform, channel, message, answer, offers, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (platform, channel, message) \
                 DO UPDATE SET answer = excluded.answer, offers = excluded.offers",
                values![key.platform, key.channel, key.message, answer, offers, now],
            )?;
            transaction.execute(
                "DELETE FROM answers WHERE place <= (SELECT max(place) FROM answers) - ?1",
                values![ANSWERS_KEPT],
            )?;
            Ok(())
        })
    }

    /// Which message answers a question.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn answer_to(&self, key: &MessageKey) -> Result<Option<Answered>, Error> {
        let sql = "SELECT platform, channel, message, answer, offers FROM answers \
                   WHERE platform = ?1 AND channel = ?2 AND message = ?3";
        self.read(|connection| connection.first(sql, &which(key), answered))
    }

    /// Which question a message answers: the last, when the answer was changed
    /// because its question was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn answered_by(&self, platform: &str, answer: &str) -> Result<Option<Answered>, Error> {
        let sql = "SELECT platform, channel, message, answer, offers FROM answers \
                   WHERE platform = ?1 AND answer = ?2 ORDER BY place DESC LIMIT 1";
        self.read(|connection| connection.first(sql, values![platform, answer], answered))
    }
}

fn key(row: &Row<'_>) -> Result<MessageKey, Fault> {
    Ok(MessageKey {
        platform: row.get(0)?,
        channel: row.get(1)?,
        message: row.get(2)?,
    })
}

fn answered(row: &Row<'_>) -> Result<Answered, Fault> {
    Ok(Answered {
        key: key(row)?,
        answer: row.get(3)?,
        offers: row.get(4)?,
    })
}
