//! What a reply becomes on Discord: pages of text, buttons, and for the receipt
//! of an article and what `check` found a card. As it lies in the outbox and
//! behind buttons.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateEmbed, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage as Said, CreateMessage, EditInteractionResponse, EditMessage,
};

use super::{
    buttons::{self, is_answer, offers},
    card::Card,
    render::{self, Part},
};
use crate::{
    chat::desk::Offer,
    reply::{Reply, Status},
    store::Store,
};

/// A reply as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Letter {
    /// The first page.
    pub(super) content: String,
    /// The pages after it.
    #[serde(default)]
    pub(super) rest: Vec<String>,
    pub(super) offers: Vec<Offer>,
    /// Whether it is worth an opinion.
    pub(super) answer: bool,
    /// Whether only the asker sees it, who may show it to everybody.
    #[serde(default)]
    pub(super) share: bool,
    #[serde(default)]
    pub(super) card: Option<Card>,
    /// The article it is about, or all its words are of, when it is one.
    #[serde(default)]
    pub(super) article: Option<Rests>,
    /// Whom it is written to in private; else it replies in the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<NonZeroU64>,
}

/// How a letter rests on one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Rests {
    /// It is about this one, and so is what it offers.
    About(String),
    /// It found nothing elsewhere; what it offers looks everywhere again.
    Alone(String),
}

impl Rests {
    /// What a reply rests on.
    fn of(reply: &Reply) -> Option<Self> {
        if let Some(about) = &reply.about {
            return Some(Self::About(about.clone()));
        }
        let mut articles = reply.excerpts().map(|excerpt| &excerpt.article);
        let first = articles.next()?;
        articles
            .all(|other| other == first)
            .then(|| Self::Alone(first.clone()))
    }
}

impl Letter {
    /// A reply in a channel. Without a card: where the bot may not embed links,
    /// Discord would leave it out.
    pub(super) fn public(reply: &Reply, titles: bool) -> Self {
        Self::new(reply, titles, Part::Whole)
    }

    /// The reply to an interaction, where cards always work.
    pub(super) fn to_interaction(reply: &Reply, titles: bool, private: bool) -> Self {
        let card = Card::of(reply, titles);
        let part = card.as_ref().map_or(Part::Whole, Part::Beside);
        let letter = Self::new(reply, titles, part);
        Self {
            answer: letter.answer && !private,
            share: private && reply.status == Status::Answered,
            card,
            ..letter
        }
    }

    fn new(reply: &Reply, titles: bool, part: Part<'_>) -> Self {
        let mut pages = render::pages(reply, titles, part).into_iter();
        Self {
            content: pages.next().unwrap_or_default(),
            rest: pages.collect(),
            offers: offers(reply),
            answer: is_answer(reply),
            share: false,
            card: None,
            article: Rests::of(reply),
            to: None,
        }
    }

    fn page(&self, number: usize) -> &str {
        let rest = number.checked_sub(1).and_then(|at| self.rest.get(at));
        rest.map_or(&self.content, String::as_str)
    }

    fn rows(&self, page: usize, store: &Store) -> Vec<CreateActionRow> {
        buttons::rows(self, page, store)
    }

    fn embeds(&self) -> Vec<CreateEmbed> {
        self.card.iter().map(Card::embed).collect()
    }

    /// As a message of its own.
    pub(super) fn message(&self, store: &Store) -> CreateMessage {
        CreateMessage::new()
            .content(&self.content)
            .components(self.rows(0, store))
            .allowed_mentions(nobody())
    }

    /// In the place of a message that was sent.
    pub(super) fn edit(&self, store: &Store) -> EditMessage {
        EditMessage::new()
            .content(&self.content)
            .components(self.rows(0, store))
            .allowed_mentions(nobody())
    }

    /// One of its pages as the answer to an interaction.
    pub(super) fn said(&self, page: usize, store: &Store) -> Said {
        Said::new()
            .content(self.page(page))
            .embeds(self.embeds())
            .components(self.rows(page, store))
            .allowed_mentions(nobody())
    }

    /// After an answer, as a message of its own.
    pub(super) fn follow_up(&self, store: &Store) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(&self.content)
            .components(self.rows(0, store))
            .allowed_mentions(nobody())
    }

    /// In the place of an answer that was announced.
    pub(super) fn filled_in(&self, store: &Store) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(&self.content)
            .embeds(self.embeds())
            .components(self.rows(0, store))
            .allowed_mentions(nobody())
    }
}

/// Nobody is ever pinged, whatever an article says.
pub(super) fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}
