//! Did they say it, word for word? Strict: forgives case, accents, marks,
//! dashes, hyphens and spacing; never a negation, a number, a name, a modal
//! verb or any other word, nor an ellipsis over words that turn the sense.

use super::{
    Attribution, Force, Said,
    align::{self, Word},
    change::turns_sense,
    difference,
    lookup::{self, Match},
    places::{Question, spans_of},
    unsaid,
};
use crate::{reply::Verdict, text::Span};

pub use super::{change::Change, difference::Difference};

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
    /// Whether the words are, as the article has it, another's than the
    /// speaker's that was named, whatever the verdict.
    pub other_speaker: bool,
}

impl Checked {
    fn nothing() -> Self {
        Self {
            verdict: Verdict::NotInArticle,
            spans: Vec::new(),
            attribution: None,
            difference: Vec::new(),
            changes: Vec::new(),
            speaker_unclear: false,
            speaker_unknown: false,
            other_speaker: false,
        }
    }
}

/// Checks alleged words against an article.
#[must_use]
pub fn check(alleged: &str, speaker: Option<&str>, held_against: Said<'_>) -> Checked {
    let (article, attributions) = (held_against.article, held_against.attributions);
    let text = article.text();
    let said = align::words(alleged);
    if said.is_empty() {
        return Checked::nothing();
    }
    let wanted = speaker.map(|speaker| lookup::find_speakers(speaker, article, attributions));
    let unknown = matches!(wanted, Some(Match::Suggest(_) | Match::Unknown));
    let question = Question {
        text,
        words: held_against.words(),
        attributions,
        speakers: wanted.map(|wanted| match wanted {
            Match::Found(found) => found,
            _ => Vec::new(),
        }),
    };
    let exact = question
        .exact_places(&said)
        .into_iter()
        .map(|(attribution, spans)| question.verdict_of(attribution, spans));
    // Of several places the one that is kindest to the asker's claim.
    let best = exact.min_by_key(|found| found.verdict.rank());
    let mut checked = best
        .or_else(|| question.shortened(alleged))
        .or_else(|| question.altered(alleged, &said))
        .unwrap_or_else(Checked::nothing);
    checked.speaker_unknown = unknown;
    checked
}

impl Question<'_> {
    /// What to say of words that stand in the article as alleged.
    fn verdict_of(&self, attribution: Option<usize>, spans: Vec<Span>) -> Checked {
        let known = attribution.and_then(|index| self.attributions.attributions.get(index));
        let mut checked = Checked {
            verdict: Verdict::Reported,
            attribution,
            speaker_unclear: known.is_some_and(|known| known.speaker.is_none()),
            other_speaker: self.is_another(known),
            spans,
            ..Checked::nothing()
        };
        let Some(known) = known else {
            return checked;
        };
        let quoted = checked
            .spans
            .iter()
            .all(|span| known.quoted.iter().any(|quoted| quoted.contains(*span)));
        let frame = if quoted {
            &known.quoted
        } else {
            &known.content
        };
        let negation = unsaid::negation_cut_off(self.text, self.words, frame, &checked.spans);
        let sign = || unsaid::sign_cut_off(self.words, &checked.spans);
        let cut = negation
            .map(|cut| (cut, Change::Negation))
            .or_else(|| sign().map(|cut| (cut, Change::Number)));
        if let Some((cut, change)) = cut {
            checked.verdict = Verdict::Altered;
            checked.changes = vec![change];
            let same = checked.spans.iter().map(|span| Difference::Same(*span));
            checked.difference = same.chain([Difference::Missing(cut)]).collect();
            checked.difference.sort_by_key(Difference::place);
            checked.spans.push(cut);
            checked.spans.sort_unstable();
            return checked;
        }
        if known.force == Force::Denied {
            checked.verdict = Verdict::Altered;
            checked.changes = vec![Change::Negation];
        } else if quoted {
            checked.verdict = match &self.speakers {
                Some(_) if checked.other_speaker => Verdict::OtherSpeaker,
                Some(_) if checked.speaker_unclear => Verdict::Reported,
                _ => Verdict::Verbatim,
            };
        }
        checked
    }

    /// Whether the attribution's speaker is known and not the one named.
    fn is_another(&self, attribution: Option<&Attribution>) -> bool {
        let speaker = attribution.and_then(|known| known.speaker);
        self.speakers
            .as_ref()
            .zip(speaker)
            .is_some_and(|(wanted, speaker)| !wanted.contains(&speaker))
    }

    /// The alleged words around an ellipsis, each exactly in one quotation and
    /// in order. Verbatim only when what the ellipsis hides turns nothing.
    fn shortened(&self, alleged: &str) -> Option<Checked> {
        let parts: Vec<Vec<Word>> = alleged
            .replace("...", "…")
            .replace(". . .", "…")
            .replace("[…]", "…")
            .split('…')
            .map(align::words)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() < 2 {
            return None;
        }
        let all = self.attributions.attributions.iter().enumerate();
        all.filter_map(|(index, attribution)| {
            let stream = self.stream(attribution);
            let mut budget = stream.len() * 50;
            let mut kept: Vec<(usize, usize)> = Vec::new();
            let mut from = 0;
            for part in &parts {
                let (start, end) = (from..stream.len()).find_map(|start| {
                    align::exact_from(&stream, part, start, &mut budget).map(|end| (start, end))
                })?;
                kept.push((start, end));
                from = end;
            }
            let spans = kept
                .iter()
                .flat_map(|(start, end)| spans_of(&stream[*start..*end], attribution))
                .collect();
            let mut checked = self.verdict_of(Some(index), spans);
            for gap in kept.windows(2) {
                let hidden = &stream[gap[0].1..gap[1].0];
                if hidden.is_empty() {
                    continue;
                }
                checked
                    .changes
                    .push(difference::left_out(self.text, hidden));
                if turns_sense(self.text, hidden) {
                    checked.verdict = Verdict::Altered;
                }
            }
            if checked.difference.is_empty() {
                checked.difference = difference::of_parts(&stream, &kept);
            }
            checked.changes.sort_unstable();
            checked.changes.dedup();
            Some(checked)
        })
        .min_by_key(|checked| checked.verdict.rank())
    }

    /// The nearest stretch, when it is near enough to be the same statement.
    fn altered(&self, alleged: &str, said: &[Word]) -> Option<Checked> {
        let nearest = difference::nearest(self.text, self.words, alleged, said)?;
        let attribution = self.belongs_to(nearest.span);
        let known = attribution.and_then(|index| self.attributions.attributions.get(index));
        Some(Checked {
            verdict: Verdict::Altered,
            spans: vec![nearest.span],
            attribution,
            difference: nearest.parts,
            changes: nearest.changes,
            other_speaker: self.is_another(known),
            speaker_unclear: known.is_some_and(|known| known.speaker.is_none()),
            ..Checked::nothing()
        })
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
