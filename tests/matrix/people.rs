//! Who talks to the bot: people whose client is another library. One process
//! has all their clients.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    bot::Bot,
    server::{self, PASSWORD, Server},
};

/// After so long a test gives up; all but a few answers take less than one
/// second.
pub(super) const PATIENCE: Duration = Duration::from_secs(40);

/// The process that has everybody's client; it ends with the tests, whose line
/// to it is then cut.
struct Clients {
    process: Mutex<Child>,
    lines: Arc<Mutex<HashMap<u64, Sender<Value>>>>,
}

impl Clients {
    fn all() -> &'static Self {
        static CLIENTS: OnceLock<Clients> = OnceLock::new();
        CLIENTS.get_or_init(Self::start)
    }

    fn start() -> Self {
        let mut process = Command::new(server::python())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/matrix/people.py"
            ))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let lines: Arc<Mutex<HashMap<u64, Sender<Value>>>> = Arc::default();
        let shared = Arc::clone(&lines);
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let value: Value = serde_json::from_str(&line).unwrap_or_default();
                let person = value["person"].as_u64().unwrap_or_default();
                if let Some(to) = shared.lock().unwrap().get(&person) {
                    // Whoever has left hears nothing any more.
                    let _ = to.send(value);
                }
            }
            // Nobody waits for a process that has ended.
            shared.lock().unwrap().clear();
        });
        Self {
            process: Mutex::new(process),
            lines,
        }
    }

    fn tell(&self, command: &Value) {
        let mut process = self.process.lock().unwrap();
        let input = process.stdin.as_mut().unwrap();
        writeln!(input, "{command}").unwrap();
    }
}

/// A person with a client of their own.
pub(super) struct Person {
    pub(super) user: String,
    /// Which of all people's clients is theirs.
    client: u64,
    lines: Receiver<Value>,
    seen: RefCell<Vec<Value>>,
    number: Cell<u64>,
    _store: tempfile::TempDir,
}

impl Person {
    pub(super) fn new(server: &Server) -> Self {
        Self::of_account(server, &server.registered("ann"))
    }

    /// The same person on a second device.
    pub(super) fn second_device(&self, server: &Server) -> Self {
        Self::of_account(server, &self.user)
    }

    /// Whoever's the account is, with a client of the tests.
    pub(super) fn of_account(server: &Server, user: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let store = tempfile::tempdir().unwrap();
        let person = NEXT.fetch_add(1, Ordering::Relaxed);
        let (send, lines) = channel();
        let clients = Clients::all();
        clients.lines.lock().unwrap().insert(person, send);
        let with = json!({"homeserver": server.url(), "store": store.path()});
        clients.tell(&json!({"person": person, "do": "come", "with": with}));
        let person = Self {
            user: user.to_owned(),
            client: person,
            lines,
            seen: RefCell::default(),
            number: Cell::new(0),
            _store: store,
        };
        person.ask("login", &json!({"user": user, "password": PASSWORD}));
        person.ask("begin", &json!({}));
        person
    }

    /// Does something and waits until it is done.
    #[track_caller]
    pub(super) fn ask(&self, what: &str, with: &Value) -> Value {
        self.tried(what, with)
            .unwrap_or_else(|fault| panic!("{} could not {what}: {fault}", self.user))
    }

    /// Does something that may be refused.
    #[track_caller]
    pub(super) fn tried(&self, what: &str, with: &Value) -> Result<Value, String> {
        let number = self.number.get() + 1;
        self.number.set(number);
        Clients::all()
            .tell(&json!({"person": self.client, "number": number, "do": what, "with": with}));
        let until = Instant::now() + 3 * PATIENCE;
        loop {
            let value = self.next(until).ok_or("no answer in time")?;
            if value["number"] == number {
                return match value["fault"].as_str() {
                    Some(fault) => Err(fault.to_owned()),
                    None => Ok(value["done"].clone()),
                };
            }
            self.seen.borrow_mut().push(value);
        }
    }

    fn next(&self, until: Instant) -> Option<Value> {
        let left = until.saturating_duration_since(Instant::now());
        self.lines.recv_timeout(left).ok()
    }

    /// The first event that is seen, or was, and has not been asked for yet.
    #[track_caller]
    pub(super) fn sees(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.sees_within(PATIENCE, wanted)
            .unwrap_or_else(|| panic!("{} did not see {what}: {:#?}", self.user, self.seen))
    }

    pub(super) fn sees_within(
        &self,
        time: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let mut seen = self.seen.borrow_mut();
        if let Some(at) = seen.iter().position(&wanted) {
            return Some(seen.remove(at));
        }
        let until = Instant::now() + time;
        while let Some(value) = self.next(until) {
            if wanted(&value) {
                return Some(value);
            }
            seen.push(value);
        }
        None
    }

    /// A room with the bot in it, as this person's client knows.
    #[track_caller]
    pub(super) fn room_with(&self, bot: &Bot, encrypted: bool, others: &[&Person]) -> String {
        let room = self.room_inviting(bot, encrypted, others);
        self.welcomed(bot, &room, others);
        room
    }

