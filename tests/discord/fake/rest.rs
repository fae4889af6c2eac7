//! The requests of the bot: read, held to what is described and documented,
//! answered as Discord does.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, mpsc},
};

use super::{
    BOT, CHANNEL, GUILD, PRIVATE, Request, World,
    description::DESCRIPTION,
    lifecycle::Refused,
    limits::violations,
    objects::{channel, channel_of, said, thread},
};

/// What becomes of a request that changes something.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// A fault of the server.
    Broken,
    /// It is done, and the answer is empty.
    Empty,
    /// It is done, and the connection is cut before the answer.
    Cut,
    /// Too many requests: on this route, or of everything.
    Limited { global: bool },
    /// It is taken and never answered.
    Hangs,
}

struct Answer {
    status: u16,
    body: Value,
    headers: String,
}

fn plain(status: u16, body: Value) -> Answer {
    Answer {
        status,
        body,
        headers: String::new(),
    }
}

/// "Too many requests", of a route with its headers or of everything.
fn limited(global: bool, headers: String) -> Answer {
    let headers = if global {
        "Retry-After: 1\r\nX-RateLimit-Global: true\r\nX-RateLimit-Scope: global\r\n".to_owned()
    } else if headers.is_empty() {
        "Retry-After: 1\r\nX-RateLimit-Scope: user\r\n".to_owned()
    } else {
        headers
    };
    Answer {
        status: 429,
        body: json!({"message": "You are being rate limited.", "retry_after": 0.2, "global": global}),
        headers,
    }
}

/// One connection of requests.
pub(crate) async fn connection(
    mut stream: TcpStream,
    requests: mpsc::UnboundedSender<Request>,
    world: Arc<Mutex<World>>,
    news: Arc<Notify>,
    gateway: String,
) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let (answer, trouble) = {
            let mut world = world.lock().unwrap();
            world.take(&request, &gateway)
        };
        news.notify_waiters();
        let text = match (&trouble, &answer.body) {
            (Some(Trouble::Empty), _) | (_, Value::Null) => String::new(),
            (_, body) => body.to_string(),
        };
        let head = format!(
            "HTTP/1.1 {} X\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n",
            answer.status,
            answer.headers,
            text.len()
        );
        let _ = requests.send(request);
        if matches!(trouble, Some(Trouble::Hangs)) {
            std::future::pending::<()>().await;
        }
        let whole = head + text.as_str();
        let cut = matches!(trouble, Some(Trouble::Cut));
        if cut || stream.write_all(whole.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let field = |name: &str| {
        let lower = head.to_ascii_lowercase();
        let line = lower
            .lines()
            .find_map(|line| line.strip_prefix(name).map(str::to_owned));
        line.map(|value| value.trim_start_matches(':').trim().to_owned())
    };
    let length = field("content-length").map_or(0, |length| length.parse::<usize>().unwrap());
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
        known: field("authorization"),
        body,
        at: Some(Instant::now()),
    })
}

