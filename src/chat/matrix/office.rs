//! Sends what the desk has worked out: as a notice, where it was asked, once.

use std::sync::Arc;

use matrix_sdk::{
    Client, Room,
    ruma::{
        EventId, OwnedEventId, OwnedTransactionId, RoomId,
        api::error::ErrorKind,
        events::{
            relation::{Replacement, Reply as ReplyTo, Thread},
            room::message::{Relation, RoomMessageEventContent},
        },
    },
};

use super::{
    letter::{Letter, Place, transaction},
    reactions::{self, Reactions},
};
use crate::{
    bot::Thread as AskedIn,
    chat::{
        desk::{Offer, Office, Question, Unsent},
        serving::Serving,
        threads::Threads,
    },
    reply::Reply,
    store::{MessageKey, Store},
};

/// Sends for the desk.
#[derive(Debug)]
pub(super) struct Post {
    client: Client,
    store: Arc<Store>,
    /// Whether citations name their article.
    titles: bool,
    pub(super) threads: Threads,
    reactions: Reactions,
}

impl Office for Post {
    const PLATFORM: &'static str = "matrix";

    /// The place in the story is written down after every question before it.
    const FETCHES_AGAIN: bool = true;

    fn reaches(&self, channel: &str) -> bool {
        let room = RoomId::parse(channel).ok();
        let room = room.and_then(|room| self.client.get_room(&room));
        // Where the account is no longer, a reply is dropped as before; a room
        // that it never was in is another account's.
        room.is_some()
    }

    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        let letter = Letter::of(reply, self.titles, question, &self.store);
        serde_json::to_value(letter).unwrap_or_default()
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        let letter: Letter =
            serde_json::from_value(letter.clone()).map_err(|fault| Unsent::Never(fault.into()))?;
        let room = self.room(&key.channel)?;
        if let Some(question) = &letter.place.takes_back {
            return self.take_back(&room, key, question).await;
        }
        if let Some(question) = &letter.place.edits
            && let Some(answer) = self.answer_to(key, question)?
        {
            return self.replace(&room, key, answer, &letter).await;
        }
        // An edit may make a message a question; then that is what is answered.
        let about = letter
            .place
            .edits
            .as_deref()
            .or(letter.place.replies_to.as_deref());
        let asked = event(about.unwrap_or(&key.message))?;
        let mut content = letter.content();
        content.relates_to = Some(match letter.place.thread.as_deref().map(EventId::parse) {
            Some(Ok(beginning)) => Relation::Thread(Thread::plain(beginning, asked)),
            _ => Relation::Reply(ReplyTo::with_event_id(asked)),
        });
        let sent = room
            .send(content)
            .with_transaction_id(transaction(key, "answer"))
            .await
            .map_err(sorted)?;
        Ok(sent.response.event_id.to_string())
    }

    async fn thread(&self, question: &Question) -> Option<AskedIn> {
        self.thread_from(&question.channel, &Place::of(question).thread?)
            .await
    }

    async fn busy(&self, question: &Question) {
        if let Ok(room) = self.room(&question.channel) {
            // It ends with the answer.
            let _ = room.typing_notice(true).await;
        }
    }

    async fn slow(&self, question: &Question) {
        if let (Ok(room), Ok(asked)) = (self.room(&question.channel), event(&question.message)) {
            reactions::patience(&room, &asked, &key(question)).await;
        }
    }

    fn errand(&self, question: &Question) -> Option<serde_json::Value> {
        let place = Place::of(question);
        let letter = match place.takes_back {
            Some(_) => Letter::errand(place),
            None => Letter::turned(question, &self.store)?,
        };
        serde_json::to_value(letter).ok()
    }

    fn next_page(&self, letter: &serde_json::Value) -> Option<String> {
        let next = letter.get("next")?.as_str()?;
        Some(next.to_owned())
    }

    fn offer(&self, key: &MessageKey, letter: &serde_json::Value, answer: &str, all: &[Offer]) {
        let letter: Letter = serde_json::from_value(letter.clone()).unwrap_or_default();
        // What was changed has its reactions already.
        if letter.place.edits.is_none()
            && let (Ok(room), Ok(answer)) = (self.room(&key.channel), event(answer))
        {
            self.reactions.offer(room, answer, key.clone(), all.len());
        }
    }
}

