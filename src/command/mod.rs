//! The table of commands: what can be asked, with which arguments, by whom.
//! Help, completion, the parsers of every platform and the README's table are
//! derived from it. Knows no platform and does no I/O.

use std::sync::Arc;

use crate::{
    index::Scope,
    library::{Entry, Library},
    memory::{Focus, Turn},
    reply::Reply,
};

mod add;
mod add_feed;
mod answered;
mod arguments;
mod article;
mod articles;
mod ask;
mod attributed;
mod check;
mod choose;
mod feeds;
mod help;
pub mod length;
mod named;
mod paging;
mod quotes;
mod remove;
mod room;
mod search;
mod speakers;
mod status;
mod subject;
mod summary;
mod summed;
mod surroundings;
mod who;

pub use arguments::{Arguments, parse};
pub(crate) use article::counted;
pub(crate) use room::{bundled_only, make_room};
pub use surroundings::{Attachment, Channel, Fetched, Here, Nothing, Outside};

/// One command. A command is a value: one row of [`COMMANDS`].
#[derive(Debug)]
pub struct Command {
    /// What is typed: lower case, one word.
    pub name: &'static str,
    /// Other words that mean the same.
    pub aliases: &'static [&'static str],
    /// What it gives, in one line without a full stop.
    pub summary: &'static str,
    /// In the order in which they are typed.
    pub arguments: &'static [Argument],
    /// Lines that work on any article; shown by `help`.
    pub examples: &'static [&'static str],
    /// Who may use it.
    pub access: Access,
    /// Runs it.
    pub run: fn(&Context<'_>, &Arguments) -> Result<Done, Refusal>,
}

/// One argument of a command.
#[derive(Debug)]
pub struct Argument {
    /// Its name, also in `name:value`.
    pub name: &'static str,
    /// What it takes, and so how it is completed.
    pub kind: Kind,
    /// Whether the command needs it.
    pub required: bool,
    /// What it means, in one line without a full stop.
    pub help: &'static str,
    /// Words that introduce it in a line: "about", "by".
    pub introduced_by: &'static [&'static str],
}

/// What an argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any words.
    Text,
    /// An alleged quotation, in quotation marks or not.
    Quote,
    /// Somebody who speaks in the article.
    Speaker,
    /// A topic: any words.
    Topic,
    /// `short`, `medium`, `long`, a number of sentences, or `N words`.
    Length,
    /// An article by identifier or title.
    Article,
    /// The name of a command.
    Command,
    /// A number counted from 1; only by `name:value`.
    Number,
    /// What a button repeats to say that it is meant; only by `name:value`.
    Confirmation,
}

impl Kind {
    /// Whether people type it in its place; the rest is for buttons.
    #[must_use]
    pub const fn is_typed(self) -> bool {
        !matches!(self, Kind::Number | Kind::Confirmation)
    }
}

/// Who may use a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Everyone,
    /// Moderators of the channel; on the terminal, its user.
    Moderators,
}

/// What a command sees.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The articles.
    pub library: &'a Library,
    /// Those of them that this conversation asks.
    pub scope: &'a Scope,
    /// Those of them that it may ask.
    pub reach: &'a Scope,
    /// The community that asks, to which belongs what it adds; none for the
    /// owner of the machine, whose additions are for everybody.
    pub community: Option<&'a str>,
    /// The turns before, newest last.
    pub before: &'a [Turn],
    /// How the engines decide.
    pub settings: &'a crate::bot::Settings,
    /// Reads what is asked about, where there is one.
    pub reader: Option<&'a dyn crate::reader::Reads>,
    /// Where it was given, and with what.
    pub here: Here<'a>,
}

/// What a command gives back: the reply, and what a follow-up can refer to.
#[derive(Debug, Default)]
pub struct Done {
    /// The reply.
    pub reply: Reply,
    /// What "he", "that" and "more" mean from now on.
    pub focus: Focus,
}

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Refusal {
    /// The asker's: a sentence and the next step, shown as written.
    Asker(String),
    /// Ours: logged with its chain; the asker gets one fixed sentence.
    Ours(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Ours(error.into())
    }
}

/// Every command, in the order in which help lists them.
pub static COMMANDS: &[&Command] = &[
    &ask::COMMAND,
    &who::COMMAND,
    &quotes::COMMAND,
    &check::COMMAND,
    &summary::COMMAND,
    &search::COMMAND,
    &speakers::COMMAND,
    &article::COMMAND,
    &articles::COMMAND,
    &choose::COMMAND,
    &add::COMMAND,
    &feeds::COMMAND,
    &remove::COMMAND,
    &status::COMMAND,
    &help::COMMAND,
];

impl Command {
    /// How it is typed: `quotes [speaker] [about …]`.
    #[must_use]
    pub fn usage(&self) -> String {
        // Paging is for buttons and "more", not for people.
        let typed = self
            .arguments
            .iter()
            .filter(|argument| argument.kind.is_typed());
        let shown = typed.map(|argument| match argument.introduced_by.first() {
            _ if argument.required => format!(" <{}>", argument.name),
            Some(word) if *word == argument.name => format!(" [{word} …]"),
            Some(word) => format!(" [{word} <{}>]", argument.name),
            None => format!(" [{}]", argument.name),
        });
        std::iter::once(self.name.to_owned()).chain(shown).collect()
    }
}

