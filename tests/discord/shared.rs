//! Two processes on one database, each with its part of the shards: one is
//! killed while questions come, and the other goes on for it.

use std::{path::Path, process::Command, time::Duration};

use tokio::{task::spawn_blocking, time::timeout};
use verbatim::store::{Backlog, Store};

use super::{
    ARTICLE,
    fake::{BOT, Fake, channel_of},
    killed::assert_answered,
    program::{Program, command},
    shards::sharded,
};
use crate::postgres_server as server;

/// What an article says that is added later, and what is asked about it.
const LATER: &str = "# A bridge at Orle\n\nThe new bridge at Orle was opened on Friday by the engineer \
    Ruth Falk.\n\n“It will carry forty tonnes,” said Falk at the opening. “The old one carried three.”\n";
const ABOUT_LATER: &str = "who opened the new bridge at Orle?";

/// By then whatever is waited for has happened: a process that was killed
/// keeps its channels for 15 seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// How many questions come to the process that is killed, and to the other
/// meanwhile.
const QUESTIONS: usize = 40;

/// A process's part of the bot.
struct Part {
    home: tempfile::TempDir,
    address: String,
    discord: String,
}

impl Part {
    fn new(fake: &Fake, address: &str, shards: &str) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            address: address.to_owned(),
            discord: format!("api = \"{}\"\nshards = \"{shards}\"", fake.api),
        }
    }

    fn command(&self, subcommand: &str) -> Command {
        let mut command = command(self.home.path(), subcommand, &self.discord);
        command
            .env("VERBATIM_DATABASE", &self.address)
            .env("VERBATIM_LOG", "verbatim=info,warn");
        command
    }

    fn start(&self) -> Program {
        Program::run(self.command("serve"))
    }

    /// Adds an article from the command line, beside whatever serves.
    async fn add(&self, name: &str, text: &str) {
        let file = Path::join(self.home.path(), name);
        std::fs::write(&file, text).unwrap();
        let mut command = self.command("add");
        command.arg(file);
        let added = spawn_blocking(move || command.output().unwrap()).await;
        let added = added.unwrap();
        let fault = String::from_utf8_lossy(&added.stderr);
        assert!(added.status.success(), "{fault}");
    }
}

/// Asks in the channel of a server; the identifiers of the questions.
fn ask(fake: &Fake, guild: &str, text: &str, questions: usize) -> Vec<String> {
    let ask = |_| {
        let message = fake.message_in(guild, &channel_of(guild), &format!("<@{BOT}> {text}"));
        fake.dispatch("MESSAGE_CREATE", message.clone());
        message["id"].as_str().unwrap().to_owned()
    };
    (0..questions).map(ask).collect()
}

/// Waits until something holds of what waits in the store.
async fn waits(store: &Store, what: &str, mut holds: impl FnMut(&Backlog) -> bool) {
    let holding = async {
        while !holds(&store.backlog().unwrap()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let held = timeout(PATIENCE, holding).await;
    assert!(held.is_ok(), "never: {what}");
}

/// What was said to a question.
fn said(fake: &Fake, question: &str) -> Option<String> {
    fake.world(|world| {
        let answer = world.sent.iter().find(|sent| sent["nonce"] == question)?;
        Some(answer["content"].as_str().unwrap().to_owned())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_processes_is_killed_and_the_other_answers_for_it() {
    let Some(address) = spawn_blocking(server::address).await.unwrap() else {
        return;
    };
    let fake = sharded(2).await;
    let guilds = fake.world(|world| world.guilds.clone());
    let (one, other) = (
        Part::new(&fake, &address, "0/2"),
        Part::new(&fake, &address, "1/2"),
    );
    // Not of either: the command line is a process of its own.
    let desk = Part::new(&fake, &address, "0/2");
    desk.add("mill.md", ARTICLE).await;
    let store = desk.home.path().join("looks");
    let store = Store::connect_read_only(&address.parse().unwrap(), &store).unwrap();

    let (first, second) = (one.start(), other.start());
    fake.until("both are there", |world| world.sessions.identified == 2)
        .await;
    let mill = "how much was the mill sold for?";
    let mut asked = ask(&fake, &guilds[0], mill, 4);
    asked.extend(ask(&fake, &guilds[1], mill, 4));
    fake.until("both answer", |world| world.sent.len() == 8)
        .await;

    // From now on nothing gets through, so that all the rest waits when the
    // process that took it is killed.
    waits(&store, "the first are confirmed", |waiting| {
        waiting.outbox == 0
    })
    .await;
    fake.fail_next(1_000_000);
    let of_first = ask(&fake, &guilds[0], mill, QUESTIONS);
    waits(&store, "all were taken", |waiting| {
        waiting.inbox + waiting.outbox == QUESTIONS as u64
    })
    .await;
    first.kill();
    fake.world(|world| world.troubles.clear());
    asked.extend(of_first);
    // The other has enough of its own to do.
    asked.extend(ask(&fake, &guilds[1], mill, QUESTIONS));
    // Said while nobody listened.
    asked.extend(ask(&fake, &guilds[0], mill, QUESTIONS / 4));
    waits(&store, "the other answers for both", |waiting| {
        waiting.inbox + waiting.outbox == 0
    })
    .await;
    fake.until("of both parts", |world| {
        world.sent.len() == 8 + 2 * QUESTIONS
    })
    .await;

    let sessions = fake.world(|world| world.sessions.identified);
    let first = one.start();
    fake.until("the first is back", |world| {
        world.sessions.identified > sessions
    })
    .await;
    // An article of a third process is found by both.
    desk.add("bridge.md", LATER).await;
    second.logs("articles were changed elsewhere").await;
    first.logs("articles were changed elsewhere").await;
    let later: Vec<String> = guilds
        .iter()
        .flat_map(|guild| ask(&fake, guild, ABOUT_LATER, 1))
        .collect();
    asked.extend(later.iter().cloned());
    fake.until("all are answered", |world| world.sent.len() >= asked.len())
        .await;
    waits(&store, "all are confirmed", |waiting| waiting.outbox == 0).await;
    for question in &later {
        let said = said(&fake, question).unwrap();
        assert!(said.contains("Ruth Falk"), "{said}");
    }
    assert_answered(&fake, &asked);
    fake.assert_lawful();
    first.kill();
    second.kill();
}
