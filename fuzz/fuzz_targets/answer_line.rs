//! Says arbitrary lines to a bot, one after another in one conversation, and
//! renders what it replies: every quotation must stand in the article.
#![no_main]

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use verbatim::{
    article::{self, Source},
    bot::{Bot, Message, Settings},
    chat::{json::Object, plain},
    library::Library,
};

const ARTICLE: &str = "# The mill is sold\n\nThe old mill by the river was sold on Monday for two million crowns to a baker from Orle.\n\n“We had no choice in this,” said Ann Lee, its owner, in the yard. “The roof alone would have cost us the house.”\n\nThe baker, Mia Holt, said that she “will bake with the river” from May 2027 and hire eleven people.\n";

fn bot() -> &'static Bot {
    static BOT: OnceLock<Bot> = OnceLock::new();
    BOT.get_or_init(|| {
        let source = Source {
            bytes: ARTICLE.as_bytes(),
            name: "mill.md",
            ..Source::default()
        };
        let article = article::read(source).expect("it is an article");
        let library = Library::in_memory(vec![article]).expect("it fits into memory");
        Bot::new(Arc::new(library), Settings::default())
    })
}

fuzz_target!(|text: &str| {
    let bot = bot();
    // A conversation of its own each time, so that a finding can be repeated.
    static NUMBER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    for line in text.lines().take(3) {
        let message = Message {
            platform: "fuzz",
            channel: "fuzz".to_owned(),
            conversation: number.to_string(),
            text: line.to_owned(),
            addressed: true,
            moderator: false,
            ..Message::default()
        };
        let Some(reply) = bot.answer(&message) else { continue };
        for excerpt in reply.excerpts() {
            let entry = bot.library().get(&excerpt.article).expect("a cited article is there");
            assert_eq!(entry.article.words(excerpt.span), excerpt.text);
        }
        let _ = plain::render(&reply, plain::SHOWN);
        let _ = Object::new(&reply, bot.library()).line();
    }
});
