//! Why does Discord open no session? serenity 0.12 keeps some of Discord's
//! reasons to itself, spins until the next heartbeat fails, and tries again, which
//! costs one of a thousand sessions a day each time.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::futures::{SinkExt, StreamExt};
use tokio::time::timeout;
use tokio_tungstenite::{connect_async, tungstenite::Message};

use super::connection::INTENTS;

/// How long Discord is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// A session that is asked for.
pub(super) struct Session<'a> {
    /// The address of the gateway.
    pub(super) gateway: &'a str,
    pub(super) token: &'a str,
    /// Number of the shard, and of how many.
    pub(super) shard: (u32, u32),
}

impl Session<'_> {
    /// Opens it once, and says with which code Discord closed it instead;
    /// nothing when it was opened, or nothing can be learnt.
    pub(super) async fn refusal(&self) -> Option<u16> {
        timeout(PATIENCE, self.closed()).await.ok().flatten()
    }

    async fn closed(&self) -> Option<u16> {
        let address = format!("{}/?v=10&encoding=json", self.gateway.trim_end_matches('/'));
        let (mut socket, _) = connect_async(address).await.ok()?;
        loop {
            match socket.next().await?.ok()? {
                Message::Text(text) => {
                    let said: Value = serde_json::from_str(&text).ok()?;
                    match said["op"].as_u64() {
                        Some(10) => {
                            let identify = Message::Text(self.identify().to_string());
                            socket.send(identify).await.ok()?;
                        }
                        // A session, or "not now".
                        Some(0 | 9) => return None,
                        _ => {}
                    }
                }
                Message::Close(frame) => return frame.map(|frame| frame.code.into()),
                _ => {}
            }
        }
    }

    fn identify(&self) -> Value {
        let (shard, of) = self.shard;
        json!({"op": 2, "d": {
            "token": self.token, "intents": INTENTS.bits(), "shard": [shard, of],
            "properties": {"os": std::env::consts::OS, "browser": "verbatim", "device": "verbatim"},
        }})
    }
}
