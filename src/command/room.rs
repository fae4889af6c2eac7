//! What makes room for the first article that somebody chose: those that came
//! with the program.

use super::Context;
use crate::{
    bundled,
    index::Scope,
    library::{self, Library},
};

/// What makes room for what is added: only everybody's articles are everybody's
/// to replace.
pub(super) fn made_room_for(context: &Context<'_>) -> Vec<String> {
    match context.community {
        Some(_) => Vec::new(),
        None => bundled_only(context.library),
    }
}

/// The articles that came with the program, while everybody has no other: they
/// make room for the first that somebody chose.
pub(crate) fn bundled_only(library: &Library) -> Vec<String> {
    if library.owned(None) > bundled::ARTICLES.len() {
        return Vec::new();
    }
    let listings = library.listings(&Scope::Of(None));
    if listings.iter().all(bundled::is_ours) {
        listings.into_iter().map(|listing| listing.id).collect()
    } else {
        Vec::new()
    }
}

/// Takes out what makes room, once something else was added.
pub(crate) fn make_room(library: &Library, before: &[String]) -> Result<(), library::Error> {
    let chosen = library.owned(None) > before.len();
    for id in before.iter().filter(|_| chosen) {
        library.remove(id)?;
    }
    Ok(())
}
