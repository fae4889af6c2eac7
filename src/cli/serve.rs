//! `verbatim serve`: answers on every platform that is configured, until the
//! process is told to stop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, SystemTime},
};

use anyhow::{Context, bail};

use super::{
    Exit, Options, forgetting,
    reading::Reading,
    reload::Reload,
    shared,
    shelf::{self, Use},
    supervision,
};
use crate::{
    bot::Bot,
    chat::serving::{self, Platform, Serving},
    config::Config,
    feed,
    library::{self, Library},
    monitoring::{Endpoint, Observed},
};

/// Serves, as `verbatim serve` asks for.
pub(super) fn run(options: &Options) -> anyhow::Result<Exit> {
    let platforms = configured(&options.config)?;
    if platforms.is_empty() {
        bail!(
            "there is nothing to serve: set VERBATIM_DISCORD_TOKEN, or VERBATIM_MATRIX_HOMESERVER and an account; docs/ says how"
        );
    }
    let library = shelf::library(&[], options, Use::Change)?;
    let store = library.store().map(Arc::clone);
    let store = store.context("the library does not last")?;
    library.prepare_index(|done, of| {
        tracing::info!(done, of, "indexing");
    })?;
    let library = Arc::new(library);
    let bot = Bot::new(Arc::clone(&library), options.bot.clone())
        .reading(Box::new(Reading::new(options)));
    #[cfg(feature = "reader")]
    let bot = super::reader::attach(bot, options);
    let bot = Arc::new(bot);
    let (stop, serving) = Serving::new(Arc::clone(&bot), store, options.config.clone());
    let others = shared::CatchingUp::start(Arc::clone(&library));
    let feeds = Feeds::start(library, Reading::new(options));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")?;
    let served = runtime.block_on(async {
        let told = told()?;
        reload_when_told(Reload::new(options), Arc::clone(&bot))?;
        tokio::spawn(supervision::alive());
        tokio::spawn(forgetting::forget(Arc::clone(&serving.store)));
        if let Some(endpoint) = watched(options, &platforms, &serving).await? {
            tokio::spawn(endpoint.serve());
        }
        supervision::ready();
        serving::serve(platforms, serving, stop, told).await
    });
    feeds.stop();
    drop(others);
    // Answers that are still being worked out are asked for again later.
    runtime.shutdown_timeout(serving::DRAIN);
    served.map(|()| Exit::Answered)
}

/// Where it can be read how the service is doing, unless that is nowhere.
async fn watched(
    options: &Options,
    platforms: &[Platform],
    serving: &Serving,
) -> anyhow::Result<Option<Endpoint>> {
    let port = options.config.monitoring.port;
    if port == 0 {
        return Ok(None);
    }
    let observed = Observed {
        bot: Arc::clone(&serving.bot),
        store: Arc::clone(&serving.store),
        index: shelf::index_of(serving.store.directory()),
        since: SystemTime::now(),
    };
    let platforms = platforms.iter().map(|platform| platform.name).collect();
    let metrics = Arc::clone(&serving.metrics);
    let endpoint = Endpoint::bind(port, metrics, observed, platforms, serving.stop.clone()).await?;
    tracing::info!(port, "how the service is doing can be read");
    Ok(Some(endpoint))
}

/// How often it is looked whether a feed is due.
const LOOK: Duration = Duration::from_mins(1);

/// The thread that follows the feeds.
struct Feeds {
    stopping: Arc<AtomicBool>,
    /// Dropped to wake it.
    _told: mpsc::Sender<()>,
}

impl Feeds {
    fn start(library: Arc<Library>, reading: Reading) -> Self {
        let (tell, told) = mpsc::channel::<()>();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let follow = move || {
            let stop = || stop.load(Ordering::Relaxed);
            while !stop() {
                match feed::check_due(&library, &reading, library::now(), &stop) {
                    Ok(0) => {}
                    Ok(taken) => tracing::info!(taken, "new articles from feeds"),
                    Err(fault) => {
                        let fault: &dyn std::error::Error = &fault;
                        tracing::error!(fault, "feeds cannot be followed");
                    }
                }
                if told.recv_timeout(LOOK) == Err(mpsc::RecvTimeoutError::Disconnected) {
                    return;
                }
            }
        };
        if let Err(fault) = std::thread::Builder::new()
            .name("feeds".to_owned())
            .spawn(follow)
        {
            tracing::error!(%fault, "feeds are not followed before a restart");
        }
        Self {
            stopping,
            _told: tell,
        }
    }

    /// Ends it between two articles. It is not waited for: what it has taken
    /// in is in the store.
    fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

/// The platforms that have what they need.
///
/// # Errors
/// When what is configured for one of them is not right.
#[cfg_attr(
    not(any(feature = "discord", feature = "matrix")),
    expect(unused_variables, unused_mut, reason = "there is none to look for")
)]
pub(super) fn configured(config: &Config) -> anyhow::Result<Vec<Platform>> {
    let mut platforms = Vec::new();
    #[cfg(feature = "discord")]
    if crate::chat::discord::is_configured(config)? {
        platforms.push(Platform {
            name: "discord",
            serve: |serving| Box::pin(crate::chat::discord::serve(serving)),
        });
    }
    #[cfg(feature = "matrix")]
    if crate::chat::matrix::is_configured(config)? {
        platforms.push(Platform {
            name: "matrix",
            serve: |serving| Box::pin(crate::chat::matrix::serve(serving)),
        });
    }
    Ok(platforms)
}

/// Completes when the process is told to stop, as a terminal and a service
/// manager tell it.
#[cfg(unix)]
fn told() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        supervision::stopping();
    })
}

#[cfg(not(unix))]
fn told() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler nothing can tell it; then it serves on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Reads the configuration again each time the process is hung up on, as
/// services are told to (`systemctl reload`).
#[cfg(unix)]
fn reload_when_told(mut reload: Reload, bot: Arc<Bot>) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hung_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hung_up.recv().await.is_some() {
            reload.read_again(&bot);
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn reload_when_told(_: Reload, _: Arc<Bot>) -> anyhow::Result<()> {
    Ok(())
}
