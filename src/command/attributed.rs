//! An attribution as a block of a reply, and the sentences about speakers
//! that several commands say.

use std::{collections::HashMap, sync::Arc};

use crate::{
    article::Article,
    citation,
    library::Entry,
    quotes::{Attribution, Attributions, How, lookup::Match, stands_alone},
    reply::{Block, Line, Piece, Quotation, Role, SpokenBy},
    text::Span,
};

/// The words of an attribution with whoever said them: for a quotation its
/// words, for reported speech the sentence that reports it. A sentence that
/// reports something and then quotes a whole sentence is shown as both, one
/// after the other, so that it is plain which words are the speaker's.
pub(super) fn quotations(
    article: &Article,
    attributions: &Attributions,
    attribution: &Attribution,
) -> Vec<Quotation> {
    let shown = |span: Span, how: How| {
        let mut quotation = citation::quotation(article, span, Role::Quote);
        let speaker = citation::spoken_by(article, attributions, attribution);
        quotation.speaker = Some(SpokenBy { how, ..speaker });
        quotation
    };
    if attribution.how == How::Direct {
        let content = attribution.content.iter();
        return content.map(|span| shown(*span, How::Direct)).collect();
    }
    let Some(content) = attribution.content.first() else {
        return Vec::new();
    };
    let sentence = sentence_with_source(article, attribution, *content);
    if let Some(first) = attribution.quoted.first()
        && attribution
            .quoted
            .iter()
            .all(|quoted| stands_alone(article.words(*quoted)))
    {
        let spoken = attribution.quoted.iter();
        let spoken = spoken.map(|quoted| shown(*quoted, How::Direct));
        return reported_before(article, attribution, sentence, *first)
            .map(|before| shown(before, How::Indirect))
            .into_iter()
            .chain(spoken)
            .collect();
    }
    let mut quotation = shown(sentence, attribution.how);
    quotation.marked = attribution
        .quoted
        .iter()
        .filter(|quoted| sentence.contains(**quoted))
        .map(|quoted| Span::new(quoted.start - sentence.start, quoted.end - sentence.start))
        .collect();
    vec![quotation]
}

/// Words of reported content before a quotation that make a statement of
/// their own; fewer only lead to it ("stressed one thing: …").
const STATEMENT: usize = 4;

/// What a sentence reports before it quotes, up to the mark that the quotation
/// opens with.
fn reported_before(
    article: &Article,
    attribution: &Attribution,
    sentence: Span,
    quoted: Span,
) -> Option<Span> {
    let content = attribution.content.first()?;
    let reported = Span::new(content.start, quoted.start.max(content.start));
    let words = article.words(reported).split_whitespace().count();
    if words < STATEMENT || sentence.start >= quoted.start {
        return None;
    }
    let before = Span::new(sentence.start, quoted.start);
    let kept = article
        .words(before)
        .trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '”' | '%'));
    Some(Span::new(before.start, before.start + kept.len()))
}

/// Attributions before one that are looked at for the same words.
const NEAR: usize = 20;

/// What is shown of several attributions, in order: one sentence with two
/// statements of one speaker is shown once, and so are words that were found
/// alone and with what leads to them.
pub(super) fn without_repetition(listed: &mut Vec<(Arc<Entry>, usize)>) {
    let mut seen: HashMap<(String, Span, Option<usize>), usize> = HashMap::new();
    let mut kept: Vec<(Arc<Entry>, usize)> = Vec::new();
    for (entry, index) in listed.drain(..) {
        let attributions = entry.attributions();
        let Some(own) = attributions.attributions.get(index) else {
            continue;
        };
        let Some(content) = own.content.first() else {
            continue;
        };
        let place = match own.how {
            How::Direct => *content,
            How::Mixed | How::Indirect => sentence_with_source(&entry.article, own, *content),
        };
        let key = (entry.article.id.clone(), place, own.speaker);
        match seen.get(&key) {
            // Of the two the one with quoted words.
            Some(at) if own.how == How::Mixed => kept[*at] = (entry, index),
            Some(_) => {}
            None => {
                seen.insert(key, kept.len());
                kept.push((entry, index));
            }
        }
    }
    let mut once: Vec<(Arc<Entry>, usize)> = Vec::new();
    for (entry, index) in kept {
        let mut before = once.iter_mut().rev().take(NEAR);
        match before.find(|(other, at)| {
            other.article.id == entry.article.id && same_words(entry.attributions(), *at, index)
        }) {
            Some(shown) if !holds(entry.attributions(), shown.1, index) => *shown = (entry, index),
            Some(_) => {}
            None => once.push((entry, index)),
        }
    }
    *listed = once;
}

