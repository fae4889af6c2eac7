//! How an answer looks, or the silence in its place: the words alone, the
//! sentences they stand in, the reason and the nearest passage.

use super::{Done, ask};
use crate::{
    answer::{Answer, Document, Missing, Outcome, Silence},
    article::Article,
    citation,
    memory::Focus,
    reply::{Action, Block, Line, Piece, Quotation, Reply, Role, SpokenBy, Status},
    text::Span,
};

/// Below this confidence not even the nearest passage is worth showing.
const NEAR: f32 = 0.02;

/// One article's answer, or those of several side by side.
pub(super) fn answered(found: &[Vec<Answer>], documents: &[Document<'_>], several: bool) -> Done {
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
            command: ask::COMMAND.name,
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

/// The sentence that comes nearest to what is asked, where it is at least so likely
/// that the article answers, and the article that has it.
pub(super) fn nearest<'a>(
    outcome: &Outcome,
    documents: &[Document<'a>],
    least: f32,
) -> Option<(Quotation, &'a Article)> {
    let ranked = outcome.ranked.first();
    let nearest = ranked.filter(|_| outcome.confidence >= least)?;
    let document = &documents[nearest.document];
    let span = document.article.sentences[nearest.sentence].span;
    let mut quotation = citation::quotation(document.article, span, Role::Nearest);
    quotation.speaker = named_speaker(document, span);
    Some((quotation, document.article))
}

/// Which article it is, and from when.
fn dated(article: &Article) -> Line {
    let line = Line(vec![Piece::Strong(article.title().to_owned())]);
    match article.metadata.day() {
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
    if let Some(yes) = first.polarity {
        let line = Line(vec![Piece::Strong(if yes { "Yes" } else { "No" }.into())]);
        // What somebody says is not what the article says.
        return match told_by(&documents[first.document], first.words) {
            Some(speaker) => line.say(format!(", according to {speaker}:")),
            None if yes => line.say(", the article says so:"),
            None => line.say(", the article says:"),
        };
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

/// Who says what most of a sentence says, where somebody is named.
fn told_by(document: &Document<'_>, sentence: Span) -> Option<String> {
    let told = document.attributions.attributions.iter().find(|told| {
        let said = told.content.iter().filter(|said| sentence.overlaps(**said));
        said.map(|said| said.len()).sum::<usize>() * 2 > sentence.len()
    })?;
    citation::spoken_by(document.article, document.attributions, told).name
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

/// Why there is no answer; `several` where more than one article was asked.
pub(super) fn silent(outcome: &Outcome, documents: &[Document<'_>], several: bool) -> Done {
    let opening =
        |one: &'static str, of_several: &'static str| if several { of_several } else { one };
    let reason = match &outcome.silence {
        Some(Silence::NothingAsked) => {
            return Done {
                reply: Reply {
                    command: ask::COMMAND.name,
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
            let mut line = Line::own(opening(
                "The article says nothing about ",
                "None of the articles says anything about ",
            ));
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
        Some(Silence::NoSuch(Missing::Name(of))) => {
            let line = Line::own(opening(
                "The article does not give the name",
                "None of the articles gives the name",
            ));
            match of {
                Some(of) => line.say(" of ").and(Piece::Asked(of.clone())).say("."),
                None => line.say("."),
            }
        }
        Some(Silence::NoSuch(Missing::Said(asks, about))) => {
            let says = opening("The article does not say", "None of the articles says");
            let line = Line::own(format!("{says} {asks}"));
            match about {
                Some((thing, verb)) => line
                    .say(" ")
                    .and(Piece::Asked(thing.clone()))
                    .say(format!(" {verb}.")),
                None => line.say("."),
            }
        }
        _ => Line::own(opening(
            "The article does not answer that.",
            "None of the articles answers that.",
        )),
    };
    let mut blocks = vec![Block::Text(reason)];
    let mut focus = Focus::default();
    if let Some((quotation, article)) = nearest(outcome, documents, NEAR) {
        blocks.push(Block::Text(Line::own(
            "The nearest it comes, which is not an answer:",
        )));
        blocks.push(Block::Quotation(quotation));
        focus.article = Some(article.id.clone());
    }
    let missing = match &outcome.silence {
        Some(Silence::NothingOn(names)) => names.clone(),
        _ => Vec::new(),
    };
    Done {
        reply: Reply {
            command: ask::COMMAND.name,
            status: Status::NotInArticle,
            blocks,
            missing,
            ..Reply::default()
        },
        focus,
    }
}
