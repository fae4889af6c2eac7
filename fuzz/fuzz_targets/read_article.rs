//! Reads arbitrary bytes in every format: `cargo +nightly fuzz run read_article`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbatim::article::{Format, Source, read};

fuzz_target!(|bytes: &[u8]| {
    for format in [None, Some(Format::Plain), Some(Format::Markdown), Some(Format::Html)] {
        let source = Source {
            bytes,
            name: "fuzz",
            format,
            ..Source::default()
        };
        let Ok(article) = read(source) else { continue };
        let text = article.text();
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        for sentence in &article.sentences {
            assert!(text.get(sentence.span.start..sentence.span.end).is_some());
            assert!(article.passages[sentence.passage].span.contains(sentence.span));
        }
    }
});
