//! Slash commands, the menu of a message, buttons and forms: acknowledged at
//! once, answered in their place.

use std::{sync::Arc, time::Duration};

use serenity::{
    all::ActionRowComponent,
    builder::{
        AutocompleteChoice, CreateActionRow, CreateAutocompleteResponse, CreateInputText,
        CreateInteractionResponse as Response, CreateInteractionResponseMessage as Said,
        CreateModal, EditInteractionResponse,
    },
    model::{
        application::{
            CommandInteraction, ComponentInteraction, InputTextStyle, Interaction,
            ModalInteraction, ResolvedTarget,
        },
        guild::Member,
        id::{ChannelId, UserId},
    },
    prelude::Context,
};
use tokio::time::timeout;

use super::{
    buttons::{self, Pressed},
    commands::{self, CHECK},
    complete,
    handler::Handler,
    messages::may_moderate,
    office::{Post, nobody},
    render::content,
};
use crate::{
    article::LARGEST_SOURCE,
    bot::{Attachment, Message},
    chat::desk::{Office, now},
    command::{Arguments, Command, find},
    reply::{Block, Line, Reply, Status},
    store::{Feedback, MessageKey, Vote},
};

/// After that an answer is announced first: Discord waits three seconds, and
/// the way there takes some of them.
const AT_ONCE: Duration = Duration::from_millis(1_200);

/// Longest reason somebody can give, in code points.
const LONGEST_REASON: u16 = 1_000;

/// What was asked, and by whom.
struct Asked {
    message: Message,
    run: Option<(&'static Command, Arguments)>,
}

impl Handler {
    pub(super) async fn interaction(&self, context: &Context, interaction: Interaction) {
        let done = match interaction {
            Interaction::Command(command) => self.command(context, command).await,
            Interaction::Autocomplete(command) => self.complete(context, command).await,
            Interaction::Component(pressed) => self.pressed(context, pressed).await,
            Interaction::Modal(form) => self.reason(context, form).await,
            Interaction::Ping(_) => Ok(()),
            _ => {
                tracing::warn!("an interaction of an unknown kind");
                Ok(())
            }
        };
        if let Err(fault) = done {
            tracing::warn!(%fault, "an interaction could not be answered");
        }
    }

    async fn command(
        &self,
        context: &Context,
        command: CommandInteraction,
    ) -> serenity::Result<()> {
        let moderator = moderator(command.member.as_deref(), self);
        let mut message = message(command.channel_id, command.user.id, moderator);
        let menu = command.data.name == CHECK;
        let run = if menu {
            let Some(ResolvedTarget::Message(target)) = command.data.target() else {
                return Ok(());
            };
            alleged(&target.content)
        } else {
            find(&command.data.name)
                .map(|ours| (ours, commands::arguments(ours, &command.data.options)))
        };
        let Some((ours, arguments)) = run else {
            let says = if menu {
                "There is no text in that message that I could check."
            } else {
                "I no longer know that command; it will go away."
            };
            let said = quiet(says);
            return command
                .create_response(&context.http, Response::Message(said))
                .await;
        };
        for attachment in command.data.resolved.attachments.values() {
            if attachment.size as usize > LARGEST_SOURCE {
                let said = quiet("That file is too large for an article.");
                return command
                    .create_response(&context.http, Response::Message(said))
                    .await;
            }
        }
        let private = menu
            || matches!(
                ours.name,
                "help" | "status" | "articles" | "feeds" | "use" | "add" | "remove"
            );
        let files: Vec<_> = command
            .data
            .resolved
            .attachments
            .values()
            .cloned()
            .collect();
        let handler = self.worker();
        let computing = tokio::spawn(async move {
            for file in files {
                match file.download().await {
                    Ok(bytes) => message.attachments.push(Attachment {
                        name: file.filename,
                        content_type: file.content_type,
                        bytes,
                    }),
                    Err(fault) => tracing::warn!(%fault, "an attachment could not be fetched"),
                }
            }
            let asked = Asked {
                message,
                run: Some((ours, arguments)),
            };
            handler.reply(asked).await
        });
        tokio::pin!(computing);
        if let Ok(reply) = timeout(AT_ONCE, &mut computing).await {
            let reply = reply.unwrap_or_default();
            let private = private || reply.status == Status::Refused;
            let said = self.said(&reply, private, menu);
            return command
                .create_response(&context.http, Response::Message(said))
                .await;
        }
        let wait = Said::new().ephemeral(private);
        command
            .create_response(&context.http, Response::Defer(wait))
            .await?;
        let reply = computing.await.unwrap_or_default();
        let edit = EditInteractionResponse::new()
            .content(self.content(&reply))
            .components(self.rows(&reply, private, menu))
            .allowed_mentions(nobody());
        command.edit_response(&context.http, edit).await.map(drop)
    }

