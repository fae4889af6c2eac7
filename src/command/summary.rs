//! `summary`: the article in a few of its own sentences.

use std::sync::Arc;

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal,
    length::{Form, form, longer, shorter},
    named::name_in,
    summed::{Said, headline, in_points, in_sentences},
};
use crate::{
    library::Entry,
    memory::Focus,
    reply::{Action, Block, Line, Piece, Reply, Status},
    summary::{
        Length,
        section::{Meant, meant},
        several::Source,
    },
    text::fold,
};

pub(super) static COMMAND: Command = Command {
    name: "summary",
    aliases: &["summarise", "summarize", "tldr", "tl;dr"],
    summary: "gives the article in a few of its own sentences",
    arguments: &[
        Argument {
            name: "length",
            kind: Kind::Length,
            required: false,
            help: "short, medium, long, a number of sentences, so many words, or points",
            introduced_by: &[],
        },
        Argument {
            name: "about",
            kind: Kind::Topic,
            required: false,
            help: "a topic, a speaker or a section to keep to, or all articles",
            introduced_by: &["about", "on", "of", "regarding"],
        },
    ],
    examples: &[
        "summary",
        "summary short",
        "summary points",
        "summary 3 about money",
    ],
    access: Access::Everyone,
    run,
};

/// Articles that a summary of several goes through at most.
const ARTICLES: usize = 5;

/// What is to be summed up.
struct Wanted<'a> {
    form: Form,
    /// A topic, a speaker or a section.
    about: Option<&'a str>,
    entries: Vec<Arc<Entry>>,
    /// Of so many articles.
    of: usize,
    /// So many could be.
    asked: usize,
}

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let first = wanted(context, arguments)?;
    let several = first.asked > 1;
    if let Some(done) = told(&first, arguments) {
        return Ok(done);
    }
    let Some(about) = first.about.filter(|_| several) else {
        return Ok(nothing(first.about, several));
    };
    // What was talked about last says nothing on it: perhaps another article
    // does, or is called so.
    let all = Wanted {
        entries: context.library.candidates(about, context.scope, ARTICLES)?,
        of: first.asked,
        ..first
    };
    let called = || Some(whole(context.library.get(&context.called(about)?)?, &all));
    let done = told(&all, arguments).or_else(|| told(&called()?, arguments));
    Ok(done.unwrap_or_else(|| nothing(Some(about), several)))
}

/// One article from beginning to end.
fn whole<'a>(entry: Arc<Entry>, wanted: &Wanted<'a>) -> Wanted<'a> {
    Wanted {
        about: None,
        entries: vec![entry],
        of: 1,
        ..*wanted
    }
}

/// The summary, unless there is nothing to say.
fn told(wanted: &Wanted<'_>, arguments: &Arguments) -> Option<Done> {
    let sources: Vec<Source<'_>> = wanted.entries.iter().map(|entry| source(entry)).collect();
    let sections: Vec<Meant> = match wanted.about {
        Some(about) => sources.iter().map(|s| meant(s.article, about)).collect(),
        None => Vec::new(),
    };
    if !sections.is_empty() && sections.iter().all(|meant| *meant == Meant::Unknown) {
        return Some(no_section(&sources));
    }
    let sources: Vec<Source<'_>> = sources
        .into_iter()
        .enumerate()
        .map(|(number, source)| Source {
            section: match sections.get(number) {
                Some(Meant::Section(section)) => Some(*section),
                _ => None,
            },
            ..source
        })
        .collect();
    let told = match wanted.form {
        Form::Points => in_points(&sources, wanted.about),
        Form::Prose(length) => in_sentences(&sources, length, wanted.about),
    };
    if told.blocks.is_empty() {
        return None;
    }
    let actions = actions(wanted, arguments, &told);
    let mut blocks = told.blocks;
    if told.whole {
        let text = match sources.len() {
            1 => "The article is so short that this is all of it.",
            _ => "An article that is very short is given as it is.",
        };
        blocks.push(Block::Note(Line::own(text)));
    } else if told.capped && arguments.get("length").is_some() {
        let section = sections.iter().any(|s| matches!(s, Meant::Section(_)));
        blocks.push(Block::Note(Line::own(if section {
            "A summary is never longer than a third of the section."
        } else {
            "A summary is never longer than a third of the article."
        })));
    }
    if wanted.of > sources.len() {
        let text = format!("These are {} of {} articles.", sources.len(), wanted.of);
        blocks.push(Block::Note(Line::own(text)));
    }
    let single = sources.first().filter(|_| sources.len() == 1);
    Some(Done {
        reply: Reply {
            command: COMMAND.name,
            title: single.map(|source| headline(source)),
            blocks,
            actions,
            about: single.map(|source| source.article.id.clone()),
            ..Reply::default()
        },
        focus: Focus {
            article: single.map(|source| source.article.id.clone()),
            ..Focus::default()
        },
    })
}