impl World {
    fn take(&mut self, request: &Request, gateway: &str) -> (Answer, Option<Trouble>) {
        let path = request.path.split('?').next().unwrap();
        let path = path.trim_start_matches("/api/v10").to_owned();
        let method = request.method.as_str();
        let mut broken = violations(request);
        if let Some(description) = &*DESCRIPTION {
            broken.extend(description.request(method, &path, &request.body));
        }
        for rule in broken {
            self.violations
                .push(format!("{method} {path}: {rule}: {}", cut(&request.body)));
        }
        // By its token an interaction is known without the bot's.
        let by_token = path.starts_with("/interactions") || path.starts_with("/webhooks");
        let token = format!("bot {}", self.token.to_lowercase());
        if !by_token && request.known.as_deref() != Some(token.as_str()) {
            let body = json!({"message": "401: Unauthorized", "code": 0});
            return (plain(401, body), None);
        }
        let trouble = if method == "GET" {
            None
        } else {
            self.troubles.pop_front()
        };
        match &trouble {
            Some(Trouble::Broken) => {
                let body = json!({"message": "500: Internal Server Error", "code": 0});
                return (plain(500, body), trouble);
            }
            Some(Trouble::Limited { global }) => {
                if *global {
                    self.limits.holds_everything(Instant::now());
                }
                return (limited(*global, String::new()), trouble);
            }
            Some(Trouble::Hangs) => return (plain(204, Value::Null), trouble),
            _ => {}
        }
        if !by_token && self.limits.is_held(Instant::now()) {
            self.violations.push(format!(
                "{method} {path}: sent while everything has to wait"
            ));
        }
        let headers = match self.limits.take(method, &path, Instant::now()) {
            Ok(headers) => headers,
            Err(headers) => return (limited(false, headers), None),
        };
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (status, body) = match self.answer(method, &parts, request, gateway) {
            Ok(answered) => answered,
            Err((status, body, why)) => {
                self.violations.push(format!("{method} {path}: {why}"));
                (status, body)
            }
        };
        if let Some(description) = &*DESCRIPTION {
            for fault in description.answer(method, &path, status, &body) {
                self.violations.push(format!(
                    "our answer to {method} {path}: {fault}: {}",
                    cut(&body)
                ));
            }
        }
        let answer = Answer {
            status,
            body,
            headers,
        };
        (answer, trouble)
    }

    /// One message as it is fetched, as far as the bot may read it.
    fn fetched(&self, channel: &str, id: &str) -> Option<Value> {
        let mut history = self.history.iter();
        let found = history.find(|message| message["channel_id"] == channel && message["id"] == id);
        let mut message = found?.clone();
        let fields = message.as_object_mut().unwrap();
        fields.remove("guild_id");
        fields.remove("member");
        let mentions = message["mentions"].as_array().unwrap();
        let mentioned = mentions.iter().any(|user| user["id"] == BOT);
        if !self.content && !mentioned && message["author"]["id"] != BOT {
            message["content"] = "".into();
            message["embeds"] = json!([]);
        }
        Some(message)
    }

