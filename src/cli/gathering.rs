//! `verbatim add` of many files or of folders: thousands of articles, a few
//! at a time, so that an interruption loses only those that are being read.

use std::{
    collections::HashSet,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::{apart, articles, progress::Progress};
use crate::{
    article::{self, Article, Format},
    command::{Outside, bundled_only, counted, make_room},
    feed,
    library::{self, Added, Library},
    pdf,
    reply::{Block, Line, Piece, Reply, Status},
    store::FeedOf,
};

/// Files that are read before what they hold is stored.
const AT_ONCE: usize = 64;

/// Files of one run; a larger collection is added folder by folder.
const MOST_FILES: usize = 1_000_000;

/// Folders in folders.
const DEEPEST: usize = 32;

/// Files that cannot be taken and are named; more are counted.
const NAMED: usize = 10;

/// What articles are saved as. A folder holds pictures and scripts, too.
const ENDINGS: &[&str] = &[
    "html", "htm", "xhtml", "shtml", "txt", "text", "md", "markdown", "pdf", "xml", "rss", "atom",
    "json",
];

/// Whether these words name many files: several that are there, or a folder.
pub(super) fn is_meant(words: &[String]) -> bool {
    let folder = words.iter().any(|word| Path::new(word).is_dir());
    let all = words.iter().all(|word| Path::new(word).exists());
    all && (folder || words.len() > 1)
}

/// What became of the files.
#[derive(Debug, Default)]
struct Gathered {
    added: usize,
    changed: usize,
    known: usize,
    refused: Vec<(String, String)>,
    refused_named: bool,
}

/// Adds what the files and folders hold.
pub(super) fn add(
    words: &[String],
    longest: u64,
    library: &Library,
    outside: &dyn Outside,
) -> anyhow::Result<Reply> {
    let mut gathered = Gathered::default();
    let mut files: Vec<(PathBuf, bool)> = Vec::new();
    for word in words {
        let path = Path::new(word);
        if path.is_dir() {
            let mut found = Vec::new();
            list(path, 0, &mut found).with_context(|| format!("failed to read `{word}`"))?;
            found.sort();
            files.extend(found.into_iter().map(|path| (path, false)));
        } else {
            files.push((path.to_owned(), true));
        }
    }
    let mut hashes = match library.store() {
        Some(store) => store.source_hashes()?,
        None => HashSet::new(),
    };
    let before = bundled_only(library);
    let mut progress = Progress::new("adding");
    for (done, some) in files.chunks(AT_ONCE).enumerate() {
        progress.tell(done * AT_ONCE, files.len());
        take(some, longest, library, outside, &mut hashes, &mut gathered)?;
        make_room(library, &before)?;
    }
    progress.tell(files.len(), files.len());
    drop(progress);
    if gathered.added + gathered.changed > 0 {
        let mut progress = Progress::new("finding quotes");
        library.prepare_index(|done, of| progress.tell(done, of))?;
    }
    Ok(report(&gathered, files.len()))
}

/// The files below a folder that may hold articles; links are not followed,
/// hidden files are none of ours.
fn list(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, entry.path());
        if entry.file_name().to_string_lossy().starts_with('.') || found.len() >= MOST_FILES {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            list(&path, depth + 1, found)?;
        }
        let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let ours = ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
        if kind.is_file() && ours {
            found.push(path);
        }
    }
    Ok(())
}

/// One file, read.
enum Read {
    Article(Box<Article>, Vec<u8>, String),
    Feed(feed::Feed, String),
    Known,
    Refused(String),
}

