//! What is a sentence worth to a summary? A linear model over what can be
//! seen of it; the weights come from `tools/train_summary.py`.

use super::{
    candidate::Candidate,
    reading::{Reading, own_word},
    terms::{self, Terms, Vocabulary},
};
use crate::{
    answer::vectors,
    index::analysis::words,
    quotes::{SpeakerKind, lexicon::Class, token::Token},
    text::shorten,
};

/// Code points of a sentence that are looked at.
const LONGEST: usize = 2_000;

/// Names of the features, in the order of [`WEIGHTS`].
pub const FEATURES: [&str; 18] = [
    "early",
    "place",
    "centroid",
    "lead",
    "like_first",
    "repeated",
    "words",
    "long",
    "names",
    "quoted",
    "voice",
    "caption",
    "label",
    "you",
    "run_in",
    "brackets",
    "the_noun",
    "lead_sense",
];

/// What is seen of one sentence.
pub type Features = [f32; FEATURES.len()];

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

/// What each feature adds.
pub const WEIGHTS: Features = [
    0.0826,  // early
    -0.0580, // place
    0.5935,  // centroid
    0.1450,  // lead
    0.2419,  // like_first
    0.1584,  // repeated
    -0.0764, // words
    -0.0279, // long
    0.1261,  // names
    -0.0352, // quoted
    -0.0225, // voice
    0.0361,  // caption
    -0.0686, // label
    -0.0589, // you
    -0.1260, // run_in
    -0.0163, // brackets
    0.0119,  // the_noun
    0.0893,  // lead_sense
];

/// What a sentence gains for sharing the words of the title, which the data
/// that the weights come from do not have: as much as for those of the lead.
const TITLE: f32 = 0.1;

/// What a sentence of fewer words than this loses: the measure the weights
/// come from pays for brevity, a reader is left with nothing to hold on to.
const FEWEST_WORDS: usize = 9;
const SHORT: f32 = 0.05;

/// What a sentence loses for speaking of a picture, which is not there, or for
/// opening with a label.
const CAPTION_OR_LABEL: f32 = 0.1;

/// What it loses for opening in the middle, a connective left off.
const CONNECTIVE: f32 = 0.03;

/// Share of stems that a title and the sentence that repeats it have in
/// common.
const SAME_AS_TITLE: f32 = 0.9;

/// What a sentence gains for all of the topic that was asked for.
pub(super) const COVERED: f32 = 1.0;

/// What all sentences of an article are measured by.
pub(super) struct Scale {
    centroid: Terms,
    lead: Terms,
    first: Terms,
    title: Option<Terms>,
    main_voices: Vec<usize>,
    senses: Vec<Option<vectors::Unit>>,
    lead_sense: Option<vectors::Unit>,
}

/// Sentences at the beginning that are taken to tell the news.
const LEAD: usize = 3;

impl Scale {
    pub(super) fn of(
        reading: &Reading<'_>,
        vocabulary: &mut Vocabulary,
        terms: &[Terms],
        looked_at: &[usize],
    ) -> Self {
        let title = reading.article.metadata.title.as_deref();
        let sums: Vec<[f32; vectors::DIMENSIONS]> = looked_at
            .iter()
            .map(|sentence| {
                let mut sum = [0.0; vectors::DIMENSIONS];
                let text = shorten(reading.article.words(reading.span(*sentence)), LONGEST);
                for word in words(text) {
                    vectors::add_entry(&word.exact, &mut sum);
                }
                sum
            })
            .collect();
        Self {
            centroid: terms::centroid(terms.iter()),
            lead: terms::centroid(terms.iter().take(LEAD)),
            first: Terms::default(),
            title: title.map(|title| vocabulary.terms(title)),
            main_voices: main_voices(reading),
            lead_sense: mean(sums.get(..LEAD.min(sums.len())).unwrap_or_default()),
            senses: sums.iter().map(|sum| vectors::Unit::new(sum)).collect(),
        }
    }

    /// With the first sentence that may be chosen.
    pub(super) fn opened_by(mut self, first: Option<&Terms>) -> Self {
        self.first = first.cloned().unwrap_or_default();
        self
    }

