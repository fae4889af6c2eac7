//! Nothing that was confirmed is lost, whenever the process is killed. This
//! program starts itself as a child that adds articles and answers messages,
//! kills it at random points, hundreds of times, and checks after each restart
//! what must hold. It needs its own binary because the child must die. Where
//! the state is on PostgreSQL, several children work at once and one after the
//! other is killed (`shared`).

#![expect(clippy::print_stdout, reason = "how the child tells the parent")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use verbatim::{
    article::{Article, Metadata},
    index::{Kind, Scope},
    library::Library,
    store::{Error, Memory, MessageKey, Pending, Store, Turn},
};

/// How often the child is killed.
const ROUNDS: u64 = 300;

/// The child gives up by itself after so many steps, if nobody kills it.
const MOST_STEPS: u64 = 100_000;

#[cfg(feature = "postgres")]
#[path = "postgres/server.rs"]
mod server;
#[cfg(feature = "postgres")]
#[path = "postgres/shared.rs"]
mod shared;

const NOW: i64 = 1_700_000_000;
const CONVERSATION: &str = "room/ann";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.as_slice() {
        [_, role, directory, seed] if role == "child" => {
            child(Path::new(directory), seed.parse().expect("a number"));
        }
        #[cfg(feature = "postgres")]
        [_, role, address, directory] if role == "shared" => {
            shared::child(address, Path::new(directory));
        }
        // What `cargo test` passes on to choose tests by name.
        [_, rest @ ..] if rest.iter().any(|argument| argument == "--list") => {
            println!("crash: test");
        }
        _ => {
            parent();
            #[cfg(feature = "postgres")]
            shared::parent();
        }
    }
}

/// Numbers that look random, the same for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        // Xorshift, Marsaglia 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn key(message: &str) -> MessageKey {
    MessageKey {
        platform: "matrix".to_owned(),
        channel: "!room".to_owned(),
        message: message.to_owned(),
    }
}

fn article(title: u64, words: u64) -> Article {
    let metadata = Metadata {
        title: Some(format!("Story {title}")),
        url: Some(format!("https://example.org/{title}")),
        language: Some("en".to_owned()),
        source: "a.html".to_owned(),
        ..Metadata::default()
    };
    let text = format!("It happened {words} times.\nNobody counted beyond {words}.");
    Article::from_lines(text, metadata)
}

/// Adds and answers until it is killed; says on standard output what it was
/// told is safe.
fn child(directory: &Path, seed: u64) {
    let mut numbers = Numbers(seed);
    let store = Arc::new(Store::open(directory).expect("the store opens"));
    let library = Library::stored(Arc::clone(&store), &directory.join("search"));
    let library = library.expect("the library opens");
    println!("open");
    for Pending { key, reply, .. } in store.pending().expect("pending replies") {
        deliver(directory, &store, &key, &reply);
    }
    let with_index = numbers.below(8) == 0;
    if with_index {
        let search = library.search(Kind::Passage, "happened", &Scope::All, 3);
        search.expect("the index catches up");
    }
    for step in 0..MOST_STEPS {
        match numbers.below(4) {
            0 | 1 => {
                let message = format!("{seed}-{step}");
                let reply = format!("reply to {message}");
                let key = key(&message);
                let turn = Turn {
                    key: &key,
                    reply: Some(&reply),
                    memory: Some(Memory {
                        conversation: CONVERSATION,
                        memory: &message,
                        expires_at: NOW + 600,
                    }),
                };
                store.record(&turn, NOW).expect("a turn is recorded");
                println!("recorded {message}");
                deliver(directory, &store, &key, &reply);
            }
            2 => {
                let added = library.add(article(numbers.below(5), numbers.below(1_000_000)));
                let added = added.expect("an article is added");
                let article = &added.entry().article;
                println!("added {} {}", article.id, article.version);
            }
            _ => {
                let scope = Scope::Articles(vec![format!("{seed}-{step}")]);
                store
                    .set_scope("matrix", "!room", &scope)
                    .expect("a scope is set");
                println!("scope {seed}-{step}");
            }
        }
    }
}

/// Sends a reply to the platform, which is a file here, and confirms it.
fn deliver(directory: &Path, store: &Store, key: &MessageKey, reply: &str) {
    store.attempted(key).expect("an attempt is counted");
    let path = directory.join("sent.txt");
    let platform = File::options().create(true).append(true).open(path);
    let line = format!("{}\t{reply}\n", key.message);
    platform
        .and_then(|mut platform| platform.write_all(line.as_bytes()))
        .expect("the platform takes the reply");
    store.confirm(key).expect("a reply is confirmed");
    println!("confirmed {}", key.message);
}

/// What the children were told is safe.
#[derive(Default)]
struct Told {
    recorded: BTreeSet<String>,
    confirmed: BTreeSet<String>,
    added: BTreeSet<(String, String)>,
    last_recorded: Option<String>,
    last_scope: Option<String>,
}

impl Told {
    fn take(&mut self, line: &str) {
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["recorded", message] => {
                self.recorded.insert((*message).to_owned());
                self.last_recorded = Some((*message).to_owned());
            }
            ["confirmed", message] => {
                self.confirmed.insert((*message).to_owned());
            }
            ["added", id, version] => {
                self.added.insert(((*id).to_owned(), (*version).to_owned()));
            }
            ["scope", id] => self.last_scope = Some((*id).to_owned()),
            ["open"] => {}
            _ => panic!("the child said `{line}`"),
        }
    }
}

