//! What does an article show of the gender of those it names: by given names,
//! titles and pronouns? Never by who somebody is known to be.

use super::{cast::Cast, given, lexicon::Class, token::Tokens};

impl Cast {
    /// Counts frequent given names.
    pub(super) fn by_given_names(&mut self) {
        for entity in &mut self.entities {
            let given = entity.folded.first().filter(|_| entity.folded.len() > 1);
            match given.and_then(|name| given::given_name(name)) {
                Some(true) if entity.person => {
                    entity.she += 3;
                    entity.sure = true;
                }
                Some(false) if entity.person => {
                    entity.he += 3;
                    entity.sure = true;
                }
                _ => {}
            }
        }
    }

    /// A pronoun votes for the person named last in its sentence or the one
    /// before, if there is only one.
    pub(super) fn learn_gender(&mut self, tokens: &Tokens) {
        for (at, token) in tokens.all.iter().enumerate() {
            let she = match token.form.as_str() {
                "he" | "his" | "him" => false,
                "she" | "her" => true,
                _ => continue,
            };
            if token.quotation.is_some() {
                continue;
            }
            let upto = self.mentions.partition_point(|m| m.at < at);
            let near: Vec<usize> = self.mentions[..upto]
                .iter()
                .rev()
                .take(6)
                .filter(|m| {
                    tokens
                        .all
                        .get(m.at)
                        .is_some_and(|t| token.sentence - t.sentence <= 1 && t.quotation.is_none())
                })
                .map(|m| m.entity)
                .filter(|e| self.entities[*e].person)
                .collect();
            let first = near
                .first()
                .copied()
                .filter(|first| near.iter().all(|e| e == first))
                .or_else(|| self.subject_before(tokens, at));
            if let Some(first) = first {
                let entity = &mut self.entities[first];
                if she {
                    entity.she += 1;
                } else {
                    entity.he += 1;
                }
            }
        }
    }

    /// The person who opens the sentence before the one that the pronoun at
    /// token `at` opens: "Lee met Stein. She …".
    fn subject_before(&self, tokens: &Tokens, at: usize) -> Option<usize> {
        let own = tokens.all.get(at)?.sentence;
        let start = |sentence: u32| tokens.all.partition_point(|t| t.sentence < sentence);
        if start(own) != at {
            return None;
        }
        let mut first = start(own.checked_sub(1)?);
        while tokens
            .all
            .get(first)
            .is_some_and(|t| matches!(t.class, Class::Title | Class::Role | Class::Determiner))
        {
            first += 1;
        }
        let named = self.mentions.binary_search_by_key(&first, |m| m.at).ok()?;
        let entity = self.mentions[named].entity;
        let same = tokens.all.get(first)?.passage == tokens.all.get(at)?.passage;
        (same && self.entities[entity].person).then_some(entity)
    }
}
