//! Processes that share a database: who works where, and who learns of what.

use std::{sync::Barrier, time::Duration};

use super::*;
use crate::{
    index::{Kind, Scope},
    library::Library,
};

fn two() -> Option<([Place; 2], Store, Store)> {
    let mut place = Place::postgres()?;
    let short = Duration::from_millis(600);
    place.address = place.address.map(|address| address.with_lease(short));
    let other = place.elsewhere();
    let (one, two) = (place.open(), other.open());
    Some(([place, other], one, two))
}

#[test]
fn a_channel_has_one_process_until_it_is_let_go() {
    let Some((_places, one, two)) = two() else {
        return;
    };
    assert!(one.is_shared());
    assert!(one.claim("discord", "1").unwrap());
    assert!(one.claim("discord", "1").unwrap(), "its own");
    assert!(!two.claim("discord", "1").unwrap());
    assert!(two.claim("discord", "2").unwrap());
    two.let_go("discord", "1").unwrap();
    assert!(!two.claim("discord", "1").unwrap(), "not its to let go");
    one.let_go("discord", "1").unwrap();
    assert!(two.claim("discord", "1").unwrap());
    // Longer than the lease: whoever lives keeps what it has.
    std::thread::sleep(Duration::from_millis(900));
    assert!(!one.claim("discord", "1").unwrap());
    drop(two);
    assert!(one.claim("discord", "1").unwrap(), "stopped in order");
}

#[test]
fn of_processes_that_do_the_same_at_once_one_has_done_it() {
    let Some((_places, one, two)) = two() else {
        return;
    };
    let start = Barrier::new(2);
    let work = |store: &Store| {
        let mut first = Vec::new();
        for number in 0..60 {
            start.wait();
            let key = key(&number.to_string());
            let received = store.receive(&key, "q", NOW).unwrap();
            let claimed = store.claim("matrix", &format!("{number}")).unwrap();
            let recorded = store.record(&turn(&key, Some("r")), NOW).unwrap();
            first.push((received, claimed, recorded == Recorded::First));
        }
        first
    };
    let (ones, twos) = std::thread::scope(|scope| {
        let ones = scope.spawn(|| work(&one));
        let twos = scope.spawn(|| work(&two));
        (ones.join().unwrap(), twos.join().unwrap())
    });
    for (one, two) in ones.into_iter().zip(twos) {
        assert!(one.1 != two.1, "a channel has one process");
        assert!(one.2 != two.2, "a message is handled once");
    }
    assert_eq!(one.pending().unwrap().len(), 60);
    assert_eq!(one.backlog().unwrap().inbox, 0);
}

#[test]
fn versions_that_come_at_once_are_counted_one_after_the_other() {
    let Some((_places, one, two)) = two() else {
        return;
    };
    std::thread::scope(|scope| {
        for (store, word) in [(&one, "rain"), (&two, "snow")] {
            scope.spawn(move || {
                for day in 0..30 {
                    let text = format!("It was {word} on day {day}.");
                    store
                        .put_article(&article("A day", &text), None, NOW)
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(one.versions("a-day").unwrap().len(), 60);
    assert_eq!(one.check().unwrap(), [] as [String; 0]);
}

#[test]
fn every_change_of_an_article_is_seen_in_order() {
    let Some((_places, one, two)) = two() else {
        return;
    };
    assert_eq!(two.last_change().unwrap(), 0);
    one.put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    one.put_article(&article("B", "It snowed."), None, NOW)
        .unwrap();
    let changes = two.changes_after(0).unwrap();
    let names: Vec<&str> = changes
        .iter()
        .map(|change| change.article.as_str())
        .collect();
    assert_eq!(names, ["a-day", "b"]);
    let seen = changes.last().unwrap().number;
    one.put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    assert!(two.changes_after(seen).unwrap().is_empty(), "known already");
    one.remove_article("a-day").unwrap();
    let changes = two.changes_after(seen).unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].article, "a-day");
    assert_eq!(two.last_change().unwrap(), changes[0].number);
}

#[test]
fn an_index_of_another_machine_catches_up() {
    let Some((places, one, two)) = two() else {
        return;
    };
    let [here, there] = [(one, &places[0]), (two, &places[1])].map(|(store, place)| {
        let index = place.directory.path().join("search");
        Library::stored(std::sync::Arc::new(store), &index).unwrap()
    });
    let found = |library: &Library, word: &str| {
        let hits = library.search(Kind::Passage, word, &Scope::All, 5);
        hits.unwrap().len()
    };
    here.add(article("A day", "It rained.")).unwrap();
    assert_eq!((found(&here, "rained"), found(&there, "rained")), (1, 0));
    assert_eq!(there.follow().unwrap(), 1);
    assert_eq!(found(&there, "rained"), 1);
    assert_eq!(there.follow().unwrap(), 0, "nothing more");

    // Both change something, one of it the same article.
    here.add(article("A day", "It snowed.")).unwrap();
    let mut other = article("Two days", "It poured.");
    // The same address would make it a version of the first.
    other.metadata.url = None;
    there.add(other).unwrap();
    here.follow().unwrap();
    there.follow().unwrap();
    for library in [&here, &there] {
        let words = ["rained", "snowed", "poured"].map(|word| found(library, word));
        assert_eq!(words, [0, 1, 1]);
        assert_eq!(library.get("a-day").unwrap().article.text(), "It snowed.");
        assert_eq!(library.len(), 2);
    }
    here.remove("a-day").unwrap();
    there.follow().unwrap();
    assert_eq!((found(&there, "snowed"), there.len()), (0, 1));
    assert!(there.get("a-day").is_none());
}

#[test]
fn a_connection_that_the_server_closed_is_made_anew() {
    let Some((_places, one, two)) = two() else {
        return;
    };
    one.receive(&key("1"), "q", NOW).unwrap();
    let pid: i64 = one
        .read(|connection| connection.value("SELECT pg_backend_pid()::bigint", &[]))
        .unwrap();
    let sql = "SELECT pg_terminate_backend(?1::bigint::int)";
    let ended = two.write(|connection| connection.value::<bool>(sql, sql::values![pid]));
    assert!(ended.unwrap());
    assert!(one.is_known(&key("1")).unwrap());
}

#[test]
fn what_one_kind_exports_the_other_takes() {
    let Some(place) = Place::postgres() else {
        return;
    };
    let sqlite = Place::sqlite();
    let from = transfer::filled(&sqlite);
    let export = transfer::exported(&from);
    let server = place.open();
    server.import(export.as_bytes()).unwrap();
    assert_eq!(transfer::exported(&server), export);
    assert_eq!(
        server.record(&turn(&key("3"), None), NOW).unwrap(),
        Recorded::First,
        "counts on after what was imported"
    );
    let export = transfer::exported(&server);
    let sqlite = Place::sqlite();
    let back = sqlite.open();
    back.import(export.as_bytes()).unwrap();
    assert_eq!(transfer::exported(&back), export);
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let Some(place) = Place::postgres() else {
        return;
    };
    let address = place.address.as_ref().unwrap();
    let fault = Store::connect_read_only(address, place.directory.path());
    assert!(matches!(fault, Err(Error::ReadOnly { .. })), "{fault:?}");
    let mut client = address.connect().unwrap();
    client.batch_execute("CREATE TABLE recipes ()").unwrap();
    let fault = Store::connect(address, place.directory.path()).unwrap_err();
    assert!(matches!(fault, Error::Foreign { .. }), "{fault}");
}
