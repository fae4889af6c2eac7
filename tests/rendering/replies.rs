//! Replies made by hand, one of each shape; every renderer is shown the same.

use verbatim::{
    article::{Article, Metadata},
    citation::quotation,
    library::Library,
    quotes::{Force, How},
    reply::{
        Action, Block, Excerpt, Line, Piece, Quotation, Reply, Role, SpokenBy, Status, Verdict,
    },
    text::Span,
};

const TEXT: &str = "The lighthouse of Sel Point closed on Monday after ninety-one years.
“Nobody asked us before they turned off the light,” Mara Quill, who kept it, said.
She added that repairs “cost more than the roof of the church” and that the harbour knew it.
The harbour office promised a buoy by March.
\u{202e}Evil\u{1b}]52;c;ZXZpbA==\u{7} words that a terminal must not obey.";

pub(super) fn article() -> Article {
    Article::from_lines(
        TEXT.to_owned(),
        Metadata {
            title: Some("The light of Sel Point".to_owned()),
            url: Some("https://example.org/light".to_owned()),
            source: "light.txt".to_owned(),
            ..Metadata::default()
        },
    )
}

fn other() -> Article {
    Article::from_lines(
        "A buoy has been ordered.".to_owned(),
        Metadata {
            source: "buoy.txt".to_owned(),
            ..Metadata::default()
        },
    )
}

pub(super) fn library() -> Library {
    Library::in_memory(vec![article(), other()]).unwrap()
}

fn span(article: &Article, words: &str) -> Span {
    let start = article.text().find(words).unwrap();
    Span::new(start, start + words.len())
}

fn cited(words: &str, role: Role) -> Quotation {
    let article = article();
    quotation(&article, span(&article, words), role)
}

fn spoken(
    name: Option<&str>,
    as_written: Option<&str>,
    how: How,
    force: Force,
) -> Option<SpokenBy> {
    Some(SpokenBy {
        name: name.map(str::to_owned),
        as_written: as_written.map(str::to_owned),
        how,
        force,
    })
}

fn marking(mut quotation: Quotation, words: &str) -> Quotation {
    let start = quotation.excerpt.text.find(words).unwrap();
    quotation.marked.push(Span::new(start, start + words.len()));
    quotation
}

fn excerpt(words: &str) -> Excerpt {
    cited(words, Role::Evidence).excerpt
}

fn action(word: &'static str, line: &str) -> Action {
    Action {
        label: "More",
        word,
        line: line.to_owned(),
    }
}

/// Every reply with what it shows.
pub(super) fn all() -> Vec<(&'static str, Reply)> {
    vec![
        ("an answer with the words that answer", answer()),
        ("silence with the nearest passage", silence()),
        ("every way in which words are somebody's", ways()),
        ("a verdict", verdict()),
        ("a summary with a name in the place of a pronoun", summary()),
        ("passages of several articles", several()),
        (
            "a heading, a list, small print and something to type",
            list(),
        ),
        ("a refusal that gives the asker's words back", refusal()),
        ("words that a terminal must not obey", evil()),
    ]
}

fn answer() -> Reply {
    let sentence = "The lighthouse of Sel Point closed on Monday after ninety-one years.";
    let mut evidence = marking(cited(sentence, Role::Evidence), "on Monday");
    evidence.citation.section = Some("The end".to_owned());
    let mut second = marking(
        cited(
            "“Nobody asked us before they turned off the light,” Mara Quill, who kept it, said.",
            Role::Evidence,
        ),
        "before they turned off the light",
    );
    second.speaker = spoken(
        Some("Mara Quill"),
        Some("Mara Quill"),
        How::Direct,
        Force::Asserted,
    );
    Reply {
        command: "ask",
        blocks: vec![
            Block::Text(Line(vec![Piece::Words(excerpt("on Monday"))])),
            Block::Quotation(evidence),
            Block::Quotation(second),
        ],
        actions: vec![action(
            "context",
            "article which:the-light-of-sel-point passage:1",
        )],
        answer: Some("on Monday".to_owned()),
        confidence: Some(0.93),
        ..Reply::default()
    }
}

fn silence() -> Reply {
    Reply {
        command: "ask",
        status: Status::NotInArticle,
        blocks: vec![
            Block::Text(
                Line::own("The article says nothing about ")
                    .and(Piece::Asked("the mayor".to_owned()))
                    .say("."),
            ),
            Block::Text(Line::own("The nearest it comes, which is not an answer:")),
            Block::Quotation(cited(
                "The harbour office promised a buoy by March.",
                Role::Nearest,
            )),
        ],
        confidence: Some(0.04),
        ..Reply::default()
    }
}

