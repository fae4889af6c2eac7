//! Whom do a source's words refer to: a name, a pronoun, a role?

use super::{
    Attribution,
    cast::{Cast, Entity, Mention},
    lexicon::{self, Class},
    roles::{self, Means},
    token::{Token, Tokens},
};
use crate::text::Span;

impl Cast {
    /// The entity behind a source, or the folded words of an unnamed one.
    pub(super) fn who(
        &mut self,
        text: &str,
        tokens: &Tokens,
        source: Span,
        attribution: &Attribution,
    ) -> Option<Result<usize, String>> {
        let first = tokens.all.partition_point(|t| t.span.start < source.start);
        let last = tokens.all.partition_point(|t| t.span.end <= source.end);
        let words = tokens.all.get(first..last)?;
        let head = words.first()?;
        // "Lee, meanwhile, who sits out, said": the clause tells of Lee.
        if words.len() > 1 && head.form == "who" {
            let upto = self.mentions.partition_point(|m| m.at < first);
            let near = self.mentions.get(upto.checked_sub(1)?)?;
            return told_of(tokens, near, first).then_some(Ok(near.entity));
        }
        if words.len() == 1 {
            match head.form.as_str() {
                "he" => {
                    return self
                        .antecedent(text, tokens, first, false, attribution)
                        .map(Ok);
                }
                "she" => {
                    return self
                        .antecedent(text, tokens, first, true, attribution)
                        .map(Ok);
                }
                "who" => {
                    let upto = self.mentions.partition_point(|m| m.at < first);
                    let near = self.mentions.get(upto.checked_sub(1)?)?;
                    let owner = tokens.all.get(near.end).map(|t| t.class) == Some(Class::Genitive);
                    return (!owner && first - near.at <= 4 || told_of(tokens, near, first))
                        .then_some(Ok(near.entity));
                }
                "i" | "we" | "they" | "it" | "you" | "which" | "that" | "me" | "us" | "them"
                | "him" | "her" | "his" | "their" | "this" | "my" | "our" | "its" => return None,
                _ => {}
            }
        }
        if matches!(
            head.class,
            Class::Possessive | Class::Subject | Class::Object
        ) && words.len() <= 2
        {
            return None;
        }
        if let Some(entity) = self.named(words, first) {
            return Some(Ok(entity));
        }
        if let Some(entity) = self.described(words) {
            return Some(Ok(entity));
        }
        // Whatever says something can: "The opposition said".
        let says = attribution.cue.is_some_and(|cue| {
            let at = tokens.all.partition_point(|t| t.span.start < cue.start);
            let head = tokens.all.get(at);
            head.is_some_and(|t| t.class == Class::Cue && !lexicon::attitude(&t.form))
        });
        let noun = matches!(
            head.class,
            Class::Determiner | Class::Possessive | Class::Lower | Class::Number
        ) && !words.iter().any(|t| t.class.is_verb());
        if !(can_speak(words) || says && noun) {
            return None;
        }
        phrase(text, words).map(Err)
    }

    /// The one person of the article whose role the words are: "the Treasury
    /// secretary". Nobody where two have it.
    fn described(&self, words: &[Token]) -> Option<usize> {
        let (first, rest) = words.split_first()?;
        if first.form != "the" {
            return None;
        }
        let end = rest
            .iter()
            .position(|t| t.class.is_mark() || t.class == Class::Relative)
            .unwrap_or(rest.len());
        let phrase = &rest[..end];
        let heads = phrase
            .iter()
            .position(|t| matches!(t.class, Class::Preposition | Class::Genitive))
            .unwrap_or(phrase.len());
        let head = phrase[..heads].last().filter(|t| t.class == Class::Role)?;
        let said: Vec<&str> = phrase
            .iter()
            .filter(|t| {
                !matches!(
                    t.class,
                    Class::Preposition | Class::Determiner | Class::Genitive
                )
            })
            .map(|t| t.form.as_str())
            .collect();
        let means = |role: &String, entity: &Entity| {
            let holds = |words: &[&str]| roles::means(words, role, &entity.of, roles::one_word);
            holds(&[head.form.as_str()]).is_some() && holds(&said) == Some(Means::Held)
        };
        let mut fits = self.entities.iter().enumerate().filter(|(_, entity)| {
            entity.person && entity.roles.iter().any(|role| means(role, entity))
        });
        let (found, _) = fits.next()?;
        fits.next().is_none().then_some(found)
    }

