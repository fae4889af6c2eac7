//! How articles come into the index and out of it. Writers live shortly:
//! nothing of their heap stays when they are gone.

use std::{
    collections::BTreeMap,
    fmt, iter,
    sync::{MutexGuard, PoisonError},
};

use tantivy::{
    IndexWriter, TantivyDocument, Term, directory::RamDirectory, indexer::UserOperation,
};

use super::{
    Error, Index, Indexed, State, directory,
    documents::{self, Fields},
};

/// The smallest heap that tantivy accepts, in bytes; it lives only while
/// articles are added. A second thread with a heap of its own is no faster.
const WRITER_HEAP: usize = 15_000_000;

/// What the tables for articles in memory start from, in bytes; they grow.
const HEAP_FOR_FEW: usize = 2_000_000;

/// Adds many articles, batch by batch. Nobody else writes meanwhile; searches
/// go on, and find each batch when it is added.
pub struct Writer<'a> {
    index: &'a Index,
    inner: IndexWriter,
    _writing: MutexGuard<'a, bool>,
}

impl fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer<'_> {
    /// Adds articles and makes them searchable; an article of the same
    /// identifier is replaced.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn add<'i, I>(&mut self, articles: &[I]) -> Result<(), Error>
    where
        I: Copy + Into<Indexed<'i>>,
    {
        let fields = &self.index.fields;
        for indexed in articles {
            let indexed: Indexed<'_> = (*indexed).into();
            let before = Term::from_field_text(fields.article, &indexed.article.id);
            let added = fields.make_docs(indexed).into_iter();
            let added = added.map(UserOperation::Add);
            let all: Vec<_> = iter::once(UserOperation::Delete(before))
                .chain(added)
                .collect();
            // At once, so that all of an article is in one segment.
            self.inner.run(all)?;
        }
        self.commit()
    }

    /// Removes articles by identifier; unknown ones are passed over.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn remove(&mut self, ids: &[&str]) -> Result<(), Error> {
        let field = self.index.fields.article;
        for id in ids {
            self.inner.delete_term(Term::from_field_text(field, id));
        }
        self.commit()
    }

    /// Waits until the files are in order. Without it they are put in order
    /// later.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn finish(self) -> Result<(), Error> {
        self.inner.wait_merging_threads()?;
        self.index.refresh()
    }

    fn commit(&mut self) -> Result<(), Error> {
        let mut commit = self.inner.prepare_commit()?;
        commit.set_payload(&directory::payload());
        commit.commit()?;
        self.index.refresh()
    }
}

impl Index {
    /// A writer for many articles; waits until no other is at work.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn writer(&self) -> Result<Writer<'_>, Error> {
        let mut swept = self.writing();
        let writer = self.state().index.writer_with_num_threads(1, WRITER_HEAP)?;
        if !*swept {
            // tantivy refuses to write a file that is there, and a commit
            // that was cut short has written files of the same names.
            writer.garbage_collect_files().wait()?;
            *swept = true;
        }
        Ok(Writer {
            index: self,
            inner: writer,
            _writing: swept,
        })
    }

    /// Adds articles and makes them searchable; an article of the same
    /// identifier is replaced.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn add<'i, I>(&self, articles: &[I]) -> Result<(), Error>
    where
        I: Copy + Into<Indexed<'i>>,
    {
        if articles.is_empty() {
            return Ok(());
        }
        {
            let _writing = self.writing();
            if self.state().in_memory_and_empty() {
                let articles: Vec<Indexed<'_>> = articles.iter().map(|&one| one.into()).collect();
                return self.fill(&articles);
            }
        }
        let mut writer = self.writer()?;
        writer.add(articles)?;
        writer.finish()
    }

    /// Removes articles by identifier; unknown ones are passed over.
    ///
    /// # Errors
    /// When tantivy cannot write.
    pub fn remove(&self, ids: &[&str]) -> Result<(), Error> {
        let mut writer = self.writer()?;
        writer.remove(ids)?;
        writer.finish()
    }

    /// Fills an empty index in memory without starting a thread or keeping a
    /// heap: what a process with a few articles does.
    fn fill(&self, articles: &[Indexed<'_>]) -> Result<(), Error> {
        let (schema, _) = Fields::schema();
        let mut writer = tantivy::Index::builder()
            .schema(schema)
            .settings(documents::settings())
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), HEAP_FOR_FEW)?;
        let last: BTreeMap<&str, usize> = articles
            .iter()
            .enumerate()
            .map(|(at, indexed)| (indexed.article.id.as_str(), at))
            .collect();
        for (at, indexed) in articles.iter().enumerate() {
            // Of several with one identifier, the last replaces the others.
            if last.get(indexed.article.id.as_str()) == Some(&at) {
                for doc in self.fields.make_docs(*indexed) {
                    writer.add_document(doc)?;
                }
            }
        }
        let state = State::over(writer.finalize()?, true)?;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        self.refresh()
    }

    fn writing(&self) -> MutexGuard<'_, bool> {
        // A panic while writing leaves the last commit in place.
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
