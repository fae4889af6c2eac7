//! A library that lasts: added to, asked, killed, started again.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpListener,
    sync::Arc,
};

use verbatim::{
    article::{self, Source},
    bot::{Bot, Message, Settings},
    library::Library,
};

use crate::command_line::Place;

fn page(title: &str, site: &str, paragraphs: &[&str]) -> String {
    let paragraphs = paragraphs.join("</p><p>");
    format!(
        "<!DOCTYPE html><html lang=en><head><title>{title} | {site}</title>\
         <meta property='og:title' content='{title}'></head><body>\
         <nav><a href=/>Home</a><a href=/news>News</a></nav>\
         <div class=cookie-banner><p>We use cookies. Accept all?</p></div>\
         <main><article><h1>{title}</h1><p>{paragraphs}</p></article></main>\
         <footer><p>© 2026 {site}. All rights reserved.</p></footer></body></html>"
    )
}

const BRIDGE: [&str; 3] = [
    "The bridge over the Orle at Tenby Cross closed on Monday after divers found a crack 4 metres long in its eastern pier.",
    "“Nobody will drive over it before it is safe,” said Harriet Moll, the county's chief engineer, on the river bank.",
    "The repair is to cost £2.4 million and to last until October, according to the county.",
];

const ORCHARD: [&str; 3] = [
    "An orchard of ninety pear trees near Wexcombe has been saved from the bulldozers after a vote of the parish on Thursday.",
    "“These trees are older than the parish,” said Benedict Oyelaran, who has picked there since he was nine.",
    "The builder wanted to put up 34 houses and said it would look for land elsewhere.",
];

impl Place {
    /// With pages of two sites.
    fn with_pages() -> Self {
        let place = Self::new();
        place.write(
            "bridge.html",
            page("Crack closes Tenby bridge", "The Orle Post", &BRIDGE).as_bytes(),
        );
        place.write(
            "orchard.html",
            page("Parish saves pear orchard", "Wexcombe Weekly", &ORCHARD).as_bytes(),
        );
        place
    }
}

#[test]
fn what_is_added_is_there_in_the_next_run() {
    let place = Place::with_pages();
    let added = place.run(&["add", "bridge.html"]);
    assert_eq!(added.status, Some(0), "{added:?}");
    assert!(added.out.contains("Added."), "{added:?}");
    assert!(
        added.out.contains("We use cookies"),
        "the receipt says what was left out"
    );
    place.run(&["add", "orchard.html"]);

    let list = place.run(&["articles"]).out;
    assert!(
        list.starts_with("2 articles"),
        "the article that came along made room: {list}"
    );
    let answer = place.run(&["ask", "how much will the repair cost?"]);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(
        answer.out.contains("£2.4 million") && answer.out.contains("Crack closes Tenby bridge"),
        "{answer:?}"
    );
    let said = place.run(&["who", "older than the parish"]).out;
    assert!(said.contains("Benedict Oyelaran"), "{said}");

    let again = place.run(&["add", "bridge.html"]).out;
    assert!(again.contains("I have this article already"), "{again}");
}

#[test]
fn a_changed_article_becomes_a_version_and_a_conversation_is_told() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    let dearer = page("Crack closes Tenby bridge", "The Orle Post", &BRIDGE)
        .replace("£2.4 million", "£3.1 million");
    place.write("bridge.html", dearer.as_bytes());
    let talk = place.run_on(
        &["chat"],
        b"how much will the repair cost?\nadd bridge.html\nhow much will the repair cost?\n",
    );
    let (first, second) = talk.out.split_once("Added as version 2").unwrap();
    assert!(first.contains("£2.4 million"), "{talk:?}");
    assert!(second.contains("£3.1 million"), "{talk:?}");
    assert!(second.contains("has changed since you asked"), "{talk:?}");
}

#[test]
fn a_channel_asks_what_it_was_told_to_ask_also_after_a_restart() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    place.run(&["add", "orchard.html"]);
    let chosen = place.run(&["use", "orchard"]).out;
    assert!(
        chosen.contains("From now on this channel asks Parish saves pear orchard."),
        "{chosen}"
    );
    let silent = place.run(&["ask", "how much will the repair cost?"]);
    assert_eq!(silent.status, Some(1), "{silent:?}");
    place.run(&["use", "all"]);
    assert_eq!(
        place.run(&["ask", "how much will the repair cost?"]).status,
        Some(0)
    );
    place
        .run(&["use", "lighthouse"])
        .fails_saying(&["There is no article lighthouse"]);
}

