//! Reads files of this machine for whoever runs the program.

use std::path::Path;

use super::{Options, articles};
use crate::command::{Fetched, Outside};

/// Reads files.
#[derive(Debug)]
pub(super) struct Reading {
    longest: u64,
}

impl Reading {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            longest: options.article_bytes,
        }
    }
}

impl Outside for Reading {
    fn fetch(&self, _: &str) -> Result<Fetched, String> {
        Err("I cannot open addresses yet. Save the page and add the file.".to_owned())
    }

    fn read(&self, path: &str) -> Result<Fetched, String> {
        let (name, bytes) = articles::contents(Path::new(path), self.longest)
            .map_err(|fault| format!("{fault:#}."))?;
        Ok(Fetched {
            name,
            bytes,
            ..Fetched::default()
        })
    }
}
