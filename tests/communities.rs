//! Communities that share one bot: what one of them adds is its own, what
//! whoever runs the program adds is everybody's.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use verbatim::{
    bot::{Attachment, Bot, Message, Settings},
    chat::plain,
    command::{Fetched, Outside},
    library::Library,
    store::{Store, Validators},
};

const MILL: &str = "The mill at Saltby\n\nThe old mill at Saltby was sold on Monday for two million crowns to Ann Lee, who wants to bake in it again.\n\n“I grew up beside this wheel,” said Ann Lee in the yard.\n";
const FERRY: &str = "The ferry to Skerra\n\nThe ferry to Skerra will run on hydrogen from May, its owner Colm Iveagh announced on Tuesday in the harbour office.\n\n“We burn nothing any more,” said Colm Iveagh.\n";

/// A site whose one page changes when it is told to.
#[derive(Debug, Default)]
struct Site {
    page: Mutex<String>,
    /// Whether each request came with something to compare.
    asked: Mutex<Vec<bool>>,
}

#[derive(Debug, Clone)]
struct Web(Arc<Site>);

impl Outside for Web {
    fn fetch(&self, address: &str) -> Result<Fetched, String> {
        let fetched = self.fetch_changed(address, &Validators::default())?;
        fetched.ok_or_else(|| "Nothing was asked.".to_owned())
    }

    fn fetch_changed(&self, address: &str, since: &Validators) -> Result<Option<Fetched>, String> {
        let page = self.0.page.lock().unwrap().clone();
        let tag = format!("\"{}\"", page.len());
        self.0.asked.lock().unwrap().push(since.etag.is_some());
        if since.etag.as_ref() == Some(&tag) {
            return Ok(None);
        }
        Ok(Some(Fetched {
            name: address.to_owned(),
            content_type: Some("text/plain; charset=utf-8".to_owned()),
            bytes: page.into_bytes(),
            validators: Validators {
                etag: Some(tag),
                last_modified: None,
            },
            ..Fetched::default()
        }))
    }

    fn read(&self, path: &str) -> Result<Fetched, String> {
        Err(format!("There is no `{path}`."))
    }
}

/// A bot that lasts in a directory.
struct Running {
    bot: Bot,
    site: Arc<Site>,
}

fn run(directory: &Path) -> Running {
    let store = Arc::new(Store::open(directory).unwrap());
    let library = Library::stored(store, &directory.join("search")).unwrap();
    let site = Arc::new(Site::default());
    let web = Web(Arc::clone(&site));
    let bot = Bot::new(Arc::new(library), Settings::default()).reading(Box::new(web));
    Running { bot, site }
}

impl Running {
    fn say(&self, message: &Message) -> String {
        let reply = self.bot.answer(message).unwrap();
        plain::render(&reply, plain::SHOWN)
    }

    /// What a moderator says in a channel of a server.
    fn in_server(&self, server: &str, channel: &str, text: &str) -> String {
        self.say(&Message {
            text: text.to_owned(),
            ..moderator(server, channel)
        })
    }

    fn attached(&self, server: &str, channel: &str, text: &str) -> String {
        self.say(&Message {
            text: "add".to_owned(),
            attachments: vec![file(text)],
            ..moderator(server, channel)
        })
    }

    /// What is said on the terminal.
    fn at_home(&self, text: &str, attached: Option<&str>) -> String {
        self.say(&Message {
            platform: "terminal",
            channel: "terminal".to_owned(),
            conversation: format!("terminal {text}"),
            text: text.to_owned(),
            addressed: true,
            moderator: true,
            owner: true,
            attachments: attached.map(file).into_iter().collect(),
            ..Message::default()
        })
    }
}

fn moderator(server: &str, channel: &str) -> Message {
    Message {
        platform: "discord",
        community: server.to_owned(),
        channel: channel.to_owned(),
        conversation: format!("{server} {channel}"),
        author: "mo".to_owned(),
        addressed: true,
        moderator: true,
        ..Message::default()
    }
}

fn file(text: &str) -> Attachment {
    Attachment {
        name: "story.txt".to_owned(),
        content_type: Some("text/plain".to_owned()),
        bytes: text.as_bytes().to_vec(),
    }
}

