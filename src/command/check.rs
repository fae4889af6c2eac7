//! `check`: did they say it, word for word?

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, answered, attributed,
};
use crate::{
    answer,
    article::Article,
    citation,
    library::Entry,
    memory::Focus,
    quotes::{
        Attribution, Force, How,
        check::{self, Change, Checked, Difference},
        retrieve, stands_alone,
    },
    reply::{Block, Line, Piece, Reply, Role, Status, Verdict},
    text::Span,
};
use std::sync::Arc;

pub(super) static COMMAND: Command = Command {
    name: "check",
    aliases: &["verify"],
    summary: "says whether a quotation is in the article word for word, and whose it is",
    arguments: &[
        Argument {
            name: "quote",
            kind: Kind::Quote,
            required: true,
            help: "the alleged words, best in quotation marks",
            introduced_by: &[],
        },
        Argument {
            name: "speaker",
            kind: Kind::Speaker,
            required: false,
            help: "who is said to have said it",
            introduced_by: &["by", "said", "from"],
        },
    ],
    examples: &["check \"a fair deal\" by the minister"],
    access: Access::Everyone,
    run,
};

/// Articles that are looked through when there are many.
const ARTICLES: usize = 16;

/// Below this confidence that the article answers it, no sentence is shown for what
/// nobody says: 66 of 76 claims of chats come to it in their own article, and 14 of
/// them in another.
const NEAR: f32 = 0.3;

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let quote = arguments.get("quote").unwrap_or_default();
    let speaker = arguments.get("speaker");
    let entries = context.library.candidates(quote, context.scope, ARTICLES)?;
    let best = entries
        .iter()
        .map(|entry| {
            let checked = check::check(quote, speaker, entry.said());
            (entry, checked)
        })
        .min_by_key(|(_, checked)| checked.verdict.rank());
    let Some((entry, checked)) = best else {
        return Err(Refusal::Asker(
            "There is no article to check against.".to_owned(),
        ));
    };
    Ok(told(context, (entry, &checked), quote, speaker))
}

fn told(
    context: &Context<'_>,
    (entry, checked): (&Arc<Entry>, &Checked),
    quote: &str,
    speaker: Option<&str>,
) -> Done {
    let article = &entry.article;
    let attributions = entry.attributions();
    let attribution = checked
        .attribution
        .and_then(|index| attributions.attributions.get(index));
    let name = attribution
        .and_then(|attribution| attributions.speaker_of(attribution))
        .map(|speaker| speaker.name.clone());
    let mut blocks = vec![Block::Text(verdict(
        checked,
        attribution,
        name.as_deref(),
        speaker,
    ))];
    if !checked.difference.is_empty() {
        blocks.push(Block::Text(difference(article, &checked.difference)));
    }
    let mut shown: Vec<Span> = Vec::new();
    for span in &checked.spans {
        let spoken = attribution.and_then(|attribution| {
            let mut quoted = attribution.quoted.iter();
            quoted.find(|quoted| quoted.contains(*span) && stands_alone(article.words(**quoted)))
        });
        let whole = spoken.map_or_else(|| citation::whole_sentences(article, *span), |own| *own);
        if shown.contains(&whole) {
            continue;
        }
        shown.push(whole);
        let mut quotation = citation::quotation(article, whole, Role::Quote);
        if *span != whole {
            quotation.marked = vec![Span::new(span.start - whole.start, span.end - whole.start)];
        }
        quotation.speaker = attribution.map(|attribution| {
            let mut speaker = citation::spoken_by(article, attributions, attribution);
            if spoken.is_some() {
                speaker.how = How::Direct;
            }
            speaker
        });
        blocks.push(Block::Quotation(quotation));
    }
    if checked.verdict == Verdict::NotInArticle {
        blocks.extend(nearest(context, entry, quote));
    }
    Done {
        focus: Focus {
            article: Some(article.id.clone()),
            subject: name.or_else(|| speaker.map(str::to_owned)),
            words: checked
                .spans
                .first()
                .map(|span| article.words(*span).to_owned()),
        },
        reply: Reply {
            command: COMMAND.name,
            status: match checked.verdict {
                Verdict::NotInArticle => Status::NotInArticle,
                _ => Status::Answered,
            },
            title: (context.several() && !checked.spans.is_empty())
                .then(|| Line(vec![Piece::Strong(article.title().to_owned())])),
            blocks,
            verdict: Some(checked.verdict),
            ..Reply::default()
        },
    }
}

