//! Verbatim on Discord, over a stand-in that holds every request against
//! Discord's limits; between the two is serenity as it is.

#[expect(
    clippy::needless_pass_by_value,
    reason = "what json! makes is handed over"
)]
pub(crate) mod fake;

mod buttons;
mod client;
mod commands;
mod connections;
mod hostile;
mod killed;
mod lifecycle;
mod limits;
mod load;
mod messages;
mod program;
mod proxy;
mod registration;
mod requests;
mod shards;
#[cfg(feature = "postgres")]
mod shared;
mod slow;
mod threads;

use std::{sync::Arc, time::Duration};

use fake::{BOT, CHANNEL, Fake, PRIVATE, Request};
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use verbatim::{
    article::{self, Article, Source},
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
    ## Baking\n\n\
    The baker will open in May and means to hire eleven people from the valley, among them two apprentices.\n\n\
    “I will bake with the river,” the baker, Mia Holt, told the paper.\n";

/// A bot that serves a stand-in.
struct Running {
    fake: Fake,
    served: Served,
}

/// What serves it, in this process.
struct Served {
    store: Arc<Store>,
    library: Arc<Library>,
    stop: watch::Sender<bool>,
    ended: JoinHandle<anyhow::Result<()>>,
    directory: Arc<tempfile::TempDir>,
}

fn mill() -> Article {
    let source = Source {
        bytes: ARTICLE.as_bytes(),
        name: "mill.md",
        ..Source::default()
    };
    article::read(source).unwrap()
}

impl Served {
    /// Serves the stand-in, however else it is configured.
    async fn start(
        fake: &Fake,
        directory: Arc<tempfile::TempDir>,
        articles: Vec<Article>,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let library = Arc::new(Library::in_memory(articles).unwrap());
        let mut config = Config::default();
        // One person asks for a whole server here.
        config.limits.person_questions = 0;
        config.limits.channel_questions = 0;
        config.limits.server_questions = 0;
        config.discord.api.clone_from(&fake.api);
        configure(&mut config);
        let store = Arc::new(opened(directory.path()).await);
        let bot = Arc::new(Bot::new(Arc::clone(&library), Settings::default()));
        let (stop, serving) = Serving::new(bot, Arc::clone(&store), config);
        Self {
            store,
            library,
            stop,
            ended: tokio::spawn(discord::serve_as(fake::TOKEN, serving)),
            directory,
        }
    }

    async fn stop(self) -> Arc<tempfile::TempDir> {
        self.stop.send(true).unwrap();
        drop(self.store);
        let ended = timeout(Duration::from_secs(30), self.ended).await;
        ended.unwrap().unwrap().unwrap();
        self.directory
    }
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
        Self::with(fake, directory, vec![mill()], |_| {}).await
    }

    /// A bot that has these articles too.
    async fn among(others: &[&str]) -> Self {
        let read = |text: &&str| {
            let source = Source {
                bytes: text.as_bytes(),
                name: "mill.md",
                ..Source::default()
            };
            article::read(source).unwrap()
        };
        Self::ready_over([ARTICLE].iter().chain(others).map(read).collect()).await
    }

    async fn on(fake: Fake) -> Self {
        Self::configured(fake, |_| {}).await
    }

    async fn configured(fake: Fake, configure: impl FnOnce(&mut Config)) -> Self {
        let directory = Arc::new(tempfile::tempdir().unwrap());
        Self::with(fake, directory, vec![mill()], configure).await
    }

    async fn with(
        fake: Fake,
        directory: Arc<tempfile::TempDir>,
        articles: Vec<Article>,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let served = Served::start(&fake, directory, articles, configure).await;
        Self { fake, served }
    }

    /// Waits until every reply is confirmed and no question waits.
    async fn confirmed(&self) {
        let store = &self.served.store;
        let confirmed = async {
            loop {
                let idle = store.pending().unwrap().is_empty()
                    && store.channels_waiting("discord").unwrap().is_empty();
                if idle {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_mins(1), confirmed).await.unwrap();
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
        let said = timeout(Duration::from_mins(1), said).await;
        assert!(said.is_ok(), "never in the status: {sentence}");
    }

    /// Until the bot has registered its commands, it has not heard READY.
    async fn ready() -> Self {
        let mut running = Self::start().await;
        running.fake.next("PUT", "/commands").await;
        running
    }

    /// The same over articles of one's own.
    async fn ready_over(articles: Vec<Article>) -> Self {
        let directory = Arc::new(tempfile::tempdir().unwrap());
        let mut running = Self::with(Fake::start().await, directory, articles, |_| {}).await;
        running.fake.next("PUT", "/commands").await;
        running
    }

    fn says(&self, channel: &str, content: &str) -> Value {
        let message = self.fake.message(channel, content);
        self.fake.dispatch("MESSAGE_CREATE", message.clone());
        message
    }

    /// Does something with the mouse or a slash; the answer to it.
    async fn does(
        &mut self,
        place: Place,
        kind: u8,
        data: Value,
        message: Option<Value>,
    ) -> Request {
        let asked = self
            .fake
            .interaction_in(place == Place::Private, kind, data, message);
        self.fake.dispatch("INTERACTION_CREATE", asked);
        self.fake.next("POST", "/callback").await
    }

    /// Runs a slash command.
    async fn runs(&mut self, place: Place, name: &str, options: &[(&str, &str)]) -> Request {
        let options: Vec<Value> = options
            .iter()
            .map(|(name, value)| json!({"name": name, "type": 3, "value": value}))
            .collect();
        let data = json!({"id": "7", "name": name, "type": 1, "options": options});
        self.does(place, 2, data, None).await
    }

    /// Types into an option of a slash command: what is offered.
    async fn types(&mut self, place: Place, name: &str, option: &str, typed: &str) -> Vec<Value> {
        let option = json!({"name": option, "type": 3, "value": typed, "focused": true});
        let data = json!({"id": "7", "name": name, "type": 1, "options": [option]});
        let answer = self.does(place, 4, data, None).await;
        assert_eq!(answer.body["type"], 8, "completion cannot be deferred");
        answer.body["data"]["choices"].as_array().unwrap().clone()
    }

    /// Presses the button of this identifier under a message.
    async fn presses(&mut self, place: Place, id: &str, under: Value) -> Request {
        let data = json!({"component_type": 2, "custom_id": id});
        self.does(place, 3, data, Some(under)).await
    }

    /// Asks the menu of somebody's message to check it.
    async fn checks(&mut self, place: Place, said: &str) -> Request {
        let target = self.fake.message(place.channel(), said);
        let id = target["id"].as_str().unwrap().to_owned();
        let data = json!({"id": "8", "name": "Check this quote", "type": 3, "target_id": id,
            "resolved": {"messages": {id: target}}});
        self.does(place, 2, data, None).await
    }

    async fn stop(self) -> (Fake, Arc<tempfile::TempDir>) {
        let directory = self.served.stop().await;
        self.fake.assert_lawful();
        (self.fake, directory)
    }
}

/// Where something is said or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Server,
    Private,
}

impl Place {
    const ALL: [Self; 2] = [Self::Server, Self::Private];

    fn channel(self) -> &'static str {
        match self {
            Self::Server => CHANNEL,
            Self::Private => PRIVATE,
        }
    }
}

