//! From the sentences of one passage to source, cue and content. Knows
//! grammar, not who anybody is.

use super::{
    Force,
    cues::{self, Cue},
    phrases,
    tokens::{Token, tokens},
};
use crate::{article::Article, text::Span};

/// An attribution whose source is still only words.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) source: Option<Span>,
    pub(super) cue: Option<Span>,
    /// Untrimmed: with quotation marks and punctuation at the ends.
    pub(super) content: Vec<Span>,
    pub(super) force: Force,
    pub(super) passage: usize,
}

/// Words from which on a quotation without a cue is an utterance.
const UTTERANCE: usize = 4;

/// Everything that is attributed in `article`, in order.
///
/// `sentences` are the tokens of each sentence of the article.
pub(super) fn extract(
    article: &Article,
    quotations: &[Span],
    sentences: &[Vec<Token>],
) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (number, passage) in article.passages.iter().enumerate() {
        let first = found.len();
        for index in passage.sentences.clone() {
            let Some(sentence) = article.sentences.get(index) else {
                continue;
            };
            let Some(tokens) = sentences.get(index) else {
                continue;
            };
            let place = Place {
                text: article.text(),
                sentence: sentence.span,
                tokens,
                quotations,
            };
            sentence_attributions(&place, number, &mut found);
        }
        left_over(article, number, quotations, first, &mut found);
    }
    found.sort_by_key(|found| found.content.first().map(|span| span.start));
    found
}

/// One sentence and what it stands in.
struct Place<'a> {
    text: &'a str,
    sentence: Span,
    tokens: &'a [Token],
    quotations: &'a [Span],
}

fn sentence_attributions(place: &Place<'_>, passage: usize, found: &mut Vec<Found>) {
    let Place {
        text,
        sentence,
        tokens,
        ..
    } = *place;
    let mut subject: Option<Span> = None;
    let mut taken_to = 0;
    for at in 0..tokens.len() {
        let token = &tokens[at];
        if token.quoted || !token.word || at < taken_to {
            continue;
        }
        let read = according(sentence, tokens, at)
            .or_else(|| nominal(sentence, tokens, at))
            .or_else(|| verbal(place, at, subject));
        let Some(mut read) = read else { continue };
        read.passage = passage;
        read.content.retain(|span| !span.trimmed(text).is_empty());
        if read.content.is_empty() {
            continue;
        }
        subject = read.source.or(subject);
        // What follows the cue is its content: cues in it are reported speech
        // within reported speech, unless the content stands before.
        if let Some(last) = read.content.last()
            && last.end >= sentence.end.saturating_sub(2)
            && last.start >= token.span.start
        {
            taken_to = tokens.len();
        }
        found.push(read);
    }
}

fn spanning(tokens: &[Token], range: (usize, usize)) -> Option<Span> {
    Some(Span::new(
        tokens.get(range.0)?.span.start,
        tokens.get(range.1.checked_sub(1)?)?.span.end,
    ))
}

/// "according to X, …", "… , according to X".
fn according(sentence: Span, tokens: &[Token], at: usize) -> Option<Found> {
    let said = tokens[at].lower == "according" && tokens.get(at + 1)?.lower == "to";
    if !said {
        return None;
    }
    let range = phrases::after(tokens, at + 2)?;
    let source = spanning(tokens, range)?;
    let cue = spanning(tokens, (at, at + 2))?;
    let content = if at <= 1 {
        let start = tokens
            .get(range.1)
            .map_or(sentence.end, |next| next.span.end);
        Span::new(start, sentence.end)
    } else {
        Span::new(sentence.start, cue.start)
    };
    Some(plain(Some(source), cue, vec![content]))
}

/// "X's claim that …", "the minister's warning that …".
fn nominal(sentence: Span, tokens: &[Token], at: usize) -> Option<Found> {
    let token = &tokens[at];
    if token.capital || !cues::noun(&token.lower) {
        return None;
    }
    let before = tokens.get(at.checked_sub(1)?)?;
    if !before.possessive() && !before.is(&["his", "her", "their", "its"]) {
        return None;
    }
    let next = tokens.get(at + 1)?;
    if next.lower != "that" {
        return None;
    }
    let mut start = at - 1;
    while start > 0
        && tokens[start - 1].word
        && (tokens[start - 1].capital || tokens[start - 1].is(&["the"]))
    {
        start -= 1;
    }
    let source = spanning(tokens, (start, at))?;
    Some(plain(
        Some(source),
        token.span,
        vec![Span::new(next.span.start, sentence.end)],
    ))
}

