//! How do words of an article stand in a reply: in which marks, with what
//! emphasised and what replaced?

use super::{Run, Style};
use crate::{
    quotes::How,
    reply::{Quotation, Role},
    text::Span,
};

/// The words of a quotation, cut where their style changes.
pub(super) fn words(quotation: &Quotation) -> Vec<Run> {
    let text = &quotation.excerpt.text;
    let mut runs = Vec::new();
    let open = needs_marks(quotation);
    let mut at = 0;
    let mut changes = changes(quotation);
    // A name of ours at the beginning stays outside the marks.
    if let Some((span, Style::Replaced, Some(name))) = changes.first().copied()
        && open
        && span.start == 0
        && !span.of(text).is_empty()
    {
        changes.remove(0);
        push(&mut runs, Style::Replaced, name);
        runs.push(Run::new(Style::Plain, " ".to_owned()));
        let rest = Span::new(span.end, text.len()).of(text);
        at = text.len() - rest.trim_start().len();
    }
    if open {
        runs.push(Run::new(Style::Plain, "“".to_owned()));
    }
    for (span, style, instead) in changes {
        // A span that does not fit the text says nothing of it.
        if span.start < at || span.of(text).is_empty() {
            continue;
        }
        push(&mut runs, Style::Plain, Span::new(at, span.start).of(text));
        push(&mut runs, style, instead.unwrap_or_else(|| span.of(text)));
        at = span.end;
    }
    push(&mut runs, Style::Plain, Span::new(at, text.len()).of(text));
    for run in &mut runs {
        if run.style == Style::Replaced {
            run.text = format!("[{}]", run.text);
        }
    }
    if open {
        runs.push(Run::new(Style::Plain, "”".to_owned()));
    }
    runs
}

fn changes(quotation: &Quotation) -> Vec<(Span, Style, Option<&str>)> {
    let replaced = quotation
        .replace
        .iter()
        .map(|(span, instead)| (*span, Style::Replaced, Some(instead.as_str())));
    let marked = quotation
        .marked
        .iter()
        // Where both would apply, the bracket must not be missed.
        .filter(|mark| {
            quotation
                .replace
                .as_ref()
                .is_none_or(|(span, _)| !span.overlaps(**mark))
        })
        .map(|mark| (*mark, Style::Marked, None));
    let mut changes: Vec<_> = replaced.chain(marked).collect();
    changes.sort_by_key(|(span, _, _)| *span);
    changes
}

fn push(runs: &mut Vec<Run>, style: Style, text: &str) {
    if !text.is_empty() {
        runs.push(Run::new(style, text.to_owned()));
    }
}

/// Whether the words are to be put in quotation marks: not when they have
/// their own, which a second pair would only confuse, and not when the article
/// reports instead of quoting.
fn needs_marks(quotation: &Quotation) -> bool {
    let reported = quotation.role == Role::Quote
        && quotation
            .speaker
            .as_ref()
            .is_some_and(|speaker| speaker.how != How::Direct);
    !reported && !has_marks(&quotation.excerpt.text)
}

fn has_marks(text: &str) -> bool {
    // Some papers write two apostrophes for a double mark.
    text.contains([
        '"', '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』', '＂',
    ]) || text.contains("''")
        || text.contains("``")
}

/// Words inside a sentence of the bot, always in marks: without them they
/// would read as the bot's own.
pub(super) fn in_marks(text: &str) -> String {
    if has_marks(text) {
        format!("‘{text}’")
    } else {
        format!("“{text}”")
    }
}
