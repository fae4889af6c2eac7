//! How fast the program is, and how much it needs, with many servers: a short
//! measurement, and with `VERBATIM_DISCORD_LOAD=full` that of docs/discord.md,
//! which is meant for a release build.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    fake::{BOT, Fake, channel_of},
    mill,
    program::{Program, home},
};

/// What is asked, in turn.
const QUESTIONS: [&str; 6] = [
    "how much was the mill sold for?",
    "who said \"no choice\"?",
    "how many people will be hired?",
    "what did Tom Ray say?",
    "when will the baker open?",
    "who is the president of France?",
];

/// What is measured, and how much of it is too much.
struct Measured {
    guilds: u64,
    /// Questions one after the other.
    alone: usize,
    /// Questions a second, and for how many seconds.
    rate: u64,
    seconds: u64,
    /// Most milliseconds from a question to the first request, and from a key to
    /// its completion, in the median.
    question: f64,
    completion: f64,
}

/// The program's memory, in MB, whatever is asked of it.
const MEMORY: u64 = 150;

/// The figures of a release build; an unoptimised one is some twenty times
/// slower, and the machine of a test may do other things.
fn measured() -> Measured {
    let full = std::env::var_os("VERBATIM_DISCORD_LOAD").is_some_and(|load| load == "full");
    let slower = if cfg!(debug_assertions) { 20.0 } else { 1.0 };
    Measured {
        guilds: if full { 1_000 } else { 100 },
        alone: if full { 500 } else { 60 },
        rate: if full { 500 } else { 30 },
        seconds: if full { 30 } else { 2 },
        question: 5.0 * slower,
        completion: 2.0 * slower,
    }
}

/// The median, and the value that 99 of 100 do not exceed, in milliseconds.
fn summed_up(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1_000.0;
    (at(50), at(99))
}

#[tokio::test(flavor = "multi_thread")]
async fn many_servers_are_answered_fast_without_loss_and_in_little_memory() {
    let measured = measured();
    let mut fake = Fake::start().await;
    fake.world(|world| {
        world.guilds = (0..measured.guilds)
            .map(|guild| ((500_000_000_000 + guild) << 22).to_string())
            .collect();
    });
    let guilds = fake.world(|world| world.guilds.clone());
    let home = home(vec![mill()]);
    let program = Program::start(home.path(), &format!("api = \"{}\"", fake.api));
    fake.next("PUT", "/commands").await;

    let question = |number: usize| {
        let guild = &guilds[number % guilds.len()];
        let question = QUESTIONS[number % QUESTIONS.len()];
        fake.message_in(guild, &channel_of(guild), &format!("<@{BOT}> {question}"))
    };
    let messages: Vec<_> = (0..measured.alone).map(question).collect();
    let mut alone = Vec::new();
    for message in messages {
        let asked = fake.dispatch("MESSAGE_CREATE", message);
        let sent = fake.next("POST", "/messages").await;
        alone.push(sent.at.unwrap().saturating_duration_since(asked));
    }
    let mut completions = Vec::new();
    for number in 0..measured.alone {
        let (command, option, typed) = [
            ("quotes", "speaker", "a"),
            ("check", "quote", "no"),
            ("article", "which", "mill"),
        ][number % 3];
        let option = json!({"name": option, "type": 3, "value": typed, "focused": true});
        let data = json!({"id": "7", "name": command, "type": 1, "options": [option]});
        let typed = fake.interaction(4, data, None);
        let typed = fake.dispatch("INTERACTION_CREATE", typed);
        let answer = fake.next("POST", "/callback").await;
        completions.push(answer.at.unwrap().saturating_duration_since(typed));
    }

    let total = usize::try_from(measured.rate * measured.seconds).unwrap();
    let mut requests = fake.requests();
    let start = Instant::now();
    let asking = async {
        let mut asked = HashMap::new();
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        while asked.len() < total {
            ticks.tick().await;
            let due = start.elapsed().as_secs_f64() * measured.rate as f64;
            while asked.len() < total && (asked.len() as f64) < due {
                let number = asked.len();
                let guild = &guilds[number % guilds.len()];
                let question = QUESTIONS[number / guilds.len() % QUESTIONS.len()];
                let said = format!("<@{BOT}> {question}");
                let message = fake.message_in(guild, &channel_of(guild), &said);
                let id = message["id"].as_str().unwrap().to_owned();
                asked.insert(id, fake.dispatch("MESSAGE_CREATE", message));
            }
        }
        (asked, start.elapsed())
    };
    let answering = async {
        let mut answered: HashMap<String, Instant> = HashMap::new();
        while answered.len() < total {
            let request = tokio::time::timeout(Duration::from_mins(1), requests.recv()).await;
            let request = request.expect("an answer is lost").unwrap();
            if request.method == "POST" && request.path.ends_with("/messages") {
                let nonce = request.body["nonce"].as_str().unwrap().to_owned();
                let twice = answered.insert(nonce, request.at.unwrap());
                assert!(twice.is_none(), "answered twice");
            }
        }
        (answered, start.elapsed())
    };
    let ((asked, asking), (answered, answering)) = tokio::join!(asking, answering);
    let flood = asked
        .iter()
        .map(|(id, asked)| answered[id].saturating_duration_since(*asked))
        .collect();
    let sent = fake.world(|world| world.sent.len());
    assert_eq!(sent, total + measured.alone);
    fake.assert_lawful();

    let (alone, alone_most) = summed_up(alone);
    let (completion, completion_most) = summed_up(completions);
    let (flood, flood_most) = summed_up(flood);
    let memory = program.most_memory();
    let rate = measured.rate;
    let seconds = (asking.as_secs_f64(), answering.as_secs_f64());
    eprintln!(
        "{} servers: question to request {alone:.2} ms (99 %: {alone_most:.2}), completion \
         {completion:.2} ms (99 %: {completion_most:.2}); {total} questions, {rate} a second, \
         asked in {:.1} s and answered in {:.1} s, {flood:.1} ms (99 %: {flood_most:.1}); \
         {memory} MB at most",
        guilds.len(),
        seconds.0,
        seconds.1,
    );
    assert!(alone < measured.question, "{alone} ms to the first request");
    assert!(
        completion < measured.completion,
        "{completion} ms to complete"
    );
    assert!(memory < MEMORY, "{memory} MB");
    assert!(
        seconds.1 < seconds.0 + 10.0,
        "answers do not keep up: {seconds:?}"
    );
    program.kill();
}
