//! The identifier that joins what is logged about one message, from its
//! arrival to its reply and over restarts.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use tracing::Span;

/// The span in which a message is worked on; of the level of errors, so that
/// whatever is logged within carries the identifier.
#[must_use]
pub fn span(platform: &'static str, channel: &str, message: &str) -> Span {
    tracing::error_span!(
        "question",
        platform,
        request = id(platform, channel, message)
    )
}

/// Twelve hexadecimal digits made of where the message stands: the same after
/// a restart, and it does not tell who asked what where.
fn id(platform: &str, channel: &str, message: &str) -> String {
    let mut hash = Sha256::new();
    for part in [platform, channel, message] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut id = String::with_capacity(12);
    for byte in hash.finalize().iter().take(6) {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_has_one_identifier_and_no_other_has_it() {
        let asked = id("matrix", "!room:example.org", "$event");
        assert_eq!(asked, id("matrix", "!room:example.org", "$event"));
        assert_eq!(asked.len(), 12);
        assert_ne!(asked, id("matrix", "!room:example.org$", "event"));
        assert_ne!(asked, id("discord", "!room:example.org", "$event"));
    }
}
