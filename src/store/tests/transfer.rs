//! The whole state, out and in again.

use std::io::Write;

use super::*;
use crate::index::Scope;

pub(super) fn filled(place: &Place) -> Store {
    let store = place.open();
    let source = Source {
        bytes: &[0, 255, 10, 13],
        media_type: "text/plain",
    };
    store
        .put_article(
            &article("A day", "It rained.\n#On\nÉté."),
            Some(source),
            NOW,
        )
        .unwrap();
    store
        .put_article(&article("A day", "It snowed."), None, NOW + 1)
        .unwrap();
    store
        .put_article(&article("B", "“Quote”\u{2028}and\ttab"), None, NOW)
        .unwrap();
    store
        .set_scope("matrix", "!room", &Scope::Articles(vec!["b".to_owned()]))
        .unwrap();
    let (one, two) = (key("1"), key("2"));
    let memory = Memory {
        conversation: "c",
        memory: "{}",
        expires_at: NOW + 9,
    };
    let with_memory = Turn {
        memory: Some(memory),
        ..turn(&one, Some("a reply"))
    };
    store.record(&with_memory, NOW).unwrap();
    store.record(&turn(&two, None), NOW - 5).unwrap();
    let vote = Feedback {
        key: one,
        person: "ann".to_owned(),
        vote: Vote::Down,
        reason: Some("too \"short\"\n".to_owned()),
        about: Some(About {
            question: "who said \u{0} that?".to_owned(),
            command: "ask".to_owned(),
            answered: true,
            evidence: None,
        }),
        at: NOW,
    };
    store.vote(&vote).unwrap();
    store
        .asked_in_vain("discord:server 1", &["the weir".to_owned()], NOW)
        .unwrap();
    store
}

pub(super) fn exported(store: &Store) -> String {
    let mut out = Vec::new();
    store.export(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub(super) fn the_whole_state_goes_out_and_in_again(place: &Place) {
    let from = filled(place);
    let export = exported(&from);
    let other = place.another();
    let to = other.open();
    let imported = to.import(export.as_bytes()).unwrap();
    assert_eq!(
        usize::try_from(imported.rows).unwrap(),
        export.lines().count() - 2
    );
    assert_eq!(exported(&to), export);
    assert_eq!(to.article("a-day").unwrap().unwrap().text(), "It snowed.");
    assert_eq!(to.pending().unwrap(), from.pending().unwrap());
    assert_eq!(
        to.record(&turn(&key("2"), None), NOW).unwrap(),
        Recorded::Again
    );
    assert_eq!(
        to.record(&turn(&key("3"), None), NOW).unwrap(),
        Recorded::First
    );
    assert!(matches!(
        to.import(export.as_bytes()),
        Err(Error::NotEmpty { .. })
    ));
}

pub(super) fn an_export_that_is_not_whole_brings_nothing(place: &Place) {
    let from = filled(place);
    let export = exported(&from);
    let lines: Vec<&str> = export.lines().collect();
    let other = place.another();
    let to = other.open();
    let refused = |export: &str, what: &str| {
        let error = to.import(export.as_bytes()).unwrap_err();
        assert!(matches!(&error, Error::Import { .. }), "{error}");
        assert!(
            error
                .to_string()
                .to_lowercase()
                .contains(&what.to_lowercase()),
            "{error} should tell of {what}"
        );
        assert!(to.listings().unwrap().is_empty() && to.pending().unwrap().is_empty());
    };
    for cut in 1..lines.len() {
        refused(&(lines[..cut].join("\n") + "\n"), "ends before its end");
    }
    for missing in 1..lines.len() - 1 {
        let mut lines = lines.clone();
        lines.remove(missing);
        refused(&lines.join("\n"), "rows are missing");
    }
    refused("", "ends before");
    refused("\0\u{1b}[2J", "not JSON");
    refused("{}", "head");
    refused(
        &export.replace("\"format\":1", "\"format\":2"),
        "another format",
    );
    refused(
        &export.replace("It snowed", "It glowed"),
        "is not that of version",
    );
    refused(
        &export.replace("\"handled\"", "\"sqlite_schema\""),
        "no table",
    );
    refused(&export.replace("\"person\"", "\"persona\""), "persona");
    refused(
        &export.replace("\"vote\":-1", "\"vote\":7"),
        "check constraint",
    );
    refused(&export.replace("\"vote\":-1", "\"vote\":true"), "vote");
    refused(&export.replace("\"vote\":-1", "\"vote\":\"x\""), "vote");
    refused(&export.replace("00ff0a0d", "00ff0a0"), "source_bytes");
    let dangling = export.replace("\"place\":1,\"reply\"", "\"place\":9,\"reply\"");
    assert_ne!(dangling, export);
    refused(&dangling, "refers to");
    to.import(export.as_bytes()).unwrap();
}

pub(super) fn an_export_that_cannot_be_written_is_told(place: &Place) {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let store = filled(place);
    let error = store.export(Full).unwrap_err();
    assert!(matches!(error, Error::Full { .. }), "{error}");
}

pub(super) fn owners_are_exported_and_an_export_from_before_them_is_read(place: &Place) {
    let store = place.open();
    let own = article("A day", "It rained.");
    let owner = Some("discord:server 1");
    store.put_articles([(&own, owner, None)], NOW).unwrap();
    let mut exported = Vec::new();
    store.export(&mut exported).unwrap();
    let owner_after = |export: &[u8]| {
        let place = place.another();
        let store = place.open();
        store.import(export).unwrap();
        store.listings().unwrap()[0].owner.clone()
    };
    assert_eq!(owner_after(&exported).as_deref(), owner);
    let text = String::from_utf8(exported).unwrap();
    let old = text.replace("\"owner\":\"discord:server 1\"", "\"owner\":null");
    let old = old.replace(",\"owner\":null", "");
    assert!(!old.contains("owner"), "{old}");
    assert_eq!(owner_after(old.as_bytes()), None);
}
