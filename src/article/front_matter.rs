//! The metadata above a Markdown article, between `---` or `+++` lines.

use super::Metadata;
use super::clean::one_line;

/// Metadata and the rest of the text. Text without front matter, or with one
/// that is never closed, is returned whole.
pub(super) fn split(text: &str) -> (Metadata, &str) {
    for (fence, toml) in [("---", false), ("+++", true)] {
        let text = text.trim_start();
        let Some(inside) = text.strip_prefix(fence).and_then(|rest| {
            let (spaces, rest) = rest.split_once('\n')?;
            spaces.trim().is_empty().then_some(rest)
        }) else {
            continue;
        };
        let mut at = 0;
        for line in inside.split_inclusive('\n') {
            if line.trim_end() == fence {
                let head = inside.get(..at).unwrap_or("");
                let body = inside.get(at + line.len()..).unwrap_or("");
                let metadata = if toml {
                    from_toml(head)
                } else {
                    from_yaml(head)
                };
                return metadata.map_or((Metadata::default(), text), |metadata| (metadata, body));
            }
            at += line.len();
        }
    }
    (Metadata::default(), text)
}

fn set(metadata: &mut Metadata, key: &str, value: &str) {
    let value = one_line(value);
    if value.is_empty() {
        return;
    }
    let field = match key.to_ascii_lowercase().as_str() {
        "title" | "headline" => &mut metadata.title,
        "byline" | "author" | "authors" => &mut metadata.byline,
        "date" | "published" | "pubdate" => &mut metadata.date,
        "url" | "link" | "canonical" | "canonical_url" | "source_url" if is_web(&value) => {
            &mut metadata.url
        }
        "language" | "lang" | "locale" => &mut metadata.language,
        "publisher" | "publication" | "site" => &mut metadata.publisher,
        _ => return,
    };
    field.get_or_insert(value);
}

/// Whether readers can be sent to `url`.
pub(super) fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://"))
        && url.len() <= 2048
        && !url.contains(|c: char| {
            c.is_whitespace() || c.is_control() || c == '"' || c == '<' || c == '>'
        })
}

fn from_toml(head: &str) -> Option<Metadata> {
    let table: toml::Table = head.parse().ok()?;
    let mut metadata = Metadata::default();
    for (key, value) in &table {
        match value {
            toml::Value::String(text) => set(&mut metadata, key, text),
            toml::Value::Datetime(date) => set(&mut metadata, key, &date.to_string()),
            toml::Value::Array(all) => {
                let all: Vec<_> = all.iter().filter_map(toml::Value::as_str).collect();
                set(&mut metadata, key, &all.join(", "));
            }
            _ => {}
        }
    }
    Some(metadata)
}

/// The part of YAML that front matter is written in: `key: value` lines,
/// quoted or not, and lists. `None` when it is no such thing: a rule above
/// a paragraph is not front matter.
fn from_yaml(head: &str) -> Option<Metadata> {
    let mut metadata = Metadata::default();
    let mut list: Option<(&str, Vec<String>)> = None;
    let mut keys = 0;
    for line in head
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            if let Some((_, items)) = &mut list {
                items.push(unquoted(item).to_owned());
            }
            continue;
        }
        if line.starts_with(' ') {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        if key.contains(' ') {
            return None;
        }
        keys += 1;
        if let Some((key, items)) = list.take() {
            set(&mut metadata, key, &items.join(", "));
        }
        let value = value.trim();
        if value.is_empty() {
            list = Some((key.trim(), Vec::new()));
        } else if let Some(items) = value
            .strip_prefix('[')
            .and_then(|value| value.strip_suffix(']'))
        {
            let items: Vec<_> = items.split(',').map(unquoted).collect();
            set(&mut metadata, key.trim(), &items.join(", "));
        } else {
            set(&mut metadata, key.trim(), unquoted(value));
        }
    }
    if let Some((key, items)) = list {
        set(&mut metadata, key, &items.join(", "));
    }
    (keys > 0).then_some(metadata)
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}
