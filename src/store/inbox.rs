//! Questions that were received and not yet worked out, and which message of
//! the platform answers which question.

use rusqlite::{OptionalExtension, params};

use super::{Error, MessageKey, Seconds, Store, writer::Lasts};

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
            connection.query_row(sql, [], |row| {
                Ok(Backlog {
                    inbox: row.get(0)?,
                    outbox: row.get(1)?,
                    oldest: row.get(2)?,
                })
            })
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
        self.read(|connection| {
            let by = [&key.platform, &key.channel, &key.message];
            connection.query_row(sql, by, |row| row.get(0))
        })
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
                params![key.platform, key.channel, key.message, question, now],
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
        self.read(|connection| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([platform], |row| row.get(0))?;
            rows.collect()
        })
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
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![platform, channel, most], |row| {
                Ok(Received {
                    key: key(row)?,
                    question: row.get(3)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Takes a question back that waits: it is handled, without a reply. Says
    /// whether it waited.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn withdraw(&self, key: &MessageKey, now: Seconds) -> Result<bool, Error> {
        self.write(|transaction| {
            let waited = transaction.execute(
                "DELETE FROM inbox WHERE platform = ?1 AND channel = ?2 AND message = ?3",
                params![key.platform, key.channel, key.message],
            )?;
            if waited > 0 {
                transaction.execute(
                    "INSERT INTO handled (platform, channel, message, place, at) \
                     SELECT ?1, ?2, ?3, coalesce(max(place), 0) + 1, ?4 FROM handled",
                    params![key.platform, key.channel, key.message, now],
                )?;
            }
            Ok(waited > 0)
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
                params![key.platform, key.channel, key.message],
            )?;
            transaction.execute(
                "INSERT INTO answers (platform, channel, message, answer, offers, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (platform, channel, message) \
                 DO UPDATE SET answer = excluded.answer, offers = excluded.offers",
                params![key.platform, key.channel, key.message, answer, offers, now],
            )?;
            transaction.execute(
                "DELETE FROM answers WHERE place <= (SELECT max(place) FROM answers) - ?1",
                [ANSWERS_KEPT],
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
        self.read(|connection| {
            let by = [&key.platform, &key.channel, &key.message];
            connection.query_row(sql, by, answered).optional()
        })
    }

    /// Which question a message answers: the last, when the answer was changed
    /// because its question was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn answered_by(&self, platform: &str, answer: &str) -> Result<Option<Answered>, Error> {
        let sql = "SELECT platform, channel, message, answer, offers FROM answers \
                   WHERE platform = ?1 AND answer = ?2 ORDER BY place DESC LIMIT 1";
        self.read(|connection| {
            let by = [platform, answer];
            connection.query_row(sql, by, answered).optional()
        })
    }
}

fn key(row: &rusqlite::Row<'_>) -> rusqlite::Result<MessageKey> {
    Ok(MessageKey {
        platform: row.get(0)?,
        channel: row.get(1)?,
        message: row.get(2)?,
    })
}

fn answered(row: &rusqlite::Row<'_>) -> rusqlite::Result<Answered> {
    Ok(Answered {
        key: key(row)?,
        answer: row.get(3)?,
        offers: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Recorded, Turn};

    fn key(message: &str) -> MessageKey {
        MessageKey {
            platform: "matrix".to_owned(),
            channel: "!room".to_owned(),
            message: message.to_owned(),
        }
    }

    #[test]
    fn a_question_waits_until_it_is_handled_and_comes_once() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        assert!(store.receive(&key("a"), "first", 1).unwrap());
        assert!(store.receive(&key("b"), "second", 2).unwrap());
        assert!(store.is_known(&key("b")).unwrap() && !store.is_known(&key("c")).unwrap());
        let backlog = Backlog {
            inbox: 2,
            outbox: 0,
            oldest: Some(1),
        };
        assert_eq!(store.backlog().unwrap(), backlog);
        assert!(!store.receive(&key("a"), "again", 3).unwrap());
        let waiting = |store: &Store| -> Vec<String> {
            let received = store.received("matrix", "!room", 10).unwrap();
            received.into_iter().map(|one| one.question).collect()
        };
        drop(store);

        let store = Store::open(directory.path()).unwrap();
        assert_eq!(waiting(&store), ["first", "second"]);
        let turn = Turn {
            key: &key("a"),
            reply: Some("reply"),
            memory: None,
        };
        assert_eq!(store.record(&turn, 4).unwrap(), Recorded::First);
        assert_eq!(waiting(&store), ["second"]);
        assert!(store.is_known(&key("a")).unwrap());
        assert_eq!(store.backlog().unwrap().outbox, 1);
        assert!(!store.receive(&key("a"), "late duplicate", 5).unwrap());
        assert_eq!(waiting(&store), ["second"]);
        assert!(store.received("discord", "!room", 10).unwrap().is_empty());
        assert!(store.received("matrix", "!other", 10).unwrap().is_empty());
    }

    #[test]
    fn a_channel_waits_for_its_questions_and_for_its_replies() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let waiting = || store.channels_waiting("matrix").unwrap();
        assert!(waiting().is_empty());
        store.receive(&key("a"), "first", 1).unwrap();
        assert_eq!(waiting(), ["!room"]);
        let turn = Turn {
            key: &key("a"),
            reply: Some("reply"),
            memory: None,
        };
        store.record(&turn, 2).unwrap();
        assert_eq!(waiting(), ["!room"]);
        assert!(store.channels_waiting("discord").unwrap().is_empty());
        let pending = store.pending_in("matrix", "!room").unwrap();
        assert_eq!(pending.len(), 1);
        assert!(store.pending_in("matrix", "!other").unwrap().is_empty());
        store.confirm(&key("a")).unwrap();
        assert!(waiting().is_empty());
    }

    #[test]
    fn a_question_that_is_withdrawn_gets_no_reply() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        assert!(!store.withdraw(&key("a"), 1).unwrap());
        assert!(!store.is_handled(&key("a")).unwrap());
        store.receive(&key("a"), "first", 1).unwrap();
        assert!(store.withdraw(&key("a"), 2).unwrap());
        assert!(store.received("matrix", "!room", 10).unwrap().is_empty());
        assert!(!store.receive(&key("a"), "again", 3).unwrap());
        let turn = Turn {
            key: &key("a"),
            reply: Some("too late"),
            memory: None,
        };
        assert_eq!(store.record(&turn, 4).unwrap(), Recorded::Again);
        assert!(store.pending().unwrap().is_empty());
    }

    #[test]
    fn an_answer_is_known_by_its_question_and_by_itself() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let turn = Turn {
            key: &key("a"),
            reply: Some("reply"),
            memory: None,
        };
        store.record(&turn, 1).unwrap();
        let answered = Answered {
            key: key("a"),
            answer: "$answer".to_owned(),
            offers: "[]".to_owned(),
        };
        store.confirm_as(&answered, 2).unwrap();
        assert!(store.pending().unwrap().is_empty());
        assert_eq!(
            store.answer_to(&key("a")).unwrap().as_ref(),
            Some(&answered)
        );
        assert_eq!(
            store.answered_by("matrix", "$answer").unwrap(),
            Some(answered)
        );
        assert_eq!(store.answered_by("discord", "$answer").unwrap(), None);
    }
}
