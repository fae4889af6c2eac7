//! Who said what in the articles, as it was worked out when they came: finding
//! it out again takes longer than reading an article. Derived: what other
//! engines found, or what does not fit the article, is as good as nothing.

use super::{Error, Store, rows::json, sql::values, writer::Lasts};
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
            let sql = "INSERT INTO attributed (article, version, engines, found) \
                 SELECT id, ?2, ?3, ?4 FROM articles WHERE id = ?1 \
                 ON CONFLICT (article) DO UPDATE SET version = excluded.version, \
                 engines = excluded.engines, found = excluded.found";
            for (article, found) in found {
                let found = json(found)?;
                transaction.execute(sql, values![article.id, article.version, ENGINES, found])?;
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
            let which = values![article.id, article.version, ENGINES];
            connection.first(sql, which, |row| row.get(0))
        })?;
        let found: Option<Attributions> = json.and_then(|json| serde_json::from_str(&json).ok());
        Ok(found.filter(|found| found.fit(article)))
    }
}
