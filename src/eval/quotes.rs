//! The quotes task of `verbatim eval`: what the extractor finds in each article
//! of a data file, in the form the bench scores.

use std::{
    io::{BufRead, Write},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, Metadata},
    quotes::{self, How},
    text::Span,
};

/// Words from which a quotation counts as a direct one.
const DIRECT: usize = 3;

#[derive(Deserialize)]
struct Line {
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
pub fn run(data: impl BufRead, out: impl Write) -> anyhow::Result<String> {
    run_with(data, out, quotes::attribute)
}

/// As [`run`], with another extractor: one that was trained on other articles.
///
/// # Errors
/// As [`run`].
pub fn run_with(
    data: impl BufRead,
    mut out: impl Write,
    attribute: impl Fn(&Article) -> quotes::Attributions,
) -> anyhow::Result<String> {
    let mut times = Vec::new();
    let mut counts = [0_usize; 3];
    let mut quoted = 0;
    for line in data.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)?;
        let article = Article::from_lines(line.text, Metadata::default());
        let start = Instant::now();
        let found = attribute(&article);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        times.push(ms);
        for attribution in &found.attributions {
            counts[match attribution.how {
                How::Direct => 0,
                How::Mixed => 1,
                How::Indirect => 2,
            }] += 1;
        }
        let prediction = predict(line.id, &article, &found, ms);
        quoted += prediction.quotes.len();
        serde_json::to_writer(&mut out, &prediction)?;
        writeln!(out)?;
    }
    out.flush()?;
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or(0.0);
    let [direct, mixed, indirect] = counts;
    Ok(format!(
        "articles {}\nquotations {quoted}\ndirect {direct}\nmixed {mixed}\nindirect {indirect}\nms_article_median {median:.3}",
        times.len()
    ))
}

fn predict(id: String, article: &Article, found: &quotes::Attributions, ms: f64) -> Prediction {
    let mut spans: Vec<(Span, bool, Option<String>)> = Vec::new();
    let mut attributions = Vec::new();
    let doubles = article.text().contains(['"', '“']) || article.text().contains("''");
    for attribution in &found.attributions {
        let words = attribution.source.map(|span| article.words(span));
        let name = found.speaker_of(attribution).map(|s| s.name.clone());
        // The data resolve pronouns only: "the mayor" is right as written.
        let source = match words {
            Some(words) if described(words, name.as_deref()) => Some(words.to_owned()),
            words => name.or_else(|| words.map(str::to_owned)),
        };
        for span in &attribution.quoted {
            let words = article.words(*span).split_whitespace().count();
            if words >= DIRECT && !(doubles && single(article, *span)) {
                spans.push((*span, apart(article, attribution, *span), source.clone()));
            }
        }
        attributions.push(Attributed {
            content: attribution
                .content
                .iter()
                .map(|s| article.code_points(*s))
                .collect(),
            source,
        });
    }
    // Of two claims on one quotation the one whose cue
    // is in its sentence stays.
    spans.sort_by_key(|(span, apart, speaker)| (*span, speaker.is_none(), *apart));
    spans.dedup_by_key(|(span, ..)| *span);
    let quotes = spans
        .into_iter()
        .map(|(span, _, speaker)| {
            let (start, end) = article.code_points(span);
            Quote {
                start,
                end,
                speaker,
            }
        })
        .collect();
    Prediction {
        id,
        quotes,
        attributions,
        ms,
    }
}

/// Whether the words of a source describe the speaker that was found, without
/// a name or a pronoun: "the Treasury secretary".
fn described(words: &str, name: Option<&str>) -> bool {
    let words = words.to_lowercase();
    words.starts_with("the ")
        && name.is_some_and(|name| {
            let mut parts = name.split_whitespace();
            !parts.any(|part| words.contains(&part.to_lowercase()))
        })
}

/// Whether a sentence ends between an attribution's cue and a quotation.
fn apart(article: &Article, attribution: &quotes::Attribution, span: Span) -> bool {
    attribution.cue.is_some_and(|cue| {
        let between = Span::new(cue.end, span.start).of(article.text());
        [". ", "? ", "! ", ".\n", "\n\n"]
            .iter()
            .any(|end| between.contains(end))
    })
}

/// Whether single marks enclose the span: inside double ones and in headlines
/// only, where an article uses both; the data mark only the double ones.
fn single(article: &Article, span: Span) -> bool {
    let before = article.text().get(..span.start).unwrap_or("").trim_end();
    before.ends_with('‘') || (before.ends_with('\'') && !before.ends_with("''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_and_gold_is_not_needed() {
        let line = r#"{"id":"a","text":"Élan: “The bridge is open,” said Maren Holt."}"#;
        let mut out = Vec::new();
        let figures = run(line.as_bytes(), &mut out).unwrap_or_default();
        assert!(figures.starts_with("articles 1\n"), "{figures}");
        let written: serde_json::Value = serde_json::from_slice(&out).unwrap_or_default();
        assert_eq!(written["quotes"][0]["start"], 7);
        assert_eq!(written["quotes"][0]["end"], 26);
        assert_eq!(written["quotes"][0]["speaker"], "Maren Holt");
    }
}
