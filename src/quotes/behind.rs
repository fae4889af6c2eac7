//! Statements that a verb of speech at the end of their sentence reports:
//! "The bridge is safe, engineers insist." and "…, suggests a study of May.",
//! where the taggers saw no cue or looked on the wrong side of it.

use super::{
    Attribution,
    class::Class,
    extract::finish,
    token::{Token, Tokens},
};
use crate::text::Span;

/// Words of a subject that are looked at.
const SUBJECT: usize = 8;

/// Words behind the verb, such as "on Monday" and "this week".
const REST: usize = 5;

/// Words that make a statement.
const STATEMENT: usize = 3;

/// Adds what no attribution in `found` has.
pub(super) fn statements_before(text: &str, tokens: &Tokens, found: &mut Vec<Attribution>) {
    for sentence in tokens.all.chunk_by(|a, b| a.sentence == b.sentence) {
        let Some((clause, source, cue)) = parts(sentence) else {
            continue;
        };
        let overlaps = |a: &Attribution| {
            a.content
                .iter()
                .any(|span| span.start < clause.end && clause.start < span.end)
        };
        if found.iter().any(overlaps) {
            continue;
        }
        // The other side of the cue is its source and no content.
        found.retain(|a| a.cue.is_none_or(|own| !own.contains(cue)));
        let at = tokens.all.partition_point(|t| t.span.start < cue.start);
        found.push(finish(
            text,
            tokens,
            Some(source),
            Some((cue, at)),
            vec![clause],
        ));
    }
}

/// What is said, by whom, and the verb, of a sentence of that form without
/// quotations.
fn parts(sentence: &[Token]) -> Option<(Span, Span, Span)> {
    let (stop, words) = sentence.split_last()?;
    if stop.form != "." || words.iter().any(|t| t.quotation.is_some()) {
        return None;
    }
    let comma = words.iter().rposition(|t| t.class == Class::Comma)?;
    let (clause, tail) = (words.get(..comma)?, words.get(comma + 1..)?);
    let opens = clause.first()?;
    let states = clause.len() >= STATEMENT
        && clause.iter().any(|t| t.class.is_verb())
        && !matches!(
            opens.class,
            Class::Subordinator
                | Class::Preposition
                | Class::To
                | Class::Conjunction
                | Class::Gerund
                | Class::Past
                | Class::Cue
        );
    let span = |words: &[Token]| Some(Span::new(words.first()?.span.start, words.last()?.span.end));
    let (source, cue) = match tail.split_first()? {
        (cue, source) if third_person(cue) && subject(source) => (source, cue),
        _ => {
            let at = tail.iter().rposition(|t| t.class == Class::Cue)?;
            let (source, rest) = tail.split_at(at);
            let (cue, rest) = rest.split_first()?;
            let plural = source.last().is_some_and(|t| t.form.ends_with('s'));
            let agrees = third_person(cue) || plural && !cue.form.ends_with("ing");
            if !(agrees && subject(source) && when(rest)) {
                return None;
            }
            (source, cue)
        }
    };
    states.then_some((span(clause)?, span(source)?, cue.span))
}

/// Whether a verb of speech is of the third person or of the past.
fn third_person(verb: &Token) -> bool {
    let form = verb.form.as_str();
    verb.class == Class::Cue
        && (form.ends_with('s')
            || form.ends_with("ed")
            || matches!(
                form,
                "said" | "told" | "wrote" | "thought" | "knew" | "found"
            ))
}

/// Whether the words are one noun phrase, participles included.
fn subject(words: &[Token]) -> bool {
    let noun = |t: &Token| {
        t.class.is_name()
            || matches!(
                t.class,
                Class::Role
                    | Class::Group
                    | Class::Title
                    | Class::Lower
                    | Class::Number
                    | Class::Date
            )
    };
    let opens = words
        .first()
        .is_some_and(|t| noun(t) || matches!(t.class, Class::Determiner | Class::Possessive));
    let plain = words.iter().all(|t| {
        !t.class.is_mark()
            && !matches!(
                t.class,
                Class::Modal
                    | Class::Be
                    | Class::Have
                    | Class::Do
                    | Class::Cue
                    | Class::That
                    | Class::Relative
                    | Class::Conjunction
                    | Class::Subject
                    | Class::To
            )
    });
    opens && plain && words.len() <= SUBJECT && words.last().is_some_and(noun)
}

/// Whether the words behind a verb only tell when or where.
fn when(words: &[Token]) -> bool {
    words.len() <= REST
        && words
            .iter()
            .all(|t| !t.class.is_verb() && !t.class.is_mark() && t.class != Class::That)
}
