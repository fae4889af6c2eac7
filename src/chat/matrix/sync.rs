//! Asks the server what happens in the rooms, and keeps its place in the story
//! once everything before it is written down.

use std::{sync::Arc, time::Duration};

use anyhow::bail;
use matrix_sdk::{
    Client, HttpError, RefreshTokenError,
    config::SyncSettings,
    ruma::{
        UserId,
        api::{
            client::filter::{FilterDefinition, LazyLoadOptions, RoomEventFilter, RoomFilter},
            error::ErrorKind,
        },
        uint,
    },
    sync::SyncResponse,
};
use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::{
    account::Account,
    hear::Known,
    keys::{Keys, Locked},
    login,
    office::Post,
    standing::Standing,
};
use crate::{
    chat::{
        desk::{Desk, Office, now},
        serving::Serving,
    },
    monitoring::Metrics,
    store::{Memory, Store},
};

/// How long the server holds a request while nothing happens.
const HELD: Duration = Duration::from_secs(30);

/// Longest pause after a request that failed.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// For how long a place in the story is kept, in seconds: for ever.
const FOR_EVER: i64 = i64::MAX / 2;

/// Why serving ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It was told to stop.
    Stopped,
    /// The server wants to see the password again; the device stays.
    LoggedOutSoftly,
}

/// Hears what happens, for the desk.
pub(super) struct Listener {
    pub(super) client: Client,
    pub(super) desk: Arc<Desk<Post>>,
    pub(super) store: Arc<Store>,
    pub(super) prefix: String,
    pub(super) invitations: Vec<String>,
    pub(super) locked: Locked,
    pub(super) known: Known,
    pub(super) standing: Standing,
    metrics: Arc<Metrics>,
    /// Where the server's story is kept.
    bookmark: String,
}

/// Serves until it is stopped, or the account has to be logged into again.
///
/// # Errors
/// When the account is no longer ours.
pub(super) async fn run(
    client: Client,
    account: &Account,
    serving: Serving,
) -> anyhow::Result<Ended> {
    let Some(user) = client.user_id().map(ToOwned::to_owned) else {
        bail!("the client is not logged in");
    };
    let matrix = &serving.config.matrix;
    if matrix.invitations.is_empty() {
        tracing::warn!("matrix.invitations is empty: no invitation is accepted");
    }
    tracing::info!(%user, homeserver = account.homeserver, "on Matrix");
    let store = Arc::clone(&serving.store);
    let post = Post::new(client.clone(), &serving);
    let standing = Standing::new(&serving, super::signing::is_signed(&client).await);
    let mut stop = serving.stop.clone();
    let mut listener = Listener {
        client,
        prefix: matrix.prefix.clone(),
        invitations: matrix.invitations.clone(),
        bookmark: format!("matrix sync of {user}"),
        locked: Locked::of_last_run(&store, user.as_str())?,
        metrics: Arc::clone(&serving.metrics),
        desk: Desk::new(post, serving),
        store,
        known: Known::default(),
        standing,
    };
    let served = listener.serve(&mut stop).await;
    listener.desk.drained().await;
    served
}

impl Listener {
    async fn serve(&mut self, stop: &mut watch::Receiver<bool>) -> anyhow::Result<Ended> {
        let mut token = self.store.memory(&self.bookmark, now())?;
        let mut first = true;
        if token.is_some() && self.client.rooms().is_empty() {
            // A new device knows none of its rooms, and what happened since
            // the bookmark would not bring them.
            tokio::select! {
                rooms = ask(&self.client, &self.metrics, None, Duration::ZERO) => if rooms?.is_none() {
                    return Ok(Ended::LoggedOutSoftly);
                },
                _ = stop.wait_for(|stop| *stop) => return Ok(Ended::Stopped),
            }
        }
        let mut keys = Keys::of(&self.client).await;
        loop {
            let held = if first { Duration::ZERO } else { self.held() };
            // On a task of its own: while what a key opens is read, it goes on,
            // and gives back the locks that it may hold.
            let (client, metrics) = (self.client.clone(), Arc::clone(&self.metrics));
            let since = token.clone();
            let mut asking = JoinSet::new();
            asking.spawn(async move { ask(&client, &metrics, since.as_deref(), held).await });
            let response = loop {
                tokio::select! {
                    Some(response) = asking.join_next() => match response?? {
                        Some(response) => break response,
                        None => return Ok(Ended::LoggedOutSoftly),
                    },
                    () = keys.come(), if !self.locked.is_empty() => {}
                    _ = stop.wait_for(|stop| *stop) => return Ok(Ended::Stopped),
                }
                // From a backup keys come without the server's story.
                self.unlock().await;
                self.standing.say(&self.locked);
            };
            // At the very first start everything that is there is history.
            if token.is_some() {
                self.hear(&response).await;
            }
            self.invitations(&response);
            if first {
                self.old_invitations(&response);
                // Only now are the rooms and their keys known, so that what
                // lies in the outbox can be sent.
                self.desk.resume()?;
                first = false;
            }
            self.locked.keep(&self.store)?;
            self.keep(&response.next_batch)?;
            token = Some(response.next_batch);
            self.standing.say(&self.locked);
        }
    }