fn parent() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let begun = Instant::now();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut told = Told::default();
    let mut on_their_way = 0;
    for round in 1..=ROUNDS {
        run_and_kill(directory, round, &mut numbers, &mut told);
        let store = Store::open(directory).expect("the store opens after a kill");
        on_their_way += usize::from(!store.pending().expect("pending").is_empty());
        check(directory, &store, &told, round % 20 == 0 || round == ROUNDS);
    }
    let store = Arc::new(Store::open(directory).expect("the store opens"));
    for Pending { key, reply, .. } in store.pending().expect("pending") {
        deliver(directory, &store, &key, &reply);
        told.confirmed.insert(key.message);
    }
    // Now none may be on its way, and `check` finds every reply sent.
    assert!(store.pending().expect("pending").is_empty());
    check(directory, &store, &told, true);
    let library = Library::stored(store, &directory.join("search")).expect("the library opens");
    for entry in library.entries(&Scope::All) {
        let hits = library.search(Kind::Passage, "it happened", &Scope::All, 10);
        let found = hits
            .expect("the index works")
            .into_iter()
            .any(|hit| hit.article == entry.article.id && hit.version == entry.article.version);
        assert!(found, "`{}` is not found", entry.article.id);
    }
    // Otherwise the kills came too early to show anything.
    assert!(
        told.recorded.len() > 300 && told.added.len() > 100,
        "too little was done"
    );
    assert!(
        on_their_way > 0,
        "no kill came between recording and confirming"
    );
    println!(
        "{ROUNDS} kills in {:.1} s: {} replies, {} versions, {} articles; {on_their_way} kills \
         with a reply on its way",
        begun.elapsed().as_secs_f32(),
        told.recorded.len(),
        told.added.len(),
        library.len(),
    );
}

/// Lets a child work and kills it: after some lines, or some time.
fn run_and_kill(directory: &Path, round: u64, numbers: &mut Numbers, told: &mut Told) {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args([
            "child".as_ref(),
            directory.as_os_str(),
            round.to_string().as_ref(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let output = child.stdout.take().expect("its output");
    let mut lines = BufReader::new(output).lines();
    let by_lines = numbers.below(3) != 0;
    if by_lines {
        for _ in 0..numbers.below(30) {
            let Some(line) = lines.next() else { break };
            told.take(&line.expect("a line"));
        }
        if round == 1 {
            let second = Store::open(directory);
            assert!(
                matches!(second, Err(Error::InUse { .. })),
                "two processes at once"
            );
        }
        // Anywhere within the next step.
        spin(Duration::from_micros(numbers.below(1_500)));
    } else {
        spin(Duration::from_micros(numbers.below(40_000)));
    }
    child.kill().expect("the child is killed");
    let status = child.wait().expect("the child is gone");
    assert!(
        !status.success() && status.code().is_none(),
        "the child ended by itself: {status}"
    );
    for line in lines {
        told.take(&line.expect("a line"));
    }
}

/// Waits more exactly than sleeping does.
fn spin(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::hint::spin_loop();
    }
}

fn check(directory: &Path, store: &Store, told: &Told, everything: bool) {
    let sent = fs::read_to_string(directory.join("sent.txt")).unwrap_or_default();
    let mut replies: BTreeMap<&str, &str> = BTreeMap::new();
    for line in sent.lines() {
        let (message, reply) = line.split_once('\t').expect("a whole line");
        // The platform drops what comes again under the same token; it must be
        // the same reply.
        assert_eq!(*replies.entry(message).or_insert(reply), reply);
        assert_eq!(reply, format!("reply to {message}"));
    }
    let pending: BTreeSet<String> = store
        .pending()
        .expect("pending")
        .into_iter()
        .map(|pending| pending.key.message)
        .collect();
    for message in &told.confirmed {
        assert!(
            replies.contains_key(message.as_str()),
            "{message} was not sent"
        );
        assert!(!pending.contains(message), "{message} would be sent again");
    }
    let unconfirmed = told.recorded.difference(&told.confirmed);
    for message in unconfirmed {
        let safe = pending.contains(message) || replies.contains_key(message.as_str());
        assert!(safe, "the reply to {message} is lost");
    }
    for message in pending.iter().chain(&told.last_recorded) {
        assert!(
            store.is_handled(&key(message)).expect("handled"),
            "{message} is not handled"
        );
    }
    // A turn and its memory are written together, and nothing goes back.
    if let Some(last) = &told.last_recorded {
        let memory = store
            .memory(CONVERSATION, NOW)
            .expect("a memory")
            .expect("a memory");
        assert!(store.is_handled(&key(&memory)).expect("handled"));
        assert!(
            memory == *last || !told.recorded.contains(&memory),
            "{memory} before {last}"
        );
    }
    if told.last_scope.is_some() {
        assert!(store.scope("matrix", "!room").expect("a scope").is_some());
    }
    if everything {
        assert_eq!(store.check().expect("a check"), [] as [String; 0]);
        for message in &told.recorded {
            assert!(
                store.is_handled(&key(message)).expect("handled"),
                "{message} is lost"
            );
        }
        for (id, version) in &told.added {
            let article = store.article_version(id, version).expect("an article");
            assert!(article.is_some(), "version {version} of {id} is lost");
        }
    }
}
