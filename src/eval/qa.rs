//! The qa task of `verbatim eval`: questions asked of their own article, of
//! another one, of all articles, and of one paragraph.

use std::{
    io::{BufRead, Write},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use crate::{
    answer::{
        Document, Outcome, Settings,
        training::{self, Model},
    },
    article::{Article, Metadata},
    library::Entry,
    reader::Reads,
};

#[derive(Deserialize)]
struct Row {
    id: String,
    paragraphs: Vec<String>,
    questions: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    id: String,
    #[serde(rename = "question")]
    text: String,
    paragraph: usize,
}

#[derive(Serialize)]
struct Prediction<'a> {
    id: &'a str,
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<Vec<(usize, usize, usize)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraphs: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    score: f32,
    abstain: bool,
    ms: f64,
}

/// Passages of the whole collection that are predicted.
const PASSAGES: usize = 10;

/// Reads `data` (one JSON object a line), writes predictions to `out` and
/// returns the figures as lines of text.
///
/// # Errors
/// When a line is not of the format, or writing fails.
pub fn run(data: impl BufRead, out: impl Write) -> anyhow::Result<String> {
    run_with(data, out, &|_| Model::built_in(), None)
}

/// [`run`] with a network that reads.
///
/// # Errors
/// When a line is not of the format, or writing fails.
pub fn run_reading(
    data: impl BufRead,
    out: impl Write,
    reader: &dyn Reads,
) -> anyhow::Result<String> {
    run_with(data, out, &|_| Model::built_in(), Some(reader))
}

/// [`run`] with weights that may differ by article, for cross-validation.
///
/// # Errors
/// When a line is not of the format, or writing fails.
pub fn run_with<'m>(
    data: impl BufRead,
    mut out: impl Write,
    model: &dyn Fn(usize) -> &'m Model,
    reader: Option<&dyn Reads>,
) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for line in data.lines() {
        let line = line?;
        if !line.trim().is_empty() {
            rows.push(serde_json::from_str::<Row>(&line)?);
        }
    }
    let entries: Vec<Entry> = rows
        .iter()
        .map(|row| entry(&row.id, &row.paragraphs))
        .collect();
    let documents: Vec<Document<'_>> = entries.iter().map(Entry::document).collect();
    // Never silent, so that there is always a best guess; whether it would have
    // been silent is written beside it.
    let usual = Settings::default();
    let settings = Settings {
        threshold: 0.0,
        reader,
        ..usual
    };
    let silent =
        |outcome: &Outcome| outcome.answers.is_empty() || outcome.confidence < usual.threshold;
    let ask = |index: usize, question: &str, documents: &[Document<'_>]| {
        training::answer_with(model(index), question, documents, &settings)
    };
    let (mut asked, mut answered, mut elsewhere) = (0, 0, 0);
    let mut times = Vec::new();
    let mut write = |prediction: &Prediction<'_>| -> anyhow::Result<()> {
        serde_json::to_writer(&mut out, prediction)?;
        out.write_all(b"\n")?;
        Ok(())
    };
    for (index, row) in rows.iter().enumerate() {
        let own = [documents[index]];
        let other = [documents[(index + 1) % documents.len()]];
        for question in &row.questions {
            let start = Instant::now();
            let outcome = ask(index, &question.text, &own);
            let ms = start.elapsed().as_secs_f64() * 1e3;
            times.push(ms);
            asked += 1;
            answered += usize::from(!silent(&outcome));
            write(&in_article(
                &question.id,
                "article",
                &outcome,
                &entries[index],
                silent(&outcome),
                ms,
            ))?;
            let outcome = ask(index, &question.text, &other);
            elsewhere += usize::from(!silent(&outcome));
            write(&in_article(
                &question.id,
                "other",
                &outcome,
                &entries[index],
                silent(&outcome),
                ms,
            ))?;
            let start = Instant::now();
            let ranked = training::rank_passages_with(model(index), &question.text, &documents);
            let ms = start.elapsed().as_secs_f64() * 1e3;
            write(&collection(&question.id, &rows, &ranked, ms))?;
            if let Some(paragraph) = row.paragraphs.get(question.paragraph) {
                let alone = entry(&row.id, std::slice::from_ref(paragraph));
                let start = Instant::now();
                let outcome = ask(index, &question.text, &[alone.document()]);
                let ms = start.elapsed().as_secs_f64() * 1e3;
                write(&in_article(
                    &question.id,
                    "paragraph",
                    &outcome,
                    &alone,
                    silent(&outcome),
                    ms,
                ))?;
            }
        }
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    Ok(format!(
        "articles {}\nquestions {asked}\nanswered from their own article {answered}\nanswered from another article {elsewhere}\nms a question, median {:.3}",
        rows.len(),
        times.get(times.len() / 2).copied().unwrap_or(0.0),
    ))
}

