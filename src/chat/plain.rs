//! A reply as plain text: for pipes and files, for the `text` of the JSON, and
//! for conversations written down in tests.

use super::layout::{Hints, Kind, Links, Paragraph, Shown, Style, paragraphs};
use crate::reply::Reply;

/// What plain text shows when nothing else is asked for.
pub const SHOWN: Shown = Shown {
    titles: false,
    links: Links::Written,
    hints: Hints::Words,
};

/// What stands before the words of an article and what belongs to them.
pub(crate) const INDENT: &str = "  ";

/// `reply` as plain text without a line feed at its end. Words that answer are
/// not marked: nothing may stand between the article's characters.
#[must_use]
pub fn render(reply: &Reply, shown: Shown) -> String {
    written(&paragraphs(reply, shown))
}

/// Paragraphs as plain text.
pub(crate) fn written(paragraphs: &[Paragraph]) -> String {
    let mut text = String::new();
    let mut before = None;
    for paragraph in paragraphs {
        if let Some(before) = before {
            text.push('\n');
            if gap(before, paragraph.kind) {
                text.push('\n');
            }
        }
        before = Some(paragraph.kind);
        write(&mut text, paragraph);
    }
    text
}

fn write(text: &mut String, paragraph: &Paragraph) {
    let words: String = paragraph
        .runs
        .iter()
        .map(|run| match run.style {
            Style::Code if paragraph.kind != Kind::Hint => format!("`{}`", run.text),
            _ => run.text.clone(),
        })
        .collect();
    let (first, rest) = edges(paragraph.kind);
    for (number, line) in words.lines().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        if !line.is_empty() {
            text.push_str(if number == 0 { first } else { rest });
        }
        text.push_str(line);
    }
}

/// What stands before the first and before every other line of a paragraph.
pub(crate) fn edges(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Words | Kind::Citation | Kind::Address => (INDENT, INDENT),
        Kind::Item => ("- ", INDENT),
        Kind::Title | Kind::Text | Kind::Speaker | Kind::Note | Kind::Hint => ("", ""),
    }
}

/// Whether an empty line stands between two paragraphs.
pub(crate) fn gap(before: Kind, after: Kind) -> bool {
    match (before, after) {
        // A citation belongs to its words, the words to their speaker.
        (_, Kind::Citation | Kind::Address)
        | (Kind::Speaker, Kind::Words)
        | (Kind::Item | Kind::Text | Kind::Title, Kind::Item) => false,
        (before, after) => before != after || after != Kind::Text,
    }
}
