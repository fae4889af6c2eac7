//! What the store keeps, what it refuses, and what it says when the disk is
//! full, the file damaged or the clock wrong.

use proptest::prelude::*;

use super::*;
use crate::{
    article::{self, Article, LeftOut, Metadata, structure::Block},
    index::Scope,
    text::Span,
};

const NOW: Seconds = 1_700_000_000;

fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    (directory, store)
}

fn article(title: &str, text: &str) -> Article {
    let metadata = Metadata {
        title: Some(title.to_owned()),
        byline: Some("A. Writer".to_owned()),
        url: Some("https://example.org/a".to_owned()),
        language: Some("en".to_owned()),
        source: "a.html".to_owned(),
        ..Metadata::default()
    };
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len());
        at += line.len() + 1;
        blocks.push(match line.strip_prefix('#') {
            Some(_) => Block::Heading(span, 2),
            None => Block::Passage(span),
        });
    }
    let left_out = vec![LeftOut {
        text: "Share this".to_owned(),
        reason: "share buttons",
    }];
    Article::assemble(text.to_owned(), metadata, &blocks, left_out)
}

fn key(message: &str) -> MessageKey {
    MessageKey {
        platform: "matrix".to_owned(),
        channel: "!room".to_owned(),
        message: message.to_owned(),
    }
}

fn turn<'a>(key: &'a MessageKey, reply: Option<&'a str>) -> Turn<'a> {
    Turn {
        key,
        reply,
        memory: None,
    }
}

#[test]
fn an_article_comes_back_as_it_was() {
    let (directory, store) = store();
    let text = "Before it all.\n#Heading\nÉcole first. Then more.\nLast.";
    let article = article("A day", text);
    let source = Source {
        bytes: b"<p>\xff</p>",
        media_type: "text/html",
    };
    assert_eq!(
        store.put_article(&article, Some(source), NOW).unwrap(),
        Put::New
    );
    drop(store);
    let store = Store::open(directory.path()).unwrap();
    let back = store.article("a-day").unwrap().unwrap();
    assert_eq!(back.text(), text);
    assert_eq!((&back.id, &back.version), (&article.id, &article.version));
    assert_eq!(back.metadata, article.metadata);
    assert_eq!(back.sections, article.sections);
    assert_eq!(back.passages, article.passages);
    assert_eq!(back.sentences, article.sentences);
    assert_eq!(back.left_out, article.left_out);
    let bytes = store.source_bytes("a-day", &article.version).unwrap();
    assert_eq!(bytes.as_deref(), Some(source.bytes));
    assert!(store.article("another").unwrap().is_none());
    let listing = &store.listings().unwrap()[0];
    assert_eq!((listing.words, listing.passages), (article.word_count(), 3));
    assert_eq!(listing.number, 1);
    assert_eq!(listing.metadata, article.metadata);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_can_be_read_comes_back_as_it_was(
        text in "(#{1,3} [A-Za-z é]{1,12}\n|[“”A-Z a-zß.!?é]{1,60}\n{1,2}|- [a-z. ]{1,20}\n){1,12}",
        format in prop_oneof![Just("a.txt"), Just("a.md"), Just("a.html")],
    ) {
        let padding = "\n\nA sentence that is long enough to be read as an article, surely. ";
        let text = text + padding.repeat(8).as_str();
        let source = article::Source {
            bytes: text.as_bytes(),
            name: format,
            content_type: None,
            format: None,
        };
        let Ok(article) = article::read(source) else {
            return Ok(());
        };
        let (_directory, store) = store();
        store.put_article(&article, None, NOW).unwrap();
        let back = store.article(&article.id).unwrap().unwrap();
        prop_assert_eq!(back.text(), article.text());
        prop_assert_eq!(back.metadata, article.metadata);
        prop_assert_eq!(back.sections, article.sections);
        prop_assert_eq!(back.passages, article.passages);
        prop_assert_eq!(back.sentences, article.sentences);
        prop_assert_eq!(back.left_out, article.left_out);
    }
}

