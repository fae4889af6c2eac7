//! Plain text, as typed or as copied from a web page, into pieces.

use super::clean::one_line;
use super::draft::{Draft, Kind};
use super::{opening, rubbish};

/// Reads clean text.
pub(super) fn draft(text: &str) -> Draft {
    let mut draft = Draft::default();
    for (paragraph, close) in paragraphs(text) {
        let (kind, text) = without_bullet(&paragraph);
        draft.push(kind, text.to_owned());
        if let Some(piece) = draft.pieces.last_mut() {
            piece.close = close;
        }
    }
    opening::read(&mut draft);
    draft
}

fn without_bullet(line: &str) -> (Kind, &str) {
    for bullet in ["- ", "* ", "• ", "‣ ", "◦ ", "· ", "– "] {
        if let Some(item) = line.strip_prefix(bullet) {
            return (Kind::Item, item.trim_start());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=2).contains(&digits)
        && line
            .get(digits..)
            .is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    (
        if numbered {
            Kind::Item
        } else {
            Kind::Paragraph
        },
        line,
    )
}

/// Paragraphs, hard-wrapped lines joined, and whether no empty line stands
/// before them.
fn paragraphs(text: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut group: Vec<&str> = Vec::new();
    for line in text.split('\n').chain(std::iter::once("")) {
        if line.trim().is_empty() {
            close(&mut group, &mut found);
        } else {
            group.push(line);
        }
    }
    found
}

/// Lines without an empty one between them: one wrapped paragraph, or a
/// paragraph a line.
fn close(group: &mut Vec<&str>, found: &mut Vec<(String, bool)>) {
    let wrapped = is_wrapped(group);
    let mut paragraph = String::new();
    let first = found.len();
    let mut finish = |paragraph: &mut String| {
        let close = found.len() > first;
        found.push((std::mem::take(paragraph), close));
    };
    let widest = group
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    for line in group.drain(..) {
        let text = one_line(line);
        let (kind, _) = without_bullet(&text);
        if !paragraph.is_empty() && (!wrapped || kind == Kind::Item || line.starts_with("    ")) {
            finish(&mut paragraph);
        }
        if !paragraph.is_empty() && !paragraph.ends_with('-') {
            paragraph.push(' ');
        }
        paragraph.push_str(&text);
        // A short line with an end mark closes a paragraph among wrapped ones.
        let short = line.chars().count() * 4 < widest * 3;
        if short && text.ends_with(['.', '!', '?', '”', '"']) {
            finish(&mut paragraph);
        }
    }
    if !paragraph.is_empty() {
        finish(&mut paragraph);
    }
}

/// Whether lines break for want of width: none is long, all but the last are
/// nearly as long as the longest, and most break inside a sentence.
fn is_wrapped(group: &[&str]) -> bool {
    /// Wider lines were not wrapped by hand or by mail.
    const WIDEST: usize = 120;
    const NARROWEST: usize = 40;
    let Some((_, inner)) = group.split_last() else {
        return false;
    };
    let widths: Vec<usize> = group.iter().map(|line| line.chars().count()).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    if inner.is_empty() || !(NARROWEST..=WIDEST).contains(&widest) {
        return false;
    }
    let full = inner
        .iter()
        .filter(|line| line.chars().count() * 10 >= widest * 7)
        .count();
    let ended = inner
        .iter()
        .filter(|line| rubbish::is_prose(line) && line.trim_end().ends_with('.'))
        .count();
    full * 10 >= inner.len() * 6 && ended * 2 <= inner.len() && !are_headlines(group)
}

/// Whether two or three lines each begin anew and none ends a sentence, as a
/// headline and the line under it.
fn are_headlines(group: &[&str]) -> bool {
    let anew = |line: &&str| {
        let line = line.trim();
        line.starts_with(char::is_uppercase) && !line.ends_with(['.', ',', ';', '-', '!', '?'])
    };
    group.len() <= 3 && group.iter().all(anew)
}
