//! Finds the questions in what happened in a room, and hands them to the desk
//! before the server's place in the story is kept.

use std::{
    collections::VecDeque,
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use matrix_sdk::{
    Room,
    deserialized_responses::{TimelineEvent, TimelineEventKind},
    room::MessagesOptions,
    ruma::{
        EventId, MilliSecondsSinceUnixEpoch, OwnedEventId,
        events::{
            AnySyncMessageLikeEvent, AnySyncStateEvent, AnySyncTimelineEvent, SyncMessageLikeEvent,
            SyncStateEvent,
            room::{
                member::MembershipState,
                message::{MessageType, OriginalSyncRoomMessageEvent, Relation},
            },
        },
        uint,
    },
    sync::SyncResponse,
};

use super::{office::Post, question::is_others_since, rooms, sync::Listener};
use crate::{
    chat::desk::{Office, now},
    store::MessageKey,
};

/// Messages older than this are history, also after a long time away.
const OLDEST: Duration = Duration::from_hours(24);

/// Messages of one room that are fetched after a time away, at most.
const MISSED: usize = 1_000;

/// Messages of which it is remembered what they said.
const REMEMBERED: usize = 2_000;

/// What the last messages said, so that an edit that changes nothing is known.
#[derive(Debug, Default)]
pub(super) struct Known {
    hasher: RandomState,
    last: VecDeque<(OwnedEventId, u64)>,
}

impl Known {
    /// Notes what a message says now; whether it said the same before.
    fn says(&mut self, message: &EventId, body: &str) -> bool {
        let hash = self.hasher.hash_one(body);
        if let Some((_, said)) = self.last.iter_mut().find(|(known, _)| known == message) {
            return std::mem::replace(said, hash) == hash;
        }
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back((message.to_owned(), hash));
        false
    }
}

impl Listener {
    pub(super) async fn hear(&mut self, response: &SyncResponse) {
        for (id, update) in &response.rooms.joined {
            let Some(room) = self.client.get_room(id) else {
                continue;
            };
            let missed = match (&update.timeline.prev_batch, update.timeline.limited) {
                (Some(from), true) => self.missed(&room, from).await,
                _ => Vec::new(),
            };
            for event in missed.iter().chain(&update.timeline.events) {
                self.event(&room, event).await;
            }
        }
        self.unlock().await;
    }

    /// What the server left out of its answer, oldest first: as far back as
    /// what was handled before.
    async fn missed(&self, room: &Room, from: &str) -> Vec<TimelineEvent> {
        let mut missed = Vec::new();
        let mut from = Some(from.to_owned());
        while let Some(place) = from.take() {
            let mut options = MessagesOptions::backward().from(place.as_str());
            options.limit = uint!(100);
            let Ok(page) = room.messages(options).await else {
                tracing::warn!(room = %room.room_id(), "missed messages could not be fetched");
                break;
            };
            let known = page.chunk.iter().any(|event| self.is_known(room, event));
            let old = page.chunk.iter().any(|event| is_history(event.timestamp()));
            let fetched = page.chunk.len();
            missed.extend(page.chunk);
            if known || old || fetched == 0 || missed.len() >= MISSED {
                break;
            }
            from = page.end;
        }
        missed.reverse();
        missed
    }

    fn is_known(&self, room: &Room, event: &TimelineEvent) -> bool {
        event.event_id().is_some_and(|id| {
            let handled = self.store.is_handled(&key(room, &id));
            handled.unwrap_or(false)
        })
    }

    pub(super) async fn event(&mut self, room: &Room, event: &TimelineEvent) {
        if let TimelineEventKind::UnableToDecrypt { event, utd_info } = &event.kind {
            // What was said before it came was never for it.
            if is_others_since(room, event).await {
                self.locked
                    .add(room.room_id(), event, utd_info.session_id.as_deref());
            }
            return;
        }
        let Ok(event) = event.raw().deserialize() else {
            return;
        };
        match event {
            AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::RoomMessage(
                SyncMessageLikeEvent::Original(message),
            )) => self.message(room, message).await,
            AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::Reaction(
                SyncMessageLikeEvent::Original(reaction),
            )) => self.reaction(room, reaction).await,
            AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::RoomRedaction(
                redaction,
            )) => {
                let rules = room.clone_info().room_version_rules_or_default();
                if let Some(redacted) = redaction
                    .as_original()
                    .map(|redaction| redaction.redacts(&rules.redaction))
                {
                    self.redaction(room, &redaction, redacted);
                }
            }
            AnySyncTimelineEvent::State(AnySyncStateEvent::RoomTombstone(
                SyncStateEvent::Original(tombstone),
            )) => {
                let to = tombstone.content.replacement_room;
                let room = room.clone();
                tokio::spawn(async move { rooms::follow(&room, &to).await });
            }
            AnySyncTimelineEvent::State(AnySyncStateEvent::RoomMember(member))
                if !matches!(
                    member.membership(),
                    MembershipState::Join | MembershipState::Invite
                ) =>
            {
                let room = room.clone();
                tokio::spawn(async move { rooms::leave_when_empty(&room).await });
            }
            _ => {}
        }
    }

    async fn message(&mut self, room: &Room, event: OriginalSyncRoomMessageEvent) {
        if event.sender == room.own_user_id() || is_history(Some(event.origin_server_ts)) {
            return;
        }
        // Notices are what bots say; answering them is how two bots talk for ever.
        let MessageType::Text(text) = &event.content.msgtype else {
            return;
        };
        if let Some(Relation::Replacement(replacement)) = &event.content.relates_to {
            let MessageType::Text(text) = &replacement.new_content.msgtype else {
                return;
            };
            let original = &replacement.event_id;
            if self.known.says(original, &text.body) {
                return;
            }
            if let Some(question) = self
                .question(room, &event, &text.body, Some(original))
                .await
            {
                self.desk.take(question);
            }
            return;
        }
        self.known.says(&event.event_id, &text.body);
        if let Some(question) = self.question(room, &event, &text.body, None).await {
            self.desk.take(question);
        }
    }
}

pub(super) fn key(room: &Room, message: &EventId) -> MessageKey {
    MessageKey {
        platform: Post::PLATFORM.to_owned(),
        channel: room.room_id().to_string(),
        message: message.to_string(),
    }
}

/// Whether something was said so long ago that nobody waits for an answer.
pub(super) fn is_history(at: Option<MilliSecondsSinceUnixEpoch>) -> bool {
    let Some(at) = at else { return false };
    let at = i64::try_from(u64::from(at.as_secs())).unwrap_or(i64::MAX);
    now().saturating_sub(at) > i64::try_from(OLDEST.as_secs()).unwrap_or(i64::MAX)
}
