//! Whose sentence leads to words that have no source beside them?

use super::{
    Attribution,
    cast::Cast,
    lexicon::{self, Class},
    passive::passive,
    token::{Token, Tokens},
};
use crate::text::Span;

impl Cast {
    /// The person whose sentence leads to words without a source beside them:
    /// the subject of a participle ("Lee calmed the fans, adding …"), of what
    /// stands before a colon, or of a verb of speech just before a quotation.
    pub(super) fn subject(&self, tokens: &Tokens, attribution: &Attribution) -> Option<Span> {
        let first = attribution.content.first()?;
        let mut at = tokens.all.partition_point(|t| t.span.start < first.start);
        while at
            .checked_sub(1)
            .and_then(|back| tokens.all.get(back))
            .is_some_and(|t| t.class == Class::Open)
        {
            at -= 1;
        }
        if let Some(cue) = attribution.cue {
            at = at.min(tokens.all.partition_point(|t| t.span.start < cue.start));
            // "Lee, now adding that": the adverb may be marked with the verb.
            let mut words = tokens.all.get(at..)?.iter();
            let head = words.find(|t| t.class != Class::Adverb)?;
            if passive(tokens, at) {
                return None;
            }
            if head.form.ends_with("ing") && head.class != Class::Name {
                return self.leads(tokens, at, false);
            }
        }
        let before = tokens.all.get(at.checked_sub(1)?)?;
        let after = tokens.all.get(at)?;
        let leading = match before.class {
            Class::Colon => {
                before.sentence == after.sentence || before.passage + 1 == after.passage
            }
            Class::Cue => before.sentence == after.sentence,
            _ => after.class == Class::Colon,
        };
        leading.then(|| self.leads(tokens, at, true)).flatten()
    }

    /// The first or last subject of the sentence that the token before `at`
    /// stands in.
    fn leads(&self, tokens: &Tokens, at: usize, last: bool) -> Option<Span> {
        let all = &tokens.all;
        let here = all.get(at.checked_sub(1)?)?;
        let back = all.get(..at)?.iter().rev().take(60);
        let start = at - back.take_while(|t| t.sentence == here.sentence).count();
        let mut found = None;
        let mut index = start;
        while index < at {
            let token = tokens.all.get(index)?;
            let mention = self
                .mentions
                .binary_search_by_key(&index, |m| m.at)
                .ok()
                .filter(|_| token.quotation.is_none());
            let count = match mention {
                Some(_) => all
                    .get(index..at)?
                    .iter()
                    .take_while(|t| t.class.is_name())
                    .count(),
                None => usize::from(
                    matches!(token.form.as_str(), "he" | "she") && token.quotation.is_none(),
                ),
            };
            if count == 0 {
                index += 1;
                continue;
            }
            let leads = !complement(all.get(start..index)?);
            // "Ann Lee (Harwick) won": what is in brackets is passed over.
            let mut next = index + count;
            if all.get(next).is_some_and(|t| t.form == "(") {
                next += all
                    .get(next..at)?
                    .iter()
                    .take_while(|t| t.form != ")")
                    .count()
                    + 1;
            }
            let person = mention.is_none_or(|m| self.entities[self.mentions[m].entity].person);
            let place = all.get(index).is_some_and(|t| lexicon::demonym(&t.form));
            let follows = all.get(next).is_some_and(|t| {
                t.class.is_verb()
                    || person
                        && matches!(
                            t.class,
                            Class::Lower | Class::Adverb | Class::Comma | Class::Colon
                        )
            });
            if leads && follows && !place {
                let end = tokens.all.get(index + count - 1)?.span.end;
                found = Some(Span::new(token.span.start, end));
                if !last {
                    return found;
                }
            }
            index += count;
        }
        found
    }
}

/// Whether the words before a name make it the complement of another: "from
/// Oslo", "a coat from the Oslo", "with Lee's".
fn complement(before: &[Token]) -> bool {
    let before = match before {
        [rest @ .., last] if matches!(last.class, Class::Determiner | Class::Possessive) => rest,
        all => all,
    };
    before
        .last()
        .is_some_and(|t| matches!(t.class, Class::Preposition | Class::To | Class::Genitive))
}

/// Whether the name at token `at` looks like a subject: it opens its clause
/// or follows a title, and a verb or a comma comes after it.
pub(super) fn is_subject(tokens: &Tokens, at: usize) -> bool {
    let Some(token) = tokens.all.get(at) else {
        return false;
    };
    let opens = at
        .checked_sub(1)
        .and_then(|before| tokens.all.get(before))
        .is_none_or(|t| {
            t.sentence != token.sentence
                || t.class.is_mark()
                || matches!(
                    t.class,
                    Class::Role | Class::Title | Class::Cue | Class::That
                )
        });
    opens
        && tokens
            .all
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take(8)
            .find(|t| !t.class.is_name())
            .is_some_and(|t| {
                t.class.is_verb()
                    || matches!(
                        t.class,
                        Class::Comma | Class::Adverb | Class::Lower | Class::Stop
                    )
            })
}

/// Whether the name at token `at` is an owner ("Lee's lawyer").
pub(super) fn is_owner(tokens: &Tokens, at: usize) -> bool {
    tokens
        .all
        .iter()
        .skip(at)
        .take(8)
        .find(|t| !t.class.is_name())
        .is_some_and(|t| t.class == Class::Genitive)
}
