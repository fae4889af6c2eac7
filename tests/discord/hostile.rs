//! Words that are meant to do something else: to ping, to format, to link, to
//! overflow. From people or out of an article, they are shown as words, in a
//! lawful way. (The stand-in holds every request against the rules: nobody can
//! be pinged, nothing unfurls, no invitation, nothing too long.)

use serde_json::json;
use verbatim::article::{Article, Metadata};

use super::{
    Place, Running,
    fake::{CHANNEL, PRIVATE},
    mention, said,
};

/// What people and articles may try, each with a name.
fn attempts() -> Vec<(&'static str, String)> {
    vec![
        (
            "pings",
            "@everyone @here <@&5> <@5> <@!5> <#6> </ask:7>".to_owned(),
        ),
        (
            "zalgo",
            "z\u{0351}\u{036b}\u{0343}a\u{035c}\u{0321}l\u{0300}\u{0301}\u{0302}g\u{0488}o"
                .repeat(40),
        ),
        ("4,000 characters", "long ".repeat(800)),
        ("4,000 letters of two bytes", "é".repeat(4_000)),
        (
            "code fences",
            "```rust\nfn main() {}\n``` `x` ``y`` ~~~ `".to_owned(),
        ),
        (
            "masked links",
            "[free nitro](https://evil.example/a) [a](<https://evil.example>) [b]( javascript:c )"
                .to_owned(),
        ),
        (
            "invitations",
            "https://discord.gg/abcdef discord.com/invite/abcdef DISCORD.GG/x".to_owned(),
        ),
        (
            "markup",
            "**a** __b__ ||c|| ~~d~~ # e\n> f\n>>> g\n- h\n-# i\n1. j".to_owned(),
        ),
        (
            "letters that turn the line around",
            "\u{202e}drow eht\u{2066} \u{200b}\u{feff}".to_owned(),
        ),
        (
            "emoji and times",
            "<:name:123> <a:b:1> <t:0:R> :smile:".to_owned(),
        ),
        (
            "one sign of many parts",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".repeat(200),
        ),
        (
            "control characters",
            "a\u{0}b\u{7}c\u{1b}[31md\r\ne".to_owned(),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_try_in_messages_stays_words() {
    let mut running = Running::ready().await;
    for (name, words) in attempts() {
        for line in [words.clone(), format!("who said “{words}”?")] {
            // Longer ones cannot be sent by people either.
            let line: String = line.chars().take(4_000).collect();
            running.says(PRIVATE, &line);
            let sent = running.fake.next("POST", "/messages").await;
            assert!(!said(&sent.body).trim().is_empty(), "{name}");
            let broken = running.fake.excused();
            assert!(broken.is_empty(), "{name}: {broken:#?}");
        }
    }
    running.says(CHANNEL, &mention("@everyone"));
    running.fake.next("POST", "/messages").await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_try_in_commands_and_menus_stays_words() {
    let mut running = Running::ready().await;
    for (name, words) in attempts() {
        let words: String = words.chars().take(1_000).collect();
        for (command, option) in [("check", "quote"), ("quotes", "about"), ("search", "words")] {
            let answer = running
                .runs(Place::Server, command, &[(option, &words)])
                .await;
            assert!(!said(&answer.body["data"]).trim().is_empty(), "{name}");
            running.types(Place::Server, command, option, &words).await;
        }
        running.checks(Place::Server, &words).await;
        let data = json!({"custom_id": "why 5", "components": [{"type": 1, "components": [
            {"type": 4, "custom_id": "reason", "value": words}]}]});
        running.does(Place::Server, 5, data, None).await;
        let broken = running.fake.excused();
        assert!(broken.is_empty(), "{name}: {broken:#?}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_article_tries_is_shown_as_its_words() {
    for (name, words) in attempts() {
        let words = words.replace(['\n', '\r'], " ");
        let text = format!(
            "The parade of Orle begins at noon, said the sign {words} by the gate.\n\
             “Come {words} all of you,” said Ida Berg, who leads it."
        );
        let metadata = Metadata {
            title: Some(format!("Parade {words}").chars().take(300).collect()),
            byline: Some(words.clone()),
            url: Some(format!("https://example.org/{}", words.replace(' ', ""))),
            source: "parade.txt".to_owned(),
            ..Metadata::default()
        };
        let mut running = Running::ready_over(vec![Article::from_lines(text, metadata)]).await;
        for line in [
            "when does the parade begin?",
            "quotes",
            "tl;dr",
            "article",
            "search parade",
            "status",
        ] {
            running.says(PRIVATE, line);
            let sent = running.fake.next("POST", "/messages").await;
            assert!(!said(&sent.body).trim().is_empty(), "{name}: {line}");
        }
        for (command, options) in [
            ("article", Vec::new()),
            ("check", vec![("quote", "Come all of you")]),
            ("articles", Vec::new()),
            ("speakers", Vec::new()),
        ] {
            let answer = running.runs(Place::Private, command, &options).await;
            assert!(!said(&answer.body["data"]).trim().is_empty() || command == "article");
        }
        for (command, option) in [
            ("article", "which"),
            ("check", "quote"),
            ("quotes", "speaker"),
        ] {
            running.types(Place::Private, command, option, "").await;
        }
        let broken = running.fake.excused();
        assert!(broken.is_empty(), "{name}: {broken:#?}");
        running.stop().await;
    }
}
