//! What was rendered before, in a file that one variable rewrites.

use std::{fs, path::Path};

use crate::difference::difference;

/// Holds a rendering against `tests/snapshots/` and this name.
pub(super) fn assert_as_before(name: &str, shown: &str) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let path = directory.join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, shown).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == shown,
        "replies changed (- before, + now); UPDATE_SNAPSHOTS=1 rewrites tests/snapshots/{name}\n\n{}",
        difference(&known, shown)
    );
}
