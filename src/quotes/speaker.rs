//! Who is behind a source: gathers the names, titles and roles of an article
//! under speakers and resolves surnames, titles and pronouns to them. Leaves
//! unclear what the article leaves unclear.

use std::collections::HashMap;

use super::{
    Attribution, Speaker, SpeakerKind,
    cast::Cast,
    lexicon::{self, Class},
    token::Tokens,
};
use crate::text::{Span, fold};

/// Who spoke before a quotation that has no source of its own.
struct Previous {
    speaker: Option<usize>,
    source: Span,
    /// The passage the words ended in.
    passage: u32,
    /// Whether they were quoted.
    spoken: bool,
    /// Whether they end their passage.
    last: bool,
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
    for attribution in attributions.iter_mut() {
        let first = attribution.content.first().map_or(0, |span| span.start);
        let passage = tokens.passage_at(first);
        let whole = tokens.only_quotation(first);
        if attribution.source.is_some_and(|s| names_nobody(tokens, s)) {
            attribution.source = None;
        }
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
                        && (before.spoken || before.last || tokens.ends_in_colon(before.passage))))
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
            let same = key.clone().map_err(|words| nominal(&words));
            let number = *numbers.entry(same).or_insert(next);
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
                last: attribution
                    .content
                    .last()
                    .is_some_and(|span| tokens.ends_passage(span.start)),
            });
        }
    }
    said_of_oneself(text, attributions);
    for attribution in attributions.iter() {
        if let Some(speaker) = attribution.speaker.and_then(|own| speakers.get_mut(own)) {
            speaker.speaks |= states(text, tokens, attribution, speaker.kind);
        }
    }
    speakers
}

/// Whether an attribution is a statement, and not an attitude or a noun for
/// what somebody said: words are quoted, or a verb of speech reports them. Of a
/// person attitudes and nouns count as well.
fn states(text: &str, tokens: &Tokens, attribution: &Attribution, kind: SpeakerKind) -> bool {
    let person = kind == SpeakerKind::Person;
    if !attribution.quoted.is_empty() {
        return true;
    }
    let Some(cue) = attribution.cue else {
        return false;
    };
    let first = tokens.all.partition_point(|t| t.span.start < cue.start);
    let last = tokens.all.partition_point(|t| t.span.end <= cue.end);
    let clause = attribution
        .content
        .first()
        .is_some_and(|span| span.of(text).starts_with("that "));
    tokens.all.get(first..last).is_some_and(|words| {
        words.iter().any(|t| match t.class {
            Class::Cue => person || clause || !lexicon::attitude(&t.form),
            Class::NounCue => person,
            Class::Colon => true,
            _ => false,
        })
    })
}

/// Whether the words of a source cannot name anybody, as they open no noun
/// phrase: "to the owners' delight", "as the ice melts".
fn names_nobody(tokens: &Tokens, source: Span) -> bool {
    let first = tokens.all.partition_point(|t| t.span.start < source.start);
    tokens.all.get(first).is_some_and(|t| {
        matches!(
            t.class,
            Class::To
                | Class::Preposition
                | Class::Subordinator
                | Class::Conjunction
                | Class::Be
                | Class::Have
                | Class::Do
        ) || t.class == Class::Modal && !t.capital
    })
}

/// An unnamed source as it is told from others: "The officials" are "officials".
fn nominal(words: &str) -> String {
    let folded = fold(words);
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// Quotations before a place that are looked at for the one around it.
const AROUND: usize = 20;

/// "I" within a quotation is whoever is quoted.
fn said_of_oneself(text: &str, attributions: &mut [Attribution]) {
    let mut spoken: Vec<(Span, Option<usize>)> = attributions
        .iter()
        .flat_map(|a| a.quoted.iter().map(|quoted| (*quoted, a.speaker)))
        .collect();
    spoken.sort_unstable();
    for attribution in attributions.iter_mut() {
        let Some(source) = attribution
            .source
            .filter(|s| matches!(s.of(text), "I" | "me" | "my"))
        else {
            continue;
        };
        let upto = spoken.partition_point(|(quoted, _)| quoted.start <= source.start);
        let around = spoken[..upto]
            .iter()
            .rev()
            .take(AROUND)
            .find(|(quoted, speaker)| quoted.contains(source) && speaker.is_some());
        if let Some((_, speaker)) = around {
            attribution.speaker = *speaker;
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotes::{Force, How};

    #[test]
    fn i_within_a_quotation_is_whoever_is_quoted() {
        let text = "“I said that it leaks,” said Ann Lee. I said so too.";
        let quoted = Span::new(3, 23);
        let said = |source: Span, content: Span, quoted: Vec<Span>, speaker| Attribution {
            source: Some(source),
            cue: None,
            content: vec![content],
            quoted,
            how: How::Indirect,
            force: Force::Asserted,
            speaker,
        };
        let own = text.rfind('I').unwrap_or(0);
        let mut all = [
            said(Span::new(32, 39), quoted, vec![quoted], Some(0)),
            said(Span::new(3, 4), Span::new(10, 23), Vec::new(), None),
            said(
                Span::new(own, own + 1),
                Span::new(own + 7, own + 9),
                Vec::new(),
                None,
            ),
        ];
        said_of_oneself(text, &mut all);
        assert_eq!(all[1].speaker, Some(0));
        assert_eq!(all[2].speaker, None);
    }
}
