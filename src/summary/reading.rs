//! An article laid out for choosing sentences: the tokens of each sentence,
//! what is quoted, and what the attributions say of it. Chooses nothing.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use crate::{
    article::Article,
    quotes::{
        Attributions, Speaker,
        lexicon::Class,
        token::{Token, Tokens},
    },
    text::Span,
};

/// Tokens of a sentence that are looked at: more than any real sentence has.
const MOST_TOKENS: usize = 400;

/// An article, its attributions and its tokens.
pub(super) struct Reading<'a> {
    pub(super) article: &'a Article,
    pub(super) attributions: &'a Attributions,
    tokens: Tokens,
    /// For each sentence, the range of its tokens.
    ranges: Vec<(usize, usize)>,
    /// For each sentence, the attributions whose content or source touches it.
    touching: Vec<Vec<usize>>,
    /// For each form, by its hash, how the article writes it.
    written: HashMap<u32, Written>,
}

/// How an article writes a word where no sentence opens.
#[derive(Clone, Copy, Debug, Default)]
struct Written {
    lower: bool,
    capitals: u32,
}

impl<'a> Reading<'a> {
    pub(super) fn of(article: &'a Article, attributions: &'a Attributions) -> Self {
        let tokens = Tokens::of(article);
        let mut ranges = Vec::with_capacity(article.sentences.len());
        let mut at = 0;
        for sentence in &article.sentences {
            while at < tokens.all.len() && tokens.all[at].span.start < sentence.span.start {
                at += 1;
            }
            let first = at;
            while at < tokens.all.len() && tokens.all[at].span.start < sentence.span.end {
                at += 1;
            }
            ranges.push((first, at));
        }
        let touching = touching(article, attributions);
        let mut written: HashMap<u32, Written> = HashMap::new();
        for token in &tokens.all {
            let word = article.words(token.span);
            if word.starts_with(char::is_lowercase) {
                written.entry(token.hash).or_default().lower = true;
            } else if token.class == Class::Name {
                written.entry(token.hash).or_default().capitals += 1;
            }
        }
        Self {
            article,
            attributions,
            tokens,
            ranges,
            touching,
            written,
        }
    }

    /// The span of a sentence; empty where there is none.
    pub(super) fn span(&self, sentence: usize) -> Span {
        self.article
            .sentences
            .get(sentence)
            .map_or(Span::default(), |sentence| sentence.span)
    }

    /// The section of a sentence.
    pub(super) fn section(&self, sentence: usize) -> usize {
        self.article
            .sentences
            .get(sentence)
            .and_then(|sentence| self.article.passages.get(sentence.passage))
            .map_or(0, |passage| passage.section)
    }

    /// Whether a sentence is the first of its passage.
    pub(super) fn opens_passage(&self, sentence: usize) -> bool {
        self.article
            .sentences
            .get(sentence)
            .and_then(|found| self.article.passages.get(found.passage))
            .is_some_and(|passage| passage.sentences.start == sentence)
    }

    /// The tokens of a sentence, of an endless one the first.
    pub(super) fn tokens(&self, sentence: usize) -> &[Token] {
        let (start, end) = self.ranges.get(sentence).copied().unwrap_or_default();
        self.tokens
            .all
            .get(start..end.min(start + MOST_TOKENS))
            .unwrap_or_default()
    }

    /// The tokens of `span` within a sentence.
    pub(super) fn tokens_in(&self, sentence: usize, span: Span) -> &[Token] {
        let tokens = self.tokens(sentence);
        let first = tokens.partition_point(|token| token.span.start < span.start);
        let end = tokens.partition_point(|token| token.span.start < span.end);
        tokens.get(first..end).unwrap_or_default()
    }

    /// The words of a token.
    pub(super) fn word(&self, token: &Token) -> &str {
        self.article.words(token.span)
    }

    /// Whether a token that looks like a name is a word that the article writes
    /// in lower case elsewhere, and with a capital only here.
    pub(super) fn is_no_name(&self, token: &Token) -> bool {
        let written = self.written.get(&token.hash);
        token.class == Class::Name && written.is_some_and(|w| w.lower && w.capitals == 1)
    }

    /// Words and marks of the quotation that a token stands in.
    pub(super) fn quotation(&self, token: &Token) -> Option<Span> {
        let number = token.quotation? as usize;
        self.tokens
            .quotations
            .get(number)
            .map(|quotation| quotation.whole)
    }

    /// Indexes of the attributions that touch a sentence.
    pub(super) fn touching(&self, sentence: usize) -> &[usize] {
        self.touching.get(sentence).map_or(&[], Vec::as_slice)
    }

    /// The speaker whom the article means by a source at `span`.
    pub(super) fn speaker_at(&self, sentence: usize, span: Span) -> Option<(usize, &Speaker)> {
        self.touching(sentence).iter().find_map(|number| {
            let attribution = self.attributions.attributions.get(*number)?;
            (attribution.source == Some(span))
                .then(|| {
                    let speaker = attribution.speaker?;
                    Some((speaker, self.attributions.speakers.get(speaker)?))
                })
                .flatten()
        })
    }
}

/// Whether a token is a word of the writer's own.
pub(super) fn own_word(token: &Token) -> bool {
    token.quotation.is_none() && !token.class.is_mark()
}

/// Whether a token is a word that can carry the verb of a clause.
pub(super) fn verb(token: &Token) -> bool {
    token.class.is_verb()
        || (token.class == Class::Lower && KNOWN_VERBS.contains(token.form.as_str()))
}

static KNOWN_VERBS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| IRREGULAR_PASTS.split_whitespace().collect());

/// Past forms that do not end in "ed", and frequent present forms of news.
const IRREGULAR_PASTS: &str = "went took made came won lost saw got gave found became began left \
    kept held met ran sent built bought brought caught fell felt flew fought grew heard hit hurt \
    knew laid led let lit paid put read rose sat sold set shot shut spent spoke stood stole struck \
    swept taught thought threw wore wrote broke chose drew drove ate forgot froze hid rode rang \
    sang sank shook slept slid spread sprang stuck swam swore tore woke wound beat bit blew cost \
    cut dealt dug makes takes comes goes gives gets wants needs looks seems remains becomes plans \
    faces hopes means works plays wins leads shows runs keeps helps marks features includes holds \
    sees costs brings turns sets";

/// For each sentence, the attributions that touch it; every attribution is
/// walked once.
fn touching(article: &Article, attributions: &Attributions) -> Vec<Vec<usize>> {
    // Words of one attribution can run over many sentences; those far from
    // its beginning are not told by it whether they stand alone.
    const REACH: usize = 12;
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); article.sentences.len()];
    for (number, attribution) in attributions.attributions.iter().enumerate() {
        let parts = attribution
            .content
            .iter()
            .chain(&attribution.quoted)
            .chain(&attribution.source)
            .chain(&attribution.cue);
        for part in parts {
            let Some(first) = article.sentence_at(part.start) else {
                continue;
            };
            for (sentence, list) in touching.iter_mut().enumerate().skip(first).take(REACH) {
                let inside = article
                    .sentences
                    .get(sentence)
                    .is_some_and(|found| found.span.overlaps(*part));
                if !inside {
                    break;
                }
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
    }
    touching
}
