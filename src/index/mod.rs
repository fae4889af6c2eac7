//! Where in the library do these words stand? The only user of tantivy; knows
//! neither how an article was read nor what is said to the asker.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tantivy::{
    DocAddress, IndexReader, ReloadPolicy, Score, Searcher, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Query, TermQuery, TermSetQuery},
    schema::IndexRecordOption,
};

use crate::{article::Article, quotes::Attributions};

pub(crate) mod analysis;
mod best;
mod candidates;
mod columns;
mod directory;
mod documents;
mod marks;
mod query;
mod statistics;
mod writer;

use best::Best;
use columns::Columns;
use documents::Fields;
pub use marks::Marker;
use statistics::Statistics;
pub use writer::Writer;

/// What was typed beyond this is not searched for, in code points; chat
/// messages are shorter.
const LONGEST_QUERY: usize = 8_000;

/// Different words of one query that are searched for; questions have fewer.
const MOST_WORDS: usize = 64;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// tantivy refused.
    #[error("the search index failed")]
    Tantivy(#[from] tantivy::TantivyError),
    /// The directory cannot be used.
    #[error("failed to open the search index `{}`", path.display())]
    Directory {
        /// The directory or a file in it.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The directory holds something else, which is not ours to delete.
    #[error("`{}` is no search index: it holds `{found}`", path.display())]
    NotAnIndex {
        /// The directory.
        path: PathBuf,
        /// A file that is not of an index.
        found: String,
    },
}

/// Passages, sentences and quotes of the articles, searchable.
pub struct Index {
    fields: Fields,
    state: RwLock<State>,
    /// Held while articles are added or removed; searches go on meanwhile.
    /// Says whether files that a killed process left were swept out.
    writing: Mutex<bool>,
}

/// What searches read; replaced when the index changes.
#[derive(Clone)]
struct State {
    index: tantivy::Index,
    reader: IndexReader,
    /// ISO 639-1 codes of the articles, whose stems a query must try.
    languages: Arc<BTreeSet<String>>,
    in_memory: bool,
}

/// Which articles a search may look at; identifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// Those that everybody may ask, and those of this community.
    Community(String),
    /// Those of one community alone, or of everybody alone.
    Of(Option<String>),
    /// These only.
    Articles(Vec<String>),
}

/// An article as it is indexed.
#[derive(Clone, Copy, Debug)]
pub struct Indexed<'a> {
    /// The article.
    pub article: &'a Article,
    /// Who said what in it.
    pub attributions: &'a Attributions,
    /// The community that alone may ask it; everybody may without.
    pub owner: Option<&'a str>,
}

impl<'a> From<(&'a Article, &'a Attributions)> for Indexed<'a> {
    fn from((article, attributions): (&'a Article, &'a Attributions)) -> Self {
        Self {
            article,
            attributions,
            owner: None,
        }
    }
}

/// One thing found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Identifier of the article.
    pub article: String,
    /// Version the hit belongs to.
    pub version: String,
    /// Index of the passage, sentence or attribution, after what was searched.
    pub number: usize,
    /// BM25 score; comparable within one search only.
    pub score: f32,
}

/// What to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Paragraphs.
    Passage,
    /// Sentences.
    Sentence,
    /// Contents of attributions.
    Quote,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Passage => "passage",
            Kind::Sentence => "sentence",
            Kind::Quote => "quote",
        }
    }
}

impl Index {
    /// An empty index in memory.
    ///
    /// # Errors
    /// When tantivy cannot make one.
    pub fn in_memory() -> Result<Self, Error> {
        let (schema, _) = Fields::schema();
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(documents::settings())
            .create_in_ram()?;
        Self::over(index, true)
    }

