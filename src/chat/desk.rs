//! Every question of a platform gets exactly one reply: written down when it
//! comes, worked out in the order of its channel, written down again, sent,
//! confirmed. A process that dies at any of these goes on from there.

use std::{
    collections::HashMap,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Semaphore, mpsc, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::serving::{DRAIN, Serving};
use crate::{
    bot::{Message, OUR_FAULT},
    reply::{Action, Block, Line, Reply, Status},
    store::{Answered, MessageKey, Pending, Recorded, Seconds, Turn},
};

/// Questions worked out at once, over all channels: answering is computing.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// How long is waited before a reply is sent again; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Longest pause before a reply is sent again.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A question as it came, so that it can be asked again after a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Channel or room.
    pub channel: String,
    /// The server that the channel belongs to, as [`Message::community`] has it.
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

    /// A reply as it is sent, and again after a restart.
    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value;

    /// Sends a letter and says which message it became. Sending one letter
    /// twice says it once: the platform is given a token made of `key`.
    fn send(
        &self,
        key: &MessageKey,
        letter: &serde_json::Value,
    ) -> impl Future<Output = Result<String, Unsent>> + Send;

    /// Shows that a question is being worked on; called when that takes time.
    fn busy(&self, question: &Question) -> impl Future<Output = ()> + Send;
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
    queues: Mutex<HashMap<String, mpsc::UnboundedSender<Question>>>,
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
            queues: Mutex::default(),
            working: Arc::new(Semaphore::new(at_once())),
            workers: Mutex::default(),
        })
    }

    /// What sends for it.
    #[must_use]
    pub fn office(&self) -> &O {
        &self.office
    }

    /// Takes up what the last run left: first the replies that were not
    /// confirmed, then the questions that were not worked out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn resume(self: &Arc<Self>) -> anyhow::Result<()> {
        for pending in self.serving.store.pending()? {
            if pending.key.platform == O::PLATFORM {
                self.deliver(&pending).await;
            }
        }
        for received in self.serving.store.received(O::PLATFORM)? {
            match serde_json::from_str(&received.question) {
                Ok(question) => self.queue(question),
                Err(fault) => tracing::error!(%fault, "a question cannot be read and is left"),
            }
        }
        Ok(())
    }

    /// Takes a question: once, however often it comes. Says whether it was new.
    pub fn take(self: &Arc<Self>, question: Question) -> bool {
        let json = serde_json::to_string(&question).unwrap_or_default();
        match self
            .serving
            .store
            .receive(&key::<O>(&question), &json, now())
        {
            Ok(true) => {
                self.queue(question);
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
        let mut workers = {
            self.lock_queues().clear();
            std::mem::take(&mut *self.workers.lock().unwrap_or_else(PoisonError::into_inner))
        };
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

    fn queue(self: &Arc<Self>, question: Question) {
        let mut queues = self.lock_queues();
        let unqueued = match queues.get(&question.channel) {
            // Its worker has just gone home.
            Some(queue) => match queue.send(question) {
                Ok(()) => return,
                Err(unsent) => unsent.0,
            },
            None => question,
        };
        let (queue, questions) = mpsc::unbounded_channel();
        let channel = unqueued.channel.clone();
        // Cannot fail: the other end is here.
        let _ = queue.send(unqueued);
        queues.insert(channel.clone(), queue);
        drop(queues);
        let desk = Arc::clone(self);
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        while workers.try_join_next().is_some() {}
        workers.spawn(async move { desk.work(channel, questions).await });
    }

    /// Answers the questions of one channel in their order; goes home when
    /// there is none left.
    async fn work(
        self: Arc<Self>,
        channel: String,
        mut questions: mpsc::UnboundedReceiver<Question>,
    ) {
        let mut stop = self.serving.stop.clone();
        loop {
            let question = {
                let mut queues = self.lock_queues();
                let Ok(question) = questions.try_recv() else {
                    queues.remove(&channel);
                    return;
                };
                question
            };
            if *stop.borrow() {
                return;
            }
            let Some(pending) = self.answer(question).await else {
                continue;
            };
            tokio::select! {
                () = self.deliver(&pending) => {}
                // A platform that is down must not keep the process from
                // stopping; the reply is in the outbox.
                () = given_up(&mut stop) => return,
            }
        }
    }

    /// Works a question out and writes the reply down.
    async fn answer(self: &Arc<Self>, question: Question) -> Option<Pending> {
        let reply = self.reply(question.clone()).await;
        let stored = Stored {
            letter: self.office.letter(&question, &reply),
            offers: reply.actions.iter().map(Offer::of).collect(),
        };
        let key = key::<O>(&question);
        let json = serde_json::to_string(&stored).unwrap_or_default();
        let turn = Turn {
            key: &key,
            reply: Some(&json),
            memory: None,
        };
        match self.serving.store.record(&turn, now()) {
            Ok(Recorded::First) => Some(Pending {
                key,
                reply: json,
                attempts: 0,
                at: now(),
            }),
            Ok(Recorded::Again) => None,
            Err(fault) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(
                    fault,
                    "a reply could not be written down; it is tried at the next start"
                );
                None
            }
        }
    }

    async fn reply(self: &Arc<Self>, question: Question) -> Reply {
        // Whoever holds the permit computes; it is never closed.
        let _permit = self.working.acquire().await;
        let bot = Arc::clone(&self.serving.bot);
        let message = message::<O>(&question);
        let mut computing = tokio::task::spawn_blocking(move || {
            catch_unwind(AssertUnwindSafe(|| bot.answer(&message)))
                .unwrap_or_else(|_| Some(our_fault()))
        });
        let answered = tokio::select! {
            answered = &mut computing => answered,
            () = sleep(Duration::from_millis(300)) => {
                self.office.busy(&question).await;
                computing.await
            }
        };
        answered.ok().flatten().unwrap_or_else(our_fault)
    }

    /// Sends a reply until it is sent or never can be.
    async fn deliver(&self, pending: &Pending) {
        let store = &self.serving.store;
        let stored: Stored = match serde_json::from_str(&pending.reply) {
            Ok(stored) => stored,
            Err(fault) => {
                tracing::error!(%fault, "a reply cannot be read and is dropped");
                let _ = store.confirm(&pending.key);
                return;
            }
        };
        let mut pause = FIRST_PAUSE;
        loop {
            if let Err(fault) = store.attempted(&pending.key) {
                let fault: &dyn std::error::Error = &fault;
                tracing::warn!(fault, "an attempt could not be counted");
            }
            let done = match self.office.send(&pending.key, &stored.letter).await {
                Ok(answer) => store.confirm_as(
                    &Answered {
                        key: pending.key.clone(),
                        answer,
                        offers: serde_json::to_string(&stored.offers).unwrap_or_default(),
                    },
                    now(),
                ),
                Err(Unsent::Never(fault)) => {
                    tracing::warn!(
                        channel = pending.key.channel,
                        "a reply is dropped: {fault:#}"
                    );
                    store.confirm(&pending.key).map(drop)
                }
                Err(Unsent::Later(fault)) => {
                    tracing::warn!(
                        channel = pending.key.channel,
                        seconds = pause.as_secs_f32(),
                        "a reply is sent again: {fault:#}"
                    );
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
            };
            if let Err(fault) = done {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(
                    fault,
                    "a reply that was sent is sent again at the next start"
                );
            }
            return;
        }
    }

    fn lock_queues(
        &self,
    ) -> std::sync::MutexGuard<'_, HashMap<String, mpsc::UnboundedSender<Question>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Completes when it is time to stop and what is sent had its time.
async fn given_up(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_ok() {
        sleep(DRAIN / 2).await;
    }
}

fn key<O: Office>(question: &Question) -> MessageKey {
    MessageKey {
        platform: O::PLATFORM.to_owned(),
        channel: question.channel.clone(),
        message: question.message.clone(),
    }
}

fn message<O: Office>(question: &Question) -> Message {
    Message {
        platform: O::PLATFORM,
        channel: question.channel.clone(),
        community: question.community.clone(),
        conversation: question.conversation.clone(),
        author: question.author.clone(),
        text: question.text.clone(),
        addressed: true,
        moderator: question.moderator,
        at: since_1970(),
        ..Message::default()
    }
}

fn our_fault() -> Reply {
    Reply {
        command: "ask",
        status: Status::Refused,
        blocks: vec![Block::Text(Line::own(OUR_FAULT))],
        ..Reply::default()
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
