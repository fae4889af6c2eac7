//! Tests of the program from outside: what it prints, for whom, and how it
//! ends.

#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod bad_input;
mod checking;
mod command_line;
mod communities;
mod conversations;
mod difference;
mod disagreement;
#[cfg(feature = "discord")]
mod discord;
mod edition;
mod library;
#[cfg(all(feature = "matrix", target_os = "linux"))]
mod matrix;
mod newcomer;
#[cfg(all(feature = "postgres", any(feature = "discord", feature = "matrix")))]
#[path = "postgres/server.rs"]
mod postgres_server;
#[cfg(target_os = "linux")]
mod pseudo_terminal;
mod questions;
#[cfg(feature = "reader")]
mod reader;
mod readme;
mod rendering;
#[cfg(all(feature = "discord", target_os = "linux"))]
mod serving;
mod simple;
mod threads;
mod threats;
