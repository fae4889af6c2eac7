//! What a running service is told by signals: to read its configuration again.

use std::path::PathBuf;

use super::{Options, log};
use crate::{bot::Bot, config::Config};

/// Reads the configuration again and lets take effect what can.
#[derive(Debug)]
pub(super) struct Reload {
    file: Option<PathBuf>,
    running: Config,
}

impl Reload {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            file: options.file.clone(),
            running: options.config.clone(),
        }
    }

    /// Reads it again. One that is not right changes nothing.
    pub(super) fn read_again(&mut self, bot: &Bot) {
        let fresh = match Options::configured(self.file.as_deref()) {
            Ok(options) => options.config,
            Err(fault) => {
                tracing::error!("{fault:#}; the configuration stays as it was");
                return;
            }
        };
        let (next, waiting) = self.running.reloaded(&fresh);
        bot.decide_by(next.settings());
        log::set_level(next.log.level);
        self.running = next;
        // Whoever asked for it wants to read this, whatever the level is.
        tracing::warn!("the configuration was read again");
        if !waiting.is_empty() {
            let sections = waiting.join(", ");
            tracing::warn!("what changed in {sections} takes effect at the next start");
        }
    }
}
