//! Every slash command, every completion and the menu of a message, each in a
//! server and in private.

use super::{Place, Running, button, fake::BOT, mill, said};

/// A command with options, what its answer has, and whether the asker alone sees
/// it.
type Tried = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    bool,
);

const COMMANDS: &[Tried] = &[
    (
        "ask",
        &[("question", "how many people will be hired?")],
        "eleven",
        false,
    ),
    ("who", &[("words", "no choice")], "Ann Lee", false),
    ("quotes", &[("speaker", "Ann Lee")], "Ann Lee", false),
    (
        "check",
        &[("quote", "We had a choice in this"), ("speaker", "Ann Lee")],
        "no choice",
        false,
    ),
    ("summary", &[("length", "short")], "The mill is sold", false),
    ("search", &[("words", "river")], "river", false),
    ("speakers", &[], "Mia Holt", false),
    ("article", &[], "", false),
    ("articles", &[], "The mill is sold", true),
    ("status", &[], "All is well", true),
    ("help", &[], "in your own words", true),
    ("feeds", &[], "Only moderators", true),
    ("use", &[], "Only moderators", true),
    ("add", &[], "Only moderators", true),
    ("remove", &[("which", "mill")], "Only moderators", true),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_slash_command_is_answered_once_and_to_the_right_eyes() {
    let known: Vec<&str> = verbatim::command::COMMANDS.iter().map(|c| c.name).collect();
    for name in &known {
        let tried = COMMANDS.iter().any(|(command, ..)| command == name);
        assert!(tried, "{name} is not tried");
    }
    let mut running = Running::ready().await;
    for place in Place::ALL {
        for (name, options, expected, for_the_asker) in COMMANDS {
            let answer = running.runs(place, name, options).await;
            // What may have to be fetched is announced first.
            let (kind, message) = if *name == "add" {
                let edit = running.fake.next("PATCH", "/@original").await;
                (5, edit.body)
            } else {
                (4, answer.body["data"].clone())
            };
            assert_eq!(answer.body["type"], kind, "{name}: {answer:?}");
            let said = said(&message);
            assert!(said.contains(expected), "{place:?} {name}: {said}");
            let private = answer.body["data"]["flags"] == 64;
            assert_eq!(private, *for_the_asker, "{place:?} {name}");
        }
    }
    assert!(running.fake.nothing("POST", "/messages").await);
    assert_eq!(running.fake.waiting(), 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_option_completes_out_of_the_article() {
    let mut running = Running::ready().await;
    for place in Place::ALL {
        for (command, option, typed, expected) in [
            ("quotes", "speaker", "to", "Tom Ray"),
            ("quotes", "speaker", "lee", "Ann Lee"),
            ("check", "speaker", "", "Ann Lee"),
            ("check", "quote", "nobody", "Nobody asked the town"),
            ("check", "quote", "NO CHOICE", "We had no choice"),
            ("quotes", "about", "bak", "Baking"),
            ("summary", "about", "", "Baking"),
            ("summary", "length", "s", "short"),
            ("article", "which", "mill", "the-mill-is-sold"),
            ("use", "which", "the", "the-mill-is-sold"),
            ("remove", "which", "sold", "the-mill-is-sold"),
        ] {
            let choices = running.types(place, command, option, typed).await;
            let has = |choice: &serde_json::Value| {
                choice["value"]
                    .as_str()
                    .is_some_and(|value| value.contains(expected))
            };
            assert!(
                choices.iter().any(has),
                "{command} {option}:{typed}: {choices:?}"
            );
        }
        let articles = running.types(place, "article", "which", "").await;
        assert_eq!(articles[0]["name"], "The mill is sold");
        for (command, option) in [("ask", "question"), ("nothing", "at-all")] {
            let choices = running.types(place, command, option, "who").await;
            assert!(choices.is_empty(), "{command}: {choices:?}");
        }
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_of_a_message_checks_it_for_its_reader_who_may_share() {
    let mut running = Running::ready().await;
    for place in Place::ALL {
        let answer = running
            .checks(place, "“We had a choice in this” - Ann Lee, lol")
            .await;
        let message = answer.body["data"].clone();
        assert_eq!(message["flags"], 64);
        assert!(said(&message).contains("no choice"), "{message}");

        let mut seen = running.fake.message(place.channel(), "");
        seen["content"] = message["content"].clone();
        seen["embeds"] = super::fake::shown(&message["embeds"]);
        seen["author"]["id"] = BOT.into();
        let share = button(&message, "Share");
        let shared = running.presses(place, &share, seen).await;
        assert_eq!(shared.body["type"], 4);
        assert_ne!(shared.body["data"]["flags"], 64);
        assert_eq!(said(&shared.body["data"]), said(&message));

        // A message without a word, and one that is for nobody to check.
        let answer = running.checks(place, "\u{1f600}").await;
        assert!(said(&answer.body["data"]).contains("no text"), "{answer:?}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_and_receipts_have_cards_and_say_all_of_it_in_words_too() {
    let mut running = Running::ready().await;
    let mut colours = std::collections::BTreeSet::new();
    for (quote, speaker, verdict) in [
        ("We had no choice in this", "Ann Lee", "Verbatim"),
        ("We had a choice in this", "Ann Lee", "Altered"),
        ("Nobody asked the town", "Ann Lee", "someone else"),
        (
            "The moon is made of cheese",
            "Ann Lee",
            "Not in the article",
        ),
    ] {
        let options = [("quote", quote), ("speaker", speaker)];
        let answer = running.runs(Place::Server, "check", &options).await;
        let message = &answer.body["data"];
        let content = message["content"].as_str().unwrap();
        assert!(content.contains(verdict), "{content}");
        if let Some(embed) = message["embeds"].get(0) {
            let words = embed["description"].as_str().unwrap();
            assert!(words.contains("passage"), "{words}");
            assert!(!content.contains("passage"), "said twice: {content}");
            colours.insert(embed["color"].as_u64().unwrap());
        }
    }
    assert!(colours.len() >= 2, "{colours:?}");
    let answer = running.runs(Place::Private, "article", &[]).await;
    let embed = &answer.body["data"]["embeds"][0];
    assert_eq!(embed["title"], mill().title());
    assert_eq!(embed["url"], "https://example.org/mill");
    // In a channel the bot may not be allowed to embed anything: there all is text.
    running.says(Place::Server.channel(), &super::mention("article"));
    let sent = running.fake.next("POST", "/messages").await;
    let embeds = sent.body["embeds"].as_array();
    assert!(embeds.is_none_or(Vec::is_empty), "{sent:?}");
    running.stop().await;
}
