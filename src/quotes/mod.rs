//! Who said what: the attributions of an article and the speakers behind
//! them. Pure.
//!
#![doc = include_str!("README.md")]

mod align;
pub mod antecedent;
mod bare;
mod behind;
mod bodies;
mod cast;
mod change;
pub mod check;
pub mod class;
mod clause;
mod compare;
mod content;
mod difference;
mod extract;
pub mod features;
mod force;
mod gender;
pub mod given;
mod holds;
pub mod lexicon;
pub mod lookup;
pub mod marks;
pub mod model;
mod names;
mod namesakes;
mod paraphrase;
mod passive;
mod people;
mod places;
mod refer;
pub mod retrieve;
mod roles;
mod source;
mod speaker;
mod split;
mod statements;
mod subject;
mod titles;
pub mod token;
mod unsaid;

use serde::{Deserialize, Serialize};

use crate::{article::Article, text::Span};

pub use statements::{Prepared, Said};

/// Everything one article attributes to somebody.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Attributions {
    /// In order of their first content.
    pub attributions: Vec<Attribution>,
    /// In order of first mention as a speaker.
    pub speakers: Vec<Speaker>,
}

/// One attribution: source + cue + content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum How {
    /// The whole content is in quotation marks.
    Direct,
    /// Reported with a part in quotation marks.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
}

/// Whether the article says that the words were said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The fullest name the article uses ("Scott Bessent"), without title.
    pub name: String,
    /// Other names and titles the article uses for the same speaker.
    pub also: Vec<String>,
    /// Roles the article gives ("Treasury Secretary").
    pub roles: Vec<String>,
    /// Whose the article says they are, folded: "ukraine" of "Ukraine's
    /// President" and of "President Lee of Ukraine".
    pub of: Vec<String>,
    /// What kind of speaker.
    pub kind: SpeakerKind,
    /// Whether the article has them say something: words of theirs are quoted
    /// or a verb of speech reports them. What only fears, expects or signals,
    /// or is named with a claim, is a source and no voice, unless it is a person.
    pub speaks: bool,
}

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    attribute_with(article, &model::Model::built_in())
}

/// Finds the attributions of `article` by other weights than the built-in
/// ones: what cross-validation needs.
#[must_use]
pub fn attribute_with(article: &Article, model: &model::Model<'_>) -> Attributions {
    let tokens = token::Tokens::of(article);
    let mut attributions = extract::extract(article, &tokens, model);
    let mut cast = cast::Cast::of(article.text(), &tokens);
    let speakers = speaker::resolve(article.text(), &tokens, &mut attributions, &mut cast);
    Attributions {
        attributions,
        speakers,
    }
}

/// Every "he" and "she" of `article` that speaks, with the people it may stand
/// for: what the trainer learns from.
#[must_use]
pub fn choices(article: &Article) -> Vec<antecedent::Choice> {
    let tokens = token::Tokens::of(article);
    let mut attributions = extract::extract(article, &tokens, &model::Model::built_in());
    let mut cast = cast::Cast::of(article.text(), &tokens);
    cast.choices = Some(Vec::new());
    speaker::resolve(article.text(), &tokens, &mut attributions, &mut cast);
    cast.choices.unwrap_or_default()
}

/// Whether quoted words are a statement of their own and not a phrase within
/// another's sentence.
#[must_use]
pub fn stands_alone(words: &str) -> bool {
    words.split_whitespace().nth(3).is_some() && bare::utterance(words) && !bare::title_like(words)
}

impl Attributions {
    /// Whether all of it lies within an article, as what was kept of it must.
    pub(crate) fn fit(&self, article: &Article) -> bool {
        let inside = |span: &Span| article.text().get(span.start..span.end).is_some();
        self.attributions.iter().all(|one| {
            let apart = one.source.iter().chain(&one.cue);
            let said = one.content.iter().chain(&one.quoted);
            let known = one.speaker.is_none_or(|at| at < self.speakers.len());
            known && apart.chain(said).all(inside)
        })
    }

    /// The speaker behind an attribution.
    #[must_use]
    pub fn speaker_of(&self, attribution: &Attribution) -> Option<&Speaker> {
        self.speakers.get(attribution.speaker?)
    }
}

#[cfg(test)]
mod forms_tests;
#[cfg(test)]
mod news_tests;
#[cfg(test)]
mod pages_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod speaker_tests;
#[cfg(test)]
mod tests;
