//! Whose sentence leads to words that have no source beside them?

use super::{
    Attribution,
    cast::Cast,
    lexicon::{self, Class},
    token::Tokens,
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
            let head = tokens.all.get(at)?;
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
            let leads = index
                .checked_sub(1)
                .and_then(|b| tokens.all.get(b))
                .filter(|t| t.sentence == here.sentence && index > start)
                .is_none_or(|t| {
                    !matches!(t.class, Class::Preposition | Class::To | Class::Genitive)
                });
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
