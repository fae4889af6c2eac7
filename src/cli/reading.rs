//! Reads pages of the web, and files of this machine for whoever runs the
//! program.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{Options, apart, articles, progress::Progress};
use crate::{
    article::Format,
    command::{Fetched, Outside},
    fetch::{Fetcher, Page, Robots, Unfetched},
    pdf,
    store::Validators,
};

/// Reads pages and files.
#[derive(Debug)]
pub(super) struct Reading {
    longest: u64,
    fetcher: Fetcher,
    robots: Robots,
    /// Only whoever waits at this machine is told.
    progress: Mutex<Option<Progress>>,
}

impl Reading {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            longest: options.article_bytes,
            fetcher: Fetcher::new(options.config.fetch()),
            robots: Robots::default(),
            progress: Mutex::default(),
        }
    }
}

impl Outside for Reading {
    fn fetch(&self, address: &str) -> Result<Fetched, String> {
        self.fetcher
            .fetch(address)
            .map(fetched)
            .map_err(|why| told(&why))
    }

    fn fetch_changed(&self, address: &str, since: &Validators) -> Result<Option<Fetched>, String> {
        let page = self.fetcher.fetch_changed(address, since);
        page.map(|page| page.map(fetched)).map_err(|why| told(&why))
    }

    fn fetch_politely(&self, address: &str) -> Result<Fetched, String> {
        let page = self.robots.fetch(&self.fetcher, address);
        page.map(fetched).map_err(|why| told(&why))
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

    fn progress(&self, done: usize, of: usize) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress
            .get_or_insert_with(|| Progress::new("reading"))
            .tell(done, of);
        if done >= of {
            *progress = None;
        }
    }

    fn text_of(&self, fetched: Fetched) -> Result<Fetched, String> {
        if !pdf::is_pdf(&fetched.bytes) {
            return Ok(fetched);
        }
        let text = apart::markdown(&fetched.name, fetched.bytes)?;
        Ok(Fetched {
            name: fetched.name,
            content_type: None,
            bytes: text.into_bytes(),
            format: Some(Format::Markdown),
            ..Fetched::default()
        })
    }
}

fn fetched(page: Page) -> Fetched {
    Fetched {
        name: page.address,
        content_type: page.content_type,
        bytes: page.bytes,
        format: None,
        validators: page.validators,
    }
}

fn told(why: &Unfetched) -> String {
    tracing::info!("not fetched: {why}");
    sentence(&why.to_string())
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
