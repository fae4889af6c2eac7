//! Serves every platform that is configured until the process is told to stop.
//! What an adapter is given, and how it is stopped; knows no platform itself.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet, time::timeout};

use super::quotas::Quotas;
use crate::{bot::Bot, config::Config, monitoring::Metrics, store::Store};

/// How long adapters may take to send what is answered once they are told to
/// stop.
pub const DRAIN: Duration = Duration::from_secs(10);

/// How long after that an adapter that does not return is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an adapter serves with.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Answers; blocks while it does, so it is asked on a thread for blocking.
    pub bot: Arc<Bot>,
    /// Which messages were handled, and replies on their way.
    pub store: Arc<Store>,
    /// How it was configured.
    pub config: Arc<Config>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// How much each may ask.
    pub quotas: Arc<Quotas>,
    /// Turns true when adapters are to drain and return.
    pub stop: watch::Receiver<bool>,
}

impl Serving {
    /// What adapters serve with, and what tells them to stop.
    #[must_use]
    pub fn new(bot: Arc<Bot>, store: Arc<Store>, config: Config) -> (watch::Sender<bool>, Self) {
        let (tell, stop) = watch::channel(false);
        let serving = Self {
            bot,
            store,
            quotas: Arc::new(Quotas::new(&config.limits)),
            config: Arc::new(config),
            metrics: Arc::default(),
            stop,
        };
        (tell, serving)
    }
}

/// What an adapter does until it is stopped or cannot go on.
pub type Served = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

/// A platform that can be served.
#[derive(Clone, Copy)]
pub struct Platform {
    /// Its name, as it is logged.
    pub name: &'static str,
    /// Serves it.
    pub serve: fn(Serving) -> Served,
}

impl fmt::Debug for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// Serves the platforms until `told` completes or none is left. One that
/// cannot go on does not take the others with it.
///
/// # Errors
/// The fault of the first platform that could not go on.
pub async fn serve(
    platforms: Vec<Platform>,
    serving: Serving,
    stop: watch::Sender<bool>,
    told: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let mut running = JoinSet::new();
    for platform in platforms {
        tracing::info!(platform = platform.name, "serving");
        let served = (platform.serve)(serving.clone());
        running.spawn(async move { (platform.name, served.await) });
    }
    let mut fault = None;
    tokio::pin!(told);
    loop {
        tokio::select! {
            () = &mut told => break,
            ended = running.join_next() => match ended {
                Some(ended) => note(ended, &mut fault),
                None => break,
            },
        }
    }
    // Fails only when nobody listens any more.
    let _ = stop.send(true);
    let drained = timeout(DRAIN + PATIENCE, async {
        while let Some(ended) = running.join_next().await {
            note(ended, &mut fault);
        }
    });
    if drained.await.is_err() {
        tracing::warn!("stopped without waiting any longer; what was not sent is kept");
    }
    fault.map_or(Ok(()), Err)
}

type Ended = Result<(&'static str, anyhow::Result<()>), tokio::task::JoinError>;

fn note(ended: Ended, fault: &mut Option<anyhow::Error>) {
    let (platform, why) = match ended {
        Ok((platform, Ok(()))) => {
            tracing::info!(platform, "no longer served");
            return;
        }
        Ok((platform, Err(why))) => (
            platform,
            why.context(format!("{platform} cannot be served")),
        ),
        Err(panic) => ("", anyhow::Error::new(panic).context("a platform failed")),
    };
    tracing::error!(platform, "{why:#}");
    fault.get_or_insert(why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bot::Settings, library::Library};

    async fn run(platforms: Vec<Platform>, told: impl Future<Output = ()>) -> anyhow::Result<()> {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(directory.path()).unwrap());
        let library =
            Library::stored(Arc::clone(&store), &directory.path().join("search")).unwrap();
        let bot = Bot::new(Arc::new(library), Settings::default());
        let (stop, serving) = Serving::new(Arc::new(bot), store, Config::default());
        serve(platforms, serving, stop, told).await
    }

    const LASTING: Platform = Platform {
        name: "lasting",
        serve: |mut serving| {
            Box::pin(async move {
                serving.stop.wait_for(|stop| *stop).await?;
                Ok(())
            })
        },
    };
    const FAILING: Platform = Platform {
        name: "failing",
        serve: |_| Box::pin(async { anyhow::bail!("the token is not valid") }),
    };
    const ENDING: Platform = Platform {
        name: "ending",
        serve: |_| Box::pin(async { Ok(()) }),
    };
    const PANICKING: Platform = Platform {
        name: "panicking",
        serve: |_| Box::pin(async { panic!("of all things") }),
    };

    #[tokio::test]
    async fn stops_when_it_is_told() {
        run(vec![LASTING, LASTING], async {}).await.unwrap();
    }

    #[tokio::test]
    async fn one_platform_that_fails_leaves_the_others() {
        let (tell, told) = tokio::sync::oneshot::channel::<()>();
        let served = tokio::spawn(run(vec![FAILING, LASTING], async {
            let _ = told.await;
        }));
        tokio::task::yield_now().await;
        assert!(!served.is_finished());
        tell.send(()).unwrap();
        let fault = served.await.unwrap().unwrap_err();
        assert_eq!(
            format!("{fault:#}"),
            "failing cannot be served: the token is not valid"
        );
    }

    #[tokio::test]
    async fn ends_when_no_platform_is_left() {
        let never = std::future::pending;
        run(vec![ENDING], never()).await.unwrap();
        assert!(run(vec![ENDING, PANICKING], never()).await.is_err());
    }
}