#[test]
fn old_versions_are_kept_and_going_back_is_a_version_too() {
    let (_directory, store) = store();
    let (one, two) = (
        article("A day", "It rained."),
        article("A day", "It snowed."),
    );
    assert_eq!(store.put_article(&one, None, NOW).unwrap(), Put::New);
    assert_eq!(store.put_article(&one, None, NOW).unwrap(), Put::Known);
    assert_eq!(store.put_article(&two, None, NOW).unwrap(), Put::Changed);
    assert_eq!(
        store.article("a-day").unwrap().unwrap().text(),
        "It snowed."
    );
    let old = store
        .article_version("a-day", &one.version)
        .unwrap()
        .unwrap();
    assert_eq!(old.text(), "It rained.");
    assert_eq!(store.put_article(&one, None, NOW).unwrap(), Put::Changed);
    assert_eq!(
        store.article("a-day").unwrap().unwrap().text(),
        "It rained."
    );
    let numbers: Vec<u32> = store
        .versions("a-day")
        .unwrap()
        .iter()
        .map(|v| v.number)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(store.listings().unwrap().len(), 1);
    assert!(store.remove_article("a-day").unwrap());
    assert!(!store.remove_article("a-day").unwrap());
    assert!(store.versions("a-day").unwrap().is_empty());
    assert_eq!(store.check().unwrap(), [] as [String; 0]);
}

#[test]
fn one_question_gets_one_reply() {
    let (directory, store) = store();
    let (first, second) = (key("1"), key("2"));
    assert_eq!(
        store.record(&turn(&first, Some("yes")), NOW).unwrap(),
        Recorded::First
    );
    assert_eq!(
        store.record(&turn(&second, None), NOW).unwrap(),
        Recorded::First
    );
    assert_eq!(
        store.record(&turn(&first, Some("no")), NOW).unwrap(),
        Recorded::Again
    );
    store.attempted(&first).unwrap();
    drop(store);

    let store = Store::open(directory.path()).unwrap();
    assert!(store.is_handled(&first).unwrap() && store.is_handled(&second).unwrap());
    assert!(!store.is_handled(&key("3")).unwrap());
    let pending = store.pending().unwrap();
    assert_eq!(pending.len(), 1);
    assert_eq!((pending[0].reply.as_str(), pending[0].attempts), ("yes", 1));
    assert!(store.confirm(&first).unwrap());
    assert!(!store.confirm(&first).unwrap());
    assert!(!store.confirm(&key("3")).unwrap());
    assert!(store.pending().unwrap().is_empty());
    assert!(store.is_handled(&first).unwrap());
}

#[test]
fn a_clock_that_leaps_ahead_does_not_make_old_messages_new() {
    let (_directory, store) = store();
    for message in 0..5 {
        store
            .record(&turn(&key(&message.to_string()), Some("r")), NOW)
            .unwrap();
    }
    store.confirm(&key("0")).unwrap();
    assert_eq!(store.forget_handled_before(NOW * 2).unwrap(), 0);
    assert!(store.is_handled(&key("0")).unwrap());
}

#[test]
fn messages_are_forgotten_in_time_but_not_while_their_reply_is_on_its_way() {
    let (_directory, store) = store();
    store.record(&turn(&key("kept"), Some("r")), NOW).unwrap();
    store.record(&turn(&key("old"), None), NOW).unwrap();
    // As after ten thousand messages more.
    store
        .write(|transaction| {
            transaction.execute(
                "INSERT INTO handled VALUES (20000, 'matrix', '!room', 'new', ?1)",
                [NOW],
            )
        })
        .unwrap();
    assert_eq!(store.forget_handled_before(NOW).unwrap(), 0);
    assert_eq!(store.forget_handled_before(NOW + 1).unwrap(), 1);
    assert!(!store.is_handled(&key("old")).unwrap());
    assert!(store.is_handled(&key("kept")).unwrap() && store.is_handled(&key("new")).unwrap());
}

