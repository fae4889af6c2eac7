//! What people thought of replies, and what they asked in vain.

use serde::{Deserialize, Serialize};

use super::{Error, MessageKey, Seconds, Store, sql::values};

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
    /// What it is about, where that is still known. Kept with a vote against a
    /// reply only.
    pub about: Option<About>,
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

/// What was asked, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The question, as it was asked.
    pub question: String,
    /// The command that answered it, as in the command table.
    pub command: String,
    /// Whether it was answered; else the bot was silent, or refused.
    pub answered: bool,
    /// Where the answer stands.
    pub evidence: Option<Evidence>,
}

/// Words of an article that were given as the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Identifier of the article.
    pub article: String,
    /// Its version.
    pub version: String,
    /// Where in its text they are shown, in bytes.
    pub start: usize,
    /// Where that ends.
    pub end: usize,
    /// The words that answer, where they are known.
    pub words: Option<String>,
}

/// Something that was asked in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The community that asked; nobody's in particular when empty.
    pub owner: String,
    /// What no article mentions, in the words of those who asked.
    pub topic: String,
    /// How often.
    pub times: u64,
    /// When it was asked last.
    pub at: Seconds,
}

/// Topics that are kept; beyond, those go that were not asked for longest.
pub(super) const TOPICS_KEPT: i64 = 10_000;

/// Longest topic in code points; it is a name or a word or two.
const LONGEST_TOPIC: usize = 80;

impl Store {
    /// Takes a vote; a second one of the same person on the same reply takes
    /// the place of the first, and keeps what that said unless it says more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn vote(&self, feedback: &Feedback) -> Result<(), Error> {
        let Feedback {
            key,
            person,
            vote,
            reason,
            about,
            at,
        } = feedback;
        let against = *vote == Vote::Down;
        let about = about
            .as_ref()
            .filter(|_| against)
            .map(|about| serde_json::to_string(about).unwrap_or_default());
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO feedback (platform, channel, message, person, vote, reason, about, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                 ON CONFLICT (platform, channel, message, person) DO UPDATE SET \
                 reason = CASE WHEN excluded.vote = feedback.vote THEN coalesce(excluded.reason, feedback.reason) \
                 ELSE excluded.reason END, \
                 about = CASE WHEN excluded.vote = feedback.vote THEN coalesce(excluded.about, feedback.about) \
                 ELSE excluded.about END, \
                 vote = excluded.vote, at = excluded.at",
                values![
                    key.platform,
                    key.channel,
                    key.message,
                    person,
                    if against { -1_i64 } else { 1 },
                    reason,
                    about,
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
        let sql = "SELECT platform, channel, message, person, vote, reason, about, at \
                   FROM feedback ORDER BY at DESC, platform, channel, message, person LIMIT ?1";
        self.read(|connection| {
            connection.all(sql, values![limit], |row| {
                let about: Option<String> = row.get(6)?;
                Ok(Feedback {
                    key: MessageKey {
                        platform: row.get(0)?,
                        channel: row.get(1)?,
                        message: row.get(2)?,
                    },
                    person: row.get(3)?,
                    vote: if row.get::<i64>(4)? > 0 {
                        Vote::Up
                    } else {
                        Vote::Down
                    },
                    reason: row.get(5)?,
                    // One that a later program wrote and this cannot read is
                    // an opinion all the same.
                    about: about.and_then(|json| serde_json::from_str(&json).ok()),
                    at: row.get(7)?,
                })
            })
        })
    }

    /// Counts that topics were asked in vain in a community.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn asked_in_vain(&self, owner: &str, topics: &[String], now: Seconds) -> Result<(), Error> {
        self.write(|transaction| {
            for topic in topics {
                let topic: String = topic.to_lowercase().chars().take(LONGEST_TOPIC).collect();
                transaction.execute(
                    "INSERT INTO unanswered (owner, topic, times, at) VALUES (?1, ?2, 1, ?3) \
                     ON CONFLICT (owner, topic) DO UPDATE SET times = unanswered.times + 1, at = excluded.at",
                    values![owner, topic, now],
                )?;
            }
            let count: i64 = transaction.value("SELECT count(*) FROM unanswered", &[])?;
            if count > TOPICS_KEPT {
                transaction.execute(
                    "DELETE FROM unanswered WHERE (owner, topic) IN (SELECT owner, topic \
                     FROM unanswered ORDER BY at, owner, topic LIMIT ?1)",
                    values![count - TOPICS_KEPT],
                )?;
            }
            Ok(())
        })
    }

    /// What was asked in vain, most often first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn unanswered(&self, limit: usize) -> Result<Vec<Unanswered>, Error> {
        let sql = "SELECT owner, topic, times, at FROM unanswered \
                   ORDER BY times DESC, at DESC, owner, topic LIMIT ?1";
        self.read(|connection| {
            connection.all(sql, values![limit], |row| {
                Ok(Unanswered {
                    owner: row.get(0)?,
                    topic: row.get(1)?,
                    times: row.get(2)?,
                    at: row.get(3)?,
                })
            })
        })
    }
}
