//! Which sentences make the summary? Chosen jointly: central, early, new
//! against what is chosen, spread over the sections, readable alone.

use super::{
    Budget, Line, Request,
    centrality::{self, Terms},
    opening::{self, Opening},
};
use crate::{
    article::Article,
    index::{analysis::tolerance, matched},
    quotes::{Attributions, SpeakerKind},
    text::{Span, fold},
};

/// Weight of standing early against being central; news put most first.
const EARLY: f32 = 1.4;

/// Weight of being central.
const CENTRAL: f32 = 0.7;

/// What a sentence loses for what is already said: its likeness to the most
/// like one chosen.
const REDUNDANT: f32 = 0.9;

/// What a second sentence of one section loses.
const SAME_SECTION: f32 = 0.08;

/// What the first words of a main speaker gain.
const VOICE: f32 = 0.12;

/// Words of a sentence that says something and can be read at a glance.
const GOOD_LENGTH: std::ops::RangeInclusive<usize> = 8..=45;

/// Indexes of the chosen sentences, in order of the article.
pub(super) fn choose(
    article: &Article,
    attributions: &Attributions,
    request: &Request<'_>,
    budget: &Budget,
) -> Vec<usize> {
    let vectors = centrality::vectors(article);
    let central = centrality::centrality(&vectors);
    let main = main_speakers(attributions);
    let mut open: Vec<(usize, f32)> = (0..vectors.len())
        .filter(|index| allowed(article, attributions, request, *index))
        .map(|index| (index, worth(article, attributions, &central, &main, index)))
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    let mut chosen: Vec<usize> = Vec::new();
    let mut words = 0;
    while chosen.len() < budget.sentences && !open.is_empty() {
        let best = open
            .iter()
            .enumerate()
            .map(|(place, (index, worth))| {
                (place, worth - lost(article, &vectors, &chosen, *index))
            })
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        let Some((place, _)) = best else { break };
        let (index, _) = open.remove(place);
        let length = count(article, index);
        if words + length > budget.words {
            continue;
        }
        words += length;
        chosen.push(index);
    }
    chosen.sort_unstable();
    chosen
}

/// The chosen sentences as lines: connectives left off, pronouns named.
pub(super) fn readable(
    article: &Article,
    attributions: &Attributions,
    chosen: &[usize],
) -> Vec<Line> {
    chosen
        .iter()
        .enumerate()
        .map(|(place, sentence)| {
            let mut line = super::whole(article, *sentence);
            let follows = place > 0 && chosen[place - 1] + 1 == *sentence;
            match opening::opening(article, line.span) {
                Opening::Connective(rest) if !follows => line.span = rest,
                Opening::Pronoun(span, possessive) if !follows => {
                    line.replace = opening::antecedent(article, attributions, *sentence, span)
                        .map(|name| (span, if possessive { name + "’s" } else { name }));
                }
                _ => {}
            }
            line
        })
        .collect()
}

/// Whether a sentence may stand in a summary of what was asked for.
fn allowed(
    article: &Article,
    attributions: &Attributions,
    request: &Request<'_>,
    index: usize,
) -> bool {
    let Some(sentence) = article.sentences.get(index) else {
        return false;
    };
    let text = article.words(sentence.span);
    if let Some(section) = request.section
        && article
            .passages
            .get(sentence.passage)
            .map(|passage| passage.section)
            != Some(section)
    {
        return false;
    }
    if let Some(about) = request.about
        && !is_about(article, attributions, about, sentence.span)
    {
        return false;
    }
    let ends = text.ends_with(['.', '!', '”', '"', '’', ')', '»', '。', '」']);
    let speaks = attributions.attributions.iter().any(|attribution| {
        attribution
            .content
            .iter()
            .any(|content| content.overlaps(sentence.span))
    });
    // Inside a quotation whose speaker stands elsewhere.
    let orphaned = quotation_without_source(attributions, sentence.span)
        || (text.starts_with(['“', '"', '‘', '«', '„']) && !speaks);
    let words = text.split_whitespace().count();
    if !ends || orphaned || words < 4 {
        return false;
    }
    match opening::opening(article, sentence.span) {
        Opening::Free | Opening::Connective(_) => true,
        Opening::Pronoun(span, _) => {
            opening::antecedent(article, attributions, index, span).is_some()
        }
        Opening::Pointing => false,
    }
}

