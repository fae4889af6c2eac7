//! The log: to standard error only, and only warnings unless more is asked
//! for: by the configuration, by `-v`, or like every Rust program by a variable.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::config::Level;

/// Variables that say what is logged, as `tracing-subscriber` reads them; the
/// first that is set counts.
const VARIABLES: [&str; 2] = ["VERBATIM_LOG", "RUST_LOG"];

/// Starts the log; `verbose` is how often `-v` was given, `level` is what is
/// logged without.
pub(super) fn start(verbose: u8, level: Level) {
    let level = match verbose {
        0 => level.name(),
        1 => "verbatim=info,warn",
        2 => "verbatim=debug,info",
        _ => "trace",
    };
    let asked = VARIABLES
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let filter = match asked {
        Some(asked) if verbose == 0 => EnvFilter::builder().parse_lossy(asked),
        _ => EnvFilter::new(level),
    };
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .without_time()
        .try_init();
    // A second start in one process keeps the first.
    drop(started);
    // A panic is a fault of ours like any other: logged, and no more is shown.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
}
