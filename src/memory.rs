//! What a conversation remembers, so that "and what else did he say?" means
//! something. Bounded in turns, conversations and time; knows no clock.

use crate::{command::Arguments, text::Span};

/// One question and what it was about.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Name of the command that was run.
    pub command: &'static str,
    /// With which arguments.
    pub arguments: Arguments,
    /// What it was about.
    pub focus: Focus,
}

/// What a follow-up can refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Focus {
    /// Identifier of the article the reply came from.
    pub article: Option<String>,
    /// The speaker it was about: "he", "she", "they".
    pub speaker: Option<String>,
    /// The words it rested on: "that".
    pub span: Option<Span>,
    /// How many items of a list have been shown: "more".
    pub shown: usize,
}
