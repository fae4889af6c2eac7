//! One conversation of one person on this machine: each line or command gets
//! exactly one reply, whatever happens to the bot meanwhile.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use crate::{
    bot::{Bot, Message, OUR_FAULT},
    command::{Arguments, Command},
    reply::{Block, Line, Reply, Status},
};

/// One conversation.
#[derive(Debug)]
pub struct Session<'a> {
    bot: &'a Bot,
    conversation: String,
    began: Instant,
}

impl<'a> Session<'a> {
    /// A conversation of its own: follow-ups refer to nothing outside.
    #[must_use]
    pub fn new(bot: &'a Bot, conversation: impl Into<String>) -> Self {
        Self {
            bot,
            conversation: conversation.into(),
            began: Instant::now(),
        }
    }

    /// The bot that is talked to.
    #[must_use]
    pub const fn bot(&self) -> &'a Bot {
        self.bot
    }

    /// Whether several articles are asked, so that replies name theirs.
    #[must_use]
    pub fn several_articles(&self) -> bool {
        self.bot.library().len() > 1
    }

    /// The reply to a line.
    #[must_use]
    pub fn say(&self, line: &str) -> Reply {
        if line.trim().is_empty() {
            return refusal("help", "That line was empty. `help` shows how to ask.");
        }
        guarded("ask", || {
            let message = self.message(line);
            self.bot.answer(&message).unwrap_or_default()
        })
    }

    /// The reply to a command.
    #[must_use]
    pub fn run(&self, command: &'static Command, arguments: Arguments) -> Reply {
        guarded(command.name, || {
            let message = self.message(&arguments.line(command.name));
            self.bot.run(command, arguments, &message)
        })
    }

    /// What the end of a line that is being typed may become, as
    /// [`Bot::complete`] says; nothing when that fails.
    #[must_use]
    pub fn complete(&self, line: &str) -> (usize, Vec<String>) {
        catch_unwind(AssertUnwindSafe(|| self.bot.complete(line)))
            .unwrap_or_else(|_| (line.len(), Vec::new()))
    }

    fn message(&self, text: &str) -> Message {
        Message {
            platform: "terminal",
            channel: "terminal".to_owned(),
            thread: None,
            community: String::new(),
            conversation: self.conversation.clone(),
            author: "terminal".to_owned(),
            text: text.to_owned(),
            addressed: true,
            // Whoever runs the program owns its articles.
            moderator: true,
            owner: true,
            attachments: Vec::new(),
            at: self.began.elapsed(),
            about: None,
        }
    }
}

/// A reply that says why a question could not be taken; words between
/// backticks are to be typed.
#[must_use]
pub fn refusal(command: &'static str, sentence: &str) -> Reply {
    Reply {
        command,
        status: Status::Refused,
        blocks: vec![Block::Text(Line::with_code(sentence))],
        ..Reply::default()
    }
}

/// A fault in the bot ends a question, not the conversation. The panic itself
/// is logged where the program begins.
fn guarded(command: &'static str, ask: impl FnOnce() -> Reply) -> Reply {
    // The bot's only shared state is its memory, which survives a panic: its
    // lock recovers and its turns are whole.
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|_| refusal(command, OUR_FAULT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        command::{Access, Context, Done, Refusal},
        library::Library,
    };

    static PANICS: Command = Command {
        name: "panics",
        aliases: &[],
        summary: "panics whatever it is asked",
        arguments: &[],
        examples: &["panics"],
        access: Access::Everyone,
        run: |_: &Context<'_>, _: &Arguments| -> Result<Done, Refusal> {
            panic!("a fault on our side")
        },
    };

    #[test]
    fn a_panic_ends_the_question_and_not_the_conversation() {
        let library = Library::in_memory(Vec::new()).unwrap();
        let bot = Bot::new(library.into(), crate::bot::Settings::default());
        let session = Session::new(&bot, "test");
        let reply = session.run(&PANICS, Arguments::default());
        assert_eq!(reply, refusal("panics", OUR_FAULT));
        assert_eq!(session.say("help").status, Status::Answered);
    }

    #[test]
    fn an_empty_line_gets_a_reply_too() {
        let library = Library::in_memory(Vec::new()).unwrap();
        let bot = Bot::new(library.into(), crate::bot::Settings::default());
        let session = Session::new(&bot, "test");
        assert_eq!(session.say(" \t").status, Status::Refused);
    }
}
