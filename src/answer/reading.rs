//! What does a reader change? It reads the best sentences together and the passage
//! of the one that is first then, and its evidence is added to that of ranking,
//! cutting and deciding, all in logarithms of odds.

use super::{
    Document, edges,
    engine::{self, Found, reorder},
    model::Model,
};
use crate::{
    article::Article,
    reader::{Reading, Reads},
    text::Span,
};

/// Nothing is taken to be less likely than this, a logarithm.
const LEAST: f32 = -8.0;

/// Longest passage, in bytes; what does not fit is left to ranking.
const PASSAGE: usize = 1_200;

/// A sentence of a passage that is read.
struct Read {
    /// Its place among the ranked, if it was cut.
    rank: Option<usize>,
    /// In bytes of the passage.
    within: Span,
    /// In bytes of the article.
    of_article: Span,
}

/// A passage that was read.
struct View {
    reading: Reading,
    sentences: Vec<Read>,
}

impl View {
    fn new(
        reader: &dyn Reads,
        question: &str,
        (passage, sentences): (&str, Vec<Read>),
    ) -> Option<Self> {
        let reading = reader.read(question, passage)?;
        Some(Self { reading, sentences })
    }

    /// A ranked sentence, if it stands in this passage.
    fn sentence(&self, rank: usize) -> Option<&Read> {
        self.sentences.iter().find(|read| read.rank == Some(rank))
    }

    /// How likely the best words of a ranked sentence answer.
    fn likely(&self, rank: usize) -> Option<f32> {
        let within = self.sentence(rank)?.within;
        let best = self.reading.best_within(within);
        Some(best.map_or(LEAST, |(_, likely)| likely.max(LEAST)))
    }

    /// How likely these words of a ranked sentence, in bytes of the article, answer.
    fn of(&self, rank: usize, words: Span) -> Option<f32> {
        let read = self.sentence(rank)?;
        let at = |byte: usize| byte - read.of_article.start + read.within.start;
        let words = Span::new(at(words.start), at(words.end));
        Some(self.reading.of(words).unwrap_or(LEAST).max(LEAST))
    }
}

/// The mean over the passages that have something to say.
fn mean(views: &[View], of: impl Fn(&View) -> Option<f32>) -> Option<f32> {
    let said: Vec<f32> = views.iter().filter_map(of).collect();
    (!said.is_empty()).then(|| said.iter().sum::<f32>() / said.len() as f32)
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
    let Some((together, sentences)) = together(documents, found) else {
        return;
    };
    let Some(view) = View::new(reader, question, (&together, sentences)) else {
        return;
    };
    // Sentences that were picked out of their passages lack what those before
    // them say; what speaks for the first is asked of its passage as well.
    let cut = found.ranked.iter().take(found.cuts.len()).enumerate();
    let first = cut
        .map(|(at, row)| {
            let likely = view.likely(at).unwrap_or(LEAST);
            (at, row.score + weight.sentence * likely)
        })
        .reduce(|a, b| if b.1 > a.1 { b } else { a });
    let passage = first.and_then(|(at, _)| around(documents, found, at));
    let mut views = vec![view];
    // Where they are the same words, they would say the same.
    if let Some((passage, sentences)) = passage.filter(|(passage, _)| *passage != together) {
        views.extend(View::new(reader, question, (&passage, sentences)));
    }
    for rank in 0..found.cuts.len() {
        let Some(row) = found.ranked.get_mut(rank) else {
            continue;
        };
        let likely = mean(&views, |view| view.likely(rank));
        if likely.is_some() {
            let also = |words: Span| {
                let of = mean(&views, |view| view.of(rank, words));
                weight.words * of.unwrap_or(LEAST)
            };
            if let Some(cut) = found.cuts.get_mut(rank) {
                *cut = edges::cut_with(model, &mut found.matching, row, also).or(*cut);
            }
        }
        row.score += weight.sentence * likely.unwrap_or(LEAST);
    }
    // What was not cut was not read, and stays behind what was.
    let behind = weight.sentence * LEAST;
    for row in found.ranked.iter_mut().skip(found.cuts.len()) {
        row.score += behind;
    }
    reorder(&mut found.ranked, &mut found.cuts);
    engine::consider(model, found);
    let margin = mean(&views, |view| Some(view.reading.margin()));
    let moved = weight.answered * margin.unwrap_or(0.0) + weight.offset;
    found.confidence = scaled(found.confidence, weight.odds, moved);
}

