//! Whom does "he" or "she" stand for, and how sure is that? Weighs the people
//! named before a pronoun by what was learned from annotated articles; gives
//! nobody where no one is likely enough.

use super::{
    Attribution,
    cast::Cast,
    lexicon::Class,
    subject::{is_owner, is_subject},
    token::Tokens,
};
use crate::text::fold;

/// How many things are weighed for each candidate.
pub const FEATURES: usize = 36;

/// What speaks for one candidate.
pub type Weighed = [f32; FEATURES];

/// Likelihood below which nobody is given. Chosen on articles of the training
/// set that the weights were not trained on.
const LIKELY: f32 = 0.6;

/// The same where everybody else in reach is known to be of the other gender:
/// then there is nobody to confuse the one with.
const LIKELY_ALONE: f32 = 0.2;

/// Evidence of the other gender, with none of the pronoun's, from which nobody
/// is a candidate: that of a given name.
const CERTAIN: u32 = 3;

/// Mentions and passages before a pronoun that are looked at.
const REACH: (usize, u32) = (60, 4);

/// Trained by `tools/train_antecedents.rs`, which prints this table.
#[rustfmt::skip]
const WEIGHTS: Weighed = [
    -0.668, 0.440, 0.173, -0.442, -1.298, 0.759, -0.586, -0.966, -1.982,
    0.475, 0.559, 1.152, 0.475, -0.739, 0.794, -0.246, -0.395, -3.293,
    0.073, 0.843, -0.154, 0.251, 0.144, -0.686, -1.518, -0.507, -0.141,
    -0.711, 0.455, 0.665, 0.399, -1.534, -0.826, 0.003, -0.399, 0.427,
];

/// The people a pronoun may stand for, for the trainer.
#[derive(Clone, Debug)]
pub struct Choice {
    /// First byte of the pronoun.
    pub at: usize,
    /// The words of each name, folded, and what speaks for it.
    pub candidates: Vec<(Vec<String>, Weighed)>,
}

/// One candidate while mentions are gathered.
struct Candidate {
    entity: usize,
    nearest: usize,
    rank: usize,
    mentions: usize,
    subject: bool,
    first: bool,
}

impl Cast {
    /// The person that "he" or "she" at token `at` stands for, if likely.
    pub(super) fn antecedent(
        &mut self,
        text: &str,
        tokens: &Tokens,
        at: usize,
        she: bool,
        attribution: &Attribution,
    ) -> Option<usize> {
        let mut candidates = self.candidates(tokens, at);
        candidates.retain(|c| {
            let (own, other) = self.gender(c.entity, she);
            own > 0 || other < CERTAIN
        });
        let said: String = attribution
            .quoted
            .iter()
            .take(20)
            .map(|span| fold(span.of(text)))
            .collect();
        let compatible = candidates
            .iter()
            .filter(|c| self.gender(c.entity, she).0 > 0)
            .count();
        let weighed: Vec<(usize, Weighed)> = candidates
            .iter()
            .map(|c| (c.entity, self.weigh(tokens, at, she, c, compatible, &said)))
            .collect();
        if let Some(choices) = &mut self.choices
            && let Some(token) = tokens.all.get(at)
        {
            choices.push(Choice {
                at: token.span.start,
                candidates: weighed
                    .iter()
                    .map(|(entity, weighed)| (self.entities[*entity].folded.clone(), *weighed))
                    .collect(),
            });
        }
        let alone = |entity: usize| {
            self.entities[entity].sure
                && candidates.iter().all(|c| {
                    let (own, other) = self.gender(c.entity, she);
                    if c.entity == entity {
                        own > 0 && other == 0
                    } else {
                        own == 0 && other > 0
                    }
                })
        };
        likeliest(&weighed, &WEIGHTS)
            .filter(|(entity, likelihood)| {
                *likelihood >= LIKELY || (*likelihood >= LIKELY_ALONE && alone(*entity))
            })
            .map(|(entity, _)| entity)
    }

    /// How much speaks for the pronoun's gender and for the other.
    fn gender(&self, entity: usize, she: bool) -> (u32, u32) {
        let entity = &self.entities[entity];
        if she {
            (entity.she, entity.he)
        } else {
            (entity.he, entity.she)
        }
    }