    /// The index in a directory; made anew when it is missing, of another
    /// format, or damaged.
    ///
    /// # Errors
    /// When the directory cannot be used, or holds anything but an index.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        Self::over(directory::open(directory)?, false)
    }

    /// The index in a directory as it is; none when it cannot be trusted.
    #[must_use]
    pub fn open_to_read(directory: &Path) -> Option<Self> {
        let index = directory::trusted(directory).ok()?;
        Self::over(index, false).ok()
    }

    /// An empty index in a directory, in the place of the one that was there.
    ///
    /// # Errors
    /// When the directory cannot be used, or holds anything but an index.
    pub fn open_anew(directory: &Path) -> Result<Self, Error> {
        Self::over(directory::make(directory)?, false)
    }

    fn over(index: tantivy::Index, in_memory: bool) -> Result<Self, Error> {
        let (_, fields) = Fields::schema();
        let state = State::over(index, in_memory)?;
        let index = Self {
            fields,
            state: RwLock::new(state),
            writing: Mutex::new(in_memory),
        };
        index.refresh()?;
        Ok(index)
    }

    /// The best hits for what a person typed, best first.
    ///
    /// # Errors
    /// When tantivy cannot read.
    pub fn search(
        &self,
        kind: Kind,
        words: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        let (searcher, found) = self.found(kind, words, scope, limit)?;
        let mut columns = Columns::default();
        found
            .into_iter()
            .map(|(score, address)| columns.hit(&searcher, address, score))
            .collect()
    }

    /// Where the best hits are and how good they are, best first, in what was searched.
    fn found(
        &self,
        kind: Kind,
        words: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<(Searcher, Vec<(Score, DocAddress)>), Error> {
        let state = self.state();
        let searcher = state.reader.searcher();
        let asked = (kind, words, scope);
        let query = query::build(&searcher, &self.fields, &state.languages, asked)?;
        let (Some(query), true) = (query, limit > 0) else {
            return Ok((searcher, Vec::new()));
        };
        let statistics = Statistics::of(&searcher, &self.fields, kind)?;
        let owners = match scope {
            Scope::Community(owner) => Some(vec![documents::EVERYBODY.to_owned(), owner.clone()]),
            Scope::Of(owner) => Some(vec![
                owner
                    .clone()
                    .unwrap_or_else(|| documents::EVERYBODY.to_owned()),
            ]),
            Scope::All | Scope::Articles(_) => None,
        };
        let best = Best::new(limit, owners);
        let found = searcher.search_with_statistics_provider(&query, &best, &statistics)?;
        Ok((searcher, found))
    }

    /// Which version of which article the index holds.
    ///
    /// # Errors
    /// When tantivy cannot read.
    pub fn articles(&self) -> Result<BTreeMap<String, String>, Error> {
        self.versions(&self.one_an_article())
    }

    /// Which version the index holds of some articles; those that it has not
    /// are left out.
    ///
    /// # Errors
    /// When tantivy cannot read.
    pub fn held(&self, ids: &[&str]) -> Result<BTreeMap<String, String>, Error> {
        let terms = ids
            .iter()
            .map(|id| Term::from_field_text(self.fields.article, id));
        let queries: [Box<dyn Query>; 2] = [
            Box::new(self.one_an_article()),
            Box::new(TermSetQuery::new(terms)),
        ];
        self.versions(&BooleanQuery::intersection(queries.into()))
    }

    /// Each article has one document of this kind.
    fn one_an_article(&self) -> TermQuery {
        let term = Term::from_field_text(self.fields.kind, documents::ARTICLE);
        TermQuery::new(term, IndexRecordOption::Basic)
    }

    fn versions(&self, query: &dyn Query) -> Result<BTreeMap<String, String>, Error> {
        let searcher = self.state().reader.searcher();
        let mut columns = Columns::default();
        let mut articles = BTreeMap::new();
        for address in searcher.search(query, &DocSetCollector)? {
            let hit = columns.hit(&searcher, address, 0.0)?;
            articles.insert(hit.article, hit.version);
        }
        Ok(articles)
    }

    /// Makes the last commit visible to searches.
    fn refresh(&self) -> Result<(), Error> {
        let reader = self.state().reader;
        reader.reload()?;
        let languages = columns::languages(&reader.searcher())?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.languages = Arc::new(languages);
        Ok(())
    }

    fn state(&self) -> State {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.clone()
    }
}

impl State {
    fn over(index: tantivy::Index, in_memory: bool) -> Result<Self, Error> {
        // Reloaded by hand after a commit: watching would take a thread.
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            index,
            reader,
            languages: Arc::default(),
            in_memory,
        })
    }

    fn in_memory_and_empty(&self) -> bool {
        self.in_memory && self.reader.searcher().segment_readers().is_empty()
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = self.state().reader.searcher().num_docs();
        f.debug_struct("Index")
            .field("documents", &documents)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
