//! Reads arbitrary bytes as a feed: `cargo +nightly fuzz run read_feed`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbatim::feed;

fuzz_target!(|bytes: &[u8]| {
    if let Some(feed) = feed::read(bytes, "https://example.org/feed") {
        let _ = feed.is_whole();
    }
});
