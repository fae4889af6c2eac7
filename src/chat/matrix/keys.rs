//! Messages that cannot be read yet: kept over restarts until their key comes,
//! and then heard as if they had just been said.

use std::future::pending;

use futures_util::{StreamExt, stream::BoxStream};
use matrix_sdk::{
    Client, Room,
    ruma::{EventId, OwnedEventId, OwnedRoomId, RoomId, events::AnySyncTimelineEvent, serde::Raw},
};
use serde::{Deserialize, Serialize};

use super::{letter::transaction, office::Post, rooms, sync::Listener};
use crate::{
    chat::desk::{Office, Unsent, now},
    store::{self, Memory, MessageKey, Seconds, Store},
};

/// Messages that wait for their key, at most; the oldest give way.
const WITHOUT_KEY: usize = 500;

/// Longest message that waits, in bytes: a question is shorter.
const LONGEST: usize = 16 * 1024;

/// How long a key may take before the room is told that it is missing, in
/// seconds: most come with their message, late ones within a few.
const PATIENCE: Seconds = 10;

/// For how long a message waits for its key, in seconds: later nobody waits
/// for the answer.
const KEPT: Seconds = 24 * 60 * 60;

/// A message that cannot be read yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Unread {
    room: OwnedRoomId,
    /// None in what older versions kept.
    #[serde(default)]
    id: Option<OwnedEventId>,
    event: Raw<AnySyncTimelineEvent>,
    session: Option<String>,
    /// When it came.
    at: Seconds,
}

/// What an encrypted event says of others in the open.
#[derive(Deserialize)]
struct InTheOpen {
    #[serde(rename = "m.relates_to")]
    relates_to: Option<Relation>,
}

#[derive(Deserialize)]
struct Relation {
    rel_type: Option<String>,
    event_id: Option<OwnedEventId>,
}

impl Unread {
    /// Whether it is a message, or changes what it says.
    fn speaks_for(&self, message: &EventId) -> bool {
        if self.id.as_deref() == Some(message) {
            return true;
        }
        let content = self.event.get_field::<InTheOpen>("content").ok().flatten();
        content
            .and_then(|content| content.relates_to)
            .is_some_and(|relation| {
                relation.rel_type.as_deref() == Some("m.replace")
                    && relation.event_id.as_deref() == Some(message)
            })
    }
}

/// All that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Locked {
    unread: Vec<Unread>,
    /// Sessions of which a room was told that their key is missing.
    told: Vec<String>,
    /// Where it is kept.
    name: String,
    changed: bool,
}

impl Locked {
    /// What the last run could not read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn of_last_run(store: &Store, user: &str) -> anyhow::Result<Self> {
        let name = format!("matrix unread of {user}");
        let kept = store.memory(&name, now())?;
        let (unread, told) = kept
            .and_then(|kept| serde_json::from_str(&kept).ok())
            .unwrap_or_default();
        Ok(Self {
            unread,
            told,
            name,
            changed: false,
        })
    }

    /// In how many seconds somebody is to be told that a key is missing.
    pub(super) fn due(&self) -> Option<Seconds> {
        let untold = self.unread.iter().filter(|one| !self.is_told(one));
        untold.map(|one| (one.at + PATIENCE - now()).max(1)).min()
    }

    fn is_told(&self, one: &Unread) -> bool {
        let session = one.session.as_deref().unwrap_or_default();
        self.told.iter().any(|told| told == session)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.unread.is_empty()
    }

    /// How many messages wait for how many keys.
    pub(super) fn count(&self) -> (usize, usize) {
        let mut sessions: Vec<_> = self.unread.iter().map(|one| &one.session).collect();
        sessions.sort();
        sessions.dedup();
        (self.unread.len(), sessions.len())
    }

    pub(super) fn add(
        &mut self,
        room: &RoomId,
        event: &Raw<AnySyncTimelineEvent>,
        session: Option<&str>,
    ) {
        if event.json().get().len() > LONGEST {
            tracing::warn!(%room, "a message that cannot be read is too long to be kept");
            return;
        }
        let id: Option<OwnedEventId> = event.get_field("event_id").ok().flatten();
        // After a crash, and after a time away, the server tells again.
        let again = |one: &Unread| one.id == id && one.room == room;
        if id.is_none() || self.unread.iter().any(again) {
            return;
        }
        if self.unread.len() == WITHOUT_KEY {
            self.unread.remove(0);
        }
        self.unread.push(Unread {
            room: room.to_owned(),
            id,
            event: event.clone(),
            session: session.map(str::to_owned),
            at: now(),
        });
        self.changed = true;
    }

    /// What was taken back is not answered when its key comes.
    pub(super) fn forget(&mut self, room: &RoomId, message: &EventId) {
        let before = self.unread.len();
        self.unread
            .retain(|one| one.room != room || !one.speaks_for(message));
        self.changed |= self.unread.len() != before;
    }

    /// Writes down what waits, before the server's place in the story is kept.
    ///
    /// # Errors
    /// When the store cannot be written: then the server tells it again.
    pub(super) fn keep(&mut self, store: &Store) -> Result<(), store::Error> {
        if !self.changed {
            return Ok(());
        }
        let kept = serde_json::to_string(&(&self.unread, &self.told)).unwrap_or_default();
        let memory = Memory {
            conversation: &self.name,
            memory: &kept,
            expires_at: now() + KEPT,
        };
        store.set_memory(memory, now())?;
        self.changed = false;
        Ok(())
    }

    /// Whether the room is to be told now that a key is missing.
    fn is_to_be_told(&self, one: &Unread) -> bool {
        now() - one.at >= PATIENCE && !self.is_told(one)
    }

    /// The room knows: it is told once.
    fn has_told(&mut self, one: &Unread) {
        if self.told.len() == WITHOUT_KEY {
            self.told.remove(0);
        }
        self.told.push(one.session.clone().unwrap_or_default());
        self.changed = true;
    }
}

