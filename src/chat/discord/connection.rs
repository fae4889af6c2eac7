//! The connection to Discord: opened, looked after, closed in time.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::bail;
use serenity::{
    client::{Client, ClientBuilder},
    gateway::{ConnectionStage, ShardManager},
    http::Http,
    model::{
        gateway::{BotGateway, GatewayIntents},
        id::ShardId,
    },
};
use tokio::{
    sync::watch,
    time::{interval, sleep, timeout},
};

use super::{
    account::{Account, Shards, UNKNOWN_TOKEN, fatal, is_unknown_token},
    handler::{Handler, Hears},
    health::{Health, Listener},
    watch::{Sign, Verdict, Watch},
};
use crate::chat::serving::{DRAIN, Serving};

/// How long closing the connection may take; serenity may never return.
const CLOSING: Duration = Duration::from_secs(5);

/// How often it is looked how the shards are, at least.
const LOOK: Duration = Duration::from_secs(2);

/// Longest pause before Discord is tried again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// None of them is privileged: mentions, replies that ping and private messages
/// carry their content without.
pub(super) const INTENTS: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGES);

/// Shards of this process: from the first to the last, of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    first: u32,
    last: u32,
    total: u32,
}

/// Why a client is no longer served.
enum Ended {
    Told,
    Refused(anyhow::Error),
    /// Its shards cannot be brought back one by one.
    Anew,
}

/// Serves until it is stopped or Discord will not have the bot.
pub(super) async fn run(account: &Account, serving: Serving) -> anyhow::Result<()> {
    let mut stop = serving.stop.clone();
    let health = Health::new(Arc::clone(&serving.bot), Arc::clone(&serving.metrics));
    let handler = Arc::new(Handler::new(account, Arc::clone(&health), serving));
    loop {
        let Some((gateway, range)) = gateway(account, handler.http(), &mut stop).await? else {
            return Ok(());
        };
        health.opens(range.last - range.first + 1);
        let mut client = ClientBuilder::new_with_http(account.http(), INTENTS)
            .event_handler(Hears(Arc::clone(&handler)))
            .raw_event_handler(Listener(Arc::clone(&health)))
            .await?;
        // Where asking for it fails, serenity has put the real one there.
        (*client.ws_url.lock().await).clone_from(&gateway.url);
        let manager = Arc::clone(&client.shard_manager);
        let at = Place {
            account,
            gateway: &gateway.url,
            range,
        };
        let ended = at.served(&mut client, &handler, &mut stop).await;
        if !matches!(ended, Ended::Anew) {
            handler.drained(DRAIN).await;
        }
        if timeout(CLOSING, manager.shutdown_all()).await.is_err() {
            tracing::warn!("the connection to Discord did not close in time");
        }
        match ended {
            Ended::Told => return Ok(()),
            Ended::Refused(fault) => return Err(fault),
            Ended::Anew => tracing::warn!("the connection to Discord is opened anew"),
        }
    }
}

/// Where a client is connected to, and with what.
struct Place<'a> {
    account: &'a Account,
    gateway: &'a str,
    range: Range,
}

