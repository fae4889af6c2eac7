//! Where the sentences of one paragraph begin and end. Knows end marks,
//! abbreviations and quotation marks; knows no grammar.

use super::full_stop::{full_stop_ends, next_word, starts_sentence};
use super::words::among;
use crate::text::Span;

/// Sentences of one paragraph, as spans of it without outer white space.
///
/// One pass; what is looked at around an end mark is bounded, so that a
/// paragraph of a megabyte of full stops takes as long as any other.
pub(super) fn split(paragraph: &str) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut next = 0;
    let mut has_words = false;
    for (at, mark) in paragraph.char_indices() {
        if at < next || !is_end_mark(mark) {
            has_words |= at >= next && mark.is_alphanumeric();
            continue;
        }
        let end = end_of_marks(paragraph, at);
        next = end;
        if has_words && ends_sentence(paragraph, start, at, end) {
            push(paragraph, start, end, &mut sentences);
            start = end;
            has_words = false;
        }
    }
    push(paragraph, start, paragraph.len(), &mut sentences);
    sentences
}

fn push(paragraph: &str, start: usize, end: usize, sentences: &mut Vec<Span>) {
    let span = Span::new(start, end).trimmed(paragraph);
    if !span.is_empty() {
        sentences.push(span);
    }
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '։') || is_wide_end_mark(c)
}

/// End marks of scripts that put no space behind a sentence.
fn is_wide_end_mark(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．')
}

fn is_closing_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '›'
            | '«'
            | '“'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '】'
            | '》'
    ) || c == '）'
}

pub(super) fn is_opening_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '‹'
            | '»'
            | '('
            | '['
            | '{'
            | '「'
            | '『'
            | '¿'
    ) || c == '¡'
}

/// The end of the run of end marks at `at`, with the closing marks behind it.
///
/// “ and « close in German and open in English, so they count as closing only
/// where white space follows; a bracketed number is a footnote of the
/// sentence before.
fn end_of_marks(paragraph: &str, at: usize) -> usize {
    let rest = paragraph.get(at..).unwrap_or("");
    let mut end = at;
    let mut chars = rest.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let both_ways = matches!(c, '“' | '«' | '"' | '\'');
        let before_space = chars
            .peek()
            .is_none_or(|&(_, next)| next.is_whitespace() || !next.is_alphanumeric());
        if is_end_mark(c) || (is_closing_mark(c) && (!both_ways || before_space)) {
            end = at + offset + c.len_utf8();
        } else {
            break;
        }
    }
    let after = paragraph.get(end..).unwrap_or("");
    // French sets a space before its closing mark.
    let spaced = after
        .strip_prefix([' ', '\u{a0}', '\u{202f}'])
        .and_then(|rest| rest.strip_prefix('»'))
        .filter(|rest| !rest.starts_with(char::is_alphanumeric));
    if let Some(rest) = spaced {
        return paragraph.len() - rest.len();
    }
    end + footnotes(after)
}

/// Length of the `[12][source needed]` that `rest` starts with.
fn footnotes(rest: &str) -> usize {
    const LONGEST: usize = 32;
    let mut length = 0;
    while let Some(inside) = rest.get(length..).and_then(|rest| rest.strip_prefix('[')) {
        let words = inside
            .bytes()
            .take(LONGEST)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b' ')
            .count();
        if words == 0 || inside.as_bytes().get(words) != Some(&b']') {
            break;
        }
        length += words + 2;
    }
    length
}

/// Whether the marks from `at` to `end` close the sentence begun at `start`.
fn ends_sentence(paragraph: &str, start: usize, at: usize, end: usize) -> bool {
    let marks = paragraph.get(at..end).unwrap_or("");
    let after = paragraph.get(end..).unwrap_or("");
    if marks.chars().any(is_wide_end_mark) {
        return true;
    }
    let follows = after.trim_start();
    if follows.is_empty() {
        return true;
    }
    if follows.len() == after.len() {
        // Nothing but white space parts sentences in scripts that use it.
        return false;
    }
    let Some(first) = follows.chars().find(|c| !is_opening_mark(*c)) else {
        return false;
    };
    if continues_in_lower_case(follows, first)
        || matches!(first, ',' | ';' | ':' | ')' | '–' | '—' | '.' | '…')
    {
        return false;
    }
    if is_list_label(paragraph.get(start..at).unwrap_or("")) {
        return false;
    }
    let closed = marks.chars().any(is_closing_mark);
    if closed && starts_speech_tag(follows) {
        return false;
    }
    if marks.starts_with('.') && !marks.starts_with("..") {
        let word = last_word(paragraph, start, at);
        return full_stop_ends(word, closed, follows);
    }
    true
}