    fn answer(
        &mut self,
        method: &str,
        parts: &[&str],
        request: &Request,
        gateway: &str,
    ) -> Result<(u16, Value), Refused> {
        let now = self.now();
        let body = &request.body;
        Ok(match (method, parts) {
            ("GET", ["gateway"]) => (200, json!({"url": gateway})),
            ("GET", ["gateway", "bot"]) => (
                200,
                json!({"url": gateway, "shards": self.shards,
                "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}}),
            ),
            ("GET", ["users", "@me"]) => {
                let mut own = super::objects::user(BOT, true);
                own["mfa_enabled"] = true.into();
                own["locale"] = "en-US".into();
                (200, own)
            }
            ("POST", ["users", "@me", "channels"]) => (200, channel(PRIVATE, GUILD)),
            ("GET", ["oauth2", "applications", "@me"]) => (200, application()),
            ("PUT", ["applications", _, .., "commands"]) => (200, registered(body)),
            ("GET", ["channels", id]) if self.threads.contains_key(*id) => {
                (200, thread(id, &self.threads[*id]))
            }
            ("GET", ["channels", channel, "messages", id]) => match self.fetched(channel, id) {
                Some(message) => (200, message),
                None => (404, json!({"message": "Unknown Message", "code": 10_008})),
            },
            ("GET", ["channels", id]) => (200, channel(id, &self.guild_of(id))),
            ("POST", ["channels", id, "messages"]) => {
                if self.forbidden.contains(*id) {
                    return Ok((
                        403,
                        json!({"message": "Missing Permissions", "code": 50_013}),
                    ));
                }
                let nonce = body["nonce"].as_str().map(str::to_owned);
                if let Some(known) = nonce.as_ref().and_then(|nonce| self.nonces.get(nonce)) {
                    return Ok((200, known.clone()));
                }
                let message = said(&self.id(), id, body);
                if let Some(nonce) = nonce {
                    self.nonces.insert(nonce, message.clone());
                }
                self.sent.push(message.clone());
                (200, message)
            }
            ("PATCH", ["channels", channel, "messages", id]) => (200, said(id, channel, body)),
            ("GET", ["channels", channel, "messages"]) => {
                let after = request.path.split("after=").nth(1).unwrap_or("0");
                let after: u64 = after.split('&').next().unwrap().parse().unwrap();
                let mut newer: Vec<Value> = self
                    .history
                    .iter()
                    .filter(|message| message["channel_id"] == **channel)
                    .filter(|message| {
                        message["id"].as_str().unwrap().parse::<u64>().unwrap() > after
                    })
                    .take(100)
                    .cloned()
                    .map(|mut message| {
                        // Fetched, a message does not say where it is.
                        let fields = message.as_object_mut().unwrap();
                        fields.remove("guild_id");
                        fields.remove("member");
                        message
                    })
                    .collect();
                newer.reverse();
                (200, Value::Array(newer))
            }
            ("POST", ["interactions", id, token, "callback"]) => {
                let kind = body["type"].as_u64().unwrap_or(0);
                self.interactions.acknowledge(id, token, kind, now)?;
                if request.path.contains("with_response=") {
                    let done = json!({"id": id, "type": 2, "response_message_id": self.id(),
                        "response_message_loading": kind == 5, "response_message_ephemeral": false,
                        "channel_id": CHANNEL, "guild_id": GUILD});
                    return Ok((200, json!({"interaction": done})));
                }
                (204, Value::Null)
            }
            ("PATCH", ["webhooks", _, token, "messages", "@original"])
            | ("POST", ["webhooks", _, token]) => {
                self.interactions.afterwards(token, now)?;
                (200, said(&self.id(), CHANNEL, body))
            }
            ("POST", ["channels", _, "typing"]) | ("DELETE", ["channels", _, "messages", _]) => {
                (204, Value::Null)
            }
            _ => {
                let body = json!({"message": "404: Not Found", "code": 0});
                return Err((404, body, "is unknown here".to_owned()));
            }
        })
    }
}

impl World {
    /// The server that a channel belongs to.
    fn guild_of(&self, channel: &str) -> String {
        let mut guilds = self.guilds.iter();
        let found = guilds.find(|guild| channel_of(guild) == channel);
        found.map_or(GUILD, String::as_str).to_owned()
    }
}

/// As much of a body as a fault needs to be understood.
fn cut(body: &Value) -> String {
    body.to_string().chars().take(600).collect()
}

/// Commands as they are once they are registered.
fn registered(commands: &Value) -> Value {
    let commands = commands.as_array().cloned().unwrap_or_default();
    let registered = commands
        .into_iter()
        .enumerate()
        .map(|(number, mut command)| {
            shortened(&mut command);
            command["id"] = (7_000_000 + number).to_string().into();
            command["application_id"] = BOT.into();
            command["version"] = "1".into();
            for (key, usual) in [
                ("type", json!(1)),
                ("description", json!("")),
                ("default_member_permissions", Value::Null),
                ("nsfw", json!(false)),
            ] {
                if command.get(key).is_none() {
                    command[key] = usual;
                }
            }
            command
        });
    registered.collect()
}

/// What Discord leaves out of what it was told: nothing, and lists of nothing.
fn shortened(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields
                .retain(|_, field| !field.is_null() && *field != json!([]) && *field != json!({}));
            fields.values_mut().for_each(shortened);
            // Said where it is so.
            for key in ["autocomplete", "required"] {
                if fields.get(key) == Some(&Value::Bool(false)) {
                    fields.remove(key);
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(shortened),
        _ => {}
    }
}

/// The bot's own application.
fn application() -> Value {
    json!({"id": BOT, "name": "Verbatim", "icon": null, "description": "", "type": null, "verify_key": "",
        "flags": 0, "flags_new": "0", "redirect_uris": [], "interactions_endpoint_url": null,
        "role_connections_verification_url": null, "owner": super::objects::user("5", false),
        "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "team": null,
        "eligible_oauth2_scopes": [], "bot_public": true, "bot_require_code_grant": false, "summary": ""})
}
