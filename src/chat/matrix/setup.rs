//! What is done by hand with the bot's account: log in, have its device
//! trusted, log out. Says what was done in sentences for whoever runs it.

use std::{path::Path, time::Duration};

use anyhow::{Context, bail};
use matrix_sdk::{Client, encryption::recovery::RecoveryState};
use tokio::time::timeout;

use super::{account::Account, session, signing::is_signed};
use crate::{config::Config, store::Store};

/// How long room keys that are not in the backup yet may take to get there
/// before the device that has them goes.
const KEEPING: Duration = Duration::from_secs(30);

/// What can be done by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Logs in and saves the session, unless there is one.
    LogIn,
    /// Signs the device with the account's own key; makes a recovery key for
    /// an account that has none.
    Verify,
    /// Ends the session and forgets its keys.
    LogOut,
}

/// Does one step; what it says may have a recovery key in it, once.
///
/// # Errors
/// When no account is configured, another process serves, or the homeserver
/// refuses.
pub async fn set_up(config: &Config, data_dir: &Path, step: Step) -> anyhow::Result<String> {
    let account = Account::of(config)?.context(
        "no account on Matrix is configured: set matrix.homeserver and matrix.user, as docs/matrix.md says",
    )?;
    // Two processes on one device would spoil its keys.
    let _store = Store::open(data_dir)?;
    if step == Step::LogOut {
        return log_out(&account, data_dir).await;
    }
    let client = account.connect(data_dir).await?;
    let here = format!(
        "Logged in as {}, device {}.",
        account.user,
        client.device_id().map_or("?", |device| device.as_str())
    );
    match step {
        Step::Verify => Ok(format!("{here}\n{}", verify(&client).await?)),
        Step::LogIn | Step::LogOut if is_signed(&client).await => Ok(format!(
            "{here}\nThe device is signed by its account: other people's clients can trust it."
        )),
        Step::LogIn | Step::LogOut => Ok(format!(
            "{here}\nThe device is not signed by its account yet: `verbatim matrix verify` does that."
        )),
    }
}

async fn verify(client: &Client) -> anyhow::Result<String> {
    let recovery = client.encryption().recovery();
    let signed = is_signed(client).await;
    match recovery.state() {
        // Nothing that exists is replaced: a new identity would tell everybody
        // that the account was taken over.
        RecoveryState::Disabled if signed => {
            let key = recovery
                .enable()
                .wait_for_backups_to_upload()
                .await
                .context("the account's secrets could not be kept on the homeserver")?;
            Ok(format!(
                "The device is signed, and its secrets and room keys are kept encrypted on the homeserver.\n\
                 This is the recovery key. It is shown this once; keep it where passwords are kept:\n\n    {key}\n\n\
                 Set VERBATIM_MATRIX_RECOVERY_KEY to it when the bot logs in as a new device."
            ))
        }
        RecoveryState::Enabled if signed => {
            Ok("The device is signed, and the recovery of its secrets is set up.".to_owned())
        }
        _ => bail!(
            "the device is not signed by its account; set VERBATIM_MATRIX_RECOVERY_KEY to the recovery key or passphrase of the account, and try again"
        ),
    }
}

async fn log_out(account: &Account, data_dir: &Path) -> anyhow::Result<String> {
    let directory = session::directory(data_dir);
    if !directory.exists() {
        return Ok("There is no session.".to_owned());
    }
    let ended = match account.restored(data_dir).await {
        Ok(Some(client)) => {
            keep_room_keys(&client).await;
            match client.matrix_auth().logout().await {
                Ok(_) => "The session was ended on the homeserver.".to_owned(),
                Err(fault) => format!("The homeserver did not end the session: {fault}."),
            }
        }
        Ok(None) => "There was no session.".to_owned(),
        Err(fault) => format!("The session could not be used: {fault:#}."),
    };
    std::fs::remove_dir_all(&directory)
        .with_context(|| format!("failed to delete `{}`", directory.display()))?;
    Ok(format!(
        "{ended}\nThe keys of its device were deleted here."
    ))
}

/// Waits until the next device can have the keys of this one's rooms, where
/// there is a backup of them.
async fn keep_room_keys(client: &Client) {
    let encryption = client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    let backups = encryption.backups();
    if !backups.are_enabled().await {
        return;
    }
    match timeout(KEEPING, backups.wait_for_steady_state()).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::warn!(%fault, "not all room keys are in the backup"),
        Err(_) => tracing::warn!("not all room keys are in the backup: it takes too long"),
    }
}
