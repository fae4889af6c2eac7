//! What an option of a slash command may become while it is typed: out of
//! memory, for Discord waits three seconds and the asker less.

use crate::{
    command::{Argument, Command, Kind},
    index::Scope,
    library::Library,
    quotes::SpeakerKind,
    text::{fold, shorten},
};

/// Most choices, and the longest of them in code points.
const MOST: usize = 25;
const LONGEST: usize = 100;

/// Articles whose speakers and quotations are offered: those in memory of a
/// large library are enough.
const ARTICLES: usize = 20;

/// What is offered to whoever types.
#[derive(Debug)]
pub(super) struct Offered<'a> {
    pub(super) library: &'a Library,
    /// The articles that may be asked where it is typed.
    pub(super) reach: Scope,
    /// Those that are asked there.
    pub(super) scope: Scope,
}

/// Values for an option, best first: what begins with the typed words, then
/// what holds them.
pub(super) fn choices(
    offered: &Offered<'_>,
    command: &'static Command,
    option: &str,
    typed: &str,
) -> Vec<String> {
    let Some(argument) = command
        .arguments
        .iter()
        .find(|argument| argument.name == option)
    else {
        return Vec::new();
    };
    let known = known(offered, argument);
    let wanted = fold(typed);
    let wanted = wanted.trim();
    let mut begin = Vec::new();
    let mut hold = Vec::new();
    for value in known {
        let folded = fold(&value);
        let folded = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        let list = if folded.starts_with(wanted) {
            &mut begin
        } else if folded.contains(wanted) {
            &mut hold
        } else {
            continue;
        };
        if !list.contains(&value) {
            list.push(value);
        }
    }
    begin.extend(hold);
    begin.truncate(MOST);
    begin
}

fn known(offered: &Offered<'_>, argument: &Argument) -> Vec<String> {
    let library = offered.library;
    let fits = |value: &String| !value.trim().is_empty() && value.chars().nth(LONGEST).is_none();
    let mut known: Vec<String> = match argument.kind {
        Kind::Article => library
            .listings(&offered.reach)
            .into_iter()
            .map(|listing| listing.id)
            .collect(),
        Kind::Length => ["short", "medium", "long"].map(str::to_owned).to_vec(),
        Kind::Speaker => library
            .entries(&offered.scope)
            .take(ARTICLES)
            .flat_map(|entry| {
                let speakers = entry.attributions().speakers.iter();
                let named = speakers
                    .filter(|speaker| speaker.speaks && speaker.kind != SpeakerKind::Anonymous);
                named
                    .map(|speaker| speaker.name.clone())
                    .collect::<Vec<_>>()
            })
            .collect(),
        Kind::Topic => library
            .entries(&offered.scope)
            .take(ARTICLES)
            .flat_map(|entry| {
                let article = &entry.article;
                let headings = article
                    .sections
                    .iter()
                    .filter_map(|section| section.heading);
                headings
                    .map(|span| article.words(span).to_owned())
                    .collect::<Vec<_>>()
            })
            .collect(),
        Kind::Quote => library
            .entries(&offered.scope)
            .take(ARTICLES)
            .flat_map(|entry| {
                let article = &entry.article;
                let quoted = entry.attributions().attributions.iter();
                quoted
                    .filter(|attribution| attribution.how == crate::quotes::How::Direct)
                    .filter_map(|attribution| attribution.content.first())
                    .map(|span| {
                        let words = article.words(*span).split_whitespace();
                        shorten(&words.collect::<Vec<_>>().join(" "), LONGEST).to_owned()
                    })
                    .collect::<Vec<_>>()
            })
            .collect(),
        Kind::Text | Kind::Command | Kind::Number | Kind::Confirmation => Vec::new(),
    };
    known.retain(fits);
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{self, Source},
        command::find,
    };

    fn library() -> Library {
        let text = "The mill\n\nThe price\n\nThe mill by the river was sold on Monday for two million crowns to a baker.\n\n“We had no choice in this,” said Ann Lee, its owner, in the yard.\n\n“Nobody asked the town,” said Tom Ray, the mayor, on Tuesday.\n";
        let source = Source {
            bytes: text.as_bytes(),
            name: "mill.txt",
            ..Source::default()
        };
        Library::in_memory(vec![article::read(source).unwrap()]).unwrap()
    }

    #[test]
    fn options_are_completed_out_of_the_article() {
        let library = library();
        let offered = Offered {
            library: &library,
            reach: Scope::All,
            scope: Scope::All,
        };
        let choices = |command: &str, option: &str, typed: &str| {
            choices(&offered, find(command).unwrap(), option, typed)
        };
        assert_eq!(choices("quotes", "speaker", "an"), ["Ann Lee"]);
        assert_eq!(choices("quotes", "speaker", "lee"), ["Ann Lee"]);
        assert_eq!(choices("summary", "length", "s"), ["short"]);
        assert_eq!(choices("article", "which", "mill"), ["the-mill"]);
        let quotes = choices("check", "quote", "nobody");
        assert!(
            quotes
                .iter()
                .any(|quote| quote.contains("Nobody asked the town")),
            "{quotes:?}"
        );
        assert!(choices("ask", "question", "who").is_empty());
        assert!(choices("ask", "nothing", "who").is_empty());
    }

    #[test]
    fn what_another_server_added_is_not_offered() {
        let library = library();
        let mut other = library.get("the-mill").unwrap().article.clone();
        other.metadata.title = Some("The mill next door".to_owned());
        let text = format!("{}\n“Nobody knows,” said Eve Orr.", other.text());
        let other = article::Article::from_lines(text, other.metadata);
        library
            .add_for(Some("discord:server 2"), other, None)
            .unwrap();
        for (server, articles, speakers) in [("server 1", 1, 0), ("server 2", 2, 1)] {
            let reach = Scope::Community(format!("discord:{server}"));
            let offered = Offered {
                library: &library,
                reach: reach.clone(),
                scope: reach,
            };
            let found = choices(&offered, find("article").unwrap(), "which", "mill");
            assert_eq!(found.len(), articles, "{server}: {found:?}");
            let found = choices(&offered, find("quotes").unwrap(), "speaker", "Eve");
            assert_eq!(found.len(), speakers, "{server}: {found:?}");
        }
    }
}
