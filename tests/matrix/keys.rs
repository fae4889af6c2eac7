//! Keys that come late, and keys that are all given away.

use serde_json::{Value, json};

use super::{
    between::{Between, Fault},
    bot::Bot,
    people::{Person, answers, body},
    server,
};

#[test]
fn a_question_is_answered_when_its_key_arrives() {
    let Some(server) = server::shared() else {
        return;
    };
    let line = Between::new(server);
    let mut bot = Bot::over(server, &line);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    ann.asks(&room, "help");
    ann.ask("forget_session", &json!({"room": room}));
    ann.ask("hold", &json!({}));
    // What says that the key is missing fails more often than the SDK tries
    // by itself; then it comes through, and the bot does not learn of it.
    let sending = "/send/m.room.encrypted/";
    line.plan(sending, 5, Fault::Refused("502 Bad Gateway", "<html>"));
    line.plan(sending, 5, Fault::AnswerLost);
    let question = ann.says(&room, "how many people were injured?");
    let notice = ann.hears(&question);
    assert!(body(&notice).contains("cannot read"), "{notice}");
    // It dies before or after it has written down that this was said.
    bot.is_killed();
    bot.go_on();
    let second = ann.says(&room, "who was the judge?");
    let withdrawn = ann.says(&room, "what did Solheim say?");
    ann.edits(&room, &withdrawn, "tl;dr");
    ann.ask("redact", &json!({"room": room, "event": withdrawn}));
    // Somebody whose messages can be read hears of it, and a restart in
    // between forgets nothing.
    let other = Person::new(server);
    let elsewhere = other.room_with(&bot, false, &[]);
    let status = other.asks(&elsewhere, "status");
    assert!(body(&status).contains("I cannot read"), "{}", body(&status));
    assert!(body(&status).contains("everybody’s invitation"));
    bot.is_killed();
    bot.go_on();
    ann.ask("release", &json!({}));
    let answer = ann.hears(&question);
    assert!(body(&answer).contains("Eleven"), "{answer}");
    assert!(body(&ann.hears(&second)).contains("Strand"));
    // What can be read is heard after what could not.
    ann.asks(&room, "help");
    let told = ann.history(&room);
    let notices = told
        .iter()
        .filter(|said| body(said).contains("cannot read"));
    assert_eq!(notices.count(), 1, "one notice a session");
    let to_withdrawn = |said: &&Value| answers(said) == Some(withdrawn.as_str());
    assert_eq!(told.iter().filter(to_withdrawn).count(), 0);
}

#[test]
fn one_time_keys_do_not_run_out() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    ann.asks(&room, "help");
    // As many senders as there are keys open a session, and more.
    let device = bot.device();
    let claim = |person: &Person| {
        let wanted = json!({"one_time_keys": {&bot.user: {&device: "signed_curve25519"}}});
        let with =
            json!({"method": "POST", "path": "/_matrix/client/v3/keys/claim", "content": wanted});
        let given = person.ask("raw", &with);
        let keys = &given["answer"]["one_time_keys"][&bot.user][&device];
        let key = keys
            .as_object()
            .and_then(|keys| keys.values().next())
            .cloned();
        key.is_some_and(|key| key["fallback"] != true)
    };
    let given = (0..300).take_while(|_| claim(&ann)).count();
    assert!((40..300).contains(&given), "{given} were given");
    ann.asks(&room, "help");
    // The bot has heard that there are none, and made new ones; a newcomer
    // reads it and is read.
    let tom = Person::new(server);
    let with_tom = tom.room_with(&bot, true, &[]);
    assert!(body(&tom.asks(&with_tom, "who was the judge?")).contains("Strand"));
    assert!(claim(&tom), "no new keys came");
}
