//! `ask`: the words that answer, in the sentences they stand in, or silence
//! with its reason and the nearest passage.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal,
    answered::{answered, silent},
};
use crate::{
    answer::{self, Answer, Document, Outcome},
    memory::Focus,
    reply::{Block, Line, Piece, Reply, Status},
};

pub(super) static COMMAND: Command = Command {
    name: "ask",
    aliases: &["question", "q"],
    summary: "answers a question in the article's own words, or says that it cannot",
    arguments: &[Argument {
        name: "question",
        kind: Kind::Text,
        required: true,
        help: "what you want to know, in your own words",
        introduced_by: &[],
    }],
    examples: &["ask what happened first?", "why was it rejected?"],
    access: Access::Everyone,
    run,
};

/// Articles that the engine reads for one question; the index proposes them.
const DOCUMENTS: usize = 8;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let question = arguments.get("question").unwrap_or_default();
    let entries = context
        .library
        .prepared_candidates(question, context.scope, DOCUMENTS)?;
    let documents: Vec<Document<'_>> = entries.iter().map(|entry| entry.document()).collect();
    let settings = context.answering();
    let parts = answer::parts(question, &documents);
    let mut done = match parts.as_slice() {
        [] | [_] => one(context, question, &documents, &settings),
        several => together(context, several, &documents, &settings),
    };
    done.focus.subject = super::subject::of(question, &documents)
        .or_else(|| super::subject::of(done.reply.answer.as_deref()?, &documents));
    Ok(done)
}

fn one(
    context: &Context<'_>,
    question: &str,
    documents: &[Document<'_>],
    settings: &answer::Settings<'_>,
) -> Done {
    let outcome = answer::answer(question, documents, settings);
    let mut done = if outcome.answers.is_empty() {
        silent(&outcome, documents, context.several())
    } else {
        let found = articles_that_answer(question, &outcome, documents, settings);
        answered(&found, documents, context.several())
    };
    done.reply.confidence = Some(outcome.confidence);
    done
}

/// The questions of one line, each with its answer under it.
fn together(
    context: &Context<'_>,
    parts: &[answer::Part],
    documents: &[Document<'_>],
    settings: &answer::Settings<'_>,
) -> Done {
    let mut all: Option<Done> = None;
    for part in parts {
        let own = one(context, &part.asked, documents, settings);
        let asked = Line(vec![Piece::Asked(part.typed.clone())]).say(":");
        let done = all.get_or_insert_with(|| Done {
            reply: Reply {
                command: COMMAND.name,
                status: Status::NotInArticle,
                ..Reply::default()
            },
            focus: Focus::default(),
        });
        let reply = &mut done.reply;
        reply.blocks.push(Block::Text(asked));
        // A sentence that was shown for the question before is not shown again,
        // unless a line announces it.
        let announced = own.reply.blocks.iter().any(announces);
        let shown: Vec<Block> = reply.blocks.clone();
        let again = |block: &Block| {
            !announced && matches!(block, Block::Quotation(_)) && shown.contains(block)
        };
        let own_blocks = own.reply.blocks.into_iter();
        reply
            .blocks
            .extend(own_blocks.filter(|block| !again(block)));
        if own.reply.status == Status::Answered && reply.status != Status::Answered {
            reply.status = Status::Answered;
            reply.title = own.reply.title;
            reply.answer = own.reply.answer;
            reply.actions = own.reply.actions;
            done.focus = own.focus;
        }
        reply.missing.extend(own.reply.missing);
        let surest = own.reply.confidence.unwrap_or(0.0);
        reply.confidence = Some(reply.confidence.unwrap_or(0.0).max(surest));
    }
    all.unwrap_or_else(|| one(context, "", documents, settings))
}

/// Whether a line ends on a colon.
fn announces(block: &Block) -> bool {
    let Block::Text(line) = block else {
        return false;
    };
    matches!(line.0.last(), Some(Piece::Own(text)) if text.ends_with(':'))
}

/// Articles of which each answers by itself; more would be a search.
const MOST_ARTICLES: usize = 3;

/// How far, in the logarithm of odds, the best sentence of a further article
/// may be behind: of 612 development questions, asked of 24 articles on as many
/// subjects, 546 are answered at that distance and one with a second article.
const BEHIND: f32 = 0.5;

/// The answers of each article that answers, the best first: words of two
/// articles never make one answer.
fn articles_that_answer(
    question: &str,
    outcome: &Outcome,
    documents: &[Document<'_>],
    settings: &answer::Settings<'_>,
) -> Vec<Vec<Answer>> {
    let of = |answers: &[Answer], document: usize| -> Vec<Answer> {
        let own = answers.iter().filter(|one| one.document == document);
        own.cloned().collect()
    };
    let Some(first) = outcome.answers.first().map(|answer| answer.document) else {
        return Vec::new();
    };
    let mut found = vec![of(&outcome.answers, first)];
    let best = outcome.ranked.first().map_or(0.0, |best| best.score);
    let mut asked = vec![first];
    for near in &outcome.ranked {
        let behind = best - near.score;
        if asked.contains(&near.document) || behind > BEHIND || found.len() >= MOST_ARTICLES {
            continue;
        }
        asked.push(near.document);
        let Some(document) = documents.get(near.document) else {
            continue;
        };
        let alone = answer::answer(question, std::slice::from_ref(document), settings);
        let answers = alone.answers.into_iter().map(|answer| Answer {
            document: near.document,
            ..answer
        });
        let answers: Vec<Answer> = answers.collect();
        if !answers.is_empty() {
            found.push(answers);
        }
    }
    found
}
