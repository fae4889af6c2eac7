//! How what waits at a desk is worked off: one worker for each channel in
//! which something waits, who goes home when nothing does.

use std::{
    panic::resume_unwind,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::spawn_blocking, time::sleep};
use tracing::Instrument;

use super::{
    Desk, Noted, Offer, Office, Question, Stored, Unsent,
    attended::Attendance,
    computing::{our_fault, spoken},
    key, milliseconds, now, since_1970,
};
use crate::{
    bot::{self, Bot, Message},
    chat::{request, serving::DRAIN},
    monitoring::Stage,
    reply::Reply,
    route::asks_for_more,
    store::{Answered, Error, Memory, Pending, Received, Recorded, Seconds, Store, Turn},
};

/// Questions of a channel that are read at once.
const BATCH: u32 = 16;

/// How long is waited before something is tried again; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Longest pause before something is tried again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// After so long the asker is shown that the question is being worked on.
const BUSY: Duration = Duration::from_millis(300);

/// How often that is shown again.
pub const STILL_BUSY: Duration = Duration::from_secs(3);

/// For how long "more" gets what a letter had no room for, in seconds.
const UNREAD_KEPT: Seconds = 30 * 60;

impl<O: Office> Desk<O> {
    /// Works a question out and writes the reply down.
    async fn answer(&self, noted: &mut Noted) -> Result<Option<Pending>, Error> {
        let key = key::<O>(&noted.question);
        let unread = format!("unread of {}", noted.question.conversation);
        let left = self.serving.store.memory(&unread, now())?;
        if let Some(line) = left.as_ref()
            && noted.turned_away.is_none()
            && asks_for_more(&noted.question.text)
        {
            noted.question.text = format!("/{line}");
        }
        let question = &noted.question;
        let mut stored = if let Some(letter) = self.office.errand(question) {
            Stored {
                letter,
                offers: Vec::new(),
            }
        } else {
            let (reply, letter) = if let Some(sentence) = &noted.turned_away {
                let reply = spoken(sentence);
                let letter = self.office.notice(question, &reply);
                (reply, letter)
            } else {
                let reply = self.reply(question).await;
                self.note(key.clone(), &question.text, &reply);
                let letter = self.office.letter(question, &reply);
                (reply, letter)
            };
            Stored {
                letter,
                offers: reply.actions.iter().map(Offer::of).collect(),
            }
        };
        let next = self.office.next_page(&stored.letter);
        if let Some(line) = next.clone() {
            stored.offers = vec![Offer::more(line)];
        }
        let json = serde_json::to_string(&stored).unwrap_or_default();
        self.kept(move |store| {
            let turn = Turn {
                key: &key,
                reply: Some(&json),
                // What was left of the reply before is so no longer.
                memory: (next.is_some() || left.is_some()).then(|| Memory {
                    conversation: &unread,
                    memory: next.as_deref().unwrap_or_default(),
                    expires_at: next.as_ref().map_or(0, |_| now() + UNREAD_KEPT),
                }),
            };
            Ok(match store.record(&turn, now())? {
                Recorded::First => Some(Pending {
                    key,
                    reply: json,
                    attempts: 0,
                    at: now(),
                }),
                Recorded::Again => None,
            })
        })
        .await
    }

