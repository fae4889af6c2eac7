//! Sends what the desk has worked out: as a notice, where it was asked, once.

use std::{fmt::Write, str::FromStr};

use matrix_sdk::{
    Client, Room,
    ruma::{
        EventId, OwnedEventId, OwnedTransactionId, OwnedUserId, RoomId,
        api::error::ErrorKind,
        events::{
            Mentions,
            relation::{Replacement, Reply as ReplyTo, Thread},
            room::message::{Relation, RoomMessageEventContent},
        },
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::render::render;
use crate::{
    chat::desk::{Office, Question, Unsent},
    reply::Reply,
    store::MessageKey,
};

/// Where a question was asked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// The message that begins the thread it stands in.
    pub(super) thread: Option<String>,
    /// Whether others are in the room, so that the asker is named.
    pub(super) shared: bool,
}

/// A letter, as it lies in the outbox.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Letter {
    plain: String,
    html: String,
    author: String,
    place: Place,
}

/// Sends for the desk.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) client: Client,
    /// Whether citations name their article.
    pub(super) titles: bool,
}

impl Office for Post {
    const PLATFORM: &'static str = "matrix";

    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        let bodies = render(reply, self.titles);
        let letter = Letter {
            plain: bodies.plain,
            html: bodies.html,
            author: question.author.clone(),
            place: serde_json::from_value(question.place.clone()).unwrap_or_default(),
        };
        serde_json::to_value(letter).unwrap_or_default()
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        let letter: Letter =
            serde_json::from_value(letter.clone()).map_err(|fault| Unsent::Never(fault.into()))?;
        let place = self.room(&key.channel)?;
        let asked = EventId::parse(&key.message).map_err(|fault| Unsent::Never(fault.into()))?;
        let mut content = content(&letter);
        content.relates_to = Some(match letter.place.thread.as_deref().map(EventId::parse) {
            Some(Ok(root)) => Relation::Thread(Thread::plain(root, asked)),
            _ => Relation::Reply(ReplyTo::with_event_id(asked)),
        });
        let sent = place
            .send(content)
            .with_transaction_id(transaction(key, "answer"))
            .await
            .map_err(sorted)?;
        Ok(sent.response.event_id.to_string())
    }

    async fn busy(&self, question: &Question) {
        if let Ok(room) = self.room(&question.channel) {
            // It ends with the answer.
            let _ = room.typing_notice(true).await;
        }
    }
}

impl Post {
    pub(super) fn room(&self, id: &str) -> Result<Room, Unsent> {
        let id = RoomId::parse(id).map_err(|fault| Unsent::Never(fault.into()))?;
        self.client
            .get_room(&id)
            .ok_or_else(|| Unsent::Never(anyhow::anyhow!("the bot is not in room {id}")))
    }

    /// Puts another reply into the message that answered before.
    pub(super) async fn replace(
        &self,
        key: &MessageKey,
        edit: &EventId,
        answer: &str,
        letter: serde_json::Value,
    ) -> Result<(), Unsent> {
        let letter: Letter =
            serde_json::from_value(letter).map_err(|fault| Unsent::Never(fault.into()))?;
        let room = self.room(&key.channel)?;
        let answer = EventId::parse(answer).map_err(|fault| Unsent::Never(fault.into()))?;
        let new = content(&letter);
        let mut content = new.clone();
        content.relates_to = Some(Relation::Replacement(Replacement::new(answer, new.into())));
        room.send(content)
            .with_transaction_id(transaction(key, edit.as_str()))
            .await
            .map_err(sorted)?;
        Ok(())
    }

    /// Takes an answer back whose question was taken back.
    pub(super) async fn take_back(&self, key: &MessageKey, answer: &str) -> Result<(), Unsent> {
        let room = self.room(&key.channel)?;
        let answer = EventId::parse(answer).map_err(|fault| Unsent::Never(fault.into()))?;
        room.redact(
            &answer,
            Some("its question was deleted"),
            Some(transaction(key, "redaction")),
        )
        .await
        .map_err(|fault| sorted(fault.into()))?;
        Ok(())
    }

    /// Says something that no question asked for; not kept when it fails.
    pub(super) async fn remark(&self, room: &Room, text: &str, about: Option<OwnedEventId>) {
        let mut content = RoomMessageEventContent::notice_plain(text);
        content.relates_to = about.map(|event| Relation::Reply(ReplyTo::with_event_id(event)));
        if let Err(fault) = room.send(content).await {
            tracing::warn!(room = %room.room_id(), %fault, "a remark could not be sent");
        }
    }
}

fn content(letter: &Letter) -> RoomMessageEventContent {
    let content = RoomMessageEventContent::notice_html(&letter.plain, &letter.html);
    let author = OwnedUserId::from_str(&letter.author).ok();
    // Always set: without it, names in the text could be taken for mentions.
    let mentions = match author.filter(|_| letter.place.shared) {
        Some(author) => Mentions::with_user_ids([author]),
        None => Mentions::new(),
    };
    content.add_mentions(mentions)
}

/// The same for the same reply: the server takes it once.
fn transaction(key: &MessageKey, what: &str) -> OwnedTransactionId {
    let mut hash = Sha256::new();
    for part in [&key.channel, &key.message, what] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut id = "verbatim-".to_owned();
    for byte in hash.finalize().iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id.into()
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
