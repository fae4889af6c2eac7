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

const OFFICES: &str = "President Odran Vell of Norway came to Oslo. “We will sign,” Vell said.\n\n\
    Denmark's Foreign Minister Signe Holm said the text was ready.\n\n\
    Ann Lee, who runs the firm as chief executive, said that wages would rise.\n\n\
    “I doubt it,” said union spokesman Piet Maas.\n\n\
    Tom Quist is the chairman of the fishing board. “Nets are dear,” Quist said.\n\n\
    Interior Minister Ove Brandt said that the border was quiet.\n\n\
    Former coach Bea Stein said that the club was broke.\n\n\
    Una Ost, the coach of Marlow, said that it was rich.\n\n\
    The pensioner Edna Moss said that she would sing.";

#[test]
fn by_role_whatever_its_words_and_of_whom() {
    let article = Article::from_lines(OFFICES.to_owned(), Metadata::default());
    let attributions = attribute(&article);
    for (query, name) in [
        ("the Norwegian president", "Odran Vell"),
        ("president of Norway", "Odran Vell"),
        ("Norway's president", "Odran Vell"),
        ("the Danish foreign minister", "Signe Holm"),
        ("Denmark's foreign minister", "Signe Holm"),
        ("the chief executive", "Ann Lee"),
        ("the CEO", "Ann Lee"),
        ("the spokesperson", "Piet Maas"),
        ("the union spokeswoman", "Piet Maas"),
        ("the chair of the fishing board", "Tom Quist"),
        ("the coach", "Una Ost"),
        ("the former coach", "Bea Stein"),
        ("the interior minister", "Ove Brandt"),
        ("the pensioner", "Edna Moss"),
    ] {
        let found = match find_speakers(query, &article, &attributions) {
            Match::Found(found) => found,
            other => panic!("{query}: {other:?} {:#?}", attributions.speakers),
        };
        let names: Vec<&str> = found
            .iter()
            .map(|at| attributions.speakers[*at].name.as_str())
            .collect();
        assert_eq!(names, [name], "{query}");
    }
    let suggested = find_speakers("the Swedish interior minister", &article, &attributions);
    assert_eq!(suggested, Match::Suggest(vec!["Ove Brandt".to_owned()]));
    let suggested = find_speakers("Nordvik's chief executive", &article, &attributions);
    assert_eq!(suggested, Match::Suggest(vec!["Ann Lee".to_owned()]));
    for nobody in ["the Swedish president", "the Norwegian", "the referee"] {
        let found = find_speakers(nobody, &article, &attributions);
        assert!(!matches!(found, Match::Found(_)), "{nobody}: {found:?}");
    }
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