/// Whether an attribution tells what was said: "he rejected that" does not.
pub(super) fn tells(article: &Article, attribution: &Attribution) -> bool {
    let words = attribution.content.iter().map(|span| article.words(*span));
    attribution.how != How::Indirect || words.flat_map(str::split_whitespace).nth(1).is_some()
}

/// Whether two attributions give the same quoted words to one speaker: one of
/// them has all that the other has.
pub(super) fn same_words(attributions: &Attributions, one: usize, other: usize) -> bool {
    let all = &attributions.attributions;
    let (Some(a), Some(b)) = (all.get(one), all.get(other)) else {
        return false;
    };
    let speaker = a.speaker == b.speaker || a.speaker.is_none() || b.speaker.is_none();
    let quoted = !a.quoted.is_empty() && !b.quoted.is_empty();
    speaker && quoted && (holds(attributions, one, other) || holds(attributions, other, one))
}

/// Whether all that is attributed by `part` is so by `whole`, and to somebody
/// unless both are nobody's.
fn holds(attributions: &Attributions, whole: usize, part: usize) -> bool {
    let all = &attributions.attributions;
    let (Some(whole), Some(part)) = (all.get(whole), all.get(part)) else {
        return false;
    };
    part.content
        .iter()
        .all(|span| whole.content.iter().any(|own| own.contains(*span)))
}

pub(super) fn blocks(
    article: &Article,
    attributions: &Attributions,
    attribution: &Attribution,
) -> Vec<Block> {
    quotations(article, attributions, attribution)
        .into_iter()
        .map(Block::Quotation)
        .collect()
}

/// The whole sentences that hold content, cue and source.
fn sentence_with_source(article: &Article, attribution: &Attribution, content: Span) -> Span {
    let all = attribution
        .content
        .iter()
        .chain(&attribution.source)
        .chain(&attribution.cue)
        .fold(content, |all, span| {
            Span::new(all.start.min(span.start), all.end.max(span.end))
        });
    let whole = citation::whole_sentences(article, all);
    // A source far away was taken over from another sentence.
    let near = article.passage_at(whole.start) == article.passage_at(whole.end.saturating_sub(1));
    if near {
        whole
    } else {
        citation::whole_sentences(article, content)
    }
}

/// Said when nothing that was found is in quotation marks.
pub(super) const ONLY_REPORTED: &str = "No direct quotation, only reported:";

/// Whether an attribution has no quoted words.
pub(super) fn is_reported(entry: &Entry, attribution: usize) -> bool {
    entry
        .attributions()
        .attributions
        .get(attribution)
        .is_none_or(|found| found.how == How::Indirect)
}

/// The speakers that were found, or the sentence that says why there are none.
pub(super) fn speakers(typed: &str, found: Match) -> Result<Vec<usize>, Line> {
    match found {
        Match::Found(found) => Ok(found),
        Match::Mentioned => Err(Line::own("The article mentions ")
            .and(Piece::Asked(typed.to_owned()))
            .say(", but nothing is attributed to that name.")),
        Match::Suggest(names) => {
            let mut line = Line::own("Nobody called ")
                .and(Piece::Asked(typed.to_owned()))
                .say(" speaks in the article. Did you mean ");
            for (number, name) in names.into_iter().enumerate() {
                if number > 0 {
                    line = line.say(" or ");
                }
                line = line.and(Piece::Strong(name));
            }
            Err(line.say("?"))
        }
        Match::Unknown => Err(Line::own("Nobody called ")
            .and(Piece::Asked(typed.to_owned()))
            .say(" speaks in the article. ")
            .and(Piece::Code("speakers".into()))
            .say(" lists who does.")),
    }
}
