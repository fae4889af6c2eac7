//! Is there an answer at all? The examples of the decision, and how it learns.

use verbatim::answer::training::{self, HIDDEN, Model, Network};

use crate::{
    data::{Asked, Corpus, Read, casual},
    network::{Dice, Learner, TOGETHER, mean},
};

/// What the decision sees of a question, whether it is answered, and how much
/// the example counts.
pub(crate) type Example = (Vec<f32>, f32, f32);

/// Logistic regression over small networks: answered here, or not.
pub(crate) fn learn(model: &mut Model, corpus: &Corpus, own: &dyn Fn(&Asked) -> bool) {
    let mut examples = examples(model, corpus, own);
    let all: Vec<Network> = (0..TOGETHER as u64)
        .map(|seed| one(&mut examples, seed))
        .collect();
    model.decide = mean(&all);
}

/// Questions of their own article, with and without the sentence that answers,
/// and of others. Those of the next article count fully, those about a changed
/// fact less.
pub(crate) fn examples(
    model: &Model,
    corpus: &Corpus,
    own: &dyn Fn(&Asked) -> bool,
) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for (number, asked) in corpus.questions().filter(|asked| own(asked)).enumerate() {
        let short = casual(&asked.question, number % 4 == 0);
        let of = |question: &str, article: &Read| {
            training::decision_row(model, question, &[article.document()])
        };
        let read = &corpus.articles[asked.article];
        if asked.gold.is_empty() {
            examples.push((of(&asked.question, read), 0.0, 0.8));
            continue;
        }
        examples.push((of(&asked.question, read), 1.0, 1.0));
        if number % 2 == 0 {
            examples.push((of(&short, read), 1.0, 0.7));
        }
        // The article as it would be without the sentence that answers.
        let (with, without) = around(read, asked);
        if number % 2 == 1 {
            examples.push((of(&asked.question, &with), 1.0, 0.5));
        }
        let question = if number % 3 == 0 {
            &short
        } else {
            &asked.question
        };
        examples.push((of(question, &without), 0.0, 0.5));
        // The next article of the same file, and two more from afar.
        let same: Vec<usize> = (0..corpus.articles.len())
            .filter(|&at| corpus.articles[at].file == read.file)
            .collect();
        let place = same.iter().position(|&at| at == asked.article).unwrap_or(0);
        for skip in [1, 2, 5] {
            let other = same[(place + skip) % same.len()];
            if other != asked.article {
                let question = if skip == 2 { &short } else { &asked.question };
                examples.push((of(question, &corpus.articles[other]), 0.0, 0.5));
            }
        }
    }
    examples
}

/// What the decision sees of the questions of a fold: those that their own
/// article answers, those about a changed fact, the first of another article.
pub(crate) fn held_out(model: &Model, corpus: &Corpus, fold: usize) -> [Vec<Vec<f32>>; 3] {
    let mut rows: [Vec<Vec<f32>>; 3] = Default::default();
    for asked in corpus.questions() {
        let own = &corpus.articles[asked.article];
        if own.fold != fold {
            continue;
        }
        let of = |read: &Read| training::decision_row(model, &asked.question, &[read.document()]);
        if asked.gold.is_empty() {
            rows[1].push(of(own));
            continue;
        }
        rows[0].push(of(own));
        let mut others = corpus.articles.iter();
        let other = others.find(|read| read.file == own.file && read.fold != fold);
        rows[2].extend(other.map(of));
    }
    rows
}

/// The paragraphs around the answer with and without the sentence that answers.
fn around(read: &Read, asked: &Asked) -> (Read, Read) {
    let from = asked.paragraph.saturating_sub(3);
    let window = |paragraphs: &[String]| {
        let some = paragraphs.iter().skip(from).take(7);
        some.filter(|text| !text.trim().is_empty())
            .cloned()
            .collect::<Vec<_>>()
    };
    let with = window(&read.paragraphs);
    let mut cut = read.paragraphs.clone();
    let gold = asked.gold.first();
    let sentence = gold.and_then(|gold| read.article.sentence_at(gold.start));
    if let Some(at) = sentence {
        let text = read.article.words(read.article.sentences[at].span);
        for paragraph in &mut cut {
            *paragraph = paragraph.replace('\n', " ").replace(text, "");
        }
    }
    (Read::new(&with), Read::new(&window(&cut)))
}

/// One of the networks of the decision.
pub(crate) fn one(examples: &mut [Example], seed: u64) -> Network {
    let inputs = examples.first().map_or(0, |example| example.0.len());
    let network = Network::zeros(inputs, HIDDEN[1] / TOGETHER, 1);
    let mut learner = Learner::new(network, 0.003, 3e-3, 2 + seed);
    let mut dice = Dice(9 + 100 * seed);
    let rounds = 12;
    for round in 0..rounds {
        dice.shuffle(examples);
        for some in examples.chunks(32) {
            for (values, label, weight) in some {
                let (output, hidden) = learner.forward(values);
                let error = 1.0 / (1.0 + (-output).exp()) - label;
                learner.back_dense(values, &hidden, weight * error / some.len() as f32);
            }
            learner.step(learner.rate * (1.0 - round as f32 / rounds as f32));
        }
    }
    learner.network
}
