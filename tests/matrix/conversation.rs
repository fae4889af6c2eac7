//! What people get to see: answers, threads, edits, deletions, reactions.

use serde_json::json;
use verbatim::command::COMMANDS;

use super::{
    bot::Bot,
    page::Page,
    people::{Person, answers, body, said_by},
    server,
};

#[test]
fn every_command_is_answered_in_an_encrypted_room() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, true, &[]);
    let sentences: Vec<String> = (1..=12)
        .map(|number| format!("Shift {number} at the quarry ended with a long walk home."))
        .collect();
    let page = Page::held_back(format!("The quarry\n\n{}\n", sentences.join(" ")));
    page.comes();
    let adding = format!("add {}", page.url());
    let lines = [
        ("ask", "how many people were injured?", "Eleven"),
        ("ask", "who is the king of Norway?", "nothing"),
        (
            "who",
            "who said “slow, visible and avoidable”?",
            "Tobias Wren",
        ),
        ("quotes", "what did Solheim say?", "Solheim"),
        (
            "check",
            "did Wren say “slow, visible and avoidable”?",
            "slow, visible and avoidable",
        ),
        ("summary", "tl;dr", "passage"),
        ("search", "search gearbox", "gearbox"),
        ("speakers", "speakers", "Wren"),
        ("article", "article", "Jury clears ferry captain"),
        ("articles", "articles", "Jury clears ferry captain"),
        ("help", "help", "ask"),
        ("status", "status", "article"),
        ("feeds", "feeds", "I follow no feed"),
        ("add", &adding, "The quarry"),
        ("use", "use The quarry", "The quarry"),
        ("remove", "remove The quarry", "cannot be undone"),
        ("remove", "yes", "Removed"),
        ("use", "use Jury clears", "Jury clears ferry captain"),
    ];
    for command in COMMANDS {
        let asked = lines.iter().any(|(name, ..)| *name == command.name);
        assert!(asked, "{} is not tried", command.name);
    }
    for (_, line, expected) in lines {
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
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let (ann, tom) = (Person::new(server), Person::new(server));
    let room = ann.room_with(bot, false, &[&tom]);
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
    let thread = json!({"msgtype": "m.text", "body": "and when did the ferry run into the pier?", "m.relates_to":
        {"rel_type": "m.thread", "event_id": beginning, "is_falling_back": true,
         "m.in_reply_to": {"event_id": beginning}}});
    let in_thread = tom.hears(&tom.sends(&room, &thread));
    // What is pressed there is answered there.
    tom.presses(&room, &in_thread, "1️⃣");
    let pressed = tom.hears(in_thread["event_id"].as_str().unwrap());
    for said in [in_thread, pressed] {
        let relation = &said["content"]["m.relates_to"];
        assert_eq!(relation["rel_type"], "m.thread");
        assert_eq!(relation["event_id"], beginning);
    }
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
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, true, &[]);
    let question = ann.says(&room, "how many people were injured?");
    let answer = ann.hears(&question);
    assert!(body(&answer).contains("Eleven"));

    // The first of these edits changes nothing.
    for text in ["how many people were injured?", "who was the judge?"] {
        ann.edits(&room, &question, text);
    }
    let new = ann.sees_changed(&answer);
    assert!(new.contains("Strand"), "{new}");

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
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, false, &[]);
    let answer = ann.asks(&room, "tl;dr");
    // What can be done next is there to be pressed, with its number in the text.
    for sign in ["1️⃣", "2️⃣", "👍", "👎"] {
        ann.sees_sign(sign, &answer);
    }
    assert!(body(&answer).contains("1️⃣ "), "{}", body(&answer));
    ann.presses(&room, &answer, "👍");
    ann.presses(&room, &answer, "1️⃣");
    let more = ann.hears(answer["event_id"].as_str().unwrap());
    assert!(!body(&more).is_empty());
    assert_ne!(body(&more), body(&answer));
    let store = verbatim::store::Store::open_read_only(&bot.data()).unwrap();
    let mut votes = store.feedback(1_000).unwrap();
    votes.retain(|vote| vote.person == ann.user);
    assert_eq!(votes.len(), 1);
    assert_eq!(votes[0].vote, verbatim::store::Vote::Up);
}

