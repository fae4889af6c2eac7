//! Which documents of a scope score best? Like tantivy's `TopDocs`, but what
//! one segment has found spares the next one work, and a scope that is nearly
//! everything costs a look at a column instead of a second query: with one,
//! tantivy reads every posting (no block-max WAND, Ding and Suel 2011).

use std::{
    cmp::Ordering,
    collections::BinaryHeap,
    sync::{Mutex, PoisonError},
};

use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::StrColumn,
    query::Weight,
};

use super::documents;

/// Collects the `limit` best documents, best first; of equals the first.
pub(super) struct Best {
    limit: usize,
    /// The owners whose documents count; all count without.
    owners: Option<Vec<String>>,
    /// The worst score that is still among the best, over the segments so far.
    found: Mutex<Heap>,
}

impl Best {
    pub(super) fn new(limit: usize, owners: Option<Vec<String>>) -> Self {
        Self {
            limit,
            owners,
            found: Mutex::new(Heap::new(limit)),
        }
    }
}

impl Collector for Best {
    type Fruit = Vec<(Score, DocAddress)>;
    type Child = Nothing;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Nothing> {
        Ok(Nothing)
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<()> {
        let owned = match &self.owners {
            Some(owners) => Some(Owned::within(reader, owners)?),
            None => None,
        };
        let alive = reader.alive_bitset();
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        weight.for_each_pruning(found.least(), reader, &mut |doc, score| {
            let deleted = alive.is_some_and(|alive| alive.is_deleted(doc));
            if !deleted && owned.as_ref().is_none_or(|owned| owned.has(doc)) {
                found.push(score, DocAddress::new(segment, doc));
            }
            found.least()
        })
    }

    fn merge_fruits(&self, _: Vec<()>) -> tantivy::Result<Self::Fruit> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::replace(&mut *found, Heap::new(self.limit)).into_sorted())
    }
}

/// Segments have nothing of their own to tell.
pub(super) struct Nothing;

impl SegmentCollector for Nothing {
    type Fruit = ();

    fn collect(&mut self, _: DocId, _: Score) {}

    fn harvest(self) {}
}

/// Whose documents of one segment count.
struct Owned {
    column: Option<StrColumn>,
    owners: Vec<u64>,
}

impl Owned {
    fn within(reader: &SegmentReader, owners: &[String]) -> tantivy::Result<Self> {
        let column = reader.fast_fields().str(documents::OWNER)?;
        let mut known = Vec::with_capacity(owners.len());
        if let Some(column) = &column {
            for owner in owners {
                known.extend(column.dictionary().term_ord(owner)?);
            }
        }
        Ok(Self {
            column,
            owners: known,
        })
    }

    fn has(&self, doc: DocId) -> bool {
        let Some(column) = &self.column else {
            return false;
        };
        column.term_ords(doc).any(|ord| self.owners.contains(&ord))
    }
}

/// The best documents so far, the worst of them on top.
struct Heap {
    limit: usize,
    documents: BinaryHeap<Found>,
}

impl Heap {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            documents: BinaryHeap::with_capacity(limit.min(MOST_AT_FIRST)),
        }
    }

    /// What a document must exceed to be among the best.
    fn least(&self) -> Score {
        match self.documents.peek() {
            Some(worst) if self.documents.len() >= self.limit => worst.score,
            _ => Score::MIN,
        }
    }

    fn push(&mut self, score: Score, address: DocAddress) {
        if self.documents.len() >= self.limit {
            // Documents come in order, so that of equals the first stays.
            if score <= self.least() {
                return;
            }
            self.documents.pop();
        }
        self.documents.push(Found { score, address });
    }

    fn into_sorted(self) -> Vec<(Score, DocAddress)> {
        let sorted = self.documents.into_sorted_vec().into_iter();
        sorted.map(|found| (found.score, found.address)).collect()
    }
}

/// Room that is made before anything is found; more grows.
const MOST_AT_FIRST: usize = 256;

#[derive(PartialEq)]
struct Found {
    score: Score,
    address: DocAddress,
}

impl Eq for Found {}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Found {
    /// The worst is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then_with(|| self.address.cmp(&other.address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stay_and_of_equals_the_first() {
        let mut heap = Heap::new(3);
        for (doc, score) in [1.0, 5.0, 2.0, 5.0, 2.0, 0.5].into_iter().enumerate() {
            let doc = u32::try_from(doc).expect("small");
            heap.push(score, DocAddress::new(0, doc));
        }
        let docs = heap.into_sorted();
        let docs: Vec<(f32, u32)> = docs.iter().map(|one| (one.0, one.1.doc_id)).collect();
        assert_eq!(docs, [(5.0, 1), (5.0, 3), (2.0, 2)]);
    }

    #[test]
    fn nothing_is_too_bad_before_there_are_enough() {
        let mut heap = Heap::new(2);
        heap.push(3.0, DocAddress::new(0, 1));
        assert!(heap.least() < -1e30);
        heap.push(1.0, DocAddress::new(0, 2));
        assert!((heap.least() - 1.0).abs() < f32::EPSILON);
    }
}
