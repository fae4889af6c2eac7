//! What was said while the gateway was away, fetched in the channels where the
//! bot was last asked something, from a minute before that on: messages that
//! come together are handled in any order, so a kill may have cost an earlier
//! one. What was handled is not handled again.

use serenity::{
    builder::GetMessages,
    client::Context,
    model::{
        channel::Message,
        id::{ChannelId, GuildId, MessageId, ShardId},
    },
};

use super::{handler::Handler, office::Post};
use crate::chat::desk::{Office, now};

/// Messages of one request, the most that Discord gives.
const AT_ONCE: u8 = 100;

/// Requests for one channel: a thousand messages.
const REQUESTS: usize = 10;

/// How much earlier than the last message that was handled, in milliseconds.
const EARLIER: u64 = 60_000;

/// Messages older than that are no longer waited for, in seconds.
const DAY: i64 = 24 * 60 * 60;

impl Handler {
    /// Fetches what was missed in the channels of a shard.
    pub(super) async fn missed(&self, context: &Context) {
        let last = self.serving.store.last_handled(Post::PLATFORM, now() - DAY);
        let last = match last {
            Ok(last) => last,
            Err(fault) => {
                tracing::error!(%fault, "missed messages cannot be looked for");
                return;
            }
        };
        let total = context.cache.shard_count();
        for key in last {
            let ids = (key.channel.parse::<u64>(), key.message.parse::<u64>());
            let (Ok(channel @ 1..), Ok(message @ 1..)) = ids else {
                continue;
            };
            let channel = ChannelId::new(channel);
            match self.place(channel).await {
                Ok(guild) if shard_of(guild, total) == context.shard_id => {
                    let after = earlier(MessageId::new(message));
                    self.fetch(context, channel, guild, after).await;
                }
                Ok(_) => {}
                Err(fault) => {
                    tracing::info!(%channel, %fault, "a channel is no longer there");
                }
            }
        }
    }

    async fn fetch(
        &self,
        context: &Context,
        channel: ChannelId,
        guild: Option<GuildId>,
        mut after: MessageId,
    ) {
        for _ in 0..REQUESTS {
            let request = GetMessages::new().after(after).limit(AT_ONCE);
            self.desk.office().pace.turn().await;
            let mut messages: Vec<Message> = match channel.messages(self.http(), request).await {
                Ok(messages) => messages,
                Err(fault) => {
                    tracing::info!(%channel, %fault, "missed messages could not be fetched");
                    return;
                }
            };
            messages.sort_by_key(|message| message.id);
            let all = messages.len() < usize::from(AT_ONCE);
            for mut message in messages {
                after = after.max(message.id);
                // Fetched, it does not say where it is; without that a message
                // of a server would look like a private one.
                message.guild_id = guild;
                self.heard(context, &message).await;
            }
            if all {
                return;
            }
        }
        tracing::warn!(%channel, "too much was missed; some of it is left");
    }
}

/// The least identifier of a message that was sent a little before this one:
/// they begin with the time, in milliseconds.
fn earlier(message: MessageId) -> MessageId {
    let id = message.get().saturating_sub(EARLIER << 22);
    MessageId::new(id.max(1))
}

/// The shard on which Discord sends the events of a server.
fn shard_of(guild: Option<GuildId>, total: u32) -> ShardId {
    let guild = guild.map_or(0, GuildId::get);
    let shard = (guild >> 22) % u64::from(total.max(1));
    ShardId(u32::try_from(shard).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_before_a_message_is_looked_at_again() {
        let message = MessageId::new(1_175_928_847_299_117_063);
        let before = earlier(message);
        let seconds = |id: MessageId| id.created_at().unix_timestamp();
        assert_eq!(seconds(message) - seconds(before), 60);
        assert_eq!(earlier(MessageId::new(5)), MessageId::new(1));
    }

    #[test]
    fn servers_belong_to_shards_as_discord_says() {
        let guild = |id| Some(GuildId::new(id));
        assert_eq!(shard_of(guild(197_038_439_483_310_086), 4), ShardId(2));
        assert_eq!(shard_of(guild(197_038_439_483_310_086), 1), ShardId(0));
        // Private messages come on the first.
        assert_eq!(shard_of(None, 4), ShardId(0));
        assert_eq!(shard_of(None, 0), ShardId(0));
    }
}
