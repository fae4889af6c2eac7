//! In which order, and in which words, a reply is said: paragraphs of styled
//! runs that every renderer for people starts from. Knows no platform.

use std::collections::BTreeSet;

use crate::{
    quotes::{Force, How},
    reply::{Block, Citation, Line, Piece, Quotation, Reply, Role, SpokenBy},
    text::Span,
};

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

/// "Ann Lee said:", and where it was not said like that, how.
fn introduction(speaker: &SpokenBy, quotation: &Quotation) -> Vec<Run> {
    let phrases = phrases(quotation);
    let how = match (speaker.force, speaker.how) {
        (Force::Asserted, How::Mixed) if !phrases.is_empty() => {
            format!(", reported; quoted {phrases}:")
        }
        (Force::Questioned, How::Mixed) if !phrases.is_empty() => {
            format!(" asked, reported; quoted {phrases}:")
        }
        _ => how(speaker).to_owned(),
    };
    match &speaker.name {
        Some(name) => vec![
            Run::new(Style::Strong, name.clone()),
            Run::new(Style::Plain, how),
        ],
        None => vec![
            Run::new(Style::Strong, unclear(speaker)),
            Run::new(Style::Plain, how.replacen(" said", ", quoted", 1)),
        ],
    }
}

/// Words up to which a phrase that is quoted within a sentence is named before
/// it; a longer one is only marked in it.
const PHRASE: usize = 8;

/// The quoted phrases of a sentence that otherwise reports, each in marks.
fn phrases(quotation: &Quotation) -> String {
    let text = &quotation.excerpt.text;
    // Only what the article has in marks: a mark of ours may be on any words.
    let quoted = quotation.marked.iter().filter(|span| {
        let before = Span::new(0, span.start).of(text);
        before
            .chars()
            .next_back()
            .is_some_and(|c| "\"“„«»「『‘'`".contains(c))
    });
    let marked = quoted.map(|span| span.of(text).trim());
    let short: Vec<String> = marked
        .filter(|phrase| (1..=PHRASE).contains(&phrase.split_whitespace().count()))
        .map(in_marks)
        .collect();
    if short.len() == quotation.marked.len() {
        short.join(", ")
    } else {
        String::new()
    }
}

fn how(speaker: &SpokenBy) -> &'static str {
    match (speaker.force, speaker.how) {
        (Force::Asserted, How::Direct) => " said:",
        (Force::Asserted, How::Mixed) => ", reported and in part quoted:",
        (Force::Asserted, How::Indirect) => ", reported, not quoted:",
        (Force::Questioned, How::Direct) => " asked:",
        (Force::Questioned, How::Mixed) => " asked, reported and in part quoted:",
        (Force::Questioned, How::Indirect) => " asked, reported, not quoted:",
        (Force::Denied, _) => " did not say this, or denies it:",
        (Force::Hypothetical, _) => ", as something that may be said, not that was:",
    }
}

/// ", quoting Ann Lee", for a sentence of the article with somebody's words
/// in it.
fn attribution(speaker: &SpokenBy) -> String {
    let how = match (speaker.force, speaker.how) {
        (Force::Asserted, How::Direct) => "quoting",
        (Force::Asserted, How::Mixed) => "quoting in part",
        (Force::Asserted, How::Indirect) => "reporting, not quoting",
        (Force::Questioned, _) => "asked by",
        (Force::Denied, _) => "not said or denied by",
        (Force::Hypothetical, _) => "not said but imagined of",
    };
    let name = speaker.name.clone().unwrap_or_else(|| unclear(speaker));
    format!(" · {how}: {name}")
}

fn unclear(speaker: &SpokenBy) -> String {
    match &speaker.as_written {
        // Not in quotation marks: those are for words that were verified.
        Some(words) => format!("Speaker unclear (written as: {words})"),
        None => "Speaker unclear".to_owned(),
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

/// The words of a quotation, cut where their style changes.
fn words(quotation: &Quotation) -> Vec<Run> {
    let text = &quotation.excerpt.text;
    let mut runs = Vec::new();
    let open = needs_marks(quotation);
    let mut at = 0;
    let mut changes = changes(quotation);
    // A name of ours at the beginning stays outside the marks.
    if let Some((span, Style::Replaced, Some(name))) = changes.first().copied()
        && open
        && span.start == 0
        && !span.of(text).is_empty()
    {
        changes.remove(0);
        push(&mut runs, Style::Replaced, name);
        runs.push(Run::new(Style::Plain, " ".to_owned()));
        let rest = Span::new(span.end, text.len()).of(text);
        at = text.len() - rest.trim_start().len();
    }
    if open {
        runs.push(Run::new(Style::Plain, "“".to_owned()));
    }
    for (span, style, instead) in changes {
        // A span that does not fit the text says nothing of it.
        if span.start < at || span.of(text).is_empty() {
            continue;
        }
        push(&mut runs, Style::Plain, Span::new(at, span.start).of(text));
        push(&mut runs, style, instead.unwrap_or_else(|| span.of(text)));
        at = span.end;
    }
    push(&mut runs, Style::Plain, Span::new(at, text.len()).of(text));
    for run in &mut runs {
        if run.style == Style::Replaced {
            run.text = format!("[{}]", run.text);
        }
    }
    if open {
        runs.push(Run::new(Style::Plain, "”".to_owned()));
    }
    runs
}

fn changes(quotation: &Quotation) -> Vec<(Span, Style, Option<&str>)> {
    let replaced = quotation
        .replace
        .iter()
        .map(|(span, instead)| (*span, Style::Replaced, Some(instead.as_str())));
    let marked = quotation
        .marked
        .iter()
        // Where both would apply, the bracket must not be missed.
        .filter(|mark| {
            quotation
                .replace
                .as_ref()
                .is_none_or(|(span, _)| !span.overlaps(**mark))
        })
        .map(|mark| (*mark, Style::Marked, None));
    let mut changes: Vec<_> = replaced.chain(marked).collect();
    changes.sort_by_key(|(span, _, _)| *span);
    changes
}

fn push(runs: &mut Vec<Run>, style: Style, text: &str) {
    if !text.is_empty() {
        runs.push(Run::new(style, text.to_owned()));
    }
}

/// Whether the words are to be put in quotation marks: not when they have
/// their own, which a second pair would only confuse, and not when the article
/// reports instead of quoting.
fn needs_marks(quotation: &Quotation) -> bool {
    let reported = quotation.role == Role::Quote
        && quotation
            .speaker
            .as_ref()
            .is_some_and(|speaker| speaker.how != How::Direct);
    !reported && !has_marks(&quotation.excerpt.text)
}

fn has_marks(text: &str) -> bool {
    // Some papers write two apostrophes for a double mark.
    text.contains([
        '"', '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』', '＂',
    ]) || text.contains("''")
        || text.contains("``")
}

/// Words inside a sentence of the bot, always in marks: without them they
/// would read as the bot's own.
fn in_marks(text: &str) -> String {
    if has_marks(text) {
        format!("‘{text}’")
    } else {
        format!("“{text}”")
    }
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
