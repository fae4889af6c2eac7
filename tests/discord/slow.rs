//! What an asker sees of an answer that takes its time: it is announced within
//! Discord's three seconds. What is completed while it is typed never is.

use std::sync::mpsc;

use serde_json::json;

use super::{Place, Running, button, said};

/// Runs on a runtime with one thread for answers.
fn with_one_thread(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(1)
        .enable_all()
        .build();
    runtime.unwrap().block_on(test);
}

/// Keeps that thread, so that no answer can be worked out, until this is
/// dropped.
fn keep_it() -> mpsc::Sender<()> {
    let (keep, kept) = mpsc::channel::<()>();
    tokio::task::spawn_blocking(move || kept.recv());
    keep
}

#[test]
fn an_answer_that_takes_longer_is_announced_first_and_filled_in() {
    with_one_thread(async {
        let mut running = Running::ready().await;
        for place in Place::ALL {
            for (name, private) in [("ask", false), ("help", true)] {
                let options = match name {
                    "ask" => vec![("question", "how much was the mill sold for?")],
                    _ => Vec::new(),
                };
                let kept = keep_it();
                let announced = running.runs(place, name, &options).await;
                assert_eq!(announced.body["type"], 5, "{name}");
                // Who sees it is settled now and cannot be changed.
                assert_eq!(announced.body["data"]["flags"] == 64, private, "{name}");
                drop(kept);
                let filled = running.fake.next("PATCH", "/@original").await;
                assert!(!said(&filled.body).is_empty());
            }
            let kept = keep_it();
            let announced = running.checks(place, "“We had a choice in this”").await;
            assert_eq!(announced.body["type"], 5);
            assert_eq!(announced.body["data"]["flags"], 64);
            drop(kept);
            running.fake.next("PATCH", "/@original").await;
        }
        running.stop().await;
    });
}

#[test]
fn a_button_whose_answer_takes_longer_is_acknowledged_first() {
    with_one_thread(async {
        let mut running = Running::ready().await;
        for place in Place::ALL {
            let summary = running.runs(place, "summary", &[]).await;
            let shorter = button(&summary.body["data"], "Shorter");
            let under = running.fake.message(place.channel(), "before");
            let kept = keep_it();
            let announced = running.presses(place, &shorter, under).await;
            assert_eq!(announced.body["type"], 6, "it stays as it is");
            drop(kept);
            let filled = running.fake.next("PATCH", "/@original").await;
            assert!(said(&filled.body).contains("mill"), "{filled:?}");
        }
        running.stop().await;
    });
}

#[test]
fn completion_does_not_wait_for_answers() {
    with_one_thread(async {
        let mut running = Running::ready().await;
        // What it completes out of has been read when this is answered.
        running.runs(Place::Server, "speakers", &[]).await;
        let kept = keep_it();
        for place in Place::ALL {
            let choices = running.types(place, "quotes", "speaker", "ann").await;
            assert_eq!(choices, [json!({"name": "Ann Lee", "value": "Ann Lee"})]);
        }
        drop(kept);
        running.stop().await;
    });
}