fn wanted<'a>(context: &Context<'_>, arguments: &'a Arguments) -> Result<Wanted<'a>, Refusal> {
    let form = match arguments.get("length") {
        None => Form::Prose(Length::Medium),
        Some(typed) => form(typed).ok_or_else(|| {
            Refusal::Asker(format!(
                "A summary can be `short`, `medium`, `long`, `points`, a number of sentences like `3`, or `50 words`; not {typed}."
            ))
        })?,
    };
    let about = arguments.get("about");
    let everything = about.is_some_and(means_all);
    let about = about.filter(|about| !means_all(about));
    let asked = context.library.count(context.scope);
    let wanted = Wanted {
        form,
        about,
        entries: Vec::new(),
        of: asked,
        asked,
    };
    if asked > 1
        && let Some(name) = about.and_then(name_in)
        && let Some(id) = context.called(&name)
        && let Some(entry) = context.library.get(&id)
    {
        return Ok(whole(entry, &wanted));
    }
    let last = context
        .before
        .iter()
        .rev()
        .find_map(|turn| turn.focus.article.clone())
        .filter(|last| !everything && context.library.holds(context.scope, last))
        .and_then(|last| context.library.get(&last));
    let of = match last {
        Some(_) => 1,
        None => asked,
    };
    let entries = match (last, about) {
        (Some(last), _) => vec![last],
        (None, Some(about)) if of > ARTICLES => {
            context.library.candidates(about, context.scope, ARTICLES)?
        }
        (None, _) => context
            .library
            .entries(context.scope)
            .take(ARTICLES)
            .collect(),
    };
    Ok(Wanted {
        entries,
        of,
        ..wanted
    })
}

/// Whether a topic is all of the articles.
fn means_all(about: &str) -> bool {
    let about = fold(about.trim());
    let about = about.strip_prefix("the ").unwrap_or(&about);
    matches!(
        about,
        "both"
            | "all"
            | "both articles"
            | "all articles"
            | "articles"
            | "each"
            | "each article"
            | "both of them"
            | "all of them"
            | "them"
            | "them all"
            | "everything"
            | "two"
            | "two articles"
            | "all the articles"
            | "both texts"
    )
}

fn source(entry: &Entry) -> Source<'_> {
    Source {
        article: &entry.article,
        attributions: entry.attributions(),
        section: None,
    }
}

fn silent(blocks: Vec<Block>) -> Done {
    Done {
        reply: Reply {
            command: COMMAND.name,
            status: Status::NotInArticle,
            blocks,
            ..Reply::default()
        },
        focus: Focus::default(),
    }
}

fn nothing(about: Option<&str>, several: bool) -> Done {
    let reason = match about {
        Some(about) => Line::own(if several {
            "None of the articles says anything about "
        } else {
            "The article says nothing about "
        })
        .and(Piece::Asked(about.to_owned()))
        .say("."),
        None => Line::own("There is nothing to sum up."),
    };
    silent(vec![Block::Text(reason)])
}

fn no_section(sources: &[Source<'_>]) -> Done {
    let headings: Vec<Line> = sources
        .iter()
        .flat_map(|source| {
            let sections = source.article.sections.iter();
            sections.filter_map(|section| {
                let heading = source.article.words(section.heading?);
                Some(Line(vec![Piece::Strong(heading.to_owned())]))
            })
        })
        .collect();
    if headings.is_empty() {
        let text = "The article has no sections with headings.";
        return silent(vec![Block::Text(Line::own(text))]);
    }
    let text = "The article has no such section. It has these:";
    silent(vec![Block::Text(Line::own(text)), Block::List(headings)])
}

/// "Shorter" and "longer", as far as there is a next step.
fn actions(wanted: &Wanted<'_>, arguments: &Arguments, said: &Said) -> Vec<Action> {
    // Which articles it was about is not to change on the way.
    let all = wanted.entries.len() > 1 && wanted.about.is_none();
    let step = |label, word, length: &str| {
        let arguments = arguments.clone().with("length", length);
        let arguments = if all {
            arguments.with("about", "all articles")
        } else {
            arguments
        };
        Action {
            label,
            word,
            line: arguments.line(COMMAND.name),
        }
    };
    let mut actions = Vec::new();
    let shown = match wanted.form {
        Form::Prose(Length::Sentences(_)) => said.lines,
        _ => said.shown,
    };
    // Of each of several articles there is one sentence already.
    let least = wanted.entries.len() > 1 && said.shown < 2;
    let next = if said.whole {
        (said.shown > 1).then(|| "1".to_owned())
    } else {
        shorter(wanted.form, shown)
    };
    if let Some(shorter) = next.filter(|_| !least) {
        actions.push(step("Shorter", "shorter", &shorter));
    }
    if let Some(longer) = longer(wanted.form).filter(|_| !said.whole && !said.capped) {
        actions.push(step("Longer", "longer", &longer));
    }
    actions
}