/// The buttons under a message, label and identifier.
fn buttons(message: &Value) -> Vec<(String, String)> {
    let rows = message["components"].as_array().cloned();
    let rows = rows.unwrap_or_default();
    rows.iter()
        .flat_map(|row| row["components"].as_array().cloned().unwrap_or_default())
        .map(|button| {
            let text = |key: &str| button[key].as_str().unwrap_or_default().to_owned();
            (text("label"), text("custom_id"))
        })
        .collect()
}

/// The identifier of the button with this label.
fn button(message: &Value, label: &str) -> String {
    let all = buttons(message);
    let found = all.iter().find(|(known, _)| known == label);
    found
        .unwrap_or_else(|| panic!("no {label} in {all:?}"))
        .1
        .clone()
}

/// Everything that an answer says: its text and its cards.
fn said(message: &Value) -> String {
    let mut said = message["content"].as_str().unwrap_or_default().to_owned();
    for embed in message["embeds"].as_array().into_iter().flatten() {
        said.push('\n');
        said.push_str(embed["description"].as_str().unwrap_or_default());
    }
    said
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

const QUESTION: &str = "how much was the mill sold for?";

/// Asks, and waits until exactly this was answered.
async fn asks_and_is_answered(running: &mut Running) {
    let asked = running.says(CHANNEL, &mention(QUESTION));
    let id = asked["id"].as_str().unwrap();
    let sent = running.fake.next("POST", "/messages").await;
    assert_eq!(sent.body["message_reference"]["message_id"], id);
}

fn mention(text: &str) -> String {
    format!("<@{BOT}> {text}")
}
