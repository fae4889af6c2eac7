//! What stands in a feed (RSS, Atom, JSON Feed), and how its articles come
//! into the library. Parsing is pure; pages are fetched by whoever is handed
//! in.

use feed_rs::{
    model::{Entry, Text},
    parser,
};

mod following;
mod taking_in;

pub use following::check_due;
pub use taking_in::{Taken, take_in};

/// Entries of a feed that are looked at: the longest archives in one file.
const MOST_ENTRIES: usize = 20_000;

/// Words of an entry that is a whole article; less is a teaser, for which the
/// page is fetched.
const WHOLE: usize = 150;

/// A feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What it is called.
    pub title: String,
    /// What it announces, the newest first where it says when.
    pub items: Vec<Item>,
}

/// One article that a feed announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What the feed calls it; the same for the same article.
    pub key: String,
    /// When the feed says that it changed, or nothing.
    pub stamp: String,
    /// Its title, for messages.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// What the feed itself holds of it, as a page.
    pub page: String,
    /// Words of that.
    pub words: usize,
}

impl Item {
    /// Whether the feed holds the article and no mere teaser.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.words >= WHOLE
    }
}

/// The feed in `bytes` that were found at `name`; nothing when they are none.
#[must_use]
pub fn read(bytes: &[u8], name: &str) -> Option<Feed> {
    if !looks_like_feed(bytes) {
        return None;
    }
    let base = name.contains("://").then_some(name);
    let feed = parser::Builder::new()
        .base_uri(base)
        .build()
        .parse(bytes)
        .ok()?;
    let title = feed
        .title
        .map_or_else(|| name.to_owned(), |title| plain(&title));
    let language = feed.language.as_deref().unwrap_or_default();
    let mut entries = feed.entries;
    entries.truncate(MOST_ENTRIES);
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
    Some(Feed {
        items: entries
            .into_iter()
            .map(|entry| item(entry, &title, language))
            .collect(),
        title,
    })
}

/// Whether bytes begin as a feed does: parsers take anything for one.
fn looks_like_feed(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    // UTF-16 has a zero beside each of these letters.
    let head: String = String::from_utf8_lossy(head)
        .chars()
        .filter(|c| *c != '\0')
        .collect();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with('{') {
        return head.contains("jsonfeed.org/version");
    }
    let root = head
        .match_indices('<')
        .filter_map(|(at, _)| head.get(at + 1..))
        .find(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    head.starts_with('<')
        && root.is_some_and(|root| {
            let name = root
                .split(|c: char| c.is_whitespace() || c == '>' || c == '/')
                .next()
                .unwrap_or_default();
            let name = name.rsplit(':').next().unwrap_or_default();
            ["rss", "feed", "rdf"]
                .iter()
                .any(|one| name.eq_ignore_ascii_case(one))
        })
}

fn item(entry: Entry, publisher: &str, language: &str) -> Item {
    let title = entry.title.as_ref().map(plain).unwrap_or_default();
    let url = entry
        .links
        .iter()
        .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .or(entry.links.first())
        .map(|link| link.href.clone())
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let date = entry.published.or(entry.updated);
    let stamp = entry.updated.or(entry.published);
    let content = entry
        .content
        .and_then(|content| content.body)
        .filter(|body| !body.trim().is_empty())
        .or_else(|| entry.summary.map(|summary| summary.content))
        .unwrap_or_default();
    let authors: Vec<&str> = entry
        .authors
        .iter()
        .filter_map(|author| author.name.as_deref())
        .collect();
    let mut page = String::from("<!DOCTYPE html><html");
    attribute(
        &mut page,
        " lang",
        entry.language.as_deref().unwrap_or(language),
    );
    page.push_str("><head><meta charset=\"utf-8\"><title>");
    escape(&title, &mut page);
    page.push_str("</title>");
    for (name, value) in [
        ("og:title", title.as_str()),
        ("og:site_name", publisher),
        ("author", &authors.join(", ")),
        (
            "article:published_time",
            &date.map(|date| date.to_rfc3339()).unwrap_or_default(),
        ),
    ] {
        if !value.trim().is_empty() {
            let key = if name == "author" { "name" } else { "property" };
            page.push_str("<meta");
            attribute(&mut page, &format!(" {key}"), name);
            attribute(&mut page, " content", value);
            page.push('>');
        }
    }
    if let Some(url) = &url {
        page.push_str("<link rel=\"canonical\"");
        attribute(&mut page, " href", url);
        page.push('>');
    }
    page.push_str("</head><body><article><h1>");
    escape(&title, &mut page);
    page.push_str("</h1>");
    if content.contains('<') {
        page.push_str(&content);
    } else {
        for paragraph in content.split("\n\n") {
            page.push_str("<p>");
            escape(paragraph, &mut page);
            page.push_str("</p>");
        }
    }
    page.push_str("</article></body></html>");
    Item {
        key: crate::text::shorten(&entry.id, 500).to_owned(),
        stamp: stamp.map(|stamp| stamp.to_rfc3339()).unwrap_or_default(),
        words: words(&content),
        title: if title.is_empty() {
            url.clone().unwrap_or(entry.id)
        } else {
            title
        },
        url,
        page,
    }
}

/// Words outside of tags.
fn words(content: &str) -> usize {
    let mut in_tag = false;
    let text: String = content
        .chars()
        .map(|c| {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ if !in_tag => return c,
                _ => {}
            }
            ' '
        })
        .collect();
    text.split_whitespace().count()
}

/// One line without markup.
fn plain(text: &Text) -> String {
    let mut in_tag = false;
    let html = text.content_type.subty() == "html";
    let words: String = text
        .content
        .chars()
        .filter(|c| {
            in_tag = html && (*c == '<' || in_tag && *c != '>');
            !(in_tag || html && *c == '>')
        })
        .collect();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::text::shorten(&line, 300).to_owned()
}

fn attribute(page: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        page.push_str(name);
        page.push_str("=\"");
        escape(value, page);
        page.push('"');
    }
}

fn escape(text: &str, page: &mut String) {
    for character in text.chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            _ => page.push(character),
        }
    }
}

#[cfg(test)]
mod tests;