#[test]
fn removing_takes_two_steps() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    place.run(&["add", "orchard.html"]);
    let talk = place.run_on(
        &["chat"],
        b"remove bridge\narticles\nremove bridge\nno\nyes\narticles\nremove bridge\nyes\narticles\n",
    );
    assert!(
        talk.out.contains("Remove Crack closes Tenby bridge?"),
        "{talk:?}"
    );
    assert_eq!(
        talk.out.matches("2 articles").count(),
        2,
        "asking removes nothing, nor does a yes after a no: {talk:?}"
    );
    assert!(
        talk.out.contains("Crack closes Tenby bridge stays."),
        "{talk:?}"
    );
    assert!(
        talk.out.contains("Removed: Crack closes Tenby bridge."),
        "{talk:?}"
    );
    assert!(
        talk.out.trim_end().ends_with("`parish-saves-pear-orchard`"),
        "{talk:?}"
    );
}

#[test]
fn a_paste_is_an_article_and_a_slip_is_not() {
    let place = Place::new();
    let text = BRIDGE.join(" ");
    let talk = place.run_on(
        &["chat"],
        format!("add {text}\nwho is the chief engineer?\nadd brigde\n").as_bytes(),
    );
    assert!(talk.out.contains("Source: pasted text"), "{talk:?}");
    assert!(talk.out.contains("Harriet Moll"), "{talk:?}");
    assert!(talk.out.contains("There is no file `brigde`"), "{talk:?}");
}

#[test]
fn a_second_process_may_ask_but_not_change() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    let held = verbatim::store::Store::open(&place.data_dir()).unwrap();
    assert_eq!(
        place.run(&["ask", "how much will the repair cost?"]).status,
        Some(0)
    );
    place
        .run(&["add", "orchard.html"])
        .fails_saying(&["in use by another process"]);
    let talk = place.run_on(
        &["chat"],
        b"add orchard.html\nhow much will the repair cost?\n",
    );
    assert!(talk.out.contains("may only be read"), "{talk:?}");
    assert!(talk.out.contains("£2.4 million"), "{talk:?}");
    drop(held);
    assert_eq!(place.run(&["add", "orchard.html"]).status, Some(0));
}

#[test]
fn a_damaged_library_is_told_and_an_export_takes_its_place() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    place.run(&["export", "all.jsonl"]);
    let database = place.data_dir().join("verbatim.sqlite");
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[..16].copy_from_slice(b"not a database!!");
    std::fs::write(&database, &bytes).unwrap();
    for arguments in [
        &["ask", "how much will the repair cost?"] as &[&str],
        &["add", "orchard.html"],
        &["chat"],
        &["import", "all.jsonl"],
    ] {
        place
            .run(arguments)
            .fails_saying(&["is damaged", "It is left as it is", "--set-aside"]);
    }
    assert_eq!(std::fs::read(&database).unwrap(), bytes);

    let imported = place.run(&["import", "--set-aside", "all.jsonl"]);
    assert_eq!(imported.status, Some(0), "{imported:?}");
    assert!(imported.err.contains("what was there is"), "{imported:?}");
    let aside = place.data_dir().join("verbatim.sqlite.aside-1");
    assert_eq!(std::fs::read(aside).unwrap(), bytes);
    let answer = place.run(&["ask", "how much will the repair cost?"]);
    assert!(answer.out.contains("£2.4 million"), "{answer:?}");
}

#[test]
fn a_library_of_an_older_program_can_be_asked_at_once() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    let database = place.data_dir().join("verbatim.sqlite");
    let format = || -> i64 {
        let connection = rusqlite::Connection::open(&database).unwrap();
        let format = connection.pragma_query_value(None, "user_version", |row| row.get(0));
        format.unwrap()
    };
    let today = format();
    // What was worked out about articles came with the sixth format.
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection
        .execute_batch("DROP TABLE attributed; PRAGMA user_version = 5;")
        .unwrap();
    drop(connection);

    let answer = place.run(&["ask", "how much will the repair cost?"]);
    assert_eq!(answer.status, Some(0), "{answer:?}");
    assert!(answer.out.contains("£2.4 million"), "{answer:?}");
    assert_eq!(format(), today);
}

