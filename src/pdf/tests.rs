//! On lines and bytes that are made up here; files are read in `tests/`.

use proptest::prelude::*;

use super::{layout, lines::Line, *};

/// A line of the usual size that fills its column, or does not.
fn line(page: u32, down: f64, text: &str) -> Line {
    Line {
        page,
        left: 72.0,
        right: 72.0 + 4.5 * text.chars().count() as f64,
        down,
        size: 10.0,
        text: text.to_owned(),
    }
}

const FULL: &str =
    "The weir at Oss was opened on Sunday so that the salmon that had waited below it since";

#[test]
fn lines_of_a_paragraph_are_joined_and_parted_words_made_whole() {
    let lines = vec![
        line(1, 100.0, FULL),
        line(
            1,
            112.0,
            "April could pass, and the well-known keeper counted them all while the after-",
        ),
        line(
            1,
            124.0,
            "noon lasted; a well-known song was sung by a well-known singer, and the well-",
        ),
        line(1, 136.0, "known keeper went home."),
        line(
            1,
            148.0,
            "Nobody counted on Monday, which the county regrets to this very day, it says in",
        ),
        line(1, 160.0, "a letter."),
    ];
    assert_eq!(
        layout::markdown(lines, Some("The weir")),
        format!(
            "# The weir\n\n{FULL} April could pass, and the well-known keeper counted them all while the afternoon lasted; a well-known song was sung by a well-known singer, and the well-known keeper went home.\n\nNobody counted on Monday, which the county regrets to this very day, it says in a letter.\n\n"
        )
    );
}

#[test]
fn what_stands_on_every_page_is_no_part_and_sentences_cross_pages() {
    let mut lines = Vec::new();
    for page in 1..=3 {
        lines.push(line(page, 20.0, "The Weir Keeper's Monthly"));
        lines.push(line(page, 100.0, &format!("{FULL} page {page}")));
        lines.push(line(page, 112.0, "came, the river did not"));
        lines.push(line(page, 800.0, &format!("Page {page} of 3")));
    }
    let text = layout::markdown(lines, None);
    assert!(
        !text.contains("Monthly") && !text.contains("of 3"),
        "{text}"
    );
    assert_eq!(text.matches("\n\n").count(), 1, "{text}");
}

#[test]
fn the_largest_letters_are_the_headline() {
    let mut headline = line(1, 60.0, "Salmon pass 1. weir * at last");
    headline.size = 20.0;
    let mut heading = line(1, 160.0, "What is next");
    heading.size = 13.0;
    let lines = vec![
        headline,
        line(1, 100.0, FULL),
        line(1, 112.0, "May."),
        heading,
        line(1, 190.0, "2. More weirs."),
    ];
    let text = layout::markdown(lines, Some("Document of the office"));
    assert!(
        text.starts_with("# Salmon pass 1. weir \\* at last\n\n"),
        "{text}"
    );
    assert!(
        text.ends_with("## What is next\n\n2\\. More weirs.\n\n"),
        "{text}"
    );
}

#[test]
fn only_its_signature_makes_a_pdf_file() {
    assert!(is_pdf(b"%PDF-1.7 ..."));
    assert!(is_pdf(b"\r\njunk %PDF-1.4"));
    assert!(!is_pdf(b"<html><p>%PDF-1.4 is how they begin"));
    assert!(!is_pdf(b""));
    assert_eq!(markdown(b"%PDF-1.4"), Err(Unreadable::Damaged));
}

proptest! {
    #[test]
    fn no_word_is_lost_between_lines(
        texts in prop::collection::vec("[a-zäß]{1,9}( [a-zäß]{1,9}){0,9}", 1..40),
        steps in prop::collection::vec(-40.0..60.0_f64, 40),
        sizes in prop::collection::vec(4.0..30.0_f64, 40),
    ) {
        let mut down = 400.0;
        let lines: Vec<Line> = texts.iter().zip(steps).zip(sizes).map(|((text, step), size)| {
            down += step;
            Line { size, ..line(1, down, text) }
        }).collect();
        let mut words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
        let text = layout::markdown(lines, None);
        let mut kept: Vec<&str> = text.split_whitespace().filter(|word| !word.starts_with('#')).collect();
        words.sort_unstable();
        kept.sort_unstable();
        // The headline comes first, wherever it stood.
        prop_assert_eq!(words, kept);
    }

    #[test]
    fn any_lines_can_be_laid_out(
        texts in prop::collection::vec(".{0,30}", 0..20),
        places in prop::collection::vec((-1e9..1e9_f64, -1e9..1e9_f64, 0.0..1e6_f64, 1..4_u32), 20),
    ) {
        let lines = texts.into_iter().zip(places).map(|(text, (left, down, size, page))| Line {
            page, left, right: left + size, down, size, text,
        }).collect();
        layout::markdown(lines, None);
    }
}