impl Post {
    pub(super) fn new(client: Client, serving: &Serving) -> Self {
        Self {
            client,
            store: Arc::clone(&serving.store),
            threads: Threads::default(),
            titles: serving.bot.library().len() > 1,
            reactions: Reactions::new(serving.config.matrix.reactions),
        }
    }

    pub(super) fn room(&self, id: &str) -> Result<Room, Unsent> {
        let id = RoomId::parse(id).map_err(|fault| Unsent::Never(fault.into()))?;
        self.client
            .get_room(&id)
            .ok_or_else(|| Unsent::Never(anyhow::anyhow!("the bot is not in room {id}")))
    }

    /// The message that answered a question in the same room.
    fn answer_to(&self, key: &MessageKey, question: &str) -> Result<Option<OwnedEventId>, Unsent> {
        let asked = MessageKey {
            message: question.to_owned(),
            ..key.clone()
        };
        match self.store.answer_to(&asked) {
            Ok(Some(answered)) => event(&answered.answer).map(Some),
            Ok(None) => Ok(None),
            Err(fault) => Err(Unsent::Later(fault.into())),
        }
    }

    /// Puts another reply into the message that answered before.
    async fn replace(
        &self,
        room: &Room,
        key: &MessageKey,
        answer: OwnedEventId,
        letter: &Letter,
    ) -> Result<String, Unsent> {
        let new = letter.content();
        let mut content = new.clone();
        content.relates_to = Some(Relation::Replacement(Replacement::new(
            answer.clone(),
            new.into(),
        )));
        room.send(content)
            .with_transaction_id(transaction(key, "answer"))
            .await
            .map_err(sorted)?;
        // The message that people react to stays the same.
        Ok(answer.to_string())
    }

    /// Takes an answer back whose question was taken back.
    async fn take_back(
        &self,
        room: &Room,
        key: &MessageKey,
        question: &str,
    ) -> Result<String, Unsent> {
        let Some(answer) = self.answer_to(key, question)? else {
            return Ok(key.message.clone());
        };
        let sent = room
            .redact(
                &answer,
                Some("its question was deleted"),
                Some(transaction(key, "redaction")),
            )
            .await
            .map_err(|fault| sorted(fault.into()))?;
        Ok(sent.event_id.to_string())
    }

    /// Says something that no question asked for: in reply to an event, once
    /// for the transaction that comes with it.
    pub(super) async fn remark(
        &self,
        room: &Room,
        text: &str,
        about: Option<(OwnedEventId, OwnedTransactionId)>,
    ) -> Result<(), Unsent> {
        let mut content = RoomMessageEventContent::notice_plain(text);
        let (event, transaction) = about.unzip();
        content.relates_to = event.map(|event| Relation::Reply(ReplyTo::with_event_id(event)));
        let mut sending = room.send(content);
        if let Some(transaction) = transaction {
            sending = sending.with_transaction_id(transaction);
        }
        let sent = sending.await;
        if let Err(fault) = &sent {
            tracing::warn!(room = %room.room_id(), %fault, "a remark could not be sent");
        }
        sent.map(drop).map_err(sorted)
    }
}

fn event(id: &str) -> Result<OwnedEventId, Unsent> {
    EventId::parse(id).map_err(|fault| Unsent::Never(fault.into()))
}

fn key(question: &Question) -> MessageKey {
    MessageKey {
        platform: Post::PLATFORM.to_owned(),
        channel: question.channel.clone(),
        message: question.message.clone(),
    }
}

/// Whether sending may work later.
fn sorted(fault: matrix_sdk::Error) -> Unsent {
    let never = match fault.client_api_error_kind() {
        Some(
            ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::TooLarge
            | ErrorKind::BadJson
            | ErrorKind::InvalidParam,
        ) => true,
        Some(_) => false,
        None => matches!(fault, matrix_sdk::Error::WrongRoomState(_)),
    };
    if never {
        Unsent::Never(fault.into())
    } else {
        Unsent::Later(fault.into())
    }
}
