//! Lists of words written as one text, which keeps them readable as such.

/// Whether `word` is one of the words of `list`.
pub(super) fn among(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|listed| listed == word)
}

/// The phrases of a list, which ` / ` parts.
pub(super) fn phrases(list: &str) -> impl Iterator<Item = &str> {
    list.split(" / ").map(str::trim)
}
