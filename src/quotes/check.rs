//! Did they say it, word for word? Strict: forgives case, accents, marks,
//! dashes and spacing; never a negation, a number, a name, a modal verb or
//! any other word.

use super::{
    Attribution, Attributions, Force,
    align::{self, Step, Word},
    lookup::{self, Match},
};
use crate::{article::Article, reply::Verdict, text::Span};

/// Share of alleged and article words that must stand in order in one stretch
/// before it is called the same statement, altered. Half would join any two
/// sentences on one topic.
const ALIKE: f32 = 0.6;

/// Words that must be the same before a stretch counts as alike at all.
const SAME_WORDS: usize = 3;

/// What was found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The verdict.
    pub verdict: Verdict,
    /// The article's words that correspond, in order; several when the cue
    /// stands amid the quotation. Empty when there are none.
    pub spans: Vec<Span>,
    /// Index of the attribution they belong to.
    pub attribution: Option<usize>,
    /// The difference, word by word; empty when there is none.
    pub difference: Vec<Difference>,
    /// What kinds of words differ, the gravest first.
    pub changes: Vec<Change>,
    /// Whether the article leaves open who said it.
    pub speaker_unclear: bool,
    /// Whether the speaker that was named is nobody the article knows.
    pub speaker_unknown: bool,
}

/// A stretch of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The same in both.
    Same(Span),
    /// In the article, left out of what was alleged.
    Missing(Span),
    /// Alleged, not in the article.
    Added(String),
}

/// What kind of word differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A negation was left out or added.
    Negation,
    /// A number is another.
    Number,
    /// A name is another.
    Name,
    /// A modal verb is another: "will" for "may".
    Modal,
    /// Some other word.
    Word,
}

/// Checks alleged words against an article.
#[must_use]
pub fn check(
    alleged: &str,
    speaker: Option<&str>,
    article: &Article,
    attributions: &Attributions,
) -> Checked {
    let text = article.text();
    let said = align::words(alleged);
    if said.is_empty() {
        return nothing(false);
    }
    let wanted = speaker.map(|speaker| lookup::find_speakers(speaker, article, attributions));
    let speakers: Option<Vec<usize>> = wanted.as_ref().map(|wanted| match wanted {
        Match::Found(found) => found.clone(),
        _ => Vec::new(),
    });
    let unknown = matches!(wanted, Some(Match::Suggest(_) | Match::Unknown));
    let words = align::words(text);
    let mut best: Option<Checked> = None;
    for (attribution, spans) in exact_places(text, &words, &said, attributions) {
        let found = verdict_of(
            text,
            attributions,
            attribution,
            spans,
            speakers.as_deref(),
            &words,
        );
        if best
            .as_ref()
            .is_none_or(|best| rank(found.verdict) < rank(best.verdict))
        {
            best = Some(found);
        }
    }
    let mut checked = best.unwrap_or_else(|| altered(text, alleged, &words, &said, attributions));
    checked.speaker_unknown = unknown;
    checked
}

/// Which of several places is told about: the kindest to the asker's claim.
fn rank(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Verbatim => 0,
        Verdict::OtherSpeaker => 1,
        Verdict::Altered => 2,
        Verdict::Reported => 3,
        Verdict::NotInArticle => 4,
    }
}

fn nothing(speaker_unknown: bool) -> Checked {
    Checked {
        verdict: Verdict::NotInArticle,
        spans: Vec::new(),
        attribution: None,
        difference: Vec::new(),
        changes: Vec::new(),
        speaker_unclear: false,
        speaker_unknown,
    }
}