fn plain(source: Option<Span>, cue: Span, content: Vec<Span>) -> Found {
    Found {
        source,
        cue: Some(cue),
        content,
        force: Force::Asserted,
        passage: 0,
    }
}

/// "X said …", "…, X said", "…, said X".
fn verbal(place: &Place<'_>, at: usize, subject: Option<Span>) -> Option<Found> {
    let Place {
        text,
        sentence,
        tokens,
        ..
    } = *place;
    let token = &tokens[at];
    if token.capital && at > 0 {
        return None;
    }
    let kind = cues::verb(&token.lower)?;
    let previous = at.checked_sub(1).and_then(|index| tokens.get(index));
    if previous.is_some_and(|token| {
        token.possessive()
            || token.is(&[
                "a", "an", "the", "his", "her", "their", "its", "this", "of", "no", "any",
            ])
    }) {
        return None;
    }
    let next = tokens.get(at + 1);
    let follows_content = previous.is_some_and(|token| !token.word && at > 1);
    if follows_content
        && kind != Cue::Call
        && let Some(range) = next
            .filter(|next| next.word && !next.is(&["that", "in", "on", "at", "to"]))
            .and_then(|_| phrases::after(tokens, at + 1))
    {
        let source = spanning(tokens, range)?;
        let mut content = vec![Span::new(sentence.start, token.span.start)];
        if let Some(rest) = resumed(tokens, range.1, sentence) {
            content.push(rest);
        }
        return Some(plain(Some(source), token.span, content));
    }
    let range = phrases::before(tokens, at);
    let source = match range {
        Some(range) => spanning(tokens, range)?,
        None => elided(tokens, at, subject)?,
    };
    let force = force(tokens, at);
    let start_of_source = range.map_or(source.start, |(start, _)| tokens[start].span.start);
    let cue = Span::new(token.span.start, token.span.end);
    let before = Span::new(sentence.start, start_of_source);
    let before_is_content =
        range.is_some_and(|(start, _)| content_before(text, tokens, start, before));
    match content_after(place, at, kind) {
        Some(after) if before_is_content && opens_quotation(tokens, at + 1) => Some(Found {
            force,
            ..plain(Some(source), cue, vec![before, after])
        }),
        Some(_)
            if before_is_content
                && kind == Cue::Say
                && !opens_quotation(tokens, at + 1)
                && next.is_some_and(|next| !next.is(&["that"])) =>
        {
            Some(Found {
                force,
                ..plain(Some(source), cue, vec![before])
            })
        }
        Some(after) => Some(Found {
            force,
            ..plain(Some(source), cue, vec![after])
        }),
        None if before_is_content && kind != Cue::Call => Some(Found {
            force,
            ..plain(Some(source), cue, vec![before])
        }),
        None => None,
    }
}

/// The quotation that goes on after "said X,".
fn resumed(tokens: &[Token], at: usize, sentence: Span) -> Option<Span> {
    let resumes = (at..tokens.len().min(at + 12)).find(|index| tokens[*index].quoted)?;
    Some(Span::new(tokens.get(resumes)?.span.start, sentence.end))
}

/// Whether the words before the source are what it said: they end in a comma
/// or in a quotation.
fn content_before(text: &str, tokens: &[Token], start: usize, before: Span) -> bool {
    let words = before.of(text).split_whitespace().count();
    let Some(last) = start.checked_sub(1).and_then(|index| tokens.get(index)) else {
        return false;
    };
    let quoted = tokens.iter().take(start).any(|token| token.quoted);
    let ends = matches!(
        last.lower.as_str(),
        "," | "”" | "\"" | "'" | "’" | "—" | "–" | "?" | "!" | "»" | "“"
    );
    // "In a statement," is not what was said.
    let opening = tokens.first().is_some_and(|first| {
        first.is(&[
            "in",
            "on",
            "at",
            "by",
            "after",
            "during",
            "when",
            "as",
            "while",
            "meanwhile",
            "however",
            "for",
            "with",
            "asked",
            "speaking",
            "if",
        ])
    });
    ends && (quoted || (words >= 4 && !opening))
}

fn opens_quotation(tokens: &[Token], from: usize) -> bool {
    tokens
        .iter()
        .skip(from)
        .take(8)
        .take_while(|token| {
            !token.word || token.quoted || token.is(&["in", "a", "statement", "adding"])
        })
        .any(|token| token.quoted)
}

