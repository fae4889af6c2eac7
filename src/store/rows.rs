//! How an article becomes rows and rows an article again, which is checked:
//! what comes out is what went in.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use sha2::{Digest, Sha256};

use super::{
    Listing, Put, Seconds, Source,
    error::{Fault, damaged},
    sql::{Connection, Row, values},
};
use crate::{
    article::{Article, LeftOut, Metadata, structure::Block},
    text::Span,
};

/// The columns of [`listing`], for `versions v`.
pub(super) const LISTED: &str = "v.article, v.version, v.number, v.title, v.byline, v.date, v.url, \
    v.language, v.publisher, v.source, v.words, v.passages, v.added_at, \
    (SELECT owner FROM articles WHERE id = v.article)";

/// Reads every version of every article; an error when one is not whole.
pub(super) fn verify(connection: &Connection<'_>) -> Result<(), Fault> {
    connection.each(&select(""), &[], |row| restore(laid(row)?).map(drop))
}

/// What [`laid`] reads.
pub(super) fn select(which: &str) -> String {
    format!(
        "SELECT {LISTED}, t.text, t.blocks, t.left_out FROM versions v \
         JOIN texts t ON t.article = v.article AND t.number = v.number {which}"
    )
}

pub(super) fn put(
    transaction: &Connection<'_>,
    article: &Article,
    owner: Option<&str>,
    source: Option<Source<'_>>,
    now: Seconds,
) -> Result<Put, Fault> {
    transaction.lock_library()?;
    let asked: Option<(u32, String)> = transaction.first(
        "SELECT v.number, v.version FROM articles a \
         JOIN versions v ON v.article = a.id AND v.number = a.number WHERE a.id = ?1",
        values![article.id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (number, put) = match asked {
        Some((_, version)) if version == article.version => return Ok(Put::Known),
        Some((number, _)) => (number + 1, Put::Changed),
        None => (1, Put::New),
    };
    transaction.note_change(&article.id)?;
    transaction.execute(
        "INSERT INTO articles (id, number, added_at, owner) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET number = excluded.number",
        values![article.id, number, now, owner],
    )?;
    let Metadata {
        title,
        byline,
        date,
        url,
        language,
        publisher,
        source: from,
    } = &article.metadata;
    let hash = Sha256::digest(source.map_or(article.text().as_bytes(), |source| source.bytes));
    transaction.execute(
        "INSERT INTO versions (article, number, version, title, byline, date, url, language, \
         publisher, source, words, passages, source_hash, source_type, added_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        values![
            article.id,
            number,
            article.version,
            title,
            byline,
            date,
            url,
            language,
            publisher,
            from,
            article.word_count(),
            article.passages.len(),
            format!("{hash:x}"),
            source.map(|source| source.media_type),
            now,
        ],
    )?;
    transaction.execute(
        "INSERT INTO texts (article, number, text, blocks, left_out, source_bytes) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            article.id,
            number,
            article.text(),
            json(&blocks(article))?,
            json(&left_out(article))?,
            source.map(|source| source.bytes),
        ],
    )?;
    Ok(put)
}

pub(super) fn listing(row: &Row<'_>) -> Result<Listing, Fault> {
    Ok(Listing {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        metadata: Metadata {
            title: row.get(3)?,
            byline: row.get(4)?,
            date: row.get(5)?,
            url: row.get(6)?,
            language: row.get(7)?,
            publisher: row.get(8)?,
            source: row.get(9)?,
        },
        words: row.get(10)?,
        passages: row.get(11)?,
        added_at: row.get(12)?,
        owner: row.get(13)?,
    })
}

/// An article as it is in a row.
pub(super) struct Laid {
    listing: Listing,
    text: String,
    blocks: String,
    left_out: String,
}

pub(super) fn laid(row: &Row<'_>) -> Result<Laid, Fault> {
    Ok(Laid {
        listing: listing(row)?,
        text: row.get(14)?,
        blocks: row.get(15)?,
        left_out: row.get(16)?,
    })
}

/// The article of a row, if it is whole.
pub(super) fn restore(laid: Laid) -> Result<Article, Fault> {
    let Listing {
        id,
        version,
        metadata,
        ..
    } = laid.listing;
    let text = laid.text;
    let spans: Vec<(usize, usize, u8)> = parse(&laid.blocks, &id)?;
    let left: Vec<(String, String)> = parse(&laid.left_out, &id)?;
    let mut blocks = Vec::with_capacity(spans.len());
    let mut end = 0;
    for (from, to, level) in spans {
        if from < end || text.get(from..to).is_none() {
            return Err(damaged(format!(
                "the passages of `{id}` do not fit its text"
            )));
        }
        end = to;
        let span = Span::new(from, to);
        blocks.push(match level {
            0 => Block::Passage(span),
            level => Block::Heading(span, level),
        });
    }
    let left_out = left
        .into_iter()
        .map(|(text, reason)| LeftOut {
            text,
            reason: known_reason(&reason),
        })
        .collect();
    let mut article = Article::assemble(text, metadata, &blocks, left_out);
    if article.version != version {
        return Err(damaged(format!(
            "the text of `{id}` is not that of version `{version}`"
        )));
    }
    article.id = id;
    Ok(article)
}

/// Headings and passages in the order of the text.
fn blocks(article: &Article) -> Vec<(usize, usize, u8)> {
    let headings = article.sections.iter().filter_map(|section| {
        let heading = section.heading?;
        Some((heading.start, heading.end, section.level.max(1)))
    });
    let passages = article
        .passages
        .iter()
        .map(|passage| (passage.span.start, passage.span.end, 0));
    let mut blocks: Vec<_> = headings.chain(passages).collect();
    blocks.sort_unstable();
    blocks
}

fn left_out(article: &Article) -> Vec<(&str, &str)> {
    let left_out = article.left_out.iter();
    left_out
        .map(|left| (left.text.as_str(), left.reason))
        .collect()
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|fault| damaged(fault.to_string()))
}

fn parse<T: serde::de::DeserializeOwned>(json: &str, id: &str) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|_| damaged(format!("the structure of `{id}` is not JSON")))
}

/// The reasons that were read, each kept once for the life of the process:
/// readers of articles write them as constants, and there are a few dozen.
fn known_reason(reason: &str) -> &'static str {
    /// More than readers have; an export that was tampered with gets no more.
    const MOST: usize = 256;
    static REASONS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut reasons = REASONS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = reasons.get(reason) {
        return known;
    }
    if reasons.len() >= MOST || reason.len() > 200 {
        return "left out";
    }
    let reason: &'static str = Box::leak(reason.to_owned().into_boxed_str());
    reasons.insert(reason);
    reason
}
