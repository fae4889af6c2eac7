//! Which library a run of the program works on: the articles that are named,
//! else the one that lasts, else what is compiled in.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;

use super::{Options, articles};
use crate::{
    library::Library,
    store::{self, Store},
};

/// The search index in the data directory.
const INDEX: &str = "search";

/// What the library is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// To be asked once; nothing is made on the disk.
    Ask,
    /// To be talked to: what is added should last, but need not.
    Talk,
    /// To be changed: without a place that lasts there is no use.
    Change,
}

/// The library of the articles `named`; without names the one that lasts.
pub(super) fn library(
    named: &[String],
    options: &Options,
    purpose: Use,
) -> anyhow::Result<Library> {
    if !named.is_empty() && purpose != Use::Change {
        let kept = || open_to_read(options);
        let articles = articles::load(named, options.article_bytes, &kept)?;
        return Ok(Library::in_memory(articles)?);
    }
    match purpose {
        Use::Ask => asked_once(options),
        Use::Talk => talked_to(options),
        Use::Change => lasting(options),
    }
}

fn compiled_in() -> anyhow::Result<Library> {
    Ok(Library::in_memory(articles::compiled_in()?)?)
}

/// The store, to be read, when there is one.
pub(super) fn open_to_read(options: &Options) -> anyhow::Result<Option<Store>> {
    let Some(directory) = options.data_dir.as_deref() else {
        return Ok(None);
    };
    #[cfg(feature = "postgres")]
    if let Some(address) = address(options)? {
        let read = || Store::connect_read_only(&address, directory);
        return Ok(Some(of_today(read, || {
            Store::connect(&address, directory)
        })?));
    }
    if !Store::is_in(directory) {
        return Ok(None);
    }
    let read = || Store::open_read_only(directory);
    Ok(Some(of_today(read, || Store::open(directory))?))
}

/// A store to be read; one of an older program is opened to be written first,
/// which makes it one of today.
fn of_today(
    read: impl Fn() -> Result<Store, store::Error>,
    write: impl FnOnce() -> Result<Store, store::Error>,
) -> Result<Store, store::Error> {
    match read() {
        Err(store::Error::ReadOnly { .. }) => drop(write()?),
        opened => return opened,
    }
    read()
}

fn asked_once(options: &Options) -> anyhow::Result<Library> {
    match (open_to_read(options)?, options.data_dir.as_deref()) {
        (Some(store), Some(directory)) => {
            let library = Library::stored(Arc::new(store), &index_of(directory))?;
            // Somebody may have removed everything.
            if library.is_empty() {
                return compiled_in();
            }
            Ok(library)
        }
        _ => compiled_in(),
    }
}

/// As good as it gets: a full or locked place must not keep anybody from
/// asking. A damaged store does: what is in it would seem to be gone.
fn talked_to(options: &Options) -> anyhow::Result<Library> {
    let fault = match lasting(options) {
        Ok(library) => return Ok(library),
        Err(fault) => fault,
    };
    let harmless = fault.downcast_ref::<store::Error>().is_none_or(|fault| {
        matches!(
            fault,
            store::Error::InUse { .. }
                | store::Error::Full { .. }
                | store::Error::ReadOnly { .. }
                | store::Error::File { .. }
        )
    });
    if !harmless {
        return Err(fault);
    }
    tracing::warn!("{fault:#}; what is added will not last");
    asked_once(options)
}

fn lasting(options: &Options) -> anyhow::Result<Library> {
    let directory = place(options)?;
    let store = Arc::new(open(options)?);
    let library = Library::stored(store, &index_of(directory))?;
    if library.is_empty() {
        library.add_all(articles::compiled_in()?)?;
    }
    Ok(library)
}

/// The store, to be written: on the server that is configured, else in the data
/// directory.
pub(super) fn open(options: &Options) -> anyhow::Result<Store> {
    let directory = place(options)?;
    #[cfg(feature = "postgres")]
    if let Some(address) = address(options)? {
        return Ok(Store::connect(&address, directory)?);
    }
    #[cfg(not(feature = "postgres"))]
    if options.database.is_some() {
        anyhow::bail!(
            "VERBATIM_DATABASE is set, but this program was built without the feature `postgres`"
        );
    }
    Ok(Store::open(directory)?)
}

/// The server that keeps the state, where one is configured.
#[cfg(feature = "postgres")]
fn address(options: &Options) -> anyhow::Result<Option<store::Address>> {
    let Some(database) = &options.database else {
        return Ok(None);
    };
    let address = database.expose().parse();
    Ok(Some(address.context("VERBATIM_DATABASE cannot be used")?))
}

/// Where the search index of the library in `directory` is.
pub(super) fn index_of(directory: &Path) -> PathBuf {
    directory.join(INDEX)
}

/// Where the library lasts.
pub(super) fn place(options: &Options) -> anyhow::Result<&Path> {
    options
        .data_dir
        .as_deref()
        .context("there is no place for the library: set HOME, or data_dir in the configuration")
}
