//! Sends what the desk has worked out: as a notice, where it was asked, once.

use std::{
    fmt::Write,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use matrix_sdk::{
    Client, Room,
    config::RequestConfig,
    ruma::{
        EventId, OwnedEventId, OwnedTransactionId, OwnedUserId, RoomId,
        api::error::ErrorKind,
        events::{
            Mentions,
            reaction::ReactionEventContent,
            relation::{Annotation, Replacement, Reply as ReplyTo, Thread},
            room::message::{Relation, RoomMessageEventContent},
        },
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use tokio::sync::Semaphore;

use super::render::render;
use crate::{
    bot::Thread as AskedIn,
    chat::{
        desk::{Offer, Office, Question, Unsent, now},
        layout::NUMBERS,
        serving::Serving,
        threads::Threads,
    },
    reply::Reply,
    store::{MessageKey, Seconds, Store},
};

/// Answers beside which reactions are being put, at most; further ones get
/// none, for then people have more to read than to press.
const OFFERED_AT_ONCE: usize = 3;

/// For how many seconds nothing is offered after the server said that it was
/// too much: answers need what it allows.
const NOT_OFFERED: Seconds = 600;

/// What people press to say what they think of an answer.
const OPINIONS: [&str; 2] = ["👍", "👎"];

/// What says that a question takes long.
const PATIENCE: &str = "👀";

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
    /// The question that was deleted: its answer is taken back.
    #[serde(default)]
    pub(super) takes_back: Option<String>,
}

/// A letter, as it lies in the outbox.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Letter {
    plain: String,
    html: String,
    author: String,
    place: Place,
}

/// Sends for the desk.
#[derive(Debug)]
pub(super) struct Post {
    client: Client,
    store: Arc<Store>,
    /// Whether citations name their article.
    titles: bool,
    pub(super) threads: Threads,
    /// Whether what can be done next is offered as reactions.
    offers: bool,
    offering: Arc<Semaphore>,
    /// When something may be offered again.
    offered_from: Arc<AtomicI64>,
}

impl Office for Post {
    const PLATFORM: &'static str = "matrix";

    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        let bodies = render(reply, self.titles);
        let letter = Letter {
            plain: bodies.plain,
            html: bodies.html,
            author: question.author.clone(),
            place: serde_json::from_value(question.place.clone()).unwrap_or_default(),
        };
        serde_json::to_value(letter).unwrap_or_default()
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        let letter: Letter =
            serde_json::from_value(letter.clone()).map_err(|fault| Unsent::Never(fault.into()))?;
        let room = self.room(&key.channel)?;
        if let Some(question) = &letter.place.takes_back {
            return self.take_back(&room, key, question).await;
        }
        if let Some(question) = &letter.place.edits
            && let Some(answer) = self.answer_to(key, question)?
        {
            return self.replace(&room, key, answer, &letter).await;
        }
        // An edit may make a message a question; then that is what is answered.
        let asked = event(letter.place.edits.as_deref().unwrap_or(&key.message))?;
        let mut content = content(&letter);
        content.relates_to = Some(match letter.place.thread.as_deref().map(EventId::parse) {
            Some(Ok(beginning)) => Relation::Thread(Thread::plain(beginning, asked)),
            _ => Relation::Reply(ReplyTo::with_event_id(asked)),
        });
        let sent = room
            .send(content)
            .with_transaction_id(transaction(key, "answer"))
            .await
            .map_err(sorted)?;
        Ok(sent.response.event_id.to_string())
    }

    async fn thread(&self, question: &Question) -> Option<AskedIn> {
        let place: Place = serde_json::from_value(question.place.clone()).unwrap_or_default();
        self.thread_from(&question.channel, &place.thread?).await
    }

    async fn busy(&self, question: &Question) {
        if let Ok(room) = self.room(&question.channel) {
            // It ends with the answer.
            let _ = room.typing_notice(true).await;
        }
    }

    async fn slow(&self, question: &Question) {
        if let (Ok(room), Ok(asked)) = (self.room(&question.channel), event(&question.message)) {
            let _ = react(
                &room,
                &asked,
                PATIENCE,
                transaction(&key(question), PATIENCE),
            )
            .await;
        }
    }

    fn errand(&self, question: &Question) -> Option<serde_json::Value> {
        let place: Place = serde_json::from_value(question.place.clone()).unwrap_or_default();
        place.takes_back.as_ref()?;
        let letter = Letter {
            place,
            ..Letter::default()
        };
        serde_json::to_value(letter).ok()
    }

    fn offer(&self, key: &MessageKey, letter: &serde_json::Value, answer: &str, all: &[Offer]) {
        let letter: Letter = serde_json::from_value(letter.clone()).unwrap_or_default();
        // What was changed has its reactions already.
        if !self.offers
            || letter.place.edits.is_some()
            || now() < self.offered_from.load(Ordering::Relaxed)
        {
            return;
        }
        let (Ok(room), Ok(answer)) = (self.room(&key.channel), event(answer)) else {
            return;
        };
        let Ok(permit) = Arc::clone(&self.offering).try_acquire_owned() else {
            return;
        };
        let signs: Vec<&str> = NUMBERS
            .iter()
            .take(all.len())
            .chain(&OPINIONS)
            .copied()
            .collect();
        let key = key.clone();
        let offered_from = Arc::clone(&self.offered_from);
        tokio::spawn(async move {
            for sign in signs {
                if let Err(fault) = react(&room, &answer, sign, transaction(&key, sign)).await {
                    tracing::info!("what can be done next is not offered: {fault}");
                    offered_from.store(now() + NOT_OFFERED, Ordering::Relaxed);
                    break;
                }
            }
            drop(permit);
        });
    }
}

