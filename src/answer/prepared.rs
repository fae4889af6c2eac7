//! What is worked out once for each article: its words, stems, statistics
//! and vectors. Knows no question.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use rust_stemmers::Stemmer;

use super::{
    known_words::{Known, KnownWords},
    languages::{self, Language},
    postings::Postings,
    vectors::{self, DIMENSIONS, Unit},
    words::{self, Gap, shape},
};
use crate::{article::Article, quotes::Attributions, text::Span};

/// What the engine works out once for each article.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    pub(super) types: Vec<Type>,
    pub(super) by_word: HashMap<Arc<str>, usize>,
    pub(super) stems: HashMap<String, usize>,
    pub(super) postings: Postings,
    pub(super) tokens: Vec<Token>,
    pub(super) sentences: Vec<Line>,
    pub(super) passages: Vec<Line>,
    /// By passage: its section.
    pub(super) section_of: Vec<usize>,
    /// By section: the stems of its heading.
    pub(super) headings: Vec<Vec<usize>>,
    pub(super) title: Vec<usize>,
    /// By sentence: the stems of who is said to speak in it.
    pub(super) speakers: Vec<Vec<usize>>,
}

/// A word of the article, wherever it stands.
#[derive(Clone, Debug)]
pub(super) struct Type {
    pub(super) folded: Arc<str>,
    pub(super) stem: usize,
    pub(super) function: bool,
    /// Which of the function words that the cutter tells apart, if any.
    pub(super) class: Option<u8>,
    /// Whether it gives a reason.
    pub(super) reason: bool,
    pub(super) rarity: f32,
    /// How often it stands inside a sentence, and how often with a capital.
    pub(super) inside: u32,
    pub(super) capital: u32,
    /// Whether it stands somewhere in capitals alone: "CEO", which names nobody.
    pub(super) acronym: bool,
    pub(super) vector: Option<Unit>,
}

/// A word at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) span: Span,
    pub(super) word: usize,
    /// That of its word, which is looked at more often than all else.
    stem: u32,
    pub(super) shape: u16,
    pub(super) gap: Gap,
}

/// The tokens of a sentence or a passage.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) vector: Option<Unit>,
}

/// The stemmer's form of a folded word; numbers and possessives stay.
pub(super) fn stem<'a>(stemmer: &Stemmer, folded: &'a str) -> Cow<'a, str> {
    if folded.chars().any(|c| c.is_ascii_digit()) {
        return folded.trim_matches(['$', '€', '£', '%']).into();
    }
    stemmer.stem(folded)
}

/// Words that ask are none of the topic even where they are no function
/// words in the table, such as an acronym that looks like one is.
pub(super) fn is_function(language: &Language, folded: &str, shape: u16) -> bool {
    shape & shape::ALL_CAPITALS == 0 && language.is_function(folded)
}

/// "own" after a possessive, which is no verb: nobody owns anything there.
const ITS_OWN: &str = "its own";

pub(super) fn is_possessive(folded: &str) -> bool {
    matches!(
        folded,
        "its" | "his" | "her" | "their" | "my" | "our" | "your" | "'s"
    )
}

impl Prepared {
    /// Works out what there is to know about an article.
    pub(super) fn new(article: &Article, attributions: &Attributions) -> Self {
        let language = languages::of(article.metadata.language.as_deref());
        // Room for most articles, since growing takes time: half of their words are new.
        let words = article.text().len() / 6;
        let new = (words / 2).min(1_000);
        let mut builder = Builder {
            language,
            known: KnownWords::new(language),
            words: Vec::with_capacity(new),
            prepared: Self {
                types: Vec::with_capacity(new),
                by_word: HashMap::with_capacity(new),
                stems: HashMap::with_capacity(new),
                tokens: Vec::with_capacity(words),
                sentences: Vec::with_capacity(article.sentences.len()),
                ..Self::default()
            },
        };
        builder.read(article);
        builder.speakers(attributions, article);
        builder.known.keep();
        let mut prepared = builder.prepared;
        prepared.postings =
            Postings::new(prepared.stems.len(), &prepared.tokens, &prepared.sentences);
        prepared
    }

    pub(super) fn tokens_of(&self, line: &Line) -> &[Token] {
        self.tokens.get(line.start..line.end).unwrap_or(&[])
    }

    pub(super) fn type_of(&self, token: &Token) -> Option<&Type> {
        self.types.get(token.word)
    }
}

impl Token {
    pub(super) fn new(span: Span, word: usize, stem: usize, shape: u16, gap: Gap) -> Self {
        Self {
            span,
            word,
            stem: u32::try_from(stem).unwrap_or(u32::MAX),
            shape,
            gap,
        }
    }

    pub(super) fn stem(&self) -> usize {
        self.stem as usize
    }
}

impl Type {
    /// Whether the article writes it as a name wherever that can be told.
    pub(super) fn is_name(&self) -> bool {
        self.capital > 0 && self.capital * 2 > self.inside && !self.function
    }
}

