//! Verbatim on Discord, over a stand-in that holds every request against
//! Discord's limits; between the two is serenity as it is.

#[expect(
    clippy::needless_pass_by_value,
    reason = "what json! makes is handed over"
)]
mod fake;

mod client;
mod conversations;
mod faults;
mod hostile;
mod limits;
mod threads;

use std::{sync::Arc, time::Duration};

use fake::{BOT, Fake, PRIVATE};
use serde_json::Value;
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use verbatim::{
    article::{self, Source},
    bot::{Bot, Settings},
    chat::{discord, serving::Serving},
    config::Config,
    library::Library,
    store::Store,
};

const ARTICLE: &str = "---\ntitle: The mill is sold\nurl: https://example.org/mill\n---\n\n\
    The old mill by the river was sold on Monday for two million crowns to a baker from Orle.\n\n\
    “We had no choice in this,” said Ann Lee, its owner, in the yard. “The roof alone would have cost us the house.”\n\n\
    “Nobody asked the town,” said Tom Ray, the mayor, on Tuesday. He wants to keep the wheel turning, @everyone heard.\n\n\
    The baker will open in May and means to hire eleven people from the valley, among them two apprentices.\n\n\
    “I will bake with the river,” the baker, Mia Holt, told the paper.\n";

/// A bot that serves a stand-in.
struct Running {
    fake: Fake,
    store: Arc<Store>,
    stop: watch::Sender<bool>,
    served: JoinHandle<anyhow::Result<()>>,
    directory: Arc<tempfile::TempDir>,
}

impl Running {
    async fn start() -> Self {
        Self::again(Fake::start().await, Arc::new(tempfile::tempdir().unwrap())).await
    }

    async fn again(fake: Fake, directory: Arc<tempfile::TempDir>) -> Self {
        let mut running = Self::connect(fake, directory).await;
        running.fake.next("GET", "/gateway/bot").await;
        running
    }

    async fn connect(fake: Fake, directory: Arc<tempfile::TempDir>) -> Self {
        Self::with(fake, directory, &[], |_| {}).await
    }

    /// A bot that has these articles too.
    async fn among(others: &[&str]) -> Self {
        let directory = Arc::new(tempfile::tempdir().unwrap());
        let fake = Fake::start().await;
        let mut running = Self::with(fake, directory, others, |_| {}).await;
        running.fake.next("PUT", "/commands").await;
        running
    }

    async fn on(fake: Fake) -> Self {
        Self::configured(fake, |_| {}).await
    }

    async fn configured(fake: Fake, configure: impl FnOnce(&mut Config)) -> Self {
        let directory = Arc::new(tempfile::tempdir().unwrap());
        Self::with(fake, directory, &[], configure).await
    }

    async fn with(
        fake: Fake,
        directory: Arc<tempfile::TempDir>,
        others: &[&str],
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let articles = [ARTICLE].iter().chain(others).map(|text| {
            let source = Source {
                bytes: text.as_bytes(),
                name: "mill.md",
                ..Source::default()
            };
            article::read(source).unwrap()
        });
        let library = Library::in_memory(articles.collect()).unwrap();
        let mut config = Config::default();
        config.discord.api.clone_from(&fake.api);
        configure(&mut config);
        let (stop, stopped) = watch::channel(false);
        let store = Arc::new(opened(directory.path()).await);
        let serving = Serving {
            bot: Arc::new(Bot::new(Arc::new(library), Settings::default())),
            store: Arc::clone(&store),
            config: Arc::new(config),
            stop: stopped,
        };
        let served = tokio::spawn(discord::serve_as(fake::TOKEN, serving));
        Self {
            fake,
            store,
            stop,
            served,
            directory,
        }
    }

    /// Waits until every reply is confirmed and no question waits.
    async fn confirmed(&self) {
        let confirmed = async {
            loop {
                let idle = self.store.pending().unwrap().is_empty()
                    && self.store.channels_waiting("discord").unwrap().is_empty();
                if idle {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(60), confirmed).await.unwrap();
    }

    /// Asks for the status until it says something.
    async fn says_in_status(&mut self, sentence: &str) {
        let said = async {
            loop {
                self.says(PRIVATE, "status");
                let sent = self.fake.next("POST", "/messages").await;
                if sent.body["content"].as_str().unwrap().contains(sentence) {
                    return;
                }
            }
        };
        let said = timeout(Duration::from_secs(60), said).await;
        assert!(said.is_ok(), "never in the status: {sentence}");
    }

    /// Until the bot has registered its commands, it has not heard READY.
    async fn ready() -> Self {
        let mut running = Self::start().await;
        running.fake.next("PUT", "/commands").await;
        running
    }

    fn says(&self, channel: &str, content: &str) -> Value {
        let message = self.fake.message(channel, content);
        self.fake.dispatch("MESSAGE_CREATE", message.clone());
        message
    }

    async fn stop(self) -> (Fake, Arc<tempfile::TempDir>) {
        self.stop.send(true).unwrap();
        drop(self.store);
        timeout(Duration::from_secs(30), self.served)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        self.fake.assert_lawful();
        (self.fake, self.directory)
    }
}

/// The store, once the connection before has let go of it.
async fn opened(directory: &std::path::Path) -> Store {
    let opened = async {
        loop {
            match Store::open(directory) {
                Ok(store) => return store,
                Err(verbatim::store::Error::InUse { .. }) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(fault) => panic!("{fault}"),
            }
        }
    };
    timeout(Duration::from_secs(30), opened).await.unwrap()
}

fn mention(text: &str) -> String {
    format!("<@{BOT}> {text}")
}
