//! What goes wrong between Discord's gateway and the bot: connections, sessions
//! and events; every question still gets exactly one answer.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use super::{
    Running, asks_and_is_answered as answers,
    fake::{CHANNEL, DESCRIPTION, Fake, GUILD, Order, PRIVATE},
    mention,
};

const QUESTION: &str = super::QUESTION;

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
    let fake = Fake::start().await;
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
    let fake = Fake::start().await;
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
        (4013, "does not grant the intents"),
        (4014, "does not grant the intents"),
    ] {
        let running = Running::ready().await;
        running.fake.order(Order::Close(code));
        let ended = timeout(Duration::from_mins(1), running.served.ended).await;
        let fault = ended.unwrap().unwrap().unwrap_err();
        assert!(format!("{fault:#}").contains(says), "{code}: {fault:#}");
        assert_eq!(running.fake.world(|world| world.sessions.identified), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_that_are_refused_for_good_stop_the_bot_before_they_are_used_up() {
    let fake = Fake::start().await;
    fake.world(|world| {
        world.refuses = Some(4011);
        // serenity spins until a heartbeat fails.
        world.interval = 500;
    });
    let running = Running::configured(fake, |config| config.discord.silence_seconds = 4).await;
    let ended = timeout(Duration::from_mins(1), running.served.ended).await;
    let fault = ended.unwrap().unwrap().unwrap_err();
    let said = format!("{fault:#}");
    assert!(said.contains("set discord.shards to \"auto\""), "{said}");
    assert!(said.contains("4011"), "{said}");
    // Discord gives a thousand a day.
    let identified = running.fake.world(|world| world.sessions.identified);
    assert!(identified <= 3, "{identified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_twice_or_in_another_order_change_nothing() {
    let mut running = Running::ready().await;
    let asked = running.fake.message(CHANNEL, &mention(QUESTION));
    let gone = json!({"id": asked["id"], "channel_id": CHANNEL, "guild_id": GUILD});
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
    if DESCRIPTION.is_some() {
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
async fn what_was_said_while_away_is_fetched_and_answered() {
    let mut running = Running::ready().await;
    running.says(CHANNEL, &mention("how much was the mill sold for?"));
    running.fake.next("POST", "/messages").await;
    let missed = running
        .fake
        .message(CHANNEL, &mention("how many people will be hired?"));
    running.fake.remember(missed);
    running.fake.operate(json!({"op": 7, "d": null}));
    let sent = running.fake.next("POST", "/messages").await;
    assert!(
        sent.body["content"].as_str().unwrap().contains("eleven"),
        "{sent:?}"
    );
    running.stop().await;
}
