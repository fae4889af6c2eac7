//! What does a reader change? It reads the best sentences together, and its
//! evidence is added to that of ranking, cutting and deciding, all in logarithms
//! of odds.

use super::{
    Document, edges,
    engine::{self, Found, reorder},
    model::Model,
};
use crate::{reader::Reads, text::Span};

/// Nothing is taken to be less likely than this, a logarithm.
const LEAST: f32 = -8.0;

/// Longest passage, in bytes; what does not fit is left to ranking.
const PASSAGE: usize = 1_200;

/// A sentence of the passage that is read.
struct Read {
    /// Its place among the ranked.
    rank: usize,
    /// In bytes of the passage.
    within: Span,
    /// In bytes of the article.
    of_article: Span,
}

/// Reads the best sentences of the best article, and puts what was ranked and
/// cut into the order that comes of it.
pub(super) fn join(
    model: &Model,
    reader: &dyn Reads,
    question: &str,
    documents: &[Document<'_>],
    found: &mut Found<'_>,
) {
    let weight = reader.weight();
    let Some((passage, sentences)) = passage(documents, found) else {
        return;
    };
    let Some(reading) = reader.read(question, &passage) else {
        return;
    };
    let mut evidence = vec![LEAST; found.cuts.len()];
    for read in &sentences {
        let likely = reading.best_within(read.within);
        if let (Some((_, likely)), Some(evidence)) = (likely, evidence.get_mut(read.rank)) {
            *evidence = likely.max(LEAST);
        }
        let Some(row) = found.ranked.get(read.rank) else {
            continue;
        };
        let also = |words: Span| {
            let at = |byte: usize| byte - read.of_article.start + read.within.start;
            let words = Span::new(at(words.start), at(words.end));
            weight.words * reading.of(words).unwrap_or(LEAST).max(LEAST)
        };
        if let Some(cut) = found.cuts.get_mut(read.rank) {
            *cut = edges::cut_with(model, &mut found.matching, row, also).or(*cut);
        }
    }
    for (row, evidence) in found.ranked.iter_mut().zip(evidence) {
        row.score += weight.sentence * evidence;
    }
    // What was not cut was not read, and stays behind what was.
    let behind = weight.sentence * LEAST;
    for row in found.ranked.iter_mut().skip(found.cuts.len()) {
        row.score += behind;
    }
    reorder(&mut found.ranked, &mut found.cuts);
    engine::consider(model, found);
    let moved = weight.answered * reading.margin() + weight.offset;
    found.confidence = scaled(found.confidence, weight.odds, moved);
}

/// The best sentences of the article that has the best one, in its order.
fn passage(documents: &[Document<'_>], found: &Found<'_>) -> Option<(String, Vec<Read>)> {
    let best = found.ranked.first()?.document;
    let article = documents.get(best)?.article;
    let mut sentences = Vec::new();
    let mut length = 0;
    for (rank, row) in found.ranked.iter().take(found.cuts.len()).enumerate() {
        let span = article.sentences.get(row.sentence)?.span;
        length += span.len() + 1;
        if row.document == best && (length <= PASSAGE || rank == 0) {
            sentences.push(Read {
                rank,
                within: span,
                of_article: span,
            });
        }
    }
    sentences.sort_by_key(|read| read.of_article.start);
    let mut passage = String::with_capacity(length);
    for read in &mut sentences {
        if !passage.is_empty() {
            passage.push(' ');
        }
        let start = passage.len();
        passage.push_str(article.words(read.of_article));
        read.within = Span::new(start, passage.len());
    }
    Some((passage, sentences))
}

/// A probability with the logarithm of its odds multiplied and moved.
fn scaled(probability: f32, slope: f32, offset: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    let odds = (probability / (1.0 - probability)).ln();
    1.0 / (1.0 + (-(slope * odds + offset)).exp())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::{
        answer::{Outcome, Settings, answer},
        article::{Source, read},
        library::Entry,
        reader::{Reading, Token, Weight},
    };

    /// Finds these words likely and all others not.
    #[derive(Debug, Default)]
    struct Likes {
        words: &'static str,
        logit: f32,
        absent: f32,
        read: Mutex<Vec<String>>,
    }

    impl Reads for Likes {
        fn read(&self, _: &str, passage: &str) -> Option<Reading> {
            self.read.lock().unwrap().push(passage.to_owned());
            let at = passage.find(self.words)?;
            let liked = Span::new(at, at + self.words.len());
            let mut tokens = Vec::new();
            let mut from = 0;
            for word in passage.split_inclusive(' ') {
                let span = Span::new(from, from + word.trim_end_matches([' ', '.', ',']).len());
                from += word.len();
                let if_liked = |liked: bool| if liked { self.logit } else { 0.0 };
                tokens.push(Token {
                    span,
                    start: if_liked(span.start == liked.start),
                    end: if_liked(span.end == liked.end),
                });
            }
            Reading::new(tokens, self.absent)
        }

        fn weight(&self) -> Weight {
            Weight {
                sentence: 1.0,
                words: 1.0,
                answered: 0.1,
                odds: 1.0,
                offset: 0.0,
            }
        }
    }

    fn entry() -> Entry {
        let page = "The mill\n\nThe old mill by the river was offered on Tuesday and sold on Monday \
            for two million crowns. Its owner, Ann Lee, thanked the town for many good years.\n\nThe new mill \
            on the hill was sold on Friday for six million crowns.";
        let source = Source {
            bytes: page.as_bytes(),
            name: "mill.txt",
            ..Source::default()
        };
        Entry::new(read(source).unwrap())
    }

    fn asked(entry: &Entry, reader: Option<&dyn Reads>) -> Outcome {
        let settings = Settings {
            reader,
            ..Settings::default()
        };
        answer(
            "when was the old mill sold?",
            &[entry.document()],
            &settings,
        )
    }

    fn words<'a>(entry: &'a Entry, outcome: &Outcome) -> &'a str {
        let article = entry.document().article;
        let answer = outcome.answers.first();
        answer.map_or("", |answer| article.words(answer.words))
    }

    #[test]
    fn what_is_read_can_change_the_words_and_the_sentence() {
        let entry = entry();
        let before = asked(&entry, None);
        assert_eq!(words(&entry, &before), "Monday");
        let likes = |words, logit| Likes {
            words,
            logit,
            ..Likes::default()
        };
        let with = asked(&entry, Some(&likes("Tuesday", 20.0)));
        assert_eq!(words(&entry, &with), "Tuesday");
        let with = asked(&entry, Some(&likes("Friday", 20.0)));
        assert_eq!(words(&entry, &with), "Friday");
        // Little evidence changes nothing.
        let with = asked(&entry, Some(&likes("Friday", 0.1)));
        assert_eq!(with.answers, before.answers);
    }

    #[test]
    fn what_is_read_makes_an_answer_more_or_less_likely() {
        let entry = entry();
        let sure = |logit, absent| {
            let reader = Likes {
                words: "Monday",
                logit,
                absent,
                ..Likes::default()
            };
            asked(&entry, Some(&reader)).confidence
        };
        // Start and end are logits of their own, "not here" is one: equal, then for
        // an answer and against it.
        let even = sure(4.0, 8.0);
        assert!(sure(4.0, 3.0) > even && sure(4.0, 11.0) < even);
        // No more than the most.
        let least = sure(4.0, 20.0);
        assert!(least < even && (sure(4.0, 99.0) - least).abs() < 1e-3);
    }

    #[test]
    fn the_best_sentences_are_read_in_the_order_of_the_article() {
        let entry = entry();
        let reader = Likes::default();
        asked(&entry, Some(&reader));
        let read = reader.read.lock().unwrap();
        let [passage] = read.as_slice() else {
            panic!("{read:?}");
        };
        let places: Vec<_> = ["The old mill", "The new mill"]
            .map(|words| passage.find(words))
            .into();
        assert!(places[0].is_some() && places[0] < places[1], "{passage}");
        assert!(passage.len() <= PASSAGE);
    }

    #[test]
    fn a_reader_that_fails_changes_nothing() {
        let entry = entry();
        let reader = Likes {
            words: "no such words",
            ..Likes::default()
        };
        let with = asked(&entry, Some(&reader));
        assert_eq!(with.answers, asked(&entry, None).answers);
    }
}
