//! The stand-in keeps Discord's rules of time and sight: how long an interaction
//! can be answered, and what a bot without privileged intents sees.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Running,
    fake::{CHANNEL, body},
};

/// Sends an answer of the bot's kind as the bot would.
async fn call(running: &Running, asked: &Value, kind: u64) -> (u16, u64) {
    let id = asked["id"].as_str().unwrap();
    let token = asked["token"].as_str().unwrap();
    let data = match kind {
        8 => json!({"choices": []}),
        _ => json!({"content": "Yes.", "allowed_mentions": {"parse": []}}),
    };
    let body = json!({"type": kind, "data": data});
    running
        .fake
        .request(
            "POST",
            &format!("/interactions/{id}/{token}/callback"),
            &body,
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn interactions_live_as_long_as_on_discord() {
    let running = Running::ready().await;
    let fake = &running.fake;
    let data = json!({"component_type": 2, "custom_id": "up"});
    let asked = fake.interaction(3, data.clone(), None);
    assert_eq!(
        call(&running, &asked, 8).await,
        (400, 50_035),
        "does not fit"
    );
    assert_eq!(call(&running, &asked, 4).await, (204, 0));
    assert_eq!(call(&running, &asked, 4).await, (400, 40_060), "twice");
    let late = fake.interaction(3, data.clone(), None);
    fake.later(Duration::from_millis(3_001));
    assert_eq!(call(&running, &late, 4).await, (404, 10_062), "late");
    let mut unknown = late.clone();
    unknown["token"] = "another".into();
    assert_eq!(call(&running, &unknown, 4).await, (404, 10_062), "unknown");
    let edit = |asked: &Value| {
        let token = asked["token"].as_str().unwrap();
        format!("/webhooks/1/{token}/messages/@original")
    };
    let body = body();
    assert_eq!(fake.request("PATCH", &edit(&asked), &body).await, (200, 0));
    assert_eq!(
        fake.request("PATCH", &edit(&late), &body).await,
        (404, 10_015)
    );
    fake.later(Duration::from_mins(15));
    assert_eq!(
        fake.request("PATCH", &edit(&asked), &body).await,
        (401, 50_027)
    );
    assert_eq!(fake.excused().len(), 6);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_the_bot_comes_without_its_content() {
    let mut running = Running::ready().await;
    let chatter = running
        .fake
        .message(CHANNEL, "how much was the mill sold for?");
    running.fake.dispatch("MESSAGE_CREATE", chatter);
    let seen = running
        .fake
        .world(|world| world.sessions.last("MESSAGE_CREATE"));
    assert_eq!(seen["content"], "");
    assert!(running.fake.nothing("POST", "/messages").await);
    running.stop().await;
}
