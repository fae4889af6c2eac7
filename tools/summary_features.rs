//! Prints what the summary engine sees of every sentence of a data file, one
//! JSON object an article: the input of `tools/train_summary.py`.
//!
//! `cargo run --release --example summary_features -- DATA > FEATURES`

use std::io::{BufRead, BufReader, Write};

use verbatim::{
    article::{Article, Metadata},
    quotes, summary,
};

fn main() -> anyhow::Result<()> {
    let path = std::env::args()
        .nth(1)
        .ok_or_else(|| anyhow::anyhow!("give the data file"))?;
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default().to_owned();
        let article = Article::from_lines(text, Metadata::default());
        let attributions = quotes::attribute(&article);
        let sentences: Vec<serde_json::Value> = summary::seen(&article, &attributions)
            .into_iter()
            .map(|seen| {
                serde_json::json!({
                    "sentence": seen.sentence,
                    "text": article.words(seen.span),
                    "needs": seen.needs,
                    "features": seen.features.to_vec(),
                    "set": seen.set,
                    "passage": seen.passage,
                    "likeness": seen.likeness,
                })
            })
            .collect();
        let object = serde_json::json!({
            "id": row["id"],
            "names": summary::worth::FEATURES.to_vec(),
            "all": article.sentences.iter().map(|s| article.words(s.span)).collect::<Vec<_>>(),
            "passages": article.passages.len(),
            "sentences": sentences,
        });
        serde_json::to_writer(&mut out, &object)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
