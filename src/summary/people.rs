//! Whom does "he" mean? Knows the people an article names, what the article
//! shows of their gender, and refuses wherever two could be meant.

use std::collections::BTreeMap;

use super::{
    mentions::{anybody, runs, shared_surnames},
    reading::{Reading, own_word},
};
use crate::{
    quotes::{SpeakerKind, given, lexicon::Class, token::Token},
    text::fold,
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
    /// The first sentence with more of the name than the surname.
    in_full: Option<usize>,
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
            if run.words > 1 && person.in_full.is_none() {
                person.in_full = Some(run.sentence);
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

    /// The person of this surname whom a sentence before `sentence` named in
    /// full.
    pub(super) fn brought_in(&self, sentence: usize, surname: &str) -> Option<&Person> {
        self.named(sentence)
            .iter()
            .filter_map(|number| self.all.get(*number))
            .find(|person| {
                person.last == surname
                    && person.is_shown()
                    && person.in_full.is_some_and(|first| first < sentence)
            })
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
