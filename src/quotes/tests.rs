//! What attribution promises, on text made up for it.

use super::*;
use crate::article::Metadata;

pub(super) fn read(text: &str) -> (Article, Attributions) {
    let article = Article::from_lines(text.to_owned(), Metadata::default());
    let found = attribute(&article);
    (article, found)
}

/// "speaker | how | content" for each attribution; source words where nobody
/// is resolved.
pub(super) fn lines(text: &str) -> Vec<String> {
    let (article, found) = read(text);
    found
        .attributions
        .iter()
        .map(|a| {
            let speaker = found.speaker_of(a).map(|s| s.name.clone());
            let source = a.source.map(|s| article.words(s).to_owned());
            let content: Vec<&str> = a.content.iter().map(|s| article.words(*s)).collect();
            format!(
                "{} | {:?} | {}",
                speaker.or(source).unwrap_or_else(|| "?".to_owned()),
                a.how,
                content.join(" … ")
            )
        })
        .collect()
}

#[track_caller]
pub(super) fn holds(text: &str, line: &str) {
    let found = lines(text);
    assert!(found.iter().any(|l| l == line), "{line}\nnot in {found:#?}");
}

#[test]
fn cue_after_the_quotation() {
    holds(
        "“The bridge will open in June,” said Maren Holt.",
        "Maren Holt | Direct | The bridge will open in June,",
    );
}

#[test]
fn cue_before_the_quotation() {
    holds(
        "Maren Holt said: \"The bridge will open in June.\"",
        "Maren Holt | Direct | The bridge will open in June.",
    );
}

#[test]
fn cue_amid_the_quotation() {
    holds(
        "\"We lost the first half,\" Dario Petrov said, \"and we won the second.\"",
        "Dario Petrov | Direct | We lost the first half, … and we won the second.",
    );
}

#[test]
fn according_to_somebody() {
    holds(
        "According to Maren Holt, the bridge will open in June.",
        "Maren Holt | Indirect | the bridge will open in June",
    );
}

#[test]
fn reported_speech() {
    holds(
        "Maren Holt announced that the bridge will open in June.",
        "Maren Holt | Indirect | that the bridge will open in June",
    );
}

#[test]
fn partly_quoted_speech_is_mixed() {
    holds(
        "Maren Holt described the plan as “a leap in the dark.”",
        "Maren Holt | Mixed | the plan as “a leap in the dark.",
    );
}

#[test]
fn a_quotation_over_paragraphs_is_one() {
    let (article, found) = read(
        "Maren Holt said: “The bridge was late from the start.\n\n“It will open in June,\n\n“and nobody will miss the ferry.”",
    );
    let one = &found.attributions[0];
    assert_eq!(one.quoted.len(), 3, "{one:?}");
    assert_eq!(
        article.words(one.quoted[2]),
        "and nobody will miss the ferry."
    );
    assert_eq!(
        found.speaker_of(one).map(|s| s.name.as_str()),
        Some("Maren Holt")
    );
}

#[test]
fn several_sentences_after_the_cue_stay_together() {
    let text = "“It rained all week,” said Maren Holt. “We worked anyway. Nobody complained about the mud.”";
    let (_, found) = read(text);
    let by_holt = found
        .attributions
        .iter()
        .filter(|a| found.speaker_of(a).is_some_and(|s| s.name == "Maren Holt"))
        .map(|a| a.quoted.len())
        .sum::<usize>();
    assert_eq!(by_holt, 2, "{:#?}", lines(text));
}

#[test]
fn british_single_marks_and_apostrophes() {
    holds(
        "‘It’s the club’s best season and we won’t stop,’ said Maren Holt.",
        "Maren Holt | Direct | It’s the club’s best season and we won’t stop,",
    );
}

