//! Does Discord know the token, and how is the bot invited? Asked before
//! anything starts.

use std::time::Duration;

use anyhow::Context;
use serenity::model::{Permissions, id::ApplicationId};
use tokio::time::timeout;

use super::account::{Account, UNKNOWN_TOKEN, is_unknown_token};
use crate::config::Config;

/// How long Discord is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the bot needs where it is asked: to see what is said, and to answer.
const PERMISSIONS: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::READ_MESSAGE_HISTORY);

/// Who the bot is on Discord, and the address that invites it; nothing when no
/// token is configured.
///
/// # Errors
/// When Discord cannot be reached or does not know the token.
pub async fn look(config: &Config) -> anyhow::Result<Option<String>> {
    let Some(account) = Account::of(config)? else {
        return Ok(None);
    };
    let http = account.http();
    let asked =
        async { tokio::try_join!(http.get_current_user(), http.get_current_application_info()) };
    let asked = timeout(PATIENCE, asked).await;
    let (user, application) = match asked.context("Discord does not answer")? {
        Ok(known) => known,
        Err(fault) if is_unknown_token(&fault) => anyhow::bail!(UNKNOWN_TOKEN),
        Err(fault) => return Err(anyhow::Error::new(fault).context("Discord cannot be reached")),
    };
    Ok(Some(format!(
        "discord knows it as {}; invite it with {}",
        user.name,
        invitation(application.id)
    )))
}

/// The address that adds the bot to a server.
fn invitation(application: ApplicationId) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
        PERMISSIONS.bits()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invitation_is_that_of_the_documentation() {
        let ours = invitation(ApplicationId::new(5))
            .replace("client_id=5", "client_id=YOUR_APPLICATION_ID");
        for text in [
            include_str!("../../../README.md"),
            include_str!("../../../docs/discord.md"),
        ] {
            assert!(text.contains(&ours), "{ours}");
        }
    }
}
