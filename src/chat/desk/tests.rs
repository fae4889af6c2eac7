//! The desk with a platform that fails and comes back.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::{sync::watch, time::sleep};

use super::*;
use crate::{
    article::{self, Source},
    bot::{Bot, Settings},
    library::Library,
    store::{Store, Turn},
};

const TEXT: &str = "The mill\n\nThe old mill by the river was sold on Monday for two million crowns to Ann Lee, who wants to bake in it again.";

/// A platform that takes letters after failing some times.
#[derive(Debug, Default)]
struct Platform {
    failures: AtomicUsize,
    gone: bool,
    sent: Mutex<Vec<(String, String)>>,
}

impl Office for Platform {
    const PLATFORM: &'static str = "test";

    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        let text = crate::chat::plain::render(reply, crate::chat::plain::SHOWN);
        format!("{}: {text}", question.author).into()
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        if self.gone {
            return Err(Unsent::Never(anyhow::anyhow!("the channel is gone")));
        }
        let left = self.failures.load(Ordering::SeqCst);
        if left > 0 {
            self.failures.store(left - 1, Ordering::SeqCst);
            return Err(Unsent::Later(anyhow::anyhow!("no connection")));
        }
        let letter = letter.as_str().unwrap_or_default().to_owned();
        let mut sent = self.sent.lock().unwrap();
        sent.push((key.message.clone(), letter));
        Ok(format!("answer to {}", key.message))
    }

    async fn busy(&self, _: &Question) {}

    fn errand(&self, question: &Question) -> Option<serde_json::Value> {
        (question.place == "errand").then(|| "done".into())
    }
}

struct Running {
    _directory: Arc<tempfile::TempDir>,
    stop: watch::Sender<bool>,
    desk: Arc<Desk<Platform>>,
}

fn run(directory: &Arc<tempfile::TempDir>, platform: Platform) -> Running {
    let store = Arc::new(Store::open(directory.path()).unwrap());
    let article = article::read(Source {
        bytes: TEXT.as_bytes(),
        name: "mill.txt",
        ..Source::default()
    });
    let library = Library::in_memory(vec![article.unwrap()]).unwrap();
    let (stop, stopped) = watch::channel(false);
    let serving = Serving {
        bot: Arc::new(Bot::new(Arc::new(library), Settings::default())),
        store,
        config: Arc::default(),
        stop: stopped,
    };
    Running {
        _directory: Arc::clone(directory),
        stop,
        desk: Desk::new(platform, serving),
    }
}

fn question(channel: &str, message: &str, text: &str) -> Question {
    Question {
        channel: channel.to_owned(),
        community: String::new(),
        message: message.to_owned(),
        conversation: channel.to_owned(),
        author: "Tom".to_owned(),
        text: text.to_owned(),
        moderator: false,
        place: serde_json::Value::Null,
    }
}

async fn sent(running: &Running, number: usize) -> Vec<(String, String)> {
    let enough = async {
        loop {
            let sent = running.desk.office().sent.lock().unwrap().clone();
            if sent.len() >= number {
                return sent;
            }
            tokio::task::yield_now().await;
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(30), enough).await.unwrap()
}

#[tokio::test]
async fn a_question_is_answered_once_however_often_it_comes() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    for _ in 0..3 {
        running
            .desk
            .take(question("room", "1", "who bought the mill?"));
    }
    running
        .desk
        .take(question("room", "2", "how much was it sold for?"));
    let sent = sent(&running, 2).await;
    running.desk.drained().await;
    assert_eq!(running.desk.office().sent.lock().unwrap().len(), 2);
    assert!(sent[0].1.contains("Ann Lee"), "{sent:?}");
    assert!(sent[1].1.contains("two million crowns"), "{sent:?}");
    assert_eq!(
        running.desk.answer_to("room", "1").unwrap().as_deref(),
        Some("answer to 1")
    );
    let (key, _) = running.desk.answered_by("answer to 2").unwrap().unwrap();
    assert_eq!(key.message, "2");
}

#[tokio::test]
async fn each_channel_is_answered_in_its_order() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    for number in 0..60 {
        let channel = format!("room {}", number % 3);
        running.desk.take(question(
            &channel,
            &format!("{channel} {number:02}"),
            "who bought the mill?",
        ));
    }
    let sent = sent(&running, 60).await;
    for room in 0..3 {
        let of_room: Vec<&String> = sent
            .iter()
            .map(|(message, _)| message)
            .filter(|message| message.starts_with(&format!("room {room}")))
            .collect();
        assert_eq!(of_room.len(), 20);
        assert!(of_room.is_sorted(), "{of_room:?}");
    }
}