impl Post {
    pub(super) fn new(client: Client, serving: &Serving) -> Self {
        Self {
            client,
            store: Arc::clone(&serving.store),
            threads: Threads::default(),
            titles: serving.bot.library().len() > 1,
            offers: serving.config.matrix.reactions,
            offering: Arc::new(Semaphore::new(OFFERED_AT_ONCE)),
            offered_from: Arc::default(),
        }
    }

    pub(super) fn room(&self, id: &str) -> Result<Room, Unsent> {
        let id = RoomId::parse(id).map_err(|fault| Unsent::Never(fault.into()))?;
        self.client
            .get_room(&id)
            .ok_or_else(|| Unsent::Never(anyhow::anyhow!("the bot is not in room {id}")))
    }

    /// The message that answered a question in the same room.
    fn answer_to(&self, key: &MessageKey, question: &str) -> Result<Option<OwnedEventId>, Unsent> {
        let asked = MessageKey {
            message: question.to_owned(),
            ..key.clone()
        };
        match self.store.answer_to(&asked) {
            Ok(Some(answered)) => event(&answered.answer).map(Some),
            Ok(None) => Ok(None),
            Err(fault) => Err(Unsent::Later(fault.into())),
        }
    }

    /// Puts another reply into the message that answered before.
    async fn replace(
        &self,
        room: &Room,
        key: &MessageKey,
        answer: OwnedEventId,
        letter: &Letter,
    ) -> Result<String, Unsent> {
        let new = content(letter);
        let mut content = new.clone();
        content.relates_to = Some(Relation::Replacement(Replacement::new(
            answer.clone(),
            new.into(),
        )));
        room.send(content)
            .with_transaction_id(transaction(key, "answer"))
            .await
            .map_err(sorted)?;
        // The message that people react to stays the same.
        Ok(answer.to_string())
    }

    /// Takes an answer back whose question was taken back.
    async fn take_back(
        &self,
        room: &Room,
        key: &MessageKey,
        question: &str,
    ) -> Result<String, Unsent> {
        let Some(answer) = self.answer_to(key, question)? else {
            return Ok(key.message.clone());
        };
        let sent = room
            .redact(
                &answer,
                Some("its question was deleted"),
                Some(transaction(key, "redaction")),
            )
            .await
            .map_err(|fault| sorted(fault.into()))?;
        Ok(sent.event_id.to_string())
    }

    /// Says something that no question asked for; not kept when it fails.
    pub(super) async fn remark(&self, room: &Room, text: &str, about: Option<OwnedEventId>) {
        let mut content = RoomMessageEventContent::notice_plain(text);
        content.relates_to = about.map(|event| Relation::Reply(ReplyTo::with_event_id(event)));
        if let Err(fault) = room.send(content).await {
            tracing::warn!(room = %room.room_id(), %fault, "a remark could not be sent");
        }
    }
}

/// Reacts to a message, once, and not at all when the server is against it.
async fn react(
    room: &Room,
    to: &EventId,
    sign: &str,
    transaction: OwnedTransactionId,
) -> matrix_sdk::Result<()> {
    let annotation = Annotation::new(to.to_owned(), sign.to_owned());
    room.send(ReactionEventContent::new(annotation))
        .with_transaction_id(transaction)
        .with_request_config(RequestConfig::new().disable_retry())
        .await
        .map(drop)
}

fn event(id: &str) -> Result<OwnedEventId, Unsent> {
    EventId::parse(id).map_err(|fault| Unsent::Never(fault.into()))
}

fn key(question: &Question) -> MessageKey {
    MessageKey {
        platform: Post::PLATFORM.to_owned(),
        channel: question.channel.clone(),
        message: question.message.clone(),
    }
}

fn content(letter: &Letter) -> RoomMessageEventContent {
    let content = RoomMessageEventContent::notice_html(&letter.plain, &letter.html);
    let author = OwnedUserId::from_str(&letter.author).ok();
    // Always set: without it, names in the text could be taken for mentions.
    let mentions = match author.filter(|_| letter.place.shared) {
        Some(author) => Mentions::with_user_ids([author]),
        None => Mentions::new(),
    };
    content.add_mentions(mentions)
}

/// The same for the same reply: the server takes it once.
fn transaction(key: &MessageKey, what: &str) -> OwnedTransactionId {
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

/// Whether sending may work later.
fn sorted(fault: matrix_sdk::Error) -> Unsent {
    let never = match fault.client_api_error_kind() {
        Some(
            ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::TooLarge
            | ErrorKind::BadJson
            | ErrorKind::InvalidParam,
        ) => true,
        Some(_) => false,
        None => matches!(fault, matrix_sdk::Error::WrongRoomState(_)),
    };
    if never {
        Unsent::Never(fault.into())
    } else {
        Unsent::Later(fault.into())
    }
}
