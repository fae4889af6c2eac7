//! What is a sentence worth to a summary? A linear model over what can be
//! seen of it; the weights come from `tools/train_summary.py`.
//!
//! ROUGE-1/2/L F1 on 125 news articles, each judged by weights learnt from
//! others (5 folds, 3 times): three sentences .419/.189/.268 in 78 words, where
//! the first three sentences reach .415/.188/.266 in 81; at most 75 words
//! .417/.186/.270 against .411/.183/.264; at most 100 words .412/.188/.266
//! against .417/.193/.268, a little behind. Differences below .005 are within
//! what another draw of articles would change, and the set-up itself (which
//! features, which are set by hand, the half of the place) was chosen among about
//! six on the same articles: that is not cross-validated, and flatters a little.

use super::{
    candidate::Candidate,
    reading::Reading,
    terms::{Terms, Vocabulary},
};
use crate::quotes::{SpeakerKind, lexicon::Class, token::Token};

/// Names of the features, in the order of [`WEIGHTS`].
pub const FEATURES: [&str; 4] = ["early", "central", "long", "run_in"];

/// What is seen of one sentence, each 0..=1 but `long`, which is the words
/// over `MANY_WORDS` by `LONG`.
pub type Features = [f32; FEATURES.len()];

/// What each feature adds. Few, for there are few articles to learn from: with
/// eighteen of them the summaries of articles not learnt from were worse than
/// the first three sentences, and even with four learnt freely no better. So
/// two are learnt, `central` and [`REDUNDANT`]; the other two are set by hand.
pub const WEIGHTS: Features = [
    1.0,  // early
    0.23, // central
    -0.2, // long
    -0.4, // run_in
];

/// What a sentence loses for what is already said: times its likeness to the
/// most like one chosen. Learnt with the weights.
pub const REDUNDANT: f32 = 0.65;

/// The worth of the place falls to a half at this sentence.
const HALF_AT: f32 = 3.0;

/// More words than these are many for one sentence, and by so many further the
/// feature grows by one.
const MANY_WORDS: f32 = 30.0;
const LONG: f32 = 20.0;

/// Words of an image caption.
const CAPTION: &[&str] = &[
    "pictured",
    "left",
    "right",
    "centre",
    "center",
    "above",
    "below",
    "photo",
    "photograph",
    "image",
    "picture",
    "pictures",
    "video",
    "caption",
];

/// What a sentence gains for sharing the words of the title, which the data
/// that the weights come from do not have.
const TITLE: f32 = 0.15;

/// What a sentence of fewer words than this loses: the measure the weights
/// come from pays for brevity, a reader is left with nothing to hold on to.
const FEWEST_WORDS: usize = 9;
const SHORT: f32 = 0.05;

/// What a sentence loses for speaking of a picture, which is not there, or for
/// opening with a label.
const CAPTION_OR_LABEL: f32 = 0.1;

/// What a run of captions loses: several labels in one sentence, as full stops
/// are missing where pictures stood.
const CAPTIONS: f32 = 0.6;

/// Words and the colon of a label at most.
const LABEL: usize = 6;

/// What it loses for opening in the middle, a connective left off.
const CONNECTIVE: f32 = 0.03;

/// What it loses for needing the one before it: people send single sentences
/// on.
const HANGS: f32 = 0.1;

/// What it loses for a name in brackets.
const BRACKET: f32 = 0.02;

/// Share of stems that a title and the sentence that repeats it have in
/// common.
const SAME_AS_TITLE: f32 = 0.9;

/// What a sentence gains for all of the topic that was asked for.
pub(super) const COVERED: f32 = 1.0;

/// What all sentences of an article are measured by.
pub(super) struct Scale {
    /// The first sentence of what is summed up.
    first: usize,
    title: Option<Terms>,
    main_voices: Vec<usize>,
}

impl Scale {
    pub(super) fn of(reading: &Reading<'_>, vocabulary: &mut Vocabulary, first: usize) -> Self {
        let title = reading.article.metadata.title.as_deref();
        Self {
            first,
            title: title.map(|title| vocabulary.terms(title)),
            main_voices: main_voices(reading),
        }
    }

    /// What is set by hand of the worth of a sentence: what the data do not
    /// show, and what a reader minds and they do not count.
    pub(super) fn set(
        &self,
        reading: &Reading<'_>,
        candidate: &Candidate,
        terms: Option<&Terms>,
    ) -> f32 {
        let title = self.title.as_ref().zip(terms);
        let shown = reading.tokens_in(candidate.sentence, candidate.cut.span);
        let when = |yes: bool, price: f32| if yes { price } else { 0.0 };
        title.map_or(0.0, |(title, terms)| TITLE * title.share_in(terms))
            - when(candidate.words < FEWEST_WORDS, SHORT)
            - when(is_caption_or_label(reading, candidate), CAPTION_OR_LABEL)
            - when(is_run_of_captions(shown), CAPTIONS)
            - when(candidate.cut.connective, CONNECTIVE)
            - when(candidate.needs.is_some(), HANGS)
            - when(candidate.replace.is_some(), BRACKET)
    }