    async fn complete(
        &self,
        context: &Context,
        command: CommandInteraction,
    ) -> serenity::Result<()> {
        let typed = command.data.autocomplete();
        let known = find(&command.data.name);
        let choices = match (known, typed) {
            (Some(ours), Some(option)) => {
                let library = self.serving.bot.library();
                complete::choices(library, ours, option.name, option.value)
            }
            _ => Vec::new(),
        };
        let choices = choices
            .into_iter()
            .map(|choice| AutocompleteChoice::new(choice.clone(), choice));
        let response = CreateAutocompleteResponse::new().set_choices(choices.collect());
        command
            .create_response(&context.http, Response::Autocomplete(response))
            .await
    }

    async fn pressed(
        &self,
        context: &Context,
        pressed: ComponentInteraction,
    ) -> serenity::Result<()> {
        let store = &self.serving.store;
        let Some(meant) = buttons::pressed(&pressed.data.custom_id, store) else {
            return pressed
                .create_response(&context.http, Response::Acknowledge)
                .await;
        };
        let response = match meant {
            Pressed::Line(line) => {
                let moderator = moderator(pressed.member.as_ref(), self);
                let mut message = message(pressed.channel_id, pressed.user.id, moderator);
                message.text = format!("/{line}");
                let reply = self.worker().reply(Asked { message, run: None }).await;
                let said = self.said(&reply, false, false);
                // Another page takes the place of this one; anything else is
                // for whoever asked.
                let page = reply.status != Status::Refused
                    && (line.contains(" from:") || line.starts_with("summary"));
                if page {
                    Response::UpdateMessage(said)
                } else {
                    Response::Message(self.said(&reply, true, reply.status == Status::Answered))
                }
            }
            Pressed::Share => {
                let shared = Said::new()
                    .content(pressed.message.content.clone())
                    .allowed_mentions(nobody());
                Response::Message(shared)
            }
            Pressed::Up => {
                self.vote(
                    pressed.channel_id,
                    &pressed.message.id.to_string(),
                    pressed.user.id,
                    Vote::Up,
                    None,
                );
                thanks()
            }
            Pressed::Down => {
                self.vote(
                    pressed.channel_id,
                    &pressed.message.id.to_string(),
                    pressed.user.id,
                    Vote::Down,
                    None,
                );
                let reason = CreateInputText::new(
                    InputTextStyle::Paragraph,
                    "What was wrong? (may stay empty)",
                    "reason",
                )
                .required(false)
                .max_length(LONGEST_REASON);
                let form =
                    CreateModal::new(format!("why {}", pressed.message.id), "Not a good answer")
                        .components(vec![CreateActionRow::InputText(reason)]);
                Response::Modal(form)
            }
            Pressed::Forgotten => {
                let says =
                    "That button is too old: I no longer know what it was for. Please ask again.";
                Response::Message(quiet(says))
            }
        };
        pressed.create_response(&context.http, response).await
    }

    async fn reason(&self, context: &Context, form: ModalInteraction) -> serenity::Result<()> {
        let Some(message) = form.data.custom_id.strip_prefix("why ") else {
            return form
                .create_response(&context.http, Response::Acknowledge)
                .await;
        };
        let typed = form.data.components.iter().flat_map(|row| &row.components);
        let reason = typed.filter_map(|component| match component {
            ActionRowComponent::InputText(input) => input.value.clone(),
            _ => None,
        });
        let reason = reason
            .into_iter()
            .next()
            .filter(|reason| !reason.trim().is_empty());
        self.vote(form.channel_id, message, form.user.id, Vote::Down, reason);
        form.create_response(&context.http, thanks()).await
    }

