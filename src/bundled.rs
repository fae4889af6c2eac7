//! The articles that are compiled in, so that nothing is needed to begin.

use crate::store::Listing;

/// One article that is compiled in.
#[derive(Clone, Copy, Debug)]
pub struct Bundled {
    /// The file it was, below `index/`.
    pub name: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// Every article that is compiled in.
pub static ARTICLES: &[Bundled] = &[Bundled {
    name: "minerals-agreement.md",
    bytes: include_bytes!("../index/minerals-agreement.md"),
}];

/// Whether an article of a library came with the program.
#[must_use]
pub fn is_ours(listing: &Listing) -> bool {
    let source = &listing.metadata.source;
    ARTICLES.iter().any(|ours| ours.name == source)
}
