//! The blocks of a parsed page in order: headings, paragraphs, items, rows,
//! each with the reason if its element says that it is no article text.

use std::collections::HashMap;

use dom_query::{NodeId, NodeRef};

use super::clean::one_line;
use super::draft::Kind;
use super::elements::{Context, enter, is_block, is_silent};

/// A run of words between two borders of block elements.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Why it is not part of the article.
    pub(super) why: Option<&'static str>,
    /// Inside the element that the page itself calls its article.
    pub(super) in_main: bool,
    /// Most of its words are links.
    pub(super) is_link: bool,
    /// So many of its words are links that it leads elsewhere, unless it is
    /// running text.
    pub(super) leads_away: bool,
}

/// One in so many letters: a menu has its links between words and numbers, and
/// what has fewer in links is a sentence with a link in it.
const AWAY: usize = 4;

/// All blocks under `root`. Walks with a stack of its own, as deep pages
/// would overflow the thread's.
pub(super) fn blocks(root: &NodeRef<'_>) -> Vec<Block> {
    let lengths = text_lengths(root);
    let whole = lengths.get(&root.id).copied().unwrap_or(0);
    let mut walk = Walk::default();
    let outer = Context {
        kind: Kind::Paragraph,
        why: None,
        in_main: false,
        in_link: false,
        is_unseen: false,
    };
    let mut stack = vec![Step::Enter(*root, outer)];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave(context) => walk.flush(context),
            Step::Enter(node, context) if node.is_text() => walk.words(&node.text(), context),
            Step::Enter(node, context) => {
                let name = node.node_name();
                let name = name.as_deref().unwrap_or("");
                if name == "noscript" {
                    let text = one_line(&node.text());
                    if !text.contains('<') {
                        walk.aside(&text, "shown without JavaScript");
                    }
                    continue;
                }
                if is_silent(name) {
                    continue;
                }
                if name == "br" {
                    walk.line_break(context);
                    continue;
                }
                if name == "img" {
                    if let Some(text) = node.attr("alt") {
                        walk.aside(&one_line(&text), "image");
                    }
                    continue;
                }
                let length = lengths.get(&node.id).copied().unwrap_or(0);
                // A class on an element that holds half the page says
                // something about the page, not about a box on it.
                let small = length * 2 < whole;
                let inside = enter(&node, name, context, small);
                let beside = is_beside_words(&node, name) || inside.is_unseen && !is_block(name);
                if let (true, Some(why)) = (beside, inside.why) {
                    walk.aside(&one_line(&node.text()), why);
                    continue;
                }
                if name == "td" || name == "th" {
                    walk.cell();
                } else if is_block(name) {
                    walk.flush(context);
                    stack.push(Step::Leave(inside));
                }
                if is_set_apart(&node) {
                    walk.words(" ", context);
                }
                let children: Vec<_> = node.children_it(true).collect();
                stack.extend(children.into_iter().map(|child| Step::Enter(child, inside)));
            }
        }
    }
    walk.flush(outer);
    walk.blocks
}

enum Step<'a> {
    Enter(NodeRef<'a>, Context),
    Leave(Context),
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    text: String,
    /// Bytes of `text` inside links.
    linked: usize,
    broken: bool,
}

impl Walk {
    fn words(&mut self, words: &str, context: Context) {
        if !words.trim().is_empty() {
            self.broken = false;
            if context.in_link {
                self.linked += words.trim().len();
            }
        }
        self.text.push_str(words);
    }

    /// One break is white space, two part paragraphs.
    fn line_break(&mut self, context: Context) {
        if self.broken {
            self.flush(context);
        }
        self.broken = true;
        self.text.push(' ');
    }

    fn cell(&mut self) {
        if !self.text.trim().is_empty() {
            self.text.push_str(" | ");
        }
    }

    fn aside(&mut self, text: &str, why: &'static str) {
        if !text.is_empty() {
            self.blocks.push(Block {
                kind: Kind::Paragraph,
                text: text.to_owned(),
                why: Some(why),
                in_main: false,
                is_link: false,
                leads_away: false,
            });
        }
    }

