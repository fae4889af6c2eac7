//! How rare is a word and how long is a text, among documents of one kind?
//! tantivy alone would count documents of every kind, and so take nearly
//! every passage for a long one.

use tantivy::{Searcher, Term, query::Bm25StatisticsProvider, schema::Field};

use super::{Kind, documents::Fields};

/// The figures that BM25 needs, for one kind of document.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    documents: u64,
}

impl<'a> Statistics<'a> {
    pub(super) fn of(searcher: &'a Searcher, fields: &Fields, kind: Kind) -> tantivy::Result<Self> {
        let term = Term::from_field_text(fields.kind, kind.name());
        let documents = searcher.doc_freq(&term)?;
        Ok(Self {
            searcher,
            documents,
        })
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // tantivy insists that no word is in more documents than there are.
        Ok(self.searcher.doc_freq(term)?.min(self.documents))
    }
}
