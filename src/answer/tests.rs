//! The engine as a whole on short articles written for these tests: what it
//! answers, with which words, and when it is silent.

use super::*;
use crate::{article::Metadata, library::Entry};

fn entry(language: &str, text: &str) -> Entry {
    let metadata = Metadata {
        language: Some(language.to_owned()),
        ..Metadata::default()
    };
    Entry::new(Article::from_lines(text.to_owned(), metadata))
}

fn outcome(entry: &Entry, question: &str) -> Outcome {
    answer(question, &[entry.document()], &Settings::default())
}

/// The words of each answer, or why there is none.
#[track_caller]
fn said(entry: &Entry, question: &str) -> Vec<String> {
    let outcome = outcome(entry, question);
    let words = |answer: &Answer| entry.document().article.words(answer.words).to_owned();
    outcome.answers.iter().map(words).collect()
}

#[track_caller]
fn is_silent(entry: &Entry, question: &str) -> Silence {
    let outcome = outcome(entry, question);
    assert!(
        outcome.answers.is_empty(),
        "{question} is answered: {:?}",
        said(entry, question)
    );
    outcome.silence.unwrap_or(Silence::NothingAsked)
}

const FERRY: &str = "\
The ferry Tern ran aground off Corran on Monday morning. No one was hurt. The captain, Ruth Mallory, \
said that the engine had not failed.

The company, Westline, will not pay the passengers for the delay. It will refund their fares. Divers \
found a crack of two metres in the hull. Mallory has worked for Westline since 2009.

The harbour council did not close the pier. It closed the car park. Its spokesman said they'd open it \
again on Friday.

The Tern is to be towed to Brannock for repairs.";

#[test]
fn yes_and_no_are_said_only_where_the_article_says_so() {
    let ferry = entry("en", FERRY);
    // What is said, not how sure that is.
    let settings = Settings {
        threshold: 0.5,
        ..Settings::default()
    };
    let polarity = |question: &str| {
        let outcome = answer(question, &[ferry.document()], &settings);
        outcome.answers.first().map(|answer| answer.polarity)
    };
    assert_eq!(
        polarity("Did the ferry run aground off Corran?"),
        Some(Some(true))
    );
    assert_eq!(
        polarity("Did the harbour council close the pier?"),
        Some(Some(false))
    );
    assert_eq!(polarity("did the engine fail?").flatten(), Some(false));
    // Two negations, and a future for a past, are left to the reader.
    let not = polarity("Did the harbour council not close the pier?");
    assert_eq!(not.flatten(), None);
    assert_eq!(polarity("Was the Tern towed to Brannock?").flatten(), None);
}

#[test]
fn a_claim_of_which_the_article_says_nothing_is_no_answer() {
    let ferry = entry("en", FERRY);
    for question in [
        "did Mallory apologise to the passengers?",
        "did the captain call the council incompetent?",
        "was Westline sold?",
    ] {
        is_silent(&ferry, question);
    }
}

#[test]
fn a_silence_says_what_is_missing() {
    let ferry = entry("en", FERRY);
    assert_eq!(
        is_silent(&ferry, "who is the spokesman?"),
        Silence::NoSuch(Missing::Name(Some("the spokesman".into())))
    );
    assert_eq!(
        is_silent(&ferry, "how old is Ruth Mallory?"),
        Silence::NoSuch(Missing::Said(
            "how old",
            Some(("Ruth Mallory".into(), "is".into()))
        ))
    );
    assert_eq!(
        is_silent(&ferry, "who owns the lighthouse?"),
        Silence::NothingOn(vec!["owns".into(), "lighthouse".into()])
    );
}

#[test]
fn no_answer_begins_inside_a_short_form() {
    let ferry = entry("en", FERRY);
    for words in said(&ferry, "what did the spokesman say they'd open on Friday?") {
        assert!(!words.starts_with(['d', '\'', '’']), "{words}");
    }
}

#[test]
fn a_list_is_gathered_from_several_sentences() {
    let shops = entry(
        "en",
        "The old arcade opens again in May. A bakery will take a shop in the arcade.\n\n\
         A cobbler will take the shop in the arcade beside the stairs. The roof is not finished.\n\n\
         Rents in the town have risen by a tenth. A bookseller has signed for the largest shop in the arcade.",
    );
    // How many are gathered, not how sure that is.
    let settings = Settings {
        threshold: 0.3,
        ..Settings::default()
    };
    let outcome = answer(
        "list the shops in the arcade",
        &[shops.document()],
        &settings,
    );
    let sentences: Vec<usize> = outcome
        .answers
        .iter()
        .map(|answer| answer.sentence)
        .collect();
    assert!(sentences.len() >= 2, "{sentences:?}");
}

#[test]
fn two_sentences_that_answer_equally_are_both_shown() {
    let mill = entry(
        "en",
        "The mill at Aldbury burned down in 1911.\n\nThe weather was fine.\n\n\
         The mill at Aldbury burned down in 1913.",
    );
    let mut years = said(&mill, "when did the mill at Aldbury burn down?");
    years.sort();
    assert_eq!(years, ["1911", "1913"]);
}