    fn flush(&mut self, context: Context) {
        let text = one_line(&self.text);
        let text = text.trim_end_matches(" |").to_owned();
        let is_link = self.linked * 2 > text.len();
        let leads_away = self.linked * AWAY > text.len();
        self.text.clear();
        self.linked = 0;
        self.broken = false;
        if !text.is_empty() {
            self.blocks.push(Block {
                kind: context.kind,
                text,
                why: context.why,
                in_main: context.in_main,
                is_link,
                leads_away,
            });
        }
    }
}

/// Whether an element is set apart from the one before by its style alone, as
/// buttons in a row are, and the parts of a date.
fn is_set_apart(node: &NodeRef<'_>) -> bool {
    let button = |node: &NodeRef<'_>| {
        node.node_name()
            .is_some_and(|name| matches!(&*name, "a" | "button"))
    };
    node.prev_sibling().is_some_and(|before| {
        let in_date = node.parent().is_some_and(|parent| parent.has_name("time"));
        button(node) && button(&before) || in_date && before.is_element()
    })
}

/// Whether an element is a button that stands among words, as behind a name
/// that can be followed: it goes, and the sentence goes on.
fn is_beside_words(node: &NodeRef<'_>, name: &str) -> bool {
    let words = |node: Option<NodeRef<'_>>| {
        node.is_some_and(|node| node.is_text() && !node.text().trim().is_empty())
    };
    name == "button" && (words(node.prev_sibling()) || words(node.next_sibling()))
}

/// Bytes of text under each element.
fn text_lengths(root: &NodeRef<'_>) -> HashMap<NodeId, usize> {
    let mut lengths = HashMap::new();
    let nodes: Vec<_> = std::iter::once(*root)
        .chain(root.descendants_it())
        .collect();
    // Children come after their parents, so that the way back adds up.
    for node in nodes.iter().rev() {
        let own = if node.is_text() {
            node.text().trim().len()
        } else {
            lengths.get(&node.id).copied().unwrap_or(0)
        };
        lengths.insert(node.id, own);
        let silent = node.node_name().is_some_and(|name| is_silent(&name));
        if let Some(parent) = node.parent()
            && !silent
        {
            *lengths.entry(parent.id).or_insert(0) += own;
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use crate::article::{Article, Source, read};

    fn article(page: &str) -> Article {
        let more = "<p>The union there, which speaks for 5,200 miners, said that it had learned of the plan from the radio.</p>".repeat(3);
        let page = format!(
            "<html><body><div class=top><a href=1>World</a><a href=2>Markets</a></div><div class=body>{page}{more}</div></body></html>"
        );
        let source = Source {
            bytes: page.as_bytes(),
            name: "page.html",
            ..Source::default()
        };
        read(source).unwrap()
    }

    #[test]
    fn a_sentence_goes_on_behind_a_button_and_what_only_screen_readers_say() {
        for between in [
            "<button>Follow</button>",
            "<a href=orl>(ORL)<span class='sr-only'>, opens new tab</span></a>",
            "<span hidden>the company</span>",
        ] {
            let article = article(&format!(
                "<div>Orrell Mining {between} will cut 2,300 jobs, a tenth of all, after the price of tin fell to its lowest in six years.</div>"
            ));
            let text = article.text().replace("(ORL) ", "");
            assert!(
                text.starts_with("Orrell Mining will cut 2,300 jobs"),
                "{between}: {text}"
            );
            assert!(!text.contains("opens new tab"), "{text}");
            let told = article.left_out.iter().any(|left| {
                ["Follow", ", opens new tab", "the company"].contains(&left.text.as_str())
            });
            assert!(told, "{:?}", article.left_out);
        }
    }

    #[test]
    fn a_row_of_buttons_and_the_parts_of_a_date_are_no_words() {
        let article = article(
            "<div><time><span>November 17, 2026</span><span>6:31 AM GMT</span><span>Updated 3 hours ago</span></time></div>\
             <div><button>Small Text</button><button>Large Text</button></div>",
        );
        assert!(
            article.text().starts_with("The union"),
            "{}",
            article.text()
        );
    }
}
