//! The session that is saved so that the bot logs in once: which device of
//! which account, and its tokens. For the bot's user's eyes only.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context;
use matrix_sdk::{Client, authentication::matrix::MatrixSession};
use serde::{Deserialize, Serialize};

/// The file of the session.
const FILE: &str = "session.json";

/// What is saved.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    pub(super) homeserver: String,
    #[serde(flatten)]
    pub(super) session: MatrixSession,
}

impl Saved {
    /// The session that a client has, when it has one.
    pub(super) fn of(client: &Client, homeserver: &str) -> Option<Self> {
        Some(Self {
            homeserver: homeserver.to_owned(),
            session: client.matrix_auth().session()?,
        })
    }
}

/// Where the session and the keys of its device are.
pub(super) fn directory(data_dir: &Path) -> PathBuf {
    data_dir.join("matrix")
}

/// Where the session is.
pub(super) fn file(data_dir: &Path) -> PathBuf {
    directory(data_dir).join(FILE)
}

pub(super) fn read(file: &Path) -> anyhow::Result<Option<Saved>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).with_context(|| {
            format!(
                "`{}` is no session; move it away to log in anew",
                file.display()
            )
        })?)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault).with_context(|| format!("failed to read `{}`", file.display())),
    }
}

/// Saves the session, for this user's eyes only, whole or not at all.
pub(super) fn save(saved: &Saved, file: &Path) -> anyhow::Result<()> {
    let beside = file.with_extension("json.new");
    let write = || {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut new = options.open(&beside)?;
        serde_json::to_writer(&mut new, saved)?;
        new.sync_all()?;
        fs::rename(&beside, file)
    };
    write().with_context(|| format!("failed to save the session in `{}`", file.display()))
}

pub(super) fn private_directory(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Deletes the databases of a device that nobody is logged in with.
pub(super) fn forget_keys(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("matrix-sdk-") {
            match fs::remove_file(&path) {
                // A database that is being closed takes its log away itself.
                Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
    }
    Ok(())
}
