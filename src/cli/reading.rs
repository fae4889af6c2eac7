//! Reads pages of the web, and files of this machine for whoever runs the
//! program.

use std::path::Path;

use super::{Options, articles};
use crate::{
    command::{Fetched, Outside},
    fetch::Fetcher,
};

/// Reads pages and files.
#[derive(Debug)]
pub(super) struct Reading {
    longest: u64,
    fetcher: Fetcher,
}

impl Reading {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            longest: options.article_bytes,
            fetcher: Fetcher::new(options.config.fetch()),
        }
    }
}

impl Outside for Reading {
    fn fetch(&self, address: &str) -> Result<Fetched, String> {
        let page = self.fetcher.fetch(address).map_err(|why| {
            tracing::info!("not fetched: {why}");
            sentence(&why.to_string())
        })?;
        Ok(Fetched {
            name: page.address,
            content_type: page.content_type,
            bytes: page.bytes,
            format: None,
        })
    }

    fn read(&self, path: &str) -> Result<Fetched, String> {
        let (name, bytes) = articles::contents(Path::new(path), self.longest)
            .map_err(|fault| sentence(&format!("{fault:#}")))?;
        Ok(Fetched {
            name,
            bytes,
            ..Fetched::default()
        })
    }
}

/// A fault as a sentence: a capital at its head and a full stop at its end.
fn sentence(fault: &str) -> String {
    let mut characters = fault.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    let whole: String = first.chain(characters).collect();
    if whole.ends_with(['.', '!', '?']) {
        whole
    } else {
        whole + "."
    }
}
