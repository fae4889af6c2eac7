//! Imports arbitrary bytes into an empty store: all of it or nothing.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use verbatim::store::Store;

fn store() -> &'static Store {
    static STORE: OnceLock<Store> = OnceLock::new();
    STORE.get_or_init(|| {
        let place = tempfile::tempdir().expect("a directory").keep();
        Store::open(&place).expect("an empty store")
    })
}

fuzz_target!(|bytes: &[u8]| {
    let store = store();
    if store.import(bytes).is_ok() {
        // Only an export of nothing leaves the store as empty as it was.
        if !store.listings().expect("it can be read").is_empty() {
            panic!("made up an article of {} bytes", bytes.len());
        }
    } else {
        assert!(store.listings().expect("it can be read").is_empty());
    }
});
