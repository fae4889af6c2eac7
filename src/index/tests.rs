//! What the index finds, what it must not find, and which stored indexes it
//! refuses to trust.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::{
    article::{Article, Metadata},
    quotes::{Attribution, Attributions, Force, How, Speaker, SpeakerKind},
    text::Span,
};

fn article(title: &str, text: &str) -> Article {
    in_language(title, text, "en")
}

fn in_language(title: &str, text: &str, language: &str) -> Article {
    let metadata = Metadata {
        title: Some(title.to_owned()),
        language: Some(language.to_owned()),
        source: "test".to_owned(),
        ..Metadata::default()
    };
    Article::from_lines(text.to_owned(), metadata)
}

fn index(articles: &[Article]) -> Index {
    let index = Index::in_memory().unwrap();
    add(&index, articles);
    index
}

fn add(index: &Index, articles: &[Article]) {
    let none = Attributions::default();
    let articles: Vec<_> = articles.iter().map(|article| (article, &none)).collect();
    index.add(&articles).unwrap();
}

/// Articles of the hits among passages, best first.
fn found(index: &Index, words: &str) -> Vec<String> {
    found_in(index, words, &Scope::All)
}

fn found_in(index: &Index, words: &str, scope: &Scope) -> Vec<String> {
    let hits = index.search(Kind::Passage, words, scope, 10).unwrap();
    hits.into_iter().map(|hit| hit.article).collect()
}

#[test]
fn finds_passages_and_sentences_by_number() {
    let article = article(
        "Ferry",
        "The ferry left at dawn.\nNobody paid. The captain slept.",
    );
    let index = index(std::slice::from_ref(&article));
    let hits = index
        .search(Kind::Passage, "captain", &Scope::All, 3)
        .unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].number, &hits[0].version), (1, &article.version));
    let hits = index
        .search(Kind::Sentence, "captains sleeping", &Scope::All, 3)
        .unwrap();
    assert_eq!(hits[0].number, 2);
}

#[test]
fn finds_quotes_by_words_and_by_speaker() {
    let text = "“We will rebuild the pier,” said Ana Ruiz. He said it was cheap.";
    let article = article("Pier", text);
    let quote = |content: &str, speaker| Attribution {
        source: None,
        cue: None,
        content: text
            .match_indices(content)
            .map(|(at, found)| Span::new(at, at + found.len()))
            .collect(),
        quoted: Vec::new(),
        how: How::Direct,
        force: Force::Asserted,
        speaker,
    };
    let attributions = Attributions {
        attributions: vec![
            quote("it was cheap", None),
            quote("We will rebuild the pier", Some(0)),
        ],
        speakers: vec![Speaker {
            name: "Ana Ruiz".to_owned(),
            also: Vec::new(),
            roles: Vec::new(),
            of: Vec::new(),
            kind: SpeakerKind::Person,
            speaks: true,
        }],
    };
    let index = Index::in_memory().unwrap();
    index.add(&[(&article, &attributions)]).unwrap();
    let numbers = |words: &str| -> Vec<usize> {
        let hits = index.search(Kind::Quote, words, &Scope::All, 5).unwrap();
        hits.into_iter().map(|hit| hit.number).collect()
    };
    assert_eq!(numbers("rebuilding"), [1]);
    assert_eq!(numbers("what did Ruiz say"), [1]);
    assert_eq!(
        numbers("Ruis"),
        [] as [usize; 0],
        "four letters have too many neighbours"
    );
    assert_eq!(numbers("cheap"), [0]);
}

#[test]
fn spellings_of_one_name_meet() {
    let spellings = ["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskýy"];
    for written in spellings {
        let index = index(&[
            article("Visit", &format!("{written} arrived by train.")),
            article("Weather", "It rained by the sea."),
        ]);
        for asked in spellings {
            assert_eq!(found(&index, asked), ["visit"], "{asked} for {written}");
            let lower = asked.to_lowercase();
            assert_eq!(found(&index, &lower), ["visit"], "{lower} for {written}");
        }
    }
}

#[test]
fn accents_do_not_matter() {
    let index = index(&[article(
        "Café",
        "Le café de Mme Détré à Łódź, près de Malmø.",
    )]);
    for asked in ["cafe", "detre", "lodz", "malmo", "CAFE\u{301}"] {
        assert_eq!(found(&index, asked), ["cafe"], "{asked}");
    }
}

