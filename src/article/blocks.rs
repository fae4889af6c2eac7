//! The blocks of a parsed page in order: headings, paragraphs, items, rows,
//! each with the reason if its element says that it is no article text.

use std::collections::HashMap;

use dom_query::{NodeId, NodeRef};

use super::decode::one_line;
use super::draft::Kind;

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
}

#[derive(Clone, Copy)]
struct Context {
    kind: Kind,
    why: Option<&'static str>,
    in_main: bool,
    in_link: bool,
}

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
                if name == "td" || name == "th" {
                    walk.cell();
                } else if is_block(name) {
                    walk.flush(context);
                    stack.push(Step::Leave(inside));
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
            });
        }
    }

    fn flush(&mut self, context: Context) {
        let text = one_line(&self.text);
        let text = text.trim_end_matches(" |").to_owned();
        let is_link = self.linked * 2 > text.len();
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
            });
        }
    }
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

fn enter(node: &NodeRef<'_>, name: &str, outer: Context, small: bool) -> Context {
    let mut inside = outer;
    let role = node.attr("role");
    let role = role.as_deref().unwrap_or("");
    match name {
        "h1" => inside.kind = Kind::Heading(1),
        "h2" => inside.kind = Kind::Heading(2),
        "h3" => inside.kind = Kind::Heading(3),
        "h4" => inside.kind = Kind::Heading(4),
        "h5" => inside.kind = Kind::Heading(5),
        "h6" => inside.kind = Kind::Heading(6),
        "li" | "tr" | "dd" => inside.kind = Kind::Item,
        "p" if outer.kind != Kind::Item => inside.kind = Kind::Paragraph,
        "a" => inside.in_link = true,
        _ => {}
    }
    inside.in_main |= matches!(name, "article" | "main") || role == "main";
    let hidden = node.has_attr("hidden")
        || node.attr("aria-hidden").as_deref() == Some("true")
        || node.attr("style").is_some_and(|style| {
            let style: String = style.split_whitespace().collect();
            style.contains("display:none") || style.contains("visibility:hidden")
        });
    let why = match name {
        "figcaption" | "caption" => Some("image caption"),
        "nav" => Some("navigation"),
        "footer" => Some("page footer"),
        "aside" => Some("side box"),
        // Some sites wrap the whole page in one form.
        "form" if small => Some("form"),
        "button" | "label" => Some("button"),
        "dialog" => Some("notice over the page"),
        _ if hidden && small => Some("hidden"),
        _ => match role {
            "navigation" | "menu" | "banner" => Some("navigation"),
            "complementary" => Some("side box"),
            "dialog" | "alertdialog" => Some("notice over the page"),
            _ if small && !matches!(name, "html" | "body" | "main" | "article") => by_class(node),
            _ => None,
        },
    };
    inside.why = outer.why.or(why);
    inside
}

/// What the words of class and id call the element.
fn by_class(node: &NodeRef<'_>) -> Option<&'static str> {
    const NAMES: &[(&str, &[&str])] = &[
        (
            "cookie notice",
            &["cookie", "cookies", "consent", "gdpr", "cmp"],
        ),
        (
            "comments",
            &["comments", "comment", "disqus", "respond", "commentlist"],
        ),
        (
            "share buttons",
            &[
                "share",
                "sharing",
                "social",
                "sharedaddy",
                "addtoany",
                "sharebar",
            ],
        ),
        (
            "newsletter box",
            &[
                "newsletter",
                "subscribe",
                "subscription",
                "signup",
                "mailchimp",
            ],
        ),
        (
            "related links",
            &[
                "related",
                "recommended",
                "recirculation",
                "recirc",
                "trending",
                "taboola",
                "outbrain",
                "readmore",
            ],
        ),
        (
            "advertisement",
            &[
                "ad",
                "ads",
                "advert",
                "advertisement",
                "adsbygoogle",
                "sponsored",
                "sponsor",
                "promo",
            ],
        ),
        (
            "image caption",
            &["caption", "credit", "wp-caption-text", "gallery"],
        ),
        (
            "navigation",
            &[
                "breadcrumb",
                "breadcrumbs",
                "pagination",
                "menu",
                "navbar",
                "skip",
            ],
        ),
        ("paywall notice", &["paywall"]),
        ("author box", &["author-bio", "author-box", "about-author"]),
    ];
    let names = [node.class(), node.id_attr()];
    for name in names
        .iter()
        .flatten()
        .flat_map(|names| names.split_ascii_whitespace())
        .take(20)
    {
        let name = name.to_ascii_lowercase();
        for (reason, words) in NAMES {
            let whole = words.contains(&name.as_str());
            // The first and the last part name the thing, the middle places it.
            let mut parts = name.split(['-', '_']).filter(|part| !part.is_empty());
            let first = parts.next().is_some_and(|part| words.contains(&part));
            let last = parts.next_back().is_some_and(|part| words.contains(&part));
            if whole || first || last {
                return Some(reason);
            }
        }
    }
    None
}

fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "select"
            | "iframe"
            | "head"
            | "textarea"
            | "audio"
            | "video"
            | "object"
            | "input"
            | "datalist"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "label"
            | "legend"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}
