//! Simple questions about short passages: who did it, to whom, what, when, for
//! how much. `tests/conversations/simple.jsonl` has for each passage those that
//! it answers, with words of the answer, and as many that it almost answers.

use std::fmt::Write as _;
use std::{fs, path::Path};

use serde::Deserialize;
use verbatim::{chat::plain, reply::Status};

use crate::conversations::{Partner, parse};

/// One line of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passage {
    text: String,
    answered: Vec<(String, String)>,
    silent: Vec<String>,
}

#[test]
fn simple_questions_are_answered_and_near_misses_are_not() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations/simple.jsonl");
    let (mut right, mut silent, mut all) = (0, 0, 0);
    let mut wrong = String::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let passage: Passage = serde_json::from_str(line).unwrap();
        assert_eq!(passage.answered.len(), passage.silent.len());
        let ask = |question: &str| {
            let article = parse(passage.text.as_bytes(), "passage.txt");
            Partner::over(vec![article]).reply(question)
        };
        let mut note = |question: &str, expected: &str, reply| {
            let shown = plain::render(&reply, plain::SHOWN);
            let _ = writeln!(wrong, "\n> {question}   (expected: {expected})\n{shown}");
        };
        for (question, words) in &passage.answered {
            let reply = ask(question);
            let found = reply.answer.as_deref().unwrap_or("").contains(words);
            all += 1;
            if reply.status == Status::Answered && found {
                right += 1;
            } else {
                note(question, words, reply);
            }
        }
        for question in &passage.silent {
            let reply = ask(question);
            if reply.status == Status::NotInArticle {
                silent += 1;
            } else {
                note(question, "silence", reply);
            }
        }
    }
    assert!(
        right >= RIGHT && silent >= SILENT,
        "answered rightly: {right} of {all}, at least {RIGHT}; silent rightly: {silent} of \
         {all}, at least {SILENT}\n{wrong}"
    );
}

/// Questions that must be answered with the right words, of 50. What holds today;
/// the aim is all of them.
const RIGHT: usize = 49;

/// Near misses that must be met with silence, of 50. What holds today; the aim is
/// all of them.
const SILENT: usize = 34;
