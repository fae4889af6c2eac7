//! The people and bodies an article names, gathered from its names, titles and
//! roles, with what the article tells of their gender.

use std::collections::HashMap;

use super::{
    Speaker, SpeakerKind,
    antecedent::Choice,
    bodies,
    given::same_given,
    holds::{owners, told},
    lexicon::Class,
    names::{first_name_of, headline, name_runs},
    roles,
    titles::{Title, before, behind, owned, titled},
    token::Tokens,
};
use crate::text::{Span, fold};

/// A run of name words in the text.
pub(super) struct Mention {
    pub(super) at: usize,
    /// One past its last token.
    pub(super) end: usize,
    pub(super) entity: usize,
}

/// One named person or body while the article is read.
pub(super) struct Entity {
    /// The fullest name, as written.
    pub(super) name: String,
    pub(super) folded: Vec<String>,
    pub(super) also: Vec<String>,
    pub(super) roles: Vec<String>,
    /// Whose they are, folded.
    pub(super) of: Vec<String>,
    pub(super) he: u32,
    pub(super) she: u32,
    pub(super) person: bool,
    /// How often it is named as a source.
    pub(super) speaks: u32,
    /// Whether a title, a role or a given name tells that it is a person.
    pub(super) sure: bool,
}

/// A surname that is more than one person's.
pub(super) struct Unsettled {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) people: Vec<usize>,
    /// What a title tells of her (`true`) or him.
    pub(super) she: Option<bool>,
}

/// People of one surname that are told apart; bounds the time on hostile text.
const NAMESAKES: usize = 50;

/// People that one surname may stand for.
const NAMED_ALIKE: usize = 6;

/// The people and bodies of an article.
pub(super) struct Cast {
    pub(super) entities: Vec<Entity>,
    pub(super) mentions: Vec<Mention>,
    /// Who spoke last, and in which passage.
    pub(super) last: Option<(usize, u32)>,
    /// Surnames that several people share, with those.
    pub(super) unsettled: Vec<Unsettled>,
    /// Every pronoun that was weighed, kept for the trainer only.
    pub(super) choices: Option<Vec<Choice>>,
}

impl Cast {
    pub(super) fn of(text: &str, tokens: &Tokens) -> Self {
        let mut cast = Self {
            entities: Vec::new(),
            mentions: Vec::new(),
            last: None,
            unsettled: Vec::new(),
            choices: None,
        };
        let runs = name_runs(tokens);
        let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
        // Longer names first make the persons, shorter ones then join them.
        for long in [true, false] {
            for &(start, end) in &runs {
                if (end - start >= 2) != long {
                    continue;
                }
                cast.mention(text, tokens, start, end, &mut by_last);
            }
        }
        cast.mentions.sort_by_key(|m| m.at);
        cast.by_given_names();
        cast.learn_gender(tokens);
        cast.settle(tokens);
        cast
    }