    /// Whoever waits for a key is told in time that it is missing.
    fn held(&self) -> Duration {
        let due = self.locked.due();
        due.and_then(|seconds| u64::try_from(seconds).ok())
            .map_or(HELD, |seconds| HELD.min(Duration::from_secs(seconds)))
    }

    /// The server's place in the story, kept once everything before it is
    /// written down.
    fn keep(&self, token: &str) -> anyhow::Result<()> {
        let memory = Memory {
            conversation: &self.bookmark,
            memory: token,
            expires_at: FOR_EVER,
        };
        Ok(self.store.set_memory(memory, now())?)
    }
}

/// What happened since `token`. Tries until the server answers; nothing
/// when it wants to see the password again. Fails only when the account is
/// lost.
async fn ask(
    client: &Client,
    metrics: &Metrics,
    token: Option<&str>,
    held: Duration,
) -> anyhow::Result<Option<SyncResponse>> {
    let mut pause = Duration::from_secs(1);
    loop {
        let mut settings = SyncSettings::new().timeout(held).filter(filter().into());
        if let Some(token) = token {
            settings = settings.token(token.to_owned());
        }
        let fault = match client.sync_once(settings).await {
            Ok(response) => {
                metrics.connections(Post::PLATFORM, 1, 1);
                metrics.heard(Post::PLATFORM);
                return Ok(Some(response));
            }
            Err(fault) => fault,
        };
        metrics.connections(Post::PLATFORM, 0, 1);
        metrics.interrupted(Post::PLATFORM);
        if is_stale(&fault) {
            return Ok(None);
        }
        match kind(&fault) {
            Some(ErrorKind::UnknownToken(data)) if data.soft_logout => return Ok(None),
            Some(ErrorKind::UnknownToken { .. } | ErrorKind::MissingToken) => bail!(
                "the homeserver no longer knows this session: it was logged out. Run `verbatim matrix logout`, then start again with VERBATIM_MATRIX_PASSWORD"
            ),
            Some(ErrorKind::UserDeactivated | ErrorKind::UserLocked | ErrorKind::UserSuspended) => {
                bail!(
                    "{}: {fault}",
                    login::closed(client.user_id().map_or("the account", UserId::as_str))
                )
            }
            _ => {}
        }
        tracing::warn!(
            seconds = pause.as_secs(),
            "the homeserver did not answer: {fault}"
        );
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// What the server is asked for: messages enough to survive a short time away.
fn filter() -> FilterDefinition {
    let mut timeline = RoomEventFilter::default();
    timeline.limit = Some(uint!(50));
    let mut room = RoomFilter::default();
    room.timeline = timeline;
    // Who is there is needed before something is encrypted, and asked for then.
    // With it servers say how many are there, which Synapse does not without.
    room.state.lazy_load_options = LazyLoadOptions::Enabled {
        include_redundant_members: false,
    };
    let mut filter = FilterDefinition::default();
    filter.room = room;
    filter
}

/// Whether the token that is to be exchanged is too old for it: then the
/// password is wanted again.
fn is_stale(fault: &matrix_sdk::Error) -> bool {
    matches!(fault, matrix_sdk::Error::Http(http)
        if matches!(&**http, HttpError::RefreshToken(_)))
        && matches!(kind(fault), Some(ErrorKind::Forbidden))
}

/// What the server says is wrong, also when it says so of the token that is to
/// be exchanged for another.
fn kind(fault: &matrix_sdk::Error) -> Option<&ErrorKind> {
    if let matrix_sdk::Error::Http(http) = fault
        && let HttpError::RefreshToken(RefreshTokenError::MatrixAuth(refused)) = &**http
    {
        return refused.client_api_error_kind();
    }
    fault.client_api_error_kind()
}
