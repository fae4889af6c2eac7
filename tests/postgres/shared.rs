//! Several processes take questions from one database; one after the other is
//! killed while it works. No question is lost, none is answered twice.

use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, File},
    io::Write,
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

use verbatim::store::{Address, Answered, MessageKey, Pending, Received, Recorded, Store, Turn};

use super::{NOW, Numbers, server};

/// Processes that work at once.
const PROCESSES: u64 = 3;

/// How often one of them is killed.
const KILLS: u64 = 12;

const CHANNELS: u64 = 20;
const QUESTIONS: u64 = 1_500;

/// How long a process that was killed keeps its channels.
const LEASE: Duration = Duration::from_millis(800);

/// By then all must be answered.
const PATIENCE: Duration = Duration::from_mins(1);

fn open(address: &str, directory: &Path) -> Store {
    let address: Address = address.parse().expect("an address");
    Store::connect(&address.with_lease(LEASE), directory).expect("the database opens")
}

fn key(channel: u64, number: u64) -> MessageKey {
    MessageKey {
        platform: "discord".to_owned(),
        channel: format!("channel {channel}"),
        message: format!("{number}"),
    }
}

/// Answers what waits, as a desk does, until it is killed.
pub(super) fn child(address: &str, directory: &Path) {
    let own = directory.join(std::process::id().to_string());
    let store = open(address, &own);
    let begun = Instant::now();
    while begun.elapsed() < 2 * PATIENCE {
        for channel in store.channels_waiting("discord").expect("channels") {
            if store.claim("discord", &channel).expect("a claim") {
                work_off(&store, directory, &channel);
                store.let_go("discord", &channel).expect("it is let go");
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn work_off(store: &Store, directory: &Path, channel: &str) {
    for Pending { key, reply, .. } in store.pending_in("discord", channel).expect("pending") {
        deliver(store, directory, key, &reply);
    }
    for Received { key, question } in store.received("discord", channel, 16).expect("questions") {
        let reply = format!("to {question}, by {}", std::process::id());
        let turn = Turn {
            key: &key,
            reply: Some(&reply),
            memory: None,
        };
        if store.record(&turn, NOW).expect("a turn is recorded") == Recorded::First {
            deliver(store, directory, key, &reply);
        }
    }
}

/// Sends a reply to the platform, which is a file here, and confirms it.
fn deliver(store: &Store, directory: &Path, key: MessageKey, reply: &str) {
    let platform = File::options()
        .create(true)
        .append(true)
        .open(directory.join("sent.txt"));
    let line = format!("{}\t{}\t{reply}\n", key.channel, key.message);
    platform
        .and_then(|mut platform| platform.write_all(line.as_bytes()))
        .expect("the platform takes the reply");
    let answered = Answered {
        answer: format!("answer to {}", key.message),
        offers: String::new(),
        key,
    };
    store.confirm_as(&answered, NOW).expect("it is confirmed");
}

fn start(address: &str, directory: &Path) -> Child {
    let program = std::env::current_exe().expect("this program");
    Command::new(program)
        .args(["shared", address])
        .arg(directory)
        .spawn()
        .expect("a child")
}

pub(super) fn parent() {
    let Some(address) = server::address() else {
        return;
    };
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let store = open(&address, &directory.join("parent"));
    let begun = Instant::now();
    let mut children: Vec<Child> = (0..PROCESSES).map(|_| start(&address, directory)).collect();
    let mut numbers = Numbers(0x51_7C_C1_B7_27_22_0A_95);
    let mut kills = 0;
    for number in 0..QUESTIONS {
        let key = key(numbers.below(CHANNELS), number);
        let question = format!("question {number}");
        assert!(store.receive(&key, &question, NOW).expect("received"));
        if numbers.below(4) == 0 {
            // As after a lost connection; it may be answered already.
            assert!(!store.receive(&key, &question, NOW).expect("received"));
        }
        if number % (QUESTIONS / KILLS) == QUESTIONS / KILLS - 1 {
            let victim = usize::try_from(numbers.below(PROCESSES)).expect("a process");
            children[victim].kill().expect("it is killed");
            let status = children[victim].wait().expect("it is gone");
            assert!(status.code().is_none(), "it ended by itself: {status}");
            kills += 1;
            children[victim] = start(&address, directory);
        }
    }
    let ended = loop {
        let backlog = store.backlog().expect("a backlog");
        if backlog.inbox == 0 && backlog.outbox == 0 {
            break begun.elapsed();
        }
        assert!(begun.elapsed() < PATIENCE, "left waiting: {backlog:?}");
        std::thread::sleep(Duration::from_millis(20));
    };
    for child in &mut children {
        child.kill().expect("it is killed");
        child.wait().expect("it is gone");
    }
    let (again, workers) = check(&store, directory);
    assert_eq!(kills, KILLS);
    // What is on its way when a process is killed is sent again, under the
    // same token: one reply for each kill, and no more.
    assert!(again <= KILLS, "{again} replies were sent again");
    println!(
        "{KILLS} kills among {PROCESSES} processes on PostgreSQL in {:.1} s: {QUESTIONS} questions \
         answered by {workers} processes, {again} replies sent again",
        ended.as_secs_f32()
    );
}

/// Says how many replies were sent again, and by how many processes.
fn check(store: &Store, directory: &Path) -> (u64, usize) {
    let sent = fs::read_to_string(directory.join("sent.txt")).expect("what was sent");
    let mut replies: BTreeMap<u64, &str> = BTreeMap::new();
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    let mut workers = HashSet::new();
    let mut again = 0;
    for line in sent.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [channel, message, reply] = parts[..] else {
            panic!("half a line: {line}");
        };
        let number: u64 = message.parse().expect("a number");
        let (question, worker) = reply.split_once(", by ").expect("a reply");
        assert_eq!(question, format!("to question {number}"));
        workers.insert(worker);
        // The platform drops what comes again under the same token; it must be
        // the same reply.
        if let Some(before) = replies.insert(number, reply) {
            assert_eq!(before, reply, "two replies to one question");
            again += 1;
            continue;
        }
        let before = last.insert(channel, number);
        assert!(before.is_none_or(|before| before < number), "out of order");
    }
    let whole: Vec<u64> = (0..QUESTIONS).collect();
    assert!(replies.into_keys().eq(whole), "a question was lost");
    assert!(store.pending().expect("pending").is_empty());
    (again, workers.len())
}