/// Where not even the system's own user may make a file.
#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_keeps_nobody_from_asking() {
    let place = Place::with_pages();
    place.write("fixed.toml", b"[library]\ndata_dir = \"/proc/verbatim\"\n");
    let run = |arguments: &[&str], input: &str| {
        let arguments = [&["--config", "fixed.toml"], arguments].concat();
        place.run_on(&arguments, input.as_bytes())
    };
    run(&["add", "bridge.html"], "").fails_saying(&["/proc/verbatim"]);
    let talk = run(
        &["chat"],
        "add bridge.html\nhow much will the repair of the bridge cost?\n",
    );
    assert!(talk.err.contains("will not last"), "{talk:?}");
    assert!(talk.out.contains("£2.4 million"), "{talk:?}");
    let asked = run(&["articles"], "");
    assert_eq!(asked.status, Some(0), "{asked:?}");
}

/// Serves one page for ever, on this machine; returns its address.
fn site(page: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/story", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{page}",
                page.len()
            );
        }
    });
    address
}

#[test]
fn a_page_is_added_by_its_address() {
    let place = Place::new();
    let address = site(page(
        "Parish saves pear orchard",
        "Wexcombe Weekly",
        &ORCHARD,
    ));
    let private = place.run(&["add", &address]);
    private.fails_saying(&["does not lead to a public server"]);

    place.write("open.toml", b"[fetch]\nprivate_addresses = \"yes\"\n");
    let added = place.run(&["--config", "open.toml", "add", &address]);
    assert_eq!(added.status, Some(0), "{added:?}");
    assert!(
        added.out.contains(&format!("Address: {address}")),
        "{added:?}"
    );
    let answer = place.run(&["ask", "how many houses did the builder want to put up?"]);
    assert!(
        answer.out.contains("34") && answer.out.contains(&format!("{address}#")),
        "{answer:?}"
    );
}

#[test]
fn one_of_several_articles_is_meant_by_words_of_its_title() {
    let place = Place::with_pages();
    place.run(&["add", "bridge.html"]);
    place.run(&["add", "orchard.html"]);
    let (bridge, orchard) = ("Crack closes Tenby bridge", "Parish saves pear orchard");
    let of_bridge = "how much will the repair cost?";
    let of_orchard = "how many houses did the builder want to put up?";
    for (before, line, title) in [
        (of_bridge, "summary of the orchard article", orchard),
        (of_orchard, "what is the bridge story about?", bridge),
        (
            of_bridge,
            "tl;dr of the article about pear orchards",
            orchard,
        ),
        (of_bridge, "summarise pear orchard", orchard),
        (of_orchard, "summary about the divers", bridge),
        (of_bridge, "who wrote the orchard article?", orchard),
        (of_orchard, "article bridges", bridge),
    ] {
        let talk = place.run_on(&["chat"], format!("{before}\n{line}\n").as_bytes());
        let reply = talk.out.rsplit("Next: context").next().unwrap_or_default();
        assert!(reply.trim().starts_with(title), "{line}: {talk:?}");
    }
    let talk = place.run_on(
        &["chat"],
        b"who wrote the ferry article?\nsummary of lions\n",
    );
    assert!(talk.out.contains("None of the articles"), "{talk:?}");
}

#[test]
fn a_search_over_many_articles_shows_each_passage_once() {
    const ARTICLES: usize = 11;
    let articles = (0..ARTICLES).map(|number| {
        let text = format!("# Pier {number}\n\nThe harbour of town {number} was closed on Monday, and {} boats waited outside until the storm had passed.\n", number + 2);
        let source = Source {
            bytes: text.as_bytes(),
            name: "pier.md",
            ..Source::default()
        };
        article::read(source).unwrap()
    });
    let bot = Bot::new(
        Arc::new(Library::in_memory(articles.collect()).unwrap()),
        Settings::default(),
    );
    let said = |text: &str| {
        let message = Message {
            platform: "terminal",
            text: text.to_owned(),
            addressed: true,
            owner: true,
            ..Message::default()
        };
        bot.answer(&message).unwrap()
    };
    let mut seen = BTreeSet::new();
    let mut reply = said("search harbour");
    loop {
        for excerpt in reply.excerpts() {
            assert!(seen.insert(excerpt.article.clone()), "{excerpt:?} again");
        }
        if reply.actions.is_empty() {
            break;
        }
        reply = said("more");
    }
    assert_eq!(seen.len(), ARTICLES);
}
