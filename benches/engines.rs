//! How long a reply takes, from the line to the sealed reply, and starting, on
//! the article that is compiled in and on thousands of made-up ones.
//!
//! `VERBATIM_BENCH_ARTICLES=10000` chooses how many.

#![expect(
    clippy::print_stderr,
    reason = "figures that criterion does not measure"
)]

use std::{cell::Cell, hint::black_box, path::Path, sync::Arc, time::Instant};

use criterion::Criterion;
use verbatim::{
    answer::{self, answer},
    article::{Article, Source, read},
    bot::{Bot, Message, Settings},
    bundled,
    library::{Entry, Library},
    quotes,
    store::Store,
    summary::{
        Length, Request,
        points::points,
        several::{Source as SummarySource, together},
        summarise,
    },
};

mod support;

/// Articles that are made and added at once.
const AT_ONCE: usize = 1_000;

/// Words of the article that the summary engine is measured on.
const SUMMARY_WORDS: usize = 1_500;

/// Made-up questions that take turns.
const QUESTIONS: usize = 2_000;

fn main() {
    let mut criterion = Criterion::default().sample_size(50).configure_from_args();
    one_article(&mut criterion);
    let size = std::env::var("VERBATIM_BENCH_ARTICLES").ok();
    let size = size.and_then(|size| size.trim().parse().ok());
    many_articles(&mut criterion, size.unwrap_or(10_000));
    criterion.final_summary();
}

fn compiled_in() -> Article {
    let bundled = bundled::ARTICLES.first().expect("an article");
    let source = Source {
        bytes: bundled.bytes,
        name: bundled.name,
        ..Source::default()
    };
    read(source).expect("it can be read")
}

fn bot(library: Library) -> Bot {
    Bot::new(Arc::new(library), Settings::default())
}

/// What somebody says first in a conversation.
fn say(bot: &Bot, number: usize, line: &str) {
    let reply = bot.answer(&Message {
        conversation: number.to_string(),
        author: "bench".to_owned(),
        text: line.to_owned(),
        addressed: true,
        ..Message::default()
    });
    black_box(reply);
}

/// Lines that run each command on the article that is compiled in.
const LINES: [(&str, &str); 6] = [
    ("ask", "why did Zelenskyy reject the first draft?"),
    ("ask, no answer", "how many tonnes of lithium are there?"),
    ("who", "who said win-win?"),
    (
        "check",
        "did Bessent say \"we make money when the people of Ukraine make money\"?",
    ),
    ("summary", "tl;dr"),
    ("search", "search security assurances"),
];

fn one_article(criterion: &mut Criterion) {
    criterion.bench_function("start with one article", |bench| {
        bench.iter(|| bot(Library::in_memory(vec![compiled_in()]).expect("a library")));
    });
    criterion.bench_function("start with one article and answer", |bench| {
        bench.iter(|| {
            let bot = bot(Library::in_memory(vec![compiled_in()]).expect("a library"));
            say(&bot, 0, LINES[0].1);
        });
    });
    let here = bot(Library::in_memory(vec![compiled_in()]).expect("a library"));
    let number = Cell::new(0);
    for (name, line) in LINES {
        criterion.bench_function(&format!("{name}, one article"), |bench| {
            bench.iter(|| {
                number.set(number.get() + 1);
                say(&here, number.get(), black_box(line));
            });
        });
    }
    engines(criterion);
}

/// The engines by themselves, without routing, wording and sealing.
fn engines(criterion: &mut Criterion) {
    let entry = Entry::new(compiled_in());
    let documents = [entry.document()];
    let settings = answer::Settings::default();
    criterion.bench_function("answer engine, one article", |bench| {
        bench.iter(|| answer(black_box(LINES[0].1), &documents, &settings));
    });
    let request = Request {
        length: Length::Medium,
        about: None,
        section: None,
    };
    criterion.bench_function("summary engine, one article", |bench| {
        bench.iter(|| summarise(&entry.article, entry.attributions(), &request));
    });
    let long = support::of_words(SUMMARY_WORDS);
    let attributions = quotes::attribute(&long);
    criterion.bench_function("summary engine, 1500 words", |bench| {
        bench.iter(|| summarise(&long, &attributions, &request));
    });
    criterion.bench_function("attribution and summary, 1500 words", |bench| {
        bench.iter(|| summarise(&long, &quotes::attribute(&long), &request));
    });
    criterion.bench_function("points engine, 1500 words", |bench| {
        bench.iter(|| points(&long, &attributions, &request));
    });
    let few: Vec<Article> = (0..5).map(support::article).collect();
    let said: Vec<_> = few.iter().map(quotes::attribute).collect();
    let sources: Vec<SummarySource<'_>> = few
        .iter()
        .zip(&said)
        .map(|(article, attributions)| SummarySource {
            article,
            attributions,
            section: None,
        })
        .collect();
    criterion.bench_function("summary engine, five articles together", |bench| {
        bench.iter(|| together(&sources, &request));
    });
}

fn open(directory: &Path) -> Library {
    let store = Arc::new(Store::open(directory).expect("a store"));
    let library = Library::stored(store, &directory.join("search")).expect("a library");
    library.prepare_index(|_, _| {}).expect("an index");
    library
}

fn many_articles(criterion: &mut Criterion, size: usize) {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let begun = Instant::now();
    {
        let library = open(directory);
        for from in (0..size).step_by(AT_ONCE) {
            let articles = (from..size.min(from + AT_ONCE)).map(support::article);
            library.add_all(articles.collect()).expect("added");
        }
    }
    eprintln!(
        "{size} articles stored and indexed in {:.1} s",
        begun.elapsed().as_secs_f32()
    );

    criterion.bench_function(&format!("start with {size} articles"), |bench| {
        bench.iter(|| bot(open(directory)));
    });

    let bot = bot(open(directory));
    let questions: Vec<String> = (0..QUESTIONS)
        .map(|number| support::question(size, number))
        .collect();
    let number = Cell::new(0);
    let next = || {
        number.set(number.get() + 1);
        number.get()
    };
    let mut bench_lines = |name: &str, line: &dyn Fn(&str) -> String| {
        criterion.bench_function(&format!("{name}, {size} articles"), |bench| {
            bench.iter(|| {
                let number = next();
                let question = &questions[number % QUESTIONS];
                say(&bot, number, &line(question));
            });
        });
    };
    bench_lines("ask", &|question| format!("ask {question}"));
    bench_lines("who", &|question| format!("who {question}"));
    bench_lines("check", &|question| format!("check \"{question}\""));
    bench_lines("search", &|question| format!("search {question}"));
}
