//! Every question of a platform gets exactly one reply: written down when it
//! comes, worked out in the order of its channel, written down again, sent,
//! confirmed. A process that dies at any of these goes on from there.
//!
//! What waits, waits in the store: a flood costs disk, not memory.

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use super::serving::{DRAIN, Serving};
use crate::{
    bot::Thread,
    reply::{Action, Reply},
    store::{MessageKey, Seconds},
};

mod work;

pub use work::STILL_BUSY;

/// Questions worked out at once, over all channels: answering is computing.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// A question as it came, so that it can be asked again after a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Channel or room.
    pub channel: String,
    /// The server that the channel belongs to, as [`crate::bot::Message::community`] has it.
    #[serde(default)]
    pub community: String,
    /// The message's own identifier.
    pub message: String,
    /// Where follow-ups belong to.
    pub conversation: String,
    /// Who asks.
    pub author: String,
    /// What is asked, without the mention of the bot.
    pub text: String,
    /// Whether the asker may use moderators' commands.
    pub moderator: bool,
    /// What the adapter needs to know to send the reply.
    pub place: serde_json::Value,
}

/// Why a letter was not sent.
#[derive(Debug)]
pub enum Unsent {
    /// It may be sent later.
    Later(anyhow::Error),
    /// It never can: the channel is gone, the bot may not speak there.
    Never(anyhow::Error),
}

/// What a platform does for the desk.
pub trait Office: Send + Sync + 'static {
    /// As it is stored: "matrix".
    const PLATFORM: &'static str;

    /// Whether messages that were lost in a power cut are fetched again from
    /// the platform, so that taking a question need not wait for the disk.
    const FETCHES_AGAIN: bool = false;

    /// A reply as it is sent, and again after a restart.
    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value;

    /// Sends a letter and says which message it became. Sending one letter
    /// twice says it once: the platform is given a token made of `key`.
    fn send(
        &self,
        key: &MessageKey,
        letter: &serde_json::Value,
    ) -> impl Future<Output = Result<String, Unsent>> + Send;

    /// Shows that a question is being worked on; called when that takes time,
    /// and again every [`STILL_BUSY`].
    fn busy(&self, question: &Question) -> impl Future<Output = ()> + Send;

    /// The thread in which a question was asked, when it was asked in one.
    fn thread(&self, _question: &Question) -> impl Future<Output = Option<Thread>> + Send {
        std::future::ready(None)
    }

    /// Says that a question takes long; called once.
    fn slow(&self, _question: &Question) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// The letter of something that the bot need not be asked about: an answer
    /// is to be taken back.
    fn errand(&self, _question: &Question) -> Option<serde_json::Value> {
        None
    }

    /// Offers what can be done next beside an answer that was sent. Must not
    /// keep the channel waiting, nor matter when it fails.
    fn offer(&self, _key: &MessageKey, _letter: &serde_json::Value, _answer: &str, _: &[Offer]) {}
}

/// A letter in the outbox.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    letter: serde_json::Value,
    offers: Vec<Offer>,
}

/// Something a reply offers to do next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// What a button says.
    pub label: String,
    /// What can be said to have it.
    pub word: String,
    /// The line that does it.
    pub line: String,
}

/// The desk of one platform.
#[derive(Debug)]
pub struct Desk<O> {
    office: Arc<O>,
    serving: Serving,
    /// Channels at which somebody works.
    attended: Mutex<HashSet<String>>,
    working: Arc<Semaphore>,
    workers: Mutex<JoinSet<()>>,
}

impl<O: Office> Desk<O> {
    /// A desk that answers with what `serving` has.
    #[must_use]
    pub fn new(office: O, serving: Serving) -> Arc<Self> {
        Arc::new(Self {
            office: Arc::new(office),
            serving,
            attended: Mutex::default(),
            working: Arc::new(Semaphore::new(at_once())),
            workers: Mutex::default(),
        })
    }

    /// What sends for it.
    #[must_use]
    pub fn office(&self) -> &O {
        &self.office
    }

    /// Takes up what the last run left: in each channel first the replies that
    /// were not confirmed, then the questions that were not worked out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn resume(self: &Arc<Self>) -> anyhow::Result<()> {
        for channel in self.serving.store.channels_waiting(O::PLATFORM)? {
            self.attend(channel);
        }
        Ok(())
    }

    /// Takes a question: once, however often it comes. Says whether it was new.
    pub fn take(self: &Arc<Self>, question: Question) -> bool {
        let json = serde_json::to_string(&question).unwrap_or_default();
        let (store, key) = (&self.serving.store, key::<O>(&question));
        let received = if O::FETCHES_AGAIN {
            store.receive_lightly(&key, &json, now())
        } else {
            store.receive(&key, &json, now())
        };
        match received {
            Ok(true) => {
                self.attend(question.channel);
                return true;
            }
            Ok(false) => tracing::debug!(message = question.message, "came again"),
            // Not written down, it could be answered twice: better not at all.
            Err(fault) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(fault, "a question could not be written down");
            }
        }
        false
    }

    /// Waits until the workers have finished what they are at.
    pub async fn drained(&self) {
        let mut workers =
            std::mem::take(&mut *self.workers.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while workers.join_next().await.is_some() {} };
        if timeout(DRAIN, all).await.is_err() {
            tracing::warn!(
                platform = O::PLATFORM,
                "stopped; the rest is answered at the next start"
            );
        }
    }

    /// Which questions a message of ours answers, and what it offered.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn answered_by(&self, answer: &str) -> anyhow::Result<Option<(MessageKey, Vec<Offer>)>> {
        let found = self.serving.store.answered_by(O::PLATFORM, answer)?;
        Ok(found.map(|answered| {
            let offers = serde_json::from_str(&answered.offers).unwrap_or_default();
            (answered.key, offers)
        }))
    }

    /// The message that answers a question.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn answer_to(&self, channel: &str, message: &str) -> anyhow::Result<Option<String>> {
        let key = MessageKey {
            platform: O::PLATFORM.to_owned(),
            channel: channel.to_owned(),
            message: message.to_owned(),
        };
        Ok(self
            .serving
            .store
            .answer_to(&key)?
            .map(|answered| answered.answer))
    }

    /// The reply to a question, as `take` would give it, but recorded nowhere:
    /// for a question that was edited.
    pub async fn worked_out(self: &Arc<Self>, question: &Question) -> serde_json::Value {
        let reply = self.reply(question.clone()).await;
        self.office.letter(question, &reply)
    }
}

impl Offer {
    fn of(action: &Action) -> Self {
        Self {
            label: action.label.to_owned(),
            word: action.word.to_owned(),
            line: action.line.clone(),
        }
    }
}

fn key<O: Office>(question: &Question) -> MessageKey {
    MessageKey {
        platform: O::PLATFORM.to_owned(),
        channel: question.channel.clone(),
        message: question.message.clone(),
    }
}

fn since_1970() -> Duration {
    // A clock before 1970 is none; then nothing expires.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// The time, as the store takes it.
#[must_use]
pub fn now() -> Seconds {
    Seconds::try_from(since_1970().as_secs()).unwrap_or(Seconds::MAX)
}

#[cfg(test)]
mod tests;
