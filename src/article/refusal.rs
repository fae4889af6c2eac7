//! Why something could not be read as an article, in sentences for people.
//! Judges what a reader kept; reads nothing itself.

use super::{
    draft::Draft,
    rubbish::is_prose,
    walls::{COOKIES, JAVASCRIPT, PAYWALL, holds, is_error},
};

/// A situation in which there is no article to read; the text is for the
/// person who gave the source, with the next step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or nothing but white space.
    #[error("`{name}` is empty. Give me a file with the article's text.")]
    Empty {
        /// The file name or URL.
        name: String,
    },
    /// A picture, an archive, a program.
    #[error(
        "`{name}` is not text but {kind}. Save the article as text, Markdown or a web page and give me that."
    )]
    Binary {
        /// The file name or URL.
        name: String,
        /// "a PDF file", "an image", "binary data" …
        kind: &'static str,
    },
    /// More bytes than an article has.
    #[error(
        "`{name}` has {megabytes} MB, and I read up to {} MB. Give me the article alone.",
        super::LARGEST_SOURCE / 1_000_000
    )]
    TooLarge {
        /// The file name or URL.
        name: String,
        /// Its size, rounded up.
        megabytes: usize,
    },
    /// No character encoding makes words of the bytes.
    #[error(
        "`{name}` is text in a character encoding that I cannot make out. Save it as UTF-8 and try again."
    )]
    UnknownEncoding {
        /// The file name or URL.
        name: String,
    },
    /// A feed, a drawing, data.
    #[error(
        "`{name}` is XML, as feeds and data are, and no article. `add` takes a feed that is whole; of an article give me the page itself, or paste its text."
    )]
    Xml {
        /// The file name or URL.
        name: String,
    },
    /// Only the question about cookies was saved.
    #[error(
        "`{name}` holds only a question about cookies, not the article. Answer it in your browser, then save the page or paste the text."
    )]
    CookieWall {
        /// The file name or URL.
        name: String,
    },
    /// Only the opening and an offer to subscribe.
    #[error(
        "`{name}` stops at a paywall. If you may read the article, paste its text or give me a saved copy."
    )]
    Paywall {
        /// The file name or URL.
        name: String,
    },
    /// What the server sent instead of the article.
    #[error(
        "`{name}` is an error page (“{says}”), not an article. Check the address, or paste the text."
    )]
    ErrorPage {
        /// The file name or URL.
        name: String,
        /// The page's own words.
        says: String,
    },
    /// A page that only a browser fills.
    #[error(
        "`{name}` shows its text only in a browser with JavaScript. Open it there and save the page or paste the text."
    )]
    NeedsJavaScript {
        /// The file name or URL.
        name: String,
    },
    /// Not one sentence.
    #[error(
        "`{name}` holds lines but no sentence, as a list or a table does. Give me the page of the article itself, or paste its text."
    )]
    OnlyLines {
        /// The file name or URL.
        name: String,
    },
    /// Nothing left that reads like an article.
    #[error(
        "I found no article in `{name}`: {words} words are left without menus and the like. Give me the page of the article itself, or paste its text."
    )]
    NotAnArticle {
        /// The file name or URL.
        name: String,
        /// What was left.
        words: usize,
    },
}

/// Kept words above which no phrase makes a page a wall or an error: our
/// longest paywall stubs are three paragraphs.
const LONG_ENOUGH: usize = 220;

/// A page of fewer words that speaks of its own failure has nothing else.
const ERROR_WORDS: usize = 90;

/// Refuses a draft that holds no article.
pub(super) fn judge(draft: &Draft, fewest_words: usize, name: &str) -> Result<(), Unreadable> {
    let words = draft.word_count();
    if words >= LONG_ENOUGH {
        return Ok(());
    }
    let name = name.to_owned();
    let short = |text: &str| text.split_whitespace().take(46).count() <= 45;
    let says = |phrases: &[&str]| {
        draft
            .every_text()
            .filter(|text| short(text))
            .find(|text| holds(text, phrases))
    };
    if says(PAYWALL).is_some() {
        return Err(Unreadable::Paywall { name });
    }
    if words < ERROR_WORDS {
        if says(JAVASCRIPT).is_some() {
            return Err(Unreadable::NeedsJavaScript { name });
        }
        let title = draft.metadata.title.as_deref();
        let error = title
            .into_iter()
            .chain(draft.every_text())
            .filter(|text| text.split_whitespace().take(13).count() <= 12)
            .find(|text| is_error(text));
        if let Some(says) = error {
            let says = crate::text::shorten(says, 80).to_owned();
            return Err(Unreadable::ErrorPage { name, says });
        }
        if says(COOKIES).is_some() && !tells_a_story(draft) {
            return Err(Unreadable::CookieWall { name });
        }
    }
    if words < fewest_words {
        return Err(Unreadable::NotAnArticle { name, words });
    }
    if words >= LIST_WORDS && !draft.pieces.iter().any(|piece| is_prose(&piece.text)) {
        return Err(Unreadable::OnlyLines { name });
    }
    Ok(())
}

/// So many words without one sentence are a table, a list or a program.
const LIST_WORDS: usize = 60;

/// Whether at least two paragraphs of some length speak of something else than
/// data and consent to their use.
fn tells_a_story(draft: &Draft) -> bool {
    const CONSENT: &[&str] = &[
        "cookie",
        "consent",
        "privacy",
        "partners",
        "preferences",
        "personal data",
        "your data",
        "tracking",
        "advertis",
        "your choice",
        "javascript",
        "datenschutz",
        "zustimm",
    ];
    let paragraphs = draft
        .pieces
        .iter()
        .filter(|piece| is_prose(&piece.text) && !holds(&piece.text, CONSENT));
    let lengths: Vec<usize> = paragraphs
        .map(|piece| piece.text.split_whitespace().count())
        .collect();
    lengths.len() >= 2 && lengths.iter().sum::<usize>() >= 35
}
