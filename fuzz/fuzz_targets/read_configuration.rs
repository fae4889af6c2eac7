//! Reads arbitrary text as a configuration.
#![no_main]

use std::{fs, sync::OnceLock};

use libfuzzer_sys::fuzz_target;
use verbatim::config::Config;

fn place() -> &'static std::path::Path {
    static PLACE: OnceLock<tempfile::TempDir> = OnceLock::new();
    PLACE.get_or_init(|| tempfile::tempdir().expect("a directory")).path()
}

fuzz_target!(|text: &str| {
    let path = place().join("verbatim.toml");
    fs::write(&path, text).expect("it can be written");
    if let Err(fault) = Config::load(Some(&path), |_| None) {
        assert!(!fault.to_string().is_empty());
    }
    // And as a variable of the environment.
    let _ = Config::load(None, |_| Some(text.to_owned()));
});
