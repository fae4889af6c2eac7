//! What is heard from Discord, and who takes care of it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serenity::{
    async_trait,
    client::{Context, EventHandler},
    gateway::{ConnectionStage, ShardStageUpdateEvent},
    http::Http,
    model::{
        application::{Command, Interaction},
        channel::{GuildChannel, Message},
        event::{MessageUpdateEvent, ResumedEvent},
        gateway::Ready,
        id::{ChannelId, GuildId, MessageId, RoleId, UserId},
    },
};
use tokio::{sync::watch, time::timeout};

use super::{account::Account, commands, health::Health, office::Post};
use crate::{
    chat::{
        desk::{Desk, now},
        serving::Serving,
    },
    store::Memory,
};

/// For how long it is known what was registered.
const FOR_EVER: i64 = i64::MAX / 2;

/// Takes care of what is heard, over all connections of this process.
pub(super) struct Handler {
    pub(super) desk: Arc<Desk<Post>>,
    pub(super) serving: Serving,
    pub(super) moderator_role: Option<RoleId>,
    /// The server of a channel; none for a private conversation.
    pub(super) places: Mutex<HashMap<ChannelId, Option<GuildId>>>,
    health: Arc<Health>,
    guild: Option<GuildId>,
    own: OnceLock<UserId>,
    resumed: AtomicBool,
    registering: tokio::sync::Mutex<()>,
    at_work: watch::Sender<usize>,
}

/// Something that is being worked on, for as long as this lives.
pub(super) struct AtWork<'a>(&'a watch::Sender<usize>);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|number| *number -= 1);
    }
}

impl Handler {
    pub(super) fn new(account: &Account, health: Arc<Health>, serving: Serving) -> Self {
        let (http, pace) = account.post(&health);
        let post = Post::new(
            http,
            pace,
            Arc::clone(&health),
            Arc::clone(&serving.store),
            Arc::clone(&serving.bot),
        );
        Self {
            desk: Desk::new(post, serving.clone()),
            serving,
            moderator_role: account.moderator_role,
            places: Mutex::default(),
            health,
            guild: account.guild,
            own: OnceLock::new(),
            resumed: AtomicBool::new(false),
            registering: tokio::sync::Mutex::default(),
            at_work: watch::Sender::new(0),
        }
    }

    /// What everything is sent with, so that one limiter knows of all of it.
    pub(super) fn http(&self) -> &Arc<Http> {
        &self.desk.office().http
    }

    pub(super) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    /// The bot's own user, known once Discord has said it.
    pub(super) fn own(&self) -> Option<UserId> {
        self.own.get().copied()
    }

    /// Waits until what is being worked on is done.
    pub(super) async fn drained(&self, within: Duration) {
        let mut at_work = self.at_work.subscribe();
        // What is borrowed of it may not be held while waiting for the rest.
        let idle = async { at_work.wait_for(|number| *number == 0).await.is_ok() };
        let ((), idle) = tokio::join!(self.desk.drained(), timeout(within, idle));
        if idle.is_err() {
            tracing::warn!("stopped before every interaction was answered");
        }
    }

