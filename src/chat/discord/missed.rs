//! What was said while the gateway was away, fetched in the channels where the
//! bot was last asked something.

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
                    self.fetch(context, channel, guild, MessageId::new(message))
                        .await;
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
                self.heard(context, &message);
            }
            if all {
                return;
            }
        }
        tracing::warn!(%channel, "too much was missed; some of it is left");
    }
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
    fn servers_belong_to_shards_as_discord_says() {
        let guild = |id| Some(GuildId::new(id));
        assert_eq!(shard_of(guild(197_038_439_483_310_086), 4), ShardId(2));
        assert_eq!(shard_of(guild(197_038_439_483_310_086), 1), ShardId(0));
        // Private messages come on the first.
        assert_eq!(shard_of(None, 4), ShardId(0));
        assert_eq!(shard_of(None, 0), ShardId(0));
    }
}
