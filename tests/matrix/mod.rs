//! Verbatim on a real homeserver, talking to people whose client is another
//! library. What it takes is installed once below `target/`; where there is no
//! Python 3 these tests fail, unless `VERBATIM_SKIP_MATRIX` is set.

mod between;
mod bot;
mod conversation;
mod floods;
mod invitations;
mod keys;
mod outages;
mod page;
mod people;
mod server;
mod setup;
#[cfg(feature = "postgres")]
mod shared;
#[cfg(feature = "discord")]
mod soak;
mod speed;