    fn at_work(&self) -> AtWork<'_> {
        self.at_work.send_modify(|number| *number += 1);
        AtWork(&self.at_work)
    }

    /// Registers the commands where they are not those that are registered.
    async fn register(&self) {
        let _one_at_a_time = self.registering.lock().await;
        let all = commands::all();
        let hash = commands::hash(&all);
        let place = self
            .guild
            .map_or("everywhere".to_owned(), |guild| guild.to_string());
        let own = self.own().map(UserId::get).unwrap_or_default();
        let name = format!("discord commands of {own} {place}");
        let store = &self.serving.store;
        if store.memory(&name, now()).ok().flatten() == Some(hash.clone()) {
            return;
        }
        let http = self.http();
        let registered = match self.guild {
            Some(guild) => guild.set_commands(http, all).await.map(drop),
            None => Command::set_global_commands(http, all).await.map(drop),
        };
        match registered {
            Ok(()) => {
                tracing::info!(place, "commands are registered");
                let memory = Memory {
                    conversation: &name,
                    memory: &hash,
                    expires_at: FOR_EVER,
                };
                if let Err(fault) = store.set_memory(memory, now()) {
                    tracing::warn!(%fault, "commands are registered again at the next start");
                }
            }
            Err(fault) => tracing::error!(place, %fault, "commands could not be registered"),
        }
    }

    async fn ready(&self, context: &Context, ready: &Ready) {
        let _ = self.own.set(ready.user.id);
        self.http().set_application_id(ready.application.id);
        self.health.session(context.shard_id);
        tracing::info!(
            user = ready.user.name,
            guilds = ready.guilds.len(),
            shard = context.shard_id.0,
            "on Discord"
        );
        self.warm_up();
        // Ready comes for each shard, and again after a session is lost.
        self.register().await;
        if !self.resumed.swap(true, Ordering::SeqCst)
            && let Err(fault) = self.desk.resume()
        {
            tracing::error!("what the last run left cannot be taken up: {fault:#}");
        }
        self.missed(context).await;
    }

    /// The server of a channel, asked for where it is not known.
    pub(super) async fn place(&self, channel: ChannelId) -> serenity::Result<Option<GuildId>> {
        let known = {
            let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.get(&channel).copied()
        };
        if let Some(guild) = known {
            return Ok(guild);
        }
        let guild = self
            .http()
            .get_channel(channel)
            .await?
            .guild()
            .map(|channel| channel.guild_id);
        self.found(channel, guild);
        Ok(guild)
    }

    /// Takes note of where a channel is.
    pub(super) fn found(&self, channel: ChannelId, guild: Option<GuildId>) {
        /// Beyond, all are asked for again.
        const CHANNELS: usize = 100_000;
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= CHANNELS {
            places.clear();
        }
        places.insert(channel, guild);
    }
}

/// Hands over what is heard.
pub(super) struct Hears(pub(super) Arc<Handler>);

#[async_trait]
impl EventHandler for Hears {
    async fn ready(&self, context: Context, ready: Ready) {
        self.0.ready(&context, &ready).await;
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        tracing::info!("the connection was resumed");
        self.0.health.connected(context.shard_id, true);
        self.0.missed(&context).await;
    }

    async fn shard_stage_update(&self, _: Context, event: ShardStageUpdateEvent) {
        let connected = event.new == ConnectionStage::Connected;
        self.0.health.connected(event.shard_id, connected);
    }

    async fn message(&self, context: Context, message: Message) {
        let _at_work = self.0.at_work();
        self.0.heard(&context, &message).await;
    }

    async fn message_update(
        &self,
        context: Context,
        _: Option<Message>,
        _: Option<Message>,
        event: MessageUpdateEvent,
    ) {
        self.0.desk.office().threads.forget(&event.id.to_string());
        // Discord also sends one when a link unfurls; only people edit.
        if event.edited_timestamp.is_none() {
            return;
        }
        if let Some(message) = whole(&event) {
            let _at_work = self.0.at_work();
            self.0.edited(&context, &message).await;
        }
    }

    async fn thread_update(&self, _: Context, _: Option<GuildChannel>, thread: GuildChannel) {
        self.0.desk.office().threads.forget(&thread.id.to_string());
    }

    async fn message_delete(
        &self,
        _: Context,
        channel: ChannelId,
        message: MessageId,
        _: Option<GuildId>,
    ) {
        self.0.deleted(channel, message).await;
    }

    async fn message_delete_bulk(
        &self,
        _: Context,
        channel: ChannelId,
        messages: Vec<MessageId>,
        _: Option<GuildId>,
    ) {
        for message in messages {
            self.0.deleted(channel, message).await;
        }
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        let _at_work = self.0.at_work();
        self.0.interaction(interaction).await;
    }
}

/// The message of an update that carries all of it.
fn whole(event: &MessageUpdateEvent) -> Option<Message> {
    let mut message = Message::default();
    message.id = event.id;
    message.channel_id = event.channel_id;
    message.guild_id = event.guild_id;
    message.author = event.author.clone()?;
    message.content = event.content.clone()?;
    message.mentions = event.mentions.clone()?;
    message.kind = event.kind.unwrap_or_default();
    message.webhook_id = event.webhook_id.flatten();
    message.member = event.member.clone().flatten();
    Some(message)
}
