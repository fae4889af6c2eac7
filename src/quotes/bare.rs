//! Words that nobody's verb introduces: quotations without a cue and the turns
//! of an interview.

use std::collections::HashSet;

use super::{
    Attribution,
    extract::finish,
    lexicon::Class,
    marks::Quotation,
    token::{Token, Tokens},
};
use crate::text::Span;

/// Words a quotation needs to count as speech without a cue.
const SPEECH: usize = 3;

/// Turns of an interview, "Name: words", where at least two passages open so.
pub(super) fn transcript(text: &str, tokens: &Tokens, found: &mut Vec<Attribution>) {
    let mut turns = Vec::new();
    for &(start, end) in &tokens.passages {
        let all = tokens.all.get(start..end).unwrap_or_default();
        let skip = usize::from(all.first().is_some_and(|t| t.class == Class::Open));
        let names = all
            .iter()
            .skip(skip)
            .take_while(|t| {
                t.class.is_name() || matches!(t.class, Class::Title | Class::Role) || t.form == "."
            })
            .count();
        let colon = skip + names;
        if !(1..=5).contains(&names) || all.get(colon).is_none_or(|t| t.class != Class::Colon) {
            continue;
        }
        let (Some(first), Some(last), Some(mark)) =
            (all.get(skip), all.get(colon - 1), all.get(colon))
        else {
            continue;
        };
        let end = all.last().map_or(0, |t| t.span.end);
        let words = Span::new(mark.span.end, end).of(text);
        let left = words.trim_start_matches(|c: char| !c.is_alphanumeric());
        let inner = left.trim_end_matches(['"', '”', ' ', '’', '\'']);
        if inner.split_whitespace().take(SPEECH).count() < SPEECH {
            continue;
        }
        let from = mark.span.end + (words.len() - left.len());
        turns.push((
            Span::new(first.span.start, last.span.end),
            mark.span,
            Span::new(from, from + inner.len()),
        ));
    }
    if turns.len() < 2 {
        return;
    }
    let starts: Vec<(usize, usize)> = turns
        .iter()
        .map(|(source, _, content)| (source.start, content.end))
        .collect();
    // What a turn holds is the turn's; reports within it stay.
    found.retain(|a| {
        let first = a.content.first().map_or(0, |s| s.start);
        let turn = starts
            .partition_point(|(start, _)| *start <= first)
            .checked_sub(1)
            .and_then(|i| starts.get(i));
        !(a.cue.is_none() || a.source.is_none()) || turn.is_none_or(|(_, end)| first >= *end)
    });
    let mut taken = HashSet::new();
    let mut added = Vec::new();
    for (source, colon, content) in turns {
        let mut parts = vec![content];
        let next = tokens
            .quotations
            .partition_point(|q| q.whole.start < content.end);
        let more = tokens.quotations.iter().skip(next);
        for more in more.take_while(|q| q.continued).take(20) {
            if starts
                .binary_search_by_key(&more.inside.start, |(start, _)| *start)
                .is_ok()
            {
                break;
            }
            parts.push(more.inside);
        }
        taken.extend(parts.iter().copied());
        let mut turn = finish(text, tokens, Some(source), None, parts);
        turn.cue = Some(colon);
        added.push(turn);
    }
    found.retain(|a| !a.content.iter().all(|span| taken.contains(span)));
    found.extend(added);
}

/// Quotations that no cue claims: they follow the speaker of the quotation
/// before them in the same paragraph, or stand without source.
pub(super) fn quotations_without_cue(text: &str, tokens: &Tokens, found: &mut Vec<Attribution>) {
    let mut claimed: Vec<(Span, usize)> = found
        .iter()
        .enumerate()
        .flat_map(|(index, a)| a.content.iter().map(move |span| (*span, index)))
        .collect();
    claimed.sort_unstable();
    // The furthest end among all earlier spans makes one look enough.
    let mut reach = 0;
    let reaches: Vec<usize> = claimed
        .iter()
        .map(|(span, _)| {
            reach = reach.max(span.end);
            reach
        })
        .collect();
    let mut added = Vec::new();
    for quotation in &tokens.quotations {
        let inside = quotation.inside;
        let told = told_behind(text, tokens, quotation);
        if told.is_none()
            && (inside.of(text).split_whitespace().take(SPEECH).count() < SPEECH
                || title_like(inside.of(text))
                || !(quotation.continued || utterance(inside.of(text))))
        {
            continue;
        }
        let upto = claimed.partition_point(|(span, _)| span.start < inside.end);
        let covered = upto
            .checked_sub(1)
            .and_then(|last| reaches.get(last))
            .is_some_and(|reach| *reach > inside.start);
        if !covered {
            let (source, cue) = told.unzip();
            added.push(finish(text, tokens, source, cue, vec![inside]));
        }
    }
    found.extend(added);
}

/// Words between a quotation and the verb behind it ("the team from Oslo
/// writes") that are looked at.
const SUBJECT: usize = 6;

/// Source and cue directly behind a quotation that ends in a comma or in the
/// mark of a question or an exclamation: "…,” Holt started", "…!” the team
/// writes", "…,” agreed Holt". A name may go with any verb in the past, other
/// words only with a verb of speech.
fn told_behind(
    text: &str,
    tokens: &Tokens,
    quotation: &Quotation,
) -> Option<(Span, (Span, usize))> {
    if !quotation.inside.of(text).ends_with([',', '?', '!']) {
        return None;
    }
    let from = tokens
        .all
        .partition_point(|t| t.span.start < quotation.whole.end);
    let passage = tokens.all.get(from.checked_sub(1)?)?.passage;
    let words = tokens.all.get(from..)?;
    let cue = |at: usize| Some((words.get(at)?.span, from + at));
    let subject = |start: usize| {
        let fits = |t: &&Token| {
            t.passage == passage
                && (t.class.is_name()
                    || matches!(
                        t.class,
                        Class::Determiner
                            | Class::Possessive
                            | Class::Title
                            | Class::Role
                            | Class::Group
                            | Class::Genitive
                            | Class::Lower
                    )
                    || matches!(t.form.as_str(), "he" | "she" | "they"))
        };
        let words = words.get(start..)?;
        let length = words.iter().take(SUBJECT).take_while(fits).count();
        let (first, last) = (words.first()?, words.get(length.checked_sub(1)?)?);
        let opens = first.class.is_name()
            || matches!(
                first.class,
                Class::Determiner | Class::Title | Class::Role | Class::Group | Class::Subject
            );
        opens.then_some((Span::new(first.span.start, last.span.end), length, last))
    };
    if words.first()?.class == Class::Cue && words.first()?.passage == passage {
        return Some((subject(1)?.0, cue(0)?));
    }
    let (source, length, last) = subject(0)?;
    let verb = words.get(length).filter(|t| t.passage == passage)?;
    let speaks = verb.class == Class::Cue || verb.class == Class::Past && last.class.is_name();
    speaks.then_some((source, cue(length)?))
}

/// Whether the words look like a sentence rather than a phrase in passing.
pub(super) fn utterance(words: &str) -> bool {
    words
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| c.is_uppercase() || !c.is_lowercase())
        && (words.ends_with(['.', ',', '?', '!', '…', '。'])
            || words.split_whitespace().nth(7).is_some())
}

/// Whether every word of weight is capitalised, as in the title of a work.
pub(super) fn title_like(words: &str) -> bool {
    words
        .split_whitespace()
        .take(30)
        .all(|word| word.chars().count() <= 3 || !word.starts_with(char::is_lowercase))
}
