//! Messages that were handled, and what is remembered of them.

use super::*;

pub(super) fn one_question_gets_one_reply(place: &Place) {
    let store = place.open();
    let (first, second) = (key("1"), key("2"));
    assert_eq!(
        store.record(&turn(&first, Some("yes")), NOW).unwrap(),
        Recorded::First
    );
    assert_eq!(
        store.record(&turn(&second, None), NOW).unwrap(),
        Recorded::First
    );
    assert_eq!(
        store.record(&turn(&first, Some("no")), NOW).unwrap(),
        Recorded::Again
    );
    store.attempted(&first).unwrap();
    drop(store);

    let store = place.open();
    assert!(store.is_handled(&first).unwrap() && store.is_handled(&second).unwrap());
    assert!(!store.is_handled(&key("3")).unwrap());
    let pending = store.pending().unwrap();
    assert_eq!(pending.len(), 1);
    assert_eq!((pending[0].reply.as_str(), pending[0].attempts), ("yes", 1));
    assert!(store.confirm(&first).unwrap());
    assert!(!store.confirm(&first).unwrap());
    assert!(!store.confirm(&key("3")).unwrap());
    assert!(store.pending().unwrap().is_empty());
    assert!(store.is_handled(&first).unwrap());
}

pub(super) fn a_clock_that_leaps_ahead_does_not_make_old_messages_new(place: &Place) {
    let store = place.open();
    for message in 0..5 {
        store
            .record(&turn(&key(&message.to_string()), Some("r")), NOW)
            .unwrap();
    }
    store.confirm(&key("0")).unwrap();
    assert_eq!(store.forget_handled_before(NOW * 2).unwrap(), 0);
    assert!(store.is_handled(&key("0")).unwrap());
}

pub(super) fn messages_are_forgotten_in_time_but_not_while_their_reply_is_on_its_way(
    place: &Place,
) {
    let store = place.open();
    store.record(&turn(&key("kept"), Some("r")), NOW).unwrap();
    store.record(&turn(&key("old"), None), NOW).unwrap();
    // As after ten thousand messages more.
    store
        .write(|transaction| {
            transaction.execute(
                "INSERT INTO handled VALUES (20000, 'matrix', '!room', 'new', ?1)",
                sql::values![NOW],
            )
        })
        .unwrap();
    assert_eq!(store.forget_handled_before(NOW).unwrap(), 0);
    assert_eq!(store.forget_handled_before(NOW + 1).unwrap(), 1);
    assert!(!store.is_handled(&key("old")).unwrap());
    assert!(store.is_handled(&key("kept")).unwrap() && store.is_handled(&key("new")).unwrap());
}

pub(super) fn replies_keep_the_order_of_the_questions_when_the_clock_goes_back(place: &Place) {
    let store = place.open();
    for (message, at) in [("1", NOW), ("2", NOW - 90_000), ("3", NOW - 40_000)] {
        store
            .record(&turn(&key(message), Some(message)), at)
            .unwrap();
    }
    let replies: Vec<String> = store
        .pending()
        .unwrap()
        .into_iter()
        .map(|p| p.reply)
        .collect();
    assert_eq!(replies, ["1", "2", "3"]);
}

pub(super) fn a_conversation_is_remembered_with_its_turn_until_it_expires(place: &Place) {
    let store = place.open();
    let memory = Memory {
        conversation: "room/ann",
        memory: "{\"focus\":1}",
        expires_at: NOW + 600,
    };
    let key = key("1");
    let turn = Turn {
        memory: Some(memory),
        ..turn(&key, None)
    };
    store.record(&turn, NOW).unwrap();
    let remembered = |now| store.memory("room/ann", now).unwrap();
    assert_eq!(remembered(NOW + 599).as_deref(), Some(memory.memory));
    assert_eq!(remembered(NOW + 600), None);
    assert_eq!(
        remembered(NOW - 60).as_deref(),
        Some(memory.memory),
        "clocks jitter"
    );
    assert_eq!(remembered(NOW - 86_400), None, "the clock went back a day");
    assert_eq!(store.memory("room/bob", NOW).unwrap(), None);

    let later = Memory {
        memory: "{}",
        ..memory
    };
    let again = Turn {
        memory: Some(later),
        ..turn
    };
    assert_eq!(store.record(&again, NOW).unwrap(), Recorded::Again);
    assert_eq!(remembered(NOW).as_deref(), Some(memory.memory));
    store.set_memory(later, NOW).unwrap();
    assert_eq!(remembered(NOW).as_deref(), Some("{}"));
    assert_eq!(store.forget_expired(NOW + 599).unwrap(), 0);
    assert_eq!(store.forget_expired(NOW + 600).unwrap(), 1);
}

pub(super) fn everybody_has_one_vote_for_a_reply(place: &Place) {
    let store = place.open();
    let up = Feedback {
        key: key("1"),
        person: "ann".to_owned(),
        vote: Vote::Up,
        reason: None,
        about: None,
        at: NOW,
    };
    let down = Feedback {
        vote: Vote::Down,
        reason: Some("wrong \u{0} speaker".to_owned()),
        at: NOW + 1,
        ..up.clone()
    };
    store.vote(&up).unwrap();
    store.vote(&down).unwrap();
    assert_eq!(store.feedback(10).unwrap(), [down]);
}
