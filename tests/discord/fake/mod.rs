//! A stand-in for Discord: a gateway and the requests that Verbatim makes, each
//! held against Discord's own description and its documented limits. What it
//! says it says as Discord does, and is held against the same description.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, broadcast, mpsc},
    time::timeout,
};

mod buckets;
mod description;
mod gateway;
mod lifecycle;
mod limits;
mod objects;
mod rest;

pub(crate) use description::DESCRIPTION;
pub(crate) use gateway::Order;
pub(crate) use limits::violations;
pub(crate) use objects::{channel_of, shown, thread};
pub(crate) use rest::Trouble;

pub(crate) const BOT: &str = "1000000000000000001";
pub(crate) const ALICE: &str = "3000000000000000001";
pub(crate) const GUILD: &str = "2000000000000000001";
pub(crate) const CHANNEL: &str = "2000000000000000010";
pub(crate) const PRIVATE: &str = "2000000000000000020";
pub(crate) const TOKEN: &str = "stand-in-token";

/// The first millisecond of 2015, from which identifiers count, after 1970.
const EPOCH: u64 = 1_420_070_400_000;

/// What one wait for the bot may take; a machine under load is slow.
const PATIENCE: Duration = Duration::from_mins(1);

/// One request of the bot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// What it says of who makes it, in lower case.
    pub(crate) known: Option<String>,
    pub(crate) body: Value,
    /// When it had come.
    pub(crate) at: Option<Instant>,
}

/// The body of the least message.
pub(crate) fn body() -> Value {
    json!({"content": "Yes.", "allowed_mentions": {"parse": []}})
}

/// Everything that this Discord knows.
pub(crate) struct World {
    next: u64,
    /// How far its clock is ahead.
    ahead: Duration,
    pub(crate) token: String,
    violations: Vec<String>,
    nonces: BTreeMap<String, Value>,
    /// Messages of the bot, each once.
    pub(crate) sent: Vec<Value>,
    /// Messages that were there while nobody listened, oldest first.
    history: Vec<Value>,
    /// The names of threads.
    pub(crate) threads: BTreeMap<String, String>,
    /// Whether the bot's owner has turned on the intent for content.
    pub(crate) content: bool,
    interactions: lifecycle::Interactions,
    pub(crate) sessions: gateway::Sessions,
    /// What the next requests that change something get into.
    pub(crate) troubles: VecDeque<Trouble>,
    /// Channels in which the bot may not send.
    pub(crate) forbidden: BTreeSet<String>,
    pub(crate) guilds: Vec<String>,
    /// Shards that it recommends.
    pub(crate) shards: u32,
    /// Milliseconds between heartbeats.
    pub(crate) interval: u64,
    /// Whether heartbeats are acknowledged.
    pub(crate) acknowledges: bool,
    /// Connections to the gateway that were opened.
    pub(crate) connections: usize,
    /// Whether new connections are taken without a word.
    pub(crate) deaf: bool,
    pub(crate) limits: buckets::Buckets,
    /// The code with which every IDENTIFY is refused.
    pub(crate) refuses: Option<u16>,
}

impl World {
    /// The next identifier. It begins with the time, in milliseconds since 2015,
    /// by which a client knows what is newer than something else.
    fn id(&mut self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = u64::try_from(now.as_millis()).unwrap() - EPOCH;
        self.next = (self.next + 1).max(now << 22);
        self.next.to_string()
    }

    /// What a message says from now on, for whoever fetches it.
    pub(crate) fn change(&mut self, message: Value) {
        self.history.retain(|known| known["id"] != message["id"]);
        self.history.push(message);
    }

    /// Puts a message where fetching finds it, once.
    fn remember(&mut self, message: Value) {
        let known = self.history.last();
        if known.is_none_or(|known| known["id"] != message["id"]) {
            self.history.push(message);
        }
    }

    fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }
}

