//! `verbatim export` and `verbatim import`: the whole state of a library in
//! one file, to keep or to take to another machine.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::ArgMatches;

use super::{Exit, Options, grammar, shelf};
use crate::store::Store;

/// Writes everything, also while another process serves.
pub(super) fn export(given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let directory = shelf::place(options)?;
    let Some(store) = shelf::open_to_read(options)? else {
        bail!(
            "there is nothing to export: no library is in `{}`",
            directory.display()
        );
    };
    let Some(to) = given.get_one::<PathBuf>(grammar::FILE) else {
        store.export(BufWriter::new(io::stdout().lock()))?;
        return Ok(Exit::Answered);
    };
    let cannot = || format!("failed to write `{}`", to.display());
    // Beside it first: a disk that is full must not cost the export before.
    let partial = beside(to);
    let file = File::create(&partial).with_context(cannot)?;
    let written = write(&store, file);
    if written.is_err() {
        // What is left of it is of no use; the fault itself is told.
        let _ = fs::remove_file(&partial);
    }
    let rows = written?;
    fs::rename(&partial, to).with_context(cannot)?;
    writeln!(io::stderr(), "{rows} rows written to `{}`", to.display())?;
    Ok(Exit::Answered)
}

fn write(store: &Store, file: File) -> anyhow::Result<u64> {
    let mut out = BufWriter::new(file);
    let rows = store.export(&mut out)?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(rows)
}

fn beside(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Reads an export: all of it or nothing. What was there is moved, never
/// deleted, and only when that was asked for.
pub(super) fn import(given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let directory = shelf::place(options)?;
    if given.get_flag(grammar::SET_ASIDE) && options.database.is_some() {
        bail!("a database on a server is not moved; name another one in VERBATIM_DATABASE");
    }
    if given.get_flag(grammar::SET_ASIDE) && Store::is_in(directory) {
        let aside = Store::set_aside(directory)?;
        writeln!(io::stderr(), "what was there is `{}` now", aside.display())?;
    }
    let store = shelf::open(options)?;
    let imported = match given.get_one::<PathBuf>(grammar::FILE) {
        Some(from) if from != Path::new("-") => {
            let cannot = || format!("failed to read `{}`", from.display());
            // Opening a pipe waits for its writer.
            if !from.metadata().with_context(cannot)?.is_file() {
                bail!("`{}` is not an ordinary file", from.display());
            }
            store.import(BufReader::new(File::open(from).with_context(cannot)?))?
        }
        _ => store.import(io::stdin().lock())?,
    };
    writeln!(io::stderr(), "{} rows read", imported.rows)?;
    Ok(Exit::Answered)
}
