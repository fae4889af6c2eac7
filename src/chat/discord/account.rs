//! With which token the bot comes to Discord, and by which way.

use std::{fs, sync::Arc, time::Duration};

use anyhow::Context;
use serenity::{
    Error,
    gateway::GatewayError,
    http::{Http, HttpBuilder, Ratelimiter},
    model::id::{GuildId, RoleId},
};

use super::{health::Health, pace::Pace, probe::Session};
use crate::config::{self, Config, Secret};

/// The account, and where Discord is.
pub(super) struct Account {
    token: Secret,
    /// Where requests go instead of to Discord; for tests.
    api: Option<String>,
    /// The only server in which commands are registered; for development.
    pub(super) guild: Option<GuildId>,
    /// Whoever has it may use moderators' commands.
    pub(super) moderator_role: Option<RoleId>,
    pub(super) shards: Shards,
    /// The longest silence of a shard.
    pub(super) silence: Duration,
    /// What makes requests where the usual way is not meant.
    client: Option<reqwest::Client>,
}

/// Which part of the servers this process serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shards {
    /// As many as Discord recommends, all of them.
    Auto,
    /// From the first to the last of so many.
    Range { first: u32, last: u32, total: u32 },
}

/// Whether there is a token.
///
/// # Errors
/// When something that is configured is not right.
pub fn is_configured(config: &Config) -> anyhow::Result<bool> {
    Ok(Account::of(config)?.is_some())
}

impl Account {
    pub(super) fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        let environment = |name: &str| std::env::var(name).ok();
        let read = |path: &str| fs::read_to_string(path);
        let token = Secret::load("VERBATIM_DISCORD_TOKEN", environment, read)?;
        token.map(|token| Self::new(token, config)).transpose()
    }

    pub(super) fn with(token: &str, config: &Config) -> anyhow::Result<Self> {
        Self::new(Secret::from(token), config)
    }

    fn new(token: Secret, config: &Config) -> anyhow::Result<Self> {
        let discord = &config.discord;
        let number = |name: &str, text: &str| -> anyhow::Result<Option<u64>> {
            if text.is_empty() {
                return Ok(None);
            }
            let id = text.parse().ok().filter(|id| *id > 0);
            Ok(Some(id.with_context(|| {
                format!("discord.{name} must be an identifier, a long number: `{text}` is none")
            })?))
        };
        Ok(Self {
            token,
            api: Some(discord.api.clone()).filter(|api| !api.is_empty()),
            guild: number("guild", &discord.guild)?.map(GuildId::new),
            moderator_role: number("moderator_role", &discord.moderator_role)?.map(RoleId::new),
            shards: shards(&discord.shards)?,
            silence: Duration::from_secs(discord.silence_seconds.into()),
            client: client(discord)?,
        })
    }

    /// The way to Discord for one connection to its gateway.
    pub(super) fn http(&self) -> Http {
        self.way().build()
    }

    /// The way to Discord for everything that is sent: one limiter knows of all
    /// of it, what it waits for is counted, and what concerns everything holds
    /// everything.
    pub(super) fn post(&self, health: &Arc<Health>) -> (Arc<Http>, Arc<Pace>) {
        if self.api.is_some() {
            return (Arc::new(self.http()), Arc::new(Pace::none()));
        }
        let pace = Arc::new(Pace::discords());
        let client = self.client.clone().unwrap_or_default();
        let token = format!("Bot {}", self.token.expose().trim());
        let mut limiter = Ratelimiter::new(client.clone(), token);
        let (told, held) = (Arc::clone(health), Arc::clone(&pace));
        limiter.set_ratelimit_callback(Box::new(move |limit| {
            if limit.global {
                held.hold(limit.timeout);
            }
            told.waits(&limit);
        }));
        let way = self.way().client(client).ratelimiter(limiter);
        (Arc::new(way.build()), pace)
    }

    /// Why Discord opens no session for a shard, as far as it is final.
    pub(super) async fn refusal(&self, gateway: &str, shard: (u32, u32)) -> Option<anyhow::Error> {
        let session = Session {
            gateway,
            token: self.token.expose(),
            shard,
        };
        let code = session.refusal().await?;
        let advice = advice(code)?;
        Some(anyhow::anyhow!("Discord closed the connection with {code}").context(advice))
    }

    fn way(&self) -> HttpBuilder {
        let mut builder = HttpBuilder::new(self.token.expose());
        if let Some(client) = &self.client {
            builder = builder.client(client.clone());
        }
        match &self.api {
            // With the limiter on, serenity sends to Discord itself, whatever
            // the proxy is.
            Some(api) => builder.proxy(api).ratelimiter_disabled(true),
            None => builder,
        }
    }
}

