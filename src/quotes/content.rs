//! How far does content reach where quotation marks are near?

use super::{lexicon::Class, marks::Quotation, token::Tokens};
use crate::text::Span;

/// Takes quotations in whole: one that is mostly content becomes content to
/// its marks, and what continues it in the next paragraphs is added.
pub(super) fn snap(
    text: &str,
    quotations: &[Quotation],
    spans: Vec<Span>,
    own: Option<u32>,
) -> Vec<Span> {
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

/// Words between what is reported and the quotation it ends in ("as a").
const LEAD: usize = 3;

/// Takes in the quotation that reported words lead to: in "called the plan a
/// “gift”" the quoted word is what was said, whatever the tagger saw of it.
pub(super) fn lead_in(tokens: &Tokens, cue: usize, content: &mut [Span]) {
    let (Some(head), Some(last)) = (tokens.all.get(cue), content.last_mut()) else {
        return;
    };
    if last.start < head.span.end || head.quotation.is_some() {
        return;
    }
    let next = tokens.all.partition_point(|t| t.span.start < last.end);
    let mut gap = tokens.all.iter().skip(next).take(LEAD + 1);
    let Some(open) = gap
        .find(|t| {
            let leads = matches!(
                t.class,
                Class::Preposition | Class::Determiner | Class::Subordinator
            );
            t.sentence != head.sentence || !leads
        })
        .filter(|t| t.class == Class::Open && t.sentence == head.sentence)
    else {
        return;
    };
    let quotation = tokens
        .quotations
        .partition_point(|q| q.whole.start < open.span.start);
    if let Some(quotation) = tokens
        .quotations
        .get(quotation)
        .filter(|q| q.whole.start == open.span.start)
    {
        last.end = last.end.max(quotation.inside.end);
    }
}

/// Leaves a quotation that ends its sentence to whoever it belongs to, where
/// the next sentence has a cue and words of its own: "“It was late.” Lee said
/// the road was closed".
pub(super) fn told_apart(text: &str, tokens: &Tokens, cue: usize, content: &mut Vec<Span>) {
    let Some(head) = tokens.all.get(cue) else {
        return;
    };
    for span in content.iter_mut() {
        end_with_quotation(text, tokens, span);
    }
    if content.last().is_none_or(|last| last.start < head.span.end) {
        return;
    }
    content.retain(|span| {
        let words = span.of(text);
        let ends = words.ends_with('.') && !words.ends_with("..");
        let next = tokens.all.partition_point(|t| t.span.start < span.end);
        let closed = tokens
            .all
            .get(next)
            .filter(|t| t.class == Class::Close)
            .and_then(|_| tokens.all.get(next + 1))
            .is_some_and(|t| t.sentence == head.sentence && t.quotation.is_none());
        span.end > head.span.start || !(ends && closed)
    });
}

/// Cuts off the next sentence behind a quotation that ends its own.
fn end_with_quotation(text: &str, tokens: &Tokens, span: &mut Span) {
    let at = tokens
        .quotations
        .partition_point(|q| q.inside.start < span.start);
    let Some(quotation) = tokens.quotations.get(at) else {
        return;
    };
    let inside = quotation.inside;
    let ends = inside.of(text).ends_with(['.', '!', '?']);
    let next = tokens
        .all
        .partition_point(|t| t.span.start < quotation.whole.end);
    let parted = next
        .checked_sub(1)
        .and_then(|last| tokens.all.get(last))
        .zip(tokens.all.get(next))
        .is_some_and(|(last, next)| last.sentence != next.sentence);
    if inside.start == span.start && quotation.whole.end < span.end && ends && parted {
        span.end = inside.end;
    }
}

/// Words of those who are told something.
const ADDRESSED: usize = 4;

/// Leaves out who is told: of "warned investors that margins would fall" the
/// content begins with "that".
pub(super) fn addressee(tokens: &Tokens, cue: usize, content: &mut [Span]) {
    let Some(head) = tokens.all.get(cue) else {
        return;
    };
    let addresses = [
        "warn", "tell", "told", "remind", "assur", "inform", "persuad",
    ]
    .iter()
    .any(|stem| head.form.starts_with(stem));
    let behind = tokens.all.get(cue + 1..).unwrap_or_default();
    let named = behind.iter().take(ADDRESSED).take_while(|t| {
        t.class.is_name()
            || matches!(
                t.class,
                Class::Determiner
                    | Class::Possessive
                    | Class::Object
                    | Class::Group
                    | Class::Role
                    | Class::Lower
            )
    });
    let count = named.count();
    let (Some(first), Some(that)) = (behind.first(), behind.get(count)) else {
        return;
    };
    if addresses
        && count > 0
        && that.class == Class::That
        && that.sentence == head.sentence
        && let Some(own) = content.iter_mut().find(|own| own.start == first.span.start)
        && own.end > that.span.end
    {
        own.start = that.span.start;
    }
}
