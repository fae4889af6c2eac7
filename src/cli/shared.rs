//! Keeps a served library up to date with what other processes change in it.

use std::{
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use crate::library::Library;

/// How often it is asked what changed: one small query each time.
const LOOK: Duration = Duration::from_secs(2);

/// Looks until it is dropped.
pub(super) struct CatchingUp {
    _stop: Sender<()>,
}

impl CatchingUp {
    /// Nothing is started where no other process can change anything.
    pub(super) fn start(library: Arc<Library>) -> Option<Self> {
        if !library.store()?.is_shared() {
            return None;
        }
        let (stop, stopped) = mpsc::channel();
        let follow = move || {
            while stopped.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                match library.follow() {
                    Ok(0) => {}
                    Ok(changed) => tracing::info!(changed, "articles were changed elsewhere"),
                    Err(fault) => {
                        let fault: &dyn std::error::Error = &fault;
                        tracing::warn!(fault, "what changed elsewhere cannot be taken in yet");
                    }
                }
            }
        };
        if let Err(fault) = thread::Builder::new()
            .name("catching up".to_owned())
            .spawn(follow)
        {
            tracing::error!(%fault, "what changes elsewhere is not noticed before a restart");
        }
        Some(Self { _stop: stop })
    }
}
