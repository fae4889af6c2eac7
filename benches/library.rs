//! How long finding, adding and starting take, from one article to thousands.
//!
//! `VERBATIM_BENCH_ARTICLES=10,1000,10000,100000` chooses the sizes.

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
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let library = open(directory);
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
    drop(library);

    criterion.bench_function(&format!("start with {size} articles"), |bench| {
        bench.iter(|| {
            let library = open(directory);
            library.prepare_index(|_, _| {}).expect("an index");
            library
        });
    });

    let library = open(directory);
    library.prepare_index(|_, _| {}).expect("an index");
    let questions: Vec<String> = (0..QUESTIONS)
        .map(|number| support::question(size, number))
        .collect();
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
    drop(bot);
    for each in [size, 10] {
        in_communities(criterion, directory, (size, each), &questions);
    }
}

/// Gives the articles to communities that have `each` of them, and asks in one.
fn in_communities(
    criterion: &mut Criterion,
    directory: &Path,
    (size, each): (usize, usize),
    questions: &[String],
) {
    let store = rusqlite::Connection::open(directory.join("verbatim.sqlite"));
    store
        .expect("the store")
        .execute(
            "UPDATE articles SET owner = 'bench:' || ((rowid - 1) / ?1)",
            [i64::try_from(each).expect("small")],
        )
        .expect("owners");
    std::fs::remove_dir_all(directory.join("search")).expect("the index is derived");
    let library = open(directory);
    library.prepare_index(|_, _| {}).expect("an index");
    let bot = Bot::new(Arc::new(library), Settings::default());
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