/// Ranked sentences that are asked for; one is shown when there is no answer.
const KEEP: usize = 5;

impl Context<'_> {
    /// How the answer engine is asked here.
    fn answering(&self) -> crate::answer::Settings<'_> {
        crate::answer::Settings {
            threshold: self.settings.threshold,
            keep: KEEP,
            reader: self.reader,
        }
    }

    /// Whether more than one article is asked, so that replies name theirs.
    #[must_use]
    pub fn several(&self) -> bool {
        self.library.count(self.scope) > 1
    }

    /// The article that `name` means, by identifier or by words of its title;
    /// without a name the one that was talked about last, or the only one.
    ///
    /// # Errors
    /// A sentence that says which articles there are.
    pub fn article(&self, name: Option<&str>) -> Result<Arc<Entry>, Refusal> {
        let has = |id: &str| self.library.holds(self.scope, id);
        let first = || {
            let mut found = None;
            self.library.look_through(self.scope, |listing| {
                found = Some(listing.id.clone());
                false
            });
            found
        };
        let id = match name {
            None => {
                let last = self
                    .before
                    .iter()
                    .rev()
                    .find_map(|turn| turn.focus.article.clone().filter(|id| has(id)));
                last.or_else(first)
                    .ok_or_else(|| Refusal::Asker("There is no article to ask yet.".to_owned()))?
            }
            Some(name) => {
                let wanted = crate::text::fold(name);
                let named = has(&wanted).then_some(wanted);
                let found = named.or_else(|| self.called(name));
                found.ok_or_else(|| {
                    Refusal::Asker(format!(
                        "There is no article {name}. `articles` lists those that can be asked."
                    ))
                })?
            }
        };
        self.library
            .get(&id)
            .ok_or_else(|| anyhow::anyhow!("article `{id}` is listed and cannot be read").into())
    }
}

/// The sentence for a command that does not exist, with the nearest one.
#[must_use]
pub fn unknown(name: &str) -> String {
    match nearest(name) {
        Some(nearest) => format!(
            "There is no command `{name}`. Did you mean `{}`?",
            nearest.name
        ),
        None => format!("There is no command `{name}`. `help` lists what there is."),
    }
}

/// The command whose name or alias is at most two typing slips away.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    let slips = |known: &str| strsim::osa_distance(&name, known);
    COMMANDS
        .iter()
        .copied()
        .filter_map(|command| {
            let best = std::iter::once(&command.name)
                .chain(command.aliases)
                // Short names are one slip from half the dictionary.
                .filter(|known| known.chars().count() >= 4)
                .map(|known| slips(known))
                .min()?;
            (best <= 2 && best * 2 < name.chars().count()).then_some((best, command))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, command)| command)
}

/// The command of this name or alias, whatever its case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Command> {
    let name = name.to_lowercase();
    COMMANDS
        .iter()
        .copied()
        .find(|command| command.name == name || command.aliases.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_and_alias_means_one_command() {
        let mut names = BTreeSet::new();
        for command in COMMANDS {
            for name in std::iter::once(&command.name).chain(command.aliases) {
                assert!(names.insert(*name), "{name} is taken twice");
                assert_eq!(*name, name.to_lowercase());
                assert!(!name.contains(char::is_whitespace), "{name}");
            }
        }
    }

    #[test]
    fn texts_are_one_line_and_fit_discord() {
        for command in COMMANDS {
            let texts = std::iter::once(command.summary)
                .chain(command.arguments.iter().map(|argument| argument.help));
            for text in texts {
                // Discord refuses longer descriptions; it counts code points.
                assert!((10..=100).contains(&text.chars().count()), "{text}");
                assert!(!text.contains('\n') && !text.ends_with('.'), "{text}");
            }
            assert!(!command.examples.is_empty(), "{}", command.name);
        }
    }

    #[test]
    fn required_arguments_come_first_and_names_differ() {
        for command in COMMANDS {
            let required: Vec<bool> = command
                .arguments
                .iter()
                .map(|argument| argument.required)
                .collect();
            assert!(required.is_sorted_by(|a, b| a >= b), "{}", command.name);
            let names: BTreeSet<_> = command
                .arguments
                .iter()
                .map(|argument| argument.name)
                .collect();
            assert_eq!(names.len(), command.arguments.len(), "{}", command.name);
        }
    }

    #[test]
    fn usage_shows_how_to_type_it() {
        let usage = |name| find(name).map(Command::usage).unwrap();
        assert_eq!(usage("ask"), "ask <question>");
        assert_eq!(usage("quotes"), "quotes [by <speaker>] [about …]");
        assert_eq!(usage("summary"), "summary [length] [about …]");
        assert_eq!(usage("status"), "status");
    }

    #[test]
    fn slips_find_the_nearest_command() {
        for (typed, expected) in [
            ("serach", Some("search")),
            ("qoutes", Some("quotes")),
            ("sumarise", Some("summary")),
            ("hepl", Some("help")),
            ("banana", None),
        ] {
            assert_eq!(
                nearest(typed).map(|command| command.name),
                expected,
                "{typed}"
            );
        }
    }
}
