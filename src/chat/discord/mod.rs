//! Verbatim on Discord. The only user of serenity.

mod account;
mod buttons;
mod commands;
mod complete;
mod handler;
mod interactions;
mod messages;
mod office;
mod render;

pub use account::is_configured;
pub use render::{LONGEST, content};

use anyhow::Context;

use super::serving::Serving;

/// Serves until it is told to stop.
///
/// # Errors
/// When Discord will not have the bot: a wrong token, intents or shards.
pub async fn serve(serving: Serving) -> anyhow::Result<()> {
    let account = account::Account::of(&serving.config)?.context("no token is configured")?;
    handler::run(&account, serving).await
}

/// Serves with this token, whatever the environment says.
///
/// # Errors
/// As [`serve`].
pub async fn serve_as(token: &'static str, serving: Serving) -> anyhow::Result<()> {
    let account = account::Account::with(token, &serving.config)?;
    handler::run(&account, serving).await
}
