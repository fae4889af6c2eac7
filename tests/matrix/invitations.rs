//! Where the bot goes, and where it does not.

use serde_json::json;

use super::{
    people::{Bot, Person, body, said_by},
    server, skipped,
};

#[test]
fn it_goes_where_it_may() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let ann = Person::new(server);
    let stranger = Person::new(server);
    let bot = Bot::invited_by(server, &format!("other.example,{}", ann.user));
    let made = stranger.ask("room", &json!({"encrypted": false, "invite": [bot.user]}));
    let strange = made["room"].as_str().unwrap();
    bot.logs("an invitation is not accepted");
    // Later than the stranger's, so that was decided when this is.
    let room = ann.room_with(&bot, false, &[]);
    let there = stranger.ask("members", &json!({"room": strange}));
    assert_eq!(there["members"], json!([stranger.user]));
    assert!(body(&ann.asks(&room, "how many people were injured?")).contains("Eleven"));

    // Nobody invites it into the room that this one becomes.
    let public = json!({"join_rule": "public"});
    let with = json!({"room": room, "kind": "m.room.join_rules", "content": public});
    ann.ask("state", &with);
    let moved = ann.ask("upgrade", &json!({"room": room}));
    let moved = moved["room"].as_str().unwrap();
    ann.ask("in_room", &json!({"room": moved, "users": [bot.user]}));
    assert!(body(&ann.asks(moved, "!verbatim how many people were injured?")).contains("Eleven"));

    bot.logs("followed a room that moved");

    ann.ask("leave", &json!({"room": moved}));
    bot.logs("left: nobody is there any more");
}

#[test]
fn a_room_that_lets_it_not_speak_does_not_keep_it_from_others() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let mut bot = Bot::new(server);
    let ann = Person::new(server);
    let made = ann.ask(
        "room",
        &json!({"encrypted": false, "invite": [bot.user], "levels": {"events_default": 60}}),
    );
    let mute = made["room"].as_str().unwrap();
    ann.ask("in_room", &json!({"room": mute, "users": [bot.user]}));
    ann.says(mute, "how many people were injured?");
    let room = ann.room_with(&bot, false, &[]);
    assert!(body(&ann.asks(&room, "how many people were injured?")).contains("Eleven"));
    bot.logs("a reply is dropped");
    assert!(!bot.has_ended());
    let said = ann.history(mute);
    let seen = |event| json!({ "event": event });
    assert!(
        !said
            .iter()
            .any(|event| said_by(&seen(event.clone()), &bot.user))
    );
}

#[test]
fn a_session_that_was_ended_ends_the_bot_with_what_to_do() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let mut bot = Bot::new(server);
    let device = bot.device();
    let owner = Person::of_account(server, &bot.user);
    let with = json!({"device": device, "password": "a password of the tests"});
    owner.ask("delete_device", &with);
    assert_eq!(bot.ends(), Some(false), "{}", bot.log());
    let log = bot.log();
    assert!(log.contains("verbatim matrix logout"), "{log}");
    assert!(!log.contains("a password of the tests"));
}