#[test]
fn replies_keep_the_order_of_the_questions_when_the_clock_goes_back() {
    let (_directory, store) = store();
    for (message, at) in [("1", NOW), ("2", NOW - 90_000), ("3", NOW - 40_000)] {
        store
            .record(&turn(&key(message), Some(message)), at)
            .unwrap();
    }
    let replies: Vec<String> = store
        .pending()
        .unwrap()
        .into_iter()
        .map(|p| p.reply)
        .collect();
    assert_eq!(replies, ["1", "2", "3"]);
}

#[test]
fn a_conversation_is_remembered_with_its_turn_until_it_expires() {
    let (_directory, store) = store();
    let memory = Memory {
        conversation: "room/ann",
        memory: "{\"focus\":1}",
        expires_at: NOW + 600,
    };
    let key = key("1");
    let turn = Turn {
        memory: Some(memory),
        ..turn(&key, None)
    };
    store.record(&turn, NOW).unwrap();
    let remembered = |now| store.memory("room/ann", now).unwrap();
    assert_eq!(remembered(NOW + 599).as_deref(), Some(memory.memory));
    assert_eq!(remembered(NOW + 600), None);
    assert_eq!(
        remembered(NOW - 60).as_deref(),
        Some(memory.memory),
        "clocks jitter"
    );
    assert_eq!(remembered(NOW - 86_400), None, "the clock went back a day");
    assert_eq!(store.memory("room/bob", NOW).unwrap(), None);

    let later = Memory {
        memory: "{}",
        ..memory
    };
    let again = Turn {
        memory: Some(later),
        ..turn
    };
    assert_eq!(store.record(&again, NOW).unwrap(), Recorded::Again);
    assert_eq!(remembered(NOW).as_deref(), Some(memory.memory));
    store.set_memory(later, NOW).unwrap();
    assert_eq!(remembered(NOW).as_deref(), Some("{}"));
    assert_eq!(store.forget_expired(NOW + 599).unwrap(), 0);
    assert_eq!(store.forget_expired(NOW + 600).unwrap(), 1);
}

