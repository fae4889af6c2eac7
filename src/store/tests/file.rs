//! A file of SQLite: what can be wrong with it, and what is said then.

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::article;

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
    drop(store);
    Connection::open(directory.path().join(DATABASE))
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
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
