//! `search`: the passages in which the words stand, hits marked.

use std::{collections::BTreeMap, sync::Arc};

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, paging};
use crate::{
    article::Article,
    citation,
    index::{self, Marker},
    library::Entry,
    memory::Focus,
    reply::{Block, Line, Piece, Quotation, Reply, Role, Status},
    text::Span,
};

pub(super) static COMMAND: Command = Command {
    name: "search",
    aliases: &["find", "grep"],
    summary: "finds the passages with these words",
    arguments: &[
        Argument {
            name: "words",
            kind: Kind::Text,
            required: true,
            help: "the words to look for",
            introduced_by: &["for"],
        },
        Argument {
            name: "from",
            kind: Kind::Number,
            required: false,
            help: "the number of the first passage to show",
            introduced_by: &[],
        },
    ],
    examples: &["search security guarantees"],
    access: Access::Everyone,
    run,
};

/// Passages shown at once.
const PAGE: usize = 3;

/// Passages that a search goes through at most.
const MOST: usize = 50;

/// A passage up to so many bytes is shown whole, of a longer one the sentences
/// with hits.
const WHOLE_PASSAGE: usize = 700;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let words = arguments.get("words").unwrap_or_default();
    let hits = context
        .library
        .search(index::Kind::Passage, words, context.scope, MOST)?;
    let mut found = Vec::new();
    let mut markers: BTreeMap<Option<String>, Marker> = BTreeMap::new();
    // One more than the page has, to know that there is another.
    let enough = arguments.from_item().saturating_add(PAGE);
    let mut read: BTreeMap<&str, Option<Arc<Entry>>> = BTreeMap::new();
    let mut counted = true;
    for hit in &hits {
        // Reading an article takes longer than finding it among thousands.
        if found.len() >= enough && !read.contains_key(hit.article.as_str()) {
            counted = false;
            continue;
        }
        let entry = read
            .entry(&hit.article)
            .or_insert_with(|| context.library.get(&hit.article));
        let Some(entry) = entry else { continue };
        let Some(passage) = entry.article.passages.get(hit.number) else {
            continue;
        };
        let language = &entry.article.metadata.language;
        let marker = markers
            .entry(language.clone())
            .or_insert_with(|| Marker::new(words, language.as_deref()));
        let marks = marker.marks(entry.article.words(passage.span));
        if let Some(quotation) = shown(&entry.article, passage.span, &marks) {
            found.push(quotation);
        }
    }
    if found.is_empty() {
        return Ok(Done {
            reply: Reply {
                command: COMMAND.name,
                status: Status::NotInArticle,
                blocks: vec![Block::Text(
                    Line::own("No passage has ")
                        .and(Piece::Asked(words.to_owned()))
                        .say("."),
                )],
                ..Reply::default()
            },
            focus: Focus::default(),
        });
    }
    let page = paging::page(&found, arguments, PAGE);
    let title = match page.place() {
        Some(_) if !counted && !page.items.is_empty() => {
            let last = page.first + page.items.len() - 1;
            format!("Passages {} to {last}", page.first)
        }
        Some(place) => format!("Passages {place}"),
        None => super::article::counted(found.len(), "passage"),
    };
    let focus = Focus {
        article: page
            .items
            .first()
            .map(|quotation| quotation.excerpt.article.clone()),
        words: page
            .items
            .first()
            .map(|quotation| quotation.excerpt.text.clone()),
        ..Focus::default()
    };
    Ok(Done {
        reply: Reply {
            command: COMMAND.name,
            title: Some(Line::own(title)),
            actions: page.more(COMMAND.name, arguments).into_iter().collect(),
            blocks: page.items.iter().cloned().map(Block::Quotation).collect(),
            ..Reply::default()
        },
        focus,
    })
}

/// The passage with its hits marked, or as much of it as has hits when it is
/// long; `None` when the words do not show in it.
fn shown(article: &Article, passage: Span, marks: &[Span]) -> Option<Quotation> {
    let (first, last) = (marks.first()?, marks.last()?);
    let span = if passage.len() <= WHOLE_PASSAGE {
        passage
    } else {
        let whole = citation::whole_sentences(
            article,
            Span::new(passage.start + first.start, passage.start + last.end),
        );
        if whole.len() <= WHOLE_PASSAGE {
            whole
        } else {
            citation::whole_sentences(
                article,
                Span::new(passage.start + first.start, passage.start + first.end),
            )
        }
    };
    let mut quotation = citation::quotation(article, span, Role::Evidence);
    quotation.marked = marks
        .iter()
        .map(|mark| Span::new(passage.start + mark.start, passage.start + mark.end))
        .filter(|mark| span.contains(*mark))
        .map(|mark| Span::new(mark.start - span.start, mark.end - span.start))
        .collect();
    Some(quotation)
}
