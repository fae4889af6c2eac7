//! Where does the subject of a verb of speech begin and end, when a clause or a
//! complement stands between the two?

use super::{
    class::Class,
    lexicon::speaks,
    token::{Token, Tokens},
};
use crate::{answer::irregular, text::Span};

/// Only the subject of "With the envoy's office planning talks, the mayor …":
/// the clause before the comma is not who speaks.
pub(super) fn behind_clause(tokens: &Tokens, source: Span, cue: &Token) -> Span {
    let first = tokens.all.partition_point(|t| t.span.start < source.start);
    let last = tokens.all.partition_point(|t| t.span.end <= source.end);
    let words = tokens.all.get(first..last).unwrap_or_default();
    let at = |back: usize| first.checked_sub(back).and_then(|at| tokens.all.get(at));
    let opening = at(1).filter(|t| t.sentence == cue.sentence);
    if source.end > cue.span.start || at(2).is_some_and(|t| t.form == "according") {
        return source;
    }
    let mut commas = (0..words.len()).filter(|at| words[*at].class == Class::Comma);
    let behind = |comma: usize| {
        let start = words.get(comma + 1)?.span.start;
        Some(Span::new(start, source.end))
    };
    let cut = match opening.map(|t| t.class) {
        Some(Class::Preposition | Class::Subordinator)
            if commas
                .clone()
                .next_back()
                .is_some_and(|comma| words[..comma].iter().any(|t| t.class == Class::Gerund)) =>
        {
            commas.next_back().and_then(behind)
        }
        // "In a letter to the Herald, her lawyer, Ann Lee, said".
        Some(Class::Preposition | Class::To) => commas.next().and_then(behind),
        _ => None,
    };
    cut.unwrap_or(source)
}

/// Tokens before a cue in which the subject of its sentence is looked for.
const CLAUSE: usize = 60;

/// The subject of "Lee, speaking to reporters in Oslo, said" and of "Lee, the
/// owner of the Star, said", of which only the last words were marked. The
/// clause must end in a comma just before the verb.
pub(super) fn around_clause(tokens: &Tokens, source: Span, cue: usize) -> Span {
    around(tokens, source, cue).unwrap_or(source)
}

fn around(tokens: &Tokens, source: Span, cue: usize) -> Option<Span> {
    let all = &tokens.all;
    let head = all.get(cue)?;
    let first = all.partition_point(|t| t.span.start < source.start);
    let last = all.partition_point(|t| t.span.end <= source.end);
    let closed = all.get(last)?.class == Class::Comma && last < cue;
    let only_verb = all.get(last + 1..cue)?.iter().all(auxiliary);
    if !closed || !only_verb {
        return None;
    }
    let before = all.get(first.checked_sub(1)?)?;
    let opens = all.get(first)?;
    // "of", "of the" or "of the race" before it.
    let leads = all.get(..first)?.iter().rev();
    let noun = leads
        .take_while(|t| {
            matches!(
                t.class,
                Class::Lower | Class::Determiner | Class::Possessive
            )
        })
        .take(3)
        .count();
    let of = first.checked_sub(noun + 1).and_then(|at| all.get(at))?;
    let amid = matches!(of.class, Class::Preposition | Class::To)
        || matches!(
            opens.class,
            Class::Relative | Class::To | Class::Subordinator
        )
        || before.class == Class::Comma
            && matches!(
                opens.class,
                Class::Determiner | Class::Role | Class::Possessive
            );
    if !amid {
        return None;
    }
    let start = cue.saturating_sub(CLAUSE);
    let mut at = all
        .get(start..first)?
        .iter()
        .position(|t| t.sentence == head.sentence)?
        + start;
    while at < first {
        if !all[at].class.is_name() {
            at += 1;
            continue;
        }
        let length = all[at..first]
            .iter()
            .take_while(|t| t.class.is_name())
            .count();
        let (from, end) = (at, at + length);
        at = end;
        let subject = from
            .checked_sub(1)
            .and_then(|b| all.get(b))
            .is_none_or(|t| {
                t.sentence != head.sentence
                    || t.form == "."
                    || matches!(
                        t.class,
                        Class::Subordinator
                            | Class::That
                            | Class::Conjunction
                            | Class::Title
                            | Class::Role
                            | Class::Close
                    )
            });
        let clause = all.get(end).is_some_and(|t| t.class == Class::Comma)
            && all.get(end + 1).is_some_and(|t| {
                matches!(
                    t.class,
                    Class::Relative | Class::Gerund | Class::Past | Class::Adverb
                ) || end + 1 == first
            });
        if subject && clause && all[from..cue].iter().all(|t| t.quotation.is_none()) {
            return Some(Span::new(all[from].span.start, all[end - 1].span.end));
        }
    }
    None
}

/// The whole subject of "An analyst of the Star said" where only the name in
/// its complement was marked.
pub(super) fn whole_phrase(tokens: &Tokens, source: Span, cue: usize) -> Span {
    phrase(tokens, source, cue).unwrap_or(source)
}

