//! What holds for whatever bytes are read.

use proptest::prelude::*;

use super::*;
use crate::text::Span;

fn holds(article: &Article) -> Result<(), TestCaseError> {
    let text = article.text();
    prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let fits = |span: Span| text.get(span.start..span.end).is_some() && !span.is_empty();
    let mut before = 0;
    for (at, passage) in article.passages.iter().enumerate() {
        prop_assert!(fits(passage.span) && passage.span.start >= before);
        before = passage.span.end;
        let mut inside = passage.span.start;
        prop_assert!(!passage.sentences.is_empty());
        for sentence in &article.sentences[passage.sentences.clone()] {
            prop_assert!(fits(sentence.span) && passage.span.contains(sentence.span));
            prop_assert!(sentence.span.start >= inside && sentence.passage == at);
            inside = sentence.span.end;
        }
    }
    prop_assert!(!article.sections.is_empty());
    let mut next = 0;
    for section in &article.sections {
        prop_assert!(section.heading.is_none_or(fits));
        prop_assert_eq!(section.passages.start, next);
        next = section.passages.end;
    }
    prop_assert_eq!(next, article.passages.len());
    for left in &article.left_out {
        prop_assert!(left.text.chars().count() <= LeftOut::LONGEST);
    }
    Ok(())
}

fn format() -> impl Strategy<Value = Option<Format>> {
    proptest::option::of(prop_oneof![
        Just(Format::Plain),
        Just(Format::Markdown),
        Just(Format::Html)
    ])
}

/// Pieces that make readers work: markup, fences, marks, scripts.
fn page() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z ,.“”\"'?!]{0,60}",
        "\\PC{0,20}",
        proptest::sample::select(vec![
            "<p>",
            "</p>",
            "<div class=\"share\">",
            "</div>",
            "<table><tr><td>",
            "</table>",
            "<h2>",
            "</h2>",
            "<br><br>",
            "<!--",
            "-->",
            "<script>",
            "<a href='",
            "---\n",
            "+++\n",
            "title: \"",
            "# ",
            "![",
            "](x)",
            "> ",
            "```\n",
            "[^1]",
            "\n\n",
            "\n",
            "\r\n",
            "\u{0}",
            "\u{1b}[1m",
            "\u{202e}",
            "By Ann Lee\n",
            "Leave a Reply\n",
            "。",
            "The ferry left at noon, the harbour master said on Friday.\n\n",
            "עברית ",
            "e\u{301}",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), format in format()) {
        match read(Source { bytes: &bytes, name: "x", format, ..Source::default() }) {
            Ok(article) => holds(&article)?,
            Err(refusal) => prop_assert!(refusal.to_string().ends_with('.')),
        }
    }

    #[test]
    fn any_page_is_read_or_refused(page in page(), format in format()) {
        if let Ok(article) = read(Source { bytes: page.as_bytes(), name: "x", format, ..Source::default() }) {
            holds(&article)?;
        }
    }

    #[test]
    fn lines_stay_as_they_are(text in "(\\PC|\n){0,300}") {
        let article = Article::from_lines(text.clone(), Metadata::default());
        prop_assert_eq!(article.text(), text.as_str());
    }
}
