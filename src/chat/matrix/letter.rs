//! What lies in the outbox for Matrix: the bodies of one message, where it
//! goes, and what comes after it. Pages that were not sent yet are kept beside.

use std::{fmt::Write, str::FromStr};

use matrix_sdk::ruma::{
    OwnedTransactionId, OwnedUserId,
    events::{Mentions, room::message::RoomMessageEventContent},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::render::{Bodies, render};
use crate::{
    chat::desk::{Question, now},
    reply::Reply,
    store::{Memory, MessageKey, Seconds, Store},
};

/// For how long pages are kept that nobody has asked for, in seconds.
const PAGES_KEPT: Seconds = 24 * 60 * 60;

/// Where a question was asked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// The message that begins the thread it stands in.
    pub(super) thread: Option<String>,
    /// Whether others are in the room, so that the asker is named.
    pub(super) shared: bool,
    /// The message that the question takes the place of: its answer is changed.
    #[serde(default)]
    pub(super) edits: Option<String>,
    /// The message that is replied to, where that is not the question: it was
    /// asked by a reaction.
    #[serde(default)]
    pub(super) replies_to: Option<String>,
    /// The question that was deleted: its answer is taken back.
    #[serde(default)]
    pub(super) takes_back: Option<String>,
}

impl Place {
    pub(super) fn of(question: &Question) -> Self {
        serde_json::from_value(question.place.clone()).unwrap_or_default()
    }
}

/// A letter, as it lies in the outbox.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Letter {
    plain: String,
    html: String,
    author: String,
    pub(super) place: Place,
    /// The line that gets the next page.
    #[serde(default)]
    pub(super) next: Option<String>,
}

impl Letter {
    /// A reply, or its first page; the others are kept in `store`.
    pub(super) fn of(reply: &Reply, titles: bool, question: &Question, store: &Store) -> Self {
        let pages = render(reply, titles);
        if pages.len() > 1 {
            keep(&pages, question, store);
        }
        Self::page(&pages, 1, &question.message, question)
    }

    /// The page that a line of ours asks for.
    pub(super) fn turned(question: &Question, store: &Store) -> Option<Self> {
        let asked = question.text.strip_prefix("/page ")?;
        let (number, of) = asked.split_once(" of ")?;
        let number: usize = number.parse().ok()?;
        let kept = store.memory(&name(&question.channel, of), now());
        let kept = kept.ok().flatten().unwrap_or_default();
        let pages: Vec<Bodies> = serde_json::from_str(&kept).unwrap_or_default();
        if number == 0 || number > pages.len() {
            const GONE: &str = "I no longer have the rest of that. Please ask again.";
            let gone = Bodies {
                plain: GONE.to_owned(),
                html: format!("<p>{GONE}</p>"),
            };
            return Some(Self::page(&[gone], 1, of, question));
        }
        Some(Self::page(&pages, number, of, question))
    }

    /// One that takes an answer back.
    pub(super) fn errand(place: Place) -> Self {
        Self {
            place,
            ..Self::default()
        }
    }

    /// One of the pages, counted from 1, of what answers a message.
    fn page(pages: &[Bodies], number: usize, of: &str, question: &Question) -> Self {
        let bodies = pages.get(number.saturating_sub(1));
        let Bodies { plain, html } = bodies.cloned().unwrap_or_default();
        Self {
            plain,
            html,
            author: question.author.clone(),
            place: Place::of(question),
            next: (number < pages.len()).then(|| format!("page {} of {of}", number + 1)),
        }
    }

    pub(super) fn content(&self) -> RoomMessageEventContent {
        let content = RoomMessageEventContent::notice_html(&self.plain, &self.html);
        let author = OwnedUserId::from_str(&self.author).ok();
        // Always set: without it, names in the text could be taken for mentions.
        let mentions = match author.filter(|_| self.place.shared) {
            Some(author) => Mentions::with_user_ids([author]),
            None => Mentions::new(),
        };
        content.add_mentions(mentions)
    }
}

/// Under which name the pages are kept of what answers a message.
fn name(channel: &str, message: &str) -> String {
    format!("matrix pages {channel} {message}")
}

fn keep(pages: &[Bodies], question: &Question, store: &Store) {
    let name = name(&question.channel, &question.message);
    let memory = Memory {
        conversation: &name,
        memory: &serde_json::to_string(pages).unwrap_or_default(),
        expires_at: now() + PAGES_KEPT,
    };
    if let Err(fault) = store.set_memory(memory, now()) {
        tracing::error!(%fault, "the rest of an answer could not be kept");
    }
}

/// The same for the same reply: the server takes it once.
pub(super) fn transaction(key: &MessageKey, what: &str) -> OwnedTransactionId {
    let mut hash = Sha256::new();
    for part in [&key.channel, &key.message, what] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut id = "verbatim-".to_owned();
    for byte in hash.finalize().iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::{Block, Line};

    fn question(message: &str, text: &str) -> Question {
        Question {
            channel: "!room:example.org".to_owned(),
            community: String::new(),
            message: message.to_owned(),
            conversation: String::new(),
            author: "@ann:example.org".to_owned(),
            text: text.to_owned(),
            moderator: false,
            place: serde_json::Value::Null,
        }
    }

    #[test]
    fn pages_are_turned_until_the_last_also_after_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let sentence =
            |number: usize| Block::Text(Line::own(format!("{number} {}.", "é".repeat(900))));
        let reply = Reply {
            blocks: (0..30).map(sentence).collect(),
            ..Reply::default()
        };
        let first = {
            let store = Store::open(directory.path()).unwrap();
            Letter::of(&reply, false, &question("$asked", "tl;dr"), &store)
        };
        let store = Store::open(directory.path()).unwrap();
        let mut said = first.plain.clone();
        let mut next = first.next;
        let mut turned = 1;
        while let Some(line) = next {
            let asked = question(&format!("${turned}"), &format!("/{line}"));
            let page = Letter::turned(&asked, &store).unwrap();
            said.push_str(&page.plain);
            next = page.next;
            turned += 1;
        }
        assert!(turned > 2);
        let words = said.split_whitespace().filter(|word| word.starts_with('é'));
        assert_eq!(words.count(), 30);
        for line in [
            "/page 99 of $asked",
            "/page 0 of $asked",
            "/page 2 of $other",
        ] {
            let gone = Letter::turned(&question("$x", line), &store).unwrap();
            assert!(gone.plain.contains("ask again") && gone.next.is_none());
        }
        for line in ["page 2 of $asked", "/page two of $asked", "/page 2"] {
            assert!(
                Letter::turned(&question("$x", line), &store).is_none(),
                "{line}"
            );
        }
    }
}
