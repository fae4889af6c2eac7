//! How long finding, adding and starting take, from one article to thousands.
//!
//! `VERBATIM_BENCH_ARTICLES=10,1000,10000,100000` chooses the sizes. Filling a
//! library of 100,000 takes minutes: `VERBATIM_BENCH_DIRECTORY` names a directory
//! in which it is kept for the next run.

#![expect(
    clippy::print_stderr,
    reason = "figures that criterion does not measure"
)]

use std::{
    cell::Cell,
    hint::black_box,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use criterion::{BatchSize, Criterion};
use verbatim::{
    answer::prepare,
    bot::{Bot, Message, Settings},
    index::{Index, Kind, Scope},
    library::Library,
    quotes::attribute,
    store::Store,
};

mod support;

/// How many articles the answer engine reads for one question.
const CANDIDATES: usize = 8;

/// Articles that are made and added at once.
const AT_ONCE: usize = 1_000;

/// Questions that take turns.
const QUESTIONS: usize = 2_000;

fn main() {
    let mut criterion = Criterion::default().sample_size(50).configure_from_args();
    one_article(&mut criterion);
    let sizes = std::env::var("VERBATIM_BENCH_ARTICLES");
    let sizes = sizes.unwrap_or_else(|_| "10,1000,10000".to_owned());
    for size in sizes.split(',').filter_map(|size| size.trim().parse().ok()) {
        stored(&mut criterion, size);
    }
    criterion.final_summary();
}

fn one_article(criterion: &mut Criterion) {
    let article = support::article(1);
    let attributions = attribute(&article);
    criterion.bench_function("index one article in memory", |bench| {
        bench.iter(|| {
            let index = Index::in_memory().expect("an index");
            index.add(&[(&article, &attributions)]).expect("indexed");
            index
        });
    });
    criterion.bench_function("find the quotes of one article", |bench| {
        bench.iter(|| attribute(black_box(&article)));
    });
    criterion.bench_function("prepare one article for questions", |bench| {
        bench.iter(|| prepare(black_box(&article), &attributions));
    });
    let library = Library::in_memory(vec![article]).expect("a library");
    library.prepare_index(|_, _| {}).expect("an index");
    let question = support::question(1, 1);
    criterion.bench_function("search one article", |bench| {
        bench.iter(|| {
            let hits = library.search(Kind::Passage, black_box(&question), &Scope::All, 5);
            hits.expect("hits")
        });
    });
}

fn open(directory: &Path) -> Library {
    let store = Arc::new(Store::open(directory).expect("a store"));
    Library::stored(store, &directory.join("search")).expect("a library")
}

fn stored(criterion: &mut Criterion, size: usize) {
    let temporary = tempfile::tempdir().expect("a directory");
    let kept = std::env::var_os("VERBATIM_BENCH_DIRECTORY");
    let directory = match kept {
        Some(kept) => Path::new(&kept).join(size.to_string()),
        None => temporary.path().to_owned(),
    };
    let directory = directory.as_path();
    fill(directory, size);
    give(directory, None);

    criterion.bench_function(&format!("start with {size} articles"), |bench| {
        bench.iter(|| {
            let library = open(directory);
            library.prepare_index(|_, _| {}).expect("an index");
            library
        });
    });
    ask(criterion, directory, size);
    for each in [size, 10] {
        in_communities(criterion, directory, (size, each));
    }
}

/// Adds the articles, unless they are there.
fn fill(directory: &Path, size: usize) {
    let library = open(directory);
    if library.len() >= size {
        return;
    }
    let mut added = Duration::ZERO;
    for from in (0..size).step_by(AT_ONCE) {
        let articles = (from..size.min(from + AT_ONCE)).map(support::article);
        let articles: Vec<_> = articles.collect();
        let begun = Instant::now();
        library.add_all(articles).expect("added");
        added += begun.elapsed();
    }
    let begun = Instant::now();
    library.prepare_index(|_, _| {}).expect("an index");
    eprintln!(
        "{size} articles: stored in {:.2} s, quotes found and indexed in {:.2} s",
        added.as_secs_f32(),
        begun.elapsed().as_secs_f32(),
    );
}

fn questions(size: usize) -> Vec<String> {
    (0..QUESTIONS)
        .map(|number| support::question(size, number))
        .collect()
}

/// What asking all of them costs, and its parts.
fn ask(criterion: &mut Criterion, directory: &Path, size: usize) {
    let library = open(directory);
    library.prepare_index(|_, _| {}).expect("an index");
    if let Some(memory) = resident() {
        eprintln!("{size} articles: {memory} resident before the first question");
    }
    let questions = questions(size);
    let turn = Cell::new(0);
    let next = || {
        turn.set((turn.get() + 1) % QUESTIONS);
        questions[turn.get()].as_str()
    };
    criterion.bench_function(&format!("candidates among {size} articles"), |bench| {
        bench.iter(|| {
            let found = library.candidates(black_box(next()), &Scope::All, CANDIDATES);
            found.expect("candidates")
        });
    });
    criterion.bench_function(&format!("search {size} articles"), |bench| {
        bench.iter(|| {
            let hits = library.search(Kind::Passage, black_box(next()), &Scope::All, 10);
            hits.expect("hits")
        });
    });
    let some = Cell::new(0);
    criterion.bench_function(&format!("load one of {size} articles"), |bench| {
        bench.iter(|| {
            some.set((some.get() + 1) % size);
            let address = format!("https://example.org/{}", some.get());
            let listing = library.at_address(&address, None).expect("it is there");
            let store = library.store().expect("it is stored");
            store.article(&listing.id).expect("read")
        });
    });
    let bot = Bot::new(Arc::new(library), Settings::default());
    let asked = Cell::new(0);
    criterion.bench_function(&format!("ask among {size} articles"), |bench| {
        bench.iter(|| {
            asked.set(asked.get() + 1);
            bot.answer(&Message {
                conversation: asked.get().to_string(),
                text: format!("ask {}", next()),
                addressed: true,
                owner: true,
                ..Message::default()
            })
        });
    });
    let library = bot.library();
    let number = Cell::new(size);
    criterion.bench_function(&format!("add one to {size} articles"), |bench| {
        bench.iter_batched(
            || {
                number.set(number.get() + 1);
                support::article(number.get())
            },
            |article| library.add(article).expect("added"),
            BatchSize::PerIteration,
        );
    });
    if let Some(memory) = resident() {
        eprintln!("{size} articles: {memory} resident after that");
    }
}

/// Gives the articles to communities that have so many each, or to everybody.
fn give(directory: &Path, each: Option<usize>) {
    let store = rusqlite::Connection::open(directory.join("verbatim.sqlite"));
    let store = store.expect("the store");
    let given = match each {
        Some(each) => store.execute(
            "UPDATE articles SET owner = 'bench:' || ((rowid - 1) / ?1)",
            [i64::try_from(each).expect("small")],
        ),
        None => store.execute(
            "UPDATE articles SET owner = NULL WHERE owner IS NOT NULL",
            [],
        ),
    };
    if given.expect("owners") > 0 {
        std::fs::remove_dir_all(directory.join("search")).expect("the index is derived");
    }
}

/// Gives the articles to communities that have `each` of them, and asks in one.
fn in_communities(criterion: &mut Criterion, directory: &Path, (size, each): (usize, usize)) {
    give(directory, Some(each));
    let library = open(directory);
    library.prepare_index(|_, _| {}).expect("an index");
    let bot = Bot::new(Arc::new(library), Settings::default());
    let questions = questions(size);
    let asked = Cell::new(0);
    let name = format!("ask in a community that has {each} of {size} articles");
    criterion.bench_function(&name, |bench| {
        bench.iter(|| {
            asked.set(asked.get() + 1);
            bot.answer(&Message {
                platform: "bench",
                community: "0".to_owned(),
                conversation: asked.get().to_string(),
                text: format!("ask {}", questions[asked.get() % questions.len()]),
                addressed: true,
                ..Message::default()
            })
        });
    });
}

/// Resident memory of this process, where the system says.
fn resident() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
