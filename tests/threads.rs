//! Threads that are opened under a link to an article.

use std::sync::Arc;

use verbatim::{
    article::{self, Source},
    bot::{Bot, Message, Settings, Thread},
    chat::plain,
    library::Library,
};

const MILL: &str = "---\ntitle: The mill at Saltby\nurl: https://example.org/mill\n---\n\nThe old mill at Saltby was sold on Monday for two million crowns to Ann Lee, who wants to bake in it again.\n";
const FERRY: &str = "---\ntitle: The ferry to Skerra\nurl: https://example.org/ferry?id=7\n---\n\nThe ferry to Skerra was sold on Friday for nine million crowns to Colm Iveagh, who wants to run it on hydrogen.\n";

const PRICE: &str = "how many crowns was it sold for?";

fn bot() -> Bot {
    let read = |text: &str| {
        article::read(Source {
            bytes: text.as_bytes(),
            name: "story.md",
            ..Source::default()
        })
        .unwrap()
    };
    let library = Library::in_memory(vec![read(MILL), read(FERRY)]).unwrap();
    Bot::new(Arc::new(library), Settings::default())
}

/// What a moderator says in a thread that was opened under a message.
fn under(bot: &Bot, thread: &str, message: &str, text: &str) -> String {
    said(
        bot,
        Some(Thread {
            id: thread.to_owned(),
            channel: "news".to_owned(),
            under: message.to_owned(),
            name: String::new(),
        }),
        text,
    )
}

fn said(bot: &Bot, thread: Option<Thread>, text: &str) -> String {
    let message = Message {
        platform: "discord",
        community: "server 1".to_owned(),
        channel: "news".to_owned(),
        conversation: format!("{thread:?}"),
        text: text.to_owned(),
        addressed: true,
        moderator: true,
        thread,
        ..Message::default()
    };
    plain::render(&bot.answer(&message).unwrap(), plain::SHOWN)
}

#[test]
fn a_thread_asks_the_article_that_is_linked_above_it() {
    let bot = bot();
    for (link, answer, other) in [
        ("https://example.org/mill", "two million", "nine million"),
        (
            "<http://www.example.org/mill/?utm_source=x#top> – what a price!",
            "two million",
            "nine million",
        ),
        (
            "[ferry](https://example.org/ferry?id=7&fbclid=1), see?",
            "nine million",
            "two million",
        ),
    ] {
        let reply = under(&bot, link, link, PRICE);
        assert!(reply.contains(answer), "{link}: {reply}");
        assert!(!reply.contains(other), "{link}: {reply}");
        let summed = under(&bot, link, link, "speakers");
        assert!(!summed.contains(other), "{link}: {summed}");
    }
    let both = "https://example.org/mill and https://example.org/ferry?id=7";
    for reply in [
        under(&bot, "2", both, "use"),
        under(&bot, "3", "no link", "articles"),
        under(&bot, "4", "https://example.org/unknown", "articles"),
    ] {
        assert!(reply.contains("2 articles"), "{reply}");
    }
}

#[test]
fn what_is_said_for_a_thread_is_for_the_thread_and_comes_first() {
    let bot = bot();
    let link = "https://example.org/mill";
    let asks = under(&bot, "1", link, "use");
    assert!(
        asks.contains("This thread asks The mill at Saltby"),
        "{asks}"
    );
    let all = under(&bot, "1", link, "use all");
    assert!(all.contains("From now on this thread asks all"), "{all}");
    let price = under(&bot, "1", link, "how many crowns was the ferry sold for?");
    assert!(price.contains("nine million"), "{price}");
    // The channel, and other threads of it, ask what they did.
    let channel = said(&bot, None, "use the-ferry-to-skerra");
    assert!(
        channel.contains("From now on this channel asks The ferry to Skerra"),
        "{channel}"
    );
    assert!(under(&bot, "2", link, PRICE).contains("two million"));
    assert!(under(&bot, "3", "no link", PRICE).contains("nine million"));
    assert!(under(&bot, "1", link, "use").contains("all there are"));
}

#[test]
fn a_thread_that_is_called_like_an_article_asks_it() {
    let bot = bot();
    let named = |name: &str, under: &str| {
        let thread = Thread {
            id: name.to_owned(),
            channel: "news".to_owned(),
            under: under.to_owned(),
            name: name.to_owned(),
        };
        said(&bot, Some(thread), "use")
    };
    for name in ["The mill at Saltby", " the MILL at Saltby"] {
        let asks = named(name, "");
        assert!(asks.contains("asks The mill at Saltby"), "{name}: {asks}");
    }
    // A link says more than a name, and a part of a title says nothing.
    let asks = named("The mill at Saltby ", "https://example.org/ferry?id=7");
    assert!(asks.contains("asks The ferry to Skerra"), "{asks}");
    for name in ["", "mill", "The mill"] {
        let asks = named(name, "");
        assert!(asks.contains("all there are"), "{name}: {asks}");
    }
}