#[test]
fn what_takes_long_says_so_and_what_is_long_goes_on() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, false, &[]);
    // One paragraph that is longer than an event may be.
    let sentences: Vec<String> = (1..=900)
        .map(|number| format!("Member {number} of the council rose and spoke about the old ferry."))
        .collect();
    let page = Page::held_back(format!("The long debate\n\n{}\n", sentences.join(" ")));
    let adding = ann.says(&room, &format!("add {}", page.url()));
    ann.sees("the typing notice", |seen| {
        seen["typing"] == json!([bot.user])
    });
    ann.sees_sign("👀", &json!({"event_id": adding}));
    page.comes();
    assert!(body(&ann.hears(&adding)).contains("The long debate"));

    ann.asks(&room, "use The long debate");
    let mut pages = vec![ann.asks(&room, "article passage:1")];
    assert!(
        body(&pages[0]).ends_with("Next: 1️⃣ more"),
        "{}",
        body(&pages[0])
    );
    ann.sees_sign("1️⃣", &pages[0]);
    // By the word, and by the sign.
    pages.push(ann.asks(&room, "more, please"));
    while body(&pages[pages.len() - 1]).ends_with("Next: 1️⃣ more") {
        let last = pages[pages.len() - 1].clone();
        ann.presses(&room, &last, "1️⃣");
        pages.push(ann.hears(last["event_id"].as_str().unwrap()));
    }
    assert!(pages.len() > 3, "{}", pages.len());
    for page in &pages {
        for kind in ["body", "formatted_body"] {
            assert!(page["content"][kind].as_str().unwrap().len() < 20_000);
        }
    }
    // Every sentence whole, once, in its place.
    let said: Vec<&str> = pages.iter().map(body).collect();
    let mut said = said.join("\n");
    for sentence in &sentences {
        let at = said.find(sentence.as_str());
        let at = at.unwrap_or_else(|| panic!("{sentence} is not in its place"));
        said = said.split_off(at + sentence.len());
    }
    // Nothing is left of it.
    let after = ann.asks(&room, "more");
    assert!(!body(&after).contains("Member 900"), "{}", body(&after));
}

#[test]
fn what_was_said_before_it_came_is_not_answered() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let made = ann.ask("room", &json!({"encrypted": false}));
    let room = made["room"].as_str().unwrap();
    let old: Vec<String> = (0..1_000)
        .map(|number| format!("!verbatim search ferry {number}"))
        .collect();
    ann.floods(room, &old);
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

    // Nor does it miss the keys of what was not for it.
    let made = ann.ask("room", &json!({"encrypted": true}));
    let room = made["room"].as_str().unwrap();
    ann.says(room, "how many people were injured?");
    ann.ask("invite", &json!({"room": room, "user": bot.user}));
    ann.ask("in_room", &json!({"room": room, "users": [bot.user]}));
    ann.sees("the welcome", |seen| {
        said_by(seen, &bot.user) && seen["room"] == room
    });
    ann.ask("forget_session", &json!({"room": room}));
    let status = ann.asks(room, "status");
    assert!(
        !body(&status).contains("I cannot read"),
        "{}",
        body(&status)
    );
}

#[test]
fn what_is_taken_back_before_its_turn_is_not_answered() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, false, &[]);
    let texts = vec!["search ferry"; 30];
    let sent = ann.floods(&room, &texts);
    let changed = ann.says(&room, "how many people were injured?");
    let withdrawn = ann.says(&room, "who was the judge?");
    // While the others are being answered.
    ann.edits(&room, &changed, "tl;dr");
    ann.ask("redact", &json!({"room": room, "event": withdrawn}));
    let last = ann.says(&room, "help");
    ann.hears(&last);
    let said = ann.history(&room);
    let count = |question: &str| {
        let of_it = said.iter().filter(|event| answers(event) == Some(question));
        of_it.count()
    };
    for event in &sent {
        assert_eq!(count(event), 1);
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
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let (ann, tom) = (Person::new(server), Person::new(server));
    let room = ann.room_with(bot, false, &[&tom]);
    let refused = "Only moderators";
    let line = "!verbatim use all";
    assert!(body(&tom.asks(&room, line)).contains(refused));
    assert!(!body(&ann.asks(&room, line)).contains(refused));
    // In a room of two, for that room.
    let alone = tom.room_with(bot, false, &[]);
    assert!(!body(&tom.asks(&alone, "use all")).contains(refused));
}

#[test]
fn a_thread_asks_the_article_that_is_linked_above_it() {
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, true, &[]);
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
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/matrix.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("```\nann> ").unwrap();
    let (written, after) = rest.split_once("\n```\n").unwrap();
    let Some(server) = server::shared() else {
        return;
    };
    let bot = Bot::shared(server);
    let ann = Person::new(server);
    let room = ann.room_with(bot, true, &[]);
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
