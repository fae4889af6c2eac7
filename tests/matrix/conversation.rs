//! What people get to see: answers, threads, edits, deletions, reactions.

use serde_json::json;

use super::{
    people::{Bot, Person, answers, body, said_by},
    server, skipped,
};

#[test]
fn every_command_is_answered_in_an_encrypted_room() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    for (line, expected) in [
        ("how many people were injured?", "Eleven"),
        ("who said “slow, visible and avoidable”?", "Tobias Wren"),
        ("what did Solheim say?", "Solheim"),
        (
            "did Wren say “slow, visible and avoidable”?",
            "slow, visible and avoidable",
        ),
        ("tl;dr", "passage"),
        ("search gearbox", "gearbox"),
        ("speakers", "Wren"),
        ("article", "Jury clears ferry captain"),
        ("articles", "Jury clears ferry captain"),
        ("help", "ask"),
        ("status", "article"),
        ("who is the king of Norway?", "nothing"),
    ] {
        let event = ann.says(&room, line);
        let seen = ann.sees(line, |seen| answers(&seen["event"]) == Some(event.as_str()));
        assert_eq!(seen["decrypted"], true, "{seen}");
        let reply = &seen["event"];
        assert!(body(reply).contains(expected), "{line}: {}", body(reply));
        let content = &reply["content"];
        assert_eq!(content["msgtype"], "m.notice");
        assert_eq!(content["format"], "org.matrix.custom.html");
        assert_eq!(
            content["m.mentions"],
            json!({}),
            "nobody is called in a room of two"
        );
    }
    let second = ann.second_device(server);
    second.ask("in_room", &json!({"room": room, "users": [bot.user]}));
    let event = second.says(&room, "how many people were injured?");
    for device in [&ann, &second] {
        assert!(body(&device.hears(&event)).contains("Eleven"));
    }
}

#[test]
fn among_others_it_speaks_only_when_spoken_to() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let (ann, tom) = (Person::new(server), Person::new(server));
    let room = ann.room_with(&bot, false, &[&tom]);
    let local = bot.user.trim_start_matches('@').split(':').next().unwrap();
    let mut unheard = Vec::new();
    for content in [
        json!({"msgtype": "m.text", "body": "how many people were injured?"}),
        json!({"msgtype": "m.text", "body": "!verbatimly speaking, how many people were injured?"}),
        json!({"msgtype": "m.text", "body": format!("I asked {local} how many people were injured")}),
        json!({"msgtype": "m.notice", "body": "!verbatim how many people were injured?"}),
    ] {
        unheard.push(tom.sends(&room, &content));
    }
    let mut heard = Vec::new();
    for content in [
        json!({"msgtype": "m.text", "body": "!verbatim how many people were injured?"}),
        json!({"msgtype": "m.text", "body": format!("@{local} how many people were injured?")}),
        json!({"msgtype": "m.text", "body": format!("{local}: how many people were injured?"),
               "m.mentions": {"user_ids": [bot.user]}}),
    ] {
        heard.push(tom.sends(&room, &content));
    }
    let mut last = serde_json::Value::Null;
    for event in &heard {
        last = tom.hears(event);
        assert!(body(&last).contains("Eleven"));
        assert_eq!(
            last["content"]["m.mentions"],
            json!({"user_ids": [tom.user]})
        );
    }
    // A reply to the bot's own words needs no name, and a thread is answered
    // in its thread.
    let reply = json!({"msgtype": "m.text", "body": "tl;dr", "m.relates_to":
        {"m.in_reply_to": {"event_id": last["event_id"]}}});
    tom.hears(&tom.sends(&room, &reply));
    let beginning = heard[0].as_str();
    let thread = json!({"msgtype": "m.text", "body": "and who was injured?", "m.relates_to":
        {"rel_type": "m.thread", "event_id": beginning, "is_falling_back": true,
         "m.in_reply_to": {"event_id": beginning}}});
    let in_thread = tom.hears(&tom.sends(&room, &thread));
    let relation = &in_thread["content"]["m.relates_to"];
    assert_eq!(relation["rel_type"], "m.thread");
    assert_eq!(relation["event_id"], beginning);
    let said = ann.history(&room);
    for event in unheard {
        assert!(
            !said
                .iter()
                .any(|said| answers(said) == Some(event.as_str()))
        );
    }
}

