//! How replies are worked out: so many at once as there are processors, each
//! on a thread where it may take its time, and a panic costs one reply.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use tokio::{sync::OwnedSemaphorePermit, task::JoinHandle, time::timeout};
use tracing::Span;

use super::{Desk, Office, now};
use crate::{
    bot::{self, Bot, Message, OUR_FAULT},
    chat::quotas::{Asker, BUSY},
    monitoring::{Stage, TurnedAway},
    reply::{Block, Line, Reply, Status},
    store::MessageKey,
};

/// What is clicked, or typed as a command, waits in memory: so much of it, and
/// whoever comes then is asked to come again.
const MOST_WAITING: usize = 200;

/// Answering takes milliseconds; what takes so long waits for somebody else's
/// server, and does not keep its place among those who compute.
const COMPUTES: Duration = Duration::from_secs(2);

/// Something that is worked out.
pub(super) struct Computing {
    /// The reply, when it is there.
    pub(super) reply: JoinHandle<Reply>,
    place: Option<OwnedSemaphorePermit>,
    since: Instant,
}

impl Computing {
    /// The reply, when it is there in time.
    pub(super) async fn within(&mut self, patience: Duration) -> Option<Reply> {
        let computed = timeout(patience, &mut self.reply).await;
        if self.since.elapsed() >= COMPUTES {
            self.place = None;
        }
        computed
            .ok()
            .map(|reply| reply.unwrap_or_else(|_| our_fault()))
    }
}

impl<O: Office> Desk<O> {
    /// The reply to something that is answered where it is done, and written
    /// down nowhere: a button, a command with its arguments. `id` names it on
    /// its platform, `said` is what an opinion of it is about, and `work` asks
    /// the bot, on a thread of its own.
    pub async fn work_out(
        &self,
        message: &Message,
        (id, said): (&str, &str),
        work: impl FnOnce(&Bot) -> Option<Reply> + Send + 'static,
    ) -> Reply {
        let metrics = &self.serving.metrics;
        let asker = Asker {
            platform: O::PLATFORM,
            person: &message.author,
            channel: &message.channel,
            community: &message.community,
        };
        if let Some((reason, sentence)) = self.serving.quotas.ask_each_time(&asker) {
            metrics.turned_away(O::PLATFORM, reason);
            return spoken(&sentence);
        }
        let waiting = Waits::begin(self);
        if waiting.before >= MOST_WAITING {
            metrics.turned_away(O::PLATFORM, TurnedAway::Busy);
            return spoken(BUSY);
        }
        let since = Instant::now();
        let mut computing = self.compute(bot::community(message), work).await;
        metrics.took(O::PLATFORM, Stage::Waiting, computing.since - since);
        drop(waiting);
        loop {
            if let Some(reply) = computing.within(COMPUTES).await {
                let key = MessageKey {
                    platform: O::PLATFORM.to_owned(),
                    channel: message.channel.clone(),
                    message: id.to_owned(),
                };
                self.note(key, said, &reply);
                return reply;
            }
        }
    }

    /// Begins to work something out once there is a place for it.
    pub(super) async fn compute(
        &self,
        community: Option<String>,
        work: impl FnOnce(&Bot) -> Option<Reply> + Send + 'static,
    ) -> Computing {
        // It is never closed.
        let place = Arc::clone(&self.working).acquire_owned().await.ok();
        let bot = Arc::clone(&self.serving.bot);
        let metrics = Arc::clone(&self.serving.metrics);
        let store = Arc::clone(&self.serving.store);
        let span = Span::current();
        let since = Instant::now();
        let reply = tokio::task::spawn_blocking(move || {
            let _entered = span.entered();
            let _working = metrics.working(O::PLATFORM);
            // A panic is logged by its hook.
            let reply = catch_unwind(AssertUnwindSafe(|| work(&bot)))
                .ok()
                .flatten()
                .unwrap_or_else(our_fault);
            metrics.took(O::PLATFORM, Stage::Answering, since.elapsed());
            metrics.answered(O::PLATFORM, &reply);
            if !reply.missing.is_empty() {
                let owner = community.unwrap_or_default();
                if let Err(fault) = store.asked_in_vain(&owner, &reply.missing, now()) {
                    tracing::warn!(%fault, "what was asked in vain could not be counted");
                }
            }
            reply
        });
        Computing {
            reply,
            place,
            since,
        }
    }
}

/// One that waits for a place.
struct Waits<'a, O> {
    desk: &'a Desk<O>,
    /// How many waited already.
    before: usize,
}

impl<'a, O> Waits<'a, O> {
    fn begin(desk: &'a Desk<O>) -> Self {
        let before = desk.waiting.fetch_add(1, Ordering::Relaxed);
        Self { desk, before }
    }
}

impl<O> Drop for Waits<'_, O> {
    fn drop(&mut self) {
        self.desk.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(super) fn our_fault() -> Reply {
    spoken(OUR_FAULT)
}

/// A question that is not worked out is told why.
pub(super) fn spoken(sentence: &str) -> Reply {
    Reply {
        command: "ask",
        status: Status::Refused,
        blocks: vec![Block::Text(Line::own(sentence))],
        ..Reply::default()
    }
}
