//! What is one word, and when are two the same, where alleged words are held
//! against an article? Case, accents, marks, dashes, hyphens and spacing do not
//! count.

use crate::text::{Span, fold};

/// Signs that count as words of their own, so that "500 %" is "500%" and "$500"
/// is not "500".
fn is_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '%' | '‰' | '°')
}

/// One word: where it stands and how it is compared.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) folded: String,
    /// Whether a hyphen ties it to the next word: "goal-keeper".
    pub(super) tied: bool,
}

/// The words of a text. Hyphens and dashes part words, apostrophes do not.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut start: Option<usize> = None;
    let mut before: Option<char> = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, c)| *c);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let between_digits = matches!(c, '.' | ',' | '/' | '⁄') && digit(before) && digit(next);
        let apostrophe = matches!(c, '\'' | '’') && next.is_some_and(char::is_alphanumeric);
        // "[W]e": an editor's capital.
        let editors = c == ']'
            && start.is_some_and(|from| Span::new(from, at).of(text).chars().count() == 1)
            && next.is_some_and(char::is_alphabetic);
        let minus = matches!(c, '-' | '−')
            && digit(next)
            && before.is_none_or(|before| before.is_whitespace() || before == '(');
        let inside = c.is_alphanumeric()
            || !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
            || start.is_some() && (between_digits || apostrophe || editors);
        if !inside || is_sign(c) {
            if let Some(from) = start.take() {
                push(text, from, at, &mut words);
            }
            if minus || is_sign(c) {
                push(text, at, at + c.len_utf8(), &mut words);
            } else if matches!(c, '-' | '‐' | '‑' | '\u{ad}')
                && next.is_some_and(|next| next.is_alphanumeric() || next == '\n')
                && let Some(last) = words.last_mut().filter(|last| last.span.end == at)
            {
                last.tied = true;
            }
        } else if start.is_none() {
            start = Some(at);
        }
        before = Some(c);
    }
    if let Some(from) = start {
        push(text, from, text.len(), &mut words);
    }
    words
}

fn push(text: &str, from: usize, to: usize, words: &mut Vec<Word>) {
    let span = Span::new(from, to);
    words.push(Word {
        span,
        folded: comparable(span.of(text)),
        tied: false,
    });
}

/// A word as it is compared: folded, "1,000" as "1000", "don't" as "dont" and
/// "Holt's" as "Holts": an apostrophe is a mark.
fn comparable(written: &str) -> String {
    if written.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return written.to_ascii_lowercase();
    }
    // Folding takes a small raised digit for a digit.
    let raised = written.contains(['²', '³', '¹']);
    let mut folded = if raised {
        written.to_owned()
    } else {
        fold(written)
    };
    folded = folded.replace(']', "").replace('−', "-");
    if folded.contains(',') && thousands(&folded) {
        folded.retain(|c| c != ',');
    }
    if folded.ends_with("n't") || folded.ends_with("'s") {
        folded.retain(|c| c != '\'');
    }
    folded
}

/// Whether every comma parts three digits from more before them.
fn thousands(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or("");
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}
