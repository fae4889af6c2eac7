//! Threads: what they were opened under decides which article they ask.

use serde_json::{Value, json};

use super::{
    Running,
    fake::{self, CHANNEL},
    mention,
};

const OTHER: &str = "---\ntitle: The weir is closed\nurl: https://example.org/weir\n---\n\n\
    The weir above the mill was closed on Friday, and the county paid nine million crowns for it to Tom Ray.\n\n\
    “The water goes where it wants,” said Eve Orr, who kept the weir.\n";

const PRICE: &str = "how many million crowns?";

impl Running {
    /// Among two articles, with or without the intent for content.
    async fn reading(content: bool) -> Self {
        let running = Self::among(&[OTHER]).await;
        running.fake.world(|world| world.content = content);
        running
    }

    /// A message in the channel that a thread can be opened under.
    fn posted(&self, content: &str) -> Value {
        let message = self.fake.message(CHANNEL, content);
        self.fake.remember(message.clone());
        message
    }

    /// Opens a thread under a message.
    fn opens(&self, message: &Value, name: &str) -> String {
        let id = message["id"].as_str().unwrap().to_owned();
        self.fake
            .world(|world| world.threads.insert(id.clone(), name.to_owned()));
        self.fake.dispatch("THREAD_CREATE", fake::thread(&id, name));
        id
    }

    async fn price(&mut self, channel: &str) -> String {
        self.says(channel, &mention(PRICE));
        let sent = self.fake.next("POST", "/messages").await;
        assert!(sent.path.contains(channel), "{sent:?}");
        sent.body["content"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_asks_the_article_that_is_linked_above_it() {
    let mut running = Running::reading(true).await;
    for (link, expected) in [
        ("Look: https://example.org/mill?utm_source=x", "two million"),
        ("<https://www.example.org/weir#top>", "nine million"),
    ] {
        let thread = running.opens(&running.posted(link), "about it");
        let said = running.price(&thread).await;
        assert!(said.contains(expected), "{link}: {said}");
        // It is known by now, and need not be fetched again.
        running.fake.forget();
        running.price(&thread).await;
        assert!(running.fake.nothing("GET", &thread).await);
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_intent_a_mention_its_own_words_or_the_name_do() {
    let mut running = Running::reading(false).await;
    let mentioned = running.posted(&mention("have you read https://example.org/weir?"));
    let mut own = running.posted("The weir: https://example.org/weir#:~:text=closed");
    own["author"]["id"] = fake::BOT.into();
    running.fake.world(|world| world.change(own.clone()));
    let hidden = running.posted("https://example.org/weir");
    for (message, name) in [
        (&mentioned, "weir"),
        (&own, "talk"),
        (&hidden, "The weir is closed"),
    ] {
        let thread = running.opens(message, name);
        let said = running.price(&thread).await;
        assert!(said.contains("nine million"), "{name}: {said}");
        assert!(!said.contains("two million"), "{name}: {said}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_a_forum_and_a_feeds_embed_are_links_too() {
    let mut running = Running::reading(true).await;
    // Opened while nobody listened; its first message stands in itself.
    let thread = running.fake.id();
    let named = (thread.clone(), "new".to_owned());
    running
        .fake
        .world(|world| world.threads.insert(named.0, named.1));
    let mut first = running.fake.message(&thread, "New on the site");
    first["id"] = thread.clone().into();
    first["embeds"] = json!([{"type": "article", "url": "https://example.org/weir", "title": "The weir",
        "content_scan_version": 0}]);
    running.fake.remember(first);
    let said = running.price(&thread).await;
    assert!(said.contains("nine million"), "{said}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_edited_in_counts_and_slash_commands_know_it() {
    let mut running = Running::reading(true).await;
    let thread = running.opens(&running.posted("What do you think?"), "talk");
    running.price(&thread).await;
    let mut edited = running
        .fake
        .message(CHANNEL, "What do you think of https://example.org/weir?");
    edited["id"] = thread.clone().into();
    edited["edited_timestamp"] = "2026-11-24T08:00:01.000000+00:00".into();
    running.fake.world(|world| world.change(edited.clone()));
    running.fake.dispatch("MESSAGE_UPDATE", edited);
    // What is asked in the same moment may still be answered as before.
    let mut said = String::new();
    for _ in 0..10 {
        said = running.price(&thread).await;
        if said.contains("nine million") {
            break;
        }
    }
    assert!(said.contains("nine million"), "{said}");

    let place = |mut interaction: Value| {
        interaction["channel_id"] = thread.clone().into();
        interaction["channel"] = fake::thread(&thread, "talk");
        interaction
    };
    let data = json!({"id": "7", "name": "speakers", "type": 1, "options": []});
    let slash = place(running.fake.interaction(2, data, None));
    running.fake.dispatch("INTERACTION_CREATE", slash);
    let reply = running.fake.next("POST", "/callback").await;
    let content = reply.body["data"]["content"].as_str().unwrap();
    assert!(
        content.contains("Eve Orr") && !content.contains("Ann Lee"),
        "{content}"
    );
    let focused = json!([{"name": "speaker", "type": 3, "value": "", "focused": true}]);
    let data = json!({"id": "7", "name": "quotes", "type": 1, "options": focused});
    let typed = place(running.fake.interaction(4, data, None));
    running.fake.dispatch("INTERACTION_CREATE", typed);
    let offered = running.fake.next("POST", "/callback").await;
    let choices = offered.body["data"]["choices"].to_string();
    assert!(
        choices.contains("Eve Orr") && !choices.contains("Ann Lee"),
        "{choices}"
    );
    running.stop().await;
}
