//! The chat in a terminal, and the same chat for programs through pipes.

pub mod colour;

pub mod sanitise;

mod wrap;

pub mod render;

mod piped;

mod interactive;

pub use interactive::{Interactive, columns, interactive};
pub use piped::{Format, piped};

/// Whether a line means that the conversation is over.
fn leaves(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['/', '!', ':']);
    ["quit", "exit", "bye"]
        .iter()
        .any(|word| line.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_itself_leaves() {
        for line in ["quit", " EXIT ", "/quit", "bye"] {
            assert!(leaves(line), "{line}");
        }
        for line in ["who quit?", "exit poll", "", "q"] {
            assert!(!leaves(line), "{line}");
        }
    }
}