    fn candidates(&self, tokens: &Tokens, at: usize) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let Some(here) = tokens.all.get(at) else {
            return found;
        };
        let upto = self.mentions.partition_point(|m| m.at < at);
        for mention in self.mentions[..upto].iter().rev().take(REACH.0) {
            let Some(token) = tokens.all.get(mention.at) else {
                continue;
            };
            if here.passage - token.passage > REACH.1 {
                break;
            }
            if !self.entities[mention.entity].person || token.quotation.is_some() {
                continue;
            }
            let subject = is_subject(tokens, mention.at);
            let first = tokens
                .passages
                .get(token.passage as usize)
                .is_some_and(|(start, _)| {
                    self.mentions.partition_point(|m| m.at < *start)
                        == self.mentions.partition_point(|m| m.at < mention.at)
                });
            if let Some(known) = found.iter_mut().find(|c| c.entity == mention.entity) {
                known.mentions += 1;
                known.subject |= subject;
                known.first |= first;
            } else {
                found.push(Candidate {
                    entity: mention.entity,
                    nearest: mention.at,
                    rank: found.len(),
                    mentions: 1,
                    subject,
                    first,
                });
            }
        }
        found
    }

    fn weigh(
        &self,
        tokens: &Tokens,
        at: usize,
        she: bool,
        candidate: &Candidate,
        compatible: usize,
        said: &str,
    ) -> Weighed {
        let mut weighed = [0.0; FEATURES];
        let (Some(here), Some(there)) = (tokens.all.get(at), tokens.all.get(candidate.nearest))
        else {
            return weighed;
        };
        let entity = &self.entities[candidate.entity];
        let (own, other) = self.gender(candidate.entity, she);
        let apart = here.sentence.saturating_sub(there.sentence);
        let passages = here.passage.saturating_sub(there.passage);
        let subject = is_subject(tokens, candidate.nearest);
        let before = candidate
            .nearest
            .checked_sub(1)
            .and_then(|b| tokens.all.get(b))
            .map(|t| t.class);
        let last = self.last.filter(|(last, _)| *last == candidate.entity);
        let since = last.map(|(_, passage)| here.passage.saturating_sub(passage));
        let named = entity
            .folded
            .last()
            .is_some_and(|name| name.chars().count() > 2 && said.contains(name.as_str()));
        let holds = [
            true,
            apart == 0,
            apart == 1,
            apart == 2,
            apart > 2,
            passages == 0,
            passages == 1,
            passages == 2,
            passages > 2,
            subject,
            candidate.subject,
            candidate.first,
            is_owner(tokens, candidate.nearest),
            matches!(before, Some(Class::Preposition | Class::To)),
            own > 0 && other == 0,
            own > other && other > 0,
            own == 0 && other == 0,
            other > own,
            entity.sure,
            entity.speaks > 0,
            entity.speaks > 2,
            since == Some(0),
            since == Some(1),
            since.is_some_and(|since| since > 1),
            named,
            candidate.rank == 0,
            candidate.rank == 1,
            candidate.rank > 1,
            own > other && compatible == 1,
            apart == 0 && subject,
            apart == 1 && subject,
            entity.folded.len() == 1 && !entity.sure,
            self.last.is_some() && last.is_none(),
            passages == 1 && candidate.first && subject,
        ];
        for (place, holds) in weighed.iter_mut().zip(holds) {
            *place = f32::from(u8::from(holds));
        }
        weighed[FEATURES - 2] = (candidate.mentions as f32).ln();
        weighed[FEATURES - 1] = (1.0 + entity.speaks as f32).ln();
        weighed
    }
}

/// The likeliest candidate and its likelihood, nobody being a candidate of
/// weight nought.
#[must_use]
pub fn likeliest(candidates: &[(usize, Weighed)], weights: &Weighed) -> Option<(usize, f32)> {
    let scores: Vec<f32> = candidates
        .iter()
        .map(|(_, weighed)| weighed.iter().zip(weights).map(|(a, b)| a * b).sum())
        .collect();
    let highest = scores.iter().copied().fold(0.0, f32::max);
    let all: f32 = (-highest).exp() + scores.iter().map(|s| (s - highest).exp()).sum::<f32>();
    candidates
        .iter()
        .zip(scores)
        .map(|((entity, _), score)| (*entity, (score - highest).exp() / all))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}
