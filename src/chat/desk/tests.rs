//! The desk with a platform that fails and comes back.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::{sync::watch, time::sleep};

use super::*;
use crate::{
    article::{self, Source},
    bot::{Bot, Settings},
    config::Config,
    library::Library,
    store::Store,
};

const TEXT: &str = "The mill\n\nThe old mill by the river was sold on Monday for two million crowns to Ann Lee, who wants to bake in it again.";

/// A platform that takes letters after failing some times.
#[derive(Debug, Default)]
struct Platform {
    failures: AtomicUsize,
    gone: bool,
    /// Whether each answer has a second page.
    long: bool,
    /// How long it takes to take a letter.
    slowness: Duration,
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
        sleep(self.slowness).await;
        let letter = letter.as_str().unwrap_or_default().to_owned();
        let mut sent = self.sent.lock().unwrap();
        sent.push((key.message.clone(), letter));
        Ok(format!("answer to {}", key.message))
    }

    async fn busy(&self, _: &Question) {}

    fn errand(&self, question: &Question) -> Option<serde_json::Value> {
        if question.text == "/page 2" {
            return Some("the second page".into());
        }
        (question.place == "errand").then(|| "done".into())
    }

    fn next_page(&self, letter: &serde_json::Value) -> Option<String> {
        let more = self.long && letter.as_str().is_some_and(|said| said.contains("Ann Lee"));
        more.then(|| "page 2".to_owned())
    }
}

struct Running {
    _directory: Arc<tempfile::TempDir>,
    stop: watch::Sender<bool>,
    desk: Arc<Desk<Platform>>,
}

fn run(directory: &Arc<tempfile::TempDir>, platform: Platform) -> Running {
    let mut config = Config::default();
    config.limits.person_questions = 0;
    config.limits.channel_questions = 0;
    configured(directory, platform, config)
}

fn configured(directory: &Arc<tempfile::TempDir>, platform: Platform, config: Config) -> Running {
    let store = Arc::new(Store::open(directory.path()).unwrap());
    let article = article::read(Source {
        bytes: TEXT.as_bytes(),
        name: "mill.txt",
        ..Source::default()
    });
    let library = Library::in_memory(vec![article.unwrap()]).unwrap();
    let bot = Bot::new(Arc::new(library), Settings::default());
    let (stop, serving) = Serving::new(Arc::new(bot), store, config);
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
    assert!(running.desk.attended.is_empty());
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

fn limited(person: u32, channel: u32) -> Config {
    let mut config = Config::default();
    config.limits.person_questions = person;
    config.limits.channel_questions = channel;
    config
}

#[tokio::test]
async fn whoever_asks_too_much_is_told_once_and_the_rest_is_left_out_for_good() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = configured(&directory, Platform::default(), limited(2, 0));
    let ask = |number: usize| question("room", &number.to_string(), "who bought the mill?");
    for number in 0..8 {
        assert!(running.desk.take(ask(number)));
        // What comes again is neither counted nor answered again.
        assert!(!running.desk.take(ask(number)));
    }
    let mut other = question("room", "of Ann", "who bought the mill?");
    other.author = "Ann".to_owned();
    running.desk.take(other);
    let sent = sent(&running, 4).await;
    running.desk.drained().await;
    assert_eq!(running.desk.office().sent.lock().unwrap().len(), 4);
    assert!(sent[1].1.contains("Ann Lee"), "{sent:?}");
    assert!(sent[2].1.contains("asked me a lot"), "{sent:?}");
    assert_eq!(sent[3].0, "of Ann");

    // Not even at the next start.
    let store = &running.desk.serving.store;
    assert!(store.channels_waiting("test").unwrap().is_empty());
    for number in 0..8 {
        assert!(store.is_handled(&key::<Platform>(&ask(number))).unwrap());
    }
}

#[tokio::test]
async fn an_errand_is_run_however_much_was_asked() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = configured(&directory, Platform::default(), limited(1, 0));
    running.desk.take(question("room", "asked", "tl;dr"));
    let mut errand = question("room", "errand", "");
    errand.place = "errand".into();
    running.desk.take(errand);
    assert_eq!(sent(&running, 2).await[1].1, "done");
}

/// Another platform on the same bot and store.
#[derive(Debug, Default)]
struct Other(Platform);

impl Office for Other {
    const PLATFORM: &'static str = "other";

    fn letter(&self, question: &Question, reply: &Reply) -> serde_json::Value {
        self.0.letter(question, reply)
    }

    async fn send(&self, key: &MessageKey, letter: &serde_json::Value) -> Result<String, Unsent> {
        self.0.send(key, letter).await
    }

