//! Which network reads: the one that is built in, or the one that somebody put
//! in, which lasts as a copy in the data directory. Either is opened when the
//! first question needs it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::Context;

use super::{
    Reader, Reading, Reads, Unfit,
    files::{MODEL, VOCABULARY, files},
};

/// The folder of it in the data directory.
const FOLDER: &str = "reader";

/// The folder of the network that is kept in `data_dir`, if there is one.
#[must_use]
pub fn kept(data_dir: &Path) -> Option<PathBuf> {
    let folder = data_dir.join(FOLDER);
    folder.join(MODEL).is_file().then_some(folder)
}

/// Checks the network at `from` and keeps a copy of it in `data_dir`, in the
/// place of the one before; the parameters and pieces that it has.
///
/// # Errors
/// When it cannot be used or copied; the one before stays.
pub fn take(from: &Path, data_dir: &Path) -> anyhow::Result<(usize, usize)> {
    let size = Reader::open(from)?.size();
    let part = data_dir.join(format!("{FOLDER}.part"));
    let folder = data_dir.join(FOLDER);
    let old = data_dir.join(format!("{FOLDER}.old"));
    let copied = || -> io::Result<()> {
        for left in [&part, &old] {
            clear(left)?;
        }
        fs::create_dir_all(&part)?;
        for (file, name) in files(from).iter().zip([MODEL, VOCABULARY]) {
            fs::copy(file, part.join(name))?;
            fs::File::open(part.join(name))?.sync_all()?;
        }
        if folder.exists() {
            fs::rename(&folder, &old)?;
        }
        fs::rename(&part, &folder)?;
        clear(&old)
    };
    copied().with_context(|| format!("failed to keep a copy in `{}`", folder.display()))?;
    Ok(size)
}

/// Removes the network that is kept in `data_dir`; whether there was one.
///
/// # Errors
/// When its files cannot be removed.
pub fn remove(data_dir: &Path) -> anyhow::Result<bool> {
    let folder = data_dir.join(FOLDER);
    let there = folder.exists();
    clear(&folder).with_context(|| format!("failed to remove `{}`", folder.display()))?;
    Ok(there)
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
        _ => Ok(()),
    }
}

/// A network that is opened at the first question. One that cannot be opened
/// any more is logged, once, and reads nothing.
#[derive(Debug)]
pub struct Kept {
    folder: Option<PathBuf>,
    reader: OnceLock<Option<Reader>>,
}

impl Kept {
    /// The network that is kept in `data_dir`, else the one that is built in;
    /// it is not opened yet.
    #[must_use]
    pub fn new(data_dir: Option<&Path>) -> Self {
        Self {
            folder: data_dir.and_then(kept),
            reader: OnceLock::new(),
        }
    }

    /// Where it is; nothing for the one that is built in.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Opens it.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(&self) -> Result<Reader, Unfit> {
        match self.folder() {
            Some(folder) => Reader::open(folder),
            None => Reader::built_in(),
        }
    }
}

impl Reads for Kept {
    fn read(&self, question: &str, passage: &str) -> Option<Reading> {
        let reader = self.reader.get_or_init(|| {
            let opened = self.open();
            opened
                .inspect_err(|fault| tracing::error!("answers go without a reader: {fault}"))
                .ok()
        });
        reader.as_ref()?.read(question, passage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::network::tests::tiny;

    #[test]
    fn a_network_is_kept_until_it_is_removed_and_a_bad_one_changes_nothing() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(kept(place.path()), None);
        assert!(!remove(place.path()).unwrap());
        let (parameters, pieces) = take(&tiny(), place.path()).unwrap();
        assert!(parameters > 1_000 && pieces > 100);
        // By its file, over the one before.
        take(&tiny().join(MODEL), place.path()).unwrap();
        let bad = tempfile::tempdir().unwrap();
        assert!(take(bad.path(), place.path()).is_err());
        let reader = Kept::new(Some(place.path()));
        assert_eq!(reader.folder(), kept(place.path()).as_deref());
        assert!(reader.read("who spoke?", "The mayor spoke.").is_some());
        let late = Kept::new(Some(place.path()));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        assert!(remove(place.path()).unwrap());
        assert_eq!(late.read("who?", "The mayor."), None);
        assert_eq!(Kept::new(Some(place.path())).folder(), None);
    }
}
