//! Which attributions do an asker's words mean? By words, stems and near
//! spelling; for "who said …?" and "what did … say about …?".

use std::collections::BTreeMap;

use super::{
    Attribution, Attributions, SpeakerKind,
    align::{self, Word},
    paraphrase,
};
use crate::{
    article::Article,
    index::analysis::{Analyser, tolerance, words},
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
    /// Index into [`Attributions::attributions`].
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
pub fn who(typed: &str, article: &Article, attributions: &Attributions) -> Who {
    let alleged = align::words(typed);
    let text = article.text();
    let all = align::words(text);
    let exact: Vec<Span> = align::exact(&all, &alleged)
        .into_iter()
        .map(|(start, end)| Span::new(all[start].span.start, all[end - 1].span.end))
        .collect();
    let mut found = Vec::new();
    let mut terms = Terms::new(typed, article);
    for (index, attribution) in attributions.attributions.iter().enumerate() {
        let stands = exact.iter().any(|span| {
            attribution
                .content
                .iter()
                .any(|content| content.contains(*span))
        });
        let score = if stands {
            1.0
        } else {
            let content = content(article, attribution);
            let own = terms.share(&content);
            // "Lee fears a strike": the asker may name the speaker and the verb
            // beside what was said.
            let framed = terms.share(&format!(
                "{content} {}",
                frame(article, attributions, attribution)
            ));
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
        paraphrase::nearest(typed, article, attributions)
    } else {
        None
    };
    Who { found, own, near }
}

/// What a speaker said on a topic, or anybody, in order of the article.
#[must_use]
pub fn about(
    topic: Option<&str>,
    speakers: Option<&[usize]>,
    article: &Article,
    attributions: &Attributions,
) -> Vec<usize> {
    let mut terms = topic.map(|topic| Terms::new(topic, article));
    attributions
        .attributions
        .iter()
        .enumerate()
        .filter(|(_, attribution)| {
            speakers.is_none_or(|speakers| {
                attribution
                    .speaker
                    .is_some_and(|speaker| speakers.contains(&speaker))
            })
        })
        .filter(|(_, attribution)| {
            terms.as_mut().is_none_or(|terms| {
                terms.share(&content(article, attribution)) >= FLOOR
                    || terms.share(&surroundings(article, attribution)) >= 0.75
            })
        })
        .map(|(index, _)| index)
        .collect()
}

/// What others said about a speaker: attributions whose content names them, by
/// the last word of a person's name or by any name the article has for them.
#[must_use]
pub fn mentions_of(speaker: usize, article: &Article, attributions: &Attributions) -> Vec<usize> {
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

/// The words that name the speaker and say that they spoke.
fn frame(article: &Article, attributions: &Attributions, attribution: &Attribution) -> String {
    let name = attributions.speaker_of(attribution);
    let words = |span: Option<Span>| span.map_or("", |span| article.words(span));
    format!(
        "{} {} {}",
        name.map_or("", |speaker| speaker.name.as_str()),
        words(attribution.source),
        words(attribution.cue)
    )
}

fn content(article: &Article, attribution: &Attribution) -> String {
    let spans: Vec<&str> = attribution
        .content
        .iter()
        .map(|span| article.words(*span))
        .collect();
    spans.join(" ")
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

/// The asker's words that matter, with weights.
struct Terms {
    analyser: Analyser,
    wanted: Vec<(String, String, f32)>,
}

impl Terms {
    fn new(typed: &str, article: &Article) -> Self {
        let mut analyser = Analyser::new(article.metadata.language.as_deref().unwrap_or("en"));
        let asked = words(crate::text::shorten(typed, 2_000));
        let stems = analyser.stems(&asked);
        // Rare in the article means telling.
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let text = words(article.text());
        for stem in analyser.stems(&text).into_iter().flatten() {
            *counts.entry(stem).or_default() += 1;
        }
        let mut wanted = Vec::new();
        for (word, stem) in asked.iter().zip(stems) {
            let Some(stem) = stem else { continue };
            let seen = counts.get(&stem).copied().unwrap_or(0);
            // A word the article does not have is no more telling than one it
            // has once: it may be the asker's own.
            let weight = 1.0 / (1.0 + (1.0 + seen.max(1) as f32).ln());
            if !wanted.iter().any(|(known, _, _)| *known == stem) {
                wanted.push((stem, word.exact.clone(), weight));
            }
        }
        Self { analyser, wanted }
    }

    /// The weighted share of the asker's words that `text` has, 0..=1.
    fn share(&mut self, text: &str) -> f32 {
        let there = words(text);
        let stems = self.analyser.stems(&there);
        let all: f32 = self.wanted.iter().map(|(_, _, weight)| weight).sum();
        if all == 0.0 {
            return 0.0;
        }
        let has = |stem: &String, exact: &String| {
            stems.iter().flatten().any(|known| known == stem)
                || tolerance(exact) > 0
                    && there.iter().any(|word| {
                        word.capital && strsim::osa_distance(&word.exact, exact) <= tolerance(exact)
                    })
        };
        let met: f32 = self
            .wanted
            .iter()
            .filter(|(stem, exact, _)| has(stem, exact))
            .map(|(_, _, weight)| weight)
            .sum();
        met / all
    }
}

#[cfg(test)]
#[path = "retrieve_tests.rs"]
mod tests;