    /// Writes to the store on a thread that may wait for the disk; many that
    /// do so at once wait for it together.
    pub(super) async fn kept<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = Arc::clone(&self.serving.store);
        match spawn_blocking(move || write(&store)).await {
            Ok(written) => written,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The process ends; what was not written is done again.
                Err(_) => std::future::pending().await,
            },
        }
    }

    pub(super) async fn reply(&self, question: &Question) -> Reply {
        let message = Message {
            thread: self.office.thread(question).await,
            ..message::<O>(question)
        };
        let community = bot::community(&message);
        let work = move |bot: &Bot| bot.answer(&message);
        let mut computing = self.compute(community, work).await;
        let mut patience = BUSY;
        for round in 0_u32.. {
            if let Some(reply) = computing.within(patience).await {
                return reply;
            }
            self.office.busy(question).await;
            if round == 1 {
                self.office.slow(question).await;
            }
            patience = STILL_BUSY;
        }
        our_fault()
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
        let metrics = &self.serving.metrics;
        let since = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let done = match self.office.send(&pending.key, &stored.letter).await {
                Ok(answer) => {
                    metrics.took(O::PLATFORM, Stage::Sending, since.elapsed());
                    let answered = Answered {
                        key: pending.key.clone(),
                        answer: answer.clone(),
                        offers: serde_json::to_string(&stored.offers).unwrap_or_default(),
                    };
                    let confirm = move |store: &Store| store.confirm_as(&answered, now());
                    let confirmed = self.kept(confirm).await;
                    if confirmed.is_ok() && !stored.offers.is_empty() {
                        let (letter, offers) = (&stored.letter, &stored.offers);
                        self.office.offer(&pending.key, letter, &answer, offers);
                    }
                    confirmed
                }
                Err(Unsent::Never(fault)) => {
                    metrics.unsent(O::PLATFORM, false);
                    tracing::warn!(
                        channel = pending.key.channel,
                        "a reply is dropped: {fault:#}"
                    );
                    store.confirm(&pending.key).map(drop)
                }
                Err(Unsent::Later(fault)) => {
                    metrics.unsent(O::PLATFORM, true);
                    tracing::warn!(
                        channel = pending.key.channel,
                        seconds = pause.as_secs_f32(),
                        "a reply is sent again: {fault:#}"
                    );
                    if let Err(fault) = store.attempted(&pending.key) {
                        let fault: &dyn std::error::Error = &fault;
                        tracing::warn!(fault, "an attempt could not be counted");
                    }
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
}

impl<O: Office> Attendance<O> {
    /// Answers the questions of one channel in their order.
    pub(super) async fn work(mut self) {
        let mut stop = self.desk.serving.stop.clone();
        let mut pause = FIRST_PAUSE;
        if !self.begins().await {
            return;
        }
        loop {
            let worked = self.work_off(&mut stop).await;
            if stopped(&stop) {
                return;
            }
            let left = match worked {
                Ok(()) => self.leaves().await,
                Err(fault) => Err(fault),
            };
            match left {
                Ok(true) => return,
                Ok(false) => pause = FIRST_PAUSE,
                Err(fault) => {
                    tracing::error!(
                        %fault,
                        seconds = pause.as_secs_f32(),
                        "what waits cannot be worked off; it is tried again"
                    );
                    tokio::select! {
                        () = sleep(pause) => {}
                        _ = stop.wait_for(|stop| *stop) => return,
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Until nothing waits, or it is time to stop.
    async fn work_off(&self, stop: &mut watch::Receiver<bool>) -> Result<(), Error> {
        let store = &self.desk.serving.store;
        for pending in store.pending_in(O::PLATFORM, &self.channel)? {
            if stopped(stop) || !self.delivered(&pending, stop).await {
                return Ok(());
            }
        }
        loop {
            let batch = self.next()?;
            if batch.is_empty() {
                return Ok(());
            }
            for received in batch {
                if stopped(stop) {
                    return Ok(());
                }
                let Some(mut noted) = self.noted(&received)? else {
                    continue;
                };
                let question = &noted.question;
                self.took(Stage::Waiting, noted.since);
                let span = request::span(O::PLATFORM, &question.channel, &question.message);
                let answered = self.desk.answer(&mut noted).instrument(span);
                if let Some(pending) = answered.await? {
                    if !self.delivered(&pending, stop).await {
                        return Ok(());
                    }
                    self.took(Stage::Whole, noted.since);
                }
            }
        }
    }

    pub(super) fn next(&self) -> Result<Vec<Received>, Error> {
        let store = &self.desk.serving.store;
        store.received(O::PLATFORM, &self.channel, BATCH)
    }

    /// Counts the time since a question came, by the clock that goes on over
    /// restarts; a clock that was set counts for nothing.
    fn took(&self, stage: Stage, since: u64) {
        if let Some(passed) = milliseconds(since_1970()).checked_sub(since)
            && since > 0
        {
            let passed = Duration::from_millis(passed);
            self.desk.serving.metrics.took(O::PLATFORM, stage, passed);
        }
    }

    fn noted(&self, received: &Received) -> Result<Option<Noted>, Error> {
        match serde_json::from_str(&received.question) {
            Ok(noted) => Ok(Some(noted)),
            Err(fault) => {
                tracing::error!(%fault, "a question cannot be read and is dropped");
                self.desk.serving.store.withdraw(&received.key, now())?;
                Ok(None)
            }
        }
    }

    /// Whether a reply could be delivered before it was time to stop. A
    /// platform that is down must not keep the process from stopping; the
    /// reply is in the outbox.
    async fn delivered(&self, pending: &Pending, stop: &mut watch::Receiver<bool>) -> bool {
        let span = request::span(O::PLATFORM, &pending.key.channel, &pending.key.message);
        tokio::select! {
            () = self.desk.deliver(pending).instrument(span) => true,
            () = given_up(stop) => false,
        }
    }
}

fn stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow()
}

/// Completes when it is time to stop and what is sent had its time.
async fn given_up(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_ok() {
        sleep(DRAIN / 2).await;
    } else {
        // Nobody is left to say so.
        std::future::pending::<()>().await;
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
