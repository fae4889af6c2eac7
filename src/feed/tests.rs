//! On feeds and pages that are made up here.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{Arc, Mutex},
};

use proptest::prelude::*;

use super::*;
use crate::{
    command::{Fetched, Outside},
    index::Scope,
    library::Library,
    store::{FeedOf, Followed, Store, Validators},
};

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Wexcombe Weekly</title><link>https://weekly.example/</link><language>en</language>
<item><title>Pump &amp; well</title><link>https://weekly.example/pump</link><guid>pump</guid>
<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>
<description>The village pump works again.</description></item>
<item><title>Fair put off</title><link>https://weekly.example/fair</link><guid>fair</guid>
<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate>
<content:encoded><![CDATA[CONTENT]]></content:encoded></item>
</channel></rss>"#;

fn rss() -> String {
    let paragraph = "<p>The fair on the green was put off until June, the parish said, because the ground is too wet for the carousel.</p>";
    RSS.replace("CONTENT", &paragraph.repeat(9))
}

const ATOM: &str = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title type="html">The &lt;b&gt;Orle&lt;/b&gt; Post</title><id>urn:orle</id><updated>2026-03-01T00:00:00Z</updated>
<entry><title>Bridge shut</title><id>urn:1</id><updated>2026-03-01T00:00:00Z</updated>
<link rel="alternate" href="https://orle.example/bridge"/><author><name>Ada Finch</name></author>
<summary>It is shut.</summary></entry></feed>"#;

#[test]
fn rss_and_atom_say_what_they_announce() {
    let feed = read(rss().as_bytes(), "https://weekly.example/feed").unwrap();
    assert_eq!(feed.title, "Wexcombe Weekly");
    let titles: Vec<&str> = feed.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Fair put off", "Pump & well"], "the newest first");
    assert!(feed.items[0].is_whole() && !feed.items[1].is_whole());
    assert!(feed.items[1].page.contains("<h1>Pump &amp; well</h1>"));

    let feed = read(ATOM.as_bytes(), "orle.xml").unwrap();
    assert_eq!(feed.title, "The Orle Post");
    assert_eq!(
        feed.items[0].url.as_deref(),
        Some("https://orle.example/bridge")
    );
    assert!(feed.items[0].page.contains("content=\"Ada Finch\""));
}

#[test]
fn pages_and_papers_are_no_feeds() {
    for text in [
        "<!DOCTYPE html><html><body><p>An <rss> tag in a page.</p></body></html>",
        "<?xml version=\"1.0\"?><sitemap/>",
        "Plain words about <feed> and the like.",
        "{\"version\": 1}",
        "",
    ] {
        assert_eq!(read(text.as_bytes(), "x"), None, "{text}");
    }
}

/// Pages by address; counts what was asked for.
#[derive(Debug, Default)]
struct Web {
    pages: BTreeMap<&'static str, String>,
    asked: Mutex<Vec<String>>,
}

impl Outside for Web {
    fn fetch(&self, address: &str) -> Result<Fetched, String> {
        self.asked.lock().unwrap().push(address.to_owned());
        let page = self.pages.get(address).ok_or("There is no such page.")?;
        Ok(Fetched {
            name: address.to_owned(),
            bytes: page.clone().into_bytes(),
            validators: Validators {
                etag: Some(format!("{}", page.len())),
                last_modified: None,
            },
            ..Fetched::default()
        })
    }

    fn fetch_changed(&self, address: &str, since: &Validators) -> Result<Option<Fetched>, String> {
        let fetched = self.fetch(address)?;
        Ok((fetched.validators != *since).then_some(fetched))
    }

    fn read(&self, _: &str) -> Result<Fetched, String> {
        Err("There are no files.".to_owned())
    }
}

const FEED: &str = "https://weekly.example/feed";
const OF: FeedOf<'_> = FeedOf {
    address: FEED,
    owner: None,
};
const PUMP: &str = "https://weekly.example/pump";

fn pump() -> String {
    let paragraph = "<p>The pump in Wexcombe was mended by the smith on Sunday after it had stood dry for eleven weeks.</p>";
    format!(
        "<html><head><title>Pump and well</title></head><body><article><h1>Pump and well</h1>{}</article></body></html>",
        paragraph.repeat(4)
    )
}

fn web() -> Web {
    Web {
        pages: BTreeMap::from([(FEED, rss()), (PUMP, pump())]),
        ..Web::default()
    }
}