#[test]
fn channels_keep_their_scope() {
    let (_directory, store) = store();
    let some = Scope::Articles(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(store.scope("discord", "1").unwrap(), None);
    for scope in [Scope::All, some.clone(), Scope::Articles(Vec::new()), some] {
        store.set_scope("discord", "1", &scope).unwrap();
        assert_eq!(store.scope("discord", "1").unwrap(), Some(scope));
    }
    assert_eq!(store.scope("matrix", "1").unwrap(), None);
}

#[test]
fn everybody_has_one_vote_for_a_reply() {
    let (_directory, store) = store();
    let up = Feedback {
        key: key("1"),
        person: "ann".to_owned(),
        vote: Vote::Up,
        reason: None,
        about: None,
        at: NOW,
    };
    let down = Feedback {
        vote: Vote::Down,
        reason: Some("wrong \u{0} speaker".to_owned()),
        at: NOW + 1,
        ..up.clone()
    };
    store.vote(&up).unwrap();
    store.vote(&down).unwrap();
    assert_eq!(store.feedback(10).unwrap(), [down]);
}

#[test]
fn a_second_process_is_told() {
    let (directory, store) = store();
    let error = Store::open(directory.path()).unwrap_err();
    let own = std::process::id();
    assert!(
        matches!(&error, Error::InUse { process: Some(id), .. } if *id == own),
        "{error}"
    );
    assert!(matches!(
        Store::set_aside(directory.path()),
        Err(Error::InUse { .. })
    ));
    drop(store);
    Store::open(directory.path()).unwrap();
}

#[test]
fn looking_does_not_need_the_lock_and_cannot_write() {
    let (directory, store) = store();
    store
        .put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    let look = Store::open_read_only(directory.path()).unwrap();
    store
        .put_article(&article("Two days", "It poured."), None, NOW)
        .unwrap();
    assert_eq!(look.listings().unwrap().len(), 2);
    let error = look.remove_article("a-day").unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    drop(store);
    let error = look.record(&turn(&key("1"), None), NOW).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    let missing = Store::open_read_only(&directory.path().join("none")).unwrap_err();
    assert!(missing.to_string().contains("none"), "{missing}");
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let (_directory, store) = store();
    store
        .put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    store.limit(1);
    let long = article("Long", &"It rained all day. ".repeat(20_000));
    let error = store.put_article(&long, None, NOW).unwrap_err();
    assert!(
        matches!(&error, Error::Full { path } if *path == store.path()),
        "{error}"
    );
    assert_eq!(store.listings().unwrap().len(), 1);
    assert_eq!(store.check().unwrap(), [] as [String; 0]);
    store.limit(1 << 30);
    assert_eq!(store.put_article(&long, None, NOW).unwrap(), Put::New);
}

#[test]
fn what_the_system_says_of_a_disk_is_sorted() {
    let path = Path::new("data");
    let of_sqlite = |code| {
        let failure = rusqlite::ffi::Error::new(code);
        Error::sql(path, rusqlite::Error::SqliteFailure(failure, None))
    };
    for full in [
        of_sqlite(rusqlite::ffi::SQLITE_FULL),
        of_sqlite(rusqlite::ffi::SQLITE_IOERR_SHMSIZE),
        Error::file(path, std::io::ErrorKind::StorageFull.into()),
    ] {
        assert!(matches!(full, Error::Full { .. }), "{full}");
    }
    for read_only in [
        of_sqlite(rusqlite::ffi::SQLITE_READONLY),
        of_sqlite(rusqlite::ffi::SQLITE_READONLY_DIRECTORY),
        Error::file(path, std::io::ErrorKind::ReadOnlyFilesystem.into()),
    ] {
        assert!(matches!(read_only, Error::ReadOnly { .. }), "{read_only}");
    }
}

#[test]
fn reading_does_not_wait_for_the_writer() {
    let (_directory, store) = store();
    store
        .put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    let seen = store.write(|transaction| {
        transaction.execute("DELETE FROM articles", [])?;
        // In the middle of a transaction: whoever reads sees what was before.
        Ok((store.listings().unwrap(), store.article("a-day").unwrap()))
    });
    let (listings, read) = seen.unwrap();
    assert_eq!(listings.len(), 1);
    assert_eq!(read.unwrap().text(), "It rained.");
    assert!(store.listings().unwrap().is_empty());
}

#[test]
fn a_file_in_the_place_of_the_directory_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("data");
    std::fs::write(&file, "x").unwrap();
    let error = Store::open(&file).unwrap_err();
    assert!(error.to_string().contains("data"), "{error}");
    std::fs::create_dir(directory.path().join(DATABASE)).unwrap();
    let error = Store::open(directory.path()).unwrap_err();
    assert!(error.to_string().contains(DATABASE), "{error}");
}

/// Spoils the database of a store with one article; says what opening and
/// checking it tells.
fn spoilt(
    spoil: impl FnOnce(&mut Vec<u8>),
) -> (tempfile::TempDir, Vec<u8>, Result<Vec<String>, Error>) {
    let (directory, store) = store();
    let text = "A word and another. ".repeat(2_000);
    store
        .put_article(&article("A day", text.trim_end()), None, NOW)
        .unwrap();
    drop(store);
    let path = directory.path().join(DATABASE);
    let mut bytes = std::fs::read(&path).unwrap();
    spoil(&mut bytes);
    std::fs::write(&path, &bytes).unwrap();
    let told = Store::open(directory.path()).and_then(|store| store.check());
    (directory, bytes, told)
}

#[test]
fn a_damaged_database_is_told_and_kept_until_it_is_set_aside() {
    let (directory, bytes, told) = spoilt(|bytes| {
        bytes.splice(0..16, *b"not a database!!");
    });
    let error = told.unwrap_err();
    assert!(matches!(&error, Error::Damaged { .. }), "{error}");
    assert!(error.to_string().contains(DATABASE), "{error}");
    let path = directory.path().join(DATABASE);
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing was touched");

    let aside = Store::set_aside(directory.path()).unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), bytes);
    let store = Store::open(directory.path()).unwrap();
    assert!(store.listings().unwrap().is_empty());
    drop(store);
    assert_ne!(
        Store::set_aside(directory.path()).unwrap(),
        directory.path().join(DATABASE)
    );
}

