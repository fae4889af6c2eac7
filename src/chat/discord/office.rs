//! Sends what the desk has worked out: as a reply to the question, once.

use std::{
    collections::VecDeque,
    num::NonZeroU64,
    sync::{Arc, Mutex, PoisonError},
};

use serenity::{
    Error,
    http::Http,
    model::{
        channel::{MessageReference, Nonce},
        id::{ChannelId, MessageId, UserId},
    },
};
use tokio::sync::watch;

use super::{account::is_unknown_token, health::Health, letter::Letter, pace::Pace};
use crate::{
    bot::{Bot, Message, Thread},
    chat::{
        desk::{Office, Question, Unsent},
        threads::Threads,
    },
    reply::Reply,
    store::{MessageKey, Store},
};

/// Sends for the desk.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) http: Arc<Http>,
    pub(super) pace: Arc<Pace>,
    health: Arc<Health>,
    pub(super) store: Arc<Store>,
    bot: Arc<Bot>,
    pub(super) threads: Threads,
    /// Turns true when Discord no longer knows the token.
    refused: watch::Sender<bool>,
    /// Questions that were deleted, the last of them.
    gone: Mutex<VecDeque<MessageId>>,
}

/// Deleted questions that are remembered: an answer follows within moments.
const GONE: usize = 1_000;

impl Office for Post {
    const PLATFORM: &'static str = "discord";
    const FETCHES_AGAIN: bool = true;

    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        let place = Message {
            platform: Self::PLATFORM,
            channel: question.channel.clone(),
            community: question.community.clone(),
            thread: self.threads.get(&question.channel).flatten(),
            ..Message::default()
        };
        let letter = Letter::public(reply, self.bot.asks_several(&place));
        serde_json::to_value(letter).unwrap_or_default()
    }

    fn notice(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        let mut letter = Letter::public(reply, false);
        if !question.community.is_empty() {
            letter.to = question.author.parse().ok();
        }
        serde_json::to_value(letter).unwrap_or_default()
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        let letter: Letter =
            serde_json::from_value(letter.clone()).map_err(|fault| Unsent::Never(fault.into()))?;
        let (channel, asked) = ids(key)?;
        if self.is_gone(asked) {
            return Err(Unsent::Never(anyhow::anyhow!("the question was deleted")));
        }
        if let Some(person) = letter.to {
            return self.write_to(person, asked, &letter).await;
        }
        let reference = MessageReference::from((channel, asked));
        let message = letter
            .message(&self.store)
            .reference_message(reference.fail_if_not_exists(false))
            // The same for the same reply: Discord takes it once.
            .nonce(Nonce::String(asked.to_string()))
            .enforce_nonce(true);
        self.pace.turn().await;
        match channel.send_message(&self.http, message).await {
            Ok(sent) => {
                if self.is_gone(asked)
                    && let Err(fault) = channel.delete_message(&self.http, sent.id).await
                {
                    tracing::warn!(%fault, "an answer could not be deleted");
                }
                Ok(sent.id.to_string())
            }
            Err(fault) => Err(self.sorted(fault)),
        }
    }

    async fn thread(&self, question: &Question) -> Option<Thread> {
        let channel = question.channel.parse::<u64>().ok().filter(|id| *id > 0)?;
        let place = serde_json::from_value(question.place.clone()).unwrap_or_default();
        self.thread_at(ChannelId::new(channel), place).await
    }

    async fn busy(&self, question: &Question) {
        if let Ok(channel) = question.channel.parse::<u64>() {
            // Behind its rate limit this can take seconds.
            let http = Arc::clone(&self.http);
            tokio::spawn(async move { ChannelId::new(channel).broadcast_typing(http).await });
        }
    }
}

