//! From a message to a reply: is the bot addressed, what is asked, and is
//! every quotation of the reply really in the article? Knows no platform.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use crate::{
    bundled,
    command::{Access, Arguments, Command, Context, Done, Here, Nothing, Outside, Refusal, find},
    index::Scope,
    library::Library,
    memory::{Memory, Turn},
    reader::Reads,
    reply::{Block, Line, Reply, Status},
    route::{Routed, route},
    seal::seal,
    store::{self, Listing},
};

pub use crate::command::Attachment;

mod complete;
mod scopes;
mod threads;

use scopes::{ChannelOf, InThread, Scopes};
pub use threads::Thread;

/// What the asker reads when something failed on our side; the log has more.
pub const OUR_FAULT: &str =
    "Something went wrong on my side. It is in the log; please ask again later.";

/// What whoever presses a button reads when its article was removed.
pub(crate) const GONE: &str =
    "The article this was about is no longer here. `articles` lists those that are.";

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
    /// Identifier of the article that a button is about, as [`Reply::about`]
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
            let reach = self.library.listings(&Scope::Community(community.clone()));
            let chosen = |listing: &Listing| listing.owner.is_some() || !bundled::is_ours(listing);
            let chosen = reach.into_iter().filter(chosen);
            return Scope::Articles(chosen.map(|listing| listing.id).collect());
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
            Scope::All | Scope::Community(_) => reach,
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

    fn run_remembering(
        &self,
        command: &'static Command,
        arguments: Arguments,
        message: &Message,
        before: &[Turn],
    ) -> Reply {
        let done = self.carry_out(command, &arguments, message, before);
        self.finish(command, arguments, done, message, before)
    }

    /// A plain question that a look for quotations did not answer may still be
    /// answered by the article itself.
    fn otherwise(
        &self,
        command: &'static Command,
        tried: &Done,
        message: &Message,
        before: &[Turn],
    ) -> Option<(&'static Command, Arguments, Done)> {
        let unanswered = tried.reply.status == Status::NotInArticle;
        // A refusal that offers a next step knew whom was meant: the article
        // has no better answer to whose words are asked for.
        let knew = !tried.reply.actions.is_empty();
        if !unanswered || knew || !matches!(command.name, "who" | "quotes") {
            return None;
        }
        let ask = find("ask")?;
        let arguments = Arguments::default().with("question", message.text.clone());
        let done = self.carry_out(ask, &arguments, message, before);
        (done.reply.status == Status::Answered).then_some((ask, arguments, done))
    }

    fn carry_out(
        &self,
        command: &'static Command,
        arguments: &Arguments,
        message: &Message,
        before: &[Turn],
    ) -> Done {
        if command.access == Access::Moderators && !message.moderator {
            return refused(command, "Only moderators of this channel may do that.");
        }
        let notices = {
            let all = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
            all.get(message.platform).cloned().unwrap_or_default()
        };
        let settings = self.settings();
        let reach = self.reach(message);
        let channel = self.channel(message, &reach);
        let scope = match &message.about {
            Some(id) if self.library.holds(&reach, id) => Ok(Scope::Articles(vec![id.clone()])),
            Some(_) => return refused(command, GONE),
            None => self.scope_within(reach.clone(), &channel),
        };
        let community = community(message);
        let ran = scope.map_err(Refusal::from).and_then(|scope| {
            let context = Context {
                library: &self.library,
                scope: &scope,
                reach: &reach,
                community: community.as_deref(),
                before,
                settings: &settings,
                reader: self.reader.as_deref(),
                here: Here {
                    said: &message.text,
                    attachments: &message.attachments,
                    owner: message.owner,
                    channel: &channel,
                    outside: &*self.outside,
                    notices: &notices,
                },
            };
            (command.run)(&context, arguments)
        });
        match ran {
            Ok(done) => done,
            Err(Refusal::Asker(sentence)) => refused(command, &sentence),
            Err(Refusal::Ours(error)) => {
                tracing::error!(command = command.name, "{error:#}");
                refused(command, OUR_FAULT)
            }
        }
    }

    fn finish(
        &self,
        command: &'static Command,
        arguments: Arguments,
        done: Done,
        message: &Message,
        before: &[Turn],
    ) -> Reply {
        let mut reply = seal(done.reply, &self.library);
        let listing = done
            .focus
            .article
            .as_ref()
            .and_then(|id| self.library.listing(id));
        let version = listing.as_ref().map(|listing| listing.version.clone());
        let asked_before = before.iter().rev().find_map(|turn| {
            let same = turn.focus.article == done.focus.article;
            turn.version.as_ref().filter(|_| same)
        });
        if let (Some(listing), Some(asked)) = (&listing, asked_before)
            && *asked != listing.version
        {
            reply.blocks.push(Block::Note(Line::own(format!(
                "The article has changed since you asked before; this is from its version {}.",
                listing.number
            ))));
        }
        if reply.status != Status::Refused {
            let turn = Turn {
                command: command.name,
                arguments,
                focus: done.focus,
                answered: reply.status == Status::Answered,
                actions: reply.actions.clone(),
                version,
            };
            self.memory
                .remember(&message.conversation, message.at, turn);
        }
        reply
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

fn refused(command: &'static Command, sentence: &str) -> Done {
    Done {
        reply: spoken(Status::Refused, command.name, sentence),
        ..Done::default()
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
