//! `article`: the receipt of one article, or one of its passages with those
//! around it.

use std::collections::BTreeMap;

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};
use crate::{
    article::Article,
    citation,
    library::Entry,
    memory::Focus,
    quotes::How,
    reply::{Action, Block, Line, Piece, Reply, Role},
};

pub(super) static COMMAND: Command = Command {
    name: "article",
    aliases: &["receipt"],
    summary: "says what is known about the article and what was left out of it",
    arguments: &[
        Argument {
            name: "which",
            kind: Kind::Article,
            required: false,
            help: "its identifier or words of its title; otherwise the one talked about",
            introduced_by: &[],
        },
        Argument {
            name: "passage",
            kind: Kind::Number,
            required: false,
            help: "the number of a passage to show with its neighbours",
            introduced_by: &[],
        },
    ],
    examples: &["article"],
    access: Access::Everyone,
    run,
};

/// Pieces that were left out and are shown one by one, for each reason.
const LEFT_OUT_SHOWN: usize = 2;

/// Code points shown of a piece that was left out.
const LEFT_OUT_CHARACTERS: usize = 60;

/// The line that shows the passage which holds byte `at`, with its neighbours.
pub(super) fn context_line(article: &Article, at: usize) -> String {
    let passage = article.passage_at(at).unwrap_or(0) + 1;
    Arguments::default()
        .with("which", article.id.clone())
        .with("passage", passage.to_string())
        .line(COMMAND.name)
}

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let entry = context.article(arguments.get("which"))?;
    match arguments
        .get("passage")
        .and_then(|number| number.parse().ok())
    {
        Some(number) => passages(&entry.article, number),
        None => Ok(receipt(&entry)),
    }
}

fn passages(article: &Article, number: usize) -> Result<Done, Refusal> {
    let total = article.passages.len();
    if number == 0 || number > total {
        return Err(Refusal::Asker(format!(
            "The article has passages 1 to {total}; there is no passage {number}."
        )));
    }
    let first = number.saturating_sub(2);
    let last = (number + 1).min(total);
    let blocks = article.passages[first..last]
        .iter()
        .map(|passage| Block::Quotation(citation::quotation(article, passage.span, Role::Evidence)))
        .collect();
    let mut actions = Vec::new();
    if last < total {
        actions.push(Action {
            label: "Read on",
            word: "more",
            line: context_line(article, article.passages[last].span.start),
        });
    }
    Ok(Done {
        reply: Reply {
            command: COMMAND.name,
            blocks,
            actions,
            ..Reply::default()
        },
        focus: Focus {
            article: Some(article.id.clone()),
            ..Focus::default()
        },
    })
}

pub(super) fn receipt(entry: &Entry) -> Done {
    let article = &entry.article;
    let attributions = entry.attributions();
    let mut lines = Vec::new();
    let mut row = |label: &str, value: &str| {
        lines.push(Line::own(format!("{label}: ")).and(Piece::Strong(value.to_owned())));
    };
    let metadata = &article.metadata;
    let known = [
        ("By", metadata.byline.as_deref()),
        ("Date", metadata.day()),
        ("Published by", metadata.publisher.as_deref()),
        ("Address", metadata.url.as_deref()),
        ("Language", metadata.language.as_deref()),
    ];
    row("Source", &metadata.source);
    for (label, value) in known {
        if let Some(value) = value {
            row(label, value);
        }
    }
    let count = |how: How| {
        attributions
            .attributions
            .iter()
            .filter(|attribution| attribution.how == how)
            .count()
    };
    row(
        "Length",
        &format!(
            "{}, {}, {}, {}",
            counted(article.word_count(), "word"),
            counted(
                article
                    .sections
                    .iter()
                    .filter(|section| section.heading.is_some())
                    .count(),
                "heading"
            ),
            counted(article.passages.len(), "passage"),
            counted(article.sentences.len(), "sentence"),
        ),
    );
    row(
        "Quotes",
        &format!(
            "{} direct, {} in part, {} reported, from {}",
            count(How::Direct),
            count(How::Mixed),
            count(How::Indirect),
            counted(
                attributions
                    .speakers
                    .iter()
                    .filter(|speaker| speaker.speaks)
                    .count(),
                "speaker"
            ),
        ),
    );
    row("Identifier", &article.id);
    row("Version", &article.version);
    let mut blocks = vec![Block::List(lines)];
    // Who asks for the author should read that there is none, not miss a row.
    let missing: Vec<&str> = [("author", &metadata.byline), ("date", &metadata.date)]
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        let missing = missing.join(" and no ");
        blocks.push(Block::Text(Line::own(format!("It names no {missing}."))));
    }
    blocks.push(Block::Note(left_out(article)));
    Done {
        reply: Reply {
            command: COMMAND.name,
            title: Some(Line(vec![Piece::Strong(article.title().to_owned())])),
            blocks,
            ..Reply::default()
        },
        focus: Focus {
            article: Some(article.id.clone()),
            ..Focus::default()
        },
    }
}

/// What was left out and why, in one line.
fn left_out(article: &Article) -> Line {
    if article.left_out.is_empty() {
        return Line::own("Nothing was left out.");
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for piece in &article.left_out {
        reasons.entry(piece.reason).or_default().push(&piece.text);
    }
    let mut line = Line::own("Left out: ");
    for (number, (reason, texts)) in reasons.iter().enumerate() {
        if number > 0 {
            line = line.say("; ");
        }
        line = line.say(format!("{reason} ("));
        for (shown, text) in texts.iter().take(LEFT_OUT_SHOWN).enumerate() {
            if shown > 0 {
                line = line.say(", ");
            }
            let short = crate::text::shorten(text, LEFT_OUT_CHARACTERS);
            line = line.and(Piece::Strong(short.to_owned()));
            if short.len() < text.len() {
                line = line.say(" …");
            }
        }
        if texts.len() > LEFT_OUT_SHOWN {
            line = line.say(format!(" and {} more", texts.len() - LEFT_OUT_SHOWN));
        }
        line = line.say(")");
    }
    line.say(".")
}

/// "1 word", "2 words".
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
