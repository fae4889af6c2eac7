//! Reads arbitrary text as robots.txt and asks it about a path: the first line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbatim::fetch;

fuzz_target!(|text: &str| {
    let (path, robots) = text.split_once('\n').unwrap_or(("/", text));
    let allowed = fetch::allows(robots, path);
    // A file that says nothing forbids nothing.
    if !robots.contains(':') {
        assert!(allowed);
    }
});