/// What makes requests through a proxy, or trusts more than usual; nothing when
/// neither is configured.
fn client(discord: &config::Discord) -> anyhow::Result<Option<reqwest::Client>> {
    let (proxy, file) = (&discord.http_proxy, &discord.extra_ca_file);
    if proxy.is_empty() && file.is_empty() {
        return Ok(None);
    }
    let mut builder = reqwest::Client::builder();
    if !proxy.is_empty() {
        let proxy = reqwest::Proxy::all(proxy)
            .with_context(|| format!("discord.http_proxy is no address of a proxy: `{proxy}`"))?;
        builder = builder.proxy(proxy);
    }
    if !file.is_empty() {
        let pem = fs::read(file)
            .with_context(|| format!("failed to read discord.extra_ca_file `{file}`"))?;
        let certificates = reqwest::Certificate::from_pem_bundle(&pem)
            .ok()
            .filter(|certificates| !certificates.is_empty());
        let certificates = certificates.with_context(|| {
            format!("discord.extra_ca_file `{file}` holds no certificate (PEM)")
        })?;
        for certificate in certificates {
            builder = builder.add_root_certificate(certificate);
        }
    }
    let client = builder
        .build()
        .context("requests to Discord cannot be made")?;
    Ok(Some(client))
}

/// "auto", or "0-3/8": the shards 0 to 3 of eight.
fn shards(text: &str) -> anyhow::Result<Shards> {
    if text.eq_ignore_ascii_case("auto") {
        return Ok(Shards::Auto);
    }
    let parsed = || {
        let (range, total) = text.split_once('/')?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let (first, last, total) = (number(first)?, number(last)?, number(total)?);
        (first <= last && last < total).then_some(Shards::Range { first, last, total })
    };
    parsed().with_context(|| {
        format!("discord.shards must be \"auto\" or a range like \"0-3/8\", not `{text}`")
    })
}

/// What to do when Discord does not know the token.
pub(super) const UNKNOWN_TOKEN: &str = "Discord does not know the token; copy it anew from the developer portal into VERBATIM_DISCORD_TOKEN";

/// What to do about a fault after which connecting again is of no use.
pub(super) fn fatal(fault: Error) -> anyhow::Error {
    let code = match &fault {
        Error::Gateway(GatewayError::InvalidAuthentication) => 4004,
        Error::Gateway(GatewayError::InvalidGatewayIntents) => 4013,
        Error::Gateway(GatewayError::DisallowedGatewayIntents) => 4014,
        _ => 0,
    };
    let advice = advice(code).unwrap_or("the connection to Discord ended");
    anyhow::Error::new(fault).context(advice)
}

/// What to do when Discord closes its gateway with a code that is final
/// (Discord: Gateway Close Event Codes).
fn advice(code: u16) -> Option<&'static str> {
    Some(match code {
        4004 => UNKNOWN_TOKEN,
        4010 => "discord.shards does not fit",
        4011 => "one shard is too few for so many servers; set discord.shards to \"auto\"",
        4012 => "Discord no longer takes this version of its gateway; take a newer Verbatim",
        4013 | 4014 => {
            "Discord does not grant the intents; Verbatim needs none that are privileged"
        }
        _ => return None,
    })
}

/// Whether a request failed because Discord does not know the token.
pub(super) fn is_unknown_token(fault: &Error) -> bool {
    matches!(fault, Error::Http(fault) if fault.status_code().is_some_and(|status| status.as_u16() == 401))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(proxy: &str, file: &str) -> anyhow::Result<Account> {
        let mut config = Config::default();
        config.discord.http_proxy = proxy.to_owned();
        config.discord.extra_ca_file = file.to_owned();
        Account::with("token", &config)
    }

    #[test]
    fn a_proxy_and_a_certificate_are_checked_before_anything_starts() {
        assert!(configured("", "").unwrap().client.is_none());
        let usual = configured("http://127.0.0.1:3128", "").unwrap();
        assert!(usual.client.is_some());
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ca.pem");
        let file = file.to_str().unwrap();
        let says = |proxy, file| format!("{:#}", configured(proxy, file).err().unwrap());
        assert!(says("", file).contains("failed to read discord.extra_ca_file"));
        fs::write(file, "no certificate").unwrap();
        assert!(says("", file).contains("holds no certificate"));
        assert!(says("http://", "").contains("discord.http_proxy"));
    }

    #[test]
    fn closes_after_which_trying_again_is_of_no_use_say_what_to_do() {
        let says = |code| advice(code).unwrap_or_default();
        assert!(says(4004).contains("developer portal"));
        assert!(says(4010).contains("discord.shards"));
        assert!(says(4011).contains("\"auto\""));
        assert!(says(4012).contains("newer Verbatim"));
        assert!(says(4013).contains("intents") && says(4014).contains("intents"));
        for passing in [1000, 1001, 4000, 4007, 4008, 4009] {
            assert_eq!(advice(passing), None, "{passing}");
        }
    }

    #[test]
    fn shards_are_all_or_a_range() {
        assert_eq!(shards("auto").unwrap(), Shards::Auto);
        let range = |first, last, total| Shards::Range { first, last, total };
        assert_eq!(shards("0-3/8").unwrap(), range(0, 3, 8));
        assert_eq!(shards("2/3").unwrap(), range(2, 2, 3));
        for wrong in ["", "8", "3-1/8", "0-8/8", "a-b/c", "-1/2"] {
            assert!(shards(wrong).is_err(), "{wrong}");
        }
    }
}
