//! Buttons that were pressed, and the form for the reason of a 👎.

use serenity::{
    all::ActionRowComponent,
    builder::{
        Builder, CreateActionRow, CreateEmbed, CreateInputText,
        CreateInteractionResponse as Response, CreateInteractionResponseMessage as Said,
        CreateModal,
    },
    model::{
        application::{
            ComponentInteraction, InputTextStyle, MessageInteractionMetadata, ModalInteraction,
        },
        channel::Message,
        id::{ChannelId, UserId},
    },
};

use super::{
    buttons::{self, Pressed},
    handler::Handler,
    interactions::{Asked, message, moderator, quiet},
    letter::{Letter, Rests, nobody},
    office::Post,
    waiting::{Announced, Patience, Waiting},
};
use crate::{
    bot::GONE,
    chat::desk::Office,
    reply::Status,
    store::{MessageKey, Vote},
};

/// Longest reason somebody can give, in code points.
const LONGEST_REASON: u16 = 1_000;

impl Handler {
    pub(super) async fn pressed(&self, pressed: ComponentInteraction) -> serenity::Result<()> {
        let waiting = self.waiting(pressed.id, &pressed.token);
        let store = &self.serving.store;
        let response = match buttons::pressed(&pressed.data.custom_id, store) {
            None => Response::Acknowledge,
            Some(Pressed::Line(line, rests)) => {
                return self.run(&waiting, &pressed, &line, rests).await;
            }
            Some(Pressed::Page(page, letter)) => Response::UpdateMessage(letter.said(page, store)),
            Some(Pressed::Share) => {
                let shown = pressed.message.embeds.iter().cloned();
                let shared = Said::new()
                    .content(pressed.message.content.clone())
                    .embeds(shown.map(CreateEmbed::from).collect())
                    .allowed_mentions(nobody());
                Response::Message(shared)
            }
            Some(Pressed::Up) => {
                self.vote(&pressed.message, pressed.user.id, Vote::Up, None);
                thanks()
            }
            Some(Pressed::Down) => {
                self.vote(&pressed.message, pressed.user.id, Vote::Down, None);
                Response::Modal(form(&pressed.message.id.to_string()))
            }
            Some(Pressed::Forgotten) => {
                quiet("That button is too old: I no longer know what it was for. Please ask again.")
            }
        };
        waiting.answer(self.http(), response).await
    }

    /// Runs the line of a button.
    async fn run(
        &self,
        waiting: &Waiting,
        pressed: &ComponentInteraction,
        line: &str,
        rests: Option<Rests>,
    ) -> serenity::Result<()> {
        let moderator = moderator(pressed.member.as_ref(), self);
        let mut message = message(
            pressed.channel_id,
            pressed.guild_id,
            pressed.user.id,
            moderator,
        );
        message.text = format!("/{line}");
        if let Some(Rests::About(article) | Rests::Alone(article)) = &rests {
            let bot = &self.serving.bot;
            if !bot.library().holds(&bot.reach(&message), article) {
                return waiting.answer(self.http(), quiet(GONE)).await;
            }
        }
        if let Some(Rests::About(article)) = rests {
            message.about = Some(article);
        }
        let working = async {
            let said = pressed.channel.as_ref();
            message.thread = self.thread(pressed.channel_id, said).await;
            let titles = self.serving.bot.asks_several(&message);
            let reply = self
                .worked_out(Asked {
                    id: pressed.id,
                    message,
                    run: None,
                })
                .await;
            (reply, titles)
        };
        // Another page takes the place of this one; anything else is for
        // whoever asked.
        let page = line.contains(" from:") || line.starts_with("summary");
        let announced = if page {
            Announced::Change
        } else {
            Announced::Message { private: true }
        };
        let ((reply, titles), was_announced) = waiting
            .at_once(self.http(), announced, Patience::Some, working)
            .await?;
        let store = &self.serving.store;
        let refused = reply.status == Status::Refused;
        let private = !page || refused;
        let letter = Letter::to_interaction(&reply, titles, private);
        match (was_announced, page) {
            (true, true) if refused => {
                let said = letter.follow_up(store).ephemeral(true);
                said.execute(self.http(), (None, &waiting.token))
                    .await
                    .map(drop)
            }
            (true, _) => waiting.fill_in(self.http(), letter.filled_in(store)).await,
            (false, true) if !refused => {
                let said = Response::UpdateMessage(letter.said(0, store));
                waiting.answer(self.http(), said).await
            }
            (false, _) => {
                let said = letter.said(0, store).ephemeral(true);
                waiting.answer(self.http(), Response::Message(said)).await
            }
        }
    }

    pub(super) async fn reason(&self, form: ModalInteraction) -> serenity::Result<()> {
        let waiting = self.waiting(form.id, &form.token);
        let Some(message) = form.data.custom_id.strip_prefix("why ") else {
            return waiting.answer(self.http(), Response::Acknowledge).await;
        };
        let typed = form.data.components.iter().flat_map(|row| &row.components);
        let mut reasons = typed.filter_map(|component| match component {
            ActionRowComponent::InputText(input) => input.value.clone(),
            _ => None,
        });
        let reason = reasons.next().filter(|reason| !reason.trim().is_empty());
        let key = match &form.message {
            Some(answer) => self.asked(answer),
            None => self.asked_by(form.channel_id, message, None),
        };
        self.opinion(key, form.user.id, Vote::Down, reason);
        waiting.answer(self.http(), thanks()).await
    }

    fn vote(&self, answer: &Message, person: UserId, vote: Vote, reason: Option<String>) {
        self.opinion(self.asked(answer), person, vote, reason);
    }

    /// What an answer answers: an opinion about it is about that. The answer
    /// to a command is known by the command.
    fn asked(&self, answer: &Message) -> MessageKey {
        let command = match answer.interaction_metadata.as_deref() {
            Some(MessageInteractionMetadata::Command(command)) => Some(command.id.to_string()),
            _ => None,
        };
        self.asked_by(answer.channel_id, &answer.id.to_string(), command)
    }

    fn asked_by(&self, channel: ChannelId, answer: &str, command: Option<String>) -> MessageKey {
        match self.desk.answered_by(answer) {
            Ok(Some((asked, _))) => asked,
            _ => MessageKey {
                platform: Post::PLATFORM.to_owned(),
                channel: channel.to_string(),
                message: command.unwrap_or_else(|| answer.to_owned()),
            },
        }
    }

    fn opinion(&self, about: MessageKey, person: UserId, vote: Vote, reason: Option<String>) {
        if let Err(fault) = self.desk.vote(about, person.to_string(), vote, reason) {
            tracing::error!(%fault, "an opinion could not be kept");
        }
    }
}

/// Asks for the reason of a 👎 under an answer.
fn form(answer: &str) -> CreateModal {
    let reason = CreateInputText::new(
        InputTextStyle::Paragraph,
        "What was wrong? (may stay empty)",
        "reason",
    )
    .required(false)
    .max_length(LONGEST_REASON);
    CreateModal::new(format!("why {answer}"), "Not a good answer")
        .components(vec![CreateActionRow::InputText(reason)])
}

fn thanks() -> Response {
    quiet("Thank you: noted.")
}
