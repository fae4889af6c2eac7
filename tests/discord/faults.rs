//! What goes wrong between Discord and the bot: connections, sessions, requests
//! and events; every question still gets exactly one answer.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use super::{
    Running,
    fake::{BOT, CHANNEL, Order, PRIVATE, Trouble},
    mention,
};

const QUESTION: &str = "how much was the mill sold for?";

/// Asks, and waits until exactly this was answered.
async fn answers(running: &mut Running) {
    let asked = running.says(CHANNEL, &mention(QUESTION));
    let id = asked["id"].as_str().unwrap();
    let sent = running.fake.next("POST", "/messages").await;
    assert_eq!(sent.body["message_reference"]["message_id"], id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_resumed_and_what_was_said_meanwhile_is_answered() {
    for order in [
        Order::Say(json!({"op": 7, "d": null, "s": null, "t": null})),
        Order::Say(json!({"op": 9, "d": true, "s": null, "t": null})),
        Order::Close(4000),
        Order::Cut,
    ] {
        let mut running = Running::ready().await;
        answers(&mut running).await;
        running.fake.order(order.clone());
        // In the session's log before the bot is back.
        let asked = running.says(CHANNEL, &mention("how many people will be hired?"));
        let id = asked["id"].as_str().unwrap().to_owned();
        let sent = running.fake.next("POST", "/messages").await;
        assert_eq!(sent.body["nonce"], id.as_str(), "{order:?}");
        running
            .fake
            .until("it resumed", |world| world.sessions.resumed == 1)
            .await;
        assert_eq!(running.fake.world(|world| world.sessions.identified), 1);
        assert_eq!(running.fake.world(|world| world.sent.len()), 2);
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_lost_is_opened_anew_and_the_gap_fetched() {
    let mut running = Running::ready().await;
    answers(&mut running).await;
    running.confirmed().await;
    let missed = running
        .fake
        .message(CHANNEL, &mention("how many people will be hired?"));
    let chatter = running.fake.message(CHANNEL, "nobody asked the bot this");
    let id = missed["id"].as_str().unwrap().to_owned();
    running.fake.remember(missed);
    running.fake.remember(chatter);
    running
        .fake
        .operate(json!({"op": 9, "d": false, "s": null, "t": null}));
    let sent = running.fake.next("POST", "/messages").await;
    assert_eq!(sent.body["nonce"], id.as_str());
    // Private messages need no mention; those of a server do, fetched or not.
    answers(&mut running).await;
    let answered = running.fake.world(|world| world.sent.len());
    assert_eq!(answered, 3, "the chatter was answered");
    assert_eq!(running.fake.world(|world| world.sessions.identified), 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heartbeats_that_are_not_acknowledged_open_a_connection_anew() {
    let fake = super::fake::Fake::start().await;
    fake.world(|world| {
        world.interval = 300;
        world.acknowledges = false;
    });
    let mut running = Running::on(fake).await;
    running
        .fake
        .until("it identified again", |world| {
            world.sessions.identified >= 2
        })
        .await;
    running.fake.world(|world| world.acknowledges = true);
    running
        .fake
        .until("its heart beats again", |world| {
            world.sessions.heartbeats >= 4
        })
        .await;
    answers(&mut running).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_takes_connections_and_says_nothing_does_not_keep_the_bot() {
    let fake = super::fake::Fake::start().await;
    fake.world(|world| world.interval = 300);
    let mut running = Running::configured(fake, |config| {
        config.discord.silence_seconds = 2;
    })
    .await;
    running.fake.next("PUT", "/commands").await;
    running.fake.world(|world| world.deaf = true);
    running
        .fake
        .operate(json!({"op": 7, "d": null, "s": null, "t": null}));
    // Only a watchdog comes back from there: serenity waits without end.
    running.fake.world(|world| world.sessions.heartbeats = 0);
    // The status cannot be asked for while it is away: the request can.
    running
        .fake
        .until("it came back", |world| world.connections >= 3)
        .await;
    running.fake.world(|world| world.deaf = false);
    running
        .fake
        .until("it identified again", |world| {
            world.sessions.identified >= 2
        })
        .await;
    answers(&mut running).await;
    running
        .says_in_status("opened anew after a long silence")
        .await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closes_that_are_final_stop_the_bot_and_say_what_to_do() {
    for (code, says) in [
        (4004, "copy it anew from the developer portal"),
        (4014, "does not grant the intents"),
    ] {
        let running = Running::ready().await;
        running.fake.order(Order::Close(code));
        let ended = timeout(Duration::from_secs(60), running.served).await;
        let fault = ended.unwrap().unwrap().unwrap_err();
        assert!(format!("{fault:#}").contains(says), "{code}: {fault:#}");
        assert_eq!(running.fake.world(|world| world.sessions.identified), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_taken_away_stops_the_bot() {
    let running = Running::ready().await;
    running
        .fake
        .world(|world| world.token = "another".to_owned());
    running.says(PRIVATE, QUESTION);
    let ended = timeout(Duration::from_secs(60), running.served).await;
    let fault = ended.unwrap().unwrap().unwrap_err();
    assert!(format!("{fault:#}").contains("does not know the token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_fail_are_made_again_and_nothing_is_said_twice() {
    for trouble in [
        Trouble::Broken,
        Trouble::Cut,
        Trouble::Empty,
        Trouble::Limited { global: false },
        Trouble::Limited { global: true },
    ] {
        let mut running = Running::ready().await;
        running.fake.trouble(&[trouble.clone(), trouble.clone()]);
        running.says(CHANNEL, &mention(QUESTION));
        running
            .fake
            .until("it was answered", |world| !world.sent.is_empty())
            .await;
        running.confirmed().await;
        running.fake.world(|world| world.troubles.clear());
        running.fake.forget();
        answers(&mut running).await;
        let sent = running.fake.world(|world| world.sent.len());
        assert_eq!(sent, 2, "{trouble:?}");
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interaction_is_answered_again_when_its_answer_fails() {
    for trouble in [Trouble::Broken, Trouble::Cut] {
        let mut running = Running::ready().await;
        running.fake.trouble(std::slice::from_ref(&trouble));
        let data = json!({"id": "7", "name": "ask", "type": 1, "options": [
            {"name": "question", "type": 3, "value": QUESTION}]});
        let asked = running.fake.interaction(2, data, None);
        running.fake.dispatch("INTERACTION_CREATE", asked);
        running.fake.next("POST", "/callback").await;
        running.fake.next("POST", "/callback").await;
        assert_eq!(running.fake.waiting(), 0, "{trouble:?}");
        // Where the first went through and only its answer was lost, the second
        // is refused, as Discord does.
        let excused = running.fake.excused();
        assert!(
            excused.iter().all(|why| why.contains("acknowledged twice")),
            "{excused:?}"
        );
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_in_which_the_bot_may_not_speak_costs_its_answer_alone() {
    let mut running = Running::ready().await;
    running
        .fake
        .world(|world| world.forbidden.insert(CHANNEL.to_owned()));
    running.says(CHANNEL, &mention(QUESTION));
    running.fake.next("POST", "/messages").await;
    running.says(PRIVATE, QUESTION);
    let sent = running.fake.next("POST", "/messages").await;
    assert!(sent.path.contains(PRIVATE));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_twice_or_in_another_order_change_nothing() {
    let mut running = Running::ready().await;
    let asked = running.fake.message(CHANNEL, &mention(QUESTION));
    let gone = json!({"id": asked["id"], "channel_id": CHANNEL, "guild_id": super::fake::GUILD});
    // Deleted before it was heard of: nobody reads an answer any more.
    running.fake.dispatch("MESSAGE_DELETE", gone.clone());
    answers(&mut running).await;
    running.fake.dispatch("MESSAGE_CREATE", asked.clone());
    running.fake.dispatch("MESSAGE_CREATE", asked);
    running.fake.dispatch("MESSAGE_DELETE", gone);
    answers(&mut running).await;
    let sent = running.fake.world(|world| world.sent.len());
    assert_eq!(sent, 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_cannot_be_read_are_counted_in_status() {
    let mut running = Running::ready().await;
    let mut broken = running.fake.message(PRIVATE, QUESTION);
    broken.as_object_mut().unwrap().remove("author");
    running.fake.dispatch("MESSAGE_CREATE", broken);
    running.fake.dispatch("GUILD_PARADE", json!({"id": "1"}));
    let excused = running.fake.excused();
    if super::fake::DESCRIPTION.is_some() {
        assert!(
            excused.iter().any(|why| why.contains("author")),
            "{excused:?}"
        );
    }
    running.says_in_status(r"MESSAGE\_CREATE 1").await;
    running.says_in_status("1 event of kinds").await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_of_shards_is_served_and_no_more() {
    let fake = super::fake::Fake::start().await;
    fake.world(|world| {
        world.shards = 4;
        // One server on each of four shards.
        world.guilds = (0..4_u64)
            .map(|shard| ((500_000_000_000 + shard) << 22).to_string())
            .collect();
    });
    let mut running = Running::configured(fake, |config| {
        config.discord.shards = "1-2/4".to_owned();
    })
    .await;
    running
        .fake
        .until("two shards are there", |world| {
            world.sessions.identified == 2
        })
        .await;
    let guilds = running.fake.world(|world| world.guilds.clone());
    let mut answered = Vec::new();
    for guild in &guilds {
        let channel = super::fake::channel_of(guild);
        let message = running
            .fake
            .message_in(guild, &channel, &format!("<@{BOT}> {QUESTION}"));
        running.fake.dispatch("MESSAGE_CREATE", message);
        answered.push(channel);
    }
    let mut paths = Vec::new();
    for _ in 0..2 {
        paths.push(running.fake.next("POST", "/messages").await.path);
    }
    paths.sort();
    let expected = [&answered[1], &answered[2]];
    for (path, channel) in paths.iter().zip(expected) {
        assert!(path.contains(channel.as_str()), "{paths:?}");
    }
    assert_eq!(running.fake.world(|world| world.sessions.identified), 2);
    running.stop().await;
}
