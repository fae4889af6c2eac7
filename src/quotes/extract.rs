//! From tagged tokens to attributions, without speakers: which words are the
//! source, cue and content of each. Knows nothing of who a source is.

use super::{
    Attribution, Force, How,
    features::{CONTENT, CUE, SOURCE},
    lexicon::Class,
    marks::Quotation,
    model::Model,
    token::Tokens,
};
use crate::{article::Article, text::Span};

/// Log odds from which a token is tried as a cue.
const TRY: f32 = -0.8;
/// Cue windows are worked on up to this many tokens for each token of the
/// article, so that time stays linear whatever the text.
const BUDGET: usize = 30;
/// Words a quotation needs to count as speech without a cue.
const SPEECH: usize = 3;

/// Attributions in order of their first content, speakers not yet known.
#[must_use]
pub(super) fn extract(article: &Article, tokens: &Tokens) -> Vec<Attribution> {
    let model = Model::built_in();
    let text = article.text();
    let mut buffer = Vec::new();
    let scores: Vec<f32> = (0..tokens.all.len())
        .map(|at| model.cue(tokens, at, &mut buffer))
        .collect();
    let cues = |at: usize| scores.get(at).is_some_and(|score| *score > TRY);
    let mut budget = BUDGET * tokens.all.len();
    let mut found = Vec::new();
    for at in (0..tokens.all.len()).filter(|at| cues(*at)) {
        let (start, end) = super::features::window(tokens, at);
        let Some(rest) = budget.checked_sub(end - start) else {
            break;
        };
        budget = rest;
        let labels = model.tags(tokens, at, &cues);
        found.extend(attribution(text, tokens, at, start, &labels));
    }
    transcript(text, tokens, &mut found);
    quotations_without_cue(text, tokens, &mut found);
    found.sort_by_key(|a| a.content.first().copied());
    found.dedup_by(|b, a| a.content == b.content);
    found
}

fn attribution(
    text: &str,
    tokens: &Tokens,
    at: usize,
    start: usize,
    labels: &[usize],
) -> Option<Attribution> {
    let head = tokens.all.get(at)?;
    let content = runs(tokens, start, labels, CONTENT);
    let content = snap(text, &tokens.quotations, content, head.quotation);
    if content.is_empty() {
        return None;
    }
    let mut sources: Vec<Span> = Vec::new();
    for span in runs(tokens, start, labels, SOURCE) {
        // "Ann Lee, a doctor" is one source though the comma is in none.
        match sources.last_mut() {
            Some(last)
                if letters(text, last.end, span.start) == 0
                    && span.start - last.end <= 3
                    && !Span::new(last.end, span.start)
                        .of(text)
                        .contains(['.', '”', '"']) =>
            {
                last.end = span.end;
            }
            _ => sources.push(span),
        }
    }
    let source = sources.into_iter().min_by_key(|span| {
        span.start
            .saturating_sub(head.span.end)
            .max(head.span.start.saturating_sub(span.end))
    });
    let source = source.or_else(|| beside(tokens, at));
    let cue = runs(tokens, start, labels, CUE)
        .into_iter()
        .find(|span| span.contains(head.span))
        .unwrap_or(head.span);
    Some(finish(text, tokens, source, Some((cue, at)), content))
}

/// The name or pronoun directly behind or before a verb of speech, for a cue
/// whose source the tagger missed.
fn beside(tokens: &Tokens, at: usize) -> Option<Span> {
    let head = tokens.all.get(at)?;
    if head.class != Class::Cue || head.quotation.is_some() {
        return None;
    }
    let fits = |token: &&super::token::Token| {
        token.sentence == head.sentence
            && token.quotation.is_none()
            && (token.class.is_name() || matches!(token.form.as_str(), "he" | "she" | "they"))
    };
    let behind = tokens.all.get(at + 1..)?.iter().take_while(fits).take(5);
    let before = tokens.all.get(..at)?.iter().rev().take_while(fits).take(5);
    let behind: Vec<_> = behind.collect();
    let before: Vec<_> = before.collect();
    match (
        behind.first().zip(behind.last()),
        before.last().zip(before.first()),
    ) {
        (_, Some((first, last))) | (Some((first, last)), None) => {
            Some(Span::new(first.span.start, last.span.end))
        }
        _ => None,
    }
}