    /// A room into which the bot is invited, and the others have come.
    #[track_caller]
    pub(super) fn room_inviting(&self, bot: &Bot, encrypted: bool, others: &[&Person]) -> String {
        let users = users(bot, others);
        let direct = others.is_empty();
        let made = self.ask(
            "room",
            &json!({"encrypted": encrypted, "invite": users, "direct": direct}),
        );
        let room = made["room"].as_str().unwrap().to_owned();
        for other in others {
            other.ask("join", &json!({"room": room}));
        }
        room
    }

    /// Until the bot is there, as this person's client knows, and has said so.
    #[track_caller]
    pub(super) fn welcomed(&self, bot: &Bot, room: &str, others: &[&Person]) {
        self.ask(
            "in_room",
            &json!({"room": room, "users": users(bot, others)}),
        );
        self.sees("the bot's welcome", |seen| {
            said_by(seen, &bot.user) && seen["room"] == room
        });
    }

    /// Says something; gives the event.
    #[track_caller]
    pub(super) fn says(&self, room: &str, text: &str) -> String {
        self.sends(room, &json!({"msgtype": "m.text", "body": text}))
    }

    #[track_caller]
    pub(super) fn sends(&self, room: &str, content: &Value) -> String {
        let sent = self.ask("send", &json!({"room": room, "content": content}));
        sent["event"].as_str().unwrap().to_owned()
    }

    /// The bot's reply to an event.
    #[track_caller]
    pub(super) fn hears(&self, event: &str) -> Value {
        let reply = self.sees(&format!("a reply to {event}"), |seen| {
            answers(&seen["event"]) == Some(event)
        });
        reply["event"].clone()
    }

    /// The bot's reply to something that is said to it.
    #[track_caller]
    pub(super) fn asks(&self, room: &str, text: &str) -> Value {
        let event = self.says(room, text);
        self.hears(&event)
    }

    /// Says something else instead of what was said.
    #[track_caller]
    pub(super) fn edits(&self, room: &str, said: &str, text: &str) {
        let content = json!({"msgtype": "m.text", "body": format!("* {text}"),
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": said}});
        self.sends(room, &content);
    }

    /// What an answer says, once it was changed.
    #[track_caller]
    pub(super) fn sees_changed(&self, answer: &Value) -> String {
        let changed = self.sees("the changed answer", |seen| {
            let about = &seen["event"]["content"]["m.relates_to"];
            about["event_id"] == answer["event_id"] && about["rel_type"] == "m.replace"
        });
        let new = &changed["event"]["content"]["m.new_content"]["body"];
        new.as_str().unwrap().to_owned()
    }

    /// Presses a sign under a message.
    #[track_caller]
    pub(super) fn presses(&self, room: &str, message: &Value, sign: &str) {
        let relation =
            json!({"rel_type": "m.annotation", "event_id": message["event_id"], "key": sign});
        let content = json!({ "m.relates_to": relation });
        let with = json!({"room": room, "content": content, "kind": "m.reaction"});
        self.ask("send", &with);
    }

    /// A sign that somebody else has put under a message.
    #[track_caller]
    pub(super) fn sees_sign(&self, sign: &str, message: &Value) {
        self.sees(sign, |seen| {
            let about = &seen["event"]["content"]["m.relates_to"];
            seen["event"]["sender"] != self.user.as_str()
                && about["event_id"] == message["event_id"]
                && about["key"] == sign
        });
    }

    /// Says much at once; gives the events.
    #[track_caller]
    pub(super) fn floods<T: Serialize>(&self, room: &str, texts: &[T]) -> Vec<String> {
        // In parts, each of which has the time that one order has.
        let parts = texts.chunks(100).map(|texts| {
            let sent = self.ask("flood", &json!({"room": room, "texts": texts}));
            serde_json::from_value::<Vec<String>>(sent["events"].clone()).unwrap()
        });
        parts.flatten().collect()
    }

    /// Everything that was said in a room.
    #[track_caller]
    pub(super) fn history(&self, room: &str) -> Vec<Value> {
        // In parts, each of which has the time that one order has.
        let mut parts: Vec<Vec<Value>> = Vec::new();
        let mut start = Value::Null;
        loop {
            let with = json!({"room": room, "start": start, "most": 1000});
            let said = self.ask("history", &with);
            parts.push(said["events"].as_array().unwrap().clone());
            start = said["before"].clone();
            if start.is_null() {
                return parts.into_iter().rev().flatten().collect();
            }
        }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        let clients = Clients::all();
        clients.lines.lock().unwrap().remove(&self.client);
        clients.tell(&json!({"person": self.client, "number": 0, "do": "go"}));
    }
}

fn users<'a>(bot: &'a Bot, others: &[&'a Person]) -> Vec<&'a str> {
    std::iter::once(bot.user.as_str())
        .chain(others.iter().map(|other| other.user.as_str()))
        .collect()
}

/// Whether an event is a message of somebody's that can be read.
pub(super) fn said_by(seen: &Value, user: &str) -> bool {
    let event = &seen["event"];
    event["sender"] == user && event["type"] == "m.room.message"
}

/// Which event a message replies to.
pub(super) fn answers(event: &Value) -> Option<&str> {
    event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"].as_str()
}

/// What a message says.
pub(super) fn body(event: &Value) -> &str {
    event["content"]["body"].as_str().unwrap_or_default()
}
