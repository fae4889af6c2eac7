//! Requests that Discord or the network fails: they are made again where that
//! can help, and nothing is said twice.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use super::{
    Place, Running, asks_and_is_answered as answers,
    fake::{CHANNEL, Fake, PRIVATE, Trouble},
    mention, mill,
    program::{Program, home},
};

const QUESTION: &str = super::QUESTION;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_fault_delays_the_answer() {
    let mut running = Running::ready().await;
    running.fake.fail_next(2);
    let asked = running.says(CHANNEL, &mention("how much was the mill sold for?"));
    for _ in 0..3 {
        let sent = running.fake.next("POST", "/messages").await;
        assert_eq!(sent.body["nonce"], asked["id"]);
    }
    assert!(running.fake.nothing("POST", "/messages").await);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_taken_away_stops_the_bot() {
    let running = Running::ready().await;
    running
        .fake
        .world(|world| world.token = "another".to_owned());
    running.says(PRIVATE, QUESTION);
    let ended = timeout(Duration::from_mins(1), running.served.ended).await;
    let fault = ended.unwrap().unwrap().unwrap_err();
    assert!(format!("{fault:#}").contains("does not know the token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_fail_are_made_again_and_nothing_is_said_twice() {
    for trouble in [
        Trouble::Broken,
        Trouble::Cut,
        Trouble::Empty,
        Trouble::Limited { global: false },
        Trouble::Limited { global: true },
    ] {
        let mut running = Running::ready().await;
        running.fake.trouble(&[trouble.clone(), trouble.clone()]);
        running.says(CHANNEL, &mention(QUESTION));
        running
            .fake
            .until("it was answered", |world| !world.sent.is_empty())
            .await;
        running.confirmed().await;
        running.fake.world(|world| world.troubles.clear());
        running.fake.forget();
        answers(&mut running).await;
        let sent = running.fake.world(|world| world.sent.len());
        assert_eq!(sent, 2, "{trouble:?}");
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interaction_is_answered_again_when_its_answer_fails() {
    for trouble in [Trouble::Broken, Trouble::Cut] {
        let mut running = Running::ready().await;
        running.fake.trouble(std::slice::from_ref(&trouble));
        let data = json!({"id": "7", "name": "ask", "type": 1, "options": [
            {"name": "question", "type": 3, "value": QUESTION}]});
        let asked = running.fake.interaction(2, data, None);
        running.fake.dispatch("INTERACTION_CREATE", asked);
        running.fake.next("POST", "/callback").await;
        running.fake.next("POST", "/callback").await;
        assert_eq!(running.fake.waiting(), 0, "{trouble:?}");
        // Where the first went through and only its answer was lost, the second
        // is refused, as Discord does.
        let excused = running.fake.excused();
        assert!(
            excused.iter().all(|why| why.contains("acknowledged twice")),
            "{excused:?}"
        );
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_in_which_the_bot_may_not_speak_costs_its_answer_alone() {
    let mut running = Running::ready().await;
    running
        .fake
        .world(|world| world.forbidden.insert(CHANNEL.to_owned()));
    running.says(CHANNEL, &mention(QUESTION));
    running.fake.next("POST", "/messages").await;
    running.says(PRIVATE, QUESTION);
    let sent = running.fake.next("POST", "/messages").await;
    assert!(sent.path.contains(PRIVATE));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_discord_failed_is_counted_in_status() {
    let mut running = Running::ready().await;
    running
        .fake
        .trouble(&[Trouble::Broken, Trouble::Limited { global: false }]);
    running.says(CHANNEL, &mention(QUESTION));
    running
        .fake
        .until("it was answered", |world| !world.sent.is_empty())
        .await;
    running.fake.trouble(&[Trouble::Broken]);
    running
        .runs(Place::Server, "ask", &[("question", QUESTION)])
        .await;
    running.fake.next("POST", "/callback").await;
    running
        .says_in_status("Discord failed a request of mine 2 times")
        .await;
    running
        .says_in_status("Discord had me wait before I could send once")
        .await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discord_that_does_not_answer_does_not_keep_the_bot_from_stopping() {
    let mut running = Running::ready().await;
    running.fake.trouble(&vec![Trouble::Hangs; 100]);
    running.says(CHANNEL, &mention(QUESTION));
    running.fake.next("POST", "/messages").await;
    let (fake, directory) = running.stop().await;
    // What was not said is said at the next start.
    fake.world(|world| world.troubles.clear());
    let mut running = Running::connect(fake, directory).await;
    running.fake.next("POST", "/messages").await;
    running.confirmed().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_logged_about_an_interaction_carries_one_identifier() {
    let mut fake = Fake::start().await;
    let home = home(vec![mill()]);
    let program = Program::start(home.path(), &format!("api = \"{}\"", fake.api));
    fake.next("PUT", "/commands").await;
    for _ in 0..2 {
        // The answer fails twice, and so is logged twice.
        fake.fail_next(2);
        let options = json!([{"name": "question", "type": 3, "value": QUESTION}]);
        let data = json!({"id": "7", "name": "ask", "type": 1, "options": options});
        let asked = fake.interaction(2, data, None);
        fake.dispatch("INTERACTION_CREATE", asked);
        for _ in 0..3 {
            fake.next("POST", "/callback").await;
        }
    }
    let requests = || -> Vec<String> {
        let logged = program.logged();
        let again = logged.iter().filter(|line| {
            line["message"]
                .as_str()
                .is_some_and(|m| m.contains("again"))
        });
        again
            .map(|line| line["span"]["request"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    fake.until("all four are logged", |_| requests().len() == 4)
        .await;
    let requests = requests();
    assert!(requests.iter().all(|id| id.len() == 12), "{requests:?}");
    assert_eq!(requests[0], requests[1]);
    assert_eq!(requests[2], requests[3]);
    assert_ne!(requests[0], requests[2]);
    program.kill();
}
