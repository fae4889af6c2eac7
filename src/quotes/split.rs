//! Where does a word or a mark begin and end?

use crate::text::Span;

/// Words and marks of one passage.
pub(super) fn split(text: &str, passage: Span) -> Vec<Span> {
    let inside = passage.of(text);
    let mut found = Vec::new();
    let mut characters = inside.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c.is_alphanumeric() {
            while let Some(&(next, c)) = characters.peek() {
                let joins = c.is_alphanumeric()
                    || unicode_normalization::char::is_combining_mark(c)
                    || garbled(inside, next, c)
                    || ("'’-.,&".contains(c)
                        && inside
                            .get(next + c.len_utf8()..)
                            .and_then(|rest| rest.chars().next())
                            .is_some_and(|following| joined(inside, next, c, following)));
                if !joins {
                    break;
                }
                end = next + c.len_utf8();
                characters.next();
            }
            // The full stop that ends "U.S." is its own.
            if inside
                .get(at..end)
                .is_some_and(|w| w.contains('.') && w.len() < 8 && !w.contains(char::is_numeric))
                && characters.peek().is_some_and(|&(_, c)| c == '.')
            {
                end += 1;
                characters.next();
            }
            let word = inside.get(at..end).unwrap_or("");
            let stem = ["'s", "’s"].iter().find_map(|s| word.strip_suffix(s));
            if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
                let middle = at + stem.len();
                found.push(Span::new(passage.start + at, passage.start + middle));
                found.push(Span::new(passage.start + middle, passage.start + end));
                continue;
            }
        } else if matches!(c, '\'' | '`' | '-' | '.') {
            while let Some(&(next, following)) = characters.peek() {
                if following != c || (c == '\'' && next > at + 1) {
                    break;
                }
                end = next + following.len_utf8();
                characters.next();
            }
        }
        found.push(Span::new(passage.start + at, passage.start + end));
    }
    found
}

/// Whether `c` at `at` is the second half of a letter that was decoded with
/// the wrong table ("FranÃ§ois"), as old web pages often have it.
fn garbled(inside: &str, at: usize, c: char) -> bool {
    matches!(c, '\u{80}'..='\u{bf}')
        && inside
            .get(..at)
            .is_some_and(|head| head.ends_with(['Ã', 'Â', 'Å', 'Ä']))
}

/// Whether the mark `c` at `at` joins two parts of one word.
fn joined(inside: &str, at: usize, c: char, following: char) -> bool {
    let before = inside.get(..at).and_then(|head| head.chars().next_back());
    match c {
        ',' => before.is_some_and(char::is_numeric) && following.is_numeric(),
        '.' => {
            following.is_alphanumeric()
                && (following.is_numeric() == before.is_some_and(char::is_numeric))
                && (following.is_numeric() || short_part(inside, at))
        }
        _ => following.is_alphanumeric(),
    }
}

/// Whether one or two letters stand before the full stop, as in "U.S.".
fn short_part(inside: &str, at: usize) -> bool {
    inside
        .get(..at)
        .unwrap_or("")
        .chars()
        .rev()
        .take(3)
        .take_while(|c| c.is_alphanumeric())
        .count()
        < 3
}
