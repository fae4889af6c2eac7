//! In which order, and in which words, a reply is said: paragraphs of styled
//! runs that every renderer for people starts from. Knows no platform.

use std::collections::BTreeSet;

use crate::reply::{Block, Citation, Line, Piece, Quotation, Reply, Role};

mod speech;
mod words;

use speech::{attribution, introduction};
use words::{in_marks, words};

/// One paragraph of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub runs: Vec<Run>,
}

/// What a paragraph is, and so how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The heading of the reply.
    Title,
    /// A sentence of the bot.
    Text,
    /// Who said the words that follow.
    Speaker,
    /// Words of an article, set apart.
    Words,
    /// Where the words before stand.
    Citation,
    /// The address of the words before.
    Address,
    /// An item of a list.
    Item,
    /// Small print.
    Note,
    /// What can be said next.
    Hint,
}

/// A piece of a paragraph in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// How it is set.
    pub style: Style,
    /// The words; those of an article are its own, character for character.
    pub text: String,
    /// Where they lead.
    pub link: Option<String>,
}

/// How a run is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As the paragraph is.
    Plain,
    /// Emphasised.
    Strong,
    /// Something to type.
    Code,
    /// The words of a quotation that answer.
    Marked,
    /// Words in square brackets that stand in for the article's.
    Replaced,
}

/// What a rendering shows beside the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Citations name the article even when all of a reply's are of one.
    pub titles: bool,
    /// How the address of the words is given.
    pub links: Links,
    /// How the next steps are given.
    pub hints: Hints,
}

/// How the address of the words is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Not at all.
    Hidden,
    /// Written out under the citation.
    Written,
    /// Behind the citation, which can be clicked.
    Behind,
}

/// How the next steps are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hints {
    /// Not at all: the platform has buttons, or there is no next line.
    Hidden,
    /// By the word that means them in a conversation: "more".
    Words,
    /// By that word, and by the number that stands for it: "1️⃣ more".
    Numbered,
    /// By the line that means them at any time.
    Lines,
}

/// A reply as paragraphs.
#[must_use]
pub fn paragraphs(reply: &Reply, shown: Shown) -> Vec<Paragraph> {
    let articles: BTreeSet<&str> = reply
        .quotations()
        .map(|quotation| quotation.excerpt.article.as_str())
        .collect();
    let shown = Shown {
        titles: shown.titles || articles.len() > 1,
        ..shown
    };
    let mut all = Vec::new();
    if let Some(title) = &reply.title {
        all.push(of_line(Kind::Title, title));
    }
    for block in &reply.blocks {
        match block {
            Block::Text(line) => all.push(of_line(Kind::Text, line)),
            Block::Note(line) => all.push(of_line(Kind::Note, line)),
            Block::List(lines) => all.extend(lines.iter().map(|line| of_line(Kind::Item, line))),
            Block::Quotation(quotation) => of_quotation(&mut all, quotation, shown),
        }
    }
    all.extend(hint(reply, shown.hints));
    all.retain(|paragraph| !paragraph.runs.is_empty());
    all
}

fn of_line(kind: Kind, line: &Line) -> Paragraph {
    let runs = line.0.iter().map(|piece| match piece {
        Piece::Own(text) => Run::new(Style::Plain, text.clone()),
        Piece::Strong(text) => Run::new(Style::Strong, text.clone()),
        Piece::Code(text) => Run::new(Style::Code, text.clone()),
        Piece::Words(excerpt) => Run::new(Style::Plain, in_marks(&excerpt.text)),
        Piece::Asked(text) => Run::new(Style::Plain, in_marks(text)),
    });
    Paragraph {
        kind,
        runs: runs.filter(|run| !run.text.is_empty()).collect(),
    }
}

fn of_quotation(all: &mut Vec<Paragraph>, quotation: &Quotation, shown: Shown) {
    // Somebody's words follow their name; the article's own sentence names its
    // speaker itself, in words that are not the speaker's.
    let is_speech = quotation.role == Role::Quote;
    if let Some(speaker) = quotation.speaker.as_ref().filter(|_| is_speech) {
        all.push(Paragraph {
            kind: Kind::Speaker,
            runs: introduction(speaker, quotation),
        });
    }
    all.push(Paragraph {
        kind: Kind::Words,
        runs: words(quotation),
    });
    let mut place = place(&quotation.citation, shown.titles);
    if let Some(speaker) = quotation.speaker.as_ref().filter(|_| !is_speech) {
        place.push_str(&attribution(speaker));
    }
    let url = quotation.citation.url.clone();
    let mut citation = Run::new(Style::Plain, format!("— {place}"));
    if shown.links == Links::Behind {
        citation.link.clone_from(&url);
    }
    all.push(Paragraph {
        kind: Kind::Citation,
        runs: vec![citation],
    });
    if let (Links::Written, Some(url)) = (shown.links, url) {
        all.push(Paragraph {
            kind: Kind::Address,
            runs: vec![Run::new(Style::Plain, url)],
        });
    }
}

/// "Background, passage 7".
fn place(citation: &Citation, title: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    if title {
        parts.push(citation.title.clone());
    }
    parts.extend(citation.section.clone());
    parts.push(format!("passage {}", citation.passage));
    parts.join(", ")
}

/// The signs that stand for the first, the second … of what can be done next.
pub const NUMBERS: [&str; 9] = [
    "1\u{fe0f}\u{20e3}",
    "2\u{fe0f}\u{20e3}",
    "3\u{fe0f}\u{20e3}",
    "4\u{fe0f}\u{20e3}",
    "5\u{fe0f}\u{20e3}",
    "6\u{fe0f}\u{20e3}",
    "7\u{fe0f}\u{20e3}",
    "8\u{fe0f}\u{20e3}",
    "9\u{fe0f}\u{20e3}",
];

fn hint(reply: &Reply, hints: Hints) -> Option<Paragraph> {
    if reply.actions.is_empty() || hints == Hints::Hidden {
        return None;
    }
    let mut runs = vec![Run::new(Style::Plain, "Next: ".to_owned())];
    for (number, action) in reply.actions.iter().enumerate() {
        if number > 0 {
            runs.push(Run::new(Style::Plain, " · ".to_owned()));
        }
        if hints == Hints::Numbered
            && let Some(sign) = NUMBERS.get(number)
        {
            runs.push(Run::new(Style::Plain, format!("{sign} ")));
        }
        let typed = match hints {
            Hints::Lines => action.line.clone(),
            Hints::Words | Hints::Numbered | Hints::Hidden => action.word.to_owned(),
        };
        runs.push(Run::new(Style::Code, typed));
    }
    Some(Paragraph {
        kind: Kind::Hint,
        runs,
    })
}

impl Run {
    fn new(style: Style, text: String) -> Self {
        Self {
            style,
            text,
            link: None,
        }
    }
}
