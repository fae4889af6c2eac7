//! The log: to standard error only, and only warnings unless more is asked
//! for: by the configuration, by `-v`, or like every Rust program by a variable.

use std::{
    io::{self, IsTerminal},
    sync::OnceLock,
};

use tracing_subscriber::{
    EnvFilter, Registry, layer::SubscriberExt, reload, util::SubscriberInitExt,
};

use crate::config::{Format, Log};

/// Variables that say what is logged, as `tracing-subscriber` reads them; the
/// first that is set counts.
const VARIABLES: [&str; 2] = ["VERBATIM_LOG", "RUST_LOG"];

/// The filter of a log whose level the configuration decides; not set where a
/// variable or the command line does.
static CONFIGURED: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// Starts the log; `verbose` is how often `-v` was given, `log` is what is
/// configured.
pub(super) fn start(verbose: u8, log: Log) {
    let level = match verbose {
        0 => log.level.name(),
        1 => "verbatim=info,warn",
        2 => "verbatim=debug,info",
        _ => "trace",
    };
    let asked = VARIABLES
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let configured = asked.is_none() && verbose == 0;
    let filter = match asked {
        Some(asked) if verbose == 0 => EnvFilter::builder().parse_lossy(asked),
        _ => EnvFilter::new(level),
    };
    let (filter, handle) = reload::Layer::new(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let log_to = tracing_subscriber::registry().with(filter);
    let started = match log.format {
        Format::Text => {
            let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            // Whoever gathers the lines of a service adds the time.
            log_to
                .with(layer.with_ansi(colours).without_time())
                .try_init()
        }
        Format::Json => log_to.with(layer.json().flatten_event(true)).try_init(),
    };
    // A second start in one process keeps the first.
    if started.is_ok() && configured {
        let _ = CONFIGURED.set(handle);
    }
    // A panic is a fault of ours like any other: logged, and no more is shown.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
}

/// Logs from `level` on, unless a variable or the command line decides.
#[cfg(feature = "serve")]
pub(super) fn set_level(level: crate::config::Level) {
    if let Some(handle) = CONFIGURED.get() {
        // Fails only when the log is gone, and then nobody reads it.
        let _ = handle.reload(EnvFilter::new(level.name()));
    }
}
