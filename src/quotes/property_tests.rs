//! What holds for any text: valid spans, in time.

use proptest::prelude::*;

use super::{tests::read, *};

#[test]
fn a_megabyte_of_marks_or_cues_is_read_in_time() {
    for text in [
        "\"".repeat(1 << 20),
        "said ".repeat(200_000),
        "‘’ ".repeat(150_000),
    ] {
        let (_, found) = read(&text);
        assert!(found.attributions.len() < 1 << 20);
    }
}

#[test]
fn the_weights_are_whole() {
    let size = model::HEADER + model::CUE_BUCKETS + model::TAG_BUCKETS * features::LABELS;
    assert_eq!(include_bytes!("attribution.model").len(), size);
}

fn valid(text: &str) -> Result<(), TestCaseError> {
    let (article, found) = read(text);
    for a in &found.attributions {
        let spans = a
            .content
            .iter()
            .chain(&a.quoted)
            .chain(&a.source)
            .chain(&a.cue);
        for span in spans {
            prop_assert!(!span.is_empty());
            prop_assert!(article.text().get(span.start..span.end).is_some());
        }
        prop_assert!(a.speaker.is_none_or(|s| s < found.speakers.len()));
        prop_assert!(!a.content.is_empty());
        prop_assert!(a.content.windows(2).all(|w| w[0].end <= w[1].start));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_valid_spans(text in "\\PC{0,300}") {
        valid(&text)?;
    }

    #[test]
    fn any_mix_of_marks_and_cues_gives_valid_spans(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "said ", "Holt ", "“", "”", "\"", "''", "‘", "’", "«", "»", "„", "「", "\n", ". ", ", ",
                "he ", "that ", "the bridge ", "U.S. ", "Mr. ", "é", "5\" ", ": ", "Ann Lee ", "— ", "(",
            ]),
            0..80,
        )
    ) {
        valid(&parts.concat())?;
    }
}
