//! Where does an article name somebody, and by what kind of noun can it mean
//! somebody unnamed? By form alone; joins no two names.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Reading;
use crate::{
    quotes::{lexicon::Class, token::Token},
    text::Span,
};

/// A run of name tokens.
pub(super) struct Run {
    pub(super) sentence: usize,
    pub(super) span: Span,
    pub(super) words: usize,
    /// Folded last word.
    pub(super) key: String,
    pub(super) first: String,
    pub(super) title: Option<String>,
    pub(super) aged: bool,
    pub(super) speaks: bool,
    pub(super) place: bool,
}

/// Nouns for a person who need not be named.
pub(super) fn anybody(form: &str) -> bool {
    matches!(
        form,
        "man"
            | "woman"
            | "boy"
            | "girl"
            | "mother"
            | "father"
            | "son"
            | "daughter"
            | "wife"
            | "husband"
            | "brother"
            | "sister"
            | "teenager"
            | "neighbour"
            | "neighbor"
            | "friend"
            | "officer"
            | "driver"
            | "patient"
            | "student"
            | "teacher"
            | "girlfriend"
            | "boyfriend"
            | "mum"
            | "mom"
            | "dad"
            | "victim"
            | "suspect"
            | "colleague"
            | "partner"
            | "passenger"
            | "baby"
            | "child"
            | "toddler"
            | "schoolgirl"
            | "schoolboy"
            | "nurse"
            | "doctor"
            | "lawyer"
            | "judge"
            | "pilot"
            | "boss"
            | "owner"
            | "player"
            | "actor"
            | "actress"
            | "singer"
            | "star"
    )
}

/// Words that end the names of bodies and places.
const BODIES: &[&str] = &[
    "party",
    "committee",
    "department",
    "university",
    "times",
    "post",
    "journal",
    "news",
    "house",
    "senate",
    "congress",
    "court",
    "company",
    "inc",
    "corp",
    "group",
    "bank",
    "association",
    "institute",
    "agency",
    "council",
    "commission",
    "bureau",
    "office",
    "union",
    "league",
    "club",
    "ministry",
    "school",
    "college",
    "hospital",
    "foundation",
    "campaign",
    "press",
    "service",
    "states",
    "administration",
    "society",
    "center",
    "centre",
    "trust",
    "federation",
    "board",
    "authority",
    "police",
    "army",
    "street",
    "road",
    "avenue",
    "park",
    "city",
    "county",
    "airport",
    "bridge",
    "river",
    "island",
    "islands",
    "sea",
    "ocean",
    "cup",
    "championship",
    "games",
    "open",
    "united",
    "ltd",
    "plc",
    "museum",
    "church",
    "station",
    "stadium",
    "square",
    "valley",
    "act",
    "day",
    "week",
    "award",
    "awards",
    "war",
    "series",
    "show",
    "mail",
    "guardian",
    "government",
    "kingdom",
    "republic",
    "coast",
    "beach",
    "hotel",
    "prison",
    "bay",
    "lake",
    "mountain",
    "east",
    "west",
    "north",
    "south",
];

/// Surnames that stand after different first names.
pub(super) fn shared_surnames(runs: &[Run]) -> BTreeSet<String> {
    let mut firsts: BTreeMap<&str, &str> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for run in runs.iter().filter(|run| run.words > 1) {
        let first = firsts.entry(&run.key).or_insert(&run.first);
        if *first != run.first {
            shared.insert(run.key.clone());
        }
    }
    shared
}

/// Every run of name tokens outside quotations.
pub(super) fn runs(reading: &Reading<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    for sentence in 0..reading.article.sentences.len() {
        let tokens = reading.tokens(sentence);
        let mut at = 0;
        while at < tokens.len() {
            let named = |number: usize| {
                tokens.get(number).is_some_and(|token| {
                    token.quotation.is_none()
                        && matches!(token.class, Class::Name | Class::FirstName)
                })
            };
            if !named(at) {
                at += 1;
                continue;
            }
            let first = at;
            while named(at + 1) {
                at += 1;
            }
            let last = at;
            at += 1;
            if let Some(run) = run(reading, sentence, tokens, first, last) {
                runs.push(run);
            }
        }
    }
    // A capitalised word that only ever opens sentences is no name.
    let names: BTreeSet<String> = runs
        .iter()
        .filter(|run| run.words > 1 || !run.first.is_empty())
        .map(|run| run.key.clone())
        .collect();
    runs.retain(|run| names.contains(&run.key));
    runs
}

fn run(
    reading: &Reading<'_>,
    sentence: usize,
    tokens: &[Token],
    first: usize,
    last: usize,
) -> Option<Run> {
    let (from, to) = (tokens.get(first)?, tokens.get(last)?);
    let before = first.checked_sub(1).and_then(|at| tokens.get(at));
    let after = tokens.get(last + 1);
    let body = BODIES.contains(&to.form.as_str());
    let genitive_of_article = before.is_some_and(|t| t.form == "the");
    let place = body
        || genitive_of_article
        || before.is_some_and(|t| {
            first == last && matches!(t.form.as_str(), "in" | "at" | "near" | "from" | "of" | "to")
        });
    if body || to.form.chars().count() < 2 {
        return None;
    }
    let only_opening = first == last && from.class == Class::FirstName;
    let aged = after.is_some_and(|t| t.class == Class::Comma)
        && tokens.get(last + 2).is_some_and(|t| {
            t.class == Class::Number
                && t.form
                    .parse::<u32>()
                    .is_ok_and(|age| (1..=110).contains(&age))
        });
    let speaks = after.is_some_and(|t| t.class == Class::Cue)
        || before.is_some_and(|t| t.class == Class::Cue);
    Some(Run {
        sentence,
        span: Span::new(from.span.start, to.span.end),
        words: last - first + 1,
        key: to.form.clone(),
        // An empty one marks a single word that may only be capitalised for
        // opening its sentence.
        first: if only_opening {
            String::new()
        } else {
            from.form.clone()
        },
        title: before
            .filter(|t| t.class == Class::Title)
            .map(|t| t.form.trim_end_matches('.').to_owned())
            .or_else(|| {
                // "Mr." keeps its full stop as a token of its own.
                let further = first.checked_sub(2).and_then(|at| tokens.get(at))?;
                (before?.class == Class::Stop && further.class == Class::Title)
                    .then(|| further.form.clone())
            }),
        aged,
        speaks,
        place,
    })
    .filter(|_| !reading.word(to).is_empty())
}
