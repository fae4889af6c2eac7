//! What `check` forgives and what it never forgives, on text made up for it.

use proptest::prelude::*;

use super::*;
use crate::{
    article::{Article, Metadata},
    quotes::{Prepared, attribute},
};

const PIER: &str = "The pier at Marlow\n\n\
    “We will not sell the old pier to a hotel,” said Mayor Ines Moreau. “It cost 1,250 crowns a \
    metre, and that may be too much.”\n\n\
    Harbour master Tomas Varga disagreed. “The goal-keeper of this harbour is the pier, and in \
    the end of course it can be saved,” he said. “Nobody I know doubts it.”\n\n\
    Varga described the hotel plan as a “half-baked gift”. He said that the council had wasted \
    two years.\n\n\
    Moreau denied that the council had wasted money. A “free lunch” costs nine crowns at the \
    pier.";

fn held_against(article: &str, alleged: &str, speaker: Option<&str>) -> Checked {
    let article = Article::from_lines(article.to_owned(), Metadata::default());
    let attributions = attribute(&article);
    check(
        alleged,
        speaker,
        Said {
            article: &article,
            attributions: &attributions,
            prepared: &Prepared::default(),
        },
    )
}

#[test]
fn verdicts() {
    use Verdict::{Altered, NotInArticle, OtherSpeaker, Reported, Verbatim};
    for (alleged, speaker, verdict) in [
        // Case, marks, spacing, hyphens and accents are forgiven.
        ("We will not sell the old pier to a hotel", None, Verbatim),
        (
            "“we WILL not   sell the old pier to a hôtel!”",
            Some("Moreau"),
            Verbatim,
        ),
        (
            "the goalkeeper of this harbour is the pier",
            Some("Varga"),
            Verbatim,
        ),
        (
            "the goal keeper of this harbour is the pier",
            Some("Varga"),
            Verbatim,
        ),
        ("half baked gift", Some("Varga"), Verbatim),
        ("it cost 1250 crowns a metre", Some("the mayor"), Verbatim),
        (
            "[W]e will not sell the old pier",
            Some("Ines Moreau"),
            Verbatim,
        ),
        // Negations.
        ("We will sell the old pier to a hotel", None, Altered),
        ("We won't sell the old pier to a hotel", None, Altered),
        ("sell the old pier to a hotel", Some("Moreau"), Altered),
        ("we will", Some("Moreau"), Altered),
        ("I know doubts it", Some("Varga"), Altered),
        ("it can not be saved", Some("Varga"), Altered),
        (
            "The goal-keeper of this harbour is not the pier",
            None,
            Altered,
        ),
        // Numbers, names, modal verbs.
        ("It cost 1,520 crowns a metre", None, Altered),
        ("It cost 1,250 euros a metre", None, Altered),
        ("that will be too much", None, Altered),
        ("the council had wasted three years", Some("Varga"), Altered),
        // Ellipsis.
        (
            "the goal-keeper of this harbour is the pier … it can be saved",
            None,
            Verbatim,
        ),
        ("We will ... sell the old pier", Some("Moreau"), Altered),
        ("It cost … crowns a metre", Some("Moreau"), Altered),
        ("It cost 1,250 crowns … too much", Some("Moreau"), Altered),
        // Whose.
        ("it can be saved", Some("Moreau"), OtherSpeaker),
        ("the council had wasted two years", Some("Varga"), Reported),
        ("the council had wasted money", Some("Moreau"), Altered),
        ("A free lunch costs nine crowns", Some("Moreau"), Reported),
        ("The lighthouse was painted in spring", None, NotInArticle),
        ("", None, NotInArticle),
        ("…", None, NotInArticle),
    ] {
        let found = held_against(PIER, alleged, speaker);
        assert_eq!(
            found.verdict, verdict,
            "{alleged} by {speaker:?}: {found:#?}"
        );
    }
}

#[test]
fn the_gravest_change_is_told_first() {
    for (alleged, change) in [
        ("We will sell the old pier to a hotel", Change::Negation),
        (
            "We will not sell the 3 old piers to a hotel",
            Change::Number,
        ),
        ("We may not sell the old pier to a hotel", Change::Modal),
        (
            "We will not sell the old Blackpool pier to a hotel",
            Change::Name,
        ),
        ("We will not give the old pier to a hotel", Change::Word),
    ] {
        let found = held_against(PIER, alleged, None);
        assert_eq!(
            found.changes.first(),
            Some(&change),
            "{alleged}: {found:#?}"
        );
    }
}

#[test]
fn the_difference_is_shown_word_by_word() {
    let article = Article::from_lines(PIER.to_owned(), Metadata::default());
    let found = held_against(PIER, "We will sell the old pier to a big hotel", None);
    let shown: Vec<String> = found
        .difference
        .iter()
        .map(|part| match part {
            Difference::Same(span) => article.words(*span).to_owned(),
            Difference::Missing(span) => format!("-{}", article.words(*span)),
            Difference::Added(words) => format!("+{words}"),
        })
        .collect();
    assert_eq!(
        shown,
        ["We will", "-not", "sell the old pier to a", "+big", "hotel"]
    );
}

#[test]
fn the_right_speaker_is_known_whatever_the_verdict() {
    let found = held_against(PIER, "it could be saved", Some("Moreau"));
    assert_eq!(found.verdict, Verdict::Altered);
    assert!(found.other_speaker, "{found:#?}");
    let found = held_against(PIER, "it can be saved", Some("Zebedee"));
    assert!(
        found.speaker_unknown && found.verdict == Verdict::OtherSpeaker,
        "{found:#?}"
    );
}

