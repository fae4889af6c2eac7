//! Which words of a passage answer a question, as a small neural network sees
//! it? It only points, so it cannot say what the passage does not.

use std::fmt;

use crate::{answer::Outcome, article::Article, text::Span};

#[cfg(feature = "reader")]
mod kept;
#[cfg(feature = "reader")]
mod network;
#[cfg(feature = "reader")]
mod spans;
#[cfg(feature = "reader")]
mod wordpiece;

#[cfg(feature = "reader")]
pub use kept::{Kept, kept, remove, take};
#[cfg(feature = "reader")]
pub use network::{Reader, Unfit};

/// Points at words; the network is one that does.
pub trait Points: fmt::Debug + Send + Sync {
    /// The words of `passage` that answer `question` best, if any can be named.
    fn point(&self, question: &str, passage: &str) -> Option<Pointed>;
}

/// Words that answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointed {
    /// Where they are, in bytes of the passage.
    pub span: Span,
    /// The probability, in 0..=1, that it is these words, if any of the passage.
    pub probability: f32,
    /// The probability, in 0..=1, that the passage does not answer.
    pub absent: f32,
}

/// From this probability on the words pointed at are taken: nothing else is
/// likelier.
const SURE: f32 = 0.5;

/// Lets `reader` choose the words of each answer within the sentence that was
/// chosen. What was answered with a whole sentence, or yes or no, stays so: the
/// question asks for no words.
pub fn narrow(reader: &dyn Points, question: &str, articles: &[&Article], outcome: &mut Outcome) {
    for answer in &mut outcome.answers {
        let Some(article) = articles.get(answer.document) else {
            continue;
        };
        let Some(sentence) = article.sentences.get(answer.sentence) else {
            continue;
        };
        let sentence = sentence.span;
        if answer.words == sentence || answer.polarity.is_some() {
            continue;
        }
        let Some(pointed) = reader.point(question, article.words(sentence)) else {
            continue;
        };
        let words = Span::new(
            sentence.start + pointed.span.start,
            sentence.start + pointed.span.end,
        );
        let text = article.text();
        let whole = sentence.contains(words) && text.get(words.start..words.end).is_some();
        if whole && !words.is_empty() && pointed.probability >= SURE && pointed.absent < SURE {
            answer.words = words;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        answer::{Answer, Settings, answer},
        article::{Source, read},
        library::Entry,
    };

    #[derive(Debug)]
    struct Fixed(Option<Pointed>);

    impl Points for Fixed {
        fn point(&self, _: &str, _: &str) -> Option<Pointed> {
            self.0
        }
    }

    fn entry() -> Entry {
        let page = "The mill\n\nThe old mill by the river was sold on Monday for two million \
            crowns. Its owner, Ann Lee, thanked the town for many good years.";
        let source = Source {
            bytes: page.as_bytes(),
            name: "mill.txt",
            ..Source::default()
        };
        Entry::new(read(source).unwrap())
    }

    fn asked(entry: &Entry, question: &str, pointed: Option<Pointed>) -> Vec<Answer> {
        let mut outcome = answer(question, &[entry.document()], &Settings::default());
        narrow(
            &Fixed(pointed),
            question,
            &[entry.document().article],
            &mut outcome,
        );
        outcome.answers
    }

    fn at(start: usize, end: usize, probability: f32, absent: f32) -> Option<Pointed> {
        Some(Pointed {
            span: Span::new(start, end),
            probability,
            absent,
        })
    }

    #[test]
    fn words_are_taken_when_they_are_likely_and_inside_the_sentence() {
        let entry = entry();
        let question = "when was the mill sold?";
        let before = asked(&entry, question, None);
        assert_eq!(before.len(), 1);
        let words =
            |answers: &[Answer]| entry.document().article.words(answers[0].words).to_owned();
        assert_ne!(words(&before), "old mill");
        assert!(words(&before).ends_with("Monday"), "{}", words(&before));
        assert_eq!(
            words(&asked(&entry, question, at(4, 12, 0.9, 0.0))),
            "old mill"
        );
        for no in [
            at(4, 12, 0.4, 0.0),
            at(4, 12, 0.9, 0.6),
            at(4, 4, 0.9, 0.0),
            at(4, 4_000, 0.9, 0.0),
        ] {
            assert_eq!(asked(&entry, question, no), before);
        }
    }
}
