//! Every button and the form, in a server and in private: after a restart too,
//! by whomever, and when the article that it was about is gone.

use std::sync::Arc;

use serde_json::{Value, json};
use verbatim::article::{Article, Metadata};

use super::{
    Place, Running, button, buttons,
    fake::{ALICE, Fake},
    mention, mill, opened, said,
};

/// An answer of the bot that stands in a channel.
fn standing(running: &Running, place: Place) -> Value {
    let mut seen = running.fake.message(place.channel(), "before");
    seen["author"]["id"] = super::fake::BOT.into();
    seen
}

/// Asks in a channel; the answer.
async fn asks(running: &mut Running, place: Place, line: &str) -> Value {
    running.says(place.channel(), &mention(line));
    running.fake.next("POST", "/messages").await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn every_button_does_what_it_says() {
    let mut running = Running::ready().await;
    for place in Place::ALL {
        let answer = asks(&mut running, place, "how much was the mill sold for?").await;
        let under = standing(&running, place);
        let context = button(&answer, "Context");
        let shown = running.presses(place, &context, under.clone()).await;
        assert_eq!(shown.body["type"], 4);
        assert_eq!(shown.body["data"]["flags"], 64, "for whoever pressed");
        assert!(said(&shown.body["data"]).contains("no choice"), "{shown:?}");
        let on = button(&shown.body["data"], "Read on");
        let shown = running.presses(place, &on, under.clone()).await;
        assert!(said(&shown.body["data"]).contains("baker"), "{shown:?}");

        let summary = asks(&mut running, place, "tl;dr").await;
        let shorter = button(&summary, "Shorter");
        let turned = running.presses(place, &shorter, under.clone()).await;
        assert_eq!(turned.body["type"], 7, "in its place");
        let longer = button(&turned.body["data"], "Longer");
        let turned = running.presses(place, &longer, under.clone()).await;
        assert_eq!(turned.body["type"], 7);

        let speakers = asks(&mut running, place, "speakers").await;
        let quotes = button(&speakers, "Their quotes");
        let shown = running.presses(place, &quotes, under.clone()).await;
        assert!(said(&shown.body["data"]).contains('“'), "{shown:?}");

        let up = running.presses(place, "up", under.clone()).await;
        assert_eq!(up.body["data"]["flags"], 64);
        assert!(said(&up.body["data"]).contains("Thank you"));

        // Not ours, and one that is too old: nothing breaks.
        let other = running
            .presses(place, "somebody else's", under.clone())
            .await;
        assert_eq!(other.body["type"], 6);
        let old = running.presses(place, "kept 0123", under).await;
        assert!(said(&old.body["data"]).contains("too old"), "{old:?}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lists_go_on_in_their_place() {
    let lines: Vec<String> = (1..=14)
        .map(|number| format!("“Sentence {number} is mine,” said Ann Lee on day {number}."))
        .collect();
    let article = Article::from_lines(
        lines.join("\n"),
        Metadata {
            title: Some("Fourteen".to_owned()),
            source: "fourteen.txt".to_owned(),
            ..Metadata::default()
        },
    );
    let mut running = Running::ready_over(vec![article]).await;
    for place in Place::ALL {
        let first = running
            .runs(place, "quotes", &[("speaker", "Ann Lee")])
            .await;
        let more = button(&first.body["data"], "More");
        let under = standing(&running, place);
        let next = running.presses(place, &more, under).await;
        assert_eq!(next.body["type"], 7, "in its place: {next:?}");
        let content = said(&next.body["data"]);
        assert!(content.contains("Sentence 6 is mine"), "{content}");
        assert!(!content.contains("Sentence 1 is mine"), "{content}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_work_after_a_restart() {
    let mut running = Running::ready().await;
    let summary = asks(&mut running, Place::Private, "tl;dr").await;
    let (fake, directory) = running.stop().await;
    let mut running = Running::again(fake, directory).await;
    running
        .fake
        .until("it identified again", |world| {
            world.sessions.identified == 2
        })
        .await;
    let under = standing(&running, Place::Private);
    let shorter = button(&summary, "Shorter");
    let answer = running.presses(Place::Private, &shorter, under).await;
    assert_eq!(answer.body["type"], 7, "{answer:?}");
    running.stop().await;
}

fn other() -> Article {
    let text = "The bridge by the church was closed on Friday because its planks are rotten.\n\
        “We shall build another in stone,” said Ida Berg, who keeps it.\n\
        The town will pay nine million crowns for it, and work begins in June.\n\
        Until then a ferry goes every ten minutes from the yard of the school.";
    Article::from_lines(
        text.to_owned(),
        Metadata {
            title: Some("A bridge is closed".to_owned()),
            source: "bridge.txt".to_owned(),
            ..Metadata::default()
        },
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_means_its_own_article_whoever_presses_it_and_whenever() {
    let mut running = Running::ready_over(vec![other(), mill()]).await;
    for place in Place::ALL {
        asks(&mut running, place, "article mill").await;
        let summary = asks(&mut running, place, "tl;dr").await;
        let said_first = said(&summary);
        assert!(said_first.contains("The mill is sold"), "{said_first}");
        // Meanwhile the talk is of something else.
        asks(&mut running, place, "article bridge").await;
        let under = standing(&running, place);
        let shorter = button(&summary, "Shorter");
        let turned = running.presses(place, &shorter, under).await;
        let content = said(&turned.body["data"]);
        assert!(content.contains("The mill is sold"), "{content}");
        assert!(!content.contains("bridge"), "{content}");
        // Two are asked here, so each citation says of which it is.
        let cited = content.lines().filter(|line| line.starts_with("-# "));
        assert!(cited.clone().count() > 0);
        for line in cited {
            assert!(line.contains("The mill is sold, "), "{line}");
        }
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_whose_article_is_gone_says_so_to_whoever_presses_it() {
    let mut running = Running::ready_over(vec![other(), mill()]).await;
    let mut pressed = Vec::new();
    for place in Place::ALL {
        let answer = asks(&mut running, place, "how much was the mill sold for?").await;
        pressed.push((place, button(&answer, "Context")));
        asks(&mut running, place, "article mill").await;
        let summary = asks(&mut running, place, "tl;dr").await;
        pressed.push((place, button(&summary, "Shorter")));
    }
    assert!(running.served.library.remove("the-mill-is-sold").unwrap());
    for (place, id) in pressed {
        let under = standing(&running, place);
        let answer = running.presses(place, &id, under).await;
        assert_eq!(answer.body["type"], 4, "the message stays as it is");
        assert_eq!(answer.body["data"]["flags"], 64);
        let content = said(&answer.body["data"]);
        assert!(content.contains("no longer here"), "{id}: {content}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_answer_is_asked_about_and_kept() {
    let mut running = Running::ready().await;
    let mut ids = Vec::new();
    for place in Place::ALL {
        asks(&mut running, place, "how much was the mill sold for?").await;
        let under = standing(&running, place);
        ids.push(under["id"].as_str().unwrap().to_owned());
        let form = running.presses(place, "down", under).await;
        assert_eq!(form.body["type"], 9, "{form:?}");
        let data = json!({"custom_id": form.body["data"]["custom_id"], "components": [
            {"type": 1, "components": [
                {"type": 4, "custom_id": "reason", "value": "it was three million"}]}]});
        let thanks = running.does(place, 5, data, None).await;
        assert_eq!(thanks.body["data"]["flags"], 64);
    }
    let (_, directory) = running.stop().await;
    let store = opened(directory.path()).await;
    let feedback = store.feedback(10).unwrap();
    let mut about: Vec<_> = feedback.iter().map(|one| one.key.message.clone()).collect();
    about.sort();
    ids.sort();
    assert_eq!(about, ids);
    for one in feedback {
        assert_eq!(one.person, ALICE);
        assert_eq!(one.reason.as_deref(), Some("it was three million"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_into_a_message_has_pages_that_turn_in_place() {
    let sentence = "The mayor and the baker spoke for an hour about the wheel of the mill";
    let sentences: Vec<String> = (0..60)
        .map(|number| format!("{sentence}, for the {number}th time."))
        .collect();
    let article = Article::from_lines(
        sentences.join(" "),
        Metadata {
            title: Some("An hour".to_owned()),
            source: "hour.txt".to_owned(),
            ..Metadata::default()
        },
    );
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let fake = Fake::start().await;
    let mut running = Running::with(fake, directory, vec![article], |_| {}).await;
    running.fake.next("PUT", "/commands").await;
    for place in Place::ALL {
        // All of the passage, which is longer than a message.
        let sent = asks(&mut running, place, "article passage:1").await;
        let labels: Vec<_> = buttons(&sent).into_iter().map(|(label, _)| label).collect();
        assert!(labels.contains(&"Next page".to_owned()), "{labels:?}");
        let under = standing(&running, place);
        let next = button(&sent, "Next page");
        let turned = running.presses(place, &next, under.clone()).await;
        assert_eq!(turned.body["type"], 7);
        let content = said(&turned.body["data"]);
        assert!(content.contains("Page 2 of"), "{content}");
        let back = button(&turned.body["data"], "Back");
        let turned = running.presses(place, &back, under).await;
        assert_eq!(said(&turned.body["data"]), said(&sent));
    }
    running.stop().await;
}