#[test]
fn an_article_answers_among_others_as_it_does_alone() {
    let ferry = entry("en", FERRY);
    let tower = "The tower in Corran was closed on Friday. The ferry to it sank in 1903.";
    let tower = entry("en", tower);
    let documents = [tower.document(), ferry.document()];
    for question in [
        "who is the captain?",
        "what did divers find in the hull?",
        "why was it painted green?",
    ] {
        let alone = outcome(&ferry, question);
        let among = answer(question, &documents, &Settings::default());
        let places = |outcome: &Outcome| -> Vec<_> {
            let answers = outcome.answers.iter();
            answers.map(|one| (one.sentence, one.words)).collect()
        };
        assert_eq!(places(&among), places(&alone), "{question}");
        assert!(among.answers.iter().all(|answer| answer.document == 1));
        if !alone.answers.is_empty() {
            assert!((among.confidence - alone.confidence).abs() < 1e-6);
        }
        // The others are still there, in their place.
        assert!(among.ranked.is_sorted_by(|a, b| a.score >= b.score));
        assert!(among.ranked.iter().any(|row| row.document == 0));
    }
}

#[test]
fn other_languages_are_asked_in_their_own_words() {
    // Without vectors the engine is less sure of itself.
    let settings = Settings {
        threshold: 0.05,
        ..Settings::default()
    };
    let said = |entry: &Entry, question: &str| -> String {
        let outcome = answer(question, &[entry.document()], &settings);
        let first = outcome.answers.first();
        first.map_or(String::new(), |first| {
            entry.document().article.words(first.words).to_owned()
        })
    };
    let german = entry(
        "de",
        "Die Fähre Seeadler lief am Montag vor Norddeich auf Grund. Kapitänin Ruth Behrens \
         sagte, die Maschine sei ausgefallen.\n\nDie Reederei will den 84 Fahrgästen das Geld zurückgeben.",
    );
    assert!(said(&german, "Wie viele Fahrgäste bekommen Geld zurück?").contains("84"));
    assert!(said(&german, "Wann lief die Fähre auf Grund?").contains("Montag"));
    let french = entry(
        "fr",
        "Le pont de Saint-Aubert a été fermé lundi parce que trois câbles étaient rompus. \
         La maire, Claire Fournier, promet une réouverture en mars.",
    );
    assert!(said(&french, "Pourquoi le pont est-il fermé ?").contains("câbles"));
    let russian = entry(
        "ru",
        "Маяк стоит на острове Сухо с 1891 года. Смотритель Иван Орлов живёт там один.",
    );
    assert!(said(&russian, "Где стоит маяк?").contains("Сухо"));
}

#[test]
fn countries_and_their_people_meet() {
    let league = entry(
        "en",
        "European ministers met in Graz on Friday. They hope to agree on a common price for salt.\n\n\
         The harvest was good in the north.",
    );
    let words = said(&league, "where did Europe's ministers meet?");
    assert!(
        words.first().is_some_and(|words| words.contains("Graz")),
        "{words:?}"
    );
}

const MILL: &str = "\
The Ardal mill employs 40 weavers, and its own choir sings there on Fridays. A third of the yarn comes \
from Brenn. The mill was named by its manager, Ann Lee.

Its rival Brok, run by Nils Aker, sold 900 blankets last year. The inn in Lomvik was full, and nobody \
was hurt when its stove burst.";

#[test]
fn what_is_asked_for_must_be_of_its_kind() {
    let mill = entry("en", MILL);
    assert_eq!(
        said(&mill, "how many weavers does the mill employ?"),
        ["40"]
    );
    for question in [
        "how many rooms does the inn have?",
        "how heavy is a blanket?",
        "who is the manager of Brok?",
        "what is the inn called?",
        "when was the inn built?",
    ] {
        is_silent(&mill, question);
    }
}

#[test]
fn what_chats_write_for_what_articles_write_is_found() {
    let mill = entry("en", MILL);
    let hurt = said(&mill, "was anybody hurt when the stove burst?");
    assert!(
        hurt.first()
            .is_some_and(|words| words.contains("nobody was hurt")),
        "{hurt:?}"
    );
    let thieves = entry(
        "en",
        "The mill was empty on Sunday. The thieves escaped in a white van. Its manager resigned.",
    );
    let van = said(&thieves, "how did the thieves get away?");
    assert!(
        van.first().is_some_and(|words| words.contains("white van")),
        "{van:?}"
    );
}

#[test]
fn what_somebody_called_it_stands_where_something_is_called() {
    let yarn = entry(
        "en",
        "The manager, Ann Lee, defended the price of the yarn and the rise of the rents. \
         Her brother called it \"a gift to Brenn\".",
    );
    let said = said(&yarn, "what did her brother call the price?");
    assert!(
        said.first()
            .is_some_and(|words| words.contains("a gift to Brenn")),
        "{said:?}"
    );
}
