//! Which attributions do an asker's words mean? By words, stems and near
//! spelling; for "who said …?" and "what did … say about …?".

use super::{
    Attribution, Said, SpeakerKind,
    align::{self, Word},
    paraphrase,
    statements::{Bag, Statements, analyser, content},
};
use crate::{
    article::Article,
    index::analysis::{tolerance, words},
    text::Span,
};

/// Share of the asker's weighted words below which an attribution is not what
/// was meant.
const FLOOR: f32 = 0.5;

/// Shares of the asker's words from which they may be partly the speaker's name
/// and the verb: in the content alone, and with those.
const FRAMED: (f32, f32) = (0.3, 0.9);

/// An attribution that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Index into [`super::Attributions::attributions`].
    pub attribution: usize,
    /// 1.0 when the words stand there as typed, otherwise the share of them
    /// that do, rare words counting more, below 1.0.
    pub score: f32,
}

/// What "who said …?" finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Who {
    /// The attributions, best first.
    pub found: Vec<Found>,
    /// Where the words stand in the article's own voice, when nobody says
    /// them.
    pub own: Option<Span>,
    /// The attribution that may say the same in other words, when nobody says
    /// it in these, with the cosine of the angle between the two, 0..=1.
    pub near: Option<(usize, f32)>,
}

/// Who said these words, or something like them.
#[must_use]
pub fn who(typed: &str, said: Said<'_>) -> Who {
    let attributions = said.attributions;
    let alleged = align::words(typed);
    let all = said.words();
    let exact: Vec<Span> = align::exact(all, &alleged)
        .into_iter()
        .map(|(start, end)| Span::new(all[start].span.start, all[end - 1].span.end))
        .collect();
    let mut found = Vec::new();
    let statements = said.statements();
    let terms = Terms::new(typed, said.article, statements);
    let each = attributions.attributions.iter().zip(&statements.each);
    for (index, (attribution, statement)) in each.enumerate() {
        let stands = exact.iter().any(|span| {
            attribution
                .content
                .iter()
                .any(|content| content.contains(*span))
        });
        let score = if stands {
            1.0
        } else {
            let own = terms.share(&[&statement.content]);
            // "Lee fears a strike": the asker may name the speaker and the verb
            // beside what was said.
            let framed = terms.share(&[&statement.content, &statement.frame]);
            if own >= FRAMED.0 && framed >= FRAMED.1 {
                0.95 * own.max(0.9 * framed)
            } else {
                0.95 * own
            }
        };
        if score >= FLOOR {
            found.push(Found {
                attribution: index,
                score,
            });
        }
    }
    // Quoted words before reported ones, when they fit alike.
    let quoted = |found: &Found| {
        attributions
            .attributions
            .get(found.attribution)
            .is_some_and(|attribution| !attribution.quoted.is_empty())
    };
    found.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(quoted(b).cmp(&quoted(a)))
            .then(a.attribution.cmp(&b.attribution))
    });
    if let Some(best) = found.first().map(|found| found.score) {
        found.retain(|found| found.score >= best * 0.75);
    }
    let own = exact.first().copied().filter(|_| found.is_empty());
    let near = if found.is_empty() && own.is_none() {
        paraphrase::nearest(typed, said)
    } else {
        None
    };
    Who { found, own, near }
}

/// What a speaker said on a topic, or anybody, in order of the article.
#[must_use]
pub fn about(topic: Option<&str>, speakers: Option<&[usize]>, said: Said<'_>) -> Vec<usize> {
    let article = said.article;
    let mut analyser = analyser(article);
    let terms = topic.map(|topic| {
        let statements = said.statements();
        (Terms::new(topic, article, statements), statements)
    });
    let all = said.attributions.attributions.iter().enumerate();
    all.filter(|(_, attribution)| {
        speakers.is_none_or(|speakers| {
            attribution
                .speaker
                .is_some_and(|speaker| speakers.contains(&speaker))
        })
    })
    .filter(|(index, attribution)| {
        terms.as_ref().is_none_or(|(terms, statements)| {
            let own = statements.each.get(*index).map(|own| &own.content);
            let mut around = || Bag::of(&surroundings(article, attribution), &mut analyser);
            own.is_some_and(|own| terms.share(&[own]) >= FLOOR) || terms.share(&[&around()]) >= 0.75
        })
    })
    .map(|(index, _)| index)
    .collect()
}

