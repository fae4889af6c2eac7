//! What one line copied from a page is, by its own words: a share button, a
//! byline, a date, a box. Knows nothing of the lines around it.

use super::dateline::{is_byline, is_credit, is_date};
use super::words::{among, phrases};
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
    if words <= 25 && is_credit(text, line) {
        return Some(Line::Rubbish("credit"));
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
    if text.contains('@') && phrases(REACHED).any(|phrase| line.contains(phrase)) {
        return Some(Line::Rubbish("author's address"));
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
    const NAVIGATION: &str = "menu / home / search / skip to content / skip to main content / sign in / log in / \
        subscribe / register / toggle navigation / back to top / close / loading / next / \
        previous / show more / load more / view comments / see all / print / save / listen / \
        toggle caption / hide caption / enlarge this image / view image in fullscreen / play / \
        play video / open image modal / continue / donate / sign up / follow";
    const ADVERTISEMENT: &str = "advertisement / ad / ads / sponsored / sponsored content / promoted / paid post / \
        story continues below advertisement / story continues below / article continues below \
        / article continues after advertisement / article continues below advertisement / \
        continue reading below / scroll to continue / advertisement - scroll to continue / \
        anzeige / werbung / publicite / publicidad";
    if phrases(NAVIGATION).any(|phrase| phrase == line) {
        Some("navigation")
    } else if phrases(ADVERTISEMENT).any(|phrase| phrase == line) {
        Some("advertisement")
    } else {
        None
    }
}

/// Headings of boxes below and beside an article.
fn box_heading(line: &str) -> Option<&'static str> {
    const RELATED: &str = "related / related articles / related stories / related posts / related topics / \
        related content / related news / you may also like / you might also like / more \
        stories / recommended / recommended for you / recommended stories / most read / most \
        popular / trending / trending now / more from this author / more on this story / read \
        next / what to read next / in case you missed it / don't miss / see also / also read / \
        read more / latest news / top stories / editor's picks / editors' picks / popular now";
    const COMMENTS: &str = "leave a reply / leave a comment / post a comment / add a comment / comments / write a \
        comment / join the conversation / join the discussion / leave a reply cancel reply / \
        reader comments / kommentare / laisser un commentaire / deja una respuesta / schreibe \
        einen kommentar";
    let count_of_comments = line
        .strip_suffix(" comments")
        .or_else(|| line.strip_suffix(" comment"))
        .is_some_and(|count| count.chars().all(|c| c.is_ascii_digit()));
    if phrases(COMMENTS).any(|phrase| phrase == line) || count_of_comments {
        Some("comments")
    } else if phrases(RELATED).any(|phrase| phrase == line) {
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
    ("support local journalism", "appeal for money"),
    ("support our journalism", "appeal for money"),
    ("support independent journalism", "appeal for money"),
    ("thank you for subscribing", "newsletter box"),
    ("thanks for signing up", "newsletter box"),
    ("enter your email", "newsletter box"),
    ("follow us on", "share buttons"),
    ("share this", "share buttons"),
    ("click to share", "share buttons"),
];

/// How a page says where its author can be written to.
const REACHED: &str =
    "can be reached at / can be contacted at / may be reached at / can be emailed at";

/// Whether a newsletter box addresses its reader.
fn is_invitation(line: &str) -> bool {
    const ASKING: &str = "sign up / subscribe to / subscribe for / join our / never miss / stay informed / stay \
        up to date";
    const OFFERING: &str = "get the  / get our  / get more  / want more / receive  / delivered";
    const BY_MAIL: &str =
        "newsletter / inbox / email / e-mail / updates / mailing list / briefing / alerts";
    const CLOSING: &str = "sign up here / sign up now / subscribe here / subscribe now";
    let starts = |list: &str| phrases(list).any(|phrase| line.starts_with(phrase));
    let ends = |list: &str| phrases(list).any(|phrase| line.ends_with(phrase));
    let holds = |list: &str| phrases(list).any(|phrase| line.contains(phrase));
    starts(ASKING) && holds(BY_MAIL)
        || starts(OFFERING) && holds("newsletter / your inbox")
        || ends(CLOSING) && holds(BY_MAIL)
}

/// Networks and ways to send, with nothing else but the words between them.
fn is_share(line: &str) -> bool {
    const NETWORKS: &str = "facebook twitter x whatsapp linkedin pinterest reddit telegram tumblr \
        instagram youtube tiktok threads bluesky mastodon messenger flipboard pocket viber wechat \
        weibo vk xing share tweet pin email e-mail print sms";
    const BETWEEN: &str = "line mail copy link on via to by the this article story post it save more \
        url copied google news page with friends";
    let words = || {
        line.split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| !word.is_empty())
    };
    let named = words().any(|word| among(NETWORKS, word)) || line == "copy link";
    named && words().all(|word| among(NETWORKS, word) || among(BETWEEN, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Line>) {
        assert_eq!(of(text, true), expected, "{text}");
    }

    #[test]
    fn recognises_what_pages_put_around_articles() {
        check("Share on Facebook", Some(Line::Share));
        check("By Jane Doe and Amir K. Said", Some(Line::Byline));
        check("Published 3 March 2025 at 10.15 GMT", Some(Line::Date));
        check("5 min read", Some(Line::Date));
        check("ADVERTISEMENT", Some(Line::Rubbish("advertisement")));
        check("You may also like", Some(Line::Box("related links")));
        check("12 Comments", Some(Line::Box("comments")));
        check(
            "Sign up for our weekly newsletter",
            Some(Line::Rubbish("newsletter box")),
        );
        check(
            "Read more: How the dam was built",
            Some(Line::Rubbish("related links")),
        );
        check(
            "© 2025 The Quay Courier",
            Some(Line::Rubbish("copyright notice")),
        );
        check(
            "Additional reporting by Sven Holt",
            Some(Line::Rubbish("credit")),
        );
        check(
            "(Reporting by Sven Holt in Dunmore; Editing by Ann Lee and Tom Ray)",
            Some(Line::Rubbish("credit")),
        );
        check(
            "The Quay Daily Briefing newsletter has all you need. Sign up here.",
            Some(Line::Rubbish("newsletter box")),
        );
        check(
            "Support local journalism. Subscribe for just $4 a month!",
            Some(Line::Rubbish("appeal for money")),
        );
        check(
            "Ann Lee can be reached at ann@quay.example.",
            Some(Line::Rubbish("author's address")),
        );
        check("Home > News > Harbour", Some(Line::Rubbish("navigation")));
    }

    #[test]
    fn leaves_the_articles_own_words_alone() {
        for text in [
            "“We use cookies as bait,” the ranger said.",
            "By Monday the river had fallen by a metre, and the ferry ran again.",
            "Get the vaccine now, the minister wrote in an email to schools.",
            "Photos by residents show water up to the window sills.",
            "Facebook fined a second time",
            "Read more books, the teacher told them.",
            "The island can be reached at low tide only.",
            "Some 400 people wrote to the newsletter and asked to sign up here and there.",
            "In March 2025 the mill closed.",
            "Comments on the plan are due in May.",
            "Reporting by the auditors showed a loss.",
        ] {
            check(text, None);
        }
    }
}
