//! Does a message stand in a thread, and under what was that opened? To Discord
//! a thread is a channel; one that was opened under a message has its number.

use serde::{Deserialize, Serialize};
use serenity::{
    client::Context,
    model::{
        channel::{Channel, ChannelType, Message, PartialChannel},
        id::{ChannelId, GuildId, MessageId},
    },
};
use tokio::time::timeout;

use super::{handler::Handler, office::Post};
use crate::{bot::Thread, chat::threads::PATIENCE};

/// Where a message stands, as far as that is known when it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// Discord has to be asked.
    #[default]
    Unknown,
    /// In a channel or a private chat.
    Channel,
    /// In a thread.
    Thread,
}

impl Place {
    fn of(kind: ChannelType) -> Self {
        match kind {
            ChannelType::NewsThread | ChannelType::PublicThread | ChannelType::PrivateThread => {
                Self::Thread
            }
            _ => Self::Channel,
        }
    }

    /// What is known of a channel's place without asking.
    pub(super) fn known(context: &Context, guild: Option<GuildId>, channel: ChannelId) -> Self {
        let Some(guild) = guild else {
            return Self::Channel;
        };
        let Some(guild) = context.cache.guild(guild) else {
            return Self::Unknown;
        };
        if guild.channels.contains_key(&channel) {
            return Self::Channel;
        }
        let thread = guild.threads.iter().any(|thread| thread.id == channel);
        if thread { Self::Thread } else { Self::Unknown }
    }

    /// What an interaction says of where it was done.
    pub(super) fn said(channel: Option<&PartialChannel>) -> Self {
        channel.map_or(Self::Unknown, |channel| Self::of(channel.kind))
    }
}

impl Handler {
    /// The thread that something was done in.
    pub(super) async fn thread(
        &self,
        channel: ChannelId,
        said: Option<&PartialChannel>,
    ) -> Option<Thread> {
        let office = self.desk.office();
        office.thread_at(channel, Place::said(said)).await
    }
}

impl Post {
    /// The thread at a place, with what it was opened under.
    pub(super) async fn thread_at(&self, channel: ChannelId, place: Place) -> Option<Thread> {
        if place == Place::Channel {
            return None;
        }
        let id = channel.to_string();
        if let Some(known) = self.threads.get(&id) {
            return known;
        }
        match timeout(PATIENCE, self.looked_up(channel)).await {
            Ok(Ok(thread)) => {
                self.threads.put(&id, thread.clone());
                thread
            }
            Ok(Err(fault)) => {
                tracing::warn!(%channel, %fault, "what a thread was opened under is not known");
                None
            }
            Err(_) => {
                tracing::warn!(%channel, "what a thread was opened under took too long to learn");
                None
            }
        }
    }

    async fn looked_up(&self, channel: ChannelId) -> serenity::Result<Option<Thread>> {
        let Channel::Guild(thread) = self.http.get_channel(channel).await? else {
            return Ok(None);
        };
        match (Place::of(thread.kind), thread.parent_id) {
            (Place::Thread, Some(parent)) => Ok(Some(Thread {
                id: channel.to_string(),
                channel: parent.to_string(),
                under: self.under(channel, parent).await?,
                name: thread.name,
            })),
            _ => Ok(None),
        }
    }

    /// What stands in the message that a thread was opened under: in its
    /// channel, or in a forum as its first. Discord leaves it empty where the
    /// bot is neither mentioned nor has written it, unless its owner has turned
    /// on the intent for the content of messages.
    async fn under(&self, thread: ChannelId, parent: ChannelId) -> serenity::Result<String> {
        let message = MessageId::new(thread.get());
        for channel in [parent, thread] {
            match self.http.get_message(channel, message).await {
                Ok(message) => return Ok(shown(&message)),
                Err(fault) if is_missing(&fault) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(String::new())
    }
}

/// The words of a message and the links that show beside them.
fn shown(message: &Message) -> String {
    let mut shown = message.content.clone();
    let links = message
        .embeds
        .iter()
        .filter_map(|embed| embed.url.as_deref());
    let forwarded = message
        .message_snapshots
        .iter()
        .map(|forwarded| forwarded.content.as_str());
    for more in links.chain(forwarded) {
        shown.push('\n');
        shown.push_str(more);
    }
    shown
}

/// Whether a message is not there, or not for the bot to see.
fn is_missing(fault: &serenity::Error) -> bool {
    let serenity::Error::Http(http) = fault else {
        return false;
    };
    http.status_code()
        .is_some_and(|status| matches!(status.as_u16(), 400 | 403 | 404))
}
