//! Statements that a verb of speech at the end of their sentence reports:
//! "The bridge is safe, engineers insist." and "…, suggests a study of May.",
//! where the taggers saw no cue or looked on the wrong side of it.

use std::collections::BinaryHeap;

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

/// Adds what no attribution in `found` has. An article may have a hundred
/// thousand sentences and as many attributions: each is looked at once.
pub(super) fn statements_before(text: &str, tokens: &Tokens, found: &mut Vec<Attribution>) {
    let mut known = Known::of(found);
    let mut added = Vec::new();
    for sentence in tokens.all.chunk_by(|a, b| a.sentence == b.sentence) {
        let Some((clause, source, cue)) = parts(sentence) else {
            continue;
        };
        if known.overlap(clause) {
            continue;
        }
        // The other side of the cue is its source and no content.
        let from = sentence.first().map_or(cue.start, |t| t.span.start);
        known.drop_cue(from, cue);
        let at = tokens.all.partition_point(|t| t.span.start < cue.start);
        added.push(finish(
            text,
            tokens,
            Some(source),
            Some((cue, at)),
            vec![clause],
        ));
    }
    let mut dropped = known.dropped.into_iter();
    found.retain(|_| dropped.next() != Some(true));
    found.append(&mut added);
}

/// The attributions that there are, while sentences are gone through in order.
struct Known {
    /// By attribution: whether another takes its place.
    dropped: Vec<bool>,
    /// Contents by where they start, the last first, each with its attribution.
    ahead: Vec<(Span, usize)>,
    /// Those that start before the end of the clause at hand, by where they end.
    begun: BinaryHeap<(usize, usize)>,
    /// Cues by where they start.
    cues: Vec<(Span, usize)>,
}

impl Known {
    fn of(found: &[Attribution]) -> Self {
        let all = || found.iter().enumerate();
        let contents = all().flat_map(|(at, one)| one.content.iter().map(move |span| (*span, at)));
        let mut ahead: Vec<(Span, usize)> = contents.collect();
        ahead.sort_unstable_by_key(|(span, at)| std::cmp::Reverse((span.start, *at)));
        let cues = all().filter_map(|(at, one)| Some((one.cue?, at)));
        let mut cues: Vec<(Span, usize)> = cues.collect();
        cues.sort_unstable_by_key(|(span, at)| (span.start, *at));
        Self {
            dropped: vec![false; found.len()],
            ahead,
            begun: BinaryHeap::new(),
            cues,
        }
    }

    /// Whether some content overlaps a clause; no clause before the last one is
    /// asked about.
    fn overlap(&mut self, clause: Span) -> bool {
        while let Some((span, at)) = self.ahead.pop_if(|(span, _)| span.start < clause.end) {
            self.begun.push((span.end, at));
        }
        while let Some((end, at)) = self.begun.peek().copied() {
            if end <= clause.start {
                return false;
            }
            if self.dropped.get(at) == Some(&false) {
                return true;
            }
            self.begun.pop();
        }
        false
    }

    /// Drops the attributions whose cue, which starts at `from` or later, has
    /// this one in it.
    fn drop_cue(&mut self, from: usize, cue: Span) {
        let until = self.cues.partition_point(|(own, _)| own.start <= cue.start);
        let before = self.cues.get(..until).unwrap_or(&[]).iter().rev();
        for (own, at) in before.take_while(|(own, _)| own.start >= from) {
            if let (true, Some(dropped)) = (own.contains(cue), self.dropped.get_mut(*at)) {
                *dropped = true;
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotes::{Force, How};
    use proptest::{collection::vec, prelude::*};

    fn attribution(content: Span, cue: Option<Span>) -> Attribution {
        Attribution {
            source: None,
            cue,
            content: vec![content],
            quoted: Vec::new(),
            how: How::Indirect,
            force: Force::Asserted,
            speaker: None,
        }
    }

    proptest! {
        #[test]
        fn what_is_known_is_what_a_look_at_all_would_say(
            found in vec((0..300usize, 1..40usize, 0..300usize, 0..6usize), 0..30),
            sentences in vec((1..12usize, 0..6usize), 0..30),
        ) {
            let mut found: Vec<Attribution> = found
                .into_iter()
                .map(|(start, length, cue, long)| {
                    let cue = (long > 0).then(|| Span::new(cue, cue + long));
                    attribution(Span::new(start, start + length), cue)
                })
                .collect();
            let mut known = Known::of(&found);
            let all = found.clone();
            let mut from = 0;
            for (clause, cue) in sentences {
                let clause = Span::new(from, from + clause);
                let cue = Span::new(clause.end + 1, clause.end + 1 + cue);
                let overlaps = found.iter().any(|one| {
                    one.content
                        .iter()
                        .any(|span| span.start < clause.end && clause.start < span.end)
                });
                prop_assert_eq!(known.overlap(clause), overlaps);
                if !overlaps {
                    found.retain(|one| {
                        one.cue
                            .is_none_or(|own| own.start < from || !own.contains(cue))
                    });
                    known.drop_cue(from, cue);
                }
                from = cue.end + 1;
            }
            let left = all.into_iter().zip(&known.dropped);
            let left: Vec<Attribution> = left.filter(|(_, gone)| !**gone).map(|(one, _)| one).collect();
            prop_assert_eq!(left, found);
        }
    }
}
