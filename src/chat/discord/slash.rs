//! Slash commands, what their options may become while they are typed, and the
//! menu of a message.

use std::sync::Arc;

use serenity::{
    builder::{
        AutocompleteChoice, CreateAutocompleteResponse, CreateInteractionResponse as Response,
    },
    model::{
        application::{CommandInteraction, ResolvedTarget},
        channel::Attachment as File,
    },
};

use super::{
    commands::{self, CHECK},
    complete::{self, Offered},
    handler::Handler,
    interactions::{Asked, message, moderator, quiet},
    letter::Letter,
    waiting::{Announced, Patience},
};
use crate::{
    article::LARGEST_SOURCE,
    bot::{Attachment, Message},
    command::{Access, Arguments, Command, find},
    reply::Status,
};

impl Handler {
    pub(super) async fn command(&self, command: CommandInteraction) -> serenity::Result<()> {
        let waiting = self.waiting(command.id, &command.token);
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
            return waiting.answer(self.http(), quiet(says)).await;
        };
        let files: Vec<File> = command.data.resolved.attachments.into_values().collect();
        if files.iter().any(|file| file.size as usize > LARGEST_SOURCE) {
            let says = "That file is too large for an article.";
            return waiting.answer(self.http(), quiet(says)).await;
        }
        let private = menu || is_for_the_asker(ours);
        // Fetching can take as long as somebody else's server does.
        let patience = if ours.name == "add" {
            Patience::None
        } else {
            Patience::Some
        };
        let moderator = moderator(command.member.as_deref(), self);
        let mut message = message(
            command.channel_id,
            command.guild_id,
            command.user.id,
            moderator,
        );
        let working = async {
            let said = command.channel.as_ref();
            message.thread = self.thread(command.channel_id, said).await;
            fetch(files, &mut message).await;
            let titles = self.serving.bot.asks_several(&message);
            let asked = Asked {
                id: command.id,
                message,
                run: Some((ours, arguments)),
            };
            (self.worked_out(asked).await, titles)
        };
        let announced = Announced::Message { private };
        let ((reply, titles), was_announced) = waiting
            .at_once(self.http(), announced, patience, working)
            .await?;
        let store = &self.serving.store;
        if was_announced {
            let letter = Letter::to_interaction(&reply, titles, private);
            return waiting.fill_in(self.http(), letter.filled_in(store)).await;
        }
        // What could not be taken concerns nobody else.
        let private = private || reply.status == Status::Refused;
        let letter = Letter::to_interaction(&reply, titles, private);
        let said = letter.said(0, store).ephemeral(private);
        waiting.answer(self.http(), Response::Message(said)).await
    }

    pub(super) async fn complete(&self, command: CommandInteraction) -> serenity::Result<()> {
        let typed = command.data.autocomplete();
        let known = find(&command.data.name);
        let choices = match (known, typed) {
            (Some(ours), Some(option)) => {
                let bot = &self.serving.bot;
                let channel = command.channel_id;
                let mut message = message(channel, command.guild_id, command.user.id, false);
                message.thread = self.thread(channel, command.channel.as_ref()).await;
                let reach = bot.reach(&message);
                let offered = Offered {
                    library: bot.library(),
                    scope: bot.scope(&message).unwrap_or_else(|_| reach.clone()),
                    reach,
                };
                complete::choices(&offered, ours, option.name, option.value)
            }
            _ => Vec::new(),
        };
        let choices = choices
            .into_iter()
            .map(|choice| AutocompleteChoice::new(choice.shown, choice.value));
        let response = CreateAutocompleteResponse::new().set_choices(choices.collect());
        let waiting = self.waiting(command.id, &command.token);
        waiting
            .answer(self.http(), Response::Autocomplete(response))
            .await
    }
}

impl Handler {
    /// Reads the articles whose words are offered, so that the first to type
    /// does not wait for that.
    pub(super) fn warm_up(&self) {
        let bot = Arc::clone(&self.serving.bot);
        tokio::task::spawn_blocking(move || complete::warm_up(bot.library()));
    }
}

/// Whether the reply to a command concerns the asker alone.
fn is_for_the_asker(command: &Command) -> bool {
    command.access == Access::Moderators
        || matches!(command.name, "help" | "status" | "articles" | "feeds")
}

/// Fetches the files that came with a command.
async fn fetch(files: Vec<File>, message: &mut Message) {
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
