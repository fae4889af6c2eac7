//! What people do to what was said: take it back, judge it, choose what it
//! offers. (Edits are messages; `hear` finds them.)

use matrix_sdk::{
    Room,
    ruma::{
        EventId,
        events::{reaction::OriginalSyncReactionEvent, room::redaction::SyncRoomRedactionEvent},
    },
};

use super::{
    hear::{is_history, key},
    letter::Place,
    question::{conversation, may_moderate},
    rooms,
    sync::Listener,
    threads::thread_of,
};
use crate::{
    chat::desk::{Question, now},
    store::Vote,
};

impl Listener {
    /// A question that was taken back is not answered, or its answer is taken
    /// back: in its turn, so that one that is being sent is not missed.
    pub(super) fn redaction(
        &mut self,
        room: &Room,
        redaction: &SyncRoomRedactionEvent,
        redacted: &EventId,
    ) {
        self.locked.forget(room.room_id(), redacted);
        let asked = key(room, redacted);
        let withdrawn = self.store.withdraw(&asked, now());
        if !matches!(withdrawn, Ok(false)) || !matches!(self.store.is_handled(&asked), Ok(true)) {
            return;
        }
        let place = Place {
            takes_back: Some(redacted.to_string()),
            ..Place::default()
        };
        self.desk.take(Question {
            channel: room.room_id().to_string(),
            community: String::new(),
            message: redaction.event_id().to_string(),
            conversation: String::new(),
            author: redaction.sender().to_string(),
            text: String::new(),
            moderator: false,
            place: serde_json::to_value(place).unwrap_or_default(),
        });
    }

    /// A thumb is an opinion; a number chooses what the answer offered.
    pub(super) async fn reaction(&self, room: &Room, event: OriginalSyncReactionEvent) {
        if event.sender == room.own_user_id() || is_history(Some(event.origin_server_ts)) {
            return;
        }
        let about = &event.content.relates_to;
        let Ok(Some((asked, offers))) = self.desk.answered_by(about.event_id.as_str()) else {
            return;
        };
        let sign = about.key.trim_end_matches('\u{fe0f}');
        let vote = match sign.chars().next() {
            Some('👍') => Some(Vote::Up),
            Some('👎') => Some(Vote::Down),
            _ => None,
        };
        if let Some(vote) = vote {
            let person = event.sender.to_string();
            if let Err(fault) = self.desk.vote(asked, person, vote, None) {
                tracing::error!(%fault, "an opinion could not be kept");
            }
            return;
        }
        let number = sign
            .strip_suffix('\u{20e3}')
            .map(|digit| digit.trim_end_matches('\u{fe0f}'))
            .and_then(|digit| digit.parse::<usize>().ok());
        let Some(offer) = number.and_then(|number| offers.get(number.checked_sub(1)?)) else {
            return;
        };
        let channel = room.room_id().to_string();
        let thread = thread_of(room, &about.event_id).await;
        let conversation = conversation(&channel, thread.as_deref(), &event.sender);
        let place = Place {
            thread,
            shared: !rooms::is_direct(room).await,
            replies_to: Some(about.event_id.to_string()),
            ..Place::default()
        };
        self.desk.take(Question {
            conversation,
            channel,
            community: String::new(),
            message: event.event_id.to_string(),
            author: event.sender.to_string(),
            text: format!("/{}", offer.line),
            moderator: may_moderate(room, &event.sender).await,
            place: serde_json::to_value(place).unwrap_or_default(),
        });
    }
}
