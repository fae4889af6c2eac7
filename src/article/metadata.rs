//! What a page says about its article: JSON-LD, Open Graph, meta and time
//! elements, in this order. Guesses nothing from the text.

use dom_query::Document;
use serde_json::Value;

use super::Metadata;
use super::clean::{clean, one_line};
use super::front_matter::is_web;

/// The metadata that the page states.
pub(super) fn of_page(page: &Document) -> Metadata {
    let mut metadata = Metadata::default();
    for script in page
        .select("script[type='application/ld+json']")
        .iter()
        .take(20)
    {
        if let Ok(value) = serde_json::from_str::<Value>(script.text().trim())
            && let Some(article) = find_article(&value, 0)
        {
            from_json(article, &mut metadata);
            break;
        }
    }
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            let selector =
                format!("meta[property='{name}'], meta[name='{name}'], meta[itemprop='{name}']");
            text(&page.select_single(&selector).attr("content")?)
        })
    };
    fill(&mut metadata.title, || {
        meta(&["og:title", "twitter:title", "dc.title", "headline"])
    });
    fill(&mut metadata.byline, || {
        meta(&[
            "author",
            "article:author",
            "parsely-author",
            "dc.creator",
            "byl",
            "twitter:creator",
        ])
        .filter(|name| !is_web(name) && !name.starts_with('@'))
        .map(|name| without_by(&name))
    });
    fill(&mut metadata.date, || {
        meta(&[
            "article:published_time",
            "og:published_time",
            "datePublished",
            "parsely-pub-date",
            "dc.date.issued",
            "dc.date",
            "date",
            "pubdate",
            "publish-date",
        ])
    });
    fill(&mut metadata.publisher, || {
        meta(&["og:site_name", "application-name", "dc.publisher"])
    });
    fill(&mut metadata.url, || {
        let link = page.select_single("link[rel='canonical']").attr("href");
        link.and_then(|link| text(&link))
            .filter(|link| is_web(link))
            .or_else(|| meta(&["og:url"]))
            .filter(|link| is_web(link))
    });
    fill(&mut metadata.language, || {
        page.select_single("html")
            .attr("lang")
            .and_then(|tag| text(&tag))
    });
    fill(&mut metadata.language, || {
        meta(&["og:locale", "language", "content-language"])
    });
    fill(&mut metadata.byline, || {
        let author =
            page.select_single("[rel='author'], [itemprop='author'], .byline, .author-name");
        let name = text(&author.text())?;
        (name.split_whitespace().count() <= 12).then(|| without_by(&name))
    });
    fill(&mut metadata.date, || {
        let time = page.select_single("article time[datetime], time[pubdate], time[datetime]");
        text(&time.attr("datetime")?)
    });
    fill(&mut metadata.title, || {
        let heading = page.select("h1");
        (heading.length() == 1).then(|| text(&heading.text()))?
    });
    fill(&mut metadata.title, || {
        let title = text(&page.select_single("title").text())?;
        Some(without_site(&title, metadata.publisher.as_deref()))
    });
    metadata
}

fn fill(field: &mut Option<String>, find: impl FnOnce() -> Option<String>) {
    if field.is_none() {
        *field = find();
    }
}

/// One clean line of at most 300 code points, or nothing.
fn text(raw: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let line = one_line(&clean(&unescaped(raw)));
    (!line.is_empty()).then(|| crate::text::shorten(&line, LONGEST).to_owned())
}

/// Sites escape their metadata once more than needed.
fn unescaped(raw: &str) -> String {
    if !raw.contains('&') {
        return raw.to_owned();
    }
    raw.replace("&quot;", "\"")
        .replace("&#039;", "'")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&#8217;", "’")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

fn without_by(name: &str) -> String {
    let mut words = name.split_whitespace();
    if words
        .clone()
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("by"))
    {
        words.next();
    }
    words.collect::<Vec<_>>().join(" ")
}

