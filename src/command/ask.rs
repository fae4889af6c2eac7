//! `ask`: the words that answer, in the sentences they stand in, or silence
//! with its reason and the nearest passage.

use super::{Access, Argument, Arguments, Command, Context, Done, Kind, Refusal};
use crate::{
    answer::{self, Answer, Document, Outcome, Silence},
    article::Article,
    citation,
    memory::Focus,
    reader,
    reply::{Action, Block, Line, Piece, Quotation, Reply, Role, SpokenBy, Status},
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
    let mut outcome = answer::answer(question, &documents, &settings);
    if let Some(reader) = context.reader {
        let articles: Vec<&Article> = documents.iter().map(|one| one.article).collect();
        reader::narrow(reader, question, &articles, &mut outcome);
    }
    let mut done = if outcome.answers.is_empty() {
        silent(&outcome, &documents)
    } else {
        let found = articles_that_answer(question, &outcome, &documents, &settings);
        answered(&found, &documents, context.several())
    };
    done.reply.confidence = Some(outcome.confidence);
    done.focus.subject = super::subject::of(question, &documents)
        .or_else(|| super::subject::of(done.reply.answer.as_deref()?, &documents));
    Ok(done)
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
    settings: &answer::Settings,
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

/// One article's answer, or those of several side by side.
fn answered(found: &[Vec<Answer>], documents: &[Document<'_>], several: bool) -> Done {
    let best = &found[0];
    let first = &best[0];
    let article = documents[first.document].article;
    let words = article.words(first.words).to_owned();
    let said = |answers: &[Answer]| -> (Option<bool>, Vec<String>) {
        let words = answers.iter().map(|answer| {
            let article = documents[answer.document].article;
            crate::text::fold(article.words(answer.words))
        });
        (answers[0].polarity, words.collect())
    };
    let (alike, apart): (Vec<_>, Vec<_>) = found[1..]
        .iter()
        .partition(|answers| said(answers) == said(best));
    let mut blocks = Vec::new();
    let title = if apart.is_empty() {
        several.then(|| Line(vec![Piece::Strong(article.title().to_owned())]))
    } else {
        let number = apart.len() + 1;
        blocks.push(Block::Text(Line::own(format!(
            "{number} articles answer that, and not alike:"
        ))));
        blocks.push(Block::Text(dated(article)));
        None
    };
    blocks.extend(answer_of(best, documents));
    if !alike.is_empty() {
        let mut line = Line::own("The same in ");
        for (number, answers) in alike.iter().enumerate() {
            let other = documents[answers[0].document].article;
            line = line.say(if number > 0 { "; " } else { "" });
            line.0.extend(dated(other).0);
        }
        blocks.push(Block::Note(line.say(".")));
    }
    for answers in apart {
        blocks.push(Block::Text(dated(documents[answers[0].document].article)));
        blocks.extend(answer_of(answers, documents));
    }
    Done {
        focus: Focus {
            article: Some(article.id.clone()),
            words: Some(words.clone()),
            ..Focus::default()
        },
        reply: Reply {
            command: COMMAND.name,
            status: Status::Answered,
            title,
            blocks,
            actions: vec![Action {
                label: "Context",
                word: "context",
                line: super::article::context_line(article, first.words.start),
            }],
            answer: Some(words),
            ..Reply::default()
        },
    }
}

/// Which article it is, and from when.
fn dated(article: &Article) -> Line {
    let line = Line(vec![Piece::Strong(article.title().to_owned())]);
    match &article.metadata.date {
        Some(date) => line.say(format!(" ({date})")),
        None => line.say(" (without a date)"),
    }
}

/// What one article answers: the words, and the sentences they stand in.
fn answer_of(answers: &[Answer], documents: &[Document<'_>]) -> Vec<Block> {
    let mut shown: Vec<Quotation> = Vec::new();
    for answer in answers {
        let quotation = evidence(answer, documents);
        match shown
            .iter_mut()
            .find(|other| other.excerpt == quotation.excerpt)
        {
            Some(other) => mark_also(other, &quotation),
            None => shown.push(quotation),
        }
    }
    let lead = Block::Text(lead(answers, documents));
    std::iter::once(lead)
        .chain(shown.into_iter().map(Block::Quotation))
        .collect()
}

/// The first line of an answer: the words alone, or yes or no.
fn lead(answers: &[Answer], documents: &[Document<'_>]) -> Line {
    let first = &answers[0];
    match first.polarity {
        Some(true) => return Line(vec![Piece::Strong("Yes".into())]).say(", the article says so:"),
        Some(false) => return Line(vec![Piece::Strong("No".into())]).say(", the article says:"),
        None => {}
    }
    let whole = |answer: &Answer| {
        let sentence = documents[answer.document].article.sentences[answer.sentence].span;
        answer.words.len() * 10 >= sentence.len() * 8
    };
    if answers.iter().any(whole) {
        return Line::own("The article says:");
    }
    let mut line = Line::default();
    let mut said: Vec<&str> = Vec::new();
    for answer in answers {
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
    quotation.speaker = named_speaker(document, answer.words);
    quotation
}

/// Who said the words; somebody unclear is no part of an answer.
fn named_speaker(document: &Document<'_>, words: Span) -> Option<SpokenBy> {
    citation::attribution_of(document.attributions, words)
        .filter(|attribution| attribution.speaker.is_some())
        .map(|attribution| {
            citation::spoken_by(document.article, document.attributions, attribution)
        })
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
        quotation.speaker = named_speaker(document, span);
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
