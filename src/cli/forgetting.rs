//! What a service that runs for months lets go of, so that its database does
//! not grow with every question it was ever asked.

use std::{sync::Arc, time::Duration};

use crate::{
    library,
    store::{self, Store},
};

/// How often it is looked.
const EVERY: Duration = Duration::from_hours(1);

/// How long a message that was handled is known for that, in seconds: a
/// platform that gives one again after a month has been away for a month.
const HANDLED: i64 = 30 * 24 * 60 * 60;

/// Forgets now and every hour, for as long as the process serves.
pub(super) async fn forget(store: Arc<Store>) {
    let mut hours = tokio::time::interval(EVERY);
    loop {
        hours.tick().await;
        let store = Arc::clone(&store);
        let forgotten = tokio::task::spawn_blocking(move || forget_by(&store, library::now()));
        match forgotten.await {
            Ok(Ok(0)) | Err(_) => {}
            Ok(Ok(forgotten)) => tracing::debug!(forgotten, "conversations and messages"),
            Ok(Err(fault)) => {
                let fault: &dyn std::error::Error = &fault;
                tracing::error!(fault, "what is out of date cannot be forgotten");
            }
        }
    }
}

/// Forgets what conversations may no longer remember, and the messages that
/// were handled long ago. Says how many rows that were.
fn forget_by(store: &Store, now: i64) -> Result<usize, store::Error> {
    let conversations = store.forget_expired(now)?;
    let messages = store.forget_handled_before(now.saturating_sub(HANDLED))?;
    Ok(conversations + messages)
}