/// What others said about a speaker: attributions whose content names them, by
/// the last word of a person's name or by any name the article has for them.
#[must_use]
pub fn mentions_of(speaker: usize, said: Said<'_>) -> Vec<usize> {
    let (article, attributions) = (said.article, said.attributions);
    let Some(person) = attributions.speakers.get(speaker) else {
        return Vec::new();
    };
    let last = person.name.split_whitespace().last();
    let last = last.filter(|_| person.kind == SpeakerKind::Person);
    let names: Vec<Vec<Word>> = [person.name.as_str()]
        .into_iter()
        .chain(person.also.iter().map(String::as_str))
        .chain(last)
        .map(align::words)
        .collect();
    let all = attributions.attributions.iter().enumerate();
    all.filter(|(_, attribution)| attribution.speaker != Some(speaker))
        .filter(|(_, attribution)| {
            // "Lee's plan" speaks of Lee.
            let content = content(article, attribution);
            let words = align::words(&content.replace("’s", "").replace("'s", ""));
            names
                .iter()
                .any(|name| !align::exact(&words, name).is_empty())
        })
        .map(|(index, _)| index)
        .collect()
}

/// The sentence of the cue and the section's heading.
fn surroundings(article: &Article, attribution: &Attribution) -> String {
    let Some(first) = attribution.content.first() else {
        return String::new();
    };
    let sentence = crate::citation::whole_sentences(article, *first);
    let heading = article
        .passage_at(first.start)
        .and_then(|passage| article.heading_of(passage))
        .unwrap_or("");
    format!("{heading} {}", article.words(sentence))
}

/// The asker's words that matter: stem, folded form, weight.
struct Terms(Vec<(String, String, f32)>);

impl Terms {
    fn new(typed: &str, article: &Article, statements: &Statements) -> Self {
        let asked = words(crate::text::shorten(typed, 2_000));
        let stems = analyser(article).stems(&asked);
        let mut wanted: Vec<(String, String, f32)> = Vec::new();
        for (word, stem) in asked.into_iter().zip(stems) {
            let Some(stem) = stem else { continue };
            // Rare in the article means telling. A word the article does not
            // have is no more telling than one it has once: it may be the
            // asker's own.
            let seen = statements.counts.get(&stem).copied().unwrap_or(0);
            let weight = 1.0 / (1.0 + (1.0 + seen.max(1) as f32).ln());
            if !wanted.iter().any(|(known, _, _)| *known == stem) {
                wanted.push((stem, word.exact, weight));
            }
        }
        Self(wanted)
    }

    /// The weighted share of the asker's words that are among `there`, 0..=1.
    fn share(&self, there: &[&Bag]) -> f32 {
        let all: f32 = self.0.iter().map(|(_, _, weight)| weight).sum();
        if all == 0.0 {
            return 0.0;
        }
        let has = |stem: &String, exact: &String| {
            let tolerance = tolerance(exact);
            there.iter().any(|bag| bag.stems.contains(stem))
                || tolerance > 0
                    && there.iter().any(|bag| {
                        let mut capitals = bag.capitals.iter();
                        capitals.any(|word| near(word, exact, tolerance))
                    })
        };
        let wanted = self.0.iter();
        let met: f32 = wanted
            .filter(|(stem, exact, _)| has(stem, exact))
            .map(|(_, _, weight)| weight)
            .sum();
        met / all
    }
}

/// Whether so few letters part two folded words.
fn near(one: &str, other: &str, tolerance: usize) -> bool {
    // Each edit is of one character, of four bytes at most.
    let longest = if one.is_ascii() && other.is_ascii() {
        1
    } else {
        4
    };
    one.len().abs_diff(other.len()) <= longest * tolerance
        && strsim::osa_distance(one, other) <= tolerance
}

#[cfg(test)]
#[path = "retrieve_tests.rs"]
mod tests;
