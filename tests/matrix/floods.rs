//! Much at once, and a line that fails: everything is answered, once, in the
//! order of its room.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    between::{Between, Fault},
    bot::Bot,
    outages::all_answered,
    people::{Person, answers},
    server,
};

/// Most memory with fifty rooms and a flood, in megabytes.
const MEMORY: u64 = 120;

/// The questions of a room in the order in which they were said, and those of
/// them that were answered in the order of the answers.
fn orders(said: &[Value], asked: &[String]) -> (Vec<String>, Vec<String>) {
    let place: BTreeMap<&str, usize> = said
        .iter()
        .enumerate()
        .filter_map(|(place, event)| Some((event["event_id"].as_str()?, place)))
        .collect();
    let mut questions = asked.to_vec();
    questions.sort_by_key(|question| place[question.as_str()]);
    let answered = said.iter().filter_map(answers);
    let answered = answered.filter(|question| asked.iter().any(|one| one == question));
    (questions, answered.map(str::to_owned).collect())
}

#[test]
fn a_flood_in_ten_of_fifty_rooms_is_answered_in_order_with_little_memory() {
    const ROOMS: usize = 50;
    const NOISY: usize = 10;
    const QUESTIONS: usize = 100;
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let rooms: Vec<String> = (0..ROOMS)
        .map(|_| ann.room_inviting(&bot, false, &[]))
        .collect();
    for room in &rooms {
        ann.welcomed(&bot, room, &[]);
    }
    let before = bot.memory();
    let lines = ["search ferry", "who was the judge?", "tl;dr", "speakers"];
    let texts: Vec<&str> = (0..QUESTIONS).map(|number| lines[number % 4]).collect();
    let asked: Vec<Vec<String>> = rooms[..NOISY]
        .iter()
        .map(|room| ann.floods(room, &texts))
        .collect();
    for (room, asked) in rooms.iter().zip(&asked) {
        let counts = all_answered(&ann, room, &bot, asked);
        assert!(counts.values().all(|count| *count == 1), "{counts:?}");
        let (questions, answered) = orders(&ann.history(room), asked);
        assert_eq!(questions, answered, "the order in {room}");
    }
    let after = bot.memory();
    println!("memory with {ROOMS} rooms: {before} MB, after the flood: {after} MB at most");
    assert!(after < MEMORY, "{before} MB, then {after} MB");
}

#[test]
fn what_the_server_leaves_out_after_a_time_away_is_fetched() {
    // Three times what the server is asked to tell at once.
    const QUESTIONS: usize = 150;
    let Some(server) = server::shared() else {
        return;
    };
    let mut bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, false, &[]);
    ann.asks(&room, "help");
    bot.is_killed();
    let texts = vec!["who was the judge?"; QUESTIONS];
    let asked = ann.floods(&room, &texts);
    bot.go_on();
    let counts = all_answered(&ann, &room, &bot, &asked);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    let (questions, answered) = orders(&ann.history(&room), &asked);
    assert_eq!(questions, answered);
}

#[test]
fn a_line_that_fails_loses_nothing_and_says_nothing_twice() {
    const SENDING: &str = "/send/m.room.message/";
    let Some(server) = server::shared() else {
        return;
    };
    let line = Between::new(server);
    let bot = Bot::over(server, &line);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, false, &[]);
    let question = ann.says(&room, "how many people were injured?");
    let answer = ann.hears(&question);

    let too_much = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"slower","retry_after_ms":200}"#;
    let broken = r#"{"errcode":"M_UNKNOWN","error":"broken"}"#;
    line.plan(
        SENDING,
        2,
        Fault::Refused("429 Too Many Requests", too_much),
    );
    line.plan(SENDING, 2, Fault::Refused("502 Bad Gateway", "<html>"));
    line.plan(
        SENDING,
        1,
        Fault::Refused("500 Internal Server Error", broken),
    );
    // The server has it, and the bot does not know.
    line.plan(SENDING, 2, Fault::AnswerLost);
    line.plan("/sync?", 1, Fault::Refused("502 Bad Gateway", "<html>"));
    line.plan(
        "/sync?",
        1,
        Fault::Refused("429 Too Many Requests", too_much),
    );
    line.plan("/sync?", 1, Fault::AnswerLost);
    let mut asked = vec![question.clone()];
    for text in ["who was the judge?", "what did Solheim say?", "tl;dr"] {
        asked.push(ann.says(&room, text));
    }
    let counts = all_answered(&ann, &room, &bot, &asked);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    assert_eq!(line.left(), 0, "faults that did not happen");

    // Edits and deletions get there, too.
    line.plan(SENDING, 5, Fault::Refused("502 Bad Gateway", "<html>"));
    line.plan("/redact/", 5, Fault::Refused("502 Bad Gateway", "<html>"));
    ann.edits(&room, &question, "who was the judge?");
    let new = ann.sees_changed(&answer);
    assert!(new.contains("Strand"), "{new}");
    ann.ask("redact", &json!({"room": room, "event": question}));
    ann.sees("the answer taken back", |seen| {
        let event = &seen["event"];
        event["type"] == "m.room.redaction" && event["sender"] == bot.user.as_str()
    });
    assert_eq!(line.left(), 0, "faults that did not happen");
}
