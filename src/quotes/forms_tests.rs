//! Every form in which articles attribute words, one case a form, on text made
//! up for it: what is said, by whom, and how.

use super::*;
use crate::article::Metadata;

/// One form.
struct Form {
    name: &'static str,
    text: &'static str,
    /// Speaker (`?` where it must be left unclear), manner, force, and words
    /// that one attribution's content must have, parts joined by "…".
    said: &'static [(&'static str, How, Force, &'static str)],
}

const fn form(
    name: &'static str,
    text: &'static str,
    said: &'static [(&'static str, How, Force, &'static str)],
) -> Form {
    Form { name, text, said }
}

use Force::{Asserted, Denied, Hypothetical, Questioned};
use How::{Direct, Indirect, Mixed};

#[rustfmt::skip]
const FORMS: &[Form] = &[
    form("cue behind, verb first",
        "“The harbour is open again,” said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("cue behind, name first",
        "“The harbour is open again,” Mira Lindqvist said.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("cue before, with a colon",
        "Mira Lindqvist said: “The harbour is open again.”",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again.")]),
    form("cue before, with a comma",
        "Mira Lindqvist said, “The harbour is open again.”",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again.")]),
    form("cue amid",
        "“The harbour,” Mira Lindqvist said, “is open again.”",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour, … is open again.")]),
    form("according to, in front",
        "According to Mira Lindqvist, the harbour is open again.",
        &[("Mira Lindqvist", Indirect, Asserted, "the harbour is open again")]),
    form("according to, with the name of a role",
        "“The roof leaks,” Tom Arrow said.\n\nAccording to the council's surveyor, Mira Lindqvist, the walls are sound.",
        &[("Tom Arrow", Direct, Asserted, "The roof leaks,"),
          ("Mira Lindqvist", Indirect, Asserted, "the walls are sound")]),
    form("according to, after somebody else",
        "Tom Arrow walked through the hall.\n\nAccording to the harbour surveyor, the walls are sound.",
        &[("the harbour surveyor", Indirect, Asserted, "the walls are sound")]),
    form("according to, behind",
        "The harbour is open again, according to Mira Lindqvist.",
        &[("Mira Lindqvist", Indirect, Asserted, "The harbour is open again")]),
    form("reported with that",
        "Mira Lindqvist announced that the harbour would open in May.",
        &[("Mira Lindqvist", Indirect, Asserted, "that the harbour would open in May")]),
    form("reported without that",
        "Mira Lindqvist said the harbour would open in May.",
        &[("Mira Lindqvist", Indirect, Asserted, "the harbour would open in May")]),
    form("reported, cue behind",
        "The harbour would open in May, Mira Lindqvist said.",
        &[("Mira Lindqvist", Indirect, Asserted, "The harbour would open in May")]),
    form("reported, cue amid",
        "The harbour, Mira Lindqvist said, would open in May.",
        &[("Mira Lindqvist", Indirect, Asserted, "would open in May")]),
    form("a quoted phrase that a verb leads to",
        "Mira Lindqvist labeled the plan as opening a “can of worms.”",
        &[("Mira Lindqvist", Mixed, Asserted, "can of worms.")]),
    form("a quoted phrase in reported words",
        "Mira Lindqvist said the plan was “a gift to the gulls” and should be dropped.",
        &[("Mira Lindqvist", Mixed, Asserted, "a gift to the gulls")]),
    form("nominal cue with a genitive",
        "Mira Lindqvist's claim that the harbour was safe surprised the crews.",
        &[("Mira Lindqvist", Indirect, Asserted, "the harbour was safe")]),
    form("nominal cue of a role",
        "The minister's warning that the ferries would stop was ignored.",
        &[("The minister", Indirect, Asserted, "the ferries would stop")]),
    form("several sentences in one pair of marks",
        "“It rained. We worked on. Nobody complained,” said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "It rained. We worked on. Nobody complained,")]),
    form("a second quotation in the paragraph goes on",
        "“It rained all week,” said Mira Lindqvist. “We worked on anyway.”",
        &[("Mira Lindqvist", Direct, Asserted, "It rained all week, … We worked on anyway.")]),
    form("several paragraphs, opened in each, closed once",
        "Mira Lindqvist said: “It rained all week.\n\n“We worked on anyway.\n\n“Nobody complained about it.”",
        &[("Mira Lindqvist", Direct, Asserted,
            "It rained all week. … We worked on anyway. … Nobody complained about it.")]),
    form("nested marks, single in double",
        "“He told me ‘never again’ and left,” said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "He told me ‘never again’ and left,")]),
    form("nested marks, double in single",
        "‘He told me “never again” and left,’ said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "He told me “never again” and left,")]),
    form("single marks with apostrophes",
        "‘It’s the crews’ harbour and we won’t sell it,’ said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "It’s the crews’ harbour and we won’t sell it,")]),
    form("straight marks",
        "\"The harbour is open again,\" said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("two apostrophes for a mark",
        "''The harbour is open again,'' said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("marks of TeX",
        "``The harbour is open again,'' said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("angle marks",
        "« The harbour is open again », said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again")]),
    form("angle marks turned in",
        "»The harbour is open again«, said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again")]),
    form("low marks",
        "„The harbour is open again“, said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again")]),
    form("corner marks",
        "「The harbour is open again」, said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again")]),
    form("inches and feet beside speech",
        "The 6'2\" keeper smiled. \"The harbour is open again,\" said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("an unbalanced mark spoils its paragraph only",
        "A stray “ stands here.\n\n“The harbour is open again,” said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("title before the name",
        "“The harbour is open again,” said Transport Minister Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("role behind the name",
        "“The harbour is open again,” said Mira Lindqvist, the mayor of Sel.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("surname alone",
        "Mira Lindqvist came by boat.\n\n“The harbour is open again,” Lindqvist said.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("title and surname",
        "Minister Mira Lindqvist came by boat.\n\n“The harbour is open again,” Minister Lindqvist said.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("first name alone",
        "Mira Lindqvist came by boat.\n\n“The harbour is open again,” Mira said.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("title alone",
        "Harbour master Tomas Varga met Treasury Secretary Mira Lindqvist.\n\n\
         “The harbour is open again,” the Treasury secretary said.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("title alone, learnt from behind the name",
        "Tomas Varga met Mira Lindqvist, the mayor of Sel.\n\n“The harbour is open again,” the mayor said.",
        &[("Mira Lindqvist", Direct, Asserted, "The harbour is open again,")]),
    form("title alone that two have",
        "Mayor Mira Lindqvist met Mayor Tomas Varga.\n\n“The harbour is open again,” the mayor said.",
        &[("the mayor", Direct, Asserted, "The harbour is open again,")]),
    form("nickname in the name",
        "Robert “Bob” Marsh came by boat.\n\n“The harbour is open again,” said Bob Marsh.",
        &[("Robert “Bob” Marsh", Direct, Asserted, "The harbour is open again,")]),
    form("short form of a first name",
        "Robert Marsh came by boat.\n\n“The harbour is open again,” said Bob Marsh.",
        &[("Robert Marsh", Direct, Asserted, "The harbour is open again,")]),
    form("pronoun, gender by the article",
        "Mr. Varga met Mrs. Lindqvist.\n\n“The harbour is open again,” she said. “It leaks,” he said.",
        &[("Lindqvist", Direct, Asserted, "The harbour is open again,"), ("Varga", Direct, Asserted, "It leaks,")]),
    form("pronoun that takes up the subject before",
        "In the midst of this, Foreign Minister Zoran Vask issued a reminder. \
         He urged the crews to judge the council by its deeds.",
        &[("Zoran Vask", Indirect, Asserted, "judge the council by its deeds")]),
    form("organisation",
        "The World Harbour Union said that the ferries were late.",
        &[("World Harbour Union", Indirect, Asserted, "that the ferries were late")]),
    form("plural source",
        "Two officials said the ferries were late.",
        &[("Two officials", Indirect, Asserted, "the ferries were late")]),
    form("anonymous source",
        "A source close to the council said the ferries were late.",
        &[("A source close to the council", Indirect, Asserted, "the ferries were late")]),
    form("I inside a quotation",
        "“I told the crews that the harbour was closed,” said Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Asserted, "I told the crews that the harbour was closed,")]),
    form("two of one surname",
        "“The boat is ours,” said Anna Kessler.\n\n“The boat is sold,” said Paul Kessler.",
        &[("Anna Kessler", Direct, Asserted, "The boat is ours,"),
          ("Paul Kessler", Direct, Asserted, "The boat is sold,")]),
    form("denied by not",
        "Mira Lindqvist did not say that the harbour was safe.",
        &[("Mira Lindqvist", Indirect, Denied, "that the harbour was safe")]),
    form("denied by never",
        "Mira Lindqvist never said that the harbour was safe.",
        &[("Mira Lindqvist", Indirect, Denied, "that the harbour was safe")]),
    form("denied by the verb",
        "Mira Lindqvist denied that the harbour was unsafe.",
        &[("Mira Lindqvist", Indirect, Denied, "that the harbour was unsafe")]),
    form("hypothetical by a modal verb",
        "Mira Lindqvist would say that the harbour is safe.",
        &[("Mira Lindqvist", Indirect, Hypothetical, "that the harbour is safe")]),
    form("hypothetical by a condition",
        "If Mira Lindqvist says that the harbour is safe, the crews will sail.",
        &[("Mira Lindqvist", Indirect, Hypothetical, "the harbour is safe")]),
    form("questioned",
        "Mira Lindqvist asked whether the harbour was safe.",
        &[("Mira Lindqvist", Indirect, Questioned, "whether the harbour was safe")]),
    form("a direct question",
        "“Is the harbour safe?” asked Mira Lindqvist.",
        &[("Mira Lindqvist", Direct, Questioned, "Is the harbour safe?")]),
    form("a participle that adds",
        "“The harbour is open,” said Mira Lindqvist, adding that the ferries would follow.",
        &[("Mira Lindqvist", Indirect, Asserted, "the ferries would follow")]),
    form("turns of an interview",
        "LINDQVIST: Why did the ferry sink last night?\n\nVARGA: It was far too old to sail.",
        &[("VARGA", Indirect, Asserted, "It was far too old to sail.")]),
    form("signed with a dash",
        "“The best soup in the whole harbour.” – Mira Lindqvist",
        &[("Mira Lindqvist", Direct, Asserted, "The best soup in the whole harbour.")]),
    form("nobody named",
        "Anna Kessler met Maria Novak.\n\nThe hall was full by noon.\n\nThe doors closed at one.\n\n\
         “Nobody told us about the fire.”",
        &[("?", Direct, Asserted, "Nobody told us about the fire.")]),
];

