//! Which word of the article did a slip of the keyboard mean?

use super::{prepared::Prepared, question::Term, words::shape};

/// Letters of a word that says which it is even where one of them is misplaced.
const LONG_ENOUGH: usize = 6;

/// The stem of the article's word that a question's word is likely a slip of
/// the keyboard for: one edit, or two in a long word, with the same first
/// letter, where a letter in the wrong place is one edit. Words that the vectors know
/// are taken to be meant as they are.
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
        let mut edits = strsim::osa_distance(&word.folded, &term.folded);
        if edits == 2 && length >= LONG_ENOUGH && same_letters(&word.folded, &term.folded) {
            edits = 1;
        }
        // The first of equals, in the order of the article.
        if edits <= most && best.is_none_or(|(least, _)| edits < least) {
            best = Some((edits, word.stem));
        }
    }
    best.map(|(_, stem)| stem)
}

/// Whether two words have the same letters, in whatever order.
fn same_letters(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::{languages, question::Asked},
        article::{Article, Metadata},
        library::Entry,
    };

    /// The article's stem that a question's last word is taken for.
    fn meant(question: &str) -> Option<String> {
        let text = "The museum at Torvane shows paintings by Nadezhda Okunkova.";
        let entry = Entry::new(Article::from_lines(text.to_owned(), Metadata::default()));
        let prepared = entry.document().prepared;
        let asked = Asked::new(question, languages::of(None));
        let stem = misspelt(asked.terms.last()?, prepared)?;
        let of = |(word, number): (&String, &usize)| (*number == stem).then(|| word.clone());
        prepared.stems.iter().find_map(of)
    }

    #[test]
    fn a_slip_is_one_edit_or_a_misplaced_letter() {
        for slip in ["torvan", "Torvanne", "Tovrane", "Tovarne", "Nadzehda"] {
            assert!(meant(&format!("where is {slip}?")).is_some(), "{slip}");
        }
        for other in ["Tervine", "Morvane", "Tarvune"] {
            assert_eq!(meant(&format!("where is {other}?")), None, "{other}");
        }
    }
}
