//! A steady load on both platforms at once, on one process, while their lines
//! fail in every way that is known; then a page of figures.
//!
//! `SOAK_SECONDS=1800 SOAK_REPORT=docs/soak.md cargo test --test conversations
//! a_steady_load -- --nocapture` is the long one; without, it lasts some
//! seconds.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Read, Write as _},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    between::{Between, Fault},
    bot::Bot,
    outages::all_answered,
    people::Person,
    server, speed,
};
use crate::discord::fake::{self, Fake, Order, Trouble};

/// Questions a second on Discord, and every how many there is one on Matrix.
const A_SECOND: u32 = 4;
const MATRIX_EVERY: u32 = 4;

/// How often something goes wrong.
const FAULT_EVERY: Duration = Duration::from_secs(2);

/// Looks at the memory, over the whole time.
const LOOKS: u32 = 12;

const QUESTIONS: [&str; 6] = [
    "how many people were injured?",
    "who was the judge?",
    "what did Solheim say?",
    "who said “slow, visible and avoidable”?",
    "who discovered penicillin?",
    "tl;dr",
];

const SENDING: &str = "/send/m.room.message/";

fn duration() -> Duration {
    let seconds = std::env::var("SOAK_SECONDS");
    let seconds = seconds.ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(8))
}

/// A port that is free while the process is started anew: below those that the
/// system gives to whoever connects.
fn free_port() -> u16 {
    (20_000..30_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

/// A figure of the service, as its own page tells it.
fn figure(port: u16, name: &str) -> Option<u64> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .ok()?;
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .ok()?;
    let mut page = String::new();
    stream.read_to_string(&mut page).ok()?;
    let line = page.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().parse().ok()
}

/// The next thing that goes wrong; what, in the words of the report.
fn goes_wrong(number: u32, fake: &Fake, line: &Between) -> &'static str {
    let too_much = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"slower","retry_after_ms":200}"#;
    match number % 9 {
        0 => {
            fake.trouble(&[Trouble::Broken]);
            "Discord answers 5xx"
        }
        1 => {
            line.plan(SENDING, 1, Fault::Refused("502 Bad Gateway", "<html>"));
            "the homeserver answers 502 to a message"
        }
        2 => {
            fake.order(Order::Cut);
            "the gateway cuts the connection"
        }
        3 => {
            line.plan(SENDING, 1, Fault::AnswerLost);
            "the homeserver's answer to a message is lost"
        }
        4 => {
            fake.trouble(&[Trouble::Cut]);
            "Discord's answer to a message is lost"
        }
        5 => {
            line.plan(
                "/sync?",
                1,
                Fault::Refused("429 Too Many Requests", too_much),
            );
            "the homeserver answers 429 to a sync"
        }
        6 => {
            fake.operate(json!({"op": 7, "d": null}));
            "the gateway asks for a reconnect"
        }
        7 => {
            line.plan("/sync?", 1, Fault::AnswerLost);
            "the homeserver's answer to a sync is lost"
        }
        _ => {
            fake.trouble(&[Trouble::Limited { global: false }]);
            "Discord answers 429"
        }
    }
}

/// What was asked on Discord and when; and when each answer came last. An
/// answer's nonce is the question's identifier.
#[derive(Default)]
struct OnDiscord {
    asked: BTreeMap<String, Instant>,
    answered: BTreeMap<String, Instant>,
}

impl OnDiscord {
    async fn ask(&mut self, fake: &Fake, number: u32) {
        let text = QUESTIONS[number as usize % QUESTIONS.len()];
        let message = if number.is_multiple_of(2) {
            fake.message(fake::PRIVATE, text)
        } else {
            fake.message(fake::CHANNEL, &format!("<@{}> {text}", fake::BOT))
        };
        let id = message["id"].as_str().unwrap().to_owned();
        // Between two connections there is nobody to tell; a client fetches
        // what it missed.
        fake.until("a session", |world| !world.sessions.all.is_empty())
            .await;
        fake.remember(message.clone());
        fake.dispatch("MESSAGE_CREATE", message);
        self.asked.insert(id, Instant::now());
    }

    /// Hears answers until a moment.
    async fn hear(&mut self, fake: &mut Fake, until: Instant) {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let next = tokio::time::timeout(left, fake.next("POST", "/messages"));
            let Ok(request) = next.await else { return };
            if let Some(id) = request.body["nonce"].as_str() {
                self.answered.insert(id.to_owned(), Instant::now());
            }
        }
    }

    /// How often each question was answered.
    fn counts(&self, fake: &Fake) -> BTreeMap<String, usize> {
        let mut counts: BTreeMap<String, usize> =
            self.asked.keys().map(|id| (id.clone(), 0)).collect();
        fake.world(|world| {
            for sent in &world.sent {
                let id = sent["nonce"].as_str();
                if let Some(count) = id.and_then(|id| counts.get_mut(id)) {
                    *count += 1;
                }
            }
        });
        counts
    }

    fn times(&self) -> Vec<Duration> {
        let took = |(id, at): (&String, &Instant)| Some(*self.answered.get(id)? - *at);
        let mut times: Vec<Duration> = self.asked.iter().filter_map(took).collect();
        times.sort_unstable();
        times
    }
}

fn at(times: &[Duration], share: f64) -> String {
    let place = (times.len() as f64 * share) as usize;
    let time = times.get(place.min(times.len().saturating_sub(1)));
    time.map_or("–".to_owned(), |time| format!("{} ms", time.as_millis()))
}

fn row(report: &mut String, platform: &str, counts: &[usize], times: &[Duration]) {
    let lost = counts.iter().filter(|count| **count == 0).count();
    let doubled = counts.iter().filter(|count| **count > 1).count();
    writeln!(
        report,
        "| {platform} | {} | {} | {lost} | {doubled} | {} | {} |",
        counts.len(),
        counts.len() - lost,
        at(times, 0.5),
        at(times, 0.99),
    )
    .unwrap();
}

