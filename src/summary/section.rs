//! Which section does somebody mean? By its heading, near enough, or its
//! number; knows nothing of what stands in it.

use crate::{
    article::Article,
    index::analysis::{tolerance, words},
    text::{fold, shorten},
};

/// Code points of a name that are looked at.
const LONGEST: usize = 200;

/// What somebody asked for, as far as sections go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// This section, by its index.
    Section(usize),
    /// A section that the article does not have.
    Unknown,
    /// No section: a topic or a speaker.
    Other,
}

/// The section that `asked` names: "section 2", "the last section", "section
/// How it began", or a heading by itself, word for word.
#[must_use]
pub fn meant(article: &Article, asked: &str) -> Meant {
    let folded = fold(shorten(asked.trim(), LONGEST));
    let mut left: Vec<&str> = folded
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let headed: Vec<(usize, String)> = article
        .sections
        .iter()
        .enumerate()
        .filter_map(|(index, section)| Some((index, fold(article.words(section.heading?)))))
        .collect();
    let plain =
        |text: &str| -> Vec<String> { words(text).into_iter().map(|word| word.exact).collect() };
    let whole = plain(&folded);
    if let Some((index, _)) = headed.iter().find(|(_, heading)| plain(heading) == whole) {
        return Meant::Section(*index);
    }
    left.retain(|word| !matches!(*word, "the" | "a"));
    let explicit = [left.first(), left.last()]
        .into_iter()
        .flatten()
        .any(|word| matches!(*word, "section" | "chapter"));
    if !explicit {
        return Meant::Other;
    }
    left.retain(|word| !matches!(*word, "section" | "chapter"));
    while left
        .first()
        .is_some_and(|word| matches!(*word, "on" | "about" | "called" | "titled" | "named" | "no"))
    {
        left.remove(0);
    }
    if let [one] = left.as_slice()
        && let Some(number) = number(one, headed.len())
    {
        return match headed.get(number) {
            Some((index, _)) => Meant::Section(*index),
            None => Meant::Unknown,
        };
    }
    let wanted = plain(&left.join(" "));
    let best = headed
        .iter()
        .map(|(index, heading)| (*index, covered(&wanted, &plain(heading))))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    match best {
        // More than half of what was asked for stands in the heading.
        Some((index, hits)) if hits * 2 > wanted.len() => Meant::Section(index),
        _ => Meant::Unknown,
    }
}

/// The index that "2", "two", "second" or "last" means.
fn number(word: &str, all: usize) -> Option<usize> {
    const ORDINALS: [[&str; 3]; 10] = [
        ["1", "one", "first"],
        ["2", "two", "second"],
        ["3", "three", "third"],
        ["4", "four", "fourth"],
        ["5", "five", "fifth"],
        ["6", "six", "sixth"],
        ["7", "seven", "seventh"],
        ["8", "eight", "eighth"],
        ["9", "nine", "ninth"],
        ["10", "ten", "tenth"],
    ];
    if word == "last" {
        return Some(all.saturating_sub(1));
    }
    let found = ORDINALS.iter().position(|names| names.contains(&word));
    found.or_else(|| word.parse::<usize>().ok()?.checked_sub(1))
}

/// How many of the words wanted a heading has, allowing for slips.
fn covered(wanted: &[String], heading: &[String]) -> usize {
    wanted
        .iter()
        .filter(|word| {
            let slips = tolerance(word);
            heading.iter().any(|other| {
                other == *word || slips > 0 && strsim::osa_distance(word, other) <= slips
            })
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Source, read};
    use proptest::prelude::*;

    fn article() -> Article {
        let bytes = b"# The mill\n\nThe mill of Harl was sold on Monday for a great deal of money to a baker.\n\n\
            ## How it began\n\nThe quarrel over the mill began in the spring of last year with a letter.\n\n\
            ## What comes next\n\nThe court in the capital will hear the case of the two owners in May.\n";
        read(Source {
            bytes,
            name: "mill.md",
            ..Source::default()
        })
        .unwrap()
    }

    #[test]
    fn sections_are_meant_by_name_and_number() {
        let article = article();
        let heading = |asked: &str| match meant(&article, asked) {
            Meant::Section(index) => article.sections[index]
                .heading
                .map(|heading| article.words(heading).to_owned()),
            other => Some(format!("{other:?}")),
        };
        for (asked, expected) in [
            ("How it began", "How it began"),
            ("the section How it began", "How it began"),
            ("section what comes nxet", "What comes next"),
            ("the last section", "What comes next"),
            ("section 99", "Unknown"),
            ("section 0", "Unknown"),
            ("section elephants", "Unknown"),
            ("the quarrel", "Other"),
            ("", "Other"),
        ] {
            assert_eq!(heading(asked).as_deref(), Some(expected), "{asked}");
        }
    }

    proptest! {
        #[test]
        fn any_words_are_taken(asked in "(section )?\\PC{0,60}") {
            if let Meant::Section(index) = meant(&article(), &asked) {
                prop_assert!(index < article().sections.len());
            }
        }
    }
}