    fn mention(
        &mut self,
        text: &str,
        tokens: &Tokens,
        start: usize,
        end: usize,
        by_last: &mut HashMap<String, Vec<usize>>,
    ) {
        let Some(run) = tokens.all.get(start..end) else {
            return;
        };
        // The marks around a nickname are no part of the name.
        let words = run
            .iter()
            .filter(|t| !matches!(t.class, Class::Open | Class::Close));
        let folded: Vec<String> = words.map(|t| t.form.clone()).collect();
        let Some(last) = folded.last().cloned() else {
            return;
        };
        let written = Span::new(run[0].span.start, run[run.len() - 1].span.end).of(text);
        let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let same = by_last.entry(last).or_default();
        let fits: Vec<usize> = same
            .iter()
            .copied()
            .take(NAMESAKES)
            .filter(|e| {
                let known = &self.entities[*e].folded;
                folded.len() == 1
                    || known.len() == 1
                    || known
                        .first()
                        .zip(folded.first())
                        .is_some_and(|(known, own)| same_given(known, own))
                    || known.ends_with(&folded)
                    || folded.ends_with(known)
            })
            .take(NAMED_ALIKE)
            .collect();
        let entity = match fits.as_slice() {
            [one] => *one,
            [] if folded.len() > 1 && headline(tokens, run) => return,
            [] if folded.len() == 1
                && !titled(tokens, start)
                && first_name_of(&self.entities, &folded[0]).is_some() =>
            {
                first_name_of(&self.entities, &folded[0]).unwrap_or(0)
            }
            [] => {
                let body =
                    bodies::is_body(&folded) || run.iter().any(|t| t.class == Class::Acronym);
                self.entities.push(Entity {
                    name: written.clone(),
                    folded: folded.clone(),
                    also: Vec::new(),
                    roles: Vec::new(),
                    of: Vec::new(),
                    he: 0,
                    she: 0,
                    person: !body,
                    speaks: 0,
                    sure: false,
                });
                same.push(self.entities.len() - 1);
                self.entities.len() - 1
            }
            several => {
                if folded.len() == 1 {
                    self.unsettled.push(Unsettled {
                        at: start,
                        end,
                        people: several.to_vec(),
                        she: before(text, tokens, start).gender,
                    });
                }
                return;
            }
        };
        let own = &mut self.entities[entity];
        let other = if folded.len() > own.folded.len() {
            own.folded.clone_from(&folded);
            std::mem::replace(&mut own.name, written)
        } else {
            written
        };
        if other != own.name && own.also.len() < 20 && !own.also.contains(&other) {
            own.also.push(other);
        }
        let Title {
            role,
            gender,
            start: title,
        } = before(text, tokens, start);
        if let Some(she) = gender {
            own.sure = true;
            *(if she { &mut own.she } else { &mut own.he }) += 5;
        }
        // What stands behind a name is told of people and of bodies alike.
        if role.is_some() {
            own.person = true;
            own.sure = true;
        }
        if own.person {
            let (parted, first) = owned(text, tokens, start, end).unzip();
            let behind = behind(text, tokens, end).or_else(|| told(text, tokens, end));
            for role in [parted, role, behind].into_iter().flatten() {
                if own.roles.len() < 10 && !own.roles.iter().any(|r| fold(r) == fold(&role)) {
                    own.roles.push(role);
                }
            }
            for owner in owners(tokens, first.unwrap_or(title), end) {
                if own.of.len() < 10 && !own.of.contains(&owner) {
                    own.of.push(owner);
                }
            }
        }
        self.mentions.push(Mention {
            at: start,
            end,
            entity,
        });
    }

    /// Whose somebody is, with the other words of the bodies that are named so:
    /// "Corran's president" is the president of the Corran Rowing Club.
    fn whose(&self, person: &Entity) -> Vec<String> {
        let mut of = person.of.clone();
        let mut owners = person.roles.iter().flat_map(|role| roles::owners(role));
        of.extend(owners.by_ref());
        let bodies = self.entities.iter().take(500).filter(|e| !e.person);
        let named: Vec<String> = bodies
            .filter(|body| body.folded.iter().any(|word| of.contains(word)))
            .flat_map(|body| body.folded.iter().cloned())
            .collect();
        of.extend(named);
        of.sort_unstable();
        of.dedup();
        of.truncate(30);
        of
    }

    /// Counts a named source as somebody who speaks.
    pub(super) fn hear(&mut self, tokens: &Tokens, source: Span) {
        let first = tokens.all.partition_point(|t| t.span.start < source.start);
        let last = tokens.all.partition_point(|t| t.span.end <= source.end);
        if let Some(words) = tokens.all.get(first..last)
            && let Some(entity) = self.named(words, first)
        {
            self.entities[entity].speaks += 1;
        }
    }

    pub(super) fn speaker(&self, key: &Result<usize, String>) -> Speaker {
        match key {
            Ok(entity) => {
                let entity = &self.entities[*entity];
                let name = entity.name.clone();
                Speaker {
                    also: entity
                        .also
                        .iter()
                        .filter(|a| **a != name)
                        .cloned()
                        .collect(),
                    roles: entity.roles.clone(),
                    of: self.whose(entity),
                    kind: if entity.person {
                        SpeakerKind::Person
                    } else {
                        SpeakerKind::Organisation
                    },
                    name,
                    speaks: false,
                }
            }
            Err(words) => Speaker {
                name: words.clone(),
                also: Vec::new(),
                roles: Vec::new(),
                of: Vec::new(),
                kind: SpeakerKind::Anonymous,
                speaks: false,
            },
        }
    }
}
