//! Which sentences may be chosen, and what is each worth? Looks at a bounded
//! number of sentences, however long the article.

use std::collections::HashMap;

use super::{
    Line, Request,
    about::Topic,
    cut::{Cut, cut},
    people::People,
    reading::Reading,
    standing::{Name, Standing, standing, surname},
    terms::{Terms, Vocabulary},
    worth::{self, Features, Scale},
};

/// Sentences that are compared with each other; the comparison grows with
/// their square.
const MOST: usize = 400;

/// Of a longer article, so many from the beginning; the others are the first
/// sentences of its later passages.
const FROM_BEGINNING: usize = 200;

/// A sentence that may be chosen.
pub(super) struct Candidate {
    /// Index into the article's sentences.
    pub(super) sentence: usize,
    /// Index into the sentences looked at.
    pub(super) place: usize,
    pub(super) cut: Cut,
    /// The name to put in the place of a pronoun.
    pub(super) replace: Option<Name>,
    /// The full name of whom it opens on by the surname alone.
    surname: Option<Name>,
    /// The neighbouring sentence without which it cannot be read.
    pub(super) needs: Option<usize>,
    /// Whether the request asks for it, or it only helps to read another.
    pub(super) wanted: bool,
    /// Words shown.
    pub(super) words: usize,
    /// The main speaker whose words it gives.
    pub(super) voice: Option<usize>,
    pub(super) worth: f32,
}

impl Candidate {
    /// The line that it makes after the words `read`; whether what it goes on
    /// from stands just before it.
    pub(super) fn line(&self, read: &str, follows: bool) -> Line {
        let pronoun = self.replace.as_ref().filter(|_| !follows);
        let surname = self.surname.as_ref().filter(|name| !name.is_known(read));
        Line {
            sentence: self.sentence,
            span: self.cut.span,
            replace: pronoun
                .or(surname)
                .map(|name| (name.place, name.words(read))),
        }
    }
}

/// What the worth of a candidate is reckoned from.
pub(super) struct Seen {
    pub(super) features: Features,
    /// The part that is set by hand.
    pub(super) set: f32,
}

/// The sentences that may be chosen, in order of the article.
pub(super) struct Candidates {
    pub(super) all: Vec<Candidate>,
    terms: Vec<Terms>,
}

impl Candidates {
    pub(super) fn of(reading: &Reading<'_>, request: &Request<'_>) -> Self {
        let (candidates, _) = Self::with_what_is_seen(reading, request);
        candidates
    }

    /// The candidates with what is seen of each.
    pub(super) fn with_what_is_seen(
        reading: &Reading<'_>,
        request: &Request<'_>,
    ) -> (Self, Vec<Seen>) {
        let topic = request.about.map(|about| Topic::of(reading, about));
        let wanted: Vec<(usize, f32)> = (0..reading.article.sentences.len())
            .filter(|sentence| {
                request
                    .section
                    .is_none_or(|section| reading.section(*sentence) == section)
            })
            .filter_map(|sentence| match &topic {
                Some(topic) => topic
                    .covered_by(reading, sentence)
                    .map(|covered| (sentence, covered)),
                None => Some((sentence, 0.0)),
            })
            .collect();
        let looked_at = looked_at(reading, &wanted, topic.is_some());
        // A section has its news at its own beginning; what is said of a topic
        // is as new as its place in the article.
        let begin = match (request.section, wanted.first()) {
            (Some(_), Some((first, _))) => *first,
            _ => 0,
        };
        let wanted: HashMap<usize, f32> = wanted.into_iter().collect();
        let (mut vocabulary, terms) = Vocabulary::of(reading, &looked_at);
        let people = People::of(reading);
        let scale = Scale::of(reading, &mut vocabulary, begin);
        let mut all: Vec<Candidate> = Vec::new();
        for strict in [true, false] {
            all = looked_at
                .iter()
                .enumerate()
                .filter_map(|(place, sentence)| {
                    let mut candidate = candidate(reading, &people, *sentence, strict)?;
                    candidate.place = place;
                    candidate.wanted = wanted.contains_key(sentence);
                    candidate.voice = scale.voice(reading, &candidate);
                    Some(candidate)
                })
                .collect();
            // An article of nothing but fragments is still summed up.
            if all.iter().any(|candidate| candidate.wanted) {
                break;
            }
        }
        let fresh = |candidate: &Candidate| !scale.repeats_title(terms.get(candidate.place));
        if all
            .iter()
            .any(|candidate| candidate.wanted && fresh(candidate))
        {
            all.retain(fresh);
        }
        let seen: Vec<Seen> = all
            .iter()
            .map(|candidate| {
                let terms = terms.get(candidate.place);
                Seen {
                    features: worth::features(&scale, &vocabulary, terms, candidate),
                    set: scale.set(reading, candidate, terms),
                }
            })
            .collect();
        for (candidate, seen) in all.iter_mut().zip(&seen) {
            let covered = wanted.get(&candidate.sentence).copied().unwrap_or(0.0);
            candidate.worth = worth::learnt(&seen.features) + seen.set + worth::COVERED * covered;
        }
        (Self { all, terms }, seen)
    }

    /// How alike two candidates are, 0..=1.
    pub(super) fn likeness(&self, one: usize, other: usize) -> f32 {
        let terms = |number: usize| self.terms.get(self.all.get(number)?.place);
        match (terms(one), terms(other)) {
            (Some(one), Some(other)) => one.likeness(other),
            _ => 0.0,
        }
    }
}

fn candidate(
    reading: &Reading<'_>,
    people: &People,
    sentence: usize,
    strict: bool,
) -> Option<Candidate> {
    let cut = cut(reading, sentence);
    let (needs, replace) = match standing(reading, people, sentence, &cut) {
        Standing::Named(name) => (None, Some(name)),
        Standing::Before => (Some(sentence.checked_sub(1)?), None),
        Standing::After => (Some(sentence + 1), None),
        Standing::Never if strict => return None,
        Standing::Alone | Standing::Never => (None, None),
    };
    let surname = surname(reading, people, sentence, &cut);
    let text = reading.article.words(cut.span);
    text.contains(char::is_alphanumeric).then(|| Candidate {
        sentence,
        place: 0,
        cut,
        replace,
        surname,
        needs,
        wanted: true,
        words: text.split_whitespace().count(),
        voice: None,
        worth: 0.0,
    })
}

/// The sentences that are compared: those wanted, and before each what it may
/// need to be read.
fn looked_at(reading: &Reading<'_>, wanted: &[(usize, f32)], with_others: bool) -> Vec<usize> {
    let mut chosen: Vec<usize> = if wanted.len() <= MOST {
        wanted.iter().map(|(sentence, _)| *sentence).collect()
    } else {
        let (beginning, rest) = wanted.split_at(FROM_BEGINNING.min(wanted.len()));
        let openings: Vec<usize> = rest
            .iter()
            .map(|(sentence, _)| *sentence)
            .filter(|sentence| reading.opens_passage(*sentence))
            .collect();
        let step = openings.len().div_ceil(MOST - FROM_BEGINNING).max(1);
        beginning
            .iter()
            .map(|(sentence, _)| *sentence)
            .chain(openings.into_iter().step_by(step))
            .collect()
    };
    if with_others {
        let neighbours: Vec<usize> = chosen
            .iter()
            .flat_map(|sentence| [sentence.checked_sub(1), Some(sentence + 1)])
            .flatten()
            .filter(|sentence| *sentence < reading.article.sentences.len())
            .collect();
        chosen.extend(neighbours);
        chosen.sort_unstable();
        chosen.dedup();
    }
    chosen
}
