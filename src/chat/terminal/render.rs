//! A reply as a terminal shows it: wrapped, with colours and links where the
//! terminal has them. Pure.

use unicode_width::UnicodeWidthStr;

use super::{
    sanitise::{sanitise, sanitise_url},
    wrap,
};
use crate::{
    chat::{
        layout::{Hints, Kind, Links, Paragraph, Run, Shown, Style, paragraphs},
        plain::{edges, gap},
    },
    reply::Reply,
    text::Span,
};

/// What the terminal can do, and what it is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colours and bold type.
    pub colour: bool,
    /// Columns to wrap at; nothing is wrapped without.
    pub width: Option<usize>,
    /// What is shown beside the words.
    pub shown: Shown,
}

/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 88;

/// Narrower than this, wrapping would break every word.
const NARROWEST: usize = 20;

const RESET: &str = "\x1b[0m";

impl Look {
    /// Plain text for a pipe or a file.
    #[must_use]
    pub const fn plain(hints: Hints) -> Self {
        Self {
            colour: false,
            width: None,
            shown: Shown {
                titles: false,
                links: Links::Written,
                hints,
            },
        }
    }
}

/// `reply` without a line feed at its end.
#[must_use]
pub fn render(reply: &Reply, look: Look) -> String {
    let mut text = String::new();
    let mut before = None;
    for paragraph in paragraphs(reply, look.shown) {
        if let Some(before) = before {
            text.push('\n');
            if gap(before, paragraph.kind) {
                text.push('\n');
            }
        }
        before = Some(paragraph.kind);
        set(&mut text, &paragraph, look);
    }
    text
}

/// Sets one paragraph. Styles and links end with their line, so that they do
/// not run into the indentation.
fn set(text: &mut String, paragraph: &Paragraph, look: Look) {
    let (first, rest) = edges(paragraph.kind);
    // An address that is broken over two lines cannot be copied.
    let width = look
        .width
        .filter(|_| paragraph.kind != Kind::Address)
        .map(|width| width.clamp(NARROWEST, WIDEST) - first.width());
    let runs: Vec<(String, &Run)> = paragraph
        .runs
        .iter()
        .map(|run| (words_of(run, paragraph.kind, look), run))
        .collect();
    let whole: String = runs.iter().map(|(words, _)| words.as_str()).collect();
    for (number, line) in wrap::lines(&whole, width).into_iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        if !line.is_empty() {
            text.push_str(if number == 0 { first } else { rest });
        }
        let mut at = 0;
        for (words, run) in &runs {
            let shown = Span::new(at.max(line.start), (at + words.len()).min(line.end));
            at += words.len();
            if !shown.is_empty() {
                styled(text, shown.of(&whole), run, paragraph.kind, look);
            }
        }
    }
}

fn styled(text: &mut String, words: &str, run: &Run, kind: Kind, look: Look) {
    let link = run.link.as_deref().and_then(sanitise_url);
    if let Some(url) = &link {
        // OSC 8: what follows leads to the address.
        text.push_str("\x1b]8;;");
        text.push_str(url);
        text.push_str("\x1b\\");
    }
    let style = if look.colour {
        code(kind, run.style)
    } else {
        ""
    };
    text.push_str(style);
    text.push_str(words);
    if !style.is_empty() {
        text.push_str(RESET);
    }
    if link.is_some() {
        text.push_str("\x1b]8;;\x1b\\");
    }
}

fn words_of(run: &Run, kind: Kind, look: Look) -> String {
    let words = sanitise(&run.text);
    // Without colours, something to type needs other marks.
    if run.style == Style::Code && !look.colour && kind != Kind::Hint {
        format!("`{words}`")
    } else {
        words.into_owned()
    }
}

/// The escape sequence that begins a style; empty where there is none.
fn code(kind: Kind, style: Style) -> &'static str {
    match (style, kind) {
        (Style::Strong | Style::Marked, _) | (_, Kind::Title) => "\x1b[1m",
        (Style::Code, _) => "\x1b[36m",
        (Style::Replaced, _) => "\x1b[3m",
        (Style::Plain, Kind::Citation | Kind::Address | Kind::Note | Kind::Hint) => "\x1b[2m",
        (Style::Plain, _) => "",
    }
}