impl Post {
    /// Writes to somebody in private about something they said.
    async fn write_to(
        &self,
        person: NonZeroU64,
        asked: MessageId,
        letter: &Letter,
    ) -> Result<String, Unsent> {
        let sent = async {
            let person = UserId::from(person);
            let private = person.create_dm_channel(&self.http).await?;
            let message = letter
                .message(&self.store)
                .nonce(Nonce::String(asked.to_string()))
                .enforce_nonce(true);
            self.pace.turn().await;
            private.id.send_message(&self.http, message).await
        };
        match sent.await {
            Ok(sent) => Ok(sent.id.to_string()),
            Err(fault) => Err(self.sorted(fault)),
        }
    }

    pub(super) fn new(
        http: Arc<Http>,
        pace: Arc<Pace>,
        health: Arc<Health>,
        store: Arc<Store>,
        bot: Arc<Bot>,
    ) -> Self {
        Self {
            http,
            pace,
            health,
            store,
            bot,
            threads: Threads::default(),
            refused: watch::Sender::new(false),
            gone: Mutex::default(),
        }
    }

    /// Completes when Discord no longer knows the token.
    pub(super) async fn refused(&self) {
        let mut refused = self.refused.subscribe();
        // Its sender lives as long as this.
        let _ = refused.wait_for(|refused| *refused).await;
    }

    /// A question was deleted: it gets no answer any more.
    pub(super) fn forget(&self, question: MessageId) {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        if gone.len() >= GONE {
            gone.pop_front();
        }
        gone.push_back(question);
    }

    fn is_gone(&self, question: MessageId) -> bool {
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        gone.contains(&question)
    }

    /// Whether sending may work later.
    pub(super) fn sorted(&self, fault: Error) -> Unsent {
        self.health.failed(&fault);
        // Many requests with a token that is not known shut out the machine.
        if is_unknown_token(&fault) {
            self.refused.send_replace(true);
        }
        sorted(fault)
    }

    /// Puts another reply into the message that answered before.
    pub(super) async fn replace(
        &self,
        key: &MessageKey,
        answer: &str,
        letter: &serde_json::Value,
    ) -> Result<(), Unsent> {
        let letter: Letter =
            serde_json::from_value(letter.clone()).map_err(|fault| Unsent::Never(fault.into()))?;
        let (channel, _) = ids(key)?;
        self.pace.turn().await;
        channel
            .edit_message(&self.http, id(answer)?, letter.edit(&self.store))
            .await
            .map(drop)
            .map_err(|fault| self.sorted(fault))
    }

    /// Takes an answer back whose question was deleted.
    pub(super) async fn take_back(&self, key: &MessageKey, answer: &str) -> Result<(), Unsent> {
        let (channel, _) = ids(key)?;
        self.pace.turn().await;
        channel
            .delete_message(&self.http, id(answer)?)
            .await
            .map_err(|fault| self.sorted(fault))
    }
}

fn ids(key: &MessageKey) -> Result<(ChannelId, MessageId), Unsent> {
    let channel = key.channel.parse::<u64>().ok().filter(|id| *id > 0);
    let channel =
        channel.ok_or_else(|| Unsent::Never(anyhow::anyhow!("`{}` is no channel", key.channel)))?;
    Ok((ChannelId::new(channel), id(&key.message)?))
}

fn id(message: &str) -> Result<MessageId, Unsent> {
    let id = message.parse::<u64>().ok().filter(|id| *id > 0);
    id.map(MessageId::new)
        .ok_or_else(|| Unsent::Never(anyhow::anyhow!("`{message}` is no message")))
}

/// Whether sending may work later.
fn sorted(fault: Error) -> Unsent {
    let never = match &fault {
        Error::Http(http) => http.status_code().is_some_and(|status| {
            status.is_client_error() && status.as_u16() != 429 && status.as_u16() != 401
        }),
        // It was sent, and what came back cannot be read: again would be twice.
        Error::Json(_) | Error::Model(_) => true,
        _ => false,
    };
    if never {
        Unsent::Never(fault.into())
    } else {
        Unsent::Later(fault.into())
    }
}
