//! Which files make a reader, and how much of them is read at most?

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use super::Unfit;

/// The file of the network in a folder.
pub(super) const MODEL: &str = "model.onnx";
/// The file of the vocabulary beside it, one piece a line.
pub(super) const VOCABULARY: &str = "vocab.txt";

/// A larger network would take seconds for a question.
const LARGEST_MODEL: u64 = 256 * 1024 * 1024;
/// That of multilingual BERT has 1 MB.
const LARGEST_VOCABULARY: u64 = 8 * 1024 * 1024;

/// The bytes of a model and the text of its vocabulary.
pub(super) fn read(path: &Path) -> Result<(Vec<u8>, String), Unfit> {
    let [file, vocabulary] = files(path);
    let size = check(&file, LARGEST_MODEL)?;
    let words = read_text(&vocabulary)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    File::open(&file)
        .and_then(|open| open.take(LARGEST_MODEL).read_to_end(&mut bytes))
        .map_err(|fault| Unfit::File(file, fault))?;
    Ok((bytes, words))
}

/// The model's file and that of its vocabulary.
pub(super) fn files(path: &Path) -> [PathBuf; 2] {
    if path.is_dir() {
        [path.join(MODEL), path.join(VOCABULARY)]
    } else {
        [path.to_owned(), path.with_file_name(VOCABULARY)]
    }
}

/// The size of an ordinary file, if it is not too large.
fn check(path: &Path, most: u64) -> Result<u64, Unfit> {
    let about = path
        .metadata()
        .map_err(|fault| Unfit::File(path.to_owned(), fault))?;
    if !about.is_file() {
        let fault = std::io::Error::other("it is no ordinary file");
        return Err(Unfit::File(path.to_owned(), fault));
    }
    if about.len() > most {
        let mega = |bytes: u64| bytes / 1024 / 1024;
        return Err(Unfit::Large(path.to_owned(), mega(about.len()), mega(most)));
    }
    Ok(about.len())
}

fn read_text(path: &Path) -> Result<String, Unfit> {
    check(path, LARGEST_VOCABULARY)?;
    let bytes = std::fs::read(path).map_err(|fault| Unfit::File(path.to_owned(), fault))?;
    String::from_utf8(bytes).map_err(|_| Unfit::Vocabulary(path.to_owned()))
}
