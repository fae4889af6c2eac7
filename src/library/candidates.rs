//! The articles that a question is put to, read and prepared side by side.

use std::{
    mem, panic,
    sync::Arc,
    thread::{self, ScopedJoinHandle},
};

use super::{Entry, Error, Library};
use crate::index::Scope;

/// What is done with articles before they are handed out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Read,
    Prepared,
}

impl Library {
    /// The articles to ask, best first, at most `limit`: all of the scope
    /// when it is that small, else those with the best passages.
    ///
    /// # Errors
    /// As [`Library::search`].
    pub fn candidates(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Arc<Entry>>, Error> {
        let ids = self.proposed(question, scope, limit)?;
        Ok(self.side_by_side(&ids, Until::Read))
    }

    /// The same, ready for the answer engine: preparing an article takes longer
    /// than its answer.
    ///
    /// # Errors
    /// As [`Library::search`].
    pub fn prepared_candidates(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Arc<Entry>>, Error> {
        let ids = self.proposed(question, scope, limit)?;
        Ok(self.side_by_side(&ids, Until::Prepared))
    }

    fn proposed(&self, question: &str, scope: &Scope, limit: usize) -> Result<Vec<String>, Error> {
        if self.count(scope) <= limit {
            let catalogue = self.read();
            let within = catalogue.within(scope).into_iter();
            return Ok(within.map(|listing| listing.id.clone()).collect());
        }
        Ok(self.index()?.candidates(question, scope, limit)?)
    }

    /// The articles in their order, each with work to do in a thread of its own.
    fn side_by_side(&self, ids: &[String], until: Until) -> Vec<Arc<Entry>> {
        let work = |id: &str| {
            let entry = self.get(id)?;
            if until == Until::Prepared {
                entry.document();
            }
            Some(entry)
        };
        thread::scope(|scope| {
            // The first is done below, as is any for which there is no thread to be had.
            let mut first = true;
            let begun = ids.iter().map(|id| {
                if self.is_done(id, until) || mem::take(&mut first) {
                    return None;
                }
                let begun = thread::Builder::new().spawn_scoped(scope, move || work(id));
                begun
                    .inspect_err(|fault| tracing::debug!(%fault, "no thread to read an article"))
                    .ok()
            });
            // All of them before the first is waited for.
            let begun: Vec<Option<ScopedJoinHandle<'_, _>>> = begun.collect();
            let done = ids.iter().zip(begun).filter_map(|(id, begun)| match begun {
                Some(begun) => begun
                    .join()
                    .unwrap_or_else(|fault| panic::resume_unwind(fault)),
                None => work(id),
            });
            done.collect()
        })
    }

    fn is_done(&self, id: &str, until: Until) -> bool {
        let Some(version) = self.read().get(id).map(|listing| listing.version.clone()) else {
            return true;
        };
        let entry = self.in_memory_of(id, &version);
        entry.is_some_and(|entry| until == Until::Read || entry.is_prepared())
    }
}