/// Runs of one label as spans, marks at the ends left out.
fn runs(tokens: &Tokens, start: usize, labels: &[usize], label: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<Span> = None;
    for (index, &own) in labels.iter().enumerate() {
        let Some(token) = tokens.all.get(start + index) else {
            break;
        };
        if own == label {
            if !token.class.is_mark() {
                open = Some(Span::new(
                    open.map_or(token.span.start, |o| o.start),
                    token.span.end,
                ));
            } else if matches!(token.form.as_str(), ")" | "]")
                && let Some(open) = open.as_mut()
            {
                open.end = token.span.end;
            }
        } else {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found
}

/// Takes quotations in whole: one that is mostly content becomes content to
/// its marks, and what continues it in the next paragraphs is added.
fn snap(text: &str, quotations: &[Quotation], spans: Vec<Span>, own: Option<u32>) -> Vec<Span> {
    let mut content: Vec<Span> = Vec::new();
    for mut span in spans {
        let first = quotations.partition_point(|q| q.whole.end <= span.start);
        for (index, quotation) in quotations.iter().enumerate().skip(first) {
            if quotation.whole.start >= span.end {
                break;
            }
            if own.is_none_or(|own| own as usize != index) {
                let inner = quotation.inside;
                if span.start > quotation.whole.start || inner.start >= span.start {
                    span.start = span.start.min(inner.start);
                }
                span.end = span.end.max(inner.end);
                let tail = quotations.iter().skip(index + 1);
                let more: Vec<Span> = tail
                    .take_while(|q| q.continued)
                    .take(20)
                    .map(|q| q.inside)
                    .collect();
                if !more.is_empty() {
                    content.push(span.trimmed(text));
                    content.extend(more);
                    span.end = span.start;
                    break;
                }
            }
        }
        if !span.is_empty() {
            content.push(span.trimmed(text));
        }
    }
    content.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in content {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn finish(
    text: &str,
    tokens: &Tokens,
    source: Option<Span>,
    cue: Option<(Span, usize)>,
    content: Vec<Span>,
) -> Attribution {
    let mut quoted = Vec::new();
    let mut bare = 0;
    for span in &content {
        let first = tokens
            .quotations
            .partition_point(|q| q.inside.end <= span.start);
        let mut at = span.start;
        for quotation in tokens.quotations.iter().skip(first) {
            if quotation.inside.start >= span.end {
                break;
            }
            // What somebody reports within a quotation is no quotation of its own.
            if cue.is_some_and(|(cue, _)| quotation.whole.contains(cue)) {
                continue;
            }
            let inside = Span::new(
                quotation.inside.start.max(span.start),
                quotation.inside.end.min(span.end),
            );
            bare += letters(text, at, inside.start);
            at = inside.end;
            quoted.push(inside);
        }
        bare += letters(text, at, span.end);
    }
    let how = match (quoted.is_empty(), bare) {
        (true, _) => How::Indirect,
        (false, 0) => How::Direct,
        (false, _) => How::Mixed,
    };
    Attribution {
        source,
        cue: cue.map(|(span, _)| span),
        content,
        quoted,
        how,
        force: cue.map_or(Force::Asserted, |(_, at)| force(tokens, at)),
        speaker: None,
    }
}

fn letters(text: &str, start: usize, end: usize) -> usize {
    Span::new(start, end)
        .of(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .count()
}

/// Denied, hypothetical or questioned, by the words just before the cue.
fn force(tokens: &Tokens, at: usize) -> Force {
    let Some(head) = tokens.all.get(at) else {
        return Force::Asserted;
    };
    let form = head.form.as_str();
    let before: Vec<_> = tokens
        .all
        .get(at.saturating_sub(4)..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|t| {
            t.sentence == head.sentence
                && (matches!(
                    t.class,
                    Class::Modal | Class::Be | Class::Have | Class::Do | Class::Not | Class::Adverb
                ) || t.class == Class::To)
        })
        .collect();
    let negated = before
        .iter()
        .any(|t| t.class == Class::Not || t.form.ends_with("n't") || t.form == "cannot");
    if negated
        || matches!(
            form,
            "denied" | "denies" | "deny" | "denying" | "declined" | "refused"
        )
    {
        return Force::Denied;
    }
    let after = tokens.all.get(at + 1..(at + 6).min(tokens.all.len()));
    let asks = matches!(
        form,
        "asked" | "asks" | "ask" | "asking" | "wondered" | "questioned" | "wonders"
    );
    if asks
        && after.unwrap_or_default().iter().any(|t| {
            t.sentence == head.sentence
                && matches!(
                    t.form.as_str(),
                    "whether" | "if" | "why" | "how" | "what" | "who" | "when" | "where"
                )
        })
    {
        return Force::Questioned;
    }
    let modal = before.iter().any(|t| t.class == Class::Modal);
    let conditional = tokens
        .all
        .get(at.saturating_sub(4)..at)
        .unwrap_or_default()
        .iter()
        .any(|t| t.sentence == head.sentence && matches!(t.form.as_str(), "if" | "unless"));
    if modal || conditional {
        Force::Hypothetical
    } else {
        Force::Asserted
    }
}

/// Turns of an interview, "Name: words", where at least two passages open so.
fn transcript(text: &str, tokens: &Tokens, found: &mut Vec<Attribution>) {
    let mut turns = Vec::new();
    for &(start, end) in &tokens.passages {
        let all = tokens.all.get(start..end).unwrap_or_default();
        let skip = usize::from(all.first().is_some_and(|t| t.class == Class::Open));
        let names = all
            .iter()
            .skip(skip)
            .take_while(|t| {
                t.class.is_name() || matches!(t.class, Class::Title | Class::Role) || t.form == "."
            })
            .count();
        let colon = skip + names;
        if !(1..=5).contains(&names) || all.get(colon).is_none_or(|t| t.class != Class::Colon) {
            continue;
        }
        let (Some(first), Some(last), Some(mark)) =
            (all.get(skip), all.get(colon - 1), all.get(colon))
        else {
            continue;
        };
        let end = all.last().map_or(0, |t| t.span.end);
        let words = Span::new(mark.span.end, end).of(text);
        let left = words.trim_start_matches(|c: char| !c.is_alphanumeric());
        let inner = left.trim_end_matches(['"', '”', ' ', '’', '\'']);
        if inner.split_whitespace().take(SPEECH).count() < SPEECH {
            continue;
        }
        let from = mark.span.end + (words.len() - left.len());
        turns.push((
            Span::new(first.span.start, last.span.end),
            mark.span,
            Span::new(from, from + inner.len()),
        ));
    }
    if turns.len() < 2 {
        return;
    }
    let starts: Vec<(usize, usize)> = turns
        .iter()
        .map(|(source, _, content)| (source.start, content.end))
        .collect();
    // What a turn holds is the turn's; reports within it stay.
    found.retain(|a| {
        let first = a.content.first().map_or(0, |s| s.start);
        let turn = starts
            .partition_point(|(start, _)| *start <= first)
            .checked_sub(1)
            .and_then(|i| starts.get(i));
        !(a.cue.is_none() || a.source.is_none()) || turn.is_none_or(|(_, end)| first >= *end)
    });
    for (source, colon, content) in turns {
        let mut turn = finish(text, tokens, Some(source), None, vec![content]);
        turn.cue = Some(colon);
        found.retain(|a| a.content != turn.content);
        found.push(turn);
    }
}

/// Quotations that no cue claims: they follow the speaker of the quotation
/// before them in the same paragraph, or stand without source.
fn quotations_without_cue(text: &str, tokens: &Tokens, found: &mut Vec<Attribution>) {
    let mut claimed: Vec<(Span, usize)> = found
        .iter()
        .enumerate()
        .flat_map(|(index, a)| a.content.iter().map(move |span| (*span, index)))
        .collect();
    claimed.sort_unstable();
    // The furthest end among all earlier spans makes one look enough.
    let mut reach = 0;
    let reaches: Vec<usize> = claimed
        .iter()
        .map(|(span, _)| {
            reach = reach.max(span.end);
            reach
        })
        .collect();
    let mut added = Vec::new();
    for quotation in &tokens.quotations {
        let inside = quotation.inside;
        if inside.of(text).split_whitespace().take(SPEECH).count() < SPEECH
            || title_like(inside.of(text))
            || !(quotation.continued || utterance(inside.of(text)))
        {
            continue;
        }
        let upto = claimed.partition_point(|(span, _)| span.start < inside.end);
        let covered = upto
            .checked_sub(1)
            .and_then(|last| reaches.get(last))
            .is_some_and(|reach| *reach > inside.start);
        if !covered {
            let source = introduced(text, tokens, quotation);
            added.push(finish(text, tokens, source, None, vec![inside]));
        }
    }
    found.extend(added);
}

/// Whether the words look like a sentence rather than a phrase in passing.
fn utterance(words: &str) -> bool {
    words
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| c.is_uppercase() || !c.is_lowercase())
        && (words.ends_with(['.', ',', '?', '!', '…', '。'])
            || words.split_whitespace().nth(7).is_some())
}

/// Who is the subject of the sentence that ends in a colon before a
/// quotation: "Lee put it plainly: “…”".
fn introduced(text: &str, tokens: &Tokens, quotation: &Quotation) -> Option<Span> {
    let before = text.get(..quotation.whole.start)?.trim_end();
    if !before.ends_with(':') {
        return None;
    }
    let end = tokens
        .all
        .partition_point(|token| token.span.start < before.len().saturating_sub(1));
    let sentence = tokens.all.get(end.checked_sub(1)?)?.sentence;
    let start = tokens
        .all
        .partition_point(|token| token.sentence < sentence);
    let words = tokens.all.get(start..end)?;
    // Past "Meanwhile," and "On Monday,".
    let first = words
        .iter()
        .take(8)
        .rposition(|token| token.form == ",")
        .map_or(0, |comma| comma + 1);
    let subject: Vec<_> = words
        .iter()
        .skip(first)
        .take_while(|token| token.span.of(text).starts_with(char::is_uppercase))
        .collect();
    Some(Span::new(
        subject.first()?.span.start,
        subject.last()?.span.end,
    ))
}

/// Whether every word of weight is capitalised, as in the title of a work.
fn title_like(words: &str) -> bool {
    words
        .split_whitespace()
        .take(30)
        .all(|word| word.chars().count() <= 3 || !word.starts_with(char::is_lowercase))
}
