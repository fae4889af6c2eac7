//! Articles, and the channels that ask them.

use super::*;
use crate::index::Scope;

pub(super) fn an_article_comes_back_as_it_was(place: &Place) {
    let store = place.open();
    let text = "Before it all.\n#Heading\nÉcole first. Then more.\nLast.";
    let article = article("A day", text);
    let source = Source {
        bytes: b"<p>\xff</p>",
        media_type: "text/html",
    };
    assert_eq!(
        store.put_article(&article, Some(source), NOW).unwrap(),
        Put::New
    );
    drop(store);
    let store = place.open();
    let back = store.article("a-day").unwrap().unwrap();
    assert_eq!(back.text(), text);
    assert_eq!((&back.id, &back.version), (&article.id, &article.version));
    assert_eq!(back.metadata, article.metadata);
    assert_eq!(back.sections, article.sections);
    assert_eq!(back.passages, article.passages);
    assert_eq!(back.sentences, article.sentences);
    assert_eq!(back.left_out, article.left_out);
    let bytes = store.source_bytes("a-day", &article.version).unwrap();
    assert_eq!(bytes.as_deref(), Some(source.bytes));
    assert!(store.article("another").unwrap().is_none());
    let listing = &store.listings().unwrap()[0];
    assert_eq!((listing.words, listing.passages), (article.word_count(), 3));
    assert_eq!(listing.number, 1);
    assert_eq!(listing.metadata, article.metadata);
}

pub(super) fn old_versions_are_kept_and_going_back_is_a_version_too(place: &Place) {
    let store = place.open();
    let (one, two) = (
        article("A day", "It rained."),
        article("A day", "It snowed."),
    );
    assert_eq!(store.put_article(&one, None, NOW).unwrap(), Put::New);
    assert_eq!(store.put_article(&one, None, NOW).unwrap(), Put::Known);
    assert_eq!(store.put_article(&two, None, NOW).unwrap(), Put::Changed);
    assert_eq!(
        store.article("a-day").unwrap().unwrap().text(),
        "It snowed."
    );
    let old = store
        .article_version("a-day", &one.version)
        .unwrap()
        .unwrap();
    assert_eq!(old.text(), "It rained.");
    assert_eq!(store.put_article(&one, None, NOW).unwrap(), Put::Changed);
    assert_eq!(
        store.article("a-day").unwrap().unwrap().text(),
        "It rained."
    );
    let numbers: Vec<u32> = store
        .versions("a-day")
        .unwrap()
        .iter()
        .map(|v| v.number)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(store.listings().unwrap().len(), 1);
    assert!(store.remove_article("a-day").unwrap());
    assert!(!store.remove_article("a-day").unwrap());
    assert!(store.versions("a-day").unwrap().is_empty());
    assert_eq!(store.check().unwrap(), [] as [String; 0]);
}

pub(super) fn an_article_that_is_damaged_is_not_handed_out(place: &Place) {
    let store = place.open();
    for (title, column, value) in [
        ("One", "text", "It snowed."),
        ("Two", "blocks", "[[0,99,0]]"),
        ("Three", "blocks", "[[0,4,0],[2,6,0]]"),
        ("Four", "left_out", "nonsense"),
    ] {
        let article = article(title, "It rained.");
        store.put_article(&article, None, NOW).unwrap();
        let sql = format!("UPDATE texts SET {column} = ?1 WHERE article = ?2");
        store
            .write(|transaction| transaction.execute(&sql, sql::values![value, article.id]))
            .unwrap();
        let error = store.article(&article.id).unwrap_err();
        assert!(matches!(&error, Error::Damaged { .. }), "{error}");
        assert_eq!(store.check().unwrap().len(), 1);
        store.remove_article(&article.id).unwrap();
    }
}

pub(super) fn reading_does_not_wait_for_the_writer(place: &Place) {
    let store = place.open();
    store
        .put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    let seen = store.write(|transaction| {
        transaction.execute("DELETE FROM articles", &[])?;
        // In the middle of a transaction: whoever reads sees what was before.
        Ok((store.listings().unwrap(), store.article("a-day").unwrap()))
    });
    let (listings, read) = seen.unwrap();
    assert_eq!(listings.len(), 1);
    assert_eq!(read.unwrap().text(), "It rained.");
    assert!(store.listings().unwrap().is_empty());
}

pub(super) fn looking_does_not_need_the_lock_and_cannot_write(place: &Place) {
    let store = place.open();
    store
        .put_article(&article("A day", "It rained."), None, NOW)
        .unwrap();
    let look = place.look();
    store
        .put_article(&article("Two days", "It poured."), None, NOW)
        .unwrap();
    assert_eq!(look.listings().unwrap().len(), 2);
    let error = look.remove_article("a-day").unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    drop(store);
    let error = look.record(&turn(&key("1"), None), NOW).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    let missing = Store::open_read_only(&place.directory.path().join("none")).unwrap_err();
    assert!(missing.to_string().contains("none"), "{missing}");
}

pub(super) fn channels_keep_their_scope(place: &Place) {
    let store = place.open();
    let some = Scope::Articles(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(store.scope("discord", "1").unwrap(), None);
    for scope in [Scope::All, some.clone(), Scope::Articles(Vec::new()), some] {
        store.set_scope("discord", "1", &scope).unwrap();
        assert_eq!(store.scope("discord", "1").unwrap(), Some(scope));
    }
    assert_eq!(store.scope("matrix", "1").unwrap(), None);
}

pub(super) fn strange_words_are_kept_as_they_are(place: &Place) {
    let store = place.open();
    let strange = "'; DROP TABLE articles; -- \u{0}\u{202e}🦀\"";
    let key = key(strange);
    store.record(&turn(&key, Some(strange)), NOW).unwrap();
    assert_eq!(store.pending().unwrap()[0].reply, strange);
    store
        .set_scope(strange, strange, &Scope::Articles(vec![strange.to_owned()]))
        .unwrap();
    let scope = store.scope(strange, strange).unwrap();
    assert_eq!(scope, Some(Scope::Articles(vec![strange.to_owned()])));
    assert!(store.article(strange).unwrap().is_none());
}
