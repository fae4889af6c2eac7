//! What waits in the inbox and in the outbox, and what people thought of it.

use super::{super::feedback::TOPICS_KEPT, *};

fn against(about: Option<&str>, reason: Option<&str>) -> Feedback {
    Feedback {
        key: MessageKey {
            platform: "test".to_owned(),
            channel: "mill".to_owned(),
            message: "1".to_owned(),
        },
        person: "Ann".to_owned(),
        vote: Vote::Down,
        reason: reason.map(str::to_owned),
        about: about.map(|question| About {
            question: question.to_owned(),
            command: "ask".to_owned(),
            answered: false,
            evidence: None,
        }),
        at: 1,
    }
}

pub(super) fn a_question_waits_until_it_is_handled_and_comes_once(place: &Place) {
    let store = place.open();
    assert!(store.receive(&key("a"), "first", 1).unwrap());
    assert!(store.receive(&key("b"), "second", 2).unwrap());
    assert!(store.is_known(&key("b")).unwrap() && !store.is_known(&key("c")).unwrap());
    let backlog = Backlog {
        inbox: 2,
        outbox: 0,
        oldest: Some(1),
    };
    assert_eq!(store.backlog().unwrap(), backlog);
    assert!(!store.receive(&key("a"), "again", 3).unwrap());
    let waiting = |store: &Store| -> Vec<String> {
        let received = store.received("matrix", "!room", 10).unwrap();
        received.into_iter().map(|one| one.question).collect()
    };
    drop(store);

    let store = place.open();
    assert_eq!(waiting(&store), ["first", "second"]);
    let turn = Turn {
        key: &key("a"),
        reply: Some("reply"),
        memory: None,
    };
    assert_eq!(store.record(&turn, 4).unwrap(), Recorded::First);
    assert_eq!(waiting(&store), ["second"]);
    assert!(store.is_known(&key("a")).unwrap());
    assert_eq!(store.backlog().unwrap().outbox, 1);
    assert!(!store.receive(&key("a"), "late duplicate", 5).unwrap());
    assert_eq!(waiting(&store), ["second"]);
    assert!(store.received("discord", "!room", 10).unwrap().is_empty());
    assert!(store.received("matrix", "!other", 10).unwrap().is_empty());
}

pub(super) fn a_channel_waits_for_its_questions_and_for_its_replies(place: &Place) {
    let store = place.open();
    let waiting = || store.channels_waiting("matrix").unwrap();
    assert!(waiting().is_empty());
    store.receive(&key("a"), "first", 1).unwrap();
    assert_eq!(waiting(), ["!room"]);
    let turn = Turn {
        key: &key("a"),
        reply: Some("reply"),
        memory: None,
    };
    store.record(&turn, 2).unwrap();
    assert_eq!(waiting(), ["!room"]);
    assert!(store.channels_waiting("discord").unwrap().is_empty());
    let pending = store.pending_in("matrix", "!room").unwrap();
    assert_eq!(pending.len(), 1);
    assert!(store.pending_in("matrix", "!other").unwrap().is_empty());
    store.confirm(&key("a")).unwrap();
    assert!(waiting().is_empty());
}

pub(super) fn a_question_that_is_withdrawn_gets_no_reply(place: &Place) {
    let store = place.open();
    assert!(!store.withdraw(&key("a"), 1).unwrap());
    assert!(!store.is_handled(&key("a")).unwrap());
    store.receive(&key("a"), "first", 1).unwrap();
    assert!(store.withdraw(&key("a"), 2).unwrap());
    assert!(store.received("matrix", "!room", 10).unwrap().is_empty());
    assert!(!store.receive(&key("a"), "again", 3).unwrap());
    let turn = Turn {
        key: &key("a"),
        reply: Some("too late"),
        memory: None,
    };
    assert_eq!(store.record(&turn, 4).unwrap(), Recorded::Again);
    assert!(store.pending().unwrap().is_empty());
}

pub(super) fn an_answer_is_known_by_its_question_and_by_itself(place: &Place) {
    let store = place.open();
    let turn = Turn {
        key: &key("a"),
        reply: Some("reply"),
        memory: None,
    };
    store.record(&turn, 1).unwrap();
    let answered = Answered {
        key: key("a"),
        answer: "$answer".to_owned(),
        offers: "[]".to_owned(),
    };
    store.confirm_as(&answered, 2).unwrap();
    assert!(store.pending().unwrap().is_empty());
    assert_eq!(
        store.answer_to(&key("a")).unwrap().as_ref(),
        Some(&answered)
    );
    assert_eq!(
        store.answered_by("matrix", "$answer").unwrap(),
        Some(answered)
    );
    assert_eq!(store.answered_by("discord", "$answer").unwrap(), None);
}

pub(super) fn a_question_is_kept_with_a_vote_against_its_answer_and_goes_when_that_is_taken_back(
    place: &Place,
) {
    let store = place.open();
    store.vote(&against(Some("who sold it?"), None)).unwrap();
    // The reason comes in a second step, when the question may be forgotten.
    store.vote(&against(None, Some("wrong man"))).unwrap();
    let kept = &store.feedback(10).unwrap()[0];
    assert_eq!(kept.about.as_ref().unwrap().question, "who sold it?");
    assert_eq!(kept.reason.as_deref(), Some("wrong man"));

    let up = Feedback {
        vote: Vote::Up,
        ..against(Some("who sold it?"), None)
    };
    store.vote(&up).unwrap();
    let kept = &store.feedback(10).unwrap()[0];
    assert_eq!((&kept.about, &kept.reason), (&None, &None));
    let mut file = Vec::new();
    store.export(&mut file).unwrap();
    assert!(!String::from_utf8(file).unwrap().contains("who sold it?"));
}

pub(super) fn what_is_asked_in_vain_is_counted_and_bounded(place: &Place) {
    let store = place.open();
    let topics = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    store
        .asked_in_vain("", &topics(&["Weir", "river"]), 1)
        .unwrap();
    store.asked_in_vain("", &topics(&["weir"]), 2).unwrap();
    store
        .asked_in_vain("test:server", &topics(&["weir"]), 3)
        .unwrap();
    let unanswered = store.unanswered(10).unwrap();
    let most = &unanswered[0];
    assert_eq!((most.topic.as_str(), most.times, most.at), ("weir", 2, 2));
    assert_eq!(unanswered.len(), 3);

    let many: Vec<String> = (0..TOPICS_KEPT + 5).map(|n| format!("topic {n}")).collect();
    store.asked_in_vain("", &many, 4).unwrap();
    let kept = store.unanswered(usize::MAX >> 1).unwrap();
    assert_eq!(kept.len(), usize::try_from(TOPICS_KEPT).unwrap());
    assert!(kept.iter().all(|topic| topic.at == 4));
}
