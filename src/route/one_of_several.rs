//! Lines about one of several articles, which words of its title name: "who
//! wrote the article about goats?", "what is the ferry story about?".

use super::{
    Routed, itself, plain,
    words::{self, Words},
};
use crate::command::Arguments;

/// Words of a title that name an article, at most.
const LONGEST: usize = 6;

/// What the line asks of the article that it names, when it asks for what can
/// be asked of an article as such.
pub(super) fn read(said: &Words<'_>) -> Option<Routed> {
    let (from, to, name) = named(said)?;
    let line = [said.part(0, from).line(), "it".into(), said.from(to).line()].join(" ");
    let Routed::Run {
        command, arguments, ..
    } = itself::read(&Words::new(line.trim()))?
    else {
        return None;
    };
    match command.name {
        "article" if arguments == Arguments::default() => {
            Some(plain("article", Arguments::default().with("which", name)))
        }
        "summary" if arguments.get("about").is_none() => {
            let topic = format!("the {name} article");
            Some(plain("summary", arguments.with("about", topic)))
        }
        _ => None,
    }
}

/// Where a line names an article, from word to word, and with which words.
fn named(said: &Words<'_>) -> Option<(usize, usize, String)> {
    let noun = said.find(0, |word| matches!(word, "article" | "story"))?;
    let the = (0..noun)
        .rev()
        .find(|at| matches!(said.at(*at), Some("the" | "that")))?;
    let (to, name) = if the + 1 < noun {
        (noun + 1, (the + 1, noun))
    } else if said.at(noun + 1).is_some_and(words::is_about) {
        (said.len(), (noun + 2, said.len()))
    } else {
        return None;
    };
    let long = (1..=LONGEST).contains(&name.1.saturating_sub(name.0));
    long.then(|| (the, to, said.said(name.0, name.1)))
}
