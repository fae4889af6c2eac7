//! What one line copied from a page is, by its own words: a share button, a
//! byline, a date, a box, a caption. Knows nothing of the lines around it.

use crate::text::fold;

/// What a line is, when it is not article text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Byline,
    Date,
    /// The name of a network: rubbish in company, a word elsewhere.
    Share,
    /// The heading of a box whose short lines go with it.
    Box(&'static str),
    /// Rubbish by itself.
    Rubbish(&'static str),
}

/// Boxes and buttons are short; longer lines are the article's.
const LONGEST_WORDS: usize = 45;

/// What `text` is; `opening` for the lines above the first paragraph.
pub(super) fn of(text: &str, opening: bool) -> Option<Line> {
    let words = text.split_whitespace().take(LONGEST_WORDS + 1).count();
    if words > LONGEST_WORDS {
        return None;
    }
    let folded = fold(text);
    let line = folded.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    if line.is_empty() {
        return Some(Line::Rubbish("ornament"));
    }
    let sentence = words > 6 && text.ends_with(['.', '!', '?', '”', '"']);
    if let Some(reason) = exact(line) {
        return Some(Line::Rubbish(reason));
    }
    if let Some(reason) = box_heading(line) {
        return Some(Line::Box(reason));
    }
    if words <= 12 && is_share(line) {
        return Some(Line::Share);
    }
    if words <= 14 && is_date(line) {
        return Some(Line::Date);
    }
    if words <= 14 && !sentence && is_byline(text, line, opening) {
        return Some(Line::Byline);
    }
    // A page does not quote itself: quotation marks mean somebody's words.
    let quoted = text.contains(['“', '"', '„', '«']);
    let start = STARTS.iter().find(|(start, _)| line.starts_with(start));
    if let Some((_, reason)) = start
        && !quoted
    {
        let may_be_sentence = matches!(*reason, "photo credit" | "labels" | "share buttons");
        if !(may_be_sentence && sentence) {
            return Some(Line::Rubbish(reason));
        }
    }
    if !sentence
        && (line.starts_with("read more")
            || line.starts_with("read also")
            || line.starts_with("more:"))
    {
        return Some(Line::Rubbish("related links"));
    }
    if !quoted && is_invitation(line) {
        return Some(Line::Rubbish("newsletter box"));
    }
    if words <= 8
        && text
            .split([' '])
            .filter(|word| matches!(*word, ">" | "»" | "›"))
            .count()
            >= 1
        && !sentence
    {
        return Some(Line::Rubbish("navigation"));
    }
    None
}

/// Buttons and labels, whole lines.
fn exact(line: &str) -> Option<&'static str> {
    const NAVIGATION: &[&str] = &[
        "menu",
        "home",
        "search",
        "skip to content",
        "skip to main content",
        "sign in",
        "log in",
        "subscribe",
        "register",
        "toggle navigation",
        "back to top",
        "close",
        "loading",
        "next",
        "previous",
        "show more",
        "load more",
        "view comments",
        "see all",
        "print",
        "save",
        "listen",
        "toggle caption",
        "hide caption",
        "enlarge this image",
        "view image in fullscreen",
        "play",
        "play video",
        "open image modal",
        "continue",
        "donate",
        "sign up",
        "follow",
    ];
    const ADVERTISEMENT: &[&str] = &[
        "advertisement",
        "ad",
        "ads",
        "sponsored",
        "sponsored content",
        "promoted",
        "paid post",
        "story continues below advertisement",
        "story continues below",
        "article continues below",
        "article continues after advertisement",
        "article continues below advertisement",
        "continue reading below",
        "scroll to continue",
        "advertisement - scroll to continue",
        "anzeige",
        "werbung",
        "publicite",
        "publicidad",
    ];
    if NAVIGATION.contains(&line) {
        Some("navigation")
    } else if ADVERTISEMENT.contains(&line) {
        Some("advertisement")
    } else {
        None
    }
}