/// Where the alleged words stand exactly: in a quotation, over the cue amid
/// one, or elsewhere in the article.
fn exact_places(
    text: &str,
    words: &[Word],
    said: &[Word],
    attributions: &Attributions,
) -> Vec<(Option<usize>, Vec<Span>)> {
    let mut places = Vec::new();
    for (index, attribution) in attributions.attributions.iter().enumerate() {
        let stream: Vec<Word> = attribution
            .quoted
            .iter()
            .flat_map(|quoted| {
                let from = words.partition_point(|word| word.span.start < quoted.start);
                words[from..]
                    .iter()
                    .take_while(|word| word.span.end <= quoted.end)
            })
            .cloned()
            .collect();
        for (start, end) in align::exact(&stream, said) {
            let spans = attribution
                .quoted
                .iter()
                .filter_map(|quoted| {
                    let mut inside = stream[start..end]
                        .iter()
                        .filter(|word| quoted.contains(word.span));
                    let first = inside.next()?;
                    let last = inside.next_back().unwrap_or(first);
                    Some(Span::new(first.span.start, last.span.end))
                })
                .collect();
            places.push((Some(index), spans));
        }
    }
    for (start, end) in align::exact(words, said) {
        let span = Span::new(words[start].span.start, words[end - 1].span.end);
        let quoted = attributions.attributions.iter().any(|attribution| {
            attribution
                .quoted
                .iter()
                .any(|quoted| quoted.contains(span))
        });
        if !quoted {
            let reported = attributions.attributions.iter().position(|attribution| {
                attribution
                    .content
                    .iter()
                    .any(|content| content.overlaps(span))
            });
            places.push((reported, vec![span]));
        }
    }
    let _ = text;
    places
}

fn verdict_of(
    text: &str,
    attributions: &Attributions,
    attribution: Option<usize>,
    spans: Vec<Span>,
    speakers: Option<&[usize]>,
    words: &[Word],
) -> Checked {
    let known = attribution.and_then(|index| attributions.attributions.get(index));
    let in_quotation = known.is_some_and(|known| {
        spans
            .iter()
            .all(|span| known.quoted.iter().any(|quoted| quoted.contains(*span)))
    });
    let mut checked = Checked {
        verdict: Verdict::Reported,
        spans,
        attribution,
        difference: Vec::new(),
        changes: Vec::new(),
        speaker_unclear: known.is_some_and(|known| known.speaker.is_none()),
        speaker_unknown: false,
    };
    if !in_quotation {
        return checked;
    }
    if let Some(negation) = negation_cut_off(known, &checked.spans, words) {
        checked.verdict = Verdict::Altered;
        checked.changes = vec![Change::Negation];
        checked.difference = vec![Difference::Missing(negation)];
        checked
            .difference
            .extend(checked.spans.iter().map(|span| Difference::Same(*span)));
        checked.spans = vec![Span::new(
            negation.start,
            checked.spans.last().map_or(negation.end, |span| span.end),
        )];
        return checked;
    }
    let denied = known.is_some_and(|known| known.force == Force::Denied);
    checked.verdict = match (speakers, known.and_then(|known| known.speaker)) {
        _ if denied => Verdict::Altered,
        (Some(wanted), Some(speaker)) if !wanted.contains(&speaker) => Verdict::OtherSpeaker,
        (Some(_), None) => Verdict::Reported,
        _ => Verdict::Verbatim,
    };
    if denied {
        checked.changes = vec![Change::Negation];
    }
    let _ = text;
    checked
}

/// A negation that governs the first alleged word and was cut off: it stands
/// in the same quotation, at most two words before.
fn negation_cut_off(known: Option<&Attribution>, spans: &[Span], words: &[Word]) -> Option<Span> {
    let first = spans.first()?;
    let quotation = known?
        .quoted
        .iter()
        .find(|quoted| quoted.contains(*first))?;
    let at = words.partition_point(|word| word.span.start < first.start);
    words[at.saturating_sub(2)..at]
        .iter()
        .rev()
        .take_while(|word| quotation.contains(word.span))
        .find(|word| is_negation(&word.folded))
        .map(|word| word.span)
}

