//! Which article, version and number does a document found belong to? Reads
//! the fast fields, so that nothing needs to be stored twice.

use std::collections::{BTreeSet, HashMap};

use tantivy::{
    DocAddress, Searcher,
    columnar::{Column, StrColumn},
};

use super::{Error, Hit};

/// The columns of the segments that were looked at in one search.
#[derive(Default)]
pub(super) struct Columns {
    segments: HashMap<u32, Segment>,
}

struct Segment {
    article: Texts,
    version: Texts,
    number: Column<u64>,
}

/// A column of texts and what was read of it: looking one up unpacks a block of
/// the dictionary, and most hits are in the articles of others.
struct Texts {
    column: Option<StrColumn>,
    read: HashMap<u64, String>,
}

impl Columns {
    /// The document at `address` as a hit.
    pub(super) fn hit(
        &mut self,
        searcher: &Searcher,
        address: DocAddress,
        score: f32,
    ) -> Result<Hit, Error> {
        let segment = match self.segments.entry(address.segment_ord) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                let fields = searcher.segment_reader(address.segment_ord).fast_fields();
                new.insert(Segment {
                    article: Texts::of(fields.str("article")?),
                    version: Texts::of(fields.str("version")?),
                    number: fields.u64("number")?,
                })
            }
        };
        let number = segment.number.first(address.doc_id).unwrap_or(0);
        Ok(Hit {
            article: segment.article.text(address.doc_id)?,
            version: segment.version.text(address.doc_id)?,
            number: usize::try_from(number).unwrap_or(usize::MAX),
            score,
        })
    }
}

/// The languages of the articles in the index; those of articles removed may
/// linger until segments are merged.
pub(super) fn languages(searcher: &Searcher) -> Result<BTreeSet<String>, Error> {
    let mut languages = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str("language")? else {
            continue;
        };
        for ord in 0..column.num_terms() as u64 {
            let mut language = String::new();
            if column.ord_to_str(ord, &mut language).map_err(io)? {
                languages.insert(language);
            }
        }
    }
    Ok(languages)
}

impl Texts {
    fn of(column: Option<StrColumn>) -> Self {
        Self {
            column,
            read: HashMap::new(),
        }
    }

    fn text(&mut self, doc: u32) -> Result<String, Error> {
        let Some(column) = &self.column else {
            return Ok(String::new());
        };
        let Some(ord) = column.term_ords(doc).next() else {
            return Ok(String::new());
        };
        if let Some(known) = self.read.get(&ord) {
            return Ok(known.clone());
        }
        let mut text = String::new();
        column.ord_to_str(ord, &mut text).map_err(io)?;
        self.read.insert(ord, text.clone());
        Ok(text)
    }
}

fn io(error: std::io::Error) -> Error {
    Error::Tantivy(error.into())
}
