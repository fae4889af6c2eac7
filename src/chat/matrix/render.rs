//! A reply as the two bodies of a Matrix message: plain text, and the HTML
//! that the specification lets clients show (Client-Server API, 11.2.1.8).

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    chat::{
        layout::{Hints, Kind, Links, Paragraph, Run, Shown, Style, paragraphs},
        plain,
    },
    reply::Reply,
};

/// Most bytes of both bodies together. An event may have 65,536 (Client-Server
/// API, 2.2), and encryption makes a third more of them.
const LONGEST: usize = 40_000;

/// Longest run of an article's words in code points, for articles of one line.
const LONGEST_RUN: usize = 3_000;

/// The bodies of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bodies {
    /// For notifications and clients without HTML.
    pub plain: String,
    /// For all others.
    pub html: String,
}

/// A reply as a message; `titles` says whether citations name their article.
#[must_use]
pub fn render(reply: &Reply, titles: bool) -> Bodies {
    let shown = Shown {
        titles,
        links: Links::Behind,
        hints: Hints::Numbered,
    };
    let all = paragraphs(reply, shown);
    let kept = fitting(&all);
    let mut bodies = Bodies {
        plain: plain::render(
            reply,
            Shown {
                links: Links::Written,
                ..shown
            },
        ),
        html: html(kept),
    };
    if kept.len() < all.len() || bodies.plain.len() > LONGEST / 2 {
        const CUT: &str = "There is more than fits into one message. Ask for a part of it.";
        // Four bytes are the most that a code point has.
        let text = whole_sentences(&bodies.plain, LONGEST / 8);
        bodies.plain = format!("{text}\n\n{CUT}");
        let _ = write!(bodies.html, "<p><em>{CUT}</em></p>");
    }
    bodies
}

/// The sentences of a text that fit into so many code points; at least the
/// beginning of the first.
fn whole_sentences(text: &str, limit: usize) -> &str {
    let fit = crate::text::shorten(text, limit);
    if fit.len() == text.len() {
        return text;
    }
    // Where the next sentence of the whole text begins, not of what was cut.
    let end = text
        .split_sentence_bound_indices()
        .map(|(start, _)| start)
        .take_while(|start| *start <= fit.len())
        .last()
        .filter(|end| *end > 0);
    end.and_then(|end| text.get(..end))
        .unwrap_or(fit)
        .trim_end()
}

/// As many paragraphs as fit into a message.
fn fitting(all: &[Paragraph]) -> &[Paragraph] {
    let mut length = 0;
    let fit = all
        .iter()
        .take_while(|paragraph| {
            for run in &paragraph.runs {
                let text = whole_sentences(&run.text, LONGEST_RUN);
                // Tags and a link of some length with it.
                length += escaped(text).len()
                    + 60
                    + run.link.as_ref().map_or(0, |link| escaped(link).len());
            }
            length <= LONGEST / 2
        })
        .count();
    all.get(..fit.max(1)).unwrap_or(all)
}

fn html(all: &[Paragraph]) -> String {
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
    let text = whole_sentences(&run.text, LONGEST_RUN);
    let cut = if text.len() < run.text.trim_end().len() {
        " …"
    } else {
        ""
    };
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
    let _ = write!(html, "{before}{}{cut}{after}", escaped(text));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::{self, Source},
        bot::{Bot, Message, Settings},
        library::Library,
        reply::{Block, Line, Piece},
    };

    fn ask(article: &str, line: &str) -> Reply {
        let source = Source {
            bytes: article.as_bytes(),
            name: if article.starts_with("---") {
                "mill.md"
            } else {
                "mill.txt"
            },
            ..Source::default()
        };
        let library = Library::in_memory(vec![article::read(source).unwrap()]).unwrap();
        let bot = Bot::new(library.into(), Settings::default());
        let message = Message {
            text: line.to_owned(),
            addressed: true,
            ..Message::default()
        };
        bot.answer(&message).unwrap()
    }

    const MILL: &str = "---\ntitle: The mill\nurl: https://example.org/mill?a=1&b=2\n---\n\nThe old mill was sold on Monday for two million crowns & a <b>cow</b>.\n\n“We had no choice,” said Ann Lee, its owner, in the yard.\n";

    #[test]
    fn an_answer_is_a_quotation_with_its_link() {
        let bodies = render(&ask(MILL, "how much was the mill sold for?"), false);
        assert!(bodies.html.contains("<blockquote>"), "{}", bodies.html);
        assert!(
            bodies.html.contains("<strong>two million"),
            "{}",
            bodies.html
        );
        assert!(
            bodies
                .html
                .contains("<a href=\"https://example.org/mill?a=1&amp;b=2#:~:text="),
            "{}",
            bodies.html
        );
        assert!(
            bodies.plain.contains("two million crowns"),
            "{}",
            bodies.plain
        );
    }

    #[test]
    fn the_articles_markup_is_text() {
        let page = "The mill\n\nThe <script>alert(1)</script> mill of <img src=x onerror=alert(2)> & co was sold on Monday for two million crowns.\n";
        let reply = ask(page, "how much was the mill sold for?");
        let html = render(&reply, false).html;
        assert!(
            !html.contains("<script") && !html.contains("<img"),
            "{html}"
        );
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn tags_are_balanced_in_every_kind_of_reply() {
        for line in [
            "help",
            "article",
            "speakers",
            "who said choice?",
            "quotes",
            "tl;dr",
            "status",
            "why?",
            "what is the capital of Spain?",
        ] {
            let html = render(&ask(MILL, line), true).html;
            for tag in ["p", "strong", "em", "blockquote", "ul", "li", "code", "a"] {
                let count = |what: &str| html.matches(what).count();
                let opened = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
                assert_eq!(
                    opened,
                    count(&format!("</{tag}>")),
                    "{line}: {tag} in {html}"
                );
            }
        }
    }

    #[test]
    fn a_reply_without_end_still_fits_an_event() {
        let reply = Reply {
            blocks: vec![Block::List(vec![
                Line(vec![Piece::Strong("é<".repeat(500))]);
                2_000
            ])],
            ..Reply::default()
        };
        let bodies = render(&reply, false);
        assert!(bodies.html.len() + bodies.plain.len() < 45_000);
        assert!(bodies.plain.contains("more than fits") && bodies.html.contains("more than fits"));
    }

    #[test]
    fn what_does_not_fit_ends_with_a_sentence() {
        let sentence = "The mill of Ann Lee, which nobody wanted, was sold on Monday. ";
        let text = sentence.repeat(200);
        let cut = whole_sentences(&text, 1_000);
        assert!(cut.ends_with("on Monday."), "{cut}");
        assert!(cut.chars().count() > 900 && cut.chars().count() <= 1_000);
        assert_eq!(whole_sentences("No end", 4), "No");
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_becomes_markup(text in ".{0,80}") {
            let reply = Reply {
                blocks: vec![Block::Text(Line(vec![Piece::Asked(text)]))],
                ..Reply::default()
            };
            let html = render(&reply, false).html;
            let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap();
            prop_assert!(!inner.replace("<br>", "").contains(['<', '>', '"']));
        }
    }
}
