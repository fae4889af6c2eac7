//! Tests of the program from outside: what it prints, for whom, and how it
//! ends.

mod command_line;
#[cfg(target_os = "linux")]
mod pseudo_terminal;
mod rendering;