#[test]
fn the_spelling_that_was_typed_comes_first() {
    let index = index(&[
        article("One", "Mr Petersen spoke of grain."),
        article("Two", "Mr Peterson spoke of grain."),
    ]);
    assert_eq!(found(&index, "Peterson"), ["two", "one"]);
}

#[test]
fn each_language_has_its_stems() {
    let index = index(&[
        in_language("Haus", "Die alten Häuser wurden verkauft.", "de"),
        in_language("Maison", "Les anciennes maisons ont été vendues.", "fr"),
        in_language("Finnish?", "Talot myytiin.", "xx"),
    ]);
    assert_eq!(found(&index, "altes Haus"), ["haus"]);
    assert_eq!(found(&index, "ancienne maison"), ["maison"]);
    assert_eq!(found(&index, "talot"), ["finnish"]);
}

#[test]
fn words_in_quotation_marks_are_wanted_in_that_order() {
    let index = index(&[
        article("One", "The win was no win for the team, a win."),
        article(
            "Two",
            "They called the deal a win-win for everybody who was there at all.",
        ),
    ]);
    assert_eq!(found(&index, "\"win-win for everybody\"")[0], "two");
    assert_eq!(found(&index, "“a win-win”")[0], "two");
}

#[test]
fn a_scope_hides_everything_else() {
    let index = index(&[
        article("One", "The mill burned."),
        article("Two", "The mill stands."),
        article("Three", "The mill is for sale."),
    ]);
    let scope = Scope::Articles(vec!["two".to_owned(), "unknown".to_owned()]);
    assert_eq!(found_in(&index, "mill", &scope), ["two"]);
    assert!(found_in(&index, "mill", &Scope::Articles(Vec::new())).is_empty());
    assert!(found_in(&index, "burned", &scope).is_empty());
}

/// Forty articles in four segments, every third of them of one community,
/// some of them removed; what is found in each scope is what a search for
/// everything finds there, in the same order.
#[test]
fn a_community_finds_what_is_everybodys_and_its_own_over_all_segments() {
    let index = Index::in_memory().unwrap();
    let none = Attributions::default();
    let owner_of = |number: usize| [None, Some("ours"), Some("theirs")][number % 3];
    let articles: Vec<Article> = (0..40)
        .map(|number| {
            let harbour = "The harbour was closed. ".repeat(1 + number * 7 % 11);
            let boats = "Boats waited outside. ".repeat(number * 5 % 7);
            article(&format!("Day {number}"), &format!("{harbour}{boats}"))
        })
        .collect();
    for (batch, articles) in articles.chunks(10).enumerate() {
        let indexed = articles.iter().enumerate().map(|(at, article)| Indexed {
            article,
            attributions: &none,
            owner: owner_of(batch * 10 + at),
        });
        index.add(&indexed.collect::<Vec<_>>()).unwrap();
    }
    let removed: Vec<&str> = articles.iter().step_by(8).map(|one| &*one.id).collect();
    index.remove(&removed).unwrap();
    let find = |scope: &Scope, limit| -> Vec<Hit> {
        let asked = "when was the harbour closed to boats";
        index.search(Kind::Passage, asked, scope, limit).unwrap()
    };
    let all = find(&Scope::All, 100);
    assert_eq!(all.len(), 35);
    for community in ["ours", "theirs", "unheard of"] {
        let may = |id: &str| {
            let number = articles.iter().position(|article| article.id == id);
            owner_of(number.unwrap()).is_none_or(|owner| owner == community)
        };
        let theirs: Vec<Hit> = all
            .iter()
            .filter(|hit| may(&hit.article))
            .cloned()
            .collect();
        let scope = Scope::Community(community.to_owned());
        for limit in [1, 3, 10, 100] {
            let expected = &theirs[..limit.min(theirs.len())];
            assert_eq!(find(&scope, limit), expected, "{community}, {limit}");
        }
        let alone = Scope::Of(Some(community.to_owned()));
        let own = |id: &str| {
            let number = articles.iter().position(|article| article.id == id);
            owner_of(number.unwrap()) == Some(community)
        };
        let expected: Vec<Hit> = all
            .iter()
            .filter(|hit| own(&hit.article))
            .cloned()
            .collect();
        assert_eq!(find(&alone, 100), expected, "{community} alone");
    }
    let everybodys = find(&Scope::Of(None), 100);
    let unowned = |hit: &Hit| {
        articles
            .iter()
            .position(|one| one.id == hit.article)
            .and_then(owner_of)
            .is_none()
    };
    let expected: Vec<Hit> = all.iter().filter(|hit| unowned(hit)).cloned().collect();
    assert_eq!(everybodys, expected);
}

