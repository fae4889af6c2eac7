//! The quotes task of `verbatim eval`: who said what in news articles.

use std::{
    io::{BufRead, Write},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, Metadata},
    quotes::{self, Attribution, Attributions, How},
    text::Span,
};

#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Prediction {
    id: String,
    quotes: Vec<Quote>,
    attributions: Vec<Attributed>,
    ms: f64,
}

#[derive(Serialize)]
struct Quote {
    start: usize,
    end: usize,
    speaker: Option<String>,
}

#[derive(Serialize)]
struct Attributed {
    content: Vec<(usize, usize)>,
    source: Option<String>,
}

/// Reads `data` (one JSON object a line), writes predictions to `out` and
/// returns the figures as lines of text.
///
/// # Errors
/// When a line is not of the format, or writing fails.
pub fn run(data: impl BufRead, mut out: impl Write) -> anyhow::Result<String> {
    let mut times = Vec::new();
    let mut counts = [0_usize; 3];
    let mut with_speaker = 0;
    for line in data.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(&line)?;
        let article = Article::from_lines(row.text, Metadata::default());
        let start = Instant::now();
        let attributions = quotes::attribute(&article);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        times.push(ms);
        for attribution in &attributions.attributions {
            counts[match attribution.how {
                How::Direct => 0,
                How::Mixed => 1,
                How::Indirect => 2,
            }] += 1;
            with_speaker += usize::from(attribution.speaker.is_some());
        }
        let prediction = predict(row.id, &article, &attributions, ms);
        serde_json::to_writer(&mut out, &prediction)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or(0.0);
    Ok(format!(
        "articles {}\ndirect {}\nmixed {}\nindirect {}\nwith a speaker {with_speaker}\nms an article, median {median:.3}",
        times.len(),
        counts[0],
        counts[1],
        counts[2],
    ))
}

fn predict(id: String, article: &Article, attributions: &Attributions, ms: f64) -> Prediction {
    let source = |attribution: &Attribution| {
        attributions
            .speaker_of(attribution)
            .map(|speaker| speaker.name.clone())
            .or_else(|| {
                attribution
                    .source
                    .map(|source| article.words(source).to_owned())
            })
    };
    let points = |span: &Span| article.code_points(*span);
    let mut quotes = Vec::new();
    let mut attributed = Vec::new();
    for attribution in &attributions.attributions {
        let source = source(attribution);
        for quoted in &attribution.quoted {
            let (start, end) = points(quoted);
            quotes.push(Quote {
                start,
                end,
                speaker: source.clone(),
            });
        }
        attributed.push(Attributed {
            content: attribution.content.iter().map(points).collect(),
            source,
        });
    }
    Prediction {
        id,
        quotes,
        attributions: attributed,
        ms,
    }
}
