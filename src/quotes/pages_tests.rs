//! A first cross-check on prose that is not politics: forty simple sentences in
//! the manner of sports, science, court and business pages.

use std::fmt::Write as _;

use super::tests::{lines, read};

/// Text, source, words that the content must hold.
const ELSEWHERE: [(&str, &str, &str); 40] = [
    (
        "“We defended like lions,” said captain Tomas Varga.",
        "Tomas Varga",
        "We defended like lions",
    ),
    (
        "Coach Ines Moreau said her side had run out of legs.",
        "Ines Moreau",
        "run out of legs",
    ),
    (
        "“I never felt the knee,” Okafor told reporters after the match.",
        "Okafor",
        "I never felt the knee",
    ),
    (
        "The club confirmed that the striker would miss six weeks.",
        "The club",
        "miss six weeks",
    ),
    (
        "Varga insisted the penalty was harsh.",
        "Varga",
        "the penalty was harsh",
    ),
    (
        "“It was offside by a mile,” complained goalkeeper Leon Marsh.",
        "Leon Marsh",
        "offside by a mile",
    ),
    (
        "According to the league, attendance rose by nine per cent.",
        "the league",
        "attendance rose",
    ),
    (
        "“We go again on Sunday,” Moreau added.",
        "Moreau",
        "We go again on Sunday",
    ),
    (
        "Marsh admitted that he had misjudged the cross.",
        "Marsh",
        "misjudged the cross",
    ),
    (
        "Doctors told the team that the fracture was clean.",
        "Doctors",
        "the fracture was clean",
    ),
    (
        "“The signal is far too regular to be noise,” said astronomer Ruth Adeyemi.",
        "Ruth Adeyemi",
        "too regular to be noise",
    ),
    (
        "Researchers at the institute found that the ice thins twice as fast as thought.",
        "Researchers",
        "the ice thins",
    ),
    (
        "The study suggests that bees remember faces.",
        "The study",
        "bees remember faces",
    ),
    (
        "“Nobody expected a second moon,” Adeyemi says.",
        "Adeyemi",
        "a second moon",
    ),
    (
        "Biologist Henrik Dahl argues that the fossil is a new species.",
        "Henrik Dahl",
        "the fossil is a new species",
    ),
    (
        "According to Dahl, the shell formed in warm water.",
        "Dahl",
        "the shell formed",
    ),
    (
        "Scientists believe the crater is older than the lake.",
        "Scientists",
        "the crater is older",
    ),
    (
        "Dahl explained that the bone had been boiled.",
        "Dahl",
        "the bone had been boiled",
    ),
    (
        "“We repeated the test nine times,” the authors write.",
        "the authors",
        "repeated the test",
    ),
    (
        "The agency warned that the probe could lose power.",
        "The agency",
        "lose power",
    ),
    (
        "“I did not take the money,” Brandt told the court.",
        "Brandt",
        "I did not take the money",
    ),
    (
        "The judge ruled that the search was unlawful.",
        "The judge",
        "the search was unlawful",
    ),
    (
        "Prosecutors alleged that Brandt had forged the will.",
        "Prosecutors",
        "forged the will",
    ),
    (
        "Brandt's lawyer, Clara Stein, said her client would appeal.",
        "Clara Stein",
        "would appeal",
    ),
    (
        "“This was a cruel and patient fraud,” Judge Emil Roth said.",
        "Emil Roth",
        "cruel and patient fraud",
    ),
    (
        "A witness testified that the door was open.",
        "A witness",
        "the door was open",
    ),
    (
        "Police said two men were arrested near the station.",
        "Police",
        "two men were arrested",
    ),
    (
        "Stein claimed the recording had been cut.",
        "Stein",
        "the recording had been cut",
    ),
    (
        "The jury heard that the letter was never posted.",
        "The jury",
        "never posted",
    ),
    (
        "“He lied to all of us,” said his sister, Marta Brandt.",
        "Marta Brandt",
        "He lied to all of us",
    ),
    (
        "Norvik said it expects sales to fall by a tenth.",
        "Norvik",
        "sales to fall",
    ),
    (
        "“Costs are under control,” said chief executive Paula Lindqvist.",
        "Paula Lindqvist",
        "Costs are under control",
    ),
    (
        "Analysts predicted that the bank would cut its dividend.",
        "Analysts",
        "cut its dividend",
    ),
    (
        "Lindqvist denied that the factory would close.",
        "Lindqvist",
        "the factory would close",
    ),
    (
        "The company announced that it would buy back shares.",
        "The company",
        "buy back shares",
    ),
    (
        "“Demand has come back faster than we dared to hope,” Lindqvist wrote in a letter to shareholders.",
        "Lindqvist",
        "Demand has come back",
    ),
    (
        "Two people familiar with the matter said the deal was near.",
        "Two people familiar with the matter",
        "the deal was near",
    ),
    (
        "The central bank signaled that rates would stay low.",
        "The central bank",
        "rates would stay low",
    ),
    (
        "“Nobody buys umbrellas in June,” joked founder Sami Khoury.",
        "Sami Khoury",
        "Nobody buys umbrellas",
    ),
    (
        "Khoury told investors that the chain would open ten shops.",
        "Khoury",
        "open ten shops",
    ),
];

/// Of [`ELSEWHERE`], how many were right when this was last measured.
const ELSEWHERE_RIGHT: usize = 39;

#[test]
fn other_pages_than_politics() {
    let mut right = 0;
    let mut missed = String::new();
    for (text, source, words) in ELSEWHERE {
        let (article, found) = read(text);
        let ok = found.attributions.iter().any(|a| {
            let name = found.speaker_of(a).map(|s| s.name.clone());
            let written = a.source.map(|s| article.words(s).to_owned());
            let named = [name, written]
                .into_iter()
                .flatten()
                .any(|n| n.contains(source));
            named && a.content.iter().any(|s| article.words(*s).contains(words))
        });
        right += usize::from(ok);
        if !ok {
            let _ = writeln!(missed, "{text}\n  {:?}", lines(text));
        }
    }
    assert!(
        right >= ELSEWHERE_RIGHT,
        "{right} of 40 right; missed:\n{missed}"
    );
}