fn take(
    files: &[(PathBuf, bool)],
    longest: u64,
    library: &Library,
    outside: &dyn Outside,
    hashes: &mut HashSet<String>,
    gathered: &mut Gathered,
) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let known = &*hashes;
    let read: Vec<Read> = std::thread::scope(|scope| {
        let share = files.len().div_ceil(threads).max(1);
        let readers: Vec<_> = files
            .chunks(share)
            .map(|share| {
                scope.spawn(move || {
                    let read = share.iter().map(|(path, _)| read(path, longest, known));
                    read.collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = readers.into_iter().zip(files.chunks(share));
        joined
            .flat_map(|(reader, share)| {
                // What made the reader fall over is one of them; none is lost silently.
                reader.join().unwrap_or_else(|_| {
                    let fault = || Read::Refused("it makes me stumble".to_owned());
                    share.iter().map(|_| fault()).collect()
                })
            })
            .collect()
    });
    let mut articles = Vec::new();
    for (read, (path, named)) in read.into_iter().zip(files) {
        match read {
            Read::Article(article, bytes, media_type) => {
                hashes.insert(hash(&bytes));
                articles.push((*article, Some((bytes, media_type))));
            }
            Read::Known => gathered.known += 1,
            Read::Refused(why) => {
                gathered.refused.push((path.display().to_string(), why));
                gathered.refused_named |= named;
            }
            Read::Feed(read, name) => {
                let mut go_on = |done, of| {
                    outside.progress(done, of);
                    ControlFlow::Continue(())
                };
                let now = library::now();
                let of = FeedOf {
                    address: &name,
                    owner: None,
                };
                let taken = feed::take_in(&read, of, library, outside, now, &mut go_on)?;
                outside.progress(read.items.len(), read.items.len());
                gathered.added += taken.added.len();
                gathered.changed += taken.changed.len();
                gathered.known += taken.known;
                gathered.refused.extend(taken.refused);
            }
        }
    }
    for added in library.add_all_with_sources(articles)? {
        match &added {
            Added::New(_) => gathered.added += 1,
            Added::Changed { .. } => gathered.changed += 1,
            Added::Known(_) => gathered.known += 1,
        }
    }
    Ok(())
}

fn read(path: &Path, longest: u64, known: &HashSet<String>) -> Read {
    let (name, bytes) = match articles::contents(path, longest) {
        Ok(read) => read,
        Err(fault) => return Read::Refused(format!("{fault:#}")),
    };
    if known.contains(&hash(&bytes)) {
        return Read::Known;
    }
    if let Some(feed) = feed::read(&bytes, &name) {
        return Read::Feed(feed, name);
    }
    let of = |bytes: &[u8], format| {
        article::read(article::Source {
            bytes,
            name: &name,
            content_type: None,
            format,
        })
        .map_err(|why| why.to_string())
    };
    let article = if pdf::is_pdf(&bytes) {
        apart::markdown(&name, bytes.clone())
            .and_then(|text| of(text.as_bytes(), Some(Format::Markdown)))
    } else {
        of(&bytes, None)
    };
    match article {
        Ok(article) => {
            let media_type = if pdf::is_pdf(&bytes) {
                "application/pdf"
            } else {
                "text/plain"
            };
            Read::Article(Box::new(article), bytes, media_type.to_owned())
        }
        Err(why) => Read::Refused(why),
    }
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn report(gathered: &Gathered, files: usize) -> Reply {
    let mut parts = vec![format!("{} added", counted(gathered.added, "article"))];
    for (count, what) in [
        (gathered.changed, "changed"),
        (gathered.known, "known already"),
        (gathered.refused.len(), "not taken"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let mut blocks = vec![Block::Text(Line::own(format!(
        "{} of {}.",
        parts.join(", "),
        counted(files, "file")
    )))];
    if files == 0 {
        blocks = vec![Block::Text(Line::own(
            "There is no file that could be an article: web pages, text, Markdown, PDF files and feeds are.",
        ))];
    }
    let mut lines: Vec<Line> = gathered
        .refused
        .iter()
        .take(NAMED)
        .map(|(name, why)| Line(vec![Piece::Code(name.clone())]).say(format!(": {why}")))
        .collect();
    if gathered.refused.len() > NAMED {
        let more = gathered.refused.len() - NAMED;
        lines.push(Line::own(format!("and {more} more")));
    }
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    let nothing = gathered.added + gathered.changed + gathered.known == 0;
    Reply {
        command: "add",
        status: if nothing || gathered.refused_named {
            Status::Refused
        } else {
            Status::Answered
        },
        blocks,
        ..Reply::default()
    }
}
