//! The gateway: sessions that are identified and resumed, what each is sent,
//! and everything that can go wrong with a connection.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Instant,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::{Notify, broadcast},
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    BOT, World,
    objects::{faults, guild, user},
};

/// What a test does to every connection.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    /// Sends this, as it is.
    Say(Value),
    /// Closes with this code.
    Close(u16),
    /// Cuts the connection without a word.
    Cut,
}

/// A session, which outlives its connection.
pub(crate) struct Session {
    intents: u64,
    shard: (u64, u64),
    /// Everything that was sent in it; the sequence number is the place,
    /// counted from 1.
    log: Vec<Value>,
}

#[derive(Default)]
pub(crate) struct Sessions {
    pub(crate) all: BTreeMap<String, Session>,
    /// IDENTIFYs and RESUMEs that came.
    pub(crate) identified: usize,
    pub(crate) resumed: usize,
    pub(crate) heartbeats: usize,
}

impl Sessions {
    /// What the last event of a kind said.
    pub(crate) fn last(&self, kind: &str) -> Value {
        let mut all = self.all.values().flat_map(|session| &session.log);
        let last = all.rfind(|event| event["t"] == kind);
        last.map_or(Value::Null, |event| event["d"].clone())
    }
}

const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const PRIVATE_MESSAGES: u64 = 1 << 12;
const CONTENT: u64 = 1 << 15;

/// The shard that hears of a server; private messages come on the first.
fn shard_of(data: &Value, kind: &str, of: u64) -> u64 {
    let guild = if kind == "GUILD_CREATE" {
        &data["id"]
    } else {
        &data["guild_id"]
    };
    let guild = guild.as_str().map_or(0, |id| id.parse::<u64>().unwrap());
    (guild >> 22) % of
}

impl Session {
    /// Writes an event down as this session gets it; nothing where its shard or
    /// its intents leave it out.
    fn write(&mut self, kind: &str, data: &Value) {
        let direct = data.get("guild_id").is_none();
        let needed = match kind {
            "GUILD_CREATE" => GUILDS,
            kind if kind.starts_with("MESSAGE_") && direct => PRIVATE_MESSAGES,
            kind if kind.starts_with("MESSAGE_") => GUILD_MESSAGES,
            _ => 0,
        };
        let (shard, of) = self.shard;
        let here = kind == "READY" || kind == "RESUMED" || shard_of(data, kind, of) == shard;
        if !here || self.intents & needed != needed {
            return;
        }
        let mut data = data.clone();
        let mentioned = data["mentions"]
            .as_array()
            .is_some_and(|all| all.iter().any(|user| user["id"] == BOT));
        let own = data["author"]["id"] == BOT;
        let message = matches!(kind, "MESSAGE_CREATE" | "MESSAGE_UPDATE");
        if message && !direct && !mentioned && !own && self.intents & CONTENT == 0 {
            // Without the privileged intent there is nothing to read.
            data["content"] = "".into();
            data["embeds"] = json!([]);
            data["attachments"] = json!([]);
            data["components"] = json!([]);
        }
        self.log
            .push(json!({"op": 0, "t": kind, "d": data, "s": self.log.len() + 1}));
    }
}

impl World {
    /// Sends an event to every session that is to have it; when that was.
    pub(crate) fn dispatch(&mut self, kind: &str, data: &Value) -> Instant {
        self.violations.extend(faults(kind, data));
        let at = Instant::now();
        for session in self.sessions.all.values_mut() {
            session.write(kind, data);
        }
        at
    }

    /// The session that an IDENTIFY opens, or the code of its refusal.
    fn identify(&mut self, said: &Value, at: &str) -> Result<String, u16> {
        self.sessions.identified += 1;
        // Discord takes it with and without the word before it.
        let token = said["token"].as_str().unwrap();
        if let Some(code) = self.refuses {
            return Err(code);
        }
        if token.trim_start_matches("Bot ") != self.token {
            return Err(4004);
        }
        let shard = said["shard"].as_array();
        let shard = shard.map_or((0, 1), |shard| {
            (shard[0].as_u64().unwrap(), shard[1].as_u64().unwrap())
        });
        if shard.0 >= shard.1 {
            return Err(4010);
        }
        let id = format!("session{}", self.sessions.identified);
        let mut session = Session {
            intents: said["intents"].as_u64().unwrap(),
            shard,
            log: Vec::new(),
        };
        if session.intents & CONTENT != 0 {
            return Err(4014);
        }
        let guilds: Vec<Value> = self.guilds.iter().map(|id| guild(id)).collect();
        let here: Vec<&Value> = guilds
            .iter()
            .filter(|guild| shard_of(guild, "GUILD_CREATE", shard.1) == shard.0)
            .collect();
        let unavailable: Vec<Value> = here
            .iter()
            .map(|guild| json!({"id": guild["id"], "unavailable": true}))
            .collect();
        let ready = json!({
            "v": 10, "user": user(BOT, true), "guilds": unavailable, "session_id": id, "resume_gateway_url": at,
            "shard": [shard.0, shard.1], "application": {"id": BOT, "flags": 0}, "private_channels": [],
            "presences": [], "relationships": [], "session_type": "normal", "_trace": []});
        self.violations.extend(faults("READY", &ready));
        session.write("READY", &ready);
        for (number, guild) in here.into_iter().enumerate() {
            // One stands for all of them.
            if number == 0 {
                self.violations.extend(faults("GUILD_CREATE", guild));
            }
            session.write("GUILD_CREATE", guild);
        }
        self.sessions.all.insert(id.clone(), session);
        Ok(id)
    }
}