/// The title without the site's name behind the last separator.
fn without_site(title: &str, site: Option<&str>) -> String {
    for separator in [" | ", " – ", " — ", " - ", " » ", " :: "] {
        if let Some((head, tail)) = title.rsplit_once(separator) {
            let named = site.is_some_and(|site| site.eq_ignore_ascii_case(tail.trim()));
            let short =
                tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 4;
            if named || short {
                return head.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

/// The article in a JSON-LD value: itself, in a list, in `@graph`, or what
/// the page is about.
fn find_article(value: &Value, depth: usize) -> Option<&Value> {
    const DEEPEST: usize = 4;
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Array(values) => values
            .iter()
            .take(100)
            .find_map(|value| find_article(value, depth + 1)),
        Value::Object(map) => {
            let is_article = map.get("@type").is_some_and(|kind| {
                strings(kind).iter().any(|kind| {
                    kind.ends_with("Article") || kind.ends_with("BlogPosting") || *kind == "Report"
                })
            });
            if is_article {
                return Some(value);
            }
            ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .find_map(|key| find_article(map.get(*key)?, depth + 1))
        }
        _ => None,
    }
}

fn from_json(article: &Value, metadata: &mut Metadata) {
    let field = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| text(strings(article.get(*key)?).first()?))
    };
    metadata.title = field(&["headline", "name"]);
    metadata.date = field(&["datePublished", "dateCreated"]);
    metadata.language = field(&["inLanguage"]);
    metadata.url = field(&["url", "mainEntityOfPage"]).filter(|url| is_web(url));
    metadata.publisher = article.get("publisher").and_then(names);
    metadata.byline = article
        .get("author")
        .or_else(|| article.get("creator"))
        .and_then(names);
}

/// A string, or the strings of a list; of an object its `@id` or name.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().take(20).filter_map(Value::as_str).collect(),
        Value::Object(map) => ["@id", "name", "url"]
            .iter()
            .find_map(|key| map.get(*key)?.as_str())
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// The names of persons or bodies, joined by commas.
fn names(value: &Value) -> Option<String> {
    let name = |value: &Value| match value {
        Value::String(name) => text(name),
        Value::Object(map) => text(map.get("name")?.as_str()?),
        _ => None,
    };
    let all: Vec<String> = match value {
        Value::Array(values) => values.iter().take(20).filter_map(name).collect(),
        one => name(one).into_iter().collect(),
    };
    let all: Vec<String> = all
        .into_iter()
        .filter(|name| !is_web(name))
        .map(|name| without_by(&name))
        .collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that a page may say of itself, the most trusted first.
    const SAID: [&str; 5] = [
        r#"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Not this"},
            {"@type":["Thing","NewsArticle"],"headline":"Of JSON-LD","datePublished":"2026-01-01",
             "author":[{"@type":"Person","name":"Ada Json"},{"name":"Bo Json"}],"inLanguage":"en-GB",
             "mainEntityOfPage":{"@id":"https://example.org/json"},"publisher":{"name":"Json Post"}}]}</script>"#,
        r#"<meta property="og:title" content="Of Open Graph"><meta property="article:published_time" content="2026-02-02">
            <meta name="author" content="By Ada Meta"><link rel="canonical" href="https://example.org/canonical">
            <meta property="og:site_name" content="Meta Post">"#,
        r#"<meta property="og:url" content="https://example.org/graph"><meta name="date" content="2026-03-03">
            <meta name="twitter:title" content="Of Twitter"><meta property="og:locale" content="en_US">"#,
        r#"<article><h1>Of the heading</h1><a rel="author" href="/ada">by Ada Linked</a>
            <time datetime="2026-04-04">April</time></article>"#,
        r"<title>Of the title element | Post</title>",
    ];

    fn said(from: usize) -> Metadata {
        let page = SAID.get(from..).unwrap_or_default().concat();
        of_page(&Document::from(page.as_str()))
    }

    #[test]
    fn what_is_stated_best_comes_first() {
        let expected: [[Option<&str>; 5]; 5] = [
            [
                Some("Of JSON-LD"),
                Some("Ada Json, Bo Json"),
                Some("2026-01-01"),
                Some("https://example.org/json"),
                Some("en-GB"),
            ],
            [
                Some("Of Open Graph"),
                Some("Ada Meta"),
                Some("2026-02-02"),
                Some("https://example.org/canonical"),
                Some("en_US"),
            ],
            [
                Some("Of Twitter"),
                Some("Ada Linked"),
                Some("2026-03-03"),
                Some("https://example.org/graph"),
                Some("en_US"),
            ],
            [
                Some("Of the heading"),
                Some("Ada Linked"),
                Some("2026-04-04"),
                None,
                None,
            ],
            [Some("Of the title element"), None, None, None, None],
        ];
        for (from, expected) in expected.into_iter().enumerate() {
            let said = said(from);
            let found = [
                &said.title,
                &said.byline,
                &said.date,
                &said.url,
                &said.language,
            ];
            assert_eq!(found.map(Option::as_deref), expected, "from part {from}");
        }
        assert_eq!(said(0).publisher.as_deref(), Some("Json Post"));
        assert_eq!(said(1).publisher.as_deref(), Some("Meta Post"));
    }

    #[test]
    fn the_language_of_the_page_comes_before_that_of_a_network() {
        let page = "<html lang=\"fr\"><meta property=\"og:locale\" content=\"en_US\"></html>";
        let said = of_page(&Document::from(page));
        assert_eq!(said.language.as_deref(), Some("fr"));
    }

    #[test]
    fn what_is_broken_or_no_article_is_passed_over() {
        for block in [
            "{\"@type\":\"NewsArticle\",",
            "{\"@type\":\"Organization\",\"name\":\"Wrong\"}",
            "[]",
            "null",
        ] {
            let page = format!(
                "<script type=\"application/ld+json\">{block}</script><meta property=\"og:title\" content=\"Right\">\
                 <link rel=\"canonical\" href=\"javascript:alert(1)\">"
            );
            let said = of_page(&Document::from(page.as_str()));
            assert_eq!(said.title.as_deref(), Some("Right"), "{block}");
            assert_eq!(said.url, None, "{block}");
        }
    }
}
