//! The chat without a terminal: lines in, replies out, no prompt.

use std::io::{self, BufRead, Write};

use super::{
    leaves,
    render::{Look, render},
};
use crate::chat::{
    json::Object,
    lines::{Heard, LONGEST, next},
    session::{Session, refusal},
};

/// How replies are written.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    /// For people; an empty line after each reply.
    Text(Look),
    /// For programs: one object a line for every line that was read.
    Json,
}

/// Talks until the input ends, or somebody who is no program leaves.
///
/// # Errors
/// When reading or writing fails.
pub fn piped(
    session: &Session<'_>,
    mut input: impl BufRead,
    mut output: impl Write,
    format: Format,
) -> io::Result<()> {
    while let Some(heard) = next(&mut input)? {
        let reply = match &heard {
            Heard::TooLong => refusal(
                "ask",
                &format!("That line is longer than {} kB.", LONGEST / 1024),
            ),
            Heard::Line(line) => match format {
                Format::Text(_) if line.trim().is_empty() => continue,
                Format::Text(_) if leaves(line) => break,
                Format::Text(_) | Format::Json => session.say(line),
            },
        };
        match format {
            Format::Text(look) => writeln!(output, "{}\n", render(&reply, look))?,
            Format::Json => {
                let object = Object::new(&reply, session.bot().library());
                writeln!(output, "{}", object.line()?)?;
            }
        }
        // Whoever waits for the reply before the next line must get it.
        output.flush()?;
    }
    Ok(())
}