/// Headings of boxes below and beside an article.
fn box_heading(line: &str) -> Option<&'static str> {
    const RELATED: &[&str] = &[
        "related",
        "related articles",
        "related stories",
        "related posts",
        "related topics",
        "related content",
        "related news",
        "you may also like",
        "you might also like",
        "more stories",
        "recommended",
        "recommended for you",
        "recommended stories",
        "most read",
        "most popular",
        "trending",
        "trending now",
        "more from this author",
        "more on this story",
        "read next",
        "what to read next",
        "in case you missed it",
        "don't miss",
        "see also",
        "also read",
        "read more",
        "latest news",
        "top stories",
        "editor's picks",
        "editors' picks",
        "popular now",
    ];
    const COMMENTS: &[&str] = &[
        "leave a reply",
        "leave a comment",
        "post a comment",
        "add a comment",
        "comments",
        "write a comment",
        "join the conversation",
        "join the discussion",
        "leave a reply cancel reply",
        "reader comments",
        "kommentare",
        "laisser un commentaire",
        "deja una respuesta",
        "schreibe einen kommentar",
    ];
    let count_of_comments = line
        .strip_suffix(" comments")
        .or_else(|| line.strip_suffix(" comment"))
        .is_some_and(|count| count.chars().all(|c| c.is_ascii_digit()));
    if COMMENTS.contains(&line) || count_of_comments {
        Some("comments")
    } else if RELATED.contains(&line) {
        Some("related links")
    } else {
        None
    }
}

/// Beginnings that only a page's own voice has.
const STARTS: &[(&str, &str)] = &[
    ("your email address will not be published", "comments"),
    ("required fields are marked", "comments"),
    ("save my name, email", "comments"),
    ("notify me of ", "comments"),
    ("be the first to comment", "comments"),
    ("comments are closed", "comments"),
    ("log in to comment", "comments"),
    ("you must be logged in to", "comments"),
    ("we use cookies", "cookie notice"),
    ("this site uses cookies", "cookie notice"),
    ("this website uses cookies", "cookie notice"),
    ("our website uses cookies", "cookie notice"),
    ("we and our partners", "cookie notice"),
    ("by continuing to use this", "cookie notice"),
    ("by clicking accept", "cookie notice"),
    ("accept all", "cookie notice"),
    ("accept cookies", "cookie notice"),
    ("manage cookies", "cookie notice"),
    ("cookie settings", "cookie notice"),
    ("we value your privacy", "cookie notice"),
    ("wir verwenden cookies", "cookie notice"),
    ("related:", "related links"),
    ("see also:", "related links"),
    ("also read:", "related links"),
    ("read more:", "related links"),
    ("read also:", "related links"),
    ("read next:", "related links"),
    ("watch:", "related links"),
    ("more on this:", "related links"),
    ("tags:", "labels"),
    ("topics:", "labels"),
    ("filed under", "labels"),
    ("categories:", "labels"),
    ("photo:", "photo credit"),
    ("photo by ", "photo credit"),
    ("photos by ", "photo credit"),
    ("photo credit", "photo credit"),
    ("photograph:", "photo credit"),
    ("photograph by ", "photo credit"),
    ("image:", "photo credit"),
    ("image credit", "photo credit"),
    ("image source", "photo credit"),
    ("image caption", "image caption"),
    ("picture:", "photo credit"),
    ("credit:", "photo credit"),
    ("getty images", "photo credit"),
    ("ap photo", "photo credit"),
    ("file photo", "image caption"),
    ("©", "copyright notice"),
    ("copyright ©", "copyright notice"),
    ("copyright (c)", "copyright notice"),
    ("all rights reserved", "copyright notice"),
    ("thank you for subscribing", "newsletter box"),
    ("thanks for signing up", "newsletter box"),
    ("enter your email", "newsletter box"),
    ("follow us on", "share buttons"),
    ("share this", "share buttons"),
    ("click to share", "share buttons"),
];