    async fn busy(&self, _: &Question) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_on_one_platform_does_not_hold_up_another() {
    const FLOOD: usize = 400;
    let directory = Arc::new(tempfile::tempdir().unwrap());
    // So slow that the flood is not over before the other question comes.
    let platform = Platform {
        slowness: Duration::from_secs(1),
        ..Platform::default()
    };
    let running = run(&directory, platform);
    let other = Desk::new(Other::default(), running.desk.serving.clone());
    for number in 0..FLOOD {
        let channel = format!("room {}", number % 100);
        let asked = question(&channel, &number.to_string(), "who bought the mill?");
        running.desk.take(asked);
    }
    let done = || running.desk.office().sent.lock().unwrap().len();
    let already = done();
    other.take(question("quiet", "1", "who bought the mill?"));
    let answered = async {
        while other.office().0.sent.lock().unwrap().is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(Duration::from_secs(30), answered).await.unwrap();
    let (before, left) = (done() - already, FLOOD - already);
    assert!(before < left / 2, "{before} of {left} came before it");
    assert_eq!(sent(&running, FLOOD).await.len(), FLOOD);
    running.desk.drained().await;
}

#[tokio::test]
async fn no_more_is_worked_out_at_once_than_there_are_places() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    let at_work = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let works = (0..40).map(|number| {
        let (at_work, most) = (Arc::clone(&at_work), Arc::clone(&most));
        let desk = Arc::clone(&running.desk);
        tokio::spawn(async move {
            let message = crate::bot::Message {
                author: number.to_string(),
                ..crate::bot::Message::default()
            };
            let work = move |_: &Bot| {
                let now = at_work.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                std::thread::yield_now();
                at_work.fetch_sub(1, Ordering::SeqCst);
                None
            };
            desk.work_out(&message, ("1", ""), work).await
        })
    });
    for work in works.collect::<Vec<_>>() {
        work.await.unwrap();
    }
    assert!(most.load(Ordering::SeqCst) <= at_once());
}

#[tokio::test]
async fn a_question_that_panics_costs_its_reply_alone() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    let message = crate::bot::Message::default();
    // More often than there are places to work in.
    for _ in 0..2 * at_once() {
        let panics = |_: &Bot| -> Option<Reply> { panic!("of all things") };
        let reply = running.desk.work_out(&message, ("1", ""), panics).await;
        let says = crate::chat::plain::render(&reply, crate::chat::plain::SHOWN);
        assert!(says.contains("Something went wrong on my side"), "{says}");
    }
    running
        .desk
        .take(question("room", "1", "who bought the mill?"));
    assert!(sent(&running, 1).await[0].1.contains("Ann Lee"));
}

#[tokio::test(flavor = "multi_thread")]
async fn when_too_much_waits_a_command_is_asked_to_come_again() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    let (open, opened) = std::sync::mpsc::channel::<()>();
    let opened = Arc::new(Mutex::new(opened));
    let message = crate::bot::Message::default();
    let mut works = JoinSet::new();
    let all = at_once() + 200 + 3;
    for _ in 0..all {
        let (desk, opened, message) = (
            Arc::clone(&running.desk),
            Arc::clone(&opened),
            message.clone(),
        );
        works.spawn(async move {
            let work = move |_: &Bot| {
                let _ = opened.lock().unwrap().recv();
                None
            };
            desk.work_out(&message, ("1", ""), work).await
        });
    }
    let turned_away = |reply: &Reply| {
        let says = crate::chat::plain::render(reply, crate::chat::plain::SHOWN);
        says.contains("ask again in a minute")
    };
    // Those that are turned away come back while the others wait.
    let mut away = 0;
    for _ in 0..3 {
        let reply = works.join_next().await.unwrap().unwrap();
        assert!(turned_away(&reply), "{reply:?}");
        away += 1;
    }
    drop(open);
    while let Some(done) = works.join_next().await {
        away += usize::from(turned_away(&done.unwrap()));
    }
    // Whoever has a place and has not said so yet still counts as waiting.
    assert!(away <= 3 + at_once(), "{away} of {all} were turned away");
}

#[tokio::test]
async fn the_question_is_kept_with_a_vote_against_its_answer_and_no_other() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let running = run(&directory, Platform::default());
    let (first, second) = (
        "who wants to bake in the mill?",
        "who painted the Eiffel Tower?",
    );
    running.desk.take(question("room", "1", first));
    running.desk.take(question("room", "2", second));
    sent(&running, 2).await;
    let (desk, store) = (&running.desk, &running.desk.serving.store);
    let vote = |message: &str, vote, reason: Option<&str>| {
        let key = key::<Platform>(&question("room", message, ""));
        desk.vote(key, "Ann".to_owned(), vote, reason.map(str::to_owned))
            .unwrap();
    };
    vote("2", crate::store::Vote::Up, None);
    vote("1", crate::store::Vote::Down, Some("not her"));
    let kept = store.feedback(10).unwrap();
    let about: Vec<_> = kept.iter().map(|one| one.about.clone()).collect();
    let down = about.iter().flatten().next().unwrap();
    assert_eq!(about.iter().flatten().count(), 1);
    assert_eq!(
        (down.question.as_str(), down.command.as_str()),
        (first, "ask")
    );
    let words = down.evidence.as_ref().unwrap().words.as_deref();
    assert!(words.unwrap().contains("Ann Lee"), "{words:?}");
    // Of the other question the store has the words that no article knows,
    // and neither who asked nor the question.
    let mut file = Vec::new();
    store.export(&mut file).unwrap();
    assert!(!String::from_utf8(file).unwrap().contains(second));
    let topics = store.unanswered(10).unwrap();
    assert_eq!(topics[0].topic, "eiffel tower");
    assert_eq!(topics[0].owner, "test:room");
}

#[tokio::test]
async fn more_gets_what_a_letter_had_no_room_for_and_once() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let platform = Platform {
        long: true,
        ..Platform::default()
    };
    let running = run(&directory, platform);
    let desk = &running.desk;
    for (message, text) in [
        ("1", "who bought the mill?"),
        ("2", "More, please!"),
        ("3", "more"),
        ("4", "who bought the mill?"),
        ("5", "help"),
        ("6", "more"),
    ] {
        desk.take(question("room", message, text));
    }
    let sent = sent(&running, 6).await;
    let is_second = |of: usize| sent[of].1 == "the second page";
    assert!(sent[0].1.contains("Ann Lee") && is_second(1), "{sent:?}");
    // There are no more, or something else was said since.
    assert!(!is_second(2) && !is_second(5), "{sent:?}");
    desk.drained().await;
    let (_, offers) = desk.answered_by("answer to 4").unwrap().unwrap();
    assert_eq!(offers, [Offer::more("page 2".to_owned())]);
}