    /// The person or body that the words name: the first name in them that is
    /// the head, not an owner or a complement.
    pub(super) fn named(&self, words: &[Token], first: usize) -> Option<usize> {
        let from = self.mentions.partition_point(|m| m.at < first);
        let mut seen = None;
        for mention in self.mentions.iter().skip(from) {
            let Some(inside) = mention.at.checked_sub(first).filter(|i| *i < words.len()) else {
                break;
            };
            let leads = &words[..inside];
            let broken = leads.iter().any(|t| {
                matches!(
                    t.class,
                    Class::Preposition
                        | Class::To
                        | Class::Relative
                        | Class::Conjunction
                        | Class::Gerund
                )
            });
            if broken {
                // "The owner of the Star, Ann Lee, said": the name is hers.
                if self.renamed(words, inside, mention) {
                    return Some(mention.entity);
                }
                continue;
            }
            let end = words[inside..]
                .iter()
                .position(|t| {
                    !t.class.is_name()
                        && t.form != "."
                        && !matches!(t.class, Class::Open | Class::Close)
                })
                .map_or(words.len(), |n| inside + n)
                .max((mention.end - first).min(words.len()));
            let next = words.get(end);
            // "Lee's" alone is Lee; "Lee's lawyer" and "Reuters’ analyst" are not.
            let owner = next.is_some_and(|t| {
                t.class == Class::Genitive || matches!(t.form.as_str(), "'" | "’")
            });
            if owner && words.get(end + 1).is_some_and(|t| !t.class.is_mark()) {
                continue;
            }
            let modifies = next.is_some_and(|t| {
                !t.class.is_mark()
                    && t.class != Class::Genitive
                    && !matches!(
                        t.class,
                        Class::Preposition
                            | Class::Relative
                            | Class::Date
                            | Class::Adverb
                            | Class::Gerund
                            | Class::Object
                            | Class::Past
                            | Class::Subordinator
                            | Class::To
                    )
            });
            if modifies {
                if next.is_some_and(|t| t.class == Class::Conjunction) {
                    return None;
                }
                continue;
            }
            seen = Some(mention.entity);
            break;
        }
        seen
    }

    /// Whether a name within `words` stands between commas behind a phrase for
    /// a person: "the owner of the Star, Ann Lee". A place may stand so behind
    /// another, "of Salem, Oregon".
    fn renamed(&self, words: &[Token], inside: usize, mention: &Mention) -> bool {
        let named = &self.entities[mention.entity];
        let end = inside + (mention.end - mention.at);
        let closed = words.get(end).is_none_or(|t| t.class == Class::Comma);
        let comma = inside
            .checked_sub(1)
            .filter(|at| words[*at].class == Class::Comma);
        let Some(phrase) = comma.and_then(|at| words.get(..at)) else {
            return false;
        };
        let place = phrase.last().is_some_and(|t| t.class.is_name()) && !named.sure;
        let plain = !phrase
            .iter()
            .any(|t| t.class.is_mark() || matches!(t.class, Class::Conjunction | Class::Relative));
        let role = phrase
            .iter()
            .take_while(|t| t.class != Class::Preposition)
            .last()
            .is_some_and(|t| matches!(t.class, Class::Role) || lexicon::speaks(&t.form));
        named.person && closed && plain && role && !place
    }
}

/// Whether "who" at token `at` goes on telling of a name in its sentence:
/// "said Ann Lee, a doctor of the port who saw it". Not with another noun
/// phrase that a conjunction opens between the two.
fn told_of(tokens: &Tokens, near: &Mention, at: usize) -> bool {
    let between = tokens.all.get(near.at..at).unwrap_or_default();
    let here = tokens.all.get(at).map(|t| t.sentence);
    between.len() <= 12
        && tokens.all.get(near.end).map(|t| t.class) != Some(Class::Genitive)
        && between.iter().all(|t| {
            Some(t.sentence) == here
                && t.quotation.is_none()
                && !t.class.is_verb()
                && !matches!(t.class, Class::Conjunction | Class::Group)
        })
        && between
            .iter()
            .any(|t| matches!(t.class, Class::Comma | Class::Role))
}

/// Words of a source from which a participle ends its name.
const LONG: usize = 8;

/// The noun phrase that leads a source, without the clause or the remark
/// behind it ("the mayor's office reportedly planning …").
fn phrase(text: &str, words: &[Token]) -> Option<String> {
    let first = words.first()?;
    let end = words
        .iter()
        .enumerate()
        .skip(1)
        .find(|(at, t)| {
            let ends = matches!(
                t.class,
                Class::Comma
                    | Class::Semicolon
                    | Class::Dash
                    | Class::Relative
                    | Class::That
                    | Class::Adverb
                    | Class::Gerund
            );
            // "A guard accused of helping thieves to …" is a guard.
            let participle = words.len() > LONG
                && *at > 1
                && (t.class == Class::Past || t.class == Class::Cue && t.form.ends_with("ed"));
            participle || ends && can_speak(&words[..*at])
        })
        .map_or(words.len(), |(at, _)| at);
    let last = words.get(end.checked_sub(1)?)?;
    Some(
        Span::new(first.span.start, last.span.end)
            .of(text)
            .to_owned(),
    )
}

/// Whether the words before the first comma or preposition name people or a
/// body, and not a remark, a sign or an occasion.
fn can_speak(words: &[Token]) -> bool {
    let head = words.iter().take_while(|t| {
        !matches!(
            t.class,
            Class::Comma | Class::Preposition | Class::Relative | Class::That
        )
    });
    let mut last = None;
    for token in head {
        match token.class {
            Class::Group | Class::Role | Class::Title => return true,
            _ if token.class.is_mark() => {}
            _ => last = Some(token),
        }
    }
    last.is_some_and(|t| t.class.is_name() || lexicon::speaks(&t.form))
}
