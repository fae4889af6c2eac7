//! Two processes on one database, each with an account of its own: one is
//! killed while both are asked, the other goes on, and what the dead one left
//! is answered when it is started again.

use std::path::Path;

use super::{
    bot::Bot,
    outages::all_answered,
    people::{Person, body},
    server,
};
use crate::postgres_server as database;

/// In each room at once, while one of the processes is killed.
const QUESTIONS: usize = 30;

/// What is added from the command line while both run.
const LATER: &str = "# A bridge at Orle\n\nThe new bridge at Orle was opened on Friday by the engineer \
    Ruth Falk.\n\n“It will carry forty tonnes,” said Falk at the opening. “The old one carried three.”\n";

#[test]
fn an_account_that_dies_does_not_hold_up_the_other_and_goes_on_where_it_was() {
    let Some(server) = server::shared() else {
        return;
    };
    let Some(address) = database::address() else {
        return;
    };
    let bot = || {
        let database = vec![("VERBATIM_DATABASE", address.clone())];
        let mut bot = Bot::with_environment(server, "*", database);
        bot.go_on();
        bot
    };
    let (mut one, other) = (bot(), bot());
    let ann = Person::new(server);
    let (first, second) = (
        ann.room_with(&one, false, &[]),
        ann.room_with(&other, false, &[]),
    );
    for room in [&first, &second] {
        let reply = ann.asks(room, "how many people were injured?");
        assert!(body(&reply).contains("Eleven"), "{reply}");
    }

    let texts: Vec<String> = (0..QUESTIONS)
        .map(|number| format!("search {}", ["ferry", "valve", "judge", "pier"][number % 4]))
        .collect();
    let mut of_one = ann.floods(&first, &texts);
    let of_other = ann.floods(&second, &texts);
    one.is_killed();
    of_one.push(ann.says(&first, "who was the judge?"));
    for (event, count) in all_answered(&ann, &second, &other, &of_other) {
        assert_eq!(count, 1, "{event}");
    }

    // The command line is a third process on the database.
    let file = Path::join(&other.data(), "bridge.md");
    std::fs::write(&file, LATER).unwrap();
    let desk = tempfile::tempdir().unwrap();
    let mut add = other.program(&["add", file.to_str().unwrap()]);
    let added = add.env("VERBATIM_LIBRARY_DATA_DIR", desk.path()).status();
    assert!(added.unwrap().success(), "{}", other.log());
    one.go_on();
    for (event, count) in all_answered(&ann, &first, &one, &of_one) {
        assert_eq!(count, 1, "{event}");
    }
    let reply = ann.asks(&first, "who opened the new bridge at Orle?");
    assert!(body(&reply).contains("Ruth Falk"), "{reply}");
}
