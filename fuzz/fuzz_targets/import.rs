//! Imports arbitrary bytes into an empty store: all of it or nothing, and what
//! is taken is whole and comes out again as it went in.
#![no_main]

use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use verbatim::store::Store;

/// An empty store; a new one after each import that brought something.
static EMPTY: Mutex<Option<(tempfile::TempDir, Store)>> = Mutex::new(None);

fn opened() -> (tempfile::TempDir, Store) {
    let place = tempfile::tempdir().expect("a directory");
    let store = Store::open(place.path()).expect("an empty store");
    (place, store)
}

fn exported(store: &Store) -> Vec<u8> {
    let mut out = Vec::new();
    store.export(&mut out).expect("it is exported");
    out
}

fuzz_target!(|bytes: &[u8]| {
    let mut empty = EMPTY.lock().expect("one at a time");
    let (_, store) = empty.get_or_insert_with(opened);
    let Ok(imported) = store.import(bytes) else {
        assert!(store.listings().expect("it can be read").is_empty());
        return;
    };
    if imported.rows == 0 {
        return;
    }
    assert_eq!(store.check().expect("it can be read"), Vec::<String>::new());
    let out = exported(store);
    let (_place, other) = opened();
    other.import(out.as_slice()).expect("an export is taken");
    assert_eq!(exported(&other), out);
    *empty = None;
});