    /// Whether a sentence is the title over again, which is shown already.
    pub(super) fn repeats_title(&self, terms: Option<&Terms>) -> bool {
        let title = self.title.as_ref().zip(terms);
        title.is_some_and(|(title, terms)| {
            title.share_in(terms) > SAME_AS_TITLE && terms.share_in(title) > SAME_AS_TITLE
        })
    }

    /// The main speaker whose words a candidate gives with their name.
    pub(super) fn voice(&self, reading: &Reading<'_>, candidate: &Candidate) -> Option<usize> {
        reading
            .touching(candidate.sentence)
            .iter()
            .filter_map(|number| reading.attributions.attributions.get(*number))
            .filter(|attribution| {
                attribution
                    .source
                    .is_some_and(|source| candidate.cut.span.contains(source))
            })
            .find_map(|attribution| {
                attribution
                    .speaker
                    .filter(|speaker| self.main_voices.contains(speaker))
            })
    }
}

/// What is seen of `candidate`.
pub(super) fn features(
    scale: &Scale,
    vocabulary: &Vocabulary,
    terms: Option<&Terms>,
    candidate: &Candidate,
) -> Features {
    let words = candidate.words as f32;
    let place = candidate.sentence.saturating_sub(scale.first);
    [
        1.0 / (1.0 + place as f32 / HALF_AT),
        terms.map_or(0.0, |terms| vocabulary.centrality(terms)),
        ((words - MANY_WORDS) / LONG).clamp(0.0, 1.0),
        if candidate.cut.run_in { 1.0 } else { 0.0 },
    ]
}

/// The learnt part of the worth.
pub(super) fn learnt(features: &Features) -> f32 {
    features.iter().zip(&WEIGHTS).map(|(a, b)| a * b).sum()
}

/// Whether a sentence speaks of a picture or opens with a label ("Age: 34").
fn is_caption_or_label(reading: &Reading<'_>, candidate: &Candidate) -> bool {
    let tokens = reading.tokens_in(candidate.sentence, candidate.cut.span);
    let mut open = false;
    let caption = tokens.iter().any(|token| {
        match token.form.as_str() {
            "(" => open = true,
            ")" => open = false,
            _ => {}
        }
        token.form == "pictured" || (open && CAPTION.contains(&token.form.as_str()))
    });
    caption || label(tokens).is_some()
}

/// Where the label that opens a sentence ends: its colon.
fn label(tokens: &[Token]) -> Option<usize> {
    let mut opening = tokens.iter().take(LABEL);
    let at = opening.position(|token| token.class == Class::Colon)?;
    let plain = |token: &Token| !token.class.is_verb() && !token.class.is_mark();
    (at > 0 && tokens.iter().take(at).all(plain)).then_some(at)
}

/// Whether a sentence opens with a label and has another one further on: "The
/// farm: a lamb of a day Proud owner: Ann Lee with the lamb".
fn is_run_of_captions(tokens: &[Token]) -> bool {
    label(tokens).is_some_and(|first| {
        tokens.windows(3).skip(first).any(|near| {
            near[1].class == Class::Colon
                && near[0].class != Class::Number
                && !matches!(near[2].class, Class::Open | Class::Number)
        })
    })
}

/// The three named speakers with most to say.
fn main_voices(reading: &Reading<'_>) -> Vec<usize> {
    let attributions = reading.attributions;
    let mut said = vec![0_usize; attributions.speakers.len()];
    for attribution in &attributions.attributions {
        if let Some(count) = attribution.speaker.and_then(|number| said.get_mut(number)) {
            *count += 1;
        }
    }
    let mut speakers: Vec<usize> = (0..said.len())
        .filter(|number| attributions.speakers[*number].kind != SpeakerKind::Anonymous)
        .collect();
    speakers.sort_by_key(|number| (std::cmp::Reverse(said[*number]), *number));
    speakers.truncate(3);
    speakers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };

    #[test]
    fn captions_without_full_stops_are_told_from_sentences_with_a_colon() {
        for (text, expected) in [
            (
                "The farm: a lamb of nine pounds in the straw Proud owner: Ann Lee with the lamb that \
                 she calls Ben said it was the largest that anyone had seen.",
                true,
            ),
            ("The rule: nobody sails after dark.", false),
            ("The start: it rained at 10:30 and again at noon.", false),
            (
                "The reply: Lee said: “Nobody asked us about the ferry.”",
                false,
            ),
            ("Lee had one wish: that the ferry would sail.", false),
        ] {
            let article = Article::from_lines(text.to_owned(), Metadata::default());
            let none = Attributions::default();
            let reading = Reading::of(&article, &none);
            assert_eq!(is_run_of_captions(reading.tokens(0)), expected, "{text}");
        }
    }
}
