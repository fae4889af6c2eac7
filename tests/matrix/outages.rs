//! One question, one reply, whatever dies in between.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    bot::Bot,
    people::{PATIENCE, Person, answers, body},
    server::{self, Server},
};

/// How often a question was answered, edits left out.
fn counts(said: &[Value], bot: &Bot) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for event in said
        .iter()
        .filter(|event| event["sender"] == bot.user.as_str())
    {
        if let Some(question) = answers(event) {
            *counts.entry(question.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// How often everything in a room was answered, once all of `asked` was. The
/// server is asked: a client that is behind leaves out what lies between.
#[track_caller]
pub(super) fn all_answered(
    person: &Person,
    room: &str,
    bot: &Bot,
    asked: &[String],
) -> BTreeMap<String, usize> {
    let mut until = Instant::now() + 3 * PATIENCE;
    let mut before = usize::MAX;
    loop {
        let counts = counts(&person.history(room), bot);
        let left = asked.iter().filter(|event| !counts.contains_key(*event));
        let left = left.count();
        if left == 0 {
            return counts;
        }
        // Where it goes on, it is waited for.
        if left < before {
            before = left;
            until = Instant::now() + 3 * PATIENCE;
        }
        assert!(
            Instant::now() < until,
            "{left} were not answered: {}",
            bot.log()
        );
        thread::sleep(Duration::from_millis(500));
    }
}

#[test]
fn kills_in_a_burst_lose_nothing_and_say_nothing_twice() {
    const QUESTIONS: usize = 200;
    let Some(server) = server::shared() else {
        return;
    };
    let mut bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, false, &[]);
    let texts: Vec<String> = (0..QUESTIONS)
        .map(|number| format!("search {}", ["ferry", "valve", "judge", "pier"][number % 4]))
        .collect();
    let mut asked = Vec::new();
    for (number, texts) in texts.chunks(40).enumerate() {
        asked.extend(ann.floods(&room, texts));
        // At a different point each time: while it starts, hears, answers.
        thread::sleep(Duration::from_millis(130 * (number as u64 * 7 % 5)));
        bot.is_killed();
        bot.go_on();
    }
    asked.push(ann.says(&room, "help"));
    let counts = all_answered(&ann, &room, &bot, &asked);
    let twice: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let owner = Person::of_account(server, &bot.user);
    let devices = owner.ask("devices", &json!({}));
    // The bot's, and this one.
    assert_eq!(devices["devices"].as_array().unwrap().len(), 2, "{devices}");
}

#[test]
fn a_homeserver_that_goes_and_comes_back_is_waited_for() {
    let Some(mut server) = Server::start_with("") else {
        return;
    };
    let mut bot = Bot::new(&server);
    let ann = Person::new(&server);
    let room = ann.room_with(&bot, true, &[]);
    ann.asks(&room, "how many people were injured?");
    server.halt();
    bot.logs("the homeserver did not answer");
    server.go_on();
    assert!(!bot.has_ended());
    let until = Instant::now() + PATIENCE;
    let event = loop {
        let content = json!({"msgtype": "m.text", "body": "who was the judge?"});
        match ann.tried("send", &json!({"room": room, "content": content})) {
            Ok(sent) => break sent["event"].as_str().unwrap().to_owned(),
            Err(fault) => assert!(Instant::now() < until, "{fault}"),
        }
    };
    assert!(body(&ann.hears(&event)).contains("Strand"));
}

#[test]
fn a_noisy_room_does_not_keep_another_waiting() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let (ann, tom) = (Person::new(server), Person::new(server));
    let noisy = ann.room_with(bot, false, &[]);
    let calm = tom.room_with(bot, false, &[]);
    let texts = vec!["search ferry"; 100];
    let asked = ann.floods(&noisy, &texts);
    let reply = tom.asks(&calm, "how many people were injured?");
    assert!(body(&reply).contains("Eleven"));
    all_answered(&ann, &noisy, bot, &asked);
    let said = ann.history(&noisy);
    let answers = said.iter().filter(|event| answers(event).is_some());
    let times = answers.map(|event| event["origin_server_ts"].as_u64().unwrap());
    let last = times.max().unwrap();
    assert!(
        reply["origin_server_ts"].as_u64().unwrap() < last,
        "it was answered after the whole flood"
    );
}
