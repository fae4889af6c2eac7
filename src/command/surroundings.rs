//! What a command may know and change outside of the articles: what came with
//! the message, which articles the channel asks, and pages and files to read.
//! The commands stay free of input and output: this is where it is handed in.

use super::Refusal;
use crate::{
    article::Format,
    index::Scope,
    library,
    store::{self, Validators},
};

/// A file that came with a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, as the sender's machine has it.
    pub name: String,
    /// Its media type, as the platform says.
    pub content_type: Option<String>,
    /// What is in it; the adapter downloads no more than
    /// [`crate::article::LARGEST_SOURCE`].
    pub bytes: Vec<u8>,
}

/// What was read at an address or in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Where it was found in the end, after redirects.
    pub name: String,
    /// What the server says it is.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The format, when it is known better than bytes and name tell.
    pub format: Option<Format>,
    /// What to ask with whether it has changed since.
    pub validators: Validators,
}

/// Reads what stands elsewhere.
pub trait Outside: std::fmt::Debug + Send + Sync {
    /// What stands at an `http` or `https` address.
    ///
    /// # Errors
    /// A sentence for the asker: what is wrong, and what to do instead.
    fn fetch(&self, address: &str) -> Result<Fetched, String>;

    /// What stands at an address, unless it is what it was when `since` was
    /// given.
    ///
    /// # Errors
    /// As [`Outside::fetch`].
    fn fetch_changed(&self, address: &str, _since: &Validators) -> Result<Option<Fetched>, String> {
        self.fetch(address).map(Some)
    }

    /// What stands at an address that nobody asked for by name, where the
    /// server lets programs read (RFC 9309, `robots.txt`).
    ///
    /// # Errors
    /// As [`Outside::fetch`].
    fn fetch_politely(&self, address: &str) -> Result<Fetched, String> {
        self.fetch(address)
    }

    /// What is in a file of this machine; asked for its owner only.
    ///
    /// # Errors
    /// A sentence for the asker.
    fn read(&self, path: &str) -> Result<Fetched, String>;

    /// Is told how many of how many articles of a feed were read, while the
    /// asker waits.
    fn progress(&self, _done: usize, _of: usize) {}

    /// The text of a document that is no text itself, such as a PDF file.
    ///
    /// # Errors
    /// A sentence for the asker.
    fn text_of(&self, fetched: Fetched) -> Result<Fetched, String> {
        Ok(fetched)
    }
}

/// Reads nothing: for a bot that answers from the articles it has.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Outside for Nothing {
    fn fetch(&self, _: &str) -> Result<Fetched, String> {
        Err("I cannot open addresses here. Save the page and add the file.".to_owned())
    }

    fn read(&self, path: &str) -> Result<Fetched, String> {
        Err(format!("I cannot read `{path}` here."))
    }
}

/// The channel in which a command was given.
pub trait Channel: std::fmt::Debug {
    /// What it is called to those who are in it: "channel" or "thread".
    fn kind(&self) -> &'static str;

    /// Says which articles it asks from now on.
    ///
    /// # Errors
    /// When that cannot be kept.
    fn ask(&self, scope: &Scope) -> anyhow::Result<()>;

    /// The articles that were chosen for it by name, whether or not they are
    /// still there; nothing when it asks whatever it may.
    ///
    /// # Errors
    /// When that cannot be read.
    fn chosen(&self) -> anyhow::Result<Option<Vec<String>>>;
}

/// What the asker is told when a change cannot be kept. The place and the
/// system's words are for the log.
pub(super) fn not_kept(fault: impl Into<anyhow::Error>) -> Refusal {
    let fault = fault.into();
    let why = fault.chain().find_map(|cause| {
        let store = cause.downcast_ref::<store::Error>().or_else(|| {
            match cause.downcast_ref::<library::Error>() {
                Some(library::Error::Store(store)) => Some(store),
                _ => None,
            }
        })?;
        match store {
            store::Error::ReadOnly { .. } => {
                Some("the library may only be read here; another process may have it")
            }
            store::Error::Full { .. } => Some("no space is left"),
            _ => None,
        }
    });
    match why {
        Some(why) => {
            tracing::warn!("{fault:#}");
            Refusal::Asker(format!("That cannot be kept: {why}. Nothing was changed."))
        }
        None => Refusal::Ours(fault),
    }
}

/// Where a command was given, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// The message, as it was written.
    pub said: &'a str,
    /// What came with it.
    pub attachments: &'a [Attachment],
    /// Whether the asker owns this machine: files of it may be read.
    pub owner: bool,
    /// The channel.
    pub channel: &'a dyn Channel,
    /// The rest of the world.
    pub outside: &'a dyn Outside,
    /// What the platform has to say about itself, a sentence each.
    pub notices: &'a [String],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_kept_is_told_without_the_place() {
        let path = || "/home/somebody/data".into();
        let full = store::Error::Full { path: path() };
        let read_only = library::Error::Store(store::Error::ReadOnly { path: path() });
        for (fault, why) in [
            (not_kept(full), "no space is left"),
            (not_kept(read_only), "may only be read"),
        ] {
            let Refusal::Asker(sentence) = fault else {
                panic!("the asker is not told that {why}")
            };
            assert!(sentence.contains(why), "{sentence}");
            assert!(sentence.contains("Nothing was changed"), "{sentence}");
            assert!(!sentence.contains("somebody"), "{sentence}");
        }
        let damaged = store::Error::Damaged {
            path: path(),
            what: String::new(),
        };
        assert!(matches!(not_kept(damaged), Refusal::Ours(_)));
    }
}
