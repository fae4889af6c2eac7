//! Makes the markup of a hostile page harmless before it is parsed: bounded
//! in depth and in number of tags. Builds no tree.

/// Browsers stop nesting at this depth too; what is deeper is flattened.
const DEEPEST: usize = 256;

/// Tags of a page beyond which markup is dropped and words are kept. The
/// largest news pages seen have some 20,000.
const MOST_TAGS: usize = 120_000;

/// Elements that bring no words; their content goes with them.
const SILENT: &[&str] = &["style", "svg", "iframe", "object", "canvas", "math"];

/// Elements that only change how words look. Parsers reopen them in every
/// paragraph, which lets a page of one megabyte become gigabytes.
const LOOKS: &[&str] = &[
    "b", "i", "em", "strong", "u", "s", "small", "big", "font", "tt", "code", "nobr", "strike",
    "mark",
];

/// Elements that need no end tag, so that counting their starts says nothing
/// about depth.
const UNCLOSED: &[&str] = &[
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "img", "hr", "meta", "link", "input",
    "source", "wbr", "area", "base", "col", "embed", "track", "thead", "tbody", "tfoot", "html",
    "head", "body",
];

/// `page` with the same words and markup that any parser can take.
pub(super) fn tame(page: &str) -> String {
    let mut tame = String::with_capacity(page.len());
    let mut rest = page;
    let mut open: Vec<&str> = Vec::new();
    let mut tags = 0;
    while let Some((words, tag)) = rest.split_once('<') {
        tame.push_str(words);
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let closing = tag.starts_with('/');
        let name_from = tag.strip_prefix('/').unwrap_or(tag);
        let length = name_from
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            .count();
        let raw = name_from.get(..length).unwrap_or("");
        if raw.is_empty() && !tag.starts_with('!') && !tag.starts_with('?') {
            tame.push_str("&lt;");
            rest = tag;
            continue;
        }
        let end = end_of_tag(tag);
        let whole = tag.get(..end).unwrap_or(tag);
        rest = tag.get(end + 1..).unwrap_or("");
        let name = raw.to_ascii_lowercase();
        if raw.is_empty() {
            continue;
        }
        if !closing && SILENT.contains(&name.as_str()) && !whole.ends_with('/') {
            rest = after_element(rest, &name);
            continue;
        }
        if !closing && name == "script" {
            let kept = whole.contains("ld+json") && tags < MOST_TAGS;
            let after = after_element(rest, &name);
            if kept {
                tags += 1;
                let inside = rest.get(..rest.len() - after.len()).unwrap_or("");
                tame.push('<');
                tame.push_str(whole);
                tame.push('>');
                tame.push_str(inside);
            }
            rest = after;
            continue;
        }
        tags += 1;
        if LOOKS.contains(&name.as_str()) || tags > MOST_TAGS {
            if tags > MOST_TAGS {
                tame.push(' ');
            }
            continue;
        }
        if !UNCLOSED.contains(&name.as_str()) && !whole.ends_with('/') {
            if closing {
                // An end tag closes what it names; a stray one closes nothing.
                if let Some(at) = open
                    .iter()
                    .rposition(|opened| opened.eq_ignore_ascii_case(raw))
                {
                    open.truncate(at);
                }
            } else if open.len() >= DEEPEST {
                continue;
            } else {
                open.push(raw);
            }
        }
        tame.push('<');
        if closing {
            tame.push('/');
        }
        let crowded = closing || has_many_attributes(whole);
        tame.push_str(if crowded { raw } else { whole });
        tame.push('>');
    }
    tame.push_str(rest);
    tame
}

/// Parsers compare each attribute with all before it.
fn has_many_attributes(tag: &str) -> bool {
    const MOST_SEPARATORS: usize = 400;
    tag.len() > MOST_SEPARATORS
        && tag
            .bytes()
            .filter(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\''))
            .count()
            > MOST_SEPARATORS
}

/// Where `tag` ends: at the first `>` outside quoted attribute values.
fn end_of_tag(tag: &str) -> usize {
    /// Longer attributes are pictures; a quotation mark without its partner
    /// must not swallow the page.
    const LONGEST: usize = 100_000;
    let mut quote = None;
    let mut first = None;
    for (at, byte) in tag.bytes().enumerate().take(LONGEST) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), b'>') => first = first.or(Some(at)),
            _ => {}
        }
    }
    first.unwrap_or(tag.len())
}

/// What follows the end tag of `name`; nothing when it is never closed.
fn after_element<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| rest.find("</")) {
        let from = at + found + 2;
        if rest
            .get(from..from + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
        {
            let tail = rest.get(from..).unwrap_or("");
            return tail.split_once('>').map_or("", |(_, after)| after);
        }
        at = from;
    }
    ""
}
