//! Sends what the desk has worked out: as a reply to the question, once.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serenity::{
    Error,
    builder::{CreateAllowedMentions, CreateMessage, EditMessage},
    http::Http,
    model::{
        channel::{MessageReference, Nonce},
        id::{ChannelId, MessageId},
    },
};

use super::{
    buttons::{is_answer, offers, rows},
    render::content,
};
use crate::{
    chat::desk::{Offer, Office, Question, Unsent},
    reply::Reply,
    store::{MessageKey, Store},
};

/// A letter, as it lies in the outbox.
#[derive(Debug, Serialize, Deserialize)]
struct Letter {
    content: String,
    offers: Vec<Offer>,
    answer: bool,
}

/// Sends for the desk.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) http: Arc<Http>,
    pub(super) store: Arc<Store>,
    /// Whether citations name their article.
    pub(super) titles: bool,
}

impl Office for Post {
    const PLATFORM: &'static str = "discord";

    fn letter(&self, _: &Question, reply: &Reply) -> serde_json::Value {
        let letter = Letter {
            content: content(reply, self.titles),
            offers: offers(reply),
            answer: is_answer(reply),
        };
        serde_json::to_value(letter).unwrap_or_default()
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        let letter: Letter =
            serde_json::from_value(letter.clone()).map_err(|fault| Unsent::Never(fault.into()))?;
        let (channel, asked) = ids(key)?;
        let reference = MessageReference::from((channel, asked));
        let message = CreateMessage::new()
            .content(&letter.content)
            .components(rows(&letter.offers, letter.answer, false, &self.store))
            .allowed_mentions(nobody())
            .reference_message(reference.fail_if_not_exists(false))
            // The same for the same reply: Discord takes it once.
            .nonce(Nonce::String(asked.to_string()))
            .enforce_nonce(true);
        match channel.send_message(&self.http, message).await {
            Ok(sent) => Ok(sent.id.to_string()),
            Err(fault) => Err(sorted(fault)),
        }
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
    /// Puts another reply into the message that answered before.
    pub(super) async fn replace(
        &self,
        key: &MessageKey,
        answer: &str,
        letter: serde_json::Value,
    ) -> Result<(), Unsent> {
        let letter: Letter =
            serde_json::from_value(letter).map_err(|fault| Unsent::Never(fault.into()))?;
        let (channel, _) = ids(key)?;
        let message = EditMessage::new()
            .content(&letter.content)
            .components(rows(&letter.offers, letter.answer, false, &self.store))
            .allowed_mentions(nobody());
        channel
            .edit_message(&self.http, id(answer)?, message)
            .await
            .map(drop)
            .map_err(sorted)
    }

    /// Takes an answer back whose question was deleted.
    pub(super) async fn take_back(&self, key: &MessageKey, answer: &str) -> Result<(), Unsent> {
        let (channel, _) = ids(key)?;
        channel
            .delete_message(&self.http, id(answer)?)
            .await
            .map_err(sorted)
    }
}

/// Nobody is ever pinged, whatever an article says.
pub(super) fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
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
pub(super) fn sorted(fault: Error) -> Unsent {
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