#[test]
fn a_steady_load_with_faults_loses_nothing_and_says_nothing_twice() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let Some(server) = server::shared() else {
        return;
    };
    let line = Between::new(server);
    let mut fake = runtime.block_on(Fake::start());
    let port = free_port();
    let mut bot = Bot::with_account(server, "*");
    bot.environment = vec![
        ("VERBATIM_MATRIX_HOMESERVER", line.url()),
        ("VERBATIM_DISCORD_TOKEN", fake::TOKEN.to_owned()),
        ("VERBATIM_DISCORD_API", fake.api.clone()),
        ("VERBATIM_MONITORING_PORT", port.to_string()),
    ];
    bot.go_on();
    // Where the first login says the homeserver is, that is believed.
    bot.is_killed();
    bot.go_on();
    let ann = Person::new(server);
    let room = ann.room_with(&bot, false, &[]);
    runtime.block_on(fake.until("a session", |world| !world.sessions.all.is_empty()));

    let whole = duration();
    let begun = Instant::now();
    let mut on_discord = OnDiscord::default();
    let mut on_matrix: Vec<String> = Vec::new();
    let mut faults: BTreeMap<&str, usize> = BTreeMap::new();
    let mut memory: Vec<(Duration, u64)> = Vec::new();
    let mut number = 0;
    while begun.elapsed() < whole {
        number += 1;
        runtime.block_on(on_discord.ask(&fake, number));
        if number.is_multiple_of(MATRIX_EVERY) {
            let text = QUESTIONS[(number / MATRIX_EVERY) as usize % QUESTIONS.len()];
            on_matrix.push(ann.says(&room, text));
        }
        let wrong = begun.elapsed().as_secs() / FAULT_EVERY.as_secs();
        let so_far: usize = faults.values().sum();
        if wrong as usize > so_far {
            let what = goes_wrong(so_far as u32, &fake, &line);
            *faults.entry(what).or_default() += 1;
        }
        if begun.elapsed() >= whole / LOOKS * memory.len() as u32
            && let Some(bytes) = figure(port, "process_resident_memory_bytes ")
        {
            memory.push((begun.elapsed(), bytes));
        }
        let next = begun + Duration::from_secs(1) / A_SECOND * number;
        runtime.block_on(on_discord.hear(&mut fake, next));
    }
    let loaded = begun.elapsed();
    let patience = Instant::now() + Duration::from_mins(2);
    while on_discord.counts(&fake).values().any(|count| *count == 0) && Instant::now() < patience {
        let soon = Instant::now() + Duration::from_millis(200);
        runtime.block_on(on_discord.hear(&mut fake, soon));
    }
    let counted = all_answered(&ann, &room, &bot, &on_matrix);
    let matrix: Vec<usize> = on_matrix
        .iter()
        .map(|event| counted.get(event).copied().unwrap_or(0))
        .collect();
    let discord: Vec<usize> = on_discord.counts(&fake).into_values().collect();
    let matrix_times = speed::times(&line.heard(), &line.said(), &on_matrix);

    let mut report = String::from(
        "| platform | asked | answered | lost | doubled | half within | 99 of 100 within |\n|---|---|---|---|---|---|---|\n",
    );
    row(&mut report, "Discord", &discord, &on_discord.times());
    row(&mut report, "Matrix", &matrix, &matrix_times);
    writeln!(report, "\nWhat went wrong meanwhile, and how often:\n").unwrap();
    for (what, times) in &faults {
        writeln!(report, "- {what}: {times}").unwrap();
    }
    writeln!(report, "\n| after | memory |\n|---|---|").unwrap();
    for (after, bytes) in &memory {
        writeln!(
            report,
            "| {} s | {} MB |",
            after.as_secs(),
            bytes / 1_000_000
        )
        .unwrap();
    }
    println!("{} s of load\n\n{report}", loaded.as_secs());
    if let Some(path) = std::env::var_os("SOAK_REPORT") {
        std::fs::write(path, page(loaded, &report)).unwrap();
    }
    assert!(
        discord.iter().chain(&matrix).all(|count| *count == 1),
        "{report}"
    );
    assert!(!faults.is_empty() && memory.len() > 1, "{report}");
    // Everything is confirmed, the last of it a little after it is seen.
    let waits = || ["verbatim_inbox ", "verbatim_outbox "].map(|name| figure(port, name));
    while waits() != [Some(0), Some(0)] {
        assert!(Instant::now() < patience, "{:?}", waits());
        std::thread::sleep(Duration::from_millis(200));
    }
    let (first, last) = (memory[memory.len() / 2].1, memory[memory.len() - 1].1);
    assert!(last < first * 3 / 2, "memory grows: {report}");
    fake.assert_lawful();
}

fn page(loaded: Duration, report: &str) -> String {
    format!(
        "# A soak\n\n\
         One process on both platforms, the program as `cargo test` builds it, for {} seconds: {A_SECOND} questions a second on the \
         stand-in for Discord, one in {MATRIX_EVERY} as many on a Synapse over a line that fails, and something going wrong every \
         {} seconds. Times are from the question to the last attempt to send its reply, on Discord; and from the line that brings the \
         question to the line that takes its reply, on Matrix. A time with a fault in it has the pause before the next attempt in it.\n\n\
         `SOAK_SECONDS={} SOAK_REPORT=docs/soak.md cargo test --test conversations a_steady_load -- --nocapture` makes this page.\n\n{report}",
        loaded.as_secs(),
        FAULT_EVERY.as_secs(),
        duration().as_secs(),
    )
}