/// Whether a newsletter box addresses its reader.
fn is_invitation(line: &str) -> bool {
    const ASKING: &[&str] = &[
        "sign up",
        "subscribe to",
        "subscribe for",
        "join our",
        "never miss",
        "stay informed",
        "stay up to date",
    ];
    const OFFERING: &[&str] = &[
        "get the ",
        "get our ",
        "get more ",
        "want more",
        "receive ",
        "delivered ",
    ];
    const BY_MAIL: &[&str] = &[
        "newsletter",
        "inbox",
        "email",
        "e-mail",
        "updates",
        "mailing list",
        "briefing",
        "alerts",
    ];
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let holds = |words: &[&str]| words.iter().any(|word| line.contains(word));
    starts(ASKING) && holds(BY_MAIL) || starts(OFFERING) && holds(&["newsletter", "your inbox"])
}

fn is_share(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "facebook",
        "twitter",
        "x",
        "whatsapp",
        "linkedin",
        "pinterest",
        "reddit",
        "telegram",
        "tumblr",
        "instagram",
        "youtube",
        "tiktok",
        "threads",
        "bluesky",
        "mastodon",
        "messenger",
        "flipboard",
        "pocket",
        "vk",
        "line",
        "viber",
        "wechat",
        "weibo",
        "xing",
        "email",
        "e-mail",
        "mail",
        "print",
        "copy",
        "link",
        "share",
        "tweet",
        "pin",
        "on",
        "via",
        "to",
        "by",
        "the",
        "this",
        "article",
        "story",
        "post",
        "it",
        "save",
        "more",
        "sms",
        "url",
        "copied",
        "google",
        "news",
        "page",
        "with",
        "friends",
    ];
    const NETWORKS: usize = 23;
    let words = || {
        line.split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| !word.is_empty())
    };
    let named = words().any(|word| {
        WORDS.iter().take(NETWORKS).any(|network| *network == word)
            || matches!(
                word,
                "vk" | "xing" | "share" | "tweet" | "email" | "e-mail" | "print" | "sms" | "pin"
            )
    }) || line == "copy link";
    named && words().all(|word| WORDS.contains(&word))
}

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// A line of nothing but a date, a time, or a reading time.
fn is_date(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "published",
        "updated",
        "posted",
        "on",
        "at",
        "last",
        "first",
        "modified",
        "created",
        "date",
        "am",
        "pm",
        "a",
        "p",
        "m",
        "et",
        "est",
        "edt",
        "gmt",
        "utc",
        "bst",
        "cet",
        "pt",
        "pst",
        "ist",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
        "min",
        "mins",
        "minute",
        "minutes",
        "read",
        "reading",
        "time",
        "ago",
        "hours",
        "hour",
        "days",
        "st",
        "nd",
        "rd",
        "th",
        "of",
        "eastern",
        "t",
        "z",
    ];
    let (mut months, mut years, mut units, mut reading) = (0, 0, 0, false);
    for word in line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let digits = word.chars().all(|c| c.is_ascii_digit());
        let ordinal = word.trim_end_matches(char::is_alphabetic);
        if MONTHS.contains(&word) {
            months += 1;
        } else if digits && word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) {
            years += 1;
        } else if digits && word.len() <= 4 {
            units += 1;
        } else if WORDS.contains(&word) {
            reading |= word == "read" || word == "reading" || word == "ago";
        } else if !ordinal.is_empty()
            && ordinal.len() <= 2
            && WORDS.contains(&word.trim_start_matches(|c: char| c.is_ascii_digit()))
        {
            units += 1;
        } else {
            return false;
        }
    }
    let day = months > 0 && (years > 0 || units > 0) || years > 0 && units >= 2;
    day && (units > 0 || line.contains("published") || line.contains("updated"))
        || reading && units > 0
}

