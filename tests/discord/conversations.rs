//! Every command, button, completion, menu and form, in servers and in private.

use serde_json::{Value, json};

use super::{
    Running,
    fake::{self, ALICE, BOT, CHANNEL, PRIVATE},
    mention, opened,
};

fn buttons(message: &Value) -> Vec<(String, String)> {
    let rows = message["components"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    rows.iter()
        .flat_map(|row| row["components"].as_array().cloned().unwrap_or_default())
        .map(|button| {
            let text = |key: &str| button[key].as_str().unwrap_or_default().to_owned();
            (text("label"), text("custom_id"))
        })
        .collect()
}

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
async fn nobody_is_pinged_whatever_the_article_says() {
    let mut running = Running::ready().await;
    running.says(PRIVATE, "what did everyone hear about the wheel?");
    running.fake.next("POST", "/messages").await;
    running.says(
        PRIVATE,
        &mention("@everyone **hi** <@5> `x` https://evil.example/a [a](b)"),
    );
    running.fake.next("POST", "/messages").await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_slash_command_is_answered_once() {
    let mut running = Running::start().await;
    let registered = running.fake.next("PUT", "/commands").await;
    let names: Vec<String> = registered
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|command| command["name"].as_str().unwrap().to_owned())
        .collect();
    for (name, options) in [
        (
            "ask",
            json!([{"name": "question", "type": 3, "value": "how many people will be hired?"}]),
        ),
        (
            "who",
            json!([{"name": "words", "type": 3, "value": "no choice"}]),
        ),
        (
            "quotes",
            json!([{"name": "speaker", "type": 3, "value": "Ann Lee"}]),
        ),
        (
            "check",
            json!([{"name": "quote", "type": 3, "value": "We had a choice in this"}]),
        ),
        (
            "summary",
            json!([{"name": "length", "type": 3, "value": "short"}]),
        ),
        (
            "search",
            json!([{"name": "words", "type": 3, "value": "river"}]),
        ),
        ("speakers", json!([])),
        ("article", json!([])),
        ("articles", json!([])),
        ("feeds", json!([])),
        ("status", json!([])),
        ("help", json!([])),
        ("use", json!([])),
        ("add", json!([])),
        (
            "remove",
            json!([{"name": "which", "type": 3, "value": "mill"}]),
        ),
    ] {
        assert!(
            names.iter().any(|known| known == name),
            "{name} is not registered"
        );
        let data = json!({"id": "7", "name": name, "type": 1, "options": options});
        running.fake.dispatch(
            "INTERACTION_CREATE",
            running.fake.interaction(2, data, None),
        );
        let answer = running.fake.next("POST", "/callback").await;
        // What may have to be fetched is announced first.
        let (kind, said) = if name == "add" {
            let edit = running.fake.next("PATCH", "/@original").await;
            (5, edit.body)
        } else {
            (4, answer.body["data"].clone())
        };
        assert_eq!(answer.body["type"], kind, "{name}: {answer:?}");
        let content = said["content"].as_str().unwrap();
        let expected = match name {
            "ask" => "eleven",
            "who" | "quotes" => "Ann Lee",
            "check" => "no",
            "use" | "add" | "remove" | "feeds" => "Only moderators",
            _ => "",
        };
        assert!(content.contains(expected), "{name}: {content}");
        let private = answer.body["data"]["flags"] == 64;
        assert_eq!(
            private,
            matches!(
                name,
                "articles" | "status" | "help" | "feeds" | "use" | "add" | "remove"
            ),
            "{name}"
        );
    }
    assert_eq!(names.len(), 16, "and the menu of a message");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_when_they_changed() {
    let mut running = Running::ready().await;
    assert!(running.fake.nothing("PUT", "/commands").await);
    let (fake, directory) = running.stop().await;
    let mut running = Running::again(fake, directory).await;
    assert!(running.fake.nothing("PUT", "/commands").await);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn options_complete_out_of_the_article() {
    let mut running = Running::ready().await;
    let data = json!({"id": "7", "name": "quotes", "type": 1, "options": [{"name": "speaker", "type": 3, "value": "to", "focused": true}]});
    running.fake.dispatch(
        "INTERACTION_CREATE",
        running.fake.interaction(4, data, None),
    );
    let answer = running.fake.next("POST", "/callback").await;
    assert_eq!(answer.body["type"], 8);
    assert_eq!(
        answer.body["data"]["choices"][0]["value"], "Tom Ray",
        "{answer:?}"
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_of_a_message_checks_it_for_its_reader_who_may_share() {
    let mut running = Running::ready().await;
    let target = running
        .fake
        .message(CHANNEL, "“We had a choice in this” - Ann Lee, lol");
    let id = target["id"].as_str().unwrap().to_owned();
    let data = json!({"id": "8", "name": "Check this quote", "type": 3, "target_id": id, "resolved": {"messages": {id: target}}});
    running.fake.dispatch(
        "INTERACTION_CREATE",
        running.fake.interaction(2, data, None),
    );
    let answer = running.fake.next("POST", "/callback").await;
    assert_eq!(answer.body["data"]["flags"], 64);
    let content = answer.body["data"]["content"].as_str().unwrap().to_owned();
    assert!(content.contains("no choice"), "{content}");
    let buttons = buttons(&answer.body["data"]);
    assert!(
        buttons.iter().any(|(label, _)| label == "Share"),
        "{buttons:?}"
    );

    let mut seen = running.fake.message(CHANNEL, &content);
    seen["author"]["id"] = BOT.into();
    let data = json!({"component_type": 2, "custom_id": "share"});
    running.fake.dispatch(
        "INTERACTION_CREATE",
        running.fake.interaction(3, data, Some(seen)),
    );
    let shared = running.fake.next("POST", "/callback").await;
    assert_eq!(shared.body["type"], 4);
    assert_ne!(shared.body["data"]["flags"], 64);
    assert_eq!(shared.body["data"]["content"], content);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_change_in_place_also_after_a_restart() {
    let mut running = Running::ready().await;
    running.says(PRIVATE, "tl;dr");
    let sent = running.fake.next("POST", "/messages").await;
    let offered = buttons(&sent.body);
    let Some((_, id)) = offered
        .iter()
        .find(|(label, _)| label == "Shorter" || label == "Longer")
    else {
        panic!("{offered:?}");
    };
    let (fake, directory) = running.stop().await;
    let mut running = Running::again(fake, directory).await;
    // Nothing tells when it is ready; a question does.
    running.fake.nothing("PUT", "/commands").await;
    let seen = running.fake.message(CHANNEL, "before");
    let data = json!({"component_type": 2, "custom_id": id});
    running.fake.dispatch(
        "INTERACTION_CREATE",
        running.fake.interaction(3, data, Some(seen)),
    );
    let answer = running.fake.next("POST", "/callback").await;
    assert_eq!(answer.body["type"], 7, "{answer:?}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_answer_is_asked_about_and_kept() {
    let mut running = Running::ready().await;
    running.says(PRIVATE, "how much was the mill sold for?");
    running.fake.next("POST", "/messages").await;
    let seen = running.fake.message(CHANNEL, "the answer");
    let id = seen["id"].as_str().unwrap().to_owned();
    let data = json!({"component_type": 2, "custom_id": "down"});
    running.fake.dispatch(
        "INTERACTION_CREATE",
        running.fake.interaction(3, data, Some(seen)),
    );
    let form = running.fake.next("POST", "/callback").await;
    assert_eq!(form.body["type"], 9, "{form:?}");
    let data = json!({"custom_id": form.body["data"]["custom_id"], "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": "it was three million"}]}]});
    running.fake.dispatch(
        "INTERACTION_CREATE",
        running.fake.interaction(5, data, None),
    );
    let thanks = running.fake.next("POST", "/callback").await;
    assert_eq!(thanks.body["data"]["flags"], 64);
    let (_, directory) = running.stop().await;
    let store = opened(directory.path()).await;
    let feedback = store.feedback(10).unwrap();
    assert_eq!(feedback.len(), 1);
    assert_eq!(feedback[0].key.message, id);
    assert_eq!(feedback[0].person, ALICE);
    assert_eq!(feedback[0].reason.as_deref(), Some("it was three million"));
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_edit_the_answer_and_deletions_delete_it() {
    let mut running = Running::ready().await;
    let mut asked = running.says(CHANNEL, &mention("how much was the mill sold for?"));
    running.fake.next("POST", "/messages").await;
    // The answer is confirmed a moment after it is sent; asking again waits for it.
    running.says(CHANNEL, &mention("status"));
    running.fake.next("POST", "/messages").await;
    asked["content"] = mention("when will the baker open?").into();
    asked["edited_timestamp"] = "2026-11-24T08:01:00+00:00".into();
    running.fake.dispatch("MESSAGE_UPDATE", asked.clone());
    let edited = running.fake.next("PATCH", "").await;
    assert!(
        edited.body["content"].as_str().unwrap().contains("May"),
        "{edited:?}"
    );
    let gone = json!({"id": asked["id"], "channel_id": CHANNEL, "guild_id": fake::GUILD});
    running.fake.dispatch("MESSAGE_DELETE", gone);
    let deleted = running.fake.next("DELETE", "").await;
    assert_eq!(deleted.path, edited.path);
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
async fn a_server_fault_delays_the_answer() {
    let mut running = Running::ready().await;
    running.fake.fail_next(2);
    let asked = running.says(CHANNEL, &mention("how much was the mill sold for?"));
    for _ in 0..3 {
        let sent = running.fake.next("POST", "/messages").await;
        assert_eq!(sent.body["nonce"], asked["id"]);
    }
    assert!(running.fake.nothing("POST", "/messages").await);
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

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_with_a_restart_in_it_is_answered_in_full_and_once() {
    const QUESTIONS: usize = 200;
    let mut running = Running::ready().await;
    let mut asked = Vec::new();
    for number in 0..QUESTIONS {
        let channel = if number % 2 == 0 { CHANNEL } else { PRIVATE };
        let message = running.says(channel, &mention("how much was the mill sold for?"));
        asked.push(message["id"].as_str().unwrap().to_owned());
    }
    let mut answered = Vec::new();
    for _ in 0..20 {
        let sent = running.fake.next("POST", "/messages").await;
        answered.push(sent.body["nonce"].as_str().unwrap().to_owned());
    }
    let (fake, directory) = running.stop().await;
    let mut running = Running::connect(fake, directory).await;
    while answered.len() < QUESTIONS {
        let sent = running.fake.next("POST", "/messages").await;
        answered.push(sent.body["nonce"].as_str().unwrap().to_owned());
    }
    answered.sort();
    asked.sort();
    assert_eq!(answered, asked);
    running.stop().await;
}
