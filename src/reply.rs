//! What a reply is made of. Structure, never markup: each platform renders it.

use crate::{
    quotes::{Force, How},
    text::Span,
};

/// One reply to one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// Name of the command that was run, as in the command table.
    pub command: &'static str,
    /// How it went.
    pub status: Status,
    /// A short heading, when the reply needs one.
    pub title: Option<Line>,
    /// What is said, in order.
    pub blocks: Vec<Block>,
    /// What can be done next.
    pub actions: Vec<Action>,
    /// The words that answer, when there is one answer. The seal checks that
    /// they stand in one of the reply's quotations.
    pub answer: Option<String>,
    /// Calibrated probability in 0..=1 that the article answers, for `ask`.
    pub confidence: Option<f32>,
    /// What `check` found.
    pub verdict: Option<Verdict>,
    /// Identifier of the article it is about, when it is about one: its actions
    /// mean that one, also when they are chosen much later or by others.
    pub about: Option<String>,
    /// What no article mentions of what `ask` was asked about, in the asker's
    /// words.
    pub missing: Vec<String>,
}

/// How a question went; the exit status of the command line follows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Answered: exit status 0.
    #[default]
    Answered,
    /// The article does not answer: exit status 1.
    NotInArticle,
    /// The question could not be taken (unknown command, bad argument):
    /// exit status 2.
    Refused,
}

/// What `check` found about an alleged quotation, in the order of what bears
/// the claim out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// In the article word for word, in the mouth it was put into.
    Verbatim,
    /// In the article, said by somebody else.
    OtherSpeaker,
    /// Close to words of the article, but changed.
    Altered,
    /// In the article as reported speech or as its own words, not as a
    /// quotation.
    Reported,
    /// Not in the article.
    NotInArticle,
}

impl Verdict {
    /// Of several places that alleged words may come from, the one with the
    /// least rank bears the claim out most and is told about.
    #[must_use]
    pub fn rank(self) -> usize {
        self as usize
    }
}

/// One block of a reply.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a reply has a dozen blocks, most of them quotations"
)]
pub enum Block {
    /// A sentence of the bot.
    Text(Line),
    /// Words of an article, cited.
    Quotation(Quotation),
    /// A list of short lines.
    List(Vec<Line>),
    /// Small print: hints, where more is to be had.
    Note(Line),
}

/// One line of text, made of pieces so that every word in quotation marks can
/// be checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line(pub Vec<Piece>);

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The bot's own words.
    Own(String),
    /// The bot's own words, emphasised: a name, a verdict.
    Strong(String),
    /// Something to type: `help ask`.
    Code(String),
    /// Words of an article; renderers put quotation marks around them.
    Words(Excerpt),
    /// The asker's words given back; renderers put quotation marks around
    /// them.
    Asked(String),
}

/// Words of an article and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Identifier of the article.
    pub article: String,
    /// Version of the article the span belongs to.
    pub version: String,
    /// Where in the article's text, in bytes.
    pub span: Span,
    /// The words; the seal compares them with the article.
    pub text: String,
}

/// An excerpt shown on its own, with its citation.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// The words and their place.
    pub excerpt: Excerpt,
    /// Where that is, for people.
    pub citation: Citation,
    /// Parts of the excerpt's text to emphasise, as byte spans of the
    /// excerpt's text, in order, not overlapping: the words that answer.
    pub marked: Vec<Span>,
    /// A part of the excerpt's text to show in square brackets instead, so
    /// that it can be read alone: `[Zelenskyy]` for `He`.
    pub replace: Option<(Span, String)>,
    /// Who said it, when it is somebody's words.
    pub speaker: Option<SpokenBy>,
    /// What it is in this reply.
    pub role: Role,
}

/// What a quotation is in its reply, and so the key it has in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What an answer rests on: `evidence`.
    Evidence,
    /// Somebody's words: `quotes`.
    Quote,
    /// A sentence of a summary: `summary`.
    Summary,
    /// The nearest passage of a silent reply, expressly not an answer:
    /// `evidence` with status `not_in_article`.
    Nearest,
}

/// Where a quotation stands, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Title of the article.
    pub title: String,
    /// Heading of the section, when it has one.
    pub section: Option<String>,
    /// Number of the passage in the article, counted from 1.
    pub passage: usize,
    /// Link that opens the article at the words, when it has a URL.
    pub url: Option<String>,
}

/// Who said the words, in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenBy {
    /// The speaker as the article names it most fully; `None` when the
    /// article leaves it unclear.
    pub name: Option<String>,
    /// The words that name the source at this place: "He", "the Secretary".
    pub as_written: Option<String>,
    /// Direct, mixed or indirect.
    pub how: How,
    /// Whether the article asserts that it was said.
    pub force: Force,
}

/// Something the asker can do next; adapters make it a button or a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What the button says: "More".
    pub label: &'static str,
    /// The word that has the same effect when it is said next: "more".
    pub word: &'static str,
    /// The line that has the same effect whenever it is typed, also after a
    /// restart: "quotes speaker:Ann Lee from:6".
    pub line: String,
}

impl Line {
    /// A line of the bot's own words.
    #[must_use]
    pub fn own(text: impl Into<String>) -> Self {
        Self(vec![Piece::Own(text.into())])
    }

    /// A line of the bot's own words in which what stands between backticks
    /// is something to type.
    #[must_use]
    pub fn with_code(text: &str) -> Self {
        let pieces = text
            .split('`')
            .enumerate()
            .filter(|(_, piece)| !piece.is_empty());
        Self(
            pieces
                .map(|(number, piece)| match number % 2 {
                    0 => Piece::Own(piece.to_owned()),
                    _ => Piece::Code(piece.to_owned()),
                })
                .collect(),
        )
    }

    /// With one piece more.
    #[must_use]
    pub fn and(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }

    /// With more of the bot's own words.
    #[must_use]
    pub fn say(self, text: impl Into<String>) -> Self {
        self.and(Piece::Own(text.into()))
    }
}

impl Reply {
    /// Every excerpt of the reply, wherever it stands.
    pub fn excerpts(&self) -> impl Iterator<Item = &Excerpt> {
        let lines = self
            .title
            .iter()
            .chain(self.blocks.iter().flat_map(|block| {
                match block {
                    Block::Text(line) | Block::Note(line) => std::slice::from_ref(line),
                    Block::List(lines) => lines.as_slice(),
                    Block::Quotation(_) => &[],
                }
                .iter()
            }));
        let inline = lines
            .flat_map(|line| &line.0)
            .filter_map(|piece| match piece {
                Piece::Words(excerpt) => Some(excerpt),
                Piece::Own(_) | Piece::Strong(_) | Piece::Code(_) | Piece::Asked(_) => None,
            });
        inline.chain(self.quotations().map(|quotation| &quotation.excerpt))
    }

    /// The quotations of the reply, in order.
    pub fn quotations(&self) -> impl Iterator<Item = &Quotation> + Clone {
        self.blocks.iter().filter_map(|block| match block {
            Block::Quotation(quotation) => Some(quotation),
            Block::Text(_) | Block::List(_) | Block::Note(_) => None,
        })
    }
}