#[test]
fn an_answer_follows_its_question() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    let question = ann.says(&room, "how many people were injured?");
    let answer = ann.hears(&question);
    assert!(body(&answer).contains("Eleven"));

    ann.sends(
        &room,
        &json!({"msgtype": "m.text", "body": "* who was the judge?",
               "m.new_content": {"msgtype": "m.text", "body": "who was the judge?"},
               "m.relates_to": {"rel_type": "m.replace", "event_id": question}}),
    );
    let edited = ann.sees("the changed answer", |seen| {
        seen["event"]["content"]["m.relates_to"]["event_id"] == answer["event_id"]
            && seen["event"]["content"]["m.relates_to"]["rel_type"] == "m.replace"
    });
    let new = &edited["event"]["content"]["m.new_content"];
    assert!(new["body"].as_str().unwrap().contains("Strand"), "{new}");

    ann.ask("redact", &json!({"room": room, "event": question}));
    ann.sees("the answer taken back", |seen| {
        let event = &seen["event"];
        event["type"] == "m.room.redaction"
            && event["sender"] == bot.user.as_str()
            && (event["redacts"] == answer["event_id"]
                || event["content"]["redacts"] == answer["event_id"])
    });
}

#[test]
fn reactions_choose_and_judge() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let mut bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, false, &[]);
    let answer = ann.asks(&room, "tl;dr");
    // What can be done next is there to be pressed, with its number in the text.
    for sign in ["1️⃣", "2️⃣", "👍", "👎"] {
        ann.sees(sign, |seen| {
            let about = &seen["event"]["content"]["m.relates_to"];
            seen["event"]["sender"] == bot.user.as_str()
                && about["event_id"] == answer["event_id"]
                && about["key"] == sign
        });
    }
    assert!(body(&answer).contains("1️⃣ "), "{}", body(&answer));
    let react = |key: &str| {
        let content = json!({"m.relates_to":
            {"rel_type": "m.annotation", "event_id": answer["event_id"], "key": key}});
        let with = json!({"room": room, "content": content, "kind": "m.reaction"});
        let sent = ann.ask("send", &with);
        sent["event"].as_str().unwrap().to_owned()
    };
    react("👍");
    let chosen = react("1️⃣");
    let more = ann.hears(&chosen);
    assert!(!body(&more).is_empty());
    assert_ne!(body(&more), body(&answer));
    bot.is_killed();
    let store = verbatim::store::Store::open(&bot.data()).unwrap();
    let votes = store.feedback(5).unwrap();
    assert_eq!(votes.len(), 1);
    assert_eq!(votes[0].person, ann.user);
    assert_eq!(votes[0].vote, verbatim::store::Vote::Up);
}

#[test]
fn a_question_is_answered_when_its_key_arrives() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let mut bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    ann.asks(&room, "help");
    ann.ask("forget_session", &json!({"room": room}));
    ann.ask("hold", &json!({}));
    let question = ann.says(&room, "how many people were injured?");
    let notice = ann.hears(&question);
    assert!(body(&notice).contains("cannot read"), "{notice}");
    let second = ann.says(&room, "who was the judge?");
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
    let told = ann.history(&room);
    let notices = told
        .iter()
        .filter(|said| body(said).contains("cannot read"));
    assert_eq!(notices.count(), 1, "one notice a session");
}

#[test]
fn what_was_said_before_it_came_is_not_answered() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let made = ann.ask("room", &json!({"encrypted": false}));
    let room = made["room"].as_str().unwrap();
    let old: Vec<String> = (0..1_000)
        .map(|number| format!("!verbatim search ferry {number}"))
        .collect();
    ann.ask("flood", &json!({"room": room, "texts": old}));
    ann.ask("invite", &json!({"room": room, "user": bot.user}));
    ann.sees("the welcome", |seen| {
        said_by(seen, &bot.user) && seen["room"] == room
    });
    let reply = ann.asks(room, "how many people were injured?");
    assert!(body(&reply).contains("Eleven"));
    let said = ann.history(room);
    assert!(said.len() > 1_000, "{}", said.len());
    let answered = said.iter().filter(|said| answers(said).is_some());
    assert_eq!(answered.count(), 1);
}

#[test]
fn one_time_keys_do_not_run_out() {
    if skipped() {
        return;
    }
    let server = server::shared();
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

#[test]
fn what_is_taken_back_before_its_turn_is_not_answered() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, false, &[]);
    let texts = vec!["search ferry"; 30];
    let sent = ann.ask("flood", &json!({"room": room, "texts": texts}));
    let changed = ann.says(&room, "how many people were injured?");
    let withdrawn = ann.says(&room, "who was the judge?");
    // While the others are being answered.
    ann.sends(
        &room,
        &json!({"msgtype": "m.text", "body": "* tl;dr",
               "m.new_content": {"msgtype": "m.text", "body": "tl;dr"},
               "m.relates_to": {"rel_type": "m.replace", "event_id": changed}}),
    );
    ann.ask("redact", &json!({"room": room, "event": withdrawn}));
    let last = ann.says(&room, "help");
    ann.hears(&last);
    let said = ann.history(&room);
    let count = |question: &str| {
        let of_it = said.iter().filter(|event| answers(event) == Some(question));
        of_it.count()
    };
    for event in sent["events"].as_array().unwrap() {
        assert_eq!(count(event.as_str().unwrap()), 1);
    }
    assert_eq!(count(&changed), 1, "an edit is no second question");
    // Not answered, or its answer is gone.
    let left = said
        .iter()
        .any(|event| answers(event) == Some(withdrawn.as_str()) && body(event).contains("Strand"));
    assert!(!left);
}