#[tokio::test]
async fn a_platform_that_fails_gets_the_reply_later() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let platform = Platform {
        failures: AtomicUsize::new(1),
        ..Platform::default()
    };
    let running = run(&directory, platform);
    running
        .desk
        .take(question("room", "1", "who bought the mill?"));
    assert_eq!(sent(&running, 1).await.len(), 1);
}

#[tokio::test]
async fn what_was_asked_or_answered_before_a_crash_is_sent_after_it() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let store = Store::open(directory.path()).unwrap();
    // Asked, and then the process died.
    let asked = question("room", "asked", "who bought the mill?");
    let json = serde_json::to_string(&asked).unwrap();
    store
        .receive(&key::<Platform>(&asked), &json, now())
        .unwrap();
    // Answered, and then the process died.
    let answered = question("room", "answered", "who bought the mill?");
    let stored = Stored {
        letter: "Tom: as it was worked out".into(),
        offers: Vec::new(),
    };
    let turn = Turn {
        key: &key::<Platform>(&answered),
        reply: Some(&serde_json::to_string(&stored).unwrap()),
        memory: None,
    };
    store.record(&turn, now()).unwrap();
    drop(store);

    let running = run(&directory, Platform::default());
    running.desk.resume().unwrap();
    let sent = sent(&running, 2).await;
    assert_eq!(
        sent[0],
        (
            "answered".to_owned(),
            "Tom: as it was worked out".to_owned()
        )
    );
    assert!(sent[1].1.contains("Ann Lee"), "{sent:?}");
    running.desk.drained().await;
    let store = &running.desk.serving.store;
    assert!(
        store.pending().unwrap().is_empty() && store.channels_waiting("test").unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_channel_that_is_gone_costs_its_reply_alone() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let platform = Platform {
        gone: true,
        ..Platform::default()
    };
    let running = run(&directory, platform);
    running
        .desk
        .take(question("room", "1", "who bought the mill?"));
    let store = Arc::clone(&running.desk.serving.store);
    let handled = async {
        loop {
            let key = key::<Platform>(&question("room", "1", ""));
            if store.is_handled(&key).unwrap() && store.pending().unwrap().is_empty() {
                return;
            }
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(30), handled).await.unwrap();
    running.stop.send(true).unwrap();
    running.desk.drained().await;
    assert!(running.desk.office().sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_waits_in_the_store_alone_is_answered_without_being_told_of() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    // As many as are read several times, written down by somebody else: the
    // desk hears of the last one only, and so holds none of the others.
    for number in 0..50 {
        let waiting = question("room", &format!("{number:02}"), "who bought the mill?");
        let json = serde_json::to_string(&waiting).unwrap();
        let store = &running.desk.serving.store;
        store
            .receive(&key::<Platform>(&waiting), &json, now())
            .unwrap();
    }
    running
        .desk
        .take(question("room", "50", "who bought the mill?"));
    let sent = sent(&running, 51).await;
    assert!(sent.is_sorted_by_key(|(message, _)| message.clone()));
    running.desk.drained().await;
    assert!(running.desk.attended.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_question_that_cannot_be_read_does_not_stop_its_channel() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    let broken = key::<Platform>(&question("room", "broken", ""));
    let store = &running.desk.serving.store;
    store.receive(&broken, "no question", now()).unwrap();
    running
        .desk
        .take(question("room", "whole", "who bought the mill?"));
    assert_eq!(sent(&running, 1).await[0].0, "whole");
    assert!(store.is_handled(&broken).unwrap());
}

#[tokio::test]
async fn an_errand_is_sent_in_its_turn() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    running.desk.take(question("room", "asked", "tl;dr"));
    let mut errand = question("room", "errand", "");
    errand.place = "errand".into();
    running.desk.take(errand);
    let sent = sent(&running, 2).await;
    assert_eq!(sent[1], ("errand".to_owned(), "done".to_owned()));
    running.desk.drained().await;
}

#[tokio::test]
async fn a_question_that_cannot_be_written_down_is_taken_when_it_comes_again() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    let store = Arc::clone(&running.desk.serving.store);
    store.limit(1);
    let long = format!("who bought the mill? {}", "really? ".repeat(100_000));
    let asked = || question("room", "1", &long);
    assert!(!running.desk.take(asked()), "there is no room for it");
    store.limit(1 << 30);
    assert!(running.desk.take(asked()));
    let sent = sent(&running, 1).await;
    assert_eq!(sent[0].0, "1");
    running.desk.drained().await;
}