/// An article of these paragraphs, a passage each; line breaks inside become
/// spaces so that offsets stay true.
fn entry(id: &str, paragraphs: &[String]) -> Entry {
    let lines: Vec<String> = paragraphs
        .iter()
        .map(|paragraph| paragraph.replace(['\n', '\r'], " "))
        .collect();
    Entry::new(Article::from_lines(
        lines.join("\n\n"),
        Metadata {
            title: Some(id.to_owned()),
            language: Some("en".to_owned()),
            ..Metadata::default()
        },
    ))
}

fn in_article<'a>(
    id: &'a str,
    mode: &'static str,
    outcome: &Outcome,
    entry: &Entry,
    abstain: bool,
    ms: f64,
) -> Prediction<'a> {
    let article = &entry.article;
    let of_own = mode != "other";
    let paragraph_start = |passage: usize| {
        // A passage is trimmed; the paragraph begins after the blank line.
        let start = article
            .passages
            .get(passage)
            .map_or(0, |passage| passage.span.start);
        let text = article.text().get(..start).unwrap_or("");
        text.rfind('\n').map_or(0, |at| at + 1)
    };
    let sentences = outcome
        .ranked
        .iter()
        .filter_map(|ranked| article.sentences.get(ranked.sentence))
        .map(|sentence| {
            let start = paragraph_start(sentence.passage);
            let (base, _) = article.code_points(crate::text::Span::new(start, start));
            let (from, to) = article.code_points(sentence.span);
            (sentence.passage, from - base, to - base)
        })
        .collect();
    let mut paragraphs: Vec<usize> = Vec::new();
    for ranked in &outcome.ranked {
        if let Some(sentence) = article.sentences.get(ranked.sentence)
            && !paragraphs.contains(&sentence.passage)
        {
            paragraphs.push(sentence.passage);
        }
    }
    Prediction {
        id,
        mode,
        sentences: of_own.then_some(sentences),
        paragraphs: of_own.then(|| serde_json::json!(paragraphs)),
        answer: of_own.then(|| words(outcome, entry)),
        score: outcome.confidence,
        abstain,
        ms,
    }
}

/// The words that answer; those that would, when the engine keeps silent.
fn words(outcome: &Outcome, entry: &Entry) -> String {
    outcome.answers.first().map_or(String::new(), |answer| {
        entry.article.words(answer.words).to_owned()
    })
}

fn collection<'a>(
    id: &'a str,
    rows: &[Row],
    ranked: &[(usize, usize, f32)],
    ms: f64,
) -> Prediction<'a> {
    let best: Vec<(&str, usize)> = ranked
        .iter()
        .take(PASSAGES)
        .filter_map(|(document, passage, _)| Some((rows.get(*document)?.id.as_str(), *passage)))
        .collect();
    Prediction {
        id,
        mode: "corpus",
        sentences: None,
        paragraphs: Some(serde_json::json!(best)),
        answer: None,
        score: ranked.first().map_or(0.0, |(_, _, score)| *score),
        abstain: ranked.is_empty(),
        ms,
    }
}
