//! What a conversation remembers, so that "and what else did he say?" means
//! something. Bounded in turns, conversations and time; knows no clock.

use std::{
    collections::VecDeque,
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lru::LruCache;

use crate::{command::Arguments, reply::Action};

/// Conversations remembered at once; beyond, the one that was silent longest
/// is forgotten. A turn is some hundred bytes, so this is a few megabytes.
const CONVERSATIONS: NonZeroUsize = NonZeroUsize::new(10_000).expect("not zero");

/// One question and what it was about.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Name of the command that was run.
    pub command: &'static str,
    /// With which arguments.
    pub arguments: Arguments,
    /// What it was about.
    pub focus: Focus,
    /// Whether the article answered.
    pub answered: bool,
    /// What the reply offered: "more", "shorter".
    pub actions: Vec<Action>,
    /// Version of the article the reply came from.
    pub version: Option<String>,
}

/// What a follow-up can refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Focus {
    /// Identifier of the article the reply came from.
    pub article: Option<String>,
    /// The person or body it was about: "he", "she", "they".
    pub subject: Option<String>,
    /// The words of the article that it rested on: "that".
    pub words: Option<String>,
}

/// The turns of many conversations.
#[derive(Debug)]
pub struct Memory {
    turns: usize,
    time: Duration,
    /// The one that was spoken in last before the others.
    conversations: Mutex<LruCache<String, Conversation>>,
}

#[derive(Debug, Default)]
struct Conversation {
    last: Duration,
    turns: VecDeque<Turn>,
}

impl Memory {
    /// A memory of so many turns a conversation, each for so long.
    #[must_use]
    pub fn new(turns: usize, time: Duration) -> Self {
        Self {
            turns,
            time,
            conversations: Mutex::new(LruCache::new(CONVERSATIONS)),
        }
    }

    /// The turns of a conversation that are remembered at the moment `at`,
    /// newest last.
    #[must_use]
    pub fn before(&self, conversation: &str, at: Duration) -> Vec<Turn> {
        self.lock()
            .peek(conversation)
            // A clock that went backwards must not make turns immortal, nor
            // lose them: the distance counts, whichever way.
            .filter(|known| at.abs_diff(known.last) <= self.time)
            .map(|known| known.turns.iter().cloned().collect())
            .unwrap_or_default()
    }

    /// Adds a turn.
    pub fn remember(&self, conversation: &str, at: Duration, turn: Turn) {
        if self.turns == 0 {
            return;
        }
        let mut conversations = self.lock();
        let known = conversations.get_or_insert_mut_ref(conversation, Conversation::default);
        if at.abs_diff(known.last) > self.time {
            known.turns.clear();
        }
        known.last = at;
        known.turns.push_back(turn);
        while known.turns.len() > self.turns {
            known.turns.pop_front();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<String, Conversation>> {
        // A panic elsewhere leaves whole turns behind, never half of one.
        self.conversations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(command: &'static str) -> Turn {
        Turn {
            command,
            arguments: Arguments::default(),
            focus: Focus::default(),
            answered: true,
            actions: Vec::new(),
            version: None,
        }
    }

    fn commands(memory: &Memory, conversation: &str, at: u64) -> Vec<&'static str> {
        memory
            .before(conversation, Duration::from_secs(at))
            .iter()
            .map(|turn| turn.command)
            .collect()
    }

    #[test]
    fn conversations_are_kept_apart_and_short() {
        let memory = Memory::new(2, Duration::from_mins(1));
        for command in ["ask", "who", "quotes"] {
            memory.remember("a", Duration::from_secs(1), turn(command));
        }
        memory.remember("b", Duration::from_secs(1), turn("help"));
        assert_eq!(commands(&memory, "a", 2), ["who", "quotes"]);
        assert_eq!(commands(&memory, "b", 2), ["help"]);
    }

    #[test]
    fn turns_expire() {
        let memory = Memory::new(2, Duration::from_mins(1));
        memory.remember("a", Duration::from_secs(1), turn("ask"));
        assert_eq!(commands(&memory, "a", 61), ["ask"]);
        assert!(commands(&memory, "a", 62).is_empty());
        memory.remember("a", Duration::from_secs(100), turn("who"));
        assert_eq!(commands(&memory, "a", 100), ["who"]);
    }

    #[test]
    fn the_number_of_conversations_is_bounded() {
        let memory = Memory::new(1, Duration::from_secs(1_000_000));
        for number in 0..=CONVERSATIONS.get() as u64 {
            memory.remember(
                &number.to_string(),
                Duration::from_secs(number + 1),
                turn("ask"),
            );
        }
        assert_eq!(memory.lock().len(), CONVERSATIONS.get());
        assert!(commands(&memory, "0", 1).is_empty());
    }

    #[test]
    fn a_clock_that_goes_backwards_keeps_recent_turns() {
        let memory = Memory::new(2, Duration::from_mins(1));
        memory.remember("a", Duration::from_secs(100), turn("ask"));
        assert_eq!(commands(&memory, "a", 90), ["ask"]);
        assert!(commands(&memory, "a", 1).is_empty());
    }
}
