//! The connection to Discord: opened, listened to, closed in time.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use serenity::{
    async_trait,
    client::{Client, ClientBuilder, Context, EventHandler, RawEventHandler},
    model::{
        application::{Command, Interaction},
        channel::Message,
        event::{Event, MessageUpdateEvent, ResumedEvent},
        gateway::{GatewayIntents, Ready},
        id::{ChannelId, GuildId, MessageId, RoleId, UserId},
    },
};
use tokio::time::{Duration, sleep, timeout};

use super::{
    account::{Account, Shards, fatal, reachable},
    commands,
    office::Post,
};
use crate::{
    chat::{
        desk::{Desk, now},
        serving::Serving,
    },
    store::Memory,
};

/// How long closing the connection may take; serenity may never return.
const CLOSING: Duration = Duration::from_secs(5);

/// Longest pause before Discord is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// For how long it is known what was registered.
const FOR_EVER: i64 = i64::MAX / 2;

/// Hears everything.
pub(super) struct Handler {
    pub(super) desk: Arc<Desk<Post>>,
    pub(super) serving: Serving,
    pub(super) moderator_role: Option<RoleId>,
    guild: Option<GuildId>,
    own: OnceLock<UserId>,
    resumed: AtomicBool,
}

/// Serves until it is stopped or Discord will not have the bot.
pub(super) async fn run(account: &Account, serving: Serving) -> anyhow::Result<()> {
    let mut stop = serving.stop.clone();
    let mut pause = Duration::from_secs(1);
    let http = account.http();
    loop {
        match reachable(&http).await {
            Ok(()) => break,
            Err(fault) if fault.chain().count() == 1 => return Err(fault),
            Err(fault) => tracing::warn!(seconds = pause.as_secs(), "{fault:#}"),
        }
        tokio::select! {
            () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
    }
    let post = Post {
        http: Arc::new(account.http()),
        store: Arc::clone(&serving.store),
        titles: serving.bot.library().len() > 1,
    };
    let desk = Desk::new(post, serving.clone());
    let handler = Handler {
        desk: Arc::clone(&desk),
        serving,
        moderator_role: account.moderator_role,
        guild: account.guild,
        own: OnceLock::new(),
        resumed: AtomicBool::new(false),
    };
    // None of them is privileged: mentions, replies that ping and private
    // messages carry their content without.
    let intents =
        GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    let mut client = ClientBuilder::new_with_http(http, intents)
        .event_handler(handler)
        .raw_event_handler(Unknown)
        .await?;
    let manager = Arc::clone(&client.shard_manager);
    let served = tokio::select! {
        ended = start(&mut client, account.shards) => ended.map_err(fatal),
        _ = stop.wait_for(|stop| *stop) => Ok(()),
    };
    desk.drained().await;
    if timeout(CLOSING, manager.shutdown_all()).await.is_err() {
        tracing::warn!("the connection to Discord did not close in time");
    }
    served
}

async fn start(client: &mut Client, shards: Shards) -> serenity::Result<()> {
    match shards {
        Shards::Auto => client.start_autosharded().await,
        Shards::Range { first, last, total } => {
            client.start_shard_range(first..last + 1, total).await
        }
    }
}

impl Handler {
    /// The bot's own user, known once Discord has said it.
    pub(super) fn own(&self) -> Option<UserId> {
        self.own.get().copied()
    }

    /// Registers the commands where they are not those that are registered.
    async fn register(&self, context: &Context) {
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
        let registered = match self.guild {
            Some(guild) => guild.set_commands(&context.http, all).await.map(drop),
            None => Command::set_global_commands(&context.http, all)
                .await
                .map(drop),
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
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, context: Context, ready: Ready) {
        let _ = self.own.set(ready.user.id);
        context.http.set_application_id(ready.application.id);
        tracing::info!(
            user = ready.user.name,
            guilds = ready.guilds.len(),
            "on Discord"
        );
        self.register(&context).await;
        // Ready comes again after a connection is lost for good.
        if !self.resumed.swap(true, Ordering::SeqCst)
            && let Err(fault) = self.desk.resume().await
        {
            tracing::error!("what the last run left cannot be taken up: {fault:#}");
        }
        self.missed(&context).await;
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        tracing::info!("the connection was resumed");
        self.missed(&context).await;
    }

    async fn message(&self, context: Context, message: Message) {
        self.heard(&context, &message);
    }

    async fn message_update(
        &self,
        context: Context,
        _: Option<Message>,
        _: Option<Message>,
        event: MessageUpdateEvent,
    ) {
        // Discord also sends one when a link unfurls; only people edit.
        if event.edited_timestamp.is_none() {
            return;
        }
        if let Some(message) = whole(&event) {
            self.edited(&context, &message).await;
        }
    }

    async fn message_delete(
        &self,
        _: Context,
        channel: ChannelId,
        message: MessageId,
        _: Option<GuildId>,
    ) {
        self.deleted(channel, message).await;
    }

    async fn message_delete_bulk(
        &self,
        _: Context,
        channel: ChannelId,
        messages: Vec<MessageId>,
        _: Option<GuildId>,
    ) {
        for message in messages {
            self.deleted(channel, message).await;
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        self.interaction(&context, interaction).await;
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
    Some(message)
}

/// Makes visible what serenity drops in silence: events it cannot read.
struct Unknown;

#[async_trait]
impl RawEventHandler for Unknown {
    async fn raw_event(&self, _: Context, event: Event) {
        if let Event::Unknown(unknown) = event
            && matches!(
                &*unknown.kind,
                "READY"
                    | "GUILD_CREATE"
                    | "MESSAGE_CREATE"
                    | "MESSAGE_UPDATE"
                    | "INTERACTION_CREATE"
            )
        {
            tracing::error!(
                kind = unknown.kind,
                "an event could not be read and is lost"
            );
        }
    }
}
