//! Messages that cannot be read yet: kept over restarts until their key comes,
//! and then heard as if they had just been said.

use matrix_sdk::{
    Room,
    ruma::{OwnedEventId, OwnedRoomId, RoomId, events::AnySyncTimelineEvent, serde::Raw},
};
use serde::{Deserialize, Serialize};

use super::{rooms, sync::Listener};
use crate::{
    chat::desk::now,
    store::{Memory, Seconds, Store},
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
    event: Raw<AnySyncTimelineEvent>,
    session: Option<String>,
    /// When it came.
    at: Seconds,
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
        if self.unread.len() == WITHOUT_KEY {
            self.unread.remove(0);
        }
        self.unread.push(Unread {
            room: room.to_owned(),
            event: event.clone(),
            session: session.map(str::to_owned),
            at: now(),
        });
        self.changed = true;
    }

    /// Writes down what waits, before the server's place in the story is kept.
    pub(super) fn keep(&mut self, store: &Store) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let kept = serde_json::to_string(&(&self.unread, &self.told)).unwrap_or_default();
        let memory = Memory {
            conversation: &self.name,
            memory: &kept,
            expires_at: now() + KEPT,
        };
        if let Err(fault) = store.set_memory(memory, now()) {
            tracing::error!(%fault, "messages that wait for their key could not be kept");
        }
    }

    /// Whether the room is to be told now that a key is missing: once.
    fn is_to_be_told(&mut self, one: &Unread) -> bool {
        if now() - one.at < PATIENCE || self.is_told(one) {
            return false;
        }
        if self.told.len() == WITHOUT_KEY {
            self.told.remove(0);
        }
        self.told.push(one.session.clone().unwrap_or_default());
        self.changed = true;
        true
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
                    if self.locked.is_to_be_told(&one) {
                        self.missing_key(&room, &one).await;
                    }
                    self.locked.unread.push(one);
                }
            }
        }
    }

    async fn missing_key(&self, room: &Room, one: &Unread) {
        tracing::warn!(room = %room.room_id(), session = one.session, "a message cannot be read: its key is missing");
        // In a room with others it may not have been for the bot at all.
        if rooms::is_direct(room).await {
            let event: Option<OwnedEventId> = one.event.get_field("event_id").ok().flatten();
            let says = "I cannot read this message: your client has not sent me its key. When it does, I answer.";
            self.desk.office().remark(room, says, event).await;
        }
    }
}
