//! Tests of the program from outside: what it prints, for whom, and how it
//! ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod command_line;
mod conversations;
mod readme;
mod rendering;
