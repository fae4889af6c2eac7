//! How is the connection to Discord? Counts what goes wrong there, what
//! serenity drops in silence among it, and tells `status`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use serenity::{
    Error, async_trait,
    client::{Context, RawEventHandler},
    http::RatelimitInfo,
    model::{event::Event, id::ShardId},
};

use super::office::Post;
use crate::{bot::Bot, chat::desk::Office, command::counted, monitoring::Metrics};

/// Events whose loss means that somebody gets no answer.
const NEEDED: [&str; 6] = [
    "READY",
    "GUILD_CREATE",
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "MESSAGE_DELETE",
    "INTERACTION_CREATE",
];

/// Kinds of unknown events that are told apart; Discord has about eighty.
const KINDS: usize = 100;

/// What is known of the connection.
#[derive(Debug)]
pub(super) struct Health {
    bot: Arc<Bot>,
    metrics: Arc<Metrics>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    shards: u32,
    connected: BTreeSet<ShardId>,
    restarts: u64,
    /// Shards that have had a session.
    known: BTreeSet<ShardId>,
    /// Sessions that were lost, so that another was opened.
    lost: u64,
    /// Times that Discord had requests wait.
    waits: u64,
    /// Requests that Discord failed.
    failed: u64,
    heard: HashMap<ShardId, Instant>,
    unknown: BTreeMap<String, u64>,
}

