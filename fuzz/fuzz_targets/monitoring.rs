//! Reads arbitrary bytes as a request to the monitoring port.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbatim::monitoring::request;

fuzz_target!(|head: &[u8]| {
    // What is understood does not depend on how it was cut on its way.
    let whole = request(head);
    for end in 0..head.len() {
        if let Some(early) = request(&head[..end]) {
            assert_eq!(Some(early), whole);
            break;
        }
    }
});
