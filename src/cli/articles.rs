//! From what `--article` names to articles: files, or the ones compiled in.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, bail};

use crate::{
    article::{self, Article, Source},
    bundled, pdf,
    store::Store,
};

/// The articles that were named; without a name those that are compiled in.
///
/// # Errors
/// A sentence that names what cannot be read, and why.
pub(super) fn load(
    named: &[String],
    longest: u64,
    kept: &dyn Fn() -> anyhow::Result<Option<Store>>,
) -> anyhow::Result<Vec<Article>> {
    if named.is_empty() {
        return compiled_in();
    }
    let mut articles = Vec::new();
    for name in named {
        articles.push(one(name, longest, kept)?);
    }
    Ok(apart(articles))
}

/// What is there before anybody has added anything.
pub(super) fn compiled_in() -> anyhow::Result<Vec<Article>> {
    bundled::ARTICLES
        .iter()
        .map(|article| read(article.bytes, article.name))
        .collect()
}

fn one(
    name: &str,
    longest: u64,
    kept: &dyn Fn() -> anyhow::Result<Option<Store>>,
) -> anyhow::Result<Article> {
    let path = Path::new(name);
    // A file of that name is meant before an article is.
    if path.symlink_metadata().is_ok() {
        return file(path, longest);
    }
    let known = compiled_in()?;
    let mut ids: Vec<String> = known.iter().map(|article| article.id.clone()).collect();
    let store = kept()?;
    if let Some(store) = &store
        && let Some(article) = store.article(name)?
    {
        return Ok(article);
    }
    if let Some(article) = known.into_iter().find(|article| article.id == name) {
        return Ok(article);
    }
    if name.starts_with("https://") || name.starts_with("http://") {
        bail!("`{name}` is an address: `verbatim add {name}` takes it into the library");
    }
    if let Some(store) = &store {
        ids.extend(store.listings()?.into_iter().map(|listing| listing.id));
        ids.sort();
        ids.dedup();
        let more = ids.len().saturating_sub(KNOWN);
        ids.truncate(KNOWN);
        if more > 0 {
            ids.push(format!("and {more} more"));
        }
    }
    bail!(
        "there is no file `{name}`, and no article is called that; known by identifier: {}",
        ids.join(", ")
    )
}

/// Identifiers that are named when none is right.
const KNOWN: usize = 10;

/// Reads one file as an article.
fn file(path: &Path, longest: u64) -> anyhow::Result<Article> {
    let (name, bytes) = contents(path, longest)?;
    if pdf::is_pdf(&bytes) {
        let text = super::apart::markdown(&name, bytes).map_err(anyhow::Error::msg)?;
        return Ok(article::read(Source {
            bytes: text.as_bytes(),
            name: &name,
            content_type: None,
            format: Some(article::Format::Markdown),
        })?);
    }
    // The refusal names the file; where it is, only when that was asked for.
    read(&bytes, &name).map_err(|refusal| {
        if path == Path::new(&name) {
            refusal
        } else {
            refusal.context(format!("failed to read `{}`", path.display()))
        }
    })
}

/// The name of a file and what is in it.
pub(super) fn contents(path: &Path, longest: u64) -> anyhow::Result<(String, Vec<u8>)> {
    let shown = path.display();
    let cannot = || format!("failed to read `{shown}`");
    // A link that leads nowhere is there all the same.
    if let Err(error) = path.symlink_metadata()
        && error.kind() == io::ErrorKind::NotFound
    {
        bail!("there is no file `{shown}`");
    }
    // Looked at before it is opened: opening a pipe waits for its writer.
    let metadata = path.metadata().map_err(plainly).with_context(cannot)?;
    if metadata.is_dir() {
        bail!("`{shown}` is a directory; name a file in it");
    }
    if !metadata.is_file() {
        bail!("`{shown}` is not an ordinary file; save its content to one first");
    }
    let too_long = |bytes: u64| {
        format!(
            "`{shown}` is {} long; the longest article that is read is {}",
            size(bytes),
            size(longest)
        )
    };
    if metadata.len() > longest {
        bail!(too_long(metadata.len()));
    }
    let mut bytes = Vec::new();
    // It may have grown since.
    let read_in = File::open(path)
        .and_then(|file| file.take(longest + 1).read_to_end(&mut bytes))
        .map_err(plainly)
        .with_context(cannot)?;
    if read_in as u64 > longest {
        bail!(too_long(read_in as u64));
    }
    let name = path.file_name().map_or_else(
        || shown.to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    Ok((name, bytes))
}

/// From bytes to an article.
fn read(bytes: &[u8], name: &str) -> anyhow::Result<Article> {
    Ok(article::read(Source {
        bytes,
        name,
        content_type: None,
        format: None,
    })?)
}

/// The same article twice counts once; two articles of one name get numbers.
fn apart(articles: Vec<Article>) -> Vec<Article> {
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut kept: Vec<Article> = Vec::new();
    for mut article in articles {
        let versions = seen.entry(article.id.clone()).or_default();
        if versions.contains(&article.version) {
            continue;
        }
        versions.push(article.version.clone());
        let plain = article.id.clone();
        let mut number = versions.len();
        while kept.iter().any(|other| other.id == article.id) {
            article.id = format!("{plain}-{number}");
            number += 1;
        }
        kept.push(article);
    }
    kept
}

/// Without the number that the system gives its errors.
fn plainly(error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow::anyhow!("it leads nowhere"),
        io::ErrorKind::PermissionDenied => anyhow::anyhow!("you may not read it"),
        _ => error.into(),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(directory: &Path, name: &str, text: &str) -> String {
        let path = directory.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Enough words to be an article.
    fn text(what: &str) -> String {
        format!(
            "The old mill by the river {what} on Monday, and nobody in the village knows why it did so.\n"
        )
    }

    #[test]
    fn every_article_has_an_identifier_of_its_own() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            std::fs::create_dir(directory.path().join(name)).unwrap();
        }
        let named = [
            written(directory.path(), "a/mill.txt", &text("burned")),
            written(directory.path(), "b/mill.txt", &text("reopened")),
            written(directory.path(), "c/mill.txt", &text("burned")),
        ];
        let articles = load(&named, 1_000, &|| Ok(None)).unwrap();
        let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
        let [first, second] = ids.as_slice() else {
            panic!("{ids:?}")
        };
        assert_eq!(*second, format!("{first}-2"));
    }

    #[test]
    fn the_longest_article_is_the_longest_that_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let text = text("burned");
        let length = text.len() as u64;
        let path = written(directory.path(), "mill.txt", &text);
        assert!(load(std::slice::from_ref(&path), length, &|| Ok(None)).is_ok());
        let error = load(&[path], length - 1, &|| Ok(None))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(&format!("is {length} bytes long")),
            "{error}"
        );
    }
}
