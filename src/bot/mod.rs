//! From a message to a reply: is the bot addressed, what is asked, and is
//! every quotation of the reply really in the article? Knows no platform.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use crate::{
    bundled,
    command::{Arguments, Command, Nothing, Outside},
    index::Scope,
    library::Library,
    memory::Memory,
    reader::Reads,
    reply::{Block, Line, Reply, Status},
    route::{Routed, route},
    store,
};

pub use crate::command::Attachment;

mod complete;
mod message;
mod run;
mod scopes;
mod threads;

pub(crate) use message::community;
pub use message::{Message, Settings};
#[cfg(feature = "discord")]
pub(crate) use run::GONE;
pub use run::OUR_FAULT;
use scopes::{ChannelOf, InThread, Scopes};
pub use threads::Thread;

/// Answers messages out of a library. Cheap to share, safe from many threads.
#[derive(Debug)]
pub struct Bot {
    library: Arc<Library>,
    settings: RwLock<Settings>,
    memory: Memory,
    scopes: Scopes,
    outside: Box<dyn Outside>,
    reader: Option<Arc<dyn Reads>>,
    notices: Mutex<BTreeMap<&'static str, Vec<String>>>,
}

impl Bot {
    /// A bot for a library.
    #[must_use]
    pub fn new(library: Arc<Library>, settings: Settings) -> Self {
        let memory = Memory::new(settings.memory_turns, settings.memory_time);
        Self {
            library,
            settings: RwLock::new(settings),
            memory,
            scopes: Scopes::default(),
            outside: Box::new(Nothing),
            reader: None,
            notices: Mutex::default(),
        }
    }

    /// The same bot, which may read addresses and files through `outside`.
    #[must_use]
    pub fn reading(mut self, outside: Box<dyn Outside>) -> Self {
        self.outside = outside;
        self
    }

    /// The same bot, for which `reader` reads what is asked about.
    #[must_use]
    pub fn with_reader(mut self, reader: Arc<dyn Reads>) -> Self {
        self.reader = Some(reader);
        self
    }

    /// Decides by `settings` from the next message on. What conversations
    /// remember was settled when the bot was made.
    pub fn decide_by(&self, settings: Settings) {
        *self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = settings;
    }

    fn settings(&self) -> Settings {
        let settings = self.settings.read();
        settings.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The articles it answers from.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Says what `status` tells on a platform beside what the bot knows itself:
    /// sentences that take the place of those that were given before.
    pub fn notice(&self, platform: &'static str, sentences: Vec<String>) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.insert(platform, sentences);
    }

    /// The reply to a message; `None` when the bot was not addressed.
    #[must_use]
    pub fn answer(&self, message: &Message) -> Option<Reply> {
        if !message.addressed {
            return None;
        }
        if let Some(refusal) = self.too_long(&message.text) {
            return Some(refusal);
        }
        let before = self.memory.before(&message.conversation, message.at);
        Some(match route(&message.text, &before) {
            Routed::Courtesy(sentence) => spoken(Status::Answered, "help", sentence),
            Routed::Refused(sentence) => spoken(Status::Refused, "help", &sentence),
            Routed::Run {
                command,
                arguments,
                named: true,
            } => self.run_remembering(command, arguments, message, &before),
            Routed::Run {
                command,
                arguments,
                named: false,
            } => {
                let tried = self.carry_out(command, &arguments, message, &before);
                match self.otherwise(command, &tried, message, &before) {
                    Some((command, arguments, done)) => {
                        self.finish(command, arguments, done, message, &before)
                    }
                    None => self.finish(command, arguments, tried, message, &before),
                }
            }
        })
    }

    /// Runs one command with arguments that are already taken apart, as the
    /// command line's subcommands and slash commands have them. `message`
    /// says where and who.
    #[must_use]
    pub fn run(&self, command: &'static Command, arguments: Arguments, message: &Message) -> Reply {
        let limit = self.settings().question_characters;
        if let Some(refusal) = arguments
            .longest(limit)
            .and_then(|long| self.too_long(long))
        {
            return refusal;
        }
        let before = self.memory.before(&message.conversation, message.at);
        self.run_remembering(command, arguments, message, &before)
    }

    /// What the end of a line that the owner of the machine types may become: command names,
    /// speakers, articles, lengths; with the byte offset in the line where the
    /// part to replace begins.
    #[must_use]
    pub fn complete(&self, line: &str) -> (usize, Vec<String>) {
        complete::complete(&self.library, line)
    }

    /// The articles that are asked where a message comes from.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn scope(&self, message: &Message) -> Result<Scope, store::Error> {
        let reach = self.reach(message);
        let channel = self.channel(message, &reach);
        self.scope_within(reach, &channel)
    }

    /// Whether more than one article is asked where a message comes from, so
    /// that citations name theirs.
    #[must_use]
    pub fn asks_several(&self, message: &Message) -> bool {
        let scope = self.scope(message);
        scope.is_ok_and(|scope| self.library.count(&scope) > 1)
    }

    /// The articles that may be asked where a message comes from: those that
    /// are everybody's and those of its community.
    #[must_use]
    pub fn reach(&self, message: &Message) -> Scope {
        let Some(community) = community(message) else {
            return Scope::All;
        };
        // What came with the program steps back as soon as somebody has chosen
        // an article, here as it does for whoever runs the program.
        let own = self.library.owned(Some(&community));
        if own > 0 && self.library.owned(None) <= bundled::ARTICLES.len() {
            let mut only_ours = true;
            self.library.look_through(&Scope::Of(None), |listing| {
                only_ours = bundled::is_ours(listing);
                only_ours
            });
            if only_ours {
                return Scope::Of(Some(community));
            }
        }
        Scope::Community(community)
    }

    /// What is chosen for the channel, as far as it is within reach.
    fn scope_within(&self, reach: Scope, channel: &ChannelOf<'_>) -> Result<Scope, store::Error> {
        Ok(match channel.scope()? {
            Scope::Articles(mut ids) => {
                ids.retain(|id| self.library.holds(&reach, id));
                Scope::Articles(ids)
            }
            Scope::All | Scope::Community(_) | Scope::Of(_) => reach,
        })
    }

    fn channel<'a>(&'a self, message: &'a Message, reach: &Scope) -> ChannelOf<'a> {
        let thread = message.thread.as_ref();
        let community = community(message);
        ChannelOf {
            scopes: &self.scopes,
            store: self.library.store().map(|store| &**store),
            platform: message.platform,
            channel: thread.map_or(&message.channel, |thread| &thread.channel),
            thread: thread
                .map(|thread| InThread::new(thread, &self.library, reach.clone(), community)),
        }
    }

    fn too_long(&self, text: &str) -> Option<Reply> {
        let limit = self.settings().question_characters;
        text.chars().nth(limit).map(|_| {
            spoken(
                Status::Refused,
                "ask",
                &format!("That is longer than {limit} characters. Please ask it more briefly."),
            )
        })
    }
}

/// A reply of one sentence, in which words between backticks are to be typed.
fn spoken(status: Status, command: &'static str, sentence: &str) -> Reply {
    Reply {
        command,
        status,
        blocks: vec![Block::Text(Line::with_code(sentence))],
        ..Reply::default()
    }
}