    fn vote(
        &self,
        channel: ChannelId,
        answer: &str,
        person: UserId,
        vote: Vote,
        reason: Option<String>,
    ) {
        // An opinion about the answer to a message is about that message.
        let about = match self.desk.answered_by(answer) {
            Ok(Some((asked, _))) => asked,
            _ => MessageKey {
                platform: Post::PLATFORM.to_owned(),
                channel: channel.to_string(),
                message: answer.to_owned(),
            },
        };
        let feedback = Feedback {
            key: about,
            person: person.to_string(),
            vote,
            reason,
            at: now(),
        };
        if let Err(fault) = self.serving.store.vote(&feedback) {
            tracing::error!(%fault, "an opinion could not be kept");
        }
    }

    fn content(&self, reply: &Reply) -> String {
        content(reply, self.desk.office().titles)
    }

    fn rows(&self, reply: &Reply, private: bool, share: bool) -> Vec<CreateActionRow> {
        let answered = buttons::is_answer(reply) && !private;
        buttons::rows(
            &buttons::offers(reply),
            answered,
            share,
            &self.serving.store,
        )
    }

    fn said(&self, reply: &Reply, private: bool, share: bool) -> Said {
        Said::new()
            .content(self.content(reply))
            .components(self.rows(reply, private, share))
            .allowed_mentions(nobody())
            .ephemeral(private)
    }

    fn worker(&self) -> Worker {
        Worker {
            bot: Arc::clone(&self.serving.bot),
        }
    }
}

/// Works replies out away from the threads that talk to Discord.
struct Worker {
    bot: Arc<crate::bot::Bot>,
}

impl Worker {
    async fn reply(self, asked: Asked) -> Reply {
        let computed = tokio::task::spawn_blocking(move || match asked.run {
            Some((command, arguments)) => self.bot.run(command, arguments, &asked.message),
            None => self.bot.answer(&asked.message).unwrap_or_default(),
        });
        // A panic is logged by its hook and costs this reply alone.
        computed.await.unwrap_or_else(|_| Reply {
            command: "ask",
            status: Status::Refused,
            blocks: vec![Block::Text(Line::own(crate::bot::OUR_FAULT))],
            ..Reply::default()
        })
    }
}

/// A sentence for whoever asked alone.
fn quiet(says: &str) -> Said {
    Said::new()
        .content(says)
        .allowed_mentions(nobody())
        .ephemeral(true)
}

fn thanks() -> Response {
    Response::Message(quiet("Thank you: noted."))
}

fn moderator(member: Option<&Member>, handler: &Handler) -> bool {
    member.is_some_and(|member| {
        may_moderate(member.permissions, &member.roles, handler.moderator_role)
    })
}

fn message(channel: ChannelId, user: UserId, moderator: bool) -> Message {
    let at = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Message {
        platform: Post::PLATFORM,
        channel: channel.to_string(),
        conversation: format!("discord {channel} {user}"),
        author: user.to_string(),
        addressed: true,
        moderator,
        at: at.unwrap_or_default(),
        ..Message::default()
    }
}

/// What somebody's message says that the article should: what it puts in
/// quotation marks, else all of it.
fn alleged(text: &str) -> Option<(&'static Command, Arguments)> {
    let text = text.trim();
    let check = find("check")?;
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    match crate::command::parse(check, text) {
        Ok(arguments) => Some((check, arguments)),
        Err(_) => Some((check, Arguments::default().with("quote", text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_checks_what_is_quoted_else_everything() {
        let quote = |text| {
            alleged(text).and_then(|(_, arguments)| arguments.get("quote").map(str::to_owned))
        };
        assert_eq!(
            quote("lol he said “we will pay” yesterday").as_deref(),
            Some("we will pay")
        );
        assert_eq!(quote("we will pay").as_deref(), Some("we will pay"));
        assert_eq!(quote(" \u{1f600} "), None);
        assert_eq!(quote(""), None);
    }
}
