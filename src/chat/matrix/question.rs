//! The question in a message of a room: whether it is for the bot, who asks,
//! where the reply goes, and whether the asker may change what the room asks.

use matrix_sdk::{
    Room,
    deserialized_responses::SyncOrStrippedState,
    ruma::{
        EventId, MilliSecondsSinceUnixEpoch, OwnedUserId, UserId,
        events::{
            AnySyncTimelineEvent, StateEventType, SyncStateEvent,
            room::{
                member::{MembershipState, RoomMemberEventContent},
                message::{OriginalSyncRoomMessageEvent, Relation},
            },
        },
        serde::Raw,
    },
};

use super::{
    address::{Addressing, Circumstances, asked},
    hear::{is_history, key},
    letter::Place,
    rooms,
    sync::Listener,
};
use crate::chat::desk::Question;

impl Listener {
    /// The question in a message, when it is for the bot.
    pub(super) async fn question(
        &self,
        room: &Room,
        event: &OriginalSyncRoomMessageEvent,
        body: &str,
        edits: Option<&EventId>,
    ) -> Option<Question> {
        let own = room.own_user_id();
        let (name, came) = itself(room).await;
        if came.is_some_and(|came| event.origin_server_ts < came) {
            return None;
        }
        let direct = rooms::is_direct(room).await;
        let around = Circumstances {
            mentions_bot: event
                .content
                .mentions
                .as_ref()
                .is_some_and(|mentions| mentions.user_ids.contains(own)),
            direct,
            to_bot: self.is_to_bot(room, event),
        };
        let how = Addressing {
            user: own.as_str(),
            name: name.as_deref(),
            prefix: &self.prefix,
        };
        let text = asked(body, how, around)?;
        let thread = match &event.content.relates_to {
            Some(Relation::Thread(thread)) => Some(thread.event_id.to_string()),
            _ => None,
        };
        let channel = room.room_id().to_string();
        let place = Place {
            thread: thread.clone(),
            shared: !direct,
            edits: edits.map(ToString::to_string),
            ..Place::default()
        };
        Some(Question {
            conversation: conversation(&channel, thread.as_deref(), &event.sender),
            channel,
            // A room stands for itself: what is added there stays there.
            community: String::new(),
            message: event.event_id.to_string(),
            author: event.sender.to_string(),
            text,
            moderator: may_moderate(room, &event.sender).await,
            place: serde_json::to_value(place).unwrap_or_default(),
        })
    }

    /// Whether a message replies to one of ours, or stands in a thread in
    /// which we have answered.
    fn is_to_bot(&self, room: &Room, event: &OriginalSyncRoomMessageEvent) -> bool {
        let ours = |id: &EventId| matches!(self.desk.answered_by(id.as_str()), Ok(Some(_)));
        // A question is the root of the thread that its answer begins.
        let asked = |id: &EventId| matches!(self.store.answer_to(&key(room, id)), Ok(Some(_)));
        match &event.content.relates_to {
            Some(Relation::Reply(reply)) => ours(&reply.in_reply_to.event_id),
            Some(Relation::Thread(thread)) => {
                ours(&thread.event_id)
                    || asked(&thread.event_id)
                    || thread
                        .in_reply_to
                        .as_ref()
                        .is_some_and(|reply| ours(&reply.event_id))
            }
            _ => false,
        }
    }
}

/// What follow-ups of somebody's belong to: a room, or a thread in it.
pub(super) fn conversation(channel: &str, thread: Option<&str>, person: &UserId) -> String {
    let thread = thread.unwrap_or_default();
    format!("matrix {channel} {thread} {person}")
}

/// Whether an event is somebody else's, and from after the bot came into the
/// room, as far as can be seen.
pub(super) async fn is_others_since(room: &Room, event: &Raw<AnySyncTimelineEvent>) -> bool {
    let sender = event.get_field::<OwnedUserId>("sender").ok().flatten();
    if sender.is_some_and(|sender| sender == room.own_user_id()) {
        return false;
    }
    let at: Option<MilliSecondsSinceUnixEpoch> = event.get_field("origin_server_ts").ok().flatten();
    let (_, came) = itself(room).await;
    !is_history(at) && at.zip(came).is_none_or(|(at, came)| at >= came)
}

/// What the bot is called in a room, and when it came in: what was said before
/// is history.
async fn itself(room: &Room) -> (Option<String>, Option<MilliSecondsSinceUnixEpoch>) {
    // Asking for the whole member reads six times from the disk.
    let found = room
        .get_state_event_static_for_key::<RoomMemberEventContent, _>(room.own_user_id())
        .await;
    let found = found
        .ok()
        .flatten()
        .and_then(|found| found.deserialize().ok());
    let Some(SyncOrStrippedState::Sync(SyncStateEvent::Original(member))) = found else {
        return (None, None);
    };
    // Another name is no other coming.
    let stayed = member
        .unsigned
        .prev_content
        .is_some_and(|before| before.membership == MembershipState::Join);
    let came = (!stayed).then_some(member.origin_server_ts);
    (member.content.displayname, came)
}

/// Who may change the room's settings may say which articles it has and asks;
/// in a room of two both may, for that room.
pub(super) async fn may_moderate(room: &Room, user: &UserId) -> bool {
    if rooms::is_direct(room).await {
        return true;
    }
    match room.power_levels().await {
        Ok(levels) => {
            levels.user_can_send_state(user, StateEventType::RoomTopic)
                && levels.user_can_kick(user)
        }
        Err(_) => false,
    }
}
