//! What an adapter says of a message, and what the operator decided about
//! answers.

use std::time::Duration;

use super::Thread;
use crate::{answer, command::Attachment};

/// A message as a platform's adapter hands it over.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Where it came from: "terminal", "discord", "matrix".
    pub platform: &'static str,
    /// The channel or room: what `use` has an effect on, outside of threads.
    pub channel: String,
    /// The thread in the channel, when it was said in one.
    pub thread: Option<Thread>,
    /// The server or group of rooms that the channel belongs to, on its
    /// platform: what is added there can be asked there alone. Without one the
    /// channel stands for itself.
    pub community: String,
    /// Where it was said: a channel, a thread, a room, a terminal, by whom.
    /// Follow-ups refer to what was said in the same conversation.
    pub conversation: String,
    /// Who said it.
    pub author: String,
    /// What was said, without the mention of the bot.
    pub text: String,
    /// Whether the bot was addressed: mentioned, replied to, in private.
    pub addressed: bool,
    /// Whether the author may use moderators' commands here.
    pub moderator: bool,
    /// Whether the author owns this machine, so that its files may be read for
    /// them, all articles are theirs to ask, and what they add is everybody's:
    /// on the terminal.
    pub owner: bool,
    /// Files that came with it.
    pub attachments: Vec<Attachment>,
    /// When, since any fixed moment: remembered turns expire by it.
    pub at: Duration,
    /// Identifier of the article that a button is about, as [`Reply::about`](crate::reply::Reply::about)
    /// said: that one is asked, whatever was talked about since.
    pub about: Option<String>,
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
            threshold: answer::Settings::default().threshold,
            question_characters: 1_000,
            memory_turns: 8,
            memory_time: Duration::from_mins(30),
        }
    }
}

/// The community of a message, told from those of other platforms; whoever
/// owns the machine stands above them.
pub(crate) fn community(message: &Message) -> Option<String> {
    let own = match message.community.as_str() {
        "" => &message.channel,
        community => community,
    };
    (!message.owner).then(|| format!("{}:{own}", message.platform))
}
