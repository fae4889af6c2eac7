//! Which of several people of one surname does the surname alone stand for?

use std::collections::HashMap;

use super::{
    cast::{Cast, Mention, Unsettled},
    lexicon::Class,
    token::Tokens,
};

/// Where somebody is named by more than a surname: first token of the first and
/// of the last time.
type InFull = HashMap<usize, (usize, usize)>;

impl Cast {
    /// Gives a surname to the one person it can stand for: by title, by who was
    /// named before, by who is never named in full again. Leaves it to nobody
    /// where that tells no one from the others.
    pub(super) fn settle(&mut self, tokens: &Tokens) {
        let mut in_full = InFull::new();
        for mention in self.mentions.iter().filter(|m| m.end - m.at > 1) {
            let places = in_full.entry(mention.entity).or_insert((mention.at, 0));
            places.1 = mention.at;
        }
        let mut alone: HashMap<Vec<usize>, usize> = HashMap::new();
        let unsettled = std::mem::take(&mut self.unsettled);
        for open in &unsettled {
            let first = alone.entry(open.people.clone()).or_insert(open.at);
            *first = open.at.min(*first);
        }
        for open in unsettled {
            let first = alone.get(&open.people).copied().unwrap_or(open.at);
            let titled = open.she.and_then(|she| self.by_title(&open.people, she));
            let found = titled.or_else(|| {
                let fits = self.of_gender(&open);
                by_place(tokens, &in_full, &fits, open.at, first)
            });
            let Some(entity) = found else {
                continue;
            };
            if let Some(she) = open.she {
                let own = &mut self.entities[entity];
                own.sure = true;
                *(if she { &mut own.she } else { &mut own.he }) += 5;
            }
            self.mentions.push(Mention {
                at: open.at,
                end: open.end,
                entity,
            });
        }
        self.mentions.sort_by_key(|m| m.at);
    }

    /// "Ms Lee" is the one Lee who is not known to be a man.
    fn by_title(&self, people: &[usize], she: bool) -> Option<usize> {
        only(
            people
                .iter()
                .copied()
                .filter(|person| self.may_be(*person, she)),
        )
    }

    fn of_gender(&self, open: &Unsettled) -> Vec<usize> {
        let all = open.people.iter().copied();
        all.filter(|person| open.she.is_none_or(|she| self.may_be(*person, she)))
            .filter(|person| self.entities[*person].person)
            .collect()
    }

    fn may_be(&self, person: usize, she: bool) -> bool {
        let person = &self.entities[person];
        let (own, other) = if she {
            (person.she, person.he)
        } else {
            (person.he, person.she)
        };
        person.person && own >= other
    }
}

/// Whom the surname at token `at` stands for by what was named where; `first`
/// is where it stands alone for the first time.
fn by_place(
    tokens: &Tokens,
    in_full: &InFull,
    people: &[usize],
    at: usize,
    first: usize,
) -> Option<usize> {
    let before = |person: &usize| in_full.get(person).is_some_and(|full| full.0 < at);
    let named: Vec<usize> = people.iter().copied().filter(before).collect();
    // "The elder Lee" is told from another Lee: the one named just before.
    let told = at.checked_sub(1).and_then(|b| tokens.all.get(b));
    if told.is_some_and(|t| matches!(t.class, Class::Lower | Class::Determiner)) {
        let passage = tokens.all.get(at)?.passage;
        let near = |person: &usize| {
            let last = in_full.get(person).and_then(|full| tokens.all.get(full.1));
            last.is_some_and(|t| t.passage == passage && t.span.start < tokens.all[at].span.start)
        };
        return only(named.iter().copied().filter(near));
    }
    // Whoever is named in full again is told so from the one whose surname
    // stands alone.
    only(named.iter().copied()).or_else(|| {
        let once = |person: &usize| in_full.get(person).is_some_and(|full| full.1 < first);
        only(named.iter().copied().filter(once))
    })
}

fn only(mut people: impl Iterator<Item = usize>) -> Option<usize> {
    let one = people.next()?;
    people.next().is_none().then_some(one)
}
