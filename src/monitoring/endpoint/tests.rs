//! The endpoint over a real socket, with those who ask as they should and
//! those who do not.

use std::{collections::BTreeSet, time::SystemTime};

use proptest::prelude::*;
use tokio::task::JoinHandle;

use super::{super::metrics, *};
use crate::{
    bot::{Bot, Settings},
    library::Library,
    monitoring::{Stage, TurnedAway},
    reply::{Reply, Status},
    store::Store,
};

const DASHBOARD: &str = include_str!("../../../config/grafana.json");
const DOCUMENTED: &str = include_str!("../../../docs/hosting.md");

struct Running {
    metrics: Arc<Metrics>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
    _directory: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.served.abort();
    }
}

async fn run() -> Running {
    run_with(PATIENCE).await
}

async fn run_with(patience: Duration) -> Running {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(directory.path()).unwrap());
    let library = Library::in_memory(Vec::new()).unwrap();
    let observed = Observed {
        bot: Arc::new(Bot::new(Arc::new(library), Settings::default())),
        store,
        index: directory.path().to_owned(),
        since: SystemTime::now(),
    };
    let metrics: Arc<Metrics> = Arc::default();
    let (stop, stopped) = watch::channel(false);
    let endpoint = Endpoint::bind(0, Arc::clone(&metrics), observed, vec!["test"], stopped);
    let mut endpoint = endpoint.await.unwrap();
    endpoint.patience = patience;
    Running {
        metrics,
        address: endpoint.address().unwrap(),
        stop,
        served: tokio::spawn(endpoint.serve()),
        _directory: directory,
    }
}

