//! What the bot puts beside messages: signs to press under an answer, and that
//! a question takes long. No answer waits for them, nor matters it when they
//! fail.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use matrix_sdk::{
    Room,
    config::RequestConfig,
    ruma::{
        EventId, OwnedEventId,
        events::{reaction::ReactionEventContent, relation::Annotation},
    },
};
use tokio::sync::Semaphore;

use super::letter::transaction;
use crate::{
    chat::{desk::now, layout::NUMBERS},
    store::{MessageKey, Seconds},
};

/// Answers beside which reactions are being put, at most; further ones get
/// none, for then people have more to read than to press.
const OFFERED_AT_ONCE: usize = 3;

/// For how many seconds nothing is offered after the server said that it was
/// too much: answers need what it allows.
const NOT_OFFERED: Seconds = 600;

/// What people press to say what they think of an answer.
const OPINIONS: [&str; 2] = ["👍", "👎"];

/// What says that a question takes long.
const PATIENCE: &str = "👀";

/// Offers what can be done next.
#[derive(Debug)]
pub(super) struct Reactions {
    /// Whether anything is offered.
    wanted: bool,
    offering: Arc<Semaphore>,
    /// When something may be offered again.
    from: Arc<AtomicI64>,
}

impl Reactions {
    pub(super) fn new(wanted: bool) -> Self {
        Self {
            wanted,
            offering: Arc::new(Semaphore::new(OFFERED_AT_ONCE)),
            from: Arc::default(),
        }
    }

    /// Puts the numbers of what can be done next beside an answer, and the
    /// opinions on it: in the background, and none in a flood.
    pub(super) fn offer(&self, room: Room, answer: OwnedEventId, key: MessageKey, numbers: usize) {
        if !self.wanted || now() < self.from.load(Ordering::Relaxed) {
            return;
        }
        let Ok(permit) = Arc::clone(&self.offering).try_acquire_owned() else {
            return;
        };
        let from = Arc::clone(&self.from);
        tokio::spawn(async move {
            for sign in NUMBERS.iter().take(numbers).chain(&OPINIONS) {
                if let Err(fault) = react(&room, &answer, sign, &key).await {
                    tracing::info!("what can be done next is not offered: {fault}");
                    from.store(now() + NOT_OFFERED, Ordering::Relaxed);
                    break;
                }
            }
            drop(permit);
        });
    }
}

/// Says that a question takes long.
pub(super) async fn patience(room: &Room, asked: &EventId, key: &MessageKey) {
    if let Err(fault) = react(room, asked, PATIENCE, key).await {
        tracing::debug!(%fault, "nobody was told that a question takes long");
    }
}

/// Reacts to a message, once, and not at all when the server is against it.
async fn react(room: &Room, to: &EventId, sign: &str, key: &MessageKey) -> matrix_sdk::Result<()> {
    let annotation = Annotation::new(to.to_owned(), sign.to_owned());
    room.send(ReactionEventContent::new(annotation))
        .with_transaction_id(transaction(key, sign))
        .with_request_config(RequestConfig::new().disable_retry())
        .await
        .map(drop)
}
