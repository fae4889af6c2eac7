//! The same replies as every renderer gives them, side by side in
//! `tests/snapshots/replies.txt`. `UPDATE_SNAPSHOTS=1 cargo test` rewrites it;
//! read the difference before it is committed.

use std::fmt::Write;

use serde_json::Value;
use verbatim::{
    chat::{
        json::Object,
        layout::{Hints, Links, Shown},
        plain,
        terminal::render::{Look, render},
    },
    reply::Reply,
};

#[cfg(all(feature = "discord", feature = "matrix"))]
mod platforms;
mod replies;
mod snapshot;

use snapshot::assert_as_before;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reply.schema.json");

/// A terminal with everything.
const COLOURFUL: Look = Look {
    colour: true,
    width: Some(60),
    shown: Shown {
        titles: false,
        links: Links::Behind,
        hints: Hints::Words,
    },
};

/// A terminal without anything.
const BARE: Look = Look {
    colour: false,
    width: Some(60),
    shown: Shown {
        titles: false,
        links: Links::Hidden,
        hints: Hints::Hidden,
    },
};

fn json(reply: &Reply) -> Value {
    let object = Object::new(reply, &replies::library());
    serde_json::from_str(&object.line().unwrap()).unwrap()
}

/// Text that an editor shows as it is: controls and what reorders by number.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\x1b' => "<ESC>".to_owned(),
            '\n' => "\n".to_owned(),
            c if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) => {
                format!("<U+{:04X}>", u32::from(c))
            }
            c => c.to_string(),
        })
        .collect()
}

#[test]
fn replies_look_as_they_did() {
    let mut shown = String::new();
    for (name, reply) in replies::all() {
        let plain = plain::render(&reply, plain::SHOWN);
        let mut object = json(&reply);
        // Twice the same text is not worth reading.
        let text = object.as_object_mut().unwrap().remove("text").unwrap();
        assert_eq!(text, plain.as_str(), "{name}");
        let object = serde_json::to_string_pretty(&object).unwrap();
        for (renderer, rendering) in [
            ("plain", plain),
            ("terminal with colours and links", render(&reply, COLOURFUL)),
            ("terminal without", render(&reply, BARE)),
            ("JSON", object),
        ] {
            writeln!(shown, "===== {name}: {renderer}\n{}\n", visible(&rendering)).unwrap();
        }
    }
    assert_as_before("replies.txt", &shown);
}

#[test]
fn a_terminal_gets_only_the_escape_sequences_that_we_make() {
    for (name, reply) in replies::all() {
        let mut rest = render(&reply, COLOURFUL);
        for ours in [
            "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[36m", "\x1b]8;;", "\x1b\\",
        ] {
            rest = rest.replace(ours, "");
        }
        assert!(
            !rest.contains(|c: char| c.is_control() && c != '\n'),
            "{name}: {rest:?}"
        );
        let bare = render(&reply, BARE);
        assert!(
            !bare.contains(|c: char| c.is_control() && c != '\n'),
            "{name}: {bare:?}"
        );
    }
}

#[test]
fn plain_text_has_every_word_of_the_article_that_is_not_replaced() {
    for (name, reply) in replies::all() {
        let text = plain::render(&reply, plain::SHOWN);
        for quotation in reply
            .quotations()
            .filter(|quotation| quotation.replace.is_none())
        {
            assert!(text.contains(&quotation.excerpt.text), "{name}: {text}");
        }
    }
}

#[test]
fn offsets_in_json_are_code_points_of_the_article() {
    let article = replies::article();
    let points: Vec<char> = article.text().chars().collect();
    let mut checked = 0;
    for (_, reply) in replies::all() {
        let object = json(&reply);
        for key in ["evidence", "quotes", "summary"] {
            for item in object[key].as_array().into_iter().flatten() {
                if item["article"] != article.id.as_str() {
                    continue;
                }
                let at = |key: &str| usize::try_from(item[key].as_u64().unwrap()).unwrap();
                let words: String = points[at("start")..at("end")].iter().collect();
                assert_eq!(item["text"], words.as_str());
                checked += 1;
            }
        }
    }
    assert!(checked > 10, "{checked}");
}

#[test]
fn json_is_of_the_documented_schema() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(SCHEMA).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (name, reply) in replies::all() {
        let object = json(&reply);
        let faults: Vec<String> = schema
            .iter_errors(&object)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

#[test]
fn the_schema_refuses_what_programs_must_not_get() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(SCHEMA).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let right = json(&replies::all()[0].1);
    assert!(schema.is_valid(&right));
    let wrong = [
        ("no status", "", "status", None),
        ("no text", "", "text", None),
        ("no answer", "", "answer", None),
        ("no evidence", "", "evidence", None),
        ("a key of no meaning", "", "extra", Some(Value::from(1))),
        ("another status", "", "status", Some("unknown".into())),
        (
            "an answer in silence",
            "",
            "status",
            Some("not_in_article".into()),
        ),
        ("more than certain", "", "confidence", Some(1.5.into())),
        ("another verdict", "", "verdict", Some("true".into())),
        (
            "a passage before the first",
            "/evidence/0",
            "passage",
            Some(0.into()),
        ),
        (
            "a negative offset",
            "/evidence/0",
            "start",
            Some((-1).into()),
        ),
        ("no section", "/evidence/0", "section", None),
        (
            "another way",
            "/evidence/1/speaker",
            "how",
            Some("loudly".into()),
        ),
    ];
    for (name, place, key, value) in wrong {
        let mut object = right.clone();
        let part = object.pointer_mut(place).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => part.insert(key.to_owned(), value),
            None => part.remove(key),
        };
        assert!(!schema.is_valid(&object), "{name}");
    }
}
