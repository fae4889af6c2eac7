//! Which attributions an asker's words mean, on text made up for it.

use proptest::prelude::*;

use super::*;
use crate::{article::Metadata, quotes::attribute};

const HARBOUR: &str = "“The old pier must be painted before winter,” said Ines Moreau.\n\n\
    “Nobody has asked the fishermen,” said Tomas Varga. He added that the ferry timetable was a \
    scandal.\n\n\
    Moreau warned that ferries would be cancelled.\n\n\
    “Moreau never listens to anybody,” said Ruth Adeyemi.\n\n\
    The lighthouse was sold to a museum in spring.";

fn with<T>(run: impl FnOnce(&Article, &Attributions) -> T) -> T {
    let article = Article::from_lines(HARBOUR.to_owned(), Metadata::default());
    let attributions = attribute(&article);
    run(&article, &attributions)
}

/// Speaker and first words of what is found.
fn told(article: &Article, attributions: &Attributions, index: usize) -> String {
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
    with(|article, attributions| {
        let near = |typed: &str| {
            let who = who(typed, article, attributions);
            assert!(who.found.is_empty(), "{typed}");
            who.near
                .map(|(index, _)| told(article, attributions, index))
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
        let found = with(|article, attributions| {
            let who = who(typed, article, attributions);
            who.found
                .first()
                .map(|found| told(article, attributions, found.attribution))
        });
        assert_eq!(found.as_deref(), Some(first), "{typed}");
    }
}

#[test]
fn exact_words_score_one_and_others_less() {
    with(|article, attributions| {
        let score = |typed| {
            who(typed, article, attributions)
                .found
                .first()
                .map(|f| f.score)
        };
        assert_eq!(score("Nobody has asked the fishermen"), Some(1.0));
        assert!(score("asked the fishermen anything").is_some_and(|score| score < 1.0));
    });
}

#[test]
fn the_articles_own_words_are_nobodys() {
    with(|article, attributions| {
        let own = who("The lighthouse was sold to a museum", article, attributions);
        assert!(own.found.is_empty(), "{own:?}");
        assert!(
            own.own
                .is_some_and(|span| article.words(span).contains("museum"))
        );
        let nothing = who("quantum computers", article, attributions);
        assert_eq!(nothing, Who::default());
    });
}

#[test]
fn by_speaker_and_topic() {
    with(|article, attributions| {
        let speaker = |name: &str| {
            let all = &attributions.speakers;
            all.iter()
                .position(|s| s.name == name)
                .into_iter()
                .collect::<Vec<_>>()
        };
        let moreau = speaker("Ines Moreau");
        let told = |found: Vec<usize>| -> Vec<String> {
            found
                .iter()
                .map(|index| told(article, attributions, *index))
                .collect()
        };
        assert_eq!(about(None, Some(&moreau), article, attributions).len(), 2);
        assert_eq!(
            told(about(
                Some("the ferries"),
                Some(&moreau),
                article,
                attributions
            )),
            ["Ines Moreau: that ferries would"]
        );
        let ferry = told(about(Some("the ferry"), None, article, attributions));
        assert!(
            ferry.iter().any(|line| line.starts_with("Tomas Varga")),
            "{ferry:?}"
        );
        assert!(about(Some("the museum"), Some(&moreau), article, attributions).is_empty());
    });
}

#[test]
fn what_others_say_of_somebody_is_not_what_they_say() {
    with(|article, attributions| {
        let moreau = attributions
            .speakers
            .iter()
            .position(|s| s.name == "Ines Moreau");
        let found = mentions_of(moreau.unwrap(), article, attributions);
        let told: Vec<String> = found
            .iter()
            .map(|index| told(article, attributions, *index))
            .collect();
        assert_eq!(told, ["Ruth Adeyemi: Moreau never listens"]);
        assert!(mentions_of(99, article, attributions).is_empty());
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
        let found = with(|article, attributions| {
            let who = who(&typed, article, attributions);
            let first = who.found.first().map(|found| found.attribution);
            first
                .and_then(|index| attributions.speaker_of(&attributions.attributions[index]))
                .map(|speaker| speaker.name.clone())
        });
        prop_assert_eq!(found.as_deref(), Some(name), "{}", typed);
    }

    #[test]
    fn anything_may_be_asked(typed in "\\PC{0,120}") {
        with(|article, attributions| {
            for found in who(&typed, article, attributions).found {
                assert!(found.score > 0.0 && found.score <= 1.0);
            }
            let _ = about(Some(&typed), None, article, attributions);
        });
    }
}
