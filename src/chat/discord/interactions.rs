//! What is done with the mouse or a slash: who takes care of it, and what they
//! have in common.

use std::{sync::Arc, time::SystemTime};

use serenity::{
    builder::{CreateInteractionResponse as Response, CreateInteractionResponseMessage as Said},
    model::{
        application::Interaction,
        guild::Member,
        id::{ChannelId, GuildId, UserId},
    },
};

use super::{
    handler::Handler,
    letter::nobody,
    messages::{community, may_moderate},
    office::Post,
};
use crate::{
    bot::{Message, OUR_FAULT},
    chat::desk::Office,
    command::{Arguments, Command},
    reply::{Block, Line, Reply, Status},
};

/// What was asked, and by whom.
pub(super) struct Asked {
    pub(super) message: Message,
    /// A command with its arguments; else the message's text says it.
    pub(super) run: Option<(&'static Command, Arguments)>,
}

impl Handler {
    pub(super) async fn interaction(&self, interaction: Interaction) {
        let done = match interaction {
            Interaction::Command(command) => self.command(command).await,
            Interaction::Autocomplete(command) => self.complete(command).await,
            Interaction::Component(pressed) => self.pressed(pressed).await,
            Interaction::Modal(form) => self.reason(form).await,
            Interaction::Ping(_) => Ok(()),
            _ => {
                tracing::warn!("an interaction of an unknown kind");
                Ok(())
            }
        };
        if let Err(fault) = done {
            // What its sorting knows of the token matters, not the sort.
            let fault = self.desk.office().sorted(fault);
            tracing::warn!(?fault, "an interaction could not be answered");
        }
    }

    /// Whether citations name their article.
    pub(super) fn titles(&self) -> bool {
        self.desk.office().titles
    }

    /// The reply, worked out away from the threads that talk to Discord.
    pub(super) async fn worked_out(&self, asked: Asked) -> Reply {
        let bot = Arc::clone(&self.serving.bot);
        let computed = tokio::task::spawn_blocking(move || match asked.run {
            Some((command, arguments)) => bot.run(command, arguments, &asked.message),
            None => bot.answer(&asked.message).unwrap_or_default(),
        });
        // A panic is logged by its hook and costs this reply alone.
        computed.await.unwrap_or_else(|_| Reply {
            command: "ask",
            status: Status::Refused,
            blocks: vec![Block::Text(Line::own(OUR_FAULT))],
            ..Reply::default()
        })
    }
}

/// A sentence for whoever asked alone.
pub(super) fn quiet(says: &str) -> Response {
    let said = Said::new()
        .content(says)
        .allowed_mentions(nobody())
        .ephemeral(true);
    Response::Message(said)
}

/// Whether somebody may use moderators' commands where they are.
pub(super) fn moderator(member: Option<&Member>, handler: &Handler) -> bool {
    member.is_some_and(|member| {
        may_moderate(member.permissions, &member.roles, handler.moderator_role)
    })
}

/// A message of somebody, still without words.
pub(super) fn message(
    channel: ChannelId,
    guild: Option<GuildId>,
    user: UserId,
    moderator: bool,
) -> Message {
    let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Message {
        platform: Post::PLATFORM,
        channel: channel.to_string(),
        community: community(guild),
        conversation: format!("discord {channel} {user}"),
        author: user.to_string(),
        addressed: true,
        moderator,
        at: at.unwrap_or_default(),
        ..Message::default()
    }
}
