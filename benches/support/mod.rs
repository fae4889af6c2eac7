//! Articles made up for measuring: as many as wanted, each on a topic with
//! words of its own, always the same.

use verbatim::article::{Article, Metadata};

/// Numbers that look random, the same for the same seed.
pub(super) struct Numbers(u64);

impl Numbers {
    /// Starts from `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        // Xorshift, Marsaglia 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % limit
    }

    /// A number below `limit`, small ones more often, as words are.
    fn skewed(&mut self, limit: usize) -> usize {
        let below = self.below(limit) + 1;
        self.below(below)
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const SYLLABLES: &[&str] = &[
    "ba", "co", "di", "fu", "ga", "hel", "in", "jo", "kar", "lu", "men", "no", "or", "pel", "qua",
    "ri", "sto", "tan", "ul", "ver", "wen", "xi", "yor", "zan", "bri", "cla", "dro", "fle", "gri",
    "plo", "sta", "tre",
];

const SMALL_WORDS: &[&str] = &[
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "on", "with", "as", "by",
    "at", "from", "it", "which", "were", "after", "before", "than", "more", "not",
];

const CUES: &[&str] = &["said", "told reporters", "announced", "argued", "added"];

/// Word number `number`; different numbers give different words.
fn word(number: usize) -> String {
    let count = SYLLABLES.len();
    let mut word = String::new();
    let mut rest = number;
    for _ in 0..3 {
        word.push_str(SYLLABLES[rest % count]);
        rest /= count;
    }
    word
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Words of a topic, of all topics, and names, by number.
const TOPIC_WORDS: usize = 60;
const COMMON_WORDS: usize = 3_000;
const NAMES: usize = 4_000;

struct Topic(usize);

impl Topic {
    fn word(&self, numbers: &mut Numbers) -> String {
        match numbers.below(10) {
            0..=3 => numbers.of(SMALL_WORDS).to_owned(),
            4..=6 => word(numbers.skewed(COMMON_WORDS)),
            _ => word(COMMON_WORDS + self.0 * TOPIC_WORDS + numbers.skewed(TOPIC_WORDS)),
        }
    }

    fn name(&self, numbers: &mut Numbers) -> String {
        let name = (self.0 * 7 + numbers.below(5)) % NAMES;
        let given = capital(&word(31_000 + name % 500));
        format!("{given} {}", capital(&word(27_000 + name)))
    }

    fn clause(&self, numbers: &mut Numbers, words: usize) -> String {
        let words: Vec<String> = (0..words).map(|_| self.word(numbers)).collect();
        words.join(" ")
    }
}

/// Article number `number`, of some 550 words with a dozen attributions.
pub(super) fn article(number: usize) -> Article {
    let mut numbers = Numbers::new(number as u64 + 1);
    let topic = Topic(number % 450);
    let title = capital(&topic.clause(&mut numbers, 6));
    let mut text = String::new();
    for passage in 0..10 {
        if passage > 0 {
            text.push('\n');
        }
        for sentence in 0..3 {
            if sentence > 0 {
                text.push(' ');
            }
            let words = 12 + numbers.below(12);
            let clause = topic.clause(&mut numbers, words);
            let name = topic.name(&mut numbers);
            let cue = numbers.of(CUES);
            let sentence = match numbers.below(6) {
                0 => format!("“{},” {name} {cue}.", capital(&clause)),
                1 => format!("{name} {cue} that {clause}."),
                2 => format!("In {} {clause}.", 1_950 + numbers.below(75)),
                _ => format!("{}.", capital(&clause)),
            };
            text.push_str(&sentence);
        }
    }
    let metadata = Metadata {
        title: Some(title),
        language: Some("en".to_owned()),
        url: Some(format!("https://example.org/{number}")),
        source: format!("https://example.org/{number}"),
        ..Metadata::default()
    };
    Article::from_lines(text, metadata)
}

/// An article of about so many words, on one topic.
#[allow(dead_code, reason = "not every bench measures long articles")]
pub(super) fn of_words(words: usize) -> Article {
    let first = article(0);
    let mut text = first.text().to_owned();
    let mut number = 450;
    while text.split_whitespace().count() < words {
        text.push('\n');
        text.push_str(article(number).text());
        number += 450;
    }
    Article::from_lines(text, first.metadata)
}

/// A question about one of `count` articles, in words that stand in it.
pub(super) fn question(count: usize, number: usize) -> String {
    let mut numbers = Numbers::new(number as u64 + 77);
    let chosen = numbers.below(count);
    let article = article(chosen);
    let sentence = article.sentences[numbers.below(article.sentences.len())];
    let words: Vec<&str> = article.words(sentence.span).split_whitespace().collect();
    let from = numbers.below(words.len().saturating_sub(6).max(1));
    let words: Vec<&str> = words.into_iter().skip(from).take(6).collect();
    format!("What did they say about {}?", words.join(" "))
}