    /// The worth of a sentence, for choosing among those of one article.
    pub(super) fn worth(
        &self,
        candidate: &Candidate,
        features: &Features,
        terms: Option<&Terms>,
    ) -> f32 {
        let title = self.title.as_ref().zip(terms);
        let seen: f32 = features.iter().zip(&WEIGHTS).map(|(a, b)| a * b).sum();
        let short = if candidate.words < FEWEST_WORDS {
            SHORT
        } else {
            0.0
        };
        let unfit = |name: &str| {
            let at = FEATURES.iter().position(|feature| *feature == name);
            at.and_then(|at| features.get(at))
                .is_some_and(|seen| *seen > 0.0)
        };
        let caption = if unfit("caption") || unfit("label") {
            CAPTION_OR_LABEL
        } else {
            0.0
        };
        let connective = if candidate.cut.connective {
            CONNECTIVE
        } else {
            0.0
        };
        seen - short - caption - connective
            + title.map_or(0.0, |(title, terms)| TITLE * title.share_in(terms))
    }

    /// Whether a sentence is the title over again, which is shown already.
    pub(super) fn repeats_title(&self, terms: Option<&Terms>) -> bool {
        let title = self.title.as_ref().zip(terms);
        title.is_some_and(|(title, terms)| {
            title.share_in(terms) > SAME_AS_TITLE && terms.share_in(title) > SAME_AS_TITLE
        })
    }

    fn lead_sense(&self, place: usize) -> f32 {
        match (self.senses.get(place), &self.lead_sense) {
            (Some(Some(one)), Some(other)) => one.cosine(other),
            _ => 0.0,
        }
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

/// What is seen of `candidate`, which stands at `place` of those looked at.
pub(super) fn features(
    reading: &Reading<'_>,
    vocabulary: &Vocabulary,
    scale: &Scale,
    terms: &[Terms],
    candidate: &Candidate,
) -> Features {
    let sentence = candidate.sentence;
    let all = reading.article.sentences.len().max(1) as f32;
    let tokens = reading.tokens_in(sentence, candidate.cut.span);
    let words = tokens.iter().filter(|t| !t.class.is_mark()).count() as f32;
    let share = |count: usize| count as f32 / words.max(1.0);
    let count =
        |wanted: &dyn Fn(&Token) -> bool| tokens.iter().filter(|token| wanted(token)).count();
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let place = sentence as f32;
    let own = Terms::default();
    let term = terms.get(candidate.place).unwrap_or(&own);
    let bracketed = {
        let mut open = false;
        count(&|token| token.class == Class::Bracket) > 0
            && tokens.iter().any(|token| {
                match token.form.as_str() {
                    "(" => open = true,
                    ")" => open = false,
                    _ => {}
                }
                open && CAPTION.contains(&token.form.as_str())
            })
    };
    let colon = tokens.iter().position(|t| t.class == Class::Colon);
    let label = colon.is_some_and(|at| {
        at > 0
            && at < 6
            && tokens
                .iter()
                .take(at)
                .all(|t| !t.class.is_verb() && !t.class.is_mark())
    });
    let the_noun = tokens.first().is_some_and(|t| t.form == "the")
        && tokens.get(1).is_some_and(|t| t.class == Class::Lower)
        && tokens
            .get(2)
            .is_some_and(|t| t.class.is_verb() || t.class == Class::Comma);
    let likeness_to_first = if sentence == 0 {
        0.0
    } else {
        term.likeness(&scale.first)
    };
    [
        1.0 / (1.0 + place / 3.0),
        place / all,
        term.likeness(&scale.centroid),
        term.likeness(&scale.lead),
        likeness_to_first,
        vocabulary.repeated(term),
        (words / 20.0).min(3.0),
        flag(words > 32.0),
        share(count(&|t| t.class.is_name() && t.quotation.is_none())),
        share(count(&|t| t.quotation.is_some() && !t.class.is_mark())),
        flag(candidate.voice.is_some()),
        flag(bracketed || count(&|t| t.form == "pictured") > 0),
        flag(label),
        flag(count(&|t| own_word(t) && matches!(t.form.as_str(), "you" | "your" | "you're")) > 0),
        flag(candidate.cut.run_in),
        flag(count(&|t| t.class == Class::Bracket) > 0),
        flag(the_noun),
        scale.lead_sense(candidate.place),
    ]
}

fn mean(sums: &[[f32; vectors::DIMENSIONS]]) -> Option<vectors::Unit> {
    let mut all = [0.0; vectors::DIMENSIONS];
    for sum in sums {
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        for (a, x) in all.iter_mut().zip(sum) {
            *a += x / length;
        }
    }
    vectors::Unit::new(&all)
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
