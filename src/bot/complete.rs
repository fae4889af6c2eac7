//! What the end of a line that is being typed may become. Out of memory only.

use crate::{
    command::{COMMANDS, Kind, find},
    index::Scope,
    library::Library,
    quotes::SpeakerKind,
    text::fold,
};

/// Completions shown at most: more than a screen of them helps nobody.
const MOST: usize = 25;

pub(super) fn complete(library: &Library, line: &str) -> (usize, Vec<String>) {
    let Some((first, _)) = line.split_once(char::is_whitespace) else {
        let start = line.len() - line.trim_start_matches(['/', '!']).len();
        let typed = fold(line.get(start..).unwrap_or(""));
        let names = COMMANDS
            .iter()
            .map(|command| command.name.to_owned())
            .filter(|name| !typed.is_empty() && name.starts_with(&typed))
            .map(|name| name + " ")
            .collect();
        return (start, names);
    };
    let command = find(first.trim_start_matches(['/', '!']));
    let kinds: Vec<Kind> = match command {
        Some(command) => command
            .arguments
            .iter()
            .map(|argument| argument.kind)
            .collect(),
        // A plain question may name a speaker.
        None => vec![Kind::Speaker],
    };
    let mut known = Vec::new();
    for kind in kinds {
        match kind {
            Kind::Speaker | Kind::Text => known.extend(speakers(library)),
            Kind::Length => known.extend(["short", "medium", "long", "points"].map(str::to_owned)),
            Kind::Article => library.look_through(&Scope::All, |listing| {
                known.push(listing.id.clone());
                true
            }),
            Kind::Command => known.extend(COMMANDS.iter().map(|command| command.name.to_owned())),
            Kind::Quote | Kind::Topic | Kind::Number | Kind::Confirmation => {}
        }
    }
    known.dedup();
    // A name of several words may have been begun several words ago; the
    // earliest beginning that fits something wins.
    for (start, word) in starts(line, first.len()) {
        let typed = fold(word);
        let found: Vec<String> = known
            .iter()
            .filter(|name| fits(name, &typed))
            .take(MOST)
            .cloned()
            .collect();
        if !found.is_empty() {
            return (start, found);
        }
    }
    (line.len(), Vec::new())
}

/// Where the last three words of `line` begin, the first of them first, and
/// the line from there on.
fn starts(line: &str, after: usize) -> Vec<(usize, &str)> {
    let mut starts: Vec<(usize, &str)> = line
        .char_indices()
        .filter(|(at, c)| *at >= after && c.is_whitespace())
        .map(|(at, c)| at + c.len_utf8())
        .filter_map(|at| Some((at, line.get(at..)?)))
        .filter(|(_, rest)| rest.chars().next().is_some_and(|c| !c.is_whitespace()))
        .collect();
    let first = starts.len().saturating_sub(3);
    starts.drain(..first);
    starts
}

/// Whether a name, or one of its words, begins as typed.
fn fits(name: &str, typed: &str) -> bool {
    let name = fold(name);
    typed.chars().count() >= 1
        && name != typed
        && (name.starts_with(typed)
            || name
                .split_whitespace()
                .any(|word| word.starts_with(typed) && !typed.contains(' ')))
}

fn speakers(library: &Library) -> Vec<String> {
    library
        .entries(&Scope::All)
        .flat_map(|entry| {
            entry
                .attributions()
                .speakers
                .iter()
                .filter(|speaker| speaker.speaks && speaker.kind != SpeakerKind::Anonymous)
                .map(|speaker| speaker.name.clone())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Metadata};
    use proptest::prelude::*;

    fn library() -> Library {
        Library::in_memory(vec![Article::from_lines(
            "Nothing was said.".to_owned(),
            Metadata {
                title: Some("Harbour fees".to_owned()),
                ..Metadata::default()
            },
        )])
        .unwrap()
    }

    #[test]
    fn commands_and_their_arguments_are_completed() {
        let library = library();
        assert_eq!(complete(&library, "su"), (0, vec!["summary ".to_owned()]));
        assert_eq!(complete(&library, "/su"), (1, vec!["summary ".to_owned()]));
        assert_eq!(
            complete(&library, "summary sh"),
            (8, vec!["short".to_owned()])
        );
        assert_eq!(
            complete(&library, "help che"),
            (5, vec!["check".to_owned()])
        );
        assert_eq!(
            complete(&library, "article har"),
            (8, vec!["harbour-fees".to_owned()])
        );
        assert_eq!(complete(&library, ""), (0, Vec::new()));
        assert_eq!(complete(&library, "xyzzy xy").1, Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_line_completes_at_a_character(line in ".{0,60}") {
            let (start, _) = complete(&library(), &line);
            prop_assert!(line.is_char_boundary(start));
        }
    }
}