/// What follows a cue, when it has the form of a report.
fn content_after(place: &Place<'_>, at: usize, kind: Cue) -> Option<Span> {
    let Place {
        text,
        sentence,
        tokens,
        quotations,
    } = *place;
    let mut from = at + 1;
    let verb = tokens[at].lower.as_str();
    let tells = matches!(
        verb,
        "told"
            | "tell"
            | "tells"
            | "telling"
            | "reminded"
            | "assured"
            | "reassured"
            | "warned"
            | "informed"
            | "asked"
            | "urged"
            | "accused"
            | "advised"
    );
    let next = tokens.get(from)?;
    let quotation_in = |from: usize| tokens.iter().skip(from).any(|token| token.quoted);
    if kind == Cue::Call {
        if !quotation_in(from) {
            return None;
        }
        return Some(Span::new(next.span.start, sentence.end));
    }
    if tells && !next.is(&["that"]) {
        // Past whom it was told.
        let stop = (from..tokens.len().min(from + 10)).find(|index| {
            tokens[*index].is(&["that", ":", ",", "to", "of", "about"]) || tokens[*index].quoted
        });
        match stop {
            Some(stop) => from = stop,
            None => {
                // "told reporters the harbour would close"
                let clause = (from + 1..tokens.len()).find(|index| {
                    tokens[*index].is(&[
                        "the", "a", "he", "she", "they", "it", "there", "his", "her", "we",
                    ])
                })?;
                from = clause;
            }
        }
    }
    let mut next = tokens.get(from)?;
    if next.is(&["also", "in", "on", "at", "during"]) && kind == Cue::Say {
        // "said in a statement that …", "said on Monday …"
        let stop = (from..tokens.len().min(from + 12)).find(|index| {
            tokens[*index].is(&["that", ":"])
                || tokens[*index].quoted
                || (*index > from + 1 && tokens[*index].lower == ",")
        });
        match stop {
            Some(stop)
                if tokens[stop].lower != ","
                    || tokens
                        .get(stop + 1)
                        .is_some_and(|token| !token.word || token.quoted) =>
            {
                from = stop;
            }
            Some(_) | None => return None,
        }
        next = tokens.get(from)?;
    }
    let opens = opens_quotation(tokens, from) || next.quoted;
    let reports = match kind {
        Cue::Say => next.word || opens,
        Cue::Report | Cue::Call => {
            next.is(&["that", "how", "whether", "if", "why"])
                || opens
                || (tells && next.is(&["to", "of"]))
                || next.is(&["to"])
                    && matches!(
                        verb,
                        "vowed" | "pledged" | "promised" | "threatened" | "offered" | "agreed"
                    )
                || clause_follows(tokens, from)
                || quotation_in(from) && next.word
        }
    };
    if !reports || (!next.word && !opens) {
        return None;
    }
    let span = Span::new(next.span.start, sentence.end);
    let words = span.of(text).split_whitespace().count();
    let quoted = quotations.iter().any(|quotation| quotation.overlaps(span));
    (words >= 3 || quoted).then_some(span)
}

/// Whether a clause with a subject and a finite verb begins here: "believes
/// the port will close".
fn clause_follows(tokens: &[Token], from: usize) -> bool {
    let Some(next) = tokens.get(from) else {
        return false;
    };
    let subject = next.is(&["he", "she", "they", "it", "we", "there", "i", "this"]);
    subject && tokens.get(from + 1).is_some_and(|token| token.word)
        || (next.capital || next.is(&["the", "a", "his", "her", "their", "its"]))
            && tokens
                .iter()
                .skip(from + 1)
                .take(6)
                .take_while(|token| token.word)
                .any(|token| {
                    token.is(&[
                        "is", "was", "has", "had", "were", "are", "will", "would", "could",
                        "should", "may", "might", "can", "must",
                    ])
                })
}

/// "He rejected the draft and said …": the subject of the sentence.
fn elided(tokens: &[Token], at: usize, subject: Option<Span>) -> Option<Span> {
    let mut before = at;
    while before > 0 && tokens[before - 1].word && cues::is_between(&tokens[before - 1].lower) {
        before -= 1;
    }
    let joined = before
        .checked_sub(1)
        .and_then(|index| tokens.get(index))
        .is_some_and(|token| {
            token.is(&["and", "but", ",", "by", "then"]) || token.word && !token.capital
        });
    if !joined {
        return None;
    }
    subject.or_else(|| spanning(tokens, phrases::first(tokens.get(..at)?)?))
}