struct Builder {
    language: &'static Language,
    known: KnownWords,
    /// By type.
    words: Vec<Arc<Known>>,
    prepared: Prepared,
}

impl Builder {
    fn read(&mut self, article: &Article) {
        for section in &article.sections {
            let heading = section.heading.map_or("", |span| article.words(span));
            let stems = self.stems_of(heading);
            self.prepared.headings.push(stems);
        }
        self.prepared.title = self.stems_of(article.metadata.title.as_deref().unwrap_or(""));
        for passage in &article.passages {
            let first = self.prepared.tokens.len();
            let mut whole = [0f32; DIMENSIONS];
            for sentence in passage.sentences.clone() {
                let Some(sentence) = article.sentences.get(sentence) else {
                    continue;
                };
                let line = self.sentence(article.words(sentence.span), sentence.span, &mut whole);
                self.prepared.sentences.push(line);
            }
            let end = self.prepared.tokens.len();
            self.prepared.section_of.push(passage.section);
            self.prepared.passages.push(Line {
                start: first,
                end,
                vector: Unit::new(&whole),
            });
        }
    }

    fn sentence(&mut self, text: &str, span: Span, whole: &mut [f32; DIMENSIONS]) -> Line {
        let start = self.prepared.tokens.len();
        let mut sum = [0f32; DIMENSIONS];
        let mut possessive = false;
        words::each(text, span.start, |word| {
            let owned = possessive && word.folded == "own";
            possessive = self.language.vectors && is_possessive(word.folded);
            let index = self.intern(if owned { ITS_OWN } else { word.folded }, word.shape);
            let vector = self.words.get(index).and_then(|word| word.vector.as_ref());
            if let Some(vector) = vector {
                vector.add_to(&mut sum);
            }
            let mut stem = 0;
            if let Some(of) = self.prepared.types.get_mut(index) {
                if self.prepared.tokens.len() > start {
                    of.inside += 1;
                    of.capital += u32::from(word.shape & shape::CAPITAL > 0);
                }
                of.acronym |= word.shape & shape::ALL_CAPITALS > 0;
                stem = of.stem;
            }
            let token = Token::new(word.span, index, stem, word.shape, word.gap);
            self.prepared.tokens.push(token);
        });
        for (to, from) in whole.iter_mut().zip(&sum) {
            *to += from;
        }
        Line {
            start,
            end: self.prepared.tokens.len(),
            vector: Unit::new(&sum),
        }
    }

    fn intern(&mut self, folded: &str, shape: u16) -> usize {
        if let Some(&index) = self.prepared.by_word.get(folded) {
            return index;
        }
        let index = self.prepared.types.len();
        let word: Arc<str> = folded.into();
        let known = self.known.of(&word);
        let rarity = known.vector.as_ref().and_then(|vector| vector.known);
        let stem = self.number(&known.stem);
        self.prepared.types.push(Type {
            folded: Arc::clone(&word),
            stem,
            function: is_function(self.language, folded, shape),
            class: known.class,
            reason: known.reason,
            inside: 0,
            capital: 0,
            acronym: false,
            rarity: rarity.map_or(vectors::RAREST, |known| known.rarity),
            vector: known.unit.clone(),
        });
        self.words.push(known);
        self.prepared.by_word.insert(word, index);
        index
    }

    /// The number of a stem.
    fn number(&mut self, stem: &str) -> usize {
        let stems = &mut self.prepared.stems;
        if let Some(&number) = stems.get(stem) {
            return number;
        }
        let next = stems.len();
        stems.insert(stem.to_owned(), next);
        next
    }

    fn stems_of(&mut self, text: &str) -> Vec<usize> {
        let mut stems = Vec::new();
        words::each(text, 0, |word| {
            if !is_function(self.language, word.folded, word.shape) {
                let stem = self.known.stem(word.folded);
                stems.push(self.number(&stem));
            }
        });
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    fn speakers(&mut self, attributions: &Attributions, article: &Article) {
        self.prepared.speakers = vec![Vec::new(); self.prepared.sentences.len()];
        let names: Vec<Vec<usize>> = attributions
            .speakers
            .iter()
            .map(|speaker| {
                let mut all = speaker.name.clone();
                for other in speaker.also.iter().chain(&speaker.roles) {
                    all.push(' ');
                    all.push_str(other);
                }
                self.stems_of(&all)
            })
            .collect();
        for attribution in &attributions.attributions {
            let Some(stems) = attribution.speaker.and_then(|speaker| names.get(speaker)) else {
                continue;
            };
            for content in &attribution.content {
                let sentence = article.sentence_at(content.start);
                let Some(of) = sentence.and_then(|at| self.prepared.speakers.get_mut(at)) else {
                    continue;
                };
                // A sentence of a hundred speakers gains nothing from the rest.
                if of.len() < 100 {
                    of.extend(stems);
                }
            }
        }
    }
}
