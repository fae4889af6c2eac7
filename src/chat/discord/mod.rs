//! Verbatim on Discord. The only user of serenity.

use super::serving::Serving;
use crate::config::Config;

/// Whether there is an account to serve with.
///
/// # Errors
/// When what is configured is not right.
pub fn is_configured(_: &Config) -> anyhow::Result<bool> {
    Ok(false)
}

/// Serves until it is stopped.
///
/// # Errors
/// When it cannot go on.
pub async fn serve(mut serving: Serving) -> anyhow::Result<()> {
    serving.stop.wait_for(|stop| *stop).await?;
    Ok(())
}