/// Text in which nobody says anything in quotation marks.
const NOBODY: &[(&str, &str)] = &[
    (
        "scare quotes",
        "The “free lunch” cost ten crowns, and the “luxury” cabin leaked.",
    ),
    (
        "a title of a work",
        "The choir sang “The Long Road Home Again” at dusk.",
    ),
    (
        "titles beside a verb of speech",
        "She wrote “The Salt House” in 1987 and “A Winter of Nets” later.",
    ),
    ("inches", "The 6'2\" keeper signed a 12\" record in '98."),
    (
        "apostrophes",
        "The players' union met the owners' lawyers at the '60s club.",
    ),
    ("a word as a word", "The word “harbour” has seven letters."),
];

#[test]
fn every_form_is_found() {
    let mut failed = Vec::new();
    for form in FORMS {
        let article = Article::from_lines(form.text.to_owned(), Metadata::default());
        let found = attribute(&article);
        for (speaker, how, force, words) in form.said {
            let name = |a: &Attribution| match found.speaker_of(a) {
                Some(speaker) => speaker.name.clone(),
                None => "?".to_owned(),
            };
            let content = |a: &Attribution| {
                let parts: Vec<&str> = a.content.iter().map(|s| article.words(*s)).collect();
                parts.join(" … ")
            };
            let fits = found.attributions.iter().any(|a| {
                let whole = *how != How::Direct || content(a) == *words;
                name(a) == *speaker
                    && a.how == *how
                    && a.force == *force
                    && whole
                    && content(a).contains(words)
            });
            if !fits {
                let got: Vec<String> = found
                    .attributions
                    .iter()
                    .map(|a| format!("{} {:?} {:?}: {}", name(a), a.how, a.force, content(a)))
                    .collect();
                failed.push(format!("{}: {speaker}: {words}\n  got {got:#?}", form.name));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn what_nobody_says_is_put_into_nobodys_mouth() {
    for (name, text) in NOBODY {
        let article = Article::from_lines((*text).to_owned(), Metadata::default());
        let found = attribute(&article);
        let spoken = found
            .attributions
            .iter()
            .filter(|a| a.speaker.is_some() && !a.quoted.is_empty())
            .count();
        assert_eq!(spoken, 0, "{name}: {found:#?}");
    }
}

#[test]
fn one_speaker_gathers_names_and_roles() {
    let text = "Transport Minister Mira Lindqvist, a former sailor, came by boat.\n\n\
        “We need nets,” Lindqvist said.\n\n“We need ropes,” Minister Lindqvist said.\n\n\
        “We need time,” she said.\n\n“We need luck,” the transport minister said.";
    let article = Article::from_lines(text.to_owned(), Metadata::default());
    let found = attribute(&article);
    let names: Vec<&str> = found
        .attributions
        .iter()
        .filter(|a| a.how == How::Direct)
        .filter_map(|a| found.speaker_of(a))
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(names, ["Mira Lindqvist"; 4], "{found:#?}");
    let speaker = &found.speakers[0];
    assert_eq!(speaker.kind, SpeakerKind::Person);
    assert!(
        speaker
            .roles
            .iter()
            .any(|role| role == "Transport Minister"),
        "{speaker:?}"
    );
    assert!(
        speaker.also.iter().any(|name| name == "Lindqvist"),
        "{speaker:?}"
    );
}

#[test]
fn what_somebody_was_is_not_what_they_are() {
    let text =
        "Former mayor Tomas Varga met Mira Lindqvist.\n\n“The harbour is open,” the mayor said.";
    let article = Article::from_lines(text.to_owned(), Metadata::default());
    let found = attribute(&article);
    let name = found.attributions.first().and_then(|a| found.speaker_of(a));
    assert_ne!(
        name.map(|s| s.name.as_str()),
        Some("Tomas Varga"),
        "{found:#?}"
    );
}
