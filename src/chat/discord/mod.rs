//! Verbatim on Discord. The only user of serenity.

mod account;
mod buttons;
mod card;
mod commands;
mod complete;
mod connection;
mod handler;
mod health;
mod interactions;
mod letter;
mod look;
mod messages;
mod missed;
mod office;
mod pace;
mod paging;
mod pressed;
mod probe;
mod render;
mod slash;
mod threads;
mod waiting;
mod watch;

pub use account::is_configured;
pub use look::look;
pub use render::LONGEST;

use anyhow::Context;

use super::serving::Serving;
use crate::reply::Reply;

/// The pages that a reply is on Discord, each within [`LONGEST`] code points.
#[must_use]
pub fn pages(reply: &Reply, titles: bool) -> Vec<String> {
    render::pages(reply, titles, render::Part::Whole)
}

/// Serves until it is told to stop.
///
/// # Errors
/// When Discord will not have the bot: a wrong token, intents or shards.
pub async fn serve(serving: Serving) -> anyhow::Result<()> {
    let account = account::Account::of(&serving.config)?.context("no token is configured")?;
    connection::run(&account, serving).await
}

/// Serves with this token, whatever the environment says.
///
/// # Errors
/// As [`serve`].
pub async fn serve_as(token: &'static str, serving: Serving) -> anyhow::Result<()> {
    let account = account::Account::with(token, &serving.config)?;
    connection::run(&account, serving).await
}