#[test]
fn a_word_that_looks_denied_is_not_always() {
    let text = "“It is not a gift, it is a loan for the pier,” said Ines Moreau. “We will not \
        only paint the pier but also light it.”";
    for alleged in [
        "it is a loan for the pier",
        "paint the pier",
        "also light it",
    ] {
        let found = held_against(text, alleged, Some("Moreau"));
        assert_eq!(found.verdict, Verdict::Verbatim, "{alleged}: {found:#?}");
    }
}

#[test]
fn figures_keep_their_signs() {
    let apostrophe = held_against(
        "“That is Varga’s boat,” said Ines Moreau.",
        "that is vargas boat",
        None,
    );
    assert_eq!(apostrophe.verdict, Verdict::Verbatim);
    let text = "“It was −5 degrees, 12% of the 3.5 million crowns are gone and $90 is left,” said Ines Moreau.";
    for (alleged, verbatim) in [
        ("it was -5 degrees", true),
        ("it was 5 degrees", false),
        ("12 % of the 3.5 million", true),
        ("12 of the 3.5 million", false),
        ("12% of the 35 million", false),
        ("€90 is left", false),
        ("$ 90 is left", true),
        ("90 is left", false),
    ] {
        let found = held_against(text, alleged, None);
        assert_eq!(
            found.verdict == Verdict::Verbatim,
            verbatim,
            "{alleged}: {found:#?}"
        );
    }
}

const SUBJECTS: &[&str] = &["The council", "My brother", "Our harbour", "The old pier"];
const VERBS: &[&str] = &[
    "can pay",
    "will keep",
    "may need",
    "should want",
    "must find",
];
const OBJECTS: &[&str] = &[
    "three boats in Marlow",
    "40 chairs for the hall",
    "a roof of tin and glass",
    "more than 9 Danish sailors",
];
const ENDS: &[&str] = &[
    "before the winter",
    "if the ferry comes",
    "and nothing else",
    "at last",
];

fn clauses() -> impl Strategy<Value = Vec<String>> {
    let pick = |from: &'static [&'static str]| prop::sample::select(from);
    let clause = (
        pick(SUBJECTS),
        pick(VERBS),
        pick(OBJECTS),
        pick(ENDS),
        any::<bool>(),
    )
        .prop_map(|(subject, verb, object, end, not)| {
            let (modal, verb) = verb.split_once(' ').unwrap_or((verb, ""));
            let not = if not { "not " } else { "" };
            format!("{subject} {modal} {not}{verb} {object} {end}")
        });
    prop::collection::vec(clause, 1..4)
}

fn article_of(said: &[String]) -> String {
    let paragraphs: Vec<String> = said
        .iter()
        .zip(["Ines Moreau", "Tomas Varga", "Ruth Adeyemi"])
        .map(|(said, name)| format!("“{said},” said {name}."))
        .collect();
    paragraphs.join("\n\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_was_said_is_verbatim_however_it_is_typed(said in clauses(), which in 0..3_usize) {
        let article = article_of(&said);
        let own = &said[which % said.len()];
        for typed in [
            own.clone(),
            own.to_uppercase(),
            own.replace(' ', "  "),
            format!("\"{own}!\""),
        ] {
            let found = held_against(&article, &typed, None);
            prop_assert_eq!(found.verdict, Verdict::Verbatim, "{} {:#?}", typed, found);
        }
    }

    #[test]
    fn one_word_more_less_or_other_is_never_verbatim(
        said in clauses(),
        which in 0..3_usize,
        at in 0..12_usize,
        put in prop::sample::select(vec!["not", "never", "41", "Oslo", "would", "grey"]),
    ) {
        let article = article_of(&said);
        let words: Vec<&str> = said[which % said.len()].split(' ').collect();
        // Inside, not at the ends: there it is a shorter quotation.
        let at = 1 + at % (words.len() - 2);
        let mut inserted = words.clone();
        inserted.insert(at, put);
        let mut swapped = words.clone();
        swapped[at] = put;
        let mut dropped = words.clone();
        dropped.remove(at);
        for typed in [inserted, swapped, dropped] {
            let typed = typed.join(" ");
            prop_assume!(!said.contains(&typed));
            let found = held_against(&article, &typed, None);
            prop_assert_ne!(found.verdict, Verdict::Verbatim, "{} {:#?}", typed, found);
        }
    }

    #[test]
    fn a_denied_statement_without_its_negation_is_never_verbatim(
        said in clauses(),
        length in 2..12_usize,
    ) {
        let denied = said[0].replacen(" not ", " ", 1);
        let mut words: Vec<&str> = denied.split(' ').collect();
        let modal = words
            .iter()
            .position(|word| VERBS.iter().any(|verb| verb.starts_with(&format!("{word} "))))
            .unwrap_or(0);
        words.insert(modal + 1, "not");
        let article = article_of(&[words.join(" ")]);
        let part = &words[modal + 2..words.len().min(modal + 2 + length)];
        let found = held_against(&article, &part.join(" "), None);
        prop_assert_ne!(found.verdict, Verdict::Verbatim, "{:?} {:#?}", part, found);
    }

    #[test]
    fn anything_may_be_checked(alleged in "\\PC{0,200}", article in "\\PC{0,200}") {
        let found = held_against(&article, &alleged, Some("Ines Moreau"));
        let length = article.len();
        for span in &found.spans {
            prop_assert!(span.start < span.end && span.end <= length.max(span.end));
        }
        prop_assert_eq!(found.spans.is_empty(), found.verdict == Verdict::NotInArticle);
    }
}
