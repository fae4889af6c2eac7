//! What is added, kept apart, replaced and found again, also while others read.

use std::path::Path;

use super::*;
use crate::article::Metadata;

fn article(title: &str, source: &str, text: &str) -> Article {
    let metadata = Metadata {
        title: Some(title.to_owned()),
        source: source.to_owned(),
        ..Metadata::default()
    };
    Article::from_lines(text.to_owned(), metadata)
}

fn with_url(mut article: Article, url: &str) -> Article {
    article.metadata.url = Some(url.to_owned());
    article
}

fn ids(library: &Library) -> Vec<String> {
    library
        .entries(&Scope::All)
        .map(|entry| entry.article.id.clone())
        .collect()
}

#[test]
fn two_articles_of_one_title_keep_apart() {
    let library = Library::in_memory(vec![
        article("Storm", "a.txt", "The harbour flooded."),
        article("Storm", "b.txt", "The roofs flew off."),
        article("Storm", "c.txt", "The bridge held."),
    ])
    .unwrap();
    assert_eq!(ids(&library), ["storm", "storm-2", "storm-3"]);
    let hits = library
        .search(Kind::Sentence, "roofs", &Scope::All, 5)
        .unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].article, "storm-2");
}

#[test]
fn articles_are_prepared_side_by_side_and_stay_in_their_order() {
    let texts = ["The harbour flooded.", "The roofs flew off.", "It held."];
    let made = |text: &&str| article(text, text, text);
    let directory = tempfile::tempdir().unwrap();
    let kept = stored(directory.path());
    let made: Vec<Article> = texts.iter().map(made).collect();
    kept.add_all(made.clone()).unwrap();
    // None of them is in memory.
    drop(kept);
    for library in [stored(directory.path()), Library::in_memory(made).unwrap()] {
        let ids = ids(&library);
        // One was asked before.
        let before = library.get(&ids[1]).unwrap();
        let prepared: *const _ = before.document().prepared;
        for _ in 0..2 {
            let entries = library.prepared_candidates("roofs?", &Scope::All, 3);
            let entries = entries.unwrap();
            let read: Vec<_> = entries.iter().map(|one| &one.article.id).collect();
            assert_eq!(read, ids.iter().collect::<Vec<_>>());
            assert!(entries.iter().all(|entry| entry.is_prepared()));
            assert!(std::ptr::eq(entries[1].document().prepared, prepared));
        }
    }
}

#[test]
fn the_same_text_again_changes_nothing() {
    let library = Library::in_memory(vec![article("Storm", "a.txt", "It rained.")]).unwrap();
    let again = library
        .add(article("Storm", "copy.txt", "It rained."))
        .unwrap();
    assert!(matches!(again, Added::Known(_)));
    assert_eq!(ids(&library), ["storm"]);
}

#[test]
fn a_changed_text_at_the_same_address_takes_the_place_of_the_old() {
    let url = "https://example.org/storm";
    let first = with_url(article("Storm", url, "Two ships sank."), url);
    let before = first.version.clone();
    let library = Library::in_memory(vec![first]).unwrap();
    assert_eq!(
        library
            .search(Kind::Passage, "two", &Scope::All, 5)
            .unwrap()
            .len(),
        1
    );

    let changed = with_url(article("The storm, updated", url, "Three ships sank."), url);
    let version = changed.version.clone();
    let added = library.add(changed).unwrap();
    assert!(matches!(&added, Added::Changed { before: old, .. } if *old == before));
    assert_eq!(ids(&library), ["storm"]);
    assert!(
        library
            .search(Kind::Passage, "two", &Scope::All, 5)
            .unwrap()
            .is_empty()
    );
    let hits = library
        .search(Kind::Passage, "three", &Scope::All, 5)
        .unwrap();
    assert_eq!(hits[0].version, version);
}

#[test]
fn pasted_texts_are_not_versions_of_each_other() {
    let library = Library::in_memory(vec![
        article("Storm", "pasted", "It rained."),
        article("Harvest", "pasted", "It was rich."),
    ])
    .unwrap();
    assert_eq!(ids(&library), ["harvest", "storm"]);
}

