//! Where the bot goes, and where it does not.

use serde_json::json;

use super::{
    between::{Between, Fault},
    bot::Bot,
    people::{Person, body, said_by},
    server::{self, PASSWORD},
};

#[test]
fn it_goes_where_it_may() {
    let Some(server) = server::shared() else {
        return;
    };
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
fn an_invitation_that_comes_before_its_room_is_accepted_when_it_is_there() {
    let Some(server) = server::shared() else {
        return;
    };
    let line = Between::new(server);
    let bot = Bot::over(server, &line);
    let ann = Person::new(server);
    let refusal = r#"{"errcode":"M_FORBIDDEN","error":"You are not invited to this room."}"#;
    line.plan("/join", 2, Fault::Refused("403 Forbidden", refusal));
    let room = ann.room_with(&bot, false, &[]);
    assert_eq!(line.left(), 0, "{}", bot.log());
    assert!(body(&ann.asks(&room, "how many people were injured?")).contains("Eleven"));
    let log = bot.log();
    assert_eq!(log.matches("joining is tried again").count(), 2, "{log}");
}

#[test]
fn a_room_that_lets_it_not_speak_does_not_keep_it_from_others() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let made = ann.ask(
        "room",
        &json!({"encrypted": false, "invite": [bot.user], "levels": {"events_default": 60}}),
    );
    let mute = made["room"].as_str().unwrap();
    ann.ask("in_room", &json!({"room": mute, "users": [bot.user]}));
    ann.says(mute, "how many people were injured?");
    let room = ann.room_with(bot, false, &[]);
    assert!(body(&ann.asks(&room, "how many people were injured?")).contains("Eleven"));
    bot.logs("a reply is dropped");
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
    let Some(server) = server::shared() else {
        return;
    };
    let mut bot = Bot::invited_by(server, "");
    bot.logs("matrix.invitations is empty: no invitation is accepted");
    let device = bot.device();
    let owner = Person::of_account(server, &bot.user);
    let with = json!({"device": device, "password": PASSWORD});
    owner.ask("delete_device", &with);
    assert_eq!(bot.ends(), Some(false), "{}", bot.log());
    let log = bot.log();
    assert!(log.contains("verbatim matrix logout"), "{log}");
    assert!(!log.contains(PASSWORD));
}

#[test]
fn an_account_that_was_closed_ends_the_bot_with_what_to_do() {
    let Some(server) = server::shared() else {
        return;
    };
    let line = Between::new(server);
    let mut bot = Bot::over(server, &line);
    let refusal = r#"{"errcode":"M_USER_DEACTIVATED","error":"This account is closed"}"#;
    line.plan("/sync?", 1, Fault::Refused("403 Forbidden", refusal));
    assert_eq!(bot.ends(), Some(false), "{}", bot.log());
    let log = bot.log();
    assert!(
        log.contains("has closed @verbatim") && log.contains("ask its administrators"),
        "{log}"
    );

    // What Synapse does with an account that its owner has closed.
    let owner = Person::of_account(server, &bot.user);
    let auth = json!({"type": "m.login.password", "password": PASSWORD,
                      "identifier": {"type": "m.id.user", "user": bot.user}});
    let closed = owner.ask(
        "raw",
        &json!({"method": "POST", "path": "/_matrix/client/v3/account/deactivate",
                "content": {"auth": auth}}),
    );
    assert_eq!(closed["status"], 200, "{closed}");
    let refused = bot.program(&["serve"]).status().unwrap();
    assert!(!refused.success());
    bot.logs("this session: it was logged out. Run `verbatim matrix logout`");
    assert!(
        bot.program(&["matrix", "logout"])
            .status()
            .unwrap()
            .success()
    );
    assert!(!bot.program(&["serve"]).status().unwrap().success());
    bot.logs("whether the account is still there");
    assert!(!bot.log().contains(PASSWORD));
}
