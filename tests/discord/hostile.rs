//! Words that are meant to do something else: to ping, to format, to link, to
//! overflow. They are answered as words, in the same lawful way.

use serde_json::json;

use super::{
    Running,
    fake::{CHANNEL, PRIVATE},
    mention,
};

/// What people and articles may try.
fn words() -> Vec<String> {
    vec![
        "@everyone @here <@&5> <@5> <#6> </ask:7>".to_owned(),
        "z\u{0351}\u{036b}\u{0343}a\u{035c}\u{0321}l\u{0300}\u{0301}\u{0302}g\u{0488}o".repeat(40),
        "long ".repeat(800),
        "é".repeat(4_000),
        "```rust\nfn main() {}\n``` `x` ~~~".to_owned(),
        "[free nitro](https://evil.example/a) [a](<https://evil.example>)".to_owned(),
        "https://discord.gg/abcdef discord.com/invite/abcdef".to_owned(),
        "**a** __b__ ||c|| ~~d~~ # e\n> f\n- g".to_owned(),
        "\u{202e}drow eht\u{2066} \u{200b}\u{feff}".to_owned(),
        "<:name:123> <a:b:1> <t:0:R> :smile:".to_owned(),
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".repeat(200),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_are_answered_lawfully_in_messages() {
    let mut running = Running::ready().await;
    for words in words() {
        for line in [words.clone(), format!("who said “{words}”?")] {
            // Longer ones cannot be sent by people either.
            let line: String = line.chars().take(4_000).collect();
            running.says(PRIVATE, &line);
            running.fake.next("POST", "/messages").await;
            running.fake.assert_lawful();
        }
    }
    running.says(CHANNEL, &mention("@everyone"));
    running.fake.next("POST", "/messages").await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_are_answered_lawfully_in_commands_and_menus() {
    let mut running = Running::ready().await;
    for words in words() {
        let words: String = words.chars().take(1_000).collect();
        for (name, option) in [("check", "quote"), ("quotes", "about"), ("search", "words")] {
            let options = json!([{"name": option, "type": 3, "value": words}]);
            let data = json!({"id": "7", "name": name, "type": 1, "options": options});
            let asked = running.fake.interaction(2, data, None);
            running.fake.dispatch("INTERACTION_CREATE", asked);
            running.fake.next("POST", "/callback").await;
            let mut typed = options[0].clone();
            typed["focused"] = true.into();
            let data = json!({"id": "7", "name": name, "type": 1, "options": [typed]});
            let asked = running.fake.interaction(4, data, None);
            running.fake.dispatch("INTERACTION_CREATE", asked);
            let answer = running.fake.next("POST", "/callback").await;
            assert_eq!(answer.body["type"], 8);
        }
        let target = running.fake.message(CHANNEL, &words);
        let id = target["id"].as_str().unwrap().to_owned();
        let data = json!({"id": "8", "name": "Check this quote", "type": 3, "target_id": id,
            "resolved": {"messages": {id: target}}});
        let asked = running.fake.interaction(2, data, None);
        running.fake.dispatch("INTERACTION_CREATE", asked);
        running.fake.next("POST", "/callback").await;
        running.fake.assert_lawful();
    }
    running.stop().await;
}
