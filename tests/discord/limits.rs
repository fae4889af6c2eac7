//! The stand-in is strict: it refuses what Discord refuses, so that a request
//! that it takes means something.

use serde_json::{Value, json};

use super::{
    Running,
    fake::{CHANNEL, DESCRIPTION, Fake, PRIVATE, Request, body, violations},
    mention,
};

fn broken(method: &str, path: &str, body: Value) -> Vec<String> {
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        body,
        ..Request::default()
    };
    violations(&request)
}

const MESSAGES: &str = "/api/v10/channels/1/messages";
const CALLBACK: &str = "/api/v10/interactions/1/token/callback";
const COMMANDS: &str = "/api/v10/applications/1/commands";

fn message(change: impl FnOnce(&mut Value)) -> Value {
    let mut message = body();
    change(&mut message);
    message
}

fn button(id: &str) -> Value {
    json!({"type": 2, "style": 2, "label": "More", "custom_id": id})
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "json! takes what it is handed"
)]
fn row(buttons: Vec<Value>) -> Value {
    json!({"type": 1, "components": buttons})
}

fn option(name: &str) -> Value {
    json!({"type": 3, "name": name, "description": "what to ask"})
}

fn command(change: impl FnOnce(&mut Value)) -> Value {
    let mut command =
        json!({"name": "ask", "description": "answers", "options": [option("question")]});
    change(&mut command);
    json!([command])
}

#[test]
fn what_is_right_breaks_no_rule() {
    let lawful = message(|message| {
        message["components"] = json!([row(vec![button("a"), button("b")])]);
        message["content"] = "[passage 1](<https://example.org/a>) é\u{1f600}".into();
    });
    assert!(broken("POST", MESSAGES, lawful).is_empty());
    assert!(broken("PUT", COMMANDS, command(|_| {})).is_empty());
    let choices = json!({"type": 8, "data": {"choices": [{"name": "a", "value": "a"}]}});
    assert!(broken("POST", CALLBACK, choices).is_empty());
}

#[test]
fn messages_that_discord_refuses_are_refused() {
    let long = |points: usize| "é".repeat(points);
    let embed = |value: Value| message(|message| message["embeds"] = json!([value]));
    let rows = |rows: Value| message(|message| message["components"] = rows);
    for (rule, body) in [
        (
            "content of more",
            message(|m| m["content"] = long(2_001).into()),
        ),
        ("an empty message", message(|m| m["content"] = " \n".into())),
        ("could be pinged", json!({"content": "Yes."})),
        (
            "everybody",
            message(|m| m["content"] = "hi @everyone".into()),
        ),
        ("a mention", message(|m| m["content"] = "hi <@5>".into())),
        (
            "invitation",
            message(|m| m["content"] = "discord.gg/abc".into()),
        ),
        (
            "unfurls",
            message(|m| m["content"] = "[a](https://example.org)".into()),
        ),
        (
            "ten embeds",
            message(|m| m["embeds"] = json!(vec![json!({"title": "a"}); 11])),
        ),
        ("a title", embed(json!({"title": long(257)}))),
        ("a description", embed(json!({"description": long(4_097)}))),
        (
            "25 fields",
            embed(json!({"fields": vec![json!({"name": "a", "value": "b"}); 26]})),
        ),
        (
            "field's name",
            embed(json!({"fields": [{"name": "", "value": "b"}]})),
        ),
        (
            "field's value",
            embed(json!({"fields": [{"name": "a", "value": long(1_025)}]})),
        ),
        (
            "6000 together",
            message(|m| {
                m["embeds"] = json!([{"description": long(4_000)}, {"description": long(2_001)}]);
            }),
        ),
        (
            "five rows",
            rows(json!(
                (0..6)
                    .map(|n| row(vec![button(&n.to_string())]))
                    .collect::<Vec<_>>()
            )),
        ),
        ("row of none", rows(json!([row(Vec::new())]))),
        (
            "row of none",
            rows(json!([row((0..6)
                .map(|n| button(&n.to_string()))
                .collect())])),
        ),
        (
            "custom_id twice",
            rows(json!([row(vec![button("a"), button("a")])])),
        ),
        (
            "custom_id of a wrong",
            rows(json!([row(vec![button(&long(101))])])),
        ),
        (
            "link with",
            rows(json!([row(vec![
                json!({"type": 2, "style": 5, "label": "a", "url": "b", "custom_id": "c"})
            ])])),
        ),
        (
            "link's url",
            rows(json!([row(vec![
                json!({"type": 2, "style": 5, "label": "a", "url": long(513)})
            ])])),
        ),
        (
            "label of more",
            rows(json!([row(vec![
                json!({"type": 2, "style": 2, "label": long(81), "custom_id": "c"})
            ])])),
        ),
        (
            "without a label",
            rows(json!([row(vec![
                json!({"type": 2, "style": 2, "custom_id": "c"})
            ])])),
        ),
        ("a nonce", message(|m| m["nonce"] = long(26).into())),
        (
            "parses and lists",
            message(|m| m["allowed_mentions"] = json!({"parse": ["users"], "users": ["5"]})),
        ),
    ] {
        let broken = broken("POST", MESSAGES, body);
        assert!(
            broken.iter().any(|found| found.contains(rule)),
            "{rule}: {broken:?}"
        );
    }
}

