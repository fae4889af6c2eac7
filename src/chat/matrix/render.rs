//! A reply as the messages it becomes on Matrix, mostly one: each with plain
//! text and HTML.

use serde::{Deserialize, Serialize};

use super::{html::html, pages};
use crate::{
    chat::{
        layout::{Hints, Kind, Links, NUMBERS, Paragraph, Run, Shown, Style, paragraphs},
        plain,
    },
    reply::Reply,
};

/// Most bytes of both bodies together. An event may have 65,536 (Client-Server
/// API, 2.2); an edit says everything twice, and encryption makes a third more
/// of it.
const LONGEST: usize = 20_000;

/// What a page says below its words takes less, in bytes of both bodies.
const FOOT: usize = 400;

/// Longest link in bytes; browsers take no longer ones from everywhere.
const LONGEST_LINK: usize = 2_000;

/// Pages of one reply; more than that nobody reads.
const MOST: usize = 20;

/// The bodies of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bodies {
    /// For notifications and clients without HTML.
    pub plain: String,
    /// For all others.
    pub html: String,
}

/// A reply as messages, at least one: what does not fit into an event goes on
/// in the next, which is to be had by "more". `titles` says whether citations
/// name their article.
#[must_use]
pub fn render(reply: &Reply, titles: bool) -> Vec<Bodies> {
    let shown = Shown {
        titles,
        links: Links::Behind,
        hints: Hints::Numbered,
    };
    let mut all = paragraphs(reply, shown);
    for run in all.iter_mut().flat_map(|paragraph| &mut paragraph.runs) {
        run.link.take_if(|link| link.len() > LONGEST_LINK);
    }
    let whole = Bodies::of(&all);
    if whole.length() <= LONGEST {
        return vec![whole];
    }
    // What can be done next belongs to the end of the reply.
    let hint = all.pop_if(|last| last.kind == Kind::Hint);
    let cost = |some: &[Paragraph]| Bodies::of(some).length();
    let mut pages = pages::pages(all, LONGEST - FOOT, cost);
    let fits = pages.len() <= MOST;
    pages.truncate(MOST);
    let of = pages.len();
    let foot = |number: usize, mut page: Vec<Paragraph>| {
        page.push(own(Kind::Note, &format!("Page {} of {of}.", number + 1)));
        if number + 1 < of {
            page.push(next());
        } else if fits {
            page.extend(hint.clone());
        } else {
            page.push(own(Kind::Note, "There is more. Ask for a part of it."));
        }
        Bodies::of(&page)
    };
    pages
        .into_iter()
        .enumerate()
        .map(|(number, page)| foot(number, page))
        .collect()
}

impl Bodies {
    fn of(paragraphs: &[Paragraph]) -> Self {
        Self {
            plain: plain::written(&with_addresses(paragraphs)),
            html: html(paragraphs),
        }
    }

    fn length(&self) -> usize {
        self.plain.len() + self.html.len()
    }
}

/// The paragraphs with the addresses written out that lie behind citations.
fn with_addresses(paragraphs: &[Paragraph]) -> Vec<Paragraph> {
    let mut all = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        all.push(paragraph.clone());
        if paragraph.kind == Kind::Citation {
            let links = paragraph.runs.iter().filter_map(|run| run.link.as_deref());
            all.extend(links.map(|link| own(Kind::Address, link)));
        }
    }
    all
}

fn own(kind: Kind, text: &str) -> Paragraph {
    Paragraph {
        kind,
        runs: vec![run(Style::Plain, text)],
    }
}

/// The hint of a page after which there is another.
fn next() -> Paragraph {
    let [sign, ..] = NUMBERS;
    Paragraph {
        kind: Kind::Hint,
        runs: vec![
            run(Style::Plain, &format!("Next: {sign} ")),
            run(Style::Code, "more"),
        ],
    }
}

fn run(style: Style, text: &str) -> Run {
    Run {
        style,
        text: text.to_owned(),
        link: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::{self, Source},
        bot::{Bot, Message, Settings},
        library::Library,
        reply::{Action, Block, Line, Piece},
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

    /// The one message of a short reply.
    fn only(reply: &Reply, titles: bool) -> Bodies {
        let mut all = render(reply, titles);
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    const MILL: &str = "---\ntitle: The mill\nurl: https://example.org/mill?a=1&b=2\n---\n\nThe old mill was sold on Monday for two million crowns & a <b>cow</b>.\n\n“We had no choice,” said Ann Lee, its owner, in the yard.\n";

    #[test]
    fn an_answer_is_a_quotation_with_its_link() {
        let bodies = only(&ask(MILL, "how much was the mill sold for?"), false);
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
        let html = only(&reply, false).html;
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
            let html = only(&ask(MILL, line), true).html;
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
    fn a_reply_without_end_goes_on_in_messages_that_fit() {
        let item = Line(vec![Piece::Strong("é<".repeat(500))]);
        let reply = |items: usize| Reply {
            blocks: vec![Block::List(vec![item.clone(); items])],
            actions: vec![Action {
                label: "Shorter",
                word: "shorter",
                line: "summary short".to_owned(),
            }],
            ..Reply::default()
        };
        let messages = render(&reply(40), false);
        assert!(messages.len() > 3);
        let (last, before) = messages.split_last().unwrap();
        for message in before {
            assert!(message.length() <= LONGEST, "{}", message.length());
            assert!(
                message.plain.ends_with("Next: 1️⃣ more"),
                "{}",
                message.plain
            );
            assert!(message.html.contains("<code>more</code>"));
        }
        assert!(last.plain.ends_with("shorter") && last.html.contains("shorter"));
        let items: usize = messages
            .iter()
            .map(|one| one.html.matches("<li>").count())
            .sum();
        assert_eq!(items, 40);
        let endless = render(&reply(2_000), false);
        assert_eq!(endless.len(), MOST);
        assert!(endless[MOST - 1].plain.ends_with("Ask for a part of it."));
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_becomes_markup(text in ".{0,80}") {
            let reply = Reply {
                blocks: vec![Block::Text(Line(vec![Piece::Asked(text)]))],
                ..Reply::default()
            };
            let html = only(&reply, false).html;
            let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap();
            prop_assert!(!inner.replace("<br>", "").contains(['<', '>', '"']));
        }
    }
}
