//! Which words near a cue are its source? Puts right what the tagger marked and
//! finds what it missed.

use super::{
    lexicon::{self, Class},
    token::{Token, Tokens},
};
use crate::text::Span;

/// Only the pronoun of "… with NATO he", which is what the verb belongs to.
pub(super) fn pronoun(tokens: &Tokens, source: Span) -> Span {
    let end = tokens.all.partition_point(|t| t.span.end <= source.end);
    end.checked_sub(1)
        .and_then(|last| tokens.all.get(last))
        .filter(|t| matches!(t.form.as_str(), "he" | "she") && t.span.start > source.start)
        .map_or(source, |t| t.span)
}

/// Whether the words only point back or on and name nobody.
pub(super) fn points(text: &str, source: Span) -> bool {
    let words = source.of(text).to_lowercase();
    matches!(words.as_str(), "that" | "this" | "these" | "those" | "such")
}

/// Whether the word only tells what the next one is: "European" of "European
/// support".
pub(super) fn adjective(tokens: &Tokens, source: Span) -> bool {
    let at = tokens.all.partition_point(|t| t.span.start < source.start);
    let one = tokens.all.get(at).filter(|t| t.span == source);
    one.is_some_and(|t| lexicon::demonym(&t.form))
        && tokens
            .all
            .get(at + 1)
            .is_some_and(|t| matches!(t.class, Class::Lower | Class::Group | Class::NounCue))
}

/// The source behind "according to" that the tagger missed: "the league" where
/// it took all of "the league, attendance rose" for content, else what stands
/// before the content.
pub(super) fn according(
    text: &str,
    tokens: &Tokens,
    at: usize,
    mut content: Vec<Span>,
) -> (Option<Span>, Vec<Span>) {
    let parted = || {
        let start = tokens.all.get(at + 2)?.span.start;
        let own = *content.first()?;
        let behind = tokens.all.get(at + 2..)?.iter().take(LONGEST_SOURCE);
        let mut commas = behind.filter(|t| t.class == Class::Comma);
        if own.start > start {
            let comma = commas.rfind(|t| t.span.end <= own.start)?;
            return Some((Span::new(start, comma.span.start), own));
        }
        let comma = commas.next()?;
        if own.end <= comma.span.start {
            // Two stretches of content, of which the first is the source.
            return (own.start == start && content.len() > 1).then_some((own, Span::new(0, 0)));
        }
        if comma.span.end >= own.end {
            return None;
        }
        let rest = Span::new(comma.span.end, own.end).trimmed(text);
        (own.start == start && !rest.is_empty())
            .then_some((Span::new(start, comma.span.start), rest))
    };
    match parted() {
        Some((source, rest)) => {
            if rest.is_empty() {
                content.remove(0);
            } else if let Some(own) = content.first_mut() {
                *own = rest;
            }
            (Some(source), content)
        }
        None => (None, content),
    }
}

/// Words of a source behind "according to".
const LONGEST_SOURCE: usize = 12;

/// A source with the name that explains it: "the surveyor, Ann Lee," of
/// "according to the surveyor, Ann Lee, the walls are sound".
pub(super) fn with_name(text: &str, tokens: &Tokens, source: Span, content: &mut [Span]) -> Span {
    let named = || {
        let after = tokens.all.partition_point(|t| t.span.end <= source.end);
        let last = tokens.all.get(after.checked_sub(1)?)?;
        let comma = tokens.all.get(after)?;
        let names = tokens.all.get(after + 1..)?;
        let count = names.iter().take_while(|t| t.class.is_name()).count();
        let end = names.get(count)?;
        let common = !last.class.is_name() && comma.class == Class::Comma;
        let closed = end.class == Class::Comma && end.sentence == comma.sentence;
        let name = names.get(count.checked_sub(1)?)?;
        (common && closed && count <= 4).then_some((name.span.end, end.span.end))
    };
    let Some((name, from)) = named() else {
        return source;
    };
    if let Some(own) = content
        .iter_mut()
        .find(|own| own.start < from && from < own.end)
    {
        *own = Span::new(from, own.end).trimmed(text);
    }
    Span::new(source.start, name)
}

/// Whether `next` explains the name that ends `last`.
pub(super) fn joins(tokens: &Tokens, last: Span, next: Span) -> bool {
    let before = tokens.all.partition_point(|t| t.span.end <= last.end);
    let after = tokens.all.partition_point(|t| t.span.start < next.start);
    before
        .checked_sub(1)
        .and_then(|at| tokens.all.get(at))
        .is_some_and(|t| t.class.is_name() || t.class == Class::Bracket)
        && tokens
            .all
            .get(after)
            .is_some_and(|t| t.class != Class::Subject)
}

/// The name or pronoun directly behind or before a verb of speech, for a cue
/// whose source the tagger missed.
pub(super) fn beside(tokens: &Tokens, at: usize) -> Option<Span> {
    let head = tokens.all.get(at)?;
    if head.class != Class::Cue || head.quotation.is_some() {
        return None;
    }
    let near = |token: Option<&Token>| {
        token
            .filter(|t| t.sentence == head.sentence && t.quotation.is_none())
            .filter(|t| matches!(t.form.as_str(), "he" | "she" | "they"))
            .map(|t| t.span)
    };
    let pronoun = near(at.checked_sub(1).and_then(|b| tokens.all.get(b)))
        .or_else(|| near(tokens.all.get(at + 1)));
    if pronoun.is_some() {
        return pronoun;
    }
    let fits = |token: &&Token| {
        token.sentence == head.sentence && token.quotation.is_none() && token.class.is_name()
    };
    let behind = tokens.all.get(at + 1..)?.iter().take_while(fits).take(5);
    let before = tokens.all.get(..at)?.iter().rev().take_while(fits).take(5);
    let behind: Vec<_> = behind.collect();
    let before: Vec<_> = before.collect();
    match (
        behind.first().zip(behind.last()),
        before.last().zip(before.first()),
    ) {
        (_, Some((first, last))) | (Some((first, last)), None) => {
            Some(Span::new(first.span.start, last.span.end))
        }
        _ => None,
    }
}