#[test]
fn damage_in_the_middle_is_found() {
    // A page of garbage in the middle, and half of the file.
    let (_directory, _, told) = spoilt(|bytes| {
        let middle = bytes.len() / 2 / 4096 * 4096;
        bytes[middle..middle + 4096].fill(0xA5);
    });
    assert!(told.map_or(true, |faults| !faults.is_empty()));
    let (_directory, _, told) = spoilt(|bytes| bytes.truncate(bytes.len() / 2));
    assert!(told.map_or(true, |faults| !faults.is_empty()));
    // A changed letter, which SQLite cannot notice.
    let (_directory, _, told) = spoilt(|bytes| {
        let at = bytes
            .windows(7)
            .position(|words| words == b"another")
            .unwrap();
        bytes[at] = b'A';
    });
    let faults = told.unwrap();
    assert!(faults[0].contains("a-day"), "{faults:?}");
}

#[test]
fn an_article_that_is_damaged_is_not_handed_out() {
    let (_directory, store) = store();
    for (title, column, value) in [
        ("One", "text", "It snowed."),
        ("Two", "blocks", "[[0,99,0]]"),
        ("Three", "blocks", "[[0,4,0],[2,6,0]]"),
        ("Four", "left_out", "nonsense"),
    ] {
        let article = article(title, "It rained.");
        store.put_article(&article, None, NOW).unwrap();
        let sql = format!("UPDATE texts SET {column} = ?1 WHERE article = ?2");
        store
            .write(|transaction| transaction.execute(&sql, [value, &article.id]))
            .unwrap();
        let error = store.article(&article.id).unwrap_err();
        assert!(matches!(&error, Error::Damaged { .. }), "{error}");
        assert_eq!(store.check().unwrap().len(), 1);
        store.remove_article(&article.id).unwrap();
    }
}

#[test]
fn databases_of_others_and_of_the_future_are_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(DATABASE);
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE recipes (name TEXT)")
        .unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(
        Store::open(directory.path()),
        Err(Error::Foreign { .. })
    ));
    assert!(matches!(
        Store::open_read_only(directory.path()),
        Err(Error::Foreign { .. })
    ));
    let after = Connection::open(&path).unwrap();
    assert!(after.prepare("SELECT name FROM recipes").is_ok());
    drop(after);
    assert_eq!(before.len(), std::fs::read(&path).unwrap().len());

    let (directory, store) = store();
    store
        .write(|transaction| transaction.pragma_update(None, "user_version", 99))
        .unwrap();
    drop(store);
    let error = Store::open(directory.path()).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
}

