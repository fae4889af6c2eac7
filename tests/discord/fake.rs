//! A stand-in for Discord: a gateway and the requests that Verbatim makes, each
//! held against Discord's limits. What it says it says as Discord does.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{broadcast, mpsc},
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

pub(crate) const BOT: &str = "1000000000000000001";
pub(crate) const ALICE: &str = "3000000000000000001";
pub(crate) const GUILD: &str = "2000000000000000001";
pub(crate) const CHANNEL: &str = "2000000000000000010";
pub(crate) const PRIVATE: &str = "2000000000000000020";

/// What one wait for the bot may take; a machine under load is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request of the bot.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct State {
    next: u64,
    /// Answers of status 500 that the next requests get.
    failures: usize,
    violations: Vec<String>,
    nonces: BTreeSet<String>,
    /// Messages that were there while nobody listened.
    history: Vec<Value>,
    /// Interactions that wait for their one answer.
    open: BTreeSet<String>,
}

/// The stand-in.
pub(crate) struct Fake {
    pub(crate) api: String,
    requests: mpsc::UnboundedReceiver<Request>,
    events: broadcast::Sender<Value>,
    state: Arc<Mutex<State>>,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        let gateway = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let rest = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway_at = format!("ws://{}", gateway.local_addr().unwrap());
        let api = format!("http://{}", rest.local_addr().unwrap());
        let (events, _) = broadcast::channel(2_048);
        let (sender, requests) = mpsc::unbounded_channel();
        let state = Arc::new(Mutex::new(State {
            next: 4_000_000_000_000_000_000,
            ..State::default()
        }));
        let to_shards = events.clone();
        let of_gateway = gateway_at.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = gateway.accept().await {
                tokio::spawn(shard(stream, to_shards.subscribe(), of_gateway.clone()));
            }
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = rest.accept().await {
                tokio::spawn(serve(
                    stream,
                    sender.clone(),
                    Arc::clone(&shared),
                    gateway_at.clone(),
                ));
            }
        });
        Self {
            api,
            requests,
            events,
            state,
        }
    }

    /// Sends an event to every shard.
    pub(crate) fn dispatch(&self, kind: &str, data: Value) {
        let event = json!({"op": 0, "t": kind, "d": data});
        assert!(self.events.send(event).is_ok(), "no shard is connected");
    }

    /// Asks every shard to do what an operation means: 7 to reconnect.
    pub(crate) fn operate(&self, operation: Value) {
        let _ = self.events.send(operation);
    }

    pub(crate) fn fail_next(&self, requests: usize) {
        self.state.lock().unwrap().failures = requests;
    }

    /// Puts a message where only fetching finds it.
    pub(crate) fn remember(&self, message: Value) {
        self.state.lock().unwrap().history.push(message);
    }

    /// The next request that is `method` on a path that ends so.
    pub(crate) async fn next(&mut self, method: &str, ending: &str) -> Request {
        let found = async {
            loop {
                let request = self.requests.recv().await.unwrap();
                if request.method == method
                    && request.path.split('?').next().unwrap().ends_with(ending)
                {
                    return request;
                }
            }
        };
        let found = timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| panic!("no {method} …{ending} came"))
    }

    /// Whether nothing of that kind comes for a short while.
    pub(crate) async fn nothing(&mut self, method: &str, ending: &str) -> bool {
        let quiet = Duration::from_millis(700);
        let found = async {
            loop {
                let request = self.requests.recv().await.unwrap();
                if request.method == method
                    && request.path.split('?').next().unwrap().ends_with(ending)
                {
                    return request;
                }
            }
        };
        timeout(quiet, found).await.is_err()
    }

    /// No request broke a rule.
    pub(crate) fn assert_lawful(&self) {
        let state = self.state.lock().unwrap();
        assert!(state.violations.is_empty(), "{:#?}", state.violations);
    }

    pub(crate) fn id(&self) -> String {
        let mut state = self.state.lock().unwrap();
        state.next += 1;
        state.next.to_string()
    }

    /// Somebody's message.
    pub(crate) fn message(&self, channel: &str, content: &str) -> Value {
        let mentions = if content.contains(BOT) {
            vec![user(BOT, true)]
        } else {
            Vec::new()
        };
        let mut message = json!({
            "id": self.id(), "channel_id": channel, "author": user(ALICE, false), "content": content,
            "timestamp": "2026-11-24T08:00:00+00:00", "edited_timestamp": null, "tts": false,
            "mention_everyone": false, "mentions": mentions, "mention_roles": [], "attachments": [],
            "embeds": [], "components": [], "pinned": false, "type": 0, "flags": 0,
        });
        if channel != PRIVATE {
            message["guild_id"] = GUILD.into();
            message["member"] = json!({"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false, "flags": 0});
        }
        message
    }

    /// Something done with the mouse; `data` says what.
    pub(crate) fn interaction(&self, kind: u8, data: Value, message: Option<Value>) -> Value {
        let id = self.id();
        self.state.lock().unwrap().open.insert(id.clone());
        let mut interaction = json!({
            "id": id, "application_id": BOT, "type": kind, "data": data, "token": format!("token{id}"),
            "version": 1, "channel_id": CHANNEL, "guild_id": GUILD, "guild_locale": "en-US", "locale": "en-GB",
            "channel": {"id": CHANNEL, "type": 0, "guild_id": GUILD, "name": "general"},
            "app_permissions": "2251799813685247", "entitlements": [], "context": 0,
            "authorizing_integration_owners": {"0": GUILD}, "attachment_size_limit": 26_214_400,
            "member": {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false,
                "flags": 0, "pending": false, "permissions": "2048", "user": user(ALICE, false)},
        });
        if let Some(message) = message {
            interaction["message"] = message;
        }
        interaction
    }
}

fn user(id: &str, bot: bool) -> Value {
    json!({"id": id, "username": format!("user{id}"), "discriminator": "0", "global_name": null, "avatar": null, "bot": bot, "public_flags": 0})
}

/// One connection to the gateway.
async fn shard(stream: TcpStream, mut events: broadcast::Receiver<Value>, at: String) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
        return;
    };
    let mut sequence = 0_u64;
    let hello = json!({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": null, "t": null});
    if socket.send(Message::Text(hello.to_string())).await.is_err() {
        return;
    }
    loop {
        let replies = tokio::select! {
            heard = socket.next() => {
                let Some(Ok(Message::Text(text))) = heard else { return };
                let said: Value = serde_json::from_str(&text).unwrap();
                match said["op"].as_u64() {
                    Some(1) => vec![json!({"op": 11})],
                    Some(2) => vec![
                        json!({"op": 0, "t": "READY", "d": {
                            "v": 10, "user": user(BOT, true), "guilds": [{"id": GUILD, "unavailable": true}],
                            "session_id": "session", "resume_gateway_url": at, "shard": said["d"]["shard"],
                            "application": {"id": BOT, "flags": 0}, "private_channels": [], "presences": [], "relationships": []}}),
                        json!({"op": 0, "t": "GUILD_CREATE", "d": guild()}),
                    ],
                    Some(6) => vec![json!({"op": 0, "t": "RESUMED", "d": {"_trace": []}})],
                    _ => Vec::new(),
                }
            }
            event = events.recv() => match event {
                Ok(event) => vec![event],
                Err(_) => return,
            },
        };
        for mut reply in replies {
            if reply["op"] == 0 {
                sequence += 1;
                reply["s"] = sequence.into();
            }
            if socket.send(Message::Text(reply.to_string())).await.is_err() {
                return;
            }
        }
    }
}

fn guild() -> Value {
    json!({
        "id": GUILD, "name": "The Mill", "icon": null, "splash": null, "discovery_splash": null, "owner_id": "5",
        "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
        "explicit_content_filter": 0, "roles": [{"id": GUILD, "name": "@everyone", "color": 0, "hoist": false,
            "position": 0, "permissions": "2048", "managed": false, "mentionable": false, "flags": 0}],
        "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "application_id": null, "system_channel_id": null,
        "system_channel_flags": 0, "rules_channel_id": null, "vanity_url_code": null, "description": null, "banner": null,
        "premium_tier": 0, "preferred_locale": "en-US", "public_updates_channel_id": null, "nsfw_level": 0,
        "premium_progress_bar_enabled": false, "joined_at": "2026-01-01T00:00:00+00:00", "large": false,
        "unavailable": false, "member_count": 2, "voice_states": [], "members": [], "threads": [], "presences": [],
        "stage_instances": [], "guild_scheduled_events": [], "safety_alerts_channel_id": null,
        "channels": [{"id": CHANNEL, "type": 0, "guild_id": GUILD, "name": "general", "position": 0,
            "permission_overwrites": [], "nsfw": false, "flags": 0}],
    })
}

/// One connection of requests.
async fn serve(
    mut stream: TcpStream,
    requests: mpsc::UnboundedSender<Request>,
    state: Arc<Mutex<State>>,
    gateway: String,
) {
    let mut buffer = Vec::new();
    while let Some(request) = request(&mut stream, &mut buffer).await {
        let (status, body) = answer(&request, &state, &gateway);
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            text.len()
        );
        let _ = requests.send(request);
        if stream
            .write_all((head + text.as_str()).as_bytes())
            .await
            .is_err()
        {
            return;
        }
    }
}

