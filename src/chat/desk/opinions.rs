//! What people think of replies. What the last replies were about is known in
//! memory; it is written down only with a vote against one.

use std::{collections::VecDeque, sync::PoisonError};

use super::{Desk, Office, now};
use crate::{
    reply::{Reply, Status},
    store::{About, Error, Evidence, Feedback, MessageKey, Vote},
};

/// Replies of which it is known what they were about; a few kilobytes each at
/// most.
const REMEMBERED: usize = 1_000;

/// The last replies.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<(MessageKey, About)>);

impl Recent {
    fn note(&mut self, key: MessageKey, about: About) {
        self.0.retain(|(known, _)| *known != key);
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((key, about));
    }

    fn about(&self, key: &MessageKey) -> Option<About> {
        let mut latest = self.0.iter().rev();
        let found = latest.find(|(known, _)| known == key);
        found.map(|(_, about)| about.clone())
    }
}

impl<O: Office> Desk<O> {
    /// Takes somebody's opinion of the reply to a message.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn vote(
        &self,
        key: MessageKey,
        person: String,
        vote: Vote,
        reason: Option<String>,
    ) -> Result<(), Error> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let about = recent.about(&key).filter(|_| vote == Vote::Down);
        drop(recent);
        self.serving.store.vote(&Feedback {
            key,
            person,
            vote,
            reason,
            about,
            at: now(),
        })
    }

    /// Remembers what a reply was about.
    pub(super) fn note(&self, key: MessageKey, question: &str, reply: &Reply) {
        if reply.status == Status::Refused {
            return;
        }
        let about = About {
            question: question.to_owned(),
            command: reply.command.to_owned(),
            answered: reply.status == Status::Answered,
            evidence: evidence(reply),
        };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.note(key, about);
    }
}

/// The words that answer in the first quotation that has them; the first
/// quotation where none has, as the nearest that a silence shows.
fn evidence(reply: &Reply) -> Option<Evidence> {
    let words = reply.answer.as_deref();
    let has = |text: &str| words.is_some_and(|words| text.contains(words));
    let mut excerpts = reply.quotations().map(|quotation| &quotation.excerpt);
    let first = excerpts.clone().next();
    let excerpt = excerpts.find(|excerpt| has(&excerpt.text)).or(first)?;
    Some(Evidence {
        article: excerpt.article.clone(),
        version: excerpt.version.clone(),
        start: excerpt.span.start,
        end: excerpt.span.end,
        words: words.filter(|_| has(&excerpt.text)).map(str::to_owned),
    })
}
