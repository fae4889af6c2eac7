//! `verbatim doctor`: is everything there that the program needs, and in
//! order, before it is started?

use std::{
    io::{self, Write},
    path::Path,
};

use super::{Exit, Options, articles, next_step, shelf};
use crate::{
    article::Article,
    command::counted,
    index,
    store::{self, Store},
};

/// What one look found.
struct Finding {
    what: &'static str,
    well: bool,
    says: String,
}

pub(super) fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut findings = vec![configuration(options), compiled_in(), named(options)];
    findings.extend(library(options));
    #[cfg(feature = "reader")]
    findings.push(reader(options));
    findings.extend(platforms(options));
    let mut out = io::stdout().lock();
    for finding in &findings {
        let mark = if finding.well { "ok   " } else { "FAULT" };
        let says = crate::chat::terminal::sanitise::sanitise(&finding.says);
        writeln!(out, "{mark}  {:<14} {says}", finding.what)?;
    }
    let faults = findings.iter().filter(|finding| !finding.well).count();
    if faults == 0 {
        writeln!(out, "All is well.")?;
        return Ok(Exit::Answered);
    }
    let plural = if faults == 1 { "" } else { "s" };
    writeln!(out, "{faults} fault{plural}.")?;
    Ok(Exit::Fault)
}

impl Finding {
    fn well(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            well: true,
            says: says.into(),
        }
    }

    fn fault(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            well: false,
            says: says.into(),
        }
    }

    fn of<E: Into<anyhow::Error>>(what: &'static str, looked: Result<String, E>) -> Self {
        match looked {
            Ok(says) => Self::well(what, says),
            Err(fault) => Self::fault(what, format!("{:#}", fault.into())),
        }
    }
}

/// That it is right is known by now: the program does not start otherwise.
fn configuration(options: &Options) -> Finding {
    let says = match &options.file {
        Some(file) => format!("read from `{}`", file.display()),
        None => "no file; every key has its default".to_owned(),
    };
    Finding::well("configuration", says)
}

fn compiled_in() -> Finding {
    let ready = articles::compiled_in().map(|all| titles(&all));
    Finding::of("compiled in", ready)
}

fn named(options: &Options) -> Finding {
    if options.articles.is_empty() {
        return Finding::well("articles", "the configuration names none");
    }
    let named: Vec<String> = options
        .articles
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let read = articles::load(&named, options.article_bytes, &|| Ok(None));
    Finding::of("articles", read.map(|all| titles(&all)))
}

fn titles(all: &[Article]) -> String {
    let titles: Vec<&str> = all.iter().take(3).map(Article::title).collect();
    let more = all.len().saturating_sub(titles.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", titles.join("; "))
}

fn library(options: &Options) -> Vec<Finding> {
    let directory = match shelf::place(options) {
        Ok(directory) => directory,
        Err(fault) => return vec![Finding::fault("library", format!("{fault:#}"))],
    };
    let shown = directory.display();
    if options.database.is_some() {
        return database(options, directory);
    }
    if !Store::is_in(directory) {
        return vec![Finding::of(
            "library",
            writable(directory).map(|()| format!("none yet; `{shown}` can hold one")),
        )];
    }
    // Another process that serves from it is no fault.
    let (store, how) = match Store::open(directory) {
        Ok(store) => (store, ""),
        Err(store::Error::InUse { .. }) => match Store::open_read_only(directory) {
            Ok(store) => (store, ", in use by another process"),
            Err(fault) => return vec![Finding::fault("library", with_causes(&fault))],
        },
        Err(fault) => return vec![Finding::fault("library", with_causes(&fault))],
    };
    looked_at(&store, directory, how)
}

/// The same on a server, which other processes may use meanwhile.
fn database(options: &Options, directory: &Path) -> Vec<Finding> {
    let opened = match shelf::open(options) {
        Err(fault) if matches!(fault.downcast_ref(), Some(store::Error::InUse { .. })) => {
            shelf::open_to_read(options)
        }
        opened => opened.map(Some),
    };
    match opened {
        Ok(Some(store)) => looked_at(&store, directory, ", on a server"),
        Ok(None) => Vec::new(),
        Err(fault) => vec![Finding::fault("library", format!("{fault:#}"))],
    }
}

fn looked_at(store: &Store, directory: &Path, how: &str) -> Vec<Finding> {
    let shown = store.path().display();
    let checked = match store.check() {
        Ok(faults) if faults.is_empty() => Finding::well("library", format!("`{shown}`{how}")),
        Ok(faults) => {
            let damaged = store::Error::Damaged {
                path: store.path().to_owned(),
                what: faults.join("; "),
            };
            Finding::fault("library", with_causes(&damaged))
        }
        Err(fault) => Finding::fault("library", with_causes(&fault)),
    };
    let listed = store.listings().map(|all| counted(all.len(), "article"));
    let search = shelf::index_of(directory);
    let index = match index::Index::open_to_read(&search) {
        Some(_) => Finding::well("search index", "can be read"),
        None => Finding::well("search index", "will be made at the first search"),
    };
    vec![checked, Finding::of("added", listed), index]
}

#[cfg(feature = "reader")]
fn reader(options: &Options) -> Finding {
    Finding::of("reader", super::reader::described(options))
}

/// What is wrong with the store, why, and what to do about it.
fn with_causes(fault: &store::Error) -> String {
    let mut says = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(inner) = cause {
        says = format!("{says}: {inner}");
        cause = inner.source();
    }
    match next_step::of(fault) {
        Some(next) => format!("{says}. {next}"),
        None => says,
    }
}

/// Whether files can be made in a directory, or in the nearest that exists
/// above it. Leaves nothing behind.
fn writable(directory: &std::path::Path) -> anyhow::Result<()> {
    let existing = directory.ancestors().find(|path| path.is_dir());
    let existing = existing.unwrap_or(directory);
    let probe = existing.join(format!(".verbatim-doctor-{}", std::process::id()));
    std::fs::File::create_new(&probe)
        .and_then(|_| std::fs::remove_file(&probe))
        .map_err(|fault| anyhow::anyhow!("`{}` cannot be written: {fault}", existing.display()))
}

#[cfg(feature = "serve")]
fn platforms(options: &Options) -> Vec<Finding> {
    match super::serve::configured(&options.config) {
        Ok(platforms) if platforms.is_empty() => vec![Finding::well(
            "platforms",
            "none is configured; without one the chat opens",
        )],
        Ok(platforms) => platforms
            .iter()
            .map(|platform| match platform.name {
                #[cfg(feature = "discord")]
                "discord" => Finding::of("platform", discord(options)),
                name => Finding::well("platform", format!("{name} is configured")),
            })
            .collect(),
        Err(fault) => vec![Finding::fault("platforms", format!("{fault:#}"))],
    }
}

#[cfg(feature = "discord")]
fn discord(options: &Options) -> anyhow::Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let look = runtime.block_on(crate::chat::discord::look(&options.config))?;
    Ok(look.unwrap_or_default())
}

#[cfg(not(feature = "serve"))]
fn platforms(_: &Options) -> Vec<Finding> {
    vec![Finding::well(
        "platforms",
        "this build is for the terminal alone",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_that_comes_along_is_named() {
        let finding = compiled_in();
        assert!(finding.well && !finding.says.is_empty());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_a_fault() {
        let directory = tempfile::tempdir().unwrap();
        assert!(writable(&directory.path().join("a/b")).is_ok());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        assert!(writable(std::path::Path::new("/proc/self")).is_err());
    }
}
