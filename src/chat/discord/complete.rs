//! What an option of a slash command may become while it is typed: out of
//! memory, for Discord waits three seconds and the asker less.

use crate::{
    command::{Argument, Command, Kind},
    index::Scope,
    library::{Entry, Library},
    quotes::{How, Speaker, SpeakerKind},
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

/// Something an option may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// What the asker sees.
    pub(super) shown: String,
    /// What is typed for them.
    pub(super) value: String,
}

/// Choices for an option, best first: what begins with the typed words, then
/// what holds them.
pub(super) fn choices(
    offered: &Offered<'_>,
    command: &'static Command,
    option: &str,
    typed: &str,
) -> Vec<Choice> {
    let mut arguments = command.arguments.iter();
    let Some(argument) = arguments.find(|argument| argument.name == option) else {
        return Vec::new();
    };
    let wanted = fold(typed);
    let wanted = wanted.trim();
    let (mut begin, mut hold) = (Vec::new(), Vec::new());
    known(offered, argument, |choice| {
        let folded = fold(&choice.shown);
        let folded = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        let list = if folded.starts_with(wanted) || choice.value.starts_with(wanted) {
            &mut begin
        } else if folded.contains(wanted) {
            &mut hold
        } else {
            return true;
        };
        if list.len() < MOST && !list.contains(&choice) {
            list.push(choice);
        }
        begin.len() < MOST
    });
    begin.extend(hold);
    begin.truncate(MOST);
    begin
}

/// Reads the articles out of which options are completed.
pub(super) fn warm_up(library: &Library) {
    for entry in library.entries(&Scope::All).take(ARTICLES) {
        entry.document();
    }
}

/// Hands over what an article offers, until it is told that this is enough.
type OfEntry = fn(&Entry, &mut dyn FnMut(&str) -> bool) -> bool;

/// Hands over what an option can be, until that says that it has enough.
fn known(offered: &Offered<'_>, argument: &Argument, mut take: impl FnMut(Choice) -> bool) {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().nth(LONGEST).is_none();
    let mut same = |text: &str| {
        let choice = || Choice {
            shown: text.to_owned(),
            value: text.to_owned(),
        };
        !fits(text) || take(choice())
    };
    let library = offered.library;
    let of_entry: OfEntry = match argument.kind {
        Kind::Speaker => speakers,
        Kind::Topic => headings,
        Kind::Quote => quotations,
        Kind::Length => {
            let _ = ["short", "medium", "long", "points"]
                .iter()
                .all(|length| same(length));
            return;
        }
        Kind::Article => {
            library.look_through(&offered.reach, |listing| {
                let title = shorten(listing.title(), LONGEST);
                let choice = || Choice {
                    shown: title.to_owned(),
                    value: listing.id.clone(),
                };
                !fits(&listing.id) || !fits(title) || take(choice())
            });
            return;
        }
        Kind::Text | Kind::Command | Kind::Number | Kind::Confirmation => return,
    };
    let mut entries = library.entries(&offered.scope).take(ARTICLES);
    let _ = entries.all(|entry| of_entry(&entry, &mut same));
}

fn speakers(entry: &Entry, take: &mut dyn FnMut(&str) -> bool) -> bool {
    let speakers = entry.attributions().speakers.iter();
    let speaks = |speaker: &&Speaker| speaker.speaks && speaker.kind != SpeakerKind::Anonymous;
    let mut named = speakers.filter(speaks);
    named.all(|speaker| take(&speaker.name))
}

fn headings(entry: &Entry, take: &mut dyn FnMut(&str) -> bool) -> bool {
    let article = &entry.article;
    let mut headings = article
        .sections
        .iter()
        .filter_map(|section| section.heading);
    headings.all(|span| take(article.words(span)))
}

fn quotations(entry: &Entry, take: &mut dyn FnMut(&str) -> bool) -> bool {
    let article = &entry.article;
    let quoted = entry.attributions().attributions.iter();
    let mut direct = quoted.filter(|attribution| attribution.how == How::Direct);
    direct.all(|attribution| match attribution.content.first() {
        Some(span) => {
            let words = article.words(*span).split_whitespace();
            take(shorten(&words.collect::<Vec<_>>().join(" "), LONGEST))
        }
        None => true,
    })
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
            let choices = choices(&offered, find(command).unwrap(), option, typed);
            choices
                .into_iter()
                .map(|choice| choice.value)
                .collect::<Vec<_>>()
        };
        assert_eq!(choices("quotes", "speaker", "an"), ["Ann Lee"]);
        assert_eq!(choices("quotes", "speaker", "lee"), ["Ann Lee"]);
        assert_eq!(choices("summary", "length", "s"), ["short", "points"]);
        assert_eq!(choices("article", "which", "mill"), ["the-mill"]);
        assert_eq!(choices("article", "which", "the-m"), ["the-mill"]);
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