/// One connection.
pub(crate) async fn connection(
    stream: TcpStream,
    world: Arc<Mutex<World>>,
    news: Arc<Notify>,
    mut orders: broadcast::Receiver<Order>,
    at: String,
) {
    let deaf = {
        let mut world = world.lock().unwrap();
        world.connections += 1;
        world.deaf
    };
    news.notify_waiters();
    if deaf {
        // It is taken, and nothing is ever said.
        let _held = stream;
        std::future::pending::<()>().await;
        return;
    }
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
        return;
    };
    let interval = world.lock().unwrap().interval;
    let hello = json!({"op": 10, "d": {"heartbeat_interval": interval}, "s": null, "t": null});
    if socket.send(Message::Text(hello.to_string())).await.is_err() {
        return;
    }
    let mut session: Option<String> = None;
    let mut sent = 0;
    loop {
        // Registered before looking, so that nothing is slept through.
        let told = news.notified();
        tokio::pin!(told);
        told.as_mut().enable();
        let waiting: Vec<Value> = session.as_ref().map_or_else(Vec::new, |id| {
            let world = world.lock().unwrap();
            let session = world.sessions.all.get(id);
            session.map_or_else(Vec::new, |session| session.log[sent..].to_vec())
        });
        for event in waiting {
            sent += 1;
            if socket.send(Message::Text(event.to_string())).await.is_err() {
                return;
            }
        }
        tokio::select! {
            () = &mut told => {}
            order = orders.recv() => match order {
                Ok(Order::Say(words)) => {
                    if words["op"] == 9 && words["d"] == false
                        && let Some(id) = &session {
                            world.lock().unwrap().sessions.all.remove(id);
                        }
                    let _ = socket.send(Message::Text(words.to_string())).await;
                }
                Ok(Order::Close(code)) => {
                    let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
                    let _ = socket.close(Some(frame)).await;
                    while let Some(Ok(_)) = socket.next().await {}
                    return;
                }
                Ok(Order::Cut) | Err(_) => return,
            },
            heard = socket.next() => {
                let text = match heard {
                    Some(Ok(Message::Text(text))) => text,
                    Some(Ok(Message::Close(_))) => {
                        // Its own close is answered while reading to the end.
                        while let Some(Ok(_)) = socket.next().await {}
                        return;
                    }
                    Some(Ok(_)) => continue,
                    _ => return,
                };
                let said: Value = serde_json::from_str(&text).unwrap();
                let answer = match said["op"].as_u64() {
                    Some(1) => {
                        let mut world = world.lock().unwrap();
                        world.sessions.heartbeats += 1;
                        world.acknowledges.then(|| json!({"op": 11}))
                    }
                    Some(2) => {
                        let identified = world.lock().unwrap().identify(&said["d"], &at);
                        match identified {
                            Ok(id) => { session = Some(id); sent = 0; None }
                            Err(code) => {
                                let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
                                let _ = socket.close(Some(frame)).await;
                                while let Some(Ok(_)) = socket.next().await {}
                                return;
                            }
                        }
                    }
                    Some(6) => {
                        let mut world = world.lock().unwrap();
                        world.sessions.resumed += 1;
                        let id = said["d"]["session_id"].as_str().unwrap().to_owned();
                        let seq = usize::try_from(said["d"]["seq"].as_u64().unwrap()).unwrap();
                        match world.sessions.all.get_mut(&id) {
                            Some(known) if seq <= known.log.len() => {
                                known.write("RESUMED", &json!({"_trace": []}));
                                sent = seq;
                                session = Some(id);
                                None
                            }
                            _ => Some(json!({"op": 9, "d": false})),
                        }
                    }
                    _ => None,
                };
                if let Some(answer) = answer
                    && socket.send(Message::Text(answer.to_string())).await.is_err() {
                        return;
                    }
            }
        }
    }
}
