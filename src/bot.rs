//! From a message to a reply: is the bot addressed, what is asked, and is
//! every quotation of the reply really in the article? Knows no platform.

use std::{sync::Arc, time::Duration};

use crate::{
    command::{Arguments, Command},
    library::Library,
    reply::{Block, Line, Reply, Status},
};

/// A message as a platform's adapter hands it over.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where it was said: a channel, a thread, a room, a terminal. Follow-ups
    /// refer to what was said in the same conversation.
    pub conversation: String,
    /// Who said it.
    pub author: String,
    /// What was said, without the mention of the bot.
    pub text: String,
    /// Whether the bot was addressed: mentioned, replied to, in private.
    pub addressed: bool,
    /// Whether the author may use moderators' commands here.
    pub moderator: bool,
    /// When, since any fixed moment: remembered turns expire by it.
    pub at: Duration,
}

/// How the bot decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Below this probability, in 0..=1, that the article answers, `ask` is
    /// silent.
    pub threshold: f32,
    /// Longest question in code points.
    pub question_characters: usize,
    /// How many turns a conversation remembers.
    pub memory_turns: usize,
    /// For how long a turn is remembered.
    pub memory_time: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.5,
            question_characters: 1_000,
            memory_turns: 8,
            memory_time: Duration::from_secs(30 * 60),
        }
    }
}

/// Answers messages out of a library. Cheap to share, safe from many threads.
#[derive(Debug)]
pub struct Bot {
    library: Arc<Library>,
    settings: Settings,
}

impl Bot {
    /// A bot for a library.
    #[must_use]
    pub fn new(library: Arc<Library>, settings: Settings) -> Self {
        Self { library, settings }
    }

    /// The articles it answers from.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The reply to a message; `None` when the bot was not addressed.
    #[must_use]
    pub fn answer(&self, message: &Message) -> Option<Reply> {
        let _ = &self.settings;
        message.addressed.then(|| Reply {
            command: "ask",
            status: Status::NotInArticle,
            blocks: vec![Block::Text(Line::own("The article does not say."))],
            ..Reply::default()
        })
    }

    /// Runs one command with arguments that are already taken apart, as the
    /// command line's subcommands and slash commands have them. `message`
    /// says where and who.
    #[must_use]
    pub fn run(&self, command: &'static Command, arguments: Arguments, message: &Message) -> Reply {
        let _ = (command, arguments);
        self.answer(message).unwrap_or_default()
    }

    /// What the last word of a line that is being typed may become: command
    /// names, speakers, articles, lengths. Each item is the whole word or
    /// phrase to put in place of it, with the byte offset in the line where it
    /// begins.
    #[must_use]
    pub fn complete(&self, line: &str) -> (usize, Vec<String>) {
        let _ = line;
        (0, Vec::new())
    }
}