#[test]
fn a_new_version_replaces_the_old_and_a_removed_article_is_gone() {
    let directory = tempfile::tempdir().unwrap();
    for index in [
        Index::in_memory().unwrap(),
        Index::open(directory.path()).unwrap(),
    ] {
        add(
            &index,
            &[
                article("Mill", "The mill burned."),
                article("Sea", "The sea is calm."),
            ],
        );
        let new = article("Mill", "The mill stands.");
        add(&index, std::slice::from_ref(&new));
        assert!(found(&index, "burned").is_empty());
        assert_eq!(found(&index, "stands"), ["mill"]);
        assert_eq!(index.articles().unwrap().get("mill"), Some(&new.version));
        index.remove(&["sea", "unknown"]).unwrap();
        assert!(found(&index, "sea").is_empty());
        assert_eq!(index.articles().unwrap().len(), 1);
    }
}

#[test]
fn of_one_batch_the_last_of_an_identifier_counts() {
    let index = index(&[
        article("Mill", "The mill burned."),
        article("Mill", "It stands."),
    ]);
    assert!(found(&index, "burned").is_empty());
    assert_eq!(found(&index, "stands"), ["mill"]);
}

#[test]
fn a_stored_index_is_used_again() {
    let directory = tempfile::tempdir().unwrap();
    let mill = article("Mill", "The mill burned.");
    add(
        &Index::open(directory.path()).unwrap(),
        std::slice::from_ref(&mill),
    );
    let index = Index::open(directory.path()).unwrap();
    assert_eq!(found(&index, "burned"), ["mill"]);
    assert_eq!(index.articles().unwrap().get("mill"), Some(&mill.version));
    let held = index.held(&["mill", "no such article"]).unwrap();
    assert_eq!(held, index.articles().unwrap());
    assert!(index.held(&["no such article"]).unwrap().is_empty());
}

#[test]
fn a_commit_that_was_cut_short_does_not_stop_the_next() {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open(directory.path()).unwrap();
    let two = [
        article("Mill", "The mill burned."),
        article("Sea", "The sea is calm."),
    ];
    add(&index, &two);
    let meta = directory.path().join("meta.json");
    let before = fs::read(&meta).unwrap();
    index.remove(&["sea"]).unwrap();
    drop(index);
    // As when the process is killed just before the commit is written down.
    fs::write(&meta, before).unwrap();
    let index = Index::open(directory.path()).unwrap();
    assert_eq!(found(&index, "sea"), ["sea"]);
    index.remove(&["sea"]).unwrap();
    assert!(found(&index, "sea").is_empty());
}

/// Stores an index of one article, spoils it, and expects an empty one that
/// works.
fn made_anew_after(spoil: impl FnOnce(&Path)) {
    let directory = tempfile::tempdir().unwrap();
    add(
        &Index::open(directory.path()).unwrap(),
        &[article("Mill", "The mill burned.")],
    );
    spoil(directory.path());
    let index = Index::open(directory.path()).unwrap();
    assert!(index.articles().unwrap().is_empty());
    assert!(found(&index, "burned").is_empty());
    add(&index, &[article("Sea", "The sea is calm.")]);
    assert_eq!(found(&index, "sea"), ["sea"]);
}

fn edit_meta(directory: &Path, from: &str, to: &str) {
    let path = directory.join("meta.json");
    let meta = fs::read_to_string(&path).unwrap();
    assert!(meta.contains(from), "{meta}");
    fs::write(path, meta.replace(from, to)).unwrap();
}

