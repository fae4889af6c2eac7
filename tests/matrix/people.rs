//! Who talks to the bot: another client library, and the bot itself as the
//! program that is delivered.

use std::{
    cell::{Cell, RefCell},
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    between::Between,
    server::{self, Server, ended},
};

/// After so long a test gives up; all but a few answers take less than one
/// second.
pub(super) const PATIENCE: Duration = Duration::from_secs(40);

pub(super) const PASSWORD: &str = "a password of the tests";

/// The article of the tests' bot.
const ARTICLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/articles/ferry-trial.md");

/// A person with a client of their own.
pub(super) struct Person {
    pub(super) user: String,
    child: Child,
    input: RefCell<ChildStdin>,
    lines: Receiver<Value>,
    seen: RefCell<Vec<Value>>,
    number: Cell<u64>,
    _store: tempfile::TempDir,
}

/// A name that no other test has.
fn name(of: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{of}{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Person {
    pub(super) fn new(server: &Server) -> Self {
        let mut person = Self::nobody(server);
        let user = name("ann");
        let known = person.ask("register", &json!({"user": user, "password": PASSWORD}));
        assert!(known.is_object());
        person.user = format!("@{user}:localhost");
        person.ask("begin", &json!({}));
        person
    }

    /// An account that nobody is logged in to, with a name of its own.
    pub(super) fn registered(server: &Server, of: &str) -> String {
        let user = name(of);
        Self::nobody(server).ask("register", &json!({"user": user, "password": PASSWORD}));
        format!("@{user}:localhost")
    }

    /// The same person on a second device.
    pub(super) fn second_device(&self, server: &Server) -> Self {
        Self::of_account(server, &self.user)
    }

    /// Whoever's the account is, with a client of the tests.
    pub(super) fn of_account(server: &Server, user: &str) -> Self {
        let mut person = Self::nobody(server);
        user.clone_into(&mut person.user);
        let with = json!({"user": person.user, "password": PASSWORD});
        person.ask("login", &with);
        person.ask("begin", &json!({}));
        person
    }

    fn nobody(server: &Server) -> Self {
        let store = tempfile::tempdir().unwrap();
        let mut child = Command::new(server::python())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/matrix/person.py"
            ))
            .arg(server.url())
            .arg(store.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = RefCell::new(child.stdin.take().unwrap());
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let Ok(value) = serde_json::from_str(&line) else {
                    continue;
                };
                if send.send(value).is_err() {
                    return;
                }
            }
        });
        Self {
            user: String::new(),
            child,
            input,
            lines,
            seen: RefCell::default(),
            number: Cell::new(0),
            _store: store,
        }
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
        let line = json!({"number": number, "do": what, "with": with});
        writeln!(self.input.borrow_mut(), "{line}").unwrap();
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
        let users: Vec<&str> = std::iter::once(bot.user.as_str())
            .chain(others.iter().map(|other| other.user.as_str()))
            .collect();
        let direct = others.is_empty();
        let made = self.ask(
            "room",
            &json!({"encrypted": encrypted, "invite": users, "direct": direct}),
        );
        let room = made["room"].as_str().unwrap().to_owned();
        for other in others {
            other.ask("join", &json!({"room": room}));
        }
        self.ask("in_room", &json!({"room": room, "users": users}));
        // The bot says so when it is there.
        self.sees("the bot's welcome", |seen| {
            said_by(seen, &bot.user) && seen["room"] == room.as_str()
        });
        room
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

    /// Everything that was said in a room.
    #[track_caller]
    pub(super) fn history(&self, room: &str) -> Vec<Value> {
        let said = self.ask("history", &json!({"room": room}));
        said["events"].as_array().unwrap().clone()
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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

/// The bot: the program itself, in a home of its own.
pub(super) struct Bot {
    pub(super) user: String,
    url: String,
    invitations: String,
    /// What it finds in its environment beside that, or instead; what is empty
    /// it does not find.
    pub(super) environment: Vec<(&'static str, String)>,
    home: tempfile::TempDir,
    running: Option<Child>,
}

impl Bot {
    /// A bot with an account, that everybody may invite.
    #[track_caller]
    pub(super) fn new(server: &Server) -> Self {
        Self::invited_by(server, "*")
    }

    /// A bot that reaches its homeserver over a line of the tests.
    #[track_caller]
    pub(super) fn over(server: &Server, line: &Between) -> Self {
        let mut bot = Self::with_account(server, "*");
        bot.url = line.url();
        // Where a login says where the homeserver is, that is believed.
        bot.go_on();
        bot.is_killed();
        bot.go_on();
        bot
    }

    #[track_caller]
    pub(super) fn invited_by(server: &Server, invitations: &str) -> Self {
        let mut bot = Self::with_account(server, invitations);
        bot.go_on();
        bot
    }

    /// A bot that has an account and an article, and does not run.
    #[track_caller]
    pub(super) fn with_account(server: &Server, invitations: &str) -> Self {
        let name = name("verbatim");
        let account = Person::nobody(server);
        account.ask("register", &json!({"user": name, "password": PASSWORD}));
        let bot = Self {
            user: format!("@{name}:localhost"),
            url: server.url(),
            invitations: invitations.to_owned(),
            environment: Vec::new(),
            home: tempfile::tempdir().unwrap(),
            running: None,
        };
        let mut added = bot.program(&["add", ARTICLE]).spawn().unwrap();
        assert_eq!(ended(&mut added, PATIENCE), Some(true), "{}", bot.log());
        bot
    }

    pub(super) fn program(&self, arguments: &[&str]) -> Command {
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.home.path().join("log"))
            .unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_verbatim"));
        program
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("VERBATIM_LIBRARY_DATA_DIR", self.data())
            .env("VERBATIM_MATRIX_HOMESERVER", &self.url)
            .env("VERBATIM_MATRIX_USER", &self.user)
            .env("VERBATIM_MATRIX_PASSWORD", PASSWORD)
            .env("VERBATIM_MATRIX_INVITATIONS", &self.invitations)
            .env("VERBATIM_LOG", "verbatim=info,warn")
            // One person asks for a whole room here.
            .env("VERBATIM_LIMITS_PERSON_QUESTIONS", "0")
            .env("VERBATIM_LIMITS_CHANNEL_QUESTIONS", "0")
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        for (name, value) in &self.environment {
            if value.is_empty() {
                program.env_remove(name);
            } else {
                program.env(name, value);
            }
        }
        program
    }

    pub(super) fn data(&self) -> std::path::PathBuf {
        self.home.path().join("data")
    }

    /// Starts it, again with everything it knew.
    #[track_caller]
    pub(super) fn go_on(&mut self) {
        let before = self.log().matches("on Matrix").count();
        self.running = Some(self.program(&["serve"]).spawn().unwrap());
        let until = Instant::now() + PATIENCE;
        while self.log().matches("on Matrix").count() == before {
            let ended = self.has_ended();
            assert!(!ended && Instant::now() < until, "{}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The most memory that it had, in megabytes, as the system counts it.
    pub(super) fn memory(&self) -> u64 {
        let process = self.running.as_ref().unwrap().id();
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = most.and_then(|most| most.trim().strip_suffix(" kB"));
        most.unwrap().parse::<u64>().unwrap() / 1024
    }

    pub(super) fn has_ended(&mut self) -> bool {
        let child = self.running.as_mut().unwrap();
        child.try_wait().unwrap().is_some()
    }

    /// Whether it ends by itself in time, and well.
    pub(super) fn ends(&mut self) -> Option<bool> {
        ended(self.running.as_mut().unwrap(), PATIENCE)
    }

    /// Dies in the middle of whatever it is at.
    pub(super) fn is_killed(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// What it logged.
    pub(super) fn log(&self) -> String {
        let bytes = fs::read(self.home.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Until it has logged something.
    #[track_caller]
    pub(super) fn logs(&self, what: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.log().contains(what) {
            assert!(Instant::now() < until, "no `{what}` in: {}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Its device, as its session says.
    #[track_caller]
    pub(super) fn device(&self) -> String {
        let saved = fs::read(self.session_file()).unwrap();
        let saved: Value = serde_json::from_slice(&saved).unwrap();
        saved["device_id"].as_str().unwrap().to_owned()
    }

    pub(super) fn session_file(&self) -> std::path::PathBuf {
        self.data().join(Path::new("matrix/session.json"))
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.is_killed();
    }
}
