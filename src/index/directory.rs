//! Can the index in this directory be trusted? One that is missing, of
//! another format or program, or damaged is made anew: the index is derived
//! and loses nothing. Deletes only what is certainly an index.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;

use super::{
    Error,
    documents::{self, Fields},
};

/// Raise it when the schema, the analysis or the numbering of documents
/// changes.
const FORMAT: u32 = 1;

/// What every commit carries; compared whole.
#[derive(Serialize, Deserialize, PartialEq)]
struct Manifest {
    format: u32,
    /// Quotes are numbered by the engine that found them, and each release
    /// may find others.
    program: String,
}

impl Manifest {
    fn current() -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// What a commit must carry so that the index is trusted later.
pub(super) fn payload() -> String {
    serde_json::to_string(&Manifest::current()).unwrap_or_default()
}

/// Opens the index in `path`, or makes it anew.
pub(super) fn open(path: &Path) -> Result<tantivy::Index, Error> {
    fs::create_dir_all(path).map_err(fault(path))?;
    match trusted(path) {
        Ok(index) => Ok(index),
        Err(reason) => {
            tracing::info!(path = %path.display(), reason, "making the index anew");
            make(path)
        }
    }
}

/// Makes an empty index in `path`.
pub(super) fn make(path: &Path) -> Result<tantivy::Index, Error> {
    fs::create_dir_all(path).map_err(fault(path))?;
    clear(path)?;
    let (schema, _) = Fields::schema();
    let index = tantivy::Index::builder()
        .schema(schema)
        .settings(documents::settings())
        .create_in_dir(path)?;
    Ok(index)
}

/// The index, or in a few words why it cannot be trusted.
pub(super) fn trusted(path: &Path) -> Result<tantivy::Index, &'static str> {
    let directory = MmapDirectory::open(path).map_err(|_| "it cannot be opened")?;
    if !tantivy::Index::exists(&directory).map_err(|_| "it cannot be read")? {
        return Err("there is none");
    }
    let index = tantivy::Index::open(directory).map_err(|_| "it is damaged")?;
    let metas = index.load_metas().map_err(|_| "it is damaged")?;
    let manifest = metas
        .payload
        .and_then(|payload| serde_json::from_str::<Manifest>(&payload).ok());
    if manifest != Some(Manifest::current()) || !documents::has_our_schema(&index) {
        return Err("it is of another format");
    }
    match index.validate_checksum() {
        Ok(damaged) if damaged.is_empty() => Ok(index),
        _ => Err("it is damaged"),
    }
}

/// Deletes the files of an index; refuses when there is anything else.
fn clear(path: &Path) -> Result<(), Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(fault(path))? {
        let entry = entry.map_err(fault(path))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type().map_err(fault(path))?.is_file() || !of_an_index(&name) {
            return Err(Error::NotAnIndex {
                path: path.to_owned(),
                found: name,
            });
        }
        files.push(entry.path());
    }
    for file in files {
        fs::remove_file(&file).map_err(fault(&file))?;
    }
    Ok(())
}

fn fault(path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.to_owned();
    |source| Error::Directory { path, source }
}

/// Whether tantivy makes files of this name: its own few, hidden temporary
/// ones, and segments named by 32 hexadecimal digits.
fn of_an_index(name: &str) -> bool {
    let segment = name.split('.').next().unwrap_or("");
    name == "meta.json"
        || name.starts_with(".tantivy-")
        || name.starts_with(".managed.json")
        || name.starts_with(".tmp")
        || (segment.len() == 32 && segment.chars().all(|c| c.is_ascii_hexdigit()))
}
