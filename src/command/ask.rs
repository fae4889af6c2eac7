//! `ask`: the words that answer, in the sentences they stand in, or silence
//! with its reason and the nearest passage.

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};
use crate::{
    answer::{self, Answer, Document, Outcome, Silence},
    citation,
    memory::Focus,
    reply::{Action, Block, Line, Piece, Quotation, Reply, Role, Status},
    text::Span,
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

/// Ranked sentences that are asked for; one is shown when there is no answer.
const KEEP: usize = 5;

/// Below this confidence not even the nearest passage is worth showing.
const NEAR: f32 = 0.02;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let question = arguments.get("question").unwrap_or_default();
    let entries = context
        .library
        .candidates(question, context.scope, DOCUMENTS)?;
    let documents: Vec<Document<'_>> = entries.iter().map(|entry| entry.document()).collect();
    let settings = answer::Settings {
        threshold: context.settings.threshold,
        keep: KEEP,
    };
    let outcome = answer::answer(question, &documents, &settings);
    let mut done = if outcome.answers.is_empty() {
        silent(&outcome, &documents)
    } else {
        answered(&outcome, &documents, context.several())
    };
    done.reply.confidence = Some(outcome.confidence);
    done.focus.subject = super::subject::of(question, &documents)
        .or_else(|| super::subject::of(done.reply.answer.as_deref()?, &documents));
    Ok(done)
}

fn answered(outcome: &Outcome, documents: &[Document<'_>], several: bool) -> Done {
    let mut shown: Vec<Quotation> = Vec::new();
    for answer in &outcome.answers {
        let quotation = evidence(answer, documents);
        match shown
            .iter_mut()
            .find(|other| other.excerpt == quotation.excerpt)
        {
            Some(other) => mark_also(other, &quotation),
            None => shown.push(quotation),
        }
    }
    let first = &outcome.answers[0];
    let document = &documents[first.document];
    let focus = Focus {
        article: Some(document.article.id.clone()),
        words: Some(document.article.words(first.words).to_owned()),
        ..Focus::default()
    };
    let title = several.then(|| Line(vec![Piece::Strong(document.article.title().to_owned())]));
    let answer = document.article.words(first.words).to_owned();
    let mut blocks = vec![Block::Text(lead(outcome, documents))];
    blocks.extend(shown.into_iter().map(Block::Quotation));
    Done {
        reply: Reply {
            command: COMMAND.name,
            status: Status::Answered,
            title,
            blocks,
            actions: vec![Action {
                label: "Context",
                word: "context",
                line: super::article::context_line(document.article, first.words.start),
            }],
            answer: Some(answer),
            ..Reply::default()
        },
        focus,
    }
}

/// The first line of an answer: the words alone, or yes or no.
fn lead(outcome: &Outcome, documents: &[Document<'_>]) -> Line {
    let first = &outcome.answers[0];
    match first.polarity {
        Some(true) => return Line(vec![Piece::Strong("Yes".into())]).say(", the article says so:"),
        Some(false) => return Line(vec![Piece::Strong("No".into())]).say(", the article says:"),
        None => {}
    }
    let whole = |answer: &Answer| {
        let sentence = documents[answer.document].article.sentences[answer.sentence].span;
        answer.words.len() * 10 >= sentence.len() * 8
    };
    if outcome.answers.iter().any(whole) {
        return Line::own("The article says:");
    }
    let mut line = Line::default();
    let mut said: Vec<&str> = Vec::new();
    for answer in &outcome.answers {
        let article = documents[answer.document].article;
        let words = article.words(answer.words);
        if said.contains(&words) {
            continue;
        }
        if !said.is_empty() {
            line = line.say(" · ");
        }
        said.push(words);
        line = line.and(Piece::Words(citation::excerpt(article, answer.words)));
    }
    line
}

/// The sentence of an answer as a quotation with the words marked.
fn evidence(answer: &Answer, documents: &[Document<'_>]) -> Quotation {
    let document = &documents[answer.document];
    let sentence = document.article.sentences[answer.sentence].span;
    let mut quotation = citation::quotation(document.article, sentence, Role::Evidence);
    if sentence.contains(answer.words) && answer.words != sentence && !answer.words.is_empty() {
        quotation.marked = vec![Span::new(
            answer.words.start - sentence.start,
            answer.words.end - sentence.start,
        )];
    }
    quotation.speaker =
        citation::attribution_of(document.attributions, answer.words).map(|attribution| {
            citation::spoken_by(document.article, document.attributions, attribution)
        });
    quotation
}

/// Adds the marks of a second answer in the same sentence.
fn mark_also(quotation: &mut Quotation, other: &Quotation) {
    for mark in &other.marked {
        if !quotation.marked.iter().any(|known| known.overlaps(*mark)) {
            quotation.marked.push(*mark);
        }
    }
    quotation.marked.sort_unstable();
}

fn silent(outcome: &Outcome, documents: &[Document<'_>]) -> Done {
    let reason = match &outcome.silence {
        Some(Silence::NothingAsked) => {
            return Done {
                reply: Reply {
                    command: COMMAND.name,
                    status: Status::NotInArticle,
                    blocks: vec![Block::Text(
                        Line::own("Ask me something about the article: who, what, when, where, why, how much. ")
                            .and(Piece::Code("help".into()))
                            .say(" shows what else I can do."),
                    )],
                    ..Reply::default()
                },
                focus: Focus::default(),
            };
        }
        Some(Silence::NothingOn(names)) if !names.is_empty() => {
            let mut line = Line::own("The article says nothing about ");
            for (number, name) in names.iter().enumerate() {
                let join = match (number, names.len()) {
                    (0, _) => "",
                    (n, all) if n + 1 == all => " or ",
                    _ => ", ",
                };
                line = line.say(join).and(Piece::Asked(name.clone()));
            }
            line.say(".")
        }
        Some(Silence::NoSuch(kind, topic)) => {
            let line = Line::own(format!("The article does not give {kind}"));
            match topic {
                Some(topic) => line.say(" for ").and(Piece::Asked(topic.clone())).say("."),
                None => line.say("."),
            }
        }
        _ => Line::own("The article does not answer that."),
    };
    let mut blocks = vec![Block::Text(reason)];
    let mut focus = Focus::default();
    if let Some(nearest) = outcome
        .ranked
        .first()
        .filter(|_| outcome.confidence >= NEAR)
    {
        let document = &documents[nearest.document];
        let span = document.article.sentences[nearest.sentence].span;
        let mut quotation = citation::quotation(document.article, span, Role::Nearest);
        quotation.speaker =
            citation::attribution_of(document.attributions, span).map(|attribution| {
                citation::spoken_by(document.article, document.attributions, attribution)
            });
        blocks.push(Block::Text(Line::own(
            "The nearest it comes, which is not an answer:",
        )));
        blocks.push(Block::Quotation(quotation));
        focus.article = Some(document.article.id.clone());
    }
    Done {
        reply: Reply {
            command: COMMAND.name,
            status: Status::NotInArticle,
            blocks,
            ..Reply::default()
        },
        focus,
    }
}
