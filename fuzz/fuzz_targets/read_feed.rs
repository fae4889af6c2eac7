//! Reads arbitrary bytes as a feed, and the articles that stand in it whole:
//! `cargo +nightly fuzz run read_feed`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbatim::{
    article::{self, Format, Source},
    feed,
};

fuzz_target!(|bytes: &[u8]| {
    let Some(feed) = feed::read(bytes, "https://example.org/feed") else { return };
    for item in feed.items.iter().filter(|item| item.is_whole()) {
        let _ = article::read(Source {
            bytes: item.page.as_bytes(),
            name: "feed",
            format: Some(Format::Html),
            ..Source::default()
        });
    }
});
