//! Conversations: the lines of each file in `tests/conversations/` are said,
//! and the replies must be those that stand there. `UPDATE_CONVERSATIONS=1`
//! rewrites the files.

use std::{fs, path::Path, sync::Arc, time::Duration};

use verbatim::{
    article::{self, Article, Source},
    bot::{Bot, Message, Settings},
    bundled,
    chat::plain,
    library::Library,
};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conversations");

#[test]
fn conversations_go_as_written() {
    let mut files: Vec<_> = fs::read_dir(DIRECTORY)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are no conversations");
    let mut differ = Vec::new();
    for file in files {
        let written = fs::read_to_string(&file).unwrap();
        let held = hold(&written);
        if held == written {
            continue;
        }
        if std::env::var_os("UPDATE_CONVERSATIONS").is_some() {
            fs::write(&file, held).unwrap();
        } else {
            differ.push(difference(&file, &written, &held));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Says every line of a conversation and writes it down with its replies.
fn hold(written: &str) -> String {
    let mut articles = Vec::new();
    let mut held = String::new();
    for line in written.lines() {
        if let Some(path) = line.strip_prefix("article: ") {
            articles.push(read(path));
            held.push_str(line);
            held.push('\n');
        }
    }
    if articles.is_empty() {
        articles.extend(bundled::ARTICLES.iter().map(|article| {
            from_bytes(article.bytes, article.name)
        }));
    }
    let library = Library::in_memory(articles).unwrap();
    let bot = Bot::new(Arc::new(library), Settings::default());
    for said in written.lines().filter_map(|line| line.strip_prefix("> ")) {
        let message = Message {
            conversation: "test".to_owned(),
            author: "somebody".to_owned(),
            text: said.to_owned(),
            addressed: true,
            moderator: false,
            at: Duration::from_secs(1),
        };
        let reply = bot.answer(&message).expect("an addressed bot answers");
        if !held.is_empty() {
            held.push('\n');
        }
        held.push_str(&format!("> {said}\n{}\n", plain::render(&reply, plain::SHOWN).trim_end()));
    }
    held
}

fn read(path: &str) -> Article {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    from_bytes(&fs::read(&path).unwrap(), &path.file_name().unwrap().to_string_lossy())
}

fn from_bytes(bytes: &[u8], name: &str) -> Article {
    article::read(Source {
        bytes,
        name,
        content_type: None,
        format: None,
    })
    .unwrap()
}

fn difference(file: &Path, written: &str, held: &str) -> String {
    let mut shown = format!("{}:\n", file.display());
    let (mut before, mut now) = (written.lines(), held.lines());
    loop {
        match (before.next(), now.next()) {
            (None, None) => return shown,
            (a, b) if a == b => {}
            (a, b) => {
                for (sign, line) in [("-", a), ("+", b)] {
                    if let Some(line) = line {
                        shown.push_str(&format!("{sign} {line}\n"));
                    }
                }
            }
        }
    }
}
