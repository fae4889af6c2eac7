//! Who said what in the articles, as it was worked out when they came: finding
//! it out again takes longer than reading an article. Derived: what other
//! engines found, or what does not fit the article, is as good as nothing.

use rusqlite::{OptionalExtension, params};

use super::{Error, Store, rows::json, writer::Lasts};
use crate::{article::Article, quotes::Attributions};

/// The engines that found it, by a hash of their code and weights.
const ENGINES: &str = env!("VERBATIM_ENGINES");

impl Store {
    /// Keeps what articles attribute to whom, as long as they are there.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn keep_attributions<'a>(
        &self,
        found: impl IntoIterator<Item = (&'a Article, &'a Attributions)>,
    ) -> Result<(), Error> {
        // Whatever a power cut undoes is worked out again.
        self.write_so(Lasts::InSystem, |transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO attributed (article, version, engines, found) \
                 SELECT id, ?2, ?3, ?4 FROM articles WHERE id = ?1 \
                 ON CONFLICT (article) DO UPDATE SET version = excluded.version, \
                 engines = excluded.engines, found = excluded.found",
            )?;
            for (article, found) in found {
                statement.execute(params![article.id, article.version, ENGINES, json(found)?])?;
            }
            Ok(())
        })
    }

    /// What was kept for an article; `None` where today's engines have not
    /// looked at it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn attributions(&self, article: &Article) -> Result<Option<Attributions>, Error> {
        let sql = "SELECT found FROM attributed \
                   WHERE article = ?1 AND version = ?2 AND engines = ?3";
        let json: Option<String> = self.read(|connection| {
            connection
                .prepare_cached(sql)?
                .query_row(params![article.id, article.version, ENGINES], |row| {
                    row.get(0)
                })
                .optional()
        })?;
        let found: Option<Attributions> = json.and_then(|json| serde_json::from_str(&json).ok());
        Ok(found.filter(|found| found.fit(article)))
    }
}
