//! Is the bot's device signed by its account, so that others' clients trust it?

use matrix_sdk::Client;

use crate::config::Secret;

/// Signs this device with the account's own key, where the recovery key is
/// known, and says in the log whether it is signed.
pub(super) async fn sign(client: &Client, recovery_key: Option<&Secret>) {
    let encryption = client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    if let Some(key) = recovery_key
        && !is_signed(client).await
        && let Err(fault) = encryption.recovery().recover(key.expose()).await
    {
        tracing::error!(%fault, "the recovery key does not open the account's secrets");
    }
    if is_signed(client).await {
        tracing::info!("this device is signed by its account");
    } else {
        tracing::warn!(
            "this device is not signed by its account, and some clients will not write to it; `verbatim matrix verify` signs it"
        );
    }
}

/// Whether the account's own key has signed this device.
pub(super) async fn is_signed(client: &Client) -> bool {
    if is_known_signed(client).await {
        return true;
    }
    // What was signed just now is known here once the server was asked.
    if let Some(user) = client.user_id()
        && let Err(fault) = client.encryption().request_user_identity(user).await
    {
        tracing::debug!(%fault, "the account's own keys could not be asked for");
    }
    is_known_signed(client).await
}

async fn is_known_signed(client: &Client) -> bool {
    let device = client.encryption().get_own_device().await;
    device.is_ok_and(|device| device.is_some_and(|device| device.is_cross_signed_by_owner()))
}
