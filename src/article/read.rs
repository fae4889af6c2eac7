//! From bytes to an article: which format, which reader, and whether there
//! is an article at all.

use super::clean::{clean, one_line};
use super::decode::{NoText, decode};
use super::refusal::{Unreadable, judge};
use super::{Article, html, language, markdown, plain, rubbish};

/// Bytes that are to be read as an article, and what is known about them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// The file or the response body.
    pub bytes: &'a [u8],
    /// File name or URL, for messages and for guessing the format.
    pub name: &'a str,
    /// What HTTP says it is.
    pub content_type: Option<&'a str>,
    /// The format, when the caller knows it.
    pub format: Option<Format>,
}

/// What an article can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text as typed, or copied from a page.
    Plain,
    /// `CommonMark`, with front matter if need be.
    Markdown,
    /// A web page.
    Html,
}

/// The longest source: a hundred times the longest newspaper feature, and
/// half a second of work.
pub const LARGEST_SOURCE: usize = 10_000_000;

/// Fewer words than this say nothing that could be asked about.
const FEWEST_WORDS: usize = 5;

/// A page is expected to carry more; less is a teaser or a menu.
const FEWEST_WORDS_OF_PAGE: usize = 20;

/// Reads an article.
///
/// # Errors
///
/// When the source is no text, too large, or a page without an article; the
/// error's text tells a person which and what to do.
pub fn read(source: Source<'_>) -> Result<Article, Unreadable> {
    let name = || clean_name(source.name);
    if source.bytes.is_empty() {
        return Err(Unreadable::Empty { name: name() });
    }
    if source.bytes.len() > LARGEST_SOURCE {
        return Err(Unreadable::TooLarge {
            name: name(),
            megabytes: source.bytes.len().div_ceil(1_000_000),
        });
    }
    let declared = source.content_type.and_then(charset).or_else(|| {
        let head = source
            .bytes
            .get(..source.bytes.len().min(4096))
            .unwrap_or(source.bytes);
        let head = String::from_utf8_lossy(head);
        head.contains('<').then(|| charset(&head)).flatten()
    });
    let text = decode(source.bytes, declared.as_deref()).map_err(|fault| match fault {
        NoText::Binary(kind) => Unreadable::Binary { name: name(), kind },
        NoText::Encoding => Unreadable::UnknownEncoding { name: name() },
    })?;
    let text = clean(&text);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty { name: name() });
    }
    let format = source.format.unwrap_or_else(|| format_of(&source, &text));
    if source.format.is_none() && format != Format::Html && is_xml(&text) {
        return Err(Unreadable::Xml { name: name() });
    }
    let mut draft = match format {
        Format::Plain => plain::draft(&text),
        Format::Markdown => markdown::draft(&text),
        Format::Html => html::draft(&text),
    };
    draft.clean();
    rubbish::sweep(&mut draft);
    if format == Format::Plain {
        rubbish::find_headings(&mut draft);
    }
    let fewest = if format == Format::Html {
        FEWEST_WORDS_OF_PAGE
    } else {
        FEWEST_WORDS
    };
    judge(&draft, fewest, &name())?;
    draft.metadata.source = name();
    if draft.metadata.url.is_none() && super::front_matter::is_web(source.name) {
        draft.metadata.url = Some(source.name.to_owned());
    }
    let stated = draft
        .metadata
        .language
        .as_deref()
        .and_then(language::of_tag);
    draft.metadata.language = stated.or_else(|| {
        let sample: Vec<_> = draft
            .pieces
            .iter()
            .take(12)
            .map(|piece| piece.text.as_str())
            .collect();
        language::detect(&sample.join(" "))
    });
    Ok(draft.into_article())
}

/// A name that can be shown: one line, without controls, not endless.
fn clean_name(name: &str) -> String {
    let name = one_line(&clean(name));
    crate::text::shorten(&name, 200).to_owned()
}

/// The value of `charset=` in a header or at the head of a page.
fn charset(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let label: String = value
        .chars()
        .take(40)
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

fn format_of(source: &Source<'_>, text: &str) -> Format {
    if let Some(format) = source.content_type.and_then(of_content_type) {
        return format;
    }
    let path = source.name.split(['?', '#']).next().unwrap_or(source.name);
    let extension = path
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("html" | "htm" | "xhtml" | "shtml") => Format::Html,
        Some("md" | "markdown" | "mdown") => Format::Markdown,
        _ if looks_like_html(text) => Format::Html,
        Some("txt" | "text") => Format::Plain,
        _ if looks_like_markdown(text) => Format::Markdown,
        _ => Format::Plain,
    }
}

fn of_content_type(content_type: &str) -> Option<Format> {
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "text/markdown" | "text/x-markdown" => Some(Format::Markdown),
        // Servers send anything as text/plain: name and words decide.
        _ => None,
    }
}

fn looks_like_html(text: &str) -> bool {
    let head = crate::text::shorten(text.trim_start(), 1000).to_ascii_lowercase();
    let opens = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<article",
        "<div",
        "<p>",
        "<h1",
    ]
    .iter()
    .any(|tag| head.starts_with(tag));
    opens || head.starts_with('<') && (head.contains("<html") || head.contains("<body"))
}

/// Whether a text that is no page is marked up all the same: its tags would be
/// taken for words.
fn is_xml(text: &str) -> bool {
    let head = text.trim_start();
    ["<?xml", "<rss", "<feed", "<rdf:", "<svg"]
        .iter()
        .any(|opens| head.starts_with(opens))
}

fn looks_like_markdown(text: &str) -> bool {
    let text = text.trim_start();
    let front = text.starts_with("---\n") || text.starts_with("+++\n");
    let mut headings = 0;
    let mut links = 0;
    for line in text.lines().take(400) {
        let heading = line.trim_start_matches('#');
        headings += usize::from(heading.len() < line.len() && heading.starts_with(' '));
        links += usize::from(line.contains("](http"));
    }
    front || headings > 0 || links > 1
}
