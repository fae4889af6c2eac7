//! Every question of a platform gets exactly one reply: written down when it
//! comes, worked out in the order of its channel, written down again, sent,
//! confirmed. A process that dies at any of these goes on from there.
//!
//! What waits, waits in the store: a flood costs disk, not memory.

use std::{
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use super::{
    quotas::{Asker, Verdict},
    serving::{DRAIN, Serving},
};
use crate::{
    bot::Thread,
    reply::{Action, Reply},
    store::{self, MessageKey, Recorded, Seconds, Turn},
};

mod attended;
mod computing;
mod opinions;
mod work;

use attended::Attended;
use opinions::Recent;
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

    /// What concerns the asker alone, as it is sent: in private where the
    /// platform can.
    fn notice(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        self.letter(question, reply)
    }

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

    /// Whether this account can send to a channel, where processes with other
    /// accounts share the store.
    fn reaches(&self, _channel: &str) -> bool {
        true
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

    /// The line that gets what a letter had no room for: what "more" means
    /// after it, and all that it offers.
    fn next_page(&self, _letter: &serde_json::Value) -> Option<String> {
        None
    }

    /// Offers what can be done next beside an answer that was sent. Must not
    /// keep the channel waiting, nor matter when it fails.
    fn offer(&self, _key: &MessageKey, _letter: &serde_json::Value, _answer: &str, _: &[Offer]) {}
}

/// A question in the inbox.
#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    #[serde(flatten)]
    question: Question,
    /// When it came, in milliseconds since 1970; 0 for one that an older
    /// program wrote down.
    #[serde(default)]
    since: u64,
    /// What is said instead of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    turned_away: Option<String>,
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
    attended: Attended,
    working: Arc<Semaphore>,
    /// What waits for a place to be worked out and is not in the store.
    waiting: AtomicUsize,
    recent: Mutex<Recent>,
    workers: Mutex<JoinSet<()>>,
    /// Whether it is looked for what other processes left.
    looking: AtomicBool,
}

impl<O: Office> Desk<O> {
    /// A desk that answers with what `serving` has.
    #[must_use]
    pub fn new(office: O, serving: Serving) -> Arc<Self> {
        Arc::new(Self {
            office: Arc::new(office),
            serving,
            attended: Attended::default(),
            working: Arc::new(Semaphore::new(at_once())),
            waiting: AtomicUsize::default(),
            recent: Mutex::default(),
            workers: Mutex::default(),
            looking: AtomicBool::default(),
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
        let shared = self.serving.store.is_shared();
        for channel in self.serving.store.channels_waiting(O::PLATFORM)? {
            if !shared || self.office.reaches(&channel) {
                self.attend(channel);
            }
        }
        if shared && !self.looking.swap(true, Ordering::SeqCst) {
            let looking = Arc::clone(self).look_after();
            let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
            workers.spawn(looking);
        }
        Ok(())
    }

    /// Takes a question: once, however often it comes. Says whether it was new.
    /// Whoever has asked too much is told so once, in place of an answer; what
    /// they ask then is left out.
    pub fn take(self: &Arc<Self>, question: Question) -> bool {
        match self.written_down(question) {
            Ok(new) => new,
            // Not written down, it could be answered twice: better not at all.
            Err(fault) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(fault, "a question could not be written down");
                false
            }
        }
    }

    fn written_down(self: &Arc<Self>, question: Question) -> Result<bool, store::Error> {
        let store = &self.serving.store;
        let key = key::<O>(&question);
        // What comes again, as after a lost connection, takes nothing from
        // what its asker may ask.
        if store.is_known(&key)? {
            tracing::debug!(message = question.message, "came again");
            return Ok(false);
        }
        // An answer is taken back whoever asks, and however often.
        let verdict = match self.office.errand(&question) {
            Some(_) => Verdict::Fair,
            None => self.serving.quotas.ask(&asker::<O>(&question)),
        };
        if let Verdict::Told(reason, _) | Verdict::Silent(reason) = &verdict {
            self.serving.metrics.turned_away(O::PLATFORM, *reason);
        }
        let turned_away = match verdict {
            Verdict::Fair => None,
            Verdict::Told(_, sentence) => Some(sentence),
            Verdict::Silent(_) => {
                let turn = Turn {
                    key: &key,
                    reply: None,
                    memory: None,
                };
                return Ok(store.record(&turn, now())? == Recorded::First);
            }
        };
        let noted = Noted {
            question,
            since: milliseconds(since_1970()),
            turned_away,
        };
        let json = serde_json::to_string(&noted).unwrap_or_default();
        let new = if O::FETCHES_AGAIN {
            store.receive_lightly(&key, &json, now())?
        } else {
            store.receive(&key, &json, now())?
        };
        if new {
            self.attend(noted.question.channel);
        }
        Ok(new)
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
    /// for a question that was edited. Nothing when its asker has asked too
    /// much; then the answer stays as it was.
    pub async fn worked_out(self: &Arc<Self>, question: &Question) -> Option<serde_json::Value> {
        if let Some((reason, _)) = self.serving.quotas.ask_each_time(&asker::<O>(question)) {
            self.serving.metrics.turned_away(O::PLATFORM, reason);
            return None;
        }
        let reply = self.reply(question).await;
        self.note(key::<O>(question), &question.text, &reply);
        Some(self.office.letter(question, &reply))
    }
}

impl Offer {
    /// What comes after a letter that was not all.
    fn more(line: String) -> Self {
        Self {
            label: "More".to_owned(),
            word: "more".to_owned(),
            line,
        }
    }

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

fn asker<O: Office>(question: &Question) -> Asker<'_> {
    Asker {
        platform: O::PLATFORM,
        person: &question.author,
        channel: &question.channel,
        community: &question.community,
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
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
