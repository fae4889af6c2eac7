//! A reply as JSON, for programs: the format that `docs/reply.schema.json`
//! documents. Offsets leave the program here, so they are code points.

use serde::Serialize;

use super::plain;
use crate::{
    library::Library,
    quotes::How,
    reply::{Quotation, Reply, Role, SpokenBy, Status, Verdict},
};

/// One reply; keys that do not apply are left out.
#[derive(Debug, Serialize)]
pub struct Object {
    command: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<Item>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quotes: Option<Vec<Item>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Vec<Item>>,
    text: String,
}

/// There for every `ask`; null when the article does not answer.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Answer(Option<String>);

/// Words of an article and where they stand.
#[derive(Debug, Serialize)]
struct Item {
    article: String,
    section: Option<String>,
    passage: usize,
    start: usize,
    end: usize,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<Speaker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct Speaker {
    /// Null when the article leaves it unclear.
    name: Option<String>,
    as_written: Option<String>,
    how: &'static str,
}

impl Object {
    /// `reply`, whose quotations are of articles in `library`.
    #[must_use]
    pub fn new(reply: &Reply, library: &Library) -> Self {
        let list = |always: bool, roles: &[Role]| {
            let items: Vec<Item> = reply
                .quotations()
                .filter(|quotation| roles.contains(&quotation.role))
                .filter_map(|quotation| Item::new(quotation, library))
                .collect();
            (always || !items.is_empty()).then_some(items)
        };
        Self {
            command: reply.command,
            status: match reply.status {
                Status::Answered => "answered",
                Status::NotInArticle => "not_in_article",
                Status::Refused => "refused",
            },
            answer: (reply.command == "ask" || reply.answer.is_some())
                .then(|| Answer(reply.answer.clone())),
            confidence: reply.confidence,
            evidence: list(reply.command == "ask", &[Role::Evidence, Role::Nearest]),
            quotes: list(
                matches!(reply.command, "who" | "quotes" | "check"),
                &[Role::Quote],
            ),
            verdict: reply.verdict.map(|verdict| match verdict {
                Verdict::Verbatim => "verbatim",
                Verdict::Altered => "altered",
                Verdict::OtherSpeaker => "other_speaker",
                Verdict::Reported => "reported",
                Verdict::NotInArticle => "not_in_article",
            }),
            summary: list(reply.command == "summary", &[Role::Summary]),
            text: plain::render(reply, plain::SHOWN),
        }
    }

    /// The object as one line, without a line feed at its end.
    ///
    /// # Errors
    /// When a number cannot be written.
    pub fn line(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

impl Item {
    /// `None` when the article is no longer in the library: offsets into a
    /// text that nobody has would mislead.
    fn new(quotation: &Quotation, library: &Library) -> Option<Self> {
        let excerpt = &quotation.excerpt;
        let entry = library.get(&excerpt.article)?;
        if entry.article.version != excerpt.version {
            return None;
        }
        let (start, end) = entry.article.code_points(excerpt.span);
        let citation = &quotation.citation;
        Some(Self {
            article: excerpt.article.clone(),
            section: citation.section.clone(),
            passage: citation.passage,
            start,
            end,
            text: excerpt.text.clone(),
            speaker: quotation.speaker.as_ref().map(Speaker::new),
            url: citation.url.clone(),
        })
    }
}

impl Speaker {
    fn new(speaker: &SpokenBy) -> Self {
        Self {
            name: speaker.name.clone(),
            as_written: speaker.as_written.clone(),
            how: match speaker.how {
                How::Direct => "direct",
                How::Mixed => "mixed",
                How::Indirect => "indirect",
            },
        }
    }
}
