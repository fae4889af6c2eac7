//! The bot is stopped, or killed, in the middle of a burst and started again:
//! every question gets exactly one answer.

use std::collections::BTreeSet;

use super::{
    QUESTION, Running,
    fake::{CHANNEL, Fake, PRIVATE},
    mention, mill,
    program::{Program, home},
};

const QUESTIONS: usize = 200;

/// Asks in two channels in turn; the identifiers of the questions.
fn ask(fake: &Fake, questions: usize) -> Vec<String> {
    let ask = |number: usize| {
        let channel = if number.is_multiple_of(2) {
            CHANNEL
        } else {
            PRIVATE
        };
        let message = fake.message(channel, &mention(QUESTION));
        fake.dispatch("MESSAGE_CREATE", message.clone());
        message["id"].as_str().unwrap().to_owned()
    };
    (0..questions).map(ask).collect()
}

/// Exactly these were answered, each by one message.
pub(super) fn assert_answered(fake: &Fake, asked: &[String]) {
    let sent = fake.world(|world| world.sent.clone());
    let nonces: BTreeSet<&str> = sent
        .iter()
        .map(|message| message["nonce"].as_str().unwrap())
        .collect();
    let asked: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    assert_eq!(nonces, asked);
    assert_eq!(sent.len(), asked.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_with_a_restart_in_it_is_answered_in_full_and_once() {
    let running = Running::ready().await;
    let asked = ask(&running.fake, QUESTIONS);
    running
        .fake
        .until("some are answered", |world| world.sent.len() >= 20)
        .await;
    let (fake, directory) = running.stop().await;
    let running = Running::connect(fake, directory).await;
    running
        .fake
        .until("all are answered", |world| world.sent.len() >= QUESTIONS)
        .await;
    running.confirmed().await;
    assert_answered(&running.fake, &asked);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_with_kills_in_it_is_answered_in_full_and_once() {
    let mut fake = Fake::start().await;
    let home = home(vec![mill()]);
    let discord = format!("api = \"{}\"", fake.api);
    let mut program = Program::start(home.path(), &discord);
    fake.next("PUT", "/commands").await;
    let mut asked = ask(&fake, QUESTIONS / 2);
    for answered in [10, 40, 70] {
        fake.until("some are answered", |world| world.sent.len() >= answered)
            .await;
        program.kill();
        // Said while nobody listened.
        asked.extend(ask(&fake, QUESTIONS / 10));
        program = Program::start(home.path(), &discord);
    }
    let sessions = fake.world(|world| world.sessions.identified);
    fake.until("it is back", |world| world.sessions.identified > sessions)
        .await;
    asked.extend(ask(&fake, QUESTIONS - asked.len()));
    fake.until("all are answered", |world| world.sent.len() >= QUESTIONS)
        .await;
    // Whatever was still to be sent is sent before the answer to this.
    asked.extend(ask(&fake, 2));
    fake.until("the last are answered", |world| {
        world.sent.len() >= QUESTIONS + 2
    })
    .await;
    assert_answered(&fake, &asked);
    fake.assert_lawful();
    program.kill();
}
