//! The table of commands: what can be asked, with which arguments, by whom.
//! Help, completion, the parsers of every platform and the README's table are
//! derived from it. Knows no platform and does no I/O.

use crate::{
    index::Scope,
    library::Library,
    memory::{Focus, Turn},
    reply::Reply,
};

mod arguments;

pub use arguments::{Arguments, parse};

/// One command. A command is a value: one row of [`COMMANDS`].
#[derive(Debug)]
pub struct Command {
    /// What is typed: lower case, one word.
    pub name: &'static str,
    /// Other words that mean the same.
    pub aliases: &'static [&'static str],
    /// What it gives, in one line without a full stop.
    pub summary: &'static str,
    /// In the order in which they are typed.
    pub arguments: &'static [Argument],
    /// Lines that work on any article; shown by `help`.
    pub examples: &'static [&'static str],
    /// Who may use it.
    pub access: Access,
    /// Runs it.
    pub run: fn(&Context<'_>, &Arguments) -> Result<Done, Refusal>,
}

/// One argument of a command.
#[derive(Debug)]
pub struct Argument {
    /// Its name, also in `name:value`.
    pub name: &'static str,
    /// What it takes, and so how it is completed.
    pub kind: Kind,
    /// Whether the command needs it.
    pub required: bool,
    /// What it means, in one line without a full stop.
    pub help: &'static str,
    /// Words that introduce it in a line: "about", "by".
    pub introduced_by: &'static [&'static str],
}

/// What an argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any words.
    Text,
    /// An alleged quotation, in quotation marks or not.
    Quote,
    /// Somebody who speaks in the article.
    Speaker,
    /// A topic: any words.
    Topic,
    /// `short`, `medium`, `long`, a number of sentences, or `N words`.
    Length,
    /// An article by identifier or title.
    Article,
    /// The name of a command.
    Command,
}

/// Who may use a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Everyone,
    /// Moderators of the channel; on the terminal, its user.
    Moderators,
}

/// What a command sees.
#[derive(Debug)]
pub struct Context<'a> {
    /// The articles.
    pub library: &'a Library,
    /// Those of them that this conversation asks.
    pub scope: &'a Scope,
    /// The turns before, newest last.
    pub before: &'a [Turn],
    /// How the engines decide.
    pub settings: &'a crate::bot::Settings,
}

/// What a command gives back: the reply, and what a follow-up can refer to.
#[derive(Debug, Default)]
pub struct Done {
    /// The reply.
    pub reply: Reply,
    /// What "he", "that" and "more" mean from now on.
    pub focus: Focus,
}

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Refusal {
    /// The asker's: a sentence and the next step, shown as written.
    Asker(String),
    /// Ours: logged with its chain; the asker gets one fixed sentence.
    Ours(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Ours(error.into())
    }
}

/// Every command, in the order in which help lists them.
pub static COMMANDS: &[&Command] = &[];

/// The command of this name or alias, whatever its case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    COMMANDS
        .iter()
        .copied()
        .find(|command| command.name == name || command.aliases.contains(&name.as_str()))
}
