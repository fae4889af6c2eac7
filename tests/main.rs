//! Tests of the program from outside: what it prints, for whom, and how it
//! ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod command_line;
mod conversations;
mod difference;
mod edition;
mod library;
#[cfg(target_os = "linux")]
mod pseudo_terminal;
mod questions;
mod readme;
mod rendering;
