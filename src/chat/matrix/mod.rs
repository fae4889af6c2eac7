//! Verbatim on Matrix. The only user of matrix-sdk.

mod account;
mod address;
mod changes;
mod hear;
mod html;
mod keys;
mod letter;
mod login;
mod office;
mod pages;
mod question;
mod reactions;
mod render;
mod rooms;
mod session;
mod setup;
mod signing;
mod standing;
mod sync;
mod threads;

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
    let data_dir = serving.store.directory().to_owned();
    loop {
        let client = account.connect(&data_dir).await?;
        match sync::run(client, &account, serving.clone()).await? {
            sync::Ended::Stopped => return Ok(()),
            sync::Ended::LoggedOutSoftly => account.log_in_again(&data_dir).await?,
        }
    }
}
