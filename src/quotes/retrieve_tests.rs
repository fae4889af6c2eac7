//! Which attributions an asker's words mean, on text made up for it.

use proptest::prelude::*;

use super::*;
use crate::{
    article::Metadata,
    quotes::{Prepared, attribute},
};

const HARBOUR: &str = "“The old pier must be painted before winter,” said Ines Moreau.\n\n\
    “Nobody has asked the fishermen,” said Tomas Varga. He added that the ferry timetable was a \
    scandal.\n\n\
    Moreau warned that ferries would be cancelled.\n\n\
    “Moreau never listens to anybody,” said Ruth Adeyemi.\n\n\
    The lighthouse was sold to a museum in spring.";

fn with<T>(run: impl FnOnce(Said<'_>) -> T) -> T {
    let article = Article::from_lines(HARBOUR.to_owned(), Metadata::default());
    let attributions = attribute(&article);
    let said = Said {
        article: &article,
        attributions: &attributions,
        prepared: &Prepared::default(),
    };
    run(said)
}

/// Speaker and first words of what is found.
fn told(said: Said<'_>, index: usize) -> String {
    let (article, attributions) = (said.article, said.attributions);
    let found = &attributions.attributions[index];
    let name = attributions
        .speaker_of(found)
        .map_or("?", |s| s.name.as_str());
    let words = article.words(found.content[0]);
    let first: Vec<&str> = words.split_whitespace().take(3).collect();
    format!("{name}: {}", first.join(" "))
}

#[test]
fn who_in_other_words_when_nobody_says_it_in_these() {
    with(|said| {
        let near = |typed: &str| {
            let who = who(typed, said);
            assert!(who.found.is_empty(), "{typed}");
            who.near.map(|(index, _)| told(said, index))
        };
        assert_eq!(
            near("the jetty needs fresh paint").as_deref(),
            Some("Ines Moreau: The old pier")
        );
        assert_eq!(near("the choir sang well"), None);
    });
}

#[test]
fn who_by_words_and_by_paraphrase() {
    for (typed, first) in [
        (
            "the old pier must be painted before winter",
            "Ines Moreau: The old pier",
        ),
        ("The OLD pier must be painted", "Ines Moreau: The old pier"),
        ("painting the pier", "Ines Moreau: The old pier"),
        ("asking fishermen", "Tomas Varga: Nobody has asked"),
        (
            "a scandalous timetable of the ferry",
            "Tomas Varga: that the ferry",
        ),
        (
            "Moreau warned of cancelled ferries",
            "Ines Moreau: that ferries would",
        ),
        ("ferries being cancelled", "Ines Moreau: that ferries would"),
    ] {
        let found = with(|said| {
            let who = who(typed, said);
            who.found.first().map(|found| told(said, found.attribution))
        });
        assert_eq!(found.as_deref(), Some(first), "{typed}");
    }
}

#[test]
fn exact_words_score_one_and_others_less() {
    with(|said| {
        let score = |typed| who(typed, said).found.first().map(|f| f.score);
        assert_eq!(score("Nobody has asked the fishermen"), Some(1.0));
        assert!(score("asked the fishermen anything").is_some_and(|score| score < 1.0));
    });
}

#[test]
fn the_articles_own_words_are_nobodys() {
    with(|said| {
        let own = who("The lighthouse was sold to a museum", said);
        assert!(own.found.is_empty(), "{own:?}");
        assert!(
            own.own
                .is_some_and(|span| said.article.words(span).contains("museum"))
        );
        let nothing = who("quantum computers", said);
        assert_eq!(nothing, Who::default());
    });
}

#[test]
fn by_speaker_and_topic() {
    with(|said| {
        let speaker = |name: &str| {
            let all = &said.attributions.speakers;
            all.iter()
                .position(|s| s.name == name)
                .into_iter()
                .collect::<Vec<_>>()
        };
        let moreau = speaker("Ines Moreau");
        let told = |found: Vec<usize>| -> Vec<String> {
            found.iter().map(|index| told(said, *index)).collect()
        };
        assert_eq!(about(None, Some(&moreau), said).len(), 2);
        assert_eq!(
            told(about(Some("the ferries"), Some(&moreau), said,)),
            ["Ines Moreau: that ferries would"]
        );
        let ferry = told(about(Some("the ferry"), None, said));
        assert!(
            ferry.iter().any(|line| line.starts_with("Tomas Varga")),
            "{ferry:?}"
        );
        assert!(about(Some("the museum"), Some(&moreau), said).is_empty());
    });
}

#[test]
fn what_others_say_of_somebody_is_not_what_they_say() {
    with(|said| {
        let moreau = said
            .attributions
            .speakers
            .iter()
            .position(|s| s.name == "Ines Moreau");
        let found = mentions_of(moreau.unwrap(), said);
        let told: Vec<String> = found.iter().map(|index| told(said, *index)).collect();
        assert_eq!(told, ["Ruth Adeyemi: Moreau never listens"]);
        assert!(mentions_of(99, said).is_empty());
    });
}

proptest! {
    #[test]
    fn every_stretch_of_a_quotation_leads_to_its_speaker(
        which in 0..3_usize,
        from in 0..5_usize,
        length in 3..8_usize,
    ) {
        let (said, name) = [
            ("The old pier must be painted before winter", "Ines Moreau"),
            ("Nobody has asked the fishermen", "Tomas Varga"),
            ("Moreau never listens to anybody", "Ruth Adeyemi"),
        ][which];
        let words: Vec<&str> = said.split(' ').collect();
        let from = from.min(words.len() - 3);
        let typed = words[from..words.len().min(from + length)].join(" ");
        let found = with(|said| {
            let who = who(&typed, said);
            let first = who.found.first().map(|found| found.attribution);
            first
                .and_then(|index| said.attributions.speaker_of(&said.attributions.attributions[index]))
                .map(|speaker| speaker.name.clone())
        });
        prop_assert_eq!(found.as_deref(), Some(name), "{}", typed);
    }

    #[test]
    fn anything_may_be_asked(typed in "\\PC{0,120}") {
        with(|said| {
            for found in who(&typed, said).found {
                assert!(found.score > 0.0 && found.score <= 1.0);
            }
            let _ = about(Some(&typed), None, said);
        });
    }
}
