//! In which thread does an event stand, and under what was that opened?

use matrix_sdk::{
    Room,
    deserialized_responses::{TimelineEvent, TimelineEventKind},
    ruma::{
        EventId,
        events::{
            AnySyncMessageLikeEvent, AnySyncTimelineEvent, SyncMessageLikeEvent,
            room::message::{FormattedBody, MessageType, OriginalSyncRoomMessageEvent, Relation},
        },
    },
};
use tokio::time::timeout;

use super::office::Post;
use crate::{bot::Thread, chat::threads::PATIENCE};

impl Post {
    /// The thread in a room that an event has begun, with what that says.
    pub(super) async fn thread_from(&self, room: &str, beginning: &str) -> Option<Thread> {
        if let Some(known) = self.threads.get(beginning) {
            return known;
        }
        let thread = |under: String| Thread {
            id: beginning.to_owned(),
            channel: room.to_owned(),
            under,
            name: String::new(),
        };
        let event = EventId::parse(beginning).ok()?;
        let fetched = match self.room(room) {
            Ok(room) => fetched(&room, &event).await,
            Err(_) => None,
        };
        // What cannot be read yet may be readable when the next question comes.
        let Some(message) = fetched.filter(is_readable) else {
            return Some(thread(String::new()));
        };
        let under = message_of(&message).map(|message| shown(&message.content.msgtype));
        let thread = thread(under.unwrap_or_default());
        self.threads.put(beginning, Some(thread.clone()));
        Some(thread)
    }
}

/// The event that began the thread in which an event stands.
pub(super) async fn thread_of(room: &Room, event: &EventId) -> Option<String> {
    let message = message_of(&fetched(room, event).await?)?;
    match message.content.relates_to {
        Some(Relation::Thread(thread)) => Some(thread.event_id.to_string()),
        _ => None,
    }
}

async fn fetched(room: &Room, event: &EventId) -> Option<TimelineEvent> {
    match timeout(PATIENCE, room.load_or_fetch_event(event, None)).await {
        Ok(Ok(fetched)) => Some(fetched),
        Ok(Err(fault)) => {
            tracing::warn!(%event, %fault, "the beginning of a thread could not be fetched");
            None
        }
        Err(_) => {
            tracing::warn!(%event, "the beginning of a thread took too long to fetch");
            None
        }
    }
}

fn is_readable(event: &TimelineEvent) -> bool {
    !matches!(event.kind, TimelineEventKind::UnableToDecrypt { .. })
}

fn message_of(event: &TimelineEvent) -> Option<OriginalSyncRoomMessageEvent> {
    match event.raw().deserialize() {
        Ok(AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::RoomMessage(
            SyncMessageLikeEvent::Original(message),
        ))) => Some(message),
        _ => None,
    }
}

/// The words of a message; its HTML too, where links may hide behind words.
fn shown(message: &MessageType) -> String {
    let formatted = match message {
        MessageType::Text(text) => text.formatted.as_ref(),
        MessageType::Notice(notice) => notice.formatted.as_ref(),
        MessageType::Emote(emote) => emote.formatted.as_ref(),
        _ => None,
    };
    match formatted {
        Some(FormattedBody { body, .. }) => format!("{}\n{body}", message.body()),
        None => message.body().to_owned(),
    }
}
