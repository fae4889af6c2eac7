//! Who is behind a source: gathers the names, titles and roles of an article
//! under speakers and resolves surnames, titles and pronouns to them. Leaves
//! unclear what the article leaves unclear.

use std::collections::HashMap;

use super::{Attribution, Speaker, cast::Cast, lexicon::Class, token::Tokens};
use crate::text::Span;

/// Who spoke before a quotation that has no source of its own.
struct Previous {
    speaker: Option<usize>,
    source: Span,
    /// The passage the words ended in.
    passage: u32,
    /// Whether they were quoted.
    spoken: bool,
}

/// Sets the speaker of every attribution and returns the speakers in order of
/// first appearance as one.
pub(super) fn resolve(
    text: &str,
    tokens: &Tokens,
    attributions: &mut [Attribution],
    cast: &mut Cast,
) -> Vec<Speaker> {
    let mut speakers = Vec::new();
    let mut numbers: HashMap<Result<usize, String>, usize> = HashMap::new();
    for attribution in attributions.iter() {
        if let Some(source) = attribution.source {
            cast.hear(tokens, source);
        }
    }
    let mut previous: Option<Previous> = None;
    for attribution in attributions {
        let first = attribution.content.first().map_or(0, |span| span.start);
        let passage = tokens.passage_at(first);
        let whole = tokens.only_quotation(first);
        if attribution.source.is_none() {
            let signed = if attribution.cue.is_none() {
                signature(tokens, attribution)
            } else {
                None
            };
            attribution.source = signed.or_else(|| cast.subject(tokens, attribution));
        }
        let Some(source) = attribution.source else {
            // A quotation in the paragraph of another goes on with it; one
            // that fills the next paragraph does so too.
            if !attribution.quoted.is_empty()
                && let Some(before) = &mut previous
                && (before.passage == passage
                    || (whole
                        && before.passage + 1 == passage
                        && (before.spoken || tokens.ends_in_colon(before.passage))))
            {
                attribution.speaker = before.speaker;
                attribution.source = Some(before.source);
                before.passage = passage;
                before.spoken = true;
            }
            continue;
        };
        // "This marked …", "such language shows …": nobody's mouth.
        let points = source
            .of(text)
            .split_whitespace()
            .next()
            .is_some_and(|word| {
                let word = word.to_lowercase();
                matches!(word.as_str(), "this" | "these" | "that" | "those" | "such")
            });
        if let Some(key) = cast
            .who(text, tokens, source, attribution)
            .filter(|_| !points)
        {
            let next = speakers.len();
            let number = *numbers.entry(key.clone()).or_insert(next);
            if number == next {
                speakers.push(cast.speaker(&key));
            }
            attribution.speaker = Some(number);
            if let Ok(entity) = key {
                cast.last = Some((entity, tokens.passage_at(source.start)));
            }
        }
        let inside = attribution.cue.is_some_and(|cue| tokens.quoted(cue.start));
        if !inside {
            let passage = attribution
                .content
                .last()
                .map_or(passage, |s| tokens.passage_at(s.start));
            previous = Some(Previous {
                speaker: attribution.speaker,
                source,
                passage: passage.max(tokens.passage_at(source.start)),
                spoken: !attribution.quoted.is_empty(),
            });
        }
    }
    speakers
}

/// The name a quotation is signed with: behind a dash, or opening the next
/// words after it.
fn signature(tokens: &Tokens, attribution: &Attribution) -> Option<Span> {
    let end = attribution.content.last()?.end;
    let mut at = tokens.all.partition_point(|t| t.span.start < end);
    while tokens
        .all
        .get(at)
        .is_some_and(|t| matches!(t.class, Class::Close | Class::Stop | Class::OtherMark))
    {
        at += 1;
    }
    let dash = tokens.all.get(at).filter(|t| t.class == Class::Dash)?;
    let start = at + 1;
    let words = tokens.all.get(start..(start + 8).min(tokens.all.len()))?;
    let count = words
        .iter()
        .take_while(|t| {
            (t.class.is_name()
                || t.class == Class::Title
                || t.class == Class::Role
                || t.form == ".")
                && t.passage <= dash.passage
        })
        .count();
    let (first, last) = (words.first()?, words.get(count.checked_sub(1)?)?);
    Some(Span::new(first.span.start, last.span.end))
}
