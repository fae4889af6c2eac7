//! `verbatim feedback`: what people thought of replies, for whoever reviews
//! them, and what they ask that no article says.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};
use clap::ArgMatches;

use super::{Exit, Options, grammar, shelf};
use crate::{
    chat::terminal::sanitise::sanitise,
    command::counted,
    eval::review,
    library::Library,
    store::{Feedback, Store, Unanswered, Vote},
};

/// Opinions that are exported at most.
const EXPORTED: usize = 100_000;

pub(super) fn run(given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let directory = shelf::place(options)?;
    let Some(store) = shelf::open_to_read(options)? else {
        bail!(
            "nobody has said anything yet: no library is in `{}`",
            directory.display()
        );
    };
    let store = Arc::new(store);
    if let Some(to) = given.get_one::<PathBuf>(grammar::EXPORT) {
        return export(store, directory, to);
    }
    let limit = given.get_one::<u32>(grammar::LIMIT).copied().unwrap_or(50);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (feedback, unanswered) = (store.feedback(limit)?, store.unanswered(limit)?);
    let mut out = io::stdout().lock();
    if given.get_flag(grammar::JSON) {
        for line in feedback
            .iter()
            .map(opinion)
            .chain(unanswered.iter().map(topic))
        {
            writeln!(out, "{line}")?;
        }
        return Ok(Exit::Answered);
    }
    let library = Library::stored(store, &shelf::index_of(directory))?;
    writeln!(out, "{}.", counted(feedback.len(), "opinion"))?;
    for feedback in &feedback {
        writeln!(out, "{}", sanitise(&shown(feedback, &library)))?;
    }
    if !unanswered.is_empty() {
        writeln!(out, "\nAsked, and in no article:")?;
        for Unanswered {
            topic,
            times,
            owner,
            ..
        } in &unanswered
        {
            let where_asked = if owner.is_empty() { "" } else { "  in " };
            writeln!(
                out,
                "{}",
                sanitise(&format!("{times:>5}  {topic}{where_asked}{owner}"))
            )?;
        }
    }
    Ok(Exit::Answered)
}

fn export(store: Arc<Store>, directory: &Path, to: &Path) -> anyhow::Result<Exit> {
    let feedback = store.feedback(EXPORTED)?;
    let library = Library::stored(store, &shelf::index_of(directory))?;
    let cannot = || format!("failed to write `{}`", to.display());
    let mut out = BufWriter::new(File::create(to).with_context(cannot)?);
    let written = review::write(&feedback, &library, &mut out).with_context(cannot)?;
    out.flush().with_context(cannot)?;
    let left_out = match written.left_out {
        0 => String::new(),
        number => format!(
            "; {} whose article or words are not known",
            counted(number, "opinion")
        ),
    };
    writeln!(
        io::stderr(),
        "{} written to `{}`{left_out}",
        counted(written.questions, "question"),
        to.display()
    )?;
    Ok(Exit::Answered)
}

/// One opinion, over some lines.
fn shown(feedback: &Feedback, library: &Library) -> String {
    let sign = match feedback.vote {
        Vote::Up => "+",
        Vote::Down => "-",
    };
    let mut lines = vec![format!("{sign}  {}", feedback.key.platform)];
    if let Some(about) = &feedback.about {
        let how = if about.answered { "" } else { ", not answered" };
        lines.push(format!("     {}{how}: {}", about.command, about.question));
        if let Some(evidence) = &about.evidence {
            let title = library.listing(&evidence.article);
            let title = title.map_or(evidence.article.clone(), |listing| {
                listing.title().to_owned()
            });
            let words = evidence.words.as_deref().unwrap_or("a sentence");
            lines.push(format!("     given: {words}  ({title})"));
        }
    }
    if let Some(reason) = &feedback.reason {
        let reason = reason.replace(['\n', '\r'], " ");
        lines.push(format!("     why: {reason}"));
    }
    lines.join("\n")
}

fn opinion(feedback: &Feedback) -> serde_json::Value {
    let Feedback {
        key,
        person: _,
        vote,
        reason,
        about,
        at,
    } = feedback;
    serde_json::json!({
        "platform": key.platform,
        "vote": match vote { Vote::Up => "up", Vote::Down => "down" },
        "reason": reason,
        "about": about,
        "at": at,
    })
}

fn topic(unanswered: &Unanswered) -> serde_json::Value {
    let Unanswered {
        owner,
        topic,
        times,
        at,
    } = unanswered;
    serde_json::json!({ "unanswered": topic, "times": times, "community": owner, "at": at })
}