/// Room keys, as they come: from their senders, and from the backup.
pub(super) struct Keys(Option<BoxStream<'static, ()>>);

impl Keys {
    pub(super) async fn of(client: &Client) -> Self {
        let all = client.encryption().room_keys_received_stream().await;
        Self(all.map(|all| all.map(drop).boxed()))
    }

    /// Until some have come; for ever, when none can.
    pub(super) async fn come(&mut self) {
        if let Some(keys) = &mut self.0
            && keys.next().await.is_some()
        {
            return;
        }
        self.0 = None;
        pending::<()>().await;
    }
}

impl Listener {
    /// Reads what could not be read before, where the key has come.
    pub(super) async fn unlock(&mut self) {
        for one in std::mem::take(&mut self.locked.unread) {
            let Some(room) = self.client.get_room(&one.room) else {
                self.locked.changed = true;
                continue;
            };
            let read = room
                .decrypt_event(one.event.cast_ref_unchecked(), None)
                .await;
            match read {
                Ok(event) if !event.kind.is_utd() => {
                    self.locked.changed = true;
                    self.event(&room, &event).await;
                }
                Ok(_) | Err(_) if now() - one.at > KEPT => self.locked.changed = true,
                Ok(_) | Err(_) => {
                    if self.locked.is_to_be_told(&one) && self.tell(&room, &one).await {
                        self.locked.has_told(&one);
                    }
                    self.locked.unread.push(one);
                }
            }
        }
    }

    /// Says that a key is missing; whether there is no more to say. What could
    /// not be sent is tried again, and a crash in between says nothing twice.
    async fn tell(&self, room: &Room, one: &Unread) -> bool {
        tracing::warn!(room = %room.room_id(), session = one.session, "a message cannot be read: its key is missing");
        // In a room with others it may not have been for the bot at all.
        let (Some(id), true) = (&one.id, rooms::is_direct(room).await) else {
            return true;
        };
        let says = "I cannot read this message: your client has not sent me its key. When it does, I answer.";
        // The same for all messages of a session, whichever of them is tried.
        let session = MessageKey {
            platform: Post::PLATFORM.to_owned(),
            channel: room.room_id().to_string(),
            message: one.session.clone().unwrap_or_default(),
        };
        let by_session = transaction(&session, "missing key");
        let office = self.desk.office();
        let said = office
            .remark(room, says, Some((id.clone(), by_session)))
            .await;
        !matches!(said, Err(Unsent::Later(_)))
    }
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{event_id, room_id};
    use serde_json::json;

    use super::*;

    fn event(id: &str, content: &serde_json::Value) -> Raw<AnySyncTimelineEvent> {
        let event = json!({"type": "m.room.encrypted", "event_id": id, "content": content});
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn what_was_taken_back_waits_no_more_nor_what_changes_it() {
        let (room, other) = (room_id!("!a:example.org"), room_id!("!b:example.org"));
        let change = json!({"m.relates_to": {"rel_type": "m.replace", "event_id": "$one"}});
        let answer = json!({"m.relates_to": {"m.in_reply_to": {"event_id": "$one"}}});
        let mut locked = Locked::default();
        for (room, id, content) in [
            (room, "$one", &json!({})),
            (room, "$change", &change),
            (room, "$answer", &answer),
            (room, "$odd", &json!("no content")),
            (other, "$one", &json!({})),
        ] {
            for _ in 0..2 {
                locked.add(room, &event(id, content), Some("a session"));
            }
        }
        assert_eq!(locked.count(), (5, 1), "what comes again waits once");
        locked.forget(room, event_id!("$one"));
        let left = locked.unread.iter().map(|one| one.id.as_ref().unwrap());
        assert_eq!(left.collect::<Vec<_>>(), ["$answer", "$odd", "$one"]);
    }

    #[test]
    fn a_session_is_told_of_once_also_after_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let room = room_id!("!a:example.org");
        let mut locked = Locked::of_last_run(&store, "@v:example.org").unwrap();
        locked.add(room, &event("$one", &json!({})), Some("a session"));
        let first = locked.unread[0].clone();
        assert!(!locked.is_to_be_told(&first), "its key may still come");
        locked.unread[0].at -= PATIENCE;
        let first = locked.unread[0].clone();
        assert!(locked.is_to_be_told(&first) && locked.due().is_some());
        locked.has_told(&first);
        locked.keep(&store).unwrap();

        let mut locked = Locked::of_last_run(&store, "@v:example.org").unwrap();
        assert_eq!(locked.count(), (1, 1));
        locked.add(room, &event("$two", &json!({})), Some("a session"));
        locked.add(room, &event("$three", &json!({})), Some("another"));
        for one in &mut locked.unread {
            one.at -= PATIENCE;
        }
        let told = locked.unread.iter().map(|one| locked.is_to_be_told(one));
        assert_eq!(told.collect::<Vec<_>>(), [false, false, true]);
    }
}
