//! Which shards are opened, and that each server is served by one of them,
//! in one process or in many.

use std::sync::Arc;

use super::{
    Running, Served,
    fake::{BOT, Fake, channel_of},
    mill,
};

const QUESTION: &str = "how much was the mill sold for?";

/// A stand-in that recommends so many shards, with one server on each.
pub(super) async fn sharded(shards: u32) -> Fake {
    let fake = Fake::start().await;
    fake.world(|world| {
        world.shards = shards;
        world.guilds = (0..u64::from(shards))
            .map(|shard| {
                let first = 500_000_000_000 / u64::from(shards) * u64::from(shards);
                ((first + shard) << 22).to_string()
            })
            .collect();
    });
    fake
}

/// Asks in every server; where an answer came, in the order of the servers.
async fn answered(fake: &mut Fake, answers: usize) -> Vec<usize> {
    let guilds = fake.world(|world| world.guilds.clone());
    for guild in &guilds {
        let channel = channel_of(guild);
        let message = fake.message_in(guild, &channel, &format!("<@{BOT}> {QUESTION}"));
        fake.dispatch("MESSAGE_CREATE", message);
    }
    let mut answered = Vec::new();
    for _ in 0..answers {
        let sent = fake.next("POST", "/messages").await;
        let of = |guild: &String| sent.path.contains(&channel_of(guild));
        answered.push(guilds.iter().position(of).unwrap());
    }
    assert!(fake.nothing("POST", "/messages").await);
    answered.sort_unstable();
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_shards_are_opened_as_discord_recommends() {
    let mut running = Running::on(sharded(2).await).await;
    running
        .fake
        .until("two shards are there", |world| {
            world.sessions.identified == 2
        })
        .await;
    assert_eq!(answered(&mut running.fake, 2).await, [0, 1]);
    assert_eq!(running.fake.world(|world| world.sessions.identified), 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_of_shards_is_served_and_no_more() {
    let mut running = Running::configured(sharded(4).await, |config| {
        config.discord.shards = "1-2/4".to_owned();
    })
    .await;
    running
        .fake
        .until("two shards are there", |world| {
            world.sessions.identified == 2
        })
        .await;
    assert_eq!(answered(&mut running.fake, 2).await, [1, 2]);
    assert_eq!(running.fake.world(|world| world.sessions.identified), 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_with_a_range_each_answer_every_server_once() {
    let range = |shards: &'static str| {
        move |config: &mut verbatim::config::Config| config.discord.shards = shards.to_owned()
    };
    let mut running = Running::configured(sharded(2).await, range("0/2")).await;
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let other = Served::start(&running.fake, directory, vec![mill()], range("1/2")).await;
    running
        .fake
        .until("two shards are there", |world| {
            world.sessions.identified == 2
        })
        .await;
    assert_eq!(answered(&mut running.fake, 2).await, [0, 1]);
    other.stop().await;
    running.stop().await;
}
