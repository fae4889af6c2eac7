//! From tagged tokens to attributions, without speakers: which words are the
//! source, cue and content of each. Knows nothing of who a source is.

use std::collections::HashMap;

use super::{
    Attribution, Force, How, bare, behind, clause, content,
    features::{CONTENT, CUE, SOURCE},
    force,
    lexicon::Class,
    model::Model,
    passive, source,
    token::Tokens,
};
use crate::{article::Article, text::Span};

/// Log odds from which a token is tried as a cue.
const TRY: f32 = -0.8;
/// Cue windows are worked on up to this many tokens for each token of the
/// article, so that time stays linear whatever the text.
const BUDGET: usize = 30;

/// Attributions in order of their first content, speakers not yet known.
#[must_use]
pub(super) fn extract(article: &Article, tokens: &Tokens, model: &Model<'_>) -> Vec<Attribution> {
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
        let mut labels = model.tags(tokens, at, &cues);
        amid_content(tokens, start, &mut labels);
        found.extend(attribution(text, tokens, at, start, &labels));
    }
    contested(text, tokens, &mut found);
    behind::statements_before(text, tokens, &mut found);
    bare::transcript(text, tokens, &mut found);
    bare::quotations_without_cue(text, tokens, &mut found);
    found.sort_by_key(|a| a.content.first().copied());
    found.dedup_by(|b, a| a.content == b.content);
    found
}

/// Leaves a quotation that two attributions claim to the one whose cue is in
/// its sentence: in "…,” she said. “…,” he said." the second is his alone.
fn contested(text: &str, tokens: &Tokens, found: &mut [Attribution]) {
    let apart = |a: &Attribution, quoted: Span| {
        a.cue.is_some_and(|cue| {
            let between = Span::new(cue.end.min(quoted.start), quoted.start).of(text);
            [". ", "? ", "! ", ".\n", "\n\n"]
                .iter()
                .any(|end| between.contains(end))
        })
    };
    let mut near: HashMap<Span, usize> = HashMap::new();
    for (index, own) in found.iter().enumerate() {
        for quoted in &own.quoted {
            if own.source.is_some() && !apart(own, *quoted) {
                near.entry(*quoted).or_insert(index);
            }
        }
    }
    for (index, own) in found.iter_mut().enumerate() {
        let lost: Vec<Span> = own
            .quoted
            .iter()
            .copied()
            .filter(|quoted| near.get(quoted).is_some_and(|other| *other != index))
            .filter(|quoted| apart(own, *quoted) && own.content.contains(quoted))
            .collect();
        if lost.is_empty() || lost.len() == own.content.len() {
            continue;
        }
        own.content.retain(|span| !lost.contains(span));
        let cue = own.cue.map(|cue| {
            let head = tokens.all.partition_point(|t| t.span.start < cue.start);
            (cue, head)
        });
        let force = own.force;
        *own = finish(
            text,
            tokens,
            own.source,
            cue,
            std::mem::take(&mut own.content),
        );
        own.force = force;
    }
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
    let mut content = content::snap(text, &tokens.quotations, content, head.quotation);
    content::lead_in(tokens, at, &mut content);
    content::addressee(tokens, at, &mut content);
    content::told_apart(text, tokens, at, &mut content);
    if content.is_empty() {
        return None;
    }
    let mut sources: Vec<Span> = Vec::new();
    for span in runs(tokens, start, labels, SOURCE) {
        // "Ann Lee, a doctor" is one source though the comma is in none.
        match sources.last_mut() {
            Some(last)
                if span.start - last.end <= 12
                    && source::joins(tokens, *last, span)
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
    let source = source
        .filter(|span| !source::points(text, *span) && !source::adjective(tokens, *span))
        .filter(|span| !clause::object_of_participle(tokens, *span, head))
        .map(|span| clause::behind_clause(tokens, source::pronoun(tokens, span), head))
        .map(|span| clause::around_clause(tokens, span, at))
        .map(|span| clause::whole_phrase(tokens, span, at))
        .map(|span| clause::with_owned(tokens, span, at))
        .map(|span| clause::before_verb(tokens, span, head))
        .or_else(|| source::beside(tokens, at))
        .or_else(|| clause::before_clause(tokens, at))
        // Whoever is named before it is another.
        .filter(|span| head.form != "according" || span.start > head.span.start);
    let source = match source {
        Some(span) if passive::told_of(tokens, span, at) => passive::agent(tokens, at),
        source => source,
    };
    let (mut source, mut content) = match source {
        None if head.form == "according" => source::according(text, tokens, at, content),
        source => (source, content),
    };
    if head.form == "according"
        && let Some(source) = &mut source
    {
        *source = source::with_name(text, tokens, *source, &mut content);
    }
    let cue = runs(tokens, start, labels, CUE)
        .into_iter()
        .find(|span| span.contains(head.span))
        .unwrap_or(head.span);
    Some(finish(text, tokens, source, Some((cue, at)), content))
}

/// Takes for content what was marked as source amid it: in "that European aid
/// lasts" nobody speaks.
fn amid_content(tokens: &Tokens, start: usize, labels: &mut [usize]) {
    let mut from = 0;
    for run in labels.to_vec().chunk_by(|a, b| a == b) {
        let end = from + run.len();
        let word = |at: usize| {
            labels.get(at) == Some(&CONTENT)
                && tokens
                    .all
                    .get(start + at)
                    .is_some_and(|t| !t.class.is_mark())
        };
        if run.first() == Some(&SOURCE)
            && from.checked_sub(1).is_some_and(word)
            && word(end)
            && run.len() <= 2
        {
            labels[from..end].fill(CONTENT);
        }
        from = end;
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
        // "According to Ann Lee, the bridge": the article is not the source's.
        let astray = label == SOURCE
            && token.class == Class::Determiner
            && labels.get(index + 1).is_some_and(|next| *next == CONTENT);
        if own == label && !astray {
            let article = (start + index)
                .checked_sub(1)
                .and_then(|at| tokens.all.get(at))
                .filter(|t| open.is_none() && label == CONTENT && t.class == Class::Determiner)
                .filter(|t| t.sentence == token.sentence);
            if let Some(article) = article {
                open = Some(article.span);
            }
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

pub(super) fn finish(
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
    let question = content
        .last()
        .is_some_and(|last| last.of(text).ends_with('?'));
    Attribution {
        source,
        cue: cue.map(|(span, _)| span),
        content,
        quoted,
        how,
        force: cue.map_or(Force::Asserted, |(_, at)| {
            force::force(tokens, at, question)
        }),
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
