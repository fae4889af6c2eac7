//! Conversations: the lines of each file in `tests/conversations/` are said to
//! the bot, and the replies must be those that stand there.
//! `UPDATE_CONVERSATIONS=1` rewrites the files.
//!
//! A file begins with what it is about, after `#`, and with the articles that
//! are asked, each as `article: PATH` from the project's directory; without
//! one, the article that is compiled in. Then `> line said` is followed by the
//! reply as plain text. A line of a reply that begins with `>` is written with
//! a backslash before it.

use std::{fs, path::Path, sync::Arc, time::Duration};

use verbatim::{
    article::{self, Article, Source},
    bot::{Bot, Message, Settings},
    bundled,
    chat::{layout::Shown, plain},
    library::Library,
    reply::Reply,
};

use crate::difference::difference;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn conversations_go_as_written() {
    let directory = Path::new(PROJECT).join("tests/conversations");
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are no conversations");
    let update = std::env::var_os("UPDATE_CONVERSATIONS").is_some();
    let mut differ = Vec::new();
    for file in files {
        let written = fs::read_to_string(&file).unwrap();
        let mut partner = Partner::new(&written);
        let held = hold(&written, |line| partner.answer(line));
        if held != written && update {
            fs::write(&file, held).unwrap();
        } else if held != written {
            let name = file.file_name().unwrap().to_string_lossy();
            differ.push(format!("{name}:\n{}", difference(&written, &held)));
        }
    }
    assert!(
        differ.is_empty(),
        "conversations go otherwise than written (- written, + now); \
         UPDATE_CONVERSATIONS=1 rewrites them\n\n{}",
        differ.join("\n")
    );
}

/// Says every line of a conversation and writes it down with its replies.
pub(crate) fn hold(written: &str, mut answer: impl FnMut(&str) -> String) -> String {
    let head = written.lines().take_while(|line| !line.starts_with("> "));
    let head: Vec<&str> = head.filter(|line| !line.is_empty()).collect();
    let mut parts = Vec::new();
    if !head.is_empty() {
        parts.push(head.join("\n"));
    }
    for said in written.lines().filter_map(|line| line.strip_prefix("> ")) {
        let mut part = format!("> {said}");
        for line in answer(said).trim_end().lines() {
            part.push('\n');
            if line.starts_with(['>', '\\']) {
                part.push('\\');
            }
            part.push_str(line.trim_end());
        }
        parts.push(part);
    }
    parts.join("\n\n") + "\n"
}

/// A bot in the middle of one conversation.
pub(crate) struct Partner {
    bot: Bot,
    shown: Shown,
    lines: u64,
}

impl Partner {
    /// A bot for the articles that the head of a conversation names.
    fn new(written: &str) -> Self {
        let paths = written.lines().filter_map(|l| l.strip_prefix("article: "));
        Self::over(paths.map(read).collect())
    }

    /// A bot for these articles, for the ones that are compiled in when there
    /// is none.
    pub(crate) fn over(mut articles: Vec<Article>) -> Self {
        if articles.is_empty() {
            let compiled_in = bundled::ARTICLES.iter();
            articles.extend(compiled_in.map(|article| parse(article.bytes, article.name)));
        }
        let shown = Shown {
            titles: articles.len() > 1,
            ..plain::SHOWN
        };
        let library = Library::in_memory(articles).unwrap();
        Self {
            bot: Bot::new(Arc::new(library), Settings::default()),
            shown,
            lines: 0,
        }
    }

    /// The same, with the reader that is built in.
    #[cfg(feature = "reader")]
    pub(crate) fn with_reader(articles: Vec<Article>) -> Self {
        let mut partner = Self::over(articles);
        let reader = verbatim::reader::Kept::new(None);
        partner.bot = partner.bot.with_reader(std::sync::Arc::new(reader));
        partner
    }

    pub(crate) fn reply(&mut self, line: &str) -> Reply {
        self.lines += 1;
        let reply = self.bot.answer(&Message {
            conversation: "test".to_owned(),
            author: "somebody".to_owned(),
            text: line.to_owned(),
            addressed: true,
            at: Duration::from_secs(self.lines),
            ..Message::default()
        });
        let reply = reply.expect("who is addressed answers");
        self.check(&reply);
        reply
    }

    pub(crate) fn answer(&mut self, line: &str) -> String {
        let reply = self.reply(line);
        plain::render(&reply, self.shown)
    }

    /// The first promise, seen from outside: every quotation is in its article
    /// at its place.
    fn check(&self, reply: &Reply) {
        for excerpt in reply.excerpts() {
            let entry = self.bot.library().get(&excerpt.article).unwrap();
            assert_eq!(entry.article.version, excerpt.version);
            assert_eq!(entry.article.words(excerpt.span), excerpt.text);
            assert!(!excerpt.text.is_empty());
        }
    }
}

/// An article of the project.
pub(crate) fn read(path: &str) -> Article {
    let path = Path::new(PROJECT).join(path);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    parse(&bytes, &path.file_name().unwrap().to_string_lossy())
}

pub(crate) fn parse(bytes: &[u8], name: &str) -> Article {
    let source = Source {
        bytes,
        name,
        ..Source::default()
    };
    article::read(source).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_conversation_is_written_down_as_it_can_be_read_again() {
    let parrot = |line: &str| match line {
        "quote" => "> a line\n\\ another\n\nthe end  \n".to_owned(),
        other => other.to_uppercase(),
    };
    let asked = "# A parrot.\narticle: a.md\n\n> polly\n> quote\n";
    let held = hold(asked, parrot);
    assert_eq!(
        held,
        "# A parrot.\narticle: a.md\n\n> polly\nPOLLY\n\n\
         > quote\n\\> a line\n\\\\ another\n\nthe end\n"
    );
    assert_eq!(hold(&held, parrot), held);
    assert_ne!(hold(&held, str::to_owned), held);
}