async fn request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length:")
                .map(|n| n.trim().parse::<usize>().unwrap())
        })
        .unwrap_or(0);
    while buffer.len() < end + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = serde_json::from_slice(&buffer[end..end + length]).unwrap_or(Value::Null);
    buffer.drain(..end + length);
    let mut words = head.split_whitespace();
    Some(Request {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        body,
    })
}

fn answer(request: &Request, state: &Mutex<State>, gateway: &str) -> (u16, Value) {
    let mut state = state.lock().unwrap();
    let path = request.path.split('?').next().unwrap();
    let parts: Vec<&str> = path.trim_start_matches("/api/v10/").split('/').collect();
    let method = request.method.as_str();
    if state.failures > 0 && method != "GET" {
        state.failures -= 1;
        return (500, json!({"message": "broken", "code": 0}));
    }
    for violation in violations(request) {
        state
            .violations
            .push(format!("{method} {path}: {violation}: {}", request.body));
    }
    match (method, parts.as_slice()) {
        ("GET", ["gateway"]) => (200, json!({"url": gateway})),
        ("GET", ["gateway", "bot"]) => (
            200,
            json!({"url": gateway, "shards": 1,
            "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}}),
        ),
        ("PUT", ["applications", _, .., "commands"]) => {
            let commands = request.body.as_array().cloned().unwrap_or_default();
            let registered = commands
                .into_iter()
                .enumerate()
                .map(|(number, mut command)| {
                    command["id"] = (7_000_000 + number).to_string().into();
                    command["application_id"] = BOT.into();
                    command["version"] = "1".into();
                    command["type"] = command.get("type").cloned().unwrap_or_else(|| 1.into());
                    command["description"] = command
                        .get("description")
                        .cloned()
                        .unwrap_or_else(|| "".into());
                    command["default_member_permissions"] = command
                        .get("default_member_permissions")
                        .cloned()
                        .unwrap_or(Value::Null);
                    command
                });
            (200, registered.collect())
        }
        ("POST", ["channels", channel, "messages"]) => {
            if let Some(nonce) = request.body["nonce"].as_str()
                && !state.nonces.insert(nonce.to_owned())
            {
                state
                    .violations
                    .push(format!("the same message twice: {nonce}"));
            }
            state.next += 1;
            (
                200,
                said(&state.next.to_string(), channel, &request.body["content"]),
            )
        }
        ("PATCH", ["channels", channel, "messages", id]) => {
            (200, said(id, channel, &request.body["content"]))
        }
        ("GET", ["channels", channel]) if *channel == PRIVATE => (
            200,
            json!({"id": PRIVATE, "type": 1, "recipients": [user(ALICE, false)]}),
        ),
        ("GET", ["channels", channel]) => (
            200,
            json!({"id": channel, "type": 0, "guild_id": GUILD, "name": "general", "position": 0,
                "permission_overwrites": [], "nsfw": false, "flags": 0}),
        ),
        ("GET", ["channels", _, "messages"]) => {
            (200, Value::Array(std::mem::take(&mut state.history)))
        }
        ("POST", ["interactions", id, _, "callback"]) => {
            if !state.open.remove(*id) {
                state.violations.push(format!(
                    "interaction {id} was acknowledged twice or is unknown"
                ));
                return (
                    400,
                    json!({"message": "already acknowledged", "code": 40_060}),
                );
            }
            (204, Value::Null)
        }
        ("PATCH", ["webhooks", _, _, "messages", "@original"]) => {
            (200, said("1", CHANNEL, &request.body["content"]))
        }
        ("POST", ["channels", _, "typing"]) | ("DELETE", ["channels", _, "messages", _]) => {
            (204, Value::Null)
        }
        _ => {
            state
                .violations
                .push(format!("{method} {path} is unknown here"));
            (404, json!({"message": "404: Not Found", "code": 0}))
        }
    }
}

fn said(id: &str, channel: &str, content: &Value) -> Value {
    json!({"id": id, "channel_id": channel, "author": user(BOT, true), "content": content,
        "timestamp": "2026-11-24T08:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [], "pinned": false, "type": 0, "flags": 0})
}

/// Rules of Discord's documentation that a request breaks.
fn violations(request: &Request) -> Vec<String> {
    let mut broken = Vec::new();
    let mut rule = |holds: bool, rule: &str| {
        if !holds {
            broken.push(rule.to_owned());
        }
    };
    let path = request.path.split('?').next().unwrap();
    let message = if path.ends_with("/callback") {
        &request.body["data"]
    } else {
        &request.body
    };
    let kind = request.body["type"].as_u64();
    let says = path.ends_with("/messages")
        || path.ends_with("@original")
        || path.ends_with("/callback") && matches!(kind, Some(4 | 7));
    if says && request.method != "GET" {
        let content = message["content"].as_str().unwrap_or_default();
        let embeds = message["embeds"].as_array().map_or(0, Vec::len);
        rule(
            content.chars().count() <= 2_000,
            "content of more than 2000",
        );
        rule(!content.is_empty() || embeds > 0, "an empty message");
        rule(
            message["allowed_mentions"]["parse"] == json!([]),
            "somebody could be pinged",
        );
        rule(
            !content.contains("@everyone") && !content.contains("@here"),
            "everybody is mentioned",
        );
        let rows = message["components"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        rule(rows.len() <= 5, "more than five rows");
        let mut seen = BTreeSet::new();
        for button in rows
            .iter()
            .flat_map(|row| row["components"].as_array().cloned().unwrap_or_default())
        {
            let id = button["custom_id"].as_str().unwrap_or_default().to_owned();
            rule(
                (1..=100).contains(&id.chars().count()),
                "a custom_id of a wrong length",
            );
            rule(seen.insert(id), "a custom_id twice");
            rule(
                button["label"]
                    .as_str()
                    .is_none_or(|label| label.chars().count() <= 80),
                "a label of more than 80",
            );
        }
        rule(
            rows.iter().all(|row| {
                row["components"]
                    .as_array()
                    .is_some_and(|all| (1..=5).contains(&all.len()))
            }),
            "a row of none or more than five",
        );
    }
    if path.ends_with("/callback") && kind == Some(8) {
        let choices = message["choices"].as_array().cloned().unwrap_or_default();
        rule(choices.len() <= 25, "more than 25 choices");
        rule(
            choices.iter().all(|choice| {
                ["name", "value"].iter().all(|key| {
                    (1..=100).contains(&choice[key].as_str().unwrap_or_default().chars().count())
                })
            }),
            "a choice of a wrong length",
        );
    }
    if path.ends_with("/callback") && kind == Some(9) {
        rule(
            (1..=45).contains(
                &message["title"]
                    .as_str()
                    .unwrap_or_default()
                    .chars()
                    .count(),
            ),
            "a title of a wrong length",
        );
        rule(
            (1..=5).contains(&message["components"].as_array().map_or(0, Vec::len)),
            "a form of no or too many inputs",
        );
    }
    broken
}