#[test]
fn commands_that_discord_refuses_are_refused() {
    let options = |options: Vec<Value>| command(|command| command["options"] = json!(options));
    let mut required = option("b");
    required["required"] = true.into();
    let mut both = option("a");
    both["autocomplete"] = true.into();
    both["choices"] = json!([{"name": "x", "value": "x"}]);
    let mut choice = option("a");
    choice["choices"] = json!([{"name": "x", "value": "x".repeat(101)}]);
    let many: Vec<Value> = (0..101)
        .map(|number| json!({"name": format!("c{number}"), "description": "d"}))
        .collect();
    let menus: Vec<Value> = (0..16)
        .map(|number| json!({"type": 3, "name": format!("Menu {number}")}))
        .collect();
    let wide: Vec<Value> = (0..25)
        .map(|number| {
            let mut option = option(&format!("o{number}"));
            option["choices"] = json!(vec![
                json!({"name": "n".repeat(100), "value": "v".repeat(100)});
                2
            ]);
            option
        })
        .collect();
    for (rule, body) in [
        ("name that Discord", command(|c| c["name"] = "Ask".into())),
        ("name that Discord", command(|c| c["name"] = "a b".into())),
        (
            "name that Discord",
            command(|c| c["name"] = "a".repeat(33).into()),
        ),
        (
            "without description",
            command(|c| c["description"] = "".into()),
        ),
        (
            "a name twice",
            json!([command(|_| {})[0], command(|_| {})[0]]),
        ),
        ("required option", options(vec![option("a"), required])),
        ("of one option", options(vec![both])),
        ("choice of a wrong", options(vec![choice])),
        ("an option twice", options(vec![option("a"), option("a")])),
        (
            "25 options",
            options((0..26).map(|n| option(&format!("o{n}"))).collect()),
        ),
        ("100 commands", json!(many)),
        ("15 entries", json!(menus)),
        (
            "with a description",
            json!([{"type": 3, "name": "Check", "description": "d"}]),
        ),
        ("more than 8000", options(wide)),
    ] {
        let broken = broken("PUT", COMMANDS, body);
        assert!(
            broken.iter().any(|found| found.contains(rule)),
            "{rule}: {broken:?}"
        );
    }
}

#[test]
fn requests_are_held_to_discords_own_description_where_it_is() {
    let Some(description) = &*DESCRIPTION else {
        return;
    };
    let path = "/channels/1/messages";
    let right = message(|_| {});
    assert!(description.request("POST", path, &right).is_empty());
    let wrong = message(|message| message["content"] = 5.into());
    assert!(!description.request("POST", path, &wrong).is_empty());
    assert!(
        !description
            .request("POST", "/channels/1/telegrams", &right)
            .is_empty()
    );
    assert!(
        !description
            .answer("POST", path, 200, &json!({"id": 1}))
            .is_empty()
    );
    assert!(
        !description
            .object("UserResponse", &json!({"id": "1"}))
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_much_is_told_once_and_in_private() {
    let mut running = Running::configured(Fake::start().await, |config| {
        config.limits.person_questions = 2;
    })
    .await;
    running.fake.next("PUT", "/commands").await;
    for _ in 0..5 {
        running.says(CHANNEL, &mention("who bought the mill?"));
    }
    running.fake.next("POST", "/users/@me/channels").await;
    running.confirmed().await;
    let sent = running.fake.world(|world| world.sent.clone());
    let of = |channel: &str| {
        let said = sent.iter().filter(|sent| sent["channel_id"] == channel);
        said.map(|sent| sent["content"].as_str().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(CHANNEL).len(), 2, "{sent:#?}");
    assert_eq!(of(PRIVATE).len(), 1, "{sent:#?}");
    assert!(of(PRIVATE)[0].contains("asked me a lot"), "{sent:#?}");

    // A command is answered, whoever asks it, to its asker alone.
    let options = json!([{"name": "question", "type": 3, "value": "who bought the mill?"}]);
    let data = json!({"id": "7", "name": "ask", "type": 1, "options": options});
    let asked = running.fake.interaction(2, data, None);
    running.fake.dispatch("INTERACTION_CREATE", asked);
    let answer = running.fake.next("POST", "/callback").await;
    assert!(
        answer.body["data"]["content"]
            .as_str()
            .unwrap()
            .contains("asked me a lot")
    );
    assert_eq!(answer.body["data"]["flags"], 64);
    running.stop().await;
}