/// The nearest stretch, when it is near enough to be the same statement.
fn altered(
    text: &str,
    alleged: &str,
    words: &[Word],
    said: &[Word],
    attributions: &Attributions,
) -> Checked {
    let alignment = align::nearest(words, said);
    let same = alignment
        .steps
        .iter()
        .filter(|step| matches!(step, Step::Same(..)))
        .count();
    let enough = same >= SAME_WORDS.min(said.len().saturating_sub(1)).max(2);
    let Some((first, last)) = alignment
        .reach()
        .filter(|_| enough && alignment.likeness >= ALIKE && !alignment.is_exact())
    else {
        return nothing(false);
    };
    let span = Span::new(words[first].span.start, words[last].span.end);
    let mut difference: Vec<Difference> = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    for step in &alignment.steps {
        match *step {
            Step::Same(at, _) => same_words(&mut difference, words[at].span),
            Step::Missing(at) => {
                missing_words(&mut difference, words[at].span);
                changes.push(change(text, &words[at]));
            }
            Step::Changed(at, by) => {
                missing_words(&mut difference, words[at].span);
                added_words(&mut difference, alleged, &said[by]);
                changes.push(change(text, &words[at]).min(change(alleged, &said[by])));
            }
            Step::Added(by) => {
                added_words(&mut difference, alleged, &said[by]);
                changes.push(change(alleged, &said[by]));
            }
        }
    }
    changes.sort_unstable();
    changes.dedup();
    Checked {
        verdict: Verdict::Altered,
        spans: vec![span],
        attribution: attributions.attributions.iter().position(|attribution| {
            attribution
                .content
                .iter()
                .any(|content| content.overlaps(span))
        }),
        difference,
        changes,
        speaker_unclear: false,
        speaker_unknown: false,
    }
}

fn same_words(difference: &mut Vec<Difference>, span: Span) {
    match difference.last_mut() {
        Some(Difference::Same(last)) => last.end = span.end,
        _ => difference.push(Difference::Same(span)),
    }
}

fn missing_words(difference: &mut Vec<Difference>, span: Span) {
    match difference.last_mut() {
        Some(Difference::Missing(last)) => last.end = span.end,
        _ => difference.push(Difference::Missing(span)),
    }
}

fn added_words(difference: &mut Vec<Difference>, alleged: &str, word: &Word) {
    let written = word.span.of(alleged);
    match difference.last_mut() {
        Some(Difference::Added(last)) => {
            last.push(' ');
            last.push_str(written);
        }
        _ => difference.push(Difference::Added(written.to_owned())),
    }
}

fn change(text: &str, word: &Word) -> Change {
    let written = word.span.of(text);
    if is_negation(&word.folded) {
        Change::Negation
    } else if word.folded.chars().any(|c| c.is_ascii_digit()) || is_number_word(&word.folded) {
        Change::Number
    } else if is_modal(&word.folded) {
        Change::Modal
    } else if written.chars().next().is_some_and(char::is_uppercase)
        && !starts_sentence(text, word.span)
    {
        Change::Name
    } else {
        Change::Word
    }
}

fn starts_sentence(text: &str, span: Span) -> bool {
    text.get(..span.start)
        .map(|before| before.trim_end_matches([' ', '“', '"', '\'', '‘']))
        .is_none_or(|before| before.is_empty() || before.ends_with(['.', '!', '?', '\n', ':']))
}

/// Words that turn a statement round, in the languages we have rules for
/// (English, German, French, Spanish); elsewhere any changed word counts.
fn is_negation(word: &str) -> bool {
    word.ends_with("n't")
        || matches!(
            word,
            "not"
                | "no"
                | "never"
                | "none"
                | "nobody"
                | "nothing"
                | "neither"
                | "nor"
                | "without"
                | "cannot"
                | "hardly"
                | "nicht"
                | "kein"
                | "keine"
                | "keinen"
                | "nie"
                | "niemals"
                | "niemand"
                | "nichts"
                | "ohne"
                | "ne"
                | "pas"
                | "jamais"
                | "aucun"
                | "aucune"
                | "rien"
                | "sans"
                | "nunca"
                | "nadie"
                | "nada"
                | "ningun"
                | "ninguna"
                | "sin"
        )
}

fn is_modal(word: &str) -> bool {
    matches!(
        word,
        "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "must"
            | "shall"
            | "should"
            | "if"
            | "unless"
            | "perhaps"
            | "maybe"
            | "kann"
            | "konnte"
            | "muss"
            | "soll"
            | "sollte"
            | "wird"
            | "wurde"
            | "peut"
            | "pourrait"
            | "doit"
            | "puede"
            | "podria"
            | "debe"
    )
}

fn is_number_word(word: &str) -> bool {
    matches!(
        word,
        "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "eleven"
            | "twelve"
            | "twenty"
            | "thirty"
            | "forty"
            | "fifty"
            | "hundred"
            | "thousand"
            | "million"
            | "billion"
            | "trillion"
            | "half"
            | "third"
            | "quarter"
            | "double"
            | "twice"
            | "dozen"
    )
}
