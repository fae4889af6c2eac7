//! Serves every platform that has a token until the process is told to stop.
//! What an adapter is given, and how it is stopped; knows no platform itself.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{bot::Bot, config::Config, store::Store};

/// How long adapters may take to send what is answered once they are told to
/// stop.
pub const DRAIN: Duration = Duration::from_secs(10);

/// What an adapter serves with.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Answers; blocks while it does, so it is asked on a thread for blocking.
    pub bot: Arc<Bot>,
    /// Which messages were handled, and replies on their way.
    pub store: Arc<Store>,
    /// How it was configured.
    pub config: Arc<Config>,
    /// Turns true when adapters are to drain and return.
    pub stop: watch::Receiver<bool>,
}