/// The best sentences of the article that has the best one, in its order.
fn together(documents: &[Document<'_>], found: &Found<'_>) -> Option<(String, Vec<Read>)> {
    let best = found.ranked.first()?.document;
    let article = documents.get(best)?.article;
    let mut sentences = Vec::new();
    let mut length = 0;
    for (rank, row) in found.ranked.iter().take(found.cuts.len()).enumerate() {
        let span = article.sentences.get(row.sentence)?.span;
        length += span.len() + 1;
        if row.document == best && (length <= PASSAGE || rank == 0) {
            sentences.push((Some(rank), span));
        }
    }
    sentences.sort_by_key(|(_, span)| span.start);
    Some(passage(article, &sentences))
}

/// The passage of a ranked sentence as the article has it, of one that is too long
/// the sentences around that one.
fn around(
    documents: &[Document<'_>],
    found: &Found<'_>,
    rank: usize,
) -> Option<(String, Vec<Read>)> {
    let row = found.ranked.get(rank)?;
    let article = documents.get(row.document)?.article;
    let whole = article.passages.get(row.passage)?.sentences.clone();
    let span = |at: usize| article.sentences.get(at).map(|sentence| sentence.span);
    let (mut from, mut to) = (row.sentence, row.sentence + 1);
    let mut length = span(row.sentence)?.len();
    // One before and one behind in turn, as long as they fit.
    loop {
        let before = from.checked_sub(1).filter(|at| whole.contains(at));
        let behind = Some(to).filter(|at| whole.contains(at));
        let grown = (from, to);
        for at in [before, behind].into_iter().flatten() {
            let more = span(at)?.len() + 1;
            if length + more <= PASSAGE {
                length += more;
                (from, to) = (from.min(at), to.max(at + 1));
            }
        }
        if grown == (from, to) {
            break;
        }
    }
    let rank_of = |sentence: usize| {
        let cut = found.ranked.iter().take(found.cuts.len());
        let mut places = cut.map(|other| (other.document, other.sentence));
        places.position(|place| place == (row.document, sentence))
    };
    let sentences: Vec<_> = (from..to)
        .filter_map(|at| Some((rank_of(at), span(at)?)))
        .collect();
    Some(passage(article, &sentences))
}

/// Sentences with spaces between them.
fn passage(article: &Article, sentences: &[(Option<usize>, Span)]) -> (String, Vec<Read>) {
    let mut passage = String::new();
    let mut read = Vec::with_capacity(sentences.len());
    for &(rank, of_article) in sentences {
        if !passage.is_empty() {
            passage.push(' ');
        }
        let start = passage.len();
        passage.push_str(article.words(of_article));
        read.push(Read {
            rank,
            within: Span::new(start, passage.len()),
            of_article,
        });
    }
    (passage, read)
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

    /// What a reader is given that finds an answer everywhere.
    fn given(entry: &Entry) -> Vec<String> {
        let reader = Likes {
            words: "mill",
            ..Likes::default()
        };
        asked(entry, Some(&reader));
        reader.read.into_inner().unwrap()
    }

    #[test]
    fn the_best_sentences_are_read_in_the_order_of_the_article() {
        let read = given(&entry());
        let passage = read.first().map_or("", String::as_str);
        let places: Vec<_> = ["The old mill", "The new mill"]
            .map(|words| passage.find(words))
            .into();
        assert!(places[0].is_some() && places[0] < places[1], "{passage}");
        assert!(passage.len() <= PASSAGE);
    }

    #[test]
    fn the_passage_of_the_best_sentence_is_read_as_it_stands() {
        let read = given(&entry());
        let [_, passage] = read.as_slice() else {
            panic!("{read:?}");
        };
        assert!(passage.starts_with("The old mill"), "{passage}");
        assert!(passage.ends_with("many good years."), "{passage}");
        // Of one that is too long, what stands around the sentence.
        let filling = "Nothing else was said of it by anybody that year. ".repeat(40);
        let page = format!("The mill\n\n{filling}The old mill was sold on Monday. {filling}");
        let source = Source {
            bytes: page.as_bytes(),
            name: "mill.txt",
            ..Source::default()
        };
        let read = given(&Entry::new(crate::article::read(source).unwrap()));
        let [_, passage] = read.as_slice() else {
            panic!("{read:?}");
        };
        let before = passage.find("The old mill").unwrap();
        let behind = passage.len() - before;
        assert!(passage.len() <= PASSAGE && passage.len() > PASSAGE - 100);
        assert!(before.abs_diff(behind) < 150, "{passage}");
    }

    #[test]
    fn the_same_words_are_read_once() {
        let page = "The mill\n\nThe old mill was sold on Monday. The new mill was not.";
        let source = Source {
            bytes: page.as_bytes(),
            name: "mill.txt",
            ..Source::default()
        };
        let read = given(&Entry::new(crate::article::read(source).unwrap()));
        assert_eq!(
            read,
            ["The old mill was sold on Monday. The new mill was not."]
        );
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
