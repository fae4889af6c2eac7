//! The article that is compiled in can be read and is whole.

use verbatim::{bundled, quotes::attribute};

use crate::conversations::parse;

#[test]
fn every_article_that_is_compiled_in_can_be_asked() {
    assert!(!bundled::ARTICLES.is_empty());
    for bundled in bundled::ARTICLES {
        let article = parse(bundled.bytes, bundled.name);
        let metadata = &article.metadata;
        assert!(metadata.title.is_some() && metadata.byline.is_some() && metadata.date.is_some());
        assert_eq!(metadata.language.as_deref(), Some("en"));
        assert!(article.left_out.is_empty(), "{:?}", article.left_out);
        assert!(!attribute(&article).speakers.is_empty());
    }
}

#[test]
fn our_edition_has_its_sections_its_quotations_its_people_and_its_figure() {
    let bundled = &bundled::ARTICLES[0];
    let article = parse(bundled.bytes, bundled.name);
    let headings = article
        .sections
        .iter()
        .filter_map(|section| section.heading);
    let headings: Vec<&str> = headings.map(|heading| article.words(heading)).collect();
    assert_eq!(headings.len(), 8, "{headings:?}");
    for words in [
        "“Pandora’s box.”",
        "“win-win.”",
        "“We make money if the Ukrainian people make money.”",
        "$500 billion",
        "President Zelenskyy",
        "Economic Minister Yuliia Svyrydenko",
        "Chief of Staff Andrii Yermak",
        "Steve Witkoff, the U.S. special envoy",
        "CNN",
        "Treasury Secretary Scott Bessent",
        "Trump",
        "Putin",
        "Ursula von der Leyen",
        "British prime minister",
        "president of France",
        "Foreign Minister Andrii Sybiha",
        "NATO",
    ] {
        assert!(article.text().contains(words), "{words}");
    }
}
