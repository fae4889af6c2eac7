//! Who says what is said in the passive? Never the subject: it is spoken of or to.

use super::{
    class::Class,
    lexicon::speaks,
    token::{Token, Tokens},
};
use crate::text::Span;

/// Whether the subject `source` is not who speaks but who is spoken of or to,
/// as the verb at token `cue` is passive: "Lee was told that". Whoever is worried
/// or convinced has the thought.
pub(super) fn told_of(tokens: &Tokens, source: Span, cue: usize) -> bool {
    let head = tokens.all.get(cue);
    head.is_some_and(|head| source.end <= head.span.start) && passive(tokens, cue)
}

/// Whether the verb of speech at token `cue` is passive.
pub(super) fn passive(tokens: &Tokens, cue: usize) -> bool {
    let Some(head) = tokens.all.get(cue) else {
        return false;
    };
    let before = tokens.all.get(..cue).unwrap_or_default().iter().rev();
    let be = before
        .take(3)
        .take_while(|t| t.sentence == head.sentence)
        .find(|t| t.class != Class::Adverb)
        .is_some_and(|t| t.class == Class::Be);
    let participle = head.class == Class::Cue
        && (head.form.ends_with("ed") || matches!(head.form.as_str(), "told" | "found"))
        || head.form == "charged";
    be && participle && !matches!(head.form.as_str(), "quoted" | "agreed")
}

/// Words between a passive verb and whoever is its agent.
const AGENT: usize = 12;

/// Who says what is said in the passive: "was called a charlatan by fellow
/// doctors".
pub(super) fn agent(tokens: &Tokens, cue: usize) -> Option<Span> {
    let head = tokens.all.get(cue)?;
    let behind = tokens.all.get(cue + 1..)?;
    let by = behind
        .iter()
        .take(AGENT)
        .take_while(|t| t.sentence == head.sentence && !t.class.is_verb())
        .position(|t| t.form == "by")?;
    let words = behind.get(by + 1..)?;
    let noun = |t: &&Token| {
        t.sentence == head.sentence
            && (t.class.is_name()
                || matches!(
                    t.class,
                    Class::Determiner
                        | Class::Possessive
                        | Class::Lower
                        | Class::Group
                        | Class::Role
                        | Class::Title
                        | Class::Number
                ))
    };
    let length = words.iter().take(AGENT).take_while(noun).count();
    let (first, last) = (words.first()?, words.get(length.checked_sub(1)?)?);
    (last.class.is_name() || speaks(&last.form)).then(|| Span::new(first.span.start, last.span.end))
}
