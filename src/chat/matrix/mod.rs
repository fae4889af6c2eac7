//! Verbatim on Matrix. The only user of matrix-sdk.

mod account;
mod address;
mod office;
mod render;
mod rooms;
mod setup;
mod sync;

pub use account::is_configured;
pub use address::{Addressing, Circumstances, asked};
pub use render::{Bodies, render};
pub use setup::{Step, set_up};

use anyhow::Context;

use super::serving::Serving;

/// Serves until it is told to stop.
///
/// # Errors
/// When the account cannot be used: wrong password, unknown token, a store of
/// another account.
pub async fn serve(serving: Serving) -> anyhow::Result<()> {
    let account = account::Account::of(&serving.config)?
        .context("no homeserver and account are configured")?;
    let client = account.connect(serving.store.directory()).await?;
    sync::run(client, &account, serving).await
}
