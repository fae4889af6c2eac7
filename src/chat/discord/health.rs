//! How is the connection to Discord, and since when? Counts what serenity drops
//! in silence, and tells `status`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use serenity::{
    async_trait,
    client::{Context, RawEventHandler},
    model::{event::Event, id::ShardId},
};

use super::office::Post;
use crate::{bot::Bot, chat::desk::Office, command::counted};

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
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    shards: u32,
    connected: BTreeSet<ShardId>,
    restarts: u64,
    heard: HashMap<ShardId, Instant>,
    unknown: BTreeMap<String, u64>,
}

impl Health {
    pub(super) fn new(bot: Arc<Bot>) -> Arc<Self> {
        Arc::new(Self {
            bot,
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
            self.tell(&seen);
        }
    }

    /// A shard that was silent for too long is started anew.
    pub(super) fn restarts(&self, shard: ShardId) {
        let mut seen = self.lock();
        seen.restarts += 1;
        seen.connected.remove(&shard);
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
        let health = Health::new(bot);
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
        let health = Health::new(bot);
        for number in 0..3 * KINDS {
            health.unknown(&number.to_string());
        }
        assert_eq!(health.lock().unknown.len(), KINDS);
    }
}
