//! In which rooms the bot is: whose invitations it takes, where it follows,
//! and when it leaves.

use std::{sync::Arc, time::Duration};

use matrix_sdk::{
    Room, RoomMemberships, RoomState,
    ruma::{RoomId, UserId},
    sync::SyncResponse,
};
use tokio::time::sleep;

use super::{office::Post, sync::Listener};

/// How often joining is tried: an invitation can be there before its room is.
const TRIES: u32 = 6;

/// How long others' clients are given to ask for the keys of the bot's device
/// before it first speaks in an encrypted room: some cannot read what comes
/// earlier, nor what follows it.
const ACQUAINTANCE: Duration = Duration::from_secs(3);

/// Whether an invitation by `inviter` into `room` is accepted.
pub(super) fn is_allowed(allowed: &[String], inviter: Option<&UserId>, room: &RoomId) -> bool {
    allowed.iter().any(|one| {
        one == "*"
            || one == room.as_str()
            || inviter.is_some_and(|inviter| {
                one == inviter.as_str() || one == inviter.server_name().as_str()
            })
    })
}

/// Whether only one other is in a room. A server that has not said how many
/// there are is asked; when it does not answer, others may be there.
pub(super) async fn is_direct(room: &Room) -> bool {
    match room.active_members_count() {
        0 => match room.members(RoomMemberships::ACTIVE).await {
            Ok(members) => members.len() <= 2,
            Err(_) => false,
        },
        count => count <= 2,
    }
}

impl Listener {
    /// Accepts the invitations that came, as far as it may.
    pub(super) fn invitations(&self, response: &SyncResponse) {
        for id in response.rooms.invited.keys() {
            let Some(room) = self.client.get_room(id) else {
                continue;
            };
            self.invitation(room);
        }
    }

    fn invitation(&self, room: Room) {
        let desk = Arc::clone(&self.desk);
        let allowed = self.invitations.clone();
        let prefix = self.prefix.clone();
        tokio::spawn(async move {
            invited(desk.office(), room, &allowed, &prefix).await;
        });
    }

    /// Those that came before this start are not told again.
    pub(super) fn old_invitations(&self, response: &SyncResponse) {
        let told = &response.rooms.invited;
        for room in self.client.invited_rooms() {
            if !told.contains_key(room.room_id()) {
                self.invitation(room);
            }
        }
    }
}

/// Accepts an invitation, or says in the log why not.
async fn invited(post: &Post, room: Room, allowed: &[String], prefix: &str) {
    let inviter = match room.invite_details().await {
        Ok(details) => details.inviter.map(|member| member.user_id().to_owned()),
        Err(fault) => {
            tracing::warn!(room = %room.room_id(), %fault, "an invitation cannot be read");
            None
        }
    };
    let id = room.room_id();
    let from = inviter
        .as_ref()
        .map_or("somebody", |inviter| inviter.as_str());
    if !is_allowed(allowed, inviter.as_deref(), id) {
        tracing::warn!(room = %id, from, "an invitation is not accepted: matrix.invitations does not name its sender, server or room");
        return;
    }
    let mut pause = Duration::from_secs(1);
    for _ in 0..TRIES {
        match room.join().await {
            Ok(()) => {
                tracing::info!(room = %id, from, "joined");
                if room
                    .latest_encryption_state()
                    .await
                    .is_ok_and(|state| state.is_encrypted())
                {
                    sleep(ACQUAINTANCE).await;
                }
                let welcome = format!(
                    "Hello. Ask me about the article: write {prefix} and a question, mention me, or reply to me. {prefix} help says more."
                );
                // Not worth a second try, and the log has it.
                let _ = post.remark(&room, &welcome, None).await;
                return;
            }
            Err(_) if room.state() == RoomState::Joined => return,
            Err(fault) => {
                tracing::info!(room = %id, %fault, "joining is tried again");
                sleep(pause).await;
                pause *= 2;
            }
        }
    }
    tracing::warn!(room = %id, from, "could not join");
}

/// Leaves a room in which nobody else is left.
pub(super) async fn leave_when_empty(room: &Room) {
    let Ok(members) = room.members(RoomMemberships::ACTIVE).await else {
        return;
    };
    let own = room.own_user_id();
    if members.iter().all(|member| member.user_id() == own) {
        match room.leave().await {
            Ok(()) => tracing::info!(room = %room.room_id(), "left: nobody is there any more"),
            Err(fault) => tracing::warn!(room = %room.room_id(), %fault, "could not leave"),
        }
    }
}

/// Goes where a room has moved.
pub(super) async fn follow(room: &Room, to: &RoomId) {
    let via = room.room_id().server_name().map(ToOwned::to_owned);
    let via: Vec<_> = via.into_iter().collect();
    match room
        .client()
        .join_room_by_id_or_alias(to.into(), &via)
        .await
    {
        Ok(_) => {
            tracing::info!(from = %room.room_id(), %to, "followed a room that moved");
            let _ = room.leave().await;
        }
        Err(fault) => {
            tracing::warn!(from = %room.room_id(), %to, %fault, "could not follow a room that moved");
        }
    }
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{room_id, user_id};

    use super::*;

    #[test]
    fn only_who_is_named_may_invite() {
        let ann = Some(user_id!("@ann:example.org"));
        let room = room_id!("!r:example.org");
        let allowed = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|one| (*one).to_owned()).collect();
            is_allowed(&list, ann, room)
        };
        assert!(!allowed(&[]));
        assert!(!allowed(&[
            "@tom:example.org",
            "other.org",
            "example",
            "!x:example.org"
        ]));
        assert!(allowed(&["@ann:example.org"]));
        assert!(allowed(&["example.org"]));
        assert!(allowed(&["!r:example.org"]));
        assert!(allowed(&["*"]));
        assert!(!is_allowed(&["example.org".to_owned()], None, room));
    }
}
