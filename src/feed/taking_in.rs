//! Takes the articles that a feed announces into the library: which of them
//! are new, from where each is read, and what is remembered so that nothing
//! is read twice.

use std::ops::ControlFlow;

use super::{Feed, Item};
use crate::{
    article::{self, Format},
    command::{Fetched, Outside},
    library::{self, Added, Library},
    store::{self, FeedOf, Seconds},
};

/// How often a page that cannot be read is tried, once each time the feed is
/// looked at.
const TRIES: u32 = 3;

/// What became of the articles of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Identifiers of those that are new.
    pub added: Vec<String>,
    /// Identifiers of those that changed.
    pub changed: Vec<String>,
    /// How many were there already.
    pub known: usize,
    /// Titles of those that could not be taken, and why.
    pub refused: Vec<(String, String)>,
    /// How many were not looked at, because somebody stopped it.
    pub left: usize,
}

/// Takes in what is new in a feed, for its owner alone or for everybody. `of`
/// says where it is followed, under which it is remembered what was read. Asks `go_on` before each article that
/// is to be read, with how many of how many are done.
///
/// # Errors
/// When the library cannot be written; what was taken in until then is kept.
pub fn take_in(
    feed: &Feed,
    of: FeedOf<'_>,
    library: &Library,
    outside: &dyn Outside,
    now: Seconds,
    go_on: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Taken, library::Error> {
    let store = library.store().filter(|store| !store.is_read_only());
    let mut taken = Taken::default();
    for (done, item) in feed.items.iter().enumerate() {
        let before = match store {
            Some(store) => store.feed_item(of, &item.key)?,
            None => None,
        };
        let same = before
            .as_ref()
            .is_some_and(|before| before.stamp == item.stamp);
        let tries = before.as_ref().map_or(0, |before| before.tries);
        let settled = before
            .as_ref()
            .is_some_and(|before| before.article.is_some() || before.tries >= TRIES);
        if same && settled {
            taken.known += 1;
            continue;
        }
        if go_on(done, feed.items.len()).is_break() {
            taken.left = feed.items.len() - done;
            return Ok(taken);
        }
        // A server that cannot be asked today may be tomorrow; what a file
        // says is all there is.
        let last = !of.address.contains("://") || same && tries + 1 >= TRIES;
        let (article, tries) = match one(item, last, of.owner, library, outside)? {
            Ok(added) => {
                let id = added.entry().article.id.clone();
                match added {
                    Added::New(_) => taken.added.push(id.clone()),
                    Added::Changed { .. } => taken.changed.push(id.clone()),
                    Added::Known(_) => taken.known += 1,
                }
                (Some(id), 0)
            }
            Err(why) => {
                taken.refused.push((item.title.clone(), why));
                (None, if same { tries + 1 } else { 1 })
            }
        };
        // After the article: a kill in between reads it again, for nothing.
        if let Some(store) = store {
            store.put_feed_item(
                of,
                &item.key,
                &store::FeedItem {
                    stamp: item.stamp.clone(),
                    article,
                    tries,
                },
                now,
            )?;
        }
    }
    Ok(taken)
}

/// Reads one article: from the feed when it is whole there, else from its
/// page, and when that is not to be had, and it is the `last` try, what the
/// feed has of it.
fn one(
    item: &Item,
    last: bool,
    owner: Option<&str>,
    library: &Library,
    outside: &dyn Outside,
) -> Result<Result<Added, String>, library::Error> {
    let from_feed = || Fetched {
        name: item.url.clone().unwrap_or_else(|| item.title.clone()),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        bytes: item.page.clone().into_bytes(),
        format: Some(Format::Html),
        ..Fetched::default()
    };
    let fetched = match &item.url {
        Some(url) if !item.is_whole() => outside.fetch_politely(url),
        _ => Ok(from_feed()),
    };
    let read = |fetched: Fetched| -> Result<(Fetched, article::Article), String> {
        let text = outside.text_of(fetched.clone())?;
        let article = article::read(article::Source {
            bytes: &text.bytes,
            name: &text.name,
            content_type: text.content_type.as_deref(),
            format: text.format,
        });
        article
            .map(|article| (fetched, article))
            .map_err(|why| why.to_string())
    };
    let (fetched, article) = match fetched.and_then(read) {
        Ok(read) => read,
        Err(why) if !last => return Ok(Err(why)),
        Err(why) => match read(from_feed()) {
            Ok(read) => read,
            Err(_) => return Ok(Err(why)),
        },
    };
    let source = store::Source {
        bytes: &fetched.bytes,
        media_type: fetched.content_type.as_deref().unwrap_or("text/html"),
    };
    library.add_for(owner, article, Some(source)).map(Ok)
}
