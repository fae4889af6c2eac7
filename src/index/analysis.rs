//! What counts as a word, and when are two words the same? Splits, folds and
//! stems text for the index, for queries and for marking alike; knows no
//! index.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use rust_stemmers::{Algorithm, Stemmer};
use tantivy::tokenizer::{Language, StopWordFilter, TextAnalyzer, WhitespaceTokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{Span, fold};

/// Longer words are cut, alike in the index and in queries; in characters.
/// The longest words of any supported language stay whole.
const LONGEST_WORD: usize = 48;

/// Words that make a question and that tantivy's English list, Lucene's, does
/// not hold.
const ENGLISH_QUESTION_WORDS: &str = "about am been can could did do does doing done from had has \
     have having he her him his how i its me my our she should so than them those us we were what \
     when where which while who whom whose why would you your";

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it stands.
    pub(crate) span: Span,
    /// In lower case, accents kept: what stemmers expect. `None` where that is
    /// what the exact fields hold, as for every word without accents.
    lower: Option<String>,
    /// Folded, not stemmed: what the exact fields hold.
    pub(crate) exact: String,
    /// Whether its first letter is a capital.
    pub(crate) capital: bool,
    /// Whether it is an abbreviation in capitals, which is never a stop word:
    /// "IT", "WHO".
    abbreviation: bool,
}

/// The words of `text`, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for (at, unit) in text.unicode_word_indices() {
        if initials(unit) || number(unit) {
            push(&mut words, at, unit);
            continue;
        }
        let mut first = true;
        for (offset, part) in parts(unit) {
            // The "s" of a genitive, the "l" of an elision.
            let stump = part.chars().count() == 1 && part.len() < unit.len();
            if !stump || (first && !unit.contains(['\'', '’'])) {
                push(&mut words, at + offset, part);
            }
            first = false;
        }
    }
    words
}

fn push(words: &mut Vec<Word>, at: usize, written: &str) {
    // "1.5" and "15" are different numbers.
    let bare: Cow<'_, str> = if written.contains('.') && number(written) {
        written.chars().filter(|c| *c != ',').collect()
    } else if written.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Cow::Borrowed(written)
    } else if written.is_ascii() {
        written
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect()
    } else {
        written.nfc().filter(|c| *c != ',').collect()
    };
    let (lower, exact) = if bare.is_ascii() {
        // Neither folding nor composition changes these.
        let bare = bare.get(..LONGEST_WORD).unwrap_or(&bare);
        (None, bare.to_ascii_lowercase())
    } else {
        let lower: String = bare
            .chars()
            .take(LONGEST_WORD)
            .flat_map(char::to_lowercase)
            .collect();
        let exact = plain(&lower);
        (Some(lower), exact)
    };
    if exact.is_empty() {
        return;
    }
    let capital = bare.chars().next().is_some_and(char::is_uppercase);
    let mut letters = bare
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(LONGEST_WORD);
    words.push(Word {
        span: Span::new(at, at + written.len()),
        abbreviation: capital && bare.len() > 1 && letters.all(char::is_uppercase),
        lower,
        exact,
        capital,
    });
}

/// Whether `unit` is single letters between full stops: "U.S".
fn initials(unit: &str) -> bool {
    unit.contains('.')
        && unit.split('.').all(|part| {
            let mut letters = part.chars();
            letters.next().is_none_or(char::is_alphabetic) && letters.next().is_none()
        })
}

/// Whether `unit` is digits with separators: "1,500.5".
fn number(unit: &str) -> bool {
    unit.chars()
        .all(|c| c.is_ascii_digit() || c == ',' || c == '.')
}

/// The runs of letters, digits and combining marks in one unit of the
/// Unicode word segmentation, which keeps "O'Brien's" together.
fn parts(unit: &str) -> impl Iterator<Item = (usize, &str)> {
    let joins = |c: char| {
        matches!(
            c,
            '\'' | '’' | '.' | ':' | '_' | ',' | ';' | '·' | '‘' | '＇'
        )
    };
    let mut at = 0;
    unit.split(joins).filter_map(move |part| {
        let start = at;
        // Every joint is one character; its length follows from where the
        // next part starts.
        at = start + part.len();
        at += unit
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        (!part.is_empty()).then_some((start, part))
    })
}

/// Folded, with the letters that have no decomposition written as people
/// type them who lack the key.
fn plain(lower: &str) -> String {
    let folded = fold(lower);
    if folded.is_ascii() {
        return folded;
    }
    let mut plain = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ı' => plain.push('i'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            // White space would end the term in the index.
            c if c.is_whitespace() || c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain
}

impl Word {
    fn lower(&self) -> &str {
        self.lower.as_deref().unwrap_or(&self.exact)
    }
}

/// Stems the words of one language and knows its stop words.
pub(crate) struct Analyser {
    stemmer: Option<Stemmer>,
    stops: Option<TextAnalyzer>,
}