#[test]
fn what_changes_the_library_is_for_those_with_power() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let (ann, tom) = (Person::new(server), Person::new(server));
    let room = ann.room_with(&bot, false, &[&tom]);
    let refused = "Only moderators";
    let line = "!verbatim use all";
    assert!(body(&tom.asks(&room, line)).contains(refused));
    assert!(!body(&ann.asks(&room, line)).contains(refused));
    // In a room of two, for that room.
    let alone = tom.room_with(&bot, false, &[]);
    assert!(!body(&tom.asks(&alone, "use all")).contains(refused));
}

#[test]
fn a_thread_asks_the_article_that_is_linked_above_it() {
    if skipped() {
        return;
    }
    let server = server::shared();
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    let (opening, closing) = ("add ---\ntitle: ", "\n---\n\n");
    for (title, page, text) in [
        (
            "The mill at Saltby",
            "mill",
            "The old mill at Saltby was sold on Monday for two million crowns to Ann Lee, who wants to bake in it again, as her grandmother did until the flood took the weir away one night in spring.",
        ),
        (
            "The ferry to Skerra",
            "ferry",
            "The ferry to Skerra was sold on Friday for nine million crowns to Colm Iveagh, who wants to run it on hydrogen, which the harbour will make from the wind that comes over the hill all year.",
        ),
    ] {
        let add = format!("{opening}{title}\nurl: https://example.org/{page}{closing}{text}");
        let added = ann.asks(&room, &add);
        assert!(body(&added).contains("Added."), "{}", body(&added));
    }
    // The link may hide behind words, and another bot may have posted it.
    let posts = [
        (
            json!({"msgtype": "m.text", "body": "have you seen https://example.org/mill?utm_source=x"}),
            "two million",
        ),
        (
            json!({"msgtype": "m.notice", "body": "The ferry", "format": "org.matrix.custom.html",
                   "formatted_body": "<a href=\"https://example.org/ferry\">The ferry</a>"}),
            "nine million",
        ),
    ];
    for (post, expected) in posts {
        let beginning = ann.sends(&room, &post);
        let in_thread = |text: &str| {
            json!({"msgtype": "m.text", "body": text, "m.relates_to":
                {"rel_type": "m.thread", "event_id": beginning, "is_falling_back": true,
                 "m.in_reply_to": {"event_id": beginning}}})
        };
        let reply = ann.hears(&ann.sends(&room, &in_thread("how many crowns was it sold for?")));
        assert!(body(&reply).contains(expected), "{}", body(&reply));
        assert_eq!(
            reply["content"]["m.relates_to"]["event_id"],
            beginning.as_str()
        );
        // What is chosen below an answer is chosen in its thread.
        let short = ann.hears(&ann.sends(&room, &in_thread("articles")));
        assert!(body(&short).contains("1 article"), "{}", body(&short));
        let asks = ann.hears(&ann.sends(&room, &in_thread("use")));
        assert!(body(&asks).contains("This thread asks"), "{}", body(&asks));
    }
}

/// The conversation in `docs/matrix.md` is what a person's client shows in an
/// encrypted room: `UPDATE_CONVERSATIONS=1` writes it down again.
#[test]
fn the_conversation_in_the_documentation_can_be_had() {
    if skipped() {
        return;
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/matrix.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("```\nann> ").unwrap();
    let (written, after) = rest.split_once("\n```\n").unwrap();
    let server = server::shared();
    let bot = Bot::new(server);
    let ann = Person::new(server);
    let room = ann.room_with(&bot, true, &[]);
    let mut had = Vec::new();
    for line in format!("ann> {written}").lines() {
        if let Some(line) = line.strip_prefix("ann> ") {
            let event = ann.says(&room, line);
            let seen = ann.sees(line, |seen| answers(&seen["event"]) == Some(event.as_str()));
            assert_eq!(seen["decrypted"], true, "{seen}");
            assert!(!body(&seen["event"]).is_empty(), "{line}");
            had.push(format!("ann> {line}\n{}", body(&seen["event"])));
        }
    }
    assert!(had.len() > 3, "{had:?}");
    if std::env::var_os("UPDATE_CONVERSATIONS").is_some() {
        let had = had.join("\n\n");
        std::fs::write(path, format!("{before}```\n{had}\n```\n{after}")).unwrap();
    }
}