fn verdict(
    checked: &Checked,
    attribution: Option<&Attribution>,
    name: Option<&str>,
    asked: Option<&str>,
) -> Line {
    let strong = |word: &str| Line(vec![Piece::Strong(word.to_owned())]);
    let force = attribution.map(|attribution| attribution.force);
    match checked.verdict {
        Verdict::Verbatim => {
            let line = strong("Verbatim");
            let line = if checked.changes.is_empty() {
                line
            } else {
                line.say(", but for words left out at the ellipsis")
            };
            match name {
                Some(name) => line
                    .say(", said by ")
                    .and(Piece::Strong(name.to_owned()))
                    .say(":"),
                None => line
                    .say(": the words are quoted, but the article leaves unclear who said them:"),
            }
        }
        Verdict::OtherSpeaker => {
            let line = strong("Said by someone else");
            let line = match asked {
                Some(asked) => line
                    .say(": not ")
                    .and(Piece::Asked(asked.to_owned()))
                    .say(" but "),
                None => line.say(": "),
            };
            line.and(Piece::Strong(name.unwrap_or("somebody else").to_owned()))
                .say(":")
        }
        Verdict::Altered => {
            let what = match checked.changes.first() {
                Some(Change::Negation) if force == Some(Force::Denied) => {
                    ": the article says that this was denied or not said."
                }
                Some(Change::Negation) => ": a negation makes the difference.",
                Some(Change::Number) => ": a number is not the article's.",
                Some(Change::Name) => ": a name is not the article's.",
                Some(Change::Modal) => ": how certain it is was changed.",
                Some(Change::Word | Change::Shortened) | None => ": not in these words.",
            };
            by_another(strong("Altered").say(what), checked, name, asked)
        }
        Verdict::Reported if checked.attribution.is_none() => strong("Not a quotation")
            .say(": these are the article's own words, nobody's quoted ones:"),
        Verdict::Reported if checked.speaker_unclear => strong("Speaker unclear")
            .say(": the article has the words but does not say whose they are:"),
        Verdict::Reported => {
            let what = match force {
                Some(Force::Questioned) => ": the article gives it as a question of ",
                Some(Force::Hypothetical) => ": the article gives it as what might be said by ",
                _ => ": the article gives the sense as that of ",
            };
            let line = strong("Reported, not quoted");
            let line = match name {
                Some(name) => line
                    .say(what)
                    .and(Piece::Strong(name.to_owned()))
                    .say(", in its own words."),
                None => line.say(": the article says it in its own words."),
            };
            by_another(line, checked, name, asked)
        }
        Verdict::NotInArticle if checked.speaker_unknown => strong("Not in the article")
            .say(", and nobody called ")
            .and(Piece::Asked(asked.unwrap_or_default().to_owned()))
            .say(" speaks in it."),
        Verdict::NotInArticle => strong("Not in the article").say("."),
    }
}

/// The right speaker, where words that are not verbatim either were put into
/// another's mouth.
fn by_another(line: Line, checked: &Checked, name: Option<&str>, asked: Option<&str>) -> Line {
    match (name, asked) {
        (Some(name), Some(asked)) if checked.other_speaker => line
            .say(" The speaker is ")
            .and(Piece::Strong(name.to_owned()))
            .say(", not ")
            .and(Piece::Asked(asked.to_owned()))
            .say("."),
        _ => line,
    }
}

/// The comparison as one line: what is the same in the article's words, what
/// it has and was left out, what was put in.
fn difference(article: &Article, parts: &[Difference]) -> Line {
    let mut line = Line::default();
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            line = line.say(" ");
        }
        line = match part {
            Difference::Same(span) => line.and(Piece::Words(citation::excerpt(article, *span))),
            Difference::Missing(span) => line
                .say("[the article has: ")
                .and(Piece::Words(citation::excerpt(article, *span)))
                .say("]"),
            Difference::Added(words) => line
                .say("[not there: ")
                .and(Piece::Asked(words.clone()))
                .say("]"),
        };
    }
    line
}

/// What comes nearest in sense, expressly not the words: what somebody says, or else
/// a sentence as `ask` finds it.
fn nearest(context: &Context<'_>, entry: &Arc<Entry>, quote: &str) -> Vec<Block> {
    let attributions = entry.attributions();
    let who = retrieve::who(quote, entry.said());
    let found = who.found.first();
    let attribution = found.and_then(|one| attributions.attributions.get(one.attribution));
    let (opening, quotation) = if let Some(attribution) = attribution {
        // One passage is a pointer, several would read as an answer.
        let all = attributed::quotations(&entry.article, attributions, attribution);
        let nearest = all.into_iter().next();
        let opening = "The nearest statement in the article, which is another:";
        (opening, nearest)
    } else {
        let documents = [entry.document()];
        let outcome = answer::answer(quote, &documents, &context.answering());
        let nearest = answered::nearest(&outcome, &documents, NEAR);
        let opening = "The nearest sentence in the article, which has other words:";
        (opening, nearest.map(|(quotation, _)| quotation))
    };
    let quotation = quotation.map(|mut quotation| {
        quotation.role = Role::Nearest;
        Block::Quotation(quotation)
    });
    quotation.map_or_else(Vec::new, |quotation| {
        vec![Block::Text(Line::own(opening)), quotation]
    })
}