impl Analyser {
    /// The analyser of an ISO 639-1 language; one that only folds where the
    /// language has no stemmer.
    pub(crate) fn new(language: &str) -> Self {
        let Some((algorithm, language)) = supported(language) else {
            return Self {
                stemmer: None,
                stops: None,
            };
        };
        Self {
            stemmer: Some(Stemmer::create(algorithm)),
            stops: stops(language),
        }
    }

    /// The stem of every word, `None` for stop words.
    pub(crate) fn stems(&mut self, words: &[Word]) -> Vec<Option<String>> {
        // Most words of a text stand in it more than once, and stemming one
        // takes longer than finding it again.
        let mut known: HashMap<&str, String> = HashMap::new();
        let stemmer = self.stemmer.as_ref();
        let stem = |word: &Word| match stemmer {
            Some(stemmer) => stemmed(stemmer, word.lower()),
            None => word.exact.clone(),
        };
        let Some(stops) = &mut self.stops else {
            return words.iter().map(|word| Some(stem(word))).collect();
        };
        let mut stems: Vec<Option<String>> = vec![None; words.len()];
        let mut joined = String::new();
        for word in words {
            joined.push_str(word.lower());
            joined.push(' ');
        }
        let mut stream = stops.token_stream(&joined);
        while stream.advance() {
            let at = stream.token().position;
            if let (Some(slot), Some(word)) = (stems.get_mut(at), words.get(at)) {
                *slot = Some(
                    known
                        .entry(word.lower())
                        .or_insert_with(|| stem(word))
                        .clone(),
                );
            }
        }
        for (slot, word) in stems.iter_mut().zip(words) {
            if slot.is_none() && word.abbreviation {
                *slot = Some(stem(word));
            }
        }
        stems
    }
}

fn stemmed(stemmer: &Stemmer, lower: &str) -> String {
    let stem = stemmer.stem(lower);
    if stem.is_ascii() {
        stem.into_owned()
    } else {
        plain(&stem)
    }
}

/// What lets through all words of a language but its stop words. Making one
/// takes as long as searching an article, so each is made once.
fn stops(language: Language) -> Option<TextAnalyzer> {
    static MADE: Mutex<Vec<(Language, Option<TextAnalyzer>)>> = Mutex::new(Vec::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, stops)) = made.iter().find(|(known, _)| *known == language) {
        return stops.clone();
    }
    let stops = StopWordFilter::new(language).map(|filter| {
        let builder = TextAnalyzer::builder(WhitespaceTokenizer::default()).filter(filter);
        if language == Language::English {
            let questions = ENGLISH_QUESTION_WORDS.split_whitespace().map(str::to_owned);
            builder.filter(StopWordFilter::remove(questions)).build()
        } else {
            builder.build()
        }
    });
    made.push((language, stops.clone()));
    stops
}

/// The languages that both stemmers and stop words know by these names.
fn supported(language: &str) -> Option<(Algorithm, Language)> {
    Some(match language {
        "ar" => (Algorithm::Arabic, Language::Arabic),
        "da" => (Algorithm::Danish, Language::Danish),
        "nl" => (Algorithm::Dutch, Language::Dutch),
        "en" => (Algorithm::English, Language::English),
        "fi" => (Algorithm::Finnish, Language::Finnish),
        "fr" => (Algorithm::French, Language::French),
        "de" => (Algorithm::German, Language::German),
        "el" => (Algorithm::Greek, Language::Greek),
        "hu" => (Algorithm::Hungarian, Language::Hungarian),
        "it" => (Algorithm::Italian, Language::Italian),
        "no" | "nb" | "nn" => (Algorithm::Norwegian, Language::Norwegian),
        "pt" => (Algorithm::Portuguese, Language::Portuguese),
        "ro" => (Algorithm::Romanian, Language::Romanian),
        "ru" => (Algorithm::Russian, Language::Russian),
        "es" => (Algorithm::Spanish, Language::Spanish),
        "sv" => (Algorithm::Swedish, Language::Swedish),
        "ta" => (Algorithm::Tamil, Language::Tamil),
        "tr" => (Algorithm::Turkish, Language::Turkish),
        _ => return None,
    })
}

/// How many letters may differ for a misspelt or differently transliterated
/// word still to meet: short words have too many neighbours.
pub(crate) fn tolerance(exact: &str) -> usize {
    if !exact.chars().all(char::is_alphabetic) {
        return 0;
    }
    match exact.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// The figure that a folded English number word stands for: "7" for "seven".
/// Words of a single number up to ninety only.
pub(crate) fn figure(exact: &str) -> Option<&'static str> {
    const SPELLED: [(&str, &str); 28] = [
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("thirteen", "13"),
        ("fourteen", "14"),
        ("fifteen", "15"),
        ("sixteen", "16"),
        ("seventeen", "17"),
        ("eighteen", "18"),
        ("nineteen", "19"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
    ];
    let spelled = SPELLED.iter().find(|(spelled, _)| *spelled == exact);
    spelled.map(|(_, figure)| *figure)
}