/// The stand-in.
pub(crate) struct Fake {
    pub(crate) api: String,
    requests: mpsc::UnboundedReceiver<Request>,
    orders: broadcast::Sender<Order>,
    news: Arc<Notify>,
    world: Arc<Mutex<World>>,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        let gateway = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let rest = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway_at = format!("ws://{}", gateway.local_addr().unwrap());
        let api = format!("http://{}", rest.local_addr().unwrap());
        let (orders, _) = broadcast::channel(64);
        let (sender, requests) = mpsc::unbounded_channel();
        let news = Arc::new(Notify::new());
        let world = Arc::new(Mutex::new(World {
            next: 0,
            ahead: Duration::ZERO,
            token: TOKEN.to_owned(),
            violations: Vec::new(),
            nonces: BTreeMap::new(),
            sent: Vec::new(),
            history: Vec::new(),
            threads: BTreeMap::new(),
            content: false,
            interactions: lifecycle::Interactions::default(),
            sessions: gateway::Sessions::default(),
            troubles: VecDeque::new(),
            forbidden: BTreeSet::new(),
            guilds: vec![GUILD.to_owned()],
            shards: 1,
            interval: 41_250,
            acknowledges: true,
            connections: 0,
            deaf: false,
            limits: buckets::Buckets::default(),
            refuses: None,
        }));
        let (of_shards, to_shards, told) = (world.clone(), orders.clone(), news.clone());
        let at = gateway_at.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = gateway.accept().await {
                tokio::spawn(gateway::connection(
                    stream,
                    of_shards.clone(),
                    told.clone(),
                    to_shards.subscribe(),
                    at.clone(),
                ));
            }
        });
        let (of_requests, told) = (world.clone(), news.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = rest.accept().await {
                tokio::spawn(rest::connection(
                    stream,
                    sender.clone(),
                    of_requests.clone(),
                    told.clone(),
                    gateway_at.clone(),
                ));
            }
        });
        Self {
            api,
            requests,
            orders,
            news,
            world,
        }
    }

    /// Changes or looks at what it knows.
    pub(crate) fn world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let done = change(&mut self.world.lock().unwrap());
        self.news.notify_waiters();
        done
    }

    /// Sends an event to every session that is to have it; when that was.
    pub(crate) fn dispatch(&self, kind: &str, data: Value) -> Instant {
        self.world(|world| {
            assert!(!world.sessions.all.is_empty(), "no shard has identified");
            let at = world.dispatch(kind, &data);
            match kind {
                "MESSAGE_CREATE" => world.remember(data),
                "MESSAGE_DELETE" => world.history.retain(|known| known["id"] != data["id"]),
                _ => {}
            }
            at
        })
    }

    /// Does something to every connection.
    pub(crate) fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }

    /// Asks every shard to do what an operation means: 7 to reconnect.
    pub(crate) fn operate(&self, operation: Value) {
        self.order(Order::Say(operation));
    }

    /// Puts the clock forward.
    pub(crate) fn later(&self, by: Duration) {
        self.world(|world| world.ahead += by);
    }

    pub(crate) fn fail_next(&self, requests: usize) {
        self.trouble(&vec![Trouble::Broken; requests]);
    }

    /// What the next requests that change something get into.
    pub(crate) fn trouble(&self, troubles: &[Trouble]) {
        self.world(|world| world.troubles.extend(troubles.iter().cloned()));
    }

    /// Puts a message where only fetching finds it.
    pub(crate) fn remember(&self, message: Value) {
        self.world(|world| world.remember(message));
    }

    /// Everything that comes from now on, in the place of [`Fake::next`].
    pub(crate) fn requests(&mut self) -> mpsc::UnboundedReceiver<Request> {
        let (_, nothing) = mpsc::unbounded_channel();
        std::mem::replace(&mut self.requests, nothing)
    }

    /// The next request that is `method` on a path that ends so.
    pub(crate) async fn next(&mut self, method: &str, ending: &str) -> Request {
        let found = timeout(PATIENCE, self.found(method, ending)).await;
        found.unwrap_or_else(|_| panic!("no {method} …{ending} came"))
    }

    /// Looks at no request that came so far.
    pub(crate) fn forget(&mut self) {
        while self.requests.try_recv().is_ok() {}
    }

    /// Whether nothing of that kind comes for a short while.
    pub(crate) async fn nothing(&mut self, method: &str, ending: &str) -> bool {
        let quiet = Duration::from_millis(700);
        timeout(quiet, self.found(method, ending)).await.is_err()
    }

    async fn found(&mut self, method: &str, ending: &str) -> Request {
        loop {
            let request = self.requests.recv().await.unwrap();
            let path = request.path.split('?').next().unwrap();
            if request.method == method && path.ends_with(ending) {
                return request;
            }
        }
    }

    /// Waits until something holds of what it knows.
    pub(crate) async fn until(&self, what: &str, mut holds: impl FnMut(&World) -> bool) {
        let holding = async {
            loop {
                let told = self.news.notified();
                tokio::pin!(told);
                told.as_mut().enable();
                if holds(&self.world.lock().unwrap()) {
                    return;
                }
                // Heartbeats and sessions are not told of.
                let _ = timeout(Duration::from_millis(50), told).await;
            }
        };
        let held = timeout(PATIENCE, holding).await;
        assert!(held.is_ok(), "never: {what}");
    }

    /// No request broke a rule, and nothing of ours did.
    pub(crate) fn assert_lawful(&self) {
        let violations = self.excused();
        assert!(violations.is_empty(), "{violations:#?}");
    }

    /// What was broken so far; it counts no more.
    pub(crate) fn excused(&self) -> Vec<String> {
        self.world(|world| std::mem::take(&mut world.violations))
    }

    /// Interactions that nobody has acknowledged.
    pub(crate) fn waiting(&self) -> usize {
        self.world(|world| world.interactions.waiting())
    }

    /// Makes a request as the bot would: the status, and the number of the fault.
    pub(crate) async fn request(&self, method: &str, path: &str, body: &Value) -> (u16, u64) {
        let address = self.api.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.unwrap();
        let body = body.to_string();
        let head = format!(
            "{method} /api/v10{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bot {TOKEN}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let whole = format!("{head}{body}");
        stream.write_all(whole.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
        (status, body["code"].as_u64().unwrap_or(0))
    }

    pub(crate) fn id(&self) -> String {
        self.world(World::id)
    }

    /// Somebody's message.
    pub(crate) fn message(&self, channel: &str, content: &str) -> Value {
        self.message_in(GUILD, channel, content)
    }

    pub(crate) fn message_in(&self, guild: &str, channel: &str, content: &str) -> Value {
        let mut message =
            objects::message(&self.id(), channel, objects::user(ALICE, false), content);
        if content.contains(&format!("<@{BOT}>")) {
            let mut bot = objects::user(BOT, true);
            if channel != PRIVATE {
                bot["member"] = objects::member();
            }
            message["mentions"] = json!([bot]);
        }
        if channel != PRIVATE {
            message["guild_id"] = guild.into();
            message["member"] = objects::member();
        }
        message
    }

    /// Something done with the mouse; `data` says what.
    pub(crate) fn interaction(&self, kind: u8, data: Value, message: Option<Value>) -> Value {
        self.interaction_in(false, kind, data, message)
    }

    /// The same, in private or not.
    pub(crate) fn interaction_in(
        &self,
        private: bool,
        kind: u8,
        data: Value,
        message: Option<Value>,
    ) -> Value {
        self.world(|world| {
            let id = world.id();
            let token = format!("token{id}");
            let now = world.now();
            world.interactions.open(&id, kind.into(), &token, now);
            let mut interaction = objects::interaction(&id, &token, kind, data, private);
            if let Some(message) = message {
                interaction["message"] = message;
            }
            interaction
        })
    }
}
