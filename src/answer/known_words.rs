//! What is known of English words wherever they stand, kept for the next article: most
//! of an article's words were in the last one too, and stemming a word and looking
//! its vector up takes most of the time that an article takes.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock, RwLock, RwLockReadGuard},
};

use rust_stemmers::Stemmer;

use super::{
    cut::function_class,
    languages::Language,
    lexicon,
    prepared::stem,
    vectors::{Unit, Vector},
};

/// Words that are kept. One that the vectors do not know takes a kilobyte.
const MOST: usize = 8_000;

/// A longer one is seldom met again.
const LONGEST: usize = 24;

type Words = HashMap<Arc<str>, Arc<Known>>;

static KEPT: LazyLock<RwLock<Words>> = LazyLock::new(RwLock::default);

/// What is known of a folded word.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) stem: Box<str>,
    /// Which of the function words that the cutter tells apart, if any.
    pub(super) class: Option<u8>,
    /// Whether it gives a reason.
    pub(super) reason: bool,
    pub(super) vector: Option<Vector>,
    pub(super) unit: Option<Unit>,
}

impl Known {
    fn new(language: &Language, stemmer: &Stemmer, folded: &str) -> Self {
        let vector = language.vectors.then(|| Vector::of(folded));
        Self {
            stem: stem_of(language, stemmer, folded).into(),
            class: function_class(folded),
            reason: lexicon::gives_reason(folded),
            unit: vector.as_ref().and_then(Vector::unit),
            vector,
        }
    }
}

fn stem_of<'a>(language: &Language, stemmer: &Stemmer, folded: &'a str) -> Cow<'a, str> {
    let base = if language.vectors {
        lexicon::base(folded)
    } else {
        folded
    };
    stem(stemmer, base)
}

/// The words of one article.
pub(super) struct KnownWords {
    language: &'static Language,
    stemmer: Stemmer,
    /// None for another language, and while somebody adds to them.
    kept: Option<RwLockReadGuard<'static, Words>>,
    new: Vec<(Arc<str>, Arc<Known>)>,
}

impl KnownWords {
    pub(super) fn new(language: &'static Language) -> Self {
        Self {
            language,
            stemmer: Stemmer::create(language.stemmer),
            kept: language.vectors.then(|| KEPT.try_read().ok()).flatten(),
            new: Vec::new(),
        }
    }

    pub(super) fn of(&mut self, folded: &Arc<str>) -> Arc<Known> {
        let kept = self.kept.as_ref().and_then(|kept| kept.get(folded));
        if let Some(known) = kept {
            return Arc::clone(known);
        }
        let known = Arc::new(Known::new(self.language, &self.stemmer, folded));
        if self.kept.is_some() && folded.len() <= LONGEST {
            self.new.push((Arc::clone(folded), Arc::clone(&known)));
        }
        known
    }

    /// The stem of a word that may stand in no sentence.
    pub(super) fn stem<'a>(&self, folded: &'a str) -> Cow<'a, str> {
        stem_of(self.language, &self.stemmer, folded)
    }

    /// Keeps what is new, if nobody else is reading just now.
    pub(super) fn keep(self) {
        drop(self.kept);
        if self.new.is_empty() {
            return;
        }
        let Ok(mut kept) = KEPT.try_write() else {
            return;
        };
        if kept.len() + self.new.len() > MOST {
            // What is often met comes back with the next article.
            kept.clear();
        }
        kept.extend(self.new.into_iter().take(MOST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::languages;

    fn all(words: &[&str], language: Option<&str>) -> Vec<Arc<Known>> {
        let mut known = KnownWords::new(languages::of(language));
        let found = words.iter().map(|word| known.of(&Arc::from(*word)));
        let found = found.collect();
        known.keep();
        found
    }

    #[test]
    fn a_word_is_the_same_when_it_is_met_again() {
        let words = ["harbours", "because", "zzyzxians", "the"];
        let first = all(&words, None);
        let again = all(&words, None);
        for (one, other) in first.iter().zip(&again) {
            assert_eq!(one.stem, other.stem);
            assert_eq!((one.class, one.reason), (other.class, other.reason));
            let same = one.unit.as_ref().zip(other.unit.as_ref());
            assert!(same.is_some_and(|(one, other)| one.cosine(other) > 0.99));
        }
    }

    #[test]
    fn another_language_has_stems_of_its_own() {
        let german = all(&["häuser", "because"], Some("de"));
        assert!(german[0].unit.is_none());
        let english = all(&["because"], None);
        assert!(english[0].reason && english[0].unit.is_some());
    }

    #[test]
    fn no_more_than_so_many_are_kept() {
        let words: Vec<String> = (0..MOST + 50).map(|at| format!("word{at}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        all(&words, None);
        let kept = KEPT.read().expect("no test panics with it");
        assert!(kept.len() <= MOST);
    }
}