/// What is answered to these bytes, until the connection is closed.
async fn says(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // It may have been refused before all of it was sent.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

async fn get(address: SocketAddr, path: &str) -> String {
    says(
        address,
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes(),
    )
    .await
}

/// Counts one of everything.
fn count(metrics: &Metrics) {
    let reply = Reply {
        command: "ask",
        status: Status::NotInArticle,
        ..Reply::default()
    };
    metrics.answered("test", &reply);
    metrics.took("test", Stage::Answering, Duration::from_millis(3));
    metrics.turned_away("test", TurnedAway::Person);
    metrics.unsent("test", true);
    drop(metrics.working("test"));
    metrics.connections("test", 2, 2);
    metrics.heard("test");
    metrics.interrupted("test");
}

#[tokio::test]
async fn prometheus_reads_what_was_counted() {
    let running = run().await;
    count(&running.metrics);
    let says = get(running.address, "/metrics").await;
    let (head, body) = says.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("text/plain; version=0.0.4"), "{head}");
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
    for line in [
        concat!(
            "verbatim_build_info{version=\"",
            env!("CARGO_PKG_VERSION"),
            "\"} 1"
        ),
        "verbatim_questions_total{platform=\"test\",command=\"ask\",outcome=\"not_in_article\"} 1",
        "verbatim_stage_seconds_bucket{platform=\"test\",stage=\"answering\",le=\"0.0025\"} 0",
        "verbatim_stage_seconds_bucket{platform=\"test\",stage=\"answering\",le=\"0.005\"} 1",
        "verbatim_turned_away_total{platform=\"test\",reason=\"person\"} 1",
        "verbatim_unsent_total{platform=\"test\",again=\"yes\"} 1",
        "verbatim_working{platform=\"test\"} 0",
        "verbatim_connections_open{platform=\"test\"} 2",
        "verbatim_interruptions_total{platform=\"test\"} 1",
        "verbatim_articles 0",
        "verbatim_outbox 0",
        "verbatim_inbox 0",
    ] {
        assert!(
            body.lines().any(|has| has == line),
            "{line} is not in\n{body}"
        );
    }
    let store = body
        .lines()
        .find_map(|line| line.strip_prefix("verbatim_store_bytes "));
    assert!(store.unwrap().parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn ready_is_whoever_is_connected_and_not_stopping() {
    let running = run().await;
    let ready = || get(running.address, "/readyz");
    assert!(get(running.address, "/healthz").await.ends_with("well\n"));
    let says = ready().await;
    assert!(says.starts_with("HTTP/1.1 503 "), "{says}");
    assert!(says.ends_with("test is not connected yet\n"), "{says}");
    running.metrics.connections("test", 1, 2);
    assert!(
        ready()
            .await
            .ends_with("test: 1 of 2 connections are open\n")
    );
    running.metrics.connections("test", 2, 2);
    assert!(ready().await.starts_with("HTTP/1.1 200 OK\r\n"));
    running.stop.send(true).unwrap();
    assert!(ready().await.ends_with("it is stopping\n"));
    // A process that stops in good order needs no new start.
    assert!(
        get(running.address, "/healthz")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
}

#[tokio::test]
async fn what_is_no_such_request_is_refused_in_a_word() {
    let running = run().await;
    let long = format!(
        "GET /metrics HTTP/1.1\r\nX: {}\r\n\r\n",
        "x".repeat(LONGEST_HEAD)
    );
    let many = format!(
        "GET /metrics HTTP/1.1\r\n{}\r\n",
        "A: b\r\n".repeat(HEADERS + 1)
    );
    for (request, status) in [
        ("GET /metrics?a=b HTTP/1.1\r\n\r\n", "200 OK"),
        ("GET /metrics HTTP/1.0\r\n\r\n", "200 OK"),
        ("GET /../etc/passwd HTTP/1.1\r\n\r\n", "404 Not Found"),
        (
            "GET http://other.example/metrics HTTP/1.1\r\n\r\n",
            "404 Not Found",
        ),
        (
            "POST /metrics HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
            "405 Method Not Allowed",
        ),
        ("\u{0}\u{1}\u{2}\r\n\r\n", "400 Bad Request"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "400 Bad Request"),
        (&long, "431 Request Header Fields Too Large"),
        (&many, "431 Request Header Fields Too Large"),
    ] {
        let says = says(running.address, request.as_bytes()).await;
        // Part of what was sent may stand unread, and then the system ends it.
        if says.is_empty() && request.len() > LONGEST_HEAD {
            continue;
        }
        assert!(
            says.starts_with(&format!("HTTP/1.1 {status}\r\n")),
            "{request}: {says}"
        );
    }
    let head = says(running.address, b"HEAD /healthz HTTP/1.1\r\n\r\n").await;
    assert!(
        head.contains("Content-Length: 5\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    // It serves on.
    assert!(get(running.address, "/healthz").await.ends_with("well\n"));
}

#[tokio::test]
async fn who_says_nothing_or_reads_nothing_keeps_nobody_out_for_long() {
    let patience = Duration::from_millis(500);
    let running = run_with(patience).await;
    // The first is given up so long after it came, however slow the others come.
    let since = std::time::Instant::now();
    let mut silent = Vec::new();
    for number in 0..2 * AT_ONCE {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET /met").await.unwrap();
        }
        silent.push(stream);
    }
    // On a busy machine a look at the store may itself take longer than is
    // waited here; who asks for it asks again.
    let asked = async { while !get(running.address, "/healthz").await.ends_with("well\n") {} };
    timeout(PATIENCE * 6, asked).await.unwrap();
    // Behind two rounds of them.
    assert!(since.elapsed() >= patience, "{:?}", since.elapsed());
    // Each is given up unanswered, the last of them perhaps only now.
    for mut stream in silent {
        let mut answer = Vec::new();
        let closed = timeout(PATIENCE * 6, stream.read_to_end(&mut answer));
        let _ = closed.await.unwrap();
        assert!(answer.is_empty());
    }
}

proptest! {
    #[test]
    fn whatever_is_sent_there_is_an_answer_or_more_is_wanted(head in prop::collection::vec(any::<u8>(), 0..200)) {
        let whole = request(&head);
        // More bytes never turn a request that was understood into another.
        if whole.is_some() {
            let mut longer = head.clone();
            longer.extend(b"\r\n\r\n");
            prop_assert_eq!(request(&longer), whole);
        }
    }
}

/// The names that a page of metrics has, with the suffixes of their kinds.
fn exported(body: &str) -> BTreeSet<String> {
    let samples = body.lines().filter(|line| !line.starts_with('#'));
    let name = |line: &str| line.split(['{', ' ']).next().map(str::to_owned);
    samples.filter_map(name).collect()
}

/// The names of ours in a text.
fn named(text: &str) -> BTreeSet<String> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let words = text.split(|character| !is_name(character));
    let ours = |word: &&str| word.starts_with("verbatim_") || word.starts_with("process_");
    words.filter(ours).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_dashboard_and_the_documentation_know_what_is_exported() {
    let running = run().await;
    count(&running.metrics);
    let says = get(running.address, "/metrics").await;
    let exported = exported(says.split_once("\r\n\r\n").unwrap().1);

    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut asked = BTreeSet::new();
    for target in panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array())
        .flatten()
    {
        let names = named(target["expr"].as_str().unwrap());
        assert!(!names.is_empty(), "{target}");
        asked.extend(names);
    }
    assert!(asked.len() >= 12, "{asked:?}");
    let unknown: Vec<_> = asked.difference(&exported).collect();
    assert!(
        unknown.is_empty(),
        "the dashboard asks for {unknown:?} of {exported:?}"
    );

    // A histogram is documented by its own name.
    let base = |name: &String| {
        let parts = ["_bucket", "_sum", "_count"];
        let part = parts.iter().find_map(|part| name.strip_suffix(part));
        part.unwrap_or(name).to_owned()
    };
    let exported: BTreeSet<String> = exported.iter().map(base).collect();
    assert_eq!(named(DOCUMENTED), exported);
}

#[test]
fn outcomes_tell_faults_of_ours_from_refusals() {
    let mut reply = Reply {
        status: Status::Refused,
        ..Reply::default()
    };
    assert_eq!(metrics::outcome(&reply), "refused");
    let fault = crate::reply::Line::own(crate::bot::OUR_FAULT);
    reply.blocks.push(crate::reply::Block::Text(fault));
    assert_eq!(metrics::outcome(&reply), "failed");
}