#[test]
fn what_one_server_adds_no_other_can_ask_list_show_choose_or_remove() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    let added = running.attached("server 1", "10", MILL);
    assert!(added.starts_with("The mill at Saltby"), "{added}");
    running.attached("server 2", "20", FERRY);

    let who = "who bought the mill?";
    for channel in ["10", "11"] {
        let answer = running.in_server("server 1", channel, who);
        assert!(answer.contains("Ann Lee"), "the whole server: {answer}");
    }
    let elsewhere = [
        ("server 2", "20"),
        // A direct chat belongs to nobody but itself.
        ("", "30"),
        ("", "10"),
    ];
    for (server, channel) in elsewhere {
        let say = |text: &str| running.in_server(server, channel, text);
        for line in [
            who,
            "who said wheel",
            "quotes by Ann Lee",
            "check “I grew up beside this wheel”",
            "search mill",
            "articles",
            "speakers",
            "summary",
            "article the-mill-at-saltby",
            "article which:the-mill-at-saltby passage:1",
            "use the-mill-at-saltby",
            "use mill",
            "remove the-mill-at-saltby",
            "status",
        ] {
            let reply = say(line);
            let leaks = ["Ann Lee", "Saltby", "beside this wheel", "crowns"];
            // What the asker typed may be repeated.
            let leak = leaks
                .iter()
                .find(|leak| reply.contains(**leak) && !line.contains(**leak));
            assert!(leak.is_none(), "{server} {channel}: {line}: {reply}");
        }
        assert!(!say("use all").contains("2 articles"));
    }
    let ferry = running.in_server("server 2", "21", "when will the ferry run on hydrogen?");
    assert!(ferry.contains("May"), "{ferry}");

    let all = running.at_home("articles", None);
    assert!(
        all.contains("2 articles") && all.contains("for `discord:server 1` alone"),
        "whoever runs the program sees what belongs to whom: {all}"
    );
    drop(running);
    let running = run(directory.path());
    let silent = running.in_server("server 2", "20", who);
    assert!(!silent.contains("Ann Lee"), "after a restart: {silent}");
    let answer = running.in_server("server 1", "10", who);
    assert!(answer.contains("Ann Lee"), "after a restart: {answer}");
}

#[test]
fn a_choice_from_before_does_not_reach_into_another_server() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    running.attached("server 1", "10", MILL);
    // As a channel's choice that was kept when all was everybody's.
    let store = running.bot.library().store().unwrap();
    let scope = verbatim::index::Scope::Articles(vec!["the-mill-at-saltby".to_owned()]);
    store.set_scope("discord", "20", &scope).unwrap();
    let reply = running.in_server("server 2", "20", "who bought the mill?");
    assert!(!reply.contains("Ann Lee"), "{reply}");
    let chosen = running.in_server("server 2", "20", "use");
    assert!(chosen.contains("no article"), "{chosen}");
}

#[test]
fn what_is_added_at_home_is_everybodys_and_only_removed_there() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    running.at_home("add", Some(MILL));
    for (server, channel) in [("server 1", "10"), ("server 2", "20"), ("", "30")] {
        let answer = running.in_server(server, channel, "who bought the mill?");
        assert!(answer.contains("Ann Lee"), "{answer}");
        let refused = running.in_server(server, channel, "remove mill");
        assert!(refused.contains("for everybody"), "{refused}");
        let again = running.attached(server, channel, MILL);
        assert!(again.contains("have this article already"), "{again}");
    }
    let sure = running.at_home("remove mill", None);
    assert!(sure.contains("Remove The mill at Saltby?"), "{sure}");
}

#[test]
fn the_same_text_in_two_servers_is_each_ones_own() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    running.attached("server 1", "10", MILL);
    let added = running.attached("server 2", "20", MILL);
    assert!(
        added.contains("Added."),
        "that another has it is not told: {added}"
    );
    let removed = running.in_server("server 2", "20", "remove mill");
    assert!(removed.contains("Remove The mill"), "{removed}");
    running.in_server("server 2", "20", "yes");
    let gone = running.in_server("server 2", "20", "who bought the mill?");
    assert!(!gone.contains("Ann Lee"), "{gone}");
    let answer = running.in_server("server 1", "10", "who bought the mill?");
    assert!(answer.contains("Ann Lee"), "{answer}");
}