fn ways() -> Reply {
    let direct = "Nobody asked us before they turned off the light,";
    let mixed = "repairs “cost more than the roof of the church”";
    let indirect = "the harbour knew it";
    let mara = Some("Mara Quill");
    let rows = [
        (direct, mara, How::Direct, Force::Asserted),
        (mixed, mara, How::Mixed, Force::Asserted),
        (indirect, mara, How::Indirect, Force::Asserted),
        (indirect, mara, How::Indirect, Force::Denied),
        (indirect, mara, How::Indirect, Force::Hypothetical),
        (indirect, mara, How::Indirect, Force::Questioned),
        (direct, None, How::Direct, Force::Asserted),
        (indirect, None, How::Indirect, Force::Asserted),
    ];
    let quotations = rows.into_iter().map(|(words, name, how, force)| {
        let mut quotation = cited(words, Role::Quote);
        let written = if how == How::Direct && name.is_none() {
            None
        } else {
            Some("She")
        };
        quotation.speaker = spoken(name, written, how, force);
        Block::Quotation(quotation)
    });
    Reply {
        command: "quotes",
        blocks: quotations.collect(),
        actions: vec![
            action("more", "quotes speaker:Mara Quill from:9"),
            action("shorter", "quotes speaker:Mara Quill about:repairs"),
        ],
        ..Reply::default()
    }
}

fn verdict() -> Reply {
    let mut quote = cited(
        "Nobody asked us before they turned off the light,",
        Role::Quote,
    );
    quote.speaker = spoken(
        Some("Mara Quill"),
        Some("Mara Quill"),
        How::Direct,
        Force::Asserted,
    );
    Reply {
        command: "check",
        verdict: Some(Verdict::OtherSpeaker),
        title: Some(Line(vec![Piece::Strong(
            "Said by somebody else".to_owned(),
        )])),
        blocks: vec![Block::Quotation(quote)],
        ..Reply::default()
    }
}

fn summary() -> Reply {
    let mut first = cited(
        "The harbour office promised a buoy by March.",
        Role::Summary,
    );
    first.replace = None;
    let mut second = cited(
        "She added that repairs “cost more than the roof of the church” and that the harbour knew it.",
        Role::Summary,
    );
    second.replace = Some((Span::new(0, 3), "Mara Quill".to_owned()));
    Reply {
        command: "summary",
        title: Some(Line(vec![Piece::Strong(
            "The light of Sel Point".to_owned(),
        )])),
        blocks: vec![Block::Quotation(first), Block::Quotation(second)],
        actions: vec![action("shorter", "summary short")],
        ..Reply::default()
    }
}

fn several() -> Reply {
    let other = other();
    let second = quotation(
        &other,
        span(&other, "A buoy has been ordered."),
        Role::Evidence,
    );
    Reply {
        command: "search",
        title: Some(Line::own("2 passages")),
        blocks: vec![
            Block::Quotation(marking(
                cited(
                    "The harbour office promised a buoy by March.",
                    Role::Evidence,
                ),
                "buoy",
            )),
            Block::Quotation(marking(second, "buoy")),
        ],
        ..Reply::default()
    }
}

fn list() -> Reply {
    Reply {
        command: "help",
        title: Some(Line::own("How to ask")),
        blocks: vec![
            Block::Text(Line::with_code(
                "Ask, or type a command such as `search buoy`.",
            )),
            Block::List(vec![
                Line::with_code(
                    "`ask`: an answer in the article's own words, with the sentence it stands in and where that is",
                ),
                Line::own("Length: ").and(Piece::Strong("5 passages".to_owned())),
            ]),
            Block::Note(Line::own("Nothing was left out.")),
        ],
        ..Reply::default()
    }
}

fn refusal() -> Reply {
    Reply {
        command: "search",
        status: Status::Refused,
        blocks: vec![Block::Text(
            Line::own("I cannot search for ")
                .and(Piece::Asked("a \"fine\"\u{1b}[31m light".to_owned()))
                .say("."),
        )],
        ..Reply::default()
    }
}

fn evil() -> Reply {
    let mut quotation = cited(
        "\u{202e}Evil\u{1b}]52;c;ZXZpbA==\u{7} words that a terminal must not obey.",
        Role::Evidence,
    );
    quotation.citation.section = Some("\u{1b}[2J\u{9b}31m".to_owned());
    quotation.citation.url = Some("https://example.org/\u{1b}\\\u{7}x".to_owned());
    Reply {
        command: "search",
        blocks: vec![Block::Quotation(quotation)],
        ..Reply::default()
    }
}