fn phrase(tokens: &Tokens, source: Span, cue: usize) -> Option<Span> {
    let all = &tokens.all;
    let head = all.get(cue)?;
    let first = all.partition_point(|t| t.span.start < source.start);
    let last = all.partition_point(|t| t.span.end <= source.end);
    let joined = last <= cue && all.get(last..cue)?.iter().all(auxiliary);
    let back = usize::from(all.get(first.checked_sub(1)?)?.class == Class::Determiner);
    let within = all
        .get(first.checked_sub(1 + back)?)
        .is_some_and(|t| matches!(t.class, Class::Preposition | Class::To));
    if !joined || !within {
        return None;
    }
    let start = first
        - all[..first]
            .iter()
            .rev()
            .take(CLAUSE)
            .take_while(|t| t.sentence == head.sentence)
            .count();
    let opens = all.get(start)?;
    // "An analyst quoted by the Star": a participle, as the verb comes later.
    let plain = (start..first).all(|at| {
        let t = &all[at];
        (!t.class.is_mark() || t.class == Class::OtherMark)
            && t.quotation.is_none()
            && (t.class != Class::Cue || t.form.ends_with("ed") || tokens.noun(at))
            && !matches!(
                t.class,
                Class::Be
                    | Class::Have
                    | Class::Do
                    | Class::Modal
                    | Class::That
                    | Class::Relative
                    | Class::Conjunction
                    | Class::Subordinator
            )
    });
    let noun = opens.class.is_name()
        || matches!(
            opens.class,
            Class::Determiner | Class::Role | Class::Group | Class::Number | Class::Possessive
        );
    (plain && noun && opens.sentence == head.sentence)
        .then(|| Span::new(opens.span.start, source.end))
}

/// The noun behind an owner that was marked alone: "Lee's family has called".
pub(super) fn with_owned(tokens: &Tokens, source: Span, cue: usize) -> Span {
    let all = &tokens.all;
    let mut next = all.partition_point(|t| t.span.start < source.end);
    let own = |at: usize| all.get(at).is_some_and(|t| t.class == Class::Genitive);
    if own(next) {
        next += 1;
    } else if !next.checked_sub(1).is_some_and(own) {
        return source;
    }
    let noun = all
        .get(next..cue)
        .unwrap_or_default()
        .iter()
        .take_while(|t| matches!(t.class, Class::Lower | Class::Group | Class::Role))
        .count();
    let verb = next + noun <= cue
        && all
            .get(next + noun)
            .is_some_and(|t| t.class.is_verb() || auxiliary(t));
    match (next + noun).checked_sub(1).and_then(|last| all.get(last)) {
        Some(last) if noun > 0 && verb => Span::new(source.start, last.span.end),
        _ => source,
    }
}

/// The subject that opens the sentence of "A neighbour, who asked for silence,
/// recalled", where none was marked.
pub(super) fn before_clause(tokens: &Tokens, cue: usize) -> Option<Span> {
    let all = &tokens.all;
    let head = all.get(cue).filter(|t| t.class == Class::Cue)?;
    let between = all
        .get(..cue)?
        .iter()
        .rev()
        .take_while(|t| auxiliary(t))
        .count();
    let comma = all.get(cue.checked_sub(between + 1)?)?;
    if comma.class != Class::Comma || head.quotation.is_some() {
        return None;
    }
    let own = all.get(..cue)?.iter().rev().take(CLAUSE);
    let start = cue - own.take_while(|t| t.sentence == head.sentence).count();
    let words = all.get(start..cue)?;
    let first_comma = words.iter().position(|t| t.class == Class::Comma)?;
    let (subject, clause) = words.split_at(first_comma);
    let told = clause.get(1).is_some_and(|t| {
        t.form.starts_with("who") || matches!(t.class, Class::Gerund | Class::Past)
    });
    let noun = subject.first().is_some_and(|t| {
        t.class.is_name()
            || matches!(
                t.class,
                Class::Determiner | Class::Role | Class::Group | Class::Number | Class::Possessive
            )
    });
    let plain = words.iter().all(|t| t.quotation.is_none())
        && subject
            .iter()
            .all(|t| !t.class.is_verb() && !t.class.is_mark());
    (told && noun && plain)
        .then(|| {
            Some(Span::new(
                subject.first()?.span.start,
                subject.last()?.span.end,
            ))
        })
        .flatten()
}

/// Only the subject of "Lee opened a door of the bank:" where the whole sentence
/// before a colon was marked.
pub(super) fn before_verb(tokens: &Tokens, source: Span, cue: &Token) -> Span {
    let first = tokens.all.partition_point(|t| t.span.start < source.start);
    let last = tokens.all.partition_point(|t| t.span.end <= source.end);
    let words = tokens.all.get(first..last).unwrap_or_default();
    if cue.class != Class::Colon || source.end > cue.span.start {
        return source;
    }
    let verb = words.iter().position(|t| {
        matches!(
            t.class,
            Class::Past | Class::Be | Class::Have | Class::Modal
        ) || t.class == Class::Lower && irregular(&t.form)
    });
    match verb.and_then(|at| words.get(at.checked_sub(1)?)) {
        Some(last)
            if last.class.is_name() || last.class == Class::Subject || speaks(&last.form) =>
        {
            Span::new(source.start, last.span.end)
        }
        _ => source,
    }
}

/// Whether the words before a participle belong to the clause before it: "Lee
/// called for releasing the films, saying" is not said by films.
pub(super) fn object_of_participle(tokens: &Tokens, source: Span, cue: &Token) -> bool {
    let first = tokens.all.partition_point(|t| t.span.start < source.start);
    let before = first.checked_sub(1).and_then(|at| tokens.all.get(at));
    cue.form.ends_with("ing")
        && source.end <= cue.span.start
        && before.is_some_and(|t| {
            t.sentence == cue.sentence && matches!(t.class, Class::Gerund | Class::Preposition)
        })
}

/// Whether it may stand between a subject and its verb.
fn auxiliary(token: &Token) -> bool {
    matches!(
        token.class,
        Class::Have | Class::Be | Class::Adverb | Class::Date | Class::Modal
    )
}
