//! What is done with the mouse or a slash: who takes care of it, and what they
//! have in common.

use std::{sync::Arc, time::SystemTime};

use serenity::{
    builder::{CreateInteractionResponse as Response, CreateInteractionResponseMessage as Said},
    model::{
        application::Interaction,
        guild::Member,
        id::{ChannelId, GuildId, InteractionId, UserId},
    },
};
use tracing::{Instrument, Span};

use super::{
    handler::Handler,
    letter::nobody,
    messages::{community, may_moderate},
    office::Post,
    waiting::Waiting,
};
use crate::{
    bot::{Bot, Message},
    chat::{desk::Office, request},
    command::{Arguments, Command},
    reply::Reply,
};

/// What was asked, and by whom.
pub(super) struct Asked {
    pub(super) id: InteractionId,
    pub(super) message: Message,
    /// A command with its arguments; else the message's text says it.
    pub(super) run: Option<(&'static Command, Arguments)>,
}

impl Handler {
    pub(super) async fn interaction(&self, interaction: Interaction) {
        let span = span(&interaction);
        // All kinds of them together are more than a stack should hold.
        Box::pin(self.answered(interaction).instrument(span)).await;
    }

    async fn answered(&self, interaction: Interaction) {
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

    /// One that waits for its answer.
    pub(super) fn waiting(&self, id: InteractionId, token: &str) -> Waiting {
        Waiting::new(id, token, Arc::clone(self.health()))
    }

    /// The reply, worked out away from the threads that talk to Discord.
    pub(super) async fn worked_out(&self, asked: Asked) -> Reply {
        let Asked { id, message, run } = asked;
        let said = match &run {
            Some((_, arguments)) if arguments.get("question").is_some() => {
                arguments.get("question").unwrap_or_default().to_owned()
            }
            Some((command, arguments)) => arguments.line(command.name),
            None => message.text.clone(),
        };
        let whole = message.clone();
        let work = move |bot: &Bot| match run {
            Some((command, arguments)) => Some(bot.run(command, arguments, &whole)),
            None => bot.answer(&whole),
        };
        let id = id.to_string();
        self.desk.work_out(&message, (&id, &said), work).await
    }
}

/// What joins everything that is logged about one interaction.
fn span(interaction: &Interaction) -> Span {
    let (id, channel) = match interaction {
        Interaction::Command(command) | Interaction::Autocomplete(command) => {
            (command.id, command.channel_id)
        }
        Interaction::Component(pressed) => (pressed.id, pressed.channel_id),
        Interaction::Modal(form) => (form.id, form.channel_id),
        _ => return Span::none(),
    };
    request::span(Post::PLATFORM, &channel.to_string(), &id.to_string())
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