/// `1`, `12`, `a` alone before the mark: the label of a list item.
fn is_list_label(sentence: &str) -> bool {
    let label = sentence.trim();
    !label.is_empty()
        && label.len() <= 3
        && (label.chars().all(|c| c.is_ascii_digit()) || label.len() == 1)
        && label.chars().all(char::is_alphanumeric)
}

/// Whether the next word is in lower case, as no sentence begins; names such
/// as `iPhone` may begin one.
fn continues_in_lower_case(follows: &str, first: char) -> bool {
    first.is_lowercase()
        && !follows
            .chars()
            .skip_while(|c| is_opening_mark(*c))
            .nth(1)
            .is_some_and(char::is_uppercase)
}

/// The word before a full stop, with what joins it (`U.S`, `a.m`, `O'Neil`);
/// only as far back as an abbreviation can reach.
fn last_word(paragraph: &str, start: usize, at: usize) -> &str {
    const REACH: usize = 24;
    let before = paragraph.get(start..at).unwrap_or("");
    let from = before
        .char_indices()
        .rev()
        .take(REACH)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '&'))
        .last()
        .map_or(before.len(), |(from, _)| from);
    before.get(from..).unwrap_or("")
}

/// Whether a speech tag with a name in front follows a quotation: `Ms. Ito
/// said`, `Ito asked`. It belongs to the sentence of the quotation.
fn starts_speech_tag(follows: &str) -> bool {
    const VERBS: &str = "said says asked asks added replied wrote shouted exclaimed told joked wondered cried \
        continued explained demanded tweeted";
    const NAME_WORDS: usize = 4;
    if !follows.starts_with(char::is_uppercase) || starts_sentence(next_word(follows)) {
        return false;
    }
    let head = crate::text::shorten(follows, 80);
    let mut words = head.split(' ').take(NAME_WORDS + 1);
    let verb = words.find(|word| !word.starts_with(char::is_uppercase));
    verb.is_some_and(|verb| among(VERBS, verb.trim_end_matches([',', '.', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(paragraph: &str) -> Vec<&str> {
        split(paragraph)
            .iter()
            .map(|span| span.of(paragraph))
            .collect()
    }

    /// `|` marks where a sentence ends.
    #[track_caller]
    fn check(marked: &str) {
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        let text = marked
            .replace("| ", " ")
            .replace('|', "")
            .replace("  ", " ");
        assert_eq!(sentences(&text), expected);
    }

    #[test]
    fn abbreviations_stay_inside() {
        check(
            "The U.S. Senate met Mr. Okafor at 5 p.m. Tuesday in St. Ives.| It cost $1.5 billion.| Nobody came.",
        );
        check("J. K. Lindqvist and George W. Park met Dr. Amadi.| No. 5 won.");
        check("He likes fruit, e.g. Apples from Kent, vs. Pears.| So be it.");
        check("She moved to the U.S.| The next year she left at 9 a.m. EST on Jan. 5.");
    }

    #[test]
    fn an_abbreviation_may_end_a_sentence() {
        check("They live in the U.S.| The next year they left.");
        check("He works for Halden Inc.| It pays well.");
        check("Doors close at 5 p.m.| Nobody waits.");
    }

    #[test]
    fn closing_marks_belong_to_the_sentence_before() {
        check("“It is late.”| Then they went.| (Nobody spoke.)| “Why?” he asked.");
        check("“It is.” he said.| “Are you sure?” Ms. Ito asked.| „Das ist gut.“| Er ging.");
        check("« C’est fini. »| Elle part.| 「もう遅い。」|彼は帰った。");
    }

    #[test]
    fn lists_ellipses_and_notes_stay_whole() {
        check("1. Wash the rice.| 2. Cook it.");
        check("He waited... and waited.| Then . . . nothing.");
        check("It was sold in 1902.[12][13]| It burned down.[source needed]| That is all.");
    }

    #[test]
    fn a_megabyte_of_end_marks_is_one_pass() {
        let dots = ". ".repeat(500_000);
        assert!(split(&dots).len() <= 500_000);
        let quotes = "\" . \"".repeat(200_000);
        assert!(split(&quotes).len() <= 200_000);
    }
}
