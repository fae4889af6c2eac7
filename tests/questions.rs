//! Questions that readers might ask in chats. Sixty about five of the articles in
//! `tests/articles/`, a third of which these do not answer; a question of kind
//! `follow_up` refers to the one before it, every other begins a conversation. And
//! 150 about five others, which were looked at while rules were written, so that they
//! say less about articles that nobody has seen.

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
    answer_contains: Option<String>,
    #[serde(default)]
    kind: String,
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
    let silent = |q: &&Question| q.answer_contains.is_none();
    assert_eq!(questions.iter().filter(silent).count(), 20);
    let mut of_article = BTreeMap::<&str, usize>::new();
    for question in &questions {
        *of_article.entry(&question.article).or_default() += 1;
        let article = read(&question.article);
        assert_eq!(
            question.answer_contains.is_none(),
            question.kind == "unanswerable"
        );
        if let Some(words) = &question.answer_contains {
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
fn is_right(reply: &Reply, words: &str) -> bool {
    let first = reply
        .quotations()
        .find(|quotation| quotation.role != Role::Nearest);
    reply.status == Status::Answered
        && first.is_some_and(|quotation| quotation.excerpt.text.contains(words))
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
        let good = match &question.answer_contains {
            Some(words) => is_right(&reply, words),
            None => reply.status == Status::NotInArticle,
        };
        let count = if question.answer_contains.is_some() {
            &mut right
        } else {
            &mut silent
        };
        *count += usize::from(good);
        if !good {
            let shown = verbatim::chat::plain::render(&reply, verbatim::chat::plain::SHOWN);
            let expected = question.answer_contains.as_deref().unwrap_or("silence");
            let asked = &question.line;
            let _ = writeln!(wrong, "\n> {asked}   (expected: {expected})\n{shown}");
        }
    }
    (right, silent, wrong)
}

#[test]
fn most_questions_are_answered_and_most_others_are_not() {
    let (right, silent, wrong) = asked(SIXTY, &Partner::over);
    assert!(
        right >= RIGHT && silent >= SILENT,
        "right first: {right} of 40, at least {RIGHT}; silent rightly: {silent} of 20, \
         at least {SILENT}\n{wrong}"
    );
}

#[test]
fn so_are_most_of_other_articles() {
    let (right, silent, wrong) = asked("chats.jsonl", &Partner::over);
    let [answered, met_with_silence] = OTHERS;
    assert!(
        right >= answered && silent >= met_with_silence,
        "right first: {right} of 96, at least {answered}; silent rightly: {silent} of 54, \
         at least {met_with_silence}\n{wrong}"
    );
}

#[cfg(feature = "reader")]
#[test]
fn with_the_reader_hardly_fewer_are_answered() {
    let (right, silent, wrong) = asked(SIXTY, &Partner::with_reader);
    let [answered, met_with_silence] = READ;
    assert!(
        right >= answered && silent >= met_with_silence,
        "right first: {right} of 40, at least {answered}; silent rightly: {silent} of 20, \
         at least {met_with_silence}\n{wrong}"
    );
}

/// Answers that must be right first, of 40. What holds today, so that it does not
/// get worse; the aim is 34, 85 in a hundred.
const RIGHT: usize = 32;

/// Questions that must be met with silence, of the 20 that have no answer. What
/// holds today; the aim is 18, 90 in a hundred.
const SILENT: usize = 19;

/// Answers of the other articles that must be right first, of 96, and silences, of
/// 54. What holds today; the aim is 82 and 49.
const OTHERS: [usize; 2] = [78, 45];

/// Answers that must be right first with the reader that is built in, and silences.
/// One less each than holds today, for other processors round its numbers
/// otherwise; the aim is 36 and 19. It learned from questions of another kind.
#[cfg(feature = "reader")]
const READ: [usize; 2] = [29, 18];
