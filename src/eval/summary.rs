//! The summary task of `verbatim eval`: news articles in three sentences.

use std::{
    io::{BufRead, Write},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, Metadata},
    quotes,
    summary::{Length, Line, Request, summarise},
};

/// Sentences of a summary, as the bench has it.
const SENTENCES: usize = 3;

#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Prediction {
    id: String,
    /// Words of the article only, for the scorer.
    summary: String,
    /// The lines as people read them, names in square brackets.
    shown: Vec<String>,
    ms: f64,
}

/// Reads `data` (one JSON object a line), writes predictions to `out` and
/// returns the figures as lines of text.
///
/// # Errors
/// When a line is not of the format, or writing fails.
pub fn run(data: impl BufRead, mut out: impl Write) -> anyhow::Result<String> {
    let mut times = Vec::new();
    let (mut words, mut lines) = (0_usize, 0_usize);
    for line in data.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(&line)?;
        let article = Article::from_lines(row.text, Metadata::default());
        let start = Instant::now();
        let attributions = quotes::attribute(&article);
        let request = Request {
            length: Length::Sentences(SENTENCES),
            about: None,
            section: None,
        };
        let summary = summarise(&article, &attributions, &request);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        times.push(ms);
        let words_of = |line: &Line| article.words(line.span).to_owned();
        let summary_lines: Vec<String> = summary.lines.iter().map(words_of).collect();
        let shown: Vec<String> = summary
            .lines
            .iter()
            .map(|line| line.shown(&article))
            .collect();
        lines += shown.len();
        words += shown
            .iter()
            .map(|line| line.split_whitespace().count())
            .sum::<usize>();
        let prediction = Prediction {
            id: row.id,
            summary: summary_lines.join("\n"),
            shown,
            ms,
        };
        serde_json::to_writer(&mut out, &prediction)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    let articles = times.len().max(1);
    Ok(format!(
        "articles {}\nlines {lines}\nwords a summary {:.1}\nms an article with attribution, median {:.3}",
        times.len(),
        words as f64 / articles as f64,
        times.get(times.len() / 2).copied().unwrap_or(0.0),
    ))
}