#[test]
fn marks_of_other_languages() {
    let inside = |text: &str| {
        let spans = [Span::new(0, text.len())];
        marks::quotations(text, &spans)
            .iter()
            .map(|q| q.inside.of(text).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        inside("Er sagte: „Das geht so nicht.“ Dann"),
        ["Das geht so nicht."]
    );
    assert_eq!(inside("Elle dit : « Cela suffit. »"), ["Cela suffit."]);
    assert_eq!(inside("「もう十分です」と言った"), ["もう十分です"]);
    assert_eq!(inside("He said ''that is it'' twice"), ["that is it"]);
    assert_eq!(inside("He said ``that is it'' twice"), ["that is it"]);
}

#[test]
fn inches_feet_and_apostrophes_open_nothing() {
    let none = |text: &str| {
        let spans = [Span::new(0, text.len())];
        let found = marks::quotations(text, &spans);
        assert!(found.is_empty(), "{text}: {found:?}");
    };
    none("The 6'2\" keeper signed a 12\" record in '98.");
    none("The players' union met the owners' lawyers.");
    none("Rock 'n' roll came to the '60s club.");
}

#[test]
fn a_single_mark_behind_a_plural_closes_before_a_stop() {
    let inside = |text: &str| {
        let spans = [Span::new(0, text.len())];
        let found = marks::quotations(text, &spans);
        let words: Vec<String> = found.iter().map(|q| q.inside.of(text).to_owned()).collect();
        words
    };
    assert_eq!(
        inside("The plan names ‘priorities’. It counts none of the crews’ boats."),
        ["priorities"]
    );
    assert_eq!(
        inside("He calls them 'ferries', and they leak."),
        ["ferries"]
    );
    assert_eq!(
        inside("‘We sold the crews’ boats at dawn,’ he said."),
        ["We sold the crews’ boats at dawn,"]
    );
}

#[test]
fn nested_marks_stay_inside() {
    holds(
        "“He told me ‘never again’ and left,” said Maren Holt.",
        "Maren Holt | Direct | He told me ‘never again’ and left,",
    );
}

#[test]
fn an_unbalanced_mark_spoils_only_its_paragraph() {
    holds(
        "A stray \" stands here.\n\n\"The bridge will open in June,\" said Maren Holt.",
        "Maren Holt | Direct | The bridge will open in June,",
    );
}

#[test]
fn titles_of_works_and_scare_quotes_are_nobodys() {
    let text =
        "The choir sang “The Long Road Home Again” at dusk. The “free lunch” cost ten euros.";
    let (_, found) = read(text);
    let quoted: usize = found
        .attributions
        .iter()
        .filter(|a| a.speaker.is_some() && a.how == How::Direct)
        .count();
    assert_eq!(quoted, 0, "{:#?}", lines(text));
}

#[test]
fn a_quoted_word_that_reported_words_lead_to_belongs_to_them() {
    let text = "Harbour master Maren Holt has described the pier that is being built as a “gift.”";
    let (article, found) = read(text);
    let quoted: Vec<&str> = found
        .attributions
        .iter()
        .flat_map(|a| &a.quoted)
        .map(|span| article.words(*span))
        .collect();
    assert_eq!(quoted, ["gift."]);
    assert_eq!(found.speakers[0].name, "Maren Holt");
}

#[test]
fn denied_hypothetical_and_questioned() {
    let force = |text: &str| read(text).1.attributions.first().map(|a| a.force);
    assert_eq!(
        force("Maren Holt did not say that the bridge was safe."),
        Some(Force::Denied)
    );
    assert_eq!(
        force("Maren Holt would say that the bridge is safe."),
        Some(Force::Hypothetical)
    );
    assert_eq!(
        force("Maren Holt asked whether the bridge was safe."),
        Some(Force::Questioned)
    );
    assert_eq!(
        force("Maren Holt said that the bridge was safe."),
        Some(Force::Asserted)
    );
}

#[test]
fn interviews_and_signatures() {
    let talk = "HOLT: Why did the ferry sink last night?\n\nPETROV: It was far too old to sail.";
    holds(talk, "PETROV | Indirect | It was far too old to sail.");
    holds(
        "“The best soup in the whole harbour.” – Maren Holt",
        "Maren Holt | Direct | The best soup in the whole harbour.",
    );
}

#[test]
fn nominal_cues() {
    let text = "Maren Holt's claim that the bridge was safe surprised the town.";
    let (article, found) = read(text);
    assert!(
        found.attributions.iter().any(|a| a
            .content
            .iter()
            .any(|s| article.words(*s).contains("the bridge was safe"))),
        "{:#?}",
        lines(text)
    );
}