#[test]
fn an_index_of_another_format_is_not_trusted() {
    made_anew_after(|path| edit_meta(path, r#"\"format\":1"#, r#"\"format\":0"#));
}

#[test]
fn an_index_of_another_program_is_not_trusted() {
    let program = format!(r#"\"program\":\"{}\""#, env!("CARGO_PKG_VERSION"));
    made_anew_after(|path| edit_meta(path, &program, r#"\"program\":\"0.0.1\""#));
}

#[test]
fn an_index_of_another_schema_is_not_trusted() {
    made_anew_after(|path| edit_meta(path, r#""sentence_exact""#, r#""sentence_other""#));
}

#[test]
fn an_index_without_our_manifest_is_not_trusted() {
    made_anew_after(|path| edit_meta(path, r#""payload""#, r#""nothing""#));
}

#[test]
fn damaged_files_are_not_trusted() {
    made_anew_after(|path| fs::write(path.join("meta.json"), "{").unwrap());
    made_anew_after(|path| fs::remove_file(path.join("meta.json")).unwrap());
    for damage in [
        |bytes: &mut Vec<u8>| bytes.clear(),
        |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2),
        |bytes: &mut Vec<u8>| {
            for byte in bytes.iter_mut().take(64) {
                *byte = !*byte;
            }
        },
    ] {
        made_anew_after(|path| {
            for entry in fs::read_dir(path).unwrap() {
                let file = entry.unwrap().path();
                if file
                    .extension()
                    .is_some_and(|kind| kind != "json" && kind != "lock")
                {
                    let mut bytes = fs::read(&file).unwrap();
                    damage(&mut bytes);
                    fs::write(file, bytes).unwrap();
                }
            }
        });
    }
}

#[test]
fn a_directory_of_other_things_is_refused_and_kept() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("thesis.txt");
    fs::write(&file, "years of work").unwrap();
    let error = Index::open(directory.path()).unwrap_err();
    assert!(error.to_string().contains("thesis.txt"));
    assert!(file.exists());
    let error = Index::open(&file).unwrap_err();
    assert!(error.to_string().contains("thesis.txt"));
}

#[test]
fn queries_are_words_and_never_a_language() {
    let index = index(&[article(
        "Mill",
        "The mill burned AND the barn, or field:mill stood.",
    )]);
    for hostile in [
        "AND OR ) \" field:…",
        "kind:passage",
        "article:mill",
        "*",
        "mi*",
        "/m.*/",
        "[a TO z]",
        "mill^9999999",
        "\"\"\"\"",
        "\"mill",
        "+ - ! && ||",
        "\0mill\0",
        "🦀 👩‍👩‍👧",
        "",
        " \n\t",
        "\u{202e}llim",
        "mill~2",
        "IN [mill burned]",
        "a\u{300}\u{301}\u{302}\u{303}",
    ] {
        for kind in [Kind::Passage, Kind::Sentence, Kind::Quote] {
            index.search(kind, hostile, &Scope::All, 10).unwrap();
        }
    }
    assert_eq!(found(&index, "\0mill\0 )))"), ["mill"]);
    assert!(found(&index, "kind:passage").is_empty());
    assert!(found(&index, "🦀").is_empty());
    let many = "mill barn word".to_owned() + " another différent wörd Zzzzz".repeat(2_500).as_str();
    assert_eq!(found(&index, &many), ["mill"]);
    let distinct: Vec<String> = (0..10_000).map(|n| format!("Worduuu{n}x")).collect();
    index
        .search(Kind::Quote, &distinct.join(" "), &Scope::All, 10)
        .unwrap();
    assert!(found_in(&index, &"m".repeat(1_000_000), &Scope::All).is_empty());
    assert!(
        index
            .search(Kind::Passage, "mill", &Scope::All, 0)
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        index
            .search(Kind::Passage, "mill", &Scope::All, 100_000)
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn candidates_are_articles_best_first() {
    let index = index(&[
        article("One", "The mill burned.\nThe mill was old."),
        article("Two", "The sea is calm."),
        article("Three", "A mill burned."),
        // Far behind the others, and so not worth reading.
        article(
            "Four",
            "A miller and his mill, a barn, a cart and very much else besides.",
        ),
    ]);
    let found = index
        .candidates("Which mill burned?", &Scope::All, 5)
        .unwrap();
    assert_eq!(found, ["one", "three"]);
    assert_eq!(
        index
            .candidates("Which mill?", &Scope::All, 1)
            .unwrap()
            .len(),
        1
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_can_be_indexed_and_searched(text in ".{0,200}", asked in ".{0,80}") {
        let index = index(&[article("Any", &text)]);
        for kind in [Kind::Passage, Kind::Sentence, Kind::Quote] {
            index.search(kind, &asked, &Scope::All, 3).unwrap();
        }
    }

    #[test]
    fn every_word_finds_its_passage(words in proptest::collection::vec("[a-zäéøß]{3,60}", 1..6)) {
        let index = index(&[article("Any", &words.join(" "))]);
        for word in &words {
            let hits = index.search(Kind::Passage, word, &Scope::All, 3).unwrap();
            prop_assert_eq!(hits.len(), 1);
        }
    }
}