impl Place<'_> {
    async fn served(
        &self,
        client: &mut Client,
        handler: &Handler,
        stop: &mut watch::Receiver<bool>,
    ) -> Ended {
        let manager = Arc::clone(&client.shard_manager);
        let Range { first, last, total } = self.range;
        tokio::select! {
            // Its end is the last shard that is started, not one more.
            ended = client.start_shard_range(first..last, total) => match ended {
                Ok(()) => Ended::Anew,
                Err(fault) => Ended::Refused(fatal(fault)),
            },
            _ = stop.wait_for(|stop| *stop) => Ended::Told,
            () = handler.desk.office().refused() => Ended::Refused(anyhow::anyhow!(UNKNOWN_TOKEN)),
            ended = self.looked_after(&manager, handler.health()) => ended,
        }
    }

    /// Restarts shards that are silent; completes when that does not help, or
    /// Discord will never have them.
    async fn looked_after(&self, manager: &ShardManager, health: &Health) -> Ended {
        let silence = self.account.silence;
        let shards = (self.range.first..=self.range.last).map(ShardId);
        let mut watch = Watch::new(silence, shards, Instant::now());
        let mut looks = interval((silence / 5).min(LOOK));
        loop {
            looks.tick().await;
            let mut seen = Vec::new();
            for shard in watch.shards() {
                let runners = manager.runners.lock().await;
                let runner = runners.get(&shard);
                let sign = Sign {
                    heard: health.heard(shard),
                    latency: runner.and_then(|runner| runner.latency),
                    running: runner.is_some(),
                    connected: runner
                        .is_some_and(|runner| runner.stage == ConnectionStage::Connected),
                };
                seen.push((shard, sign));
            }
            match watch.look(&seen, Instant::now()) {
                Verdict::Well => {}
                Verdict::Restart(silent) => {
                    for shard in silent {
                        tracing::warn!(%shard, "a shard is silent and is restarted");
                        health.restarts(shard);
                        manager.restart(shard).await;
                    }
                }
                Verdict::Refused(shard) => {
                    let session = (shard.0, self.range.total);
                    if let Some(why) = self.account.refusal(self.gateway, session).await {
                        return Ended::Refused(why);
                    }
                }
                Verdict::Anew => return Ended::Anew,
            }
        }
    }
}

/// Where the gateway is and which shards are to be opened, once Discord can be
/// reached and lets so many be opened; nothing when it is time to stop.
async fn gateway(
    account: &Account,
    http: &Http,
    stop: &mut watch::Receiver<bool>,
) -> anyhow::Result<Option<(BotGateway, Range)>> {
    let mut pause = Duration::from_secs(1);
    loop {
        let wait = match http.get_bot_gateway().await {
            Ok(gateway) => {
                let range = range(account.shards, gateway.shards);
                let limit = &gateway.session_start_limit;
                // Beyond it Discord takes the token away.
                if limit.remaining >= u64::from(range.last - range.first + 1) {
                    if range.total < gateway.shards {
                        tracing::warn!(
                            configured = range.total,
                            recommended = gateway.shards,
                            "Discord recommends more shards"
                        );
                    }
                    return Ok(Some((gateway, range)));
                }
                let wait = Duration::from_millis(limit.reset_after);
                tracing::warn!(
                    minutes = wait.as_secs() / 60,
                    "Discord takes no more sessions today; waiting"
                );
                wait
            }
            Err(fault) if is_unknown_token(&fault) => bail!(UNKNOWN_TOKEN),
            Err(fault) => {
                let fault = anyhow::Error::new(fault).context("Discord cannot be reached");
                tracing::warn!(seconds = pause.as_secs(), "{fault:#}");
                let wait = pause;
                pause = (pause * 2).min(LONGEST_PAUSE);
                wait
            }
        };
        tokio::select! {
            () = sleep(wait) => {}
            _ = stop.wait_for(|stop| *stop) => return Ok(None),
        }
    }
}

fn range(configured: Shards, recommended: u32) -> Range {
    match configured {
        Shards::Auto => {
            let total = recommended.max(1);
            Range {
                first: 0,
                last: total - 1,
                total,
            }
        }
        Shards::Range { first, last, total } => Range { first, last, total },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_those_that_are_configured_or_as_many_as_discord_recommends() {
        let all = |total| Range {
            first: 0,
            last: total - 1,
            total,
        };
        assert_eq!(range(Shards::Auto, 3), all(3));
        assert_eq!(range(Shards::Auto, 0), all(1));
        let some = Shards::Range {
            first: 2,
            last: 3,
            total: 8,
        };
        let expected = Range {
            first: 2,
            last: 3,
            total: 8,
        };
        assert_eq!(range(some, 1), expected);
    }
}
