//! `who`: who said or claimed something, how, and where.

use std::sync::Arc;

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, attributed, paging,
};
use crate::{
    citation,
    library::Entry,
    memory::Focus,
    quotes::retrieve::{self, Found},
    reply::{Block, Line, Piece, Reply, Role, Status},
};

pub(super) static COMMAND: Command = Command {
    name: "who",
    aliases: &["whosaid"],
    summary: "finds who said or claimed something, and how",
    arguments: &[
        Argument {
            name: "words",
            kind: Kind::Text,
            required: true,
            help: "the words, or what they were about",
            introduced_by: &[],
        },
        Argument {
            name: "from",
            kind: Kind::Number,
            required: false,
            help: "the number of the first quote to show",
            introduced_by: &[],
        },
    ],
    examples: &["who said it first?", "who win-win"],
    access: Access::Everyone,
    run,
};

/// Attributions shown at once.
const PAGE: usize = 3;

/// Statements that another is compared with.
const LOOKED_AT: usize = 50;

/// Articles that are looked through when there are many.
const ARTICLES: usize = 16;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let words = arguments.get("words").unwrap_or_default();
    let entries = context.library.candidates(words, context.scope, ARTICLES)?;
    let mut found = Vec::new();
    let mut own = None;
    let mut near: Option<(&Arc<Entry>, usize, f32)> = None;
    for entry in &entries {
        let who = retrieve::who(words, entry.said());
        if let Some((index, cosine)) = who.near
            && near.is_none_or(|(_, _, best)| cosine > best)
        {
            near = Some((entry, index, cosine));
        }
        found.extend(who.found.into_iter().map(|found| (entry, found)));
        own = own.or_else(|| who.own.map(|span| (entry, span)));
    }
    found.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    // Exact words anywhere make near ones elsewhere uninteresting.
    if found.first().is_some_and(|(_, best)| best.score >= 1.0) {
        found.retain(|(_, found)| found.score >= 1.0);
    }
    // What is quoted alone and with what leads to it is one statement.
    let mut once: Vec<(&Arc<Entry>, Found)> = Vec::new();
    for (entry, own) in found {
        let shown = |(other, there): &(&Arc<Entry>, Found)| {
            Arc::ptr_eq(other, entry)
                && attributed::same_words(entry.attributions(), there.attribution, own.attribution)
        };
        if !once.iter().take(LOOKED_AT).any(shown) {
            once.push((entry, own));
        }
    }
    let page = paging::page(&once, arguments, PAGE);
    let Some((first, best)) = page.items.first() else {
        if let (None, Some((entry, index, _))) = (own, near)
            && let Some(done) = in_other_words(words, entry, index)
        {
            return Ok(done);
        }
        return Ok(nobody(
            words,
            own.map(|(entry, span)| {
                let span = citation::whole_sentences(&entry.article, span);
                citation::quotation(&entry.article, span, Role::Evidence)
            }),
        ));
    };
    let mut blocks = Vec::new();
    if once
        .iter()
        .all(|(entry, found)| attributed::is_reported(entry, found.attribution))
    {
        blocks.push(Block::Text(Line::own(attributed::ONLY_REPORTED)));
    }
    for (entry, found) in page.items {
        let attributions = entry.attributions();
        let Some(attribution) = attributions.attributions.get(found.attribution) else {
            continue;
        };
        let more = attributed::blocks(&entry.article, attributions, attribution);
        // Two statements of one sentence are shown as one.
        for block in more {
            if !blocks.contains(&block) {
                blocks.push(block);
            }
        }
    }
    let attributions = first.attributions();
    let attribution = attributions.attributions.get(best.attribution);
    let title = match page.place() {
        Some(place) => Some(Line::own(place)),
        None => context
            .several()
            .then(|| Line(vec![Piece::Strong(first.article.title().to_owned())])),
    };
    Ok(Done {
        focus: Focus {
            article: Some(first.article.id.clone()),
            subject: attribution
                .and_then(|attribution| attributions.speaker_of(attribution))
                .map(|speaker| speaker.name.clone()),
            words: attribution
                .and_then(|attribution| attribution.content.first())
                .map(|span| first.article.words(*span).to_owned()),
        },
        reply: Reply {
            command: COMMAND.name,
            title,
            blocks,
            actions: page.more(COMMAND.name, arguments).into_iter().collect(),
            ..Reply::default()
        },
    })
}

/// What may be meant, where nobody says it in the asker's words.
fn in_other_words(words: &str, entry: &Entry, index: usize) -> Option<Done> {
    let attributions = entry.attributions();
    let attribution = attributions.attributions.get(index)?;
    let mut blocks = vec![Block::Text(
        Line::own("Nobody in the article says ")
            .and(Piece::Asked(words.to_owned()))
            .say(" in these words. The nearest in other words:"),
    )];
    blocks.extend(attributed::blocks(
        &entry.article,
        attributions,
        attribution,
    ));
    Some(Done {
        focus: Focus {
            article: Some(entry.article.id.clone()),
            subject: attributions
                .speaker_of(attribution)
                .map(|speaker| speaker.name.clone()),
            words: attribution
                .content
                .first()
                .map(|span| entry.article.words(*span).to_owned()),
        },
        reply: Reply {
            command: COMMAND.name,
            blocks,
            ..Reply::default()
        },
    })
}

fn nobody(words: &str, own: Option<crate::reply::Quotation>) -> Done {
    let (status, blocks) = match own {
        Some(quotation) => (
            Status::Answered,
            vec![
                Block::Text(Line::own(
                    "Nobody is quoted or reported with that; they are the article's own words:",
                )),
                Block::Quotation(quotation),
            ],
        ),
        None => (
            Status::NotInArticle,
            vec![Block::Text(
                Line::own("Nobody in the article says anything like ")
                    .and(Piece::Asked(words.to_owned()))
                    .say("."),
            )],
        ),
    };
    Done {
        reply: Reply {
            command: COMMAND.name,
            status,
            blocks,
            ..Reply::default()
        },
        focus: Focus::default(),
    }
}
