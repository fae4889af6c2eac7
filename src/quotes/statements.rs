//! What is worked out once about an article for whoever asks who said what:
//! its words, the stems of every statement and how often each stands in it.
//! Knows no question.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use super::{
    Attribution, Attributions,
    align::{self, Word},
    paraphrase,
};
use crate::{
    answer::vectors::Unit,
    article::Article,
    index::analysis::{Analyser, words},
    text::Span,
};

/// An article, who says what in it, and what lookups work out about it.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The article.
    pub article: &'a Article,
    /// Who said what in it.
    pub attributions: &'a Attributions,
    /// What was worked out before; empty at first.
    pub prepared: &'a Prepared,
}

/// What lookups work out about one article, each part when it is first needed.
#[derive(Debug, Default)]
pub struct Prepared {
    words: OnceLock<Vec<Word>>,
    statements: OnceLock<Statements>,
    meanings: OnceLock<Vec<Option<Unit>>>,
}

impl<'a> Said<'a> {
    /// The words of the article as alleged ones are held against them.
    pub(super) fn words(&self) -> &'a [Word] {
        let words = &self.prepared.words;
        words.get_or_init(|| align::words(self.article.text()))
    }

    pub(super) fn statements(&self) -> &'a Statements {
        let statements = &self.prepared.statements;
        statements.get_or_init(|| Statements::of(self.article, self.attributions))
    }

    /// By attribution: where its content points, as [`paraphrase`] measures it.
    pub(super) fn meanings(&self) -> &'a [Option<Unit>] {
        self.prepared.meanings.get_or_init(|| {
            let all = self.attributions.attributions.iter();
            all.map(|one| paraphrase::meaning(&content(self.article, one)))
                .collect()
        })
    }
}

/// The words of all statements.
#[derive(Debug)]
pub(super) struct Statements {
    /// By stem: how often it stands in the article.
    pub(super) counts: HashMap<String, usize>,
    /// By attribution: what is said, and the words that say by whom and how.
    pub(super) each: Vec<Statement>,
}

#[derive(Debug)]
pub(super) struct Statement {
    pub(super) content: Bag,
    pub(super) frame: Bag,
}

/// Which words stand in a text, however often.
#[derive(Debug, Default)]
pub(super) struct Bag {
    pub(super) stems: HashSet<String>,
    /// Folded words with a capital.
    pub(super) capitals: HashSet<String>,
}

impl Bag {
    pub(super) fn of(text: &str, analyser: &mut Analyser) -> Self {
        let words = words(text);
        let stems = analyser.stems(&words);
        Self {
            stems: stems.into_iter().flatten().collect(),
            capitals: words
                .into_iter()
                .filter(|word| word.capital)
                .map(|word| word.exact)
                .collect(),
        }
    }
}

impl Statements {
    fn of(article: &Article, attributions: &Attributions) -> Self {
        let mut analyser = analyser(article);
        let mut counts: HashMap<String, usize> = HashMap::new();
        for stem in analyser.stems(&words(article.text())).into_iter().flatten() {
            *counts.entry(stem).or_default() += 1;
        }
        let all = attributions.attributions.iter();
        let each = all.map(|attribution| Statement {
            content: Bag::of(&content(article, attribution), &mut analyser),
            frame: Bag::of(&frame(article, attributions, attribution), &mut analyser),
        });
        Self {
            each: each.collect(),
            counts,
        }
    }
}

/// The analyser of an article's language.
pub(super) fn analyser(article: &Article) -> Analyser {
    Analyser::new(article.metadata.language.as_deref().unwrap_or("en"))
}

/// What is said, without the cue amid it.
pub(super) fn content(article: &Article, attribution: &Attribution) -> String {
    let spans: Vec<&str> = attribution
        .content
        .iter()
        .map(|span| article.words(*span))
        .collect();
    spans.join(" ")
}

/// The words that name the speaker and say that they spoke.
fn frame(article: &Article, attributions: &Attributions, attribution: &Attribution) -> String {
    let name = attributions.speaker_of(attribution);
    let words = |span: Option<Span>| span.map_or("", |span| article.words(span));
    format!(
        "{} {} {}",
        name.map_or("", |speaker| speaker.name.as_str()),
        words(attribution.source),
        words(attribution.cue)
    )
}
