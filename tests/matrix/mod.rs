//! Verbatim on a real homeserver, talking to people whose client is another
//! library. What it takes is installed once below `target/`; where there is no
//! Python 3 these tests fail, unless `VERBATIM_SKIP_MATRIX` is set.

mod between;
mod conversation;
mod floods;
mod invitations;
mod outages;
mod people;
mod server;
mod setup;
#[cfg(feature = "discord")]
mod soak;
mod speed;

/// Whether these tests are left out, as whoever runs them has asked for.
fn skipped() -> bool {
    std::env::var_os("VERBATIM_SKIP_MATRIX").is_some_and(|skip| skip == "1")
}