/// Whether a sentence is somebody's words with nobody named in it.
fn quotation_without_source(attributions: &Attributions, sentence: Span) -> bool {
    attributions.attributions.iter().any(|attribution| {
        let speaks = attribution.quoted.iter().any(|quoted| {
            quoted.overlaps(sentence) && quoted.len().min(sentence.len()) * 2 > sentence.len()
        });
        speaks
            && attribution
                .source
                .is_none_or(|source| !sentence.contains(source))
    })
}

fn is_about(article: &Article, attributions: &Attributions, about: &str, sentence: Span) -> bool {
    let language = article.metadata.language.as_deref();
    let asked = about.split_whitespace().count();
    let hits = matched(about, article.words(sentence), language).len();
    let wanted = fold(about);
    let says = attributions.attributions.iter().any(|attribution| {
        let near = attribution
            .content
            .iter()
            .any(|content| content.overlaps(sentence));
        near && attributions.speaker_of(attribution).is_some_and(|speaker| {
            let name = fold(&speaker.name);
            name == wanted
                || name.split_whitespace().last().is_some_and(|last| {
                    last == wanted
                        || tolerance(last) > 0
                            && strsim::osa_distance(last, &wanted) <= tolerance(last)
                })
        })
    });
    says || hits > 0 && hits * 2 >= asked.min(4)
}

/// What a sentence is worth by itself.
fn worth(
    article: &Article,
    attributions: &Attributions,
    central: &[f32],
    main: &[usize],
    index: usize,
) -> f32 {
    let place = index as f32;
    let early = 1.0 / (1.0 + place / 3.0);
    let words = count(article, index);
    let length = if GOOD_LENGTH.contains(&words) {
        0.0
    } else {
        -0.25
    };
    let sentence = article
        .sentences
        .get(index)
        .map_or(Span::default(), |sentence| sentence.span);
    let voice = attributions.attributions.iter().any(|attribution| {
        attribution
            .speaker
            .is_some_and(|speaker| main.contains(&speaker))
            && attribution
                .source
                .is_some_and(|source| sentence.contains(source))
    });
    let question = if article.words(sentence).ends_with('?') {
        -0.5
    } else {
        0.0
    };
    let changed = match opening::opening(article, sentence) {
        Opening::Free => 0.0,
        _ => -0.1,
    };
    EARLY * early
        + CENTRAL * central.get(index).copied().unwrap_or(0.0)
        + length
        + question
        + changed
        + if voice { VOICE } else { 0.0 }
}

/// What a sentence loses against those already chosen.
fn lost(article: &Article, vectors: &[Terms], chosen: &[usize], index: usize) -> f32 {
    let section = |index: usize| {
        let passage = article.sentences.get(index)?.passage;
        Some(article.passages.get(passage)?.section)
    };
    let like = chosen
        .iter()
        .map(|other| vectors[index].likeness(&vectors[*other]))
        .fold(0.0, f32::max);
    let same = chosen
        .iter()
        .filter(|other| section(**other) == section(index))
        .count();
    REDUNDANT * like
        + if article.sections.len() > 1 {
            SAME_SECTION * same as f32
        } else {
            0.0
        }
}

/// The three named speakers with most to say.
fn main_speakers(attributions: &Attributions) -> Vec<usize> {
    let mut counts: Vec<(usize, usize)> = (0..attributions.speakers.len())
        .filter(|index| attributions.speakers[*index].kind != SpeakerKind::Anonymous)
        .map(|index| {
            let said = attributions
                .attributions
                .iter()
                .filter(|attribution| attribution.speaker == Some(index));
            (said.count(), index)
        })
        .collect();
    counts.sort_by_key(|(said, index)| (std::cmp::Reverse(*said), *index));
    counts.into_iter().take(3).map(|(_, index)| index).collect()
}

fn count(article: &Article, index: usize) -> usize {
    article.sentences.get(index).map_or(0, |sentence| {
        article.words(sentence.span).split_whitespace().count()
    })
}
