//! Takes arbitrary bytes for the network of a reader, or for its vocabulary, and
//! lets it read what follows the first blank line.
#![no_main]

use std::{fs, path::Path, sync::OnceLock};

use libfuzzer_sys::fuzz_target;
use verbatim::reader::{Reader, Reads};

/// What the tests read with.
const MODEL: &[u8] = include_bytes!("../../tests/reader/model.onnx");
const VOCABULARY: &[u8] = include_bytes!("../../tests/reader/vocab.txt");

fn place() -> &'static Path {
    static PLACE: OnceLock<tempfile::TempDir> = OnceLock::new();
    PLACE
        .get_or_init(|| {
            // Panics of the runtime are caught where it is called; what nobody
            // catches still ends the run.
            std::panic::set_hook(Box::new(|_| {}));
            tempfile::tempdir().expect("a directory")
        })
        .path()
}

fn opened(model: &[u8], vocabulary: &[u8]) -> Option<Reader> {
    fs::write(place().join("model.onnx"), model).expect("it can be written");
    fs::write(place().join("vocab.txt"), vocabulary).expect("it can be written");
    Reader::open(place()).ok()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, rest)) = bytes.split_first() else { return };
    let (reader, passage) = if kind % 2 == 0 {
        (opened(rest, VOCABULARY), "Ann Lee sold the mill.")
    } else {
        let at = rest.windows(2).position(|two| two == b"\n\n").unwrap_or(rest.len());
        let (vocabulary, words) = rest.split_at(at);
        (opened(MODEL, vocabulary), std::str::from_utf8(words).unwrap_or("the mill"))
    };
    let Some(reader) = reader else { return };
    let Some(reading) = reader.read("who sold the mill?", passage) else { return };
    let whole = verbatim::text::Span { start: 0, end: passage.len() };
    if let Some((span, _)) = reading.best_within(whole) {
        assert!(passage.get(span.start..span.end).is_some());
    }
});