#[test]
fn an_older_store_is_brought_up_to_date_or_left_as_it_was() {
    let (directory, store) = store();
    store
        .put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    drop(store);
    let path = directory.path().join(DATABASE);
    let mut connection = Connection::open(&path).unwrap();
    let broken = [
        migrations::ALL,
        &["ALTER TABLE articles ADD COLUMN mood TEXT; SELECT nonsense;"],
    ]
    .concat();
    assert!(migrations::migrate(&mut connection, &broken).is_err());
    let state = migrations::state(&connection, migrations::ALL).unwrap();
    assert_eq!(
        state,
        migrations::State::Current,
        "still the format of before"
    );

    let next = [
        migrations::ALL,
        &["ALTER TABLE articles ADD COLUMN mood TEXT;"],
    ]
    .concat();
    let state = migrations::migrate(&mut connection, &next).unwrap();
    assert_eq!(state, migrations::State::Current);
    let articles: i64 = connection
        .query_row(
            "SELECT count(*) FROM articles WHERE mood IS NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(articles, 1);
    drop(connection);
    assert!(matches!(
        Store::open(directory.path()),
        Err(Error::Newer { .. })
    ));
}

fn filled() -> (tempfile::TempDir, Store) {
    let (directory, store) = store();
    let source = Source {
        bytes: &[0, 255, 10, 13],
        media_type: "text/plain",
    };
    store
        .put_article(
            &article("A day", "It rained.\n#On\nÉté."),
            Some(source),
            NOW,
        )
        .unwrap();
    store
        .put_article(&article("A day", "It snowed."), None, NOW + 1)
        .unwrap();
    store
        .put_article(&article("B", "“Quote”\u{2028}and\ttab"), None, NOW)
        .unwrap();
    store
        .set_scope("matrix", "!room", &Scope::Articles(vec!["b".to_owned()]))
        .unwrap();
    let (one, two) = (key("1"), key("2"));
    let memory = Memory {
        conversation: "c",
        memory: "{}",
        expires_at: NOW + 9,
    };
    let with_memory = Turn {
        memory: Some(memory),
        ..turn(&one, Some("a reply"))
    };
    store.record(&with_memory, NOW).unwrap();
    store.record(&turn(&two, None), NOW - 5).unwrap();
    let vote = Feedback {
        key: one,
        person: "ann".to_owned(),
        vote: Vote::Down,
        reason: Some("too \"short\"\n".to_owned()),
        about: Some(About {
            question: "who said \u{0} that?".to_owned(),
            command: "ask".to_owned(),
            answered: true,
            evidence: None,
        }),
        at: NOW,
    };
    store.vote(&vote).unwrap();
    store
        .asked_in_vain("discord:server 1", &["the weir".to_owned()], NOW)
        .unwrap();
    (directory, store)
}

fn exported(store: &Store) -> String {
    let mut out = Vec::new();
    store.export(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_whole_state_goes_out_and_in_again() {
    let (_directory, from) = filled();
    let export = exported(&from);
    let (_directory, to) = store();
    let imported = to.import(export.as_bytes()).unwrap();
    assert_eq!(
        usize::try_from(imported.rows).unwrap(),
        export.lines().count() - 2
    );
    assert_eq!(exported(&to), export);
    assert_eq!(to.article("a-day").unwrap().unwrap().text(), "It snowed.");
    assert_eq!(to.pending().unwrap(), from.pending().unwrap());
    assert_eq!(
        to.record(&turn(&key("2"), None), NOW).unwrap(),
        Recorded::Again
    );
    assert_eq!(
        to.record(&turn(&key("3"), None), NOW).unwrap(),
        Recorded::First
    );
    assert!(matches!(
        to.import(export.as_bytes()),
        Err(Error::NotEmpty { .. })
    ));
}

#[test]
fn an_export_that_is_not_whole_brings_nothing() {
    let (_directory, from) = filled();
    let export = exported(&from);
    let lines: Vec<&str> = export.lines().collect();
    let (_directory, to) = store();
    let refused = |export: &str, what: &str| {
        let error = to.import(export.as_bytes()).unwrap_err();
        assert!(matches!(&error, Error::Import { .. }), "{error}");
        assert!(
            error.to_string().contains(what),
            "{error} should tell of {what}"
        );
        assert!(to.listings().unwrap().is_empty() && to.pending().unwrap().is_empty());
    };
    for cut in 1..lines.len() {
        refused(&(lines[..cut].join("\n") + "\n"), "ends before its end");
    }
    for missing in 1..lines.len() - 1 {
        let mut lines = lines.clone();
        lines.remove(missing);
        refused(&lines.join("\n"), "rows are missing");
    }
    refused("", "ends before");
    refused("\0\u{1b}[2J", "not JSON");
    refused("{}", "head");
    refused(
        &export.replace("\"format\":1", "\"format\":2"),
        "another format",
    );
    refused(
        &export.replace("It snowed", "It glowed"),
        "is not that of version",
    );
    refused(
        &export.replace("\"handled\"", "\"sqlite_schema\""),
        "no table",
    );
    refused(&export.replace("\"person\"", "\"persona\""), "persona");
    refused(&export.replace("\"vote\":-1", "\"vote\":7"), "CHECK");
    refused(&export.replace("\"vote\":-1", "\"vote\":true"), "vote");
    refused(&export.replace("\"vote\":-1", "\"vote\":\"x\""), "vote");
    refused(&export.replace("00ff0a0d", "00ff0a0"), "source_bytes");
    let dangling = export.replace("\"place\":1,\"reply\"", "\"place\":9,\"reply\"");
    assert_ne!(dangling, export);
    refused(&dangling, "refers to");
    to.import(export.as_bytes()).unwrap();
}

#[test]
fn an_export_that_cannot_be_written_is_told() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (_directory, store) = filled();
    let error = store.export(Full).unwrap_err();
    assert!(matches!(error, Error::Full { .. }), "{error}");
}

#[test]
fn strange_words_are_kept_as_they_are() {
    let (_directory, store) = store();
    let strange = "'; DROP TABLE articles; -- \u{0}\u{202e}🦀\"";
    let key = key(strange);
    store.record(&turn(&key, Some(strange)), NOW).unwrap();
    assert_eq!(store.pending().unwrap()[0].reply, strange);
    store
        .set_scope(strange, strange, &Scope::Articles(vec![strange.to_owned()]))
        .unwrap();
    let scope = store.scope(strange, strange).unwrap();
    assert_eq!(scope, Some(Scope::Articles(vec![strange.to_owned()])));
    assert!(store.article(strange).unwrap().is_none());
}

#[test]
fn what_was_there_before_owners_is_everybodys() {
    let directory = tempfile::tempdir().unwrap();
    let mut old = Connection::open(directory.path().join(DATABASE)).unwrap();
    let before = migrations::ALL.get(..3).unwrap();
    migrations::migrate(&mut old, before).unwrap();
    old.execute_batch(
        "INSERT INTO articles VALUES ('a-day', 1, 5); \
         INSERT INTO versions VALUES ('a-day', 1, 'x', 'A day', NULL, NULL, NULL, NULL, NULL, \
         'day.txt', 2, 1, 'h', NULL, 5); \
         INSERT INTO feeds VALUES ('https://example.org/feed', 'Days', 'e', NULL, 7, 2); \
         INSERT INTO feed_items VALUES ('https://example.org/feed', '1', 's', 'a-day', 0, 7);",
    )
    .unwrap();
    drop(old);
    let store = Store::open(directory.path()).unwrap();
    let listings = store.listings().unwrap();
    assert_eq!((listings.len(), listings[0].owner.as_deref()), (1, None));
    let feeds = store.feeds().unwrap();
    assert_eq!((feeds.len(), feeds[0].owner.as_deref()), (1, None));
    assert_eq!((feeds[0].checked_at, feeds[0].failures), (7, 2));
    let mut of = FeedOf {
        address: "https://example.org/feed",
        owner: None,
    };
    assert!(store.feed_item(of, "1").unwrap().is_some());
    of.owner = Some("discord:server 1");
    assert!(store.feed_item(of, "1").unwrap().is_none());
}

#[test]
fn owners_are_exported_and_an_export_from_before_them_is_read() {
    let (_directory, store) = store();
    let own = article("A day", "It rained.");
    let owner = Some("discord:server 1");
    store.put_articles([(&own, owner, None)], NOW).unwrap();
    let mut exported = Vec::new();
    store.export(&mut exported).unwrap();
    let owner_after = |export: &[u8]| {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        store.import(export).unwrap();
        store.listings().unwrap()[0].owner.clone()
    };
    assert_eq!(owner_after(&exported).as_deref(), owner);
    let text = String::from_utf8(exported).unwrap();
    let old = text.replace("\"owner\":\"discord:server 1\"", "\"owner\":null");
    let old = old.replace(",\"owner\":null", "");
    assert!(!old.contains("owner"), "{old}");
    assert_eq!(owner_after(old.as_bytes()), None);
}