impl Health {
    pub(super) fn new(bot: Arc<Bot>, metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self {
            bot,
            metrics,
            seen: Mutex::default(),
        })
    }

    /// A connection is opened for so many shards.
    pub(super) fn opens(&self, shards: u32) {
        let mut seen = self.lock();
        seen.shards = shards;
        seen.connected.clear();
        self.tell(&seen);
    }

    pub(super) fn connected(&self, shard: ShardId, connected: bool) {
        let mut seen = self.lock();
        let changed = if connected {
            seen.connected.insert(shard)
        } else {
            seen.connected.remove(&shard)
        };
        if changed {
            if !connected {
                self.metrics.interrupted(Post::PLATFORM);
            }
            self.tell(&seen);
        }
    }

    /// A shard has a session, its first or another.
    pub(super) fn session(&self, shard: ShardId) {
        self.connected(shard, true);
        let mut seen = self.lock();
        if !seen.known.insert(shard) {
            seen.lost += 1;
            tracing::warn!(%shard, lost = seen.lost, "a session was lost; this is another");
            self.tell(&seen);
        }
    }

    /// Requests wait, as serenity's limiter says.
    pub(super) fn waits(&self, limit: &RatelimitInfo) {
        let seconds = limit.timeout.as_secs_f32();
        if limit.global {
            tracing::warn!(seconds, "Discord has everything wait");
        } else {
            tracing::info!(seconds, path = limit.path, "Discord has requests wait");
        }
        self.waited();
    }

    fn waited(&self) {
        let mut seen = self.lock();
        seen.waits += 1;
        self.tell(&seen);
    }

    /// Counts a request that Discord failed, or had wait.
    pub(super) fn failed(&self, fault: &Error) {
        let Error::Http(fault) = fault else { return };
        match fault.status_code() {
            Some(status) if status.as_u16() == 429 => self.waited(),
            Some(status) if status.is_server_error() => {
                let mut seen = self.lock();
                seen.failed += 1;
                self.tell(&seen);
            }
            _ => {}
        }
    }

    /// A shard that was silent for too long is started anew.
    pub(super) fn restarts(&self, shard: ShardId) {
        let mut seen = self.lock();
        seen.restarts += 1;
        if seen.connected.remove(&shard) {
            self.metrics.interrupted(Post::PLATFORM);
        }
        self.tell(&seen);
    }

    /// When the last event of a shard came.
    pub(super) fn heard(&self, shard: ShardId) -> Option<Instant> {
        self.lock().heard.get(&shard).copied()
    }

    fn unknown(&self, kind: &str) {
        let mut seen = self.lock();
        let new = !seen.unknown.contains_key(kind);
        if new && seen.unknown.len() >= KINDS {
            return;
        }
        *seen.unknown.entry(kind.to_owned()).or_default() += 1;
        if NEEDED.contains(&kind) {
            tracing::error!(kind, "an event could not be read and is lost");
        } else if new {
            tracing::info!(kind, "events of this kind are not known");
        }
        self.tell(&seen);
    }

    fn tell(&self, seen: &Seen) {
        let (open, wanted) = (seen.connected.len(), seen.shards as usize);
        self.metrics.connections(Post::PLATFORM, open, wanted);
        self.bot.notice(Post::PLATFORM, sentences(seen));
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sentences(seen: &Seen) -> Vec<String> {
    let mut sentences = Vec::new();
    if seen.connected.len() < seen.shards as usize {
        sentences.push(format!(
            "{} of {} to Discord are open; where one is not, I hear nothing.",
            seen.connected.len(),
            counted(seen.shards as usize, "connection")
        ));
    }
    if seen.restarts > 0 {
        sentences.push(format!(
            "{} opened anew after a long silence.",
            match seen.restarts {
                1 => "A connection was".to_owned(),
                many => format!("Connections were, {many} times,"),
            }
        ));
    }
    let times = |number: u64| match number {
        1 => "once".to_owned(),
        many => format!("{many} times"),
    };
    for (number, what) in [
        (seen.lost, "A session was lost and opened anew"),
        (seen.waits, "Discord had me wait before I could send"),
        (seen.failed, "Discord failed a request of mine"),
    ] {
        if number > 0 {
            sentences.push(format!("{what} {} since I was started.", times(number)));
        }
    }
    let is_needed = |kind: &str| NEEDED.contains(&kind);
    let lost: Vec<String> = seen
        .unknown
        .iter()
        .filter(|(kind, _)| is_needed(kind))
        .map(|(kind, number)| format!("{kind} {number}"))
        .collect();
    if !lost.is_empty() {
        sentences.push(format!(
            "Some events of Discord could not be read, so some questions were not heard: {}.",
            lost.join(", ")
        ));
    }
    let others: u64 = seen
        .unknown
        .iter()
        .filter(|(kind, _)| !is_needed(kind))
        .map(|(_, number)| number)
        .sum();
    if others > 0 {
        sentences.push(format!(
            "{} of kinds that I do not know came from Discord; no question is among them.",
            counted(usize::try_from(others).unwrap_or(usize::MAX), "event")
        ));
    }
    sentences
}

/// Sees every event, also what serenity cannot read.
pub(super) struct Listener(pub(super) Arc<Health>);

#[async_trait]
impl RawEventHandler for Listener {
    async fn raw_event(&self, context: Context, event: Event) {
        self.0.lock().heard.insert(context.shard_id, Instant::now());
        self.0.metrics.heard(Post::PLATFORM);
        if let Event::Unknown(unknown) = event {
            self.0.unknown(&unknown.kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bot::Settings, library::Library};

    #[test]
    fn status_says_what_is_not_well_and_nothing_else() {
        let library = Library::in_memory(Vec::new()).unwrap();
        let bot = Arc::new(Bot::new(library.into(), Settings::default()));
        let health = Health::new(bot, Arc::default());
        let says = || sentences(&health.lock()).join(" ");
        health.opens(2);
        health.connected(ShardId(0), true);
        assert_eq!(
            says(),
            "1 of 2 connections to Discord are open; where one is not, I hear nothing."
        );
        health.connected(ShardId(1), true);
        assert_eq!(says(), "");
        health.restarts(ShardId(1));
        health.connected(ShardId(1), true);
        assert_eq!(says(), "A connection was opened anew after a long silence.");
        health.session(ShardId(0));
        health.session(ShardId(0));
        health.waited();
        health.waited();
        assert_eq!(
            says(),
            "A connection was opened anew after a long silence. \
             A session was lost and opened anew once since I was started. \
             Discord had me wait before I could send 2 times since I was started."
        );
        health.unknown("SOUNDBOARD_NEWS");
        health.unknown("MESSAGE_CREATE");
        health.unknown("MESSAGE_CREATE");
        let says = says();
        assert!(says.contains("not heard: MESSAGE_CREATE 2."), "{says}");
        assert!(says.contains("1 event of kinds"), "{says}");
    }

    #[test]
    fn kinds_do_not_grow_without_end() {
        let library = Library::in_memory(Vec::new()).unwrap();
        let bot = Arc::new(Bot::new(library.into(), Settings::default()));
        let health = Health::new(bot, Arc::default());
        for number in 0..3 * KINDS {
            health.unknown(&number.to_string());
        }
        assert_eq!(health.lock().unknown.len(), KINDS);
    }
}
