//! How does a summary become a reply? Its sentences cited and in order, each
//! article under its title; knows no arguments.

use super::length::shared;
use crate::{
    citation,
    reply::{Block, Line, Piece, Quotation, Role},
    summary::{
        self, Length, Request,
        points::{Asked, points},
        several::{Source, Together, together},
    },
    text::Span,
};

/// What is said of the articles.
#[derive(Default)]
pub(super) struct Said {
    pub(super) blocks: Vec<Block>,
    pub(super) whole: bool,
    pub(super) capped: bool,
    /// Sentences of the article with most.
    pub(super) shown: usize,
    /// Sentences of all articles.
    pub(super) lines: usize,
}

/// Each article in a few of its sentences.
pub(super) fn in_sentences(sources: &[Source<'_>], length: Length, about: Option<&str>) -> Said {
    let request = Request {
        length: shared(length, sources.len()),
        about,
        section: None,
    };
    let together = together(sources, &request);
    let mut said = Said {
        whole: together.whole,
        capped: together.capped,
        ..Said::default()
    };
    for ((source, lines), repeats) in sources
        .iter()
        .zip(&together.articles)
        .zip(&together.repeats)
    {
        if lines.is_empty() && !repeats {
            continue;
        }
        said.shown = said.shown.max(lines.len());
        said.lines += lines.len();
        if sources.len() > 1 {
            said.blocks.push(Block::Text(headline(source)));
        }
        if lines.is_empty() {
            let text = "What its summary would say is told above.";
            said.blocks.push(Block::Note(Line::own(text)));
        }
        for told in lines {
            said.blocks
                .push(Block::Quotation(quotation(source, &told.line, &[])));
            let also: Vec<&str> = told
                .also
                .iter()
                .filter_map(|number| sources.get(*number))
                .map(|source| source.article.title())
                .collect();
            if !also.is_empty() {
                let mut line = Line::own("The same is in ");
                for (number, title) in also.iter().enumerate() {
                    if number > 0 {
                        line = line.say(" and in ");
                    }
                    line = line.and(Piece::Strong((*title).to_owned()));
                }
                said.blocks.push(Block::Note(line.say(".")));
            }
        }
    }
    said.blocks.extend(differences(sources, &together));
    said
}

fn differences(sources: &[Source<'_>], together: &Together) -> Vec<Block> {
    let mut blocks = Vec::new();
    for difference in &together.differences {
        if blocks.is_empty() {
            blocks.push(Block::Text(Line(vec![Piece::Strong(
                "Where they differ".to_owned(),
            )])));
        }
        for (number, line) in [&difference.one, &difference.other] {
            let Some(source) = sources.get(*number) else {
                continue;
            };
            blocks.push(Block::Text(headline(source).say(":")));
            blocks.push(Block::Quotation(quotation(source, line, &[])));
        }
    }
    blocks
}

/// Each article as who, what, how much, when and what next.
pub(super) fn in_points(sources: &[Source<'_>], about: Option<&str>) -> Said {
    let mut said = Said::default();
    for source in sources {
        let request = Request {
            length: Length::Medium,
            about: about.filter(|_| source.section.is_none()),
            section: source.section,
        };
        let found = points(source.article, source.attributions, &request);
        if found.is_empty() {
            continue;
        }
        said.shown = said.shown.max(found.len());
        said.lines += found.len();
        if sources.len() > 1 {
            said.blocks.push(Block::Text(headline(source)));
        }
        for point in found {
            let label = label(&point.tells);
            said.blocks
                .push(Block::Text(Line(vec![Piece::Strong(label)])));
            let quotation = quotation(source, &point.line, &point.marked);
            said.blocks.push(Block::Quotation(quotation));
        }
    }
    said
}

/// "Who and when".
fn label(tells: &[Asked]) -> String {
    let names: Vec<&str> = tells
        .iter()
        .map(|asked| match asked {
            Asked::Who => "who",
            Asked::What => "what",
            Asked::HowMuch => "how much",
            Asked::When => "when",
            Asked::Next => "what next",
        })
        .collect();
    let joined = match names.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        all => all.join(""),
    };
    let mut letters = joined.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn quotation(source: &Source<'_>, line: &summary::Line, marked: &[Span]) -> Quotation {
    let mut quotation = citation::quotation(source.article, line.span, Role::Summary);
    let within = |span: Span| {
        let start = span.start.saturating_sub(line.span.start);
        Span::new(start, start + span.len())
    };
    let replace = line.replace.as_ref();
    quotation.replace = replace.map(|(span, with)| (within(*span), with.clone()));
    quotation.marked = marked.iter().map(|span| within(*span)).collect();
    quotation.speaker = citation::attribution_of(source.attributions, line.span)
        .map(|said| citation::spoken_by(source.article, source.attributions, said));
    quotation
}

/// The title of an article.
pub(super) fn headline(source: &Source<'_>) -> Line {
    Line(vec![Piece::Strong(source.article.title().to_owned())])
}