#[test]
fn removed_articles_are_not_found() {
    let library = Library::in_memory(vec![
        article("Storm", "a.txt", "It rained."),
        article("Harvest", "b.txt", "It was rich."),
    ])
    .unwrap();
    assert_eq!(
        library
            .search(Kind::Passage, "rained", &Scope::All, 5)
            .unwrap()
            .len(),
        1
    );
    assert!(library.remove("storm").unwrap());
    assert!(!library.remove("storm").unwrap());
    assert!(library.get("storm").is_none());
    assert!(
        library
            .search(Kind::Passage, "rained", &Scope::All, 5)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn candidates_keep_to_the_scope_and_come_best_first() {
    let library = Library::in_memory(vec![
        article("Storm", "a.txt", "A storm over the harbour."),
        article(
            "Harbour",
            "b.txt",
            "The harbour is new. The harbour is deep.",
        ),
        article("Harvest", "c.txt", "It was rich."),
    ])
    .unwrap();
    let all = library
        .candidates("how deep is the harbour?", &Scope::All, 1)
        .unwrap();
    assert_eq!(all[0].article.id, "harbour");
    let scope = Scope::Articles(vec!["storm".to_owned(), "harvest".to_owned()]);
    let scoped = library
        .candidates("how deep is the harbour?", &scope, 1)
        .unwrap();
    assert_eq!(scoped[0].article.id, "storm");
}

#[test]
fn reading_goes_on_while_articles_are_added() {
    let library = Library::in_memory(vec![article("Storm", "a.txt", "It rained.")]).unwrap();
    std::thread::scope(|threads| {
        for reader in 0..2 {
            let library = &library;
            threads.spawn(move || {
                while library.len() < 20 {
                    let kind = [Kind::Passage, Kind::Sentence][reader];
                    let hits = library.search(kind, "rained", &Scope::All, 50).unwrap();
                    assert!(!hits.is_empty());
                    for hit in hits {
                        assert!(library.get(&hit.article).is_some());
                    }
                }
            });
        }
        for number in 1..20 {
            let text = format!("It rained {number} times.");
            library
                .add(article("Storm", &format!("{number}.txt"), &text))
                .unwrap();
        }
    });
    assert_eq!(library.len(), 20);
}

/// A library over a store in `directory`, as a process has that starts there.
fn stored(directory: &Path) -> Library {
    let store = Arc::new(Store::open(directory).unwrap());
    Library::stored(store, &directory.join("search")).unwrap()
}

fn found(library: &Library, words: &str) -> Vec<String> {
    let hits = library
        .search(Kind::Passage, words, &Scope::All, 10)
        .unwrap();
    hits.into_iter().map(|hit| hit.article).collect()
}

#[test]
fn a_stored_library_lasts() {
    let directory = tempfile::tempdir().unwrap();
    let library = stored(directory.path());
    library
        .add(article("Storm", "a.txt", "It rained."))
        .unwrap();
    assert_eq!(found(&library, "rained"), ["storm"]);
    library
        .add(article("Storm", "b.txt", "It thundered."))
        .unwrap();
    library
        .add(article("Storm", "a.txt", "It poured."))
        .unwrap();
    library
        .add(article("Harvest", "c.txt", "It was rich."))
        .unwrap();
    library.remove("harvest").unwrap();
    drop(library);

    let library = stored(directory.path());
    assert_eq!(ids(&library), ["storm", "storm-2"]);
    assert_eq!(library.get("storm").unwrap().article.text(), "It poured.");
    assert_eq!(found(&library, "poured"), ["storm"]);
    assert_eq!(found(&library, "thundered"), ["storm-2"]);
    assert!(found(&library, "rained rich").is_empty());
    let again = library.add(article("Copy", "d.txt", "It poured.")).unwrap();
    assert!(matches!(again, Added::Known(_)));
    let listings = library.listings(&Scope::All);
    assert_eq!((listings[0].number, listings[1].number), (2, 1));
    assert_eq!(library.store().unwrap().versions("storm").unwrap().len(), 2);
}

#[test]
fn an_index_that_lags_behind_its_store_catches_up() {
    let directory = tempfile::tempdir().unwrap();
    let library = stored(directory.path());
    library
        .add(article("Storm", "a.txt", "It rained."))
        .unwrap();
    library
        .add(article("Harvest", "b.txt", "It was rich."))
        .unwrap();
    assert_eq!(found(&library, "rained"), ["storm"]);
    drop(library);
    // As when the process is killed between the store and the index.
    let store = Store::open(directory.path()).unwrap();
    store.remove_article("harvest").unwrap();
    store
        .put_article(&article("Storm", "a.txt", "It poured."), None, 0)
        .unwrap();
    store
        .put_article(&article("Flood", "c.txt", "It receded."), None, 0)
        .unwrap();
    drop(store);
    let library = stored(directory.path());
    let mut told = Vec::new();
    library
        .prepare_index(|done, of| told.push((done, of)))
        .unwrap();
    assert_eq!(told, [(0, 2), (2, 2)]);
    assert!(found(&library, "rained rich").is_empty());
    assert_eq!(found(&library, "poured"), ["storm"]);
    assert_eq!(found(&library, "receded"), ["flood"]);
    drop(library);
    // Lost altogether.
    std::fs::remove_dir_all(directory.path().join("search")).unwrap();
    assert_eq!(found(&stored(directory.path()), "receded"), ["flood"]);
}

#[test]
fn a_large_library_keeps_only_what_was_asked_last() {
    let directory = tempfile::tempdir().unwrap();
    let library = stored(directory.path());
    let articles = (0..MOST_LOADED.get() + 40).map(|number| {
        let text = format!("Report number {number} of the harbour.");
        article("Report", &format!("{number}.txt"), &text)
    });
    let articles: Vec<Article> = articles.collect();
    library.add_all(articles).unwrap();
    assert_eq!(library.entries(&Scope::All).count(), MOST_LOADED.get() + 40);
    let in_memory = |id: &str| library.loaded.get(id).is_some();
    let loaded = ids(&library).iter().filter(|id| in_memory(id)).count();
    assert_eq!(loaded, MOST_LOADED.get());
    let first = library.get("report").unwrap();
    assert!(Arc::ptr_eq(&first, &library.get("report").unwrap()));
    let best = library
        .candidates("report number 77?", &Scope::All, 3)
        .unwrap();
    assert!(best[0].article.text().contains(" 77 "));
}

#[test]
fn an_article_that_is_damaged_in_the_store_is_not_there() {
    let directory = tempfile::tempdir().unwrap();
    let library = stored(directory.path());
    library
        .add(article("Storm", "a.txt", "It rained."))
        .unwrap();
    drop(library);
    let database = directory.path().join("verbatim.sqlite");
    let mut bytes = std::fs::read(&database).unwrap();
    let at = bytes
        .windows(9)
        .rposition(|window| window == b"It rained")
        .unwrap();
    bytes[at + 3] = b'd';
    std::fs::write(&database, bytes).unwrap();
    let library = stored(directory.path());
    assert_eq!(library.len(), 1);
    assert!(library.get("storm").is_none());
    assert!(
        library
            .search(Kind::Passage, "rained", &Scope::All, 1)
            .is_err()
    );
}

#[test]
fn a_full_disk_refuses_an_article_and_keeps_the_others() {
    let directory = tempfile::tempdir().unwrap();
    let library = stored(directory.path());
    let store = library.store().unwrap();
    library
        .add(article("Storm", "a.txt", "It rained."))
        .unwrap();
    store.limit(1);
    let long = || article("Flood", "b.txt", &"It rained all day. ".repeat(20_000));
    let many = vec![article("Calm", "c.txt", "It was dry."), long()];
    for fault in [
        library.add(long()).map(drop),
        library.add_all(many).map(drop),
    ] {
        let fault = fault.unwrap_err();
        assert!(
            matches!(&fault, Error::Store(store::Error::Full { .. })),
            "{fault}"
        );
        assert_eq!(ids(&library), ["storm"]);
        let found = library.search(Kind::Sentence, "rained", &Scope::All, 5);
        assert_eq!(found.unwrap().len(), 1);
    }
    store.limit(1 << 30);
    assert!(matches!(library.add(long()), Ok(Added::New(_))));
    assert_eq!(ids(&library), ["flood", "storm"]);
}

#[test]
fn questions_are_answered_while_articles_are_added() {
    let directory = tempfile::tempdir().unwrap();
    let library = stored(directory.path());
    library
        .add(article("Storm", "a.txt", "The harbour flooded."))
        .unwrap();
    library.prepare_index(|_, _| {}).unwrap();
    let (tell, begun) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let library = &library;
        let adding = scope.spawn(move || {
            for number in 0..40 {
                let title = format!("Well {number}");
                let text = format!("Well {number} fell dry. ").repeat(100);
                library.add(article(&title, &title, &text)).unwrap();
                tell.send(()).unwrap();
            }
        });
        begun.recv().unwrap();
        let mut answered = 0;
        while !adding.is_finished() {
            let found = library.search(Kind::Passage, "harbour", &Scope::All, 5);
            assert_eq!(found.unwrap()[0].article, "storm");
            assert!(library.get("storm").is_some());
            answered += 1;
        }
        adding.join().unwrap();
        // Whoever waited for the writer would be answered once.
        assert!(answered > 5, "{answered}");
    });
    assert_eq!(library.len(), 41);
}

#[test]
fn who_said_what_is_found_out_once_for_a_stored_article() {
    let directory = tempfile::tempdir().unwrap();
    let text = "“The ferry leaves at noon,” said Ines Moreau, who steers it.";
    {
        let library = stored(directory.path());
        library.add(article("Ferry", "ferry.txt", text)).unwrap();
        library.prepare_index(|_, _| {}).unwrap();
    }
    let library = stored(directory.path());
    let id = ids(&library).remove(0);
    let entry = library.get(&id).unwrap();
    assert!(entry.is_attributed());
    let found = entry.attributions();
    assert_eq!(found.speakers[0].name, "Ines Moreau");
    let anew = crate::quotes::attribute(&entry.article);
    assert_eq!(found.attributions, anew.attributions);
    assert_eq!(found.speakers, anew.speakers);
    // What does not fit the article is not believed.
    let store = library.store().unwrap();
    let mut wrong = anew.clone();
    wrong.attributions[0].content[0].end = 10_000;
    store.keep_attributions([(&entry.article, &wrong)]).unwrap();
    assert!(store.attributions(&entry.article).unwrap().is_none());
    let again = stored_entry(store, &id).unwrap().unwrap();
    assert_eq!(again.attributions().attributions, anew.attributions);
}
