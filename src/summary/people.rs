//! Whom does "he" mean? Knows the people an article names, what the article
//! shows of their gender, and refuses wherever two could be meant.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::{Reading, own_word};
use crate::{
    quotes::{SpeakerKind, given, lexicon::Class, token::Token},
    text::{Span, fold},
};

/// Sentences that are looked back through while each goes on with the same
/// pronoun.
const FURTHEST: usize = 3;

/// Somebody whom the article names.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    /// The fullest name, as the article writes it.
    pub(super) name: String,
    /// The last word of it.
    pub(super) last: String,
    /// Whether the article shows that this is a person, not a place or body.
    shown: bool,
    /// Whether it is a surname alone that several people share.
    unclear: bool,
    /// Whether the name was seen where no place name stands.
    no_place: bool,
    he: u32,
    she: u32,
    /// Sentences that name the person.
    pub(super) mentions: u32,
}

impl Person {
    /// Whether the article shows that this is a person.
    pub(super) fn is_shown(&self) -> bool {
        self.shown && !self.unclear
    }
}

/// The people of an article and where they are named.
pub(super) struct People {
    pub(super) all: Vec<Person>,
    /// For each sentence, who is named in it outside quotations, and whether
    /// the tokens show a name of unknown kind besides.
    named: Vec<Vec<usize>>,
}

/// A run of name tokens.
struct Run {
    sentence: usize,
    span: Span,
    words: usize,
    /// Folded last word.
    key: String,
    first: String,
    title: Option<String>,
    aged: bool,
    speaks: bool,
    place: bool,
}

impl People {
    pub(super) fn of(reading: &Reading<'_>) -> Self {
        let runs = runs(reading);
        let shared = shared_surnames(&runs);
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut all: Vec<Person> = Vec::new();
        let mut named: Vec<Vec<usize>> = vec![Vec::new(); reading.article.sentences.len()];
        for run in &runs {
            // Of two who share a surname, each is meant by the full name only.
            let several = shared.contains(&run.key);
            let key = if several && run.words > 1 {
                format!("{} {}", run.first, run.key)
            } else {
                run.key.clone()
            };
            let number = *numbers.entry(key).or_insert_with(|| {
                all.push(Person {
                    unclear: several && run.words == 1,
                    ..Person::default()
                });
                all.len() - 1
            });
            let (Some(person), Some(list)) = (all.get_mut(number), named.get_mut(run.sentence))
            else {
                continue;
            };
            let written = reading.article.words(run.span);
            if written.chars().count() > person.name.chars().count() && run.words <= 4 {
                written.clone_into(&mut person.name);
                let surname = written.split_whitespace().last();
                surname.unwrap_or(written).clone_into(&mut person.last);
            }
            let given = given::given_name(&run.first);
            let title = run.title.as_deref();
            let courtesy = matches!(
                title,
                Some("mr" | "mrs" | "ms" | "miss" | "sir" | "dr" | "lady" | "lord")
            );
            person.shown |= !run.place
                && (courtesy
                    || run.aged
                    || (run.speaks && run.words == 2)
                    || (run.words > 1 && given.is_some()));
            match (title, given.filter(|_| run.words > 1)) {
                (Some("mr" | "sir" | "lord"), _) | (None, Some(false)) => person.he += 2,
                (Some("mrs" | "ms" | "miss" | "lady"), _) | (None, Some(true)) => person.she += 2,
                _ => {}
            }
            person.no_place |= !run.place;
            if list.last() != Some(&number) && !list.contains(&number) {
                list.push(number);
                person.mentions += 1;
            }
        }
        for speaker in &reading.attributions.speakers {
            let first = speaker.name.split_whitespace().next().unwrap_or("");
            let last = speaker.name.split_whitespace().last().unwrap_or("");
            if speaker.kind == SpeakerKind::Person
                && let Some(person) = numbers
                    .get(&fold(last))
                    .or_else(|| numbers.get(&format!("{} {}", fold(first), fold(last))))
                    .and_then(|number| all.get_mut(*number))
            {
                person.shown = true;
            }
        }
        for list in &mut named {
            list.retain(|number| {
                all.get(*number)
                    .is_some_and(|person| person.shown || person.no_place)
            });
        }
        let mut people = Self { all, named };
        people.learn(reading);
        people
    }

    /// The people named in a sentence.
    pub(super) fn named(&self, sentence: usize) -> &[usize] {
        self.named.get(sentence).map_or(&[], Vec::as_slice)
    }

    /// Counts the pronouns that follow a name within its sentence where it is
    /// the only one.
    fn learn(&mut self, reading: &Reading<'_>) {
        for (sentence, named) in self.named.iter().enumerate() {
            let [only] = named.as_slice() else { continue };
            let Some(person) = self.all.get_mut(*only) else {
                continue;
            };
            for token in reading.tokens(sentence).iter().filter(|t| own_word(t)) {
                match token.form.as_str() {
                    "he" | "his" | "him" => person.he += 1,
                    "she" | "her" => person.she += 1,
                    _ => {}
                }
            }
        }
    }

    /// The person whom `pronoun` in `sentence` stands for, when only one is
    /// possible: the only one named in the sentence before, or in the last of
    /// a few that go on with the same pronoun.
    pub(super) fn antecedent(
        &self,
        reading: &Reading<'_>,
        sentence: usize,
        pronoun: &Token,
    ) -> Option<&Person> {
        let she = matches!(pronoun.form.as_str(), "she" | "her" | "hers" | "herself");
        let resolved = reading.speaker_at(sentence, pronoun.span);
        let mut before = sentence;
        let mut found = None;
        for _ in 0..FURTHEST {
            before = before.checked_sub(1)?;
            let named = self.named(before);
            if let [only] = named {
                found = self.all.get(*only);
                break;
            }
            let goes_on = reading
                .tokens(before)
                .iter()
                .filter(|token| own_word(token))
                .find(|token| token.class == Class::Subject)
                .is_some_and(|token| token.form == if she { "she" } else { "he" });
            if !named.is_empty() || !goes_on {
                return None;
            }
        }
        let person = found?;
        let fits = if she {
            person.she > 0 && person.she > 2 * person.he
        } else {
            person.he > 0 && person.he > 2 * person.she
        };
        let agrees = resolved.is_none_or(|(_, speaker)| {
            speaker
                .name
                .split_whitespace()
                .last()
                .is_some_and(|last| fold(last) == fold(&person.last))
        });
        // Somebody without a name ("a neighbour") could be meant as well.
        let unnamed = (before..sentence).any(|number| {
            reading
                .tokens(number)
                .iter()
                .any(|token| own_word(token) && anybody(&token.form))
        });
        (person.is_shown() && fits && agrees && !(unnamed && resolved.is_none())).then_some(person)
    }
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
fn shared_surnames(runs: &[Run]) -> BTreeSet<String> {
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
fn runs(reading: &Reading<'_>) -> Vec<Run> {
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
