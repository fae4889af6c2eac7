//! What is said to the bot, in servers and in private: which of it gets an
//! answer, and what becomes of the answer when the question changes.

use serde_json::json;

use super::{
    Running,
    fake::{self, BOT, CHANNEL, PRIVATE},
    mention,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_is_answered_as_a_reply_to_it() {
    let mut running = Running::ready().await;
    let asked = running.says(CHANNEL, &mention("how much was the mill sold for?"));
    let sent = running.fake.next("POST", "/messages").await;
    let content = sent.body["content"].as_str().unwrap();
    assert!(content.contains("two million"), "{content}");
    assert!(
        content.contains("](<https://example.org/mill#"),
        "{content}"
    );
    assert_eq!(sent.body["message_reference"]["message_id"], asked["id"]);
    assert_eq!(sent.body["nonce"], asked["id"]);
    assert_eq!(sent.body["enforce_nonce"], true);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn private_messages_need_no_mention_and_talk_of_others_gets_no_answer() {
    let mut running = Running::ready().await;
    running.says(CHANNEL, "how much was the mill sold for?");
    let mut of_a_bot = running.fake.message(PRIVATE, "who are you?");
    of_a_bot["author"]["bot"] = true.into();
    running.fake.dispatch("MESSAGE_CREATE", of_a_bot);
    running.says(PRIVATE, "who had no choice?");
    let sent = running.fake.next("POST", "/messages").await;
    assert!(sent.path.contains(PRIVATE), "{sent:?}");
    assert!(
        sent.body["content"].as_str().unwrap().contains("Ann Lee"),
        "{sent:?}"
    );
    assert!(running.fake.nothing("POST", "/messages").await);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_pings_the_bot_is_a_question_and_one_that_does_not_is_none() {
    let mut running = Running::ready().await;
    running.says(CHANNEL, &mention("how much was the mill sold for?"));
    running.fake.next("POST", "/messages").await;
    let answer = running.fake.world(|world| world.sent[0].clone());
    let reply = |pings: bool| {
        let mut reply = running.fake.message(CHANNEL, "and who had no choice?");
        reply["type"] = 19.into();
        reply["message_reference"] = json!({"type": 0, "message_id": answer["id"],
            "channel_id": CHANNEL, "guild_id": fake::GUILD});
        reply["referenced_message"] = answer.clone();
        if pings {
            // There is no mention in its text, only in what Discord says of it.
            let mut mentioned = running.fake.message(CHANNEL, &format!("<@{BOT}>"));
            reply["mentions"] = mentioned["mentions"].take();
        }
        reply
    };
    let (quiet, pinging) = (reply(false), reply(true));
    running.fake.dispatch("MESSAGE_CREATE", quiet);
    running.fake.dispatch("MESSAGE_CREATE", pinging.clone());
    let sent = running.fake.next("POST", "/messages").await;
    assert_eq!(sent.body["nonce"], pinging["id"]);
    let content = sent.body["content"].as_str().unwrap();
    assert!(content.contains("Ann Lee"), "{content}");
    assert!(running.fake.nothing("POST", "/messages").await);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_twice_is_answered_once() {
    let mut running = Running::ready().await;
    let message = running.says(CHANNEL, &mention("how much was the mill sold for?"));
    running.fake.dispatch("MESSAGE_CREATE", message.clone());
    running.fake.next("POST", "/messages").await;
    running.fake.dispatch("MESSAGE_CREATE", message);
    assert!(running.fake.nothing("POST", "/messages").await);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_edit_the_answer_and_deletions_delete_it_though_discord_fails() {
    for channel in [CHANNEL, PRIVATE] {
        let mut running = Running::ready().await;
        let mut asked = running.says(channel, &mention("how much was the mill sold for?"));
        running.fake.next("POST", "/messages").await;
        running.confirmed().await;
        asked["content"] = mention("when will the baker open?").into();
        asked["edited_timestamp"] = "2026-11-24T08:01:00+00:00".into();
        running.fake.fail_next(1);
        running.fake.dispatch("MESSAGE_UPDATE", asked.clone());
        running.fake.next("PATCH", "").await;
        let edited = running.fake.next("PATCH", "").await;
        assert!(
            edited.body["content"].as_str().unwrap().contains("May"),
            "{edited:?}"
        );
        let mut gone = json!({"id": asked["id"], "channel_id": channel});
        if channel == CHANNEL {
            gone["guild_id"] = fake::GUILD.into();
        }
        running.fake.fail_next(1);
        running.fake.dispatch("MESSAGE_DELETE", gone);
        running.fake.next("DELETE", "").await;
        let deleted = running.fake.next("DELETE", "").await;
        assert_eq!(deleted.path, edited.path);
        assert!(running.fake.nothing("POST", "/messages").await);
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_unfurls_is_no_edit() {
    let mut running = Running::ready().await;
    let asked = running.says(CHANNEL, &mention("how much was the mill sold for?"));
    running.fake.next("POST", "/messages").await;
    running.confirmed().await;
    running.fake.dispatch("MESSAGE_UPDATE", asked);
    assert!(running.fake.nothing("PATCH", "").await);
    running.stop().await;
}
