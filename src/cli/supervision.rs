//! What systemd is told where it started the process: that it is ready, that
//! it is alive, that it stops (`sd_notify(3)`). Nothing anywhere else.

use sd_notify::NotifyState;

pub(super) fn ready() {
    tell(NotifyState::Ready);
}

pub(super) fn stopping() {
    tell(NotifyState::Stopping);
}

/// Says that the process is alive as often as the unit's `WatchdogSec` asks
/// for, from where questions are answered: when no task gets its turn any
/// more, systemd starts the service anew. Completes only where nobody asks.
pub(super) async fn alive() {
    let Some(patience) = sd_notify::watchdog_enabled() else {
        return;
    };
    // Half of it, as sd_watchdog_enabled(3) recommends.
    let mut due = tokio::time::interval(patience / 2);
    loop {
        due.tick().await;
        // A manager that does not read must not hold up who answers.
        let told = tokio::task::spawn_blocking(|| tell(NotifyState::Watchdog));
        let _ = told.await;
    }
}

fn tell(state: NotifyState<'_>) {
    if let Err(fault) = sd_notify::notify(&[state]) {
        tracing::warn!(%fault, "systemd could not be told");
    }
}