fn library() -> (tempfile::TempDir, Library) {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(directory.path()).unwrap());
    let library = Library::stored(store, &directory.path().join("search")).unwrap();
    (directory, library)
}

fn follow(library: &Library) {
    let feed = Followed {
        owner: None,
        address: FEED.to_owned(),
        title: "Weekly".to_owned(),
        validators: Validators::default(),
        checked_at: 0,
        failures: 0,
    };
    library.store().unwrap().put_feed(&feed).unwrap();
}

const DAY: i64 = 24 * 60 * 60;

#[test]
fn a_feed_that_is_followed_brings_what_is_new_and_nothing_twice() {
    let (_directory, library) = library();
    follow(&library);
    let mut web = web();
    assert_eq!(check_due(&library, &web, DAY, &|| false).unwrap(), 2);
    assert_eq!(library.listings(&Scope::All).len(), 2);
    assert_eq!(
        *web.asked.lock().unwrap(),
        [FEED, PUMP],
        "what is whole in the feed is not fetched"
    );

    web.asked.lock().unwrap().clear();
    assert_eq!(check_due(&library, &web, DAY + 60, &|| false).unwrap(), 0);
    assert!(web.asked.lock().unwrap().is_empty(), "it is not due yet");
    assert_eq!(check_due(&library, &web, 2 * DAY, &|| false).unwrap(), 0);
    assert_eq!(*web.asked.lock().unwrap(), [FEED], "nothing has changed");

    web.asked.lock().unwrap().clear();
    assert_eq!(check_due(&library, &web, DAY, &|| false).unwrap(), 0);
    assert_eq!(*web.asked.lock().unwrap(), [FEED], "the clock went back");

    let changed = rss().replace("Mon, 02 Mar", "Thu, 05 Mar");
    web.pages.insert(FEED, changed + "<!-- -->");
    web.pages.insert(PUMP, pump().replace("eleven", "twelve"));
    assert_eq!(check_due(&library, &web, 3 * DAY, &|| false).unwrap(), 1);
    let listings = library.listings(&Scope::All);
    assert!(listings.iter().any(|listing| listing.number == 2));
}

#[test]
fn what_was_interrupted_goes_on_where_it_was() {
    let (_directory, library) = library();
    let web = web();
    let feed = read(rss().as_bytes(), FEED).unwrap();
    let mut go_on = |done, _| {
        if done == 0 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let taken = take_in(&feed, OF, &library, &web, 0, &mut go_on).unwrap();
    assert_eq!((taken.added.len(), taken.left), (1, 1));
    let mut all = |_, _| ControlFlow::Continue(());
    let taken = take_in(&feed, OF, &library, &web, 0, &mut all).unwrap();
    assert_eq!((taken.added.len(), taken.known, taken.left), (1, 1, 0));
}

#[test]
fn a_page_that_cannot_be_read_is_tried_again_but_not_for_ever() {
    let (_directory, library) = library();
    let mut web = web();
    web.pages.remove(PUMP);
    let feed = read(rss().as_bytes(), FEED).unwrap();
    let mut all = |_, _| ControlFlow::Continue(());
    for round in 0..5 {
        take_in(&feed, OF, &library, &web, round, &mut all).unwrap();
    }
    let tries = web.asked.lock().unwrap().len();
    assert_eq!(tries, 3);
}

#[test]
fn a_feed_that_is_gone_is_asked_more_and_more_rarely() {
    let (_directory, library) = library();
    follow(&library);
    let web = Web::default();
    for hour in 1..=48 {
        check_due(&library, &web, hour * 3_600, &|| false).unwrap();
    }
    let asked = web.asked.lock().unwrap().len();
    assert!((4..=7).contains(&asked), "{asked}");
    // A clock that went back asks at once.
    check_due(&library, &web, 0, &|| false).unwrap();
    assert_eq!(web.asked.lock().unwrap().len(), asked + 1);
}

proptest! {
    #[test]
    fn anything_can_be_looked_at(text in "(?s)(<\\?xml[^>]{0,10}>)?<(rss|feed|rdf:RDF)?.{0,400}") {
        let feed = read(text.as_bytes(), "https://example.org/");
        prop_assert!(feed.is_none_or(|feed| feed.items.len() <= MOST_ENTRIES));
    }
}