fn is_byline(text: &str, line: &str, opening: bool) -> bool {
    let Some(rest) = [
        "by ",
        "written by ",
        "story by ",
        "words by ",
        "reported by ",
        "von ",
        "par ",
        "por ",
    ]
    .iter()
    .find_map(|start| {
        line.starts_with(start).then(|| {
            text.split_whitespace()
                .skip(start.split_whitespace().count())
        })
    }) else {
        return false;
    };
    let names = rest.take_while(|word| !matches!(*word, "|" | "·" | "•" | "–" | "—"));
    let (mut capitals, mut others) = (0, 0);
    for word in names {
        if word.starts_with(|c: char| c.is_uppercase()) {
            capitals += 1;
        } else if !matches!(
            word,
            "and"
                | "&"
                | "de"
                | "van"
                | "von"
                | "der"
                | "al"
                | "bin"
                | "la"
                | "und"
                | "et"
                | "y"
                | "for"
                | "in"
        ) {
            others += 1;
        }
    }
    opening && capitals >= 1 && others == 0 || capitals >= 2 && others == 0
}

/// The names in a byline.
pub(super) fn byline(text: &str) -> String {
    let head = text.split(['|', '·', '•']).next().unwrap_or(text).trim();
    let skip = usize::from(
        !head.to_lowercase().starts_with("by ")
            && head
                .split_whitespace()
                .nth(1)
                .is_some_and(|word| word.eq_ignore_ascii_case("by")),
    );
    head.split_whitespace()
        .skip(1 + skip)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The date in a line of nothing else, without its label.
pub(super) fn date(text: &str) -> String {
    let label = |word: &&str| {
        let word = fold(word);
        [
            "published",
            "updated",
            "posted",
            "on",
            "last",
            "first",
            "modified",
            "date",
        ]
        .contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
    };
    text.split(['|', '·', '•'])
        .next()
        .unwrap_or(text)
        .split_whitespace()
        .skip_while(label)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a paragraph describes a picture: its first words name a kind of
/// picture and it has no finite verb, or it ends in a picture's credit.
pub(super) fn is_caption(text: &str, opening: bool) -> bool {
    const PICTURES: &[&str] = &[
        "close-up",
        "closeup",
        "photo",
        "photograph",
        "image",
        "picture",
        "portrait",
        "illustration",
        "screenshot",
        "view",
        "shot",
        "rendering",
        "silhouette",
        "drawing",
        "painting",
        "collage",
        "graphic",
        "snapshot",
        "still",
        "selfie",
        "headshot",
        "infographic",
    ];
    const OF: &[&str] = &["of", "showing", "with", "from", "depicting", "featuring"];
    const FINITE: &[&str] = &[
        "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may",
        "might", "must", "should", "do", "does", "did", "said", "says", "told", "became", "made",
        "took", "went", "came", "shows", "showed", "won", "led", "sold", "fetched", "helped",
        "remains", "remained", "emerged", "appeared",
    ];
    const SHOWN: &[&str] = &[
        "showing",
        "depicting",
        "featuring",
        "wearing",
        "holding",
        "standing",
        "sitting",
        "smiling",
        "pictured",
        "background",
        "foreground",
    ];
    if text.split_whitespace().take(61).count() > 60 {
        return false;
    }
    if ends_in_credit(text) {
        return true;
    }
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    if words.iter().any(|word| FINITE.contains(word)) || text.contains(['“', '"']) {
        return false;
    }
    let named = words
        .iter()
        .take(5)
        .zip(words.iter().skip(1))
        .any(|(word, next)| PICTURES.contains(word) && OF.contains(next));
    let shown = words.iter().any(|word| SHOWN.contains(word));
    // Without a verb and with a picture's words; elsewhere both are asked for.
    named && (opening || shown || words.len() <= 20) || opening && shown && words.len() >= 4
}

/// `(Jane Doe/Agency)`, `Photo: Jane Doe`, `| Jane Doe / Agency` at the end.
fn ends_in_credit(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    let Some(inside) = text.strip_suffix([')', ']']) else {
        return false;
    };
    let Some(credit) = inside.rsplit(['(', '[']).next() else {
        return false;
    };
    let folded = fold(credit);
    let short = credit.split_whitespace().take(9).count() <= 8;
    let marked = [
        "photo",
        "image",
        "picture",
        "getty",
        "courtesy of",
        "handout",
        "©",
    ]
    .iter()
    .any(|word| folded.starts_with(word) || folded.ends_with(word))
        || folded.contains("via ap")
        || folded.contains("/getty")
        || folded.contains(" photo/");
    short && marked
}
