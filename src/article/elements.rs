//! What an element of a page says about the words inside it.

use dom_query::NodeRef;

use super::draft::Kind;
use super::words::among;

/// What holds for the words at one place of a page.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) kind: Kind,
    pub(super) why: Option<&'static str>,
    pub(super) in_main: bool,
    pub(super) in_link: bool,
    /// Hidden from those who see the page.
    pub(super) is_unseen: bool,
}

/// What holds inside an element that stands in `outer`; `small` when it
/// holds less than half of the page.
pub(super) fn enter(node: &NodeRef<'_>, name: &str, outer: Context, small: bool) -> Context {
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
    let hidden = hidden || is_for_screen_readers(node);
    let why = match name {
        "figcaption" | "caption" => Some("image caption"),
        "nav" => Some("navigation"),
        "footer" => Some("page footer"),
        "aside" => Some("side box"),
        // Some sites wrap the whole page in one form.
        "form" if small => Some("form"),
        "button" | "label" => Some("button"),
        "dialog" => Some("notice over the page"),
        _ if hidden && small => Some(HIDDEN),
        _ => match role {
            "navigation" | "menu" | "banner" => Some("navigation"),
            "complementary" => Some("side box"),
            "dialog" | "alertdialog" => Some("notice over the page"),
            _ if small && !matches!(name, "html" | "body" | "main" | "article") => by_class(node),
            _ => None,
        },
    };
    inside.why = outer.why.or(why);
    inside.is_unseen = why == Some(HIDDEN);
    inside
}

/// Why what nobody sees is left out.
const HIDDEN: &str = "hidden";

/// Classes of the common toolkits for what is read out and not shown.
const FOR_SCREEN_READERS: &str =
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-only";

/// Selects what is read out and not shown.
pub(super) fn for_screen_readers() -> String {
    let classes = FOR_SCREEN_READERS.split_ascii_whitespace();
    classes
        .map(|class| format!(".{class}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether an element is read out and not shown.
fn is_for_screen_readers(node: &NodeRef<'_>) -> bool {
    node.class().is_some_and(|classes| {
        let mut classes = classes.split_ascii_whitespace().take(20);
        classes.any(|class| among(FOR_SCREEN_READERS, class))
    })
}

/// What the words of class and id call the element.
fn by_class(node: &NodeRef<'_>) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("cookie notice", "cookie cookies consent gdpr cmp"),
        ("comments", "comments comment disqus respond commentlist"),
        (
            "share buttons",
            "share sharing social sharedaddy addtoany sharebar",
        ),
        (
            "newsletter box",
            "newsletter subscribe subscription signup mailchimp",
        ),
        (
            "related links",
            "related recommended recirculation recirc trending taboola outbrain",
        ),
        (
            "advertisement",
            "ad ads advert advertisement adsbygoogle sponsored sponsor promo",
        ),
        ("image caption", "caption credit wp-caption-text gallery"),
        (
            "navigation",
            "breadcrumb breadcrumbs pagination menu navbar skip",
        ),
        ("paywall notice", "paywall"),
        ("appeal for money", "donate donation donations"),
        ("author box", "author-bio author-box about-author"),
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
            let whole = among(words, &name);
            // The first and the last part name the thing, the middle places it.
            let mut parts = name.split(['-', '_']).filter(|part| !part.is_empty());
            let first = parts.next().is_some_and(|part| among(words, part));
            let last = parts.next_back().is_some_and(|part| among(words, part));
            if whole || first || last {
                return Some(reason);
            }
        }
    }
    None
}

/// Elements whose text nobody reads.
pub(super) fn is_silent(name: &str) -> bool {
    const NAMES: &str = "script style noscript template svg select iframe head textarea audio video \
        object input datalist";
    among(NAMES, name)
}

/// Elements that begin and end a block of text.
pub(super) fn is_block(name: &str) -> bool {
    const NAMES: &str = "address article aside blockquote body button caption center dd details \
        dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html \
        label legend li main nav ol p pre section summary table tbody tfoot thead tr ul";
    among(NAMES, name)
}