#[test]
fn a_server_cannot_change_what_is_everybodys() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    let address = "https://example.org/mill";
    MILL.clone_into(&mut running.site.page.lock().unwrap());
    running.at_home(&format!("add {address}"), None);
    let dearer = MILL.replace("two million", "nine billion");
    running.site.page.lock().unwrap().clone_from(&dearer);
    running.in_server("server 1", "10", &format!("add {address}"));

    let price = "how much was the mill sold for?";
    let here = running.in_server("server 2", "20", price);
    assert!(here.contains("two million"), "{here}");
    assert!(!here.contains("nine billion"), "{here}");
    let there = running.in_server("server 1", "10", price);
    assert!(there.contains("nine billion"), "{there}");
}

#[test]
fn a_page_that_was_read_is_asked_for_only_if_it_changed() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    let add = |server| running.in_server(server, "10", "add https://example.org/mill");
    MILL.clone_into(&mut running.site.page.lock().unwrap());
    assert!(add("server 1").contains("Added."));
    let again = add("server 1");
    assert!(again.contains("its page has not changed since"), "{again}");
    assert!(again.contains("The mill at Saltby"), "{again}");
    let other = add("server 2");
    assert!(
        other.contains("Added."),
        "what others have read is theirs: {other}"
    );
    let longer = format!("{MILL}\nThe wheel will turn again in the autumn of next year.\n");
    running.site.page.lock().unwrap().clone_from(&longer);
    let changed = add("server 1");
    assert!(changed.contains("version 2"), "{changed}");
    running.in_server("server 1", "10", "remove mill");
    running.in_server("server 1", "10", "yes");
    assert!(
        add("server 1").contains("Added."),
        "it is gone, so it is read"
    );
    let asked = running.site.asked.lock().unwrap().clone();
    assert_eq!(asked, [false, true, false, true, false]);
}

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Mill Notes</title><link>https://example.org/</link><description>Notes</description><item><title>The wheel turns</title><link>https://example.org/wheel</link><guid>1</guid><pubDate>Fri, 06 Mar 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[TEXT]]></content:encoded></item></channel></rss>"#;

#[test]
fn a_feed_is_followed_for_the_server_that_added_it() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    let text = "<p>The wheel of the mill turned on Friday for the first time since the flood, and Tove Lind was the first to grind.</p>".repeat(9);
    let feed = FEED.replace("TEXT", &text);
    running.site.page.lock().unwrap().clone_from(&feed);
    let address = "https://example.org/feed";
    let added = running.in_server("server 1", "10", &format!("add {address}"));
    assert!(added.contains("I follow it from now on"), "{added}");
    let who = "who was the first to grind?";
    assert!(
        running
            .in_server("server 1", "11", who)
            .contains("Tove Lind")
    );
    assert!(
        !running
            .in_server("server 2", "20", who)
            .contains("Tove Lind")
    );
    for line in ["feeds", "feeds stop Mill Notes", "articles"] {
        let reply = running.in_server("server 2", "20", line);
        assert!(!reply.contains("example.org"), "{line}: {reply}");
    }
    let followed = running.in_server("server 2", "20", &format!("add {address}"));
    assert!(followed.contains("1 article added"), "{followed}");
    let stopped = running.in_server("server 2", "20", "feeds stop Mill Notes");
    assert!(stopped.contains("No longer followed"), "{stopped}");
    assert!(
        running
            .in_server("server 1", "10", "feeds")
            .contains(address)
    );
    let known = running.at_home("feeds", None);
    assert!(known.contains("for `discord:server 1` alone"), "{known}");
}

#[test]
fn only_moderators_change_anything() {
    let directory = tempfile::tempdir().unwrap();
    let running = run(directory.path());
    running.attached("server 1", "10", MILL);
    for line in [
        "add https://example.org/mill",
        "use all",
        "remove mill",
        "feeds",
    ] {
        let reply = running.say(&Message {
            moderator: false,
            text: line.to_owned(),
            ..moderator("server 1", "10")
        });
        assert!(reply.contains("Only moderators"), "{line}: {reply}");
    }
}
