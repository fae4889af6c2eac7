//! Whom a typed name means, on people made up for it.

use proptest::prelude::*;

use super::*;
use crate::{article::Metadata, quotes::attribute};

const HARBOUR: &str = "Treasury Secretary Ines Moreau visited the harbour.\n\n\
    “The pier stays,” Moreau said.\n\n\
    “It is rotten,” said Robert “Bob” Marsh, the mayor of Sel.\n\n\
    “We paid twice,” said Anna Kessler. “I paid once,” said Paul Kessler.\n\n\
    The World Harbour Union said that the ferry was late. Two sailors said it was early. \
    Zoltan Brandt watched.";

fn find(query: &str) -> Result<Vec<String>, Match> {
    let article = Article::from_lines(HARBOUR.to_owned(), Metadata::default());
    let attributions = attribute(&article);
    match find_speakers(query, &article, &attributions) {
        Match::Found(found) => Ok(found
            .into_iter()
            .map(|index| attributions.speakers[index].name.clone())
            .collect()),
        other => Err(other),
    }
}

#[test]
fn by_name_title_nickname_initials_and_slips() {
    for (query, name) in [
        ("Ines Moreau", "Ines Moreau"),
        ("moreau", "Ines Moreau"),
        ("Moreau's", "Ines Moreau"),
        ("the Treasury secretary", "Ines Moreau"),
        ("Secretary Moreau", "Ines Moreau"),
        ("Moraeu", "Ines Moreau"),
        ("Bob Marsh", "Robert “Bob” Marsh"),
        ("Robert Marsh", "Robert “Bob” Marsh"),
        ("the mayor", "Robert “Bob” Marsh"),
        ("the mayor of Sel", "Robert “Bob” Marsh"),
        ("Anna Kessler", "Anna Kessler"),
        ("WHU", "World Harbour Union"),
        ("the sailors", "Two sailors"),
    ] {
        assert_eq!(find(query), Ok(vec![name.to_owned()]), "{query}");
    }
}

#[test]
fn a_shared_surname_means_both() {
    let both = vec!["Anna Kessler".to_owned(), "Paul Kessler".to_owned()];
    assert_eq!(find("Kessler"), Ok(both));
}

#[test]
fn who_does_not_speak_and_who_is_not_there() {
    assert_eq!(find("Brandt"), Err(Match::Mentioned));
    assert_eq!(find("Zebedee"), Err(Match::Unknown));
    assert_eq!(find("  "), Err(Match::Unknown));
    assert!(matches!(find("Marshal"), Err(Match::Suggest(_)) | Ok(_)));
}

#[test]
fn a_name_is_told_from_a_role() {
    let article = Article::from_lines(HARBOUR.to_owned(), Metadata::default());
    let attributions = attribute(&article);
    let name = |query| {
        let all = named(query, &attributions);
        all.first().map(|i| attributions.speakers[*i].name.as_str())
    };
    assert_eq!(name("Moreau"), Some("Ines Moreau"));
    assert_eq!(name("the mayor"), None);
    assert_eq!(name("the pier"), None);
}

proptest! {
    #[test]
    fn anything_may_be_typed(query in "\\PC{0,80}") {
        let article = Article::from_lines(HARBOUR.to_owned(), Metadata::default());
        let attributions = attribute(&article);
        if let Match::Found(found) = find_speakers(&query, &article, &attributions) {
            prop_assert!(!found.is_empty());
            prop_assert!(found.iter().all(|index| *index < attributions.speakers.len()));
        }
    }
}
