//! Questions that readers might ask in chats. Sixty about five of the articles in
//! `tests/articles/`, a third of which these do not answer; a question of kind
//! `follow_up` refers to the one before it, every other begins a conversation. And
//! 150 about five others, which were looked at while rules were written, so that they
//! say less about articles that nobody has seen. 252 about seven more were written
//! by somebody who knew no rule, and no answer to them was looked at.

use std::fmt::Write as _;
use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use verbatim::{
    article::Article,
    reply::{Reply, Role, Status},
};

use crate::conversations::{Partner, read};

/// One line of the files of questions in `tests/conversations`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    article: String,
    #[serde(rename = "question")]
    line: String,
    /// Words of the sentence that answers; without, the article does not.
    #[serde(default)]
    answer_contains: Expected,
    #[serde(default)]
    kind: String,
}

/// Words of each sentence that answers.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Expected {
    #[default]
    Silence,
    One(String),
    Any(Vec<String>),
}

impl Expected {
    fn words(&self) -> &[String] {
        match self {
            Self::Silence => &[],
            Self::One(words) => std::slice::from_ref(words),
            Self::Any(words) => words,
        }
    }
}

/// The sixty.
const SIXTY: &str = "questions.jsonl";

fn questions(file: &str) -> Vec<Question> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let path = folder.join(file);
    let lines = fs::read_to_string(path).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

#[test]
fn the_questions_can_be_answered_where_they_say_so() {
    let questions = questions(SIXTY);
    assert_eq!(questions.len(), 60);
    let silent = |q: &&Question| q.answer_contains.words().is_empty();
    assert_eq!(questions.iter().filter(silent).count(), 20);
    let mut of_article = BTreeMap::<&str, usize>::new();
    for question in &questions {
        *of_article.entry(&question.article).or_default() += 1;
        let article = read(&question.article);
        assert_eq!(
            question.answer_contains.words().is_empty(),
            question.kind == "unanswerable"
        );
        for words in question.answer_contains.words() {
            let within = |sentence: &verbatim::article::Sentence| {
                article.words(sentence.span).contains(words)
            };
            assert!(
                article.sentences.iter().any(within),
                "no sentence of {} contains {words:?}",
                question.article
            );
        }
    }
    assert!(of_article.len() == 5 && of_article.values().all(|count| *count == 12));
}

/// Whether the first quotation that answers is the right one.
fn is_right(reply: &Reply, expected: &[String]) -> bool {
    let first = reply
        .quotations()
        .find(|quotation| quotation.role != Role::Nearest);
    reply.status == Status::Answered
        && first.is_some_and(|quotation| {
            let text = &quotation.excerpt.text;
            expected.iter().any(|words| text.contains(words.as_str()))
        })
}

/// How many are right of those that are answered, and of those that are not;
/// and the others, as a person would see them.
fn asked(file: &str, partner: &dyn Fn(Vec<Article>) -> Partner) -> (usize, usize, String) {
    let mut talk = partner(Vec::new());
    let (mut right, mut silent) = (0, 0);
    let mut wrong = String::new();
    for question in questions(file) {
        if question.kind != "follow_up" {
            talk = partner(vec![read(&question.article)]);
        }
        let reply = talk.reply(&question.line);
        let expected = question.answer_contains.words();
        let (good, count) = if expected.is_empty() {
            (reply.status == Status::NotInArticle, &mut silent)
        } else {
            (is_right(&reply, expected), &mut right)
        };
        *count += usize::from(good);
        if !good {
            let shown = verbatim::chat::plain::render(&reply, verbatim::chat::plain::SHOWN);
            let expected = expected.first().map_or("silence", String::as_str);
            let asked = &question.line;
            let _ = writeln!(wrong, "\n> {asked}   (expected: {expected})\n{shown}");
        }
    }
    (right, silent, wrong)
}

/// Asks all questions of a file; at least so many must be right first, and met with
/// silence.
#[allow(clippy::print_stdout, reason = "the figures, for `--nocapture`")]
fn hold(file: &str, partner: &dyn Fn(Vec<Article>) -> Partner, least: [usize; 2]) {
    let (right, silent, wrong) = asked(file, partner);
    let [answered, met_with_silence] = least;
    println!("{file}: right first {right}, silent rightly {silent}");
    assert!(
        right >= answered && silent >= met_with_silence,
        "right first: {right}, at least {answered}; silent rightly: {silent}, at least \
         {met_with_silence}\n{wrong}"
    );
}

/// The sixty: of 40 that are answered and 20 that are not. The aim is 34 and 18.
const LEAST: [usize; 2] = [28, 15];
/// The other articles: of 96 and 54; the aim is 82 and 49.
const OTHERS: [usize; 2] = [78, 38];
/// Those that nobody has looked at: of 154 and 98; the aim is 131 and 88.
const UNSEEN: [usize; 2] = [103, 75];

#[test]
fn most_questions_are_answered_and_most_others_are_not() {
    hold(SIXTY, &Partner::over, LEAST);
}

#[test]
fn so_are_most_of_other_articles() {
    hold("chats.jsonl", &Partner::over, OTHERS);
}

#[test]
fn so_are_many_of_articles_that_nobody_has_looked_at() {
    hold("unseen.jsonl", &Partner::over, UNSEEN);
}

/// With the reader that is built in, one less each than holds today, for other
/// processors round its numbers otherwise.
#[cfg(feature = "reader")]
mod with_the_reader {
    use super::{Partner, SIXTY, hold};

    #[test]
    fn most_of_the_sixty_are_answered() {
        hold(SIXTY, &Partner::with_reader, [32, 19]);
    }

    #[test]
    fn and_of_the_other_articles() {
        hold("chats.jsonl", &Partner::with_reader, [78, 48]);
    }

    #[test]
    fn and_of_those_that_nobody_has_looked_at() {
        hold("unseen.jsonl", &Partner::with_reader, [113, 88]);
    }
}
