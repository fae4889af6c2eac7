//! The summary task of `verbatim eval`: news articles in three sentences.

use std::{
    io::{BufRead, Write},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, Metadata},
    quotes,
    summary::{Length, Request, summarise},
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
    summary: String,
    ms: f64,
}

/// Reads `data` (one JSON object a line), writes predictions to `out` and
/// returns the figures as lines of text.
///
/// # Errors
/// When a line is not of the format, or writing fails.
pub fn run(data: impl BufRead, mut out: impl Write) -> anyhow::Result<String> {
    let mut times = Vec::new();
    let (mut words, mut lines, mut dangling) = (0_usize, 0_u32, 0_usize);
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
        let shown: Vec<&str> = summary
            .lines
            .iter()
            .map(|line| article.words(line.span))
            .collect();
        for (line, text) in summary.lines.iter().zip(&shown) {
            lines += 1;
            words += text.split_whitespace().count();
            dangling += usize::from(line.replace.is_none() && dangles(text));
        }
        let prediction = Prediction {
            id: row.id,
            summary: shown.join("\n"),
            ms,
        };
        serde_json::to_writer(&mut out, &prediction)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    let articles = times.len().max(1);
    Ok(format!(
        "articles {}\nlines {lines}\nwords a summary {:.1}\ndangling {:.4}\nms an article with attribution, median {:.3}",
        times.len(),
        words as f64 / articles as f64,
        dangling as f64 / f64::from(lines.max(1)),
        times.get(times.len() / 2).copied().unwrap_or(0.0),
    ))
}

/// Whether a line opens with a pronoun, a demonstrative or a connective: a
/// count of its own, blunter than what the engine knows.
fn dangles(line: &str) -> bool {
    let first = line
        .split_whitespace()
        .next()
        .unwrap_or("")
        .trim_matches(|c: char| !c.is_alphabetic())
        .to_lowercase();
    matches!(
        first.as_str(),
        "he" | "she"
            | "it"
            | "they"
            | "his"
            | "her"
            | "its"
            | "their"
            | "this"
            | "that"
            | "these"
            | "those"
            | "such"
            | "but"
            | "and"
            | "so"
            | "however"
            | "meanwhile"
            | "moreover"
            | "also"
            | "instead"
            | "then"
            | "therefore"
            | "yet"
            | "nor"
            | "or"
    )
}
