//! Paragraphs as the HTML that the specification lets clients show
//! (Client-Server API, 11.2.1.8). Knows no reply.

use std::fmt::Write;

use crate::chat::layout::{Kind, Paragraph, Run, Style};

/// Paragraphs as HTML.
pub(super) fn html(all: &[Paragraph]) -> String {
    let mut html = String::new();
    let mut open = None;
    for paragraph in all {
        let outer = Outer::of(paragraph.kind);
        if open != Some(outer) {
            html.push_str(open.map_or("", Outer::end));
            html.push_str(outer.begin());
        } else if outer == Outer::Quote && paragraph.kind == Kind::Words {
            // Two quotations are two.
            html.push_str("</blockquote><blockquote>");
        } else if outer == Outer::Quote {
            html.push_str("<br>");
        }
        open = Some(outer);
        let (before, after) = match paragraph.kind {
            Kind::Title => ("<p><strong>", "</strong></p>"),
            Kind::Text | Kind::Speaker | Kind::Hint => ("<p>", "</p>"),
            Kind::Note => ("<p><em>", "</em></p>"),
            Kind::Item => ("<li>", "</li>"),
            Kind::Words | Kind::Citation | Kind::Address => ("", ""),
        };
        html.push_str(before);
        for run in &paragraph.runs {
            of_run(&mut html, run, paragraph.kind);
        }
        html.push_str(after);
    }
    html.push_str(open.map_or("", Outer::end));
    html
}

/// What several paragraphs stand in together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    Nothing,
    Quote,
    List,
}

impl Outer {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Words | Kind::Citation | Kind::Address => Self::Quote,
            Kind::Item => Self::List,
            _ => Self::Nothing,
        }
    }

    const fn begin(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Quote => "<blockquote>",
            Self::List => "<ul>",
        }
    }

    const fn end(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Quote => "</blockquote>",
            Self::List => "</ul>",
        }
    }
}

fn of_run(html: &mut String, run: &Run, kind: Kind) {
    let (before, after) = match run.style {
        Style::Plain => ("", ""),
        // Titles are strong already.
        Style::Strong if kind == Kind::Title => ("", ""),
        Style::Strong | Style::Marked => ("<strong>", "</strong>"),
        Style::Code => ("<code>", "</code>"),
        Style::Replaced => ("<em>", "</em>"),
    };
    if let Some(link) = run.link.as_deref().filter(|link| is_web(link)) {
        let _ = write!(html, "<a href=\"{}\">", escaped(link));
    }
    let _ = write!(html, "{before}{}{after}", escaped(&run.text));
    if run.link.as_deref().is_some_and(is_web) {
        html.push_str("</a>");
    }
}

/// An article's metadata may say anything is its address.
fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

/// Text in which nothing is markup. Controls are shown by no client, and
/// marks that turn the direction of writing would turn the client's own text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br>"),
            c if c.is_control() => {}
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
