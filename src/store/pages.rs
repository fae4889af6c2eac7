//! Which article was read at which address, and with what its server is asked
//! whether it has changed since.

use super::{Error, Store, Validators, sql::values};

/// What was read at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPage {
    /// The article.
    pub article: String,
    /// What the server gave with it.
    pub validators: Validators,
}

impl Store {
    /// Keeps what a server gave with the page that the asked version of an
    /// article was read from; nothing when it gave nothing to ask with.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn put_page(
        &self,
        address: &str,
        article: &str,
        validators: &Validators,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            if *validators == Validators::default() {
                let sql = "DELETE FROM pages WHERE article = ?1";
                transaction.execute(sql, values![article])?;
                return Ok(());
            }
            transaction.execute(
                "INSERT INTO pages (article, version, address, etag, last_modified) \
                 SELECT ?1, v.version, ?2, ?3, ?4 FROM articles a \
                 JOIN versions v ON v.article = a.id AND v.number = a.number WHERE a.id = ?1 \
                 ON CONFLICT (article) DO UPDATE SET version = excluded.version, \
                 address = excluded.address, etag = excluded.etag, \
                 last_modified = excluded.last_modified",
                values![article, address, validators.etag, validators.last_modified],
            )?;
            Ok(())
        })
    }

    /// What was read at an address for a community, or for everybody, as long
    /// as it is the version that is asked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn page(&self, address: &str, owner: Option<&str>) -> Result<Option<KnownPage>, Error> {
        let sql = "SELECT p.article, p.etag, p.last_modified FROM pages p \
                   JOIN articles a ON a.id = p.article \
                   JOIN versions v ON v.article = a.id AND v.number = a.number \
                   WHERE p.address = ?1 AND v.version = p.version AND a.owner IS NOT DISTINCT FROM ?2 \
                   ORDER BY p.article LIMIT 1";
        self.read(|connection| {
            connection.first(sql, values![address, owner], |row| {
                Ok(KnownPage {
                    article: row.get(0)?,
                    validators: Validators {
                        etag: row.get(1)?,
                        last_modified: row.get(2)?,
                    },
                })
            })
        })
    }
}
