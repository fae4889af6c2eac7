//! Which word of the article did a slip of the keyboard mean?

use super::{prepared::Prepared, question::Term, words::shape};

/// The stem of the article's word that a question's word is likely a slip of
/// the keyboard for: one edit, or two in a long word, with the same first
/// letter. Words that the vectors know are taken to be meant as they are.
pub(super) fn misspelt(term: &Term, prepared: &Prepared) -> Option<usize> {
    let length = term.folded.chars().count();
    let known = term.whole && !term.name;
    if length < 5 || known || term.shape & shape::NUMERIC > 0 {
        return None;
    }
    let most = if length >= 8 { 2 } else { 1 };
    let first = term.folded.chars().next();
    let mut best: Option<(usize, usize)> = None;
    for word in &prepared.types {
        if word.function
            || word.folded.len().abs_diff(term.folded.len()) > most
            || word.folded.chars().next() != first
        {
            continue;
        }
        let edits = strsim::osa_distance(&word.folded, &term.folded);
        // The first of equals, in the order of the article.
        if edits <= most && best.is_none_or(|(least, _)| edits < least) {
            best = Some((edits, word.stem));
        }
    }
    best.map(|(_, stem)| stem)
}
