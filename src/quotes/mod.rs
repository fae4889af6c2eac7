//! Who said what: the attributions of an article and the speakers behind
//! them. Pure.
//!
//! An attribution is source + cue + content, the terms of PARC3 (Pareti 2016)
//! and `PolNeAR` (Newell et al. 2018).

use crate::{article::Article, text::Span};

mod align;
pub mod check;
mod cues;
mod extract;
pub mod lookup;
mod marks;
mod people;
mod phrases;
pub mod retrieve;
mod speakers;
mod tokens;

/// Everything one article attributes to somebody.
#[derive(Clone, Debug, Default)]
pub struct Attributions {
    /// In order of their first content.
    pub attributions: Vec<Attribution>,
    /// In order of first mention as a speaker.
    pub speakers: Vec<Speaker>,
}

/// One attribution: source + cue + content.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The words that name the source, as written.
    pub source: Option<Span>,
    /// The words that attribute: "said", "according to", "'s claim that".
    pub cue: Option<Span>,
    /// What is attributed, in order; several spans when the cue stands amid it.
    /// Quotation marks at the ends are outside.
    pub content: Vec<Span>,
    /// The words inside quotation marks within the content, marks outside.
    pub quoted: Vec<Span>,
    /// Direct, mixed or indirect.
    pub how: How,
    /// Whether the article asserts that it was said.
    pub force: Force,
    /// Index into [`Attributions::speakers`]; `None` when the article leaves
    /// it unclear.
    pub speaker: Option<usize>,
}

/// How words are attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The whole content is in quotation marks.
    Direct,
    /// Reported with a part in quotation marks.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
}

/// Whether the article says that the words were said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Force {
    /// "said", "announced".
    Asserted,
    /// "did not say", "denied saying".
    Denied,
    /// "would say", "if he says".
    Hypothetical,
    /// "asked whether".
    Questioned,
}

/// A person or body that sources refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The fullest name the article uses ("Scott Bessent"), without title.
    pub name: String,
    /// Other names and titles the article uses for the same speaker.
    pub also: Vec<String>,
    /// Roles the article gives ("Treasury Secretary").
    pub roles: Vec<String>,
    /// What kind of speaker.
    pub kind: SpeakerKind,
}

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpeakerKind {
    /// A named person.
    Person,
    /// A named body: a company, a ministry, a newspaper.
    Organisation,
    /// Unnamed or plural: "two officials", "a source", "critics".
    Anonymous,
}

/// Finds the attributions of `article`.
#[must_use]
pub fn attribute(article: &Article) -> Attributions {
    let text = article.text();
    let quotations = marks::quoted(text);
    let sentences: Vec<Vec<tokens::Token>> = article
        .sentences
        .iter()
        .map(|sentence| tokens::tokens(text, sentence.span, &quotations))
        .collect();
    let people = people::People::gather(text, &sentences);
    let mut resolver = speakers::Resolver::new(text, &people);
    let mut attributions = Vec::new();
    for found in extract::extract(article, &quotations, &sentences) {
        let speaker = found.source.and_then(|source| {
            let sentence = article.sentence_at(source.start)?;
            resolver.resolve(source, sentences.get(sentence)?)
        });
        if let Some(attribution) = finish(text, &found, speaker, &quotations) {
            attributions.push(attribution);
        }
    }
    Attributions {
        attributions,
        speakers: resolver.speakers,
    }
}

/// Trims the content, takes quotations whole, and says how it is attributed.
fn finish(
    text: &str,
    found: &extract::Found,
    speaker: Option<usize>,
    quotations: &[Span],
) -> Option<Attribution> {
    let mut content: Vec<Span> = Vec::new();
    let mut quoted: Vec<Span> = Vec::new();
    let mut unquoted_words = 0;
    for span in &found.content {
        let from = quotations.partition_point(|quotation| quotation.end <= span.start);
        let here: Vec<Span> = quotations
            .iter()
            .skip(from)
            .take_while(|quotation| quotation.start < span.end)
            .copied()
            .collect();
        let mut grown = *span;
        for quotation in &here {
            grown.start = grown.start.min(quotation.start);
            grown.end = grown.end.max(quotation.end);
        }
        let outside: usize = words_outside(text, grown, &here);
        unquoted_words += outside;
        if outside == 0 {
            content.extend(&here);
        } else {
            content.push(trimmed(text, grown, &here));
        }
        quoted.extend(here);
    }
    content.retain(|span| !span.is_empty());
    content.sort_unstable();
    content.dedup();
    quoted.sort_unstable();
    quoted.dedup();
    if content.is_empty() {
        return None;
    }
    Some(Attribution {
        source: found.source,
        cue: found.cue,
        how: match (quoted.is_empty(), unquoted_words) {
            (true, _) => How::Indirect,
            (false, 0) => How::Direct,
            (false, _) => How::Mixed,
        },
        content,
        quoted,
        force: found.force,
        speaker,
    })
}

/// Words of `span` that stand outside of its quotations.
fn words_outside(text: &str, span: Span, quotations: &[Span]) -> usize {
    let mut at = span.start;
    let mut words = 0;
    let mut count = |from: usize, to: usize| {
        words += Span::new(from, to)
            .of(text)
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count();
    };
    for quotation in quotations {
        count(at, quotation.start.max(at));
        at = quotation.end.max(at);
    }
    count(at, span.end.max(at));
    words
}

/// `span` without white space and punctuation at its ends, quotation marks
/// kept where the quotation is not all of it.
fn trimmed(text: &str, span: Span, quotations: &[Span]) -> Span {
    let inside = span.of(text);
    let start = inside
        .trim_start_matches([' ', ',', ':', ';', '—', '–', '.'])
        .len();
    let head = span.start + inside.len() - start;
    let end = span.start
        + inside
            .trim_end_matches([
                ' ', ',', ':', ';', '.', '—', '–', '“', '"', '‘', '„', '«', '`',
            ])
            .len();
    let mut trimmed = Span::new(head, end.max(head));
    for quotation in quotations {
        trimmed.end = trimmed.end.max(quotation.end);
    }
    trimmed
}

impl Attributions {
    /// The speaker behind an attribution.
    #[must_use]
    pub fn speaker_of(&self, attribution: &Attribution) -> Option<&Speaker> {
        self.speakers.get(attribution.speaker?)
    }
}