/// Whether the words around a cue say that nothing was said, or only might be.
fn force(tokens: &[Token], at: usize) -> Force {
    let before: Vec<&str> = tokens
        .iter()
        .take(at)
        .rev()
        .take(4)
        .take_while(|token| token.word)
        .map(|token| token.lower.as_str())
        .collect();
    let has = |words: &[&str]| before.iter().any(|word| words.contains(word));
    let next = tokens.get(at + 1).map_or("", |token| token.lower.as_str());
    if has(&[
        "not", "never", "didn't", "doesn't", "hasn't", "don't", "haven't", "wouldn't", "without",
    ]) {
        Force::Denied
    } else if matches!(
        tokens[at].lower.as_str(),
        "asked" | "wondered" | "questioned"
    ) && matches!(next, "whether" | "if" | "why" | "how")
        || next == "whether"
    {
        Force::Questioned
    } else if has(&["would", "could", "may", "might", "should", "if", "will"]) {
        Force::Hypothetical
    } else {
        Force::Asserted
    }
}

/// Quotations of a passage that no cue has claimed: they go on from somebody
/// beside them, or stay unclear.
fn left_over(
    article: &Article,
    passage: usize,
    quotations: &[Span],
    first: usize,
    found: &mut Vec<Found>,
) {
    let text = article.text();
    let Some(place) = article.passages.get(passage).map(|passage| passage.span) else {
        return;
    };
    let here = quotations
        .iter()
        .skip(quotations.partition_point(|quotation| quotation.end <= place.start))
        .take_while(|quotation| quotation.start < place.end);
    let mut claimed_before: Option<Found> = first
        .checked_sub(1)
        .and_then(|index| found.get(index))
        .filter(|found| found.passage + 1 == passage)
        .cloned();
    let opens_passage = |quotation: &Span| quotation.start <= place.start + 4;
    for quotation in here {
        let covering = found[first..].iter().find(|found| {
            found
                .content
                .iter()
                .any(|content| content.overlaps(*quotation))
        });
        if let Some(covering) = covering {
            claimed_before = Some(covering.clone());
            continue;
        }
        let words = quotation.of(text).split_whitespace().count();
        if words < UTTERANCE || is_title(quotation.of(text)) {
            continue;
        }
        let sentence = article
            .sentence_at(quotation.start)
            .and_then(|index| article.sentences.get(index));
        let own_sentence =
            sentence.is_some_and(|sentence| sentence.span.start + 4 >= quotation.start);
        let introduced =
            sentence.and_then(|sentence| introduced(text, sentence.span, *quotation, quotations));
        let nearby = claimed_before
            .as_ref()
            .filter(|known| known.passage == passage || opens_passage(quotation))
            .or_else(|| found[first..].iter().find(|found| found.passage == passage))
            .filter(|known| own_sentence && holds_quotation(known, quotations));
        let source = introduced.or_else(|| nearby.and_then(|known| known.source));
        let next = Found {
            source,
            cue: None,
            content: vec![*quotation],
            force: Force::Asserted,
            passage,
        };
        claimed_before = Some(next.clone());
        found.push(next);
    }
}

fn holds_quotation(found: &Found, quotations: &[Span]) -> bool {
    found.content.iter().any(|content| {
        let from = quotations.partition_point(|quotation| quotation.end <= content.start);
        quotations
            .get(from)
            .is_some_and(|quotation| quotation.overlaps(*content))
    })
}

/// "Lee put it plainly: “…”" and "Lee: “…”": the subject before a colon.
fn introduced(text: &str, sentence: Span, quotation: Span, quotations: &[Span]) -> Option<Span> {
    let before = Span::new(sentence.start, quotation.start.max(sentence.start));
    let opening = before
        .of(text)
        .trim_end_matches(['“', '"', '\'', '„', '«', '‘', ' ', '`']);
    if !opening.ends_with(':') {
        return None;
    }
    let tokens = tokens(text, before, quotations);
    spanning(&tokens, phrases::first(&tokens)?)
}

/// Whether most words are capitalised, as in the title of a work.
fn is_title(words: &str) -> bool {
    let long: Vec<&str> = words
        .split_whitespace()
        .filter(|word| word.chars().count() > 3)
        .collect();
    let capital = long
        .iter()
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .count();
    long.len() >= 2 && capital == long.len() && !words.ends_with(['.', ',', '!', '?'])
}
